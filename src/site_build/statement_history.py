"""The history of each statement, equation and figure: since when it is published, what changed, when it was edited.

What changed in substance docs/changes.toml says; the days are those of git: of the line that `make publish` wrote for
the id into docs/published.toml, and of the lines of the thing itself.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from site_build.feedback import Repository, commit, time
from site_build.history import History
from site_build.languages import FEEDBACK, LANGS, Lang
from site_build.ledger import PUBLISHED
from site_build.line_history import Lines, read_lines
from site_build.numbering import Target, Targets
from site_build.revision import Change, Revision

_ID = re.compile(r'([a-z][\w-]*) = "')


class StatementHistory:
    """What is known of all of them."""

    def __init__(
        self, project: Path, targets: Targets, revision: Revision, history: History, repository: Repository
    ) -> None:
        """Asks git, once for all.

        Args:
            project: The root of the project.
            targets: All that has an id.
            revision: What git knows of the build; nothing is asked where it has no history.
            history: What the ledger says.
            repository: Where the sources are.
        """
        paths = [f"docs/{lang}" for lang in LANGS] + [f"docs/{PUBLISHED}"]
        self._lines: Lines = {} if revision.reason else read_lines(project, paths)
        for name in revision.modified:  # its lines are others now
            self._lines.pop(name, None)
        self._targets = targets
        self._history = history
        self._repository = repository
        self._published = self._read_published(project / "docs" / PUBLISHED)

    def _read_published(self, ledger: Path) -> dict[str, Change]:
        text = ledger.read_text(encoding="utf-8").splitlines() if ledger.is_file() else []
        known = zip(text, self._lines.get(f"docs/{PUBLISHED}", []), strict=False)
        return {match[1]: change for line, change in known if (match := _ID.match(line))}

    def edited(self, target: Target, lang: Lang) -> Change | None:
        """The last change of its lines in one language; None if git does not know."""
        anchor = target.anchors[lang]
        lines = self._lines.get(f"docs/{lang}/{target.page.path}.md", [])[anchor.line - 1 : anchor.last_line]
        return max(lines, key=lambda change: change.seconds, default=None)

    def notes(self, name: str, lang: Lang) -> str:
        """What readers are told of an id, and where they report an error in it, as HTML; empty if nothing is known."""
        words = FEEDBACK[lang]
        told = []
        if published := self._published.get(name):
            told.append(words.published.format(time(published, lang)))
        if edited := self.edited(self._targets[name], lang):
            told.append(words.edited.format(time(edited, lang) + commit(edited, lang, self._repository)))
        if self._repository.address:
            target = self._targets[name]
            address = self._repository.report(target.page, lang, name, target.name(lang))
            told.append(f'<a href="{html.escape(address)}">{words.report}</a>')
        notes = f'<p class="history">{words.between_sentences.join(told)}</p>\n' if told else ""
        return notes + self._history.changes(name, lang)

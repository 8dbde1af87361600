"""What readers see of the ledger: changes at a statement, notes and redirects where something stood."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path

from site_build.languages import WORDS, Lang
from site_build.ledger import Change, Ledger, Place, PublishedPage, locate
from site_build.numbering import Targets
from site_build.pages import Tree, to_root
from site_build.root_pages import redirect, section

_TITLE = re.compile(r'id="(?P<id>[a-z][\w-]*)">\n<p class="admonition-title">.*?</p>', re.DOTALL)
_EQUATION = re.compile(r'<div class="arithmatex">\\\[.*?\\label\{(?P<id>[^{}]*)\}.*?\\\]</div>', re.DOTALL)


class History:
    """The ledger of one build, and what the sources have now."""

    def __init__(self, ledger: Ledger, now: Mapping[str, PublishedPage], targets: Targets, tree: Tree) -> None:
        self.ledger = ledger
        self.now = now
        self._targets = targets
        self._entries = {page.path: page for page in tree.pages()}

    def annotate(self, page: str, path: str, lang: Lang) -> str:
        """Puts into a page's HTML what has changed, at each statement and equation, and notes for what stood there.

        Args:
            page: The HTML.
            path: The page's path, as in docs/pages.toml.
            lang: Its language.
        """
        for pattern in (_TITLE, _EQUATION):
            page = pattern.sub(lambda match: match[0] + self.changes(match["id"], lang), page)
        gone = [name for name in self._published(path) if name not in self._present(path)]
        items = "".join(f'<li id="{name}">{self._note(path, name, lang)}</li>\n' for name in gone)
        return page + (f'\n<ul class="moved build-made">\n{items}</ul>\n' if items else "")

    def changes(self, name: str, lang: Lang) -> str:
        """A paragraph for each change in substance of a statement."""
        return "".join(
            f'\n<p class="changed build-made">{_changed(change, lang)}</p>' for change in self.ledger.changes_of(name)
        )

    def place(self, address: str) -> Place | None:
        """Where a published address leads now."""
        return locate(self.ledger, self.now, address)

    def old_ids(self) -> dict[str, Place]:
        """The ids that were published and are no more, and where they lead."""
        known = [(page.path, name) for page in self.ledger.pages.values() for name in page.ids]
        places = {name: self.place(f"{path}#{name}") for path, name in known if name not in self._targets}
        return {name: place for name, place in places.items() if place is not None}

    def address(self, place: Place, lang: Lang) -> str:
        """A place's address below the shared root."""
        return f"{lang}/{self._entries[place.page].url()}" + (f"#{place.anchor}" if place.anchor else "")

    def title(self, place: Place, lang: Lang) -> str:
        """What a place is called."""
        target = self._targets.get(place.anchor)
        return target.name(lang) if target is not None else self._entries[place.page].titles[lang]

    def write_redirects(self, site: Path, lang: Lang) -> None:
        """Writes a page at the old address of each page that moved or was withdrawn, into one language's site."""
        for path, page in self.ledger.pages.items():
            place = self.place(path)
            if path in self.now or place is None:
                continue
            file = site / ("" if path == "index" else path.removesuffix("/index")) / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self._redirect(path, page, place, lang), encoding="utf-8")

    def _redirect(self, path: str, page: PublishedPage, place: Place, lang: Lang) -> str:
        up = "../" * (path.removesuffix("/index").count("/") + 2)
        if place.withdrawn is not None:
            return redirect(
                lang, section(lang, path, withdrawn(place.withdrawn, lang), f"{up}{lang}/", WORDS[lang].home)
            )
        own = {name: self.place(f"{path}#{name}") for name in (*page.anchors, *page.ids)}
        moved = {name: up + self.address(at, lang) for name, at in own.items() if at is not None and at.page}
        target = up + self.address(place, lang)
        title = self.title(place, lang)
        body = section(lang, title, WORDS[lang].moved, target, title)
        return redirect(lang, body, target, json.dumps(moved))

    def _published(self, path: str) -> list[str]:
        page = self.ledger.pages.get(path)
        return [*page.anchors, *page.ids] if page is not None else []

    def _present(self, path: str) -> set[str]:
        return {*self.now[path].anchors, *self.now[path].ids} if path in self.now else set()

    def _note(self, path: str, name: str, lang: Lang) -> str:
        place = self.place(f"{path}#{name}")
        if place is None:
            return html.escape(name)
        if place.withdrawn is not None:
            return f"{html.escape(name)}: {html.escape(withdrawn(place.withdrawn, lang))}"
        url = f"{to_root(self._entries[path].url())}../{self.address(place, lang)}"
        return f'{html.escape(name)}: <a href="{url}">{html.escape(self.title(place, lang))}</a>'


def _changed(change: Change, lang: Lang) -> str:
    return WORDS[lang].changed.format(date=change.date, words=html.escape(change.words[lang]))


def withdrawn(change: Change, lang: Lang) -> str:
    """A sentence about what was withdrawn, and why."""
    return WORDS[lang].withdrawn.format(date=change.date, words=change.words[lang])

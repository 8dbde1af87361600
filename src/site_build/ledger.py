"""Everything ever published that may have been cited, and what became of it.

`docs/published.toml` is written by `python -m site_build publish` alone and only grows: every page, every address on
it, and for each statement and numbered equation a fingerprint of what it says. `docs/changes.toml` is written by hand:
what moved, what was withdrawn, what changed in substance. What is published and neither stands where it stood nor is
explained there is a finding.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from site_build.anchors import STATEMENTS
from site_build.errors import Finding, SiteError
from site_build.languages import LANGS, Lang
from site_build.numbering import Numbered, Target
from site_build.pages import Tree

PUBLISHED = "published.toml"
CHANGES = "changes.toml"

_HEAD = """# Every address that the site ever had: pages, headings and blocks on them, statements, equations, figures.
# Written by `make publish`, which only adds; never edited. What moves, is withdrawn or changes in substance is
# explained in changes.toml. Behind an id: a fingerprint of what it says in both languages.
"""


@dataclass
class PublishedPage:
    """A page that was published: since when, its anchors, and its ids with their fingerprints."""

    path: str
    since: datetime.date
    anchors: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """An entry of changes.toml.

    Attributes:
        kind: `moved`, `withdrawn` or `changed`.
        date: When.
        what: The address that moved or was withdrawn, `path` or `path#anchor`; empty for a change.
        to: Where it moved, in the same form.
        words: What readers are told in each language; empty for a change of wording only.
        now: For a change, the new fingerprints by id.
    """

    kind: str
    date: datetime.date
    what: str = ""
    to: str = ""
    words: Mapping[Lang, str] = field(default_factory=dict)
    now: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Ledger:
    """Both files."""

    docs: Path
    pages: dict[str, PublishedPage]
    changes: list[Change]

    def changes_of(self, name: str) -> list[Change]:
        """The changes in substance of a statement, oldest first."""
        return [change for change in self.changes if name in change.now and change.words]

    def expected(self, page: str, name: str) -> str:
        """The fingerprint of what was last published or declared."""
        later = [change.now[name] for change in self.changes if name in change.now]
        return later[-1] if later else self.pages[page].ids[name]


@dataclass(frozen=True)
class Place:
    """Where a published address leads now: a page and an anchor on it, or an entry that says why nowhere."""

    page: str = ""
    anchor: str = ""
    withdrawn: Change | None = None


# --- Reading


def read_ledger(docs: Path) -> Ledger:
    """Reads docs/published.toml and docs/changes.toml; a file that is absent is empty.

    Raises:
        SiteError: One of them is not as it should be.
    """
    published = _toml(docs / PUBLISHED)
    try:
        pages = {
            page["path"]: PublishedPage(page["path"], page["since"], list(page["anchors"]), dict(page.get("ids", {})))
            for page in published.get("page", [])
        }
    except (KeyError, TypeError) as error:
        raise SiteError(f"{docs / PUBLISHED}: a page lacks {error}; `make publish` writes this file") from error
    entries = _toml(docs / CHANGES)
    changes = [
        _change(kind, entry, docs) for kind in ("moved", "withdrawn", "changed") for entry in entries.get(kind, [])
    ]
    return Ledger(docs, pages, sorted(changes, key=lambda change: change.date))


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"{file}: cannot be read: {error}") from error


_KEYS = {
    "moved": {"date", "from", "to"},
    "withdrawn": {"date", "what", "zh", "en"},
    "changed": {"date", "now", "zh", "en"},
}


def _change(kind: str, entry: dict[str, Any], docs: Path) -> Change:
    keys = set(entry)
    wording = kind == "changed" and entry.get("wording") is True and keys == {"date", "now", "wording"}
    if (keys != _KEYS[kind] and not wording) or not isinstance(entry["date"], datetime.date):
        expected = ", ".join(sorted(_KEYS[kind]))
        raise SiteError(f"{docs / CHANGES}: [[{kind}]] has {', '.join(sorted(keys))}; expected {expected}")
    words: dict[Lang, str] = {lang: str(entry[lang]) for lang in LANGS if lang in entry}
    what = entry.get("from") or entry.get("what") or ""
    return Change(kind, entry["date"], what, entry.get("to", ""), words, entry.get("now", {}))


# --- What is there now


def fingerprint(target: Target) -> str:
    """Ten hexadecimal digits for what a statement says: not how it is spaced, marked up or set."""
    said = [normalised(f"{target.anchors[lang].title}\n{target.anchors[lang].text}") for lang in LANGS]
    return hashlib.sha256("\n\n".join(said).encode()).hexdigest()[:10]


def normalised(markdown: str) -> str:
    r"""A text without what does not change its substance.

    That is white space, emphasis, attributes, addresses of links, labels, TeX's spaces and sizes of brackets, and the
    shapes of quotation marks, dashes and full-width signs.
    """
    text = re.sub(r"\[([^\[\]]*)\]\([^()\s]*\)", r"\1", markdown)  # links show their words
    text = re.sub(r"\{:?\s*[#.][^{}]*\}", "", text)
    text = re.sub(r"\\label\s*\{[^{}]*\}|\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]|\\q?quad\b", "", text)
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[“”„「」『』«»]", '"', re.sub("[‘’]", "'", re.sub("[‐‑–—−]", "-", text)))
    return re.sub(r"[\s*_]+", "", text.replace("。", "."))


def _has_fingerprint(target: Target) -> bool:
    return target.kind in STATEMENTS or target.kind in ("equation", "erratum")


def current(numbered: Numbered, tree: Tree, docs: Path, date: datetime.date) -> dict[str, PublishedPage]:
    """What the sources have now, in the form of the ledger."""
    found: dict[str, PublishedPage] = {}
    for page in tree.pages():
        if not page.exists(docs):
            continue
        ids = {
            target.id: fingerprint(target) if _has_fingerprint(target) else ""
            for target in numbered.targets.values()
            if target.page is page and set(target.anchors) == set(LANGS)
        }
        versions = [numbered.pages[lang, page.path].ids for lang in LANGS if (lang, page.path) in numbered.pages]
        anchors = [name for name in versions[0] if name not in ids and all(name in others for others in versions)]
        anchors += numbered.made.get(page.path, [])
        found[page.path] = PublishedPage(page.path, date, anchors, ids)
    return found


# --- Holding one to the other


def locate(ledger: Ledger, now: Mapping[str, PublishedPage], address: str) -> Place | None:
    """Where a published address leads now; None when nothing says."""
    seen: set[str] = set()
    while address not in seen:
        seen.add(address)
        path, _, anchor = address.partition("#")
        if path in now and (not anchor or anchor in now[path].anchors or anchor in now[path].ids):
            return Place(path, anchor)
        entry = _entry(ledger, address) or (_entry(ledger, path) if anchor else None)
        if entry is None:
            return None
        if entry.kind == "withdrawn":
            return Place(withdrawn=entry)
        address = entry.to if "#" in entry.to or entry.what == address else f"{entry.to}#{anchor}"
    return None


def _entry(ledger: Ledger, address: str) -> Change | None:
    return next((change for change in reversed(ledger.changes) if change.what == address), None)


def addresses(page: PublishedPage) -> Iterator[str]:
    """All addresses of a page."""
    yield page.path
    for anchor in (*page.anchors, *page.ids):
        yield f"{page.path}#{anchor}"


def check(ledger: Ledger, numbered: Numbered, tree: Tree, today: datetime.date | None = None) -> list[Finding]:
    """What was published and is gone, or says something else, without an entry that explains it."""
    date = today or datetime.date.today()
    now = current(numbered, tree, ledger.docs, date)
    return [*_gone(ledger, now, date), *_changed(ledger, now, numbered, date), *_idle(ledger, now)]


def _gone(ledger: Ledger, now: Mapping[str, PublishedPage], date: datetime.date) -> Iterator[Finding]:
    file = ledger.docs / PUBLISHED
    for page in ledger.pages.values():
        for address in addresses(page):
            if locate(ledger, now, address) is not None:
                continue
            message = (
                f"{address} was published and is gone: put it back, or say in {CHANGES} what became of it:\n"
                f'    [[moved]]\n    date = {date}\n    from = "{address}"\n    to = "PAGE#ID"\n'
                f'  or\n    [[withdrawn]]\n    date = {date}\n    what = "{address}"\n    zh = "……"\n    en = "…"'
            )
            yield Finding(file, _line_of(file, page.path, address.partition("#")[2]), message)
            if "#" not in address:
                break  # a page that is gone takes its anchors with it


def _changed(
    ledger: Ledger, now: Mapping[str, PublishedPage], numbered: Numbered, date: datetime.date
) -> Iterator[Finding]:
    for path, page in now.items():
        for name, fresh in page.ids.items():
            if path not in ledger.pages or not ledger.pages[path].ids.get(name):
                continue
            if fresh != ledger.expected(path, name):
                source = numbered.pages["en", path].path if ("en", path) in numbered.pages else ledger.docs
                message = (
                    f"{name} says something else than was published: take the change back, or say in {CHANGES} what "
                    f"changed (`wording = true` in place of zh and en if the meaning did not):\n"
                    f'    [[changed]]\n    date = {date}\n    now = {{ {name} = "{fresh}" }}\n'
                    '    zh = "……"\n    en = "…"'
                )
                yield Finding(source, numbered.targets[name].anchors["en"].line, message)


def _idle(ledger: Ledger, now: Mapping[str, PublishedPage]) -> Iterator[Finding]:
    """Entries that are about nothing, or about something that is still there."""
    file = ledger.docs / CHANGES
    published = {address for page in ledger.pages.values() for address in addresses(page)}
    for change in ledger.changes:
        line = _line_of(file, "", change.what or next(iter(change.now), ""))
        if change.what and change.what not in published:
            yield Finding(file, line, f"{change.what} was never published: an entry is about an address in {PUBLISHED}")
        elif change.what and locate(Ledger(ledger.docs, {}, []), now, change.what):
            yield Finding(file, line, f"{change.what} is still there: take this entry out, or the address")
        for name in change.now:
            if not any(name in page.ids for page in ledger.pages.values()):
                yield Finding(file, line, f"{name} was never published: a change is of an id in {PUBLISHED}")


def _line_of(file: Path, path: str, name: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    start = next((n for n, line in enumerate(lines) if line == f'path = "{path}"'), 0)
    wanted = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return next((n for n in range(start, len(lines)) if name and wanted.search(lines[n])), start) + 1


def missing(ledger: Ledger, now: Mapping[str, PublishedPage]) -> list[str]:
    """The addresses that are not in the ledger yet."""
    published = {address for page in ledger.pages.values() for address in addresses(page)}
    return [address for page in now.values() for address in addresses(page) if address not in published]


# --- Writing


def publish(ledger: Ledger, now: Mapping[str, PublishedPage]) -> list[str]:
    """Adds what is not in the ledger yet, and returns it."""
    fresh = missing(ledger, now)
    for path, page in now.items():
        known = ledger.pages.setdefault(path, PublishedPage(path, page.since))
        known.anchors += [anchor for anchor in page.anchors if anchor not in known.anchors]
        known.ids |= {name: mark for name, mark in page.ids.items() if name not in known.ids}
    text = _HEAD + "".join(_table(page) for page in ledger.pages.values())
    (ledger.docs / PUBLISHED).write_text(text, encoding="utf-8", newline="\n")
    return fresh


def _table(page: PublishedPage) -> str:
    lines = ["", "[[page]]", f'path = "{page.path}"', f"since = {page.since}", "anchors = ["]
    lines += [f'  "{anchor}",' for anchor in page.anchors]
    lines.append("]")
    if page.ids:
        lines += ["[page.ids]", *(f'{name} = "{mark}"' for name, mark in page.ids.items())]
    return "\n".join(lines) + "\n"


def removed(before: Ledger, after: Ledger) -> list[str]:
    """What an earlier state of docs/published.toml has and the present one has not, or has differently."""
    kept = {address for page in after.pages.values() for address in addresses(page)}
    lost = [address for page in before.pages.values() for address in addresses(page) if address not in kept]
    for path, page in before.pages.items():
        known = after.pages.get(path)
        lost += [f"{path}#{n}" for n, mark in page.ids.items() if known and known.ids.get(n, mark) != mark]
    return lost

"""Citations in built HTML: the short form in text, with the full entry to hand, and the lists of sources.

The words come from docs/references.bib, laid out by citeproc-py after `csl/zh.csl` and `csl/en.csl`. Whatever is shown
of a source says so, `data-from="bib:KEY"`, so that the proofreader can hold it to the file.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from proofread.bibliography import Source, read_bibliography
from proofread.citations import CITATION, SECTION, read_items
from proofread.findings import Problem
from proofread.source import scan
from site_build.errors import SiteError
from site_build.languages import LANGS, WORDS, Lang
from site_build.pages import PageEntry, Tree, to_root

MARKER = "<!-- bibliography -->"

_STYLES = Path(__file__).with_name("csl")
_TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "online": "webpage",
}
_VARIABLES = {
    "title": "title", "journal": "container-title", "booktitle": "container-title", "volume": "volume",
    "number": "issue", "edition": "edition", "pages": "page", "publisher": "publisher",
}  # fmt: skip
_CODE = re.compile(r"(<(pre|code|script|style|svg|textarea)\b.*?</\2>)", re.DOTALL)
_ENTRY = re.compile(rf"(?P<open><li>\s*(?:<p>)?){CITATION.pattern}")
_LIST = re.compile(
    rf'(?P<head><h(?P<level>[1-6]) id="{SECTION}".*?</h(?P=level)>)(?P<body>.*?)(?=<h[1-6]\b|\Z)', re.DOTALL
)


@dataclass(frozen=True)
class Entry:
    """A source as a page shows it: short, in text, and in full, as HTML and as plain text."""

    key: str
    short: str
    full: str
    plain: str


class Bibliography:
    """The sources, laid out in one language."""

    def __init__(self, docs: Path, lang: Lang) -> None:
        """Lay out the entries of docs/references.bib.

        Raises:
            SiteError: The file has faults, or two entries look the same in text.
        """
        found = read_bibliography(docs)
        if found.findings:
            raise SiteError("\n".join(map(str, found.findings)))
        self.lang = lang
        self.entries = _lay_out(list(found.sources.values()), lang)
        shorts: dict[str, str] = {}
        for entry in self.entries.values():
            if other := shorts.get(entry.short):
                raise SiteError(f"docs/references.bib: {other} and {entry.key} both read {entry.short!r} in text")
            shorts[entry.short] = entry.key

    def insert(self, page: str, where: str) -> str:
        """Write out the citations of a page's HTML, those of its list of sources in full.

        Args:
            page: The HTML.
            where: What the page is called in messages.

        Raises:
            SiteError: A citation names no source, or cannot be read.
        """
        if "[@" not in page:
            return page
        try:
            listed = _LIST.sub(lambda match: match["head"] + _ENTRY.sub(self._listed, match["body"]), page)
            parts = _CODE.split(listed)
            for index in range(0, len(parts), 3):  # text, code, its tag, text, …
                parts[index] = CITATION.sub(self._cited, parts[index])
        except (Problem, KeyError) as error:
            raise SiteError(f"{where}: a citation that `proofread check` reports: {error}") from error
        return "".join(part for index, part in enumerate(parts) if index % 3 != 2)

    def _listed(self, match: re.Match[str]) -> str:
        [item] = read_items(html.unescape(match["items"]))
        entry = self.entries[item.key]
        return (
            f'{match["open"]}<span class="source" id="source-{item.key}" data-from="bib:{item.key}">{entry.full}</span>'
        )

    def _cited(self, match: re.Match[str]) -> str:
        words = WORDS[self.lang]
        shown = []
        for item in read_items(html.unescape(match["items"])):
            entry = self.entries[item.key]
            link = (
                f'<a class="citation" href="#source-{item.key}" title="{html.escape(entry.plain)}" '
                f'data-from="bib:{item.key}">{entry.short}</a>'
            )
            locator = " ".join(item.locator.split())
            shown.append(f"{link}{words.comma}{html.escape(locator)}" if locator else link)
        return words.parentheses.format(words.semicolon.join(shown))


def _lay_out(sources: list[Source], lang: Lang) -> dict[str, Entry]:
    if not sources:
        return {}
    style = CitationStylesStyle(str(_STYLES / f"{lang}.csl"), validate=False)
    shown = CitationStylesBibliography(style, CiteProcJSON([_as_csl(s, lang) for s in sources]), formatter.html)
    citations = [Citation([CitationItem(source.key)]) for source in sources]
    for citation in citations:
        shown.register(citation)
    shorts = {source.key: str(shown.cite(c, _unknown)) for source, c in zip(sources, citations, strict=True)}
    shown.sort()
    by_key = {source.key: source for source in sources}
    entries = {}
    for key, item in zip(shown.keys, shown.bibliography(), strict=True):
        full = str(item)
        plain = html.unescape(re.sub(r"<[^<>]*>", "", full))
        entries[key] = Entry(key, shorts[key], _linked(full, by_key[key]), plain)
    return entries


def _unknown(item: CitationItem) -> None:
    raise SiteError(f"the citation library does not know {item.key}")


def _as_csl(source: Source, lang: Lang) -> dict[str, Any]:
    """A source as citeproc takes it."""
    fields = source.fields
    item: dict[str, Any] = {
        "id": source.key,
        "type": _TYPES[source.kind],
        "issued": {"date-parts": [[int(fields["year"])]]},
        **{_VARIABLES[name]: value for name, value in fields.items() if name in _VARIABLES},
    }
    if "page" in item:
        item["page"] = item["page"].replace(", ", WORDS[lang].list_comma)
    for role in {"author", "editor"} & fields.keys():
        item[role] = [_person(name) for name in fields[role].split(" and ")]
    return item


def _person(name: str) -> dict[str, str]:
    if name.startswith("{"):
        return {"literal": name.strip("{}")}
    family, given = name.split(", ")
    return {"family": family, "given": given}


def _linked(full: str, source: Source) -> str:
    """The full entry, its title leading to the source."""
    title = html.escape(source.fields["title"], quote=False)
    if full.count(title) != 1:
        raise SiteError(f"docs/references.bib: the title of {source.key} is not once in its entry, {full!r}")
    language = source.fields.get("language", "en")
    if not source.address:
        return full.replace(title, f'<span lang="{language}">{title}</span>')
    return full.replace(title, f'<a href="{html.escape(source.address)}" lang="{language}">{title}</a>')


# --- the page of all sources


def list_sources(bibliography: Bibliography, docs: Path, tree: Tree, url: str) -> str:
    """The list of all sources that pages cite, each with links back to them.

    Args:
        bibliography: The sources.
        docs: The docs directory.
        tree: The tree of pages.
        url: The address of the page that holds the list, below the language's root.
    """
    words, lang = WORDS[bibliography.lang], bibliography.lang
    cited = citing_pages(docs, tree)
    lines = ['<ul class="bibliography">']
    for entry in bibliography.entries.values():
        back = words.list_comma.join(
            f'<a href="{to_root(url)}{page.url()}#source-{entry.key}">{html.escape(page.titles[lang])}</a>'
            for page in cited.get(entry.key, [])
        )
        if back:
            shown = f'<span class="source" data-from="bib:{entry.key}">{entry.full}</span>'
            back = f'<small class="build-made">{words.cited_on}{back}</small>'
            lines.append(f'<li id="source-{entry.key}">{shown}<br>{back}</li>')
    return "\n".join([*lines, "</ul>"])


def citing_pages(docs: Path, tree: Tree) -> dict[str, list[PageEntry]]:
    """The pages that cite each source, in reading order; they are the same in both languages."""
    found: dict[str, list[PageEntry]] = {}
    for page in tree.pages():
        file = page.source(docs, LANGS[0])
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        if "[@" in text:
            for key in dict.fromkeys(c.key for s in scan(file, text).sections for c in s.citations):
                found.setdefault(key, []).append(page)
    return found

"""How to cite a page, a statement, an equation, a figure: BibTeX, GB/T 7714, APA and plain text.

The texts would weigh on every page, and few readers want them; so each page has a companion, `cite/` below it, with its
own citation and that of everything on it that has a permanent address. The words are laid out by citeproc-py after the
styles in `csl/`, BibTeX is written by pybtex.

A citation names the last change in git of the page's file: its day and its commit. What git does not know has no date.
The day on which somebody read the page is theirs: assets/cite.js fills it in, and without it there is a blank.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from site_build.languages import CITE, WORDS, Lang, other_language
from site_build.numbering import Target, Targets
from site_build.pages import PageEntry, Tree, to_root
from site_build.permanent import DIRECTORY as PERMANENT
from site_build.permanent import Notes, plain
from site_build.revision import Change, Revision

WHOLE = "page"
"""The id, on a companion page, of the citation of the page itself."""

ACCESSED = "9999-12-31"
"""Stands for the day on which a reader read the page, in what the libraries write."""

_STYLES = {"gbt": "china-national-standard-gb-t-7714-2015-numeric.csl", "apa": "apa.csl", "plain": "plain-{}.csl"}
#: APA's words are English, whatever the language of what is cited.
_LOCALES = {"apa": "en-US"}
_TITLE, _PART, _ADDRESS, _COMMIT, _AUTHOR = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"


@dataclass(frozen=True)
class Subject:
    """What is cited.

    Attributes:
        lang: The language of the text that is cited.
        id: The permanent id; that of a page is its path with hyphens.
        title: Its title: a page's, or number and title of a statement.
        part_of: The title of the page that it stands on; empty for a page.
        address: Its permanent address.
        change: The last change of the page, if git knows it.
        is_site: Whether it is the home page, which stands for the site.
    """

    lang: Lang
    id: str
    title: str
    part_of: str
    address: str
    change: Change | None
    is_site: bool = False

    @property
    def site_name(self) -> str:
        """The name of the site that it is a part of; empty for the site itself."""
        return "" if self.is_site else WORDS[self.lang].site_name

    @property
    def full_title(self) -> str:
        """Its title with that of the page that it stands on."""
        return _full_title(self.lang, self.title, self.part_of)


def _full_title(lang: Lang, title: str, part_of: str) -> str:
    return CITE[lang].part_of.format(title, part_of) if part_of else title


def subjects(page: PageEntry, lang: Lang, targets: Targets, site_url: str, change: Change | None) -> list[Subject]:
    """What can be cited of a page: itself, then all on it that has a permanent id.

    Args:
        page: The page.
        lang: Its language.
        targets: All targets of the site.
        site_url: The shared root's address, ending with a slash.
        change: The last change of the page in this language, if git knows it.
    """
    is_site = page.path == "index"
    title = WORDS[lang].site_name if is_site else page.titles[lang]
    own = Subject(lang, page.path.replace("/", "-"), title, "", page.address(lang, site_url), change, is_site)
    on_page = (target for target in targets.values() if target.page == page and lang in target.anchors)
    return [
        own,
        *(
            Subject(lang, target.id, name_of(target, lang), title, f"{site_url}{PERMANENT}/{target.id}/", change)
            for target in on_page
        ),
    ]


def name_of(target: Target, lang: Lang) -> str:
    """Number and title: `Theorem 8.2 (Gibbs' inequality)`. What stands for a figure's title is its description."""
    title = "" if target.kind == "figure" else plain(target.anchors[lang].title)
    name, words = target.name(lang), WORDS[lang]
    if not title:
        return name
    in_parentheses = f"{name}{words.space}{words.parentheses.format(title)}"
    return f"{name}{words.colon}{title}" if {"(", "（"} & set(title) else in_parentheses


# --- the four forms


def formats(subject: Subject) -> dict[str, str]:
    """A citation in each form, by the form's name; the day of reading is ACCESSED."""
    words = CITE[subject.lang]
    return {
        words.bibtex: bibtex(subject),
        words.gbt: laid_out("gbt", subject),
        words.apa: laid_out("apa", subject),
        words.plain: laid_out("plain", subject),
    }


def laid_out(style: str, subject: Subject) -> str:
    """A citation after one of the styles, in one line.

    The library takes ten milliseconds for an APA entry, of which there are over a thousand. So it lays out what differs
    in more than words (with or without date, page or statement), and the words take their places in that.
    """
    change = subject.change
    shape = _shape(
        style,
        subject.lang,
        change.date if change else None,
        versioned=bool(change and change.commit),
        statement=bool(subject.part_of),
        site=subject.is_site,
    )
    words = {
        _TITLE: subject.title,
        _PART: subject.part_of,
        _ADDRESS: subject.address,
        _COMMIT: change.short if change else "",
        _AUTHOR: CITE[subject.lang].author,
    }
    return re.sub(f"[{''.join(words)}]", lambda match: words[match[0]], shape)


@cache
def _shape(style: str, lang: Lang, date: datetime.date | None, *, versioned: bool, statement: bool, site: bool) -> str:
    item: dict[str, Any] = {
        "id": "it",
        "type": "webpage",
        "language": lang,
        "author": [{"literal": _AUTHOR}],
        "title": _TITLE,
        "URL": _ADDRESS,
    }
    if statement and style == "plain":
        item["collection-title"] = _PART
    elif statement:
        item["title"] = _full_title(lang, _TITLE, _PART)
    if not site:
        item["container-title"] = WORDS[lang].site_name
    if date:
        item["issued"] = _date(date)
    if versioned:
        item["number"] = CITE[lang].version.format(_COMMIT)
    if style == "gbt":  # the others ask for the day of reading only where no version is named
        item["accessed"] = _date(datetime.date.fromisoformat(ACCESSED))
    return lay_out(style, lang, item)


def lay_out(style: str, lang: Lang, item: dict[str, Any]) -> str:
    """An item of CSL-JSON, laid out by the library after a style, without its number in a list."""
    file = Path(__file__).with_name("csl") / _STYLES[style].format(lang)
    layout = CitationStylesStyle(str(file), validate=False, locale=_LOCALES.get(style))
    shown = CitationStylesBibliography(layout, CiteProcJSON([item]), formatter.plain)
    shown.register(Citation([CitationItem(item["id"])]))
    [entry] = shown.bibliography()
    return str(entry).removeprefix("[1]")


def _date(date: datetime.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[date.year, date.month, date.day]]}


class _Writer(Writer):  # type: ignore[misc]  # pybtex has no types
    """As the library writes, but for addresses: in BibTeX they are taken as they are."""

    def _write_field(self, stream: Any, type: str, value: str) -> None:
        if type == "url":
            stream.write(f",\n    {type} = {self.quote(value)}")
        else:
            super()._write_field(stream, type, value)


def bibtex(subject: Subject) -> str:
    """A citation in BibTeX, as styles of BibTeX and of biblatex understand it; the day of reading comes last."""
    shape = _bibtex_shape(subject.lang, subject.site_name, subject.change)
    # In braces, so that no style changes its capitals.
    title = _Writer().quote(_Writer()._encode(f"{{{subject.full_title}}}"))
    known = {_TITLE: title, _ADDRESS: subject.address, _PART: f"cross-entropy-checked:{subject.id}:{subject.lang}"}
    return re.sub(f"[{''.join(known)}]", lambda match: known[match[0]], shape)


@cache
def _bibtex_shape(lang: Lang, site_name: str, change: Change | None) -> str:
    """What the library writes, which takes it a millisecond, for all of a page's: without title, address and key."""
    words = CITE[lang]
    known = {
        "title": _TITLE,
        "howpublished": f"{{{site_name}}}" if site_name else "",
        "year": str(change.date.year) if change else "",
        "note": words.note.format(change.short, change.date) if change and change.commit else "",
        "language": words.language,
        "url": _ADDRESS,
        "urldate": ACCESSED,
    }
    fields = [(name, value) for name, value in known.items() if value]
    entry = Entry("misc", fields, persons={"author": [Person(f"{{{words.author}}}")]})
    text: str = _Writer().to_string(BibliographyData({_PART: entry}))
    return text.strip().replace(f'"{_TITLE}"', _TITLE)


# --- the companion pages


def write(
    site: Path,
    lang: Lang,
    site_url: str,
    docs: Path,
    tree: Tree,
    targets: Targets,
    revision: Revision,
    notes: Notes,
) -> None:
    """Writes the companion of every page of one language.

    Args:
        site: The language's site.
        lang: The language.
        site_url: The shared root's address, ending with a slash.
        docs: The docs directory.
        tree: The tree of pages.
        targets: All targets of the site.
        revision: What git knows of the sources.
        notes: What is told of each id, as HTML: since when it is published, what changed.
    """
    for page in (page for page in tree.pages() if page.exists(docs)):
        change = revision.last_change(page.source(docs, lang))
        cited = subjects(page, lang, targets, site_url, change)
        file = site / page.companion() / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_companion(page, cited, revision.reason, notes), encoding="utf-8")


def _companion(page: PageEntry, cited: list[Subject], reason: str, notes: Notes) -> str:
    own, lang = cited[0], cited[0].lang
    words, url = CITE[lang], page.url()
    other = other_language(lang)
    up = f"../{to_root(url)}"
    title = words.title.format(own.title)
    body = [
        '<header class="links">',
        f'<a href="../">← {html.escape(own.title)}</a>',
        f'<a href="{up}../{other}/{page.companion()}" hreflang="{other}" lang="{other}">{WORDS[other].own_name}</a>',
        "</header>",
        f'<main data-copy="{words.copy}" data-copied="{words.copied}" data-failed="{words.failed}">',
        f"<h1>{html.escape(title)}</h1>",
        f"<p>{_version(own, reason)}{words.accessed_note}</p>",
        _section(own, up, whole=True),
        *_contents(cited[1:], words.on_page),
        *(_section(subject, up, notes(subject.id, lang)) for subject in cited[1:]),
        f'<p class="licence">{words.licence}</p>',
        "</main>",
        '<div role="status" class="status"></div>',
    ]
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{html.escape(title)} - {WORDS[lang].site_name}</title>\n"
        f'<link rel="canonical" href="{html.escape(own.address)}">\n'
        f'<link rel="icon" href="{up}assets/favicon.svg">\n'
        f'<link rel="stylesheet" href="{up}assets/cite.css">\n'
        f'<script src="{up}assets/cite.js" defer blocking="render"></script>\n</head>\n'
        f"<body>\n{chr(10).join(body)}\n</body>\n</html>\n"
    )


def _version(own: Subject, reason: str) -> str:
    words, change = CITE[own.lang], own.change
    if change is None:
        return words.no_history if reason else words.not_committed
    if not change.commit:
        return words.dated.format(date=change.date)
    return words.versioned.format(date=change.date, commit=f"<code>{change.short}</code>")


def _contents(cited: list[Subject], heading: str) -> Iterator[str]:
    if cited:
        items = "".join(f'<li><a href="#{subject.id}">{html.escape(subject.title)}</a></li>\n' for subject in cited)
        yield f'<nav aria-label="{heading}">\n<h2>{heading}</h2>\n<ul>\n{items}</ul>\n</nav>'


def _section(subject: Subject, up: str, notes: str = "", *, whole: bool = False) -> str:
    name = CITE[subject.lang].whole if whole else html.escape(subject.title)
    place = "../" if whole else f"../#{subject.id}"
    permanent = place if whole else f"{up}../{PERMANENT}/{subject.id}/"
    shown = "".join(
        f'<div class="form"><h3>{form}</h3></div>\n<pre>{_with_blanks(text, subject.lang)}</pre>\n'
        for form, text in formats(subject).items()
    )
    return (
        f'<section id="{WHOLE if whole else subject.id}">\n<h2><a href="{place}">{name}</a></h2>\n'
        f'<p class="address"><a href="{permanent}">{html.escape(subject.address)}</a></p>\n{notes}{shown}</section>'
    )


def _with_blanks(text: str, lang: Lang) -> str:
    """The text as HTML; what has the day of reading in it is a blank, or a line that a script uncovers."""
    blank = f'<span class="accessed">{CITE[lang].accessed}</span>'
    escaped = html.escape(text, quote=False)
    escaped = re.sub(
        rf",\n    urldate = [^\n]*{ACCESSED}[^\n]*", r'<span class="accessed-line" hidden>\g<0></span>', escaped
    )
    return escaped.replace(ACCESSED, blank)

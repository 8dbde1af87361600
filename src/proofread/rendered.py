"""The built page is the judge: it must show the numerals that were accounted for, no others, and none less.

So a scanner that overlooks a construct of Markdown fails, instead of leaving numerals unchecked. Formulas are held to
their sources as well: one that Markdown showed as plain text would show the same digits.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from lxml import etree

from proofread.bibliography import read_bibliography
from proofread.cache import Cache
from proofread.findings import Finding, Place, Problem
from proofread.inline import SEEN_ATTRIBUTES
from proofread.lexer import numerals_in_tex
from proofread.numerals import NUMERAL, numerals_in
from proofread.source import Page, is_reference, read_text, scan
from proofread.terms import read_glossary

#: Elements whose text is no numeral of the author's, each a class of its own: formulas drawn for the eye (they are read
#: once, from their MathML), code and its output (it ran; code that did not may hold no numerals), the drawn part of
#: figures. Whatever else the build itself shows, such as the numbers of statements and equations and of references to
#: them, is of the class `build-made`; an author who wrote it would hide numerals, and these would be missed.
_NOT_READ = {"mjx-math", "pre", "script", "style", "template"}
_NOT_READ_CLASSES = {
    "headerlink", "doc-contents", "doc-object", "site-contents", "build-made",
    "footnote-ref", "footnote-backref",
}  # fmt: skip
#: The attribute of what the build takes from a file of the site: `bib:shannon1948`. Its numerals are that entry's.
_FROM = "data-from"
#: Elements that do not part the letters before them from those behind.
_INLINE = {
    "a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "u", "var", "wbr",
}  # fmt: skip
_WRAPPED = re.compile(r"\s*\\[(\[](?P<tex>.*)\\[)\]]\s*", re.DOTALL)


def check_language(site: Path, docs: Path, cache: Path | None = None) -> list[Finding]:
    """Hold the built pages of one language to their sources.

    Args:
        site: The built pages of the language.
        docs: Its Markdown pages.
        cache: Where to keep what was found of a page; it is compared again when it, or its source, has changed.
    """
    findings = []
    store = Cache(cache)
    pages: list[tuple[Page, str]] = []
    for path in sorted(docs.rglob("*.md")):
        relative = path.relative_to(docs)
        folder = relative.parent if relative.name == "index.md" else relative.with_suffix("")
        built = site / folder / "index.html"
        if not built.is_file():
            findings.append(Finding(Place(path, 1, 1), "P601", f"{built} was not built"))
            continue
        pages.append((scan(path, read_text(path)), built.read_text(encoding="utf-8")))
    headings = in_headings(page for page, _ in pages)
    records = {f"bib:{key}": source.text for key, source in read_bibliography(docs.parent).sources.items()}
    records |= {f"term:{term.id}": term.text for term in read_glossary(docs.parent).terms}
    known = json.dumps([sorted(headings), records])
    for page, html in pages:
        key = Cache.key("rendered", page.text, html, known)
        found = store.load(key)
        if found is None:
            found = [[f.line, f.column, f.code, f.message] for f in _compare_all(page, html, headings, records)]
            store.store(key, found)
        findings += [Finding(Place(page.path, line, column), *said) for line, column, *said in found]
    store.sweep()
    return findings


def _compare_all(page: Page, built: str, headings: set[str], records: Mapping[str, str]) -> Iterator[Finding]:
    """All that concerns a page together, for it is read as a tree once."""
    yield from compare(page, built)
    yield from compare_formulas(page, built)
    yield from compare_title(page, built, headings)
    yield from compare_records(page, built, records)


def compare(page: Page, built: str) -> Iterator[Finding]:
    """Findings where a built page shows other numerals than its source accounts for."""
    expected, found = Counter(numerals_of(page)), Counter(shown_numerals(built))
    for text, excess in sorted((found - expected).items()):
        message = f"the built page shows {text} {excess} times more than its Markdown accounts for"
        yield page.finding(Problem("P601", message))
    for text, missing in sorted((expected - found).items()):
        at = next((n.start for s in page.sections for n in s.numerals if n.text == text), 0)
        message = f"the built page shows {text} {missing} times less than its Markdown: Markdown reads it differently"
        yield page.finding(Problem("P601", message, at))


def compare_formulas(page: Page, built: str) -> Iterator[Finding]:
    """Findings where a built page sets other formulas than its source has."""
    article = _article(built)
    expected = {" ".join(f.tex.split()): f for s in page.sections for f in s.formulas}
    wanted = Counter(" ".join(f.tex.split()) for s in page.sections for f in s.formulas)
    found = Counter(" ".join(tex.split()) for tex in _formulas(article))
    for tex in sorted(((wanted - found) + (found - wanted)).keys()):
        message = f"the built page sets the formula {tex!r} {found[tex]} times, its Markdown has it {wanted[tex]} times"
        yield page.finding(Problem("P601", message, expected[tex].start if tex in expected else 0))


def _formulas(article: etree._Element) -> Iterator[str]:
    for element in article.iter():
        if isinstance(element.tag, str):
            if element.get("data-tex") is not None and not _is_left_out(element.getparent()):
                yield element.get("data-tex")
            elif _is_raw_formula(element):
                yield _raw_tex(element)


def _is_left_out(element: etree._Element | None) -> bool:
    while element is not None:
        if _NOT_READ_CLASSES & set((element.get("class") or "").split()):
            return True
        element = element.getparent()
    return False


def compare_records(page: Page, built: str, records: Mapping[str, str]) -> Iterator[Finding]:
    """Findings where something taken from a file of the site shows numerals that are not in its entry there.

    Args:
        page: The page.
        built: Its HTML.
        records: What the entries say, by the names under which pages show them.
    """
    article = _article(built)
    for element in article.iterfind(f".//*[@{_FROM}]"):
        name = element.get(_FROM)
        known = set(numerals_in(records.get(name, "").replace("–", " ")))
        for text in sorted(set(_Seen(element).numerals()) - known):
            message = f"the built page shows {text} as from {name}, which has no such number"
            yield page.finding(Problem("P601", message))


def in_headings(pages: Iterable[Page]) -> set[str]:
    """The numerals of all headings."""
    lines = (p.text[slice(*p.line_range(s.start))] for p in pages for s in p.sections if s.level)
    return {numeral for line in lines for numeral in numerals_in(line)}


def compare_title(page: Page, built: str, known: set[str]) -> Iterator[Finding]:
    """Findings where a built page's title or navigation shows numerals that are not among those of the headings."""
    for element in _tree(built).xpath("//head/title | //nav | //header"):
        for text in sorted(set(_Seen(element).numerals()) - known):
            message = f"the page's title or the navigation shows {text}, which no heading accounts for"
            yield page.finding(Problem("P601", message))


def numerals_of(page: Page) -> Iterator[str]:
    """The numerals of a page's Markdown, as a reader sees them."""
    for section in page.sections:
        yield from (numeral.text for numeral in section.numerals)
        for formula in section.formulas:
            if not is_reference(formula.tex):
                yield from numerals_in_tex(formula.tex)


def shown_numerals(built: str) -> Iterator[str]:
    """The numerals that a reader of the built page sees in its article, math set or as TeX."""
    return _Seen(_article(built)).numerals()


@lru_cache(maxsize=1)
def _tree(built: str) -> etree._Element:
    """A built page as a tree: not by `lxml.html`, whose elements look up a class each, which takes twice the time."""
    return etree.fromstring(built, etree.HTMLParser())


def _article(built: str) -> etree._Element:
    found = _tree(built).findall(".//article")
    if len(found) != 1:
        raise ValueError(f"expected one <article>, found {len(found)}")
    return found[0]


def _is_made(part: etree._Element) -> bool:
    """Whether a part of a formula, or what it stands in, is made by the build."""
    return any(element.get("class") == "build-made" for element in (part, *part.iterancestors()))


def _is_raw_formula(element: etree._Element) -> bool:
    return "arithmatex" in (element.get("class") or "").split() and not len(element)


def _raw_tex(element: etree._Element) -> str:
    match = _WRAPPED.fullmatch(element.text or "")
    return match["tex"] if match else element.text or ""


class _Seen:
    """What is seen of an element: runs of text, as no reader notices where emphasis or a link begins."""

    def __init__(self, element: etree._Element) -> None:
        self.root = element
        self.texts: list[str] = []
        self.found: list[str] = []
        self.read(element)

    def numerals(self) -> Iterator[str]:
        yield from self.found
        yield from numerals_in("".join(self.texts))

    def part(self) -> None:
        self.texts.append("\n")

    def read(self, root: etree._Element) -> None:
        """Read an element; not recursively, for pages may nest deeply."""
        stack: list[tuple[etree._Element, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            inline = element.tag in _INLINE
            if leaving:
                if not inline:
                    self.part()
                self.tail(element, root)
                continue
            if not isinstance(element.tag, str):  # a comment
                self.tail(element, root)
                continue
            if not inline or not self.is_read(element):
                self.part()
            if not self.is_read(element):
                self.leaf(element)
                self.part()
                self.tail(element, root)
                continue
            self.attributes(element)
            self.texts.append(element.text or "")
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))

    def tail(self, element: etree._Element, root: etree._Element) -> None:
        if element is not root:
            self.texts.append(element.tail or "")

    def is_read(self, element: etree._Element) -> bool:
        """Whether an element is text, and not a class of its own."""
        return not (
            element.tag in _NOT_READ
            or element.tag in ("math", "svg")
            or _NOT_READ_CLASSES & set((element.get("class") or "").split())
            or (element.get(_FROM) is not None and element is not self.root)
            or _is_raw_formula(element)
        )

    def attributes(self, element: etree._Element) -> None:
        if element.tag != "mjx-container":
            for name in SEEN_ATTRIBUTES:
                self.found.extend(numerals_in(element.get(name) or ""))

    def leaf(self, element: etree._Element) -> None:
        if element.tag == "math":
            for part in element.iter():
                if part.text and (numerals := NUMERAL.findall(part.text)) and not _is_made(part):
                    self.found.extend(numerals)
        elif element.tag == "svg":
            for title in element.xpath("./*[local-name()='title' or local-name()='desc']"):
                if "build-made" not in (title.get("class") or "").split():  # what a program computed, like the ticks
                    self.found.extend(numerals_in("".join(title.itertext())))
        elif _is_raw_formula(element) and not is_reference(_raw_tex(element)):
            self.found.extend(numerals_in_tex(_raw_tex(element)))

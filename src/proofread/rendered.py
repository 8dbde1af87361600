"""The built page is the judge: it must show the numerals that were accounted for, no others, and none less.

So a scanner that overlooks a construct of Markdown fails, instead of leaving numerals unchecked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import html

from proofread.findings import Finding, Place, Problem
from proofread.lexer import numerals_in_tex
from proofread.numerals import NUMERAL, numerals_in
from proofread.source import Page, is_reference, read_text, scan

#: Elements whose text is no numeral of the author's, each a class of its own: formulas drawn for the eye (they are read
#: once, from their MathML), code and its output (it ran), the drawn part of figures, numbers made by the build.
_NOT_READ = {"mjx-math", "pre", "script", "style", "template"}
_NOT_READ_CLASSES = {"math-ref", "headerlink", "doc-contents", "doc-object", "site-contents", "build-made"}


def check_language(site: Path, docs: Path) -> list[Finding]:
    """Hold the built pages of one language to their sources.

    Args:
        site: The built pages of the language.
        docs: Its Markdown pages.
    """
    findings = []
    for path in sorted(docs.rglob("*.md")):
        relative = path.relative_to(docs)
        folder = relative.parent if relative.name == "index.md" else relative.with_suffix("")
        built = site / folder / "index.html"
        if not built.is_file():
            findings.append(Finding(Place(path, 1, 1), "P601", f"{built} was not built"))
            continue
        page = scan(path, read_text(path))
        findings.extend(compare(page, built.read_text(encoding="utf-8")))
    return findings


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


def numerals_of(page: Page) -> Iterator[str]:
    """The numerals of a page's Markdown, as a reader sees them."""
    for section in page.sections:
        yield from (numeral.text for numeral in section.numerals)
        for formula in section.formulas:
            if not is_reference(formula.tex):
                yield from numerals_in_tex(formula.tex)


def shown_numerals(built: str) -> Iterator[str]:
    """The numerals that a reader of the built page sees in its article."""
    articles = html.fromstring(built).xpath("//article")
    if len(articles) != 1:
        raise ValueError(f"expected one <article>, found {len(articles)}")
    yield from _shown(articles[0])


def _shown(element: html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return  # a comment
    if element.tag == "math":
        for part in element.iter():
            yield from (m.group() for m in NUMERAL.finditer(part.text or ""))
        return
    if element.tag in _NOT_READ or _NOT_READ_CLASSES & set((element.get("class") or "").split()):
        return
    if element.tag == "svg":
        yield from (
            n
            for title in element.xpath("./*[local-name()='title' or local-name()='desc']")
            for n in numerals_in(title.text_content())
        )
        return
    yield from numerals_in(element.text or "")
    yield from numerals_in(element.get("alt") or "")
    for child in element:
        yield from _shown(child)
        yield from numerals_in(child.tail or "")

"""The two languages side by side: what is language-free must be alike, section by section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from proofread.findings import Finding, Problem
from proofread.numerals import unit_in
from proofread.source import Formula, Numeral, Page, Section

#: The id that a figure has behind it.
_ANCHOR = re.compile(r"!\[[^\n]*?\]\([^()\n]*\)\{[^{}\n]*#([\w-]+)[^{}\n]*\}")


@dataclass(frozen=True)
class _Item:
    key: str
    shown: str
    start: int
    mention: bool = False  # a mere mention of a symbol: one language repeats it where the other says "it"


def compare_pages(one: Page, other: Page) -> list[Finding]:
    """Findings for everything language-free in which two versions of a page differ."""
    findings: list[Finding] = []
    headings = [[(s.level, s.id) for s in page.sections] for page in (one, other)]
    if headings[0] != headings[1]:
        return [_first_heading(one, other)]
    for a, b in zip(one.sections, other.sections, strict=True):
        for code, what, items in _KINDS:
            findings.extend(_compare(one, other, list(items(one, a)), list(items(other, b)), code, what))
    return findings


def _first_heading(one: Page, other: Page) -> Finding:
    for a, b in zip(one.sections, other.sections, strict=False):
        if (a.level, a.id) != (b.level, b.id):
            twin = f"{other.place(b.start)} has level {b.level}, id {b.id or '(none)'!r}"
            message = f"a heading of level {a.level} with id {a.id or '(none)'!r}; {twin}"
            return one.finding(Problem("P502", message, a.start))
    longer, shorter = (one, other) if len(one.sections) > len(other.sections) else (other, one)
    extra = longer.sections[len(shorter.sections)]
    return longer.finding(Problem("P502", f"the heading {extra.id!r} is missing in {shorter.path}", extra.start))


def _compare(one: Page, other: Page, left: list[_Item], right: list[_Item], code: str, what: str) -> Iterator[Finding]:
    counted = _counted(left), _counted(right)
    for page, items, against, facing in (
        (one, left, counted[1], other),
        (other, right, counted[0], one),
    ):
        rest = Counter(against)
        for item in items:
            if rest[item.key]:
                rest[item.key] -= 0 if item.mention else 1
                continue
            message = f"{what} `{item.shown}` has no twin in this section of {facing.path}"
            yield page.finding(Problem(code, message, item.start))


def _counted(items: list[_Item]) -> Counter[str]:
    return Counter(i.key for i in items)


def _formulas(page: Page, section: Section) -> Iterator[_Item]:
    for f in section.formulas:
        yield _Item(language_free(f.tex), " ".join(f.tex.split()), f.start, is_mention(f))


def is_mention(formula: Formula) -> bool:
    """Whether a formula merely names something, and claims nothing."""
    return re.search(r"[=<>\d]|\\(?:approx|le|ge|ne|in|Rightarrow|iff)\b", formula.tex) is None


def language_free(tex: str) -> str:
    """A formula without the words and the spaces in it."""
    return re.sub(r"\s+", "", re.sub(r"\\text\s*\{[^{}]*\}", r"\\text{}", tex))


def _numerals(page: Page, section: Section) -> Iterator[_Item]:
    for n in section.numerals:
        key = numeral_key(page, n)
        yield _Item(key, key.strip(), n.start)


def numeral_key(page: Page, numeral: Numeral) -> str:
    """A numeral and its unit or percent sign, the same in both languages."""
    unit = unit_in(re.split(r"[\]\n|]", page.text[numeral.end : numeral.end + 14])[0][:12])
    after = page.text[numeral.end : numeral.end + 2].strip()[:1]
    return f"{numeral.text} {unit or ('%' if after in ('%', '％') else '')}"


def _marks(page: Page, section: Section) -> Iterator[_Item]:
    for m in section.marks:
        text = "" if m.kind == "!" else "".join(m.text.split())  # the reason of an exemption is prose
        unit = _header_unit(page, section, m.start) if m.kind == "=" and m.content is None else None
        yield _Item(f"{m.kind}{text} {unit}", f"{{{m.kind} {m.text}}}" + (f" of {unit}s" if unit else ""), m.start)


def _header_unit(page: Page, section: Section, at: int) -> str | None:
    """The unit that the head of a bound column or row names."""
    cells = (cell for table in section.tables for row in table.rows for cell in row)
    return next((unit_in(page.text[start:at]) for start, end in cells if start <= at < end), None)


def _checks(page: Page, section: Section) -> Iterator[_Item]:
    for line in section.check:
        yield _Item(" ".join(line.text.split()), line.text, line.start)


def _structures(page: Page, section: Section) -> Iterator[_Item]:
    for s in section.structures:
        if s.kind != "code":
            text = re.sub(r'title="[^"]*"', "", s.text)
            if s.kind == "figure" and (anchor := _ANCHOR.match(page.text, s.start)):
                text += f" #{anchor[1]}"
            yield _Item(f"{s.kind} {text}", f"{s.kind} {s.text.splitlines()[0]}", s.start)


_KINDS: list[tuple[str, str, Callable[[Page, Section], Iterator[_Item]]]] = [
    ("P505", "the check line", _checks),
    ("P503", "the formula", _formulas),
    ("P504", "the numeral", _numerals),
    ("P504", "the mark", _marks),
    ("P506", "the", _structures),
]

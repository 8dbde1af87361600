"""What is language-free, from one language's page to the other's: check blocks, formulas, marks, numbers, heading ids.

Things that both have are left alone, in whatever order they stand. What only one has is paired with what only the other
has, the likeliest first, by likeness and then by position; what remains over is for a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TypeVar

from proofread.parity import compare_pages, is_mention, language_free, numeral_key
from proofread.patch import Replacement, replaced
from proofread.propose import literal_span
from proofread.source import Formula, Mark, Numeral, Page, Section, Table, scan

T = TypeVar("T")

_TEXT = re.compile(r"\\text\s*\{[^{}]*\}")
_BLOCK = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*check\b[^\n]*\n(?P<body>.*?)^[ \t]*(?P=fence)[ \t]*$\n?",
    re.DOTALL | re.MULTILINE,
)
_HEADING_ID = re.compile(r"[ \t]*\{[^}=!\n]*#[\w-]+[^}\n]*\}[ \t]*$")
_ALIKE = 0.5


@dataclass
class Synced:
    """The other language's page as it should be, and what a person has to see to."""

    text: str
    left: list[str] = field(default_factory=list)


def synchronise(source: Page, target: Page) -> Synced:
    """Copy what is language-free from one page to the other.

    Args:
        source: The page that is right.
        target: The same page in the other language.
    """
    left: list[str] = []
    for step in (_heading_ids, _check_blocks, _formulas, _marks, _numbers):
        if step is _formulas:
            left += _foreign_words(source, target)
        target = scan(target.path, replaced(target.text, step(source, target)))
    return Synced(target.text, [*left, *map(str, compare_pages(source, target))])


def _sections(source: Page, target: Page) -> Iterator[tuple[Section, Section]]:
    """The sections that correspond: all, when the headings are the same; else those with the same id."""
    headings = [[(s.level, s.id) for s in page.sections] for page in (source, target)]
    if headings[0] == headings[1]:
        yield from zip(source.sections, target.sections, strict=True)
        return
    by_id = {s.id: s for s in target.sections}
    for section in source.sections:
        if section.id in by_id and (section.id or section.level == 0):
            yield section, by_id[section.id]


def _heading_ids(source: Page, target: Page) -> Iterator[Replacement]:
    """The ids of headings, when both have the same headings otherwise."""
    if [s.level for s in source.sections] != [s.level for s in target.sections]:
        return
    for section, other in zip(source.sections, target.sections, strict=True):
        if section.id and section.id != other.id:
            _, end = target.line_range(other.start)
            head = _HEADING_ID.sub("", target.text[other.start : end]).rstrip()
            yield Replacement(other.start, end, f"{head} {{#{section.id}}}")


# --- check blocks


def _check_blocks(source: Page, target: Page) -> Iterator[Replacement]:
    for section, other in _sections(source, target):
        ours = list(_BLOCK.finditer(source.text, section.start, section.end))
        theirs = list(_BLOCK.finditer(target.text, other.start, other.end))
        if [_code(m["body"]) for m in ours] == [_code(m["body"]) for m in theirs]:
            continue
        behind = theirs[-1].end() if theirs else _behind_heading(target, other)
        for here, there in zip_longest(ours, theirs):
            if there is None:
                yield Replacement(behind, behind, f"\n{here.group()}")
            elif here is None:
                yield Replacement(there.start(), there.end() + (target.text[there.end() : there.end() + 1] == "\n"), "")
            else:
                yield Replacement(there.start("body"), there.end("body"), _merged(here["body"], there["body"]))


def _code(body: str) -> list[str]:
    return [code for line in body.splitlines() if (code := _without_comment(line))]


def _without_comment(line: str) -> str:
    return " ".join(re.sub(r"(?:^|\s)#.*$", "", line).split())


def _merged(ours: str, theirs: str) -> str:
    """Our lines; a line that both have keeps the comment that it has there."""
    known = {_without_comment(line): line for line in theirs.splitlines() if _without_comment(line)}
    lines = [known.get(_without_comment(line), line) for line in ours.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _behind_heading(page: Page, section: Section) -> int:
    if not section.level:
        return section.start
    return min(page.line_range(section.start)[1] + 1, section.end)


# --- pairing what only one of them has


def _pairs(
    ours: Sequence[T], theirs: Sequence[T], key: Callable[[T], str], may: Callable[[T, T], bool]
) -> Iterator[tuple[T, T]]:
    """What only we have with what only they have: the most alike first; a lone pair need not be alike at all."""
    ours, theirs = _without_twins(ours, theirs, key)
    likeness = [
        (-SequenceMatcher(None, key(a), key(b), autojunk=False).ratio(), abs(i - k), i, k)
        for i, a in enumerate(ours)
        for k, b in enumerate(theirs)
        if may(a, b)
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    for ratio, _, i, k in sorted(likeness):
        if i in taken[0] or k in taken[1] or (-ratio < _ALIKE and len(ours) != len(theirs)):
            continue
        taken[0].add(i)
        taken[1].add(k)
        yield ours[i], theirs[k]


def _without_twins(ours: Sequence[T], theirs: Sequence[T], key: Callable[[T], str]) -> tuple[list[T], list[T]]:
    rest = list(theirs)
    alone = []
    for item in ours:
        twin = next((other for other in rest if key(other) == key(item)), None)
        if twin is None:
            alone.append(item)
        else:
            rest = [other for other in rest if other is not twin]
    return alone, rest


# --- formulas


def _formulas(source: Page, target: Page) -> Iterator[Replacement]:
    for here, there in _formula_pairs(source, target):
        yield Replacement(there.start, there.start + len(there.tex), _with_words_of(here.tex, there.tex))


def _foreign_words(source: Page, target: Page) -> Iterator[str]:
    """Where words of the other language come along with a formula."""
    for here, there in _formula_pairs(source, target):
        if _TEXT.search(here.tex) and len(_TEXT.findall(here.tex)) != len(_TEXT.findall(there.tex)):
            yield f"{target.place(there.start)}: translate the words in this formula, which come from {source.path}"


def _formula_pairs(source: Page, target: Page) -> Iterator[tuple[Formula, Formula]]:
    for section, other in _sections(source, target):
        mentioned = {language_free(f.tex) for s in (section, other) for f in s.formulas if is_mention(f)}
        ours, theirs = ([f for f in s.formulas if language_free(f.tex) not in mentioned] for s in (section, other))
        yield from _pairs(ours, theirs, lambda f: language_free(f.tex), lambda a, b: a.display == b.display)


def _with_words_of(ours: str, theirs: str) -> str:
    r"""Our formula with their words, when there are as many; else their words are to be written."""
    words = _TEXT.findall(theirs)
    if len(words) != len(_TEXT.findall(ours)):
        return ours
    rest = iter(words)
    return _TEXT.sub(lambda _: next(rest), ours)


# --- marks


def _marks(source: Page, target: Page) -> Iterator[Replacement]:
    for section, other in _sections(source, target):
        ours, theirs = ([m for m in s.marks if m.kind != "!"] for s in (section, other))
        for here, there in _pairs(ours, theirs, _mark_key, lambda a, b: _place(source, a) == _place(target, b)):
            yield Replacement(there.start, there.end, source.text[here.start : here.end])
        yield from _missing_marks(source, target, section, other)


def _mark_key(mark: Mark) -> str:
    return mark.kind + "".join(mark.text.split())


def _place(page: Page, mark: Mark) -> str:
    """Where a mark stands: behind a formula, a numeral, or in the head of a table."""
    if mark.content is None:
        return "table"
    return "formula" if "$" in page.text[slice(*mark.content)] else "numeral"


def _missing_marks(source: Page, target: Page, section: Section, other: Section) -> Iterator[Replacement]:
    """A numeral that has its mark in one language only, and in the other stands there once without any."""
    marked = [m for m in other.marks if m.content]
    bare = [n for n in other.numerals if not any(a <= n.start < b for a, b in (m.content for m in marked if m.content))]
    for mark in section.marks:
        if mark.kind != "=" or mark.content is None or any(_mark_key(m) == _mark_key(mark) for m in marked):
            continue
        inside = [n for n in section.numerals if mark.content[0] <= n.start < mark.content[1]]
        fitting = [n for n in bare if inside and numeral_key(target, n) == numeral_key(source, inside[0])]
        if len(inside) == 1 and len(fitting) == 1:
            start, end, _ = literal_span(target, fitting[0])
            yield Replacement(start, end, f"[{target.text[start:end]}]{source.text[mark.start : mark.end]}")


# --- numbers


def _numbers(source: Page, target: Page) -> Iterator[Replacement]:
    """Numerals that are bound to the same in both languages, and the cells of tables of the same shape."""
    for section, other in _sections(source, target):
        theirs = [m for m in other.marks if m.kind == "=" and m.content]
        for mark in (m for m in section.marks if m.kind == "=" and m.content):
            twin = next((m for m in theirs if _mark_key(m) == _mark_key(mark)), None)
            if twin is not None:
                theirs.remove(twin)
                yield from _copied(source, target, section, other, mark.content, twin.content)
        for table, twin_table in zip(section.tables, other.tables, strict=False):
            if _shape(table) == _shape(twin_table):
                for row, twin_row in zip(table.rows[1:], twin_table.rows[1:], strict=True):
                    for cell, twin_cell in zip(row, twin_row, strict=True):
                        yield from _copied(source, target, section, other, cell, twin_cell)


def _shape(table: Table) -> list[int]:
    return [len(row) for row in table.rows]


def _copied(
    source: Page,
    target: Page,
    section: Section,
    other: Section,
    ours: tuple[int, int] | None,
    theirs: tuple[int, int] | None,
) -> Iterator[Replacement]:
    """The one numeral in a range, to the one in the range that corresponds."""
    here, there = _within(section, ours), _within(other, theirs)
    if len(here) == len(there) == 1 and here[0].text != there[0].text:
        yield Replacement(there[0].start, there[0].end, here[0].text)


def _within(section: Section, range_: tuple[int, int] | None) -> list[Numeral]:
    return [n for n in section.numerals if range_ is not None and range_[0] <= n.start < range_[1]]

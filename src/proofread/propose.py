"""Marks for numerals that nothing accounts for: what they could be bound to, where they stand.

That a numeral equals a value somewhere is no account of it. So these are proposals: a person says whether it is meant.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np

from proofread.check import check_page, compare, declared_scopes, givens, literal_at, units
from proofread.expressions import LIBRARY, Binding, arity
from proofread.findings import Problem
from proofread.numerals import UNIT_BASE, Literal, read_literal
from proofread.patch import Replacement, replaced
from proofread.scope import Scope
from proofread.source import Numeral, Page, Section, scan, strip_marks

#: Components of a vector that are tried.
MOST_COMPONENTS = 12
#: A numeral of so many units in its last place, three digits of it, is no rounding by chance.
FEWEST_STEPS = 100


@dataclass(frozen=True)
class Proposal:
    """A mark for a numeral, and what else it could be bound to."""

    numeral: Numeral
    start: int
    end: int
    expression: str
    others: tuple[str, ...] = ()

    def replacement(self, text: str) -> Replacement:
        """The numeral in brackets with its mark behind it."""
        return Replacement(self.start, self.end, f"[{text[self.start : self.end]}]{{= {self.expression}}}")


@dataclass(frozen=True)
class Proposals:
    """What is proposed for a page, and the numerals that nothing fits."""

    found: list[Proposal]
    without: list[Problem]

    def apply(self, text: str) -> str:
        """The page with all marks."""
        return replaced(text, [proposal.replacement(text) for proposal in self.found])


def propose(page: Page, site: Scope) -> Proposals:
    """Propose marks for the numerals of a page that nothing accounts for."""
    scopes, _ = declared_scopes(page, site)
    found, without = [], []
    for number, section in enumerate(page.sections):
        checked = check_page(page, site, only={number})
        unaccounted = {p.offset: p for p in checked.problems if p.code == "P101"}
        for numeral in section.numerals:
            if (problem := unaccounted.pop(numeral.start, None)) is None:
                continue
            proposal = _proposal(page, section, numeral, scopes[number])
            if proposal is not None and _is_sound(page, site, number, proposal, len(checked.problems)):
                found.append(proposal)
            else:
                without.append(problem)
        without.extend(p for p in unaccounted.values() if number == page.section_at(p.offset))
    return Proposals(found, sorted(without, key=lambda p: p.offset))


def literal_span(page: Page, numeral: Numeral) -> tuple[int, int, Literal]:
    """From where to where a numeral reaches with its sign and unit, and what it says."""
    _, end = page.line_range(numeral.end)
    literal = literal_at(page.text, numeral.start, end)
    match = re.match(r"[\d,.]*\d[\s\u00a0-]*(?:[%％]|[A-Za-z]+|奈特|比特|哈特利)", page.text[numeral.start : end])
    stop = numeral.end
    if match is not None and read_literal(match.group()) is not None:
        stop = numeral.start + match.end()
    start = numeral.start
    if re.search(r"(?:^|[\s(（|])[-\u2212]$", page.text[max(0, start - 2) : start]):
        return start - 1, stop, literal.negated()
    return start, stop, literal


def _proposal(page: Page, section: Section, numeral: Numeral, scope: Scope) -> Proposal | None:
    if any(mark.content and mark.content[0] <= numeral.start < mark.content[1] for mark in section.marks):
        return None  # it has a mark, which is wrong
    start, end, literal = literal_span(page, numeral)
    known = givens(scope)
    candidates = [*_givens(known), *_counts(known), *(_values(known) if _is_telling(literal) else ())]
    fitting = [text for text in dict.fromkeys(candidates) if _fits(text, literal, scope, known)]
    if not fitting:
        return None
    return Proposal(numeral, start, end, fitting[0], tuple(fitting[1:4]))


def _is_telling(literal: Literal) -> bool:
    """Whether it means something that a value of the library rounds to this: 0.7 is the rounding of too many."""
    return literal.unit is not None or abs(literal.value) / literal.quantum >= FEWEST_STEPS


def _fits(text: str, literal: Literal, scope: Scope, known: dict[str, Any]) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is undefined does not fit
            binding = Binding(text, known, units(scope))
            base = UNIT_BASE[literal.unit] if literal.unit else scope.base
            compare(binding.value(base), literal, binding, scope.base)
    except (Problem, ValueError, OverflowError):
        return False
    return True


def _givens(known: dict[str, Any]) -> Iterator[str]:
    for name, value in known.items():
        yield from _components(name, value)


def _components(name: str, value: Any) -> Iterator[str]:
    if not isinstance(value, tuple) and not np.ndim(value):
        yield name
        return
    for k, item in enumerate(value[:MOST_COMPONENTS]):
        yield from _components(f"{name}[{k}]", item)


def _counts(known: dict[str, Any]) -> Iterator[str]:
    yield from (f"len({name})" for name, value in known.items() if _length(value))


def _length(value: Any) -> int:
    return len(value) if isinstance(value, tuple) or np.ndim(value) else 0


def _values(known: dict[str, Any]) -> Iterator[str]:
    vectors = [name for name, value in known.items() if _length(value)]
    scalars = [*(n for n, v in known.items() if isinstance(v, Fraction)), *_givens(known)]
    for function in sorted(LIBRARY):
        if (count := arity(function)) == 1:
            for argument in [*vectors, *scalars]:
                yield f"{function}({argument})"
            for name in vectors:
                yield from (f"{function}({name})[{k}]" for k in range(min(_length(known[name]), MOST_COMPONENTS)))
        elif count == 2:
            for one, other in permutations(vectors, 2):
                if _length(known[one]) == _length(known[other]):
                    yield f"{function}({one}, {other})"


def _is_sound(page: Page, site: Scope, number: int, proposal: Proposal, before: int) -> bool:
    """Whether the mark does its work where it stands: one finding less, and to Markdown the page is the same."""
    text = replaced(page.text, [proposal.replacement(page.text)])
    if strip_marks(text) != strip_marks(page.text):
        return False
    return len(check_page(scan(page.path, text), site, only={number}).problems) == before - 1

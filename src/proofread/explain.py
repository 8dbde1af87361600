"""What stands at a place on a page, what it is bound to, its value, and how it was checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
from flint import fmpq

from proofread import tex as tex_text
from proofread.check import Account, Checked, Reading, check_page
from proofread.deciding import value_of
from proofread.draws import Draws
from proofread.evaluate import Evaluator, precision
from proofread.evidence import DIGITS, component_of, converted
from proofread.expressions import LIBRARY, Binding, is_rational
from proofread.findings import Problem
from proofread.grammar import parse
from proofread.judge import base_at, judge, read_limit
from proofread.literals import show, units_of
from proofread.numerals import UNIT_BASE
from proofread.scope import Scope
from proofread.source import CheckLine, Page, Section, is_reference
from proofread.syntax import Implication, Node, Statement
from proofread.values import Undefined, ball, is_exact

_BITS = 160
_UNIT_NAMES = {"nat": "nat", "bit": "bit", "hart": "hartley"}
_UNIT_OF_BASE = {base: unit for unit, base in UNIT_BASE.items()}


def explain(page: Page, site: Scope, line: int, column: int | None = None) -> list[str]:
    """Say what stands on a line, or at one column of it.

    Args:
        page: The page.
        site: The site's notation.
        line: The line, from 1.
        column: The column, from 1; without one, everything on the line is explained.

    Raises:
        Problem: P002 when the page has no such place.
    """
    start, end = _range(page, line, column)
    sections = [k for k, s in enumerate(page.sections) if s.start < end and start < s.end]
    checked = check_page(page, site, only=set(sections))
    accounts = [a for a in checked.accounts if a.start < end and start < a.end]
    if column is not None:
        accounts = sorted(accounts, key=lambda a: a.end - a.start)[:1]
    lines = [part for account in accounts for part in _account(page, account, checked)]
    for k in sections:
        lines += _other(page, page.sections[k], start, end, site)
    told = {id(p) for a in accounts for p in _problems_of(page, a, checked)}
    for problem in checked.problems:
        if start <= problem.offset < end and id(problem) not in told:
            lines.append(f"{page.place(problem.offset)}: {problem.code} {problem.message}")
    return lines or [f"{page.path}:{line}: nothing that is checked stands here"]


def _range(page: Page, line: int, column: int | None) -> tuple[int, int]:
    if not 1 <= line <= len(page.line_starts):
        raise Problem("P002", f"{page.path} has {len(page.line_starts)} lines, no line {line}")
    start, end = page.line_range(page.line_starts[line - 1])
    if column is None:
        return start, max(end, start + 1)
    if not 1 <= column <= end - start + 1:
        raise Problem("P002", f"line {line} of {page.path} has {end - start} columns, no column {column}")
    return start + column - 1, start + column


def _problems_of(page: Page, account: Account, checked: Checked) -> list[Problem]:
    """The findings about something or the mark behind it; that it is unaccounted for then goes without saying."""
    marks = (m.end for s in page.sections for m in s.marks if m.content == (account.start, account.end))
    end = next(marks, account.end)
    found = [p for p in checked.problems if account.start <= p.offset < end]
    return [p for p in found if p.code != "P101"] or found


# --- what is accounted for


def _account(page: Page, account: Account, checked: Checked) -> Iterator[str]:
    text = " ".join(page.text[account.start : account.end].strip().strip("$").split())
    title = {
        "bound": f"the numeral {text}, bound to `{account.binding.text if account.binding else ''}`",
        "exempt": f"the numeral {text}, exempt: {account.reason}",
        "unchecked": f"the formula {text}, exempt: {account.reason}",
        "fixed": f"the formula {text}, bound to `{account.binding.text if account.binding else ''}`",
        "formula": f"the formula {text}",
    }[account.kind]
    yield f"{page.place(account.start)}: {title}"
    problems = _problems_of(page, account, checked)
    if account.kind == "bound":
        yield from _bound(account)
        yield from _outcome(problems, f"correct to the places written: {text}")
    elif account.kind == "fixed":
        yield from _bound(account)
        yield "  compared with the formula in ball arithmetic, by its definitions"
        yield from _outcome(problems, "they agree")
    elif account.kind == "formula":
        yield from _formula(page.text[account.start : account.end], account)
        yield from (f"  {p.code} {p.message}" for p in problems)


def _outcome(problems: list[Problem], good: str) -> Iterator[str]:
    yield from [f"  {p.code} {p.message}" for p in problems] or [f"  {good}"]


def _bound(account: Account) -> Iterator[str]:
    binding = account.binding
    assert binding is not None
    try:
        if binding.is_information():
            values = {unit: component_of(binding.value(base), account.component) for unit, base in UNIT_BASE.items()}
            yield "  value " + " = ".join(f"{_digits(v)} {_UNIT_NAMES[unit]}" for unit, v in values.items())
            exact = False
        else:
            unit = account.literal.unit if account.literal else None
            base = UNIT_BASE[unit] if unit else account.scope.base
            value = component_of(binding.value(base), account.component)
            exact = is_rational(value) or isinstance(value, int)
            yield f"  value {_digits(value)}"
    except Problem as problem:
        yield f"  no value: {problem.message}"
        return
    yield "  computed " + ("exactly, from the givens" if exact else _by_library(binding))


def _by_library(binding: Binding) -> str:
    if not re.search(r"\b(?:" + "|".join(LIBRARY) + r")\(", binding.text):
        return "in floating point, from the givens"
    return (
        f"by the library, in floating point, from `{binding.text}`; "
        "the library is held to the definitions in notation.check by ball arithmetic"
    )


def _digits(value: Any) -> str:
    if isinstance(value, Fraction):
        shown = f"{float(value):.{DIGITS}g}"
        return shown if Fraction(shown) == value else f"{value} = {shown}…"
    if isinstance(value, tuple) or np.ndim(value):
        return "(" + ", ".join(_digits(v) for v in value) + ")"
    return f"{float(value):.{DIGITS}g}"


# --- formulas


def _formula(source: str, account: Account) -> Iterator[str]:
    tex = source.rstrip("$")
    reading = account.reading or Reading()
    try:
        statements = parse(tex, account.scope)
    except Problem:
        return  # told as a finding
    texts = list(tex_text.sides(tex))
    signs = [s for statement in statements for s in _relations(statement)]
    if not signs:
        yield "  states no relation: there is nothing to check"
        yield from _values_of_expressions(statements, account.scope)
        return
    if len(texts) != len(signs):
        texts = [f"relation {k} of {len(signs)}, {sign}" for k, sign in enumerate(signs, start=1)]
    number = 0
    for statement in statements:
        if isinstance(statement, Implication):
            yield "  tried wherever one side holds among the draws"
            yield f"  {_verdict(judge([statement], account.scope, tex).problems)}"
        else:
            for k in range(len(statement.relations)):
                yield f"  {texts[number + k]}"
                yield from (f"    {part}" for part in _relation(statement, k, account.scope, tex, reading))
        number += len(_relations(statement))


def _relations(statement: Statement | Implication) -> list[str]:
    if isinstance(statement, Statement):
        return list(statement.relations)
    found = list(statement.statements[0].relations)
    for arrow, after in zip(statement.arrows, statement.statements[1:], strict=True):
        found += [arrow, *after.relations]
    return found


def _relation(statement: Statement, k: int, scope: Scope, seed: str, reading: Reading) -> Iterator[str]:
    if statement in scope.hypotheses:
        yield "a hypothesis of this section"
        return
    base = base_at(statement, k, scope)
    left, right = statement.parts[k : k + 2]
    before, until = (_prefix_problems(statement, count, scope, seed, reading) for count in (k, k + 1))
    try:
        yield from _evidence(left, right, scope, seed, base, bool(units_of(left) | units_of(right)))
    except (Problem, Undefined) as error:
        yield f"no value: {error}"
    yield _verdict(until[len(before) :])


def _prefix_problems(statement: Statement, count: int, scope: Scope, seed: str, reading: Reading) -> list[Problem]:
    """What is wrong with the first relations of a chain, which a later one may build on."""
    if not count:
        return []
    prefix = Statement(statement.parts[: count + 1], statement.relations[:count], at=statement.at)
    limit = read_limit(reading.limit)
    return judge([prefix], scope, seed, loose=reading.loose, special=reading.special, limit=limit).problems


def _verdict(problems: list[Problem]) -> str:
    return "; ".join(f"{p.code} {p.message}" for p in problems) or "holds"


def _evidence(left: Node, right: Node, scope: Scope, seed: str, base: str | None, information: bool) -> Iterator[str]:
    """The value of the left side, and on what and how the relation was tried."""
    draws = Draws(scope, [left, right], seed, base)
    assignments = list(islice(draws, 1000))
    evaluators = [Evaluator(scope, assignment, base) for assignment in assignments]
    with precision(_BITS):
        values = [value_of(evaluator, left) for evaluator in evaluators[:1]]
        exact = all(is_exact(value_of(evaluators[0], node)) for node in (left, right)) if evaluators else False
    how = "exact rational arithmetic" if exact else "ball arithmetic, with bounds on the error"
    if draws.open:
        yield f"tried on {len(assignments)} draws of {', '.join(draws.open)}; {how}"
    else:
        yield f"value {_shown(values[0], base, information)}"
        yield how


def _shown(value: Any, base: str | None, information: bool) -> str:
    """A value to 12 digits; an information in each of the three units."""
    if not information or base is None or isinstance(value, tuple | float):
        return _short(value)
    with precision(_BITS):
        amounts = {unit: ball(converted(value, _UNIT_OF_BASE[base], unit)) for unit in UNIT_BASE}
        return " = ".join(f"{show(amount, DIGITS)} {_UNIT_NAMES[unit]}" for unit, amount in amounts.items())


def _short(value: Any) -> str:
    """A value in balls, to 12 digits; an exact one as it is."""
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_short, value)) + ")"
    if isinstance(value, fmpq):
        return _digits(Fraction(int(value.p), int(value.q)))
    return show(value, DIGITS)


def _values_of_expressions(statements: list[Statement | Implication], scope: Scope) -> Iterator[str]:
    for statement in statements:
        assert isinstance(statement, Statement)
        try:
            draws = Draws(scope, [statement.parts[0]], "", scope.base)
            if not draws.open:
                value = value_of(Evaluator(scope, next(iter(draws)), scope.base), statement.parts[0])
                yield f"  value {_short(value)}"
        except (Problem, Undefined, StopIteration):
            continue  # a symbol, or a notation by itself, has no value


# --- what needs no account


def _other(page: Page, section: Section, start: int, end: int, site: Scope) -> Iterator[str]:
    for line in section.check:
        if line.start < end and start < line.start + len(line.text):
            yield from _check_line(page, section, line, site)
    for mark in section.marks:
        if mark.start < end and start < mark.end and mark.content is None:
            yield f"{page.place(mark.start)}: the mark {{{mark.kind} {mark.text}}}, of a table's column or row"
    for formula in section.formulas:
        if is_reference(formula.tex) and formula.start < end and start < formula.end:
            yield f"{page.place(formula.start)}: a reference to a numbered equation"


def _check_line(page: Page, section: Section, line: CheckLine, site: Scope) -> Iterator[str]:
    where = f"the section #{section.id} and those below it" if section.id else "the whole page"
    if section.level == 1:
        where = "the whole page"
    yield f"{page.place(line.start)}: the declaration `{line.text}`, for {where}"
    known = sorted({name for name in site.symbols if line.text.lstrip("\\").startswith(name.lstrip("\\"))})
    for name in known:
        declared = site.symbols[name]
        if declared.meaning and line.text[len(name) :].lstrip()[:1] in ("=", "~"):
            yield f"  {name} is in the site's notation: {declared.meaning}, {declared.domain}"

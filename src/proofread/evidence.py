r"""What was checked on a page, section by section, as plain data: for the built page, and for whoever asks.

It follows the accounts that `check` keeps, and asks the same evaluation for values; it judges nothing. A page's
evidence is a list of sections, each with its items in the order of the page:

    {"id": "by-hand", "heading": 4, "items": [
      {"kind": "numeral", "text": "1.157", "nth": 0, "of": 1, "binding": "entropy(p)", "how": "library", "value":
        {"text": "1.15677964944", "unit": "bit", "in": {"nat": "0.801818552543", "bit": …, "hart": …}}},
      {"kind": "exempt", "text": "1948", "nth": 0, "of": 1, "reason": "year of publication"},
      {"kind": "formula", "tex": "H(p) \\approx 0.802\\,\\nat", "nth": 0, "of": 1,
        "relations": 1, "steps": [{"sign": "≈", "how": "rounding", "tried": 1, "drawn": false}],
        "values": [{"text": …}]},
      {"kind": "unchecked", "tex": …, "nth": 0, "of": 1, "reason": …}]}

The section is the one under the page's heading number `heading` (from 1; 0 is what stands before them). `nth` of `of`
counts from 0 among the same texts (formulas: TeX without blanks) of the section, so that a reader of the built page
finds the place again, or notices that it cannot. `how` of a numeral is `exact` (rational arithmetic) or `library`; of
a step see `judge.Step`. A value has 12 significant digits, or is exact: then `exact` is true.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from proofread.check import Account, Checked, formula_verdict, given_values
from proofread.deciding import value_of
from proofread.evaluate import Evaluator
from proofread.findings import Problem
from proofread.grammar import parse
from proofread.judge import Step, Verdict
from proofread.literals import as_literal, is_arithmetic, unit_of
from proofread.numerals import UNIT_BASE, Literal, decimal
from proofread.scope import Scope
from proofread.source import Formula, Page, Section
from proofread.syntax import Implication, Statement
from proofread.tex import tex_key
from proofread.values import Undefined, Value, ball, divide, multiply, natural_log

Item = dict[str, Any]

#: Significant digits of a value.
DIGITS = 12
#: Steps behind which a value is worth showing.
_ROUNDED = {"rounding", "terms"}


def collect(page: Page, checked: Checked) -> list[Item]:
    """The evidence of a page that was checked, section by section; sections without any are left out."""
    accounts = {(account.kind, account.start): account for account in checked.accounts}
    sections = []
    for number, section in enumerate(page.sections):
        items = [item for _, item in sorted(_items(page, section, accounts, checked), key=lambda pair: pair[0])]
        if items:
            sections.append({"id": section.id, "heading": number, "items": items})
    return sections


def _items(
    page: Page, section: Section, accounts: dict[tuple[str, int], Account], checked: Checked
) -> Iterator[tuple[int, Item]]:
    total = Counter(numeral.text for numeral in section.numerals)
    seen: Counter[str] = Counter()
    for numeral in section.numerals:
        place = {"text": numeral.text, "nth": seen[numeral.text], "of": total[numeral.text]}
        seen[numeral.text] += 1
        around = (a for a in checked.accounts if a.kind in ("bound", "exempt") and a.start <= numeral.start < a.end)
        if account := next(around, None):
            yield numeral.start, _numeral(account) | place
    keys = [tex_key(formula.tex) for formula in section.formulas]
    total, seen = Counter(keys), Counter()
    for formula, key in zip(section.formulas, keys, strict=True):
        place = {"tex": formula.tex.strip(), "nth": seen[key], "of": total[key]}
        seen[key] += 1
        for kind, describe in (("formula", _judged), ("fixed", _fixed), ("unchecked", _unchecked)):
            known = accounts.get((kind, formula.start))
            if known is not None and (item := describe(formula, known)):
                yield formula.start, item | place
                break


# --- numerals


def _numeral(account: Account) -> Item:
    if account.kind == "exempt":
        return {"kind": "exempt", "reason": account.reason}
    binding, literal = account.binding, account.literal
    assert binding is not None
    assert literal is not None
    unit = literal.unit if binding.is_information() else None
    base = UNIT_BASE[literal.unit] if literal.unit else account.scope.base
    value = component_of(binding.value(base), account.component)
    shown = number(value)
    if unit is not None:
        others = {u: component_of(binding.value(b), account.component) for u, b in UNIT_BASE.items()}
        shown |= {"unit": unit, "in": {u: number(v)["text"] for u, v in others.items()}}
    how = "exact" if isinstance(value, Fraction) else "library"
    item = {"kind": "numeral", "binding": binding.text, "how": how, "value": shown}
    return item if account.component is None else item | {"component": account.component}


def component_of(value: Any, component: int | None) -> Any:
    """One of the values of a binding; the only one where no component is asked for."""
    if component is None:
        return value
    return value[component] if isinstance(value, tuple) else np.atleast_1d(value)[component]


# --- formulas


def _unchecked(formula: Formula, account: Account) -> Item:
    return {"kind": "unchecked", "reason": account.reason}


def _fixed(formula: Formula, account: Account) -> Item:
    """A formula without a relation that a mark binds: one relation, to the binding."""
    assert account.binding is not None
    values = [_value(statement, account.scope) for statement in _statements(formula, account.scope)]
    return {
        "kind": "formula",
        "relations": 1,
        "steps": [{"sign": "=", "how": "library", "tried": 1, "drawn": False}],
        "binding": account.binding.text,
        "values": [value for value in values if value],
    }


def _judged(formula: Formula, account: Account) -> Item:
    verdict = formula_verdict(formula, account)
    if verdict.problems or not verdict.steps:
        return {}  # what does not hold is a finding; what states nothing is no evidence
    return {
        "kind": "formula",
        "relations": verdict.relations,
        "steps": [_step(step) for step in verdict.steps],
        "values": list(_values(formula, account.scope, verdict)),
    }


def _step(step: Step) -> Item:
    return {"sign": step.sign, "how": step.how, "tried": step.tried, "drawn": step.drawn}


def _statements(formula: Formula, scope: Scope) -> list[Statement | Implication]:
    return list(parse(formula.tex, scope))


def _values(formula: Formula, scope: Scope, verdict: Verdict) -> Iterator[Item]:
    """What stands behind the rounded literals and the amounts of information in a formula, in full."""
    at = 0
    for statement in _statements(formula, scope):
        if isinstance(statement, Implication):
            at += len(statement.arrows)
            continue
        steps = verdict.steps[at : at + len(statement.relations)]
        at += len(statement.relations)
        wanted = any(step.how in _ROUNDED for step in steps) or any(map(unit_of, statement.parts))
        if wanted and (value := _value(statement, scope, [step.how for step in steps])):
            yield value


def _value(statement: Statement | Implication, scope: Scope, how: Sequence[str] = ()) -> Item:
    """The value of what stands first in a chain, in the chain's unit; nothing where there is none."""
    if isinstance(statement, Implication):
        return {}
    first = statement.parts[0]
    unit = next(filter(None, map(unit_of, statement.parts)), None)
    if unit is None and is_arithmetic(first):
        return {}
    base = UNIT_BASE[unit] if unit else scope.base
    try:
        value = value_of(Evaluator(scope, given_values(scope), base), first)
    except (Undefined, Problem):  # it has symbols that are not given: there are values, but none to show
        return {}
    if exact := _equal_literal(statement, how):
        value = fmpq(exact.value.numerator, exact.value.denominator)
    shown = number(value)
    if unit is not None and not isinstance(value, tuple):
        shown |= {"unit": unit, "in": {u: number(converted(value, unit, u))["text"] for u in UNIT_BASE}}
    return shown


def _equal_literal(statement: Statement, how: Sequence[str]) -> Literal | None:
    """The literal that a chain reaches by `=` alone: its value is known exactly, which no ball is."""
    for part, step in zip(statement.parts[1:], how, strict=False):
        if step in _ROUNDED:
            return None
        if literal := as_literal(part):
            return literal
    return None


def converted(value: Value, unit: str, other: str) -> Value:
    """An amount of information in another unit; the factor is evaluated with the bits that digits need and more."""
    if unit == other or isinstance(value, float) or value == 0:
        return value
    return divide(multiply(value, _log_of_base(unit)), _log_of_base(other))


def _log_of_base(unit: str) -> Value:
    base = UNIT_BASE[unit]
    return fmpq(1) if base == "e" else natural_log(fmpq(int(base)))


# --- digits


def number(value: Any, count: int = DIGITS) -> Item:
    """A value as text of so many significant digits; `exact` where nothing was rounded."""
    if isinstance(value, tuple | list | np.ndarray) and np.ndim(value):
        parts = [number(part, count) for part in value]
        shown: Item = {"text": f"({', '.join(part['text'] for part in parts)})"}
        return shown | ({"exact": True} if all("exact" in part for part in parts) else {})
    if isinstance(value, fmpq):
        value = Fraction(int(value.p), int(value.q))
    if isinstance(value, Fraction):
        short = exact_decimal(value)
        if short:
            return {"text": short, "exact": True}
        return {"text": digits(fmpq(value.numerator, value.denominator), count)}
    if isinstance(value, float | np.floating | int | np.integer):
        real = float(value)
        if math.isinf(real):
            return {"text": "∞" if real > 0 else "−∞", "exact": True}
        return {"text": exact_decimal(Fraction(repr(real))) or _grouped(f"{real:#.{count}g}")}
    return {"text": digits(value, count)}


def exact_decimal(value: Fraction) -> str | None:
    """A rational as a decimal when it is one of at most 12 digits."""
    for places in range(DIGITS + 1):
        if (value * 10**places).denominator == 1:
            text = decimal(abs(value), places)
            if len(text.replace(".", "")) > DIGITS + 1:
                return None
            return ("\u2212" if value < 0 else "") + text
    return None


def digits(value: Value, count: int = DIGITS) -> str:
    """A real number rounded to so many significant digits."""
    return _grouped(str(ball(value).str(count, radius=False)))


def _grouped(text: str) -> str:
    """A number in exponential notation as people write it."""
    mantissa, _, exponent = text.partition("e")
    return (f"{mantissa}·10^{int(exponent)}" if exponent else mantissa).replace("-", "\u2212")


__all__ = ["DIGITS", "collect", "component_of", "converted", "digits", "exact_decimal", "number"]

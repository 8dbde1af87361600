"""Questions to balls, asked with more and more bits until they are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flint import fmpq

from proofread.evaluate import PRECISIONS, Evaluator, precision
from proofread.findings import Problem
from proofread.literals import rounds_to
from proofread.numerals import Literal
from proofread.syntax import Node
from proofread.values import Imprecise, Value, equal_now, is_exact

T = TypeVar("T")

#: More bits, for what not even the last of `PRECISIONS` settles: 1 − σ(1600) is 1e-695.
RESCUE = (3000, 12000)


def decided(question: Callable[[], T], at: int = 0) -> T:
    """Ask with more and more bits until the balls are narrow enough to answer.

    Raises:
        Problem: P308 when they never are.
    """
    for bits in PRECISIONS + RESCUE:
        try:
            with precision(bits):
                return question()
        except Imprecise:
            continue
    raise Problem("P308", f"not decided with {RESCUE[-1]} bits", at)


def same(left: Callable[[], Value], right: Callable[[], Value], at: int = 0) -> bool:
    """Refuted when the balls are disjoint at a high precision; holds when they overlap and are narrow."""
    answered = False
    for bits in (PRECISIONS[-1], *RESCUE):  # at once with all bits: nearly everything that is asked is equal
        if answered and bits in RESCUE:
            break
        try:
            with precision(bits):
                a, b = left(), right()
                if not equal_now(a, b):
                    return False
                if is_exact(a) and is_exact(b):
                    return True
                answered = _narrow(a) and _narrow(b)
        except Imprecise:
            continue
    if not answered:
        raise Problem("P308", f"not decided with {RESCUE[-1]} bits", at)
    return True


def _narrow(value: Value) -> bool:
    if isinstance(value, tuple):
        return all(map(_narrow, value))
    return isinstance(value, fmpq | float) or bool(value.rad() < 1e-20)


def value_of(evaluator: Evaluator, node: Node) -> Value:
    """The value of a formula, at whatever precision it needs."""
    return decided(partial(evaluator, node), node.at)


def equal(evaluator: Evaluator, left: Node, right: Node) -> bool:
    """Whether two formulas have the same value."""
    return same(partial(evaluator, left), partial(evaluator, right), right.at)


def rounds(evaluator: Evaluator, node: Node, literal: Literal) -> bool:
    """Whether a literal is the value of a formula, correctly rounded."""
    return decided(lambda: rounds_to(evaluator(node), literal), node.at)

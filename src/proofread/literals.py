"""Literals inside formulas: what is a decimal, and whether it is a value correctly rounded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from flint import fmpq

from proofread.numerals import Literal
from proofread.syntax import TEN, Add, Divide, Multiply, Negate, Node, Number, Power, Quantity, Tuple
from proofread.values import Value, add, ball, scale, sign

_LARGEST_EXPONENT = 10_000


def as_literal(node: Node) -> Literal | None:
    """A decimal, with its sign, power of ten and unit; None for anything else."""
    if isinstance(node, Number):
        return Literal(node.value, node.quantum, node.unit, node.integer)
    if isinstance(node, Negate):
        inner = as_literal(node.arg)
        return inner and inner.negated()
    if isinstance(node, Quantity):
        inner = as_literal(node.arg)
        return inner and Literal(inner.value, inner.quantum, node.unit, inner.integer)
    if isinstance(node, Multiply) and len(node.factors) == 2 and isinstance(node.factors[1], Power):
        number, power = as_literal(node.factors[0]), node.factors[1]
        exponent = as_literal(power.exponent)
        if number and exponent and power.base == TEN and abs(exponent.value) <= _LARGEST_EXPONENT:
            shift = Fraction(10) ** int(exponent.value)
            return Literal(number.value * shift, number.quantum * shift, number.unit)
    return None


def is_arithmetic(node: Node) -> bool:
    """Whether a formula consists of literals only."""
    return all(isinstance(n, Number | Add | Multiply | Negate | Divide | Power | Quantity | Tuple) for n in node.walk())


def has_decimals(node: Node) -> bool:
    """Whether a literal with a decimal point occurs."""
    return any(isinstance(n, Number) and not n.integer for n in node.walk())


def units_of(node: Node) -> set[str]:
    """The units of information written in a formula."""
    return {n.unit for n in node.walk() if isinstance(n, Number | Quantity) and n.unit is not None}


def unit_of(node: Node) -> str | None:
    """The unit of information written in a formula; one of them where there are several, which is an error."""
    return min(units_of(node), default=None)


def rounds_to(value: Value, literal: Literal) -> bool:
    """Whether a literal is this value, correctly rounded to the places written, ties away from zero.

    Raises:
        Imprecise: When the ball is too wide to tell.
    """
    if isinstance(value, float | tuple):
        return False
    target, half = abs(literal.value), literal.quantum / 2
    if target == 0:
        return sign(value) == 0
    s = sign(value)
    if s == 0 or (s > 0) != (literal.value > 0):
        return False
    distance = add(scale(fmpq(s), value), fmpq(-target.numerator, target.denominator))
    half_q = fmpq(half.numerator, half.denominator)
    return sign(add(distance, half_q)) >= 0 and sign(add(distance, scale(fmpq(-1), half_q))) < 0


def show(value: Value, places: int = 9) -> str:
    """A value as a person reads it."""
    if isinstance(value, tuple):
        return "(" + ", ".join(show(v, places) for v in value) + ")"
    if isinstance(value, float):
        return "∞" if value > 0 else "−∞"
    if isinstance(value, fmpq) and value.q == 1:
        return str(value)
    text = str(ball(value).str(places, radius=False))
    return text.replace("e", "·10^") if "e" in text else text


def scientific(literal: Literal) -> str:
    """A literal with a positive power of ten, with as many digits as were written."""
    digits = len(str(abs(int(literal.value / literal.quantum))))
    return f"{Decimal(int(literal.value)):.{digits - 1}e}"


def plain(literal: Literal) -> str:
    """A literal as it was written."""
    places = len(str(literal.quantum.denominator)) - 1
    if literal.quantum > 1 and abs(literal.value) >= 10**15:  # a power of ten that a float need not hold
        text = scientific(literal)
    else:
        text = f"{float(literal.value):.{places}f}"
    return f"{text} {literal.unit}" if literal.unit else text

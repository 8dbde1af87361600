"""Values and what one can do with them: rationals exactly, everything else in balls with rigorous error bounds.

A scalar is an `fmpq` (exact), an `arb` (a ball), or a float infinity. A vector is a tuple of values.
"""

from __future__ import annotations

import math
from typing import Any

from flint import arb, fmpq, fmpz

Value = Any  # fmpq | arb | float (±inf only) | tuple[Value, ...]


class Undefined(Exception):
    """The expression has no value here: log of a negative number, 0/0, an index out of range."""


class Imprecise(Exception):
    """The balls are too wide to decide a sign: evaluate again with more bits."""


def whole(value: Value) -> int:
    """An exact integer.

    Raises:
        Undefined: When it is none.
    """
    if isinstance(value, fmpq) and value.q == 1:
        return int(value.p)
    raise Undefined("an index or a limit is no integer")


def ball(value: Value) -> arb:
    """A finite scalar as a ball."""
    return arb(value) if isinstance(value, fmpq) else value


def sign(value: Value) -> int:
    """The sign of a scalar.

    Raises:
        Imprecise: When the ball contains zero and something else.
    """
    if isinstance(value, tuple):
        raise Undefined("the sign of a vector")
    if isinstance(value, float | fmpq):
        return (value > 0) - (value < 0)
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value.is_zero():
        return 0
    raise Imprecise


def _finite(value: arb) -> Value:
    if not value.is_finite():
        raise Imprecise
    return value


def add(a: Value, b: Value) -> Value:
    """Sum; vectors componentwise."""
    if isinstance(a, tuple) or isinstance(b, tuple):
        if not (isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b)):
            raise Undefined("a sum of things of different shape")
        return tuple(add(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) or isinstance(b, float):
        if isinstance(a, float) and isinstance(b, float) and a != b:
            raise Undefined("∞ − ∞")
        return a if isinstance(a, float) else b
    return a + b if isinstance(a, fmpq) and isinstance(b, fmpq) else ball(a) + ball(b)


def scale(a: Value, b: Value) -> Value:
    """A scalar times anything."""
    return tuple(scale(a, x) for x in b) if isinstance(b, tuple) else multiply(a, b)


def multiply(a: Value, b: Value) -> Value:
    """Product of scalars, or of a scalar and a vector."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        raise Undefined("a product of vectors: write the sum")
    if isinstance(a, tuple):
        return scale(b, a)
    if isinstance(b, tuple):
        return scale(a, b)
    if isinstance(a, float) or isinstance(b, float):
        signs = sign(a) * sign(b)
        if signs == 0:
            raise Undefined("0 · ∞")
        return signs * math.inf
    return a * b if isinstance(a, fmpq) and isinstance(b, fmpq) else ball(a) * ball(b)


def divide(a: Value, b: Value) -> Value:
    """Quotient. A positive number divided by an exact zero is +∞ (the convention of p/0); 0/0 is undefined."""
    if isinstance(b, tuple):
        raise Undefined("a division by a vector")
    if isinstance(a, tuple):
        return tuple(divide(x, b) for x in a)
    if isinstance(b, float):
        if isinstance(a, float):
            raise Undefined("∞/∞")
        return fmpq(0)
    if sign(b) == 0:
        if sign(a) <= 0:
            raise Undefined("a division by zero")
        return math.inf
    if isinstance(a, float):
        return sign(b) * a
    return a / b if isinstance(a, fmpq) and isinstance(b, fmpq) else _finite(ball(a) / ball(b))


def exponential(value: Value) -> Value:
    """The number e to a value."""
    if isinstance(value, tuple):
        raise Undefined("the exponential of a vector")
    if isinstance(value, float):
        return value if value > 0 else fmpq(0)
    if isinstance(value, fmpq) and value == 0:
        return fmpq(1)
    if isinstance(value, fmpq) and abs(value) > 10**6:
        raise Undefined("an exponent beyond 10^6")
    return ball(value).exp()


def natural_log(value: Value) -> Value:
    """ln; ln 0 = −∞."""
    if isinstance(value, tuple):
        raise Undefined("the logarithm of a vector")
    if isinstance(value, float):
        if value < 0:
            raise Undefined("the logarithm of −∞")
        return value
    if isinstance(value, fmpq) and value == 1:
        return fmpq(0)
    s = sign(value)
    if s < 0:
        raise Undefined("the logarithm of a negative number")
    return -math.inf if s == 0 else _finite(ball(value).log())


def power(base: Value, exponent: Value) -> Value:
    """A power: exact for integer exponents of rationals, else of a non-negative base."""
    if isinstance(base, tuple) or isinstance(exponent, tuple):
        raise Undefined("a power of vectors")
    if isinstance(base, fmpq) and isinstance(exponent, fmpq) and exponent.q == 1:
        if abs(exponent) > 4096:
            raise Undefined("an exponent beyond 4096")
        if base == 0 and exponent < 0:
            raise Undefined("a negative power of zero")
        return base ** fmpz(exponent.p)
    if isinstance(exponent, fmpq) and exponent.q == 1 and not isinstance(base, float):
        return _finite(ball(base) ** int(exponent.p))
    s = sign(base)
    if s < 0:
        raise Undefined("a power of a negative number")
    if s == 0:
        if sign(exponent) <= 0:
            raise Undefined("a power of zero")
        return fmpq(0)
    return exponential(multiply(exponent, natural_log(base)))


def subtract_ordered(a: Value, b: Value) -> Value:
    """`a − b` for a comparison: equal infinities differ by zero."""
    if isinstance(a, float) and a == b:
        return fmpq(0)
    return add(a, scale(fmpq(-1), b))


def equal_now(a: Value, b: Value) -> bool:
    """Whether two values may be equal as far as the working precision tells."""
    if isinstance(a, tuple) or isinstance(b, tuple):
        same_shape = isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b)
        return same_shape and all(equal_now(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) or isinstance(b, float):
        return isinstance(a, float) and isinstance(b, float) and a == b
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return bool(a == b)
    return bool(ball(a).overlaps(ball(b)))

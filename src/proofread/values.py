"""Values and what one can do with them: rationals exactly, everything else in balls with rigorous error bounds.

A scalar is an `fmpq` (exact), an `arb` (a ball), or a float infinity; under a derivative an `arb_series`, in an
integral an `acb` (a complex ball). A vector is a tuple of values, a matrix a tuple of its rows.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flint import acb, arb, arb_series, ctx, fmpq, fmpz

Value = Any  # fmpq | arb | float (±inf only) | arb_series | acb | tuple[Value, ...]

_PLAIN = (arb, fmpq)  # whose sums and products are of the same kind

#: How many coefficients a power series carries: enough for a second derivative of a second derivative.
SERIES_LENGTH = 6


class Row(tuple):  # type: ignore[type-arg]
    """A transposed vector."""


class Undefined(Exception):
    """The expression has no value here: log of a negative number, 0/0, an index out of range."""


class NoComponent(Undefined):
    """A component that a vector does not have: a slip in an index, which no convention covers."""


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


def floating(value: Value) -> Any:
    """A value in floating point, as the library takes it: a float, or an array of them."""
    if isinstance(value, tuple):
        return np.array([floating(v) for v in value])
    return value if isinstance(value, float) else float(ball(value).mid())


def is_exact(value: Value) -> bool:
    """Whether a value is known exactly, with all its components."""
    return all(map(is_exact, value)) if isinstance(value, tuple) else isinstance(value, fmpq | float)


def exactly(value: Value) -> Value:
    """A value nearby that is known to every digit: of a ball, its midpoint."""
    if isinstance(value, tuple):
        return tuple(map(exactly, value))
    return arb(value.mid()) if isinstance(value, arb) else value


def sign(value: Value) -> int:
    """The sign of a scalar.

    Raises:
        Imprecise: When the ball contains zero and something else.
    """
    if isinstance(value, tuple):
        raise Undefined("the sign of a vector")
    if isinstance(value, arb_series):
        return sign(constant_term(value))
    if isinstance(value, acb):
        raise Undefined("the sign of a complex number: take absolute values and cases out of the integral")
    if isinstance(value, float | fmpq):
        return (value > 0) - (value < 0)
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value.is_zero():
        return 0
    raise Imprecise


def _finite(value: Value) -> Value:
    if isinstance(value, arb) and not value.is_finite():
        raise Imprecise
    return value


def constant_term(value: arb_series) -> Value:
    """The value at the point of expansion."""
    return coefficient(value, 0)


def coefficient(value: Value, order: int) -> Value:
    """A coefficient of a power series; whatever is no series is constant."""
    if isinstance(value, tuple):
        return type(value)(coefficient(v, order) for v in value)
    if not isinstance(value, arb_series):
        return value if order == 0 else fmpq(0)
    if value.prec <= order:
        raise Undefined("a derivative that does not exist here")
    coefficients = value.coeffs()
    return coefficients[order] if order < len(coefficients) else arb(0)


def perturbed(value: Value) -> arb_series:
    """A scalar as the variable of a power series."""
    ctx.cap = SERIES_LENGTH
    if isinstance(value, float | arb_series | acb | tuple):
        raise Undefined("a derivative at infinity, or inside another derivative")
    return arb_series([ball(value), arb(1)])


def _lifted(a: Value, b: Value) -> tuple[Value, Value]:
    """Two finite scalars of one kind."""
    if type(a) is type(b) and isinstance(a, acb | arb | arb_series):
        return a, b
    if isinstance(a, acb) or isinstance(b, acb):
        if isinstance(a, arb_series) or isinstance(b, arb_series):
            raise Undefined("a derivative inside an integral")
        return tuple(x if isinstance(x, acb) else acb(ball(x)) for x in (a, b))  # type: ignore[return-value]
    if isinstance(a, arb_series) or isinstance(b, arb_series):
        return tuple(x if isinstance(x, arb_series) else arb_series([ball(x)]) for x in (a, b))  # type: ignore[return-value]
    return ball(a), ball(b)


def add(a: Value, b: Value) -> Value:
    """Sum; vectors componentwise."""
    if type(a) is type(b) and type(a) in _PLAIN:  # nearly always
        return a + b
    if isinstance(a, tuple) or isinstance(b, tuple):
        if not (isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b)):
            raise Undefined("a sum of things of different shape")
        return type(a)(add(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) or isinstance(b, float):
        if isinstance(a, float) and isinstance(b, float) and a != b:
            raise Undefined("∞ − ∞")
        return a if isinstance(a, float) else b
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return a + b
    a, b = _lifted(a, b)
    return a + b


def scale(a: Value, b: Value) -> Value:
    """A scalar times anything."""
    return type(b)(scale(a, x) for x in b) if isinstance(b, tuple) else multiply(a, b)


def multiply(a: Value, b: Value) -> Value:
    """Product of scalars, of a scalar and a vector, of matrices."""
    if type(a) is type(b) and type(a) in _PLAIN:  # nearly always
        return a * b
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _matrix_product(a, b)
    if isinstance(a, tuple):
        return scale(b, a)
    if isinstance(b, tuple):
        return scale(a, b)
    if isinstance(a, float) or isinstance(b, float):
        signs = sign(a) * sign(b)
        if signs == 0:
            raise Undefined("0 · ∞")
        return signs * math.inf
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return a * b
    if any(isinstance(x, fmpq) and x == 0 and isinstance(y, arb | arb_series) for x, y in ((a, b), (b, a))):
        return fmpq(0)  # exactly, so that 0 log 0 = 0 is seen behind it
    a, b = _lifted(a, b)
    return a * b


def inner(a: Value, b: Value) -> Value:
    """The sum of the products of components."""
    if len(a) != len(b):
        raise Undefined(f"a product of {len(a)} by {len(b)} components")
    total: Value = fmpq(0)
    for x, y in zip(a, b, strict=True):
        total = add(total, multiply(x, y))
    return total


def is_matrix(value: Value) -> bool:
    """Whether a value is a tuple of rows."""
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], tuple)


def transpose(value: Value) -> Value:
    """A vector as a row and back; a matrix transposed."""
    if not isinstance(value, tuple):
        return value
    if is_matrix(value):
        return tuple(zip(*value, strict=True))
    return tuple(value) if isinstance(value, Row) else Row(value)


def _matrix_product(a: Value, b: Value) -> Value:
    if isinstance(a, Row):
        return Row(inner(a, column) for column in transpose(b)) if is_matrix(b) else _row_by(a, b)
    if is_matrix(a):
        if is_matrix(b):
            return tuple(tuple(inner(row, column) for column in transpose(b)) for row in a)
        if not isinstance(b, Row):
            return tuple(inner(row, b) for row in a)
    elif isinstance(b, Row):
        return tuple(tuple(multiply(x, y) for y in b) for x in a)
    raise Undefined("a product of vectors: write \\cdot, a transpose, or the sum")


def _row_by(a: Value, b: Value) -> Value:
    if isinstance(b, Row):
        raise Undefined("a product of two rows")
    return inner(a, b)


def divide(a: Value, b: Value) -> Value:
    """Quotient. A positive number divided by an exact zero is +∞ (the convention of p/0); 0/0 is undefined."""
    if isinstance(b, tuple):
        raise Undefined("a division by a vector")
    if isinstance(a, tuple):
        return type(a)(divide(x, b) for x in a)
    if isinstance(a, acb) or isinstance(b, acb):
        a, b = _lifted(a, b)
        return a / b
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
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return a / b
    a, b = _lifted(a, b)
    return _finite(a / b)


def exponential(value: Value) -> Value:
    """The number e to a value."""
    if isinstance(value, tuple):
        raise Undefined("the exponential of a vector")
    if isinstance(value, float):
        return value if value > 0 else fmpq(0)
    if isinstance(value, fmpq) and value == 0:
        return fmpq(1)
    if isinstance(value, fmpq) and abs(value) > 10**8:
        raise Undefined("an exponent beyond 10^8")
    return value.exp() if isinstance(value, acb | arb_series) else ball(value).exp()


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
    if isinstance(value, acb):
        return value.log(analytic=True)
    s = sign(value)
    if s < 0:
        raise Undefined("the logarithm of a negative number")
    if isinstance(value, arb_series):
        if s == 0:
            raise Undefined("the derivative of a logarithm at zero")
        return value.log()
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
        return _integer_power(base, int(exponent.p))
    if isinstance(base, acb):
        return exponential(multiply(exponent, natural_log(base)))
    s = sign(base)
    if s < 0:
        raise Undefined("a power of a negative number")
    if s == 0:
        if sign(exponent) <= 0:
            raise Undefined("a power of zero")
        return fmpq(0)
    return exponential(multiply(exponent, natural_log(base)))


def _integer_power(base: Value, exponent: int) -> Value:
    if isinstance(base, acb):
        return base**exponent
    if exponent < 0:
        return divide(fmpq(1), _integer_power(base, -exponent))
    total = base if exponent else fmpq(1)  # by squaring: a power of a ball around zero is no exp of a log
    for bit in bin(exponent)[3:]:
        total = multiply(total, total)
        total = multiply(total, base) if bit == "1" else total
    return total


def square_root(value: Value) -> Value:
    """A square root; exact for squares of rationals. A ball around zero gives one from zero on."""
    if isinstance(value, fmpq) and value >= 0:
        roots = [math.isqrt(int(v)) for v in (value.p, value.q)]
        if all(root**2 == int(v) for root, v in zip(roots, (value.p, value.q), strict=True)):
            return fmpq(*roots)
    if isinstance(value, arb) and value.contains(0):
        half = (value.upper().sqrt() if value.upper() > 0 else arb(0)) / 2
        return half + arb(0, 1) * half.upper()
    if isinstance(value, arb_series) and sign(value) > 0:
        return value.sqrt()
    return power(value, fmpq(1, 2))


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
    if isinstance(a, arb_series | acb) or isinstance(b, arb_series | acb):
        raise Undefined("a comparison inside a derivative or an integral")
    return bool(ball(a).overlaps(ball(b)))

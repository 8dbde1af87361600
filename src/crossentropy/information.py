"""Information of an outcome, entropy of a distribution, and the units of both."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from crossentropy import _kernels
from crossentropy._arithmetic import expectation, log_ratio, surprisal, surprisal_of_complement, weighted
from crossentropy._validation import FloatOrArray, checked_base, common_float, distributions, numbers
from crossentropy._validation import probabilities as checked_probabilities

InformationUnit: TypeAlias = Literal["nat", "bit", "hartley"]

_NATS_IN: dict[str, float] = {"nat": 1.0, "bit": math.log(2), "hartley": math.log(10)}


def self_information(p: ArrayLike, *, base: float | None = None) -> FloatOrArray:
    r"""Compute the information that an outcome of probability p carries.

    $$I(p) = -\log_b p$$

    An outcome of probability 1 carries none, an impossible one infinitely much.

    Args:
        p: Probabilities between 0 and 1, of any shape. They are taken one by one and need not sum to 1.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.

    Returns:
        The information, non-negative (for a base above 1), of the shape of p, in the unit of the base.

    Raises:
        ValueError: A probability is NaN or outside [0, 1], or the base is not positive and finite, or is 1.
        TypeError: p is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(self_information([1, 1 / 2, 1 / 8, 0], base=2))
        [ 0.  1.  3. inf]
        >>> print(f"{self_information(0.7):.6f} nat")
        0.356675 nat

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 6.
        - Derived on the pages information/self-information and information/why-the-logarithm.
    """
    base = checked_base(base)
    (p,) = common_float(checked_probabilities("p", p))
    return surprisal(p, base)


def entropy(p: ArrayLike, *, base: float | None = None, axis: int = -1) -> FloatOrArray:
    r"""Compute the entropy of a distribution, the information that its outcomes carry on average.

    $$H(p) = -\sum_i p_i \log_b p_i, \qquad 0 \log 0 = 0$$

    Args:
        p: Probabilities, summing to 1 along `axis`. Shape (..., n), n outcomes, for the default axis.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis along which the outcomes lie.

    Returns:
        The entropy, from 0 to the logarithm of n, in the unit of the base. Its shape is that of p without
            `axis`, and a scalar for one distribution.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; there are no outcomes; the
            axis or the base is out of range.
        TypeError: p is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8], base=2))
        1.75
        >>> print(f"{entropy([0.7, 0.2, 0.1]):.6f} nat")
        0.801819 nat
        >>> print(entropy([[0.5, 0.5], [1, 0]], base=2))
        [1. 0.]

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 6.
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 2.1.
        - Derived on the pages information/entropy and information/properties-of-entropy.
    """
    return _kernels.expected_surprisal(axis, checked_base(base), p=p)


def binary_entropy(p: ArrayLike, *, base: float | None = None) -> FloatOrArray:
    r"""Compute the entropy of two outcomes of probabilities p and 1 - p.

    $$H_b(p) = -p \log p - (1 - p) \log(1 - p), \qquad 0 \log 0 = 0$$

    It agrees with `entropy([p, 1 - p])` and is more accurate for small p, where 1 - p would be rounded.

    Args:
        p: Probabilities between 0 and 1, of any shape, each the chance of one of two outcomes.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.

    Returns:
        The entropy, of the shape of p, in the unit of the base: 0 at 0 and 1, at most 1 bit, at 1/2.

    Raises:
        ValueError: A probability is NaN or outside [0, 1], or the base is not positive and finite, or is 1.
        TypeError: p is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(binary_entropy([0, 0.5, 1], base=2))
        [0. 1. 0.]
        >>> print(f"{binary_entropy(0.1):.6f} nat")
        0.325083 nat

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 6.
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 2.1, eq. (2.5).
        - Derived on the page information/binary-entropy.
    """
    base = checked_base(base)
    (p,) = common_float(checked_probabilities("p", p))
    return weighted(p, surprisal(p, base)) + weighted(1 - p, surprisal_of_complement(p, base))


def perplexity(p: ArrayLike, *, axis: int = -1) -> FloatOrArray:
    r"""Compute the perplexity of a distribution, the number of equally likely outcomes as uncertain as it.

    $$\operatorname{PP}(p) = e^{H(p)}, \qquad H(p) \text{ in nats}$$

    Args:
        p: Probabilities, summing to 1 along `axis`. Shape (..., n), n outcomes, for the default axis.
        axis: The axis along which the outcomes lie.

    Returns:
        The perplexity, a pure number from 1 (one certain outcome) to n (all equally likely). Its shape is
            that of p without `axis`, and a scalar for one distribution.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; there are no outcomes; the
            axis is out of range.
        TypeError: p is not an array of real numbers.

    Examples:
        >>> print(perplexity([0.25, 0.25, 0.25, 0.25]))
        4.0
        >>> print(f"{perplexity([0.7, 0.2, 0.1]):.4f} outcomes")
        2.2296 outcomes

    References:
        - F. Jelinek, R. L. Mercer, L. R. Bahl and J. K. Baker, "Perplexity, a measure of the difficulty of
          speech recognition tasks", Journal of the Acoustical Society of America 62 (1977), S63.
        - Derived on the page practice/perplexity.
    """
    (p,) = distributions(axis, p=p)
    # e^H(p) with the largest probability taken out: n for n equal probabilities, with no rounding of ln n.
    largest = p.max(axis=-1, keepdims=True)
    outcomes: FloatOrArray = np.exp(expectation(p, log_ratio(largest, p, None))) / largest[..., 0]
    return outcomes


def convert(value: ArrayLike, from_unit: InformationUnit, to_unit: InformationUnit) -> FloatOrArray:
    r"""Convert an amount of information from one unit to another.

    $$1\,\text{bit} = \ln 2\,\text{nat}, \qquad 1\,\text{hartley} = \ln 10\,\text{nat}$$

    Args:
        value: Amounts of information, of any shape and sign; infinite ones stay infinite.
        from_unit: The unit of `value`, one of "nat", "bit" and "hartley".
        to_unit: The unit wanted, one of the same three.

    Returns:
        The same amounts, of the same shape, in `to_unit`.

    Raises:
        ValueError: A value is NaN, or a unit is none of the three.
        TypeError: The value is not an array of real numbers.

    Examples:
        >>> print(f"1 nat = {convert(1, 'nat', 'bit'):.6f} bits")
        1 nat = 1.442695 bits
        >>> print(f"1 hartley = {convert(1, 'hartley', 'bit'):.6f} bits")
        1 hartley = 3.321928 bits

    References:
        - IEC 80000-13:2008, Quantities and units, part 13: Information science and technology.
        - Derived on the page reference/notation.
    """
    nats_in_one, nats_in_other = _nats_in("from_unit", from_unit), _nats_in("to_unit", to_unit)
    (amount,) = common_float(numbers("value", value))
    if from_unit == to_unit:
        return amount[()]
    # In this order 1 bit becomes 0.6931… nat and that 1 bit again, exactly.
    in_nats = np.multiply(amount, nats_in_one, dtype=amount.dtype)
    converted: FloatOrArray = np.divide(in_nats, nats_in_other, dtype=amount.dtype)
    return converted


def _nats_in(name: str, unit: InformationUnit) -> float:
    if not isinstance(unit, str) or unit not in _NATS_IN:
        raise ValueError(f"{name} = {unit!r}, expected 'nat', 'bit' or 'hartley'")
    return _NATS_IN[unit]

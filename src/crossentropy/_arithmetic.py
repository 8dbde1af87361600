"""The few steps that the formulas share, safe at 0 and infinity. Arguments are validated already."""

from __future__ import annotations

import math
from typing import cast

import numpy as np

from crossentropy._validation import FloatArray, FloatOrArray, RealArray, Reduction


def negated(x: FloatOrArray) -> FloatArray:
    """Return $-x$, with 0 for $x = 0$ and not the -0.0 that would be printed."""
    negative: FloatArray = np.subtract(0, x, dtype=x.dtype)
    return negative


def in_base(nats: FloatOrArray, base: float | None) -> FloatArray:
    """Return an information given in nats in the unit of `base`."""
    if base is None:
        return cast(FloatArray, nats)
    with np.errstate(under="ignore"):
        converted: FloatArray = np.divide(nats, math.log(base), dtype=nats.dtype)
    return converted


def surprisal(p: FloatOrArray, base: float | None) -> FloatArray:
    r"""Return $-\log_b p$, which is infinite at $p = 0$."""
    # log2 and log10 are exact where log(p) / log(b) is not: 2**-29 carries 29 bits, not 29.000000000000004.
    with np.errstate(divide="ignore"):
        if base == 2:
            return negated(np.log2(p))
        if base == 10:
            return negated(np.log10(p))
        return in_base(negated(np.log(p)), base)


def surprisal_of_complement(p: FloatOrArray, base: float | None) -> FloatArray:
    r"""Return $-\log_b(1 - p)$, without rounding $1 - p$ first."""
    with np.errstate(divide="ignore", under="ignore"):
        nearly_none = in_base(negated(np.log1p(-p)), base)
    # From 1/2 on, 1 - p is exact, and so are the bits of a power of two.
    return np.where(p < 0.5, nearly_none, surprisal(1 - p, base))


def log_ratio(p: FloatArray, q: FloatArray, base: float | None) -> FloatArray:
    r"""Return $\log_b(p/q)$; what it is for $p = 0$, where it has weight 0, does not matter."""
    with np.errstate(divide="ignore", over="ignore", under="ignore", invalid="ignore"):
        ratio = p / q
        logs = -surprisal(ratio, base)
        # A subnormal number beside a large one: the ratio leaves the range, its logarithm does not.
        beyond = (p > 0) & (q > 0) & ~((ratio >= np.finfo(ratio.dtype).tiny) & (ratio < np.inf))
        if beyond.any():
            logs = np.where(beyond, surprisal(q, base) - surprisal(p, base), logs)
    return logs


def weighted(weights: FloatArray, values: FloatArray) -> FloatArray:
    r"""Return weights times values, where weight 0 makes any value 0: $0 \cdot \infty = 0$."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.where(weights > 0, weights * values, values.dtype.type(0))


def expectation(p: FloatArray, values: FloatArray) -> FloatArray:
    r"""Return $\sum_i p_i v_i$ along the last axis, where $0 \cdot \infty = 0$."""
    mean: FloatArray = weighted(p, values).sum(axis=-1)
    return mean


def divergence(p: FloatArray, q: FloatArray, base: float | None) -> FloatArray:
    r"""Return $\sum_i (p_i \log_b \frac{p_i}{q_i} - p_i + q_i)$ along the last axis, the last two in nats.

    All terms are non-negative, and none loses digits to the others.
    """
    p, q = np.broadcast_arrays(p, q)
    with np.errstate(under="ignore"):
        weighted_logs, rest = divergence_terms(p, q, base)
    total: FloatArray = weighted_logs.sum(axis=-1) + in_base(rest.sum(axis=-1), base)
    return total


# Between ratios of 7/9 and 9/7 of p to q, where eight terms of the series reach the precision of float64.
_NEAR = 1 / 8
_SERIES = [1 / k for k in range(3, 19, 2)]


def divergence_terms(
    p: FloatArray, q: FloatArray, base: float | None, gap: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    r"""Return $p \log_b(p/q)$ in the unit of the base, and $q - p$ in nats.

    Where p is near q the two would cancel: there the first is 0, and the second the whole. Pass the gap
    $p - q$ if it is known better than from the rounded p and q.
    """
    rest = q - p if gap is None else -gap
    near = np.abs(rest) < _NEAR * (p + q)
    rest = np.where(near, near_terms(p, q, -rest), rest)
    if near.all():
        return np.zeros_like(rest), rest
    weighted_logs = weighted(p, log_ratio(p, q, base))
    weighted_logs[near] = 0
    return weighted_logs, rest


def near_terms(p: FloatArray, q: FloatArray, gap: FloatArray) -> FloatArray:
    r"""Return $p \ln(p/q) - p + q$ for p near q, at the gap $p - q$, free of cancellation.

    Where p is not near q, it is something else.

    With $d = p - q$ and $t = d / (p + q)$, $\ln(p/q) = 2 \operatorname{artanh} t$, so that the whole is
    $d t + 2 p (\operatorname{artanh} t - t)$, whose bracket is $t^3 (1/3 + t^2/5 + t^4/7 + \dots)$.
    """
    with np.errstate(under="ignore", divide="ignore", invalid="ignore"):
        tilt = gap / (p + q)
        square = tilt * tilt
        return gap * tilt + 2 * p * tilt * square * _polynomial(_SERIES, square)


def _polynomial(coefficients: list[float], x: FloatArray) -> FloatArray:
    """Evaluate the polynomial with these coefficients, the constant one first (Horner's rule)."""
    value = np.zeros_like(x)
    for coefficient in reversed(coefficients):
        value *= x
        value += coefficient
    return value


def at_class(values: FloatArray, y: RealArray) -> FloatArray:
    """Return the value of each sample at its class."""
    return np.take_along_axis(values, y[..., np.newaxis], axis=-1)[..., 0]


def one_hot(y: RealArray, scores: FloatArray) -> FloatArray:
    """Return the distributions that are certain of the classes y, of the shape and dtype of the scores."""
    certain = np.zeros_like(scores)
    np.put_along_axis(certain, y[..., np.newaxis], 1, axis=-1)
    return certain


def class_shares(y: RealArray, weights: FloatArray | None) -> FloatArray | None:
    """Return what each sample counts in the mean: the weight of its class, 0 if ignored (-1); None for 1 each."""
    if weights is None and (y >= 0).all():
        return None
    kept = y >= 0
    return kept.astype(np.float64) if weights is None else weights[y] * kept


def softplus(z: FloatArray) -> FloatArray:
    """Return ln(1 + e^z)."""
    with np.errstate(under="ignore"):
        values: FloatArray = np.logaddexp(0, z, dtype=z.dtype)
    return values


def gaps_and_rest(z: FloatArray, temperature: float = 1.0) -> tuple[FloatArray, FloatArray]:
    r"""Return $z - m$ and $\sum_{k \ne j} e^{z_k - m}$, both with the last axis, for $m = z_j = \max_k z_k$.

    With a temperature T, all is of $z / T$.

    The sum leaves the 1 of the largest term out: $\ln(1 + \text{rest})$ is then log1p(rest), which keeps the
    digits of a rest far below 1. One largest term is left out where several are equal.
    """
    peak = z.max(axis=-1, keepdims=True)
    shift = np.where(np.isfinite(peak), peak, 0).astype(z.dtype)
    # A difference beyond the range overflows to -inf, whose exponential is the 0 that is meant.
    with np.errstate(over="ignore", under="ignore"):
        gaps = z - shift if temperature == 1 else _tempered_gaps(z, shift, temperature)
        terms = np.exp(gaps)
        np.put_along_axis(terms, z.argmax(axis=-1, keepdims=True), 0, axis=-1)
        return gaps, terms.sum(axis=-1, keepdims=True)


def _tempered_gaps(z: FloatArray, peak: FloatArray, temperature: float) -> FloatArray:
    # What is divided first or last does not overflow on the way. In float64, where every temperature has its place.
    wide, top = z.astype(np.float64, copy=False), peak.astype(np.float64, copy=False)
    gaps = (wide - top) / temperature if temperature < 1 else wide / temperature - top / temperature
    return gaps.astype(z.dtype, copy=False)


def sigmoids(z: FloatArray) -> tuple[FloatArray, FloatArray]:
    r"""Return $\sigma(z)$ and $\sigma(-z) = 1 - \sigma(z)$, neither of them rounded first."""
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(z))
        larger, smaller = 1 / (1 + small), small / (1 + small)
    return np.where(z >= 0, larger, smaller), np.where(z >= 0, smaller, larger)


def probabilities_and_complements(z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the softmax q of z along its last axis, and 1 - q, which is the sum of the others for the largest."""
    gaps, rest = gaps_and_rest(z)
    with np.errstate(under="ignore"):
        q = np.exp(gaps) / (1 + rest)
        complement = 1 - q
        np.put_along_axis(complement, z.argmax(axis=-1, keepdims=True), rest / (1 + rest), axis=-1)
    return q, complement


def sums_of_others(terms: FloatArray) -> FloatArray:
    """Return for each term the sum of all others along the last axis; the largest is left out, not taken off again."""
    with np.errstate(under="ignore"):
        sums: FloatArray = terms.sum(axis=-1, keepdims=True) - terms
        largest = np.abs(terms).argmax(axis=-1, keepdims=True)
        others = terms.copy()
        np.put_along_axis(others, largest, 0, axis=-1)
        np.put_along_axis(sums, largest, others.sum(axis=-1, keepdims=True), axis=-1)
    return sums


def log_probabilities(z: FloatArray, temperature: float = 1.0) -> FloatArray:
    """Return the logarithms of the softmax of z / T along its last axis."""
    gaps, rest = gaps_and_rest(z, temperature)
    with np.errstate(under="ignore"):
        return gaps - np.log1p(rest)


def mean_divisor(size: int, shares: FloatArray | None) -> float:
    """Return what the sum over so many samples is divided by: their number, or the sum of their shares."""
    count = size if shares is None else float(shares.sum(dtype=np.float64))
    if not count:
        raise ValueError(
            ("there are no samples" if not size else "all samples are ignored or have weight 0")
            + ", and no mean of them: give at least one, or reduction='sum' or 'none'"
        )
    return count


def reduced(losses: FloatArray, reduction: Reduction, shares: FloatArray | None = None) -> FloatOrArray:
    """Return the losses as they are, their sum or their mean: the sum over all shares, which are 1 each if None."""
    if reduction == "none":
        return losses[()]
    with np.errstate(over="ignore", under="ignore"):
        total: np.floating = losses.sum()
        if reduction == "sum":
            return total
        count = mean_divisor(losses.size, shares)
        mean: np.floating = np.divide(total, count, dtype=losses.dtype)
        if np.isinf(mean):  # perhaps only the sum on the way to it: the shares of finite losses add up safely
            mean = np.divide(losses, count, dtype=losses.dtype).sum()
    return mean

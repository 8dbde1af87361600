"""Two distributions over the same outcomes, the truth first and the model second."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from crossentropy import _kernels
from crossentropy._arithmetic import divergence, in_base, log_ratio, weighted
from crossentropy._validation import FloatArray, FloatOrArray, checked_base, distributions


def cross_entropy(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> FloatOrArray:
    r"""Compute the cross-entropy of the model q under the truth p.

    $$H(p, q) = -\sum_i p_i \log_b q_i, \qquad 0 \log 0 = 0$$

    It is the mean information of outcomes drawn from p and valued by q. It is infinite when q rules out an
    outcome that p allows, and not symmetric.

    Args:
        p: The truth: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The model: probabilities over the same n outcomes. The other axes broadcast against those of p.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The cross-entropy, at least `entropy(p)` (for a base above 1), in the unit of the base. Its shape is
            the one that p and q broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis or the base is out of
            range.
        TypeError: p or q is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(cross_entropy([1 / 2, 1 / 2, 0, 0], [1 / 4, 1 / 4, 1 / 4, 1 / 4], base=2))
        2.0
        >>> print(f"{cross_entropy([1, 0, 0], [0.7, 0.2, 0.1]):.6f} nat")
        0.356675 nat
        >>> print(cross_entropy([0.5, 0.5], [1, 0]))
        inf

    References:
        - D. F. Kerridge, "Inaccuracy and inference", Journal of the Royal Statistical Society B 23 (1961).
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 5.4, theorem 5.4.3.
        - Derived on the page divergence/cross-entropy.
    """
    return _kernels.expected_surprisal(axis, checked_base(base), p=p, q=q)


def kl_divergence(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> FloatOrArray:
    r"""Compute the Kullback-Leibler divergence (relative entropy) of the model q from the truth p.

    $$D_{\mathrm{KL}}(p \,\|\, q) = \sum_i p_i \log_b \frac{p_i}{q_i}
    = H(p, q) - H(p), \qquad 0 \log \frac{0}{q} = 0$$

    It is what valuing outcomes of p by q costs beyond the entropy of p. It is 0 for equal distributions only,
    infinite when q rules out an outcome that p allows, and not symmetric.

    Computed is $\sum_i (p_i \ln\frac{p_i}{q_i} - p_i + q_i)$, the same sum for distributions. All its terms
    are non-negative, so the result is accurate for nearly equal p and q as well, where $H(p, q) - H(p)$ is
    noise, and sums that rounding has put off 1 hardly matter.

    Args:
        p: The truth: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The model: probabilities over the same n outcomes. The other axes broadcast against those of p.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The divergence, non-negative (for a base above 1), in the unit of the base. Its shape is the one that
            p and q broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis or the base is out of
            range.
        TypeError: p or q is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(kl_divergence([1 / 2, 1 / 2, 0, 0], [1 / 4, 1 / 4, 1 / 4, 1 / 4], base=2))
        1.0
        >>> print(f"{kl_divergence([0.9, 0.1], [0.5, 0.5]):.6f} nat")
        0.368064 nat
        >>> print(f"{kl_divergence([0.5, 0.5], [0.9, 0.1]):.6f} nat")
        0.510826 nat

    References:
        - S. Kullback and R. A. Leibler, "On information and sufficiency", Annals of Mathematical Statistics 22
          (1951), 79-86.
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 2.3.
        - Derived on the page divergence/kl-divergence.
    """
    return _kernels.divergence(axis, checked_base(base), p=p, q=q)


# --- symmetric measures ---------------------------------------------------------------------------


def jeffreys(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> FloatOrArray:
    r"""Compute the Jeffreys divergence, the sum of the Kullback-Leibler divergences of either order.

    $$J(p, q) = D_{\mathrm{KL}}(p \,\|\, q) + D_{\mathrm{KL}}(q \,\|\, p) = \sum_i (p_i - q_i) \log_b \frac{p_i}{q_i}$$

    It is symmetric, and infinite when either rules out an outcome that the other allows. Some authors take
    half the sum.

    Args:
        p: One distribution: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The other, over the same n outcomes. The other axes broadcast against those of p.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The divergence, non-negative (for a base above 1), in the unit of the base. Its shape is the one that
            p and q broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis or the base is out of
            range.
        TypeError: p or q is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(f"{jeffreys([0.9, 0.1], [0.5, 0.5]):.6f} nat")
        0.878890 nat
        >>> print(jeffreys([1, 0], [0.5, 0.5]))
        inf

    References:
        - H. Jeffreys, "An invariant form for the prior probability in estimation problems", Proceedings of the
          Royal Society A 186 (1946), 453-461.
        - Derived on the page divergence/not-a-distance.
    """
    base = checked_base(base)
    p, q = distributions(axis, p=p, q=q)
    return divergence(p, q, base) + divergence(q, p, base)


def jensen_shannon(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> FloatOrArray:
    r"""Compute the Jensen-Shannon divergence, the mean divergence of two distributions from their mixture.

    $$D_{\mathrm{JS}}(p, q) = \tfrac12 D_{\mathrm{KL}}(p \,\|\, m) + \tfrac12 D_{\mathrm{KL}}(q \,\|\, m)
    = H(m) - \tfrac12 H(p) - \tfrac12 H(q), \qquad m = \tfrac12 (p + q)$$

    It is symmetric, always finite, and at most 1 bit, which it is for distributions without a common outcome.
    Its square root is a metric: `jensen_shannon_distance`. (scipy's `jensenshannon` is that root.)

    Args:
        p: One distribution: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The other, over the same n outcomes. The other axes broadcast against those of p.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The divergence, from 0 to the logarithm of 2, in the unit of the base. Its shape is the one that p and
            q broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis or the base is out of
            range.
        TypeError: p or q is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(f"{jensen_shannon([0.9, 0.1], [0.5, 0.5]):.6f} nat")
        0.101749 nat
        >>> print(jensen_shannon([1, 0], [0, 1], base=2))
        1.0

    References:
        - J. Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information Theory 37
          (1991), 145-151.
        - Derived on the page divergence/not-a-distance.
    """
    base = checked_base(base)
    p, q = distributions(axis, p=p, q=q)
    return _jensen_shannon(p, q, base)


def jensen_shannon_distance(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> FloatOrArray:
    r"""Compute the Jensen-Shannon distance, the square root of the Jensen-Shannon divergence.

    $$d_{\mathrm{JS}}(p, q) = \sqrt{D_{\mathrm{JS}}(p, q)}$$

    It is a metric: symmetric, 0 for equal distributions only, and it satisfies the triangle inequality. It is
    what `scipy.spatial.distance.jensenshannon` returns.

    Args:
        p: One distribution: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The other, over the same n outcomes. The other axes broadcast against those of p.
        base: Base of the logarithm of the divergence, above 1; 2 makes the largest distance 1; None for e.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The distance, from 0 to the square root of the logarithm of 2. Its shape is the one that p and q
            broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis is out of range; the base
            is not a finite number above 1.
        TypeError: p or q is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(f"{jensen_shannon_distance([0.9, 0.1], [0.5, 0.5]):.6f}")
        0.318982
        >>> print(jensen_shannon_distance([1, 0], [0, 1], base=2))
        1.0

    References:
        - D. M. Endres and J. E. Schindelin, "A new metric for probability distributions", IEEE Transactions on
          Information Theory 49 (2003), 1858-1860.
        - Derived on the page divergence/not-a-distance.
    """
    base = checked_base(base)
    if base is not None and base < 1:
        raise ValueError(f"base = {base}, expected one above 1: below it the divergence has no square root")
    p, q = distributions(axis, p=p, q=q)
    return np.sqrt(_jensen_shannon(p * _LARGE, q * _LARGE, base)) / math.sqrt(_LARGE)


def total_variation(p: ArrayLike, q: ArrayLike, *, axis: int = -1) -> FloatOrArray:
    r"""Compute the total variation distance, the most by which the probabilities of any event differ.

    $$\operatorname{TV}(p, q) = \max_A |p(A) - q(A)| = \tfrac12 \sum_i |p_i - q_i|$$

    Args:
        p: One distribution: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The other, over the same n outcomes. The other axes broadcast against those of p.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The distance, a pure number from 0 (equal) to 1 (no common outcome). Its shape is the one that p and q
            broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis is out of range.
        TypeError: p or q is not an array of real numbers.

    Examples:
        >>> print(total_variation([0.9, 0.1], [0.5, 0.5]))
        0.4

    References:
        - D. A. Levin, Y. Peres and E. L. Wilmer, Markov Chains and Mixing Times (2009), § 4.1.
        - Derived on the page divergence/not-a-distance.
    """
    p, q = distributions(axis, p=p, q=q)
    with np.errstate(under="ignore"):
        distance: FloatOrArray = np.abs(p - q).sum(axis=-1) / 2
    return distance


def hellinger(p: ArrayLike, q: ArrayLike, *, axis: int = -1) -> FloatOrArray:
    r"""Compute the Hellinger distance.

    $$h(p, q) = \sqrt{\tfrac12 \sum_i \bigl(\sqrt{p_i} - \sqrt{q_i}\bigr)^2} = \sqrt{1 - \sum_i \sqrt{p_i q_i}}$$

    It is a metric. Computed is the first form, as $\sqrt{p_i} - \sqrt{q_i} = (p_i - q_i) / (\sqrt{p_i} +
    \sqrt{q_i})$, which loses no digits for nearly equal p and q.

    Args:
        p: One distribution: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The other, over the same n outcomes. The other axes broadcast against those of p.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The distance, a pure number from 0 (equal) to 1 (no common outcome). Its shape is the one that p and q
            broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis is out of range.
        TypeError: p or q is not an array of real numbers.

    Examples:
        >>> print(f"{hellinger([0.9, 0.1], [0.5, 0.5]):.6f}")
        0.324920
        >>> print(hellinger([1, 0], [0, 1]))
        1.0

    References:
        - A. B. Tsybakov, Introduction to Nonparametric Estimation (2009), § 2.4.
        - Derived on the page divergence/not-a-distance.
    """
    p, q = distributions(axis, p=p, q=q)
    p, q = np.broadcast_arrays(p, q)
    with np.errstate(under="ignore"):
        gaps = np.divide(p - q, np.sqrt(p) + np.sqrt(q), where=p != q, out=np.zeros_like(p))
        # Scaled by the largest: squares of what a subnormal probability leaves would be lost.
        largest = np.abs(gaps).max(axis=-1, keepdims=True)
        scaled = np.divide(gaps, largest, where=largest > 0, out=gaps)
        distance: FloatOrArray = largest[..., 0] * np.sqrt((scaled * scaled).sum(axis=-1) / 2)
    return distance


# --- bounds on the total variation ----------------------------------------------------------------


def pinsker_bound(p: ArrayLike, q: ArrayLike, *, axis: int = -1) -> FloatOrArray:
    r"""Compute Pinsker's upper bound on the total variation distance of p and q.

    $$\operatorname{TV}(p, q) \le \sqrt{\tfrac12 D_{\mathrm{KL}}(p \,\|\, q)}, \qquad D_{\mathrm{KL}} \text{ in nats}$$

    It says something where it is below 1, which is below a divergence of 2 nats; for larger ones see
    `bretagnolle_huber_bound`.

    Args:
        p: The truth: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The model: probabilities over the same n outcomes. The other axes broadcast against those of p.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The bound, a pure number, at least `total_variation(p, q)`, infinite where the divergence is. Its
            shape is the one that p and q broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis is out of range.
        TypeError: p or q is not an array of real numbers.

    Examples:
        >>> print(f"{total_variation([0.9, 0.1], [0.5, 0.5])} <= {pinsker_bound([0.9, 0.1], [0.5, 0.5]):.6f}")
        0.4 <= 0.428990

    References:
        - A. B. Tsybakov, Introduction to Nonparametric Estimation (2009), § 2.4.1, lemma 2.5.
        - Derived on the page divergence/not-a-distance.
    """
    p, q = distributions(axis, p=p, q=q)
    with np.errstate(under="ignore"):
        bound: FloatOrArray = np.sqrt(divergence(p * _LARGE, q * _LARGE, None) / 2) / math.sqrt(_LARGE)
    return bound


def bretagnolle_huber_bound(p: ArrayLike, q: ArrayLike, *, axis: int = -1) -> FloatOrArray:
    r"""Compute the upper bound of Bretagnolle and Huber on the total variation distance of p and q.

    $$\operatorname{TV}(p, q) \le \sqrt{1 - e^{-D_{\mathrm{KL}}(p \,\|\, q)}}, \qquad D_{\mathrm{KL}} \text{ in nats}$$

    It is never above 1. For small divergences `pinsker_bound` is the sharper one.

    Args:
        p: The truth: probabilities, summing to 1 along `axis`. Shape (..., n) for the default axis.
        q: The model: probabilities over the same n outcomes. The other axes broadcast against those of p.
        axis: The axis, of p and of q, along which the outcomes lie.

    Returns:
        The bound, a pure number from `total_variation(p, q)` to 1. Its shape is the one that p and q
            broadcast to, without `axis`; a scalar for two single distributions.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; the numbers of outcomes
            differ; the other axes do not broadcast; there are no outcomes; the axis is out of range.
        TypeError: p or q is not an array of real numbers.

    Examples:
        >>> print(f"{bretagnolle_huber_bound([0.9, 0.1], [0.5, 0.5]):.6f}")
        0.554912
        >>> print(bretagnolle_huber_bound([0.5, 0.5], [1, 0]))
        1.0

    References:
        - J. Bretagnolle and C. Huber, "Estimation des densités: risque minimax", Zeitschrift für
          Wahrscheinlichkeitstheorie und verwandte Gebiete 47 (1979), 119-137.
        - Derived on the page divergence/not-a-distance.
    """
    p, q = distributions(axis, p=p, q=q)
    with np.errstate(under="ignore"):
        large = np.asarray(divergence(p * _LARGE, q * _LARGE, None))
        # So near 0 the bound is the root of the divergence, which may be too small a number by itself.
        bound: FloatArray = np.where(
            large < 1, np.sqrt(large) / math.sqrt(_LARGE), np.sqrt(-np.expm1(-large / _LARGE))
        ).astype(large.dtype)
    return bound[()]


# --- how they are computed ------------------------------------------------------------------------

# Divergences are proportional to what p and q are both multiplied by. Multiplied by a power of 2 they are exact, and
# no root is taken of a subnormal number, which has lost digits.
_LARGE = 2.0**64


def _jensen_shannon(p: FloatArray, q: FloatArray, base: float | None) -> FloatArray:
    r"""Sum $\frac12 p \log\frac{2p}{p+q} + \frac12 q \log\frac{2q}{p+q}$ over the outcomes.

    With $t = (p - q) / (p + q)$ a term is $\frac14 (p + q) (2 t \operatorname{artanh} t + \ln(1 - t^2))$, in
    which little cancels where p is near q.
    """
    p, q = np.broadcast_arrays(p, q)
    both = p + q
    with np.errstate(under="ignore"):
        terms = (weighted(p, log_ratio(2 * p, both, base)) + weighted(q, log_ratio(2 * q, both, base))) / 2
        tilt = np.divide(p - q, both, where=both > 0, out=np.zeros_like(both))
        near = np.abs(tilt) < 1 / 2
        t = tilt[near]
        terms[near] = in_base(both[near] / 4 * (2 * t * np.arctanh(t) + np.log1p(-t * t)), base)
        mean: FloatArray = terms.sum(axis=-1)
    return mean

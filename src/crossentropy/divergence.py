"""Two distributions over the same outcomes, the truth first and the model second."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import expectation, in_base, log_ratio, surprisal, weighted
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
    base = checked_base(base)
    p, q = distributions(axis, p=p, q=q)
    return expectation(p, surprisal(q, base))


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
    base = checked_base(base)
    p, q = distributions(axis, p=p, q=q)
    p, q = np.broadcast_arrays(p, q)
    weighted_logs, rest = _divergence_terms(p, q, base)
    total: FloatOrArray = weighted_logs.sum(axis=-1) + in_base(rest.sum(axis=-1), base)
    return total


# Between ratios of 7/9 and 9/7 of p to q, where eight terms of the series reach the precision of float64.
_NEAR = 1 / 8
_SERIES = [1 / k for k in range(3, 19, 2)]


def _divergence_terms(p: FloatArray, q: FloatArray, base: float | None) -> tuple[FloatArray, FloatArray]:
    r"""Return $p \log_b(p/q)$ in the unit of the base, and $q - p$ in nats.

    Where p is near q the two would cancel: there the first is 0, and the second the whole.
    """
    weighted_logs, rest = weighted(p, log_ratio(p, q, base)), q - p
    near = np.abs(rest) < _NEAR * (p + q)
    weighted_logs[near] = 0
    rest[near] = _near_terms(p[near], q[near])
    return weighted_logs, rest


def _near_terms(p: FloatArray, q: FloatArray) -> FloatArray:
    r"""Return $p \ln(p/q) - p + q$ for p near q, free of cancellation.

    With $d = p - q$ and $t = d / (p + q)$, $\ln(p/q) = 2 \operatorname{artanh} t$, so that the whole is
    $d t + 2 p (\operatorname{artanh} t - t)$, whose bracket is $t^3 (1/3 + t^2/5 + t^4/7 + \dots)$.
    """
    gap = p - q
    tilt = gap / (p + q)
    with np.errstate(under="ignore"):
        square = tilt * tilt
        return gap * tilt + 2 * p * tilt * square * _polynomial(_SERIES, square)


def _polynomial(coefficients: list[float], x: FloatArray) -> FloatArray:
    """Evaluate the polynomial with these coefficients, the constant one first (Horner's rule)."""
    value = np.zeros_like(x)
    for coefficient in reversed(coefficients):
        value *= x
        value += coefficient
    return value

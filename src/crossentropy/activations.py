"""From logits, any real numbers, to probabilities and their logarithms, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import gaps_and_rest, log_probabilities
from crossentropy._arithmetic import softplus as softplus_of
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    checked_temperature,
    common_float,
    logits,
    numbers,
    outcome_axis,
    outcomes_last,
    probabilities,
)


def sigmoid(z: ArrayLike) -> FloatOrArray:
    r"""Compute the logistic function, the probability whose log-odds are z.

    $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^z}{1 + e^z}$$

    Args:
        z: Logits, any real numbers or infinities, of any shape.

    Returns:
        Probabilities between 0 and 1, of the shape of z. In exact arithmetic they are neither 0 nor 1 for a
            finite z; float64 rounds them to 1 from z = 36.74 and to 0 below z = -745.13.

    Raises:
        ValueError: A logit is NaN.
        TypeError: z is not an array of real numbers.

    Examples:
        >>> print(sigmoid([-1e308, 0, 1e308]))
        [0.  0.5 1. ]
        >>> print(f"{sigmoid(1.5):.6f}")
        0.817574

    References:
        - D. R. Cox, "The regression analysis of binary sequences", Journal of the Royal Statistical Society B
          20 (1958), from page 215.
        - Derived on the page likelihood/logistic-regression.
    """
    (z,) = common_float(numbers("z", z))
    # Of the two forms the one whose exponential is at most 1, so that none overflows.
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(z))
        probability: FloatOrArray = np.where(z >= 0, 1, small).astype(z.dtype) / (1 + small)
    return probability


def logit(p: ArrayLike) -> FloatOrArray:
    r"""Compute the log-odds of a probability, the inverse of the logistic function.

    $$\operatorname{logit}(p) = \ln \frac{p}{1 - p} = \ln p - \ln(1 - p) = 2 \operatorname{artanh}(2 p - 1)$$

    The last form is the one computed for p between 1/4 and 3/4, where the two logarithms would cancel.

    Args:
        p: Probabilities between 0 and 1, of any shape.

    Returns:
        Natural log-odds, of the shape of p: -inf for 0, 0 for 1/2, +inf for 1.

    Raises:
        ValueError: A probability is NaN or outside [0, 1].
        TypeError: p is not an array of real numbers.

    Examples:
        >>> print(logit([0, 0.5, 1]))
        [-inf   0.  inf]
        >>> print(logit([0.1, 0.7, 0.8]).round(6))
        [-2.197225  0.847298  1.386294]

    References:
        - J. Berkson, "Application of the logistic function to bio-assay", Journal of the American Statistical
          Association 39 (1944), 357-365.
        - Derived on the page likelihood/logistic-regression.
    """
    (p,) = common_float(probabilities("p", p))
    central = np.abs(p - 0.5) <= 0.25  # where 2 p - 1 is exact
    with np.errstate(divide="ignore", under="ignore"):
        outer = np.log(p) - np.log1p(-p)
        inner = 2 * np.arctanh(np.where(central, 2 * p - 1, 0))
    log_odds: FloatOrArray = np.where(central, inner, outer).astype(p.dtype, copy=False)[()]
    return log_odds


def softplus(z: ArrayLike) -> FloatOrArray:
    r"""Compute the binary cross-entropy loss of a logit whose label is 0, a ramp made smooth.

    $$\operatorname{softplus}(z) = \ln(1 + e^z) = -\ln\bigl(1 - \sigma(z)\bigr)
    = \max(z, 0) + \ln\bigl(1 + e^{-\lvert z \rvert}\bigr)$$

    The last form is the one computed, by log1p: it does not overflow, and keeps all digits of a value near 0.

    Args:
        z: Real numbers or infinities, of any shape.

    Returns:
        Values of at least 0, of the shape of z. The loss of label 1 is softplus(-z).

    Raises:
        ValueError: A number is NaN.
        TypeError: z is not an array of real numbers.

    Examples:
        >>> print(softplus([-4.0, 0.0, 2.0]).round(6))
        [0.01815  0.693147 2.126928]
        >>> print(f"{softplus(-40.0):.6e}")
        4.248354e-18

    References:
        - C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau and R. Garcia, "Incorporating second-order functional
          knowledge for better option pricing", Advances in Neural Information Processing Systems 13 (2001).
        - Derived on the page practice/numerical-stability.
    """
    (z,) = common_float(numbers("z", z))
    return softplus_of(z)[()]


def softmax(z: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> FloatArray:
    r"""Compute the distribution whose log-probabilities are the logits z, up to a constant.

    $$\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_k e^{z_k}}
    = \frac{e^{z_i - m}}{1 + \sum_{k \ne j} e^{z_k - m}}, \qquad m = z_j = \max_k z_k$$

    The second form is the one computed: no exponential is above 1, and the 1 is added last, with one rounding.
    With a temperature T, it is the softmax of z / T: sharper below 1, flatter above.

    Args:
        z: Logits, of shape (..., n) for the default axis. -inf gives probability 0; one in each distribution
            must be finite.
        temperature: What the logits are divided by, a positive finite number.
        axis: The axis along which the outcomes lie.

    Returns:
        Probabilities, of the shape of z, which sum to 1 along `axis`.

    Raises:
        ValueError: A logit is NaN or +inf, or all of a distribution are -inf; there are no outcomes; the axis
            is out of range; the temperature is not positive and finite.
        TypeError: z is not an array of real numbers, or the temperature is not a number.

    Examples:
        >>> print(softmax([1e4, 1e4]))
        [0.5 0.5]
        >>> print(softmax([2.0, 1.0, 0.1]).round(6))
        [0.659001 0.242433 0.098566]
        >>> print(softmax([2.0, 1.0, 0.1], temperature=2).round(6))
        [0.501688 0.304289 0.194023]

    References:
        - J. S. Bridle, "Probabilistic interpretation of feedforward classification network outputs", in
          Neurocomputing (1990), 227-236.
        - Derived on the page likelihood/softmax; temperature on the page practice/soft-labels.
    """
    temperature = checked_temperature(temperature)
    z, position = logits("z", z, axis)
    (z,) = common_float(z)
    gaps, rest = gaps_and_rest(z, temperature)
    with np.errstate(under="ignore"):
        return np.moveaxis(np.exp(gaps) / (1 + rest), -1, position)


def log_softmax(z: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> FloatArray:
    r"""Compute the logarithms of the probabilities that softmax gives, accurate where those are near 0 or 1.

    $$\ln \operatorname{softmax}(z)_i = z_i - \ln \sum_k e^{z_k}$$

    With a temperature T, all is of z / T.

    Args:
        z: Logits, of shape (..., n) for the default axis. -inf stays -inf; one in each distribution must be
            finite.
        temperature: What the logits are divided by, a positive finite number.
        axis: The axis along which the outcomes lie.

    Returns:
        Natural logarithms of probabilities, at most 0, of the shape of z.

    Raises:
        ValueError: A logit is NaN or +inf, or all of a distribution are -inf; there are no outcomes; the axis
            is out of range; the temperature is not positive and finite.
        TypeError: z is not an array of real numbers, or the temperature is not a number.

    Examples:
        >>> print(log_softmax([0.0, -1000.0]))
        [    0. -1000.]
        >>> print(log_softmax([100.0, 0.0]))
        [-3.72007598e-44 -1.00000000e+02]

    References:
        - P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the log-sum-exp and softmax
          functions", IMA Journal of Numerical Analysis 41 (2021), 2311-2330.
        - Derived on the page practice/numerical-stability.
    """
    temperature = checked_temperature(temperature)
    z, position = logits("z", z, axis)
    (z,) = common_float(z)
    return np.moveaxis(log_probabilities(z, temperature), -1, position)


def logsumexp(z: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> FloatOrArray:
    r"""Compute the logarithm of a sum of exponentials, a smooth maximum.

    $$\operatorname{lse}(z) = \ln \sum_k e^{z_k} = m + \ln\Bigl(1 + \sum_{k \ne j} e^{z_k - m}\Bigr),
    \qquad m = z_j = \max_k z_k$$

    The second form neither overflows nor loses what the smaller terms add: log1p takes them without the 1.
    With a temperature T, it is T times the value for z / T, which tends to the maximum as T tends to 0.

    Args:
        z: Real numbers or infinities, of shape (..., n) for the default axis.
        temperature: T, a positive finite number.
        axis: The axis along which the terms lie.

    Returns:
        The logarithms, between the largest z and that plus T times the logarithm of n. The shape is that of z without
            `axis`, and a scalar for one sum. It is -inf where all z are, and +inf where one is.

    Raises:
        ValueError: A number is NaN; there are no terms; the axis is out of range; the temperature is not
            positive and finite.
        TypeError: z is not an array of real numbers, or the temperature is not a number.

    Examples:
        >>> print(f"{logsumexp([1000.0, 1000.0]):.6f}")
        1000.693147
        >>> print(f"{logsumexp([0.0, -100.0]):.6e}")
        3.720076e-44

    References:
        - P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the log-sum-exp and softmax
          functions", IMA Journal of Numerical Analysis 41 (2021), 2311-2330.
        - Derived on the page practice/numerical-stability.
    """
    temperature = checked_temperature(temperature)
    (z,) = common_float(numbers("z", z))
    z = outcomes_last(z, outcome_axis("z", z, axis))
    _, rest = gaps_and_rest(z, temperature)
    with np.errstate(over="ignore", under="ignore"):
        # In float64, where every temperature has its place.
        excess = np.multiply(temperature, np.log1p(rest[..., 0]), dtype=np.float64).astype(z.dtype)
        total: FloatOrArray = z.max(axis=-1) + excess
    return total

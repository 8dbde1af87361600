"""Continuous variables: normal distributions in closed form, and densities given on a grid.

Entropies of densities may be negative, and change with the unit of x. Divergences do neither.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import divergence_terms, in_base, log_ratio, near_terms, surprisal, weighted
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    broadcasting,
    checked_base,
    densities_on_grid,
    finite_numbers,
    spreads,
)

_HALF_LOG_TWO_PI = math.log(2 * math.pi) / 2


# --- normal distributions -------------------------------------------------------------------------


def normal_density(x: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> FloatOrArray:
    r"""Compute the density of a normal distribution.

    $$\mathcal N(x; \mu, \sigma) = \frac{1}{\sigma \sqrt{2 \pi}} \exp \Bigl(-\frac{(x - \mu)^2}{2 \sigma^2}\Bigr)$$

    Args:
        x: Where to evaluate it: finite numbers of any shape.
        mean: The mean, finite.
        sd: The standard deviation, finite and above 0. x, `mean` and `sd` broadcast against each other.

    Returns:
        The density, in units of 1/x, of the shape that the arguments broadcast to.

    Raises:
        ValueError: A number is NaN or infinite; a standard deviation is not above 0; the shapes do not
            broadcast.
        TypeError: An argument is not an array of real numbers.

    Examples:
        >>> print(f"{normal_density(0.0, 0.0, 1.0):.6f}")
        0.398942

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 1.2.4, eq. (1.46).
        - Derived on the page divergence/continuous-distributions.
    """
    x, mean, sd = broadcasting(
        x=finite_numbers("x", x), mean=finite_numbers("mean", mean), sd=spreads("sd", sd, certain=False)
    )
    with np.errstate(over="ignore", under="ignore"):
        z = _standardised(x, mean, sd)
        density: FloatOrArray = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) / sd
    return density


def normal_entropy(sd: ArrayLike, *, base: float | None = None) -> FloatOrArray:
    r"""Compute the differential entropy of a normal distribution.

    $$h = \tfrac12 \log_b (2 \pi e \sigma^2)$$

    It does not depend on the mean. It is negative below $\sigma = 1 / \sqrt{2 \pi e} \approx 0.242$.

    Args:
        sd: The standard deviation, finite and 0 or more, of any shape.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.

    Returns:
        The entropy, of the shape of `sd`, in the unit of the base; for $\sigma = 0$ minus infinity.

    Raises:
        ValueError: A standard deviation is negative, NaN or infinite, or the base is out of range.
        TypeError: `sd` is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(f"{normal_entropy(1.0):.6f} nat = {normal_entropy(1.0, base=2):.6f} bits")
        1.418939 nat = 2.047096 bits

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 20.
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 8.1.
        - Derived on the page divergence/continuous-distributions.
    """
    base = checked_base(base)
    (sd,) = broadcasting(sd=spreads("sd", sd))
    return in_base(_HALF_LOG_TWO_PI + 1 / 2 - surprisal(sd, None), base)


def normal_cross_entropy(
    mean: ArrayLike, sd: ArrayLike, model_mean: ArrayLike, model_sd: ArrayLike, *, base: float | None = None
) -> FloatOrArray:
    r"""Compute the cross-entropy of a normal model under a normal truth.

    $$h(p, q) = -\int p \log_b q \, dx = \tfrac12 \log_b (2 \pi \sigma_q^2)
    + \frac{\sigma_p^2 + (\mu_p - \mu_q)^2}{2 \sigma_q^2} \log_b e$$

    With a truth of standard deviation 0, a single observation, it is the negative log-likelihood of that: a
    square error but for constants.

    Args:
        mean: The mean of the truth, finite.
        sd: The standard deviation of the truth, finite and 0 or more.
        model_mean: The mean of the model, finite.
        model_sd: The standard deviation of the model, finite and above 0. All four broadcast against each
            other.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.

    Returns:
        The cross-entropy, at least `normal_entropy(sd)` (for a base above 1), in the unit of the base, of the
            shape that the parameters broadcast to.

    Raises:
        ValueError: A parameter is NaN or infinite; a standard deviation is negative, or 0 in the model; the
            shapes do not broadcast; the base is out of range.
        TypeError: A parameter is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(f"{normal_cross_entropy(0, 1, 1, 2):.6f} nat")
        1.862086 nat
        >>> print(f"observed 3: {normal_cross_entropy(3, 0, 1, 2):.6f} nat")
        observed 3: 2.112086 nat

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 1.2.5.
        - Derived on the page divergence/continuous-distributions.
    """
    base = checked_base(base)
    ratio, z, _, model_sd = _against_model(mean, sd, model_mean, model_sd)
    with np.errstate(over="ignore", under="ignore"):
        nats = _HALF_LOG_TWO_PI - surprisal(model_sd, None) + (ratio * ratio + z * z) / 2
    return in_base(nats, base)


def normal_kl_divergence(
    mean: ArrayLike, sd: ArrayLike, model_mean: ArrayLike, model_sd: ArrayLike, *, base: float | None = None
) -> FloatOrArray:
    r"""Compute the Kullback-Leibler divergence of a normal model from a normal truth.

    $$D_{\mathrm{KL}}(p \,\|\, q) = \Bigl(\ln\frac{\sigma_q}{\sigma_p}
    + \frac{\sigma_p^2 + (\mu_p - \mu_q)^2}{2 \sigma_q^2} - \frac12\Bigr) \log_b e$$

    It does not depend on the unit of x. Nearly equal distributions lose no digits.

    Args:
        mean: The mean of the truth, finite.
        sd: The standard deviation of the truth, finite and 0 or more.
        model_mean: The mean of the model, finite.
        model_sd: The standard deviation of the model, finite and above 0. All four broadcast against each
            other.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.

    Returns:
        The divergence, non-negative (for a base above 1), in the unit of the base, of the shape that the
            parameters broadcast to. It is infinite for a truth of standard deviation 0.

    Raises:
        ValueError: A parameter is NaN or infinite; a standard deviation is negative, or 0 in the model; the
            shapes do not broadcast; the base is out of range.
        TypeError: A parameter is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(normal_kl_divergence(0, 1, 1, 1), "nat")
        0.5 nat
        >>> print(f"{normal_kl_divergence(0, 1, 0, 2):.6f} nat, and {normal_kl_divergence(0, 2, 0, 1):.6f} nat")
        0.318147 nat, and 0.806853 nat

    References:
        - S. Kullback, Information Theory and Statistics (1959), chapter 9.
        - Derived on the page divergence/continuous-distributions.
    """
    base = checked_base(base)
    ratio, z, sd, model_sd = _against_model(mean, sd, model_mean, model_sd)
    with np.errstate(over="ignore", under="ignore"):
        square = ratio * ratio
        spread = square - 1 - 2 * log_ratio(sd, model_sd, None)
        near = np.abs(square - 1) < 1 / 8  # where that would cancel
        like_one = np.where(near, square, 1)
        gap = (model_sd - sd) / model_sd * (1 + ratio)
        spread = np.where(near, near_terms(np.ones_like(like_one), like_one, np.where(near, gap, 0)), spread)
        return in_base((spread + z * z) / 2, base)[()]


def _against_model(mean: ArrayLike, sd: ArrayLike, model_mean: ArrayLike, model_sd: ArrayLike) -> list[FloatArray]:
    """Return the truth's standard deviation and its distance, in those of the model; and both standard deviations."""
    mean, sd, model_mean, model_sd = broadcasting(
        mean=finite_numbers("mean", mean),
        sd=spreads("sd", sd),
        model_mean=finite_numbers("model_mean", model_mean),
        model_sd=spreads("model_sd", model_sd, certain=False),
    )
    with np.errstate(over="ignore", under="ignore"):
        return [sd / model_sd, _standardised(mean, model_mean, model_sd), sd, model_sd]


def _standardised(x: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        gap = x - mean
        # Perhaps only the difference is beyond the range, and not what dividing it leaves.
        return np.where(np.isinf(gap), x / sd - mean / sd, gap / sd)


# --- densities on a grid --------------------------------------------------------------------------


def density_entropy(f: ArrayLike, x: ArrayLike, *, base: float | None = None, axis: int = -1) -> FloatOrArray:
    r"""Compute the differential entropy of a density given on a grid.

    $$h(f) = -\int f \log_b f \, dx, \qquad 0 \log 0 = 0$$

    The integral is a sum over the grid, by the trapezoidal rule.

    Args:
        f: The values of the density at the points of the grid: non-negative, with the integral 1 by the same
            rule within 0.001. Shape (..., n) for the default axis.
        x: The points of the grid, increasing, of shape (n,), n at least 2.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis of the densities along which the grid lies.

    Returns:
        The entropy, in the unit of the base. Its shape is that of f without `axis`, and a scalar for one
            density.

    Raises:
        ValueError: The points do not increase, or there are not two; a density is negative, NaN or infinite,
            or its integral is not 1; the shapes do not fit; the axis or the base is out of range.
        TypeError: An argument is not an array of real numbers, or the base is not a number.

    Examples:
        >>> x = np.linspace(-10, 10, 401)
        >>> print(f"{density_entropy(normal_density(x, 0, 1), x):.6f} nat")
        1.418939 nat

    References:
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 8.1.
        - Derived on the page divergence/continuous-distributions.
    """
    base = checked_base(base)
    weights, f = densities_on_grid(x, axis, f=f)
    return _integral(weights, weighted(f, surprisal(f, base)))


def density_cross_entropy(
    f: ArrayLike, g: ArrayLike, x: ArrayLike, *, base: float | None = None, axis: int = -1
) -> FloatOrArray:
    r"""Compute the cross-entropy of the model g under the truth f, densities given on a grid.

    $$h(f, g) = -\int f \log_b g \, dx, \qquad 0 \log 0 = 0$$

    The integral is a sum over the grid, by the trapezoidal rule. It is infinite where g is 0 and f is not: a
    model whose tail underflows needs a shorter grid.

    Args:
        f: The values of the true density at the points of the grid: non-negative, with the integral 1 by the
            same rule within 0.001. Shape (..., n) for the default axis.
        g: The values of the model's density, likewise. The other axes broadcast against those of f.
        x: The points of the grid, increasing, of shape (n,), n at least 2.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis of the densities along which the grid lies.

    Returns:
        The cross-entropy, in the unit of the base. Its shape is the one that f and g broadcast to, without
            `axis`; a scalar for two single densities.

    Raises:
        ValueError: The points do not increase, or there are not two; a density is negative, NaN or infinite,
            or its integral is not 1; the shapes do not fit; the axis or the base is out of range.
        TypeError: An argument is not an array of real numbers, or the base is not a number.

    Examples:
        >>> x = np.linspace(-10, 10, 401)
        >>> f, g = normal_density(x, 0, 1), normal_density(x, 1, 2)
        >>> print(f"{density_cross_entropy(f, g, x):.6f} nat")
        1.862086 nat

    References:
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 8.5.
        - Derived on the page divergence/continuous-distributions.
    """
    base = checked_base(base)
    weights, f, g = densities_on_grid(x, axis, f=f, g=g)
    return _integral(weights, weighted(f, surprisal(g, base)))


def density_kl_divergence(
    f: ArrayLike, g: ArrayLike, x: ArrayLike, *, base: float | None = None, axis: int = -1
) -> FloatOrArray:
    r"""Compute the Kullback-Leibler divergence of the model g from the truth f, densities given on a grid.

    $$D_{\mathrm{KL}}(f \,\|\, g) = \int f \log_b \frac fg \, dx, \qquad 0 \log \frac 0g = 0$$

    The integral is a sum over the grid, by the trapezoidal rule, of $f \ln(f/g) - f + g$: the same, and
    nowhere negative. It is infinite where g is 0 and f is not: a model whose tail underflows needs a shorter
    grid.

    Args:
        f: The values of the true density at the points of the grid: non-negative, with the integral 1 by the
            same rule within 0.001. Shape (..., n) for the default axis.
        g: The values of the model's density, likewise. The other axes broadcast against those of f.
        x: The points of the grid, increasing, of shape (n,), n at least 2.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis of the densities along which the grid lies.

    Returns:
        The divergence, non-negative (for a base above 1), in the unit of the base. Its shape is the one that f
            and g broadcast to, without `axis`; a scalar for two single densities.

    Raises:
        ValueError: The points do not increase, or there are not two; a density is negative, NaN or infinite,
            or its integral is not 1; the shapes do not fit; the axis or the base is out of range.
        TypeError: An argument is not an array of real numbers, or the base is not a number.

    Examples:
        Two peaks, and the single normal distribution with the same mean and standard deviation:

        >>> x = np.linspace(-12, 12, 2401)
        >>> peaks = (normal_density(x, -2, 0.5) + normal_density(x, 2, 0.5)) / 2
        >>> print(f"{density_kl_divergence(peaks, normal_density(x, 0, 4.25**0.5), x):.6f} nat")
        0.723553 nat

    References:
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 8.5.
        - Derived on the pages divergence/continuous-distributions and divergence/forward-and-reverse-kl.
    """
    base = checked_base(base)
    weights, f, g = densities_on_grid(x, axis, f=f, g=g)
    f, g = np.broadcast_arrays(f, g)
    with np.errstate(under="ignore"):
        weighted_logs, rest = divergence_terms(f, g, base)
    return _integral(weights, weighted_logs) + in_base(_integral(weights, rest), base)


def _integral(weights: FloatArray, values: FloatArray) -> FloatOrArray:
    with np.errstate(under="ignore"):
        total: FloatOrArray = (weights * values).sum(axis=-1)
    return total

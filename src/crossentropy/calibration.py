"""Whether probabilities can be taken at their word: reliability, calibration error, and temperature scaling."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossentropy._arithmetic import one_hot, weighted
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    counting_number,
    events_or_classes,
    finite_losses,
    logits,
    truth,
)


def reliability(y: ArrayLike, q: ArrayLike, *, bins: int = 10) -> tuple[FloatArray, FloatArray, NDArray[np.intp]]:
    r"""Compute what a reliability diagram shows: by predicted probability, how often the prediction came true.

    $$\bar q_b = \frac{1}{n_b} \sum_{i \in b} q_i, \qquad \bar y_b = \frac{1}{n_b} \sum_{i \in b} y_i$$

    The predictions are grouped into bins of equal width: bin b of B is from $(b - 1) / B$, exclusive, to
    $b / B$, inclusive, and 0 belongs to the first.

    Args:
        y: What happened. Of the shape of q for predictions of events: 0 and 1, False and True, or shares
            between. Without its last axis for predictions of classes: class indices from 0.
        q: The predictions. Probabilities of events, of any shape; or distributions over classes along the last
            axis, of which the likeliest class and its probability, the confidence, count.
        bins: How many bins divide the range from 0 to 1.

    Returns:
        Three arrays, with an entry for each bin that holds predictions, and empty without any: the shares that
            came true, the mean probabilities, and the numbers of predictions.

    Raises:
        ValueError: A probability is NaN or outside [0, 1]; a sum over classes is not 1; a class is out of
            range; the shapes do not fit; there is no bin.
        TypeError: y or q is not an array of numbers, classes are no integers, or `bins` is no integer.

    Examples:
        >>> y, q = [0, 0, 1, 1, 0], [0.1, 0.1, 0.9, 0.9, 0.9]
        >>> frequencies, confidences, counts = reliability(y, q)
        >>> print(frequencies.round(6), confidences, counts)
        [0.       0.666667] [0.1 0.9] [2 3]

    References:
        - M. H. DeGroot and S. E. Fienberg, "The comparison and evaluation of forecasters", The Statistician 32
          (1983), 12-22.
        - Derived on the page practice/calibration.
    """
    bins = counting_number("bins", bins)
    came_true, predicted = events_or_classes(y, q)
    # k / B is the float that the decimal number means: no prediction of 0.3 lands above 3 / 10.
    edges = (np.arange(1, bins) / bins).astype(predicted.dtype)
    bin_of = np.searchsorted(edges, predicted, side="left")
    order = np.argsort(bin_of, kind="stable")
    _, starts = np.unique(bin_of[order], return_index=True)
    groups = [group for group in np.split(order, starts[1:]) if len(group)]
    with np.errstate(under="ignore"):
        confidences = np.array([predicted[group].mean() for group in groups], dtype=predicted.dtype)
        frequencies = np.array([came_true[group].mean() for group in groups], dtype=predicted.dtype)
    return frequencies, confidences, np.array([len(group) for group in groups], dtype=np.intp)


def expected_calibration_error(y: ArrayLike, q: ArrayLike, *, bins: int = 10) -> FloatOrArray:
    r"""Compute the expected calibration error, by how far frequencies are off the predicted probabilities.

    $$\mathrm{ECE} = \sum_b \frac{n_b}{n} \, | \bar y_b - \bar q_b |$$

    The bins and their means are those of `reliability`. The error depends on the number of bins. To forecast
    the overall frequency every time has the error 0 too: it does not say how much a forecast tells.

    Args:
        y: What happened. Of the shape of q for predictions of events: 0 and 1, False and True, or shares
            between. Without its last axis for predictions of classes: class indices from 0.
        q: The predictions. Probabilities of events, of any shape; or distributions over classes along the last
            axis, of which the likeliest class and its probability, the confidence, count.
        bins: How many bins divide the range from 0 to 1.

    Returns:
        The error, a pure number from 0 to 1.

    Raises:
        ValueError: A probability is NaN or outside [0, 1]; a sum over classes is not 1; a class is out of
            range; the shapes do not fit; there are no predictions or no bins.
        TypeError: y or q is not an array of numbers, classes are no integers, or `bins` is no integer.

    Examples:
        Ten predictions of probability 0.9, of which seven come true:

        >>> print(f"{expected_calibration_error([1] * 7 + [0] * 3, [0.9] * 10):.2f}")
        0.20

    References:
        - M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
          binning", Proceedings of the AAAI Conference on Artificial Intelligence 29 (2015), 2901-2907.
        - Derived on the page practice/calibration.
    """
    frequencies, confidences, counts = reliability(y, q, bins=bins)
    if not len(counts):
        raise ValueError("there are no predictions, and no mean error of them: give at least one")
    with np.errstate(under="ignore"):
        shares = (counts / counts.sum()).astype(confidences.dtype)
        error: FloatOrArray = (shares * np.abs(frequencies - confidences)).sum()
    return error


def fit_temperature(y: ArrayLike, z: ArrayLike) -> FloatOrArray:
    r"""Fit the temperature that makes the logits of a classifier cost the least cross-entropy.

    $$\hat T = \operatorname*{arg\,min}_{T > 0} \frac1m \sum_{i=1}^m
    -\ln \operatorname{softmax}(z_i / T)_{y_i}$$

    The loss is convex in 1/T. A temperature above 1 says that the classifier was too sure of itself. Dividing
    by it changes no ranking of the classes, and no accuracy.

    Args:
        y: The truth: class indices from 0, of shape (...); or distributions, of the shape of z.
        z: Logits, of shape (..., n), n classes: those of samples that the classifier was not trained on.

    Returns:
        The temperature, a positive number.

    Raises:
        ValueError: A logit is NaN or +inf, or all of a sample are -inf; a class is out of range; a probability
            is negative, or a sum is not 1; the shapes do not fit. No temperature is the best: there are no
            samples, or what is true has the logit -inf; the logits of each sample are equal; the loss falls
            for ever as T goes to 0 (what is true has the largest logit in every sample) or grows (the logits
            tell no more than chance).
        TypeError: z is not an array of real numbers, or y neither that nor integers.

    Examples:
        Nine in ten logits of 4 are right, a confidence of 0.982 that should be 0.9:

        >>> y, z = [1] * 9 + [0], [[0.0, 4.0]] * 10
        >>> print(f"{fit_temperature(y, z):.6f} = {4 / np.log(9):.6f}")
        1.820478 = 1.820478

    References:
        - C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of modern neural networks",
          Proceedings of the 34th International Conference on Machine Learning (2017), 1321-1330.
        - Derived on the page practice/calibration.
    """
    z, _ = logits("z", z, -1)
    y, scores = truth("y", y, "z", z)
    if scores.ndim > y.ndim:
        y = one_hot(y, scores)
    # In double precision for float32 as well: the derivative is a sum that cancels.
    p, wide = (array.reshape(-1, scores.shape[-1]).astype(np.float64) for array in (y, scores))
    finite_losses("z", p, wide)
    largest = np.abs(wide, where=np.isfinite(wide), out=np.zeros_like(wide)).max()
    unit = 2.0 ** (math.frexp(largest)[1] - 1)  # a power of 2, by which logits of any size divide exactly
    inverse = _least_loss(p, wide / unit)
    temperature: FloatOrArray = scores.dtype.type(unit / inverse)
    return temperature


def _least_loss(p: FloatArray, z: FloatArray) -> float:
    r"""Return the positive b at which the mean cross-entropy of p and softmax(b z) is least.

    Its derivative, the mean of $\sum_k (\operatorname{softmax}(b z)_k - p_k) z_k$, increases with b.
    """
    # Measured from the largest logit of each sample, which changes nothing but the rounding.
    below = z - z.max(axis=-1, keepdims=True)
    if not np.where(np.isfinite(below), below, 0).any():
        raise ValueError("the logits of each sample are equal: the loss is the same at every temperature")
    told = -weighted(p, below).sum(axis=-1).mean()
    if told == 0:
        raise ValueError(
            "what is true has the largest logit in every sample: the loss falls for ever as the temperature goes to 0"
        )
    if _slope(0.0, below, told)[0] >= 0:
        raise ValueError("the logits tell no more than chance: the loss falls for ever as the temperature grows")
    low, high = 0.0, 1.0
    while _slope(high, below, told)[0] < 0:
        low, high = high, 2 * high
        if math.isinf(high):
            raise ValueError("the logits are too far apart: the loss still falls at the smallest temperature")
    return _root(low, high, below, told)


def _slope(b: float, below: FloatArray, told: float) -> tuple[float, float]:
    """Return the derivative of the mean loss at b, and that of the derivative."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        weights = np.where(np.isneginf(below), 0, np.exp(b * below))
        q = weights / weights.sum(axis=-1, keepdims=True)
        mean = weighted(q, below).sum(axis=-1, keepdims=True)
        variance = weighted(q, (below - mean) ** 2).sum(axis=-1)
    return float(mean.mean() + told), float(variance.mean())


def _root(low: float, high: float, below: FloatArray, told: float) -> float:
    """Return the zero of the derivative between low and high, by Newton's method, halving where that leads out."""
    b = (low + high) / 2
    while low < b < high:
        slope, bend = _slope(b, below, told)
        if slope == 0:
            break
        low, high = (b, high) if slope < 0 else (low, b)
        step = b - slope / bend if bend > 0 else low
        following = step if low < step < high else (low + high) / 2
        if abs(following - b) <= math.ulp(b):
            return following
        b = following
    return b

"""Cross-entropy as a loss: the truth y is a label or a distribution, the model a probability or a logit.

The losses of single samples are averaged, summed or returned as they are (`reduction`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import (
    expectation,
    in_base,
    log_probabilities,
    negated,
    reduced,
    surprisal,
    surprisal_of_complement,
    weighted,
)
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    RealArray,
    Reduction,
    checked_base,
    checked_reduction,
    distribution,
    logits,
    numbers,
    outcome_axis,
    paired,
    probabilities,
    truth,
)


def binary_cross_entropy(
    y: ArrayLike, a: ArrayLike, *, base: float | None = None, reduction: Reduction = "mean"
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of predicted probabilities of a yes-or-no label.

    $$\ell(y, a) = -y \log_b a - (1 - y) \log_b (1 - a), \qquad 0 \log 0 = 0$$

    It is infinite for a certain prediction of the wrong label. From logits, compute
    `binary_cross_entropy_with_logits` directly, which stays exact where a rounds to 0 or 1.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between, each a probability of 1. Any shape.
        a: Predicted probabilities of label 1, between 0 and 1. Of the shape of y, unless one of the two
            broadcasts to the shape of the other.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        reduction: "mean" over all labels, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of the shape of the labels.

    Raises:
        ValueError: A label or probability is NaN or outside [0, 1]; the shapes do not fit; there is nothing
            to average; the base or the reduction is not one of those allowed.
        TypeError: y or a is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(f"{binary_cross_entropy([0, 1, 1], [0.1, 0.7, 0.8], reduction='sum'):.6f} nat")
        0.685179 nat
        >>> print(binary_cross_entropy([1, 0], [0.5, 0.75], base=2, reduction="none"))
        [1. 2.]

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 4.3.2, eq. (4.90).
        - Derived on the page likelihood/logistic-regression.
    """
    base, reduction = checked_base(base), checked_reduction(reduction)
    y, a = paired(y=probabilities("y", y, truth_values=True), a=probabilities("a", a))
    return reduced(_binary_losses(y, a, base), reduction)


def _binary_losses(y: FloatArray, a: FloatArray, base: float | None) -> FloatArray:
    return weighted(y, surprisal(a, base)) + weighted(1 - y, surprisal_of_complement(a, base))


def binary_cross_entropy_with_logits(
    y: ArrayLike, z: ArrayLike, *, base: float | None = None, reduction: Reduction = "mean"
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of logits of a yes-or-no label.

    $$\ell(y, z) = y \ln(1 + e^{-z}) + (1 - y) \ln(1 + e^{z})$$

    It is `binary_cross_entropy(y, sigmoid(z))` without the rounding of the probability: both terms are
    non-negative, so no digits cancel, and no exponential overflows.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between, each a probability of 1. Any shape.
        z: Logits, any real numbers or infinities. Of the shape of y, unless one of the two broadcasts to the
            shape of the other.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats. (It
            divides the loss; the logits are natural log-odds in any case.)
        reduction: "mean" over all labels, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of the shape of the labels.

    Raises:
        ValueError: A label is NaN or outside [0, 1]; a logit is NaN; the shapes do not fit; there is nothing
            to average; the base or the reduction is not one of those allowed.
        TypeError: y or z is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(binary_cross_entropy_with_logits([0, 1], [40.0, -1e4], reduction="none"))
        [   40. 10000.]
        >>> print(f"{binary_cross_entropy_with_logits(1, 40.0):.6e} nat")
        4.248354e-18 nat

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 4.3.2, eq. (4.90).
        - Derived on the pages likelihood/logistic-regression and practice/numerical-stability.
    """
    base, reduction = checked_base(base), checked_reduction(reduction)
    y, z = paired(y=probabilities("y", y, truth_values=True), z=numbers("z", z))
    losses = weighted(y, _softplus(-z)) + weighted(1 - y, _softplus(z))
    return reduced(in_base(losses, base), reduction)


def _softplus(z: FloatArray) -> FloatArray:
    """Return ln(1 + e^z)."""
    with np.errstate(under="ignore"):
        values: FloatArray = np.logaddexp(0, z, dtype=z.dtype)
    return values


def cross_entropy_loss(
    y: ArrayLike, q: ArrayLike, *, base: float | None = None, reduction: Reduction = "mean"
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of predicted distributions over n classes.

    $$\ell(y, q) = -\log_b q_y \quad\text{for a class } y, \qquad
    \ell(y, q) = -\sum_i y_i \log_b q_i \quad\text{for a distribution } y$$

    The two agree where the distribution is the one-hot vector of the class. From logits, compute
    `softmax_cross_entropy` directly, which stays exact where a probability rounds to 0 or 1.

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of q.
        q: Predicted probabilities of shape (..., n), which sum to 1 along the last axis.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        reduction: "mean" over the samples, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of shape (...). It is infinite
            where the model rules out what is true.

    Raises:
        ValueError: A class index is out of range; a probability is negative, NaN or infinite; a sum is not 1;
            the shapes do not fit; there are no classes, or nothing to average; the base or the reduction is
            not one of those allowed.
        TypeError: y or q is not an array of real numbers, class indices are not integers, or the base is no
            number.

    Examples:
        >>> q = [[0.3, 0.6, 0.1], [0.25, 0.25, 0.5]]
        >>> print(cross_entropy_loss([1, 2], q, reduction="none").round(6))
        [0.510826 0.693147]
        >>> print(f"{cross_entropy_loss([[0, 1, 0], [0, 0, 1]], q):.6f} nat")
        0.601986 nat

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 4.3.4, eq. (4.108).
        - Derived on the pages likelihood/maximum-likelihood and likelihood/softmax; soft labels on the page
          practice/soft-labels.
    """
    base, reduction = checked_base(base), checked_reduction(reduction)
    y, q = truth("y", y, "q", distribution("q", q, -1))
    if y.ndim < q.ndim:
        return reduced(surprisal(_at_class(q, y), base), reduction)
    return reduced(expectation(y, surprisal(q, base)), reduction)


def softmax_cross_entropy(
    y: ArrayLike, z: ArrayLike, *, base: float | None = None, reduction: Reduction = "mean"
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of logits over n classes.

    $$\ell(y, z) = \ln \sum_k e^{z_k} - z_y \quad\text{for a class } y, \qquad
    \ell(y, z) = -\sum_i y_i \ln \operatorname{softmax}(z)_i \quad\text{for a distribution } y$$

    It is `cross_entropy_loss(y, softmax(z))` without the rounding of the probabilities, accurate for losses
    near 0 as well as for huge ones.

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of z.
        z: Logits of shape (..., n). -inf gives probability 0; one in each row must be finite.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats. (It
            divides the loss; the logits are natural logarithms in any case.)
        reduction: "mean" over the samples, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of shape (...).

    Raises:
        ValueError: A class index is out of range; a logit is NaN or +inf, or a row is -inf throughout; a
            probability in y is negative, NaN or infinite, or their sum is not 1; the shapes do not fit; there
            are no classes, or nothing to average; the base or the reduction is not one of those allowed.
        TypeError: y or z is not an array of real numbers, class indices are not integers, or the base is no
            number.

    Examples:
        >>> print(softmax_cross_entropy([0, 1], [[1e4, 0.0], [1e4, 0.0]], reduction="none"))
        [    0. 10000.]
        >>> print(f"{softmax_cross_entropy(0, [100.0, 0.0]):.6e} nat")
        3.720076e-44 nat

    References:
        - J. S. Bridle, "Probabilistic interpretation of feedforward classification network outputs", in
          Neurocomputing (1990), 227-236.
        - Derived on the pages likelihood/softmax and practice/numerical-stability.
    """
    base, reduction = checked_base(base), checked_reduction(reduction)
    y, z = truth("y", y, "z", logits("z", z, -1)[0])
    surprisals = negated(log_probabilities(z))
    losses = _at_class(surprisals, y) if y.ndim < z.ndim else expectation(y, surprisals)
    return reduced(in_base(losses, base), reduction)


def _at_class(values: FloatArray, y: RealArray) -> FloatArray:
    """Return the value of each sample at its class."""
    return np.take_along_axis(values, y[..., np.newaxis], axis=-1)[..., 0]


def multilabel_cross_entropy(
    y: ArrayLike, a: ArrayLike, *, base: float | None = None, reduction: Reduction = "mean"
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of n labels, each there or not: sum over labels, mean over samples.

    $$\ell(y, a) = -\sum_{i=1}^{n} \bigl( y_i \log_b a_i + (1 - y_i) \log_b (1 - a_i) \bigr)$$

    The labels of a sample do not exclude one another, so neither y nor a sums to 1. The sum over labels is
    the negative log-likelihood of labels that are independent given the input. `binary_cross_entropy`
    averages over labels too, which divides the loss by n.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between. Shape (..., n), the labels last.
        a: Predicted probabilities of the labels, between 0 and 1. Of the shape of y, unless one of the two
            broadcasts to the shape of the other.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        reduction: "mean" over the samples, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of shape (...).

    Raises:
        ValueError: A label or probability is NaN or outside [0, 1]; the shapes do not fit; there are no
            labels, or nothing to average; the base or the reduction is not one of those allowed.
        TypeError: y or a is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(f"{multilabel_cross_entropy([0, 1, 1], [0.1, 0.7, 0.8]):.6f} nat")
        0.685179 nat
        >>> print(multilabel_cross_entropy([[1, 0], [1, 1]], [[0.5, 0.5], [1, 1]], base=2))
        1.0

    References:
        - J. Nam, J. Kim, E. Loza Mencía, I. Gurevych and J. Fürnkranz, "Large-scale multi-label text
          classification: revisiting neural networks", ECML PKDD (2014).
        - Derived on the page likelihood/multi-label.
    """
    base, reduction = checked_base(base), checked_reduction(reduction)
    y, a = paired(y=probabilities("y", y, truth_values=True), a=probabilities("a", a))
    outcome_axis("y", np.broadcast_to(y, np.broadcast_shapes(y.shape, a.shape)), -1)
    return reduced(_binary_losses(y, a, base).sum(axis=-1), reduction)

"""Cross-entropy as a loss, and its rivals.

The truth y is a label or a distribution, the model a probability or a logit. All losses are to be made small.
Those of single samples are averaged, summed or returned as they are (`reduction`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import (
    at_class,
    class_shares,
    expectation,
    in_base,
    log_probabilities,
    negated,
    one_hot,
    reduced,
    softplus,
    sums_of_others,
    surprisal,
    surprisal_of_complement,
    weighted,
)
from crossentropy._kernels import softmax_surprisals
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    RealArray,
    Reduction,
    checked_base,
    checked_gamma,
    checked_reduction,
    checked_smoothing,
    class_weights,
    distribution,
    finite_numbers,
    label_weights,
    logits,
    numbers,
    outcome_axis,
    paired,
    probabilities,
    scores,
    truth,
)


def binary_cross_entropy(
    y: ArrayLike,
    a: ArrayLike,
    *,
    base: float | None = None,
    pos_weight: ArrayLike = 1,
    reduction: Reduction = "mean",
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of predicted probabilities of a yes-or-no label.

    $$\ell(y, a) = -w y \log_b a - (1 - y) \log_b (1 - a), \qquad 0 \log 0 = 0$$

    The weight w of the positive label is 1 unless it is given. The loss is infinite for a certain prediction
    of the wrong label. From logits, compute `binary_cross_entropy_with_logits` directly, which stays exact
    where a rounds to 0 or 1.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between, each a probability of 1. Any shape.
        a: Predicted probabilities of label 1, between 0 and 1. Of the shape of y, unless one of the two
            broadcasts to the shape of the other.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        pos_weight: What a positive label counts, at least 0: a number, or an array that broadcasts to the
            labels. The mean still divides by the number of labels.
        reduction: "mean" over all labels, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of the shape of the labels.

    Raises:
        ValueError: A label or probability is NaN or outside [0, 1]; a weight is negative, NaN or infinite; the
            shapes do not fit; there is nothing to average; the base or the reduction is not one of those
            allowed.
        TypeError: y, a or the weight is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(f"{binary_cross_entropy([0, 1, 1], [0.1, 0.7, 0.8], reduction='sum'):.6f} nat")
        0.685179 nat
        >>> print(binary_cross_entropy([1, 0], [0.5, 0.75], base=2, reduction="none"))
        [1. 2.]

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 4.3.2, eq. (4.90).
        - Derived on the page likelihood/logistic-regression; the weight on the page practice/class-imbalance.
    """
    base, reduction = checked_base(base), checked_reduction(reduction)
    y, a = paired(y=probabilities("y", y, truth_values=True), a=probabilities("a", a))
    return reduced(_binary_losses(y, a, label_weights("pos_weight", pos_weight, y=y, a=a), base), reduction)


def _binary_losses(y: FloatArray, a: FloatArray, pos_weight: FloatArray, base: float | None) -> FloatArray:
    return _weighing(y, pos_weight, surprisal(a, base), surprisal_of_complement(a, base))


def _weighing(y: FloatArray, pos_weight: FloatArray, loss_of_1: FloatArray, loss_of_0: FloatArray) -> FloatArray:
    """Return the loss of y from those of the labels 1 and 0."""
    with np.errstate(over="ignore", under="ignore"):
        return weighted(pos_weight, weighted(y, loss_of_1)) + weighted(1 - y, loss_of_0)


def binary_cross_entropy_with_logits(
    y: ArrayLike,
    z: ArrayLike,
    *,
    base: float | None = None,
    pos_weight: ArrayLike = 1,
    reduction: Reduction = "mean",
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of logits of a yes-or-no label.

    $$\ell(y, z) = w y \ln(1 + e^{-z}) + (1 - y) \ln(1 + e^{z})$$

    The weight w of the positive label is 1 unless it is given. The loss is `binary_cross_entropy(y, sigmoid(z))`
    without the rounding of the probability: both terms are non-negative, so no digits cancel, and no
    exponential overflows.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between, each a probability of 1. Any shape.
        z: Logits, any real numbers or infinities. Of the shape of y, unless one of the two broadcasts to the
            shape of the other.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats. (It
            divides the loss; the logits are natural log-odds in any case.)
        pos_weight: What a positive label counts, at least 0: a number, or an array that broadcasts to the
            labels. The mean still divides by the number of labels.
        reduction: "mean" over all labels, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of the shape of the labels.

    Raises:
        ValueError: A label is NaN or outside [0, 1]; a logit is NaN; a weight is negative, NaN or infinite;
            the shapes do not fit; there is nothing to average; the base or the reduction is not one of those
            allowed.
        TypeError: y, z or the weight is not an array of real numbers, or the base is not a number.

    Examples:
        >>> print(binary_cross_entropy_with_logits([0, 1], [40.0, -1e4], reduction="none"))
        [   40. 10000.]
        >>> print(f"{binary_cross_entropy_with_logits(1, 40.0):.6e} nat")
        4.248354e-18 nat

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 4.3.2, eq. (4.90).
        - Derived on the pages likelihood/logistic-regression and practice/numerical-stability; the weight on
          the page practice/class-imbalance.
    """
    base, reduction = checked_base(base), checked_reduction(reduction)
    y, z = paired(y=probabilities("y", y, truth_values=True), z=numbers("z", z))
    losses = _weighing(y, label_weights("pos_weight", pos_weight, y=y, z=z), softplus(-z), softplus(z))
    return reduced(in_base(losses, base), reduction)


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
        return reduced(surprisal(at_class(q, y), base), reduction)
    return reduced(expectation(y, surprisal(q, base)), reduction)


def softmax_cross_entropy(
    y: ArrayLike,
    z: ArrayLike,
    *,
    base: float | None = None,
    weights: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    ignore_index: int | None = None,
    reduction: Reduction = "mean",
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of logits over n classes.

    $$\ell(y, z) = \ln \sum_k e^{z_k} - z_y \quad\text{for a class } y, \qquad
    \ell(y, z) = -\sum_i y_i \ln \operatorname{softmax}(z)_i \quad\text{for a distribution } y$$

    It is `cross_entropy_loss(y, softmax(z))` without the rounding of the probabilities, accurate for losses
    near 0 as well as for huge ones. Class weights w and label smoothing ε make it

    $$-\sum_i w_i t_i \ln \operatorname{softmax}(z)_i, \qquad t_i = (1 - \varepsilon) y_i + \frac{\varepsilon}{n},$$

    where a class y stands for its one-hot vector.

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of z.
        z: Logits of shape (..., n). -inf gives probability 0; one in each row must be finite.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats. (It
            divides the loss; the logits are natural logarithms in any case.)
        weights: One weight for each class, at least 0; None for 1 each. With class indices the mean is then
            the weighted one, the sum of the losses over the sum of the weights of the samples' classes; with
            distributions it divides by the number of samples.
        label_smoothing: ε, from 0 to 1: the share of the truth that is spread evenly over the classes.
        ignore_index: Class index, of the n or not, whose samples cost 0 and do not count in the mean.
        reduction: "mean" over the samples, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of shape (...).

    Raises:
        ValueError: A class index is out of range; a logit is NaN or +inf, or a row is -inf throughout; a
            probability in y is negative, NaN or infinite, or their sum is not 1; a weight is negative, NaN or
            infinite; the shapes do not fit; there are no classes, or nothing to average; distributions come
            with an index to ignore; the base, the smoothing or the reduction is not one of those allowed.
        TypeError: y, z or the weights are no array of real numbers, class indices or the one to ignore are no
            integers, or the base or the smoothing is no number.

    Examples:
        >>> print(softmax_cross_entropy([0, 1], [[1e4, 0.0], [1e4, 0.0]], reduction="none"))
        [    0. 10000.]
        >>> print(f"{softmax_cross_entropy(0, [100.0, 0.0]):.6e} nat")
        3.720076e-44 nat
        >>> z = [[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]]
        >>> print(softmax_cross_entropy([0, -100], z, ignore_index=-100).round(6))
        0.41703

    References:
        - J. S. Bridle, "Probabilistic interpretation of feedforward classification network outputs", in
          Neurocomputing (1990), 227-236.
        - C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens and Z. Wojna, "Rethinking the Inception architecture for
          computer vision", CVPR 2016, § 7 (label smoothing).
        - Derived on the pages likelihood/softmax and practice/numerical-stability; the options on the pages
          practice/soft-labels and practice/class-imbalance.
    """
    base, reduction = checked_base(base), checked_reduction(reduction)
    smoothing = checked_smoothing(label_smoothing)
    y, z = truth("y", y, "z", scores("z", z), ignore_index)
    w = class_weights("weights", weights, "z", z)
    if y.ndim < z.ndim and not smoothing:
        losses = softmax_surprisals(y if ignore_index is None else np.maximum(y, 0), z)
        if w is not None:
            losses = weighted(w[y], losses)
    else:
        losses = _softmax_costs(y, z, w, smoothing)
    shares = class_shares(y, w) if y.ndim < z.ndim else None
    if shares is not None:
        losses = np.where(y < 0, 0, losses).astype(z.dtype)
    return reduced(in_base(losses, base), reduction, shares)


def _softmax_costs(y: RealArray, z: FloatArray, w: FloatArray | None, smoothing: float) -> FloatArray:
    z, _ = logits("z", z, -1)
    costs = negated(log_probabilities(z))
    if w is not None:
        costs = weighted(w, costs)
    losses = at_class(costs, y) if y.ndim < z.ndim else expectation(y, costs)
    return _smoothed(losses, costs, smoothing) if smoothing else losses


def _smoothed(losses: FloatArray, costs: FloatArray, smoothing: float) -> FloatArray:
    """Return the losses for a truth of which the share `smoothing` is spread evenly over the classes."""
    kept, spread = np.array(1 - smoothing, costs.dtype), np.array(smoothing / costs.shape[-1], costs.dtype)
    with np.errstate(over="ignore", under="ignore"):
        smoothed: FloatArray = weighted(kept, losses) + weighted(spread, costs).sum(axis=-1)
    return smoothed


def multilabel_cross_entropy(
    y: ArrayLike,
    a: ArrayLike,
    *,
    base: float | None = None,
    pos_weight: ArrayLike = 1,
    reduction: Reduction = "mean",
) -> FloatOrArray:
    r"""Compute the cross-entropy loss of n labels, each there or not: sum over labels, mean over samples.

    $$\ell(y, a) = -\sum_{i=1}^{n} \bigl( w_i y_i \log_b a_i + (1 - y_i) \log_b (1 - a_i) \bigr)$$

    The labels of a sample do not exclude one another, so neither y nor a sums to 1. The sum over labels is
    the negative log-likelihood of labels that are independent given the input, where the weights w are 1, as
    they are unless given. `binary_cross_entropy` averages over labels too, which divides the loss by n.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between. Shape (..., n), the labels last.
        a: Predicted probabilities of the labels, between 0 and 1. Of the shape of y, unless one of the two
            broadcasts to the shape of the other.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        pos_weight: What a positive label counts, at least 0: a number, or an array that broadcasts to the
            labels. The mean still divides by the number of samples.
        reduction: "mean" over the samples, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of shape (...).

    Raises:
        ValueError: A label or probability is NaN or outside [0, 1]; a weight is negative, NaN or infinite; the
            shapes do not fit; there are no labels, or nothing to average; the base or the reduction is not one
            of those allowed.
        TypeError: y, a or the weight is not an array of real numbers, or the base is not a number.

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
    losses = _binary_losses(y, a, label_weights("pos_weight", pos_weight, y=y, a=a), base)
    with np.errstate(over="ignore"):
        return reduced(losses.sum(axis=-1), reduction)


def squared_error(y: ArrayLike, a: ArrayLike, *, reduction: Reduction = "mean") -> FloatOrArray:
    r"""Compute the squared error of predicted numbers, the probabilities of a label among them.

    $$\ell(y, a) = (y - a)^2$$

    There is no factor 1/2: the quadratic cost of a neuron is half of this. For a label and its probability
    this is the Brier score of two classes, counted once: a proper scoring rule, but bounded, and not convex in
    the logit.

    Args:
        y: The truth: finite numbers, labels 0 and 1 (False and True) among them. Any shape.
        a: The predictions, finite numbers. Of the shape of y, unless one of the two broadcasts to the shape of
            the other.
        reduction: "mean" over all of them, their "sum", or "none" for one each.

    Returns:
        The squared error: a scalar, or for "none" an array of the shape of y and a.

    Raises:
        ValueError: A number is NaN or infinite; the shapes do not fit; there is nothing to average; the
            reduction is not one of those allowed.
        TypeError: y or a is not an array of real numbers.

    Examples:
        >>> print(squared_error([1.0, 2.0], [0.5, 4.0], reduction="none"))
        [0.25 4.  ]
        >>> print(f"{squared_error(0, 0.817574) / 2:.6f}")
        0.334214

    References:
        - A.-M. Legendre, Nouvelles méthodes pour la détermination des orbites des comètes (1805), appendix.
        - Derived on the pages optimisation/learning-slowdown and optimisation/convexity.
    """
    reduction = checked_reduction(reduction)
    y, a = paired(y=finite_numbers("y", y, truth_values=True), a=finite_numbers("a", a))
    with np.errstate(over="ignore", under="ignore"):
        return reduced(np.square(y - a), reduction)


def brier_score(y: ArrayLike, q: ArrayLike, *, reduction: Reduction = "mean") -> FloatOrArray:
    r"""Compute the squared distance of predicted distributions over n classes from the truth.

    $$\ell(y, q) = \sum_{i=1}^{n} (q_i - y_i)^2$$

    A class y stands for its one-hot vector. Between 0 and 2; for two classes twice the `squared_error` of the
    probability of one of them. A proper scoring rule: its mean over classes drawn from p is least for q = p,
    and exceeds the value for the distribution p itself by what does not depend on q.

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of q.
        q: Predicted probabilities of shape (..., n), which sum to 1 along the last axis.
        reduction: "mean" over the samples, their "sum", or "none" for one score each.

    Returns:
        The score, 0 for a certain right prediction: a scalar, or for "none" an array of shape (...).

    Raises:
        ValueError: A class index is out of range; a probability is negative, NaN or infinite; a sum is not 1;
            the shapes do not fit; there are no classes, or nothing to average; the reduction is not one of
            those allowed.
        TypeError: y or q is not an array of real numbers, or class indices are not integers.

    Examples:
        >>> print(f"{brier_score(1, [0.3, 0.6, 0.1]):.2f}")
        0.26
        >>> print(brier_score([0, 1], [[0.5, 0.5], [0.0, 1.0]], reduction="none"))
        [0.5 0. ]

    References:
        - G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78
          (1950), 1-3.
        - Derived on the page likelihood/proper-scoring-rules.
    """
    reduction = checked_reduction(reduction)
    y, q = truth("y", y, "q", distribution("q", q, -1))
    p = one_hot(y, q) if y.ndim < q.ndim else y
    with np.errstate(under="ignore"):
        return reduced(np.square(q - p).sum(axis=-1), reduction)


def spherical_score(y: ArrayLike, q: ArrayLike, *, reduction: Reduction = "mean") -> FloatOrArray:
    r"""Compute the spherical score of predicted distributions over n classes, as a loss.

    $$\ell(y, q) = 1 - \frac{q_y}{\lVert q \rVert} \quad\text{for a class } y, \qquad
    \ell(y, q) = 1 - \frac{\sum_i y_i q_i}{\lVert q \rVert} \quad\text{for a distribution } y, \qquad
    \lVert q \rVert = \sqrt{\textstyle\sum_k q_k^2}$$

    It depends on the direction of q only. The literature often calls the fraction the score, which is then to
    be made large; here, as with all losses, smaller is better. A proper scoring rule: the loss for a
    distribution y is the mean over classes drawn from it, and least for q = y.

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of q.
        q: Predicted probabilities of shape (..., n), which sum to 1 along the last axis.
        reduction: "mean" over the samples, their "sum", or "none" for one score each.

    Returns:
        The score, between 0 for a certain right prediction and 1: a scalar, or for "none" an array of shape
            (...).

    Raises:
        ValueError: A class index is out of range; a probability is negative, NaN or infinite; a sum is not 1;
            the shapes do not fit; there are no classes, or nothing to average; the reduction is not one of
            those allowed.
        TypeError: y or q is not an array of real numbers, or class indices are not integers.

    Examples:
        >>> print(f"{spherical_score(0, [3 / 7, 4 / 7]):.6f}")
        0.400000
        >>> print(spherical_score([0, 1], [[1.0, 0.0], [1.0, 0.0]], reduction="none"))
        [0. 1.]

    References:
        - T. Gneiting and A. E. Raftery, "Strictly proper scoring rules, prediction, and estimation", Journal of
          the American Statistical Association 102 (2007), 359-378, § 4.2.
        - Derived on the page likelihood/proper-scoring-rules.
    """
    reduction = checked_reduction(reduction)
    y, q = truth("y", y, "q", distribution("q", q, -1))
    costs = _angles(q)
    return reduced(at_class(costs, y) if y.ndim < q.ndim else expectation(y, costs), reduction)


def _angles(q: FloatArray) -> FloatArray:
    r"""Return $1 - q_i / \lVert q \rVert$ as $\sum_{k \ne i} q_k^2 / (\lVert q \rVert (\lVert q \rVert + q_i))$.

    Nothing cancels in it.
    """
    with np.errstate(under="ignore"):
        squares = np.square(q)
        norm = np.sqrt(squares.sum(axis=-1, keepdims=True))
        angles: FloatArray = sums_of_others(squares) / (norm * (norm + q))
    return angles


def focal_loss(
    y: ArrayLike,
    q: ArrayLike,
    *,
    gamma: float = 2.0,
    base: float | None = None,
    reduction: Reduction = "mean",
) -> FloatOrArray:
    r"""Compute the focal loss of predicted distributions over n classes.

    $$\ell(y, q) = -(1 - q_y)^{\gamma} \log_b q_y \quad\text{for a class } y, \qquad
    \ell(y, q) = -\sum_i y_i (1 - q_i)^{\gamma} \log_b q_i \quad\text{for a distribution } y$$

    The factor takes weight from what is predicted well already. γ = 0 is `cross_entropy_loss`; any other γ is
    no proper scoring rule: the loss for a distribution y, its mean over classes drawn from it, is in general not
    least for q = y.

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of q.
        q: Predicted probabilities of shape (..., n), which sum to 1 along the last axis.
        gamma: γ, a finite number of at least 0.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        reduction: "mean" over the samples, their "sum", or "none" for one loss each.

    Returns:
        The loss in the unit of the base: a scalar, or for "none" an array of shape (...). It is infinite
            where the model rules out what is true.

    Raises:
        ValueError: A class index is out of range; a probability is negative, NaN or infinite; a sum is not 1;
            the shapes do not fit; there are no classes, or nothing to average; γ, the base or the reduction is
            not one of those allowed.
        TypeError: y or q is not an array of real numbers, class indices are not integers, or γ or the base is
            no number.

    Examples:
        >>> print(focal_loss([0, 0], [[0.6, 0.4], [0.1, 0.9]], reduction="none").round(6))
        [0.081732 1.865094]
        >>> print(f"{focal_loss(0, [0.6, 0.4], gamma=0):.6f} nat")
        0.510826 nat

    References:
        - T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár, "Focal loss for dense object detection", ICCV
          2017.
        - Derived on the page practice/class-imbalance.
    """
    gamma, base, reduction = checked_gamma(gamma), checked_base(base), checked_reduction(reduction)
    y, q = truth("y", y, "q", distribution("q", q, -1))
    # (1 - q)^γ as an exponential: 1 - q, rounded and raised to a high power, would be far off.
    exponents = weighted(np.array(gamma, dtype=q.dtype), surprisal_of_complement(q, None))
    with np.errstate(under="ignore"):
        costs = weighted(np.exp(-exponents), surprisal(q, base))
    return reduced(at_class(costs, y) if y.ndim < q.ndim else expectation(y, costs), reduction)

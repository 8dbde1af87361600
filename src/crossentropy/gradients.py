"""Derivatives of the losses in closed form, with respect to the logits.

Each function is the derivative of the loss that its name begins with, in nats per unit of the logit. What is small
is accurate: where a prediction is nearly right, q - 1 is taken from the other probabilities and not from q.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import (
    class_shares,
    log_probabilities,
    mean_divisor,
    negated,
    one_hot,
    probabilities_and_complements,
    sigmoids,
    sums_of_others,
    weighted,
)
from crossentropy._kernels import softmax_errors
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    RealArray,
    Reduction,
    checked_gamma,
    checked_reduction,
    checked_smoothing,
    class_weights,
    common_float,
    design_matrix,
    finite_numbers,
    label_weights,
    logits,
    numbers,
    paired,
    probabilities,
    scores,
    truth,
    vector,
    within_range,
)


def sigmoid_derivative(z: ArrayLike) -> FloatOrArray:
    r"""Compute the derivative of the logistic function.

    $$\sigma'(z) = \sigma(z) \bigl(1 - \sigma(z)\bigr) = \sigma(z)\,\sigma(-z)
    = \frac{e^{-\lvert z \rvert}}{\bigl(1 + e^{-\lvert z \rvert}\bigr)^2}$$

    It is also the second derivative of the binary cross-entropy loss in the logit, whatever the label: positive,
    so that the loss is convex.

    Args:
        z: Logits, any real numbers or infinities, of any shape.

    Returns:
        Slopes, of the shape of z: at most 1/4, which is reached at 0.

    Raises:
        ValueError: A logit is NaN.
        TypeError: z is not an array of real numbers.

    Examples:
        >>> print(sigmoid_derivative([0.0, 1.5, 4.0]).round(6))
        [0.25     0.149146 0.017663]

    References:
        - M. A. Nielsen, Neural Networks and Deep Learning (2015), ch. 3.
        - Derived on the page optimisation/learning-slowdown.
    """
    (z,) = common_float(numbers("z", z))
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(z))
        slopes: FloatOrArray = small / np.square(1 + small)
    return slopes


def softmax_jacobian(z: ArrayLike) -> FloatArray:
    r"""Compute the derivatives of all probabilities of the softmax with respect to all logits.

    $$\frac{\partial q_i}{\partial z_j} = q_i (\delta_{ij} - q_j), \qquad
    J = \operatorname{diag}(q) - q q^{\mathsf T}, \qquad q = \operatorname{softmax}(z)$$

    It is also the Hessian of logsumexp, and of the softmax cross-entropy loss whatever the truth. It is symmetric,
    its rows sum to 0, and $v^{\mathsf T} J v$ is the variance of v under q: never negative, so that the loss is
    convex in the logits.

    Args:
        z: Logits of shape (..., n). -inf gives probability 0; one in each row must be finite.

    Returns:
        Matrices of shape (..., n, n).

    Raises:
        ValueError: A logit is NaN or +inf, or a row is -inf throughout; there are no classes.
        TypeError: z is not an array of real numbers.

    Examples:
        >>> print(softmax_jacobian([0.0, 0.0]))
        [[ 0.25 -0.25]
         [-0.25  0.25]]
        >>> from numpy.linalg import eigvalsh
        >>> print(abs(eigvalsh(softmax_jacobian([2.0, 1.0, 0.1]))).round(6))
        [0.       0.127919 0.369309]

    References:
        - J. S. Bridle, "Training stochastic model recognition algorithms as networks can lead to maximum mutual
          information estimation of parameters", Advances in Neural Information Processing Systems 2 (1990).
        - Derived on the page optimisation/softmax-gradient.
    """
    (z,) = common_float(logits("z", z, -1)[0])
    q, complement = probabilities_and_complements(z)
    with np.errstate(under="ignore"):
        jacobian: FloatArray = negated(q[..., :, np.newaxis] * q[..., np.newaxis, :])
        diagonal = np.arange(q.shape[-1])
        jacobian[..., diagonal, diagonal] = q * complement
    return jacobian


def binary_cross_entropy_with_logits_gradient(
    y: ArrayLike, z: ArrayLike, *, pos_weight: ArrayLike = 1, reduction: Reduction = "mean"
) -> FloatOrArray:
    r"""Compute the derivative of the binary cross-entropy loss with respect to the logit.

    $$\frac{\partial \ell}{\partial z} = (1 - y)\,a - w y (1 - a), \qquad a = \sigma(z)$$

    For the weight w = 1 of the positive label it is a - y: the error, without a factor of the slope of the
    logistic function.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between, each a probability of 1. Any shape.
        z: Logits, any real numbers or infinities. Of the shape of y, unless one of the two broadcasts to the
            shape of the other.
        pos_weight: What a positive label counts, at least 0: a number, or an array that broadcasts to the
            labels. The mean still divides by the number of labels.
        reduction: "mean" for the derivatives of the mean of all losses, "sum" or "none" for those of each one.

    Returns:
        A derivative for each label, of the shape of the labels. (That of a logit which is broadcast to several
            labels is their sum.)

    Raises:
        ValueError: A label is NaN or outside [0, 1]; a logit is NaN; a weight is negative, NaN or infinite;
            the shapes do not fit; there is nothing to average; the reduction is not one of those allowed.
        TypeError: y, z or the weight is not an array of real numbers.

    Examples:
        >>> from crossentropy import logit
        >>> z = logit([0.1, 0.7, 0.8])
        >>> print(binary_cross_entropy_with_logits_gradient([0, 1, 1], z, reduction="sum").round(6))
        [ 0.1 -0.3 -0.2]
        >>> print(f"{binary_cross_entropy_with_logits_gradient(1, 40.0):.6e}")
        -4.248354e-18

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 4.3.2, eq. (4.91).
        - Derived on the page optimisation/cross-entropy-gradient.
    """
    reduction = checked_reduction(reduction)
    y, z = paired(y=probabilities("y", y, truth_values=True), z=numbers("z", z))
    w = label_weights("pos_weight", pos_weight, y=y, z=z)
    a, complement = sigmoids(z)
    with np.errstate(over="ignore", under="ignore"):
        each = weighted(1 - y, a) - weighted(w, weighted(y, complement))
    return _divided(each, each.size, reduction)


def softmax_cross_entropy_gradient(
    y: ArrayLike,
    z: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    ignore_index: int | None = None,
    reduction: Reduction = "mean",
) -> FloatArray:
    r"""Compute the derivatives of the softmax cross-entropy loss with respect to the logits.

    $$\frac{\partial \ell}{\partial z_k} = q_k - y_k, \qquad q = \operatorname{softmax}(z)$$

    A class y stands for its one-hot vector. The derivatives of a sample sum to 0: what the true class is
    pushed up, the others are pushed down, in proportion to their probabilities. With class weights w and label
    smoothing, where t is the smoothed truth,

    $$\frac{\partial \ell}{\partial z_k} = q_k \sum_i w_i t_i - w_k t_k$$

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of z.
        z: Logits of shape (..., n). -inf gives probability 0; one in each row must be finite.
        weights: One weight for each class, at least 0; None for 1 each. With class indices the mean is then
            the weighted one, the sum of the losses over the sum of the weights of the samples' classes; with
            distributions it divides by the number of samples.
        label_smoothing: ε, from 0 to 1: the share of the truth that is spread evenly over the classes.
        ignore_index: Class index, of the n or not, whose samples cost 0 and do not count in the mean.
        reduction: "mean" for the derivatives of the mean loss, "sum" or "none" for those of each sample's own.

    Returns:
        Derivatives of the shape of z.

    Raises:
        ValueError: A class index is out of range; a logit is NaN or +inf, or a row is -inf throughout; a
            probability in y is negative, NaN or infinite, or their sum is not 1; a weight is negative, NaN or
            infinite; the shapes do not fit; there are no classes, or nothing to average; distributions come
            with an index to ignore; the smoothing or the reduction is not one of those allowed.
        TypeError: y, z or the weights are no array of real numbers, class indices or the one to ignore are no
            integers, or the smoothing is no number.

    Examples:
        >>> from numpy import log
        >>> print(softmax_cross_entropy_gradient(1, log([0.3, 0.6, 0.1])).round(6))
        [ 0.3 -0.4  0.1]
        >>> print(softmax_cross_entropy_gradient(0, [100.0, 0.0]))
        [-3.72007598e-44  3.72007598e-44]

    References:
        - J. S. Bridle, "Training stochastic model recognition algorithms as networks can lead to maximum mutual
          information estimation of parameters", Advances in Neural Information Processing Systems 2 (1990).
        - Derived on the page optimisation/softmax-gradient.
    """
    reduction, smoothing = checked_reduction(reduction), checked_smoothing(label_smoothing)
    y, z = truth("y", y, "z", scores("z", z), ignore_index)
    w = class_weights("weights", weights, "z", z)
    shares = class_shares(y, w) if y.ndim < z.ndim else None
    if y.ndim < z.ndim and not smoothing:
        divisor = mean_divisor(y.size, shares) if reduction == "mean" else 1
        return softmax_errors(np.maximum(y, 0), z, (1 if shares is None else shares) / divisor)
    z, _ = logits("z", z, -1)
    targets = _targets(y, z)
    with np.errstate(under="ignore"):
        if smoothing:
            targets = (1 - smoothing) * targets + smoothing / z.shape[-1]
        if w is not None:
            targets = w * targets
        if shares is not None:
            targets = np.where((y < 0)[..., np.newaxis], 0, targets).astype(z.dtype)
    each = _pulls(targets, *probabilities_and_complements(z))
    return _divided(each, each[..., 0].size, reduction, shares)


def sigmoid_squared_error_gradient(y: ArrayLike, z: ArrayLike, *, reduction: Reduction = "mean") -> FloatOrArray:
    r"""Compute the derivative of the squared error of a sigmoid with respect to its logit.

    $$\frac{\partial}{\partial z} \bigl(\sigma(z) - y\bigr)^2 = 2 (a - y)\,a (1 - a), \qquad a = \sigma(z)$$

    The slope $a (1 - a)$ makes it tiny for a confident wrong prediction too. The quadratic cost is half of the
    squared error, and its derivative half of this.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between, each a probability of 1. Any shape.
        z: Logits, any real numbers or infinities. Of the shape of y, unless one of the two broadcasts to the
            shape of the other.
        reduction: "mean" for the derivatives of the mean of all losses, "sum" or "none" for those of each one.

    Returns:
        A derivative for each label, of the shape of the labels. (That of a logit which is broadcast to several
            labels is their sum.)

    Raises:
        ValueError: A label is NaN or outside [0, 1]; a logit is NaN; the shapes do not fit; there is nothing
            to average; the reduction is not one of those allowed.
        TypeError: y or z is not an array of real numbers.

    Examples:
        >>> print((sigmoid_squared_error_gradient(0, [1.5, 4.0], reduction="none") / 2).round(6))
        [0.121938 0.017345]

    References:
        - M. A. Nielsen, Neural Networks and Deep Learning (2015), ch. 3.
        - Derived on the page optimisation/learning-slowdown.
    """
    reduction = checked_reduction(reduction)
    y, z = paired(y=probabilities("y", y, truth_values=True), z=numbers("z", z))
    a, complement = sigmoids(z)
    with np.errstate(under="ignore"):
        each = 2 * a * complement * (weighted(1 - y, a) - weighted(y, complement))
    return _divided(each, each.size, reduction)


def sigmoid_squared_error_second_derivative(
    y: ArrayLike, z: ArrayLike, *, reduction: Reduction = "mean"
) -> FloatOrArray:
    r"""Compute the second derivative of the squared error of a sigmoid with respect to its logit.

    $$\frac{\partial^2}{\partial z^2} \bigl(\sigma(z) - y\bigr)^2
    = 2 a b \bigl( (1 - y)\,a (2 - 3 a) + y\,b (2 - 3 b) \bigr), \qquad a = \sigma(z), \quad b = 1 - a$$

    It is negative where the error is above 2/3: the squared error is not convex in the logit.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between, each a probability of 1. Any shape.
        z: Logits, any real numbers or infinities. Of the shape of y, unless one of the two broadcasts to the
            shape of the other.
        reduction: "mean" for the derivatives of the mean of all losses, "sum" or "none" for those of each one.

    Returns:
        A second derivative for each label, of the shape of the labels.

    Raises:
        ValueError: A label is NaN or outside [0, 1]; a logit is NaN; the shapes do not fit; there is nothing
            to average; the reduction is not one of those allowed.
        TypeError: y or z is not an array of real numbers.

    Examples:
        >>> print(f"{sigmoid_squared_error_second_derivative(0, 2.0) / 2:.6f}")
        -0.059407

    References:
        - P. Auer, M. Herbster and M. K. Warmuth, "Exponentially many local minima for single neurons", Advances
          in Neural Information Processing Systems 8 (1996).
        - Derived on the page optimisation/convexity.
    """
    reduction = checked_reduction(reduction)
    y, z = paired(y=probabilities("y", y, truth_values=True), z=numbers("z", z))
    with np.errstate(under="ignore"):
        each = weighted(1 - y, _bend(z)) + weighted(y, _bend(negated(z)))
    return _divided(each, each.size, reduction)


def _bend(z: FloatArray) -> FloatArray:
    r"""Return the second derivative for label 0: $2 s (2 s - 1) / (1 + s)^4$ with $s = e^{-z}$, or the like for z < 0.

    Its zero is that of $2 s - 1$, which is exact near there.
    """
    small = np.exp(-np.abs(z))
    whole = 1 + small
    lost = small - (whole - 1)  # what the sum was rounded by, exactly: the fourth power would make four times as much
    fourth = np.square(np.square(whole))
    bend: FloatArray = (
        2 * small * np.where(z >= 0, 2 * small - 1, small * (2 - small)) / fourth * (1 - 4 * lost / whole)
    )
    return bend


def brier_score_gradient(y: ArrayLike, z: ArrayLike, *, reduction: Reduction = "mean") -> FloatArray:
    r"""Compute the derivatives of the Brier score of a softmax with respect to the logits.

    $$\frac{\partial}{\partial z_k} \sum_i (q_i - y_i)^2 = 2 q_k \Bigl( (q_k - y_k) - \sum_i q_i (q_i - y_i) \Bigr),
    \qquad q = \operatorname{softmax}(z)$$

    A class y stands for its one-hot vector. The derivatives of a sample sum to 0.

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of z.
        z: Logits of shape (..., n). -inf gives probability 0; one in each row must be finite.
        reduction: "mean" for the derivatives of the mean loss, "sum" or "none" for those of each sample's own.

    Returns:
        Derivatives of the shape of z.

    Raises:
        ValueError: A class index is out of range; a logit is NaN or +inf, or a row is -inf throughout; a
            probability in y is negative, NaN or infinite, or their sum is not 1; the shapes do not fit; there
            are no classes, or nothing to average; the reduction is not one of those allowed.
        TypeError: y or z is not an array of real numbers, or class indices are not integers.

    Examples:
        >>> from numpy import log
        >>> print((brier_score_gradient(1, log([0.98, 0.01, 0.01])) / 2).round(6))
        [ 0.028812 -0.019406 -0.009406]

    References:
        - G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78
          (1950), 1-3.
        - Derived on the page optimisation/convexity.
    """
    reduction = checked_reduction(reduction)
    y, z = truth("y", y, "z", logits("z", z, -1)[0])
    q, complement = probabilities_and_complements(z)
    errors = _pulls(_targets(y, z), q, complement)
    with np.errstate(under="ignore"):
        each = 2 * q * (errors * complement - sums_of_others(q * errors))
    return _divided(each, each[..., 0].size, reduction)


def focal_loss_gradient(y: ArrayLike, z: ArrayLike, *, gamma: float = 2.0, reduction: Reduction = "mean") -> FloatArray:
    r"""Compute the derivatives of the focal loss of a softmax with respect to the logits.

    $$\frac{\partial \ell}{\partial z_k} = q_k \sum_i y_i f_i - y_k f_k, \qquad
    f_i = (1 - q_i)^{\gamma} \Bigl( 1 - \gamma\,\frac{q_i \ln q_i}{1 - q_i} \Bigr), \qquad
    q = \operatorname{softmax}(z)$$

    A class y stands for its one-hot vector. The derivatives of a sample sum to 0.

    Args:
        y: The truth, in one of two forms: class indices from 0 to n - 1, integers of shape (...); or
            distributions over the classes (one-hot or soft), of the shape of z.
        z: Logits of shape (..., n). -inf gives probability 0; one in each row must be finite.
        gamma: γ, a finite number of at least 0.
        reduction: "mean" for the derivatives of the mean loss, "sum" or "none" for those of each sample's own.

    Returns:
        Derivatives of the shape of z.

    Raises:
        ValueError: A class index is out of range; a logit is NaN or +inf, or a row is -inf throughout; a
            probability in y is negative, NaN or infinite, or their sum is not 1; the shapes do not fit; there
            are no classes, or nothing to average; γ or the reduction is not one of those allowed.
        TypeError: y or z is not an array of real numbers, class indices are not integers, or γ is no number.

    Examples:
        >>> from numpy import log
        >>> print(focal_loss_gradient(1, log([0.3, 0.6, 0.1]), gamma=0).round(6))
        [ 0.3 -0.4  0.1]
        >>> print(focal_loss_gradient(1, log([0.3, 0.6, 0.1])).round(6))
        [ 0.121559 -0.162079  0.04052 ]

    References:
        - T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár, "Focal loss for dense object detection", ICCV
          2017.
        - Derived on the page practice/class-imbalance.
    """
    gamma, reduction = checked_gamma(gamma), checked_reduction(reduction)
    y, z = truth("y", y, "z", logits("z", z, -1)[0])
    q, complement = probabilities_and_complements(z)
    pulls = weighted(_targets(y, z), _focus(gamma, q, complement, negated(log_probabilities(z))))
    each = _pulls(pulls, q, complement)
    return _divided(each, each[..., 0].size, reduction)


def _focus(gamma: float, q: FloatArray, complement: FloatArray, surprisals: FloatArray) -> FloatArray:
    r"""Return $(1 - q)^\gamma (1 - \gamma q \ln q / (1 - q))$, which is 0 or 1 where 1 - q is 0."""
    exponent = np.array(gamma, dtype=q.dtype)
    with np.errstate(divide="ignore", over="ignore", under="ignore", invalid="ignore"):
        logs = np.where(q < 0.5, np.log1p(-q), np.log(complement))
        ratio = np.where(complement > 0, surprisals / complement, 1).astype(q.dtype)
        focus: FloatArray = np.exp(-weighted(exponent, -logs)) * (1 + weighted(exponent, weighted(q, ratio)))
    return focus


def logistic_gradient(y: ArrayLike, X: ArrayLike, w: ArrayLike) -> FloatArray:
    r"""Compute the gradient of the mean loss of logistic regression with respect to the weights.

    $$\nabla L(w) = \frac{1}{m} X^{\mathsf T} (\sigma - y), \qquad \sigma_j = \sigma(x_j^{\mathsf T} w)$$

    A bias is the weight of a column of ones in X.

    Args:
        y: Labels 0 and 1 (False and True), or soft labels between, of shape (m,).
        X: The inputs, finite numbers of shape (m, d): a row for each sample.
        w: The weights, finite numbers of shape (d,).

    Returns:
        The gradient, of shape (d,), in nats per unit of each weight.

    Raises:
        ValueError: A number is NaN or infinite; a label is outside [0, 1]; the shapes do not fit; there are no
            samples.
        OverflowError: Products of inputs and weights leave the range of the floats.
        TypeError: y, X or w is not an array of real numbers.

    Examples:
        >>> X = [[1, -2], [1, -1], [1, 0.5], [1, 1], [1, 2]]
        >>> print(logistic_gradient([0, 1, 0, 1, 1], X, [0.3, 0.8]).round(6))
        [-0.023991  0.003653]

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 4.3.2, eq. (4.91).
        - Derived on the page likelihood/logistic-regression.
    """
    X = design_matrix("X", X)
    y = vector("y", probabilities("y", y, truth_values=True), len(X), "row of X")
    w = vector("w", finite_numbers("w", w), X.shape[1], "column of X")
    y, X, w = common_float(y, X, w)
    a, complement = sigmoids(_logits_of(X, w))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        errors = weighted(1 - y, a) - weighted(y, complement)
        return within_range("the gradient", X.T @ (errors / len(X)))


def logistic_hessian(X: ArrayLike, w: ArrayLike) -> FloatArray:
    r"""Compute the Hessian of the mean loss of logistic regression with respect to the weights.

    $$\nabla^2 L(w) = \frac{1}{m} X^{\mathsf T} S X, \qquad
    S = \operatorname{diag}\bigl(\sigma_j (1 - \sigma_j)\bigr), \quad \sigma_j = \sigma(x_j^{\mathsf T} w)$$

    It does not depend on the labels. It is positive semidefinite, and positive definite if and only if the
    columns of X are linearly independent: the loss is convex.

    Args:
        X: The inputs, finite numbers of shape (m, d): a row for each sample.
        w: The weights, finite numbers of shape (d,).

    Returns:
        The Hessian, a symmetric matrix of shape (d, d).

    Raises:
        ValueError: A number is NaN or infinite; the shapes do not fit; there are no samples.
        OverflowError: Products of inputs and weights leave the range of the floats.
        TypeError: X or w is not an array of real numbers.

    Examples:
        >>> print(logistic_hessian([[1, -1], [1, 1]], [0.0, 0.0]))
        [[0.25 0.  ]
         [0.   0.25]]

    References:
        - C. M. Bishop, Pattern Recognition and Machine Learning (2006), § 4.3.3, eq. (4.97).
        - Derived on the page optimisation/convexity.
    """
    X = design_matrix("X", X)
    X, w = common_float(X, vector("w", finite_numbers("w", w), X.shape[1], "column of X"))
    slopes = np.asarray(sigmoid_derivative(_logits_of(X, w)))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        hessian = within_range("the Hessian", X.T @ ((slopes / len(X))[:, np.newaxis] * X))
        return (hessian + hessian.T) / 2  # symmetric to the last digit


def _logits_of(X: FloatArray, w: FloatArray) -> FloatArray:
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return within_range("X @ w", X @ w)


# --- what they share -----------------------------------------------------------------------------


def _targets(y: RealArray, z: FloatArray) -> FloatArray:
    """Return the truth as distributions of the shape of the logits."""
    return one_hot(y, z) if y.ndim < z.ndim else y


def _pulls(pulls: FloatArray, q: FloatArray, complement: FloatArray) -> FloatArray:
    r"""Return $q_k \sum_i u_i - u_k$ for the pulls u of the classes: the sum times the difference q - u / sum.

    Where a class has more than half of the pull, that is what the others have of it, less 1 - q: exact for all of it.
    """
    with np.errstate(under="ignore", invalid="ignore"):
        total = pulls.sum(axis=-1, keepdims=True)
        shares = np.where(total > 0, pulls / total, 0).astype(q.dtype)
        rest = np.where(total > 0, sums_of_others(pulls) / total, 0)
        gaps = np.where(shares > 0.5, rest - complement, q - shares)
        return weighted(total, gaps.astype(q.dtype))


def _divided(each: FloatArray, size: int, reduction: Reduction, shares: FloatArray | None = None) -> FloatArray:
    """Return the derivatives of the mean of so many losses, or of each."""
    if reduction != "mean":
        return each[()]
    with np.errstate(under="ignore"):
        divided: FloatArray = np.divide(each, mean_divisor(size, shares), dtype=each.dtype)
    return divided

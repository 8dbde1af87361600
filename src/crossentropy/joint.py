"""Two variables at once: their joint distribution is a table, with a row an outcome of X and a column one of Y.

The table lies along the last two axes, or along the two that `axis` names, that of X first; over the other
axes there may be many tables.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import divergence_terms, in_base, log_ratio, surprisal, surprisal_of_complement, weighted
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    checked_base,
    joint_distribution,
    table_of_weights,
)


def marginals(joint: ArrayLike, *, axis: tuple[int, ...] = (-2, -1)) -> tuple[FloatArray, ...]:
    r"""Compute the distributions of the single variables from their joint distribution.

    $$p_X(x) = \sum_y p(x, y), \qquad p_Y(y) = \sum_x p(x, y)$$

    Args:
        joint: Joint probabilities, summing to 1 along the axes of the variables together. Shape (..., n, m)
            for the default axes.
        axis: The axes of the variables, two or more.

    Returns:
        One array for each variable, in the order of `axis`: its distribution along the last axis, the axes
            that belong to no variable before it. For the default axes, shapes (..., n) and (..., m).

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; there are no outcomes; an axis
            is out of range or named twice.
        TypeError: `joint` is not an array of real numbers, or `axis` is no tuple of integers.

    Examples:
        >>> of_x, of_y = marginals([[1 / 2, 1 / 4], [0, 1 / 4]])
        >>> print(of_x, of_y)
        [0.75 0.25] [0.5 0.5]

    References:
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 2.2.
        - Derived on the page divergence/mutual-information.
    """
    table, count = joint_distribution("joint", joint, axis)
    others = table.ndim - count
    return tuple(_summed_but_one(table, others, others + k) for k in range(count))


def _summed_but_one(table: FloatArray, first: int, kept: int) -> FloatArray:
    """Sum along the axes from `first` on but one, which is then the last."""
    sums = _summed(np.ascontiguousarray(np.moveaxis(table, kept, first)), table.ndim - first - 1)
    # A sum of probabilities that rounding has lifted above 1 counts as 1, as it does everywhere.
    return np.minimum(sums, 1, dtype=table.dtype)


def joint_entropy(joint: ArrayLike, *, base: float | None = None, axis: tuple[int, ...] = (-2, -1)) -> FloatOrArray:
    r"""Compute the joint entropy, the information that the outcomes of two variables carry together on average.

    $$H(X, Y) = -\sum_{x, y} p(x, y) \log_b p(x, y), \qquad 0 \log 0 = 0$$

    Args:
        joint: Joint probabilities, summing to 1 along the axes of the variables together. Shape (..., n, m)
            for the default axes.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axes of the variables, two or more.

    Returns:
        The entropy, from that of either variable to the sum of all, in the unit of the base. Its shape is that
            of `joint` without the axes of the variables, and a scalar for one table.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; there are no outcomes; an axis
            is out of range or named twice; the base is out of range.
        TypeError: `joint` is not an array of real numbers, `axis` is no tuple of integers, or the base is not
            a number.

    Examples:
        >>> print(joint_entropy([[1 / 2, 1 / 4], [0, 1 / 4]], base=2))
        1.5

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 6.
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 2.2.
        - Derived on the page divergence/mutual-information.
    """
    base = checked_base(base)
    table, count = joint_distribution("joint", joint, axis)
    return _summed(weighted(table, surprisal(table, base)), count)


def conditional_entropy(
    joint: ArrayLike, *, base: float | None = None, axis: tuple[int, int] = (-2, -1)
) -> FloatOrArray:
    r"""Compute the conditional entropy of Y given X, what is still uncertain of Y on average once X is known.

    $$H(Y \mid X) = -\sum_{x, y} p(x, y) \log_b \frac{p(x, y)}{p_X(x)} = H(X, Y) - H(X)$$

    Computed is the sum, in which nothing cancels. For $H(X \mid Y)$ name the axes the other way round:
    `axis=(-1, -2)`.

    Args:
        joint: Joint probabilities, summing to 1 along the axes of X and Y together. Shape (..., n, m) for the
            default axes: a row for each outcome of X, a column for each of Y.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axis of X, which is known, and that of Y.

    Returns:
        The entropy, from 0 (X tells Y) to the entropy of Y (X tells nothing of it), in the unit of the base.
            Its shape is that of `joint` without the two axes, and a scalar for one table.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; there are no outcomes; there
            are not two axes, or one is out of range or named twice; the base is out of range.
        TypeError: `joint` is not an array of real numbers, `axis` is no tuple of integers, or the base is not
            a number.

    Examples:
        >>> joint = [[1 / 2, 1 / 4], [0, 1 / 4]]
        >>> print(f"H(Y | X) = {conditional_entropy(joint, base=2):.6f} bits")
        H(Y | X) = 0.688722 bits
        >>> print(f"H(X | Y) = {conditional_entropy(joint, base=2, axis=(-1, -2))} bits")
        H(X | Y) = 0.5 bits

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 6.
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 2.2.
        - Derived on the page divergence/mutual-information.
    """
    base = checked_base(base)
    table, count = joint_distribution("joint", joint, axis, count=2)
    rows = table.sum(axis=-1, keepdims=True)
    surprisals = log_ratio(rows, table, base)
    # The likeliest outcome of a row may be nearly certain: its surprisal comes from what the others leave to it.
    likeliest = table.argmax(axis=-1, keepdims=True)
    others = np.take_along_axis(_sums_of_others(table, -1), likeliest, axis=-1)
    with np.errstate(under="ignore"):
        share = np.divide(others, rows, where=rows > 0, out=np.zeros_like(rows))
    np.put_along_axis(surprisals, likeliest, surprisal_of_complement(share, base), axis=-1)
    return _summed(weighted(table, surprisals), count)


def mutual_information(
    joint: ArrayLike, *, base: float | None = None, axis: tuple[int, int] = (-2, -1)
) -> FloatOrArray:
    r"""Compute the mutual information of X and Y, what either tells of the other on average.

    $$I(X; Y) = \sum_{x, y} p(x, y) \log_b \frac{p(x, y)}{p_X(x) \, p_Y(y)}
    = \sum_x p_X(x) \, D_{\mathrm{KL}}\bigl(p(\cdot \mid x) \,\|\, p_Y\bigr) = H(Y) - H(Y \mid X)$$

    It is the divergence of the joint distribution from that of independent variables, and 0 for these only.
    Computed is the second form: a sum of non-negative terms, accurate for nearly independent variables too.

    Args:
        joint: Joint probabilities, summing to 1 along the axes of X and Y together. Shape (..., n, m) for the
            default axes: a row for each outcome of X, a column for each of Y.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axes of X and Y. Their order does not matter.

    Returns:
        The information, from 0 to the smaller of the entropies of X and Y, in the unit of the base. Its shape
            is that of `joint` without the two axes, and a scalar for one table.

    Raises:
        ValueError: A probability is negative, NaN or infinite; a sum is not 1; there are no outcomes; there
            are not two axes, or one is out of range or named twice; the base is out of range.
        TypeError: `joint` is not an array of real numbers, `axis` is no tuple of integers, or the base is not
            a number.

    Examples:
        >>> print(f"{mutual_information([[1 / 2, 1 / 4], [0, 1 / 4]], base=2):.6f} bits")
        0.311278 bits
        >>> print(mutual_information([[1 / 2, 0], [0, 1 / 2]], base=2))
        1.0

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 12.
        - T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed. (2006), § 2.3.
        - Derived on the page divergence/mutual-information.
    """
    base = checked_base(base)
    table, _ = joint_distribution("joint", joint, axis, count=2)
    return _mutual_information(table, base)


def information_gain(counts: ArrayLike, *, base: float | None = None, axis: tuple[int, int] = (-2, -1)) -> FloatOrArray:
    r"""Compute the information gain of a split, by how much it lowers the entropy of the classes on average.

    $$\operatorname{gain} = H(Y) - \sum_x \frac{N_x}{N} H(Y \mid X = x), \qquad N_x = \sum_y N_{xy}, \;
    N = \sum_x N_x$$

    It is the mutual information of the branch and the class among the samples counted; decision trees choose
    the split that gains most.

    Args:
        counts: How many samples each branch has of each class, or their weights: non-negative numbers, not all
            0. Shape (..., n, m) for the default axes: a row for each branch X, a column for each class Y.
        base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.
        axis: The axes of the branches and of the classes.

    Returns:
        The gain, from 0 to the entropy of the classes, in the unit of the base. Its shape is that of `counts`
            without the two axes, and a scalar for one table.

    Raises:
        ValueError: A count is negative, NaN or infinite; all counts of a table are 0; there are no branches or
            no classes; there are not two axes, or one is out of range or named twice; the base is out of
            range.
        TypeError: `counts` is not an array of real numbers, `axis` is no tuple of integers, or the base is not
            a number.

    Examples:
        Does one play outside? Yes and no by a sunny, overcast and rainy outlook, on 14 days:

        >>> print(f"{information_gain([[2, 3], [4, 0], [3, 2]], base=2):.6f} bits")
        0.246750 bits

    References:
        - J. R. Quinlan, "Induction of decision trees", Machine Learning 1 (1986), 81-106.
        - Derived on the page divergence/mutual-information.
    """
    base = checked_base(base)
    weights = table_of_weights("counts", counts, axis)
    with np.errstate(under="ignore"):
        weights = weights / weights.max(axis=(-2, -1), keepdims=True)  # so that no sum overflows
        return _mutual_information(weights / weights.sum(axis=(-2, -1), keepdims=True), base)


def _mutual_information(table: FloatArray, base: float | None) -> FloatOrArray:
    others = table.ndim - 2
    of_x, of_y = _summed_but_one(table, others, others)[..., None], _summed_but_one(table, others, others + 1)
    whole = of_x.sum(axis=-2, keepdims=True)
    with np.errstate(under="ignore"):
        # Given x, and not times its probability: the product of two marginals may underflow where no cell does.
        given_x = np.divide(table, of_x, where=of_x > 0, out=np.zeros_like(table))
        expected = np.broadcast_to(of_y[..., None, :] / whole, table.shape)
        weighted_logs, rest = divergence_terms(given_x, expected, base, _gap(table, of_x) / whole)
    terms = weighted_logs.sum(axis=-1) + in_base(rest.sum(axis=-1), base)
    informations: FloatOrArray = weighted(of_x[..., 0], terms).sum(axis=-1)
    return informations


def _gap(table: FloatArray, of_x: FloatArray) -> FloatArray:
    r"""Return $p(y \mid x) - p_Y(y)$, times the sum of the table, without rounding either first.

    With r the rest of the row of a cell p, c the rest of its column and o all in other rows and columns,
    $p (p + r + c + o) - (p + r)(p + c) = p o - r c$. A rare cell is then not drowned by the rounding of a common one.
    """
    row, column = _sums_of_others(table, -1), _sums_of_others(table, -2)
    share, rest = (np.divide(part, of_x, where=of_x > 0, out=np.zeros_like(table)) for part in (table, row))
    gap: FloatArray = share * _sums_of_others(row, -2) - rest * column
    return gap


def _sums_of_others(values: FloatArray, axis: int) -> FloatArray:
    """Return for each value the sum of the others along an axis, in which nothing cancels."""
    values = np.ascontiguousarray(np.moveaxis(values, axis, -1))
    largest = values.argmax(axis=-1, keepdims=True)
    smaller = values.copy()
    np.put_along_axis(smaller, largest, 0, axis=-1)
    sums = values.sum(axis=-1, keepdims=True) - values
    np.put_along_axis(sums, largest, smaller.sum(axis=-1, keepdims=True), axis=-1)
    return np.moveaxis(sums, -1, axis)


def _summed(terms: FloatArray, count: int) -> FloatArray:
    """Sum over the last `count` axes, as one, so that numpy sums pairwise."""
    kept, together = terms.shape[:-count], math.prod(terms.shape[-count:])
    sums: FloatArray = terms.reshape((*kept, together)).sum(axis=-1)
    return sums

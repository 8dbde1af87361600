"""Checks at the boundary of the public functions, once: which argument, at which index, with which value.

Inside the library nothing is checked again. Values that are mathematics and not mistakes (a model
probability of 0 where the truth is positive, a masked logit of -inf) pass.
"""

from __future__ import annotations

import math
import operator
from numbers import Real
from typing import Any, Literal, NoReturn, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

RealArray: TypeAlias = NDArray[Any]
FloatArray: TypeAlias = NDArray[np.floating[Any]]
FloatOrArray: TypeAlias = np.floating[Any] | FloatArray
Reduction: TypeAlias = Literal["mean", "sum", "none"]


# --- arrays of real numbers ----------------------------------------------------------------------


def real_array(name: str, value: ArrayLike, *, truth_values: bool = False) -> RealArray:
    """Return `value` as an array of real numbers, its own dtype kept; bool passes as 0 and 1 if asked."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, and its mask would be lost: drop or fill what it masks")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is no rectangular array of numbers: {error}") from error
    if array.dtype.kind == "b":
        if not truth_values:
            raise TypeError(f"{name} has dtype bool, expected real numbers: write {name}.astype(int) if True means 1")
        return array.astype(np.int8)
    # Not longdouble: computing it in float64 would drop digits in silence.
    if array.dtype.kind not in "iuf" or not np.can_cast(array.dtype, np.float64):
        raise TypeError(
            f"{name} has dtype {array.dtype}, expected real numbers (integers, float16, float32 or float64)"
        )
    return array


def common_float(*arrays: RealArray) -> list[FloatArray]:
    """Cast to the float dtype that the arrays have in common.

    Integers and single numbers adapt to the arrays of floats, so that integer labels leave a float32 model
    in float32, unless such a number is beyond its range. float16 becomes float32: sums and logarithms in half
    precision are not worth reporting.
    """
    floating = [array for array in arrays if array.dtype.kind == "f"]
    deciding = [array for array in floating if array.ndim or _leaves_float32(array)] or floating
    dtypes = [array.dtype for array in deciding] or [np.dtype(np.float64)]
    dtype = np.result_type(np.float32, *dtypes)
    return [array.astype(dtype, copy=False) for array in arrays]


def _leaves_float32(number: RealArray) -> bool:
    """Whether a single number would become 0 or infinite in float32."""
    with np.errstate(over="ignore", under="ignore"):
        narrow = number.astype(np.float32)
    return bool((narrow == 0 and number != 0) or (np.isinf(narrow) and np.isfinite(number)))


def _place(name: str, index: tuple[Any, ...]) -> str:
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def _reject(name: str, array: RealArray, bad: NDArray[np.bool_], expected: str) -> NoReturn:
    index = tuple(int(i) for i in np.argwhere(bad)[0])
    raise ValueError(f"{_place(name, index)} = {array[index]!s}, expected {expected}")


def numbers(name: str, value: ArrayLike) -> RealArray:
    """Return `value` as an array of extended real numbers: anything but NaN."""
    array = real_array(name, value)
    if np.isnan(array).any():
        _reject(name, array, np.isnan(array), "a number")
    return array


def finite_numbers(name: str, value: ArrayLike, *, truth_values: bool = False) -> RealArray:
    """Return `value` as an array of finite real numbers; bool passes as 0 and 1 if asked."""
    array = real_array(name, value, truth_values=truth_values)
    finite = np.isfinite(array)
    if not finite.all():
        _reject(name, array, ~finite, "a finite number")
    return array


# --- axes ----------------------------------------------------------------------------------------


def outcome_axis(name: str, array: RealArray, axis: int) -> int:
    """Return `axis` counted from 0; the array must have it, and outcomes along it."""
    try:
        position = operator.index(axis)
    except TypeError:
        raise TypeError(f"axis = {axis!r}, expected an integer") from None
    if not array.ndim:
        raise ValueError(f"{name} is the single number {array}, expected an array with an axis of outcomes")
    if not -array.ndim <= position < array.ndim:
        raise ValueError(f"axis = {axis} is out of range for {name}, whose shape {array.shape} has {array.ndim} axes")
    position %= array.ndim
    if not array.shape[position]:
        raise ValueError(f"{name} has no outcomes along axis {axis} of its shape {array.shape}, expected at least one")
    return position


def outcomes_last(array: RealArray, axis: int) -> RealArray:
    """Move `axis` to the end, contiguous: numpy then sums pairwise, which keeps the rounding error small."""
    return np.ascontiguousarray(np.moveaxis(array, axis, -1))


# --- logits ---------------------------------------------------------------------------------------


def logits(name: str, value: ArrayLike, axis: int) -> tuple[RealArray, int]:
    """Return logits with their outcomes last, and the axis that these came from.

    -inf is the logit of probability 0. +inf, or -inf throughout, belongs to no distribution.
    """
    array = numbers(name, value)
    position = outcome_axis(name, array, axis)
    if np.isposinf(array).any():
        _reject(name, array, np.isposinf(array), "a finite logit, or -inf for probability 0")
    array = outcomes_last(array, position)
    impossible = np.isneginf(array).all(axis=-1)
    if impossible.any():
        row = np.argwhere(impossible)[0].tolist()
        row.insert(position, ":")
        raise ValueError(
            f"{_place(name, tuple(row))} is -inf throughout, expected a finite logit for one outcome at least"
        )
    return array, position


def scores(name: str, value: ArrayLike) -> RealArray:
    """Return an array with outcomes along the last axis, whose values are left to be checked."""
    array = real_array(name, value)
    outcome_axis(name, array, -1)
    return array


# --- probabilities -------------------------------------------------------------------------------


def probabilities(name: str, value: ArrayLike, *, truth_values: bool = False) -> RealArray:
    """Return `value` as an array of single probabilities, each between 0 and 1."""
    array = real_array(name, value, truth_values=truth_values)
    inside = (array >= 0) & (array <= 1)
    if not inside.all():
        _reject(name, array, ~inside, "a probability between 0 and 1 (a logit goes through sigmoid first)")
    return array


def distribution(name: str, value: ArrayLike, axis: int) -> RealArray:
    """Return `value` as probability distributions along the last axis, moved there from `axis`.

    An entry that rounding has lifted above 1 counts as 1, so that no information is ever negative.
    """
    array = real_array(name, value)
    position = outcome_axis(name, array, axis)
    proper = (array >= 0) & (array < np.inf)
    if not proper.all():
        _reject(name, array, ~proper, "a probability between 0 and 1 (logits go through softmax first)")
    with np.errstate(over="ignore"):
        sums = np.asarray(array.sum(axis=position, dtype=np.float64))
    tolerance = sum_tolerance(array.dtype)
    off = np.abs(sums - 1) > tolerance
    if off.any():
        found: list[Any] = np.argwhere(off)[0].tolist()
        total = sums[tuple(found)]
        if found:
            found.insert(position, ":")  # the whole row is at fault
        raise ValueError(
            f"{_place(name, tuple(found))} sums to {total} along axis {axis}, "
            f"expected 1 within {tolerance:.1e}: divide weights or counts by their sum first"
        )
    if (sums > 1).any():
        array = np.minimum(array, 1)
    return outcomes_last(array, position)


def sum_tolerance(dtype: np.dtype[Any]) -> float:
    """How far off 1 a sum of probabilities may be: the square root of the dtype's rounding unit.

    That is numpy's own rule (`Generator.choice`). A deviation within it moves the results by no more than
    itself, and a divergence by its square: by rounding only.
    """
    return math.sqrt(np.finfo(dtype if dtype.kind == "f" else np.float64).eps)


def distributions(axis: int, **values: ArrayLike) -> list[FloatArray]:
    """Return the arguments as distributions over the same outcomes, these last, in one float dtype."""
    return _over_the_same_outcomes(axis, **{name: distribution(name, value, axis) for name, value in values.items()})


def outcomes_of(axis: int, **values: ArrayLike) -> tuple[list[FloatArray], list[float]]:
    """Return the arguments as `distributions` does, broadcast, with the tolerances of their sums.

    Their values are not checked: the kernels do this on the way. What cannot be checked fast, they leave to
    `distributions`.
    """
    given = {name: real_array(name, value) for name, value in values.items()}
    arrays = {name: np.moveaxis(array, outcome_axis(name, array, axis), -1) for name, array in given.items()}
    tolerances = [sum_tolerance(array.dtype) for array in given.values()]
    return list(np.broadcast_arrays(*_over_the_same_outcomes(axis, **arrays))), tolerances


def _over_the_same_outcomes(axis: int, **arrays: RealArray) -> list[FloatArray]:
    (first, *others) = arrays
    for other in others:
        shapes = arrays[first].shape, arrays[other].shape
        if shapes[0][-1] != shapes[1][-1]:
            raise ValueError(
                f"{first} has {shapes[0][-1]} outcomes along axis {axis}, {other} has {shapes[1][-1]}: "
                "expected both over the same outcomes"
            )
        _broadcast_shape(first, shapes[0], other, shapes[1])
    return common_float(*arrays.values())


def _broadcast_shape(name: str, shape: tuple[int, ...], other: str, other_shape: tuple[int, ...]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(shape, other_shape)
    except ValueError:
        raise ValueError(
            f"{name} has shape {shape} and {other} has shape {other_shape} (outcomes last): they do not broadcast"
        ) from None


# --- tables of several variables ------------------------------------------------------------------


def joint_distribution(
    name: str, value: ArrayLike, axis: tuple[int, ...], count: int | None = None
) -> tuple[FloatArray, int]:
    """Return joint distributions along the last axes, moved there from `axis` in its order; and how many axes.

    Args:
        name: The argument, for messages.
        value: The argument.
        axis: The axes of the variables.
        count: How many there must be; None for two or more.
    """
    array = real_array(name, value)
    axes = _variable_axes(name, array, axis, count)
    proper = (array >= 0) & (array < np.inf)
    if not proper.all():
        _reject(name, array, ~proper, "a probability between 0 and 1")
    with np.errstate(over="ignore"):
        sums = np.asarray(array.sum(axis=axes, dtype=np.float64))
    tolerance = sum_tolerance(array.dtype)
    off = np.abs(sums - 1) > tolerance
    if off.any():
        place, total = _place_of_table(name, off, axes), sums[tuple(np.argwhere(off)[0])]
        raise ValueError(
            f"{place} sums to {total} along the axes {axis}, "
            f"expected 1 within {tolerance:.1e}: divide weights or counts by their sum first"
        )
    if (sums > 1).any():
        array = np.minimum(array, 1)
    return _variables_last(array, axes), len(axes)


def table_of_weights(name: str, value: ArrayLike, axis: tuple[int, int]) -> FloatArray:
    """Return tables of non-negative numbers, not all 0, along the last two axes, moved there from `axis`."""
    array = real_array(name, value)
    axes = _variable_axes(name, array, axis, 2)
    proper = (array >= 0) & (array < np.inf)
    if not proper.all():
        _reject(name, array, ~proper, "a finite count or weight, 0 or more")
    nothing = np.asarray(~array.any(axis=axes))
    if nothing.any():
        raise ValueError(f"{_place_of_table(name, nothing, axes)} is 0 throughout, expected a positive count")
    return _variables_last(array, axes)


def _variable_axes(name: str, array: RealArray, axis: tuple[int, ...], count: int | None) -> tuple[int, ...]:
    """Return the axes of the variables counted from 0: distinct, in range, with outcomes along each."""
    expected = "a tuple of two axes" if count == 2 else "a tuple of two or more axes"
    try:
        positions = [operator.index(one) for one in axis] if isinstance(axis, tuple) else None
    except TypeError:
        positions = None
    if positions is None:
        raise TypeError(f"axis = {axis!r}, expected {expected} such as (-2, -1)")
    if len(positions) < 2 or (count is not None and len(positions) != count):
        raise ValueError(f"axis = {axis} has {len(positions)} axes, expected {expected} such as (-2, -1)")
    if not all(-array.ndim <= one < array.ndim for one in positions):
        raise ValueError(f"axis = {axis} is out of range for {name}, whose shape {array.shape} has {array.ndim} axes")
    positions = [one % array.ndim for one in positions]
    if len(set(positions)) < len(positions):
        raise ValueError(f"axis = {axis} names an axis of {name}, whose shape is {array.shape}, twice")
    for given, one in zip(axis, positions, strict=True):
        if not array.shape[one]:
            raise ValueError(
                f"{name} has no outcomes along axis {given} of its shape {array.shape}, expected at least one"
            )
    return tuple(positions)


def _place_of_table(name: str, bad: NDArray[np.bool_], axes: tuple[int, ...]) -> str:
    """Where the first bad table stands, its own axes written as `:`."""
    found: list[Any] = np.argwhere(bad)[0].tolist()
    if not found:
        return name
    for position in sorted(axes):
        found.insert(position, ":")
    return _place(name, tuple(found))


def _variables_last(array: RealArray, axes: tuple[int, ...]) -> FloatArray:
    (array,) = common_float(array)
    return np.ascontiguousarray(np.moveaxis(array, axes, range(-len(axes), 0)))


# --- codes ----------------------------------------------------------------------------------------


def code_lengths(name: str, value: ArrayLike, axis: int) -> RealArray:
    """Return lengths of codewords, 0 or more, infinite for none, with the codewords last."""
    array = real_array(name, value)
    position = outcome_axis(name, array, axis)
    _refuse_negative_lengths(name, array)
    return outcomes_last(array, position)


def _refuse_negative_lengths(name: str, array: RealArray) -> None:
    proper = array >= 0
    if not proper.all():
        _reject(name, array, ~proper, "a length, 0 or more, or infinity where there is no codeword")


def distribution_and_lengths(p: ArrayLike, lengths: ArrayLike, axis: int) -> list[FloatArray]:
    """Return a distribution and the lengths of codewords for the same outcomes, these last, in one float dtype."""
    return _over_the_same_outcomes(axis, p=distribution("p", p, axis), lengths=code_lengths("lengths", lengths, axis))


def single(name: str, value: ArrayLike) -> RealArray:
    """Return `value` as an array with one axis at most."""
    array = real_array(name, value)
    if array.ndim > 1:
        raise ValueError(f"{name} has shape {array.shape}, expected a single axis: one code at a time")
    return array


def whole_lengths(name: str, value: ArrayLike) -> list[int | None]:
    """Return the lengths of the words of one code as integers, infinity as None."""
    array = single(name, value)
    outcome_axis(name, array, -1)
    _refuse_negative_lengths(name, array)
    broken = np.isfinite(array) & (np.floor(array) != array)
    if broken.any():
        _reject(name, array, broken, "a whole number of binary digits")
    return [int(length) if length < np.inf else None for length in array]


def counting_number(name: str, value: int) -> int:
    """Return `value` as an integer, 1 or more."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} = {value!r}, expected an integer") from None
    if number < 1:
        raise ValueError(f"{name} = {number}, expected an integer of 1 or more")
    return number


# --- continuous variables -------------------------------------------------------------------------

# How far off 1 the integral of a density may be: a grid always cuts tails off and rounds corners.
_INTEGRAL_TOLERANCE = 1e-3


def spreads(name: str, value: ArrayLike, *, certain: bool = True) -> RealArray:
    """Return `value` as an array of standard deviations: finite, and 0 or more, or above 0 if not `certain`."""
    array = real_array(name, value)
    proper = (array < np.inf) & ((array >= 0) if certain else (array > 0))
    if not proper.all():
        _reject(name, array, ~proper, f"a finite standard deviation, {'0 or more' if certain else 'above 0'}")
    return array


def broadcasting(**arrays: RealArray) -> list[FloatArray]:
    """Return the arrays in one float dtype; their shapes must broadcast."""
    try:
        np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"the shapes do not broadcast: {shapes}") from None
    return common_float(*arrays.values())


def densities_on_grid(x: ArrayLike, axis: int, **values: ArrayLike) -> list[FloatArray]:
    """Return what the trapezoidal rule weighs the points by, and the densities, the grid last, in one float dtype."""
    grid = finite_numbers("x", x)
    if grid.ndim != 1 or len(grid) < 2:
        raise ValueError(f"x has shape {grid.shape}, expected the points of a grid, of shape (n,), n at least 2")
    with np.errstate(over="ignore"):
        steps = np.diff(grid.astype(np.float64))
    falling = ~(steps > 0)
    if falling.any():
        k = int(np.argmax(falling)) + 1
        raise ValueError(f"x[{k}] = {grid[k]!s} after {grid[k - 1]!s}, expected increasing points")
    weights = np.concatenate([steps[:1] / 2, steps[1:] / 2 + steps[:-1] / 2, steps[-1:] / 2])
    found = {name: _density(name, value, axis, weights) for name, value in values.items()}
    (first, *others) = found
    for other in others:
        _broadcast_shape(first, found[first].shape, other, found[other].shape)
    densities = common_float(*found.values(), grid)[:-1]
    return [weights.astype(densities[0].dtype), *densities]


def _density(name: str, value: ArrayLike, axis: int, weights: FloatArray) -> RealArray:
    array = real_array(name, value)
    position = outcome_axis(name, array, axis)
    if array.shape[position] != len(weights):
        raise ValueError(
            f"{name} has {array.shape[position]} values along axis {axis} of its shape {array.shape}, "
            f"expected one for each of the {len(weights)} points of x"
        )
    proper = (array >= 0) & (array < np.inf)
    if not proper.all():
        _reject(name, array, ~proper, "a density, finite and 0 or more")
    array = outcomes_last(array, position)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        integrals = np.asarray((array * weights).sum(axis=-1))
    off = ~(np.abs(integrals - 1) <= _INTEGRAL_TOLERANCE)
    if off.any():
        found: list[Any] = np.argwhere(off)[0].tolist()
        integral = integrals[tuple(found)]
        if found:
            found.insert(position, ":")
        raise ValueError(
            f"{_place(name, tuple(found))} has the integral {integral:.6g} over x by the trapezoidal rule, "
            f"expected 1 within {_INTEGRAL_TOLERANCE}: divide by it, or choose a wider or finer grid"
        )
    return array


# --- labels --------------------------------------------------------------------------------------


def paired(**arrays: RealArray) -> list[FloatArray]:
    """Return labels and predictions in one float dtype; one must broadcast to the shape of the other.

    Shapes such as (m,) and (m, 1) broadcast to (m, m): every label against every prediction, never meant.
    """
    (name, y), (other, a) = arrays.items()
    try:
        shape = np.broadcast_shapes(y.shape, a.shape)
    except ValueError:
        shape = None
    if shape not in (y.shape, a.shape):
        raise ValueError(
            f"{name} has shape {y.shape} and {other} has shape {a.shape}: "
            f"expected equal shapes, or one that broadcasts to the other"
        )
    return common_float(y, a)


def truth(
    name: str, value: ArrayLike, other: str, scores: RealArray, ignore_index: int | None = None
) -> tuple[RealArray, FloatArray]:
    """Return the truth beside the scores of shape (..., n): class indices (...) or distributions (..., n).

    Class indices equal to `ignore_index` come back as -1.
    """
    array = real_array(name, value)
    if array.shape == scores.shape:
        if ignore_index is not None:
            raise ValueError(f"ignore_index = {ignore_index!r} goes with class indices, and {name} holds distributions")
        y, model = common_float(distribution(name, array, -1), scores)
        return y, model
    if array.shape == scores.shape[:-1]:
        (model,) = common_float(scores)
        return _class_indices(name, array, scores.shape[-1], ignore_index), model
    raise ValueError(
        f"{name} has shape {array.shape} and {other} has shape {scores.shape}: "
        f"expected class indices of shape {scores.shape[:-1]} or distributions of shape {scores.shape}"
    )


def _class_indices(name: str, array: RealArray, count: int, ignore_index: int | None) -> NDArray[np.intp]:
    if array.dtype.kind == "f" and array.size:
        raise TypeError(f"{name} has dtype {array.dtype}, expected integers as class indices")
    if ignore_index is None and array.size and array.min() >= 0 and array.max() < count:
        return array.astype(np.intp, copy=False)
    ignored = _equal_to(array, ignore_index)
    outside = ((array < 0) | (array >= count)) & ~ignored
    if outside.any():
        expected = f"a class index from 0 to {count - 1}"
        _reject(
            name, array, outside, expected if ignore_index is None else f"{expected}, or the ignored {ignore_index}"
        )
    return np.where(ignored, -1, array).astype(np.intp)


def _equal_to(array: RealArray, ignore_index: int | None) -> NDArray[np.bool_]:
    if ignore_index is None:
        return np.zeros(array.shape, dtype=bool)
    try:
        return np.asarray(array == operator.index(ignore_index))
    except TypeError:
        raise TypeError(f"ignore_index = {ignore_index!r}, expected an integer, or None") from None


# --- predictions -----------------------------------------------------------------------------------


def events_or_classes(y: ArrayLike, q: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return what came true and with which probability it had been predicted, flat, in one float dtype.

    For distributions q over classes, whose truth lacks their axis, the prediction is the likeliest class.
    """
    happened, predicted = real_array("y", y, truth_values=True), real_array("q", q)
    if happened.shape == predicted.shape:
        came_true, probability = common_float(probabilities("y", y, truth_values=True), probabilities("q", q))
    elif happened.shape == predicted.shape[:-1]:
        classes, model = truth("y", y, "q", distribution("q", q, -1))
        came_true, probability = common_float(classes == model.argmax(axis=-1), model.max(axis=-1))
    else:
        raise ValueError(
            f"y has shape {happened.shape} and q has shape {predicted.shape}: "
            f"expected events of shape {predicted.shape}, or class indices of shape {predicted.shape[:-1]}"
        )
    return came_true.ravel(), probability.ravel()


def finite_losses(name: str, p: FloatArray, z: FloatArray) -> None:
    """Refuse logits of samples, one a row, of which there are none, or whose loss is infinite."""
    if not len(z):
        raise ValueError("there are no samples, and no mean loss of them: give at least one")
    impossible = (p > 0) & np.isneginf(z)
    if impossible.any():
        sample, outcome = np.argwhere(impossible)[0]
        raise ValueError(
            f"{name} is -inf for the class {outcome} of sample {sample}, which is true: "
            "the loss is infinite at every temperature"
        )


# --- weights -------------------------------------------------------------------------------------


def class_weights(name: str, value: ArrayLike | None, other: str, scores: FloatArray) -> FloatArray | None:
    """Return one weight for each of the n classes of scores of shape (..., n), in their dtype; None stays None."""
    if value is None:
        return None
    weights = _weights(name, value, scores.dtype)
    if weights.shape != scores.shape[-1:]:
        raise ValueError(
            f"{name} has shape {weights.shape} and {other} has shape {scores.shape}: "
            f"expected one weight for each class, of shape {scores.shape[-1:]}"
        )
    return weights


def label_weights(name: str, value: ArrayLike, **labelled: FloatArray) -> FloatArray:
    """Return weights that broadcast to the labels (those of the larger of two shapes), in their dtype."""
    shape = np.broadcast_shapes(*(array.shape for array in labelled.values()))
    weights = _weights(name, value, np.result_type(*labelled.values()))
    try:
        fits = np.broadcast_shapes(weights.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            f"{name} has shape {weights.shape}, which does not broadcast to the shape {shape} of the labels"
        )
    return weights


def _weights(name: str, value: ArrayLike, dtype: np.dtype[Any]) -> FloatArray:
    array = real_array(name, value)
    with np.errstate(over="ignore", under="ignore"):
        weights: FloatArray = array.astype(dtype)
    proper = ((weights > 0) & (weights < np.inf)) | (array == 0)
    if not proper.all():
        _reject(name, array, ~proper, f"a weight: 0, or a positive number in the range of {dtype}")
    return weights


# --- matrices ------------------------------------------------------------------------------------


def design_matrix(name: str, value: ArrayLike) -> RealArray:
    """Return the inputs of m > 0 samples as a matrix of finite numbers, of shape (m, d)."""
    array = finite_numbers(name, value)
    if array.ndim != 2 or not array.size:
        raise ValueError(f"{name} has shape {array.shape}, expected (m, d), a row for each sample and none of them 0")
    return array


def vector(name: str, array: RealArray, length: int, each: str) -> RealArray:
    """Return the array, which must have one number for each of `length` things."""
    if array.shape != (length,):
        raise ValueError(f"{name} has shape {array.shape}, expected {(length,)}: one for each {each}")
    return array


def within_range(name: str, result: FloatArray) -> FloatArray:
    """Return a result of finite arguments, which must be finite too."""
    if not np.isfinite(result).all():
        raise OverflowError(f"{name} leaves the range of {result.dtype}: scale the numbers down")
    return result


# --- options -------------------------------------------------------------------------------------


def checked_base(base: float | None) -> float | None:
    """Return `base` as a float: positive, finite and not 1; None, for nats, stays None."""
    if base is None:
        return None
    if isinstance(base, bool | np.bool_) or not isinstance(base, Real):
        raise TypeError(f"base = {base!r}, expected a number such as 2 or 10, or None for nats")
    try:
        number = float(base)
    except OverflowError:
        number = math.inf
    if not 0 < number < math.inf or number == 1:
        raise ValueError(f"base = {base}, expected a positive finite number other than 1, or None for nats")
    return number


def checked_number(name: str, value: float, expected: str, *, least: float, most: float = math.inf) -> float:
    """Return an option as a finite float from `least` to `most`."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(f"{name} = {value!r}, expected {expected}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not least <= number <= most or math.isinf(number):
        raise ValueError(f"{name} = {value}, expected {expected}")
    return number


def checked_temperature(temperature: float) -> float:
    """Return `temperature` as a float, positive and finite."""
    return checked_number("temperature", temperature, "a positive finite number", least=math.ulp(0.0))


def checked_smoothing(label_smoothing: float) -> float:
    """Return `label_smoothing` as a float from 0 to 1."""
    return checked_number("label_smoothing", label_smoothing, "a number from 0 to 1", least=0, most=1)


def checked_gamma(gamma: float) -> float:
    """Return `gamma` as a float of at least 0."""
    return checked_number("gamma", gamma, "a finite number of at least 0", least=0)


def checked_rate(rate: float) -> float:
    """Return the learning rate as a float, positive and finite."""
    return checked_number("rate", rate, "a positive finite number", least=math.ulp(0.0))


def checked_count(name: str, value: int, least: int = 0) -> int:
    """Return `value` as an integer of at least `least`."""
    try:
        count = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} = {value!r}, expected an integer") from None
    if count < least or isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} = {value}, expected an integer of at least {least}")
    return count


def checked_reduction(reduction: Reduction) -> Reduction:
    """Return `reduction` if it is one of the three."""
    if not isinstance(reduction, str) or reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction = {reduction!r}, expected 'mean', 'sum' or 'none'")
    return reduction

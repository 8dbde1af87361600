"""Every way for an argument to be wrong, and what the reader is told; then what all functions promise."""

import inspect
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import crossentropy as ce

# One valid call of each function: its arrays by name, float arguments only where float32 is to stay.
CALLS = {
    "self_information": {"p": [0.5, 0.25]},
    "entropy": {"p": [0.5, 0.5]},
    "binary_entropy": {"p": [0.5, 0.25]},
    "perplexity": {"p": [0.5, 0.5]},
    "cross_entropy": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "kl_divergence": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "jeffreys": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "jensen_shannon": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "jensen_shannon_distance": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "total_variation": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "hellinger": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "pinsker_bound": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "bretagnolle_huber_bound": {"p": [0.5, 0.5], "q": [0.25, 0.75]},
    "sigmoid": {"z": [0.5, 2.0]},
    "softmax": {"z": [0.5, 2.0]},
    "log_softmax": {"z": [0.5, 2.0]},
    "logsumexp": {"z": [0.5, 2.0]},
    "logit": {"p": [0.5, 0.25]},
    "softplus": {"z": [0.5, 2.0]},
    "binary_cross_entropy": {"y": [0.0, 1.0], "a": [0.5, 0.25]},
    "binary_cross_entropy_with_logits": {"y": [0.0, 1.0], "z": [0.5, 0.25]},
    "cross_entropy_loss": {"y": [0.0, 1.0], "q": [0.25, 0.75]},
    "softmax_cross_entropy": {"y": [0.0, 1.0], "z": [0.5, 0.25]},
    "multilabel_cross_entropy": {"y": [0.0, 1.0], "a": [0.5, 0.25]},
    "squared_error": {"y": [0.0, 1.0], "a": [0.5, 0.25]},
    "brier_score": {"y": [0.0, 1.0], "q": [0.25, 0.75]},
    "spherical_score": {"y": [0.0, 1.0], "q": [0.25, 0.75]},
    "focal_loss": {"y": [0.0, 1.0], "q": [0.25, 0.75]},
    "sigmoid_derivative": {"z": [0.5, 2.0]},
    "softmax_jacobian": {"z": [0.5, 2.0]},
    "binary_cross_entropy_with_logits_gradient": {"y": [0.0, 1.0], "z": [0.5, 0.25]},
    "sigmoid_squared_error_gradient": {"y": [0.0, 1.0], "z": [0.5, 0.25]},
    "sigmoid_squared_error_second_derivative": {"y": [0.0, 1.0], "z": [0.5, 0.25]},
    "softmax_cross_entropy_gradient": {"y": [0.0, 1.0], "z": [0.5, 0.25]},
    "brier_score_gradient": {"y": [0.0, 1.0], "z": [0.5, 0.25]},
    "focal_loss_gradient": {"y": [0.0, 1.0], "z": [0.5, 0.25]},
}
TWO_DISTRIBUTIONS = [name for name, arrays in CALLS.items() if list(arrays) == ["p", "q"]]
ARGUMENTS = [(function, name) for function, arrays in CALLS.items() for name in arrays]
DISTRIBUTIONS = [
    ("entropy", "p"),
    ("perplexity", "p"),
    *[(function, name) for function in TWO_DISTRIBUTIONS for name in ("p", "q")],
    ("cross_entropy_loss", "q"),
    ("cross_entropy_loss", "y"),
    ("softmax_cross_entropy", "y"),
    *((name, argument) for name in ("brier_score", "spherical_score", "focal_loss") for argument in "yq"),
    *((name, "y") for name in ("softmax_cross_entropy_gradient", "brier_score_gradient", "focal_loss_gradient")),
]
GRADIENTS_OF_LABELS = [
    "binary_cross_entropy_with_logits_gradient",
    "sigmoid_squared_error_gradient",
    "sigmoid_squared_error_second_derivative",
]
SINGLE_PROBABILITIES = [
    ("self_information", "p"),
    ("binary_entropy", "p"),
    ("binary_cross_entropy", "y"),
    ("binary_cross_entropy", "a"),
    ("binary_cross_entropy_with_logits", "y"),
    ("multilabel_cross_entropy", "y"),
    ("multilabel_cross_entropy", "a"),
    ("logit", "p"),
    *((name, "y") for name in GRADIENTS_OF_LABELS),
]
FINITE_NUMBERS = [("squared_error", "y"), ("squared_error", "a")]
LOGITS = [(function, name) for function, name in ARGUMENTS if name == "z"]
WITH_AXIS = ["entropy", "perplexity", *TWO_DISTRIBUTIONS, "softmax", "log_softmax", "logsumexp"]
WITH_BASE = [name for name in CALLS if "base" in inspect.signature(getattr(ce, name)).parameters]
WITH_TEMPERATURE = ["softmax", "log_softmax", "logsumexp"]
CROSS_ENTROPIES_OF_LABELS = ["binary_cross_entropy", "binary_cross_entropy_with_logits", "multilabel_cross_entropy"]
WITH_CLASS_WEIGHTS = ["softmax_cross_entropy", "softmax_cross_entropy_gradient"]
WITH_POS_WEIGHT = [*CROSS_ENTROPIES_OF_LABELS, "binary_cross_entropy_with_logits_gradient"]
WITH_WEIGHTS = [
    *((name, "weights") for name in WITH_CLASS_WEIGHTS),
    *((name, "pos_weight") for name in WITH_POS_WEIGHT),
]
OF_LABELS = [*CROSS_ENTROPIES_OF_LABELS, "squared_error", *GRADIENTS_OF_LABELS]


def call(function, **changed):
    return getattr(ce, function)(**{**CALLS[function], **changed})


def message(kind, function, **changed):
    with pytest.raises(kind) as error:
        call(function, **changed)
    assert type(error.value) is kind
    return str(error.value)


def test_each_argument_is_of_one_sort():
    assert sorted(DISTRIBUTIONS + SINGLE_PROBABILITIES + LOGITS + FINITE_NUMBERS) == sorted(ARGUMENTS)


# --- no arrays of real numbers -------------------------------------------------------------------


@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
@pytest.mark.parametrize(
    "value",
    [["0.5", "0.5"], [0.5 + 0j, 0.5], [Fraction(1, 2)] * 2, [Decimal("0.5")] * 2, [None, 1.0], {0.5: 1}],
    ids=["strings", "complex", "fractions", "decimals", "none", "dict"],
)
def test_what_is_no_array_of_real_numbers_is_refused(function, name, value):
    found = message(TypeError, function, **{name: value})
    dtype = np.asarray(value).dtype
    assert found == (f"{name} has dtype {dtype}, expected real numbers (integers, float16, float32 or float64)")


@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
def test_dates_are_refused(function, name):
    assert "datetime64" in message(TypeError, function, **{name: np.array(["2024-01-01"] * 2, "datetime64[D]")})


@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
def test_bool_is_refused_except_for_binary_labels(function, name):
    if function in OF_LABELS and name == "y":
        assert np.array_equal(call(function, y=np.array([False, True])), call(function))
    else:
        assert message(TypeError, function, **{name: [True, False]}) == (
            f"{name} has dtype bool, expected real numbers: write {name}.astype(int) if True means 1"
        )


@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
def test_a_masked_array_is_refused(function, name):
    masked = np.ma.masked_array([0.5, 0.5], mask=[True, False])
    assert message(TypeError, function, **{name: masked}) == (
        f"{name} is a masked array, and its mask would be lost: drop or fill what it masks"
    )


@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
def test_rows_of_different_lengths_are_refused(function, name):
    assert message(ValueError, function, **{name: [[0.5, 0.5], [1.0]]}).startswith(
        f"{name} is no rectangular array of numbers: "
    )


@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
def test_more_than_double_precision_is_refused_and_not_rounded(function, name):
    extended = np.array([0.5, 0.5], dtype=np.longdouble)
    # Where long double is double, as on some systems, there is nothing to lose, and no error.
    if extended.dtype.itemsize > 8:
        assert message(TypeError, function, **{name: extended}).startswith(f"{name} has dtype {extended.dtype},")
    else:
        call(function, **{name: extended})


# --- values that are no probabilities ------------------------------------------------------------


@pytest.mark.parametrize(("function", "name"), DISTRIBUTIONS)
@pytest.mark.parametrize("bad", [-0.1, math.nan, math.inf, -math.inf])
def test_an_entry_of_a_distribution_that_is_no_probability_is_named(function, name, bad):
    arrays = {key: [value, value] for key, value in CALLS[function].items()}
    arrays[name] = [[0.5, 0.5], [0.5, bad]]
    assert message(ValueError, function, **arrays) == (
        f"{name}[1, 1] = {bad}, expected a probability between 0 and 1 (logits go through softmax first)"
    )


@pytest.mark.parametrize(("function", "name"), SINGLE_PROBABILITIES)
@pytest.mark.parametrize("bad", [-0.1, 1.1, np.nextafter(1, 2), math.nan, math.inf, -math.inf])
def test_a_single_value_that_is_no_probability_is_named(function, name, bad):
    assert message(ValueError, function, **{name: [0.5, bad]}) == (
        f"{name}[1] = {bad}, expected a probability between 0 and 1 (a logit goes through sigmoid first)"
    )


def test_a_single_number_is_named_without_an_index():
    assert message(ValueError, "self_information", p=2).startswith("p = 2, expected")
    assert message(ValueError, "self_information", p=np.float32(-0.1)).startswith("p = -0.1, expected")


@pytest.mark.parametrize(("function", "name"), DISTRIBUTIONS)
def test_a_sum_off_one_is_named(function, name):
    assert message(ValueError, function, **{name: [0.5, 0.25]}) == (
        f"{name} sums to 0.75 along axis -1, expected 1 within 1.5e-08: divide weights or counts by their sum first"
    )


def test_the_row_whose_sum_is_off_is_named():
    assert message(ValueError, "entropy", p=[[[0.5, 0.5]], [[2, 3]]]).startswith("p[1, 0, :] sums to 5.0 along")
    assert message(ValueError, "entropy", p=[[1, 2], [0, 0]], axis=0).startswith("p[:, 1] sums to 2.0 along axis 0")
    assert message(ValueError, "entropy", p=[1e308, 1e308]).startswith("p sums to inf along")


@pytest.mark.parametrize(
    ("dtype", "inside", "outside"),
    [(np.float64, 1e-8, 2e-8), (np.float32, 3e-4, 4e-4), (np.float16, 0.03, 0.035)],
)
def test_the_tolerance_of_a_sum_fits_the_dtype(dtype, inside, outside):
    for sign in (-1, 1):
        ce.entropy(np.array([0.5, 0.5 + sign * inside], dtype))
        with pytest.raises(ValueError, match=r"^p sums to"):
            ce.entropy(np.array([0.5, 0.5 + sign * outside], dtype))


def test_each_argument_is_held_to_its_own_precision():
    p32 = np.float32([0.1, 0.2, 0.7]) * np.float32(1 + 1e-4)
    assert ce.cross_entropy(p32, [0.1, 0.2, 0.7]).dtype == np.float64
    with pytest.raises(ValueError, match=r"^q sums to"):
        ce.cross_entropy([0.1, 0.2, 0.7], p32.astype(np.float64))


@pytest.mark.parametrize(("function", "name"), [*LOGITS])
def test_a_logit_that_is_no_number_is_named(function, name):
    assert message(ValueError, function, **{name: [0.5, math.nan]}) == "z[1] = nan, expected a number"


@pytest.mark.parametrize(("function", "name"), FINITE_NUMBERS)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_named(function, name, bad):
    assert message(ValueError, function, **{name: [0.5, bad]}) == f"{name}[1] = {bad}, expected a finite number"


def test_an_amount_of_information_that_is_no_number_is_named():
    with pytest.raises(ValueError, match=r"^value\[0\] = nan, expected a number$"):
        ce.convert([math.nan], "nat", "bit")


# --- shapes and axes -----------------------------------------------------------------------------


@pytest.mark.parametrize("function", WITH_AXIS)
def test_an_array_without_outcomes_is_refused(function):
    (name, *others) = CALLS[function]
    empty = {key: np.empty((2, 0)) for key in (name, *others)}
    assert message(ValueError, function, **empty) == (
        f"{name} has no outcomes along axis -1 of its shape (2, 0), expected at least one"
    )


@pytest.mark.parametrize("function", WITH_AXIS)
def test_a_single_number_has_no_outcomes(function):
    (name, *_) = CALLS[function]
    assert message(ValueError, function, **{name: 1.0}) == (
        f"{name} is the single number 1.0, expected an array with an axis of outcomes"
    )


@pytest.mark.parametrize("function", WITH_AXIS)
@pytest.mark.parametrize("axis", [1, -2])
def test_an_axis_that_is_not_there_is_refused(function, axis):
    (name, *_) = CALLS[function]
    assert message(ValueError, function, axis=axis) == (
        f"axis = {axis} is out of range for {name}, whose shape (2,) has 1 axes"
    )


@pytest.mark.parametrize("function", WITH_AXIS)
@pytest.mark.parametrize("axis", [None, 0.0, "0", (0,)])
def test_an_axis_is_an_integer(function, axis):
    assert message(TypeError, function, axis=axis) == f"axis = {axis!r}, expected an integer"


@pytest.mark.parametrize("function", TWO_DISTRIBUTIONS)
def test_two_distributions_are_over_the_same_outcomes(function):
    for q in ([0.5, 0.25, 0.25], [1.0]):
        assert message(ValueError, function, q=q) == (
            f"p has 2 outcomes along axis -1, q has {len(q)}: expected both over the same outcomes"
        )


@pytest.mark.parametrize("function", TWO_DISTRIBUTIONS)
def test_the_other_axes_broadcast_or_are_refused(function):
    found = message(ValueError, function, p=np.full((2, 2), 0.5), q=np.full((3, 2), 0.5))
    assert found == "p has shape (2, 2) and q has shape (3, 2) (outcomes last): they do not broadcast"


# --- base ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", WITH_BASE)
@pytest.mark.parametrize("base", [0, 1, 1.0, -2, math.nan, math.inf, 10**400, Fraction(1, 1)])
def test_a_base_that_gives_no_logarithm_is_refused(function, base):
    assert message(ValueError, function, base=base) == (
        f"base = {base}, expected a positive finite number other than 1, or None for nats"
    )


@pytest.mark.parametrize("function", WITH_BASE)
@pytest.mark.parametrize("base", ["2", True, 2j, [2], np.array([2])])
def test_a_base_is_a_number(function, base):
    assert message(TypeError, function, base=base) == (
        f"base = {base!r}, expected a number such as 2 or 10, or None for nats"
    )


@pytest.mark.parametrize("function", [name for name in WITH_BASE if not name.endswith("_distance")])
def test_a_base_divides_the_nats_by_its_logarithm(function):
    nats = call(function)
    assert call(function, base=None) == pytest.approx(nats, rel=0)
    for base in (2, 10, 3, math.e, 0.5, np.int64(2), np.float32(10), Fraction(5, 2)):
        assert call(function, base=base) == pytest.approx(nats / math.log(base), rel=1e-14)


# --- temperature and other options ---------------------------------------------------------------

OPTIONS = [
    *((name, "temperature", "a positive finite number", [0, -1, -0.0]) for name in WITH_TEMPERATURE),
    *((name, "label_smoothing", "a number from 0 to 1", [-0.1, 1.1]) for name in WITH_CLASS_WEIGHTS),
    *((name, "gamma", "a finite number of at least 0", [-0.1]) for name in ("focal_loss", "focal_loss_gradient")),
]


@pytest.mark.parametrize(("function", "option", "expected", "outside"), OPTIONS)
def test_an_option_outside_its_range_is_refused(function, option, expected, outside):
    for value in [*outside, math.nan, math.inf, -math.inf, 10**400]:
        assert message(ValueError, function, **{option: value}) == f"{option} = {value}, expected {expected}"


@pytest.mark.parametrize(("function", "option", "expected", "outside"), OPTIONS)
def test_an_option_is_a_number(function, option, expected, outside):
    for value in ["1", True, None, 1j, [1.0], np.array([1.0])]:
        assert message(TypeError, function, **{option: value}) == f"{option} = {value!r}, expected {expected}"


@pytest.mark.parametrize(("function", "option"), WITH_WEIGHTS)
def test_a_weight_that_is_none_is_named(function, option):
    for bad in (-1.0, math.nan, math.inf):
        assert message(ValueError, function, **{option: [1.0, bad]}) == (
            f"{option}[1] = {bad}, expected a weight: 0, or a positive number in the range of float64"
        )
    assert message(TypeError, function, **{option: [True, False]}).startswith(f"{option} has dtype bool")
    arrays = {name: np.float32(value) for name, value in CALLS[function].items()}
    for bad in (1e300, 1e-300):
        assert message(ValueError, function, **arrays, **{option: [1, bad]}) == (
            f"{option}[1] = {bad}, expected a weight: 0, or a positive number in the range of float32"
        )


@pytest.mark.parametrize(("function", "option"), WITH_WEIGHTS)
def test_weights_leave_float32_as_it_is(function, option):
    arrays = {name: np.float32(value) for name, value in CALLS[function].items()}
    assert call(function, **arrays, **{option: np.array([0.5, 2.0])}).dtype == np.float32


@pytest.mark.parametrize("function", WITH_CLASS_WEIGHTS)
@pytest.mark.parametrize("shape", [(3,), (1,), (), (2, 2)])
def test_each_class_has_a_weight(function, shape):
    assert message(ValueError, function, weights=np.ones(shape)) == (
        f"weights has shape {shape} and z has shape (2,): expected one weight for each class, of shape (2,)"
    )


@pytest.mark.parametrize("function", WITH_POS_WEIGHT)
def test_weights_of_labels_broadcast_to_them(function):
    for weight in (1, [1, 1]):
        assert np.array_equal(call(function, pos_weight=weight), call(function))
    for shape in [(3,), (2, 2), (1, 2)]:
        assert message(ValueError, function, pos_weight=np.ones(shape)) == (
            f"pos_weight has shape {shape}, which does not broadcast to the shape (2,) of the labels"
        )


@pytest.mark.parametrize("function", WITH_CLASS_WEIGHTS)
@pytest.mark.parametrize("value", ["0", 1.0, [1]])
def test_a_class_to_ignore_is_an_integer(function, value):
    with pytest.raises(TypeError) as error:
        getattr(ce, function)([0, 1], [[1.0, 2.0]] * 2, ignore_index=value)
    assert str(error.value) == f"ignore_index = {value!r}, expected an integer, or None"


# --- what all functions promise ------------------------------------------------------------------


@pytest.mark.parametrize("function", CALLS)
def test_lists_tuples_and_arrays_give_the_same(function):
    arrays = {name: np.array(value) for name, value in CALLS[function].items()}
    tuples = {name: tuple(value) for name, value in CALLS[function].items()}
    assert np.array_equal(call(function), call(function, **arrays))
    assert np.array_equal(call(function), call(function, **tuples))


@pytest.mark.parametrize("function", CALLS)
@pytest.mark.parametrize(
    ("dtype", "expected"),
    [(np.float64, np.float64), (np.float32, np.float32), (np.float16, np.float32), (">f8", np.float64)],
)
def test_float32_stays_float32_and_float16_becomes_it(function, dtype, expected):
    arrays = {name: np.array(value, dtype) for name, value in CALLS[function].items()}
    found = call(function, **arrays)
    assert found.dtype == expected
    assert found == pytest.approx(call(function), rel=2e-6)
    if function in WITH_BASE:
        assert call(function, **arrays, base=2).dtype == expected
        assert call(function, **arrays, base=3).dtype == expected


@pytest.mark.parametrize(("function", "name"), [pair for pair in ARGUMENTS if len(CALLS[pair[0]]) == 2])
def test_integers_adapt_to_the_floats_beside_them(function, name):
    arrays = {key: np.float32(value) for key, value in CALLS[function].items()}
    arrays[name] = [1, 0]
    assert call(function, **arrays).dtype == np.float32


@pytest.mark.parametrize("function", CALLS)
def test_integers_alone_become_float64(function):
    arrays = {name: np.array([1, 0], np.int8) for name in CALLS[function]}
    assert call(function, **arrays).dtype == np.float64


def test_single_numbers_adapt_to_the_array_beside_them():
    assert ce.binary_cross_entropy(0.5, np.float32([0.5, 0.25]), reduction="none").dtype == np.float32
    assert ce.binary_cross_entropy_with_logits(np.float32([0, 1]), -math.inf).dtype == np.float32


@pytest.mark.parametrize("a", [1e-300, 5e-324])
def test_single_numbers_beyond_the_range_of_the_array_beside_them_keep_theirs(a):
    assert ce.binary_cross_entropy(np.float32([1, 1]), a) == pytest.approx(-math.log(a), rel=1e-15)
    assert ce.binary_cross_entropy_with_logits(np.float32([0, 0]), 1e300) == pytest.approx(1e300)


@pytest.mark.parametrize("function", CALLS)
def test_a_single_result_is_a_scalar(function):
    if function in {"softmax", "log_softmax"}:
        assert isinstance(call(function), np.ndarray)
    elif function.endswith(("_gradient", "_jacobian", "_second_derivative")):
        assert isinstance(call(function), np.ndarray)
        if function in GRADIENTS_OF_LABELS:
            assert isinstance(call(function, y=1, z=0.5), float)
    elif function in {"self_information", "binary_entropy", "sigmoid", "logit", "softplus", "sigmoid_derivative"}:
        (name,) = CALLS[function]
        assert isinstance(call(function, **{name: 0.5}), float)
        assert isinstance(call(function), np.ndarray)
    else:
        assert isinstance(call(function), float)
        if "reduction" in ce.__dict__[function].__kwdefaults__:
            single = {name: value[:1] for name, value in CALLS[function].items()}
            if "q" in single:
                single = {"y": [1.0], "q": [1.0]}
            if function.startswith("binary") or function == "squared_error":
                single = {name: value[0] for name, value in CALLS[function].items()}
            if function == "softmax_cross_entropy":
                single["y"] = [1.0]
            assert isinstance(call(function, **single, reduction="none"), float)


@pytest.mark.parametrize("function", CALLS)
def test_arguments_are_left_as_they_were(function):
    arrays = {name: np.array(value) for name, value in CALLS[function].items()}
    if "q" in arrays:
        arrays["q"] = np.array([1 + 1e-9, 0])  # the entry that counts as 1 inside
    copies = {name: value.copy() for name, value in arrays.items()}
    for value in arrays.values():
        value.flags.writeable = False
    call(function, **arrays)
    assert all(np.array_equal(arrays[name], copies[name]) for name in arrays)


EXTREMES = {
    "p": [[1.0, 0.0], [5e-324, 1.0], [1e-300, 1.0]],
    "q": [[0.0, 1.0], [1.0, 5e-324], [1.0, 0.0]],
    "y": [[1.0, 0.0], [5e-324, 1.0], [0.0, 1.0]],
    "a": [[0.0, 1.0], [1.0, 5e-324], [1e-300, 0.5]],
    "z": [[1e308, -1e308], [-math.inf, 1e4], [5e-324, -1e4]],
}


@pytest.mark.parametrize("function", CALLS)
def test_no_extreme_warns_even_where_the_reader_asks_numpy_to_raise(function):
    arrays = {name: EXTREMES[name] for name in CALLS[function]}
    options = [{"base": None}, {"base": 2}, {"base": 3}] if function in WITH_BASE else [{}]
    with np.errstate(all="raise"):
        for option in options:
            assert not np.isnan(call(function, **arrays, **option)).any()

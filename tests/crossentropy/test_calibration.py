import itertools
import math

import mpmath
import numpy as np
import pytest
import scipy.optimize
from hypothesis import assume, given
from hypothesis import strategies as st
from information_oracles import within

from crossentropy.activations import softmax
from crossentropy.calibration import expected_calibration_error, fit_temperature, reliability
from crossentropy.losses import softmax_cross_entropy

OF_PREDICTIONS = [reliability, expected_calibration_error]


@st.composite
def predictions(draw):
    n = draw(st.integers(1, 40))
    q = draw(st.lists(st.floats(0, 1) | st.integers(0, 20).map(lambda k: k / 20), min_size=n, max_size=n))
    y = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    return np.array(y), np.array(q)


@st.composite
def samples(draw):
    m, n = draw(st.integers(1, 8)), draw(st.integers(2, 4))
    z = draw(st.lists(st.lists(st.floats(-20, 20), min_size=n, max_size=n), min_size=m, max_size=m))
    y = draw(st.lists(st.integers(0, n - 1), min_size=m, max_size=m))
    return np.array(y), np.array(z)


precise = mpmath.mp.clone()
precise.dps = 700  # 60 digits of 1 - e^-700, or of 1 + 1e-300, would not do


def slope_of(y, z, b):
    """The derivative of the mean loss by the inverse temperature, at its value b, and those of its own."""
    total, bend, change = precise.mpf(0), precise.mpf(0), precise.mpf(0)
    for i, row in zip(y, z, strict=True):
        scores = [precise.mpf(float(score)) for score in row]
        weights = [precise.exp(b * (score - max(scores))) for score in scores]
        q = [weight / precise.fsum(weights) for weight in weights]
        mean = precise.fsum(x * score for x, score in zip(q, scores, strict=True))
        total += mean - scores[i]
        bend += precise.fsum(x * (score - mean) ** 2 for x, score in zip(q, scores, strict=True))
        change += precise.fsum(
            abs((x * (1 + b * (score - mean)) - (k == i)) * score)
            for k, (x, score) in enumerate(zip(q, scores, strict=True))
        )
    return total / len(y), bend / len(y), change / len(y)


# --- reliability ----------------------------------------------------------------------------------


def test_worked_calibration():
    y, q = [1] * 7 + [0] * 3, [0.9] * 10
    found = reliability(y, q)
    assert found[1] == pytest.approx([0.9])
    assert found[0] == pytest.approx([0.7])
    assert found[2].tolist() == [10]
    assert expected_calibration_error(y, q) == pytest.approx(0.2, rel=1e-14)


def test_bins_without_predictions_are_left_out():
    found = reliability([0, 1, 1], [0.05, 0.95, 0.05])
    assert found[1] == pytest.approx([0.05, 0.95])
    assert found[0] == pytest.approx([0.5, 1])
    assert found[2].tolist() == [2, 1]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("bins", [1, 3, 7, 10, 20, 100])
def test_a_bin_holds_its_upper_edge_and_not_its_lower(bins, dtype):
    edges = (np.arange(bins + 1) / bins).astype(dtype)
    found = reliability(np.zeros(bins + 1, dtype=int), edges, bins=bins)
    assert found[2].tolist() == [2] + [1] * (bins - 1)  # 0 is in the first
    above = np.nextafter(edges[:-1], dtype(1))
    assert reliability(np.zeros(bins, dtype=int), above, bins=bins)[2].tolist() == [1] * bins


def test_decimals_on_an_edge_stay_below_it():
    assert reliability([0], [0.3])[1].tolist() == [0.3]
    tenths = [k / 10 for k in range(1, 11)]
    assert reliability([0] * 10, tenths)[2].tolist() == [1] * 10


@given(predictions(), st.integers(1, 12))
def test_reliability_is_its_definition(drawn, bins):
    y, q = drawn
    edges = [0, *(k / bins for k in range(1, bins)), 1]
    members = [
        np.flatnonzero((low < q) & (q <= high) | ((q == low) & (low == 0))) for low, high in itertools.pairwise(edges)
    ]
    members = [inside for inside in members if len(inside)]
    found = reliability(y, q, bins=bins)
    assert found[2].tolist() == [len(inside) for inside in members]
    assert found[1] == pytest.approx([math.fsum(q[inside]) / len(inside) for inside in members], rel=1e-14)
    assert found[0] == pytest.approx([y[inside].sum() / len(inside) for inside in members], rel=1e-14)
    error = math.fsum(abs(math.fsum(q[inside]) - y[inside].sum()) for inside in members) / len(y)
    assert expected_calibration_error(y, q, bins=bins) == pytest.approx(error, rel=1e-12, abs=1e-15)


@given(predictions())
def test_a_single_bin_compares_the_means(drawn):
    y, q = drawn
    assert expected_calibration_error(y, q, bins=1) == pytest.approx(abs(y.mean() - q.mean()), abs=1e-15)


@given(predictions(), st.integers(1, 12))
def test_calibration_error_is_between_zero_and_one(drawn, bins):
    assert 0 <= expected_calibration_error(*drawn, bins=bins) <= 1
    y, _ = drawn
    assert expected_calibration_error(y, y, bins=bins) == 0


def test_a_calibrated_forecaster_has_a_small_error():
    rng = np.random.default_rng(0)
    q = rng.random(10**6)
    assert expected_calibration_error(rng.random(10**6) < q, q) < 2e-3
    assert expected_calibration_error(rng.random(10**6) < q**2, q) == pytest.approx(1 / 6, abs=2e-3)


def test_classes_count_by_the_likeliest_one():
    q = np.array([[0.7, 0.2, 0.1], [0.15, 0.65, 0.2], [0.4, 0.35, 0.25]])
    found = reliability([0, 2, 0], q)
    assert found[1] == pytest.approx([0.4, 0.675])
    assert found[0] == pytest.approx([1, 0.5])
    assert found[2].tolist() == [1, 2]
    assert expected_calibration_error([0, 2, 0], q) == pytest.approx((0.6 + 2 * 0.175) / 3)


def test_predictions_may_have_any_shape():
    q = np.random.default_rng(1).random((3, 4))
    y = q > 0.3
    for one, other in zip(reliability(y, q), reliability(y.ravel(), q.ravel()), strict=True):
        assert one.tolist() == other.tolist()
    classes = np.random.default_rng(2).dirichlet(np.ones(3), size=(2, 5))
    y = classes.argmax(axis=-1)
    assert reliability(y, classes)[2].sum() == 10
    assert set(reliability(y, classes)[0]) == {1}
    assert [len(part) for part in reliability([], [])] == [0, 0, 0]


def test_shares_that_came_true_count_as_such():
    assert expected_calibration_error([0.25, 0.75], [0.5, 0.5]) == 0


# --- temperature ----------------------------------------------------------------------------------


def test_a_classifier_of_equal_confidence_gets_the_log_odds_of_its_accuracy():
    y, z = [1] * 9 + [0], [[0.0, 4.0]] * 10
    assert fit_temperature(y, z) == pytest.approx(4 / math.log(9), rel=1e-15)
    assert softmax(np.array(z[0]) / fit_temperature(y, z))[1] == pytest.approx(0.9, rel=1e-15)


@given(samples())
def test_temperature_is_the_zero_of_the_derivative_to_rounding(drawn):
    y, z = drawn
    gaps = np.abs(z[:, :, None] - z[:, None, :])
    # Against a gap of 1 so small a gap asks for exponentials that are subnormal: see the next test.
    assume(np.all((gaps == 0) | (gaps > 1e-290)))
    try:
        found = fit_temperature(y, z)
    except ValueError:
        assume(False)
    assume(1e-3 < found < 1e3)
    b = 1 / precise.mpf(float(found))
    for _ in range(6):  # Newton's method, from within rounding of the zero
        slope, bend, change = slope_of(y, z, b)
        b -= slope / bend
    assert within(found, 1 / b, change / (b * bend))


@pytest.mark.parametrize(
    ("gap", "ulps"),
    [(1e-280, 4), (1e-307, 4), (1e-312, 100), (1e-318, 1e8)],  # the last are subnormal numbers
)
def test_temperature_keeps_its_digits_down_to_subnormal_probabilities(gap, ulps):
    found = fit_temperature([0, 1], [[0.0, -1.0], [0.0, -gap]])
    # The derivative is -1 / (1 + e^b) + gap - gap / (1 + e^(b gap)), times a half; b gap is next to 0.
    b = precise.log(2 / precise.mpf(gap) - 1)
    assert abs(precise.mpf(float(found)) * b - 1) <= ulps * 2.0**-52


@given(samples())
def test_no_other_temperature_costs_less(drawn):
    y, z = drawn
    try:
        found = fit_temperature(y, z)
    except ValueError:
        assume(False)
    least = softmax_cross_entropy(y, z / found)
    for factor in (0.5, 0.9, 0.99, 1.01, 1.1, 2):
        assert softmax_cross_entropy(y, z / (found * factor)) >= least - 1e-13 * (1 + least)


def test_scipy_agrees():
    rng = np.random.default_rng(3)
    z = rng.normal(size=(8000, 5)) * 3
    y = np.array([rng.choice(5, p=row) for row in softmax(z / 2.5)])
    expected = scipy.optimize.minimize_scalar(
        lambda t: softmax_cross_entropy(y, z / t), bounds=(0.1, 10), method="bounded", options={"xatol": 1e-10}
    )
    assert fit_temperature(y, z) == pytest.approx(expected.x, rel=1e-6)
    assert fit_temperature(y, z) == pytest.approx(2.5, rel=0.1)
    before = expected_calibration_error(y, softmax(z))
    assert expected_calibration_error(y, softmax(z / fit_temperature(y, z))) < before / 4


@given(samples(), st.integers(-900, 900))
def test_the_scale_of_the_logits_is_the_scale_of_the_temperature(drawn, exponent):
    y, z = drawn
    z = np.round(z, 3)
    try:
        found = fit_temperature(y, z)
    except ValueError:
        with pytest.raises(ValueError):
            fit_temperature(y, z * 2.0**exponent)
    else:
        assert fit_temperature(y, z * 2.0**exponent) == pytest.approx(found * 2.0**exponent, rel=1e-12)


def test_soft_labels():
    y, z = [[0.25, 0.75], [0.25, 0.75]], [[0.0, 1.0], [0.0, 1.0]]
    assert fit_temperature(y, z) == pytest.approx(1 / math.log(3), rel=1e-15)
    hard = fit_temperature([2, 0, 0], [[0, 1, 2], [0, 1, 2], [3, 1, 0.5]])
    soft = fit_temperature(np.eye(3)[[2, 0, 0]], [[0, 1, 2], [0, 1, 2], [3, 1, 0.5]])
    assert hard == soft


def test_a_class_that_is_ruled_out_changes_nothing():
    y, z = [0, 1, 0], [[1.0, 0], [2, 0], [3, 0]]
    assert fit_temperature(y, [[*row, -math.inf] for row in z]) == fit_temperature(y, z)


def test_temperature_keeps_the_dtype_and_takes_any_shape():
    y, z = np.array([[1, 0], [1, 1]]), np.array([[[0, 2], [0, 3]], [[0, 4], [1, 2]]], np.float32)
    found = fit_temperature(y, z)
    assert found.dtype == np.float32
    assert found == pytest.approx(fit_temperature(y, z.astype(float)), rel=2e-7)
    assert fit_temperature(y.ravel(), z.reshape(-1, 2)) == found
    assert fit_temperature(y, z.astype(int)).dtype == np.float64


def test_no_extreme_warns():
    with np.errstate(all="raise"):
        assert fit_temperature([1, 1, 0], [[0, 1.7e308], [-1.7e308, 1.7e308], [-1e308, 0]]) > 0
        assert fit_temperature([1, 1, 0], np.array([[0, 4], [0, 5], [0, 4]]) * 5e-324) > 0
        assert fit_temperature([1] * 10**4 + [0], [[0, 1e3]] * (10**4 + 1)) == pytest.approx(1e3 / math.log(1e4))
        q = [[1.0, 0.0], [1 - 1e-300, 5e-324]]
        assert reliability([1, 0], q)[0].tolist() == [0.5]
        assert expected_calibration_error([5e-324, 0], [5e-324, 1e-300]) >= 0


# --- errors --------------------------------------------------------------------------------------


def message(kind, function, *arguments, **options):
    with pytest.raises(kind) as error:
        function(*arguments, **options)
    assert type(error.value) is kind
    return str(error.value)


@pytest.mark.parametrize("function", OF_PREDICTIONS)
def test_predictions_that_are_none_are_named(function):
    for bad in (-0.1, 1.1, math.nan):
        assert message(ValueError, function, [0, 1], [0.5, bad]).startswith(f"q[1] = {bad}, expected a probability")
        assert message(ValueError, function, [0, bad], [0.5, 0.5]).startswith(f"y[1] = {bad}, expected a probability")
    assert message(ValueError, function, [0], [[0.5, 0.25]]).startswith("q[0, :] sums to 0.75")
    assert message(ValueError, function, [2], [[0.5, 0.5]]) == "y[0] = 2, expected a class index from 0 to 1"
    assert message(TypeError, function, [0.0], [[0.5, 0.5]]) == (
        "y has dtype float64, expected integers as class indices"
    )
    assert message(ValueError, function, [0, 1], [0.5]) == (
        "y has shape (2,) and q has shape (1,): expected events of shape (1,), or class indices of shape ()"
    )
    assert message(TypeError, function, ["0"], [0.5]).startswith("y has dtype")
    assert message(TypeError, function, [0], [True]).startswith("q has dtype bool")


@pytest.mark.parametrize("function", OF_PREDICTIONS)
def test_bins_are_counted(function):
    assert message(ValueError, function, [0], [0.5], bins=0) == "bins = 0, expected an integer of 1 or more"
    assert message(TypeError, function, [0], [0.5], bins=2.5) == "bins = 2.5, expected an integer"


def test_no_predictions_have_no_mean_error():
    assert message(ValueError, expected_calibration_error, [], []) == (
        "there are no predictions, and no mean error of them: give at least one"
    )


@pytest.mark.parametrize(
    ("y", "z", "expected"),
    [
        ([0, 1], [[2, 2], [3, 3]], "the logits of each sample are equal: the loss is the same at every temperature"),
        ([0], [[2]], "the logits of each sample are equal: the loss is the same at every temperature"),
        (
            [0, 1],
            [[2, 1], [1, 1]],
            "what is true has the largest logit in every sample: the loss falls for ever as the temperature goes to 0",
        ),
        (
            [0, 1],
            [[1, 2], [1, 2]],
            "the logits tell no more than chance: the loss falls for ever as the temperature grows",
        ),
        (
            [0, 0],
            [[1, 2], [1, 1.5]],
            "the logits tell no more than chance: the loss falls for ever as the temperature grows",
        ),
        (np.empty(0, int), np.empty((0, 2)), "there are no samples, and no mean loss of them: give at least one"),
        (
            [1, 0],
            [[0, 1], [-math.inf, 1]],
            "z is -inf for the class 0 of sample 1, which is true: the loss is infinite at every temperature",
        ),
        (
            [0, 0, 0],
            [[1e-320, 0], [1e-320, 0], [1e300, 2e300]],
            "the logits tell no more than chance: the loss falls for ever as the temperature grows",
        ),
        ([2], [[0, 1]], "y[0] = 2, expected a class index from 0 to 1"),
        ([1], [[0, math.nan]], "z[0, 1] = nan, expected a number"),
        ([1], [[0, math.inf]], "z[0, 1] = inf, expected a finite logit, or -inf for probability 0"),
    ],
)
def test_where_no_temperature_is_the_best_it_says_why(y, z, expected):
    assert message(ValueError, fit_temperature, y, z) == expected


def test_what_is_no_array_of_numbers_is_refused():
    assert message(TypeError, fit_temperature, [0], [["a", "b"]]).startswith("z has dtype")
    assert message(TypeError, fit_temperature, ["a"], [[0, 1]]).startswith("y has dtype")
    assert message(ValueError, fit_temperature, [0, 1, 0], [[0, 1]]).startswith("y has shape (3,) and z has shape")

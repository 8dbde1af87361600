"""Each derivative against its loss, differentiated by mpmath in 60 digits, and to the last digits against its form."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from information_oracles import exact, logit_vectors, logits, mp, simplex, softplus_of, surprisals_of_softmax, ulps

from crossentropy import logit
from crossentropy.activations import sigmoid, softmax
from crossentropy.gradients import (
    binary_cross_entropy_with_logits_gradient,
    brier_score_gradient,
    focal_loss_gradient,
    logistic_gradient,
    logistic_hessian,
    sigmoid_derivative,
    sigmoid_squared_error_gradient,
    sigmoid_squared_error_second_derivative,
    softmax_cross_entropy_gradient,
    softmax_jacobian,
)
from crossentropy.losses import (
    binary_cross_entropy_with_logits,
    brier_score,
    focal_loss,
    softmax_cross_entropy,
    squared_error,
)

SOFT_LABELS = st.sampled_from([0, 1]) | st.floats(0, 1)
moderate = st.floats(-30, 30)
moderate_vectors = st.lists(moderate, min_size=1, max_size=6).map(np.array)
OF_CLASSES = [softmax_cross_entropy_gradient, brier_score_gradient, focal_loss_gradient]
OF_LABELS = [
    binary_cross_entropy_with_logits_gradient,
    sigmoid_squared_error_gradient,
    sigmoid_squared_error_second_derivative,
]
STEP = mp.mpf(10) ** -20


def slope_of(loss, z, k):
    """The central difference of a loss of mpmath numbers, which has forty correct digits for moderate logits."""
    ahead, behind = list(z), list(z)
    ahead[k] += STEP
    behind[k] -= STEP
    return (loss(ahead) - loss(behind)) / (2 * STEP)


def softmax_of(xs):
    terms = [mp.exp(x - max(xs)) for x in xs]
    return [term / mp.fsum(terms) for term in terms]


def sigmoid_of(x):
    return 1 / (1 + mp.exp(-x))


def near(found, true, scale=1.0):
    """Equal up to rounding, where the result is a difference of numbers of this size."""
    return abs(mp.mpf(float(found)) - true) <= 8 * 2.3e-16 * (abs(true) + float(scale)) + 1e-300


# --- the logistic function -----------------------------------------------------------------------


def test_worked_slopes_of_the_logistic_function():
    assert sigmoid_derivative([1.5, 4, 0]) == pytest.approx([0.149146, 0.017663, 0.25], abs=5e-7)
    assert sigmoid_derivative(1.5) / sigmoid_derivative(4) == pytest.approx(8.44, abs=5e-3)


def test_the_slope_falls_below_a_hundredth_where_the_logit_is_large():
    assert sigmoid_derivative(4.5848) > 0.01 > sigmoid_derivative(4.5849)


def test_the_slope_vanishes_at_the_ends_without_a_warning():
    assert sigmoid_derivative([-math.inf, -1e308, -1e4, 1e4, 1e308, math.inf]).tolist() == [0] * 6


@given(st.floats(-700, 700) | st.floats(-1, 1))
def test_the_slope_is_the_product_of_both_probabilities(z):
    true = mp.exp(-softplus_of(z) - softplus_of(-z))
    condition = abs(z) * float(abs(1 - 2 * sigmoid_of(mp.mpf(z))))
    assert ulps(sigmoid_derivative(z), true) <= 4 * (1 + condition)


@given(st.floats(-700, 700))
def test_the_slope_is_even(z):
    assert sigmoid_derivative(z) == sigmoid_derivative(-z)


# --- the Jacobian of the softmax -----------------------------------------------------------------


def test_worked_hessian():
    eigenvalues = np.linalg.eigvalsh(softmax_jacobian([2, 1, 0.1]))
    assert eigenvalues == pytest.approx([0, 0.127919, 0.369309], abs=5e-7)


@given(logit_vectors)
def test_the_jacobian_is_its_closed_form_to_the_last_digits(z):
    surprisals = surprisals_of_softmax(z)
    jacobian = softmax_jacobian(z)
    size = float(np.abs(z).max())
    for i, a in enumerate(surprisals):
        for j, b in enumerate(surprisals):
            true = -mp.exp(-a) * mp.expm1(-a) if i == j else -mp.exp(-a - b)
            assert ulps(jacobian[i, j], true) <= 8 * (1 + 4 * size) or abs(true) < 1e-290


@given(moderate_vectors)
def test_the_jacobian_is_the_derivative_of_the_softmax(z):
    jacobian = softmax_jacobian(z)
    for i in range(len(z)):
        for j in range(len(z)):
            assert near(jacobian[i, j], slope_of(lambda xs, i=i: softmax_of(xs)[i], exact(z), j), 1)


@given(logit_vectors, st.data())
def test_the_hessian_is_a_variance(z, data):
    v = np.array(data.draw(st.lists(st.floats(-10, 10), min_size=len(z), max_size=len(z))))
    q, jacobian = softmax(z), softmax_jacobian(z)
    assert (jacobian == jacobian.T).all()
    assert jacobian.sum(axis=-1) == pytest.approx(np.zeros(len(z)), abs=1e-15)
    assert v @ jacobian @ v == pytest.approx(q @ (v - q @ v) ** 2, abs=1e-12)
    assert np.linalg.eigvalsh(jacobian).min() >= -1e-15


def test_jacobians_of_a_batch():
    z = np.random.default_rng(1).normal(size=(2, 3, 4))
    assert softmax_jacobian(z).shape == (2, 3, 4, 4)
    assert softmax_jacobian(z)[1, 2].tolist() == softmax_jacobian(z[1, 2]).tolist()
    assert softmax_jacobian([[0, -math.inf]]).tolist() == [[[0, 0], [0, 0]]]


# --- losses of labels ----------------------------------------------------------------------------


def test_worked_gradients_of_labels():
    z = logit([0.1, 0.7, 0.8])
    found = binary_cross_entropy_with_logits_gradient([0, 1, 1], z, reduction="sum")
    assert found == pytest.approx([0.1, -0.3, -0.2], rel=1e-14)
    halves = sigmoid_squared_error_gradient(0, [1.5, 4], reduction="none") / 2
    assert halves == pytest.approx([0.121938, 0.017345], abs=5e-7)
    assert halves[0] / halves[1] == pytest.approx(7.03, abs=5e-3)


def test_the_squared_error_bends_down_where_the_error_is_above_two_thirds():
    root = math.log(2)
    assert sigmoid_squared_error_second_derivative(0, 2) / 2 == pytest.approx(-0.059407, abs=5e-7)
    assert sigmoid_squared_error_second_derivative(0, root - 1e-6) > 0
    assert sigmoid_squared_error_second_derivative(0, root + 1e-6) < 0
    assert sigmoid_squared_error_second_derivative(1, 1e-6 - root) > 0
    assert sigmoid_squared_error_second_derivative(1, -root - 1e-6) < 0


@given(SOFT_LABELS, logits, st.floats(0, 100))
def test_gradient_of_the_binary_loss_is_the_error_to_the_last_digits(y, z, w):
    t, weight = mp.mpf(y), mp.mpf(w)
    up, down = (1 - t) * mp.exp(-softplus_of(-z)), weight * t * mp.exp(-softplus_of(z))
    found = binary_cross_entropy_with_logits_gradient(y, z, pos_weight=w)
    # Where both terms are there, their difference has the rounding of each; and so it has that of the logit.
    size = (up + down) * (1 + abs(mp.mpf(z)))
    assert abs(mp.mpf(float(found)) - (up - down)) <= 8 * 2.3e-16 * size + 1e-300


@given(SOFT_LABELS, moderate, st.floats(0, 100))
def test_gradients_of_labels_are_the_derivatives_of_their_losses(y, z, w):
    t, x, weight = mp.mpf(y), mp.mpf(z), mp.mpf(w)

    def cross_entropy(xs):
        return weight * t * mp.log1p(mp.exp(-xs[0])) + (1 - t) * mp.log1p(mp.exp(xs[0]))

    def square(xs):
        return (sigmoid_of(xs[0]) - t) ** 2

    size = 1 + w + abs(z)
    assert near(binary_cross_entropy_with_logits_gradient(y, z, pos_weight=w), slope_of(cross_entropy, [x], 0), size)
    assert near(sigmoid_squared_error_gradient(y, z), slope_of(square, [x], 0), size)
    second = slope_of(lambda xs: slope_of(square, xs, 0), [x], 0)
    assert abs(float(sigmoid_squared_error_second_derivative(y, z)) - float(second)) <= 1e-14


@given(st.sampled_from([0, 1]), st.floats(-300, 300))
def test_slopes_of_squared_errors_are_within_rounding_of_their_closed_forms(y, z):
    a, b = mp.exp(-softplus_of(-z)), mp.exp(-softplus_of(z))
    first = 2 * a * b * (a if y == 0 else -b)
    second = 2 * a * b * (a * (2 - 3 * a) if y == 0 else b * (2 - 3 * b))
    third = abs(
        mp.diff(
            lambda x: mp.mpf(2) * sigmoid_of(x) ** 2 * sigmoid_of(-x) * (2 - 3 * sigmoid_of(x)), z if y == 0 else -z
        )
    )
    assert ulps(sigmoid_squared_error_gradient(y, z), first) <= 4 * (1 + 3 * abs(z))
    condition = float(abs(z) * third / abs(second)) if second else 0
    assert ulps(sigmoid_squared_error_second_derivative(y, z), second) <= 4 * (1 + condition)


def test_gradients_of_extreme_logits():
    z = [1e4, -1e4, 1e308, -1e308, math.inf, -math.inf]
    assert binary_cross_entropy_with_logits_gradient(0, z, reduction="sum").tolist() == [1, 0, 1, 0, 1, 0]
    assert binary_cross_entropy_with_logits_gradient(1, z, reduction="sum").tolist() == [0, -1, 0, -1, 0, -1]
    assert np.abs(sigmoid_squared_error_gradient(0, z)).tolist() == [0] * 6
    assert np.abs(sigmoid_squared_error_second_derivative(1, z)).tolist() == [0] * 6


def test_a_nearly_right_prediction_keeps_its_gradient():
    assert binary_cross_entropy_with_logits_gradient(1, 40.0) == pytest.approx(-math.exp(-40), rel=1e-15)
    assert softmax_cross_entropy_gradient(0, [200.0, 0.0])[0] == pytest.approx(-math.exp(-200), rel=1e-15)
    assert softmax_cross_entropy_gradient([1.0, 0.0], [200.0, 0.0])[0] == pytest.approx(-math.exp(-200), rel=1e-15)
    assert brier_score_gradient(0, [200.0, 0.0])[0] == pytest.approx(-4 * math.exp(-400), rel=1e-14)


# --- losses of classes ---------------------------------------------------------------------------


def test_worked_gradients_of_classes():
    assert softmax_cross_entropy_gradient(0, [2, 1, 0.1]) == pytest.approx([-0.340999, 0.242433, 0.098566], abs=5e-7)
    z = np.log([0.3, 0.6, 0.1])
    assert softmax_cross_entropy_gradient(1, z) == pytest.approx([0.3, -0.4, 0.1], rel=1e-14)
    after = z - softmax_cross_entropy_gradient(1, z)
    assert softmax(after) == pytest.approx([0.184005, 0.741080, 0.074915], abs=5e-7)
    assert softmax_cross_entropy(1, after) == pytest.approx(0.299646, abs=5e-7)


def test_the_squared_error_pushes_an_innocent_class_up():
    z = np.log([0.98, 0.01, 0.01])
    assert softmax_cross_entropy_gradient(1, z) == pytest.approx([0.98, -0.99, 0.01], rel=1e-13)
    assert brier_score_gradient(1, z) / 2 == pytest.approx([0.028812, -0.019406, -0.009406], abs=5e-7)


@given(logit_vectors, st.data())
def test_gradient_of_a_class_is_its_closed_form_to_the_last_digits(z, data):
    y = data.draw(st.integers(0, len(z) - 1))
    size = float(np.abs(z).max())
    found = softmax_cross_entropy_gradient(y, z)
    for k, surprisal in enumerate(surprisals_of_softmax(z)):
        true = mp.expm1(-surprisal) if k == y else mp.exp(-surprisal)
        assert ulps(found[k], true) <= 4 * (1 + 2 * size) or abs(true) < 1e-290


def losses_of_classes(p, w, gamma):
    """The losses of logits by mpmath, the truth a distribution."""

    def cross_entropy(xs):
        return -mp.fsum(a * b * mp.log(c) for a, b, c in zip(w, p, softmax_of(xs), strict=True))

    def brier(xs):
        return mp.fsum((a - b) ** 2 for a, b in zip(softmax_of(xs), p, strict=True))

    def focal(xs):
        return -mp.fsum(a * (1 - b) ** gamma * mp.log(b) for a, b in zip(p, softmax_of(xs), strict=True))

    return cross_entropy, brier, focal


@given(simplex(3), st.lists(moderate, min_size=3, max_size=3).map(np.array), st.data())
def test_gradients_of_classes_are_the_derivatives_of_their_losses(p, z, data):
    w = data.draw(st.lists(st.floats(0.01, 10), min_size=3, max_size=3))
    smoothing, gamma = data.draw(st.floats(0, 1)), data.draw(st.sampled_from([0, 1, 2]) | st.floats(0, 8))
    epsilon = mp.mpf(smoothing)
    smooth = [(1 - epsilon) * x + epsilon / 3 for x in exact(p)]
    cross_entropy, _, _ = losses_of_classes(smooth, exact(w), gamma)
    _, brier, focal = losses_of_classes(exact(p), exact(w), mp.mpf(gamma))
    size = 1 + float(np.abs(z).max())
    for k in range(3):
        slope = slope_of(cross_entropy, exact(z), k)
        assert near(softmax_cross_entropy_gradient(p, z, weights=w, label_smoothing=smoothing)[k], slope, 10 * size)
        assert near(brier_score_gradient(p, z)[k], slope_of(brier, exact(z), k), 2 * size)
        assert near(focal_loss_gradient(p, z, gamma=gamma)[k], slope_of(focal, exact(z), k), (1 + gamma) * size)


@given(logit_vectors, st.data())
def test_focal_gradient_of_a_class_is_its_closed_form(z, data):
    y, gamma = data.draw(st.integers(0, len(z) - 1)), data.draw(st.sampled_from([0, 0.5, 1, 2, 5]))
    surprisals = surprisals_of_softmax(z)
    t, rest = mp.exp(-surprisals[y]), -mp.expm1(-surprisals[y])
    factor = rest**gamma * (1 + gamma * t * (surprisals[y] / rest)) if rest else mp.mpf(gamma == 0)
    found = focal_loss_gradient(y, z, gamma=gamma)
    for k, surprisal in enumerate(surprisals):
        true = factor * (-rest if k == y else mp.exp(-surprisal))
        assert ulps(found[k], true) <= 8 * (1 + (1 + gamma) * 2 * float(np.abs(z).max())) or abs(true) < 1e-280


@given(simplex(4), st.lists(logits, min_size=4, max_size=4))
def test_focal_gradient_without_focus_is_that_of_the_cross_entropy(p, z):
    expected = softmax_cross_entropy_gradient(p, z)
    assert focal_loss_gradient(p, z, gamma=0) == pytest.approx(expected, rel=1e-15, abs=1e-300)


@pytest.mark.parametrize("gradient", OF_CLASSES)
@given(p=simplex(4), z=st.lists(logits, min_size=4, max_size=4), y=st.integers(0, 3))
def test_derivatives_of_a_sample_sum_to_zero(gradient, p, z, y):
    assert gradient(p, z).sum() == pytest.approx(0, abs=4e-15)
    assert gradient(y, z).sum() == pytest.approx(0, abs=4e-15)


@pytest.mark.parametrize("gradient", OF_CLASSES)
@given(z=st.lists(logits, min_size=3, max_size=3), y=st.integers(0, 2))
def test_a_class_and_its_one_hot_vector_have_the_same_gradient(gradient, z, y):
    # Computed in two ways, of which one rounds differences of logits: the condition number is up to 2e4.
    assert gradient(y, z) == pytest.approx(gradient(np.eye(3)[y], z), rel=1e-11, abs=1e-300)


@pytest.mark.parametrize("gradient", OF_CLASSES)
def test_the_gradient_is_zero_at_the_truth(gradient):
    p = softmax([0.5, 1.0, -2.0])
    if gradient is not focal_loss_gradient:  # which is no proper score
        assert gradient(p, np.log(p)) == pytest.approx(np.zeros(3), abs=2e-16)
    assert gradient([0, 1, 0], [-math.inf, 3, -math.inf]).tolist() == [0, 0, 0]
    assert np.abs(gradient(1, [-1e308, 1e308, -1e4])).tolist() == [0, 0, 0]


@given(simplex(3), st.lists(logits, min_size=3, max_size=3), st.lists(logits, min_size=3, max_size=3))
def test_cross_entropy_is_convex_in_the_logits(p, z, other):
    """Its gradient is monotone along each segment; and the loss lies above its tangent."""
    one, two = np.array(z), np.array(other)
    slope, loss = softmax_cross_entropy_gradient(p, one), softmax_cross_entropy(p, one)
    size = 1 + np.abs(one).max() + np.abs(two).max()
    assert (softmax_cross_entropy_gradient(p, two) - slope) @ (two - one) >= -1e-14 * size
    assert softmax_cross_entropy(p, two) >= loss + slope @ (two - one) - 1e-14 * size


# --- reduction, ignored samples ------------------------------------------------------------------

BATCHES = [
    (binary_cross_entropy_with_logits_gradient, binary_cross_entropy_with_logits, [0, 1, 0.5], [1.0, -2.0, 0.25]),
    (sigmoid_squared_error_gradient, lambda y, z, **o: squared_error(y, sigmoid(z), **o), [0, 1, 0.5], [1, -2, 0.25]),
    (softmax_cross_entropy_gradient, softmax_cross_entropy, [0, 1], [[1.0, 2.0], [0.5, -1.0]]),
    (brier_score_gradient, lambda y, z, **o: brier_score(y, softmax(z), **o), [0, 1], [[1.0, 2.0], [0.5, -1.0]]),
    (focal_loss_gradient, lambda y, z, **o: focal_loss(y, softmax(z), **o), [0, 1], [[1.0, 2.0], [0.5, -1.0]]),
]


def numerical_gradient(function, z, step=1e-6):
    z = np.array(z, dtype=float)
    slopes = np.empty_like(z)
    for index in np.ndindex(z.shape):
        ahead, behind = z.copy(), z.copy()
        ahead[index] += step
        behind[index] -= step
        slopes[index] = (function(ahead) - function(behind)) / (2 * step)
    return slopes


@pytest.mark.parametrize(("gradient", "loss", "y", "z"), BATCHES)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_each_gradient_is_that_of_the_public_loss(gradient, loss, y, z, reduction):
    expected = numerical_gradient(lambda x: loss(y, x, reduction=reduction), z)
    assert gradient(y, z, reduction=reduction) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("gradient", "loss", "y", "z"), BATCHES)
def test_no_reduction_leaves_each_sample_its_own_gradient(gradient, loss, y, z):
    assert gradient(y, z, reduction="none").tolist() == gradient(y, z, reduction="sum").tolist()
    assert gradient(y, z) == pytest.approx(gradient(y, z, reduction="sum") / len(y), rel=1e-15)
    alone = gradient(y[1], z[1], reduction="sum")
    assert alone == pytest.approx(gradient(y, z, reduction="none")[1], rel=1e-15)


@pytest.mark.parametrize("gradient", [*OF_CLASSES, *OF_LABELS])
@pytest.mark.parametrize("reduction", ["average", None])
def test_an_unknown_reduction_is_refused(gradient, reduction):
    with pytest.raises(ValueError) as error:
        gradient([0, 1], [[1.0, 2.0]] * 2 if gradient in OF_CLASSES else [1.0, 2.0], reduction=reduction)
    assert str(error.value) == f"reduction = {reduction!r}, expected 'mean', 'sum' or 'none'"


@pytest.mark.parametrize("gradient", [*OF_CLASSES, *OF_LABELS])
def test_no_samples_have_no_mean_to_differentiate(gradient):
    y, z = np.empty(0, int), np.empty((0, 3) if gradient in OF_CLASSES else 0)
    assert gradient(y, z, reduction="sum").shape == z.shape
    with pytest.raises(ValueError, match=r"^there are no samples, and no mean of them"):
        gradient(y, z)


@pytest.mark.parametrize("options", [{}, {"weights": [1, 2, 3]}, {"label_smoothing": 0.25}])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_gradients_with_options_are_those_of_the_public_loss(options, reduction):
    z = np.random.default_rng(3).normal(size=(4, 3))
    y = [2, -100, 0, -100]

    def loss(x):
        return softmax_cross_entropy(y, x, ignore_index=-100, reduction=reduction, **options)

    found = softmax_cross_entropy_gradient(y, z, ignore_index=-100, reduction=reduction, **options)
    assert found == pytest.approx(numerical_gradient(loss, z), abs=1e-9)
    assert found[[1, 3]].tolist() == [[0, 0, 0]] * 2


def test_nothing_but_ignored_samples_has_no_gradient_of_the_mean():
    with pytest.raises(ValueError, match=r"^all samples are ignored or have weight 0, and no mean of them"):
        softmax_cross_entropy_gradient([-1, -1], [[1.0, 2.0]] * 2, ignore_index=-1)
    assert not softmax_cross_entropy_gradient([-1], [[1.0, 2.0]], ignore_index=-1, reduction="sum").any()


def test_weights_of_zero_give_no_gradient():
    assert not softmax_cross_entropy_gradient([0], [[1.0, 2.0]], weights=[0, 1], reduction="sum").any()
    assert binary_cross_entropy_with_logits_gradient(1, -math.inf, pos_weight=0) == 0


# --- logistic regression -------------------------------------------------------------------------

X = np.array([[1, -2], [1, -1], [1, 0.5], [1, 1], [1, 2]])
Y = np.array([0, 1, 0, 1, 1])


def test_worked_gradient_of_logistic_regression():
    assert logistic_gradient(Y, X, [0.3, 0.8]) == pytest.approx([-0.023991, 0.003653], abs=5e-7)


def test_worked_hessian_of_logistic_regression():
    x = np.array([-2, -1, -0.5, 0.5, 1, 2])
    hessian = logistic_hessian(np.stack([np.ones(6), x], axis=-1), [0, 1.351112])
    assert np.linalg.eigvalsh(hessian) == pytest.approx([0.148596, 0.151611], abs=5e-7)


inputs = st.lists(st.lists(st.floats(-5, 5), min_size=2, max_size=2), min_size=1, max_size=5)


@given(inputs, st.lists(st.floats(-5, 5), min_size=2, max_size=2), st.data())
def test_gradient_and_hessian_of_logistic_regression_are_the_derivatives_of_its_loss(rows, w, data):
    y = data.draw(st.lists(SOFT_LABELS, min_size=len(rows), max_size=len(rows)))

    def loss(weights):
        total = mp.mpf(0)
        for row, label in zip(rows, y, strict=True):
            z = mp.fsum(a * b for a, b in zip(exact(row), weights, strict=True))
            total += mp.log1p(mp.exp(z)) - mp.mpf(label) * z
        return total / len(rows)

    gradient, hessian = logistic_gradient(y, rows, w), logistic_hessian(rows, w)
    for i in range(2):
        assert near(gradient[i], slope_of(loss, exact(w), i), 200)
        for j in range(2):
            second = slope_of(lambda ws, i=i: slope_of(loss, ws, i), exact(w), j)
            assert abs(float(hessian[i, j]) - float(second)) <= 1e-12


@given(
    inputs, st.lists(st.floats(-100, 100), min_size=2, max_size=2), st.lists(st.floats(-1, 1), min_size=2, max_size=2)
)
def test_the_hessian_of_logistic_regression_is_never_negative(rows, w, v):
    hessian = logistic_hessian(rows, w)
    assert (hessian == hessian.T).all()
    assert v @ hessian @ v >= -1e-14


def test_float32_stays_float32_in_logistic_regression():
    found = logistic_gradient(Y, np.float32(X), np.float32([0.3, 0.8]))
    assert found.dtype == np.float32
    assert found == pytest.approx(logistic_gradient(Y, X, [0.3, 0.8]), rel=1e-4)
    assert logistic_hessian(np.float32(X), np.float32([0.3, 0.8])).dtype == np.float32


@pytest.mark.parametrize(
    ("y", "x", "w", "message"),
    [
        ([0, 1], [1.0, 2.0], [1.0], "X has shape (2,), expected (m, d), a row for each sample and none of them 0"),
        ([], np.empty((0, 2)), [1, 1], "X has shape (0, 2), expected (m, d), a row for each sample and none of them 0"),
        ([0], [[1.0], [2.0]], [1.0], "y has shape (1,), expected (2,): one for each row of X"),
        ([0, 1], [[1.0], [2.0]], [1.0, 2.0], "w has shape (2,), expected (1,): one for each column of X"),
        ([0, 1], [[1.0], [2.0]], 1.0, "w has shape (), expected (1,): one for each column of X"),
        (
            [0, 2],
            [[1.0], [2.0]],
            [1.0],
            "y[1] = 2, expected a probability between 0 and 1 (a logit goes through sigmoid first)",
        ),
        ([0, 1], [[1.0], [math.inf]], [1.0], "X[1, 0] = inf, expected a finite number"),
        ([0, 1], [[1.0], [2.0]], [math.nan], "w[0] = nan, expected a finite number"),
    ],
)
def test_what_fits_no_logistic_regression_is_refused(y, x, w, message):
    with pytest.raises(ValueError) as error:
        logistic_gradient(y, x, w)
    assert str(error.value) == message
    if not message.startswith("y"):
        with pytest.raises(ValueError) as error:
            logistic_hessian(x, w)
        assert str(error.value) == message


def test_products_beyond_the_range_are_an_error_and_no_nan():
    huge = [[1e200, -1e200], [1e200, 1e200]]
    with pytest.raises(OverflowError) as error:
        logistic_gradient([0, 1], huge, [1e200, 1e200])
    assert str(error.value) == "X @ w leaves the range of float64: scale the numbers down"
    with pytest.raises(OverflowError) as error:
        logistic_hessian(huge, [0, 0])
    assert str(error.value) == "the Hessian leaves the range of float64: scale the numbers down"

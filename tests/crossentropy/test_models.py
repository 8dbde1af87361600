"""The worked runs of the pages, each computed here a second time in plain Python; and what training promises."""

import math
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import scipy.optimize
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from information_oracles import mp

from crossentropy import entropy, perplexity
from crossentropy.activations import sigmoid, softmax
from crossentropy.models import LogisticRegression, Neuron, NGram, SoftmaxRegression

# --- the neuron ----------------------------------------------------------------------------------


def trained_by_hand(w, b, cost, rate, updates):
    """The outputs of a neuron with the input 1 and the label 0, by the formulas and nothing else."""
    outputs = []
    for _ in range(updates + 1):
        a = 1 / (1 + math.exp(-(w + b)))
        outputs.append(a)
        slope = a * a * (1 - a) if cost == "quadratic" else a
        w, b = w - rate * slope, b - rate * slope
    return outputs


EPOCHS = [0, 1, 10, 50, 100, 150, 200, 250, 300, 301]
SLIGHTLY_WRONG = [0.8176, 0.8121, 0.7518, 0.3870, 0.2110, 0.1527, 0.1237, 0.1061, 0.0940, 0.0938]
BADLY_WRONG = [0.9820, 0.9819, 0.9810, 0.9759, 0.9641, 0.9334, 0.7887, 0.3572, 0.2028, 0.2013]
RUNS = [
    ("quadratic", (0.6, 0.9), 0.15, EPOCHS, SLIGHTLY_WRONG),
    ("quadratic", (2.0, 2.0), 0.15, EPOCHS, BADLY_WRONG),
    ("cross-entropy", (0.6, 0.9), 0.005, [0, 150, 300], [0.8176, 0.6053, 0.4177]),
    ("cross-entropy", (2.0, 2.0), 0.005, [0, 150, 300], [0.9820, 0.9282, 0.7796]),
    ("cross-entropy", (0.6, 0.9), 0.15, [0, 150, 300], [0.8176, 0.0241, 0.0116]),
    ("cross-entropy", (2.0, 2.0), 0.15, [0, 150, 300], [0.9820, 0.0257, 0.0120]),
]


@pytest.mark.parametrize(("cost", "start", "rate", "epochs", "outputs"), RUNS)
def test_worked_runs_of_the_neuron(cost, start, rate, epochs, outputs):
    path = Neuron(*start, cost=cost).descend(1, 0, rate=rate, updates=301)
    assert len(path) == 302
    assert [path[k].output(1) for k in epochs] == pytest.approx(outputs, abs=5e-5)
    by_hand = trained_by_hand(*start, cost, rate, 301)
    assert [neuron.output(1) for neuron in path] == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize(
    ("cost", "start", "rate", "epoch"),
    [
        ("quadratic", (0.6, 0.9), 0.15, 36),
        ("quadratic", (2.0, 2.0), 0.15, 232),
        ("cross-entropy", (0.6, 0.9), 0.005, 228),
        ("cross-entropy", (2.0, 2.0), 0.005, 498),
        ("cross-entropy", (0.6, 0.9), 0.15, 8),
        ("cross-entropy", (2.0, 2.0), 0.15, 17),
    ],
)
def test_the_epoch_in_which_the_neuron_changes_its_mind(cost, start, rate, epoch):
    path = Neuron(*start, cost=cost).descend(1, 0, rate=rate, updates=500)
    assert next(k for k, neuron in enumerate(path) if neuron.output(1) < 0.5) == epoch


def test_worked_costs_and_gradients_of_the_neuron():
    starts = [Neuron(0.6, 0.9, cost="quadratic"), Neuron(2.0, 2.0, cost="quadratic")]
    paths = [neuron.descend(1, 0, rate=0.15, updates=300) for neuron in starts]
    assert [path[0].loss(1, 0) for path in paths] == pytest.approx([0.334214, 0.482176], abs=5e-7)
    assert [path[300].loss(1, 0) for path in paths] == pytest.approx([0.004414, 0.020574], abs=5e-7)
    for neuron, slope in zip(starts, [0.121938, 0.017345], strict=True):
        weights, bias = neuron.gradient(1, 0)
        assert [*weights, bias] == pytest.approx([slope, slope], abs=5e-7)


def test_a_cross_entropy_neuron_has_the_error_for_its_gradient():
    neuron = Neuron([0.5, -1.0], 0.25)
    x, y = np.array([[1.0, 2.0], [-1.0, 0.5], [3.0, 0.0]]), np.array([1, 0, 0.5])
    errors = neuron.output(x) - y
    weights, bias = neuron.gradient(x, y)
    assert weights == pytest.approx(errors @ x / 3, rel=1e-14)
    assert bias == pytest.approx(errors.mean(), rel=1e-14)


@pytest.mark.parametrize("cost", ["cross-entropy", "quadratic"])
def test_the_gradient_of_the_neuron_is_that_of_its_loss(cost):
    x, y = np.array([[1.0, 2.0], [-1.0, 0.5], [3.0, 0.0]]), [1, 0, 0.5]
    theta = np.array([0.25, 0.5, -1.0])

    def loss(theta):
        return Neuron(theta[1:], theta[0], cost=cost).loss(x, y)

    weights, bias = Neuron(theta[1:], theta[0], cost=cost).gradient(x, y)
    expected = [(loss(theta + step) - loss(theta - step)) / 2e-6 for step in 1e-6 * np.eye(3)]
    assert [bias, *weights] == pytest.approx(expected, abs=1e-9)


def test_squared_error_of_one_neuron_has_two_minima_and_cross_entropy_one():
    """One weight and no bias, so by its loss alone: the data set of the page optimisation/convexity."""
    x, y = [10, 1, 1, 0.2], [0, 1, 1, 0]

    def losses(cost, weights):
        return np.array([Neuron(w, cost=cost).loss(x, y) for w in weights])

    w = np.linspace(-3, 4, 7001)
    quadratic, cross_entropy = losses("quadratic", w), losses("cross-entropy", w)
    inside = (quadratic[1:-1] < quadratic[:-2]) & (quadratic[1:-1] < quadratic[2:])
    assert w[1:-1][inside] == pytest.approx([-0.157584, 1.916723], abs=1e-3)
    assert losses("quadratic", [-0.157584, 0.404523, 1.916723]) == pytest.approx(
        [0.106660, 0.194609, 0.173316], abs=5e-7
    )
    inside = (cross_entropy[1:-1] < cross_entropy[:-2]) & (cross_entropy[1:-1] < cross_entropy[2:])
    assert w[1:-1][inside] == pytest.approx([-0.218506], abs=1e-3)
    assert losses("cross-entropy", [-0.218506]) == pytest.approx([0.598708], abs=5e-7)


@pytest.mark.parametrize("z0", [4.0, 6.0])
def test_the_plateau_of_the_quadratic_cost_is_as_long_as_the_flow_says(z0):
    """Gradient flow: G(z) = 3 z + e^z - 3 e^-z - e^-2z / 2 falls by 2 rate an update."""

    def g(z):
        return 3 * z + math.exp(z) - 3 * math.exp(-z) - math.exp(-2 * z) / 2

    flow = (g(z0) - g(0)) / (2 * 0.15)
    path = Neuron(z0 / 2, z0 / 2, cost="quadratic").descend(1, 0, rate=0.15, updates=int(1.1 * flow))
    found = next(k for k, neuron in enumerate(path) if neuron.output(1) < 0.5)
    assert found == pytest.approx(flow, rel=0.02)


def test_training_leaves_the_neuron_and_the_data_as_they_were():
    neuron, x, y = Neuron(1.0, 0.5), np.array([1.0, 2.0]), np.array([0.0, 1.0])
    path = neuron.descend(x, y, rate=1, updates=2)
    assert path[0] is neuron
    assert (neuron.weights.tolist(), neuron.bias) == ([1.0], 0.5)
    assert (x.tolist(), y.tolist()) == ([1.0, 2.0], [0.0, 1.0])
    assert {model.cost for model in path} == {"cross-entropy"}
    assert [round(model.bias, 3) for model in neuron.descend(x, y, rate=1, updates=0)] == [0.5]


def test_models_say_what_they_are():
    assert repr(Neuron(0.5)) == "Neuron([0.5], 0.0, cost='cross-entropy')"
    assert repr(LogisticRegression([1, 2], 3)) == "LogisticRegression([1.0, 2.0], 3.0)"
    assert repr(SoftmaxRegression([[1, 2]])) == "SoftmaxRegression([[1.0, 2.0]], [0.0, 0.0])"
    assert repr(NGram(2, "abab")) == "<NGram of order 2, 2 tokens, smoothing 0.0>"


# --- logistic regression -------------------------------------------------------------------------

X1, Y1 = [-2, -1, -0.5, 0.5, 1, 2], [0, 0, 1, 0, 1, 1]
X5, Y5 = [-2, -1, 0.5, 1, 2], [0, 1, 0, 1, 1]


def newton_by_hand(x, y, steps):
    """Newton's method for a weight and a bias, by the two-by-two formula in fifty digits."""
    w = b = mp.mpf(0)
    weights = [w]
    for _ in range(steps):
        a = [1 / (1 + mp.exp(-(w * t + b))) for t in map(mp.mpf, x)]
        g0, g1 = (
            mp.fsum(p - t for p, t in zip(a, y, strict=True)),
            mp.fsum((p - t) * u for p, t, u in zip(a, y, x, strict=True)),
        )
        s = [p * (1 - p) for p in a]
        h00, h01, h11 = (mp.fsum(v * mp.mpf(u) ** k for v, u in zip(s, x, strict=True)) for k in (0, 1, 2))
        det = h00 * h11 - h01**2
        b, w = b - (h11 * g0 - h01 * g1) / det, w - (h00 * g1 - h01 * g0) / det
        weights.append(w)
    return weights, b


def test_worked_newton_run():
    path = LogisticRegression(0).newton(X1, Y1)
    weights, _ = newton_by_hand(X1, Y1, 6)
    found = [model.weights[0] for model in path]
    assert found[:6] == pytest.approx([0, 0.952381, 1.274586, 1.347874, 1.351106, 1.351112], abs=5e-7)
    assert found == pytest.approx([float(w) for w in weights[: len(found)]], rel=1e-14)
    assert len(path) == 7  # the sixth step no longer shows: it checks that the fifth has arrived
    assert [model.bias for model in path] == pytest.approx([0] * 7, abs=1e-15)
    assert path[-1].loss(X1, Y1) == pytest.approx(0.460701, abs=5e-7)


def test_newton_arrives_at_the_minimum_to_the_last_digits():
    model = LogisticRegression(0).newton(X5, Y5)[-1]
    weights, bias = newton_by_hand(X5, Y5, 12)
    assert (model.weights[0], model.bias) == pytest.approx((float(weights[-1]), float(bias)), rel=1e-13)


def test_both_ways_of_training_arrive_at_the_same_weights():
    descended = LogisticRegression(0).descend(X1, Y1, rate=2, updates=300)[-1]
    assert descended.weights == pytest.approx(LogisticRegression(0).newton(X1, Y1)[-1].weights, rel=1e-9)


def test_a_loss_of_one_term_is_not_that_of_logistic_regression():
    assert LogisticRegression(0, 30.0).loss(X5, Y5) == pytest.approx(12.0, abs=1e-9)


def test_a_logistic_regression_is_a_neuron_with_the_cross_entropy_cost():
    model, neuron = LogisticRegression([0.5], 0.1), Neuron([0.5], 0.1)
    assert model.probability(X5).tolist() == neuron.output(X5).tolist() == sigmoid(0.5 * np.array(X5) + 0.1).tolist()
    assert model.loss(X5, Y5) == neuron.loss(X5, Y5)
    one, two = (m.descend(X5, Y5, rate=0.5, updates=20)[-1] for m in (model, neuron))
    assert [*one.weights, one.bias] == pytest.approx([*two.weights, two.bias], rel=1e-14)


def are_separable(x, y):
    """Whether a hyperplane has no sample on the wrong side, and one off it at least: by linear programming."""
    signed = np.column_stack([np.ones(len(x)), x]) * np.where(y, 1, -1)[:, np.newaxis]
    box = [(-1, 1)] * signed.shape[1]
    best = scipy.optimize.linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(x)), bounds=box)
    return -best.fun > 1e-9


@settings(max_examples=100)
@given(st.integers(0, 10**6), st.integers(1, 2), st.integers(4, 9))
def test_separable_classes_are_refused_and_no_others(seed, d, m):
    """Few samples with small whole numbers: borders with several samples on them are common."""
    rng = np.random.default_rng(seed)
    x, y = rng.integers(-2, 3, (m, d)), rng.integers(0, 2, m)
    assume(np.linalg.matrix_rank(np.column_stack([np.ones(m), x])) == d + 1)
    if are_separable(x, y):
        with pytest.raises(ValueError, match=r"^the classes are separable"):
            LogisticRegression(np.zeros(d)).newton(x, y)
    else:
        model = LogisticRegression(np.zeros(d)).newton(x, y)[-1]
        gradients = np.column_stack([np.ones(m), x]).T @ (model.probability(x) - y)
        assert np.abs(gradients).max() <= 1e-12


@settings(max_examples=50)
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_newton_agrees_with_scipy_wherever_there_is_a_minimum(seed, d):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, d)) * 10.0 ** rng.integers(-3, 3, d)
    y = rng.uniform(size=40) < sigmoid(x @ (rng.normal(size=d) / np.abs(x).max(axis=0)) + rng.normal() / 2)
    scale = np.abs(x).max(axis=0)
    if are_separable(x / scale, y):
        with pytest.raises(ValueError, match=r"^the classes are separable"):
            LogisticRegression(np.zeros(d)).newton(x, y)
        return
    model = LogisticRegression(np.zeros(d)).newton(x, y)[-1]

    def loss(theta):
        z = x / scale @ theta[1:] + theta[0]
        return np.mean(np.logaddexp(0, z) - y * z)

    found = scipy.optimize.minimize(loss, np.zeros(d + 1), method="BFGS", options={"gtol": 1e-9})
    assert model.loss(x, y) <= found.fun + 1e-12
    gradients = np.column_stack([np.ones(40), x / scale]).T @ (model.probability(x) - y)
    assert np.abs(gradients).max() <= 1e-12


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_newton_never_raises_the_loss(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(30, 2)), rng.integers(0, 2, 30)
    start = LogisticRegression(rng.normal(size=2) * 5, rng.normal() * 5)
    try:
        path = start.newton(x, y)
    except ValueError:
        assume(False)
    losses = [model.loss(x, y) for model in path]
    assert all(after <= before * (1 + 1e-12) for before, after in pairwise(losses))


def test_soft_labels_have_a_minimum_always():
    model = LogisticRegression(0).newton([-1.0, 1.0], [0.25, 0.75])[-1]
    assert model.probability([-1, 1]) == pytest.approx([0.25, 0.75], rel=1e-14)
    with pytest.raises(ValueError, match=r"^the classes are separable"):
        LogisticRegression(0).newton([-1.0, 0.0, 1.0], [0, 0.5, 1])


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([-2, -1, 1, 2], [0, 0, 1, 1]),
        ([1.0, 2.0, 3.0], [1, 1, 1]),
        ([1.0, 2.0, 3.0], [0, 0, 0]),
        ([-2, -1, 0, 0, 1, 2], [0, 0, 0, 1, 1, 1]),
        ([[-1, 5], [0, 1], [0, -1], [0, 0.5], [0, 2], [1, -3]], [0, 1, 0, 0, 1, 1]),
        ([[0, 0], [1, 0], [0, 1], [1, 1]], [0, 1, 1, 1]),
    ],
    ids=["separable", "ones only", "zeros only", "tie on the border", "two on the border", "logical or"],
)
@pytest.mark.parametrize("start", [0.0, 0.3])
def test_separable_classes_have_no_minimum_and_that_is_said(x, y, start):
    d = (np.ndim(x[0]) and len(x[0])) or 1
    with pytest.raises(ValueError, match=r"^the classes are separable, and the loss has no minimum: ") as error:
        LogisticRegression(np.full(d, start)).newton(x, y)
    assert "`descend`" in str(error.value)


def test_the_direction_in_which_the_loss_falls_for_ever_is_named():
    with pytest.raises(ValueError) as error:
        LogisticRegression(0.0).newton([-2, -1, 1, 2], [0, 0, 1, 1])
    assert str(error.value) == (
        "the classes are separable, and the loss has no minimum: it falls for ever as the weights grow along [1.0] "
        "and the bias along 0.0. Add samples, or train for a number of updates only (`descend`)"
    )


def test_the_exclusive_or_is_not_separable():
    model = LogisticRegression([1.0, -0.5]).newton([[0, 0], [1, 0], [0, 1], [1, 1]], [0, 1, 1, 0])[-1]
    assert model.probability([[0, 0], [1, 0]]) == pytest.approx([0.5, 0.5], abs=1e-14)


def test_gradient_descent_on_separable_classes_lets_the_weights_grow():
    path = LogisticRegression(0).descend([-1, 1], [0, 1], rate=1, updates=1000)
    norms = [model.weights[0] for model in path]
    assert all(after > before for before, after in pairwise(norms))
    assert norms[1000] == pytest.approx(math.log(1000), rel=0.1)
    assert path[1000].loss([-1, 1], [0, 1]) < 1.1e-3


@pytest.mark.parametrize(
    ("x", "rank"), [([[1, 2], [2, 4], [3, 6], [4, 8]], "2 of 3"), ([[1, 5], [2, 5], [3, 5], [4, 5]], "2 of 3")]
)
def test_dependent_inputs_have_many_minima_and_that_is_said(x, rank):
    with pytest.raises(ValueError) as error:
        LogisticRegression([0, 0]).newton(x, [0, 1, 0, 1])
    assert str(error.value) == (
        f"the inputs and the constant are linearly dependent (rank {rank}), and many weights have the same loss: "
        "leave out inputs, or add samples"
    )


def test_inputs_of_very_different_size_are_not_dependent():
    model = LogisticRegression([0, 0]).newton([[1e-9, 1e9], [2e-9, -1e9], [3e-9, 1e9], [4e-9, -1e9]], [0, 1, 1, 0])[-1]
    assert np.isfinite(model.weights).all()


def test_a_start_from_which_no_minimum_is_found_is_an_error():
    with pytest.raises(ArithmeticError) as error:
        LogisticRegression(1e6).newton(X1, Y1)
    assert str(error.value).startswith("no minimum found in ")
    assert str(error.value).endswith(" steps: start from smaller weights, such as zeros")


# --- softmax regression --------------------------------------------------------------------------

X3 = np.array([[0.0, 1.0], [1.0, 0.0], [-1.0, -1.0], [0.5, 0.5], [2.0, -1.0]])
Y3 = np.array([0, 1, 2, 1, 0])


def descended_by_hand(x, y, classes, rate, updates):
    """Gradient descent from zeros, one sample and one class at a time."""
    d, m = len(x[0]), len(x)
    weights, biases = [[0.0] * classes for _ in range(d)], [0.0] * classes
    for _ in range(updates):
        dw, db = [[0.0] * classes for _ in range(d)], [0.0] * classes
        for row, label in zip(x, y, strict=True):
            z = [sum(row[i] * weights[i][k] for i in range(d)) + biases[k] for k in range(classes)]
            terms = [math.exp(value) for value in z]
            for k in range(classes):
                error = terms[k] / sum(terms) - (k == label)
                db[k] += error / m
                for i in range(d):
                    dw[i][k] += error * row[i] / m
        biases = [b - rate * g for b, g in zip(biases, db, strict=True)]
        weights = [[w - rate * g for w, g in zip(*rows, strict=True)] for rows in zip(weights, dw, strict=True)]
    return weights, biases


def test_softmax_regression_descends_as_by_hand():
    model = SoftmaxRegression(np.zeros((2, 3))).descend(X3, Y3, rate=0.5, updates=40)[-1]
    weights, biases = descended_by_hand(X3.tolist(), Y3.tolist(), 3, 0.5, 40)
    assert model.weights == pytest.approx(np.array(weights), rel=1e-12)
    assert model.biases == pytest.approx(biases, rel=1e-12, abs=1e-15)


def test_softmax_regression_lowers_its_loss_at_a_small_rate():
    path = SoftmaxRegression(np.zeros((2, 3))).descend(X3, Y3, rate=0.5, updates=100)
    losses = [model.loss(X3, Y3) for model in path]
    assert losses[0] == pytest.approx(math.log(3), rel=1e-15)
    assert all(after < before for before, after in pairwise(losses))
    assert path[-1].weights.sum(axis=1) == pytest.approx([0, 0], abs=1e-12)  # as all gradients do


def test_softmax_regression_of_two_classes_is_logistic_regression_of_their_difference():
    rate, updates = 0.5, 30
    two = SoftmaxRegression(np.zeros((1, 2))).descend(X5, Y5, rate=rate, updates=updates)[-1]
    one = LogisticRegression(0).descend(X5, Y5, rate=2 * rate, updates=updates)[-1]
    assert two.probabilities(X5)[:, 1] == pytest.approx(one.probability(X5), rel=1e-12)
    assert two.loss(X5, Y5) == pytest.approx(one.loss(X5, Y5), rel=1e-12)


def test_probabilities_of_softmax_regression():
    model = SoftmaxRegression([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]], [0.5, 0.0, -0.5])
    assert model.probabilities([2.0, 1.0]).tolist() == softmax([2.5, 5.0, 5.5]).tolist()
    assert model.probabilities(np.zeros((4, 5, 2))).shape == (4, 5, 3)


def test_softmax_regression_learns_distributions_too():
    p = softmax(X3 @ [[1.0, 0.0, -1.0], [0.5, -0.5, 0.0]])
    model = SoftmaxRegression(np.zeros((2, 3))).descend(X3, p, rate=2, updates=3000)[-1]
    assert model.probabilities(X3) == pytest.approx(p, abs=1e-6)
    assert model.loss(X3, p) == pytest.approx(entropy(p).mean(), rel=1e-9)


# --- shapes and errors of the three --------------------------------------------------------------

MODELS = [Neuron(0.0), LogisticRegression(0.0), SoftmaxRegression([[0.0, 0.0]])]
VALUES = {Neuron: Neuron.output, LogisticRegression: LogisticRegression.probability}


def test_inputs_of_one_weight_need_no_axis_of_their_own():
    for neuron in (Neuron(2.0), LogisticRegression(2.0)):
        value = VALUES[type(neuron)]
        assert value(neuron, 1.0) == sigmoid(2)
        assert isinstance(value(neuron, 1), float)
        assert value(neuron, [1, 2]).tolist() == value(neuron, [[1], [2]]).tolist() == sigmoid([2, 4]).tolist()
        assert value(neuron, np.ones((2, 3, 1))).shape == (2, 3)
    assert Neuron([1.0, 2.0]).output([3.0, 4.0]) == sigmoid(11)
    assert Neuron([1.0, 2.0]).output([[3.0, 4.0]]).tolist() == [sigmoid(11)]


@pytest.mark.parametrize("model", MODELS)
def test_samples_may_lie_along_several_axes(model):
    x, y = np.array([[1.0, 2.0], [3.0, -4.0]])[..., np.newaxis], np.array([[0, 1], [1, 0]])
    assert model.loss(x, y) == pytest.approx(model.loss(x.ravel(), y.ravel()), rel=1e-15)
    one, two = (model.descend(*data, rate=1, updates=3)[-1] for data in ((x, y), (x.ravel(), y.ravel())))
    assert one.weights == pytest.approx(two.weights, rel=1e-14)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"rate": 0}, ValueError, "rate = 0, expected a positive finite number"),
        ({"rate": -1.0}, ValueError, "rate = -1.0, expected a positive finite number"),
        ({"rate": math.inf}, ValueError, "rate = inf, expected a positive finite number"),
        ({"rate": math.nan}, ValueError, "rate = nan, expected a positive finite number"),
        ({"rate": "1"}, TypeError, "rate = '1', expected a positive finite number"),
        ({"updates": -1}, ValueError, "updates = -1, expected an integer of at least 0"),
        ({"updates": 1.0}, TypeError, "updates = 1.0, expected an integer"),
        ({"updates": True}, ValueError, "updates = True, expected an integer of at least 0"),
    ],
)
def test_rate_and_updates_are_checked(model, options, kind, message):
    with pytest.raises(kind) as error:
        model.descend([0.0, 1.0], [0, 1], **({"rate": 1, "updates": 1} | options))
    assert str(error.value) == message


@pytest.mark.parametrize("model", MODELS)
def test_a_rate_beyond_all_measure_is_an_error_and_no_nan(model):
    with pytest.raises(OverflowError) as error:
        model.descend([1e10, -1.0], [0, 0], rate=1e308, updates=2)
    assert str(error.value) == "update 1 at the rate 1e+308 leaves the range of float64: scale the numbers down"


@pytest.mark.parametrize("model", MODELS)
def test_what_fits_no_model_is_refused(model):
    def told(kind, x, y):
        with pytest.raises(kind) as error:
            model.loss(x, y)
        if not isinstance(model, SoftmaxRegression) or not str(error.value).startswith("there are"):
            with pytest.raises(kind) as again:
                model.descend(x, y, rate=1, updates=1)
            assert str(again.value) == str(error.value)
        return str(error.value)

    assert told(ValueError, [math.nan, 1.0], [0, 1]) == "x[0] = nan, expected a finite number"
    assert told(ValueError, [[1.0, 2.0]], [0]) == "x has shape (1, 2), expected (..., 1), a number for each weight"
    assert told(TypeError, ["1"], [0]).startswith("x has dtype <U1")
    assert told(ValueError, [1.0, 2.0], [0]).startswith("y has shape (1,)")
    assert told(ValueError, [], np.empty(0, int)).startswith("there are no samples, and no mean of ")
    assert told(ValueError, [1.0], [2]).startswith("y[0] = 2, expected a ")


def test_a_product_beyond_the_range_is_an_error_and_no_nan():
    for model in (Neuron([1e200, -1e200]), LogisticRegression([1e200, -1e200])):
        with pytest.raises(OverflowError) as error:
            VALUES[type(model)](model, [1e200, 1e200])
        assert str(error.value) == (
            "the product of inputs and weights leaves the range of float64: scale the numbers down"
        )


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: Neuron(math.nan), ValueError, "weights = nan, expected a finite number"),
        (lambda: Neuron([[1.0]]), ValueError, "weights has shape (1, 1), expected (d,), one for each input"),
        (lambda: Neuron([]), ValueError, "weights has shape (0,), expected (d,), one for each input"),
        (lambda: Neuron(1.0, math.inf), ValueError, "bias = inf, expected a finite number"),
        (lambda: LogisticRegression(1.0, "0"), TypeError, "bias = '0', expected a finite number"),
        (lambda: Neuron(1.0, cost="hinge"), ValueError, "cost = 'hinge', expected 'cross-entropy' or 'quadratic'"),
        (lambda: Neuron(1.0, cost=[]), ValueError, "cost = [], expected 'cross-entropy' or 'quadratic'"),
        (
            lambda: SoftmaxRegression([1.0]),
            ValueError,
            "weights has shape (1,), expected (d, n), a column for each class",
        ),
        (
            lambda: SoftmaxRegression([[1.0]], [1, 2]),
            ValueError,
            "biases has shape (2,), expected (1,): one for each class",
        ),
        (lambda: SoftmaxRegression([[math.inf]]), ValueError, "weights[0, 0] = inf, expected a finite number"),
    ],
)
def test_parameters_are_checked(make, kind, message):
    with pytest.raises(kind) as error:
        make()
    assert str(error.value) == message


# --- n-grams -------------------------------------------------------------------------------------

TEXT = "abababababacabab"


def test_worked_n_grams():
    assert NGram(1, TEXT).cross_entropy(TEXT, base=2) == pytest.approx(1.271782, abs=5e-7)
    assert NGram(1, TEXT).perplexity(TEXT) == pytest.approx(2.414597, abs=5e-7)
    assert NGram(2, TEXT).cross_entropy(TEXT, base=2) == pytest.approx(0.289901, abs=5e-7)
    assert NGram(2, TEXT).perplexity(TEXT) == pytest.approx(1.222556, abs=5e-7)


def test_single_tokens_have_the_entropy_of_their_frequencies():
    frequencies = np.array(list(Counter(TEXT).values())) / len(TEXT)
    assert NGram(1, TEXT).cross_entropy(TEXT) == pytest.approx(entropy(frequencies), rel=1e-14)
    assert NGram(1, TEXT).perplexity(TEXT) == pytest.approx(perplexity(frequencies), rel=1e-14)


texts = st.lists(st.sampled_from("abc"), min_size=4, max_size=30)


@given(texts, texts, st.integers(1, 3), st.sampled_from([0.5, 1.0, 3.0]))
def test_cross_entropy_of_a_text_is_that_of_its_exact_frequencies(text, other, order, smoothing):
    """Counted again in fractions, n-gram by n-gram."""
    total, vocabulary = mp.mpf(0), len(set(text))
    for t in range(order - 1, len(other)):
        gram = other[t - order + 1 : t + 1]
        places = [k for k in range(order - 1, len(text)) if text[k - order + 1 : k] == gram[:-1]]
        hits = sum(text[k] == gram[-1] for k in places)
        q = Fraction(hits + Fraction(smoothing)) / (len(places) + Fraction(smoothing) * vocabulary)
        total += mp.inf if gram[-1] not in text else -mp.log(mp.mpf(q.numerator) / q.denominator)
    mean = float(total / (len(other) - order + 1))
    model = NGram(order, text, smoothing=smoothing)
    assert model.cross_entropy(other) == pytest.approx(mean, rel=1e-13)
    assert model.cross_entropy(other, base=2) == pytest.approx(mean / math.log(2), rel=1e-13)
    assert model.perplexity(other) == pytest.approx(math.exp(mean), rel=1e-12)


@given(texts, st.integers(1, 3), st.sampled_from([0.0, 0.1, 1.0]))
def test_probabilities_of_the_next_token_sum_to_one(text, order, smoothing):
    model = NGram(order, text, smoothing=smoothing)
    context = text[: order - 1]
    assert sum(model.probability(token, context) for token in model.vocabulary) == pytest.approx(1, rel=1e-14)


@given(texts, st.integers(1, 3))
def test_no_model_of_its_order_fits_a_text_better_than_its_frequencies(text, order):
    plain = NGram(order, text).cross_entropy(text)
    assert plain <= NGram(order, text, smoothing=1).cross_entropy(text) + 1e-14
    assert plain >= 0


def test_a_longer_context_counts_by_its_end():
    model = NGram(2, TEXT)
    assert model.probability("b", "cccca") == model.probability("b", "a") == 7 / 8
    assert model.vocabulary == ("a", "b", "c")


def test_tokens_may_be_anything_that_can_be_counted():
    words = ["to", "be", "or", "not", "to", "be"]
    assert NGram(2, words).probability("be", ["to"]) == 1
    assert NGram(2, np.array([0, 1, 0, 1])).probability(1, [0]) == 1
    with pytest.raises(TypeError, match="unhashable"):
        NGram(1, [["to"], ["be"]])


def test_what_the_text_never_has_is_ruled_out():
    assert NGram(2, "abab").probability("c", "a") == 0
    assert NGram(1, "abab").cross_entropy("abc") == math.inf
    assert NGram(1, "abab").perplexity("abc") == math.inf
    assert NGram(2, "abac", smoothing=1).probability("d", "a") == 0


def test_a_context_that_the_text_never_has_is_no_answer():
    with pytest.raises(ValueError) as error:
        NGram(2, "ab").probability("a", "b")
    assert str(error.value) == "no token follows the context ('b',) in the text: give a smoothing above 0"
    assert NGram(2, "ab", smoothing=1).probability("a", "b") == 0.5


TOO_SHORT = "there are {} tokens, expected at least {}, the order of the model"
NOT_SMOOTH = ", expected a finite number of at least 0"


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: NGram(0, "ab"), ValueError, "order = 0, expected an integer of at least 1"),
        (lambda: NGram(1.5, "ab"), TypeError, "order = 1.5, expected an integer"),
        (lambda: NGram(3, "ab"), ValueError, TOO_SHORT.format(2, 3)),
        (lambda: NGram(1, ""), ValueError, TOO_SHORT.format(0, 1)),
        (lambda: NGram(1, "ab", smoothing=-1), ValueError, f"smoothing = -1{NOT_SMOOTH}"),
        (
            lambda: NGram(1, "ab", smoothing=math.inf),
            ValueError,
            f"smoothing = inf{NOT_SMOOTH}",
        ),
        (lambda: NGram(1, "ab", smoothing="1"), TypeError, f"smoothing = '1'{NOT_SMOOTH}"),
        (lambda: NGram(3, "abc").probability("c", "a"), ValueError, "context has 1 tokens, expected at least 2"),
        (
            lambda: NGram(2, "abc").perplexity("a"),
            ValueError,
            TOO_SHORT.format(1, 2),
        ),
        (
            lambda: NGram(1, "ab").cross_entropy("ab", base=1),
            ValueError,
            "base = 1, expected a positive finite number other than 1, or None for nats",
        ),
    ],
)
def test_what_is_no_n_gram_model_is_refused(make, kind, message):
    with pytest.raises(kind) as error:
        make()
    assert str(error.value) == message

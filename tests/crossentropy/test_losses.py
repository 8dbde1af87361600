import math

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from information_oracles import (
    bases,
    cross_entropy_of,
    exact,
    log_of,
    logit_vectors,
    logits,
    mp,
    simplex,
    slopes_of_softmax,
    softplus_of,
    surprisals_of_softmax,
    ulps,
)

from crossentropy.activations import sigmoid, softmax
from crossentropy.divergence import cross_entropy
from crossentropy.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    brier_score,
    cross_entropy_loss,
    focal_loss,
    multilabel_cross_entropy,
    softmax_cross_entropy,
    spherical_score,
    squared_error,
)

PROBABILITY_LOSSES = [cross_entropy_loss, brier_score, spherical_score, focal_loss]
PROPER = [cross_entropy_loss, brier_score, spherical_score]
SOFT_LABELS = st.sampled_from([0, 1]) | st.floats(0, 1)


# --- binary --------------------------------------------------------------------------------------


def test_worked_binary_losses():
    losses = binary_cross_entropy([0, 1, 1], [0.1, 0.7, 0.8], reduction="none")
    assert losses == pytest.approx([0.105361, 0.356675, 0.223144], abs=5e-7)
    assert binary_cross_entropy([0, 1, 1], [0.1, 0.7, 0.8], reduction="sum") == pytest.approx(0.685179, abs=5e-7)
    assert binary_cross_entropy([0, 1, 1], [0.1, 0.7, 0.8]) == pytest.approx(0.228393, abs=5e-7)


def test_losses_of_powers_of_two_are_whole_bits():
    assert binary_cross_entropy(1, 0.125, base=2) == 3
    assert all(binary_cross_entropy(0, 1 - 2.0**-k, base=2) == k for k in range(54))


def test_a_certain_right_prediction_costs_nothing():
    assert binary_cross_entropy([0, 1], [0, 1], reduction="none").tolist() == [0, 0]


def test_a_certain_wrong_prediction_costs_everything():
    assert binary_cross_entropy([0, 1], [1, 0], reduction="none").tolist() == [math.inf, math.inf]
    assert binary_cross_entropy([1, 1], [0, 0.5]) == math.inf


def test_truth_values_are_labels():
    assert binary_cross_entropy([True, False], [0.5, 0.75], base=2, reduction="none").tolist() == [1, 2]


@given(SOFT_LABELS, st.floats(0, 1) | st.floats(0, 1e-300) | st.floats(1 - 1e-9, 1), bases)
def test_binary_loss_is_its_definition_to_four_ulps(y, a, base):
    t, x = mp.mpf(y), mp.mpf(a)
    if (y > 0 and a == 0) or (y < 1 and a == 1):
        true = mp.inf
    else:
        true = (-t * mp.log(x) if y else 0) - ((1 - t) * mp.log1p(-x) if y < 1 else 0)
    found = binary_cross_entropy(y, a, base=base)
    assert ulps(found, true / log_of(base)) <= 4 or abs(true) < 1e-290


@given(simplex(2, least=1e-12), st.floats(1e-9, 1 - 1e-9))
def test_binary_loss_is_the_cross_entropy_of_two_outcomes(p, a):
    assert binary_cross_entropy(p[0], a) == pytest.approx(cross_entropy(p, [a, 1 - a]), rel=1e-7)


def test_a_soft_label_leaves_its_entropy():
    assert binary_cross_entropy(0.9, 0.9) == pytest.approx(0.325083, abs=5e-7)


@given(SOFT_LABELS, logits, bases)
def test_binary_loss_of_a_logit_is_within_rounding_of_its_definition(y, z, base):
    t = mp.mpf(y)
    true = t * softplus_of(-z) + (1 - t) * softplus_of(z)
    slope = abs(mp.exp(-softplus_of(-z)) * (1 - t) - t * mp.exp(-softplus_of(z)))
    condition = float(abs(z) * slope / true) if true > 1e-300 else 0
    found = binary_cross_entropy_with_logits(y, z, base=base)
    assert ulps(found, true / log_of(base)) <= 4 * (1 + condition) or true < 1e-290


@given(st.integers(0, 1), st.floats(-20, 20))
def test_binary_loss_of_a_logit_is_that_of_its_sigmoid(y, z):
    found = binary_cross_entropy_with_logits(y, z)
    assert found == pytest.approx(binary_cross_entropy(y, sigmoid(z)), rel=1e-6)


def test_binary_losses_of_extreme_logits():
    z = [40, -40, 1e4, -1e4, 1e308, -1e308, math.inf, -math.inf]
    wrong = binary_cross_entropy_with_logits([0, 1] * 4, z, reduction="none")
    assert wrong == pytest.approx([40, 40, 1e4, 1e4, 1e308, 1e308, math.inf, math.inf], rel=1e-15)
    right = binary_cross_entropy_with_logits([1, 0] * 4, z, reduction="none")
    assert right == pytest.approx([math.exp(-40)] * 2 + [0] * 6, rel=1e-15)


# --- many classes --------------------------------------------------------------------------------


def test_worked_class_losses():
    assert cross_entropy_loss(1, [0.3, 0.6, 0.1]) == pytest.approx(0.510826, abs=5e-7)
    assert cross_entropy_loss([0, 1, 0], [0.3, 0.6, 0.1], base=2) == pytest.approx(0.736966, abs=5e-7)
    assert cross_entropy_loss([0, 0], [[0.7, 0.2, 0.1], [0.5, 0.2, 0.3]], reduction="none") == pytest.approx(
        [0.356675, 0.693147], abs=5e-7
    )


@given(simplex(), st.data(), bases)
def test_a_class_and_its_one_hot_vector_have_the_same_loss(q, data, base):
    y = data.draw(st.integers(0, len(q) - 1))
    one_hot = np.eye(len(q), dtype=int)[y]
    assert cross_entropy_loss(y, q, base=base) == cross_entropy_loss(one_hot, q, base=base)
    assert cross_entropy_loss(y, q, base=base) == cross_entropy(one_hot, q, base=base)


@given(simplex(4), simplex(4), bases)
def test_loss_of_a_soft_label_is_its_cross_entropy(p, q, base):
    found = cross_entropy_loss(p, q, base=base)
    assert found == pytest.approx(cross_entropy(p, q, base=base), rel=1e-15)  # added up in another order
    assert ulps(found, cross_entropy_of(p, q) / log_of(base)) <= 16


def test_a_class_that_the_model_rules_out_costs_everything():
    assert cross_entropy_loss(1, [1, 0]) == math.inf
    assert cross_entropy_loss([0, 1], [[1, 0], [1, 0]]) == math.inf
    assert softmax_cross_entropy(1, [0, -math.inf]) == math.inf


def test_a_class_that_does_not_exclude_the_truth_costs_nothing():
    assert str(cross_entropy_loss(0, [1, 0])) == "0.0"
    assert str(softmax_cross_entropy(0, [0, -math.inf])) == "0.0"
    assert str(softmax_cross_entropy([1.0, 0.0], [0, -math.inf])) == "0.0"


@given(logit_vectors, st.data(), bases)
def test_loss_of_logits_is_within_rounding_of_its_definition(z, data, base):
    y = data.draw(st.integers(0, len(z) - 1))
    surprisals = surprisals_of_softmax(z)
    slopes = slopes_of_softmax(surprisals, y)
    size = mp.fsum(abs(x) * slope for x, slope in zip(exact(z), slopes, strict=True))
    condition = float(size / surprisals[y]) if surprisals[y] > 1e-300 else 0
    found = softmax_cross_entropy(y, z, base=base)
    error = ulps(found, surprisals[y] / log_of(base))
    assert error <= 4 * (1 + condition) or surprisals[y] < 1e-290


@given(st.lists(st.floats(-10, 10), min_size=3, max_size=3), simplex(3))
def test_loss_of_logits_is_that_of_their_softmax(z, p):
    assert softmax_cross_entropy(p, z) == pytest.approx(cross_entropy_loss(p, softmax(z)), rel=1e-9)
    assert softmax_cross_entropy(2, z) == pytest.approx(-scipy.special.log_softmax(z)[2], rel=1e-12)


def test_losses_of_extreme_logits():
    z = [[1e4, -1e4, 0], [1e308, 0, -1e307], [0, 0, 0]]
    assert softmax_cross_entropy([0, 0, 1], z, reduction="none") == pytest.approx([0, 0, math.log(3)])
    assert softmax_cross_entropy([1, 2, 2], z, reduction="none") == pytest.approx(
        [2e4, 1.1e308, math.log(3)], rel=1e-15
    )


def test_uniform_logits_cost_whole_bits():
    assert [softmax_cross_entropy(0, np.zeros(n), base=2) for n in (1, 2, 4, 8, 1024)] == [0, 1, 2, 3, 10]


# --- many labels ---------------------------------------------------------------------------------


def test_labels_are_summed_and_samples_averaged():
    y, a = [[0, 1, 1], [1, 1, 0]], [[0.1, 0.7, 0.8], [0.5, 0.5, 0.5]]
    losses = multilabel_cross_entropy(y, a, reduction="none")
    assert losses == pytest.approx([0.685179, 3 * math.log(2)], abs=5e-7)
    assert multilabel_cross_entropy(y, a) == losses.mean()
    assert multilabel_cross_entropy(y, a, reduction="sum") == losses.sum()


def test_one_sample_of_many_labels_is_the_sum_of_its_binary_losses():
    y, a = [0, 1, 1], [0.1, 0.7, 0.8]
    assert multilabel_cross_entropy(y, a) == binary_cross_entropy(y, a, reduction="sum")


# --- weights -------------------------------------------------------------------------------------


@given(SOFT_LABELS, st.floats(1e-3, 1e3), logits, bases)
def test_the_weight_multiplies_what_a_positive_label_costs(y, w, z, base):
    t, weight = mp.mpf(y), mp.mpf(w)
    true = weight * t * softplus_of(-z) + (1 - t) * softplus_of(z)
    slope = abs(mp.exp(-softplus_of(-z)) * (1 - t) - weight * t * mp.exp(-softplus_of(z)))
    condition = float(abs(z) * slope / true) if true > 1e-300 else 0
    found = binary_cross_entropy_with_logits(y, z, pos_weight=w, base=base)
    assert ulps(found, true / log_of(base)) <= 4 * (1 + condition) or true < 1e-290
    if abs(z) < 20:
        assert binary_cross_entropy(y, sigmoid(z), pos_weight=w, base=base) == pytest.approx(found, rel=1e-6)


def test_a_weight_of_zero_leaves_only_the_negative_labels():
    assert binary_cross_entropy([1, 0], [0, 0.5], pos_weight=0, base=2, reduction="none").tolist() == [0, 1]
    assert binary_cross_entropy_with_logits(1, -math.inf, pos_weight=0) == 0


def test_each_label_of_a_sample_has_its_own_weight():
    y, a, w = [[1, 0], [1, 1]], [[0.5, 0.5], [0.25, 0.125]], [1, 10]
    assert multilabel_cross_entropy(y, a, pos_weight=w, base=2, reduction="none").tolist() == [1 + 1, 2 + 30]
    assert multilabel_cross_entropy(y, a, pos_weight=w, base=2) == 17


@pytest.mark.parametrize(("rate", "w", "minimiser"), [(0.1, 9, 0.5), (0.1, 5, 0.357143), (0.3, 1, 0.3)])
def test_a_weighted_loss_is_least_at_another_probability(rate, w, minimiser):
    a = np.linspace(0, 1, 1_000_001)[1:-1]
    mean = binary_cross_entropy(rate, a, pos_weight=w, reduction="none")
    assert a[mean.argmin()] == pytest.approx(minimiser, abs=1e-6)
    assert minimiser == pytest.approx(w * rate / (w * rate + 1 - rate), abs=5e-7)


ROWS = st.lists(st.lists(st.floats(-20, 20), min_size=3, max_size=3), min_size=1, max_size=4).map(np.array)
CLASS_WEIGHTS = st.lists(st.floats(0.01, 10), min_size=3, max_size=3)


@given(ROWS, st.data(), CLASS_WEIGHTS, st.sampled_from([0, 1]) | st.floats(0, 1), bases)
def test_weighted_and_smoothed_loss_of_classes_is_its_definition(z, data, w, smoothing, base):
    y = data.draw(st.lists(st.integers(0, 2), min_size=len(z), max_size=len(z)))
    options = {"weights": w, "label_smoothing": smoothing, "base": base}
    epsilon = mp.mpf(smoothing)
    true = []
    for label, row in zip(y, z, strict=True):
        truth = [(1 - epsilon) * (k == label) + epsilon / 3 for k in range(3)]
        terms = zip(exact(w), truth, surprisals_of_softmax(row), strict=True)
        true.append(mp.fsum(a * b * c for a, b, c in terms) / log_of(base))
    total, weight = mp.fsum(true), mp.fsum(w[k] for k in y)
    found = softmax_cross_entropy(y, z, reduction="none", **options)
    assert found == pytest.approx([float(x) for x in true], rel=1e-13)
    assert softmax_cross_entropy(y, z, reduction="sum", **options) == pytest.approx(float(total), rel=1e-13)
    assert softmax_cross_entropy(y, z, **options) == pytest.approx(float(total / weight), rel=1e-13)


@given(ROWS, st.data(), CLASS_WEIGHTS, st.floats(0, 1))
def test_weighted_and_smoothed_loss_of_distributions_is_its_definition(z, data, w, smoothing):
    p = np.array([data.draw(simplex(3)) for _ in z])
    truth = (1 - smoothing) * p + smoothing / 3
    expected = (truth * w * -scipy.special.log_softmax(z, axis=-1)).sum(axis=-1)
    options = {"weights": w, "label_smoothing": smoothing}
    assert softmax_cross_entropy(p, z, reduction="none", **options) == pytest.approx(expected, rel=1e-9, abs=1e-14)
    assert softmax_cross_entropy(p, z, **options) == pytest.approx(expected.mean(), rel=1e-9, abs=1e-14)


def test_a_smoothed_loss_counts_the_wrong_classes_too():
    z = np.log([[0.3, 0.6, 0.1], [0.4, 0.6, 0.0001], [0.2, 0.6, 0.2]])
    hard = softmax_cross_entropy([1, 1, 1], z - z.max(), reduction="none")
    smooth = softmax_cross_entropy([1, 1, 1], z, label_smoothing=0.1, reduction="none")
    assert smooth[0] == pytest.approx(0.593656, abs=5e-7)
    assert smooth[1] > smooth[0] > smooth[2] > hard[2]


@pytest.mark.parametrize(
    ("n", "gap", "floor"),
    [(2, 2.944439, 0.198515), (3, 3.332205, 0.291140), (10, 4.510860, 0.500288), (1000, 9.105091, 1.014848)],
)
def test_a_smoothed_loss_is_least_at_a_finite_gap(n, gap, floor):
    def loss(gap):
        return softmax_cross_entropy(0, [gap] + [0.0] * (n - 1), label_smoothing=0.1)

    assert loss(gap) == pytest.approx(floor, abs=5e-7)
    assert loss(gap) < min(loss(gap - 0.01), loss(gap + 0.01))


def test_equal_weights_of_any_size_give_the_same_mean():
    y, z = [0, 2, 1], [[1.0, 2.0, 3.0], [0.0, -1.0, 5.0], [2.0, 2.0, 2.0]]
    for w in (1.0, 0.5, 4.0):
        assert softmax_cross_entropy(y, z, weights=[w] * 3) == pytest.approx(softmax_cross_entropy(y, z), rel=1e-15)


def test_a_class_of_weight_zero_costs_nothing():
    assert softmax_cross_entropy([0, 1], [[0, -math.inf], [0, -math.inf]], weights=[1, 0]) == 0
    with pytest.raises(ValueError, match=r"^all samples are ignored or have weight 0, and no mean of them: "):
        softmax_cross_entropy([1, 1], [[1.0, 2.0]] * 2, weights=[1, 0])


def test_what_the_model_rules_out_costs_everything_when_smoothed():
    assert softmax_cross_entropy(0, [0, -math.inf], label_smoothing=0.1) == math.inf
    assert softmax_cross_entropy(1, [0, -math.inf], label_smoothing=1) == math.inf
    assert softmax_cross_entropy(1, [0.0, 0.0, -1e308], label_smoothing=1) == pytest.approx(1e308 / 3)


# --- classes to ignore ---------------------------------------------------------------------------


@pytest.mark.parametrize("ignored", [-100, -1, 0, 1, 7])
@pytest.mark.parametrize("options", [{}, {"weights": [1, 2, 3]}, {"label_smoothing": 0.25}])
def test_ignored_samples_are_as_if_they_were_not_there(ignored, options):
    z = np.random.default_rng(5).normal(size=(4, 3))
    y = np.array([2, ignored, 2, ignored])
    kept = y != ignored
    for reduction in ("mean", "sum"):
        found = softmax_cross_entropy(y, z, ignore_index=ignored, reduction=reduction, **options)
        without = softmax_cross_entropy(y[kept], z[kept], reduction=reduction, **options)
        assert found == pytest.approx(without, rel=1e-15)
    each = softmax_cross_entropy(y, z, ignore_index=ignored, reduction="none", **options)
    assert each[~kept].tolist() == [0, 0]
    assert (each[kept] > 0).all()


def test_an_ignored_sample_may_be_one_that_the_model_rules_out():
    assert softmax_cross_entropy([1, 0], [[0, -math.inf], [0, -math.inf]], ignore_index=1) == 0


def test_a_padded_batch_of_sequences():
    z = np.zeros((2, 3, 4))
    y = [[0, 1, -100], [3, -100, -100]]
    assert softmax_cross_entropy(y, z, ignore_index=-100, base=2) == 2
    assert softmax_cross_entropy(y, z, ignore_index=-100, base=2, reduction="none").tolist() == [[2, 2, 0], [2, 0, 0]]


def test_nothing_but_ignored_samples_has_no_mean():
    y, z = [-1, -1], [[1.0, 2.0]] * 2
    assert softmax_cross_entropy(y, z, ignore_index=-1, reduction="sum") == 0
    with pytest.raises(ValueError) as error:
        softmax_cross_entropy(y, z, ignore_index=-1)
    assert str(error.value) == (
        "all samples are ignored or have weight 0, and no mean of them: give at least one, or reduction='sum' or 'none'"
    )


def test_a_class_out_of_range_that_is_not_the_ignored_one_is_refused():
    with pytest.raises(ValueError) as error:
        softmax_cross_entropy([0, -2], [[1.0, 2.0]] * 2, ignore_index=-100)
    assert str(error.value) == "y[1] = -2, expected a class index from 0 to 1, or the ignored -100"


def test_distributions_have_no_class_to_ignore():
    with pytest.raises(ValueError) as error:
        softmax_cross_entropy([[0, 1]], [[1.0, 2.0]], ignore_index=1)
    assert str(error.value) == "ignore_index = 1 goes with class indices, and y holds distributions"


# --- other scores --------------------------------------------------------------------------------


def test_worked_squared_errors():
    assert squared_error(0, [sigmoid(1.5), sigmoid(4)], reduction="none") / 2 == pytest.approx(
        [0.334214, 0.482176], abs=5e-7
    )
    assert squared_error([1, 2, 3], [1, 4, 0]) == pytest.approx(13 / 3)
    assert squared_error([True, False], [0.5, 0.25]) == (0.25 + 0.0625) / 2


@given(st.floats(-1e150, 1e150), st.floats(-1e150, 1e150))
def test_squared_error_is_its_definition(y, a):
    true = (mp.mpf(y) - mp.mpf(a)) ** 2
    assert ulps(squared_error(y, a), true) <= 4 or true < 1e-290


def test_a_squared_error_beyond_the_range_is_infinite_without_a_warning():
    assert squared_error([1e308], [-1e308]) == math.inf
    assert squared_error([1e-200], [0.0]) == 0


def test_worked_brier_scores():
    q = [[0.3, 0.6, 0.1], [0.2, 0.6, 0.2], [0.4, 0.6, 0]]
    assert brier_score([1, 1, 1], q, reduction="none") == pytest.approx([0.26, 0.24, 0.32], rel=1e-15)
    assert brier_score([0, 1], [[0, 1], [0, 1]], reduction="none").tolist() == [2, 0]


def test_brier_score_of_two_classes_is_twice_the_squared_error():
    a = np.linspace(0, 1, 11)
    scores = brier_score(np.ones(11, int), np.stack([1 - a, a], axis=-1), reduction="none")
    assert scores == pytest.approx(2 * squared_error(1, a, reduction="none"), rel=1e-15, abs=1e-31)


@given(simplex(4), simplex(4))
def test_brier_score_is_its_definition(p, q):
    true = mp.fsum((a - b) ** 2 for a, b in zip(exact(q), exact(p), strict=True))
    assert ulps(brier_score(p, q), true) <= 4 or true < 1e-290
    for y in range(4):
        true = mp.fsum((a - (k == y)) ** 2 for k, a in enumerate(exact(q)))
        assert ulps(brier_score(y, q), true) <= 4 or true < 1e-290


def spherical_of(y, q):
    norm = mp.sqrt(mp.fsum(x**2 for x in exact(q)))
    return 1 - exact(q)[y] / norm


def test_worked_spherical_scores():
    assert spherical_score([0, 1], [[3 / 7, 4 / 7]] * 2, reduction="none") == pytest.approx([0.4, 0.2], rel=1e-15)
    assert spherical_score([0, 1, 2], np.eye(3), reduction="none").tolist() == [0, 0, 0]
    assert spherical_score([1, 2, 0], np.eye(3), reduction="none").tolist() == [1, 1, 1]
    assert spherical_score(0, [1.0]) == 0


@given(simplex(4), simplex(4))
def test_spherical_score_is_its_definition(p, q):
    each = [spherical_of(y, q) for y in range(4)]
    for y, true in enumerate(each):
        assert ulps(spherical_score(y, q), true) <= 6 or true < 1e-40
    mean = mp.fsum(a * b for a, b in zip(exact(p), each, strict=True))
    assert ulps(spherical_score(p, q), mean) <= 8 or mean < 1e-40


@given(st.floats(1e-150, 1e-9))
def test_spherical_score_keeps_the_digits_of_a_nearly_right_prediction(rest):
    assert spherical_score(0, [1.0, rest]) == pytest.approx(rest**2 / 2, rel=1e-15)


def focal_of(q, gamma, base):
    x = mp.mpf(float(q))
    return -((1 - x) ** mp.mpf(gamma)) * mp.log(x) / log_of(base)


def test_worked_focal_losses():
    q = [[0.6, 0.4], [0.9, 0.1], [0.1, 0.9]]
    assert focal_loss([0, 0, 0], q, reduction="none") == pytest.approx([0.081732, 0.001054, 1.865094], abs=5e-7)


@given(st.floats(1e-300, 1 - 1e-9), st.sampled_from([0, 1, 2, 5]) | st.floats(0, 100), bases)
def test_focal_loss_is_its_definition(t, gamma, base):
    q = np.array([t, 1 - t])
    true = focal_of(q[0], gamma, base)
    x = float(q[0])
    condition = abs(gamma * x / (1 - x)) + 1 / abs(math.log(x))
    assert ulps(focal_loss(0, q, gamma=gamma, base=base), true) <= 4 * (1 + condition) or abs(true) < 1e-290


@given(simplex(3), simplex(3), bases)
def test_focal_loss_without_focus_is_the_cross_entropy(p, q, base):
    assert focal_loss(p, q, gamma=0, base=base) == cross_entropy_loss(p, q, base=base)


def test_focal_losses_of_certain_predictions():
    for gamma in (0, 0.5, 2, 1e6):
        assert focal_loss(0, [1, 0], gamma=gamma) == 0
        assert focal_loss(1, [1, 0], gamma=gamma) == math.inf


@pytest.mark.parametrize(
    ("rate", "minimiser"), [(0.6, 0.537802), (0.7, 0.578480), (0.8, 0.626615), (0.9, 0.694213), (0.99, 0.846376)]
)
def test_focal_loss_is_least_at_a_probability_that_is_not_the_true_one(rate, minimiser):
    a = np.linspace(0, 1, 1_000_001)[1:-1]
    mean = focal_loss(np.broadcast_to([rate, 1 - rate], (a.size, 2)), np.stack([a, 1 - a], axis=-1), reduction="none")
    assert a[mean.argmin()] == pytest.approx(minimiser, abs=1.5e-6)


@pytest.mark.parametrize("score", PROPER)
@given(p=simplex(3, least=1e-3), q=simplex(3, least=1e-3))
def test_a_proper_score_is_least_in_the_mean_at_the_true_distribution(score, p, q):
    def mean(model):
        return p @ [score(k, model) for k in range(3)]

    assert mean(p) <= mean(q) * (1 + 1e-15) + 1e-15
    assert mean(p) < mean(q) or np.abs(p - q).max() < 1e-6


@pytest.mark.parametrize("score", PROPER)
def test_a_proper_score_of_two_outcomes_is_least_at_their_rate(score):
    a = np.linspace(0, 1, 1001)[1:-1]
    q = np.stack([1 - a, a], axis=-1)
    each = np.array([score(np.full(len(a), k), q, reduction="none") for k in (0, 1)])
    assert a[([0.3, 0.7] @ each).argmin()] == pytest.approx(0.7)


def test_the_least_mean_scores_at_a_rate_of_seven_in_ten():
    a = np.array([0.7, 0.7])
    assert np.average(squared_error([1, 0], a, reduction="none"), weights=[7, 3]) == pytest.approx(0.21)
    assert np.average(binary_cross_entropy([1, 0], a, reduction="none"), weights=[7, 3]) == pytest.approx(
        0.610864, abs=5e-7
    )


@pytest.mark.parametrize("score", PROBABILITY_LOSSES)
@given(q=simplex(3), data=st.data())
def test_a_class_and_its_one_hot_vector_have_the_same_score(score, q, data):
    y = data.draw(st.integers(0, 2))
    assert score(y, q) == pytest.approx(score(np.eye(3, dtype=int)[y], q), rel=1e-15)


# --- reduction -----------------------------------------------------------------------------------

LOSSES = [
    (binary_cross_entropy, [0, 1], [0.25, 0.5]),
    (binary_cross_entropy_with_logits, [0, 1], [1.0, 2.0]),
    (cross_entropy_loss, [0, 1], [[0.25, 0.75], [0.5, 0.5]]),
    (softmax_cross_entropy, [0, 1], [[1.0, 2.0], [3.0, 4.0]]),
    (multilabel_cross_entropy, [[0, 1], [1, 0]], [[0.25, 0.75], [0.5, 0.5]]),
    (squared_error, [0, 1], [0.25, 0.5]),
    (brier_score, [0, 1], [[0.25, 0.75], [0.5, 0.5]]),
    (spherical_score, [0, 1], [[0.25, 0.75], [0.5, 0.5]]),
    (focal_loss, [0, 1], [[0.25, 0.75], [0.5, 0.5]]),
]


@pytest.mark.parametrize(("loss", "y", "prediction"), LOSSES)
def test_mean_and_sum_are_those_of_the_single_losses(loss, y, prediction):
    losses = loss(y, prediction, reduction="none")
    assert losses.shape == (2,)
    assert loss(y, prediction, reduction="sum") == losses.sum()
    assert loss(y, prediction) == loss(y, prediction, reduction="mean") == losses.mean()


@pytest.mark.parametrize(("loss", "y", "prediction"), LOSSES)
@pytest.mark.parametrize("reduction", ["average", None, "", ["mean"]])
def test_an_unknown_reduction_is_refused(loss, y, prediction, reduction):
    with pytest.raises(ValueError) as error:
        loss(y, prediction, reduction=reduction)
    assert str(error.value) == f"reduction = {reduction!r}, expected 'mean', 'sum' or 'none'"


@pytest.mark.parametrize(("loss", "y", "prediction"), LOSSES)
def test_no_samples_have_a_sum_but_no_mean(loss, y, prediction):
    y, prediction = np.array(y)[:0], np.array(prediction)[:0]
    assert loss(y, prediction, reduction="sum") == 0
    assert loss(y, prediction, reduction="none").shape == (0,)
    with pytest.raises(ValueError) as error:
        loss(y, prediction)
    assert str(error.value) == (
        "there are no samples, and no mean of them: give at least one, or reduction='sum' or 'none'"
    )


def test_the_mean_of_huge_losses_is_finite():
    assert binary_cross_entropy_with_logits([0, 0, 0], [1e308] * 3) == pytest.approx(1e308)
    assert binary_cross_entropy_with_logits([0, 0, 0], [1e308] * 3, reduction="sum") == math.inf


# --- labels that do not fit ----------------------------------------------------------------------


@pytest.mark.parametrize("loss", [*PROBABILITY_LOSSES, softmax_cross_entropy])
@pytest.mark.parametrize(
    ("y", "kind", "message"),
    [
        ([0, 3], ValueError, "y[1] = 3, expected a class index from 0 to 2"),
        ([-1, 0], ValueError, "y[0] = -1, expected a class index from 0 to 2"),
        ([0.0, 1.0], TypeError, "y has dtype float64, expected integers as class indices"),
        (
            [0, 1, 2],
            ValueError,
            "y has shape (3,) and NAME has shape (2, 3): "
            "expected class indices of shape (2,) or distributions of shape (2, 3)",
        ),
        (
            [[0, 0.5, 0.4], [1, 0, 0]],
            ValueError,
            "y[0, :] sums to 0.9 along axis -1, expected 1 within 1.5e-08: divide weights or counts by their sum first",
        ),
        ([True, False], TypeError, "y has dtype bool, expected real numbers: write y.astype(int) if True means 1"),
    ],
)
def test_a_truth_that_fits_no_model_is_refused(loss, y, kind, message):
    with pytest.raises(kind) as error:
        loss(y, [[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
    assert str(error.value) == message.replace("NAME", "z" if loss is softmax_cross_entropy else "q")


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        (binary_cross_entropy, "a"),
        (squared_error, "a"),
        (multilabel_cross_entropy, "a"),
        (binary_cross_entropy_with_logits, "z"),
    ],
)
def test_labels_are_never_paired_with_every_prediction(loss, name):
    for y, prediction in [(np.ones(4), np.ones((4, 1))), (np.ones(3), np.ones(4))]:
        with pytest.raises(ValueError) as error:
            loss(y, prediction)
        assert str(error.value) == (
            f"y has shape {y.shape} and {name} has shape {prediction.shape}: "
            "expected equal shapes, or one that broadcasts to the other"
        )


def test_one_label_goes_with_many_predictions():
    assert binary_cross_entropy(1, [0.5, 0.25], base=2, reduction="none").tolist() == [1, 2]
    assert multilabel_cross_entropy([1, 0], [[0.5, 0.5], [1, 0]], base=2, reduction="none").tolist() == [2, 0]


def test_a_sample_has_at_least_one_label():
    with pytest.raises(ValueError, match=r"^y is the single number 1\.0, expected"):
        multilabel_cross_entropy(1, 0.5)
    with pytest.raises(ValueError, match=r"^y has no outcomes along axis -1 of its shape \(2, 0\)"):
        multilabel_cross_entropy(np.ones((2, 0)), np.ones((2, 0)))

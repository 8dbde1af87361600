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
    cross_entropy_loss,
    multilabel_cross_entropy,
    softmax_cross_entropy,
)

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
    assert found == cross_entropy(p, q, base=base)
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


# --- reduction -----------------------------------------------------------------------------------

LOSSES = [
    (binary_cross_entropy, [0, 1], [0.25, 0.5]),
    (binary_cross_entropy_with_logits, [0, 1], [1.0, 2.0]),
    (cross_entropy_loss, [0, 1], [[0.25, 0.75], [0.5, 0.5]]),
    (softmax_cross_entropy, [0, 1], [[1.0, 2.0], [3.0, 4.0]]),
    (multilabel_cross_entropy, [[0, 1], [1, 0]], [[0.25, 0.75], [0.5, 0.5]]),
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


@pytest.mark.parametrize("loss", [cross_entropy_loss, softmax_cross_entropy])
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
    assert str(error.value) == message.replace("NAME", "q" if loss is cross_entropy_loss else "z")


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        (binary_cross_entropy, "a"),
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

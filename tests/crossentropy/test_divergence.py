import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from information_oracles import (
    bases,
    cross_entropy_of,
    divergence_of,
    exact,
    log_of,
    mp,
    simplex,
    simplex_pairs,
    ulps,
)

from crossentropy.divergence import cross_entropy, kl_divergence
from crossentropy.information import entropy

HALVES, QUARTERS = [1 / 2, 1 / 2, 0, 0], [1 / 4] * 4


# --- cross-entropy -------------------------------------------------------------------------------


def test_worked_cross_entropies():
    assert cross_entropy(HALVES, QUARTERS, base=2) == 2
    assert cross_entropy([1, 0, 0], [0.7, 0.2, 0.1]) == pytest.approx(0.356675, abs=5e-7)
    assert cross_entropy([1, 0, 0], [0.5, 0.2, 0.3], base=10) == pytest.approx(0.301030, abs=5e-7)


def test_the_truth_comes_first():
    assert cross_entropy([0.9, 0.1], [0.5, 0.5]) == pytest.approx(0.693147, abs=5e-7)
    assert cross_entropy([0.5, 0.5], [0.9, 0.1]) == pytest.approx(1.203973, abs=5e-7)


def test_a_model_that_rules_out_what_happens_is_infinitely_wrong():
    assert cross_entropy([0.5, 0.5], [1, 0]) == math.inf
    assert kl_divergence([0.5, 0.5], [1, 0]) == math.inf
    assert kl_divergence([5e-324, 1], [0, 1]) == math.inf


def test_what_does_not_happen_does_not_matter():
    assert str(cross_entropy([1, 0], [1, 0])) == "0.0"
    assert str(kl_divergence([1, 0], [1, 0])) == "0.0"
    assert kl_divergence([1, 0], [0.5, 0.5], base=2) == 1


@given(simplex_pairs(), bases)
def test_cross_entropy_is_within_rounding_of_its_definition(pair, base):
    p, q = pair
    h = cross_entropy_of(p, q)
    pairs = [(x, y) for x, y in zip(exact(p), exact(q), strict=True) if x > 0]
    finite = 0 < h < mp.inf
    condition = float(mp.fsum(x * (abs(mp.log(y)) + 1) for x, y in pairs) / h) if finite else 0
    assert ulps(cross_entropy(p, q, base=base), h / log_of(base)) <= 4 * (1 + condition)


@given(simplex(), bases)
def test_cross_entropy_of_a_distribution_with_itself_is_its_entropy(p, base):
    assert cross_entropy(p, p, base=base) == entropy(p, base=base)


@given(simplex_pairs())
def test_gibbs_no_model_beats_the_truth(pair):
    p, q = pair
    assert cross_entropy(p, q) >= entropy(p) - 1e-15 * (1 + entropy(p))


@given(simplex_pairs())
def test_cross_entropy_is_linear_in_the_truth(pair):
    p, q = pair
    uniform = np.full_like(p, 1 / len(p))
    mixed = cross_entropy((p + uniform) / 2, q)
    assert mixed == pytest.approx((cross_entropy(p, q) + cross_entropy(uniform, q)) / 2, rel=1e-13, abs=1e-15)


# --- divergence ----------------------------------------------------------------------------------


def test_worked_divergences():
    assert kl_divergence(HALVES, QUARTERS, base=2) == 1
    assert kl_divergence([0.9, 0.1], [0.5, 0.5]) == pytest.approx(0.368064, abs=5e-7)
    assert kl_divergence([0.5, 0.5], [0.9, 0.1]) == pytest.approx(0.510826, abs=5e-7)
    assert kl_divergence([0.9, 0.1], [0.1, 0.9]) == pytest.approx(1.757780, abs=5e-7)


@given(simplex(), bases)
def test_a_distribution_does_not_diverge_from_itself(p, base):
    assert str(kl_divergence(p, p, base=base)) == "0.0"


@given(simplex_pairs(), bases)
def test_divergence_is_never_negative(pair, base):
    assert kl_divergence(*pair, base=base) >= 0


@given(simplex_pairs(), bases)
def test_divergence_is_accurate_for_distributions_far_apart(pair, base):
    p, q = pair
    true = divergence_of(p, q) / log_of(base)
    assert ulps(kl_divergence(p, q, base=base), true) <= 64 or true < 1e-290


@given(simplex(least=1e-9), st.data(), st.floats(-15, -0.3), bases)
def test_divergence_is_accurate_for_distributions_nearly_equal(p, data, exponent, base):
    shifts = data.draw(st.lists(st.floats(-1, 1), min_size=len(p), max_size=len(p)))
    q = p * (1 + 10**exponent * np.array(shifts))
    q /= q.sum()
    assert ulps(kl_divergence(p, q, base=base), divergence_of(p, q) / log_of(base)) <= 64


def test_the_digits_of_a_tiny_divergence_are_there():
    d = 2.0**-40
    found = kl_divergence([0.5, 0.5], [0.5 + d, 0.5 - d])  # = -ln(1 - 4 d²) / 2
    assert ulps(found, -mp.log1p(-4 * mp.mpf(d) ** 2) / 2) <= 2
    assert cross_entropy([0.5, 0.5], [0.5 + d, 0.5 - d]) - entropy([0.5, 0.5]) == 0  # the noise it avoids


def test_divergence_joins_smoothly_where_its_two_forms_meet():
    p = np.array([0.5, 0.5])
    for tilt in np.nextafter(1 / 8, [0, 1]):
        q = np.array([p[0] * (1 - tilt) / (1 + tilt), 0])
        q[1] = 1 - q[0]
        assert ulps(kl_divergence(p, q), divergence_of(p, q)) <= 64


@pytest.mark.parametrize(("p", "q"), [(0.7, 5e-324), (5e-324, 0.7), (1e-300, 1e-323), (1e-310, 3e-320)])
def test_ratios_beyond_the_range_keep_their_logarithms(p, q):
    found = kl_divergence([p, 1 - p], [q, 1 - q])
    assert ulps(found, divergence_of([p, 1 - p], [q, 1 - q])) <= 16 or found < 1e-290


@given(simplex_pairs(least=1e-12), bases)
def test_cross_entropy_is_entropy_plus_divergence(pair, base):
    p, q = pair
    total = entropy(p, base=base) + kl_divergence(p, q, base=base)
    assert cross_entropy(p, q, base=base) == pytest.approx(total, rel=1e-13, abs=1e-14)


@given(simplex_pairs(), bases)
def test_divergence_agrees_with_scipy(pair, base):
    expected = scipy.stats.entropy(*pair, base=base)
    assert kl_divergence(*pair, base=base) == pytest.approx(expected, rel=1e-11, abs=1e-14)


@given(simplex_pairs(least=1e-9), simplex_pairs(least=1e-9))
def test_divergence_of_independent_pairs_adds_up(first, second):
    p, q = np.outer(first[0], second[0]).ravel(), np.outer(first[1], second[1]).ravel()
    assert kl_divergence(p, q) == pytest.approx(kl_divergence(*first) + kl_divergence(*second), abs=1e-12)


@given(simplex_pairs())
def test_pinsker_divergence_bounds_the_total_variation(pair):
    p, q = pair
    assert kl_divergence(p, q) >= np.abs(p - q).sum() ** 2 / 2 * (1 - 1e-14)


def test_sums_off_one_within_the_tolerance_move_a_divergence_by_their_square_only():
    p = np.array([0.3, 0.7])
    assert kl_divergence(p, p * (1 + 1e-8)) == pytest.approx(0.5e-16, rel=1e-7)


# --- shapes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [cross_entropy, kl_divergence])
def test_one_truth_is_held_against_many_models(function):
    p = np.random.default_rng(1).dirichlet(np.ones(3))
    q = np.random.default_rng(2).dirichlet(np.ones(3), size=(4, 2))
    values = function(p, q)
    assert values.shape == (4, 2)
    assert values[3, 1] == function(p, q[3, 1])
    assert function(q[:, :1], q).shape == (4, 2)


@pytest.mark.parametrize("function", [cross_entropy, kl_divergence])
def test_outcomes_along_another_axis(function):
    p, q = np.random.default_rng(3).dirichlet(np.ones(3), size=(2, 5))
    assert function(p.T, q.T, axis=0).tolist() == function(p, q).tolist()
    assert function(p[0], q.T, axis=0).tolist() == function(p[0], q).tolist()

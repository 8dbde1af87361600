import math

import numpy as np
import pytest
import scipy.spatial.distance
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st
from information_oracles import (
    bases,
    cross_entropy_of,
    divergence_condition_of,
    divergence_of,
    dtypes,
    exact,
    log_of,
    mp,
    simplex,
    simplex_pairs,
    smallest_normal,
    ulps,
    within,
)

from crossentropy.divergence import (
    bretagnolle_huber_bound,
    cross_entropy,
    hellinger,
    jeffreys,
    jensen_shannon,
    jensen_shannon_distance,
    kl_divergence,
    pinsker_bound,
    total_variation,
)
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


# --- symmetric measures --------------------------------------------------------------------------

TILTED, EVEN = [0.9, 0.1], [0.5, 0.5]
SYMMETRIC = [jeffreys, jensen_shannon, jensen_shannon_distance, total_variation, hellinger]
METRICS = [jensen_shannon_distance, total_variation, hellinger]
# What rounding may add to a sum of numbers up to 1 or 2.
ROUNDING = 2e-15


def mixture_of(p, q):
    return [(x + y) / 2 for x, y in zip(exact(p), exact(q), strict=True)]


def jensen_shannon_of(p, q):
    m = mixture_of(p, q)
    terms = [x * mp.log(x / y) for r in (p, q) for x, y in zip(exact(r), m, strict=True) if x]
    return mp.fsum(terms) / 2


def jensen_shannon_condition_of(p, q):
    value = jensen_shannon_of(p, q)
    terms = [abs(x * mp.log(x / y)) for r in (p, q) for x, y in zip(exact(r), mixture_of(p, q), strict=True) if x]
    return mp.fsum(terms) / value / 2 if value else 0


def hellinger_of(p, q):
    return mp.sqrt(mp.fsum((mp.sqrt(x) - mp.sqrt(y)) ** 2 for x, y in zip(exact(p), exact(q), strict=True)) / 2)


def total_variation_of(p, q):
    return mp.fsum(abs(x - y) for x, y in zip(exact(p), exact(q), strict=True)) / 2


def as_dtype(pair, dtype):
    return [r.astype(dtype) for r in pair]


def test_worked_symmetric_measures():
    assert jeffreys(TILTED, EVEN) == pytest.approx(0.878890, abs=5e-7)
    assert jensen_shannon(TILTED, EVEN) == pytest.approx(0.101749, abs=5e-7)
    assert jensen_shannon_distance(TILTED, EVEN) == pytest.approx(0.318982, abs=5e-7)
    assert hellinger(TILTED, EVEN) == pytest.approx(0.324920, abs=5e-7)
    assert total_variation(TILTED, EVEN) == 0.4
    assert jensen_shannon(HALVES, QUARTERS) == pytest.approx(0.215762, abs=5e-7)
    assert jensen_shannon(HALVES, QUARTERS, base=2) == pytest.approx(0.311278, abs=5e-7)


def test_distributions_without_a_common_outcome_are_as_far_apart_as_can_be():
    p, q = [0.5, 0.5, 0, 0], [0, 0, 0.25, 0.75]
    assert total_variation(p, q) == hellinger(p, q) == jensen_shannon(p, q, base=2) == 1
    assert jensen_shannon_distance(p, q, base=2) == 1
    assert jensen_shannon(p, q) == pytest.approx(math.log(2), rel=1e-15)
    assert jeffreys(p, q) == math.inf


@given(simplex_pairs())
@pytest.mark.parametrize("measure", SYMMETRIC)
def test_the_order_does_not_matter(measure, pair):
    p, q = pair
    assert measure(p, q) == measure(q, p)


@given(simplex())
@pytest.mark.parametrize("measure", SYMMETRIC)
def test_equal_distributions_are_no_distance_apart(measure, p):
    assert str(measure(p, p)) == "0.0"


@given(simplex_pairs(), dtypes)
def test_jensen_shannon_is_within_rounding_of_its_definition(pair, dtype):
    p, q = as_dtype(pair, dtype)
    condition = jensen_shannon_condition_of(p, q)
    assert within(jensen_shannon(p, q), jensen_shannon_of(p, q), condition, dtype)
    assert within(jensen_shannon_distance(p, q), mp.sqrt(jensen_shannon_of(p, q)), condition, dtype)


@given(simplex_pairs(), dtypes)
def test_jeffreys_is_within_rounding_of_its_definition(pair, dtype):
    p, q = as_dtype(pair, dtype)
    true = divergence_of(p, q) + divergence_of(q, p)
    assert within(jeffreys(p, q), true, divergence_condition_of(p, q) + divergence_condition_of(q, p), dtype)


@given(simplex_pairs(), dtypes)
def test_hellinger_is_within_rounding_of_its_definition(pair, dtype):
    p, q = as_dtype(pair, dtype)
    assert within(hellinger(p, q), hellinger_of(p, q), 1, dtype)


@given(simplex_pairs(), dtypes)
def test_total_variation_is_within_rounding_of_its_definition(pair, dtype):
    p, q = as_dtype(pair, dtype)
    assert within(total_variation(p, q), total_variation_of(p, q), 1, dtype)


@given(simplex(least=1e-9), st.data(), st.floats(-15, -0.3))
def test_distances_are_accurate_for_distributions_nearly_equal(p, data, exponent):
    shifts = data.draw(st.lists(st.floats(-1, 1), min_size=len(p), max_size=len(p)))
    q = p * (1 + 10**exponent * np.array(shifts))
    q /= q.sum()
    assert ulps(jensen_shannon(p, q), jensen_shannon_of(p, q)) <= 64
    assert ulps(jeffreys(p, q), divergence_of(p, q) + divergence_of(q, p)) <= 64
    assert ulps(hellinger(p, q), hellinger_of(p, q)) <= 16


def test_what_a_subnormal_probability_leaves_is_not_lost():
    tiny = 5e-324
    assert ulps(hellinger([1, tiny], [1, 0]), mp.sqrt(mp.mpf(tiny) / 2)) <= 4
    assert ulps(jensen_shannon_distance([1, tiny], [1, 0]), mp.sqrt(mp.mpf(tiny) * mp.log(2) / 2)) <= 4
    assert ulps(pinsker_bound([1, 0], [1, tiny]), mp.sqrt(mp.mpf(tiny) / 2)) <= 4
    assert jensen_shannon([1, tiny], [1, 0]) < 1e-323
    assert jensen_shannon([tiny, 1], [0, 1]) < 1e-323


@given(simplex_pairs(), bases)
def test_jensen_shannon_agrees_with_scipy_whose_value_is_the_root(pair, base):
    pair = [np.where(p < 1e-300, 0, p) for p in pair]  # of these scipy makes infinite distances
    # scipy subtracts what cancels: near 0 its square is rounding noise, which may be negative and then has no root
    with np.errstate(invalid="ignore"):
        expected = np.nan_to_num(scipy.spatial.distance.jensenshannon(*pair, base=base), nan=0.0)
    assert jensen_shannon_distance(*pair, base=base) == pytest.approx(expected, rel=1e-9, abs=1e-7)


@given(simplex_pairs())
def test_total_variation_is_the_most_that_an_event_can_tell(pair):
    p, q = pair
    event = p > q
    assert total_variation(p, q) == pytest.approx(p[event].sum() - q[event].sum(), abs=ROUNDING)


@given(simplex_pairs())
def test_jensen_shannon_is_what_mixing_adds_to_the_entropy(pair):
    p, q = pair
    added = entropy((p + q) / 2) - entropy(p) / 2 - entropy(q) / 2
    assert jensen_shannon(p, q) == pytest.approx(added, abs=ROUNDING)


@given(simplex_pairs())
def test_the_symmetric_measures_are_bounded(pair):
    assert 0 <= jensen_shannon(*pair, base=2) <= 1 + ROUNDING
    assert 0 <= total_variation(*pair) <= 1 + ROUNDING
    assert 0 <= hellinger(*pair) <= 1 + ROUNDING
    assert jeffreys(*pair) >= kl_divergence(*pair)


@given(simplex(4), simplex(4), simplex(4))
@pytest.mark.parametrize("metric", METRICS)
def test_a_detour_is_never_shorter(metric, p, q, r):
    assert metric(p, r) <= (metric(p, q) + metric(q, r)) * (1 + 1e-14)


def test_divergences_violate_the_triangle_inequality():
    p, q, r = [0.9, 0.1], [0.7, 0.3], [0.5, 0.5]
    assert kl_divergence(p, r) > kl_divergence(p, q) + kl_divergence(q, r)
    assert jensen_shannon(p, r) > jensen_shannon(p, q) + jensen_shannon(q, r)


@given(simplex_pairs())
def test_hellinger_and_total_variation_bound_each_other(pair):
    h, tv = hellinger(*pair), total_variation(*pair)
    assert h**2 <= tv * (1 + 1e-14) + 2 * math.ulp(0.0)  # a subnormal square is rounded, however exact its root
    assert tv <= h * math.sqrt(2) * (1 + 1e-14)


@pytest.mark.parametrize("base", [0.5, 1e-300])
def test_a_negative_divergence_has_no_root(base):
    with pytest.raises(ValueError) as error:
        jensen_shannon_distance([0.5, 0.5], [1, 0], base=base)
    assert str(error.value) == f"base = {base}, expected one above 1: below it the divergence has no square root"


# --- bounds --------------------------------------------------------------------------------------


def test_worked_bounds():
    assert pinsker_bound(TILTED, EVEN) == pytest.approx(0.428990, abs=5e-7)
    assert bretagnolle_huber_bound(TILTED, EVEN) == pytest.approx(0.554912, abs=5e-7)


def test_a_model_that_rules_out_what_happens_is_bounded_by_one_of_them_only():
    assert pinsker_bound([0.5, 0.5], [1, 0]) == math.inf
    assert bretagnolle_huber_bound([0.5, 0.5], [1, 0]) == 1


@given(simplex_pairs())
@pytest.mark.parametrize("bound", [pinsker_bound, bretagnolle_huber_bound])
def test_both_bounds_hold(bound, pair):
    # A divergence below the smallest number is 0, and so is its bound: that is as many of those as there are outcomes.
    assert total_variation(*pair) <= bound(*pair) * (1 + 1e-14) + len(pair[0]) * 5e-324


@given(simplex_pairs(), dtypes)
def test_the_bounds_are_within_rounding_of_their_definitions(pair, dtype):
    p, q = as_dtype(pair, dtype)
    d, condition = divergence_of(p, q), divergence_condition_of(p, q)
    assert within(pinsker_bound(p, q), mp.sqrt(d / 2), condition, dtype)
    if d == 0 or d > 16 * smallest_normal(dtype):  # e^-d is 1 before its root is taken
        assert within(bretagnolle_huber_bound(p, q), mp.sqrt(-mp.expm1(-d)), condition, dtype)


# --- laws of divergences -------------------------------------------------------------------------


@given(simplex(5), simplex(5), simplex(5), simplex(5), st.floats(0, 1))
@pytest.mark.parametrize("measure", [kl_divergence, jeffreys, jensen_shannon, total_variation])
def test_divergences_are_jointly_convex(measure, p, q, r, s, t):
    mixed = measure(_mixture(t, p, r), _mixture(t, q, s))
    with np.errstate(invalid="ignore"):
        chord = sum(weight * value for weight, value in ((t, measure(p, q)), (1 - t, measure(r, s))) if weight)
    assert mixed <= chord * (1 + 1e-13) + 1e-14


def _mixture(t, p, q):
    mixed = t * p + (1 - t) * q
    _assume_no_underflow(mixed, ((p > 0) & (t > 0)) | ((q > 0) & (t < 1)))
    return mixed


def _assume_no_underflow(found, positive):
    """What is below the smallest number counts as 0, and ruling out an outcome is another matter than a tiny share."""
    assume(((found > 0) == positive).all())


def test_cross_entropy_is_not_jointly_convex():
    certain, other = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert cross_entropy(certain, certain) == cross_entropy(other, other) == 0
    even = (certain + other) / 2
    assert cross_entropy(even, even) == pytest.approx(0.693147, abs=5e-7)


@given(simplex(6), simplex(6), st.data())
@pytest.mark.parametrize("measure", [kl_divergence, *SYMMETRIC])
def test_data_processing_never_tells_two_distributions_better_apart(measure, p, q, data):
    channel = np.array([data.draw(simplex(3)) for _ in range(6)])
    # Products of two probabilities below 1e-150 would be 0, and rule out what they allow.
    p, q, channel = (np.where(x < 1e-150, 0, x) for x in (p, q, channel))
    before, after = measure(p, q), measure(_through(channel, p), _through(channel, q))
    assert after <= before * (1 + 1e-12) + 1e-14


def _through(channel, p):
    r = p @ channel
    _assume_no_underflow(r, ((p[:, np.newaxis] > 0) & (channel > 0)).any(axis=0))
    return r / r.sum()


def test_merging_outcomes_loses_divergence():
    before = kl_divergence([0.7, 0.2, 0.1], [0.5, 0.25, 0.25])
    after = kl_divergence([0.7, 0.3], [0.5, 0.5])
    assert before == pytest.approx(0.099273, abs=5e-7)
    assert after == pytest.approx(0.082283, abs=5e-7)
    assert before - after == pytest.approx(0.016990, abs=5e-7)


# --- shapes --------------------------------------------------------------------------------------

ALL = [cross_entropy, kl_divergence, *SYMMETRIC, pinsker_bound, bretagnolle_huber_bound]


@pytest.mark.parametrize("function", ALL)
def test_one_truth_is_held_against_many_models(function):
    p = np.random.default_rng(1).dirichlet(np.ones(3))
    q = np.random.default_rng(2).dirichlet(np.ones(3), size=(4, 2))
    values = function(p, q)
    assert values.shape == (4, 2)
    assert values[3, 1] == function(p, q[3, 1])
    assert function(q[:, :1], q).shape == (4, 2)


@pytest.mark.parametrize("function", ALL)
def test_outcomes_along_another_axis(function):
    p, q = np.random.default_rng(3).dirichlet(np.ones(3), size=(2, 5))
    assert function(p.T, q.T, axis=0).tolist() == function(p, q).tolist()
    assert function(p[0], q.T, axis=0).tolist() == function(p[0], q).tolist()


@pytest.mark.parametrize("function", ALL)
def test_one_outcome_leaves_nothing_to_tell_and_no_distributions_no_values(function):
    assert str(function([1], [1])) == "0.0"
    assert function(np.empty((0, 3)), [0.5, 0.25, 0.25]).shape == (0,)


@pytest.mark.parametrize("function", ALL)
def test_many_outcomes_lose_no_digits(function):
    p, q = np.random.default_rng(4).dirichlet(np.ones(10**5), size=2)
    # Copies of every outcome, each with its share, tell as much.
    found = function(np.repeat(p, 8) / 8, np.repeat(q, 8) / 8)
    expected = function(p, q) + (math.log(8) if function is cross_entropy else 0)
    assert found == pytest.approx(expected, rel=1e-14)

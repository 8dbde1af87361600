import math

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from information_oracles import exact, logit_vectors, mp, slopes_of_softmax, softplus_of, surprisals_of_softmax, ulps

from crossentropy.activations import log_softmax, logit, logsumexp, sigmoid, softmax, softplus


def within_rounding(found, true, condition):
    """The library's bar: 4 (1 + condition number) ulp, or subnormal."""
    return ulps(found, true) <= 4 * (1 + condition) or abs(true) < 1e-300


# --- sigmoid -------------------------------------------------------------------------------------


def test_worked_sigmoids():
    assert sigmoid([1.5, 4, 0]) == pytest.approx([0.817574, 0.982014, 0.5], abs=5e-7)


def test_sigmoid_reaches_its_limits_without_a_warning():
    assert sigmoid([-math.inf, -1e308, -1e4, 1e4, 1e308, math.inf]).tolist() == [0, 0, 0, 1, 1, 1]


def test_sigmoid_rounds_to_one_where_its_docstring_says():
    assert sigmoid(36.73) < 1
    assert sigmoid(36.74) == 1
    assert 0 < sigmoid(-745.13) < 1e-322
    assert sigmoid(-745.14) == 0


@given(st.floats(-745, 745) | st.floats(-1, 1))
def test_sigmoid_is_within_rounding_of_its_definition(z):
    true = mp.exp(-softplus_of(-z))
    assert within_rounding(sigmoid(z), true, float(abs(z) * mp.exp(-softplus_of(z))))


@given(st.floats(-700, 700))
def test_sigmoids_of_opposite_logits_sum_to_one(z):
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=3e-16)


@given(st.floats(-36, 36))
def test_sigmoid_is_the_inverse_of_the_log_odds(z):
    assert scipy.special.logit(sigmoid(z)) == pytest.approx(z, rel=1e-14, abs=5e-16 * math.exp(abs(z)))
    assert logit(sigmoid(z)) == pytest.approx(z, rel=1e-14, abs=5e-16 * math.exp(abs(z)))


# --- the log-odds --------------------------------------------------------------------------------


def test_worked_log_odds():
    assert logit([0.1, 0.7, 0.8]) == pytest.approx([-2.197225, 0.847298, 1.386294], abs=5e-7)


def test_log_odds_at_their_ends_and_middle():
    assert [str(x) for x in logit([0, 1, 0.5])] == ["-inf", "inf", "0.0"]
    assert logit(5e-324) == pytest.approx(-744.4400719, abs=5e-8)
    assert logit(np.nextafter(1, 0)) == pytest.approx(53 * math.log(2), rel=1e-15)


@given(
    st.floats(0, 1, exclude_min=True, exclude_max=True)
    | st.floats(0.2, 0.8)
    | st.floats(0.5 - 1e-9, 0.5 + 1e-9)
    | st.floats(5e-324, 1e-300)
    | st.floats(1 - 1e-9, 1, exclude_max=True)
)
def test_log_odds_are_within_rounding_of_their_definition(p):
    x = mp.mpf(p)
    true = mp.log(x) - mp.log1p(-x)
    condition = float(1 / abs((1 - x) * true)) if true else 0
    assert within_rounding(logit(p), true, condition)


@given(st.floats(2**-52, 0.5))
def test_log_odds_of_opposite_events_differ_in_sign(p):
    complement = 1 - p
    assert logit(complement) == pytest.approx(-logit(1 - complement), rel=4e-16)


@given(st.floats(0, 1, width=32))
def test_log_odds_in_float32(p):
    found = logit(np.float32(p))
    assert found.dtype == np.float32
    assert found == pytest.approx(scipy.special.logit(float(p)), rel=5e-7)


# --- softplus ------------------------------------------------------------------------------------


def test_worked_softplus():
    assert softplus([-4, 0, 2]) == pytest.approx([0.018150, 0.693147, 2.126928], abs=5e-7)


@given(st.floats(-700, 1e308) | st.floats(-40, 40))
def test_softplus_is_within_rounding_of_its_definition(z):
    true = softplus_of(z)
    assert within_rounding(softplus(z), true, float(abs(z) * mp.exp(-softplus_of(-z)) / true))


def test_softplus_reaches_its_limits_without_a_warning():
    assert softplus([-math.inf, -1e308, -1e4, 1e4, 1e308, math.inf]).tolist() == [0, 0, 0, 1e4, 1e308, math.inf]


@given(st.floats(-1e4, 1e4))
def test_softplus_of_opposite_numbers_differ_by_the_number(z):
    assert softplus(z) - softplus(-z) == pytest.approx(z, rel=1e-15, abs=4e-16)


# --- softmax and its logarithm -------------------------------------------------------------------


@given(logit_vectors)
def test_softmax_is_within_rounding_of_its_definition(z):
    surprisals = surprisals_of_softmax(z)
    q, log_q = softmax(z), log_softmax(z)
    for i, surprisal in enumerate(surprisals):
        slopes = slopes_of_softmax(surprisals, i)
        condition = float(mp.fsum(abs(x) * slope for x, slope in zip(exact(z), slopes, strict=True)))
        assert within_rounding(q[i], mp.exp(-surprisal), condition)
        if surprisal > 1e-300:
            assert within_rounding(log_q[i], -surprisal, condition / float(surprisal))


@given(logit_vectors)
def test_softmax_is_a_distribution(z):
    q = softmax(z)
    assert (q >= 0).all()
    assert (q <= 1).all()
    assert q.sum() == pytest.approx(1, abs=1e-15)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=8), st.integers(-(2**40), 2**40))
def test_a_shift_of_all_logits_changes_nothing(z, shift):
    shifted = [x + shift for x in z]
    assert softmax(shifted).tolist() == softmax(z).tolist()
    assert log_softmax(shifted).tolist() == log_softmax(z).tolist()


def test_equal_logits_share_the_probability():
    assert softmax([1e308] * 4).tolist() == [0.25] * 4
    assert softmax([7]).tolist() == [1]
    assert log_softmax([7]).tolist() == [0]


def test_extreme_logits_decide():
    assert softmax([1e308, -1e308]).tolist() == [1, 0]
    assert softmax([1e4, -1e4]).tolist() == [1, 0]
    assert log_softmax([1e4, -1e4]).tolist() == [0, -2e4]


def test_a_logit_of_minus_infinity_is_probability_zero():
    assert softmax([0, -math.inf, 0]).tolist() == [0.5, 0, 0.5]
    assert log_softmax([0, -math.inf]).tolist() == [0, -math.inf]


def test_two_logits_make_the_sigmoid_of_their_difference():
    z = np.linspace(-40, 40, 81)
    q = softmax(np.stack([z, np.zeros_like(z)], axis=-1))
    assert q[:, 0] == pytest.approx(sigmoid(z), rel=1e-15)


def test_log_softmax_keeps_the_digits_of_a_probability_near_one():
    assert ulps(log_softmax([100.0, 0.0])[0], -mp.log1p(mp.exp(-100))) <= 1


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_outcomes_along_another_axis_stay_there(function):
    z = np.random.default_rng(0).normal(size=(2, 3, 4))
    expected = function(np.moveaxis(z, 1, -1))
    assert function(z, axis=1).shape == z.shape
    assert np.moveaxis(function(z, axis=1), 1, -1).tolist() == expected.tolist()


@given(logit_vectors)
def test_softmax_agrees_with_scipy(z):
    assert softmax(z) == pytest.approx(scipy.special.softmax(z), rel=1e-11, abs=1e-300)
    assert log_softmax(z) == pytest.approx(scipy.special.log_softmax(z), rel=1e-11, abs=1e-15)


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_logits_that_belong_to_no_distribution_are_refused(function):
    with pytest.raises(ValueError) as error:
        function([[0, 1], [math.inf, 2]])
    assert str(error.value) == "z[1, 0] = inf, expected a finite logit, or -inf for probability 0"
    with pytest.raises(ValueError) as error:
        function([[0, 1], [-math.inf, -math.inf]])
    assert str(error.value) == "z[1, :] is -inf throughout, expected a finite logit for one outcome at least"


# --- temperature ---------------------------------------------------------------------------------

temperatures = st.floats(1e-3, 1e3) | st.floats(1e-300, 1e300)


def test_worked_temperatures():
    z = [2, 1, 0.1]
    assert softmax(z, temperature=0.5) == pytest.approx([0.863777, 0.1169, 0.019323], abs=5e-7)
    assert softmax(z, temperature=2) == pytest.approx([0.501688, 0.304289, 0.194023], abs=5e-7)


def test_temperature_one_is_none():
    z = [[3.0, -1.0, 0.1], [1e308, -1e308, -math.inf]]
    for function in (softmax, log_softmax, logsumexp):
        assert function(z, temperature=1).tolist() == function(z).tolist()


@given(logit_vectors, temperatures)
def test_temperature_divides_the_logits(z, temperature):
    surprisals = surprisals_of_softmax(z, temperature)
    q, log_q = softmax(z, temperature=temperature), log_softmax(z, temperature=temperature)
    for i, surprisal in enumerate(surprisals):
        slopes = slopes_of_softmax(surprisals, i)
        terms = (abs(x) / temperature * slope for x, slope in zip(exact(z), slopes, strict=True))
        condition = float(mp.fsum(terms))
        assert within_rounding(q[i], mp.exp(-surprisal), condition)
        if 1e-300 < surprisal < 1e308:
            assert within_rounding(log_q[i], -surprisal, condition / float(surprisal))


@given(logit_vectors, temperatures)
def test_logsumexp_with_a_temperature_is_that_of_the_cooled_terms_heated_again(z, temperature):
    t = mp.mpf(temperature)
    surprisals = surprisals_of_softmax(z, temperature)
    j = int(np.argmax(z))
    total = exact(z)[j] + t * surprisals[j]
    size = mp.fsum(abs(x) * mp.exp(-s) for x, s in zip(exact(z), surprisals, strict=True)) + abs(t * surprisals[j])
    error = abs(mp.mpf(float(logsumexp(z, temperature=temperature))) - total)
    assert error <= 4 * 2.3e-16 * (abs(total) + size) + 5e-324


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("temperature", [5e-324, 1e-310, 1e-46, 1e46, 1.7e308])
def test_the_cold_takes_the_maximum_and_the_heat_all_alike(dtype, temperature):
    z = np.array([1.0, 3.0, 3.0], dtype)
    cold = temperature < 1
    assert softmax(z, temperature=temperature).tolist() == ([0, 0.5, 0.5] if cold else [dtype(1 / 3)] * 3)
    assert softmax(z, temperature=temperature).dtype == dtype
    with np.errstate(over="ignore"):
        hot = dtype(temperature * math.log(3))
    assert logsumexp(z, temperature=temperature) == pytest.approx(3 if cold else hot, rel=1e-6)
    assert logsumexp(z[:1], temperature=temperature) == 1


def test_huge_logits_at_a_huge_temperature_are_ordinary():
    assert softmax([1e308, -1e308], temperature=1e308)[1] == pytest.approx(math.exp(-2) / (1 + math.exp(-2)), rel=1e-15)
    assert log_softmax([1e308, -1e308], temperature=1e308)[1] == pytest.approx(-2.126928, abs=5e-7)


@given(logit_vectors, st.floats(0.01, 100))
def test_logsumexp_is_the_largest_sum_of_mean_score_and_entropy(z, temperature):
    q, log_q = softmax(z, temperature=temperature), log_softmax(z, temperature=temperature)
    entropy = -(q * log_q)[q > 0].sum()
    size = np.abs(z).max() + temperature
    assert logsumexp(z, temperature=temperature) == pytest.approx(q @ z + temperature * entropy, abs=1e-13 * size)


# --- logsumexp -----------------------------------------------------------------------------------


@given(logit_vectors)
def test_logsumexp_is_within_rounding_of_its_definition(z):
    surprisals = surprisals_of_softmax(z)
    total = exact(z)[z.argmax()] + surprisals[z.argmax()]
    size = float(mp.fsum(abs(x) * mp.exp(-s) for x, s in zip(exact(z), surprisals, strict=True)))
    error = abs(mp.mpf(float(logsumexp(z))) - total)
    # Next to a total of 0 the condition number, size / total, is what counts.
    assert error <= 4 * 2.3e-16 * (abs(total) + size) + 5e-324


@given(logit_vectors)
def test_logsumexp_is_a_maximum_made_smooth(z):
    assert z.max() <= logsumexp(z) <= (z.max() + math.log(len(z))) + 1e-15 * (1 + abs(z.max()))


def test_logsumexp_keeps_what_the_smaller_terms_add():
    assert ulps(logsumexp([0, -100]), mp.log1p(mp.exp(-100))) <= 1
    assert logsumexp([0, -1e4]) == 0


def test_logsumexp_of_extreme_numbers():
    assert logsumexp([1e308, 1e308]) == 1e308
    assert logsumexp([-1e308, 1e308]) == 1e308
    assert logsumexp([5e-324]) == 5e-324
    assert logsumexp([0, 0, 0]) == pytest.approx(math.log(3), rel=1e-15)


def test_logsumexp_of_infinities_is_the_logarithm_of_zero_or_infinity():
    assert logsumexp([-math.inf, -math.inf]) == -math.inf
    assert logsumexp([-math.inf, 3]) == 3
    assert logsumexp([math.inf, 1000, -math.inf]) == math.inf
    assert logsumexp([math.inf, math.inf]) == math.inf


def test_logsumexp_along_an_axis():
    z = np.random.default_rng(0).normal(size=(2, 3))
    assert logsumexp(z).shape == (2,)
    assert logsumexp(z, axis=0).tolist() == [logsumexp(column) for column in z.T]
    assert logsumexp(z) == pytest.approx(scipy.special.logsumexp(z, axis=-1), rel=1e-15)

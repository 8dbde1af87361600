import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from information_oracles import bases, entropy_of, exact, log_of, mp, simplex, ulps

from crossentropy.information import binary_entropy, convert, entropy, perplexity, self_information

PROBABILITIES = st.one_of(st.floats(0, 1), st.floats(0, 1e-300), st.floats(1 - 1e-9, 1))


# --- self-information ----------------------------------------------------------------------------


def test_a_certain_outcome_carries_no_information():
    assert str(self_information(1)) == "0.0"  # and not -0.0


def test_an_impossible_outcome_carries_infinite_information():
    assert self_information(0) == math.inf


def test_halving_a_probability_adds_exactly_one_bit():
    assert all(self_information(2.0**-k, base=2) == k for k in range(1075))


def test_a_power_of_ten_carries_whole_hartleys():
    assert self_information([0.1, 0.001], base=10).tolist() == [1, 3]


def test_worked_self_informations():
    nats = self_information([0.7, 0.2, 0.1])
    assert nats == pytest.approx([0.356675, 1.609438, 2.302585], abs=5e-7)


@given(PROBABILITIES, bases)
def test_self_information_is_minus_the_logarithm_to_four_ulps(p, base):
    true = math.inf if p == 0 else -mp.log(mp.mpf(p)) / log_of(base)
    assert ulps(self_information(p, base=base), true) <= 4


@given(st.floats(1e-100, 1), st.floats(1e-100, 1))
def test_information_of_independent_outcomes_adds_up(p, q):
    assert self_information(p * q) == pytest.approx(self_information(p) + self_information(q), rel=1e-12)


def test_a_base_below_one_turns_the_sign():
    assert self_information(0.25, base=0.5) == -2


# --- entropy -------------------------------------------------------------------------------------


def test_worked_entropies():
    assert entropy([0.7, 0.2, 0.1]) == pytest.approx(0.801819, abs=5e-7)
    assert entropy([0.7, 0.2, 0.1], base=2) == pytest.approx(1.156780, abs=5e-7)
    assert entropy([0.9, 0.05, 0.02, 0.03], base=10) == pytest.approx(0.185899, abs=5e-7)


def test_dyadic_distributions_have_exact_entropies_in_bits():
    assert entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8], base=2) == 1.75
    assert entropy(np.full(1024, 1 / 1024), base=2) == 10


@pytest.mark.parametrize("p", [[1], [1, 0, 0], [0, 1.0], [1 + 1e-9, 0]])
def test_a_certain_outcome_leaves_no_entropy(p):
    assert str(entropy(p)) == "0.0"


@pytest.mark.parametrize("n", [1, 2, 3, 10, 1000])
def test_equal_probabilities_have_the_logarithm_of_their_number_as_entropy(n):
    assert entropy(np.full(n, 1 / n)) == pytest.approx(math.log(n), rel=1e-14)


@given(simplex(), bases)
def test_entropy_is_within_rounding_of_its_definition(p, base):
    h = entropy_of(p)
    condition = float(mp.fsum(abs(x * (mp.log(x) + 1)) for x in exact(p) if x > 0) / h) if h else 0
    assert ulps(entropy(p, base=base), h / log_of(base)) <= 4 * (1 + condition)


@given(simplex())
def test_entropy_lies_between_zero_and_the_logarithm_of_n(p):
    assert 0 <= entropy(p) <= math.log(len(p)) * (1 + 1e-15) + 1e-15


@given(simplex(), st.randoms(use_true_random=False))
def test_entropy_does_not_depend_on_the_order_of_outcomes(p, random):
    shuffled = list(p)
    random.shuffle(shuffled)
    assert entropy(shuffled) == pytest.approx(entropy(p), rel=1e-14)


@given(simplex(5), simplex(5), st.floats(0, 1))
def test_entropy_is_concave(p, q, t):
    mixture = entropy(t * p + (1 - t) * q)
    assert mixture >= t * entropy(p) + (1 - t) * entropy(q) - 1e-14


@given(simplex(4), simplex(3))
def test_entropy_of_independent_variables_adds_up(p, q):
    assert entropy(np.outer(p, q).ravel()) == pytest.approx(entropy(p) + entropy(q), rel=1e-13, abs=1e-14)


@given(simplex(), bases)
def test_entropy_agrees_with_scipy(p, base):
    expected = scipy.stats.entropy(p, base=base)
    assert entropy(p, base=base) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_zero_probabilities_contribute_nothing():
    assert entropy([0.5, 0, 0.5, 0]) == entropy([0.5, 0.5])


def test_subnormal_probabilities_count():
    tiny = 5e-324
    assert entropy([1, tiny]) == pytest.approx(float(-mp.mpf(tiny) * mp.log(mp.mpf(tiny))), abs=2 * tiny)


def test_the_outcomes_lie_along_any_axis():
    p = np.random.default_rng(0).dirichlet(np.ones(4), size=(2, 3))
    rows = entropy(p)
    assert rows.shape == (2, 3)
    assert entropy(np.moveaxis(p, -1, 0), axis=0).tolist() == rows.tolist()
    assert entropy(np.moveaxis(p, -1, 1), axis=-2).tolist() == rows.tolist()


def test_no_distributions_have_no_entropies():
    assert entropy(np.empty((0, 3))).shape == (0,)


# --- binary entropy ------------------------------------------------------------------------------


def test_worked_binary_entropies():
    assert binary_entropy([0, 0.5, 1], base=2).tolist() == [0, 1, 0]
    assert binary_entropy(1 / (1 + math.exp(1))) == pytest.approx(0.582203, abs=5e-7)


@given(PROBABILITIES, bases)
def test_binary_entropy_is_its_definition_to_four_ulps(p, base):
    x = mp.mpf(p)
    true = -x * mp.log(x) - (1 - x) * mp.log1p(-x) if 0 < p < 1 else mp.mpf(0)
    error = ulps(binary_entropy(p, base=base), true / log_of(base))
    assert error <= 4 or abs(true) < 1e-290  # where the products are subnormal


@given(st.floats(2.0**-20, 1 - 2.0**-20))
def test_binary_entropy_is_symmetric_and_that_of_two_outcomes(p):
    q = 1 - p
    p = 1 - q  # now both are exact
    assert binary_entropy(p) == pytest.approx(binary_entropy(q), rel=1e-15)
    assert binary_entropy(p) == pytest.approx(entropy([p, q]), rel=1e-15)


def test_binary_entropy_keeps_the_information_of_the_likely_outcome():
    assert binary_entropy(1e-20) == pytest.approx(1e-20 * (20 * math.log(10) + 1), rel=1e-15)


# --- perplexity ----------------------------------------------------------------------------------


def test_perplexity_of_equally_likely_outcomes_is_their_number():
    assert [perplexity([1 / n] * n) for n in (1, 2, 3, 6, 10, 26)] == [1, 2, 3, 6, 10, 26]
    assert perplexity([0.5, 0, 0.5, 0]) == 2


@given(simplex())
def test_perplexity_is_the_exponential_of_the_entropy(p):
    h = entropy_of(p)
    assert ulps(perplexity(p), mp.exp(h)) <= 4 * (1 + float(h))


@given(simplex())
def test_perplexity_lies_between_one_and_the_number_of_outcomes(p):
    assert 1 - 1e-15 <= perplexity(p) <= len(p) * (1 + 1e-14)


def test_perplexity_along_an_axis():
    assert perplexity([[0.5, 1], [0.5, 0]], axis=0).tolist() == [2, 1]


# --- units ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        (1, "nat", "bit", 1 / math.log(2)),
        (1, "bit", "nat", math.log(2)),
        (1, "nat", "hartley", 1 / math.log(10)),
        (1, "hartley", "nat", math.log(10)),
        (1, "bit", "hartley", math.log10(2)),
        (1, "hartley", "bit", math.log2(10)),
    ],
)
def test_units_are_the_logarithms_of_their_bases(value, from_unit, to_unit, expected):
    assert convert(value, from_unit, to_unit) == pytest.approx(expected, rel=3e-16)


@given(st.floats(-1e300, 1e300), *[st.sampled_from(["nat", "bit", "hartley"])] * 2)
def test_there_and_back_is_where_one_started(value, unit, other):
    back = convert(convert(value, unit, other), other, unit)
    assert back == pytest.approx(value, rel=5e-16, abs=1e-322)


@given(simplex())
def test_changing_the_base_is_changing_the_unit(p):
    assert entropy(p, base=2) == pytest.approx(convert(entropy(p), "nat", "bit"), rel=1e-14)
    assert entropy(p, base=10) == pytest.approx(convert(entropy(p), "nat", "hartley"), rel=1e-14)


def test_one_bit_is_one_bit_again_after_a_visit_to_nats():
    assert convert(convert(1, "bit", "nat"), "nat", "bit") == 1


def test_infinite_information_is_infinite_in_every_unit():
    assert convert([math.inf, 0], "bit", "nat").tolist() == [math.inf, 0]


def test_the_same_unit_leaves_a_value_alone():
    assert convert(0.1, "bit", "bit") == 0.1


@pytest.mark.parametrize("unit", ["bits", "dit", "", None, 2])
def test_an_unknown_unit_is_refused(unit):
    with pytest.raises(ValueError) as error:
        convert(1, "nat", unit)
    assert str(error.value) == f"to_unit = {unit!r}, expected 'nat', 'bit' or 'hartley'"
    with pytest.raises(ValueError, match=r"^from_unit = "):
        convert(1, unit, "nat")

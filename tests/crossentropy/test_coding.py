import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from information_oracles import cross_entropy_of, dtypes, entropy_of, exact, mp, simplex, simplex_pairs, within

from crossentropy.coding import (
    block_distribution,
    decode,
    encode,
    expected_length,
    huffman_code,
    huffman_lengths,
    kraft_sum,
    prefix_code,
    shannon_lengths,
)
from crossentropy.information import entropy, self_information

START = [0.7, 0.2, 0.1]
DYADIC = [1 / 2, 1 / 4, 1 / 8, 1 / 8]
WORDS = {"a": "0", "b": "10", "c": "11"}


def exact_expected_length(p, lengths):
    return sum(Fraction(float(x)) * int(length) for x, length in zip(p, lengths, strict=True) if x > 0)


# --- worked codes ---------------------------------------------------------------------------------


def test_worked_codes():
    assert huffman_lengths(START).tolist() == [1, 2, 2]
    assert shannon_lengths(START).tolist() == [1, 3, 4]
    assert kraft_sum(shannon_lengths(START)) == 0.6875
    assert expected_length(START, huffman_lengths(START)) == pytest.approx(1.3, rel=1e-15)
    assert expected_length(START, shannon_lengths(START)) == pytest.approx(1.7, rel=1e-15)
    p = [0.9, 0.05, 0.02, 0.03]
    assert huffman_lengths(p).tolist() == [1, 2, 3, 3]
    assert expected_length(p, huffman_lengths(p)) == pytest.approx(1.15, rel=1e-15)
    assert expected_length(p, shannon_lengths(p)) == pytest.approx(1.45, rel=1e-15)


def test_a_dyadic_distribution_is_coded_at_its_entropy():
    assert shannon_lengths(DYADIC).tolist() == huffman_lengths(DYADIC).tolist() == [1, 2, 3, 3]
    assert expected_length(DYADIC, huffman_lengths(DYADIC)) == entropy(DYADIC, base=2) == 1.75
    assert expected_length(DYADIC, shannon_lengths([1 / 8, 1 / 8, 1 / 4, 1 / 2])) == 2.625


def test_what_does_not_happen_needs_no_word():
    halves = [1 / 2, 1 / 2, 0, 0]
    assert huffman_code(halves) == ["0", "1", None, None]
    assert huffman_code([1 / 4] * 4) == ["00", "01", "10", "11"]
    assert expected_length(halves, huffman_lengths(halves)) == 1
    assert expected_length(halves, huffman_lengths([1 / 4] * 4)) == 2
    assert expected_length([1 / 4] * 4, huffman_lengths(halves)) == math.inf


@pytest.mark.parametrize(
    ("size", "expected"), [(1, 1.3), (2, 1.165), (3, 1.175333), (4, 1.1639), (5, 1.165872), (6, 1.161969)]
)
def test_blocks_come_near_the_entropy_though_not_steadily(size, expected):
    blocks = block_distribution(START, size)
    assert expected_length(blocks, huffman_lengths(blocks)) / size == pytest.approx(expected, abs=5e-7)


def test_a_certain_outcome_needs_no_digits():
    assert shannon_lengths([0, 1]).tolist() == huffman_lengths([0, 1]).tolist() == [math.inf, 0]
    assert huffman_code([1]) == [""]
    assert expected_length([0, 1], huffman_lengths([0, 1])) == 0


# --- lengths -------------------------------------------------------------------------------------


def test_powers_of_two_have_exact_lengths():
    for k in range(1075):
        assert shannon_lengths([2.0**-k, 1 - 2.0**-k])[0] == k
        assert kraft_sum([float(k)]) == 2.0**-k
    for k in range(150):
        assert shannon_lengths(np.float32([2.0**-k, 1 - 2.0**-k]))[0] == k


def test_next_to_a_power_of_two_the_length_is_that_of_the_number_itself():
    for k in range(1, 1000):
        below, above = np.nextafter(2.0**-k, [0, 1])
        assert shannon_lengths([below, 1 - below])[0] == k + 1
        assert shannon_lengths([above, 1 - above])[0] == k


@given(simplex(), dtypes)
def test_shannon_lengths_are_the_self_informations_rounded_up(p, dtype):
    p = p.astype(dtype)
    found = shannon_lengths(p)
    assert found.dtype == dtype
    expected = [mp.ceil(-mp.log(x, 2)) if x not in (0, 1) else (mp.inf, 0)[int(x)] for x in exact(p)]
    assert [x == y for x, y in zip(exact(found), expected, strict=True)] == [True] * len(p)


@given(simplex_pairs(), dtypes)
def test_expected_length_and_kraft_sum_are_within_rounding_of_their_definitions(pair, dtype):
    p, q = (r.astype(dtype) for r in pair)
    lengths = self_information(q, base=2)
    true = (
        mp.inf
        if any((q == 0) & (p > 0))
        else mp.fsum(x * y for x, y in zip(exact(p), exact(lengths), strict=True) if x)
    )
    assert within(expected_length(p, lengths), true, 1, dtype)
    assert within(kraft_sum(lengths), mp.fsum(mp.mpf(2) ** -x for x in exact(lengths)), 1, dtype)


@given(simplex(least=1e-300))
def test_ideal_lengths_use_up_everything_and_cost_the_entropy(p):
    ideal = self_information(p, base=2)
    assert kraft_sum(ideal) == pytest.approx(1, rel=1e-12)
    assert expected_length(p, ideal) == pytest.approx(entropy(p, base=2), rel=1e-14)


# --- laws ----------------------------------------------------------------------------------------


@given(simplex())
@pytest.mark.parametrize("lengths_of", [shannon_lengths, huffman_lengths])
def test_the_source_coding_theorem(lengths_of, p):
    p = np.where(p < 1e-30, 0, p)  # which 60 digits do not tell from 0 beside 1
    lengths = lengths_of(p)
    length, h = exact_expected_length(p, lengths), entropy_of(p) / mp.log(2)
    assert kraft_sum(lengths) <= 1
    total = mp.fsum(exact(p))  # 1 but for rounding, which the theorem is stated for
    assert h + total * mp.log(total, 2) <= mp.mpf(length.numerator) / length.denominator < h + total
    assert expected_length(p, lengths) == pytest.approx(float(length), rel=1e-14)


@given(simplex_pairs(least=1e-9))
def test_a_code_for_the_wrong_distribution_costs_the_cross_entropy(pair):
    p, q = pair
    length = expected_length(p, shannon_lengths(q))
    h = cross_entropy_of(p, q) / mp.log(2)
    assert h - 1e-12 <= length < h + 1 + 1e-12


@given(st.integers(1, 5).flatmap(simplex))
def test_no_prefix_code_beats_huffmans(p):
    happen = p[p > 0]
    every = itertools.product(range(len(p)), repeat=len(happen))
    allowed = [lengths for lengths in every if sum(Fraction(1, 2**length) for length in lengths) <= 1]
    best = min(exact_expected_length(happen, lengths) for lengths in allowed)
    assert exact_expected_length(p, huffman_lengths(p)) == best


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_among_the_best_codes_huffmans_has_the_shortest_longest_word(weights):
    p = np.array(weights) / sum(weights)
    found = huffman_lengths(p)
    every = itertools.product(range(len(p)), repeat=len(p))
    allowed = [lengths for lengths in every if sum(Fraction(1, 2**length) for length in lengths) <= 1]
    best = exact_expected_length(p, found)
    assert max(found) == min(max(lengths) for lengths in allowed if exact_expected_length(p, lengths) == best)


@given(simplex())
def test_huffmans_words_use_up_everything_where_there_is_a_choice(p):
    assert kraft_sum(huffman_lengths(p)) == 1


def test_ties_are_broken_in_the_order_of_the_outcomes():
    assert huffman_code([0.25, 0.5, 0.25]) == ["10", "0", "11"]
    assert huffman_lengths([0.4, 0.2, 0.2, 0.1, 0.1]).tolist() == [2, 2, 2, 3, 3]  # and not 1, 2, 3, 4, 4
    assert huffman_lengths([1 / 8] * 6 + [1 / 4]).tolist() == [3] * 6 + [2]
    assert huffman_lengths([1 / 3] * 3).tolist() == [2, 2, 1]


def test_probabilities_beyond_the_precision_of_a_sum_are_told_apart():
    p = [1, 1e-100, 3e-100, 1e-200, 1e-300]
    assert huffman_lengths(p).tolist() == [1, 3, 2, 4, 4]


@pytest.mark.parametrize("n", [1, 2, 3, 1000, 4097])
def test_huffman_codes_of_many_equal_outcomes_differ_by_a_digit_at_most(n):
    lengths = huffman_lengths(np.full(n, 1 / n))
    assert max(lengths) == math.ceil(math.log2(n))
    assert max(lengths) - min(lengths) <= 1


@given(simplex(4), st.integers(1, 3))
def test_blocks_of_independent_outcomes_have_products_as_probabilities(p, size):
    blocks = block_distribution(p, size)
    words = itertools.product(p, repeat=size)
    assert blocks == pytest.approx([math.prod(word) for word in words], rel=1e-15, abs=1e-320)
    assert entropy(blocks) == pytest.approx(size * entropy(p), rel=1e-12, abs=1e-14)


@given(simplex(3), st.integers(1, 5))
def test_blocks_are_coded_within_a_share_of_a_digit_of_the_entropy(p, size):
    blocks = block_distribution(p, size)
    length = expected_length(blocks, huffman_lengths(blocks)) / size
    h = entropy(p, base=2)
    assert h * (1 - 1e-13) - 1e-14 <= length <= (h + 1 / size) * (1 + 1e-13)


# --- codes ---------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_there_is_a_prefix_code_exactly_where_kraft_allows(lengths):
    if kraft_sum(lengths) > 1:
        with pytest.raises(ValueError, match=r"^lengths have the Kraft sum .*: no prefix code has them$"):
            prefix_code(lengths)
        return
    words = prefix_code(lengths)
    assert [len(word) for word in words] == lengths
    assert not any(other.startswith(word) for word, other in itertools.permutations(words, 2))


def test_codewords_count_upwards():
    assert prefix_code([2, 1, 3, 3]) == ["10", "0", "110", "111"]
    assert prefix_code([3, math.inf, 1]) == ["100", None, "0"]
    assert prefix_code([math.inf]) == [None]
    assert prefix_code([0]) == [""]


def test_kraft_is_decided_exactly():
    lengths = [*range(1, 1100), 1099]
    assert len(prefix_code(lengths)[-1]) == 1099
    assert message(ValueError, prefix_code, [*lengths, 1099]).startswith("lengths have the Kraft sum 1.0, expected")


@given(simplex(), st.data())
def test_what_is_encoded_is_decoded(p, data):
    code = huffman_code(p)
    occur = [i for i, word in enumerate(code) if word]
    if occur:
        sent = data.draw(st.lists(st.sampled_from(occur), max_size=30))
        bits = encode(sent, code)
        assert decode(bits, code) == sent
        assert len(bits) == sum(len(code[symbol]) for symbol in sent)


def test_symbols_are_whatever_the_code_says():
    assert encode("abca", WORDS) == "010110"
    assert decode("010110", WORDS) == list("abca")
    assert encode([], WORDS) == ""
    assert decode("", WORDS) == []
    assert encode(np.array([0, 2]), ["0", None, "1"]) == "01"
    mixed = {1: "0", "one": "10", (1,): "11"}
    assert decode(encode(["one", (1,), 1], mixed), mixed) == ["one", (1,), 1]


def test_a_code_need_not_use_up_everything():
    assert decode("0011", {"a": "00", "b": "11"}) == ["a", "b"]


# --- shapes --------------------------------------------------------------------------------------


def test_many_codes_at_once():
    p = np.random.default_rng(0).dirichlet(np.ones(3), size=(4, 2))
    lengths = shannon_lengths(p)
    assert lengths.shape == p.shape
    assert kraft_sum(lengths).shape == expected_length(p, lengths).shape == (4, 2)
    assert shannon_lengths(p.T, axis=0).tolist() == lengths.T.tolist()
    assert expected_length(p.T, lengths.T, axis=0).tolist() == expected_length(p, lengths).T.tolist()
    assert expected_length(p[0, 0], lengths).shape == (4, 2)
    assert block_distribution(p, 2).shape == (4, 2, 9)
    assert block_distribution(p.T, 2, axis=0).tolist() == block_distribution(p, 2).T.tolist()
    assert shannon_lengths(np.empty((0, 3))).shape == block_distribution(np.empty((0, 3)), 1).shape == (0, 3)


@pytest.mark.parametrize(
    ("dtype", "expected"), [(np.float64, np.float64), (np.float32, np.float32), (np.float16, np.float32)]
)
def test_dtypes_are_kept(dtype, expected):
    p = np.array(DYADIC, dtype)
    for found in (
        shannon_lengths(p),
        huffman_lengths(p),
        block_distribution(p, 2),
        kraft_sum(p),
        expected_length(p, p),
    ):
        assert found.dtype == expected
    assert kraft_sum([1, 2]).dtype == expected_length([1], [0]).dtype == np.float64
    assert expected_length(p, [1, 2, 3, 3]).dtype == expected


def test_no_extreme_warns():
    p = np.array([[1.0, 5e-324], [0, 1 + 1e-9]])
    p.flags.writeable = False
    with np.errstate(all="raise"):
        assert shannon_lengths(p).tolist() == [[0, 1074], [math.inf, 0]]
        assert huffman_lengths(p[0]).tolist() == [1, 1]
        assert expected_length(p, [math.inf, 0]).tolist() == [math.inf, 0]
        assert kraft_sum([math.inf, 1e308, 1074]) == 5e-324
        assert block_distribution(p, 3).max() == 1


# --- errors --------------------------------------------------------------------------------------


def message(kind, function, *arguments, **options):
    with pytest.raises(kind) as error:
        function(*arguments, **options)
    assert type(error.value) is kind
    return str(error.value)


@pytest.mark.parametrize("function", [shannon_lengths, huffman_lengths, huffman_code])
def test_what_is_no_distribution_is_refused(function):
    assert message(ValueError, function, [0.5, 0.25]).startswith("p sums to 0.75")
    assert message(ValueError, function, [1.5, -0.5]).startswith("p[1] = -0.5, expected a probability")
    assert message(ValueError, function, []).startswith("p has no outcomes")
    assert message(ValueError, function, 1.0).startswith("p is the single number")
    assert message(TypeError, function, "ab").startswith("p has dtype")
    assert message(ValueError, block_distribution, [0.5, 0.25], 2).startswith("p sums to 0.75")
    assert message(ValueError, expected_length, [0.5, 0.25], [1, 1]).startswith("p sums to 0.75")


@pytest.mark.parametrize(("function", "name"), [(huffman_lengths, "p"), (huffman_code, "p"), (prefix_code, "lengths")])
def test_a_code_is_built_for_one_distribution(function, name):
    assert message(ValueError, function, [[1.0], [1.0]]) == (
        f"{name} has shape (2, 1), expected a single axis: one code at a time"
    )


@pytest.mark.parametrize("function", [kraft_sum, prefix_code, lambda lengths: expected_length([0.5, 0.5], lengths)])
def test_lengths_are_not_negative(function):
    for bad in (-1, math.nan, -math.inf):
        assert message(ValueError, function, [1, bad]) == (
            f"lengths[1] = {bad}, expected a length, 0 or more, or infinity where there is no codeword"
        )
    assert message(ValueError, function, []).startswith("lengths has no outcomes")
    assert message(TypeError, function, ["0", "1"]).startswith("lengths has dtype")


def test_lengths_are_of_the_same_outcomes():
    assert message(ValueError, expected_length, [0.5, 0.5], [1, 2, 2]) == (
        "p has 2 outcomes along axis -1, lengths has 3: expected both over the same outcomes"
    )
    assert "do not broadcast" in message(ValueError, expected_length, [[1.0]] * 2, [[0]] * 3)


def test_words_have_whole_lengths():
    assert message(ValueError, prefix_code, [1, 1.5]) == "lengths[1] = 1.5, expected a whole number of binary digits"
    assert message(ValueError, prefix_code, [1, 1, 2]) == (
        "lengths have the Kraft sum 1.25, expected at most 1: no prefix code has them"
    )


def test_a_block_has_a_length():
    assert message(TypeError, block_distribution, START, 1.5) == "length = 1.5, expected an integer"
    assert message(ValueError, block_distribution, START, 0) == "length = 0, expected an integer of 1 or more"


def test_a_code_that_cannot_be_read_back_is_refused():
    begins = "code is no prefix code: the word {!r} of the symbol {!r} begins the word {!r} of the symbol {!r}".format
    empty = "code[{}] is the empty word, of which a message keeps no trace: expected one digit at least".format
    for code, expected in (
        ({"a": "0", "b": "01"}, begins("0", "a", "01", "b")),
        (["01", "1", "01"], begins("01", 0, "01", 2)),
        (["0", "", "1"], empty(1)),
        (huffman_code([1]), empty(0)),
        ({"a": "2"}, "code['a'] = '2', expected a string of the digits 0 and 1"),
        ([None], "code has no codewords, expected one at least"),
        ({}, "code has no codewords, expected one at least"),
    ):
        assert message(ValueError, encode, [], code) == message(ValueError, decode, "", code) == expected


@pytest.mark.parametrize("code", ["01", 3, None, {"0", "1"}])
def test_a_code_is_a_mapping_or_a_sequence(code):
    found = type(code).__name__
    expected = f"code is of type {found}, expected a sequence of codewords, or a mapping from symbols to codewords"
    assert message(TypeError, encode, [], code) == message(TypeError, decode, "", code) == expected


def test_a_word_is_a_string():
    expected = "code[1] = 1, expected a string of the digits 0 and 1, or None"
    assert message(TypeError, encode, [], ["0", 1]) == message(TypeError, decode, "", ["0", 1]) == expected


def test_a_symbol_that_the_code_does_not_have_is_named():
    assert message(ValueError, encode, "abd", WORDS) == "message[2] = 'd', which is no symbol of the code"
    assert message(ValueError, encode, [0, 1], ["0", None]) == "message[1] = 1, a symbol without a codeword"
    assert message(TypeError, encode, [[0]], ["0"]) == "message[0] is of type list, which can be no symbol"
    assert message(TypeError, encode, 3, ["0"]) == "message is of type int, expected a sequence of symbols"


def test_bits_that_are_no_codewords_are_named():
    assert message(ValueError, decode, "0101", WORDS) == (
        "bits[3:] = '1', only the beginning of a codeword: bits are missing"
    )
    assert message(ValueError, decode, "0010", {"a": "00", "b": "11"}) == (
        "bits[2:4] = '10', with which no codeword begins: expected another code"
    )
    assert message(ValueError, decode, "0 1", WORDS) == "bits[1] = ' ', expected 0 or 1"
    assert message(TypeError, decode, [0, 1], WORDS) == "bits is of type list, expected a string of the digits 0 and 1"

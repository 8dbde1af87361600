import math

import mpmath
import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from information_oracles import bases, dtypes, entropy_of, exact, log_of, mp, simplex, smallest_normal, within

import crossentropy as ce
from crossentropy.divergence import kl_divergence
from crossentropy.information import binary_entropy, entropy
from crossentropy.joint import conditional_entropy, information_gain, joint_entropy, marginals, mutual_information

WORKED = [[1 / 2, 1 / 4], [0, 1 / 4]]
TENNIS = [[2, 3], [4, 0], [3, 2]]  # Yes and no, by outlook: sunny, overcast, rainy.
OF_TWO = [conditional_entropy, mutual_information]
OF_JOINT = [joint_entropy, *OF_TWO]
ALL = [*OF_JOINT, information_gain]
ROUNDING = 4e-15


@st.composite
def tables(draw, dtype=np.float64):
    shape = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return draw(simplex(math.prod(shape))).reshape(shape).astype(dtype)


# --- definitions, exactly -------------------------------------------------------------------------


def rows_of(table):
    return [exact(row) for row in table]


def conditional_entropy_of(table):
    """By log1p of what the others of the row add: 60 digits of 1 + 1e-300 would not do."""
    return mp.fsum(
        x * mp.log1p(mp.fsum(row[:k] + row[k + 1 :]) / x) for row in rows_of(table) for k, x in enumerate(row) if x
    )


precise = mpmath.mp.clone()
precise.dps = 700  # 60 digits do not tell a product of probabilities from one that differs by a subnormal number


def cells_of(table):
    """Each cell p, and the product p_X p_Y / s of its marginals in a table whose sum s rounding may have put off 1."""
    rows = [[precise.mpf(float(x)) for x in row] for row in table]
    of_x, of_y = [precise.fsum(row) for row in rows], [precise.fsum(column) for column in zip(*rows, strict=True)]
    whole = precise.fsum(of_x)
    return [(x, a * b / whole) for row, a in zip(rows, of_x, strict=True) for x, b in zip(row, of_y, strict=True)]


def mutual_information_of(table):
    return precise.fsum(x * precise.log(x / product) for x, product in cells_of(table) if x)


def mutual_information_condition_of(table):
    """How much relative changes of cells and marginals, each on its own, change the information, relative to it."""
    change = precise.fsum((abs(x * precise.log(x / y)) if x else 0) + abs(x - y) for x, y in cells_of(table))
    return change / mutual_information_of(table)


# --- worked tables --------------------------------------------------------------------------------


def test_worked_table():
    of_x, of_y = marginals(WORKED)
    assert of_x.tolist() == [0.75, 0.25]
    assert of_y.tolist() == [0.5, 0.5]
    assert entropy(of_x, base=2) == pytest.approx(0.811278, abs=5e-7)
    assert joint_entropy(WORKED, base=2) == 1.5
    assert conditional_entropy(WORKED, base=2) == pytest.approx(0.688722, abs=5e-7)
    assert conditional_entropy(WORKED, base=2, axis=(1, 0)) == 0.5
    assert mutual_information(WORKED, base=2) == pytest.approx(0.311278, abs=5e-7)


def test_a_symmetric_channel_loses_the_entropy_of_its_noise():
    joint = [[0.45, 0.05], [0.05, 0.45]]
    assert mutual_information(joint, base=2) == pytest.approx(0.531004, abs=5e-7)
    assert conditional_entropy(joint) == pytest.approx(binary_entropy(0.1), rel=1e-14)


def test_worked_information_gain():
    assert information_gain(TENNIS, base=2) == pytest.approx(0.246750, abs=5e-7)
    assert entropy([9 / 14, 5 / 14], base=2) == pytest.approx(0.940286, abs=5e-7)
    assert conditional_entropy(np.array(TENNIS) / 14, base=2) == pytest.approx(0.693536, abs=5e-7)


def test_what_a_medical_test_tells_on_average():
    prior, positive = np.array([0.5, 0.5]), np.array([0.9, 0.2])  # the chance of a positive result, by state
    joint = np.stack([prior * positive, prior * (1 - positive)])
    by_result = [kl_divergence(row / row.sum(), prior, base=2) for row in joint]
    assert by_result == pytest.approx([0.315962, 0.496742], abs=5e-7)
    assert mutual_information(joint, base=2) == pytest.approx(0.397313, abs=5e-7)
    assert mutual_information(joint, base=2) == pytest.approx(joint.sum(axis=1) @ by_result, rel=1e-14)


def test_words_and_documents_of_a_toy_corpus():
    counts = [[2, 1, 0, 0], [1, 0, 2, 0], [1, 1, 1, 1]]  # of a, b, c and d in the documents aab, acc and abcd
    assert information_gain(counts) == pytest.approx(0.343428, abs=5e-7)


# --- accuracy ------------------------------------------------------------------------------------


@given(st.data(), dtypes, bases)
def test_joint_entropy_is_within_rounding_of_its_definition(data, dtype, base):
    table = data.draw(tables(dtype))
    h = entropy_of(table.ravel())
    condition = mp.fsum(abs(x * (mp.log(x) + 1)) for x in exact(table.ravel()) if x) / h if h else 0
    assert within(joint_entropy(table, base=base), h / log_of(base), condition, dtype)


@given(st.data(), dtypes, bases)
def test_conditional_entropy_is_its_definition_whatever_cancels_in_a_difference(data, dtype, base):
    table = data.draw(tables(dtype))
    found = conditional_entropy(table, base=base)
    assert within(found, conditional_entropy_of(table) / log_of(base), 1, dtype)


def test_the_digits_of_a_conditional_entropy_near_zero_are_there():
    tail = 1e-18
    table = [[0.5, tail], [0, 0.5]]
    assert abs(joint_entropy(table) - entropy(marginals(table)[0]) - 41e-18) > 1e-17  # the noise that is avoided
    assert within(conditional_entropy(table), conditional_entropy_of(table), 1)


@given(st.data(), dtypes, bases)
def test_mutual_information_is_within_rounding_of_its_definition(data, dtype, base):
    table = data.draw(tables(dtype))
    found, true = mutual_information(table, base=base), mutual_information_of(table) / log_of(base)
    if abs(true) > smallest_normal(dtype):
        assert within(found, true, mutual_information_condition_of(table), dtype)
    else:
        assert abs(found) <= 64 * smallest_normal(dtype)


def test_nearly_independent_variables_have_a_tiny_mutual_information():
    d = 2.0**-30
    table = [[1 / 4 + d, 1 / 4 - d], [1 / 4 - d, 1 / 4 + d]]
    assert mutual_information(table) == pytest.approx(8 * d**2, rel=1e-8)


@pytest.mark.parametrize("rare", [1e-9, 1e-20, 1e-40, 1e-100, 1e-300])
def test_what_rare_outcomes_tell_is_not_drowned_by_the_rounding_of_common_ones(rare):
    table = np.array([[rare, 0.7], [3 * rare, 0.3]])
    assert within(mutual_information(table), mutual_information_of(table), mutual_information_condition_of(table))


def test_rare_outcomes_that_belong_together_are_not_taken_for_impossible_ones():
    tiny = 1e-200  # its square, the product of the marginals, underflows
    found = mutual_information([[tiny, 0], [0, 1]])
    assert found == pytest.approx(tiny * (200 * math.log(10) + 1), rel=1e-14)


@given(tables())
def test_scipy_agrees(table):
    of_x, of_y = marginals(table)
    expected = scipy.stats.entropy(table.ravel(), np.outer(of_x, of_y).ravel()) if (table > 1e-150).all() else None
    if expected is not None:
        assert mutual_information(table) == pytest.approx(expected, rel=1e-9, abs=1e-14)


def test_many_cells_lose_no_digits():
    table = np.random.default_rng(0).dirichlet(np.ones(300), size=1).reshape(20, 15)
    many = np.repeat(np.repeat(table, 50, axis=0), 50, axis=1) / 2500  # the same, of finer outcomes
    assert mutual_information(many) == pytest.approx(mutual_information(table), rel=1e-13)
    assert conditional_entropy(many) == pytest.approx(conditional_entropy(table) + math.log(50), rel=1e-14)
    assert marginals(many)[1][::50] * 50 == pytest.approx(marginals(table)[1], rel=1e-14)


# --- laws ----------------------------------------------------------------------------------------


@given(tables(), bases)
def test_chain_rule_of_entropy(table, base):
    of_x, of_y = marginals(table)
    scale = 1e-14 * max(1, 1 / math.log(base or math.e))
    whole = joint_entropy(table, base=base)
    assert whole == pytest.approx(entropy(of_x, base=base) + conditional_entropy(table, base=base), abs=scale)
    backwards = conditional_entropy(table, base=base, axis=(-1, -2))
    assert whole == pytest.approx(entropy(of_y, base=base) + backwards, abs=scale)


@given(tables())
def test_mutual_information_is_what_knowing_one_takes_from_the_entropy_of_the_other(table):
    of_x, of_y = marginals(table)
    information = mutual_information(table)
    assert information == pytest.approx(entropy(of_y) - conditional_entropy(table), abs=ROUNDING)
    assert information == pytest.approx(entropy(of_x) + entropy(of_y) - joint_entropy(table), abs=ROUNDING)
    assert information == pytest.approx(mutual_information(table.T), abs=ROUNDING)
    assert 0 <= information <= min(entropy(of_x), entropy(of_y)) + ROUNDING


@given(tables())
def test_conditioning_lowers_entropy_on_average(table):
    assert 0 <= conditional_entropy(table) <= entropy(marginals(table)[1]) + ROUNDING


def test_a_single_outcome_of_x_may_raise_the_entropy_of_y():
    table = np.array([[0.9, 0.0], [0.05, 0.05]])
    assert entropy(table[1] / table[1].sum()) > entropy(marginals(table)[1])


@given(simplex(4), simplex(3))
def test_independent_variables_tell_nothing_of_each_other(p, q):
    table = np.outer(p, q)
    table /= table.sum()
    assert mutual_information(table) == pytest.approx(0, abs=1e-14)
    assert joint_entropy(table) == pytest.approx(entropy(p) + entropy(q), abs=ROUNDING)


@given(simplex(4))
def test_a_variable_tells_all_of_itself(p):
    table = np.diag(p)
    assert str(conditional_entropy(table)) == "0.0"
    assert mutual_information(table) == pytest.approx(entropy(p), rel=1e-14)


@given(tables(), st.data())
def test_data_processing_adds_no_information(table, data):
    channel = np.array([data.draw(simplex(3)) for _ in range(table.shape[1])])
    processed = table @ channel
    assert mutual_information(processed / processed.sum()) <= mutual_information(table) + ROUNDING


@given(simplex(3), simplex(3, least=1e-9), st.data())
def test_chain_rule_of_divergence(p, q, data):
    channels = [np.array([data.draw(simplex(4, least)) for _ in range(3)]) for least in (0, 1e-6)]
    one, other = p[:, None] * channels[0], q[:, None] * channels[1]
    whole = kl_divergence(one.ravel(), other.ravel())
    with np.errstate(invalid="ignore"):
        parts = [w * d for w, d in zip(p, kl_divergence(*channels), strict=True) if w]
    assert whole == pytest.approx(kl_divergence(p, q) + sum(parts), rel=1e-12, abs=1e-14)


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=1, max_size=4))
def test_information_gain_is_entropy_before_less_entropy_after(counts):
    table = np.array(counts)
    if table.sum():
        after = sum(row.sum() / table.sum() * entropy(row / row.sum()) for row in table if row.sum())
        before = entropy(table.sum(axis=0) / table.sum())
        assert information_gain(table) == pytest.approx(before - after, abs=ROUNDING)


@given(st.floats(1e-300, 1e300))
def test_the_scale_of_the_weights_does_not_matter(scale):
    assert information_gain(np.array(TENNIS) * scale) == pytest.approx(information_gain(TENNIS), rel=1e-14)


def test_weights_whose_sum_leaves_the_range_have_a_gain():
    assert information_gain([[1e308, 1e308], [1e308, 0]]) == information_gain([[1, 1], [1, 0]])


def test_a_branch_that_no_sample_takes_changes_nothing():
    assert information_gain([*TENNIS, [0, 0]]) == information_gain(TENNIS)


# --- shapes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", ALL)
def test_a_table_has_a_scalar_and_many_tables_an_array(function):
    many = np.random.default_rng(1).dirichlet(np.ones(6), size=(4, 2)).reshape(4, 2, 2, 3)
    assert isinstance(function(many[0, 0]), float)
    values = function(many)
    assert values.shape == (4, 2)
    assert values[3, 1] == function(many[3, 1])
    assert function(np.moveaxis(many, (-2, -1), (0, 2)), axis=(0, 2)).tolist() == values.tolist()
    assert function(np.empty((0, 2, 3))).shape == (0,)


def test_the_order_of_the_axes_says_which_variable_is_known():
    table = np.random.default_rng(2).dirichlet(np.ones(6)).reshape(2, 3)
    assert conditional_entropy(table, axis=(-1, -2)) == conditional_entropy(table.T)
    assert [p.shape for p in marginals(table, axis=(1, 0))] == [(3,), (2,)]


def test_three_variables():
    table = np.random.default_rng(3).dirichlet(np.ones(24)).reshape(2, 3, 4)
    assert joint_entropy(table, axis=(0, 1, 2)) == pytest.approx(entropy(table.ravel()), rel=1e-15)
    for k, found in enumerate(marginals(table, axis=(0, 1, 2))):
        assert found == pytest.approx(table.sum(axis=tuple({0, 1, 2} - {k})), rel=1e-15)


def test_marginals_of_many_tables():
    many = np.random.default_rng(4).dirichlet(np.ones(6), size=5).reshape(5, 2, 3)
    of_x, of_y = marginals(many)
    assert of_x == pytest.approx(many.sum(axis=2), rel=1e-15)
    assert of_y == pytest.approx(many.sum(axis=1), rel=1e-15)


@pytest.mark.parametrize("function", ALL)
def test_single_outcomes(function):
    assert str(function([[1]])) == "0.0"
    column = function([[0.25], [0.75]])
    assert column == (pytest.approx(entropy([0.25, 0.75])) if function is joint_entropy else 0)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize(
    ("dtype", "expected"), [(np.float64, np.float64), (np.float32, np.float32), (np.float16, np.float32)]
)
def test_dtypes_are_kept(function, dtype, expected):
    assert function(np.array(WORKED, dtype)).dtype == expected
    assert function(np.array(WORKED, dtype), base=3).dtype == expected
    assert marginals(np.array(WORKED, dtype))[0].dtype == expected
    assert function(np.eye(1, 2, dtype=int)).dtype == np.float64


@pytest.mark.parametrize("function", [*ALL, marginals])
def test_no_extreme_warns_and_no_argument_changes(function):
    table = np.array([[[5e-324, 1.0], [5e-324, 0.0]], [[1e-300, 1 + 1e-9], [0, 1e-310]], [[0, 0], [0, 1.0]]])
    table.flags.writeable = False
    with np.errstate(all="raise"):
        for found in np.atleast_2d(function(table)):
            assert np.isfinite(found).all()
    assert max(np.max(p) for p in marginals(table)) == 1


# --- errors --------------------------------------------------------------------------------------


def message(kind, function, *arguments, **options):
    with pytest.raises(kind) as error:
        function(*arguments, **options)
    assert type(error.value) is kind
    return str(error.value)


@pytest.mark.parametrize("function", [*OF_JOINT, marginals])
@pytest.mark.parametrize("bad", [-0.1, math.nan, math.inf])
def test_a_cell_that_is_no_probability_is_named(function, bad):
    assert message(ValueError, function, [[0.5, 0.5], [bad, 0]]) == (
        f"joint[1, 0] = {bad}, expected a probability between 0 and 1"
    )


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf])
def test_a_cell_that_is_no_count_is_named(bad):
    assert message(ValueError, information_gain, [[1, 2], [bad, 0]]) == (
        f"counts[1, 0] = {bad}, expected a finite count or weight, 0 or more"
    )


@pytest.mark.parametrize("function", [*OF_JOINT, marginals])
def test_a_table_whose_sum_is_off_is_named(function):
    assert message(ValueError, function, [[0.5, 0.25], [0, 0]]) == (
        "joint sums to 0.75 along the axes (-2, -1), expected 1 within 1.5e-08: "
        "divide weights or counts by their sum first"
    )
    tables = np.array([[[1, 0]], [[1, 2]]])
    assert message(ValueError, function, tables).startswith("joint[1, :, :] sums to 3.0 along the axes (-2, -1)")
    assert message(ValueError, function, tables.T, axis=(1, 0)).startswith("joint[:, :, 1] sums to 3.0")
    assert message(ValueError, function, [[1e308, 1e308]]).startswith("joint sums to inf")


def test_a_table_without_counts_is_named():
    expected = "counts[1, :, :] is 0 throughout, expected a positive count"
    assert message(ValueError, information_gain, [[[1, 0]], [[0, 0]]]) == expected
    assert message(ValueError, information_gain, [[0, 0]]).startswith("counts is 0 throughout")


@pytest.mark.parametrize("function", [*ALL, marginals])
@pytest.mark.parametrize("axis", [-1, None, [0, 1], "01", (0, 1.0), (0, None)])
def test_the_axes_are_a_tuple_of_integers(function, axis):
    some = "two or more" if function in (joint_entropy, marginals) else "two"
    assert message(TypeError, function, WORKED, axis=axis) == (
        f"axis = {axis!r}, expected a tuple of {some} axes such as (-2, -1)"
    )


@pytest.mark.parametrize("function", [*ALL, marginals])
def test_there_are_as_many_axes_as_variables(function):
    for axis in ((), (0,)):
        assert f"axis = {axis} has {len(axis)} axes, expected a tuple of two" in message(
            ValueError, function, WORKED, axis=axis
        )
    if function in (*OF_TWO, information_gain):
        table = np.array(WORKED)[None]
        assert message(ValueError, function, table, axis=(0, 1, 2)).startswith("axis = (0, 1, 2) has 3 axes, expected")


@pytest.mark.parametrize("function", [*ALL, marginals])
def test_axes_are_there_once(function):
    name = "counts" if function is information_gain else "joint"
    assert message(ValueError, function, [0.5, 0.5]) == (
        f"axis = (-2, -1) is out of range for {name}, whose shape (2,) has 1 axes"
    )
    assert message(ValueError, function, 1.0).endswith("whose shape () has 0 axes")
    assert message(ValueError, function, WORKED, axis=(0, -2)) == (
        f"axis = (0, -2) names an axis of {name}, whose shape is (2, 2), twice"
    )
    assert message(ValueError, function, np.empty((2, 0))) == (
        f"{name} has no outcomes along axis -1 of its shape (2, 0), expected at least one"
    )


@pytest.mark.parametrize("function", ALL)
def test_a_base_that_gives_no_logarithm_is_refused(function):
    assert message(ValueError, function, WORKED, base=1).startswith("base = 1, expected")
    assert message(TypeError, function, WORKED, base="2").startswith("base = '2', expected")


@pytest.mark.parametrize("function", [*ALL, marginals])
@pytest.mark.parametrize("value", [[["a", "b"]], [[True, False]], [[0.5 + 0j, 0.5]], None])
def test_what_is_no_array_of_real_numbers_is_refused(function, value):
    name = "counts" if function is information_gain else "joint"
    assert message(TypeError, function, value).startswith(f"{name} has dtype ")


def test_the_tolerance_of_a_sum_fits_the_dtype():
    table = np.float32([[0.5, 0.5 + 3e-4]])
    assert ce.joint_entropy(table).dtype == np.float32
    assert "expected 1 within 3.5e-04" in message(ValueError, joint_entropy, np.float32([[0.5, 0.5 + 4e-4]]))

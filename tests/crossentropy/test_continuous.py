import itertools
import math

import numpy as np
import pytest
import scipy.integrate
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from information_oracles import bases, dtypes, exact, log_of, mp, within

from crossentropy.continuous import (
    density_cross_entropy,
    density_entropy,
    density_kl_divergence,
    normal_cross_entropy,
    normal_density,
    normal_entropy,
    normal_kl_divergence,
)

OF_TWO_NORMALS = [normal_cross_entropy, normal_kl_divergence]
OF_TWO_DENSITIES = [density_cross_entropy, density_kl_divergence]
GRID = np.linspace(-30, 30, 6001)

means = st.floats(-1e3, 1e3) | st.floats(-1e100, 1e100) | st.just(0.0)
ordinary = st.floats(-10, 10), st.floats(0.1, 10), st.floats(-10, 10), st.floats(0.1, 10)
sds = st.floats(1e-3, 1e3) | st.floats(1e-100, 1e100)


# --- definitions, exactly -------------------------------------------------------------------------


def cross_entropy_of(mean, sd, model_mean, model_sd):
    m, s, a, b = exact([mean, sd, model_mean, model_sd])
    return mp.log(2 * mp.pi * b**2) / 2 + (s**2 + (m - a) ** 2) / (2 * b**2)


def slope_of_mean(mean, model_mean, model_sd):
    m, a, b = exact([mean, model_mean, model_sd])
    return abs(m - a) * (abs(m) + abs(a)) / b**2


def cross_entropy_condition_of(mean, sd, model_mean, model_sd):
    """How much relative changes of the parameters change the cross-entropy, relative to it."""
    m, s, a, b = exact([mean, sd, model_mean, model_sd])
    by_sd, by_model_sd = (s / b) ** 2, 1 - (s / b) ** 2 - ((m - a) / b) ** 2
    change = by_sd + abs(by_model_sd) + slope_of_mean(mean, model_mean, model_sd)
    return change / abs(cross_entropy_of(mean, sd, model_mean, model_sd))


def kl_of(mean, sd, model_mean, model_sd):
    m, s, a, b = exact([mean, sd, model_mean, model_sd])
    excess = (s - b) * (s + b) / b**2
    # Where the standard deviations are nearly equal, 60 digits of their ratio would not do.
    log = mp.log1p(excess) if abs(excess) < 0.5 else 2 * mp.log(s / b)
    return (excess - log + ((m - a) / b) ** 2) / 2


def kl_condition_of(mean, sd, model_mean, model_sd):
    m, s, a, b = exact([mean, sd, model_mean, model_sd])
    by_sd, by_model_sd = (s / b) ** 2 - 1, 1 - (s / b) ** 2 - ((m - a) / b) ** 2
    change = abs(by_sd) + abs(by_model_sd) + slope_of_mean(mean, model_mean, model_sd)
    value = kl_of(mean, sd, model_mean, model_sd)
    return change / value if value else 0


def trapezoid_of(values, x):
    return mp.fsum((a + b) / 2 * (v - u) for a, b, u, v in zip(values, values[1:], x, x[1:], strict=False))


# --- worked values --------------------------------------------------------------------------------


def test_worked_entropies():
    assert normal_entropy(1) == pytest.approx(1.418939, abs=5e-7)
    assert normal_entropy(1, base=2) == pytest.approx(2.047096, abs=5e-7)
    assert normal_entropy(0.241970) < 0 < normal_entropy(0.241971)
    assert normal_entropy(1 / math.sqrt(2 * math.pi * math.e)) == pytest.approx(0, abs=1e-15)


def test_worked_divergences():
    assert normal_kl_divergence(0, 1, 1, 1) == 0.5
    assert normal_kl_divergence(0, 1, 0, 2) == pytest.approx(0.318147, abs=5e-7)
    assert normal_kl_divergence(0, 2, 0, 1) == pytest.approx(0.806853, abs=5e-7)
    assert normal_cross_entropy(0, 1, 1, 2) == pytest.approx(1.862086, abs=5e-7)


def test_a_single_observation_costs_half_its_square_and_a_constant():
    y = np.linspace(-3, 3, 7)
    assert normal_cross_entropy(y, 0, 0, 1) == pytest.approx(y**2 / 2 + math.log(2 * math.pi) / 2, rel=1e-15)
    assert normal_cross_entropy(y, 0, 1, 2) == pytest.approx(-scipy.stats.norm(1, 2).logpdf(y), rel=1e-15)


def test_a_certain_truth():
    assert normal_entropy(0) == -math.inf
    assert normal_kl_divergence(0, 0, 0, 1) == math.inf
    assert normal_cross_entropy(0, 0, 0, 1) == pytest.approx(math.log(2 * math.pi) / 2)


def test_forward_fit_covers_both_peaks_and_reverse_fit_seeks_one():
    peaks = (normal_density(GRID, -2, 0.5) + normal_density(GRID, 2, 0.5)) / 2
    x, peaks = GRID[1000:-1000], peaks[1000:-1000]  # where neither underflows
    forward = density_kl_divergence(peaks, normal_density(x, 0, math.sqrt(4.25)), x)
    reverse = density_kl_divergence(normal_density(x, 1.999802, 0.500398), peaks, x)
    assert math.sqrt(4.25) == pytest.approx(2.061553, abs=5e-7)
    assert forward == pytest.approx(0.723553, abs=5e-7)
    assert reverse == pytest.approx(0.693053, abs=5e-7)


# --- accuracy ------------------------------------------------------------------------------------


@given(sds, dtypes, bases)
def test_normal_entropy_is_within_rounding_of_its_definition(sd, dtype, base):
    if dtype is np.float32:
        sd = np.float32(np.clip(sd, 1e-30, 1e30))
    true = mp.log(2 * mp.pi * mp.e * mp.mpf(float(sd)) ** 2) / 2
    assert within(normal_entropy(dtype(sd), base=base), true / log_of(base), 1 / abs(true), dtype)


@given(means, sds, means, sds, bases)
def test_normal_cross_entropy_is_within_rounding_of_its_definition(mean, sd, model_mean, model_sd, base):
    normals = (mean, sd, model_mean, model_sd)
    found = normal_cross_entropy(*normals, base=base)
    assert within(found, cross_entropy_of(*normals) / log_of(base), cross_entropy_condition_of(*normals))


@given(means, sds, means, sds, bases)
def test_normal_divergence_is_within_rounding_of_its_definition(mean, sd, model_mean, model_sd, base):
    normals = (mean, sd, model_mean, model_sd)
    assert within(normal_kl_divergence(*normals, base=base), kl_of(*normals) / log_of(base), kl_condition_of(*normals))


@given(st.floats(-10, 10), st.floats(0.1, 10), st.floats(-16, -1), st.floats(-1, 1), st.floats(-1, 1))
def test_normal_divergence_is_accurate_for_normals_nearly_equal(mean, sd, exponent, shift, stretch):
    normals = (mean, sd, mean + 10**exponent * shift, sd * (1 + 10**exponent * stretch))
    assert within(normal_kl_divergence(*normals), kl_of(*normals), kl_condition_of(*normals))


@given(st.tuples(*ordinary))
def test_single_precision(normals):
    normals = [np.float32(value) for value in normals]
    for function, true, condition in (
        (normal_cross_entropy, cross_entropy_of(*normals), cross_entropy_condition_of(*normals)),
        (normal_kl_divergence, kl_of(*normals), kl_condition_of(*normals)),
    ):
        assert within(function(*normals), true, condition, np.float32)


@given(st.floats(-40, 40), st.floats(-5, 5), st.floats(0.1, 10))
def test_normal_density_is_within_rounding_of_its_definition(x, mean, sd):
    a, m, s = exact([x, mean, sd])
    true = mp.exp(-(((a - m) / s) ** 2) / 2) / s / mp.sqrt(2 * mp.pi)
    condition = ((a - m) / s) ** 2 + abs(a - m) * (abs(a) + abs(m)) / s**2
    assert within(normal_density(x, mean, sd), true, condition)


def test_the_range_is_left_only_by_what_is_beyond_it():
    assert normal_kl_divergence(1e308, 1, -1e308, 1) == math.inf
    assert normal_kl_divergence(1e308, 1e308, -1e308, 1e308) == 2
    assert normal_kl_divergence(0, 1e-200, 0, 1e200) == pytest.approx(400 * math.log(10) - 0.5, rel=1e-15)
    assert normal_kl_divergence(0, 1e-320, 0, 1e300) == pytest.approx(float(kl_of(0, 1e-320, 0, 1e300)), rel=1e-15)
    assert normal_kl_divergence(0, 1e200, 0, 1e-200) == math.inf
    assert normal_cross_entropy(0, 1, 0, 1e300) == pytest.approx(300 * math.log(10) + math.log(2 * math.pi) / 2)
    assert normal_density(0, 0, 3e-309) == pytest.approx(1.3298e308, rel=1e-4)
    assert normal_density(0, 0, 1e308) == pytest.approx(3.98942e-309, rel=1e-4)


# --- laws ----------------------------------------------------------------------------------------


@given(means, sds, means, sds, bases)
def test_divergence_is_never_negative(mean, sd, model_mean, model_sd, base):
    assert normal_kl_divergence(mean, sd, model_mean, model_sd, base=base) >= 0


@given(means, sds)
def test_a_normal_does_not_diverge_from_itself(mean, sd):
    assert str(normal_kl_divergence(mean, sd, mean, sd)) == "0.0"
    assert normal_cross_entropy(mean, sd, mean, sd) == pytest.approx(normal_entropy(sd), rel=1e-14, abs=1e-14)


@given(st.tuples(*ordinary))
def test_cross_entropy_is_entropy_plus_divergence(normals):
    total = normal_entropy(normals[1]) + normal_kl_divergence(*normals)
    assert normal_cross_entropy(*normals) == pytest.approx(total, rel=1e-13, abs=1e-14)


@given(st.tuples(*ordinary), st.integers(-20, 20))
def test_a_change_of_unit_moves_entropies_by_its_logarithm_and_divergences_not_at_all(normals, exponent):
    scaled = [2.0**exponent * value for value in normals]
    assert normal_kl_divergence(*scaled) == normal_kl_divergence(*normals)
    moved = normal_cross_entropy(*normals) + exponent * math.log(2)
    assert normal_cross_entropy(*scaled) == pytest.approx(moved, rel=1e-13, abs=1e-13)


@given(st.tuples(st.floats(-3, 3), st.floats(0.5, 2), st.floats(-3, 3), st.floats(0.8, 2)))
def test_closed_forms_are_the_integrals(normals):
    p, q = scipy.stats.norm(*normals[:2]), scipy.stats.norm(*normals[2:])
    for closed, integrand in (
        (normal_cross_entropy(*normals), lambda x: -p.pdf(x) * q.logpdf(x)),
        (normal_kl_divergence(*normals), lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x))),
    ):
        integral, _ = scipy.integrate.quad(integrand, -25, 25, limit=200, epsabs=1e-11)
        assert closed == pytest.approx(integral, abs=1e-9)
    assert normal_entropy(normals[1]) == pytest.approx(p.entropy(), rel=1e-12)


def test_a_normal_has_the_largest_entropy_of_its_variance():
    uniform = np.where(np.abs(GRID) <= math.sqrt(3), 1.0, 0)
    for f in (uniform, np.exp(-np.sqrt(2) * np.abs(GRID)), np.maximum(0, 1 - np.abs(GRID) / math.sqrt(6))):
        f = f / np.trapezoid(f, GRID)
        variance = np.trapezoid(f * GRID**2, GRID)
        assert density_entropy(f, GRID) < normal_entropy(math.sqrt(variance)) - 0.02


# --- densities on a grid --------------------------------------------------------------------------


@given(st.floats(-3, 3), st.floats(0.5, 2), st.floats(-3, 3), st.floats(0.9, 2), bases)
def test_a_grid_gives_what_the_closed_forms_give(mean, sd, model_mean, model_sd, base):
    f, g = normal_density(GRID, mean, sd), normal_density(GRID, model_mean, model_sd)
    normals = (mean, sd, model_mean, model_sd)
    assert density_entropy(f, GRID, base=base) == pytest.approx(normal_entropy(sd, base=base), rel=1e-12, abs=1e-11)
    found = density_cross_entropy(f, g, GRID, base=base)
    assert found == pytest.approx(normal_cross_entropy(*normals, base=base), rel=1e-12, abs=1e-11)
    found = density_kl_divergence(f, g, GRID, base=base)
    assert found == pytest.approx(normal_kl_divergence(*normals, base=base), rel=1e-12, abs=1e-11)


@st.composite
def grids_and_densities(draw):
    n = draw(st.integers(2, 9))
    x = np.cumsum(draw(st.lists(st.floats(1e-3, 10), min_size=n, max_size=n))) - 5
    densities = []
    for least in (0, 1e-9):
        f = np.array(draw(st.lists(st.floats(least, 1), min_size=n, max_size=n)))
        f[draw(st.integers(0, n - 1))] = 1
        densities.append(f / np.trapezoid(f, x))
    return x, *densities


@given(grids_and_densities(), dtypes)
def test_a_grid_gives_the_sum_of_the_trapezoidal_rule(drawn, dtype):
    x, f, g = (values.astype(dtype) for values in drawn)
    a, p, q = exact(x), exact(f), exact(g)
    steps = [abs(u) + abs(v) for u, v in itertools.pairwise(a)]  # what rounding a step may move
    for found, terms in (
        (density_entropy(f, x), [-y * mp.log(y) if y else mp.mpf(0) for y in p]),
        (density_cross_entropy(f, g, x), [-y * mp.log(z) for y, z in zip(p, q, strict=True)]),
        (density_kl_divergence(f, g, x), [(y * mp.log(y / z) if y else 0) - y + z for y, z in zip(p, q, strict=True)]),
    ):
        true = trapezoid_of(terms, a)
        sizes = [abs(term) + y + z for term, y, z in zip(terms, p, q, strict=True)]
        change = trapezoid_of(sizes, a) + mp.fsum(
            (abs(u) + abs(v)) / 2 * w for u, v, w in zip(terms, terms[1:], steps, strict=False)
        )
        if abs(true) > 1e-30:
            assert within(found, true, change / abs(true), dtype)


@given(grids_and_densities())
def test_divergence_on_a_grid_is_never_negative_and_zero_for_equal_densities(drawn):
    x, f, g = drawn
    assert density_kl_divergence(f, g, x) >= 0
    assert str(density_kl_divergence(f, f, x)) == "0.0"


def test_zeros_of_densities():
    x = [0, 1, 2]
    assert density_entropy([0, 1, 0], x) == 0
    assert density_cross_entropy([1, 0.5, 0], [0, 0.5, 1], x) == math.inf
    assert density_kl_divergence([1, 0.5, 0], [0, 0.5, 1], x) == math.inf
    assert density_kl_divergence([0, 1, 0], [0.5, 0.5, 0.5], x) == pytest.approx(math.log(2), rel=1e-15)


def test_a_uniform_density_has_the_logarithm_of_its_width():
    assert density_entropy([1 / 8, 1 / 8], [0, 8], base=2) == 3
    assert density_entropy([8, 8, 8], [0, 1 / 16, 1 / 8], base=2) == -3


# --- shapes and dtypes ----------------------------------------------------------------------------


@pytest.mark.parametrize("function", OF_TWO_NORMALS)
def test_parameters_broadcast(function):
    assert isinstance(function(0, 1, 0, 2), float)
    assert function([0, 1], 1, [[0], [1], [2]], 2).shape == (3, 2)
    assert function([0, 1], 1, 0, 2)[1] == function(1, 1, 0, 2)
    assert function(np.empty((0, 2)), 1, 0, [1, 2]).shape == (0, 2)


def test_densities_lie_along_any_axis_and_broadcast():
    x = np.linspace(-10, 10, 101)
    f, g = normal_density(x, 0, 1), normal_density(x, np.zeros((2, 1, 1)), np.array([[1], [2], [3]]))
    for function in OF_TWO_DENSITIES:
        values = function(f, g, x)
        assert values.shape == (2, 3)
        assert isinstance(values[1, 2], float)
        assert values[1, 2] == function(f, g[1, 2], x)
        assert function(f, np.moveaxis(g, -1, 0), x, axis=0).tolist() == values.tolist()
    assert density_entropy(g, x).shape == (2, 3)
    assert isinstance(density_entropy(f, x), float)
    assert density_entropy(np.empty((0, 2)), [0, 1]).shape == (0,)


@pytest.mark.parametrize(
    ("dtype", "expected"), [(np.float64, np.float64), (np.float32, np.float32), (np.float16, np.float32)]
)
def test_dtypes_are_kept(dtype, expected):
    one, x, f = dtype(1), np.array([0, 1, 2], dtype), np.array([0, 1, 0], dtype)
    results = [
        normal_density(x, one, one), normal_density(x, 0, 1), normal_entropy(one, base=3), normal_entropy(one),
        density_entropy(f, x), density_entropy(f, x, base=3), density_entropy(f, [0, 1, 2]),
        *(function(one, one, one, one, base=2) for function in OF_TWO_NORMALS),
        *(function(f, f, x) for function in OF_TWO_DENSITIES),
    ]  # fmt: skip
    assert {result.dtype for result in results} == {np.dtype(expected)}
    integers = [normal_density(0, 0, 1), normal_entropy(1), density_entropy([0, 1, 0], [0, 1, 2])]
    assert {result.dtype for result in integers} == {np.dtype(np.float64)}


def test_no_extreme_warns():
    extremes = [-1.7e308, -1.0, 0.0, 5e-324, 1.7e308]
    spreads = [5e-324, 1e-300, 1.0, 1.7e308]
    mean, sd, model_mean, model_sd = np.meshgrid(extremes, [0.0, *spreads], extremes, spreads)
    with np.errstate(all="raise"):
        for base in (None, 2):
            assert not np.isnan(normal_cross_entropy(mean, sd, model_mean, model_sd, base=base)).any()
            assert not (normal_kl_divergence(mean, sd, model_mean, model_sd, base=base) < 0).any()
            assert not np.isnan(normal_entropy(sd, base=base)).any()
        assert not (normal_density(mean, model_mean, model_sd) < 0).any()
        f, g = normal_density(GRID, 0, 0.5), normal_density(GRID, 0, 2)
        for function in OF_TWO_DENSITIES:
            assert function(f, g, GRID, base=2) > 0
            assert function(g, f, GRID) == math.inf  # f underflows where g does not


# --- errors --------------------------------------------------------------------------------------


def message(kind, function, *arguments, **options):
    with pytest.raises(kind) as error:
        function(*arguments, **options)
    assert type(error.value) is kind
    return str(error.value)


@pytest.mark.parametrize("function", OF_TWO_NORMALS)
def test_parameters_that_are_out_of_range_are_named(function):
    for bad in (math.nan, math.inf, -math.inf):
        assert message(ValueError, function, [0, bad], 1, 0, 1) == f"mean[1] = {bad}, expected a finite number"
        assert message(ValueError, function, 0, 1, bad, 1) == f"model_mean = {bad}, expected a finite number"
    for bad in (-1.0, math.nan, math.inf):
        assert message(ValueError, function, 0, bad, 0, 1) == (
            f"sd = {bad}, expected a finite standard deviation, 0 or more"
        )
    for bad in (-1.0, 0.0, math.nan, math.inf):
        assert message(ValueError, function, 0, 1, 0, [1, bad]) == (
            f"model_sd[1] = {bad}, expected a finite standard deviation, above 0"
        )
    assert message(TypeError, function, "0", 1, 0, 1).startswith("mean has dtype")
    assert message(TypeError, function, 0, True, 0, 1).startswith("sd has dtype bool")
    assert message(ValueError, function, [0, 1], 1, [0, 1, 2], 1) == (
        "the shapes do not broadcast: mean (2,), sd (), model_mean (3,), model_sd ()"
    )
    assert message(ValueError, function, 0, 1, 0, 1, base=1).startswith("base = 1, expected")


def test_what_a_density_does_not_have_is_named():
    assert message(ValueError, normal_density, math.inf, 0, 1) == "x = inf, expected a finite number"
    assert message(ValueError, normal_density, 0, math.nan, 1) == "mean = nan, expected a finite number"
    assert message(ValueError, normal_density, 0, 0, 0) == "sd = 0, expected a finite standard deviation, above 0"
    assert message(ValueError, normal_entropy, -1) == "sd = -1, expected a finite standard deviation, 0 or more"
    assert message(ValueError, normal_entropy, 1, base=0).startswith("base = 0, expected")
    assert message(TypeError, normal_entropy, "1").startswith("sd has dtype")


def with_grid(function, f, x, **options):
    return function(*[f] * (1 if function is density_entropy else 2), x, **options)


@pytest.mark.parametrize("function", [density_entropy, *OF_TWO_DENSITIES])
def test_a_grid_increases(function):
    assert message(ValueError, with_grid, function, [1, 1], [0, 0]) == "x[1] = 0 after 0, expected increasing points"
    assert message(ValueError, with_grid, function, [1] * 3, [0, 2.5, 1]).startswith("x[2] = 1.0 after 2.5, expected")
    for x in (0, [0], [[0, 1]], []):
        assert message(ValueError, with_grid, function, [1, 1], x) == (
            f"x has shape {np.shape(x)}, expected the points of a grid, of shape (n,), n at least 2"
        )
    assert message(ValueError, with_grid, function, [1, 1], [0, math.nan]) == "x[1] = nan, expected a finite number"
    assert message(TypeError, with_grid, function, [1, 1], ["0", "1"]).startswith("x has dtype")


@pytest.mark.parametrize("function", [density_entropy, *OF_TWO_DENSITIES])
def test_a_density_fits_its_grid(function):
    assert message(ValueError, with_grid, function, [1, 1], [0, 0.5, 1]) == (
        "f has 2 values along axis -1 of its shape (2,), expected one for each of the 3 points of x"
    )
    for bad in (-0.5, math.nan, math.inf):
        assert message(ValueError, with_grid, function, [1, bad], [0, 1]) == (
            f"f[1] = {bad}, expected a density, finite and 0 or more"
        )
    assert message(ValueError, with_grid, function, [1, 0.5], [0, 1]) == (
        "f has the integral 0.75 over x by the trapezoidal rule, "
        "expected 1 within 0.001: divide by it, or choose a wider or finer grid"
    )
    rows = [[1, 1], [1, 2]]
    assert message(ValueError, with_grid, function, rows, [0, 1]).startswith("f[1, :] has the integral 1.5 over x")
    assert message(ValueError, with_grid, function, np.transpose(rows), [0, 1], axis=0).startswith("f[:, 1] has the")
    assert message(ValueError, with_grid, function, [0, 1], [-1e308, 1.5e308]).startswith("f has the integral")
    assert message(ValueError, with_grid, function, [1, 1], [0, 1], axis=1).startswith("axis = 1 is out of range for f")
    assert message(ValueError, with_grid, function, 1.0, [0, 1]).startswith("f is the single number 1.0")
    assert message(TypeError, with_grid, function, [True, True], [0, 1]).startswith("f has dtype bool")
    assert message(TypeError, with_grid, function, [1, 1], [0, 1], base="2").startswith("base = '2'")
    with_grid(function, [1, 1.0015], [0, 1])  # grids cut tails off


@pytest.mark.parametrize("function", OF_TWO_DENSITIES)
def test_the_model_is_held_to_the_same(function):
    assert message(ValueError, function, [1, 1], [1, 2], [0, 1]).startswith("g has the integral 1.5 over x")
    assert message(ValueError, function, [[1, 1]] * 2, [[1, 1]] * 3, [0, 1]) == (
        "f has shape (2, 2) and g has shape (3, 2) (outcomes last): they do not broadcast"
    )

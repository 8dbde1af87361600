"""The fast kernels against the plain formulas: at the bounds of blocks, in every layout, on any number of threads."""

import math
import subprocess
import sys
import threading
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossentropy import (
    _kernels,
    cross_entropy,
    entropy,
    kl_divergence,
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
)
from crossentropy._arithmetic import (
    at_class,
    divergence,
    expectation,
    log_probabilities,
    probabilities_and_complements,
    surprisal,
)

BLOCK = 4096  # bytes: so small that these arrays have many blocks
DTYPES = [np.float32, np.float64]
FUNCTIONS = [entropy, cross_entropy, kl_divergence]


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(_kernels, "BLOCK_BYTES", BLOCK)


@pytest.fixture
def four_threads(monkeypatch):
    monkeypatch.setattr(_kernels, "_most_threads", lambda: 4)
    monkeypatch.setattr(_kernels, "WORTH_THREADS", 0)


def distributions(rows, n, dtype=np.float64, seed=0):
    weights = np.random.default_rng([rows, n, seed]).exponential(size=(rows, n)) ** 2
    return (weights / weights.sum(axis=-1, keepdims=True)).astype(dtype)


def arguments(function, rows, n, dtype=np.float64):
    p, q = (distributions(rows, n, dtype, seed) for seed in (1, 2))
    return (p,) if function is entropy else (p, q)


def plain(function, *arguments, base=None):
    """The formula, on the whole arrays, in float64."""
    p, q = (np.asarray(a, np.float64) for a in (arguments[0], arguments[-1]))
    if function is kl_divergence:
        return divergence(p, q, base)
    return expectation(p, surprisal(q, base))


def ulps(found, expected):
    return np.max(np.abs(found - expected) / np.spacing(expected.astype(found.dtype)), initial=0)


def most_ulps(function):
    return 64 if function is kl_divergence else 8


# --- bounds of blocks ----------------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [1, 2, 10, 63, 64, 65, 512])
@pytest.mark.parametrize("off", [-1, 0, 1])
@pytest.mark.parametrize("blocks", [0, 1, 2, 5])
def test_any_number_of_rows_is_cut_into_blocks_without_loss(function, dtype, n, off, blocks, small_blocks):
    rows = max(0, BLOCK // np.dtype(dtype).itemsize // n * blocks + off)
    given = arguments(function, rows, n, dtype)
    found = function(*given)
    assert found.shape == (rows,)
    assert found.dtype == dtype
    assert ulps(found, plain(function, *given)) <= most_ulps(function)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [511, 512, 513, 1024, 1025, 4095, 4096, 4097, 50001])
@pytest.mark.parametrize("rows", [1, 3])
def test_long_rows_are_cut_into_pieces_without_loss(function, dtype, n, rows, small_blocks):
    given = arguments(function, rows, n, dtype)
    assert ulps(function(*given), plain(function, *given)) <= most_ulps(function)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("n", [1, 7, 1024, 1025, 100_000, 300_001])
def test_a_single_distribution_of_any_length(function, n):
    given = [a[0] for a in arguments(function, 1, n)]
    found = function(*given)
    assert np.ndim(found) == 0
    assert ulps(found, plain(function, *given)) <= most_ulps(function)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("base", [None, 2, 10, 3, 0.5])
@pytest.mark.parametrize(("rows", "n"), [(200, 10), (3, 3000)])
def test_every_base(function, base, rows, n, small_blocks):
    given = arguments(function, rows, n)
    expected = plain(function, *given, base=base)
    assert function(*given, base=base) == pytest.approx(expected, rel=1e-14)


# --- layouts -------------------------------------------------------------------------------------

LAYOUTS = {
    "rows of a larger array": lambda p: np.repeat(p, 2, axis=0)[::2],
    "every other column": lambda p: np.repeat(p, 2, axis=1)[:, ::2],
    "reversed": lambda p: np.ascontiguousarray(p[::-1, ::-1])[::-1, ::-1],
    "Fortran": np.asfortranarray,
    "no aligned numbers": lambda p: np.frombuffer(b"x" + p.tobytes(), np.uint8)[1:].view(p.dtype).reshape(p.shape),
    "read only": lambda p: np.broadcast_to(p, p.shape),
    "other byte order": lambda p: p.astype(p.dtype.newbyteorder()),
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("rows", "n"), [(130, 10), (3, 2000)])
def test_the_layout_does_not_matter(function, layout, rows, n, small_blocks):
    given = arguments(function, rows, n)
    laid_out = [LAYOUTS[layout](a) for a in given]
    assert all((a == b).all() for a, b in zip(given, laid_out, strict=True))
    found = function(*laid_out)
    assert found.dtype == np.float64
    assert ulps(found, function(*given)) <= 2


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("axis", [0, 1, 2, -2])
def test_any_axis_of_three(function, axis, small_blocks):
    given = [a.reshape(30, 20, 10) for a in arguments(function, 600, 10)]
    moved = [np.moveaxis(a, -1, axis) for a in given]
    for arrays in (moved, [np.ascontiguousarray(a) for a in moved]):
        assert function(*arrays, axis=axis).tolist() == function(*given).tolist()


@pytest.mark.parametrize("function", [cross_entropy, kl_divergence])
def test_what_broadcasts_is_computed_as_if_it_were_repeated(function, small_blocks):
    p, q = (a.reshape(30, 20, 10) for a in arguments(function, 600, 10))
    for few, many in [(p[:, :1], q), (p[0], q), (p[:1, :1], q), (p, q[3, 4]), (p[:, :1], q[:1])]:
        assert function(few, many).tolist() == function(*np.broadcast_arrays(few, many)).tolist()


def test_dtypes_mix(small_blocks):
    p, q = arguments(cross_entropy, 200, 10)
    p32 = p.astype(np.float32)
    assert cross_entropy(p32, q).dtype == np.float64
    assert cross_entropy(p32, q) == pytest.approx(plain(cross_entropy, p32, q), rel=1e-14)
    assert entropy(np.eye(100, dtype=int)).tolist() == [0] * 100


# --- values that need care -----------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    "special",
    [
        [1, 0, 0],
        [0.5, 0.5, 0],
        [1, -0.0, 0],
        [1 + 1e-9, 0, 0],
        [1 - 1e-9, 1e-9, 0],
        [1, 5e-324, 0],
        [1, 1e-300, 1e-310],
    ],
)
@pytest.mark.parametrize("place", [0, 77, 199])
def test_one_row_that_needs_care_among_many_gets_it(function, special, place, small_blocks):
    given = arguments(function, 200, 10)
    for array in given:
        array[place] = special + [0] * 7
    found, expected = function(*given), plain(function, *(np.minimum(a, 1) for a in given))
    assert found[place] == expected[place]
    assert ulps(found, expected) <= most_ulps(function)


@pytest.mark.parametrize("n", [10, 3000])
def test_what_the_model_rules_out_costs_everything_in_its_row_only(n, small_blocks):
    p, q = arguments(cross_entropy, 50, n)
    q[7, 1] += q[7, 0]
    q[7, 0] = 0
    for function in (cross_entropy, kl_divergence):
        found = function(p, q)
        assert np.flatnonzero(np.isinf(found)).tolist() == [7]
        assert function(q, p)[7] == pytest.approx(plain(function, q, p)[7], rel=1e-14)


@pytest.mark.parametrize("scale", [1, 0.3, 1e-3, 1e-8, 0])
@pytest.mark.parametrize(("rows", "n"), [(300, 10), (3, 3000)])
def test_nearly_equal_distributions_keep_their_digits(scale, rows, n, small_blocks):
    p = distributions(rows, n)
    q = p * (1 + scale * np.random.default_rng(5).uniform(-1, 1, p.shape))
    q /= q.sum(axis=-1, keepdims=True)
    expected = plain(kl_divergence, p, q)
    assert np.all(np.abs(kl_divergence(p, q) - expected) <= 64 * np.spacing(expected))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [10, 100, 1000, 10**6])
def test_large_sums_do_not_lose_digits(dtype, n):
    p = distributions(1, n, dtype)[0]
    terms = p.astype(np.float64) * np.log(p.astype(np.float64))
    exact = np.float64(-math.fsum(terms))
    assert ulps(entropy(p), exact) <= 4
    # Equal terms, all of whose roundings go one way; the condition number is near 1, so 4 (1 + 1).
    uniform = np.full(n, 1 / n, dtype)
    q = float(uniform[0])
    assert ulps(entropy(uniform), np.float64(-n * q * math.log(q))) <= 8


@given(st.data())
def test_rows_do_not_depend_on_their_neighbours(data):
    rows, n = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 70))
    p, q = (distributions(rows, n, seed=data.draw(st.integers(0, 9))) for _ in range(2))
    row = data.draw(st.integers(0, rows - 1))
    for function in (cross_entropy, kl_divergence):
        assert ulps(function(p, q)[row], function(p[row], q[row])) <= most_ulps(function)


# --- improper values -----------------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("rows", "n"), [(300, 10), (4, 3000)])
@pytest.mark.parametrize("bad", [-1e-300, -0.5, math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("at_the_end", [False, True])
def test_an_improper_value_in_any_block_is_named(function, rows, n, bad, at_the_end, small_blocks, four_threads):
    row, column = (rows - 1, n - 1) if at_the_end else (0, 0)
    for argument in range(len(arguments(function, 1, 2))):
        given = arguments(function, rows, n)
        given[argument][row, column] = bad
        with pytest.raises(ValueError) as error:
            function(*given)
        assert str(error.value).startswith(f"{'pq'[argument]}[{row}, {column}] = {bad}, expected a probability")


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("rows", "n"), [(300, 10), (4, 3000)])
@pytest.mark.parametrize(("dtype", "off"), [(np.float64, 2e-8), (np.float32, 4e-4)])
def test_a_sum_off_one_in_any_block_is_named(function, rows, n, dtype, off, small_blocks):
    for argument in range(len(arguments(function, 1, 2))):
        given = arguments(function, rows, n, dtype)
        given[argument][rows - 1] *= 1 + off
        with pytest.raises(ValueError) as error:
            function(*given)
        assert str(error.value).startswith(f"{'pq'[argument]}[{rows - 1}, :] sums to ")


@pytest.mark.parametrize(("dtype", "off"), [(np.float64, 1.4e-8), (np.float32, 3.4e-4)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_sum_just_within_the_tolerance_passes(dtype, off, sign, small_blocks):
    p = distributions(300, 10, dtype)
    p *= dtype(1 + sign * off)
    assert ulps(entropy(p), plain(entropy, p)) <= 8


# --- logits --------------------------------------------------------------------------------------


def labelled(rows, n, dtype=np.float64, scale=3.0):
    random = np.random.default_rng([rows, n])
    return random.integers(n, size=rows), (scale * random.standard_normal((rows, n))).astype(dtype)


def plain_losses(y, z):
    """The formula, on the whole array, in float64."""
    return at_class(-log_probabilities(z.astype(np.float64)), y)


def losses_of(y, z, **options):
    return softmax_cross_entropy(y, z, reduction="none", **options)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [1, 2, 10, 63, 64, 65, 512])
@pytest.mark.parametrize("off", [-1, 0, 1])
@pytest.mark.parametrize("blocks", [0, 1, 2, 5])
def test_losses_of_any_number_of_samples(dtype, n, off, blocks, small_blocks):
    y, z = labelled(max(0, BLOCK // np.dtype(dtype).itemsize // n * blocks + off), n, dtype)
    found = losses_of(y, z)
    assert found.dtype == dtype
    assert found.shape == y.shape
    assert ulps(found, plain_losses(y, z)) <= 8


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [511, 512, 513, 1024, 1025, 4095, 4096, 4097, 50001])
def test_losses_of_any_number_of_classes(dtype, n, small_blocks):
    y, z = labelled(5, n, dtype)
    y[:2] = 0, n - 1
    assert ulps(losses_of(y, z), plain_losses(y, z)) <= 8


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [0, 1e-3, 1, 30, 100, 1e4, 1e30])
@pytest.mark.parametrize("shift", [0, -50, 1000, -1e5])
@pytest.mark.parametrize(("rows", "n"), [(300, 10), (3, 3000)])
def test_losses_of_logits_of_any_size(dtype, scale, shift, rows, n, small_blocks):
    y, z = labelled(rows, n, dtype, scale)
    y[::2] = z[::2].argmax(axis=-1)  # half of the predictions are right
    z += dtype(shift)
    found, expected = losses_of(y, z), plain_losses(y, z)
    # The formula rounds differences of logits, which moves their exponentials by as much of themselves.
    room = np.spacing(np.abs(z).max(axis=-1)) * np.minimum(1, expected)
    assert np.all(np.abs(found - expected) <= 8 * np.spacing(expected.astype(dtype)) + room + np.finfo(dtype).tiny)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("rows", "n"), [(130, 10), (3, 2000)])
def test_the_layout_of_logits_does_not_matter(layout, rows, n, small_blocks):
    y, z = labelled(rows, n)
    assert losses_of(LAYOUTS[layout](y[:, np.newaxis])[:, 0], LAYOUTS[layout](z)).tolist() == losses_of(y, z).tolist()
    y, z = y.reshape(-1, 1), z.reshape(-1, 1, n)
    assert losses_of(y, LAYOUTS[layout](z[:, 0])[:, np.newaxis]).tolist() == losses_of(y, z).tolist()


@pytest.mark.parametrize("place", [0, 77, 199])
def test_a_row_that_needs_care_gets_it(place, small_blocks):
    y, z = labelled(200, 10)
    for row, label, loss in [
        ([0] * 9 + [-math.inf], 9, math.inf),
        ([0] + [-math.inf] * 9, 0, 0),
        ([1e308] * 10, 3, math.log(10)),
        ([-1e308] * 10, 3, math.log(10)),
        ([200] + [0] * 9, 0, 9 * math.exp(-200)),
        ([1e4] + [0] * 9, 1, 1e4),
    ]:
        z[place], y[place] = row, label
        found = losses_of(y, z)
        assert found[place] == pytest.approx(loss, rel=1e-15)
        assert ulps(np.delete(found, place), np.delete(plain_losses(y, z), place)) <= 8


@pytest.mark.parametrize(("rows", "n"), [(300, 10), (4, 3000)])
@pytest.mark.parametrize("bad", [math.nan, math.inf])
@pytest.mark.parametrize("at_label", [False, True])
def test_an_improper_logit_in_any_block_is_named(rows, n, bad, at_label, small_blocks, four_threads):
    y, z = labelled(rows, n)
    y[-1] = n - 1 if at_label else 0
    z[-1, -1] = bad
    with pytest.raises(ValueError) as error:
        softmax_cross_entropy(y, z)
    assert str(error.value).startswith(f"z[{rows - 1}, {n - 1}] = {bad}, expected a")
    z[-1] = -math.inf
    with pytest.raises(ValueError) as error:
        softmax_cross_entropy(y, z)
    assert str(error.value).startswith(f"z[{rows - 1}, :] is -inf throughout")


def test_weights_and_ignored_samples_are_those_of_their_rows(small_blocks):
    y, z = labelled(300, 10)
    w = np.arange(10.0)
    assert losses_of(y, z, weights=w) == pytest.approx(w[y] * losses_of(y, z), rel=1e-15)
    y[5] = y[250] = -100
    found = losses_of(y, z, ignore_index=-100)
    assert np.flatnonzero(found == 0).tolist() == [5, 250]


def plain_gradient(y, z):
    """The formula, on the whole array, in float64."""
    q, complement = probabilities_and_complements(z.astype(np.float64))
    np.put_along_axis(q, y[:, np.newaxis], -np.take_along_axis(complement, y[:, np.newaxis], 1), 1)
    return q


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("rows", "n"), [(0, 3), (1, 1), (300, 1), (511, 2), (300, 10), (52, 64), (51, 65), (5, 4097)])
@pytest.mark.parametrize(("scale", "shift"), [(1, 0), (30, 0), (100, 1000), (3, -1000)])
def test_gradients_of_any_shape_and_size(dtype, rows, n, scale, shift, small_blocks, four_threads):
    y, z = labelled(rows, n, dtype, scale)
    y[::2] = z[::2].argmax(axis=-1)
    z += dtype(shift)
    found, expected = softmax_cross_entropy_gradient(y, z, reduction="none"), plain_gradient(y, z)
    assert found.dtype == dtype
    # The formula rounds differences of logits, which moves their exponentials by as much of themselves.
    room = np.spacing(np.abs(z).max(axis=-1, keepdims=True)) * np.abs(expected)
    assert np.all(
        np.abs(found - expected) <= 8 * np.spacing(np.abs(expected).astype(dtype)) + room + np.finfo(dtype).tiny
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layout_of_logits_does_not_matter_for_the_gradient(layout, small_blocks):
    y, z = labelled(130, 10)
    assert (softmax_cross_entropy_gradient(y, LAYOUTS[layout](z)) == softmax_cross_entropy_gradient(y, z)).all()


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_an_improper_logit_has_no_gradient(bad, small_blocks, four_threads):
    y, z = labelled(300, 10)
    z[299, 9] = bad
    with pytest.raises(ValueError) as error:
        softmax_cross_entropy_gradient(y, z)
    assert str(error.value).startswith(f"z[299, 9] = {bad}, expected a")


# --- threads -------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("rows", "n"), [(3000, 10), (5, 3000)])
def test_the_number_of_threads_does_not_change_a_bit(function, rows, n, small_blocks, monkeypatch):
    given = arguments(function, rows, n)
    given[0][3] = [1] + [0] * (n - 1)
    monkeypatch.setattr(_kernels, "WORTH_THREADS", 0)
    found = set()
    for threads in (1, 2, 3, 8):
        monkeypatch.setattr(_kernels, "_most_threads", lambda threads=threads: threads)
        found.add(function(*given).tobytes())
    assert len(found) == 1


@pytest.fixture
def started(monkeypatch):
    """The threads that calls start, and the most that computed at a time."""
    names = []
    start = threading.Thread.start
    monkeypatch.setattr(threading.Thread, "start", lambda thread: (names.append(thread), start(thread)))
    return names


def test_small_calls_start_no_thread(started):
    entropy(distributions(100, 100))
    assert started == []


@pytest.mark.parametrize("variable", ["CROSSENTROPY_NUM_THREADS", "OMP_NUM_THREADS"])
def test_threads_can_be_switched_off(variable, started, small_blocks, monkeypatch):
    monkeypatch.delenv("CROSSENTROPY_NUM_THREADS", raising=False)
    monkeypatch.setenv(variable, "1")
    monkeypatch.setattr(_kernels, "WORTH_THREADS", 0)
    entropy(distributions(1000, 10))
    assert started == []


@pytest.mark.parametrize(
    ("ours", "omp", "expected"), [("", "", 4), ("2", "", 2), ("3", "1", 3), ("", "2,1", 2), ("9", "", 4), ("", "x", 4)]
)
def test_the_environment_bounds_the_threads(ours, omp, expected, monkeypatch):
    monkeypatch.setattr(_kernels.os, "sched_getaffinity", lambda _: range(4), raising=False)
    monkeypatch.setattr(_kernels.os, "getloadavg", lambda: (7.9, 0, 0), raising=False)
    monkeypatch.setenv("CROSSENTROPY_NUM_THREADS", ours)
    monkeypatch.setenv("OMP_NUM_THREADS", omp)
    assert _kernels._most_threads() == expected


def test_a_busy_machine_gets_no_more_threads(monkeypatch):
    monkeypatch.setattr(_kernels.os, "sched_getaffinity", lambda _: range(4), raising=False)
    monkeypatch.setattr(_kernels.os, "getloadavg", lambda: (8.1, 0, 0), raising=False)
    assert _kernels._most_threads() == 1


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_number_of_threads_that_is_none_is_refused(value, monkeypatch):
    monkeypatch.setenv("CROSSENTROPY_NUM_THREADS", value)
    with pytest.raises(ValueError) as error:
        entropy(distributions(2**12, 2**6))
    assert str(error.value) == f"CROSSENTROPY_NUM_THREADS = {value!r}, expected a positive integer"


def test_calls_at_the_same_time_share_the_cores(small_blocks, four_threads, monkeypatch):
    most = 0
    sums = _kernels.FastSurprisal.sums
    at_work = set()

    def watched(*arguments):
        nonlocal most
        at_work.add(threading.get_ident())
        most = max(most, _kernels._at_work)
        return sums(*arguments)

    monkeypatch.setattr(_kernels.FastSurprisal, "sums", watched)
    p = distributions(5000, 10)
    callers = [threading.Thread(target=entropy, args=(p,)) for _ in range(6)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert 0 < most <= 3  # beside the callers' own
    assert _kernels._at_work == 0


def test_a_failure_on_a_thread_reaches_the_caller(small_blocks, four_threads, monkeypatch):
    caller = threading.get_ident()
    failed = threading.Event()

    def failing(*_):
        if threading.get_ident() == caller:
            failed.wait(10)
        else:
            failed.set()
            raise MemoryError("none left")

    monkeypatch.setattr(_kernels.FastSurprisal, "sums", failing)
    with pytest.raises(MemoryError, match="none left"):
        entropy(distributions(1000, 10))
    assert _kernels._at_work == 0


def test_importing_starts_no_thread():
    code = "import threading, crossentropy; print(threading.active_count())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "1\n"


# --- memory --------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("rows", "n"), [(60_000, 10), (600, 1000), (1, 600_000)])
def test_extra_memory_is_a_few_blocks(function, rows, n, monkeypatch):
    monkeypatch.setattr(_kernels, "BLOCK_BYTES", 2**16)
    monkeypatch.setattr(_kernels, "_most_threads", lambda: 2)
    given = arguments(function, rows, n)
    tracemalloc.start()
    try:
        found = function(*given)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - found.nbytes < 8 * 2 * 2**16 < given[0].nbytes


@pytest.mark.parametrize("function", [losses_of, softmax_cross_entropy_gradient])
@pytest.mark.parametrize(("rows", "n"), [(60_000, 10), (600, 1000), (9, 60_000)])
def test_extra_memory_of_losses_is_a_few_blocks(function, rows, n, monkeypatch):
    monkeypatch.setattr(_kernels, "BLOCK_BYTES", 2**16)
    monkeypatch.setattr(_kernels, "_most_threads", lambda: 2)
    y, z = labelled(rows, n)
    tracemalloc.start()
    try:
        found = function(y, z)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - found.nbytes < 8 * 2 * 2**16 < z.nbytes

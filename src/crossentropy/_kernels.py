"""The loops under the large sums: in blocks that stay in the cache, written in place, on all cores.

Each quantity has two forms here. The fast one passes over the data once, checks the values in the same pass, and gives
NaN for a row (one distribution) that may be improper or may have lost digits. The second form, the formula for all
cases, then decides: it computes the row, or raises `ImproperError`. No proper value is NaN.

Blocks are made of whole rows, or of pieces of a row that is longer than a block. They are the same for any number of
threads, and so are the results.

Threads are started by a call that is worth it, and end with it: at most one a core, over all calls that run at the
same time, and none where other processes keep all cores busy. The environment variable CROSSENTROPY_NUM_THREADS, or
else OMP_NUM_THREADS, bounds them: 1 means none.
"""

from __future__ import annotations

import math
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product
from typing import Any, ClassVar, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crossentropy._arithmetic import divergence_terms, in_base, negated, surprisal, weighted
from crossentropy._validation import FloatArray, FloatOrArray, distributions, logits, outcomes_of

BLOCK_BYTES = 2**20  # small enough for the caches, and large beside what the calls of numpy cost
PIECE = 2**9  # products that BLAS adds up in one go; numpy then adds such sums pairwise
LARGE_PIECE = 2**12  # the same where few digits matter; still too few for BLAS to start threads of its own
SHORT = 64  # shorter rows are added up many at a time
ENOUGH_NATS = 1 / 8  # of a divergence: what is added up has errors of rounding beside 1
BUSY = 2  # as many wait for each core: a thread would wait too, and the call for it
WORTH_THREADS = 2**18  # numbers from which a second thread gains more time than its start takes

Sums: TypeAlias = Sequence[FloatArray]
Place: TypeAlias = tuple[slice | NDArray[np.intp], slice]  # the rows and columns of a block in the whole array


class ImproperError(Exception):
    """A row is no distribution. `_validation` says which, and why."""


class Kernel(Protocol):
    """One form of one quantity: what it adds up along rows, and what it makes of the sums.

    A row in doubt gets NaN, which is no proper value; for a whole block in doubt, either method returns None.
    """

    needs_whole_rows: ClassVar[bool] = False  # for which the scratch is larger than a block if a row is

    def sums(self, blocks: Sequence[FloatArray], scratch: FloatArray, place: Place) -> Sums | None:
        """Return what is added up along the rows of the blocks, which may be pieces of longer rows."""

    def values(self, sums: Sums) -> FloatArray | None:
        """Return the values of whole rows."""


# --- quantities of distributions -----------------------------------------------------------------


def expected_surprisal(axis: int, base: float | None, **values: ArrayLike) -> FloatOrArray:
    r"""Return $-\sum_i p_i \log_b q_i$ of distributions p and q along an axis. If only p is given, q is p."""
    return _of_distributions(FastSurprisal, PlainSurprisal, base, axis, values)


def divergence(axis: int, base: float | None, **values: ArrayLike) -> FloatOrArray:
    r"""Return $\sum_i p_i \log_b (p_i / q_i)$ of distributions p and q along an axis."""
    return _of_distributions(FastDivergence, PlainDivergence, base, axis, values)


def _of_distributions(
    fast: type[OfDistributions],
    plain: type[OfDistributions],
    base: float | None,
    axis: int,
    values: dict[str, ArrayLike],
) -> FloatOrArray:
    arrays, tolerances = outcomes_of(axis, **values)
    try:
        return evaluate(fast(base, tolerances), plain(base, tolerances), arrays)
    except ImproperError:
        # Says what is improper; or finds, adding up in another order, that by a hair nothing is.
        proper = np.broadcast_arrays(*distributions(axis, **values))
        unbounded = plain(base, [math.inf] * len(proper))
        return evaluate(unbounded, unbounded, proper)


@dataclass(frozen=True)
class OfDistributions(Kernel):
    """What the kernels of distributions have in common."""

    base: float | None
    tolerances: Sequence[float]  # how far off 1 the sums may be

    def log(self, block: FloatArray, out: FloatArray) -> FloatArray:
        """Compute logarithms: to the base where numpy has them, else natural ones."""
        if self.base == 2:
            return np.log2(block, out=out)
        return np.log10(block, out=out) if self.base == 10 else np.log(block, out=out)

    def in_unit(self, values: FloatArray) -> FloatArray:
        """Return what was computed with these logarithms in the unit of the base."""
        return values if self.base in (2, 10) else in_base(values, self.base)

    def surely_near_1(self, sums: Sums) -> bool:
        """Whether sums are within the tolerances, by more than what their rounding in float32 comes to."""
        return all(
            1 - 0.99 * most <= total.min() and total.max() <= 1 + 0.99 * most
            for total, most in zip(sums, self.tolerances, strict=True)
        )

    def require_near_1(self, sums: Sums) -> None:
        """Hold exact sums to the tolerances."""
        for total, most in zip(sums, self.tolerances, strict=True):
            if not np.all(np.abs(total - 1) <= most):
                raise ImproperError


class FastSurprisal(OfDistributions):
    """Adds up p log q, and what is given."""

    def sums(self, blocks: Sequence[FloatArray], scratch: FloatArray, place: Place) -> Sums | None:
        if not all(map(_all_between_0_and_1, blocks)):
            return None
        logs = self.log(blocks[-1], out=scratch)
        return _expectations(blocks[0], logs), *map(_sums, blocks)

    def values(self, sums: Sums) -> FloatArray | None:
        weighted_logs, *totals = sums
        surprisals = self.in_unit(negated(weighted_logs))
        return _finite_or_nan(surprisals) if self.surely_near_1(totals) else None


class PlainSurprisal(OfDistributions):
    """The same, by the formula; infinite where it must be."""

    def sums(self, blocks: Sequence[FloatArray], scratch: FloatArray, place: Place) -> Sums:
        p, q = _proper(blocks[0]), _proper(blocks[-1])
        return _accurate_sums(weighted(p, surprisal(q, self.base))), *map(_exact_sums, blocks)

    def values(self, sums: Sums) -> FloatArray:
        surprisals, *totals = sums
        self.require_near_1(totals)
        return surprisals


class FastDivergence(OfDistributions):
    """Adds up p log(p/q), p and q."""

    def sums(self, blocks: Sequence[FloatArray], scratch: FloatArray, place: Place) -> Sums | None:
        if not all(map(_all_between_0_and_1, blocks)):
            return None
        p, q = blocks
        logs = self.log(np.divide(p, q, out=scratch), out=scratch)
        return _expectations(p, logs), _sums(p), _sums(q)

    def values(self, sums: Sums) -> FloatArray | None:
        weighted_logs, total_p, total_q = sums
        divergences = self.in_unit(weighted_logs) + in_base(total_q - total_p, self.base)
        nats = divergences if self.base is None else divergences * math.log(self.base)
        if nats.min() < ENOUGH_NATS:
            divergences[nats < ENOUGH_NATS] = np.nan
        return _finite_or_nan(divergences) if self.surely_near_1([total_p, total_q]) else None


class PlainDivergence(OfDistributions):
    """The same, by the formula, which is accurate for nearly equal p and q as well."""

    def sums(self, blocks: Sequence[FloatArray], scratch: FloatArray, place: Place) -> Sums:
        p, q = map(_proper, blocks)
        weighted_logs, rest = divergence_terms(p, q, self.base)
        return _accurate_sums(weighted_logs), _accurate_sums(rest), *map(_exact_sums, blocks)

    def values(self, sums: Sums) -> FloatArray:
        weighted_logs, rest, *totals = sums
        self.require_near_1(totals)
        return weighted_logs + in_base(rest, self.base)


def _finite_or_nan(values: FloatArray) -> FloatArray:
    return values if values.max() < np.inf else np.where(np.isfinite(values), values, np.nan)


def _all_between_0_and_1(block: FloatArray) -> bool:
    """Whether all numbers are, in one pass: read as integers, the bits of all others count as more than those of 1.

    Those of -0.0 too, about which the plain form may decide.
    """
    unsigned, one = _BITS_OF_1[block.dtype]
    return bool(block.view(unsigned).max() <= one)


_BITS_OF_1 = {
    np.dtype(kind): (np.dtype(unsigned), np.ones(1, kind).view(unsigned)[0])
    for kind, unsigned in ((np.float32, np.uint32), (np.float64, np.uint64))
}


def _proper(block: FloatArray) -> FloatArray:
    """Return probabilities; what rounding has lifted above 1 counts as 1."""
    if not (block.min() >= 0 and block.max() < np.inf):
        raise ImproperError
    return np.minimum(block, 1) if block.max() > 1 else block


def _exact_sums(block: FloatArray) -> FloatArray:
    return _accurate_sums(block.astype(np.float64, copy=False))


# --- losses of logits ----------------------------------------------------------------------------


def softmax_surprisals(y: NDArray[np.intp], z: FloatArray) -> FloatArray:
    r"""Return $-\ln \operatorname{softmax}(z)_y$ for the class y of each row."""
    labels = y.reshape(-1)
    try:
        return np.asarray(evaluate(FastSoftmax(labels, _SAFE[z.dtype]), ShiftedSoftmax(labels), [z]))
    except ImproperError:
        logits("z", z, -1)  # says what is improper
        raise


# Sums of exponentials from 1 / SAFE to SAFE have lost nothing to the ends of the range, and nor have their ratios.
_SAFE = {np.dtype(np.float32): 2.0**60, np.dtype(np.float64): 2.0**500}


@dataclass(frozen=True)
class FastSoftmax(Kernel):
    """Adds up exponentials of the logits as they are: that of the label, and those of all others."""

    labels: NDArray[np.intp]  # of all rows
    safe: float

    def sums(self, blocks: Sequence[FloatArray], scratch: FloatArray, place: Place) -> Sums:
        rows, columns = place
        terms = np.exp(blocks[0], out=scratch)
        labels = self.labels[rows] - columns.start
        if len(terms) == 1 and not 0 <= labels[0] < terms.size:
            own = np.zeros(1, terms.dtype)  # the label stands in another piece of the row
        else:
            at_labels = np.arange(0, terms.size, terms.shape[1]) + labels
            own = terms.reshape(-1)[at_labels]
            terms.reshape(-1)[at_labels] = 0
        return own, _accurate_sums(terms)

    def values(self, sums: Sums) -> FloatArray:
        own, others = sums
        surprisals = np.log1p(others / own)
        if not _all_within(sums, self.safe):
            surprisals[~_within(sums, self.safe)] = np.nan
        return surprisals


def _all_within(sums: Sums, safe: float) -> bool:
    return all(1 / safe <= part.min() and part.max() <= safe for part in sums)


def _within(sums: Sums, safe: float) -> NDArray[np.bool_]:
    within = np.ones(len(sums[0]), np.bool_)
    for part in sums:
        within &= (part >= 1 / safe) & (part <= safe)
    return within


@dataclass(frozen=True)
class ShiftedSoftmax(Kernel):
    """The same with the largest logit at 0, where its exponential is 1 and left out: for any logits."""

    needs_whole_rows: ClassVar[bool] = True

    labels: NDArray[np.intp]

    def sums(self, blocks: Sequence[FloatArray], scratch: FloatArray, place: Place) -> Sums:
        z, each = blocks[0], np.arange(len(blocks[0]))
        largest = z.argmax(axis=-1)
        peaks = z[each, largest]
        if not np.isfinite(peaks).all():
            raise ImproperError
        gaps = np.subtract(z, peaks[:, np.newaxis], out=scratch)
        own = gaps[each, self.labels[place[0]]]
        terms = np.exp(gaps, out=gaps)
        terms[each, largest] = 0
        return own, _accurate_sums(terms)

    def values(self, sums: Sums) -> FloatArray:
        gaps, others = sums
        return np.log1p(others) - gaps


def softmax_errors(y: NDArray[np.intp], z: FloatArray, scale: FloatArray | float) -> FloatArray:
    r"""Return $s (\operatorname{softmax}(z) - e_y)$ for the class y and the scale s of each row, or of all rows."""
    n = z.shape[-1]
    errors = np.empty(z.shape, z.dtype)
    table, rows_of_errors, labels = _table(z), errors.reshape(-1, n), y.reshape(-1)
    scales = np.broadcast_to(np.asarray(scale, z.dtype), y.shape).reshape(-1)

    def block(rows: slice, scratch: FloatArray) -> None:
        logits_of_rows, terms = table(rows, slice(0, n)), rows_of_errors[rows]
        sums = _pull(np.exp(logits_of_rows, out=terms), labels[rows], scales[rows])
        if not _all_within(sums, _SAFE[z.dtype]):
            doubtful = np.flatnonzero(~_within(sums, _SAFE[z.dtype]))
            shifted = _shifted(logits_of_rows[doubtful])
            _pull(np.exp(shifted, out=shifted), labels[rows][doubtful], scales[rows][doubtful])
            terms[doubtful] = shifted

    size = max(1, BLOCK_BYTES // z.itemsize // n)
    try:
        _run([partial(block, rows) for rows in _cut(labels.size, size)], z.size, 0, z.dtype)
    except ImproperError:
        logits("z", z, -1)  # says what is improper
        raise
    return errors


def _pull(terms: FloatArray, labels: NDArray[np.intp], scales: FloatArray) -> Sums:
    """Turn exponentials into scaled probabilities, less 1 at the label: there, less what all others have."""
    at_labels = np.arange(0, terms.size, terms.shape[1]) + labels
    flat = terms.reshape(-1)
    own = flat[at_labels]
    flat[at_labels] = 0
    others = _accurate_sums(terms)
    total = own + others
    factors, n = scales / total, terms.shape[1]
    terms *= np.repeat(factors, n).reshape(terms.shape) if n <= SHORT else factors[:, np.newaxis]
    flat[at_labels] = negated(others / total * scales)
    return own, others


def _shifted(z: FloatArray) -> FloatArray:
    """Return logits with the largest at 0."""
    peaks = z.max(axis=-1, keepdims=True)
    if not np.isfinite(peaks).all():
        raise ImproperError
    gaps: FloatArray = z - peaks
    return gaps


# --- sums along rows -----------------------------------------------------------------------------


def _dots(x: FloatArray, y: FloatArray, most: int = PIECE) -> FloatArray:
    """Return the sums of products along the rows of two blocks; y may also be one piece, for all pieces of all rows.

    BLAS adds fast, but with fewer digits the longer a row is: it is given pieces.
    """
    n = x.shape[-1]
    if n <= most:
        dots: FloatArray = np.matmul(x[..., np.newaxis, :], y[..., :n, np.newaxis])[..., 0, 0]
        return dots
    whole = n - n % most
    x_pieces, y_pieces = (a if a.ndim == 1 else a[..., :whole].reshape(len(a), -1, most) for a in (x, y))
    total: FloatArray = _dots(x_pieces, y_pieces, most).sum(axis=-1)
    if whole < n:
        total += _dots(x[..., whole:], y if y.ndim == 1 else y[..., whole:], most)
    return total


def _sums(x: FloatArray) -> FloatArray:
    """Return the sums along the rows of a block, to the digits that tell whether they are 1."""
    return _dots(x, _ONES[x.dtype], LARGE_PIECE) if x.shape[-1] > SHORT else _short_sums(x)


def _accurate_sums(x: FloatArray) -> FloatArray:
    """Return the sums along the rows of a block to all digits."""
    return _dots(x, _ONES[x.dtype]) if x.shape[-1] > SHORT else _short_sums(x)


def _short_sums(x: FloatArray) -> FloatArray:
    rows, n = x.shape
    ones = _ONES[x.dtype][:n]
    at_once = 2 * LARGE_PIECE // n
    whole = rows - rows % at_once
    sums = np.empty(rows, x.dtype)
    np.matmul(x[:whole].reshape(-1, at_once, n), ones, out=sums[:whole].reshape(-1, at_once))
    np.matmul(x[whole:], ones, out=sums[whole:])
    return sums


_ONES: dict[Any, FloatArray] = {np.dtype(kind): np.ones(LARGE_PIECE, kind) for kind in (np.float32, np.float64)}


def _expectations(p: FloatArray, values: FloatArray) -> FloatArray:
    """Return the sums of products along the rows of two blocks, the second of which is not needed any more."""
    return _dots(p, values) if p.shape[-1] > SHORT else _short_sums(np.multiply(p, values, out=values))


# --- blocks --------------------------------------------------------------------------------------

Table: TypeAlias = Callable[[slice, slice], FloatArray]  # from rows and columns to the block of them, contiguous


def evaluate(fast: Kernel, plain: Kernel, arrays: Sequence[FloatArray]) -> FloatOrArray:
    """Return the values of all rows of arrays of one shape and dtype: by the fast kernel, or in doubt the plain one."""
    *lead, n = arrays[0].shape
    values = np.empty(lead, arrays[0].dtype)
    size = BLOCK_BYTES // values.itemsize
    if any(array.strides[-1] > array.itemsize for array in arrays):
        size = max(size, 16 * n)  # many rows share each line of the cache, so take many at a time
    way = _whole_rows if n <= size else _long_rows
    with np.errstate(all="ignore"):  # what overflows is in doubt, and what underflows is small enough
        way(fast, plain, [_table(array) for array in arrays], values.reshape(-1), n, size)
    return values[()]


def _whole_rows(fast: Kernel, plain: Kernel, tables: Sequence[Table], values: FloatArray, n: int, size: int) -> None:
    columns = slice(0, n)

    def block(rows: slice, scratch: FloatArray) -> None:
        blocks = [table(rows, columns) for table in tables]
        room = scratch[: blocks[0].size].reshape(blocks[0].shape)
        found = _values(fast, blocks, room, (rows, columns))
        values[rows] = _values(plain, blocks, room, (rows, columns)) if found is None else found
        if found is not None and np.isnan(found.max()):
            doubtful = np.flatnonzero(np.isnan(found))
            place = (rows.start + doubtful, columns)
            values[place[0]] = _values(plain, [block[doubtful] for block in blocks], room[: len(doubtful)], place)

    _run([partial(block, rows) for rows in _cut(values.size, size // n)], values.size * n, size, values.dtype)


def _values(kernel: Kernel, blocks: Sequence[FloatArray], scratch: FloatArray, place: Place) -> FloatArray | None:
    sums = kernel.sums(blocks, scratch, place)
    return None if sums is None else kernel.values(sums)


def _long_rows(fast: Kernel, plain: Kernel, tables: Sequence[Table], values: FloatArray, n: int, size: int) -> None:
    def by(kernel: Kernel, rows: Sequence[int]) -> list[int]:
        """Compute these rows, and return which remain in doubt."""
        pieces = _cut(n, n if kernel.needs_whole_rows else size)
        parts: dict[tuple[int, int], Sums | None] = {}

        def part(row: int, piece: int, scratch: FloatArray) -> None:
            place = (slice(row, row + 1), pieces[piece])
            blocks = [table(*place) for table in tables]
            parts[row, piece] = kernel.sums(blocks, scratch[np.newaxis, : blocks[0].size], place)

        tasks = [partial(part, *place) for place in product(rows, range(len(pieces)))]
        _run(tasks, len(rows) * n, pieces[0].stop + 1, values.dtype)
        doubtful = []
        for row in rows:
            of_row = [sums for piece in range(len(pieces)) if (sums := parts[row, piece]) is not None]
            whole = len(of_row) == len(pieces)
            found = kernel.values([_added_up(part) for part in zip(*of_row, strict=True)]) if whole else None
            values[row] = np.nan if found is None else found[0]
            if np.isnan(values[row]):
                doubtful.append(row)
        return doubtful

    by(plain, by(fast, range(values.size)))


def _added_up(part: Sequence[FloatArray]) -> FloatArray:
    total: FloatArray = np.sum(part, axis=0, dtype=np.float64)
    return total


def _cut(length: int, size: int) -> list[slice]:
    """Cut 0 to length into slices of nearly the same size, at most the one given."""
    count = -(-length // size)
    bounds = [length * i // max(count, 1) for i in range(count + 1)]
    return [slice(*pair) for pair in pairwise(bounds)]


def _table(array: FloatArray) -> Table:
    if array.ndim != 2 and array.flags.c_contiguous:
        array = array.reshape(-1, array.shape[-1])
    if array.ndim <= 2:
        array = np.atleast_2d(array)
        return lambda rows, columns: np.ascontiguousarray(array[rows, columns])
    return lambda rows, columns: np.ascontiguousarray(
        array[..., columns][np.unravel_index(np.arange(rows.start, rows.stop), array.shape[:-1])]
    )


# --- threads -------------------------------------------------------------------------------------

Task: TypeAlias = Callable[[FloatArray], None]  # given a scratch

_lock = threading.Lock()
_at_work = 0  # threads that calls have started and not yet ended


def _run(tasks: Sequence[Task], numbers: int, size: int, dtype: np.dtype[Any]) -> None:
    """Do the tasks, which pass over so many numbers in all: each thread with a scratch of that size."""
    waiting = deque(tasks)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            scratch = np.empty(min(size, numbers), dtype)
            with np.errstate(all="ignore"):
                while (task := _next(waiting)) is not None:
                    task(scratch)
        except BaseException as failure:
            waiting.clear()
            failures.append(failure)

    helpers = _reserve(min(len(tasks), _most_threads()) - 1 if numbers >= WORTH_THREADS else 0)
    try:
        threads = [threading.Thread(target=work) for _ in range(helpers)]
        for thread in threads:
            thread.start()
        work()
        for thread in threads:
            thread.join()
    finally:
        _reserve(-helpers)
    if failures:
        raise failures[0]


def _next(waiting: deque[Task]) -> Task | None:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _reserve(wanted: int) -> int:
    """Return how many threads may be started beside those at work; a negative number gives back."""
    global _at_work
    with _lock:
        granted = min(wanted, max(0, _most_threads() - 1 - _at_work))
        _at_work += granted
    return granted


def _most_threads() -> int:
    """Return how many threads may compute at a time, the caller's own included."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    ours = os.environ.get("CROSSENTROPY_NUM_THREADS", "")
    if ours and not (ours.isdecimal() and int(ours)):
        raise ValueError(f"CROSSENTROPY_NUM_THREADS = {ours!r}, expected a positive integer")
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > BUSY * cores:
        return 1
    bound = ours or os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    return min(cores, int(bound)) if bound.isdecimal() and int(bound) else cores

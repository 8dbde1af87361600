"""Measures the library beside its peers, in one run, and writes what it found into README.md.

All contestants of a case take turns, round by round, after a warm-up; the figure is the median of the rounds. A peer
is given every way it has to compute the quantity, and each number of threads; what counts is its best. All are given
arrays of their own kind, made beforehand, and what they return is compared before anything is measured.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import platform
import re
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

import crossentropy as ce
from crossentropy import _kernels

SHAPES = [(100_000, 10), (10_000, 1_000), (512, 50_000)]
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
SECONDS_OF_REST = 0.01  # in which the idle threads of one contestant stop spinning before the next begins
HOPELESS = 4  # times as long as another way of the same package
PEERS = ["scipy", "scikit-learn", "torch", "optax"]
OURS, PLAIN, LIMIT = "crossentropy", "plain numpy", "limit"


@dataclass
class Contestant:
    """A way to compute a quantity."""

    package: str
    call: str  # as it is shown
    run: Callable[[], Any]
    before: Callable[[], object] = lambda: None  # untimed, before each run


@dataclass
class Taken:
    """What a run took, in milliseconds: of time, and of all processors together."""

    wall: float
    processors: float


Figure: TypeAlias = Callable[[list[Taken]], float]
Best: TypeAlias = tuple[str, float]


@dataclass
class Measured:
    """What came out of a case: the times in milliseconds that each contestant took."""

    quantity: str
    shape: tuple[int, int]
    dtype: str
    times: list[tuple[Contestant, list[Taken]]]

    def best(
        self, package: str, figure: Figure = lambda times: statistics.median(t.wall for t in times)
    ) -> Best | None:
        """Return the fastest way of a package, by the median or by another figure."""
        of_package = [(c.call, figure(times)) for c, times in self.times if c.package == package]
        return min(of_package, key=lambda pair: pair[1], default=None)

    def lead(self, peers: Iterable[str], *figure: Figure) -> str:
        """Return how many times as long as the library the fastest of the peers takes."""
        mine, rivals = self.best(OURS, *figure), [found[1] for peer in peers if (found := self.best(peer, *figure))]
        return number(min(rivals) / mine[1]) if mine and rivals else "–"


# --- contestants ---------------------------------------------------------------------------------

QUANTITIES = ["entropy", "cross_entropy", "kl_divergence", "softmax_cross_entropy", "softmax_cross_entropy_gradient"]


@dataclass
class Data:
    """What a case computes with: logits and labels, and two distributions in each row."""

    z: np.ndarray
    y: np.ndarray
    p: np.ndarray
    q: np.ndarray


def data_of(shape: tuple[int, int], dtype: str) -> Data:
    """Draw standard normal logits three times as wide, and distributions that are the softmax of normal logits."""
    random = np.random.default_rng(0)
    z = random.standard_normal(shape, dtype=dtype) * np.dtype(dtype).type(3)
    p, q = (np.exp(random.standard_normal(shape, dtype=dtype)) for _ in range(2))
    for array in (p, q):
        array /= array.sum(axis=-1, keepdims=True)
    return Data(z, random.integers(shape[1], size=shape[0]), p, q)


def ours(quantity: str, d: Data) -> Iterator[Contestant]:
    of_logits = quantity.startswith("softmax")
    arguments = (d.y, d.z) if of_logits else (d.p,) if quantity == "entropy" else (d.p, d.q)
    yield Contestant(OURS, quantity, partial(getattr(ce, quantity), *arguments))


def plain_numpy(quantity: str, d: Data) -> Iterator[Contestant]:
    rows = np.arange(len(d.y))

    def softmax_cross_entropy() -> Any:
        gaps = d.z - d.z.max(axis=1, keepdims=True)
        return (np.log(np.exp(gaps).sum(axis=1)) - gaps[rows, d.y]).mean()

    def softmax_cross_entropy_gradient() -> Any:
        terms = np.exp(d.z - d.z.max(axis=1, keepdims=True))
        terms /= terms.sum(axis=1, keepdims=True)
        terms[rows, d.y] -= 1
        return terms / len(d.y)

    ways: dict[str, tuple[str, Callable[[], Any]]] = {
        "entropy": ("-(p * np.log(p)).sum(1)", lambda: -(d.p * np.log(d.p)).sum(1)),
        "cross_entropy": ("-(p * np.log(q)).sum(1)", lambda: -(d.p * np.log(d.q)).sum(1)),
        "kl_divergence": ("(p * np.log(p / q)).sum(1)", lambda: (d.p * np.log(d.p / d.q)).sum(1)),
        "softmax_cross_entropy": ("the stable formula, line by line", softmax_cross_entropy),
        "softmax_cross_entropy_gradient": ("the stable formula, line by line", softmax_cross_entropy_gradient),
    }
    yield Contestant(PLAIN, *ways[quantity])


def limit(quantity: str, d: Data) -> Iterator[Contestant]:
    """One bare np.log or np.exp over all numbers given, in place, in the blocks and on the threads of the library."""
    of_logits = quantity.startswith("softmax")
    function = np.exp if of_logits else np.log
    given = [d.z] if of_logits else [d.p] if quantity == "entropy" else [d.p, d.q]
    copies = [array.copy().reshape(-1) for array in given]
    size = _kernels.BLOCK_BYTES // given[0].itemsize

    def fill() -> None:
        for copy, array in zip(copies, given, strict=True):
            copy[:] = array.reshape(-1)

    def run() -> None:
        blocks = [copy[i : i + size] for copy in copies for i in range(0, copy.size, size)]
        tasks = [lambda _, block=block: function(block, out=block) for block in blocks]
        _kernels._run(tasks, sum(copy.size for copy in copies), 0, copies[0].dtype)

    yield Contestant(LIMIT, f"np.{function.__name__} in place", run, fill)


def scipy_ways(quantity: str, d: Data) -> Iterator[Contestant]:
    special, stats = importlib.import_module("scipy.special"), importlib.import_module("scipy.stats")
    rows = np.arange(len(d.y))

    def gradient() -> Any:
        errors = special.softmax(d.z, axis=1)
        errors[rows, d.y] -= 1
        errors /= len(d.y)
        return errors

    ways: dict[str, dict[str, Callable[[], Any]]] = {
        "entropy": {
            "stats.entropy": lambda: stats.entropy(d.p, axis=1),
            "special.entr, summed": lambda: special.entr(d.p).sum(1),
        },
        "cross_entropy": {"special.xlogy, summed": lambda: -special.xlogy(d.p, d.q).sum(1)},
        "kl_divergence": {
            "stats.entropy": lambda: stats.entropy(d.p, d.q, axis=1),
            "special.rel_entr, summed": lambda: special.rel_entr(d.p, d.q).sum(1),
        },
        "softmax_cross_entropy": {
            "special.logsumexp": lambda: (special.logsumexp(d.z, axis=1) - d.z[rows, d.y]).mean(),
            "special.log_softmax": lambda: -special.log_softmax(d.z, axis=1)[rows, d.y].mean(),
        },
        "softmax_cross_entropy_gradient": {"special.softmax": gradient},
    }
    for call, run in ways[quantity].items():
        yield Contestant("scipy", call, run)


def scikit_learn_ways(quantity: str, d: Data) -> Iterator[Contestant]:
    if not quantity.startswith("softmax"):
        return
    # The compiled loss behind LogisticRegression: log_loss itself takes probabilities.
    loss = importlib.import_module("sklearn._loss.loss").HalfMultinomialLoss(n_classes=d.z.shape[1])
    y = d.y.astype(d.z.dtype)
    for threads in sorted({1, CORES}):
        options = {"y_true": y, "raw_prediction": d.z, "n_threads": threads}
        if quantity == "softmax_cross_entropy":
            run = partial(lambda options: loss.loss(**options).mean(), options)
        else:
            run = partial(lambda options: loss.gradient(**options) / len(y), options)
        yield Contestant("scikit-learn", f"HalfMultinomialLoss, {threads} threads", run)


def torch_ways(quantity: str, d: Data) -> Iterator[Contestant]:
    torch = importlib.import_module("torch")
    functional = torch.nn.functional
    y, z, p, q = (torch.from_numpy(array) for array in (d.y, d.z, d.p, d.q))
    leaf, rows = z.clone().requires_grad_(), torch.arange(len(y))

    def by_autograd() -> Any:
        (gradient,) = torch.autograd.grad(functional.cross_entropy(leaf, y), leaf)
        return gradient

    def by_softmax() -> Any:
        errors = torch.softmax(z, 1)
        errors[rows, y] -= 1
        return errors.div_(len(y))

    ways: dict[str, dict[str, Callable[[], Any]]] = {
        "entropy": {
            "special.entr, summed": lambda: torch.special.entr(p).sum(1),
            "-(p * p.log()).sum(1)": lambda: -(p * p.log()).sum(1),
            "Categorical(p).entropy()": lambda: torch.distributions.Categorical(probs=p).entropy(),
        },
        "cross_entropy": {
            "-(p * q.log()).sum(1)": lambda: -(p * q.log()).sum(1),
            "-xlogy(p, q).sum(1)": lambda: -torch.xlogy(p, q).sum(1),
        },
        "kl_divergence": {
            "kl_div(q.log(), p), summed": lambda: functional.kl_div(q.log(), p, reduction="none").sum(1),
            "(p * (p / q).log()).sum(1)": lambda: (p * (p / q).log()).sum(1),
        },
        "softmax_cross_entropy": {"cross_entropy": lambda: functional.cross_entropy(z, y)},
        "softmax_cross_entropy_gradient": {"cross_entropy, autograd": by_autograd, "softmax - one-hot": by_softmax},
    }
    for call, run in ways[quantity].items():
        for threads in sorted({1, CORES}):
            yield Contestant("torch", f"{call}, {threads} threads", run, partial(torch.set_num_threads, threads))


def optax_ways(quantity: str, d: Data) -> Iterator[Contestant]:
    jax, optax = importlib.import_module("jax"), importlib.import_module("optax")
    jax.config.update("jax_enable_x64", True)
    special = importlib.import_module("jax.scipy.special")
    y, z, p, q = (jax.device_put(array) for array in (d.y, d.z, d.p, d.q))

    def loss(z: Any, y: Any) -> Any:
        return optax.softmax_cross_entropy_with_integer_labels(z, y).mean()

    ways: dict[str, tuple[str, Callable[..., Any], tuple[Any, ...]]] = {
        "entropy": ("jax: entr, summed", lambda p: special.entr(p).sum(1), (p,)),
        "cross_entropy": ("jax: -xlogy(p, q).sum(1)", lambda p, q: -special.xlogy(p, q).sum(1), (p, q)),
        "kl_divergence": ("jax: rel_entr, summed", lambda p, q: special.rel_entr(p, q).sum(1), (p, q)),
        "softmax_cross_entropy": ("softmax_cross_entropy_with_integer_labels", loss, (z, y)),
        "softmax_cross_entropy_gradient": ("the same, by jax.grad", jax.grad(loss), (z, y)),
    }
    call, function, arguments = ways[quantity]
    compiled = jax.jit(function)
    yield Contestant("optax", f"{call}, jit", lambda: compiled(*arguments).block_until_ready())


WAYS = [ours, limit, plain_numpy, scipy_ways, scikit_learn_ways, torch_ways, optax_ways]


# --- measuring -----------------------------------------------------------------------------------


def contestants(quantity: str, d: Data, missing: set[str]) -> Iterator[Contestant]:
    """All that are installed; the others are noted."""
    for ways in WAYS:
        try:
            yield from ways(quantity, d)
        except ImportError as error:
            missing.add(str(error))


def promising(taking_part: list[Contestant], warm: list[float]) -> list[Contestant]:
    """Leave out the ways that took several times as long as the best of their package: they are not its best."""
    best = {
        c.package: min(t for other, t in zip(taking_part, warm, strict=True) if other.package == c.package)
        for c in taking_part
    }
    return [c for c, took in zip(taking_part, warm, strict=True) if took <= HOPELESS * best[c.package]]


def measure(quantity: str, shape: tuple[int, int], dtype: str, rounds: int, missing: set[str]) -> Measured:
    """Let all contestants take turns."""
    d = data_of(shape, dtype)
    taking_part = list(contestants(quantity, d, missing))
    expected, warm = None, []
    for contestant in taking_part:
        for _ in range(2):  # warm-up: compiled, threads started, memory mapped
            contestant.before()
            start = time.perf_counter()
            found = contestant.run()
            took = time.perf_counter() - start
        warm.append(took)
        if contestant.package != LIMIT:
            expected = found if expected is None else expected
            close = 1e-3 if dtype == "float32" else 1e-9
            np.testing.assert_allclose(np.asarray(found), expected, rtol=close, atol=close / shape[0] / shape[1])
    taking_part = promising(taking_part, warm)
    times: list[list[Taken]] = [[] for _ in taking_part]
    for turn in range(rounds):
        for position in range(len(taking_part)):
            i = (position + turn) % len(taking_part)
            taking_part[i].before()
            time.sleep(SECONDS_OF_REST)
            start, started = time.perf_counter(), time.process_time()
            taking_part[i].run()
            used, took = time.process_time() - started, time.perf_counter() - start
            times[i].append(Taken(1e3 * took, 1e3 * used))
    return Measured(quantity, shape, dtype, list(zip(taking_part, times, strict=True)))


def seconds(run: Callable[[], Any], rounds: int) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def peak_of(run: Callable[[], Any]) -> tuple[int, int]:
    """Return the bytes that a call takes at most beside what it returns, and those of what it returns."""
    tracemalloc.start()
    try:
        found = run()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - np.asarray(found).nbytes, np.asarray(found).nbytes


def import_seconds(rounds: int) -> float:
    """Return the median time that the import takes once numpy is there."""
    code = "import time, numpy; s = time.perf_counter(); import crossentropy; print(time.perf_counter() - s)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True) for _ in range(rounds)]
    return statistics.median(float(run.stdout) for run in runs)


# --- report --------------------------------------------------------------------------------------


def number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *map(list, rows)]
    rule = ["---"] + ["---:"] * (len(lines[0]) - 1)
    return "\n".join("| " + " | ".join(line) + " |" for line in [lines[0], rule, *lines[1:]])


def shape_in_words(shape: tuple[int, int]) -> str:
    return " × ".join(f"{size:,}".replace(",", " ") for size in shape)


def report_of(quantity: str, cases: list[Measured], peers: list[str]) -> str:
    def row(case: Measured) -> Iterator[str]:
        mine, bare = case.best(OURS), case.best(LIMIT)
        assert mine
        assert bare
        rivals = [peer for peer in peers if peer != "optax"]
        yield f"{shape_in_words(case.shape)}, {case.dtype}"
        yield f"**{number(mine[1])}**"
        for peer in [PLAIN, *peers]:
            found = case.best(peer)
            yield number(found[1]) if found else "–"
        yield case.lead(rivals)
        yield case.lead(rivals, lambda times: min(t.wall for t in times))
        yield case.lead(rivals, lambda times: min(t.processors for t in times))
        yield number(bare[1])
        yield number(mine[1] / bare[1])

    head = [
        "rows × classes",
        OURS,
        PLAIN,
        *peers,
        "fastest / ours",
        "by minima",
        "by processor time",
        "bare",
        "ours / bare",
    ]
    return f"### `{quantity}`\n\n" + table(head, map(row, cases))


def ways_taken(cases: list[Measured], peers: list[str]) -> str:
    taken: dict[tuple[str, str], set[str]] = {}
    for case in cases:
        for peer in peers:
            if found := case.best(peer):
                taken.setdefault((case.quantity, peer), set()).add(found[0])
    return table(
        ["quantity", "peer", "fastest ways"],
        [[f"`{quantity}`", peer, "; ".join(sorted(calls))] for (quantity, peer), calls in taken.items()],
    ).replace("---:", "---")


def growth(largest: int, rounds: int) -> str:
    """Tables of time against rows and classes, and of memory against rows."""

    def calls(shape: tuple[int, int]) -> list[Callable[[], Any]]:
        d = data_of(shape, "float64")
        return [next(ours(quantity, d)).run for quantity in QUANTITIES]

    names = [f"`{quantity}`" for quantity in QUANTITIES]
    by_rows = [(rows, 1000) for rows in (1, 10, 100, 1000, 10_000, 100_000) if rows * 1000 <= largest]
    by_classes = [(1000, n) for n in (2, 10, 100, 1000, 10_000, 100_000) if n * 1000 <= largest]

    def times(shape: tuple[int, int]) -> list[str]:
        return [f"{1e9 * seconds(run, rounds) / shape[0] / shape[1]:.2f}" for run in calls(shape)]

    def memory(shape: tuple[int, int]) -> list[str]:
        return [f"{peak_of(run)[0] / 2**20:.2f}" for run in calls(shape)]

    return "\n\n".join(
        [
            "Nanoseconds per number, float64, against the rows, at 1 000 classes:",
            table(["rows", *names], [[shape_in_words(s[:1]), *times(s)] for s in by_rows]),
            "Nanoseconds per number, float64, against the classes, at 1 000 rows:",
            table(["classes", *names], [[shape_in_words(s[1:]), *times(s)] for s in by_classes]),
            "Most memory taken beside arguments and results, in MiB, float64, at 1 000 classes; a block has "
            f"{_kernels.BLOCK_BYTES / 2**20:.0f} MiB, and each thread has one:",
            table(["rows", *names], [[shape_in_words(s[:1]), *memory(s)] for s in by_rows]),
        ]
    )


def processor() -> str:
    """Return the model of the processor, as the system tells it."""
    try:
        found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def versions(missing: set[str]) -> str:
    packages = ["numpy", *PEERS, "jax"]
    found = []
    for package in packages:
        try:
            found.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"no {package}")
    told = ", ".join([f"Python {platform.python_version()}", *found])
    return told + (f". Not measured: {'; '.join(sorted(missing))}" if missing else "")


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def main(arguments: list[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--largest", type=int, default=3 * 10**7, help="numbers in the largest array")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("README.md"))
    options = parser.parse_args(arguments)
    missing: set[str] = set()
    before = load()
    cases = []
    for quantity in QUANTITIES:
        for dtype in ("float64", "float32"):
            for shape in SHAPES:
                if shape[0] * shape[1] <= options.largest:
                    cases.append(measure(quantity, shape, dtype, options.rounds, missing))
                    told = [
                        f"{c.package} {c.call} {number(statistics.median(t.wall for t in times))}"
                        f" (processors {number(min(t.processors for t in times))})"
                        for c, times in cases[-1].times
                    ]
                    print(quantity, dtype, shape, *told, sep="\n  ", flush=True)
        write(options, cases, before, missing, "Not measured yet.")
    write(options, cases, before, missing, growth(options.largest, options.rounds))


def write(options: argparse.Namespace, cases: list[Measured], before: str, missing: set[str], curves: str) -> None:
    """Write what has been measured so far."""
    peers = [peer for peer in PEERS if any(case.best(peer) for case in cases)]
    by_quantity = {quantity: [case for case in cases if case.quantity == quantity] for quantity in QUANTITIES}
    options.output.write_text(
        TEXT.format(
            date=time.strftime("%Y-%m-%d"),
            processor=processor(),
            cores=CORES,
            system=f"{platform.system()}, {platform.machine()}",
            versions=versions(missing),
            before=before,
            after=load(),
            rounds=options.rounds,
            hopeless=HOPELESS,
            imported=f"{1e3 * import_seconds(options.rounds):.0f}",
            results="\n\n".join(report_of(quantity, found, peers) for quantity, found in by_quantity.items() if found),
            ways=ways_taken(cases, peers),
            growth=curves,
        ),
        encoding="utf-8",
    )


TEXT = """<!-- Written by `make bench`. Change bench/measure.py instead. -->

# How fast it is

Median milliseconds of {rounds} rounds in which all contestants took turns, after a warm-up; {date}.

- Machine: {processor}, {cores} cores, {system}. Load average {before} when it began, {after} when it ended: what others
  compute at the same time makes every figure larger, and the ratios less certain.
- Versions: {versions}.
- `crossentropy` checks its arguments, which is part of its time; the others mostly do not check.
- A peer's figure is the best of all its ways that were tried, and of 1 and {cores} threads where it can choose; a way
  that took {hopeless} times as long as another of the same peer in the warm-up is left out of the rounds.
  *fastest / ours* compares with the fastest of scipy, scikit-learn and torch; *by minima* does so with the shortest
  times, and *by processor time* with the least that all cores together spent, which other load hardly changes. optax,
  compiled by jax, is shown beside them. scikit-learn's loss is the compiled one inside `LogisticRegression`; for
  distributions it has nothing.
- *plain numpy* is the formula as one writes it down, on whole arrays.
- *bare* is one `np.log` (for logits `np.exp`) over all the numbers that the function is given, in place, in the same
  blocks and on the same threads: what it takes to touch the data once and do nothing but that.
- `import crossentropy` takes {imported} ms once numpy is imported.

## Results

{results}

## The fastest way of each peer

{ways}

## Growth

{growth}
"""


if __name__ == "__main__":
    main()

"""Measures how exact the library is, against ball arithmetic, and writes what it found into ACCURACY.md.

What the floats that a function is given stand for are exact numbers. Its formula is evaluated at them by ball
arithmetic, whose precision is doubled until the ball is narrow; no rounding of ours is in it. The error of the result
is told in units in the last place (ulp) of its dtype, and beside it the condition number κ of the case: how many times
as large as a relative change of the arguments the change of the result may be. κ comes from the same arithmetic, by
changing each argument by a tiny part of itself.
"""

from __future__ import annotations

import argparse
import math
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import flint
import numpy as np
from flint import arb

import crossentropy as ce

DTYPES: list[Any] = [np.float64, np.float32]
PROMISE = 4  # the library's bar is an error of at most PROMISE (1 + κ) ulp
BITS = 320  # that a value has in the end: changes of 2^-STEP_BITS are seen in it
STEP_BITS = 200
MOST_BITS = 2**17
STEPS = 16  # results below this many times the smallest normal number are measured in the smallest steps
LENGTHS = [1_000, 100_000, 1_000_000]

Numbers: TypeAlias = list[arb]
Draw: TypeAlias = Callable[[np.random.Generator, Any], np.ndarray]
Draws: TypeAlias = Callable[[np.random.Generator, Any], list[np.ndarray]]
Truth: TypeAlias = Callable[..., Sequence[arb]]


@dataclass
class Quantity:
    """A function, what it is given, and its formula."""

    name: str
    given: Draws
    truth: Truth  # of the arguments as lists of exact numbers, row after row for tables
    call: Callable[..., Any] | None = None  # the public function of that name unless given
    at_length: Callable[[np.random.Generator, int], list[np.ndarray]] | None = None  # arguments of a length

    def found(self, arguments: Sequence[np.ndarray]) -> np.ndarray:
        """Return all numbers that the function gives."""
        call = self.call or getattr(ce, self.name)
        return np.atleast_1d(np.asarray(call(*arguments))).reshape(-1)


# --- formulas ------------------------------------------------------------------------------------

ZERO, ONE, HALF, INFINITE = arb(0), arb(1), arb(1) / 2, arb("+inf")


def log(x: arb) -> arb:
    return -INFINITE if x == 0 else x.log()


def weighted(weight: arb, value: arb) -> arb:
    """A term of weight zero counts as zero, whatever its value."""
    return ZERO if weight == 0 else weight * value


def total(terms: Iterable[arb]) -> arb:
    return sum(terms, ZERO)


def entropy_of(p: Numbers) -> arb:
    return -total(weighted(x, log(x)) for x in p)


def cross_entropy_of(p: Numbers, q: Numbers) -> arb:
    return -total(weighted(x, log(y)) for x, y in zip(p, q, strict=True))


def divergence_of(p: Numbers, q: Numbers) -> arb:
    """The sum of p ln(p/q) - p + q: the last two leave out by how far the rounded p and q sum to 1."""
    pairs = list(zip(p, q, strict=True))
    if any(y == 0 and x != 0 for x, y in pairs):
        return INFINITE
    return total((weighted(x, (x / y).log()) if x != 0 else ZERO) - x + y for x, y in pairs)


def jensen_shannon_of(p: Numbers, q: Numbers) -> arb:
    middle = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
    return (divergence_of(p, middle) + divergence_of(q, middle)) / 2


def hellinger_of(p: Numbers, q: Numbers) -> arb:
    gaps = ((x - y) / (x.sqrt() + y.sqrt()) for x, y in zip(p, q, strict=True) if x != y)
    return (total(gap**2 for gap in gaps) / 2).sqrt()


def marginals_of(table: Numbers) -> tuple[Numbers, Numbers]:
    rows = [table[i : i + COLUMNS] for i in range(0, len(table), COLUMNS)]
    return [total(row) for row in rows], [total(column) for column in zip(*rows, strict=True)]


def conditional_entropy_of(table: Numbers) -> arb:
    of_x, _ = marginals_of(table)
    return -total(weighted(p, log(p / of_x[i // COLUMNS])) for i, p in enumerate(table) if p != 0)


def mutual_information_of(table: Numbers) -> arb:
    of_x, of_y = marginals_of(table)
    whole = total(table)
    products = (of_x[i // COLUMNS] * of_y[i % COLUMNS] / whole for i in range(len(table)))
    return total(p * (p / product).log() for p, product in zip(table, products, strict=True) if p != 0)


def softplus_of(z: arb) -> arb:
    return (z if z > 0 else ZERO) + (-abs(z)).exp().log1p()


def sigmoid_of(z: arb) -> arb:
    return (-softplus_of(-z)).exp()


def surprisals_of(z: Numbers) -> Numbers:
    """-ln softmax(z): by log1p of what the others add to the largest term."""
    largest = max(range(len(z)), key=lambda k: float(z[k]))
    rest = total((x - z[largest]).exp() for k, x in enumerate(z) if k != largest)
    return [z[largest] - x + rest.log1p() for x in z]


def softmax_of(z: Numbers) -> Numbers:
    return [(-s).exp() for s in surprisals_of(z)]


def logsumexp_of(z: Numbers) -> arb:
    return z[0] + surprisals_of(z)[0]


def binary_loss_of(y: arb, a: arb) -> arb:
    return weighted(y, -log(a)) + weighted(1 - y, -(-a).log1p() if a != 1 else INFINITE)


def logit_loss_of(y: arb, z: arb) -> arb:
    return weighted(y, softplus_of(-z)) + weighted(1 - y, softplus_of(z))


def spherical_of(p: Numbers, q: Numbers) -> arb:
    squares = [x * x for x in q]
    norm = total(squares).sqrt()
    others = [total(squares[:i] + squares[i + 1 :]) for i in range(len(q))]
    return total(weighted(x, other / (norm * (norm + y))) for x, y, other in zip(p, q, others, strict=True))


def focal_of(p: Numbers, q: Numbers) -> arb:
    return -total(weighted(x, weighted((1 - y) ** 2, log(y))) for x, y in zip(p, q, strict=True))


def softmax_gradient_of(p: Numbers, z: Numbers) -> Numbers:
    surprisals, whole = surprisals_of(z), total(p)
    return [whole * (-s).exp() - x if x != whole else whole * (-s).expm1() for x, s in zip(p, surprisals, strict=True)]


def brier_gradient_of(p: Numbers, z: Numbers) -> Numbers:
    surprisals = surprisals_of(z)
    q = [(-s).exp() for s in surprisals]
    rest = [-(-s).expm1() for s in surprisals]
    pulls = [-r if x == 1 else y - x for x, y, r in zip(p, q, rest, strict=True)]
    return [
        2 * y * (pulls[k] * rest[k] - total(pulls[i] * q[i] for i in range(len(q)) if i != k)) for k, y in enumerate(q)
    ]


def focal_gradient_of(z: Numbers) -> Numbers:
    """For the first class, and γ = 2."""
    surprisals = surprisals_of(z)
    rest = -(-surprisals[0]).expm1()
    factor = rest**2 + 2 * rest * (-surprisals[0]).exp() * surprisals[0]
    return [factor * (-rest if k == 0 else (-s).exp()) for k, s in enumerate(surprisals)]


def jacobian_of(z: Numbers) -> Numbers:
    surprisals = surprisals_of(z)
    q, rest = [(-s).exp() for s in surprisals], [-(-s).expm1() for s in surprisals]
    n = range(len(z))
    return [q[i] * rest[i] if i == j else -q[i] * q[j] for i in n for j in n]


def rows_of(X: Numbers) -> list[Numbers]:
    return [X[i : i + COLUMNS] for i in range(0, len(X), COLUMNS)]


def logits_of(X: Numbers, w: Numbers) -> Numbers:
    return [total(x * y for x, y in zip(row, w, strict=True)) for row in rows_of(X)]


def logistic_gradient_of(y: Numbers, X: Numbers, w: Numbers) -> Numbers:
    errors = [(1 - t) * sigmoid_of(z) - t * sigmoid_of(-z) for t, z in zip(y, logits_of(X, w), strict=True)]
    columns = zip(*rows_of(X), strict=True)
    return [total(e * x for e, x in zip(errors, column, strict=True)) / len(y) for column in columns]


def logistic_hessian_of(X: Numbers, w: Numbers) -> Numbers:
    slopes = [sigmoid_of(z) * sigmoid_of(-z) for z in logits_of(X, w)]
    rows = rows_of(X)
    n = range(COLUMNS)
    return [total(s * row[i] * row[j] for s, row in zip(slopes, rows, strict=True)) / len(rows) for i in n for j in n]


def normal_density_of(x: Numbers, mean: Numbers, sd: Numbers) -> Numbers:
    return [(-(((x[0] - mean[0]) / sd[0]) ** 2) / 2).exp() / (sd[0] * (2 * arb.pi()).sqrt())]


def normal_entropy_of(sd: arb) -> arb:
    return (2 * arb.pi() * ONE.exp() * sd * sd).log() / 2


def normal_divergence_of(mean: arb, sd: arb, model_mean: arb, model_sd: arb) -> arb:
    return (model_sd / sd).log() + (sd**2 + (mean - model_mean) ** 2) / (2 * model_sd**2) - HALF


def normal_cross_entropy_of(mean: arb, sd: arb, model_mean: arb, model_sd: arb) -> arb:
    return (2 * arb.pi() * model_sd**2).log() / 2 + (sd**2 + (mean - model_mean) ** 2) / (2 * model_sd**2)


def integral_of(values: Numbers, x: Numbers) -> arb:
    """By the trapezoidal rule."""
    return total((x[i + 1] - x[i]) * (values[i] + values[i + 1]) / 2 for i in range(len(x) - 1))


def density_divergence_of(f: Numbers, g: Numbers, x: Numbers) -> arb:
    return integral_of([a * (a / b).log() - a + b for a, b in zip(f, g, strict=True)], x)


# --- arguments -----------------------------------------------------------------------------------

COLUMNS = 3  # of all tables


def numbers(*of: float, wide: Callable[[np.random.Generator], float]) -> Draw:
    """A single number: half of the time one of those named, which a dtype may round."""

    def draw(random: np.random.Generator, dtype: Any) -> np.ndarray:
        named = [x for x in (float(dtype(value)) for value in of) if math.isfinite(x)]
        x = random.choice(named) if named and random.random() < 0.5 else wide(random)
        return np.array([x], dtype)

    return draw


def probabilities(random: np.random.Generator, dtype: Any) -> np.ndarray:
    info = np.finfo(dtype)
    ends = [0, info.smallest_subnormal, info.tiny, info.eps, 0.5, 1 - info.eps / 2, 1 - info.eps, 1]
    if random.random() < 0.4:
        return np.array([random.choice(ends)], dtype)
    t = random.random() if random.random() < 0.5 else 10 ** random.uniform(math.log10(info.tiny) - 6, 0)
    return np.array([min(t, 1)], dtype)


def inner_probabilities(random: np.random.Generator, dtype: Any) -> np.ndarray:
    while not 0 < (t := probabilities(random, dtype))[0] < 1:
        pass
    return t


def logit(random: np.random.Generator, dtype: Any) -> np.ndarray:
    kind = random.integers(5)
    largest = float(np.finfo(dtype).max)
    if kind == 0:
        return np.array([random.choice([0.0, 1e-300, 1.0, 36.7, 88.7, 1e4, -1e4, largest / 2, -largest / 2])], dtype)
    return np.array([random.choice([1, -1]) * (30, 1e4, 1, 1e-3)[kind - 1] * random.random()], dtype)


def distribution(n: int | None = None) -> Draw:
    """A distribution: one-hot, uniform, with zeros, with subnormal probabilities, nearly one-hot, or any."""

    def draw(random: np.random.Generator, dtype: Any) -> np.ndarray:
        size = n or int(random.choice([1, 2, 3, 4, 7]))
        kind = random.integers(7)
        weights = random.gamma(random.choice([0.1, 1.0, 10.0]), size=size) + 1e-30
        if kind == 0:
            weights = np.eye(size)[random.integers(size)]
        elif kind == 1:
            weights = np.ones(size)
        elif kind == 2:
            weights *= random.random(size) < 0.6
        elif kind == 3:
            weights[1:] = np.finfo(dtype).smallest_subnormal * random.integers(0, 9, size - 1)
        elif kind == 4:
            weights[1:] *= np.finfo(dtype).eps * 10 ** random.uniform(-3, 1)
        if not weights.sum() > 0:
            weights = np.ones(size)
        p = (weights / weights.sum()).astype(dtype)
        return p / p.sum()

    return draw


def logit_vector(random: np.random.Generator, dtype: Any) -> np.ndarray:
    """Logits: ties, gaps of all sizes, and the ends of the range."""
    size = int(random.choice([1, 2, 3, 4, 7]))
    width = random.choice([0.0, 1.0, 30.0, 1e4, float(np.finfo(dtype).max) / 4])
    return (width * random.uniform(-1, 1, size)).astype(dtype)


def table(random: np.random.Generator, dtype: Any) -> np.ndarray:
    rows = int(random.integers(1, 4))
    return distribution(rows * COLUMNS)(random, dtype).reshape(rows, COLUMNS)


def counts(random: np.random.Generator, dtype: Any) -> np.ndarray:
    return (random.integers(0, 9, (3, COLUMNS)) + np.eye(3, COLUMNS)).astype(dtype)


def matrix(random: np.random.Generator, dtype: Any) -> np.ndarray:
    return random.normal(size=(4, COLUMNS)).astype(dtype)


def vector(size: int) -> Draw:
    return lambda random, dtype: (3 * random.normal(size=size)).astype(dtype)


def labels(size: int) -> Draw:
    return lambda random, dtype: random.integers(0, 2, size).astype(dtype)


def several(draw: Draw, size: int) -> Draw:
    return lambda random, dtype: np.concatenate([draw(random, dtype) for _ in range(size)])


real = numbers(0, 1, -1, wide=lambda random: float(random.normal()) * 10.0 ** int(random.integers(-3, 4)))
positive = numbers(1, 0.5, wide=lambda random: 10 ** random.uniform(-3, 3))


def each_of(*draws: Draw) -> Draws:
    """Arguments that do not depend on one another."""
    return lambda random, dtype: [draw(random, dtype) for draw in draws]


def pair(random: np.random.Generator, dtype: Any) -> list[np.ndarray]:
    """Two distributions over as many outcomes: often nearly equal, or with different supports."""
    p = distribution()(random, dtype)
    if random.random() < 0.4:
        near = p * (1 + 10 ** random.uniform(-6, -1) * random.uniform(-1, 1, len(p))).astype(dtype)
        return [p, (near / near.sum()).astype(dtype)]
    return [p, distribution(len(p))(random, dtype)]


def with_logits(random: np.random.Generator, dtype: Any) -> list[np.ndarray]:
    """A distribution over classes, and as many logits."""
    p = distribution()(random, dtype)
    width = random.choice([0.0, 1.0, 30.0, 1e4])
    return [p, (width * random.uniform(-1, 1, len(p))).astype(dtype)]


def densities(count: int) -> Draws:
    """Densities on a grid of seven points, and the grid."""

    def draw(random: np.random.Generator, dtype: Any) -> list[np.ndarray]:
        x = np.array([0, 0.5, 1, 2, 2.5, 4, 5], dtype)
        weights = [random.random(7) + 1e-3 for _ in range(count)]
        return [*((f / np.trapezoid(f, x)).astype(dtype) for f in weights), x]

    return draw


# --- the functions -------------------------------------------------------------------------------


def one(formula: Callable[..., arb]) -> Truth:
    """A formula with one value."""
    return lambda *arguments: [formula(*arguments)]


def each(formula: Callable[..., arb]) -> Truth:
    """A formula of single numbers."""
    return lambda *arguments: [formula(*parts) for parts in zip(*arguments, strict=True)]


def of_distribution(random: np.random.Generator, n: int) -> list[np.ndarray]:
    p = random.gamma(1.0, size=n)
    return [p / p.sum()]


def of_two(random: np.random.Generator, n: int) -> list[np.ndarray]:
    return of_distribution(random, n) + of_distribution(random, n)


def of_logits(random: np.random.Generator, n: int) -> list[np.ndarray]:
    return [3 * random.normal(size=n)]


def quantities() -> Iterator[Quantity]:
    ln2 = arb(2).log
    p, pq, pz = each_of(distribution()), pair, with_logits
    yield Quantity("self_information", each_of(probabilities), each(lambda t: -log(t)))
    yield Quantity("entropy", p, one(entropy_of), at_length=of_distribution)
    yield Quantity("binary_entropy", each_of(probabilities), each(lambda t: binary_loss_of(t, t)))
    yield Quantity("perplexity", p, one(lambda p: entropy_of(p).exp()), at_length=of_distribution)
    yield Quantity("convert", each_of(positive), each(lambda x: x / ln2()), lambda x: ce.convert(x, "nat", "bit"))

    yield Quantity("cross_entropy", pq, one(cross_entropy_of), at_length=of_two)
    yield Quantity("kl_divergence", pq, one(divergence_of), at_length=of_two)
    yield Quantity("jeffreys", pq, one(lambda p, q: divergence_of(p, q) + divergence_of(q, p)), at_length=of_two)
    yield Quantity("jensen_shannon", pq, one(jensen_shannon_of), at_length=of_two)
    yield Quantity("jensen_shannon_distance", pq, one(lambda p, q: jensen_shannon_of(p, q).sqrt()), at_length=of_two)
    yield Quantity(
        "total_variation",
        pq,
        one(lambda p, q: total(abs(x - y) for x, y in zip(p, q, strict=True)) / 2),
        at_length=of_two,
    )
    yield Quantity("hellinger", pq, one(hellinger_of), at_length=of_two)
    yield Quantity("pinsker_bound", pq, one(lambda p, q: (divergence_of(p, q) / 2).sqrt()), at_length=of_two)
    yield Quantity("bretagnolle_huber_bound", pq, one(lambda p, q: (-(-divergence_of(p, q)).expm1()).sqrt()))

    yield Quantity("marginals", each_of(table), lambda t: marginals_of(t)[0], lambda t: ce.marginals(t)[0])
    yield Quantity("joint_entropy", each_of(table), one(entropy_of))
    yield Quantity("conditional_entropy", each_of(table), one(conditional_entropy_of))
    yield Quantity("mutual_information", each_of(table), one(mutual_information_of))
    yield Quantity("information_gain", each_of(counts), one(lambda c: mutual_information_of([x / total(c) for x in c])))

    yield Quantity(
        "kraft_sum", each_of(several(lambda r, d: r.integers(1, 9, 1), 5)), lambda n: [total(arb(2) ** -x for x in n)]
    )
    yield Quantity(
        "expected_length",
        each_of(distribution(5), lambda r, d: r.integers(1, 9, 5)),
        one(lambda p, n: total(x * y for x, y in zip(p, n, strict=True))),
    )
    yield Quantity(
        "block_distribution",
        each_of(distribution(3)),
        lambda p: [x * y for x in p for y in p],
        lambda p: ce.block_distribution(p, 2),
    )

    yield Quantity("normal_density", each_of(real, real, positive), normal_density_of)
    yield Quantity("normal_entropy", each_of(positive), each(normal_entropy_of))
    yield Quantity("normal_cross_entropy", each_of(real, positive, real, positive), each(normal_cross_entropy_of))
    yield Quantity("normal_kl_divergence", each_of(real, positive, real, positive), each(normal_divergence_of))
    yield Quantity("density_entropy", densities(1), one(lambda f, x: integral_of([-weighted(a, log(a)) for a in f], x)))
    yield Quantity(
        "density_cross_entropy",
        densities(2),
        one(lambda f, g, x: integral_of([-weighted(a, log(b)) for a, b in zip(f, g, strict=True)], x)),
    )
    yield Quantity("density_kl_divergence", densities(2), one(density_divergence_of))

    z = each_of(logit_vector)
    yield Quantity("sigmoid", each_of(logit), each(sigmoid_of))
    yield Quantity("logit", each_of(inner_probabilities), each(lambda t: log(t) - (-t).log1p()))
    yield Quantity("softplus", each_of(logit), each(softplus_of))
    yield Quantity("softmax", z, softmax_of, at_length=of_logits)
    yield Quantity("log_softmax", z, lambda z: [-s for s in surprisals_of(z)], at_length=of_logits)
    yield Quantity("logsumexp", z, one(logsumexp_of), at_length=of_logits)

    y, a = probabilities, probabilities
    yield Quantity("binary_cross_entropy", each_of(y, a), each(binary_loss_of))
    yield Quantity("binary_cross_entropy_with_logits", each_of(y, logit), each(logit_loss_of))
    yield Quantity("cross_entropy_loss", pq, one(cross_entropy_of))
    yield Quantity(
        "softmax_cross_entropy",
        z,
        one(lambda z: surprisals_of(z)[0]),
        lambda z: ce.softmax_cross_entropy(0, z),
        at_length=of_logits,
    )
    yield Quantity(
        "softmax_cross_entropy, soft labels",
        pz,
        one(lambda p, z: total(weighted(x, s) for x, s in zip(p, surprisals_of(z), strict=True))),
        ce.softmax_cross_entropy,
    )
    yield Quantity(
        "multilabel_cross_entropy",
        each_of(several(y, 3), several(a, 3)),
        one(lambda y, a: total(map(binary_loss_of, y, a))),
    )
    yield Quantity("squared_error", each_of(y, a), each(lambda y, a: (y - a) ** 2))
    yield Quantity(
        "brier_score", pq, one(lambda p, q: total((x - y) ** 2 for x, y in zip(p, q, strict=True))), at_length=of_two
    )
    yield Quantity("spherical_score", pq, one(spherical_of))
    yield Quantity("focal_loss", pq, one(focal_of))

    yield Quantity("sigmoid_derivative", each_of(logit), each(lambda z: sigmoid_of(z) * sigmoid_of(-z)))
    yield Quantity("softmax_jacobian", z, jacobian_of)
    yield Quantity(
        "binary_cross_entropy_with_logits_gradient",
        each_of(y, logit),
        each(lambda y, z: (1 - y) * sigmoid_of(z) - y * sigmoid_of(-z)),
    )
    yield Quantity("softmax_cross_entropy_gradient", pz, softmax_gradient_of)
    yield Quantity(
        "softmax_cross_entropy_gradient, a class",
        z,
        lambda z: softmax_gradient_of([ONE] + [ZERO] * (len(z) - 1), z),
        lambda z: ce.softmax_cross_entropy_gradient(0, z),
        at_length=of_logits,
    )
    yield Quantity(
        "sigmoid_squared_error_gradient",
        each_of(y, logit),
        each(lambda y, z: 2 * sigmoid_of(z) * sigmoid_of(-z) * ((1 - y) * sigmoid_of(z) - y * sigmoid_of(-z))),
    )
    yield Quantity(
        "sigmoid_squared_error_second_derivative", each_of(y, logit), each(squared_error_second_derivative_of)
    )
    yield Quantity("brier_score_gradient", pz, brier_gradient_of)
    yield Quantity("focal_loss_gradient", z, focal_gradient_of, lambda z: ce.focal_loss_gradient(0, z))
    yield Quantity("logistic_gradient", each_of(labels(4), matrix, vector(COLUMNS)), logistic_gradient_of)
    yield Quantity("logistic_hessian", each_of(matrix, vector(COLUMNS)), logistic_hessian_of)
    yield Quantity(
        "expected_calibration_error",
        each_of(labels(4), several(probabilities, 4)),
        one(lambda y, q: abs(total(y) - total(q)) / len(q)),
        lambda y, q: ce.expected_calibration_error(y, q, bins=1),
    )


def squared_error_second_derivative_of(y: arb, z: arb) -> arb:
    a, b = sigmoid_of(z), sigmoid_of(-z)
    return 2 * a * b * (a * b + ((1 - y) * a - y * b) * (b - a))


# --- measuring -----------------------------------------------------------------------------------


@dataclass
class Worst:
    """The worst that a function did in a dtype."""

    cases: int = 0
    ulps: float = 0.0  # the largest error, where the result is normal
    condition: float = 0.0  # κ of that case
    share: float = 0.0  # the largest error divided by 1 + κ
    steps: float = 0.0  # the largest error divided by 1 + κ where the result is subnormal, in smallest steps
    wrong: list[str] = field(default_factory=list)  # where infinite or zero is said and is not so, or the reverse

    def note(self, found: np.generic, true: arb, condition: float, case: str) -> None:
        """Take a result into account."""
        self.cases += 1
        dtype = found.dtype.type
        with np.errstate(over="ignore"):
            nearest = dtype(float(true if true == INFINITE else true.mid()))
        if not (np.isfinite(nearest) and np.isfinite(found)):
            if found != nearest:
                self.wrong.append(f"{case}: {found}, not {true.str(8)}")
            return
        error = abs(arb(float(found)) - true)
        if abs(true) < float(np.finfo(dtype).tiny) * STEPS:
            step = float(np.finfo(dtype).smallest_subnormal)
            self.steps = max(self.steps, float(error / step) / (1 + condition))
            return
        ulps = float(error / float(np.spacing(abs(nearest))))
        if ulps > self.ulps:
            self.ulps, self.condition = ulps, condition
        self.share = max(self.share, ulps / (1 + condition))


def exact(values: np.ndarray) -> Numbers:
    return [arb(float(x)) for x in values.reshape(-1)]


def settled(value: arb) -> bool:
    """Narrow enough for us; or exact, infinite, or surely below all floats. A ball that holds NaN is not."""
    return (
        value.is_exact()
        or value == INFINITE
        or value.rel_accuracy_bits() >= BITS - 20
        or bool(abs(value) < arb(2) ** -3000)
    )


def proper(value: arb) -> bool:
    """Neither zero nor infinite."""
    return bool(value.is_finite() and not value.contains(0))


def evaluate(truth: Truth, arguments: Sequence[Numbers]) -> Numbers:
    """Return the values of a formula, with more and more bits until all are settled."""
    bits = BITS + 80
    while bits <= MOST_BITS:
        flint.ctx.prec = bits
        values = list(truth(*arguments))
        if all(map(settled, values)):
            return values
        bits *= 2
    raise ArithmeticError(f"{MOST_BITS} bits do not settle the value")


def conditions(truth: Truth, arguments: Sequence[Numbers], values: Numbers) -> list[float]:
    """Return the condition number of each value."""
    changes = [ZERO] * len(values)
    if not any(map(proper, values)):
        return [0.0] * len(values)
    step = arb(2) ** -STEP_BITS
    for k, argument in enumerate(arguments):
        for i, x in enumerate(argument):
            if x == 0:
                continue
            nearby = [*argument[:i], x * (1 - step), *argument[i + 1 :]]
            moved = evaluate(truth, [*arguments[:k], nearby, *arguments[k + 1 :]])
            changes = [c + abs(new - old) for c, new, old in zip(changes, moved, values, strict=True)]
    return [
        float((change / step / abs(value)).mid()) if proper(value) else 0.0
        for change, value in zip(changes, values, strict=True)
    ]


def measure(quantity: Quantity, dtype: Any, draws: int) -> Worst:
    """Compare a function with its formula at random and at extreme arguments."""
    random = np.random.default_rng(0)
    worst = Worst()
    for _ in range(draws):
        arguments = quantity.given(random, dtype)
        with np.errstate(divide="raise", over="raise", invalid="raise"):  # what numpy warns of
            found = quantity.found(arguments)
        exactly = [exact(argument) for argument in arguments]
        values = evaluate(quantity.truth, exactly)
        shown = ", ".join(str(argument.tolist()) for argument in arguments)
        for result, true, condition in zip(found, values, conditions(quantity.truth, exactly, values), strict=True):
            worst.note(result, true, condition, f"{quantity.name}({shown})")
    return worst


def measure_long(quantity: Quantity, dtype: Any, length: int) -> float:
    """Return the largest error at random arguments of a length, in ulp."""
    assert quantity.at_length
    arguments = [argument.astype(dtype) for argument in quantity.at_length(np.random.default_rng(length), length)]
    worst = Worst()
    values = quantity.truth(*map(exact, arguments))
    for found, true in zip(quantity.found(arguments), values, strict=True):
        worst.note(found, true, 0, quantity.name)
    return worst.ulps


# --- report --------------------------------------------------------------------------------------


def figure(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:.1e}"


def rows_of_functions(draws: int) -> Iterator[tuple[str, list[Worst]]]:
    for quantity in quantities():
        yield quantity.name, [measure(quantity, dtype, draws) for dtype in DTYPES]


def rows_of_lengths(lengths: Sequence[int]) -> Iterator[str]:
    for quantity in quantities():
        if quantity.at_length:
            flint.ctx.prec = 200
            errors = [measure_long(quantity, dtype, n) for dtype in DTYPES for n in lengths]
            yield f"| `{quantity.name}` | " + " | ".join(map(figure, errors)) + " |"


def row(name: str, worst: Worst) -> str:
    cells = [str(worst.cases), figure(worst.ulps), figure(worst.condition), f"**{figure(worst.share)}**"]
    return " | ".join([*cells, figure(worst.steps)])


def main(arguments: list[str] | None = None) -> int:
    """Measure and write; fail where the library's promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--longest", type=int, default=LENGTHS[-1])
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("ACCURACY.md"))
    options = parser.parse_args(arguments)
    broken, lines = [], []
    for name, both in rows_of_functions(options.draws):
        lines.append(f"| `{name}` | " + " | ".join(row(name, worst) for worst in both) + " |")
        print(lines[-1], flush=True)
        for dtype, worst in zip(DTYPES, both, strict=True):
            broken += [f"{name}, {dtype.__name__}: {case}" for case in worst.wrong]
            if worst.share > PROMISE:
                broken.append(f"{name}, {dtype.__name__}: an error of {worst.share:.2f} (1 + κ) ulp")
    lengths = [n for n in LENGTHS if n <= options.longest]
    options.output.write_text(
        TEXT.format(
            date=time.strftime("%Y-%m-%d"),
            versions=f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}",
            promise=PROMISE,
            steps=STEPS,
            functions="\n".join(lines),
            lengths=" | ".join(f"{n:,}".replace(",", " ") for n in lengths * 2),
            rule=" | ".join(["---:"] * 2 * len(lengths)),
            long="\n".join(rows_of_lengths(lengths)),
        ),
        encoding="utf-8",
    )
    print(*broken, sep="\n", file=sys.stderr)
    return bool(broken)


TEXT = """<!-- Written by `make accuracy`. Change bench/accuracy.py instead. -->

# How exact it is

The worst errors that were found, in units in the last place (ulp) of the dtype; {date}, {versions}.

- The oracle is ball arithmetic on the formula, at the floats that the function was given, with more and more bits
  until the value is settled. The condition number κ says how many times as large as a relative change of the arguments
  the relative change of the result is: rounding the arguments alone costs about κ/2 ulp. It is computed by the same
  arithmetic.
- The library promises at most {promise} (1 + κ) ulp: the column in bold is at most {promise}.
- Arguments are drawn at random and from the ends of the domain: 0, 1, 1 - ε, subnormal numbers, logits of ±1e4 and
  half of the largest float, ties, one-hot and uniform distributions, supports that differ, distributions that nearly
  agree. Where a result is less than {steps} times the smallest normal number, its error is told in the smallest steps
  of the dtype instead, divided by 1 + κ too (last column).
- Not here: functions whose results are whole numbers, words or codes (`shannon_lengths`, `huffman_code`, `encode` …),
  the models, and `fit_temperature`, which searches. Their tests say how exact they are.

| function | values, float64 | worst error | κ there | worst error / (1 + κ) | subnormal | values, float32 \
| worst error | κ there | worst error / (1 + κ) | subnormal |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
{functions}

## Long rows

Largest error in ulp over all results of a call, by the number of outcomes or logits: on the left in float64, on the
right in float32. The numbers are drawn at random, so that κ is small (for `kl_divergence` and its like about 3).

| function | {lengths} |
|---|{rule}|
{long}
"""


if __name__ == "__main__":
    raise SystemExit(main())

"""The examples of docs/examples: every number that they print, held to a value computed here without the library."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import chain, product
from random import Random

import pytest
from small_sites import ROOT

from site_build.examples import run_example

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))
NUMBER = re.compile(r"(?<![\w.])-?(?:\d+(?:\.\d*)?|inf)(?!\w)")


def entropy(p: Sequence[float]) -> float:
    return -math.fsum(x * math.log(x) for x in p)


def cross_entropy(p: Sequence[float], q: Sequence[float]) -> float:
    return -math.fsum(x * (math.log(y) if y else -math.inf) for x, y in zip(p, q, strict=True) if x)


def binary(y: int, a: float) -> float:
    return -math.log(a if y else 1 - a)


def binary_entropy(score: float) -> float:
    rare = math.exp(-abs(score)) / (1 + math.exp(-abs(score)))
    return -rare * math.log(rare) - (1 - rare) * math.log1p(-rare)


def of_binary_entropy() -> list[float]:
    models = [(1, 0), (2, 1), (-5, -10)]
    rows = [[x, *(binary_entropy(w * x + b) for w, b in models)] for x in (-3, -2, -1, 0)]
    totals = [[w, math.pi**2 / 3 / abs(w), math.pi**2 / 3 / abs(w)] for w, _ in models]
    scores = [-2, -3, 0]
    mixed = math.fsum(1 / (1 + math.exp(-u)) for u in scores) / 3
    total, mean = entropy([mixed, 1 - mixed]), math.fsum(map(binary_entropy, scores)) / 3
    return [*chain(*rows), *chain(*totals), total, mean, total - mean]


def of_continuous() -> list[float]:
    h = math.log(2 * math.pi * math.e) / 2
    crossed = math.log(8 * math.pi) / 2 + (1 + 1) / 8
    wide, narrow = math.log(2) + 1 / 8 - 1 / 2, 2 - math.log(2) - 1 / 2
    return [h, h / math.log(2), crossed, wide, narrow, h, crossed, crossed - h]


def of_codes() -> list[float]:
    def best(weights: list[float]) -> float:  # the sum of all probabilities that are joined
        total = 0.0
        while len(weights) > 1:
            one, other, *weights = sorted(weights)
            total += one + other
            weights.append(one + other)
        return total

    p = [0.7, 0.2, 0.1]
    blocks = [[days, best([math.prod(x) for x in product(p, repeat=days)]) / days] for days in range(1, 6)]
    mean, wrong = 0.7 + 2 * 0.2 + 2 * 0.1, 2 * 0.7 + 2 * 0.2 + 0.1
    return [7, 9, mean, 1, 1.7, 0.6875, entropy(p) / math.log(2), *chain(*blocks), wrong, wrong]


def of_convexity() -> list[float]:
    samples = [(10, 0), (1, 1), (1, 1), (0.2, 0)]

    def slope_of_squares(w: float) -> float:
        outputs = [(x, y, 1 / (1 + math.exp(-w * x))) for x, y in samples]
        return math.fsum((a - y) * a * (1 - a) * x for x, y, a in outputs)

    def slope_of_logs(w: float) -> float:
        return math.fsum((1 / (1 + math.exp(-w * x)) - y) * x for x, y in samples)

    def minimum(slope: Callable[[float], float], low: float, high: float) -> float:
        assert slope(low) < 0 < slope(high)
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if slope(middle) < 0 else (low, middle)
        return low

    def squares(w: float) -> float:
        return math.fsum((1 / (1 + math.exp(-w * x)) - y) ** 2 for x, y in samples) / 8

    def logs(w: float) -> float:
        return math.fsum(math.log1p(math.exp(w * x)) - y * w * x for x, y in samples) / 4

    left, right = minimum(slope_of_squares, -1, 0.4), minimum(slope_of_squares, 0.5, 3)
    only = minimum(slope_of_logs, -1, 3)
    return [-1, left, squares(left), 3, right, squares(right), -1, only, logs(only), 3, only, logs(only)]


def of_cross_entropy() -> list[float]:
    p, bit = [0.7, 0.2, 0.1], math.log(2)
    models = [p, [0.5, 0.25, 0.25], [1 / 3] * 3, [0.1, 0.2, 0.7], [0.8, 0.2, 0.0]]
    rows = [[cross_entropy(p, q) / bit, (cross_entropy(p, q) - entropy(p)) / bit] for q in models]
    a, b = [0.9, 0.1], [0.5, 0.5]
    return [entropy(p) / bit, *chain(*rows), cross_entropy(a, b), cross_entropy(b, a)]


def of_cross_entropy_gradient() -> list[float]:
    def sigmoid(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    def run(z: float, rate: float, slope: Callable[[float], float]) -> list[float]:
        outputs = [sigmoid(z)]
        for _ in range(300):
            z -= 2 * rate * slope(sigmoid(z))  # weight and bias fall alike, and z is their sum
            outputs.append(sigmoid(z))
        return outputs

    rows = []
    for z, slope in product((1.5, 4.0), (lambda a: a, lambda a: a * a * (1 - a))):
        outputs = run(z, 0.15, slope)
        rows.append([z, 0.5, min(k for k, a in enumerate(outputs) if a < 0.5), outputs[-1]])
    slow = [[0.005, run(z, 0.005, lambda a: a)[-1], run(z, 0.005, lambda a: 1 / (1 - a))[-1]] for z in (1.5, 4.0)]
    return [*chain(*rows), *chain(*slow)]


def of_entropy() -> list[float]:
    p = [0.7, 0.2, 0.1]
    rows = [[x, -math.log(x), -x * math.log(x)] for x in p]
    early = 0.7 * 0.36 + 0.2 * 1.61 + 0.1 * 2.30
    other = entropy([0.9, 0.05, 0.02, 0.03]) / math.log(10)
    return [*chain(*rows), entropy(p), entropy(p) / math.log(2), entropy(p) / math.log(10), early, other, entropy(p)]


def of_logistic_regression() -> list[float]:
    x, y = [-2, -1, -0.5, 0.5, 1, 2], [0, 0, 1, 0, 1, 1]

    def sigmoid(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    def loss(w: float) -> float:
        return math.fsum(binary(label, sigmoid(w * u)) for u, label in zip(x, y, strict=True)) / 6

    def slope(w: float) -> float:
        return math.fsum((sigmoid(w * u) - label) * u for u, label in zip(x, y, strict=True)) / 6

    def curvature(w: float) -> float:
        return math.fsum(sigmoid(w * u) * sigmoid(-w * u) * u * u for u in x) / 6

    newton, descent = [0.0], [0.0]
    for _ in range(100):
        newton.append(newton[-1] - slope(newton[-1]) / curvature(newton[-1]))
        descent.append(descent[-1] - slope(descent[-1]))
    rows = [[k, newton[k], loss(newton[k]), descent[k], loss(descent[k])] for k in range(6)]
    reached = [abs(w - 1.351112) <= 0.5e-6 for w in descent].index(True)
    far = -math.log(1 - sigmoid(30))  # the rounding of 1 - sigmoid(30) is what the example shows
    return [*chain(*rows), reached, 0.5, sigmoid(newton[-1] / 2), 0, 30, far, 30, 0, 40, math.inf, 40]


def of_kl_divergence() -> list[float]:
    p, q, bit = [0.9, 0.1], [0.5, 0.5], math.log(2)
    terms = [x * math.log(x / y) for x, y in zip(p, q, strict=True)]
    backward = math.log(5 / 9) / 2 + math.log(5) / 2
    fine = 0.7 * math.log(1.4) + 0.2 * math.log(0.8) + 0.1 * math.log(0.4)
    coarse = 0.7 * math.log(1.4) + 0.3 * math.log(0.6)
    close = 2.0  # -log(1 - 4 d²) / 2 is 2 d² + 4 d⁴ + …
    return [*terms, math.fsum(terms), math.fsum(terms) / bit, backward, 1, math.inf, fine, coarse, close]


def of_maximum_likelihood() -> list[float]:
    observed, truth = [0.7, 0.3], [0.7, 0.3]
    rows = []
    for heads in (0.5, 0.6, 0.7, 0.9):
        loss = -(7 * math.log(heads) + 3 * math.log(1 - heads)) / 10
        rows.append([heads, loss, entropy(observed), loss - entropy(observed)])
    generator = Random(2)
    tosses = [generator.random() < 0.7 for _ in range(100_000)]
    fits = []
    for m in (10, 100, 1_000, 10_000, 100_000):
        share = sum(tosses[:m]) / m
        fits.append([m, share, entropy([share, 1 - share]), cross_entropy(truth, [share, 1 - share])])
    floors = [[share, entropy([share, 1 - share])] for share in (0.05, 0.1)]
    return [*chain(*rows), entropy(truth), *chain(*fits), *chain(*floors)]


def of_learning_slowdown() -> list[float]:
    def sigmoid(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    def slowness(z: float) -> float:
        return 1 / (2 * 0.15 * sigmoid(z) ** 2 * (1 - sigmoid(z)))

    numbers = []
    for weight, bias in ((0.6, 0.9), (2.0, 2.0)):
        z, outputs, h = weight + bias, [], 1e-5
        slope = (sigmoid(z + h) ** 2 - sigmoid(z - h) ** 2) / (4 * h)
        parts = [z * k / 1000 for k in range(1001)]  # the time by Simpson's rule, in place of the antiderivative
        weights = [1, *([4, 2] * 499), 4, 1]
        time = z / 3000 * math.fsum(w * slowness(part) for w, part in zip(weights, parts, strict=True))
        for _ in range(301):
            outputs.append(sigmoid(z))
            z -= 2 * 0.15 * outputs[-1] ** 2 * (1 - outputs[-1])
        first = next(k for k, a in enumerate(outputs) if a < 0.5)
        costs = [outputs[0] ** 2 / 2, outputs[-1] ** 2 / 2]
        numbers += [weight, bias, slope, *outputs[::50], *costs, 0.5, first, time]
    return numbers


def of_multi_label() -> list[float]:
    y, a = [0, 1, 1], [0.1, 0.7, 0.8]
    losses = [binary(*pair) for pair in zip(y, a, strict=True)]
    scores = [math.log(x / (1 - x)) for x in a]
    batch = sum(losses) + 3 * math.log(2)
    one_against_rest = binary(0, 0.3) + binary(1, 0.6) + binary(0, 0.1)
    slopes = [0.1, -0.3, -0.2]
    pair = -0.8 * math.log2(0.4) - 0.2 * math.log2(0.1)
    return [
        *losses, sum(losses), sum(losses) / 3, *scores, *a, *slopes, batch / 2, batch / 6, one_against_rest,
        -math.log(0.6), pair, 2.0,
    ]  # fmt: skip


def of_mutual_information() -> list[float]:
    def h(*p: float) -> float:
        return -math.fsum(x * math.log2(x) for x in p if x)

    bus, weather, both = h(3 / 4, 1 / 4), h(1 / 2, 1 / 2), h(1 / 2, 1 / 4, 1 / 4)
    after = (5 * h(2 / 5, 3 / 5) + 4 * h(1) + 5 * h(3 / 5, 2 / 5)) / 14
    shown = [0.5 * 0.9 + 0.25 * 0.1, 0.5 * 0.1 + 0.25 * 0.9, 0.25 * 0.1, 0.25 * 0.9]
    lost = bus + h(shown[0] + shown[2], shown[1] + shown[3]) - h(*shown)
    return [bus, both, both - bus, both - weather, bus + weather - both, h(9 / 14, 5 / 14) - after, lost]


def of_not_a_distance() -> list[float]:
    def kl(p: Sequence[float], q: Sequence[float]) -> float:
        return cross_entropy(p, q) - entropy(p)

    def js(p: Sequence[float], q: Sequence[float]) -> float:
        middle = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
        return entropy(middle) - (entropy(p) + entropy(q)) / 2

    def total(p: Sequence[float], q: Sequence[float]) -> float:
        return abs(p[0] - q[0])

    fair, middle, biased = [0.5, 0.5], [0.75, 0.25], [0.9, 0.1]
    measures = [
        kl,
        lambda p, q: kl(p, q) + kl(q, p),
        js,
        lambda p, q: math.sqrt(js(p, q)),
        total,
        lambda p, q: math.sqrt(1 - math.fsum(math.sqrt(x * y) for x, y in zip(p, q, strict=True))),
    ]
    ways = [[d(fair, biased), d(fair, middle) + d(middle, biased)] for d in measures]
    stops = [[k / 1000, 1 - k / 1000] for k in range(500, 901)]
    least, best = min((kl(fair, stop) + kl(stop, biased), stop[0]) for stop in stops)
    bound = math.sqrt(kl(biased, fair) / 2)
    return [math.log(2), math.log(2), *chain(*ways), best, least, 0.4, bound, 1 / 2, 1 / 4]


def of_properties_of_entropy() -> list[float]:
    bit, p, r = math.log(2), [0.7, 0.2, 0.1], [0.4, 0.2, 0.4]
    shannon = entropy([1 / 2, 1 / 3, 1 / 6]) / bit
    gain = entropy(r) - entropy(p)
    cases = [[n, math.log(n), math.log(n)] for n in (2, 3, 4)]
    steep = []
    for t in (0.1, 0.01, 0.001, 0.0001):
        value = entropy([1 - t, t]) / bit
        steep.append([t, value, value / (2 * t)])
    return [
        shannon,
        shannon,
        entropy(p),
        entropy(p),
        entropy(r),
        gain,
        gain,
        *chain(*cases),
        entropy(p),
        *chain(*steep),
    ]


def of_self_information() -> list[float]:
    bit, units = math.log(2), (1, math.log(2), math.log(10))
    lift = [[t, -math.log(t) / bit] for t in (0.99, 0.01)]
    weather = [[t, *(-math.log(t) / unit for unit in units)] for t in (0.7, 0.2, 0.1)]
    both = math.log(10_000) / bit
    return [*chain(*lift), *chain(*weather), both, both, math.inf]


def of_softmax_cross_entropy() -> list[float]:
    loss = -math.log(0.6)
    batch = [loss, -math.log(0.5), -math.log(0.7)]
    probabilities = [0.3, 0.6, 0.1]
    in_units = [loss / unit for unit in (1, math.log(2), math.log(10))]
    naive, shifted = [0.0, 0.0], [0.0, -1000.0, -1000.0]  # "nan", the first of the naive ones, is no number
    one, other = -math.log2(0.51), -math.log2(0.99 * 0.99 * 0.49) / 3
    return [
        *probabilities, *probabilities, loss, loss, *in_units, *batch, sum(batch) / 3,
        *naive, *shifted, 0.0, one, 1 / 3, other,
    ]  # fmt: skip


def of_softmax_gradient() -> list[float]:
    def loss(y: int, scores: Sequence[float]) -> float:
        return math.log(math.fsum(map(math.exp, scores))) - scores[y]

    def slopes(y: int, scores: Sequence[float]) -> list[float]:  # from values of the loss alone
        h, n = 1e-4, len(scores)
        moved = [[[v + s * h * (i == k) for i, v in enumerate(scores)] for s in (1, -1)] for k in range(n)]
        return [(loss(y, up) - loss(y, down)) / (2 * h) for up, down in moved]

    z = [2.0, 1.0, 0.1]
    q = [math.exp(x) / math.fsum(map(math.exp, z)) for x in z]
    trace, product = 1 - math.fsum(x * x for x in q), 3 * math.prod(q)
    root = math.sqrt(trace**2 - 4 * product)
    steps, z = [], [math.log(x) for x in (3, 6, 1)]
    for step in range(4):
        steps.append([step, *(math.exp(-loss(k, z)) for k in range(3)), loss(1, z)])
        z = [x - slope for x, slope in zip(z, slopes(1, z), strict=True)]
    gradient = slopes(0, [2.0, 1.0, 0.1])
    return [*gradient, 0, *gradient, 0, (trace - root) / 2, (trace + root) / 2, *chain(*steps)]


def of_units() -> list[float]:
    nats = [1.0, math.log(2), math.log(10)]
    table = [[1.0, *(one / other for other in nats)] for one in nats]
    return [*chain(*table), *chain(*([0.7, -math.log(0.7) / nat] for nat in nats)), 1.0, 1.0, math.inf]


def of_why_the_logarithm() -> list[float]:
    root = 1 / (2 - math.sqrt(2))  # (1 - 1/2) / (1 - √½), rationalised
    candidates = [[1.5, -0.5], [root, root - 2], [3, 1], [2, 0]]
    squeeze = []
    for draws in (1, 5, 12, 53, 306, 665):
        coins = max(k for k in range(2 * draws) if 2**k <= 3**draws)
        squeeze.append([draws, coins / draws, (coins + 1) / draws])
    powers = [[(math.sqrt(2) - 1) ** e, (-1 - math.sqrt(2)) ** e] for e in range(1, 7)]
    return [*chain(*candidates), *chain(*squeeze), math.log(3) / math.log(2), *chain(*powers)]


EXPECTED = {
    "codes": of_codes,
    "binary_entropy": of_binary_entropy,
    "continuous": of_continuous,
    "convexity": of_convexity,
    "cross_entropy": of_cross_entropy,
    "cross_entropy_gradient": of_cross_entropy_gradient,
    "entropy": of_entropy,
    "kl_divergence": of_kl_divergence,
    "maximum_likelihood": of_maximum_likelihood,
    "learning_slowdown": of_learning_slowdown,
    "logistic_regression": of_logistic_regression,
    "multi_label": of_multi_label,
    "mutual_information": of_mutual_information,
    "not_a_distance": of_not_a_distance,
    "properties_of_entropy": of_properties_of_entropy,
    "self_information": of_self_information,
    "softmax_cross_entropy": of_softmax_cross_entropy,
    "softmax_gradient": of_softmax_gradient,
    "units": of_units,
    "why_the_logarithm": of_why_the_logarithm,
}


def test_every_example_has_its_values() -> None:
    assert [file.stem for file in EXAMPLES] == sorted(EXPECTED), "add a function that computes what the example prints"


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_prints_the_right_numbers(name: str) -> None:
    file = ROOT / "docs" / "examples" / f"{name}.py"
    printed = NUMBER.findall(run_example(file.read_text(encoding="utf-8"), str(file)))
    expected = EXPECTED[name]()
    assert len(printed) == len(expected), printed
    for text, value in zip(printed, expected, strict=True):
        places = len(text.partition(".")[2])
        assert float(text) == value or abs(float(text) - value) <= 0.5 * 10**-places + 1e-12, (text, value)

"""Three logistic models along their input: the probabilities, and how uncertain they are."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import binary_entropy, sigmoid

WORDS = {
    "zh": {"input": "输入 x", "probability": "第一类的概率", "entropy": "预测熵（奈特）"},
    "en": {"input": "input x", "probability": "probability", "entropy": "entropy (nats)"},
}
DESCRIPTION = {
    "zh": "上下两幅图，横轴是同一个输入。上图是三个模型给出的概率：A（实线）由零缓缓升到一，在 {a} 处过正中；"
    "B（虚线）升得较快，在 {b} 处过正中；C（点线）下降，最陡，在 {c} 处过正中。下图是它们的熵，三座钟形，"
    "各在上述位置达到最高，高 {most} 奈特，越陡的模型钟形越窄。A 与 B 的熵在 {ab_left} 和 {ab_right} 处相等，"
    "A 与 C 的在 {ac_left} 和 {ac_right} 处相等，B 与 C 的在 {bc_left} 和 {bc_right} 处相等，都标有圆点。",
    "en": "Two panels over the same input. Above, the probabilities that three models give: A, solid, rises slowly "
    "from zero to one and passes the middle at {a}; B, dashed, rises faster and passes it at {b}; C, dotted, falls, "
    "is the steepest, and passes it at {c}. Below, their entropies: three bells, highest at these places, {most} nats "
    "high, the narrower the steeper the model. Dots mark where two entropies agree: A and B at {ab_left} and "
    "{ab_right}, A and C at {ac_left} and {ac_right}, B and C at {bc_left} and {bc_right}.",
}

MODELS = {"A": (1, 0, "-"), "B": (2, 1, "--"), "C": (-5, -10, ":")}  # weight, bias, line


def agree(first: str, second: str) -> tuple[float, float]:
    """Where two models are equally uncertain: where their scores are equal or opposite."""
    (w, b, _), (v, c, _) = MODELS[first], MODELS[second]
    left, right = sorted(((c - b) / (w - v), -(b + c) / (w + v)))
    return left, right


def signed(number: float, form: str) -> str:
    """A number with the minus sign of the text."""
    return format(number, form).replace("-", "−")


AGREE = {pair: agree(*pair.upper()) for pair in ("ab", "ac", "bc")}
NUMBERS = {
    **{name.lower(): signed(-bias / weight, "g") for name, (weight, bias, _) in MODELS.items()},
    "most": f"{binary_entropy(0.5):.3f}",
    **{f"{pair}_left": signed(left, ".2f") for pair, (left, _) in AGREE.items()},
    **{f"{pair}_right": signed(right, ".2f") for pair, (_, right) in AGREE.items()},
}


def draw() -> Figure:
    """The probabilities above, the entropies below, each curve with its name."""
    figure = Figure(figsize=(4.0, 4.6))
    above, below = figure.subplots(2, 1, sharex=True)
    x = np.linspace(-6, 4, 501)
    for number, (weight, bias, line) in enumerate(MODELS.values()):
        a = sigmoid(weight * x + bias)
        above.plot(x, a, line, color=SERIES[number])
        below.plot(x, binary_entropy(a), line, color=SERIES[number])
        middle = -bias / weight
        for axes, height in ((above, 0.5), (below, binary_entropy(0.5))):
            axes.plot([middle, middle], [0, height], color=GRID, linewidth=1, zorder=0)
    names = {"A": ((2.3, 0.8), (2.5, 0.4)), "B": ((0.1, 0.9), (0.5, 0.52)), "C": ((-2.55, 0.6), (-2.75, 0.6))}
    for number, (name, (on_curve, on_bell)) in enumerate(names.items()):
        above.annotate(name, on_curve, color=SERIES[number], ha="center", va="center")
        below.annotate(name, on_bell, color=SERIES[number], ha="center", va="center")
    for pair in AGREE:
        weight, bias, _ = MODELS[pair[0].upper()]
        for place in AGREE[pair]:
            below.plot(place, binary_entropy(sigmoid(weight * place + bias)), "o", color=INK, markersize=4, zorder=3)
    above.set(ylim=(0, 1.05), ylabel="{probability}")
    above.set_yticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    below.set(xlim=(-6, 4), ylim=(0, 0.78), xlabel="{input}", ylabel="{entropy}")
    below.set_yticks([0, float(binary_entropy(0.5))], labels=["0", f"{binary_entropy(0.5):.3f}"])
    below.set_xticks([-6, -4, -2, 0, 2, 4], labels=["−6", "−4", "−2", "0", "2", "4"])
    for axes in (above, below):
        axes.tick_params(colors=MUTED)
    return figure

"""The mean loss of a forecast against the true probability: the tangent to the entropy at the forecast."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import binary_entropy, cross_entropy

WORDS = {
    "zh": {"truth": "真实概率", "loss": "平均损失（奈特）", "paid": "实付", "expected": "预期", "least": "最低"},
    "en": {
        "truth": "true probability",
        "loss": "mean loss (nats)",
        "paid": "paid",
        "expected": "expected",
        "least": "least possible",
    },
}
DESCRIPTION = {
    "zh": "一座拱，是真实概率的熵；一条下降的直线，在预测 {forecast} 处与拱相切，切点高 {expected} 奈特，是模型"
    "预期的损失。真实概率为 {even} 时，直线高 {paid} 奈特，是实付的损失；拱高 {least} 奈特，是最低的损失。",
    "en": "An arch, the entropy of the true probability, and a falling straight line that touches it at the forecast "
    "{forecast}, at a height of {expected} nats, the loss that the model expects. At the true probability {even} the "
    "line is {paid} nats high, which is the loss paid; the arch is {least} nats high, the least possible loss.",
}

FORECAST, EVEN = 0.9, 0.5


def paid(truth: float) -> float:
    """The mean loss of the forecast."""
    return float(cross_entropy([truth, 1 - truth], [FORECAST, 1 - FORECAST]))


EXPECTED, PAID, LEAST = float(binary_entropy(FORECAST)), paid(EVEN), float(binary_entropy(EVEN))
NUMBERS = {
    "forecast": f"{FORECAST}",
    "even": f"{EVEN}",
    "expected": f"{EXPECTED:.3f}",
    "paid": f"{PAID:.3f}",
    "least": f"{LEAST:.3f}",
}


def draw() -> Figure:
    """The arch, the tangent, and the heights at two true probabilities."""
    figure = Figure()
    axes = figure.subplots()
    half = np.geomspace(1e-4, EVEN, 120)
    truth = np.concatenate([[0], half, 1 - half[-2::-1], [1]])
    for x, heights in ((EVEN, (LEAST, PAID)), (FORECAST, (EXPECTED,))):
        axes.plot([x, x], [0, heights[-1]], color=GRID, linewidth=1, zorder=0)
        for height in heights:
            axes.plot([0, x], [height, height], color=GRID, linewidth=1, zorder=0)
    axes.plot(truth, binary_entropy(truth), color=SERIES[0])
    axes.plot([0, 1], [paid(0.0), paid(1.0)], "--", color=SERIES[1])
    axes.plot(EVEN, PAID, "s", color=SERIES[1], markersize=5.5, zorder=3)
    axes.plot(EVEN, LEAST, "o", color=SERIES[0], markersize=5.5, zorder=3)
    axes.plot(FORECAST, EXPECTED, "o", color=INK, markersize=5.5, zorder=3)
    axes.annotate("{paid}", (EVEN + 0.03, PAID + 0.04), color=SERIES[1], va="bottom")
    axes.annotate("{least}", (EVEN - 0.03, LEAST + 0.05), color=SERIES[0], ha="right", va="bottom")
    axes.annotate("{expected}", (FORECAST - 0.03, EXPECTED - 0.03), color=INK, ha="right", va="top")
    axes.set(xlim=(0, 1), ylim=(0, 2.4), xlabel="{truth}", ylabel="{loss}")
    axes.set_xticks([0, EVEN, FORECAST, 1], labels=["0", f"{EVEN}", f"{FORECAST}", "1"])
    axes.set_yticks([0, EXPECTED, LEAST, PAID], labels=["0", *(f"{y:.3f}" for y in (EXPECTED, LEAST, PAID))])
    axes.tick_params(colors=MUTED)
    return figure

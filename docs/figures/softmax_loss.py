"""The multi-class loss -log q_y against q_y, with three predictions of the page on it."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import self_information

WORDS = {
    "zh": {
        "probability": "真实类别的概率",
        "loss": "损失（奈特）",
        "a": "甲模型",
        "glass": "玻璃",
        "b": "乙模型",
    },
    "en": {
        "probability": "probability of the true class",
        "loss": "loss (nats)",
        "a": "model A",
        "glass": "glass",
        "b": "model B",
    },
}

DESCRIPTION = {
    "zh": "一条下降的曲线：真实类别的概率趋于零时，损失趋于无穷；概率是一时，损失为零。"
    "曲线上有三点。甲模型：概率 {a_p}，损失 {a} 奈特。玻璃：概率 {glass_p}，损失 {glass} 奈特。"
    "乙模型：概率 {b_p}，损失 {b} 奈特。",
    "en": "A falling curve: the loss grows without bound as the probability of the true class tends to zero, and is "
    "zero at probability one. Three points lie on it. Model A: probability {a_p}, loss {a} nats. Glass: probability "
    "{glass_p}, loss {glass} nats. Model B: probability {b_p}, loss {b} nats.",
}

PREDICTIONS = {"a": (0.5, 1.75), "glass": (0.6, 1.35), "b": (0.7, 0.95)}  # probability, height of the label
LEAST = 0.005  # where the drawn part of the curve begins
NUMBERS = {f"{key}_p": f"{q}" for key, (q, _) in PREDICTIONS.items()} | {
    key: f"{self_information(q):.3f}" for key, (q, _) in PREDICTIONS.items()
}


def draw() -> Figure:
    """The curve of -log, from near zero to one."""
    figure = Figure()
    axes = figure.subplots()
    probability = np.geomspace(LEAST, 1, 300)
    axes.plot(probability, self_information(probability), color=SERIES[0], linewidth=2)
    for key, (q, height) in PREDICTIONS.items():
        loss = float(self_information(q))
        axes.plot([q, q, 0], [0, loss, loss], color=GRID, linewidth=1, zorder=0)
        axes.plot([q, q], [loss, height], color=MUTED, linewidth=1)
        axes.plot(q, loss, "o", color=SERIES[1], markersize=6)
        axes.text(q, height + 0.04, f"{{{key}}} {loss:.3f}", ha="left", va="bottom", color=INK)
    axes.set(xlim=(0, 1.02), ylim=(0, 5), xlabel="{probability}", ylabel="{loss}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

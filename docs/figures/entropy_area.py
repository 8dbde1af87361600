"""Entropy as an area: one rectangle per outcome, p wide and -log p high."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

from crossentropy import entropy, self_information

WORDS = {
    "zh": {
        "probability": "概率",
        "information": "自信息（奈特）",
        "mean": "平均高度 = 熵",
        "sunny": "晴",
        "cloudy": "阴",
        "rainy": "雨",
    },
    "en": {
        "probability": "probability",
        "information": "self-information (nats)",
        "mean": "mean height = entropy",
        "sunny": "sunny",
        "cloudy": "cloudy",
        "rainy": "rainy",
    },
}

P = np.array([0.7, 0.2, 0.1])


def draw() -> Figure:
    """The area picture of H(0.7, 0.2, 0.1)."""
    height = self_information(P)
    right = np.cumsum(P)
    figure = Figure()
    axes = figure.subplots()
    axes.bar(right - P, height, width=P, align="edge", color=SERIES[0], edgecolor=SURFACE, linewidth=2)
    for name, middle, top in zip(("sunny", "cloudy", "rainy"), right - P / 2, height, strict=True):
        axes.text(middle, top + 0.05, f"{{{name}}}", ha="center", va="bottom", color=INK)
    mean = float(entropy(P))
    axes.axhline(mean, color=INK, linestyle="--", linewidth=1.2)
    axes.text(0.01, mean + 0.05, "{mean}", ha="left", va="bottom", color=INK)
    axes.set(xlim=(0, 1), ylim=(0, 2.7), xlabel="{probability}", ylabel="{information}")
    axes.set_xticks([0, *right], labels=[f"{x:.1f}" for x in (0, *right)])
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

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
DESCRIPTION = {
    "zh": "三个矩形，紧挨着立在一条底边上。晴：宽 {p0}，高 {i0} 奈特。阴：宽 {p1}，高 {i1} 奈特。"
    "雨：宽 {p2}，高 {i2} 奈特。高度 {mean} 奈特处有一条虚线，是平均高度。",
    "en": "Three rectangles side by side on one base. Sunny: width {p0}, height {i0} nats. Cloudy: width {p1}, height "
    "{i1} nats. Rainy: width {p2}, height {i2} nats. A dashed line at a height of {mean} nats is the mean height.",
}

P = np.array([0.7, 0.2, 0.1])
HEIGHT = self_information(P)
MEAN = float(entropy(P))
NUMBERS = {
    "mean": f"{MEAN:.3f}",
    **{f"p{k}": f"{p}" for k, p in enumerate(P)},
    **{f"i{k}": f"{height:.3f}" for k, height in enumerate(HEIGHT)},
}


def draw() -> Figure:
    """The area picture of H(0.7, 0.2, 0.1)."""
    right = np.cumsum(P)
    figure = Figure()
    axes = figure.subplots()
    axes.bar(right - P, HEIGHT, width=P, align="edge", color=SERIES[0], edgecolor=SURFACE, linewidth=1.5)
    for name, middle, top in zip(("sunny", "cloudy", "rainy"), right - P / 2, HEIGHT, strict=True):
        axes.text(middle, top + 0.05, f"{{{name}}}", ha="center", va="bottom", color=INK)
    for start, end, colour in ((0, right[0], INK), (right[0], 1, SURFACE)):  # seen on the bars too
        axes.plot([start, end], [MEAN, MEAN], color=colour, linestyle="--", linewidth=1.2)
    axes.text(0.02, MEAN + 0.05, "{mean}", ha="left", va="bottom", color=INK)
    axes.set(xlim=(0, 1), ylim=(0, 2.65), xlabel="{probability}", ylabel="{information}")
    axes.set_xticks([0, *right], labels=["0", *(f"{x:.1f}" for x in right[:-1]), "1"])
    axes.set_yticks([0, MEAN, *HEIGHT[1:]], labels=["0", *(f"{y:.3f}" for y in (MEAN, *HEIGHT[1:]))])
    axes.tick_params(colors=MUTED)
    return figure

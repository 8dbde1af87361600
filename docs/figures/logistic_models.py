"""Two logistic models: the cross-entropy against the entropies of the truth and of the model."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import binary_entropy, self_information, sigmoid

WORDS = {
    "zh": {"ce": "交叉熵", "truth": "真实分布的熵", "model": "模型的熵", "y": "奈特"},
    "en": {"ce": "cross-entropy", "truth": "entropy of the truth", "model": "entropy of the model", "y": "nats"},
}
DESCRIPTION = {
    "zh": "横轴是 x，从 {low} 到 {high}；纵轴以奈特为单位。交叉熵的曲线处处不低于真实分布的熵，"
    "只在 x = {touch} 处与它相碰。"
    "模型的熵是一条较窄的拱，在 x = {top} 处最高，为 {most}；在 {touch} 与 {top} 之间的阴影里，它高于交叉熵。",
    "en": "x runs from {low} to {high} to the right, nats upwards. The curve of the cross-entropy is nowhere below the "
    "entropy of the truth, and touches it only at x = {touch}. The entropy of the model is a narrower arch, highest "
    "at x = {top} with {most}; between {touch} and {top}, which is shaded, it is above the cross-entropy.",
}

X = np.linspace(-4, 2, 301)
TRUTH, MODEL = sigmoid(X), sigmoid(1 + 2 * X)
CROSS = TRUTH * self_information(MODEL) + (1 - TRUTH) * self_information(sigmoid(-1 - 2 * X))
TOUCH, TOP = -1, -0.5
NUMBERS = {"low": "−4", "high": "2", "touch": "−1", "top": "−0.5", "most": f"{binary_entropy(0.5):.3f}"}


def draw() -> Figure:
    """Three curves, named above; shaded where the cross-entropy is not the largest."""
    figure = Figure(figsize=(4.0, 3.2))
    axes = figure.subplots()
    axes.axvspan(TOUCH, TOP, color=GRID, linewidth=0)
    axes.plot(X, CROSS, color=SERIES[1])
    axes.plot(X, binary_entropy(TRUTH), color=SERIES[0], linestyle="--")
    axes.plot(X, binary_entropy(MODEL), color=SERIES[2], linestyle="-.")
    names = [("{ce}", SERIES[1], "-"), ("{truth}", SERIES[0], "--"), ("{model}", SERIES[2], "-.")]
    for place, (name, colour, style) in enumerate(names):  # the curves lie too close for names beside them
        axes.plot([-3.9, -3.5], [1 - 0.08 * place] * 2, color=colour, linestyle=style)
        axes.text(-3.4, 1 - 0.08 * place, name, ha="left", va="center", color=colour)
    axes.set(xlim=(-4, 2), ylim=(0, 1.05), xticks=[-4, -3, -2, -1, 0, 1, 2], yticks=[0, 0.25, 0.5, 0.75, 1])
    axes.set(xlabel="x", ylabel="{y}")
    axes.tick_params(colors=MUTED)
    axes.xaxis.label.set_color(INK)
    return figure

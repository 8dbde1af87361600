"""One step of gradient descent in the scores: what it does to three probabilities."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES, SURFACE

from crossentropy import softmax, softmax_cross_entropy_gradient

WORDS = {
    "zh": {"paper": "纸", "glass": "玻璃（真）", "metal": "金属", "probability": "概率"},
    "en": {"paper": "paper", "glass": "glass (true)", "metal": "metal", "probability": "probability"},
}
DESCRIPTION = {
    "zh": "横轴是概率，从零到一。三行箭头，从一步之前的概率指向一步之后的概率：纸从 {paper} 降到 {paper_after}，"
    "玻璃从 {glass} 升到 {glass_after}，金属从 {metal} 降到 {metal_after}。",
    "en": "Probability runs from zero to one to the right. Three rows, each with an arrow from the probability before "
    "the step to the one after it: paper falls from {paper} to {paper_after}, glass rises from {glass} to "
    "{glass_after}, metal falls from {metal} to {metal_after}.",
}

CLASSES = ("paper", "glass", "metal")
TRUE = 1
SCORES = np.log([3.0, 6.0, 1.0])
BEFORE = softmax(SCORES)
AFTER = softmax(SCORES - softmax_cross_entropy_gradient(TRUE, SCORES))
NUMBERS = {name: f"{q:.1f}" for name, q in zip(CLASSES, BEFORE, strict=True)} | {
    f"{name}_after": f"{q:.3f}" for name, q in zip(CLASSES, AFTER, strict=True)
}


def draw() -> Figure:
    """One row a class: an open mark before, a filled one after, an arrow between them."""
    figure = Figure(figsize=(4.0, 2.7))
    axes = figure.subplots()
    for row, (name, before, after) in enumerate(zip(CLASSES, BEFORE, AFTER, strict=True)):
        colour = SERIES[0] if row == TRUE else SERIES[1]
        axes.axhline(-row, color=GRID, linewidth=1, zorder=0)
        axes.plot(before, -row, "o", markerfacecolor=SURFACE, markeredgecolor=colour, markersize=8)
        axes.plot(after, -row, "o", color=colour, markersize=8)
        if abs(after - before) > 0.06:  # where there is room for one between the marks
            way = {"arrowstyle": "->", "color": colour, "shrinkA": 5, "shrinkB": 5, "linewidth": 1.4}
            axes.annotate("", (after, -row), (before, -row), arrowprops=way)
        left, right = (f"{before:.1f}", f"{after:.3f}") if before < after else (f"{after:.3f}", f"{before:.1f}")
        axes.text(min(before, after) - 0.03, -row - 0.08, left, ha="right", va="top", color=INK)
        axes.text(max(before, after) + 0.03, -row - 0.08, right, ha="left", va="top", color=INK)
        axes.text(0.98, 0.12 - row, f"{{{name}}}", ha="right", va="bottom", color=INK)
    axes.set(xlim=(-0.12, 1.0), ylim=(-2.5, 0.55), xlabel="{probability}", yticks=[])
    axes.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.spines[["left", "top", "right"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

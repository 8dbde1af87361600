"""An error counts one, and costs at least one bit: the step of the 0-1 error stays below the curve of the loss."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import self_information

WORDS = {
    "zh": {"probability": "真实类别的概率", "loss": "损失（比特）", "error": "错误计一", "right": "一定判对"},
    "en": {
        "probability": "probability of the true class",
        "loss": "loss (bits)",
        "error": "an error counts one",
        "right": "surely right",
    },
}
DESCRIPTION = {
    "zh": "横轴是真实类别的概率，纵轴以比特计。损失的曲线从左上方降下来，在概率 {half} 处恰好是 {one}，"
    "在概率为 {one} 处是零。错误的计数是一级台阶：概率不超过 {half} 时可能判错，至多计 {one}；"
    "超过 {half} 就一定判对，计零。台阶处处不高于曲线。",
    "en": "Across, the probability of the true class; upwards, bits. The curve of the loss comes down from the upper "
    "left, is exactly {one} at probability {half}, and zero at probability {one}. The count of errors is a step: up to "
    "probability {half} an error is possible and counts at most {one}; beyond {half} the decision is surely right and "
    "the count zero. The step is nowhere above the curve.",
}

HALF = 0.5  # no wrong class can have as much as the true one beyond this
NUMBERS = {"half": f"{HALF}", "one": f"{self_information(HALF, base=2):.0f}"}
LEAST = 0.03  # where the drawn part of the curve begins


def draw() -> Figure:
    """The curve of the loss in bits above the step of the 0-1 error."""
    figure = Figure()
    axes = figure.subplots()
    probability = np.geomspace(LEAST, 1, 300)
    axes.fill_between([0, HALF], [1, 1], color=GRID, linewidth=0)
    axes.plot(probability, self_information(probability, base=2), color=SERIES[0], linewidth=2)
    axes.plot([0, HALF, HALF, 1], [1, 1, 0, 0], color=SERIES[1], linewidth=2, linestyle="--")
    axes.plot(HALF, self_information(HALF, base=2), "o", color=INK, markersize=6, zorder=3)
    axes.text(HALF / 2, 0.5, "{error}", ha="center", va="center", color=INK)
    axes.text(HALF + 0.02, 0.05, "{right}", ha="left", va="bottom", color=INK)
    axes.text(0.24, 2.3, "{loss}", ha="left", va="bottom", color=SERIES[0])
    axes.set(xlim=(0, 1.02), ylim=(-0.06, 5), xlabel="{probability}", xticks=[0, HALF, 1], yticks=[0, 1, 2, 3, 4, 5])
    axes.set_xticks([0, HALF, 1], labels=["0", f"{HALF}", "1"])
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

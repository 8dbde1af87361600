"""Three sigmoid outputs as three separate yes-or-no bars; the fact's part is coloured, its loss above."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES, SURFACE

from crossentropy import binary_cross_entropy

WORDS = {
    "zh": {
        "probability": "概率",
        "yes": "有",
        "no": "没有",
        "bicycle": "自行车",
        "light": "红绿灯",
        "pedestrian": "行人",
        "loss": "损失",
        "unit": "奈特",
    },
    "en": {
        "probability": "probability",
        "yes": "yes",
        "no": "no",
        "bicycle": "bicycle",
        "light": "traffic light",
        "pedestrian": "pedestrian",
        "loss": "loss",
        "unit": "nats",
    },
}
DESCRIPTION = {
    "zh": "三根横条，各代表一个标签，长度都是一，分成“有”和“没有”两段；与事实相符的一段着了色。"
    "自行车没有出现，“没有”占 {bicycle}，损失 {bicycle_loss} 奈特。红绿灯出现了，“有”占 {light}，"
    "损失 {light_loss} 奈特。行人出现了，“有”占 {pedestrian}，损失 {pedestrian_loss} 奈特。",
    "en": "Three bars, one for each label, each of length one and divided into “yes” and “no”; the part that agrees "
    "with the facts is coloured. There is no bicycle: “no” takes {bicycle}, the loss is {bicycle_loss} nats. There is "
    "a traffic light: “yes” takes {light}, the loss is {light_loss} nats. There is a pedestrian: “yes” takes "
    "{pedestrian}, the loss is {pedestrian_loss} nats.",
}

LABELS = ("bicycle", "light", "pedestrian")
Y = np.array([0, 1, 1])
A = np.array([0.1, 0.7, 0.8])
LOSSES = np.asarray(binary_cross_entropy(Y, A, reduction="none"))
NUMBERS = {label: f"{a if y else 1 - a:.1f}" for label, y, a in zip(LABELS, Y, A, strict=True)} | {
    f"{label}_loss": f"{loss:.3f}" for label, loss in zip(LABELS, LOSSES, strict=True)
}


def draw() -> Figure:
    """One bar a label, from zero to one: "yes" on the left, "no" on the right."""
    figure = Figure(figsize=(4.0, 2.7))
    axes = figure.subplots()
    style = {"height": 0.42, "edgecolor": SURFACE, "linewidth": 1.5}
    for row, (label, y, a, loss) in enumerate(zip(LABELS, Y, A, LOSSES, strict=True)):
        yes, no = (SERIES[0], GRID) if y else (GRID, SERIES[0])
        axes.barh(-row, a, color=yes, **style)
        axes.barh(-row, 1 - a, left=a, color=no, **style)
        fact, middle = (f"{{yes}} {a:.1f}", a / 2) if y else (f"{{no}} {1 - a:.1f}", (1 + a) / 2)
        axes.text(middle, -row, fact, ha="center", va="center", color=SURFACE)
        axes.text(0, 0.25 - row, f"{{{label}}}", ha="left", va="bottom", color=INK)
        axes.text(1, 0.25 - row, f"{{loss}} {loss:.3f} {{unit}}", ha="right", va="bottom", color=INK)
    axes.set(xlim=(0, 1), ylim=(-2.4, 0.62), xlabel="{probability}", yticks=[])
    axes.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.spines["left"].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

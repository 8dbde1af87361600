"""Three sigmoid outputs as three separate yes-or-no bars; the fact's part is coloured, its loss above."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch
from palette import GRID, INK, MUTED, SERIES, SURFACE

from crossentropy import binary_cross_entropy, multilabel_cross_entropy

WORDS = {
    "zh": {
        "probability": "概率",
        "yes": "有",
        "no": "没有",
        "bicycle": "自行车",
        "light": "红绿灯",
        "pedestrian": "行人",
        "loss": "损失",
        "sum": "三项之和",
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
        "sum": "sum of the three",
        "unit": "nats",
    },
}
DESCRIPTION = {
    "zh": "三根横条，各代表一个标签，左边画着图标，长度都是一，分成“有”和“没有”两段；与事实相符的一段着了色。"
    "自行车没有出现，“没有”占 {bicycle}，损失 {bicycle_loss} 奈特。红绿灯出现了，“有”占 {light}，"
    "损失 {light_loss} 奈特。行人出现了，“有”占 {pedestrian}，损失 {pedestrian_loss} 奈特。三项之和 {sum} 奈特。",
    "en": "Three bars, one for each label and with its icon, each of length one and divided into “yes” and “no”; the "
    "part that agrees with the facts is coloured. There is no bicycle: “no” takes {bicycle}, the loss is "
    "{bicycle_loss} nats. There is a traffic light: “yes” takes {light}, the loss is {light_loss} nats. There is a "
    "pedestrian: “yes” takes {pedestrian}, the loss is {pedestrian_loss} nats. The sum is {sum}.",
}

LABELS = ("bicycle", "light", "pedestrian")
Y = np.array([0, 1, 1])
A = np.array([0.1, 0.7, 0.8])
LOSSES = np.asarray(binary_cross_entropy(Y, A, reduction="none"))
NUMBERS = {label: f"{a if y else 1 - a:.1f}" for label, y, a in zip(LABELS, Y, A, strict=True)} | {
    f"{label}_loss": f"{loss:.6f}" for label, loss in zip(LABELS, LOSSES, strict=True)
}
NUMBERS["sum"] = f"{multilabel_cross_entropy(Y, A):.6f}"


def icons(axes: Axes) -> None:
    """A bicycle, a traffic light, a pedestrian, below each other, each as high as its bar with its name."""
    line = {"edgecolor": INK, "facecolor": "none", "linewidth": 1.2}
    for x in (-0.2, 0.2):
        axes.add_patch(Circle((x, -0.06), 0.14, **line))
    axes.plot([-0.2, -0.08, 0.14, 0.0, -0.2], [-0.06, 0.2, 0.2, -0.06, -0.06], color=INK, linewidth=1.2)
    axes.plot([0.0, -0.1, -0.15, -0.05], [-0.06, 0.26, 0.26, 0.26], color=INK, linewidth=1.2)
    axes.plot([0.2, 0.12, 0.2], [-0.06, 0.28, 0.3], color=INK, linewidth=1.2)
    axes.add_patch(FancyBboxPatch((-0.1, -1.12), 0.2, 0.5, boxstyle="round,pad=0.02", **line))
    for y in (-1.02, -0.87, -0.72):
        axes.add_patch(Circle((0, y), 0.055, **line))
    axes.plot([0, 0], [-1.14, -1.22], color=INK, linewidth=1.2)
    axes.add_patch(Circle((0, -1.68), 0.075, **line))
    axes.plot([0, 0], [-1.76, -1.98], color=INK, linewidth=1.2)
    axes.plot([-0.13, 0, 0.13], [-1.92, -1.81, -1.9], color=INK, linewidth=1.2)
    axes.plot([-0.12, 0, 0.12], [-2.22, -1.98, -2.22], color=INK, linewidth=1.2)
    axes.set_aspect("equal", adjustable="datalim")
    axes.axis("off")


def draw() -> Figure:
    """One bar a label, from zero to one: "yes" on the left, "no" on the right; the icons beside them."""
    figure = Figure(figsize=(4.0, 3.0))
    beside, axes = figure.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": [0.16, 1]})
    icons(beside)
    style = {"height": 0.42, "edgecolor": SURFACE, "linewidth": 1.5}
    for row, (label, y, a, loss) in enumerate(zip(LABELS, Y, A, LOSSES, strict=True)):
        yes, no = (SERIES[0], GRID) if y else (GRID, SERIES[0])
        axes.barh(-row, a, color=yes, **style)
        axes.barh(-row, 1 - a, left=a, color=no, **style)
        fact, middle = (f"{{yes}} {a:.1f}", a / 2) if y else (f"{{no}} {1 - a:.1f}", (1 + a) / 2)
        axes.text(middle, -row, fact, ha="center", va="center", color=SURFACE)
        axes.text(0, 0.25 - row, f"{{{label}}}", ha="left", va="bottom", color=INK)
        axes.text(1, 0.25 - row, f"{{loss}} {loss:.6f} {{unit}}", ha="right", va="bottom", color=INK)
    axes.text(1, -2.32, f"{{sum}} {NUMBERS['sum']} {{unit}}", ha="right", va="top", color=INK)
    axes.set(xlim=(0, 1), ylim=(-2.72, 0.62), xlabel="{probability}", yticks=[])
    axes.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.spines["left"].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

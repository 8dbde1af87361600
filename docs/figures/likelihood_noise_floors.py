"""The expected loss of a prediction for labels of which a share is flipped, for three shares."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES, SURFACE

from crossentropy import binary_cross_entropy, binary_entropy

WORDS = {
    "zh": {"prediction": "预测给原来标签的概率", "loss": "期望损失（奈特）"},
    "en": {"prediction": "probability given to the clean label", "loss": "expected loss (nats)"},
}
DESCRIPTION = {
    "zh": "三条曲线，横轴是模型给原来标签的概率，从 {left} 到一。没有翻转的标签时，损失一路降到零；"
    "翻转 {few} 时，曲线在概率 {few_best} 处最低，高 {few_floor} 奈特；翻转 {many} 时，"
    "在概率 {many_best} 处最低，高 {many_floor} 奈特。过了最低点，两条曲线都陡然上升。",
    "en": "Three curves over the probability that the model gives to the clean label, from {left} to one. With no "
    "label flipped the loss falls to zero. With {few} flipped it is lowest at probability {few_best}, at {few_floor} "
    "nats; with {many} flipped at probability {many_best}, at {many_floor} nats. Beyond those points they rise "
    "steeply.",
}

LEFT, CLEAN, FEW, MANY = 0.5, 0.0, 0.05, 0.1
FLOORS = {share: float(binary_entropy(share)) for share in (CLEAN, FEW, MANY)}
NUMBERS = {
    "left": f"{LEFT}",
    "few": f"{FEW:.0%}",
    "many": f"{MANY:.0%}",
    "few_best": f"{1 - FEW}",
    "many_best": f"{1 - MANY}",
    "few_floor": f"{FLOORS[FEW]:.3f}",
    "many_floor": f"{FLOORS[MANY]:.3f}",
}


def draw() -> Figure:
    """The three curves, each with its share on it and its lowest point carried over to the axis."""
    figure = Figure(figsize=(4.0, 3.2))
    axes = figure.subplots()
    prediction = 1 - np.concatenate([np.linspace(LEFT, 0.02, 200), np.geomspace(0.02, 1e-4, 100)])
    for (share, floor), color, style in zip(FLOORS.items(), SERIES, ["-", "--", "-."], strict=False):
        loss = binary_cross_entropy(np.full_like(prediction, 1 - share), prediction, reduction="none")
        axes.plot([LEFT, 1 - share], [floor, floor], color=GRID, linewidth=1, zorder=0)
        axes.plot(prediction, loss, color=color, linestyle=style, linewidth=2)
        axes.plot(1 - share, floor, "o", color=color, markersize=6, clip_on=False)
        middle = float(binary_cross_entropy(1 - share, 0.84))
        box = {"facecolor": SURFACE, "edgecolor": "none", "pad": 1.5}
        axes.text(0.84, middle, f"{share:.0%}", ha="center", va="center", color=INK, bbox=box)
    axes.set(xlim=(LEFT, 1), ylim=(0, 0.75), xlabel="{prediction}", ylabel="{loss}")
    axes.set_xticks([LEFT, 0.7, 1 - MANY, 1])
    axes.set_yticks(list(FLOORS.values()), labels=[f"{floor:.3f}" if floor else "0" for floor in FLOORS.values()])
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

"""Three sigmoid outputs as three separate yes-or-no bars; the fact's part is coloured, its loss on top."""

import matplotlib.pyplot as plt
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
        "unit": "nat",
    },
}

LABELS = ("bicycle", "light", "pedestrian")
Y = np.array([0, 1, 1])
A = np.array([0.1, 0.7, 0.8])


def draw() -> Figure:
    """One bar a label, from zero to one: "yes" below, "no" above."""
    figure, axes = plt.subplots(figsize=(4.8, 3.2), layout="constrained")
    losses = np.asarray(binary_cross_entropy(Y, A, reduction="none"))
    for x, (y, a, loss) in enumerate(zip(Y, A, losses, strict=True)):
        yes, no = (SERIES[0], GRID) if y else (GRID, SERIES[0])
        axes.bar(x, a, width=0.5, color=yes, edgecolor=SURFACE, linewidth=2)
        axes.bar(x, 1 - a, width=0.5, bottom=a, color=no, edgecolor=SURFACE, linewidth=2)
        axes.text(x + 0.29, a / 2, f"{{yes}} {a:.1f}", ha="left", va="center", color=INK)
        axes.text(x + 0.29, (1 + a) / 2, f"{{no}} {1 - a:.1f}", ha="left", va="center", color=INK)
        axes.text(x, 1.03, f"{{loss}} {loss:.3f} {{unit}}", ha="center", va="bottom", color=INK)
    axes.set(xlim=(-0.4, 2.75), ylim=(0, 1.15), ylabel="{probability}", yticks=[0, 0.5, 1])
    axes.set_xticks(range(3), labels=[f"{{{label}}}" for label in LABELS])
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    axes.tick_params(axis="x", length=0, labelcolor=INK)
    return figure

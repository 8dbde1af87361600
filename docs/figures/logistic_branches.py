"""The two branches of binary cross-entropy against the logit, with their tangents at odds of three to one."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import binary_cross_entropy_with_logits, sigmoid, softplus

WORDS = {
    "zh": {"logit": "对数几率 z", "loss": "损失（奈特）", "one": "标签为一", "zero": "标签为零"},
    "en": {"logit": "logit z", "loss": "loss (nats)", "one": "label one", "zero": "label zero"},
}
DESCRIPTION = {
    "zh": "两条互为镜像的曲线，在对数几率为零处相交，高 {middle} 奈特。标签为一的那条从左上降到右下，趋于零；"
    "标签为零的那条从左下升到右上，渐近于斜率为一的直线。在对数几率 {z} 处，标签为一的曲线高 {low} 奈特，"
    "切线斜率 {slope_one}；标签为零的曲线高 {high} 奈特，切线斜率 {slope_zero}。",
    "en": "Two curves, mirror images, cross at logit zero, {middle} nats high. That of label one falls from the upper "
    "left to the lower right, towards zero; that of label zero rises from the lower left to the upper right, towards "
    "a line of slope one. At logit {z} the curve of label one is {low} nats high and its tangent has slope "
    "{slope_one}; the curve of label zero is {high} nats high and its tangent has slope {slope_zero}.",
}

AT = float(np.log(3))
SLOPES = {1: float(sigmoid(AT)) - 1, 0: float(sigmoid(AT))}
HEIGHTS = {label: float(binary_cross_entropy_with_logits(label, AT)) for label in SLOPES}
NUMBERS = {
    "middle": f"{softplus(0.0):.3f}",
    "z": f"{AT:.3f}",
    "low": f"{HEIGHTS[1]:.3f}",
    "high": f"{HEIGHTS[0]:.3f}",
    "slope_one": f"{SLOPES[1]:.2f}".replace("-", "−"),
    "slope_zero": f"{SLOPES[0]:.2f}",
}


def draw() -> Figure:
    """The curves, and at one logit both tangents with their slopes."""
    figure = Figure(figsize=(4.0, 3.0))
    axes = figure.subplots()
    z = np.linspace(-4, 4, 201)
    axes.axvline(AT, color=GRID, linewidth=1, zorder=0)
    for label, style, colour in ((1, "-", SERIES[0]), (0, "--", SERIES[1])):
        losses = binary_cross_entropy_with_logits(np.full_like(z, label), z, reduction="none")
        axes.plot(z, losses, style, color=colour, linewidth=2)
        span = np.array([-0.9, 0.9]) / np.hypot(1, SLOPES[label])
        axes.plot(AT + span, HEIGHTS[label] + SLOPES[label] * span, color=INK, linewidth=1.4)
        axes.plot(AT, HEIGHTS[label], "o", color=colour, markersize=5.5, zorder=3)
    axes.text(-3.0, 3.3, "{one}", color=SERIES[0], ha="left", va="bottom")
    axes.text(3.0, 3.3, "{zero}", color=SERIES[1], ha="right", va="bottom")
    axes.text(AT - 0.2, HEIGHTS[0] + 0.12, NUMBERS["slope_zero"], color=INK, ha="right", va="bottom")
    axes.text(AT + 0.15, HEIGHTS[1] + 0.1, NUMBERS["slope_one"], color=INK, ha="left", va="bottom")
    axes.set(xlim=(-4, 4), ylim=(0, 4.1), xlabel="{logit}", ylabel="{loss}")
    axes.set_xticks([-4, -2, 0, AT, 4], labels=["−4", "−2", "0", NUMBERS["z"], "4"])
    axes.set_yticks([0, HEIGHTS[1], HEIGHTS[0], 4], labels=["0", NUMBERS["low"], NUMBERS["high"], "4"])
    axes.tick_params(colors=MUTED)
    return figure

"""One sorted item: label and output above, the gradient with respect to the scores below."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Polygon
from palette import GRID, INK, MUTED, SERIES

from crossentropy import cross_entropy_loss, softmax_cross_entropy_gradient

WORDS = {
    "zh": {
        "paper": "纸",
        "glass": "玻璃",
        "metal": "金属",
        "label": "标签",
        "output": "输出",
        "loss": "损失",
        "unit": "奈特",
        "probability": "概率",
        "gradient": "梯度",
        "lower": "得分降低",
        "raise": "得分升高",
    },
    "en": {
        "paper": "paper",
        "glass": "glass",
        "metal": "metal",
        "label": "label",
        "output": "output",
        "loss": "loss",
        "unit": "nats",
        "probability": "probability",
        "gradient": "gradient",
        "lower": "score goes down",
        "raise": "score goes up",
    },
}
DESCRIPTION = {
    "zh": "三列，各有一个小图标：纸、玻璃瓶、金属罐。上半部分，每列两根竖条，标签与输出。"
    "纸：标签 {paper_p}，输出 {paper_q}。玻璃：标签 {glass_p}，输出 {glass_q}，损失 {loss} 奈特。"
    "金属：标签 {metal_p}，输出 {metal_q}。下半部分是损失对三个得分的梯度，输出减标签："
    "纸 {paper_g}，玻璃 {glass_g}，金属 {metal_g}。梯度为正的，训练使得分降低；为负的，使得分升高。",
    "en": "Three columns, each with a small drawing: paper, a glass bottle, a metal tin. Above, two bars in each "
    "column, label and output. Paper: label {paper_p}, output {paper_q}. Glass: label {glass_p}, output {glass_q}, and "
    "the loss {loss} nats. Metal: label {metal_p}, output {metal_q}. Below, the gradient of the loss with respect to "
    "the three scores, output minus label: paper {paper_g}, glass {glass_g}, metal {metal_g}. Where it is positive, "
    "training lowers the score; where it is negative, training raises it.",
}

CLASSES = ("paper", "glass", "metal")
P = np.array([0, 1, 0])
Q = np.array([0.3, 0.6, 0.1])
GRADIENT = np.asarray(softmax_cross_entropy_gradient(P, np.log(Q)))
LOSS = f"{cross_entropy_loss(P, Q):.6f}"
SIGNED = [f"{value:+.1f}".replace("-", "−") for value in GRADIENT]
NUMBERS = {"loss": LOSS} | {
    f"{name}_{letter}": text
    for name, p, q, g in zip(CLASSES, P, Q, SIGNED, strict=True)
    for letter, text in (("p", f"{p}"), ("q", f"{q:.1f}"), ("g", g))
}


def icons(axes: Axes) -> None:
    """A sheet with a folded corner, a bottle, a tin."""
    line = {"edgecolor": INK, "facecolor": "none", "linewidth": 1.2, "joinstyle": "round"}
    axes.add_patch(Polygon([(-0.2, 0), (0.2, 0), (0.2, 0.6), (0.06, 0.8), (-0.2, 0.8)], **line))
    axes.plot([0.06, 0.06, 0.2], [0.8, 0.6, 0.6], color=INK, linewidth=1.2)
    for height in (0.2, 0.35, 0.5):
        axes.plot([-0.12, 0.12], [height, height], color=MUTED, linewidth=1)
    bottle = [(0.84, 0), (1.16, 0), (1.16, 0.42), (1.06, 0.58), (1.06, 0.8), (0.94, 0.8), (0.94, 0.58), (0.84, 0.42)]
    axes.add_patch(Polygon(bottle, **line))
    axes.plot([0.84, 1.16], [0.28, 0.28], color=MUTED, linewidth=1)
    axes.add_patch(Ellipse((2, 0.72), 0.4, 0.14, edgecolor=INK, facecolor="none", linewidth=1.2))
    axes.plot([1.8, 1.8], [0.72, 0.08], color=INK, linewidth=1.2)
    axes.plot([2.2, 2.2], [0.72, 0.08], color=INK, linewidth=1.2)
    turn = np.linspace(np.pi, 2 * np.pi, 30)
    axes.plot(2 + 0.2 * np.cos(turn), 0.08 + 0.07 * np.sin(turn), color=INK, linewidth=1.2)
    axes.set(ylim=(-0.05, 0.85))
    axes.axis("off")


def draw() -> Figure:
    """Icons, bars of label and output, bars of the gradient, in one column for each class."""
    figure = Figure(figsize=(4.0, 4.2))
    top, above, below = figure.subplots(3, 1, sharex=True, gridspec_kw={"height_ratios": [0.55, 1.5, 1.15]})
    icons(top)
    for column, (name, p, q, g) in enumerate(zip(CLASSES, P, Q, GRADIENT, strict=True)):
        above.bar(column - 0.2, p, width=0.36, facecolor="none", edgecolor=INK, linewidth=1.2, linestyle="--")
        above.bar(column + 0.2, q, width=0.36, color=SERIES[0])
        words = f"{{output}} {q:.1f}" if name == "paper" else f"{q:.1f}"
        above.text(column + 0.2, q + 0.03, words, ha="center", va="bottom", color=INK)
        below.bar(column, g, width=0.5, color=SERIES[1] if g > 0 else SERIES[2])
        away = 0.04 if g > 0 else -0.04
        below.text(column, g + away, SIGNED[column], ha="center", va="bottom" if g > 0 else "top", color=INK)
    above.text(0.8, 1.04, "{label} 1", ha="center", va="bottom", color=INK)
    above.text(1.48, 0.74, f"{{loss}}\n{LOSS}\n{{unit}}", ha="left", va="top", color=INK)
    above.set(ylim=(0, 1.28), yticks=[0, 1], ylabel="{probability}")
    above.tick_params(bottom=False)
    below.axhline(0, color=GRID, linewidth=1)
    below.text(1, 0.2, "{lower}", ha="center", va="center", color=SERIES[1])
    below.text(2.42, -0.3, "{raise}", ha="right", va="center", color=SERIES[2])
    below.set(xlim=(-0.5, 2.5), ylim=(-0.62, 0.52), xticks=[0, 1, 2], yticks=[], ylabel="{gradient}")
    below.set_xticks([0, 1, 2], labels=[f"{{{name}}}" for name in CLASSES])
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=MUTED)
    below.spines["left"].set_visible(False)
    return figure

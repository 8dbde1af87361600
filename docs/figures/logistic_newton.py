"""Newton's steps on the loss of the six seedlings: parabolas that touch the curve, and their lowest points."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import LogisticRegression, logistic_gradient, logistic_hessian

WORDS = {
    "zh": {"weight": "权重", "loss": "损失（奈特）", "first": "第一步", "second": "第二步"},
    "en": {"weight": "weight", "loss": "loss (nats)", "first": "first step", "second": "second step"},
}
DESCRIPTION = {
    "zh": "损失曲线从权重零处的 {l0} 奈特下降，在权重 {best} 处最低，为 {least} 奈特，然后缓缓上升。"
    "第一条抛物线在权重零处与曲线相切，最低点在权重 {w1} 处，在曲线上方。"
    "第二条在权重 {w1} 处与曲线相切，最低点在权重 {w2} 处，已经很靠近曲线的最低点。",
    "en": "The loss falls from {l0} nats at weight zero to its lowest point, {least} nats at weight {best}, and then "
    "rises slowly. The first parabola touches it at weight zero and is lowest at weight {w1}, above the curve. The "
    "second touches it at weight {w1} and is lowest at weight {w2}, close to the lowest point of the curve.",
}

X = np.array([-2, -1, -0.5, 0.5, 1, 2])
Y = np.array([0, 0, 1, 0, 1, 1])
PATH = LogisticRegression(0.0).newton(X, Y)
WEIGHTS = [float(model.weights[0]) for model in PATH]
NUMBERS = {
    "l0": f"{PATH[0].loss(X, Y):.3f}",
    "w1": f"{WEIGHTS[1]:.3f}",
    "w2": f"{WEIGHTS[2]:.3f}",
    "best": f"{WEIGHTS[-1]:.3f}",
    "least": f"{PATH[-1].loss(X, Y):.3f}",
}


def _parabola(at: float, w: np.ndarray) -> np.ndarray:
    """The quadratic function that has the value, slope and curvature of the loss at a weight."""
    column, here = X[:, None], np.array([at])
    slope = float(logistic_gradient(Y, column, here)[0])
    curvature = float(logistic_hessian(column, here)[0, 0])
    value: np.ndarray = LogisticRegression(at).loss(X, Y) + slope * (w - at) + curvature / 2 * (w - at) ** 2
    return value


def draw() -> Figure:
    """The loss, two parabolas, and lines down to the weights where these are lowest."""
    figure = Figure(figsize=(4.0, 3.0))
    axes = figure.subplots()
    w = np.linspace(-0.3, 2.2, 201)
    axes.plot(w, [LogisticRegression(float(u)).loss(X, Y) for u in w], color=SERIES[0], linewidth=2)
    for start, end, style, colour in ((0, 1, "--", SERIES[1]), (1, 2, "-.", SERIES[2])):
        axes.plot(w, _parabola(WEIGHTS[start], w), style, color=colour)
        lowest = float(_parabola(WEIGHTS[start], np.array([WEIGHTS[end]]))[0])
        axes.plot([WEIGHTS[end]] * 2, [0.38, lowest], color=GRID, linewidth=1, zorder=0)
        axes.plot(WEIGHTS[end], lowest, "o", color=colour, markersize=5.5, zorder=3)
        axes.plot(WEIGHTS[start], PATH[start].loss(X, Y), "o", color=INK, markersize=4.5, zorder=3)
    axes.text(1.0, 0.62, "{first}", color=SERIES[1], ha="center", va="bottom")
    axes.text(2.16, 0.428, "{second}", color=SERIES[2], ha="right", va="bottom")
    axes.text(WEIGHTS[1] - 0.03, 0.385, NUMBERS["w1"], color=INK, ha="right", va="bottom")
    axes.text(WEIGHTS[2] + 0.03, 0.385, NUMBERS["w2"], color=INK, ha="left", va="bottom")
    axes.set(xlim=(-0.3, 2.2), ylim=(0.38, 0.75), xlabel="{weight}", ylabel="{loss}")
    axes.set_xticks([0, 1, 2])
    axes.set_yticks([float(NUMBERS["least"]), 0.6, PATH[0].loss(X, Y)], labels=[NUMBERS["least"], "0.6", NUMBERS["l0"]])
    axes.tick_params(colors=MUTED)
    return figure

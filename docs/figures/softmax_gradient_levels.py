"""The loss for a soft target over two differences of scores: level lines, and the ellipses of the Hessian."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

from crossentropy import entropy, softmax_cross_entropy, softmax_jacobian

WORDS = {
    "zh": {"first": "第一个得分减第三个", "second": "第二个得分减第三个"},
    "en": {"first": "first score minus third", "second": "second score minus third"},
}
DESCRIPTION = {
    "zh": "横轴和纵轴是两个得分之差。目标是 {p}。几条封闭的实线是等高线，标着 {l0}、{l1}、{l2} 奈特，围着最低点；"
    "最低点在横坐标 {u}、纵坐标 {v} 处，损失是 {least} 奈特。"
    "两条虚线椭圆是用那里的海森矩阵算出的 {l0} 和 {l1} 奈特的等高线："
    "里面的一条与实线几乎重合，外面的一条已经看得出差别。最外面的实线像一个圆角的三角形。",
    "en": "Two differences of scores run to the right and upwards. The target is {p}. Closed solid level lines, "
    "labelled {l0}, {l1} and {l2} nats, surround the lowest point, at {u} to the right and {v} upwards, where the loss "
    "is {least} nats. Two dashed ellipses are the level lines of {l0} and {l1} nats according to the Hessian there: "
    "the inner one nearly agrees with the solid line, the outer one differs visibly. The outermost solid line looks "
    "like a triangle with rounded corners.",
}

P = np.array([0.3, 0.4, 0.3])
LOW = np.log(P[:2] / P[2])  # where the prediction is the target
LEAST = float(entropy(P))
CURVATURE = softmax_jacobian(np.log(P))[:2, :2]  # the third score stays zero
LEVELS = (1.2, 1.5, 1.9)
SPAN = (-4.5, 5)
NUMBERS = {
    **{f"l{k}": f"{level:.1f}" for k, level in enumerate(LEVELS)},
    "p": f"({', '.join(f'{x}' for x in P)})",
    "u": f"{LOW[0]:.0f}",
    "v": f"{LOW[1]:.3f}",
    "least": f"{LEAST:.3f}",
}


def draw() -> Figure:
    """Level lines, the lowest point, two dashed ellipses."""
    figure = Figure(figsize=(4.0, 3.9))
    axes = figure.subplots()
    u, v = np.meshgrid(np.linspace(*SPAN, 241), np.linspace(*SPAN, 241))
    scores = np.stack([u, v, np.zeros_like(u)], axis=-1)
    loss = softmax_cross_entropy(np.broadcast_to(P, scores.shape), scores, reduction="none")
    axes.contour(u, v, loss, levels=LEVELS, colors=[SERIES[0]], linewidths=1.3)
    for level in LEVELS:
        tip = LOW + _way_out(level)
        axes.text(*(tip + 0.05), f"{level:.1f}", ha="left", va="bottom", color=INK)
    turn = np.linspace(0, 2 * np.pi, 200)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    shape = np.linalg.inv(np.linalg.cholesky(CURVATURE)).T
    for level in LEVELS[:2]:
        ellipse = LOW[:, np.newaxis] + (2 * (level - LEAST)) ** 0.5 * shape @ circle
        axes.plot(*ellipse, color=SERIES[1], linestyle="--", linewidth=1.3)
    axes.plot(*LOW, "o", color=INK, markeredgecolor=SURFACE, markersize=7)
    axes.text(LOW[0], LOW[1] - 0.2, f"{LEAST:.3f}", ha="center", va="top", color=INK)
    axes.set(xlim=SPAN, ylim=SPAN, xlabel="{first}", ylabel="{second}", aspect="equal")
    axes.set_xticks([-4, 0, 4], labels=["−4", "0", "4"])
    axes.set_yticks([-4, 0, 4], labels=["−4", "0", "4"])
    axes.tick_params(colors=MUTED)
    return figure


def _way_out(level: float) -> float:
    """How far from the lowest point a level line is met where both differences grow alike: beyond its ellipse."""
    way = np.linspace(0, SPAN[1], 4000)
    scores = np.stack([LOW[0] + way, LOW[1] + way, np.zeros_like(way)], axis=-1)
    loss = softmax_cross_entropy(np.broadcast_to(P, scores.shape), scores, reduction="none")
    return float(way[int(np.abs(loss - level).argmin())])

"""Two distributions and their average on the triangle of all distributions: the average has the larger entropy."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.tri import Triangulation
from palette import INK, SERIES, SURFACE

from crossentropy import entropy

WORDS = {
    "zh": {"sunny": "晴", "cloudy": "阴", "rainy": "雨", "unit": "奈特"},
    "en": {"sunny": "sunny", "cloudy": "cloudy", "rainy": "rainy", "unit": "nats"},
}
DESCRIPTION = {
    "zh": "一个等边三角形，每一点是晴、阴、雨的一个概率分布；"
    "等熵线标着 {l0}、{l1} 和 {l2} 奈特，"
    "越靠近中心熵越大。"
    "一条线段连接 {p} 与 {q} 两点，两端的熵都是 {ends} 奈特；"
    "线段的中点是 {r}，那里的熵是 {middle} 奈特。",
    "en": "An equilateral triangle in which each point is a distribution of sun, cloud and rain; lines of equal "
    "entropy are labelled {l0}, {l1} and {l2} nats, more towards the centre. A segment joins {p} and {q}, where the "
    "entropy is {ends} nats; at its midpoint, {r}, it is {middle} nats.",
}

P, Q = np.array([0.7, 0.2, 0.1]), np.array([0.1, 0.2, 0.7])  # sunny, cloudy, rainy
R = (P + Q) / 2
LEVELS = (0.6, 0.8, 1.0)
CORNERS = np.array([[0, 0], [0.5, 0.75**0.5], [1, 0]])
STEPS = 60
ENDS, MIDDLE = float(entropy(P)), float(entropy(R))
NUMBERS = {
    **{f"l{k}": f"{level}" for k, level in enumerate(LEVELS)},
    **{name: f"({', '.join(f'{x:.1f}' for x in point)})" for name, point in (("p", P), ("q", Q), ("r", R))},
    "ends": f"{ENDS:.3f}",
    "middle": f"{MIDDLE:.3f}",
}


def draw() -> Figure:
    """The triangle, the segment level in it, and what the entropy is at three of its points."""
    figure = Figure(figsize=(4.0, 3.5))
    axes = figure.subplots()
    counts = np.array([(i, j, STEPS - i - j) for i in range(STEPS + 1) for j in range(STEPS + 1 - i)])
    x, y = (counts / STEPS @ CORNERS).T
    grid, height = Triangulation(x, y), entropy(counts / STEPS)
    lines = axes.tricontour(grid, height, levels=LEVELS, colors=[SERIES[0]], linewidths=0.9)
    axes.clabel(lines, fmt="%.1f", fontsize=10, colors=[INK], manual=_on_the_median(), inline_spacing=4)
    axes.fill(*CORNERS.T, facecolor="none", edgecolor=INK, linewidth=1.2)
    ends = np.array([P, Q]) @ CORNERS
    axes.plot(*ends.T, color=SERIES[1], linewidth=1.6)
    axes.plot(*ends.T, "o", color=SERIES[1], markeredgecolor=SURFACE, markersize=7)
    axes.plot(*(R @ CORNERS), "D", color=SERIES[1], markeredgecolor=SURFACE, markersize=7)
    for (left, bottom), outside, align in zip(ends, (-0.16, 1.16), ("left", "right"), strict=True):
        axes.plot([left, outside + (0.1 if left < 0.5 else -0.1)], [bottom, 0.46], color=INK, linewidth=0.8)
        axes.text(outside, 0.48, f"{ENDS:.3f} {{unit}}", ha=align, va="bottom", color=INK)
    axes.text(0.5, 0.115, f"{MIDDLE:.3f}", ha="center", va="top", color=INK)
    for name, (left, bottom), align in zip(("sunny", "rainy"), CORNERS[[0, 2]], ("left", "right"), strict=True):
        axes.text(left, bottom - 0.035, f"{{{name}}}", ha=align, va="top", color=INK)
    axes.text(*(CORNERS[1] + (0, 0.03)), "{cloudy}", ha="center", va="bottom", color=INK)
    axes.set(xlim=(-0.17, 1.17), ylim=(-0.12, 0.98), aspect="equal")
    axes.set_axis_off()
    return figure


def _on_the_median() -> list[tuple[float, float]]:
    """Where the lines are labelled: between the upper corner and the centre each is met once, and lies level."""
    certain = np.linspace(1, 1 / 3, 400)
    way = np.stack([(1 - certain) / 2, certain, (1 - certain) / 2], axis=-1)
    nearest = [int(np.abs(entropy(way) - level).argmin()) for level in LEVELS]
    return [(float(x), float(y)) for x, y in way[nearest] @ CORNERS]

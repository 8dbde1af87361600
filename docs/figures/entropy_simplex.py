"""A map of entropy over all distributions on three outcomes: a triangle with lines of equal entropy."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.tri import Triangulation
from palette import INK, SERIES, SURFACE

from crossentropy import entropy

WORDS = {
    "zh": {"sunny": "晴", "cloudy": "阴", "rainy": "雨", "equal": "等可能", "example": "天气的例子", "unit": "奈特"},
    "en": {
        "sunny": "sunny",
        "cloudy": "cloudy",
        "rainy": "rainy",
        "equal": "equally likely",
        "example": "weather example",
        "unit": "nats",
    },
}
DESCRIPTION = {
    "zh": "一个等边三角形，每一点是三个结果上的一个分布：在顶点处，有一个结果必然出现；在中心，三个结果等可能。"
    "等熵线由里到外依次标着 {l0}、{l1}、{l2}、{l3} 奈特。熵在三个顶点处是零，越往里越大，在中心最大，是 {most} 奈特。"
    "分布 {p} 离“晴”的顶点较近，熵是 {example} 奈特。",
    "en": "An equilateral triangle in which each point is a distribution on three outcomes: at a corner one outcome is "
    "certain, at the centre all three are equally likely. Lines of equal entropy are labelled, from the inside out, "
    "{l0}, {l1}, {l2} and {l3} nats. The entropy is zero at the corners, grows inwards, and is largest at the centre: "
    "{most} nats. The distribution {p}, closest to the sunny corner, has an entropy of {example} nats.",
}

P = np.array([0.7, 0.2, 0.1])  # sunny, cloudy, rainy
LEVELS = (0.4, 0.6, 0.8, 1.0)
CORNERS = np.array([[0, 0], [1, 0], [0.5, 0.75**0.5]])
STEPS = 60
EXAMPLE, MOST = float(entropy(P)), float(entropy(np.full(3, 1 / 3)))
NUMBERS = {
    **{f"l{k}": f"{level}" for k, level in enumerate(reversed(LEVELS))},
    "most": f"{MOST:.3f}",
    "p": f"({', '.join(f'{x}' for x in P)})",
    "example": f"{EXAMPLE:.3f}",
}


def draw() -> Figure:
    """The triangle, the deeper in colour the larger the entropy."""
    figure = Figure(figsize=(4.0, 3.3))
    axes = figure.subplots()
    counts = np.array([(i, j, STEPS - i - j) for i in range(STEPS + 1) for j in range(STEPS + 1 - i)])
    x, y = (counts / STEPS @ CORNERS).T
    grid, height = Triangulation(x, y), entropy(counts / STEPS)
    for level in LEVELS:  # layer on layer, so that no seams show between them
        axes.tricontourf(grid, height, levels=[level, 2 * MOST], colors=[SERIES[0]], alpha=0.17)
    lines = axes.tricontour(grid, height, levels=LEVELS, colors=[INK], linewidths=0.8)
    axes.clabel(lines, fmt="%.1f", fontsize=10, colors=[INK], manual=_on_the_median(), inline_spacing=4)
    axes.fill(*CORNERS.T, facecolor="none", edgecolor=INK, linewidth=1.2)
    _point(axes, P, -0.16, ["{example}", NUMBERS["p"], f"{EXAMPLE:.3f} {{unit}}"])
    _point(axes, np.full(3, 1 / 3), 1.16, ["{equal}", f"{MOST:.3f} {{unit}}"])
    for name, (left, bottom), align in zip(("sunny", "cloudy"), CORNERS, ("left", "right"), strict=False):
        axes.text(left, bottom - 0.035, f"{{{name}}}", ha=align, va="top", color=INK)
    axes.text(*(CORNERS[2] + (0, 0.03)), "{rainy}", ha="center", va="bottom", color=INK)
    axes.set(xlim=(-0.17, 1.17), ylim=(-0.12, 0.98), aspect="equal")
    axes.set_axis_off()
    return figure


def _on_the_median() -> list[tuple[float, float]]:
    """Where the lines are labelled: between the upper corner and the centre each is met once, and lies level."""
    certain = np.linspace(1, 1 / 3, 400)
    way = np.stack([(1 - certain) / 2, (1 - certain) / 2, certain], axis=-1)
    nearest = [int(np.abs(entropy(way) - level).argmin()) for level in LEVELS]
    return [(float(x), float(y)) for x, y in way[nearest] @ CORNERS]


def _point(axes: Axes, p: np.ndarray, side: float, lines: list[str]) -> None:
    """Marks a distribution, and says beside the triangle what it is: lines of text that begin, or end, at `side`."""
    x, y = p @ CORNERS
    align, inwards = ("left", 0.12) if side < x else ("right", -0.12)
    axes.plot([x, side + inwards], [y, 0.61], color=INK, linewidth=0.8)
    axes.plot(x, y, "o", color=SERIES[1], markeredgecolor=SURFACE, markersize=7)
    for number, line in enumerate(reversed(lines)):  # each by itself: words of any length stay aligned
        axes.text(side, 0.63 + 0.066 * number, line, ha=align, va="bottom", color=INK)

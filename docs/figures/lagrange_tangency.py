"""Two outcomes, Lagrange's picture: the line on which the numbers add up to one touches a level line."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

from crossentropy import entropy

WORDS = {
    "zh": {"first": "第一个数", "second": "第二个数", "condition": "和为一", "peak": "最高点"},
    "en": {
        "first": "first number",
        "second": "second number",
        "condition": "sum one",
        "peak": "peak",
    },
}
DESCRIPTION = {
    "zh": "一个正方形，横纵坐标都从零到一。几条等高线围着一个最高点，"
    "它的两个坐标都是 {e}，高 {peak} 奈特；等高线标着 {l0}、{l1} 和 {most} 奈特。"
    "一条直线从左上角到右下角，线上两个坐标之和是一；"
    "它在两个坐标都是 {half} 处与标着 {most} 的等高线相切，别处都在这条等高线外面。",
    "en": "A square; both coordinates run from zero to one. Level lines surround a peak where both coordinates are {e} "
    "and the height is {peak} nats; they are labelled {l0}, {l1} and {most} nats. A straight line from the upper left "
    "corner to the lower right one, on which the coordinates add up to one, touches the line labelled {most} where "
    "both are {half}, and lies outside it everywhere else.",
}

HALF, E = 0.5, float(np.exp(-1))
MOST, PEAK = float(entropy([HALF, HALF])), 2 * E
LEVELS = (0.4, 0.6)
NUMBERS = {
    "half": f"{HALF}",
    "most": f"{MOST:.3f}",
    "e": f"{E:.3f}",
    "peak": f"{PEAK:.3f}",
    "l0": f"{LEVELS[0]}",
    "l1": f"{LEVELS[1]}",
}


def draw() -> Figure:
    """Level lines of minus u log u minus v log v, the straight line, the point of contact, and the peak."""
    figure = Figure(figsize=(4.0, 4.0))
    axes = figure.subplots()
    side = np.linspace(1e-6, 1, 201)
    u, v = np.meshgrid(side, side)
    height = -u * np.log(u) - v * np.log(v)
    lines = axes.contour(u, v, height, levels=[*LEVELS, MOST], colors=[SERIES[0]], linewidths=[1, 1, 1.6])
    where = [(_right_of_the_peak(level), E) for level in LEVELS]
    axes.clabel(lines, levels=LEVELS, fmt="%.1f", fontsize=10, colors=[INK], manual=where, inline_spacing=4)
    axes.plot([0, 1], [1, 0], color=SERIES[1])
    axes.plot(E, E, "^", color=SERIES[0], markeredgecolor=SURFACE, markersize=7)
    axes.plot(HALF, HALF, "o", color=INK, markeredgecolor=SURFACE, markersize=7, zorder=4)
    axes.text(E, E - 0.04, "{peak}", ha="center", va="top", color=INK)
    axes.text(0.525, 0.515, f"{MOST:.3f}", ha="left", va="bottom", color=INK)
    axes.text(0, 1.03, "{condition}", ha="left", va="bottom", color=INK)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="{first}", ylabel="{second}", aspect="equal")
    axes.set_xticks([0, HALF, 1], labels=["0", f"{HALF}", "1"])
    axes.set_yticks([0, HALF, 1], labels=["0", f"{HALF}", "1"])
    axes.tick_params(colors=MUTED)
    return figure


def _right_of_the_peak(level: float) -> float:
    """Where a level line is met on the way to the right from the peak."""
    u = np.linspace(E, 1, 2000)
    return float(u[int(np.abs(E - u * np.log(u) - level).argmin())])

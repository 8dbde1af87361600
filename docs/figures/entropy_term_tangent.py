"""One term of the entropy with a tangent and a chord: the picture of concavity."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import self_information

WORDS = {
    "zh": {"probability": "概率", "term": "熵的一项（奈特）", "tangent": "切线", "chord": "弦"},
    "en": {"probability": "probability", "term": "term of the entropy (nats)", "tangent": "tangent", "chord": "chord"},
}
DESCRIPTION = {
    "zh": "一条拱形曲线，两端是零，在概率 {peak} 处最高，高 {most} 奈特。在概率 {at} 处的切线除切点外都在曲线上方，"
    "在概率为零处高 {at} 奈特。连接概率 {left} 与 {right} 两点的弦在曲线下方："
    "在两者正中，弦高 {chord} 奈特，曲线高 {curve} 奈特。",
    "en": "An arch, zero at both ends and highest at probability {peak}, where it is {most} nats. The tangent at "
    "probability {at} lies above it but for the point of contact; at probability zero it is {at} nats high. The chord "
    "between the points at {left} and {right} lies below: in the middle it is {chord} nats high, the curve {curve}.",
}

AT, LEFT, RIGHT = 0.5, 0.05, 0.95


def _term(p: float) -> float:
    return p * float(self_information(p))


MIDDLE = (LEFT + RIGHT) / 2
NUMBERS = {
    "peak": f"{np.exp(-1):.3f}",
    "most": f"{_term(float(np.exp(-1))):.3f}",
    "at": f"{AT}",
    "left": f"{LEFT}",
    "right": f"{RIGHT}",
    "chord": f"{(_term(LEFT) + _term(RIGHT)) / 2:.3f}",
    "curve": f"{_term(MIDDLE):.3f}",
}


def draw() -> Figure:
    """The curve, its tangent at an even chance, a chord from nearly never to nearly always."""
    figure = Figure()
    axes = figure.subplots()
    p = np.concatenate([[0], np.geomspace(1e-4, 1, 160)])
    curve = np.concatenate([[0], p[1:] * self_information(p[1:])])
    ends, chance = np.array([LEFT, RIGHT]), np.array([0, 1])
    tangent = chance * (self_information(AT) - 1) + AT
    heights = [_term(LEFT), _term(RIGHT)]
    axes.plot([MIDDLE, MIDDLE], [sum(heights) / 2, _term(MIDDLE)], color=GRID, linewidth=1.5, zorder=0)
    axes.plot(p, curve, color=SERIES[0])
    axes.plot(chance, tangent, "--", color=SERIES[1])
    axes.plot(ends, heights, "-.", color=SERIES[2])
    axes.plot(ends, heights, "o", color=SERIES[2], markersize=5)
    axes.plot(AT, _term(AT), "o", color=SERIES[1], markersize=5.5, zorder=3)
    axes.text(0.14, 0.475, "{tangent}", ha="left", va="bottom", color=INK)
    axes.text(0.3, 0.085, "{chord}", ha="left", va="top", color=INK)
    axes.set(xlim=(0, 1), ylim=(0, 0.6), xlabel="{probability}", ylabel="{term}")
    axes.set_xticks([0, AT, 1], labels=["0", f"{AT}", "1"])
    axes.set_yticks([0, 0.2, 0.4, 0.6])
    axes.tick_params(colors=MUTED)
    return figure

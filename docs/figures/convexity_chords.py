"""Cross-entropy and the quadratic cost of one sample over its weight, each with a chord: one is convex."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import binary_cross_entropy_with_logits, sigmoid, squared_error

WORDS = {
    "zh": {"weight": "权重", "cross": "交叉熵（奈特）", "quadratic": "二次代价", "bend": "拐点"},
    "en": {"weight": "weight", "cross": "cross-entropy (nats)", "quadratic": "quadratic cost", "bend": "inflection"},
}
DESCRIPTION = {
    "zh": "上下两幅图，横轴都是权重。上图的曲线是交叉熵，处处向上弯；连接权重 {left} 与 {right} 两点的弦在曲线上方：在"
    "权重 {middle} 处，弦高 {cross_chord} 奈特，曲线高 {cross_curve} 奈特。下图的曲线是二次代价，到权重 {bend} 处"
    "的拐点为止向上弯，此后向下弯，趋于 {bound}；同样的弦在曲线下方：在权重 {middle} 处，弦高 {quadratic_chord}，"
    "曲线高 {quadratic_curve}。",
    "en": "Two panels over the weight. Above, cross-entropy bends upwards everywhere, and the chord between the points "
    "at the weights {left} and {right} lies above it: at the weight {middle} the chord is {cross_chord} nats "
    "high, the curve {cross_curve}. Below, the quadratic cost bends upwards as far as the inflection at the "
    "weight {bend} and downwards from there on, towards {bound}; the same chord lies below it: at the weight "
    "{middle} the chord is {quadratic_chord} high, the curve {quadratic_curve}.",
}

LEFT, RIGHT, BEND = 0.0, 4.0, float(np.log(2))
ENDS, MIDDLE = np.array([LEFT, RIGHT]), (LEFT + RIGHT) / 2


def cross(w: np.ndarray) -> np.ndarray:
    """The cross-entropy of label zero for the logit w."""
    return np.asarray(binary_cross_entropy_with_logits(0, w, reduction="none"))


def quadratic(w: np.ndarray) -> np.ndarray:
    """The quadratic cost of label zero for the logit w."""
    return np.asarray(squared_error(0, sigmoid(w), reduction="none")) / 2


NUMBERS = {
    "left": f"{LEFT:.0f}",
    "right": f"{RIGHT:.0f}",
    "middle": f"{MIDDLE:.0f}",
    "bend": f"{BEND:.3f}",
    "bound": f"{quadratic(np.array(np.inf)):.1f}",
    **{
        f"{loss.__name__}_{what}": f"{value:.3f}"
        for loss in (cross, quadratic)
        for what, value in (("chord", loss(ENDS).mean()), ("curve", float(loss(np.array(MIDDLE)))))
    },
}


def draw() -> Figure:
    """The two curves, their chords, and the heights of both in the middle."""
    figure = Figure(figsize=(4.0, 4.2))
    w = np.linspace(-3, 6, 181)
    panels = figure.subplots(2, 1, sharex=True)
    for axes, loss, colour, top in zip(panels, (cross, quadratic), SERIES, (6.5, 0.55), strict=False):
        curve, chord = loss(np.array(MIDDLE)), loss(ENDS).mean()
        axes.plot([MIDDLE, MIDDLE], [0, max(curve, chord)], color=GRID, linewidth=1, zorder=0)
        axes.plot(w, loss(w), color=colour)
        axes.plot(ENDS, loss(ENDS), "--o", color=INK, markersize=5, linewidth=1.2)
        axes.plot(MIDDLE, chord, "s", color=INK, markersize=5)
        axes.plot(MIDDLE, curve, "o", color=colour, markersize=5.5)
        axes.set(xlim=(-3, 6), ylim=(0, top), ylabel=f"{{{loss.__name__}}}")
        axes.tick_params(colors=MUTED)
    panels[0].set_yticks([0, 2, 4, 6])
    panels[1].set_yticks([0, 0.25, 0.5])
    panels[1].plot(BEND, quadratic(np.array(BEND)), "D", color=SERIES[1], markersize=5)
    panels[1].annotate(
        "{bend}", (BEND - 0.25, float(quadratic(np.array(BEND))) + 0.01), ha="right", va="bottom", color=INK
    )
    panels[1].set_xticks([-2, LEFT, MIDDLE, RIGHT, 6], labels=["−2", "0", "2", "4", "6"])
    panels[1].set_xlabel("{weight}")
    return figure

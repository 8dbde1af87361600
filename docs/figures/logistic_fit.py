"""Six seedlings and the logistic curve fitted to them."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import LogisticRegression

WORDS = {
    "zh": {"temperature": "气温（°C）", "probability": "存活的概率", "lived": "存活", "died": "死去"},
    "en": {
        "temperature": "temperature (°C)",
        "probability": "probability of survival",
        "lived": "lived",
        "died": "died",
    },
}
DESCRIPTION = {
    "zh": "横轴是气温。存活的三株标在高度一处，气温是 {lived}；死去的三株标在高度零处，气温是 {died}。"
    "一条 S 形曲线从左下升到右上，在零度处高 {middle}；在 {wrong_lived} 度处高 {q_lived}，在 {wrong_died} 度处高 "
    "{q_died}，这两株离曲线最远。",
    "en": "Temperature to the right. The three seedlings that lived are marked at height one, at {lived} degrees; the "
    "three that died at height zero, at {died}. An S-shaped curve rises from the lower left to the upper right; it is "
    "{middle} high at zero degrees, {q_lived} at {wrong_lived} and {q_died} at {wrong_died}, where the two seedlings "
    "furthest from it are.",
}

X = np.array([-2, -1, -0.5, 0.5, 1, 2])
Y = np.array([0, 0, 1, 0, 1, 1])
MODEL = LogisticRegression(0.0).newton(X, Y)[-1]


def _listed(values: np.ndarray, last: str) -> str:
    *front, end = (f"{value:g}".replace("-", "−") for value in values)
    return ", ".join(front) + last + end


NUMBERS = {
    "lived": _listed(X[Y == 1], ", "),
    "died": _listed(X[Y == 0], ", "),
    "middle": f"{MODEL.probability(0.0):.1f}",
    "wrong_lived": "−0.5",
    "wrong_died": "0.5",
    "q_lived": f"{MODEL.probability(-0.5):.3f}",
    "q_died": f"{MODEL.probability(0.5):.3f}",
}


def draw() -> Figure:
    """The curve, the points, and how far each is from it."""
    figure = Figure()
    axes = figure.subplots()
    temperature = np.linspace(-3, 3, 201)
    axes.plot(temperature, MODEL.probability(temperature), color=SERIES[0], linewidth=2)
    axes.vlines(X, np.minimum(Y, MODEL.probability(X)), np.maximum(Y, MODEL.probability(X)), color=GRID, linewidth=1.5)
    axes.plot(X[Y == 1], Y[Y == 1], "o", color=SERIES[2], markersize=7, clip_on=False, zorder=3)
    axes.plot(X[Y == 0], Y[Y == 0], "s", color=SERIES[1], markersize=6.5, clip_on=False, zorder=3)
    axes.text(-2.9, 0.93, "{lived}", color=SERIES[2], ha="left", va="center")
    axes.text(2.9, 0.07, "{died}", color=SERIES[1], ha="right", va="center")
    axes.set(xlim=(-3, 3), ylim=(-0.04, 1.04), xlabel="{temperature}", ylabel="{probability}")
    axes.set_xticks([-2, -1, 0, 1, 2], labels=["−2", "−1", "0", "1", "2"])
    axes.set_yticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.tick_params(colors=MUTED)
    axes.xaxis.label.set_color(INK)
    return figure

"""Four samples under two losses, over the one weight: the quadratic cost has two minima, cross-entropy one."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import binary_cross_entropy_with_logits, sigmoid, squared_error

WORDS = {
    "zh": {"weight": "权重", "cross": "交叉熵（奈特）", "quadratic": "二次代价"},
    "en": {"weight": "weight", "cross": "cross-entropy (nats)", "quadratic": "quadratic cost"},
}
DESCRIPTION = {
    "zh": "上下两幅图，横轴都是权重。上图是二次代价：在权重 {first} 处有最低的极小值 {first_cost}，在 {crest} 处有极大"
    "值 {crest_cost}，在 {second} 处又有一个极小值 {second_cost}，往两边去都趋于 {far}。下图是交叉熵：只在权重 "
    "{only} 处有一个极小值 {only_cost} 奈特，往两边去一直升高。",
    "en": "Two panels over the weight. Above, the quadratic cost has its lowest minimum, {first_cost}, at the weight "
    "{first}, a maximum, {crest_cost}, at {crest}, and another minimum, {second_cost}, at {second}; to both "
    "sides it tends to {far}. Below, cross-entropy has a single minimum, {only_cost} nats, at the weight {only}, "
    "and rises to both sides.",
}

X, Y = np.array([10, 1, 1, 0.2]), np.array([0, 1, 1, 0])
WEIGHTS = np.linspace(-4, 8, 1201)


def quadratic(w: np.ndarray) -> np.ndarray:
    """The mean quadratic cost of the four samples for each weight."""
    return np.asarray(squared_error(Y, sigmoid(np.multiply.outer(w, X)), reduction="none")).mean(axis=-1) / 2


def cross(w: np.ndarray) -> np.ndarray:
    """The mean cross-entropy of the four samples for each weight."""
    return np.asarray(binary_cross_entropy_with_logits(Y, np.multiply.outer(w, X), reduction="none")).mean(axis=-1)


def turns(heights: np.ndarray) -> list[float]:
    """The weights where a curve turns from falling to rising or back, to two places."""
    signs = np.sign(np.diff(heights))
    return [float(WEIGHTS[k + 1]) for k in np.flatnonzero(np.diff(signs))]


FIRST, CREST, SECOND = turns(quadratic(WEIGHTS))
(ONLY,) = turns(cross(WEIGHTS))
NUMBERS = {
    **{
        name: f"{at:.2f}".replace("-", "−")
        for name, at in (("first", FIRST), ("crest", CREST), ("second", SECOND), ("only", ONLY))
    },
    "first_cost": f"{quadratic(np.array(FIRST)):.3f}",
    "crest_cost": f"{quadratic(np.array(CREST)):.3f}",
    "second_cost": f"{quadratic(np.array(SECOND)):.3f}",
    "only_cost": f"{cross(np.array(ONLY)):.3f}",
    "far": f"{quadratic(np.array(1e4)):.2f}",
}


def draw() -> Figure:
    """The two curves; minima are dots, the maximum between them is a square."""
    figure = Figure(figsize=(4.0, 4.2))
    panels = figure.subplots(2, 1, sharex=True)
    for axes, loss, colour in zip(panels, (quadratic, cross), (SERIES[1], SERIES[0]), strict=True):
        axes.plot(WEIGHTS, loss(WEIGHTS), color=colour)
        axes.set_ylabel(f"{{{loss.__name__}}}")
        axes.tick_params(colors=MUTED)
    upper, lower = panels
    for at in (FIRST, SECOND):
        height = float(quadratic(np.array(at)))
        upper.plot([at, at], [0, height], color=GRID, linewidth=1, zorder=0)
        upper.plot(at, height, "o", color=INK, markersize=5.5)
        upper.annotate(f"{height:.3f}", (at + 0.15, height - 0.012), ha="left", va="top", color=INK)
    upper.plot(CREST, float(quadratic(np.array(CREST))), "s", color=INK, markersize=5)
    height = float(cross(np.array(ONLY)))
    lower.plot([ONLY, ONLY], [0, height], color=GRID, linewidth=1, zorder=0)
    lower.plot(ONLY, height, "o", color=INK, markersize=5.5)
    lower.annotate(f"{height:.3f}", (ONLY + 0.4, height - 0.3), ha="left", va="center", color=INK)
    upper.set(xlim=(-4, 8), ylim=(0, 0.28))
    upper.set_yticks([0, 0.1, 0.2])
    lower.set(ylim=(0, 6), xlabel="{weight}")
    lower.set_yticks([0, 2, 4, 6])
    lower.set_xticks([-4, 0, 4, 8])
    return figure

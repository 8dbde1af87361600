"""Two additive functions: a multiple, and the one that changes the sign in front of the root of two."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

WORDS = {
    "zh": {"number": "自变量", "value": "函数值", "multiple": "倍数"},
    "en": {"number": "argument", "value": "value", "multiple": "multiple"},
}
DESCRIPTION = {
    "zh": "一条过原点的直线，和散布在整幅图中的 {dots} 个点。每个点属于一个数 k + m√{two}，k、m 是分母很小的分数，"
    "点的纵坐标是 k − m√{two}。自变量相差很小的点，函数值可以相差很大，例如自变量是 {small} 时，函数值是 {large}。",
    "en": "A straight line through the origin, and {dots} dots scattered over the whole picture. Each dot belongs to a "
    "number k + m√{two}, where k and m are fractions with small denominators, and its height is k − m√{two}. Arguments "
    "that are close together may have values far apart; at {small}, for one, the value is {large}.",
}

PARTS, SIDE = (2, 3, 5), 4
ROOT = np.sqrt(2)
GRIDS = {(k / d, m / d) for d in PARTS for k in range(-9 * d, 9 * d + 1) for m in range(-9 * d, 9 * d + 1)}
K, M = np.array(sorted(GRIDS)).T
ARGUMENT, VALUE = K + M * ROOT, K - M * ROOT
SHOWN = (ARGUMENT >= 0) & (ARGUMENT <= SIDE) & (np.abs(VALUE) <= SIDE)
SMALL = (2, -4 / 3)
NUMBERS = {
    "two": "2",
    "dots": f"{SHOWN.sum()}",
    "small": f"{SMALL[0] + SMALL[1] * ROOT:.3f}",
    "large": f"{SMALL[0] - SMALL[1] * ROOT:.3f}",
}


def draw() -> Figure:
    """The line, and the dots, some of which lie on it: those whose part with the root is zero."""
    figure = Figure(figsize=(4.0, 3.6))
    axes = figure.subplots()
    axes.axhline(0, color=GRID, linewidth=1, zorder=0)
    axes.plot([0, SIDE], [0, SIDE], color=SERIES[1])
    axes.plot(ARGUMENT[SHOWN], VALUE[SHOWN], "o", color=SERIES[0], markersize=1.9, markeredgewidth=0, clip_on=False)
    axes.text(SIDE, SIDE * 1.04, "{multiple}", ha="right", va="bottom", color=INK)
    axes.set(xlim=(0, SIDE), ylim=(-SIDE, SIDE), xlabel="{number}", ylabel="{value}")
    axes.set_xticks(range(SIDE + 1))
    axes.set_yticks(range(-SIDE, SIDE + 1, 2))
    axes.tick_params(colors=MUTED)
    return figure

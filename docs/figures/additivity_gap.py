"""Four decreasing functions of the probability, drawn against the number of fair coins that all land heads."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import self_information

WORDS = {
    "zh": {
        "coins": "都掷出正面的硬币枚数",
        "amount": "量（一枚计一）",
        "reciprocal": "倒数",
        "logarithm": "对数",
        "root": "平方根",
        "line": "一次函数",
    },
    "en": {
        "coins": "number of coins, all heads",
        "amount": "amount (one coin: one)",
        "reciprocal": "reciprocal",
        "logarithm": "logarithm",
        "root": "root",
        "line": "straight line",
    },
}
DESCRIPTION = {
    "zh": "横轴是硬币枚数，纵轴是量；四条线都过原点，一枚硬币时都是一。对数是直线，{many} 枚时是 {many}。"
    "倒数向上弯，{two} 枚时已是 {reciprocal}；平方根与概率的一次函数向下弯，{many} 枚时只有 {root} 与 {line}。",
    "en": "Amount against the number of coins; all four lines pass through the origin and are one at one coin. The "
    "logarithm is a straight line, {many} at {many} coins. The reciprocal bends up, and is {reciprocal} at {two} coins "
    "already; the root and the function linear in the probability bend down, to {root} and {line} at {many} coins.",
}

MANY, TWO, TOP = 4, 2, 5


def _reciprocal(p: np.ndarray) -> np.ndarray:
    return 1 / p - 1


def _root(p: np.ndarray) -> np.ndarray:
    return (1 - np.sqrt(p)) / (1 - np.sqrt(0.5))


def _line(p: np.ndarray) -> np.ndarray:
    return 2 * (1 - p)


NUMBERS = {
    "many": f"{MANY}",
    "two": f"{TWO}",
    "reciprocal": f"{_reciprocal(np.array(0.5**TWO)):.0f}",
    "root": f"{_root(np.array(0.5**MANY)):.2f}",
    "line": f"{_line(np.array(0.5**MANY)):.2f}",
}


def draw() -> Figure:
    """The four curves, with dots at whole numbers of coins and a name at the end of each."""
    figure = Figure(figsize=(4.0, 3.0))
    axes = figure.subplots()
    coins, whole = np.linspace(0, MANY, 161), np.arange(MANY + 1)
    curves = {
        "reciprocal": (_reciprocal, "--", "s", (2.35, 4.4), "right"),
        "logarithm": (lambda p: self_information(p, base=2), "-", "o", (2.85, 3.2), "right"),
        "root": (_root, "-.", "^", (4.0, 2.72), "right"),
        "line": (_line, ":", "D", (4.0, 1.3), "right"),
    }
    for number, (name, (amount, line, marker, place, align)) in enumerate(curves.items()):
        axes.plot(coins, amount(0.5**coins), line, color=SERIES[number])
        seen = whole[amount(0.5**whole) <= TOP]
        axes.plot(seen, amount(0.5**seen), marker, color=SERIES[number], markersize=5, clip_on=False)
        axes.text(*place, f"{{{name}}}", ha=align, va="bottom", color=INK)
    axes.plot([1, 1], [0, 1], color=GRID, linewidth=1, zorder=0)
    axes.plot([0, 1], [1, 1], color=GRID, linewidth=1, zorder=0)
    axes.plot([0, 1], [0, 1], "o", color=INK, markersize=5.5, clip_on=False, zorder=4)
    axes.set(xlim=(0, MANY), ylim=(0, TOP), xlabel="{coins}", ylabel="{amount}")
    axes.set_xticks(whole)
    axes.set_yticks(range(TOP + 1))
    axes.tick_params(colors=MUTED)
    return figure

"""The slopes of the logistic function at two starts, and the size of a step against the error."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import sigmoid

WORDS = {
    "zh": {
        "z": "加权输入 z",
        "sigma": "σ(z)",
        "a": "误差（等于输出 a）",
        "one": "起点一",
        "two": "起点二",
    },
    "en": {
        "z": "weighted input z",
        "sigma": "σ(z)",
        "a": "error (the output a)",
        "one": "first start",
        "two": "second start",
    },
}
DESCRIPTION = {
    "zh": "上下两图。上图是逻辑斯谛函数，画着两条切线：在 z = {first} 处，函数值是 {first_value}，"
    "斜率是 {first_slope}；在 z = {second} 处，函数值是 {second_value}，斜率只有 {second_slope}，切线几乎水平。"
    "下图以误差 a 为横轴，从零到一，画的是 a 的平方乘以一减 a：从零升起，在 {peak} 处最高，为 {most}，再降到零。"
    "两个起点在最高点右边，高度分别是 {first_step} 和 {second_step}。",
    "en": "Two plots, one below the other. Above, the logistic function with two tangents: at z = {first} its value is "
    "{first_value} and its slope {first_slope}; at z = {second} its value is {second_value} and its slope only "
    "{second_slope}, a tangent almost level. Below, against the error a from zero to one, the square of a times one "
    "minus a: it rises from zero to its maximum {most} at {peak}, and falls to zero again. The two starts are to the "
    "right of the maximum, at the heights {first_step} and {second_step}.",
}

STARTS = {"first": 1.5, "second": 4.0}
PEAK = 2 / 3


def _step(a: float) -> float:
    return a * a * (1 - a)


VALUES = {name: float(sigmoid(z)) for name, z in STARTS.items()}
NUMBERS = {"peak": f"{PEAK:.3f}", "most": f"{_step(PEAK):.6f}", "first": "1.5", "second": "4"}
for _name, _a in VALUES.items():
    NUMBERS |= {
        f"{_name}_value": f"{_a:.6f}",
        f"{_name}_slope": f"{_a * (1 - _a):.6f}",
        f"{_name}_step": f"{_step(_a):.6f}",
    }


def draw() -> Figure:
    """Tangents above, steps below; a start has the same colour and marker in both."""
    figure = Figure(figsize=(4.0, 4.6))
    above, below = figure.subplots(2, 1)
    z, a = np.linspace(-3, 7, 301), np.linspace(0, 1, 201)
    above.plot(z, sigmoid(z), color=INK, linewidth=1.2)
    below.plot(a, a * a * (1 - a), color=INK, linewidth=1.2)
    looks = {"first": (SERIES[0], "o", "--", 0), "second": (SERIES[1], "s", "-.", 0.142)}
    for name, start in STARTS.items():
        colour, marker, line, foot = looks[name]
        value = VALUES[name]
        reach = np.array([-1.9, 1.9])
        above.plot(start + reach, value + value * (1 - value) * reach, line, color=colour)
        above.plot(start, value, marker, color=colour, markersize=5.5)
        below.plot([value, value], [foot, _step(value)], line, color=colour, linewidth=1)
        below.plot(value, _step(value), marker, color=colour, markersize=5.5)
    above.text(1.9, 0.74, "{one}", color=SERIES[0], ha="left", va="top")
    above.text(4.1, 0.93, "{two}", color=SERIES[1], ha="left", va="top")
    above.text(-1.2, 0.3, "{sigma}", color=INK, ha="right", va="bottom")
    below.plot([0, PEAK, PEAK], [_step(PEAK), _step(PEAK), 0], color=GRID, linewidth=1, zorder=0)
    below.plot(PEAK, _step(PEAK), "^", color=INK, markersize=5.5)
    below.text(0.3, 0.085, "a²(1 − a)", color=INK, ha="right", va="bottom")
    below.text(0.8, 0.03, "{one}", color=SERIES[0], ha="right", va="center")
    below.text(1, 0.146, "{two}", color=SERIES[1], ha="right", va="bottom")
    above.set(xlim=(-3, 7), ylim=(0, 1.1), yticks=[0, 0.5, 1], xlabel="{z}")
    above.set_xticks([-2, 0, 1.5, 4, 6], labels=["−2", "0", "1.5", "4", "6"])
    below.set(xlim=(0, 1), ylim=(0, 0.168), xlabel="{a}")
    below.set_xticks([0, 0.25, 0.5, PEAK, VALUES["first"], 1], labels=["0", "0.25", "0.5", "0.667", "0.818", "1"])
    below.set_yticks([0, 0.05, 0.1, _step(PEAK)], labels=["0", "0.05", "0.1", "0.148"])
    for axes in (above, below):
        axes.tick_params(colors=MUTED)
    return figure

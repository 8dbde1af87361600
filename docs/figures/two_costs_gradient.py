"""The derivative in the weighted input, over the output, for target zero: cross-entropy and the quadratic cost."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import sigmoid, sigmoid_squared_error_gradient

WORDS = {
    "zh": {
        "output": "输出（目标是零）",
        "slope": "对 z 的导数",
        "ce": "交叉熵",
        "quadratic": "二次代价",
    },
    "en": {
        "output": "output (target zero)",
        "slope": "derivative in z",
        "ce": "cross-entropy",
        "quadratic": "quadratic cost",
    },
}
DESCRIPTION = {
    "zh": "横轴是输出，从 {zero} 到 {one}。交叉熵是从 {zero} 升到 {one} 的直线。二次代价是下方的曲线：从 {zero} 起，"
    "在输出 {top} 处最高，只有 {most}，到输出 {one} 又是 {zero}。输出 {a} 处标出两点，高 {a} 和 {low}，"
    "前者是后者的 {ratio} 倍。",
    "en": "Over the output from {zero} to {one}: cross-entropy is a straight line that rises from {zero} to {one}. The "
    "quadratic cost is a curve below it, from {zero} to its highest value, only {most}, at output {top}, and back to "
    "{zero} at output {one}. Two points are marked at output {a}, at the heights {a} and {low}; the former is {ratio} "
    "times the latter.",
}

Z = np.linspace(-12, 12, 241)
A = sigmoid(Z)
QUADRATIC = np.asarray(sigmoid_squared_error_gradient(np.zeros_like(Z), Z, reduction="none")) / 2
AT = float(sigmoid(4))
LOW = AT**2 * (1 - AT)
TOP = 2 / 3
NUMBERS = {
    "zero": "0",
    "one": "1",
    "top": f"{TOP:.3f}",
    "most": f"{TOP**2 * (1 - TOP):.3f}",
    "a": f"{AT:.3f}",
    "low": f"{LOW:.3f}",
    "ratio": f"{AT / LOW:.0f}",
}


def draw() -> Figure:
    """The line, the hump, and both at the output of the example."""
    figure = Figure()
    axes = figure.subplots()
    axes.plot([AT, AT], [0, AT], color=GRID, linewidth=1.5, zorder=0)
    axes.plot([0, 1], [0, 1], color=SERIES[0])
    axes.plot(A, QUADRATIC, "--", color=SERIES[1])
    axes.plot(AT, AT, "o", color=SERIES[0], markersize=5.5, zorder=3)
    axes.plot(AT, LOW, "s", color=SERIES[1], markersize=5.5, zorder=3)
    axes.text(0.52, 0.62, "{ce}", ha="right", va="bottom", color=SERIES[0])
    axes.text(0.52, 0.18, "{quadratic}", ha="center", va="bottom", color=SERIES[1])
    axes.text(1.02, AT, f"{AT:.3f}", ha="left", va="center", color=INK)
    axes.text(1.02, LOW + 0.03, f"{LOW:.3f}", ha="left", va="center", color=INK)
    axes.set(xlim=(0, 1.18), ylim=(0, 1.04), xlabel="{output}", ylabel="{slope}")
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], labels=["0", "0.25", "0.5", "0.75", "1"])
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], labels=["0", "0.25", "0.5", "0.75", "1"])
    axes.tick_params(colors=MUTED)
    return figure

"""The logistic function and its derivative; where the derivative is small."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import sigmoid

WORDS = {
    "zh": {"x": "加权输入 z", "y": "函数值", "sigma": "σ(z)", "slope": "σ′(z)"},
    "en": {"x": "weighted input z", "y": "value", "sigma": "σ(z)", "slope": "σ′(z)"},
}
DESCRIPTION = {
    "zh": "横轴是加权输入，从 {low} 到 {high}。S 形的曲线是逻辑斯谛函数，从接近零升到接近一，在零处是 {half}。"
    "虚线是它的导数，呈钟形，在零处最高，为 {most}，两侧迅速降到接近零。z 的绝对值大于 {edge} 的两端画成阴影，"
    "那里的导数小于 {small}。",
    "en": "The weighted input runs from {low} to {high} to the right. The S-shaped curve is the logistic function; it "
    "rises from nearly zero to nearly one and is {half} at zero. The dashed curve is its derivative, a bell, highest "
    "at zero with {most}, and falling to nearly zero on both sides. Both ends, where z is more than {edge} away from "
    "zero, are shaded: there the derivative is less than {small}.",
}

SMALL, END = 0.01, 8
EDGE = float(2 * np.arccosh(np.sqrt(1 / SMALL) / 2))
Z = np.linspace(-END, END, 321)
VALUE = np.asarray(sigmoid(Z))
NUMBERS = {
    "low": f"−{END}",
    "high": f"{END}",
    "half": f"{sigmoid(0):.1f}",
    "most": f"{sigmoid(0) * (1 - sigmoid(0)):.2f}",
    "edge": f"{EDGE:.3f}",
    "small": f"{SMALL}",
}


def draw() -> Figure:
    """Both curves on one pair of axes, the saturated ends shaded, the maximum of the derivative marked."""
    figure = Figure()
    axes = figure.subplots()
    for side in (-1, 1):
        axes.axvspan(side * EDGE, side * END, color=GRID, linewidth=0)
    axes.axvline(0, color=GRID, linewidth=1, zorder=0)
    axes.plot(Z, VALUE, color=SERIES[0])
    axes.plot(Z, VALUE * (1 - VALUE), "--", color=SERIES[1])
    axes.plot(0, 0.25, "o", color=SERIES[1], markersize=5.5)
    axes.text(1.9, 0.8, "{sigma}", color=SERIES[0], ha="left", va="top")
    axes.text(1.9, 0.19, "{slope}", color=SERIES[1], ha="left", va="center")
    axes.set(xlim=(-END, END), ylim=(0, 1.03), xlabel="{x}", ylabel="{y}", yticks=[0, 0.25, 0.5, 0.75, 1])
    axes.set_xticks([-END, -EDGE, 0, EDGE, END], labels=[f"−{END}", f"−{EDGE:.3f}", "0", f"{EDGE:.3f}", f"{END}"])
    axes.tick_params(colors=MUTED)
    axes.xaxis.label.set_color(INK)
    return figure

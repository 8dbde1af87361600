"""Two starts of one neuron under the quadratic cost: output and cost at every update, and the law of the plateau."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import Neuron, sigmoid

WORDS = {
    "zh": {
        "updates": "更新次数",
        "output": "输出",
        "cost": "代价",
        "first": "起点一",
        "second": "起点二",
        "law": "按公式",
    },
    "en": {
        "updates": "updates",
        "output": "output",
        "cost": "cost",
        "first": "first start",
        "second": "second start",
        "law": "by the law",
    },
}
DESCRIPTION = {
    "zh": "上下两图，横轴都是更新次数，从零到 {updates}。上图是输出：起点一的曲线从 {first_start} 开始，马上下降，"
    "第 {first_half} 次更新后低于一半，最后是 {first_end}；起点二的曲线从 {second_start} 开始，长时间几乎水平，"
    "第 {second_half} 次更新后才低于一半，最后是 {second_end}。"
    "下图是代价，形状相似：分别从 {first_cost} 降到 {first_low}，从 {second_cost} 降到 {second_low}。"
    "两图上的圆圈是按公式算出的，都落在曲线上或紧挨曲线。",
    "en": "Two plots, one below the other, against the number of updates, from zero to {updates}. Above, the output: "
    "the curve of the first start begins at {first_start}, falls at once, is below one half after {first_half} updates "
    "and ends at {first_end}; that of the second start begins at {second_start}, stays almost level for long, is below "
    "one half only after {second_half} updates and ends at {second_end}. Below, the cost, of similar shape: it falls "
    "from {first_cost} to {first_low}, and from {second_cost} to {second_low}. Circles in both plots are computed from "
    "the law, and lie on the curves or close beside them.",
}

RATE, UPDATES = 0.15, 300
STARTS = {"first": (0.6, 0.9), "second": (2.0, 2.0)}


def _outputs(weight: float, bias: float) -> np.ndarray:
    path = Neuron(weight, bias, cost="quadratic").descend(1, 0, rate=RATE, updates=UPDATES)
    return np.array([float(neuron.output(1)) for neuron in path])


def _law(z: np.ndarray | float) -> np.ndarray:
    return np.asarray(3 * z + np.exp(z) - 3 * np.exp(-z) - np.exp(-2 * z) / 2)


def _by_the_law(start: float, times: np.ndarray) -> np.ndarray:
    """The outputs at these times: the law gives the time at each weighted input, read the other way round."""
    z = np.linspace(start, -4, 20001)
    return np.asarray(sigmoid(np.interp(times, (_law(start) - _law(z)) / (2 * RATE), z)))


PATHS = {name: _outputs(*start) for name, start in STARTS.items()}
NUMBERS = {"updates": f"{UPDATES}"}
for _name, _path in PATHS.items():
    NUMBERS |= {
        f"{_name}_start": f"{_path[0]:.4f}",
        f"{_name}_half": f"{np.argmax(_path < 0.5)}",
        f"{_name}_end": f"{_path[-1]:.4f}",
        f"{_name}_cost": f"{_path[0] ** 2 / 2:.6f}",
        f"{_name}_low": f"{_path[-1] ** 2 / 2:.6f}",
    }


def draw() -> Figure:
    """Outputs above, costs below; circles where the law says that they are."""
    figure = Figure(figsize=(4.0, 4.4))
    above, below = figure.subplots(2, 1, sharex=True)
    updates, times = np.arange(UPDATES + 1), np.arange(10, UPDATES, 20)
    styles = {"first": (SERIES[0], "-"), "second": (SERIES[1], "--")}
    above.axhline(0.5, color=GRID, linewidth=1, zorder=0)
    for name, path in PATHS.items():
        colour, line = styles[name]
        law = _by_the_law(sum(STARTS[name]), times)
        above.plot(updates, path, line, color=colour)
        above.plot(times, law, "o", color=INK, markersize=3.5, fillstyle="none", markeredgewidth=0.9)
        below.plot(updates, path**2 / 2, line, color=colour)
        below.plot(times, law**2 / 2, "o", color=INK, markersize=3.5, fillstyle="none", markeredgewidth=0.9)
    above.text(62, 0.42, "{first}", color=SERIES[0], ha="left", va="center")
    above.text(170, 0.8, "{second}", color=SERIES[1], ha="right", va="center")
    above.plot(20, 0.1, "o", color=INK, markersize=3.5, fillstyle="none", markeredgewidth=0.9)
    above.text(28, 0.1, "{law}", color=INK, ha="left", va="center")
    below.text(62, 0.08, "{first}", color=SERIES[0], ha="left", va="center")
    below.text(170, 0.36, "{second}", color=SERIES[1], ha="right", va="center")
    above.set(xlim=(0, UPDATES), ylim=(0, 1.03), yticks=[0, 0.25, 0.5, 0.75, 1], ylabel="{output}")
    below.set(ylim=(0, 0.52), yticks=[0, 0.1, 0.2, 0.3, 0.4, 0.5], xlabel="{updates}", ylabel="{cost}")
    below.set_xticks([0, 50, 100, 150, 200, 250, 300])
    for axes in (above, below):
        axes.tick_params(colors=MUTED)
    return figure

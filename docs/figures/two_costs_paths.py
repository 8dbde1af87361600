"""Two starts, two costs, one learning rate: the output and the cost, update by update."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import Neuron

WORDS = {
    "zh": {
        "updates": "更新次数",
        "output": "输出",
        "share": "代价与起初之比",
        "ce": "交叉熵",
        "quadratic": "二次代价",
        "first": "第一次",
        "second": "第二次",
    },
    "en": {
        "updates": "updates",
        "output": "output",
        "share": "cost, share of the first",
        "ce": "cross-entropy",
        "quadratic": "quadratic cost",
        "first": "first start",
        "second": "second start",
    },
}
DESCRIPTION = {
    "zh": "两幅图，横轴都是从 {none} 到 {updates} 的更新次数。上图是输出：用交叉熵，两次分别在更新 {ce0} 次和 {ce1} 次"
    "时降到 {half} 以下，最后是 {cea0} 和 {cea1}；用二次代价，第一次在更新 {qu0} 次时，第二次几乎不动，到更新 {qu1} 次"
    "时才降到 {half} 以下，最后是 {qua0} 和 {qua1}。下图是代价与起初之比，次序相同；交叉熵的两条很快落到底部，"
    "二次代价的第二条长时间停在 {one} 附近。",
    "en": "Two panels over the number of updates, from {none} to {updates}. Above, the output: with cross-entropy it "
    "is below {half} from update {ce0} on and from update {ce1} on, and ends at {cea0} and {cea1}; with the quadratic "
    "cost from update {qu0} on from the first start, while from the second it hardly moves and is below {half} only "
    "from update {qu1} on; they end at {qua0} and {qua1}. Below, the cost as a share of what it was at first, in the "
    "same order: the two curves of cross-entropy are soon near the bottom, the second one of the quadratic cost stays "
    "near {one} for long.",
}

UPDATES, RATE, HALF = 300, 0.15, 0.5
STARTS = ((0.6, 0.9), (2.0, 2.0))
COSTS = {"ce": "cross-entropy", "quadratic": "quadratic"}
PATHS = {
    (key, k): Neuron(w, b, cost=cost).descend(1, 0, rate=RATE, updates=UPDATES)
    for key, cost in COSTS.items()
    for k, (w, b) in enumerate(STARTS)
}
OUTPUTS = {place: np.array([float(neuron.output(1)) for neuron in path]) for place, path in PATHS.items()}
SHARES = {place: np.array([n.loss(1, 0) / path[0].loss(1, 0) for n in path]) for place, path in PATHS.items()}
NUMBERS = {"none": "0", "one": "1", "updates": f"{UPDATES}", "half": f"{HALF}"}
for (key, k), outputs in OUTPUTS.items():
    NUMBERS[f"{key[:2]}{k}"] = f"{int(np.argmax(outputs < HALF))}"
    NUMBERS[f"{key[:2]}a{k}"] = f"{outputs[-1]:.4f}"
STYLES = {("ce", 0): "-", ("ce", 1): "-", ("quadratic", 0): "--", ("quadratic", 1): "--"}


def draw() -> Figure:
    """Outputs above, costs below; the colour and the dashes tell the cost."""
    figure = Figure(figsize=(4.0, 4.6))
    above, below = figure.subplots(2, sharex=True)
    updates = np.arange(UPDATES + 1)
    for axes, curves in ((above, OUTPUTS), (below, SHARES)):
        for (key, k), values in curves.items():
            axes.plot(updates, values, STYLES[key, k], color=SERIES[0 if key == "ce" else 1], linewidth=1 + 0.8 * k)
        axes.set(xlim=(0, UPDATES), ylim=(0, 1.05))
        axes.set_yticks([0, HALF, 1], labels=["0", f"{HALF}", "1"])
        axes.tick_params(colors=MUTED)
    above.axhline(HALF, color=GRID, linewidth=1, zorder=0)
    for x, y, word, colour in (
        (110, 0.8, "{quadratic}", SERIES[1]),
        (110, 0.68, "{second}", SERIES[1]),
        (120, 0.38, "{quadratic}", SERIES[1]),
        (120, 0.26, "{first}", SERIES[1]),
        (160, 0.04, "{ce}", SERIES[0]),
    ):
        above.text(x, y, word, ha="center", va="bottom", color=colour)
    above.set_ylabel("{output}")
    below.set(xlabel="{updates}", ylabel="{share}")
    for axes in (above, below):
        axes.yaxis.label.set_color(INK)
    return figure

"""The entropy of two outcomes against the probability of one of them."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import binary_entropy

WORDS = {
    "zh": {"probability": "其中一个结果的概率", "entropy": "熵（比特）"},
    "en": {"probability": "probability of one outcome", "entropy": "entropy (bits)"},
}
DESCRIPTION = {
    "zh": "一条左右对称的拱形曲线。概率为零或一时，熵是零；概率为 {half} 时达到最高点，熵是 {most} 比特；"
    "概率为 {rare} 或 {common} 时，熵是 {less} 比特。曲线两端陡峭，顶部平缓。",
    "en": "An arch, symmetric about its middle. The entropy is zero at probabilities zero and one, and largest at "
    "probability {half}, where it is {most} bit; at {rare} and at {common} it is {less} bits. The curve is steep at "
    "its ends and flat at the top.",
}

EVEN, RARE = 0.5, 0.1
MOST, LESS = (float(binary_entropy(p, base=2)) for p in (EVEN, RARE))
NUMBERS = {
    "half": f"{EVEN}",
    "most": f"{MOST:.0f}",
    "rare": f"{RARE}",
    "common": f"{1 - RARE}",
    "less": f"{LESS:.3f}",
}


def draw() -> Figure:
    """The curve in bits, its maximum, and two points of the same height."""
    figure = Figure()
    axes = figure.subplots()
    half = np.geomspace(1e-4, EVEN, 120)
    probability = np.concatenate([[0], half, 1 - half[-2::-1], [1]])
    for p in (RARE, 1 - RARE):
        axes.plot([p, p], [0, LESS], color=GRID, linewidth=1, zorder=0)
    axes.plot([EVEN, EVEN], [0, MOST], color=GRID, linewidth=1, zorder=0)
    axes.plot([0, EVEN], [MOST, MOST], color=GRID, linewidth=1, zorder=0)
    axes.plot([0, 1 - RARE], [LESS, LESS], color=GRID, linewidth=1, zorder=0)
    axes.plot(probability, binary_entropy(probability, base=2), color=SERIES[0])
    axes.plot([RARE, 1 - RARE], [LESS, LESS], "o", color=SERIES[0], markersize=5.5)
    axes.plot(EVEN, MOST, "o", color=INK, markersize=5.5, zorder=3)
    axes.plot([0, 1], [0, 0], "o", color=INK, markersize=5.5, clip_on=False, zorder=3)
    axes.set(xlim=(0, 1), ylim=(0, 1.08), xlabel="{probability}", ylabel="{entropy}")
    axes.set_xticks([0, RARE, EVEN, 1 - RARE, 1], labels=["0", f"{RARE}", f"{EVEN}", f"{1 - RARE}", "1"])
    axes.set_yticks([0, LESS, MOST], labels=["0", f"{LESS:.3f}", f"{MOST:.0f}"])
    axes.tick_params(colors=MUTED)
    return figure

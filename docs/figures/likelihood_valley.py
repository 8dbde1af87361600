"""The negative log-likelihood of seven heads in ten tosses, per toss, against the model's probability of heads."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES

from crossentropy import cross_entropy, entropy, kl_divergence

WORDS = {
    "zh": {"heads": "模型给正面的概率", "loss": "负对数似然，每次（奈特）", "floor": "频率的熵"},
    "en": {
        "heads": "the model's probability of heads",
        "loss": "−log-likelihood per toss (nats)",
        "floor": "entropy of the frequencies",
    },
}
DESCRIPTION = {
    "zh": "一条谷形曲线，最低点在概率 {best} 处，高 {least} 奈特，正好碰到一条水平线，那是频率的熵。"
    "概率为 {fair} 时，曲线比这条线高 {below}；概率为 {sure} 时高 {above}。靠近零和一，曲线没有上界。",
    "en": "A valley. Its lowest point is at probability {best} and {least} nats high, where it touches a level line, "
    "the entropy of the frequencies. At probability {fair} the curve is {below} above the line, at {sure} it is "
    "{above} above it. Towards zero and one it has no upper bound.",
}

FREQUENCIES = np.array([0.7, 0.3])
FAIR, SURE = 0.5, 0.9
LEAST = float(entropy(FREQUENCIES))
EXCESS = {heads: float(kl_divergence(FREQUENCIES, [heads, 1 - heads])) for heads in (FAIR, SURE)}
NUMBERS = {
    "best": f"{FREQUENCIES[0]}",
    "least": f"{LEAST:.3f}",
    "fair": f"{FAIR}",
    "sure": f"{SURE}",
    "below": f"{EXCESS[FAIR]:.3f}",
    "above": f"{EXCESS[SURE]:.3f}",
}


def draw() -> Figure:
    """The curve, the level line below it, and double arrows between the two."""
    figure = Figure()
    axes = figure.subplots()
    heads = np.linspace(0.2, 0.985, 300)
    loss = cross_entropy(FREQUENCIES, np.stack([heads, 1 - heads], axis=-1))
    axes.axhline(LEAST, color=SERIES[1], linestyle="--", linewidth=1.5)
    axes.plot(heads, loss, color=SERIES[0], linewidth=2)
    for at, excess in EXCESS.items():
        ends = {"arrowstyle": "<->", "color": INK, "linewidth": 1, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (at, LEAST), (at, LEAST + excess), arrowprops=ends)
    axes.text(FAIR - 0.02, LEAST + 0.015, f"+{EXCESS[FAIR]:.3f}", ha="right", va="bottom", color=INK)
    axes.text(SURE + 0.015, LEAST + 0.015, f"+{EXCESS[SURE]:.3f}", ha="left", va="bottom", color=INK)
    axes.plot(FREQUENCIES[0], LEAST, "o", color=INK, markersize=6)
    axes.text(0.6, LEAST - 0.02, f"{{floor}} {LEAST:.3f}", ha="center", va="top", color=INK)
    axes.set(xlim=(0.2, 1.05), ylim=(0.5, 1.1), xlabel="{heads}", ylabel="{loss}")
    axes.set_xticks([0.3, FAIR, FREQUENCIES[0], SURE])
    axes.set_yticks([0.6, 0.8, 1])
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

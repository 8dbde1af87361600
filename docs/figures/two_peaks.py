"""A truth with two peaks, and the best models of one family with the truth first and with the model first."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES

from crossentropy import kl_divergence

WORDS = {
    "zh": {"truth": "真实分布", "forward": "真实在前", "reverse": "模型在前", "x": "正面的次数", "y": "概率"},
    "en": {
        "truth": "truth",
        "forward": "truth first",
        "reverse": "model first",
        "x": "number of heads",
        "y": "probability",
    },
}
DESCRIPTION = {
    "zh": "三组竖条，分别对应正面出现 {h0}、{h1}、{h2} 次。真实概率是 {p}，两头高，中间低。"
    "真实在前的最佳模型是 {forward}，中间最高；模型在前的最佳模型之一是 {reverse}，左边最高。",
    "en": "Three groups of bars, for {h0}, {h1} and {h2} heads. The true probabilities are {p}: high at both ends, low "
    "in the middle. The best model with the truth first is {forward}, highest in the middle; one of the two best with "
    "the model first is {reverse}, highest on the left.",
}

P = np.array([0.45, 0.1, 0.45])
T = np.linspace(0.01, 0.5, 491)  # the other half mirrors this one
MODELS = np.stack([(1 - T) ** 2, 2 * T * (1 - T), T**2], axis=-1)
FORWARD = MODELS[kl_divergence(P, MODELS).argmin()]
REVERSE = MODELS[kl_divergence(MODELS, P).argmin()]


def _listed(p: np.ndarray) -> str:
    return "(" + ", ".join(f"{x:.4g}" for x in p) + ")"


NUMBERS = {"h0": "0", "h1": "1", "h2": "2", "p": _listed(P), "forward": _listed(FORWARD), "reverse": _listed(REVERSE)}


def draw() -> Figure:
    """Three bars to a group; the names stand above the first bars that are theirs."""
    figure = Figure(figsize=(4.0, 3.0))
    axes = figure.subplots()
    bars = [(P, MUTED, "{truth}"), (FORWARD, SERIES[0], "{forward}"), (REVERSE, SERIES[1], "{reverse}")]
    for place, (heights, colour, name) in enumerate(bars):
        axes.bar(np.arange(3) + 0.27 * (place - 1), heights, width=0.24, color=colour)
        axes.text(2.4, 0.72 - 0.07 * place, name, ha="right", va="bottom", color=colour if place else INK)
    axes.set(xticks=[0, 1, 2], yticks=[0, 0.2, 0.4, 0.6], ylim=(0, 0.8), xlabel="{x}", ylabel="{y}")
    axes.tick_params(colors=MUTED)
    return figure

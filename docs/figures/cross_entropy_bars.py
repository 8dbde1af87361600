"""Cross-entropy as a stack: the entropy of the truth, and what each model adds on top of it."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

from crossentropy import cross_entropy, entropy, kl_divergence

WORDS = {
    "zh": {
        "truth": "与真实分布相同",
        "cautious": "谨慎的预报",
        "uniform": "均匀分布",
        "reversed": "次序颠倒",
        "entropy": "熵 H(p)",
        "divergence": "相对熵",
        "axis": "交叉熵（比特）",
    },
    "en": {
        "truth": "same as truth",
        "cautious": "cautious forecast",
        "uniform": "uniform",
        "reversed": "order reversed",
        "entropy": "entropy H(p)",
        "divergence": "relative entropy",
        "axis": "cross-entropy (bits)",
    },
}
DESCRIPTION = {
    "zh": "四根横条，各代表一个模型，单位是比特。每根的左段都是真实分布的熵 {entropy}，右段是相对熵，"
    "两段合起来是交叉熵。与真实分布相同：{truth}。谨慎的预报：{cautious}。均匀分布：{uniform}。次序颠倒：{reversed}。",
    "en": "Four bars, one for each model, in bits. The left part of each is the entropy of the truth, {entropy}; the "
    "right part is the relative entropy, and the whole is the cross-entropy. Same as truth: {truth}. Cautious "
    "forecast: {cautious}. Uniform: {uniform}. Order reversed: {reversed}.",
}

P = np.array([0.7, 0.2, 0.1])
MODELS = {
    "truth": P,
    "cautious": np.array([0.5, 0.25, 0.25]),
    "uniform": np.full(3, 1 / 3),
    "reversed": P[::-1],
}
FLOOR = float(entropy(P, base=2))
EXTRA = {name: float(kl_divergence(P, q, base=2)) for name, q in MODELS.items()}
SUMS = {
    name: f"{FLOOR:.3f} + {EXTRA[name]:.3f} = {cross_entropy(P, q, base=2):.3f}".replace(" 0.000 ", " 0 ")
    for name, q in MODELS.items()
}
NUMBERS = {"entropy": f"{FLOOR:.3f}", **SUMS}


def draw() -> Figure:
    """Stacked bars H(p) + D(p || q) for one truth and four models, the sums written above them."""
    figure = Figure(figsize=(4.0, 3.2))
    axes = figure.subplots()
    style = {"height": 0.42, "edgecolor": SURFACE, "linewidth": 1.5}
    for row, (name, extra) in enumerate(EXTRA.items()):
        axes.barh(-row, FLOOR, color=SERIES[0], **style)
        axes.barh(-row, extra, left=FLOOR, color=SERIES[1], **style)
        axes.text(0, 0.25 - row, f"{{{name}}}", ha="left", va="bottom", color=INK)
        axes.text(3, 0.25 - row, SUMS[name], ha="right", va="bottom", color=INK)
    last = 1 - len(MODELS)
    axes.text(FLOOR / 2, last, "{entropy}", ha="center", va="center", color=SURFACE)
    axes.text(FLOOR + EXTRA["reversed"] / 2, last, "{divergence}", ha="center", va="center", color=SURFACE)
    axes.plot([FLOOR, FLOOR], [last - 0.4, 0.25], color=INK, linestyle="--", linewidth=1.2)
    axes.set(xlim=(0, 3), ylim=(last - 0.4, 0.62), xlabel="{axis}", xticks=[0, 1, 2, 3], yticks=[])
    axes.spines["left"].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

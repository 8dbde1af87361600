"""Cross-entropy as a stack: the entropy of the truth, and what each model adds on top of it."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

from crossentropy import entropy, kl_divergence

WORDS = {
    "zh": {
        "same_as_truth": "与真实分布相同",
        "careful_forecast": "谨慎的预报",
        "uniform": "均匀",
        "order_reversed": "次序颠倒",
        "entropy_of_p": "熵 H(p)",
        "relative_entropy": "相对熵",
        "cross_entropy_bits": "交叉熵（比特）",
    },
    "en": {
        "same_as_truth": "same as truth",
        "careful_forecast": "cautious forecast",
        "uniform": "uniform",
        "order_reversed": "order reversed",
        "entropy_of_p": "entropy H(p)",
        "relative_entropy": "relative entropy",
        "cross_entropy_bits": "cross-entropy (bits)",
    },
}

P = np.array([0.7, 0.2, 0.1])
MODELS = {
    "same_as_truth": P,
    "careful_forecast": np.array([0.5, 0.25, 0.25]),
    "uniform": np.full(3, 1 / 3),
    "order_reversed": P[::-1],
}


def draw() -> Figure:
    """Stacked bars H(p) + D(p || q) for one truth and four models."""
    floor = float(entropy(P, base=2))
    extra = [float(kl_divergence(P, q, base=2)) for q in MODELS.values()]
    rows = np.arange(len(MODELS))[::-1]
    figure = Figure()
    axes = figure.subplots()
    style = {"height": 0.62, "edgecolor": SURFACE, "linewidth": 2}
    axes.barh(rows, [floor] * len(rows), color=SERIES[0], label="{entropy_of_p}", **style)
    axes.barh(rows, extra, left=floor, color=SERIES[1], label="{relative_entropy}", **style)
    axes.axvline(floor, color=INK, linestyle="--", linewidth=1.2)
    axes.set_yticks(rows, labels=[f"{{{name}}}" for name in MODELS])
    axes.set(xlim=(0, 3), xlabel="{cross_entropy_bits}")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    axes.legend(loc="upper right", frameon=False, labelcolor=INK)
    return figure

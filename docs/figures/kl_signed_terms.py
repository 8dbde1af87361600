"""Relative entropy of the mailbox, term by term: one up, one down, and what is left."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES

from crossentropy import kl_divergence, self_information

WORDS = {
    "zh": {"spam": "垃圾邮件", "other": "正常邮件", "sum": "相对熵", "axis": "累计（奈特）"},
    "en": {"spam": "spam", "other": "not spam", "sum": "relative entropy", "axis": "running total (nats)"},
}
DESCRIPTION = {
    "zh": "三根竖条，单位是奈特。垃圾邮件的一项从零升 {up}；正常邮件的一项从那里降 {down}；剩下的 {left} 是相对熵。",
    "en": "Three bars, in nats. The term of spam goes up from zero by {up}; the term of other messages comes down from "
    "there by {down}; the {left} that is left is the relative entropy.",
}

P, Q = np.array([0.9, 0.1]), np.array([0.5, 0.5])
TERMS = P * (self_information(Q) - self_information(P))
LEFT = float(kl_divergence(P, Q))
NUMBERS = {"up": f"{TERMS[0]:.3f}", "down": f"{-TERMS[1]:.3f}", "left": f"{LEFT:.3f}"}


def draw() -> Figure:
    """Each term drawn from where the one before it ended; dashed lines carry the running total across."""
    figure = Figure()
    axes = figure.subplots()
    tops = [TERMS[0], TERMS[0], LEFT]
    bottoms = [0, LEFT, 0]
    heights = np.subtract(tops, bottoms)
    axes.bar(range(3), heights, bottom=bottoms, width=0.5, color=[SERIES[0], SERIES[1], SERIES[2]])
    for column, text in enumerate([f"+{TERMS[0]:.3f}", f"−{-TERMS[1]:.3f}", f"{LEFT:.3f}"]):
        axes.text(column, tops[column] + 0.015, text, ha="center", va="bottom", color=INK)
    for column, height in enumerate([TERMS[0], LEFT]):
        axes.plot([column - 0.25, column + 1.25], [height, height], color=MUTED, linestyle="--", linewidth=1)
    axes.set(xlim=(-0.5, 2.5), ylim=(0, 0.66), yticks=[0, 0.2, 0.4, 0.6], ylabel="{axis}")
    axes.set_xticks(range(3), ["{spam}", "{other}", "{sum}"])
    axes.tick_params(colors=MUTED)
    return figure

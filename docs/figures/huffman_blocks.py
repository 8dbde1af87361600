"""The best code for blocks of days: digits a day against the length of the blocks."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES

from crossentropy import block_distribution, entropy, expected_length, huffman_lengths

WORDS = {
    "zh": {"x": "每块的天数", "y": "每天的位数", "entropy": "熵（比特）"},
    "en": {"x": "days in a block", "y": "digits a day", "entropy": "entropy (bits)"},
}
DESCRIPTION = {
    "zh": "横轴是每块的天数，从 {first} 到 {last}；纵轴是每天平均的位数。各点由 {highest} 降到 {lowest}，"
    "中途有几次回升，始终在虚线上方；虚线是熵，{entropy} 比特。",
    "en": "The number of days in a block runs from {first} to {last} to the right, the mean number of digits a day "
    "upwards. The dots come down from {highest} to {lowest}, going up now and then, and stay above the dashed line, "
    "which is the entropy, {entropy} bits.",
}

P = np.array([0.7, 0.2, 0.1])
DAYS = np.arange(1, 9)
BLOCKS = [block_distribution(P, int(days)) for days in DAYS]
RATES = np.array([float(expected_length(b, huffman_lengths(b))) for b in BLOCKS]) / DAYS
ENTROPY = float(entropy(P, base=2))
NUMBERS = {
    "first": f"{DAYS[0]}",
    "last": f"{DAYS[-1]}",
    "highest": f"{RATES[0]:.3f}",
    "lowest": f"{RATES[-1]:.3f}",
    "entropy": f"{ENTROPY:.3f}",
}


def draw() -> Figure:
    """Dots, joined by a thin line, above the dashed line of the entropy."""
    figure = Figure()
    axes = figure.subplots()
    axes.axhline(ENTROPY, color=SERIES[1], linestyle="--", linewidth=1.2)
    axes.plot(DAYS, RATES, color=MUTED, linewidth=0.8)
    axes.plot(DAYS, RATES, "o", color=SERIES[0], markersize=6)
    axes.text(8.3, ENTROPY - 0.006, "{entropy}", ha="right", va="top", color=SERIES[1])
    axes.set(xlim=(0.6, 8.4), ylim=(1.12, 1.32), xticks=DAYS, yticks=[1.15, 1.2, 1.25, 1.3], xlabel="{x}", ylabel="{y}")
    axes.tick_params(colors=MUTED)
    axes.xaxis.label.set_color(INK)
    return figure

"""Two dependent labels as areas of a square, beside the best that two separate outputs can do."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

from crossentropy import convert, mutual_information

WORDS = {
    "zh": {"truth": "真实", "separate": "分开输出", "light": "有灯", "dark": "无灯", "person": "有人"},
    "en": {
        "truth": "truth",
        "separate": "separate outputs",
        "light": "light",
        "dark": "no light",
        "person": "person",
    },
}
DESCRIPTION = {
    "zh": "两个面积为一的正方形。列是有没有红绿灯，每列分成两块，着色的一块表示有行人，面积是概率。左边是真实分布："
    "有灯的一列，有行人 {lp}，没有 {ln}；没有灯的一列，有行人 {np}，没有 {nn}。右边是分开的两个输出，四块都是 {part}。"
    "右边多付 {extra} 比特。",
    "en": "Two squares of area one. The columns say whether there is a traffic light, and each is cut in two: the "
    "coloured part means a pedestrian. Areas are probabilities. On the left the truth: with a light, {lp} with a "
    "pedestrian and {ln} without; with no light, {np} with and {nn} without. On the right two separate outputs: all "
    "four parts are {part}. The right one costs {extra} bits more.",
}

R = np.array([[0.4, 0.1], [0.1, 0.4]])  # rows: light, none; columns: pedestrian, none
PRODUCT = np.outer(R.sum(axis=1), R.sum(axis=0))
NUMBERS = {
    "lp": f"{R[0, 0]:.1f}",
    "ln": f"{R[0, 1]:.1f}",
    "np": f"{R[1, 0]:.1f}",
    "nn": f"{R[1, 1]:.1f}",
    "part": f"{PRODUCT[0, 0]:.2f}",
    "extra": f"{convert(mutual_information(R), 'nat', 'bit'):.3f}",
}


def draw() -> Figure:
    """Two mosaics: each column as wide as its light is probable, cut at the probability of a pedestrian in it."""
    figure = Figure(figsize=(4.0, 2.6))
    for axes, joint, title, digits in zip(
        figure.subplots(1, 2), (R, PRODUCT), ("truth", "separate"), (1, 2), strict=True
    ):
        left = 0.0
        for width, (present, absent) in zip(joint.sum(axis=1), joint, strict=True):
            style = {"width": width, "align": "edge", "linewidth": 1.5}
            axes.bar(left, present / width, color=SERIES[0], edgecolor=SURFACE, **style)
            axes.bar(left, absent / width, bottom=present / width, facecolor="none", edgecolor=MUTED, **style)
            middle = left + width / 2
            axes.text(middle, present / width / 2, f"{present:.{digits}f}", ha="center", va="center", color=SURFACE)
            axes.text(middle, 1 - absent / width / 2, f"{absent:.{digits}f}", ha="center", va="center", color=INK)
            left += width
        axes.set_title(f"{{{title}}}", color=INK)
        axes.set(xlim=(-0.01, 1.01), ylim=(0, 1.01), yticks=[], aspect="equal")
        axes.set_xticks([0.25, 0.75], labels=["{light}", "{dark}"])
        axes.spines[:].set_visible(False)
        axes.tick_params(colors=MUTED, bottom=False)
    figure.axes[0].set_ylabel("{person}", color=SERIES[0], loc="bottom")
    return figure

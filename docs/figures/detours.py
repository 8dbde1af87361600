"""Detours between two coins: which measures are made smaller by a stop on the way, and which are not."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES

from crossentropy import jensen_shannon_distance, kl_divergence, total_variation

WORDS = {
    "zh": {
        "kl": "相对熵",
        "js": "JS 散度的平方根",
        "tv": "全变差距离",
        "x": "中途硬币正面的概率",
        "y": "绕行与直达之比",
    },
    "en": {
        "kl": "relative entropy",
        "js": "root of Jensen–Shannon",
        "tv": "total variation",
        "x": "probability of heads of the stop",
        "y": "detour over straight way",
    },
}
DESCRIPTION = {
    "zh": "横轴是中途那枚硬币正面的概率，纵轴是绕行除以直达；起点是 {start}，终点是 {end}。一条虚线标出 {one}。"
    "相对熵的曲线在起点与终点之间低于虚线，在 {best} 处最低，只有 {least}。"
    "全变差距离在两点之间与虚线重合，在两点之外升高。JS 散度的平方根在两点之间略高于虚线。",
    "en": "The probability of heads of the coin that is the stop runs to the right, the detour divided by the straight "
    "way upwards; the way begins at {start} and ends at {end}. A dashed line marks {one}. The curve of relative "
    "entropy is below it between the two ends, lowest at {best}, where it is only {least}. Total variation runs "
    "along the line between the ends and rises outside. The root of the Jensen–Shannon divergence is slightly above "
    "the line between the ends.",
}

START, END = 0.5, 0.9
STOPS = np.linspace(0.35, 0.96, 306)
ENDS = np.array([[START, 1 - START], [END, 1 - END]])


def ratio(measure, stops: np.ndarray) -> np.ndarray:  # type: ignore[no-untyped-def]
    """The way with a stop, divided by the way without."""
    stop = np.stack([stops, 1 - stops], axis=-1)
    return (measure(ENDS[0], stop) + measure(stop, ENDS[1])) / measure(ENDS[0], ENDS[1])


KL = ratio(kl_divergence, STOPS)
NUMBERS = {
    "start": f"{START}",
    "end": f"{END}",
    "one": "1",
    "best": f"{STOPS[KL.argmin()]:.2f}",
    "least": f"{KL.min():.2f}",
}


def draw() -> Figure:
    """Three curves; where one is below the dashed line, the detour is the shorter way."""
    figure = Figure(figsize=(4.0, 3.2))
    axes = figure.subplots()
    axes.axhline(1, color=MUTED, linestyle="--", linewidth=1)
    axes.plot(STOPS, KL, color=SERIES[1])
    axes.plot(STOPS, ratio(total_variation, STOPS), color=SERIES[2], linestyle="-.")
    axes.plot(STOPS, ratio(jensen_shannon_distance, STOPS), color=SERIES[0])
    axes.text(0.7, 0.4, "{kl}", ha="center", va="top", color=SERIES[1])
    axes.text(0.7, 0.95, "{tv}", ha="center", va="top", color=SERIES[2])
    axes.text(0.7, 1.07, "{js}", ha="center", va="bottom", color=SERIES[0])
    axes.set(xlim=(0.35, 0.96), ylim=(0.25, 1.8), xticks=[0.4, 0.5, 0.6, 0.7, 0.8, 0.9], xlabel="{x}", ylabel="{y}")
    axes.set_yticks([0.5, 1, 1.5])
    axes.tick_params(colors=MUTED)
    axes.xaxis.label.set_color(INK)
    return figure

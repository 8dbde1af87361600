"""Self-information against probability: one curve, stretched, in three units."""

import numpy as np
from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import self_information

WORDS = {
    "zh": {"probability": "概率 p", "information": "自信息", "bits": "比特", "nats": "奈特", "hartleys": "哈特利"},
    "en": {
        "probability": "probability p",
        "information": "self-information",
        "bits": "bits",
        "nats": "nats",
        "hartleys": "hartleys",
    },
}
DESCRIPTION = {
    "zh": "三条下降的曲线，在概率为一处都降到零，概率趋于零时都趋于无穷。概率为 {p} 时，自信息是 {bits} 比特、"
    "{nats} 奈特、{hartleys} 哈特利，自上而下，各在一条曲线上。以奈特为单位的那条上，还标出另外两点：概率 {cloudy} "
    "对应 {cloudy_nats} 奈特，概率 {sunny} 对应 {sunny_nats} 奈特。",
    "en": "Three falling curves, all zero where the probability is one and growing without bound as it tends to zero. "
    "For a probability of {p} the self-information is {bits} bits, {nats} nats or {hartleys} hartley, one on each "
    "curve from top to bottom. The curve in nats has two more points: {cloudy_nats} nats at probability {cloudy}, and "
    "{sunny_nats} nats at probability {sunny}.",
}

UNITS = {  # base, formula, line, marker; the nats are in the middle
    "bits": (2, "−log₂ p", "--", "s"),
    "nats": (None, "−ln p", "-", "o"),
    "hartleys": (10, "−log₁₀ p", ":", "^"),
}
SUNNY, CLOUDY, RAINY = 0.7, 0.2, 0.1
NUMBERS = {
    "p": f"{RAINY}",
    "bits": f"{self_information(RAINY, base=2):.3f}",
    "nats": f"{self_information(RAINY):.3f}",
    "hartleys": f"{self_information(RAINY, base=10):.0f}",
    "cloudy": f"{CLOUDY}",
    "cloudy_nats": f"{self_information(CLOUDY):.3f}",
    "sunny": f"{SUNNY}",
    "sunny_nats": f"{self_information(SUNNY):.3f}",
}


def draw() -> Figure:
    """The three curves, and the three outcomes of the weather example with their coordinates on the axes."""
    figure = Figure()
    axes = figure.subplots()
    probability = np.geomspace(0.01, 1, 200)
    points = [(RAINY, "bits"), (RAINY, "nats"), (RAINY, "hartleys"), (CLOUDY, "nats"), (SUNNY, "nats")]
    heights = []
    for number, (unit, (base, formula, line, _)) in enumerate(UNITS.items()):
        curve = self_information(probability, base=base)
        axes.plot(probability, curve, line, color=SERIES[number], label=f"{{{unit}}}  {formula}")
    for p, unit in points:
        base, _, _, marker = UNITS[unit]
        height = float(self_information(p, base=base))
        heights.append(height)
        axes.plot([0, p, p], [height, height, 0], color=GRID, linewidth=1, zorder=0)
        axes.plot(p, height, marker, color=SERIES[list(UNITS).index(unit)], markersize=5.5)
    axes.plot(1, 0, "o", color=INK, markersize=5.5, clip_on=False, zorder=3)
    axes.set(xlim=(0, 1), ylim=(0, 4.5), xlabel="{probability}", ylabel="{information}")
    axes.set_xticks([0, RAINY, CLOUDY, SUNNY, 1], labels=["0", f"{RAINY}", f"{CLOUDY}", f"{SUNNY}", "1"])
    axes.set_yticks([0, *heights], labels=["0", *(f"{height:.3f}" for height in heights)])
    axes.legend(loc="upper right", handlelength=2.2)
    axes.tick_params(colors=MUTED)
    return figure

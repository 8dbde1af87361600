"""One amount of information, three numbers: the same length read on three rulers."""

from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES

from crossentropy import convert, self_information

WORDS = {
    "zh": {"bit": "比特", "nat": "奈特", "hartley": "哈特利", "probability": "概率"},
    "en": {"bit": "bits", "nat": "nats", "hartley": "hartleys", "probability": "probability"},
}
DESCRIPTION = {
    "zh": "三把水平的尺，自上而下以比特、奈特、哈特利为刻度，零点对齐；哈特利的刻度最疏，比特的最密。"
    "三条竖线贯穿三把尺：概率 {likely} 的自信息是 {likely_bit} 比特、{likely_nat} 奈特、{likely_hartley} 哈特利；"
    "概率 {even} 的是 {even_bit} 比特、{even_nat} 奈特、{even_hartley} 哈特利；"
    "概率 {rare} 的是 {rare_bit} 比特、{rare_nat} 奈特、{rare_hartley} 哈特利。",
    "en": "Three horizontal rulers with a common zero, divided into bits, nats and hartleys from top to bottom; the "
    "bits are the closest together, the hartleys the furthest apart. Three vertical lines cross all of them. The "
    "self-information of probability {likely} is {likely_bit} bits, {likely_nat} nats or {likely_hartley} hartleys; "
    "that of {even} is {even_bit} bit, {even_nat} nats or {even_hartley} hartleys; that of {rare} is {rare_bit} bits, "
    "{rare_nat} nats or {rare_hartley} hartley.",
}

PROBABILITIES = {"likely": 0.7, "even": 0.5, "rare": 0.1}
SIDES = {"likely": "right", "even": "left", "rare": "center"}  # of their numbers, so that no two touch
UNITS = {"bit": 2.0, "nat": 1.0, "hartley": 0.0}  # at which height
LENGTH = 2.6  # of the rulers, in nats


def amount(p: float, unit: str) -> str:
    """The self-information of a probability, as the rulers show it."""
    return f"{convert(self_information(p), 'nat', unit):.3f}".removesuffix(".000")  # type: ignore[arg-type]


NUMBERS = {
    **{name: f"{p}" for name, p in PROBABILITIES.items()},
    **{f"{name}_{unit}": amount(p, unit) for name, p in PROBABILITIES.items() for unit in UNITS},
}


def draw() -> Figure:
    """The rulers with their whole units, and where three probabilities are on each."""
    figure = Figure(figsize=(4.0, 2.9))
    axes = figure.subplots()
    for number, (unit, height) in enumerate(UNITS.items()):
        one = float(convert(1, unit, "nat"))  # type: ignore[arg-type]
        axes.plot([0, LENGTH], [height, height], color=SERIES[number])
        for k in range(int(LENGTH / one) + 1):
            axes.plot([k * one, k * one], [height - 0.1, height + 0.1], color=SERIES[number])
        axes.annotate(f"{{{unit}}}", (0, height - 0.16), color=SERIES[number], ha="left", va="top")
    for name, p in PROBABILITIES.items():
        place = float(self_information(p))
        axes.plot([place, place], [-0.1, 2.5], "--", color=GRID, linewidth=1, zorder=0)
        axes.annotate(f"{p}", (place, 2.55), color=INK, ha="center", va="bottom")
        for unit, height in UNITS.items():
            axes.plot(place, height, "o", color=INK, markersize=4, zorder=3)
            shift = {"right": 0.03, "left": -0.03, "center": 0}[SIDES[name]]
            number = NUMBERS[f"{name}_{unit}"]
            axes.annotate(number, (place + shift, height + 0.14), color=INK, ha=SIDES[name], va="bottom")
    axes.annotate("{probability}", (LENGTH / 2 + 0.2, 2.55), color=MUTED, ha="center", va="bottom")
    axes.set(xlim=(-0.05, LENGTH + 0.05), ylim=(-0.55, 2.95))
    axes.axis("off")
    return figure

"""Joint entropy as a length: the two entropies that it contains, and the stretch that they share."""

from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

from crossentropy import entropy, joint_entropy, marginals, mutual_information

WORDS = {
    "zh": {"joint": "联合熵", "bus": "公共汽车", "weather": "天气", "shared": "互信息", "axis": "信息（比特）"},
    "en": {
        "joint": "joint entropy",
        "bus": "bus",
        "weather": "weather",
        "shared": "mutual information",
        "axis": "information (bits)",
    },
}
DESCRIPTION = {
    "zh": "四根横条，单位是比特，左右对齐。联合熵长 {joint}；公共汽车的熵从左端起，长 {bus}；天气的熵到右端止，"
    "长 {weather}；两者重叠的一段长 {shared}，是互信息。",
    "en": "Four bars, in bits, drawn to one scale. The joint entropy is {joint} long; the entropy of the bus begins at "
    "its left end and is {bus} long; that of the weather ends at its right end and is {weather} long; the stretch "
    "where the two overlap, {shared}, is the mutual information.",
}

PAIRS = [[1 / 2, 1 / 4], [0, 1 / 4]]
BUS, WEATHER = (float(entropy(single, base=2)) for single in marginals(PAIRS))
JOINT, SHARED = float(joint_entropy(PAIRS, base=2)), float(mutual_information(PAIRS, base=2))
NUMBERS = {"joint": f"{JOINT:.3f}", "bus": f"{BUS:.3f}", "weather": f"{WEATHER:.3f}", "shared": f"{SHARED:.3f}"}
BARS = {"joint": (0, JOINT), "bus": (0, BUS), "weather": (JOINT - WEATHER, WEATHER), "shared": (BUS - SHARED, SHARED)}


def draw() -> Figure:
    """A bar a quantity, its name above it and its length in it."""
    figure = Figure(figsize=(4.0, 3.2))
    axes = figure.subplots()
    for row, ((name, (left, length)), colour) in enumerate(zip(BARS.items(), SERIES, strict=False)):
        axes.barh(-row, length, left=left, height=0.42, color=colour)
        beside = name == "shared"  # above it the dashed line would cross the name
        place = (
            {"x": BUS + 0.03, "y": -row, "va": "center"}
            if beside
            else {"x": left + 0.02, "y": 0.25 - row, "va": "bottom"}
        )
        axes.text(s=f"{{{name}}}", ha="left", color=INK, **place)
        axes.text(left + length / 2, -row, NUMBERS[name], ha="center", va="center", color=SURFACE)
    for edge in (BUS - SHARED, BUS):
        axes.plot([edge, edge], [-3.4, -0.8], color=MUTED, linestyle="--", linewidth=1)
    axes.set(xlim=(0, JOINT), ylim=(-3.4, 0.62), xlabel="{axis}", xticks=[0, 0.5, 1, 1.5], yticks=[])
    axes.spines["left"].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

"""The weather code as a tree: the digits on the branches, the outcomes with their probabilities at the leaves."""

from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

from crossentropy import huffman_code

WORDS = {
    "zh": {"w0": "晴", "w1": "阴", "w2": "雨"},
    "en": {"w0": "sunny", "w1": "cloudy", "w2": "rainy"},
}
DESCRIPTION = {
    "zh": "一棵树。根在左边，上面一枝标着 {zero}，通到“晴”，概率 {p0}；下面一枝标着 {one}，通到一个分叉，"
    "再分成 {zero} 和 {one} 两枝，分别通到“阴”（概率 {p1}）和“雨”（概率 {p2}）。三个码字是 {c0}、{c1}、{c2}。",
    "en": "A tree with its root on the left. The upper branch, marked {zero}, leads to sunny, probability {p0}. The "
    "lower one, marked {one}, leads to a fork with branches marked {zero} and {one}, to cloudy, probability {p1}, and "
    "to rainy, probability {p2}. The codewords are {c0}, {c1} and {c2}.",
}

P = [0.7, 0.2, 0.1]
CODE = [str(word) for word in huffman_code(P)]
NUMBERS = {
    "zero": "0",
    "one": "1",
    **{f"p{i}": f"{p}" for i, p in enumerate(P)},
    **{f"c{i}": word for i, word in enumerate(CODE)},
}


def _place(word: str) -> tuple[float, float]:
    """Where the way that the digits describe ends: one step to the right for each, up for 0 and down for 1."""
    steps = [0.5 ** (k + 1) * (1 if digit == "0" else -1) for k, digit in enumerate(word)]
    return float(len(word)), sum(steps)


def draw() -> Figure:
    """Every beginning of a codeword is a node; each is joined to the one before."""
    figure = Figure(figsize=(4.0, 2.6))
    axes = figure.subplots()
    nodes = sorted({word[: k + 1] for word in CODE for k in range(len(word))})
    for node in nodes:
        (x0, y0), (x1, y1) = _place(node[:-1]), _place(node)
        axes.plot([x0, x1], [y0, y1], color=MUTED, linewidth=1.2, zorder=1)
        digit = axes.text((x0 + x1) / 2, (y0 + y1) / 2, node[-1], ha="center", va="center", color=INK, zorder=3)
        digit.set_bbox({"facecolor": SURFACE, "edgecolor": SURFACE, "pad": 1.5})
    for i, word in enumerate(CODE):
        x, y = _place(word)
        axes.plot(x, y, "o", color=SERIES[0], markersize=7, zorder=2)
        axes.text(x + 0.1, y + 0.03, f"{{w{i}}}", ha="left", va="bottom", color=INK)
        axes.text(x + 0.1, y - 0.03, f"{P[i]}", ha="left", va="top", color=SERIES[0])
    axes.set(xlim=(-0.15, 2.7), ylim=(-0.95, 0.75))
    axes.set_axis_off()
    return figure

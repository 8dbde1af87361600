"""The chain rule for one neuron: weight, weighted input, output, cost, and the derivative of each in the one before."""

from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES, SURFACE

WORDS = {
    "zh": {
        "weight": "权重",
        "weighted": "加权输入",
        "output": "输出",
        "cost": "代价",
        "quadratic": "二次代价",
        "ce": "交叉熵",
    },
    "en": {
        "weight": "weight",
        "weighted": "weighted input",
        "output": "output",
        "cost": "cost",
        "quadratic": "quadratic cost",
        "ce": "cross-entropy",
    },
}
DESCRIPTION = {
    "zh": "从左到右四个圆：权重 w、加权输入 z、输出 a、代价。相邻的用箭头相连，箭头旁写着后者对前者的导数："
    "先是 x，再是 σ′，最后一个，交叉熵的是 a 减 y 的差除以 σ′，二次代价的是 a 减 y 的差。下面是沿途三个导数的积："
    "交叉熵的是 a 减 y 的差乘以 x，二次代价的还要乘以 σ′。",
    "en": "Four circles from left to right: weight w, weighted input z, output a, cost. Neighbours are joined by "
    "arrows, each with the derivative of the latter with respect to the former: first x, then σ′, and at last, for "
    "cross-entropy, the difference a minus y over σ′, for the quadratic cost the difference itself. Below stand the "
    "products of the three: for cross-entropy the difference times x, for the quadratic cost that times σ′.",
}
NUMBERS: dict[str, str] = {}

NODES = (("w", "{weight}", 0.0), ("z", "{weighted}", 1.0), ("a", "{output}", 2.0), ("C", "{cost}", 3.0))
CHAINS = (  # what is written on the three arrows, and their product
    ("{ce}", "(a − y) / σ′", "(a − y) x", SERIES[0]),
    ("{quadratic}", "a − y", "(a − y) σ′ x", SERIES[1]),
)


def draw() -> Figure:
    """One row of circles, the derivatives below the arrows; at the bottom, for each cost, the product."""
    figure = Figure(figsize=(4.0, 2.5))
    axes = figure.subplots()
    for _, _, x in NODES[:-1]:
        axes.annotate("", (x + 0.83, 0), (x + 0.17, 0), arrowprops={"arrowstyle": "->", "color": MUTED})
    for sign, name, x in NODES:
        axes.plot(x, 0, "o", color=SURFACE, markeredgecolor=INK, markersize=20, zorder=2)
        axes.text(x, 0, sign, ha="center", va="center", color=INK, style="italic", zorder=3)
        axes.text(x, 0.3, name, ha="center", va="bottom", color=INK)
    for x, factor in ((0.5, "x"), (1.5, "σ′")):
        axes.text(x, -0.2, factor, ha="center", va="top", color=INK)
    for row, (name, last, product, colour) in enumerate(CHAINS):
        axes.text(2.5, -0.2 - 0.34 * row, last, ha="center", va="top", color=colour)
        axes.text(1.7, -1.3 - 0.36 * row, name, ha="right", va="center", color=colour)
        axes.text(1.9, -1.3 - 0.36 * row, product, ha="left", va="center", color=colour)
    axes.set(xlim=(-0.4, 3.4), ylim=(-1.85, 0.65))
    axes.set_axis_off()
    return figure

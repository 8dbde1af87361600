"""The gradients of three predictions that have the same loss: the middle class is true."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES

from crossentropy import cross_entropy_loss, softmax_cross_entropy_gradient

WORDS = {
    "zh": {"derivative": "对得分的导数", "q": "q", "r": "r", "s": "s"},
    "en": {"derivative": "derivative in the score", "q": "q", "r": "r", "s": "s"},
}
DESCRIPTION = {
    "zh": "三组竖条，每组三根，依次是纸、玻璃、金属的导数，玻璃为真。三个预测 q、r、s 的损失都是 {loss} 奈特。"
    "预测 q：{q}；预测 r：{r}；预测 s：{s}。玻璃的一根总是向下，一样长；另外两根向上，加起来和它一样长，分法各不相同。",
    "en": "Three groups of three bars, the derivatives for paper, glass and metal, of which glass is true. All three "
    "predictions, q, r and s, have the loss {loss} nats. Prediction q: {q}; prediction r: {r}; prediction s: {s}. The "
    "bar of glass always points down and has the same length; the other two point up and together are as long, "
    "shared differently.",
}


def _written(g: float) -> str:
    """Returns a derivative with one decimal, zero without any."""
    return f"{g:.1f}".replace("-", "−") if g else "0"


NAMES = ("q", "r", "s")
TRUE = 1
PREDICTIONS = np.array([[0.3, 0.6, 0.1], [0.2, 0.6, 0.2], [0.4, 0.6, 0.0]])
with np.errstate(divide="ignore"):  # probability zero is the limit of scores without bound
    GRADIENTS = softmax_cross_entropy_gradient([TRUE] * 3, np.log(PREDICTIONS), reduction="none").round(9)
NUMBERS = {
    "loss": f"{cross_entropy_loss(TRUE, PREDICTIONS[0]):.3f}",
    **{name: ", ".join(map(_written, gradient)) for name, gradient in zip(NAMES, GRADIENTS, strict=True)},
}


def draw() -> Figure:
    """Three groups of three bars about a line at zero."""
    figure = Figure(figsize=(4.0, 3.0))
    axes = figure.subplots()
    for group, (name, gradient) in enumerate(zip(NAMES, GRADIENTS, strict=True)):
        for k, g in enumerate(gradient):
            place = 4 * group + k
            axes.bar(place, g, width=0.8, color=SERIES[0] if k == TRUE else SERIES[1])
            beyond, side = (0.02, "bottom") if g >= 0 else (-0.02, "top")
            axes.text(place, g + beyond, _written(g), ha="center", va=side, color=INK)
        axes.text(4 * group + 1, -0.6, f"{{{name}}}", ha="center", va="center", color=INK)
    axes.axhline(0, color=INK, linewidth=1)
    axes.set(xlim=(-0.8, 10.8), ylim=(-0.68, 0.55), ylabel="{derivative}", xticks=[])
    axes.set_yticks([-0.4, 0, 0.4], labels=["−0.4", "0", "0.4"])
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

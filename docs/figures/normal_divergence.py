"""Relative entropy of a wide normal model under a narrow normal truth, as an area with a sign."""

import numpy as np
from matplotlib.figure import Figure
from palette import INK, MUTED, SERIES

from crossentropy import normal_density, normal_kl_divergence

WORDS = {
    "zh": {"truth": "真实分布", "model": "模型", "term": "真实分布 × 对数比", "value": "数值", "density": "密度"},
    "en": {"truth": "truth", "model": "model", "term": "truth × log-ratio", "value": "value", "density": "density"},
}
DESCRIPTION = {
    "zh": "上下两图，横轴是数值。上图两条钟形曲线，中心都是零：窄而高的是真实分布，标准差 {narrow}；"
    "宽而矮的是模型，标准差 {wide}。下图是真实密度乘以对数比：中间为正，两侧为负，面积之和是 {kl} 奈特。",
    "en": "Two plots, one below the other, against the value. Above, two bell curves centred at zero: the narrow, high "
    "one is the truth, standard deviation {narrow}; the wide, low one is the model, standard deviation {wide}. "
    "Below, the truth times the log-ratio: positive in the middle, negative on both sides; its area is {kl} nats.",
}

NARROW, WIDE = 1, 2
X = np.linspace(-5, 5, 401)
TRUTH, MODEL = normal_density(X, 0, NARROW), normal_density(X, 0, WIDE)
KL = float(normal_kl_divergence(0, NARROW, 0, WIDE))
NUMBERS = {"narrow": f"{NARROW}", "wide": f"{WIDE}", "kl": f"{KL:.6f}"}


def draw() -> Figure:
    """Densities above, the integrand of the relative entropy below."""
    figure = Figure(figsize=(4.0, 4.0))
    above, below = figure.subplots(2, 1, sharex=True)
    above.plot(X, TRUTH, color=SERIES[0])
    above.plot(X, MODEL, color=SERIES[1], linestyle="--")
    above.text(1.0, 0.32, "{truth}", color=SERIES[0])
    above.text(2.2, 0.13, "{model}", color=SERIES[1])
    above.set(ylim=(0, 0.45), yticks=[0, 0.2, 0.4], ylabel="{density}")
    term = TRUTH * np.log(TRUTH / MODEL)
    below.plot(X, term, color=SERIES[2])
    below.fill_between(X, 0, term, color=SERIES[2], alpha=0.25)
    below.axhline(0, color=MUTED, linewidth=0.8)
    below.text(1.1, 0.18, "{term}", color=INK)
    below.set(ylim=(-0.1, 0.33), yticks=[0, 0.2], xticks=[-4, -2, 0, 2, 4], xlabel="{value}")
    for axes in (above, below):
        axes.tick_params(colors=MUTED)
    return figure

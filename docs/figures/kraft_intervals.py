"""What codewords take away of the interval from 0 to 1: Huffman's lengths fill it, Shannon's leave a gap."""

from matplotlib.figure import Figure
from palette import GRID, INK, MUTED, SERIES, SURFACE

from crossentropy import huffman_lengths, kraft_sum, prefix_code, shannon_lengths

WORDS = {
    "zh": {"row0": "天气的码", "row1": "信息量取整", "gap": "空着"},
    "en": {"row0": "weather code", "row1": "rounded up", "gap": "unused"},
}
DESCRIPTION = {
    "zh": "两条从 {zero} 到 {one} 的横条。上面一条由码字 {h0}、{h1}、{h2} 填满；下面一条是码字 {s0}、{s1}、{s2}，"
    "长度之和只有 {sum}，右边空着一大段。",
    "en": "Two bars from {zero} to {one}. The upper one is filled by the codewords {h0}, {h1} and {h2}. In the lower "
    "one the codewords {s0}, {s1} and {s2} take up only {sum}, and a large part on the right is unused.",
}

P = [0.7, 0.2, 0.1]
LENGTHS = [huffman_lengths(P), shannon_lengths(P)]
CODES = [[str(word) for word in prefix_code(lengths)] for lengths in LENGTHS]
NUMBERS = {
    "zero": "0",
    "one": "1",
    **{f"h{i}": word for i, word in enumerate(CODES[0])},
    **{f"s{i}": word for i, word in enumerate(CODES[1])},
    "sum": f"{kraft_sum(LENGTHS[1]):.4f}",
}


def draw() -> Figure:
    """One bar for each code, one box for each codeword; narrow boxes have their words below."""
    figure = Figure(figsize=(4.0, 2.6))
    axes = figure.subplots()
    for row, code in enumerate(CODES):
        bottom = 1.2 - 1.2 * row
        axes.text(0, bottom + 0.58, f"{{row{row}}}", ha="left", va="bottom", color=INK)
        left = 0.0
        for i, word in enumerate(code):
            width = 0.5 ** len(word)
            axes.bar(left, 0.5, width=width, bottom=bottom, align="edge", color=SERIES[i], edgecolor=SURFACE)
            inside = width > 0.1
            axes.text(
                left + width / 2,
                bottom + (0.25 if inside else -0.06),
                word,
                ha="center",
                va="center" if inside else "top",
                color=SURFACE if inside else SERIES[i],
            )
            left += width
        if left < 1:
            axes.bar(left, 0.5, width=1 - left, bottom=bottom, align="edge", color=GRID, edgecolor=SURFACE)
            axes.text((left + 1) / 2, bottom + 0.25, "{gap}", ha="center", va="center", color=INK)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.45, 2.1), xticks=[0, 0.25, 0.5, 0.75, 1], yticks=[])
    axes.spines["left"].set_visible(False)
    axes.tick_params(colors=MUTED)
    return figure

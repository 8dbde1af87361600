"""The only colours of figures, and how the build lets them follow light and dark.

A figure file writes `from palette import INK, SERIES`. The values are real colours, so that a figure
can be looked at on its own; the build replaces each by the CSS beside it (assets/site.css has both
schemes' values). Any other colour fails the build.
"""

INK = "#1b1f23"  # axes, text, whatever is read
MUTED = "#6a737d"  # ticks, secondary text
GRID = "#d8dde3"  # grid lines
SURFACE = "#fefefe"  # what is cut out of the page's background
SERIES = ("#1f5fa8", "#c2410c", "#0f766e", "#7e3ba6", "#a16207")

CSS = {
    INK: "currentColor",
    MUTED: "var(--figure-muted)",
    GRID: "var(--figure-grid)",
    SURFACE: "var(--figure-surface)",
    **{colour: f"var(--figure-series-{number})" for number, colour in enumerate(SERIES, start=1)},
}

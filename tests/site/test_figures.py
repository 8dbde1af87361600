"""Figures: drawn once, shown in both languages, to read on any screen, to download."""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from built_site import ROOT, SITE_URL
from lxml import html

from site_build import drawing, figures

if TYPE_CHECKING:
    from built_site import Visit
    from playwright.sync_api import Page


FIGURE = """
from matplotlib.figure import Figure
from palette import INK, SERIES

WORDS = {"zh": {"x": "甲 < 乙"}, "en": {"x": "A < B"}}
DESCRIPTION = {"zh": "一条线，升到 {end}。", "en": "A line that rises to {end}."}
NUMBERS = {"end": f"{0.5 + 0.5}"}


def draw():
    figure = Figure()
    axes = figure.subplots()
    axes.fill_between([0, 1], 0, [0, 1], color=SERIES[1], alpha=0.3)
    axes.plot([0, 1], [0, 1], "o-")
    axes.set_xlabel("{x}")
    axes.set_title("$H_b(p)$")
    return figure
"""


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A docs directory with one figure."""
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "line.py").write_text(FIGURE, encoding="utf-8")
    (tmp_path / "figures" / "palette.py").write_bytes((ROOT / "docs" / "figures" / "palette.py").read_bytes())
    return tmp_path


def shown(name: str = "line", alt: str = "x") -> str:
    """A figure as the Markdown extensions leave it."""
    image = f'<img alt="{alt}" id="fig-line" src="figure:{name}" />'
    return f"<figure>\n<p>{image}</p>\n<figcaption>\n<p>Its idea.</p>\n</figcaption>\n</figure>"


WHERE = {"zh": "zh/part/page/index.html", "en": "en/part/page/index.html"}


def test_a_figure_in_both_languages(drawn: Path) -> None:
    made = figures.Figures(drawn, drawn / "cache", drawn)
    page = shown(alt="一条 &quot;线&quot;")
    zh, en = made.insert(page, "zh", WHERE["zh"]), made.insert(page, "en", WHERE["en"])
    assert "甲 &lt; 乙" in zh
    assert "A &lt; B" in en
    for leftover in ("<img", "{", "#1", "font-family", ' href="#', "<style", "xmlns", "figure:"):
        assert leftover not in zh
    assert "var(--figure-series-2)" in zh
    assert "currentColor" in zh


def test_a_figure_is_named_by_its_alt_text_and_described_at_length(drawn: Path) -> None:
    made = figures.Figures(drawn, drawn / "cache", drawn)
    page = html.fromstring(made.insert(shown(alt="一条线"), "zh", WHERE["zh"]))
    [picture] = page.xpath("//svg")
    assert picture.get("id") == "fig-line"
    assert picture.get("role") == "img"
    said = {key: page.get_element_by_id(picture.get(key)) for key in ("aria-labelledby", "aria-describedby")}
    assert said["aria-labelledby"].text == "一条线"
    assert said["aria-describedby"].text == "一条线，升到 1.0。"


def test_a_figure_has_a_file_to_download_below_its_caption(drawn: Path) -> None:
    made = figures.Figures(drawn, drawn / "cache", drawn, "https://example.org/course/")
    page = html.fromstring(made.insert(shown(alt="A line"), "en", WHERE["en"]))
    link, licence, cite = page.xpath("//figcaption/p[last()]/a")
    assert link.get("href") == "../../figures/line.svg"
    assert link.get("download") is not None
    assert licence.get("rel") == "license"
    assert cite.get("href") == "cite/#fig-line"
    [(address, text)] = made.downloads.items()
    assert address == "en/figures/line.svg"
    root = ElementTree.fromstring(text)
    said = {node.tag.rpartition("}")[2]: node for node in root.iter()}
    assert {said["source"].text} == {"https://example.org/course/en/part/page/#fig-line"}
    assert "https://creativecommons.org/licenses/by/4.0/" in said["license"].attrib.values()
    assert (said["language"].text, said["desc"].text) == ("en", "A line that rises to 1.0.")
    assert root.find("{*}title").text == "A line"  # type: ignore[union-attr]
    for leftover in ("var(--", "currentColor", "{x}"):
        assert leftover not in text
    again = figures.Figures(drawn, drawn / "other-cache", drawn, "https://example.org/course/")
    again.insert(shown(alt="A line"), "en", WHERE["en"])
    assert again.downloads == made.downloads


def test_room_is_made_for_the_longer_words_and_not_for_their_keys(drawn: Path) -> None:
    """A wide tick label moves the axes to the right, whichever language it is in, and its key's length is nothing."""
    file = drawn / "figures" / "line.py"
    left = {}
    for name, words in {
        "short": ("短", "short"),
        "long Chinese": ("很长很长很长很长的词", "short"),
        "long English": ("短", "a word that is quite long"),
    }.items():
        code = FIGURE.replace('"甲 < 乙"', repr(words[0])).replace('"A < B"', repr(words[1]))
        code = code.replace('axes.set_xlabel("{x}")', 'axes.set_yticks([0], labels=["{x}"])')
        file.write_text(code, encoding="utf-8")
        left[name] = min(float(x) for x in re.findall(r'x="([\d.]+)"[^>]*>\{x\}', drawing.draw(file).svg))
        file.write_text(code.replace('"x"', '"a_key_of_many_letters"').replace("{x}", "{a_key_of_many_letters}"))
        keyed = re.findall(r'x="([\d.]+)"[^>]*>\{a_key', drawing.draw(file).svg)
        assert [float(x) for x in keyed] == [left[name]]
    assert left["short"] + 50 < left["long Chinese"]
    assert left["short"] + 50 < left["long English"]


def test_a_figure_is_drawn_once_and_the_same(drawn: Path) -> None:
    first = figures.Figures(drawn, drawn / "cache", drawn)
    page = shown()
    made = first.insert(page, "en", WHERE["en"])
    cached = list((drawn / "cache").glob("*/*"))
    assert len(cached) == 1
    file = drawn / "figures" / "line.py"
    assert drawing.draw(file) == drawing.draw(file)
    assert figures.Figures(drawn, drawn / "cache", drawn).insert(page, "en", WHERE["en"]) == made
    file.write_text(FIGURE.replace("A < B", "C"), encoding="utf-8")
    assert "C" in figures.Figures(drawn, drawn / "cache", drawn).insert(page, "en", WHERE["en"])


@pytest.mark.parametrize("changed", ["figures/line.csv", "figures/palette.py", "library/entropy.py"])
def test_a_figure_is_drawn_anew_when_what_it_is_made_from_changes(drawn: Path, changed: str) -> None:
    (drawn / "library").mkdir()
    for content in ("", "# changed\n"):
        with (drawn / changed).open("a", encoding="utf-8") as file:
            file.write(content)
        figures.Figures(drawn, drawn / "cache", drawn / "library").insert(shown(), "en", WHERE["en"])
    assert len(list((drawn / "cache").glob("*/*"))) == 2


# ── In a browser ─────────────────────────────────────────────────────────────

#: Every text of every figure of a page: what, where on the screen, how high its letters are.
TEXTS = """() => [...document.querySelectorAll('svg.figure')].map(figure => ({
  name: figure.id,
  box: figure.getBoundingClientRect().toJSON(),
  texts: [...figure.querySelectorAll('text')].map(text => ({
    text: text.textContent,
    size: parseFloat(getComputedStyle(text).fontSize) * figure.getScreenCTM().a,
    box: text.getBoundingClientRect().toJSON(),
  })),
}))"""


def shown_figures(page: Page, site: Path, lang: str) -> list[dict[str, Any]]:
    """The figures of all pages of a language, measured."""
    found = []
    for file in sorted((site / lang).rglob("index.html")):
        if 'class="figure"' in file.read_text(encoding="utf-8"):
            page.goto(SITE_URL + file.relative_to(site).as_posix().removesuffix("index.html"))
            found += page.evaluate(TEXTS)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "smallest"), [(390, 11.5), (1280, 13.0)])
def test_the_texts_of_figures_can_be_read_and_do_not_touch(
    visit: Visit, site: Path, lang: str, width: int, smallest: float
) -> None:
    page = visit(f"{lang}/", viewport={"width": width, "height": 900})
    measured = shown_figures(page, site, lang)
    assert len(measured) >= len(list((ROOT / "docs" / "figures").glob("*.py"))) - 1  # the palette is no figure
    for figure in measured:
        for text in figure["texts"]:
            assert text["size"] >= smallest, (figure["name"], text)
            assert figure["box"]["left"] - 2 <= text["box"]["left"], (figure["name"], text)
            assert text["box"]["right"] <= figure["box"]["right"] + 2, (figure["name"], text)
        for one, other in combinations(figure["texts"], 2):
            assert not overlap(one["box"], other["box"]), (figure["name"], one["text"], other["text"])


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes have more in common than the empty rim that a line of text has above and below."""
    width = min(one["right"], other["right"]) - max(one["left"], other["left"])
    height = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return width > 0 and height > 0.2 * min(one["height"], other["height"])


def test_an_overlap_is_seen() -> None:
    box = {"left": 0.0, "right": 10.0, "top": 0.0, "bottom": 10.0, "height": 10.0}
    assert overlap(box, {**box, "left": 9.0, "right": 19.0})
    assert not overlap(box, {**box, "left": 10.0, "right": 20.0})
    assert not overlap(box, {**box, "top": 9.0, "bottom": 19.0})


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


VARIABLES = ["--md-default-bg-color", "--md-default-fg-color", "--figure-muted", "--figure-surface"]
VARIABLES += [f"--figure-series-{number}" for number in range(1, 6)]
VALUES = """names => names.map(name => getComputedStyle(document.body).getPropertyValue(name).trim())"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_figures_stand_out(visit: Visit, scheme: str) -> None:
    ground, *inks = visit("en/", color_scheme=scheme).evaluate(VALUES, VARIABLES)
    ink, muted, surface, *series = inks
    assert min(contrast(ground, ink), contrast(ground, muted)) >= 4.5
    assert min(contrast(surface, colour) for colour in series) >= 4.5  # SURFACE is what is written on a bar
    assert min(contrast(ground, colour) for colour in series) >= 4.5


def test_a_figure_is_printed_in_light_colours(visit: Visit) -> None:
    page = visit("en/information/entropy/", color_scheme="dark")
    dark = page.evaluate(VALUES, VARIABLES)
    page.emulate_media(media="print", color_scheme="dark")
    printed = page.evaluate(VALUES, VARIABLES)
    light = visit("en/information/entropy/", color_scheme="light").evaluate(VALUES, VARIABLES)
    assert printed == light != dark


def test_a_figure_can_be_downloaded_in_each_language(visit: Visit) -> None:
    for lang, word in (("zh", "概率"), ("en", "probability")):
        page = visit(f"{lang}/information/entropy/")
        with page.expect_download() as download:
            page.locator("#fig-entropy-area").locator("xpath=ancestor::figure").locator("[download]").click()
        assert download.value.suggested_filename == "entropy_area.svg"
        assert word in download.value.path().read_text(encoding="utf-8")


def test_a_line_of_many_points_keeps_those_that_show() -> None:
    turns = [2 * math.pi * k / 700 for k in range(700)]
    circle = [(100 + 90 * math.cos(turn), 100 + 90 * math.sin(turn)) for turn in turns]
    outline = "M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in circle) + " z M 0 0 L 1 1"
    thinned = drawing._simplified(outline)
    assert thinned.endswith(" z M 0 0 L 1 1")
    kept = [float(number) for number in re.findall(r"[\d.]+", thinned.partition("z")[0])]
    points = list(zip(kept[::2], kept[1::2], strict=True))
    assert 30 < len(points) < 200
    middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairwise(points)]
    assert all(abs(math.hypot(x - 100, y - 100) - 90) < 0.12 for x, y in [*points, *middles])


def test_outlines_are_told_from_point_to_point_and_stay_the_same() -> None:
    assert (
        drawing._relative("M 1 2 L 3.5 1.25 C 4 4 5 5 6 0 z M 2 2 L 1 1")
        == "M1 2l2.5-0.75c0.5 2.75 1.5 3.75 2.5-1.25zM2 2l-1-1"
    )
    # Ten thousand steps of a third, each rounded: the end is where it was.
    outline = "M 0 0 " + " ".join(f"L {k / 3:.2f} {-k / 7:.2f}" for k in range(1, 10_001))
    steps = re.findall(r"l(-?[\d.]+)[ ]?(-?[\d.]+)", drawing._relative(outline))
    assert math.isclose(sum(float(x) for x, _ in steps), 3333.33)
    assert math.isclose(sum(float(y) for _, y in steps), -1428.57)

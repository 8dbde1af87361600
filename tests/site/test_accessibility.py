"""What readers need who see little, hear the page, or set their own sizes and colours. axe on every page, the keyboard:
test_axe_*.py and test_keyboard.py."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe import PHONE, WIDE, Axe, one_of_each_kind
from built_site import written_pages
from lxml import html
from test_keyboard import contrast

from site_build import accessible

if TYPE_CHECKING:
    from built_site import Visit

CHAPTER = "information/entropy/"
LANGS = ["zh", "en"]
BOTH = [(PHONE, "dark"), (WIDE, "light")]


# ── axe ──────────────────────────────────────────────────────────────────────


def test_axe_sees_what_is_wrong(visit: Visit) -> None:
    page = visit("en/404.html", viewport=PHONE)
    axe = Axe(page)
    axe.show(
        """<html lang=en><title>t</title><body style="background: #fff"><main><h1>One</h1><h3>Three</h3>
        <p style="color: #aaa">pale</p><p>see
        <mjx-math style="color: #bbb"><mjx-mi><mjx-c>x</mjx-c></mjx-mi></mjx-math></p>
        <button style="width: 10px; height: 10px; padding: 0; border: 0" aria-label=a></button><button
        style="width: 10px; height: 10px; padding: 0; border: 0" aria-label=b></button></main><p>outside</p>"""
    )
    found = [(node["rule"], node["html"][:9]) for node in axe.run("made up")]
    assert {rule for rule, _ in found} == {"heading-order", "color-contrast", "target-size", "region"}
    assert ("color-contrast", "<span sty") in found, "the word that stands in for a formula has its colour"


def test_drawn_formulas_have_nothing_that_axe_could_find(site: Path) -> None:
    """So that a word may stand in for each (see axe.py)."""
    for path in written_pages(site):
        text = (site / path).read_text(encoding="utf-8")
        for drawn in re.findall(r"<mjx-math\b.*?</mjx-math>", text, re.DOTALL):
            assert drawn.startswith('<mjx-math aria-hidden="true"'), path
            assert set(re.findall(r"<([a-z]+)[-\w]*", drawn)) <= {"mjx", "m"}, path
            assert not re.search(r"\s(role|aria-(?!hidden)\w+|tabindex|href|title|id|lang)=|color", drawn), (
                path,
                drawn,
            )
    for style in site.rglob("math*.css"):
        rules = re.sub(r"mjx-merror\s*\{[^}]*\}", "", style.read_text(encoding="utf-8"))  # an error fails the build
        assert not re.search(r"(?<![-\w])color\s*:", rules)


def test_each_kind_of_element_is_on_a_page_of_the_sample(tmp_path: Path) -> None:
    pages = {"a": "<p class='x y'>1</p>", "b": "<p class='y x'>2</p>", "c": "<p>3</p><div><p>4</p></div>"}
    for name, body in pages.items():
        (tmp_path / "en" / name).mkdir(parents=True)
        (tmp_path / "en" / name / "index.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    assert sorted(one_of_each_kind(tmp_path, "en")) == ["en/a/", "en/c/"]


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_in_what_opens_over_a_page(visit: Visit, lang: str) -> None:
    page = visit(f"{lang}/{CHAPTER}", viewport=WIDE, reduced_motion="reduce")
    axe = Axe(page)

    def run(what: str) -> None:
        for scheme in ("dark", "light"):
            axe.look(size, scheme)
            axe.run(f"{scheme}, {size['width']}", context=what)

    for size in (PHONE, WIDE):
        axe.look(size, "light")
        axe.load(f"{lang}/{CHAPTER}")
        if size == PHONE:
            page.locator(".md-header__button[for=__drawer] button").click()
            run(".md-sidebar--primary")
            page.locator(".md-nav--primary .md-nav__toggle:checked ~ .md-nav > .md-nav__title > button").click()
            run(".md-sidebar--primary")
            page.keyboard.press("Escape")
            page.locator(".md-header__button[for=__search] button").click()
        field = page.locator(".md-search__input")
        field.click()
        field.fill("熵" if lang == "zh" else "entropy")
        field.dispatch_event("keyup")
        page.locator(".md-search-result__link").first.wait_for()
        run(".md-search")
        page.keyboard.press("Escape")
        axe.unfold(checks=True)
        for opener, opened in [(".checked", ".checks-popover"), ("a.ref", ".preview")]:
            page.locator(f"article p > {opener}").first.hover()
            page.locator(opened).wait_for()
            run(opened)
            page.keyboard.press("Escape")
    assert "\n".join(axe.faults) == ""


@pytest.mark.parametrize("path", ["", "404.html", "t/def-entropy/"])
def test_axe_finds_nothing_on_the_pages_at_the_root(visit: Visit, site: Path, path: str) -> None:
    text = (site / path / "index.html" if not path.endswith("html") else site / path).read_text(encoding="utf-8")
    page = visit("en/404.html", viewport=PHONE)
    axe = Axe(page)
    for size, scheme in BOTH:
        axe.look(size, scheme)
        # The script would lead on at once; and axe takes a page without a surface of its own for a white one.
        text = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
        axe.show(text.replace("</head>", "<style>html { background: Canvas }</style></head>"))
        axe.run(f"{path}, {scheme}")
    assert "\n".join(axe.faults) == ""


# ── Names, in the page's language ────────────────────────────────────────────

Trees = dict[str, html.HtmlElement]


@pytest.fixture(scope="module")
def trees(site: Path) -> Trees:
    """All pages, parsed once, without what draws the formulas."""
    texts = {path: (site / path).read_text(encoding="utf-8") for path in written_pages(site)}
    return {
        path: html.fromstring(re.sub(r"<mjx-math\b.*?</mjx-math>", "", text, flags=re.DOTALL))
        for path, text in texts.items()
        if not path.startswith("t/")
    }


HAN = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = "//*[@aria-label or @title or @alt or @placeholder or @aria-description]"


def is_a_name(element: html.HtmlElement) -> bool:
    """Whether what it is called is a name: of a source, of something in Python, of what its link before it shows."""
    of_code = element.xpath(
        "boolean(ancestor-or-self::*[self::code or contains(@class, 'doc') or contains(@class, 'autorefs')])"
    )
    in_python = of_code and re.fullmatch(r"[\w.]+( \([\w.]+\))?", element.get("title", ""))
    before = element.getprevious()
    shown = before is not None and before.text_content().strip() == element.get("aria-label")
    return bool(element.get("lang") or element.get("data-from") or in_python or shown)


def spoken(tree: html.HtmlElement) -> list[str]:
    """What a screen reader says beside the text: names and descriptions, with those of figures."""
    found = [
        element.get(name)
        for element in tree.xpath(SPOKEN)
        for name in ("aria-label", "title", "alt", "placeholder", "aria-description")
        if element.get(name) and not is_a_name(element)
    ]
    return found + [
        element.text_content() for element in tree.xpath("//*[local-name()='svg']/*[self::title or self::desc]")
    ]


def in_the_wrong_language(lang: str, said: list[str]) -> list[str]:
    """Chinese is told by its characters; English holds none but the terms that it explains."""
    if lang == "zh":
        return [text for text in said if not HAN.search(text)]
    return [text for text in said if HAN.search(text) and not re.search("In Chinese: |[‘“(（]", text)]


def test_a_word_in_the_wrong_language_is_found() -> None:
    tree = html.fromstring("<nav aria-label=Header><a title='这里'></a><svg><title>Entropy</title></svg></nav>")
    assert in_the_wrong_language("zh", spoken(tree)) == ["Header", "Entropy"]
    assert in_the_wrong_language("en", spoken(tree)) == ["这里"]


@pytest.mark.parametrize("lang", LANGS)
def test_names_are_in_the_language_of_the_page(trees: Trees, lang: str) -> None:
    wrong: dict[str, list[str]] = {}
    for path, tree in trees.items():
        if path.startswith(f"{lang}/"):
            for text in in_the_wrong_language(lang, spoken(tree)):
                wrong.setdefault(text, []).append(path)
    assert wrong == {}


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("zh", {"公式", "表格", "程序的输出"}),
        ("en", {"formula", "Table", "Output of the program"}),
    ],
)
def test_what_scripts_add_is_in_the_language_of_the_page(visit: Visit, lang: str, names: set[str]) -> None:
    page = visit(f"{lang}/{CHAPTER}", viewport={"width": 320, "height": 640})
    page.locator(".md-code__button").first.wait_for(state="attached")
    tree = html.fromstring(page.content())
    assert in_the_wrong_language(lang, spoken(tree)) == []
    groups = {re.sub(r" \(.*", "", group.get("aria-label")) for group in tree.xpath("//*[@role='group']")}
    assert names <= groups


def test_figures_formulas_and_folds_are_named(trees: Trees) -> None:
    for path, tree in trees.items():
        for figure in tree.xpath("//*[local-name()='svg'][contains(@class, 'figure')]"):
            assert figure.get("role") == "img", path
            for name in (figure.get("aria-labelledby"), figure.get("aria-describedby")):
                assert tree.get_element_by_id(name).text_content().strip(), path
        for formula in tree.xpath("//mjx-container"):
            [spoken_part] = formula.xpath("./math")
            assert spoken_part.text_content().strip(), path
            assert formula.get("tabindex") is None or (formula.get("role") == "group" and formula.get("aria-label")), (
                path
            )
        for summary in tree.xpath("//details/summary"):
            assert len(summary.text_content().strip()) > 1, path


# ── Header cells, headings, permanent links ──────────────────────────────────


def test_lines_of_a_table_without_a_corner_begin_with_their_name() -> None:
    table = (
        '<table>\n<thead>\n<tr>\n<th style="text-align: left;"></th>\n<th>p</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>heads</td>\n<td>0.5</td>\n</tr>\n</tbody>\n</table>"
    )
    tree = html.fromstring(accessible.name_cells(table))
    assert [(cell.tag, cell.get("scope"), cell.text) for cell in tree.iter("th", "td")] == [
        ("td", None, None), ("th", "col", "p"), ("th", "row", "heads"), ("td", None, "0.5"),
    ]  # fmt: skip
    with_corner = table.replace("></th>", ">outcome</th>", 1)
    tree = html.fromstring(accessible.name_cells(with_corner))
    assert [cell.tag for cell in tree.iter("th", "td")] == ["th", "th", "td", "td"]


def test_a_table_has_a_box_to_scroll_in_unless_it_has_a_class() -> None:
    page = accessible.mend('<table>\n<tr><td>0.5</td></tr>\n</table>\n<table class="own"><tr><td>1</td></tr></table>')
    tree = html.fromstring(f"<main>{page}</main>")
    assert [(table.getparent().get("class"), table.get("class")) for table in tree.iter("table")] == [
        ("table-box", "table"),
        (None, "own"),
    ]


def test_a_statement_is_a_heading_below_its_section() -> None:
    box = '<div class="admonition theorem" id="thm-x">\n<p class="admonition-title">Theorem</p></div>'
    page = f"<h1>A</h1>{box}<h2>B</h2>{box}<h3>C</h3>{box}{box.replace(' id=', ' data-id=')}"
    tree = html.fromstring(f"<div>{accessible.statements_as_headings(page)}</div>")
    assert [title.get("aria-level") for title in tree.iter("p")] == ["2", "3", "4", None]


@pytest.mark.parametrize("attributes", ['class="headerlink" href="#a"', 'href="#a"\n class="headerlink"'])
def test_a_permanent_link_is_called_what_its_title_says(attributes: str) -> None:
    page = f'<a {attributes} title="Link to A">¶</a><a href="#b" title="B">¶</a>'
    links = html.fromstring(f"<p>{accessible.name_permalinks(page)}</p>").iter("a")
    assert [link.get("aria-label") for link in links] == ["Link to A", None]


def test_every_table_has_header_cells_and_no_permalink_is_called_by_its_sign(trees: Trees) -> None:
    for path, tree in trees.items():
        for table in tree.xpath("//table"):
            assert table.xpath(".//th[@scope]"), path
            assert not [cell for cell in table.iter("th") if not cell.text_content().strip()], path
        assert not [link for link in tree.xpath("//a[@class='headerlink']") if not link.get("aria-label")], path


# ── Readers' own sizes and colours ───────────────────────────────────────────

SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important } mjx-container * { letter-spacing: 0 !important }"""
LOST = """() => [...document.querySelectorAll("article *, .md-tabs__link, .md-nav__link")].filter(part => {
  const {overflowX, overflowY, display} = getComputedStyle(part);
  if (part.closest("mjx-container, svg, pre, [hidden]") || display === "inline" || !part.offsetParent) return false;
  const clips = value => ["hidden", "clip"].includes(value);
  return clips(overflowY) && part.scrollHeight > part.clientHeight + 2
    || clips(overflowX) && part.scrollWidth > part.clientWidth + 2;
}).map(part => part.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(
    ("width", "style"),
    [(1280, SPACING), (320, SPACING), (1280, "html { font-size: 250% !important }")],
    ids=["spacing, wide", "spacing, phone", "text twice as large"],
)
@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_lost_with_the_readers_own_spacing_and_size(visit: Visit, lang: str, width: int, style: str) -> None:
    page = visit(f"{lang}/{CHAPTER}", viewport={"width": width, "height": 800})
    page.add_style_tag(content=style)
    assert page.evaluate(LOST) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_text_that_is_cut_off_is_found(visit: Visit) -> None:
    page = visit("en/404.html")
    page.goto("about:blank")
    page.set_content('<article><p style="height: 10px; overflow: hidden">cut</p><p>whole</p></article>')
    assert [found[:8] for found in page.evaluate(LOST)] == ["<p style"]


def test_nothing_moves_for_readers_who_want_no_motion(visit: Visit) -> None:
    page = visit(f"en/{CHAPTER}", viewport=PHONE, reduced_motion="reduce")
    page.locator(".checks-switch").click()
    page.locator("details.checks").first.wait_for()
    moving = """() => [...document.querySelectorAll("*")].flatMap(part => [null, "::before", "::after"].map(
      pseudo => getComputedStyle(part, pseudo))).filter(style => style.animationName !== "none" ||
      style.scrollBehavior !== "auto" || style.transitionProperty !== "none" &&
      style.transitionDuration.split(", ").some(time => parseFloat(time))).length"""
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0


def test_forced_colours_keep_lines_icons_and_figures(visit: Visit) -> None:
    page = visit(f"zh/{CHAPTER}", viewport=WIDE, forced_colors="active")

    def css(selector: str, name: str, pseudo: str = "") -> str:
        value: str = page.locator(selector).first.evaluate(
            "(part, [name, pseudo]) => getComputedStyle(part, pseudo || null)[name]", [name, pseudo]
        )
        return value

    assert css(".admonition.theorem", "borderInlineStartWidth") == "3px"
    assert css("details > summary", "backgroundColor", "::after") == css("article p", "color")
    assert css("svg.figure", "forcedColorAdjust") == "none"
    assert css("svg.figure", "backgroundColor") not in ("rgba(0, 0, 0, 0)", css("svg.figure", "color"))
    page.keyboard.press("Tab")
    assert css(":focus", "outlineStyle") == "solid"


# ── Figures ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_can_be_read(visit: Visit, scheme: str) -> None:
    """All but the grid, which is decoration, can be the colour of words."""
    page = visit(f"en/{CHAPTER}", color_scheme=scheme)
    colours = page.locator("svg.figure").first.evaluate(
        """figure => Object.fromEntries(["--figure-surface", "--figure-muted", "--md-default-fg-color",
        ...[1, 2, 3, 4, 5].map(k => "--figure-series-" + k)].map(name => {
          const probe = figure.parentNode.appendChild(document.createElement("i"));
          probe.style.color = `var(${name})`;
          const colour = getComputedStyle(probe).color;
          probe.remove();
          return [name, colour];
        }))"""
    )
    surface = colours.pop("--figure-surface")
    for name, colour in colours.items():
        assert contrast(colour, surface) >= 4.5, name

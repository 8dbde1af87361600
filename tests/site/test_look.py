"""The site's look, measured: lines of a readable length, a home page in one screen, handouts on paper, old browsers."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest
from built_site import ROOT, SITE_URL
from playwright.sync_api import Page, expect

from site_build import pages, quotes
from site_build.printed import imprint
from site_build.revision import Change, read_revision

if TYPE_CHECKING:
    from built_site import Visit

ASSETS = ROOT / "docs" / "assets"
LONG = ("information/entropy/", "divergence/kl-divergence/")

# ── Lines ────────────────────────────────────────────────────────────────────

#: The characters of each line of the running text but a paragraph's last; in Chinese only of lines that are Chinese.
LINES = """() => {
  const counts = [], chinese = document.documentElement.lang === "zh", range = document.createRange();
  for (const paragraph of document.querySelectorAll(".md-content__inner > p:not([class])")) {
    if (paragraph.querySelector("mjx-container, code")) continue;
    const lines = [], walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let text; (text = walker.nextNode());) {
      for (let i = 0; i < text.length; i++) {
        range.setStart(text, i);
        range.setEnd(text, i + 1);
        const box = range.getClientRects()[0], last = lines[lines.length - 1];
        if (!box || !box.width) continue;
        const narrow = /[\\u0020-\\u02ff]/.test(text.data[i]) ? 1 : 0;
        if (last && Math.abs(last.bottom - box.bottom) < 6) { last.characters++; last.narrow += narrow; }
        else lines.push({ bottom: box.bottom, characters: 1, narrow: narrow });
      }
    }
    for (const line of lines.slice(0, -1)) if (!chinese || line.narrow < 3) counts.push(line.characters);
  }
  return counts;
}"""


@pytest.mark.parametrize(
    ("lang", "wide", "phone"), [("zh", (34, 40), (20, 24)), ("en", (65, 75), (40, 55))], ids=["zh", "en"]
)
def test_a_line_holds_what_the_eye_can_follow(
    visit: Visit, lang: str, wide: tuple[int, int], phone: tuple[int, int]
) -> None:
    page = visit(f"{lang}/{LONG[0]}")
    lines: dict[int, list[int]] = {390: [], 820: [], 1280: [], 1920: []}
    for path in LONG:
        page.goto(f"{SITE_URL}{lang}/{path}")
        for width, counts in lines.items():
            page.set_viewport_size({"width": width, "height": 900})
            counts += page.evaluate(LINES)
    for width, counts in lines.items():
        least, most = phone if width == 390 else wide
        assert len(counts) > 15
        assert least <= median(counts) <= most, f"{width} px: {median(counts)} characters"


def test_each_language_has_fonts_of_its_own(visit: Visit) -> None:
    fonts = "getComputedStyle(document.body).fontFamily"
    assert "PingFang" not in visit("en/").evaluate(fonts)
    assert "PingFang" in visit("zh/").evaluate(fonts).split(",")[0], "else “” are those of a Latin font"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("""<p>first ask "is it red?", then</p>""", "<p>first ask “is it red?”, then</p>"),
        ("""<p>("<em>here</em>")</p>""", "<p>(“<em>here</em>”)</p>"),
        ("""Gibbs' inequality, <b>Jensen</b>'s, <code>p</code>'s""", None),
        ("""<span class="arithmatex">\\(f'\\)</span>'s""", """<span class="arithmatex">\\(f'\\)</span>’s"""),
        (
            """<pre>print("x")</pre><a title='it"s > 1'>don't</a>""",
            """<pre>print("x")</pre><a title='it"s > 1'>don’t</a>""",
        ),
        ("<td>x</td><td>'a' \"'b'\"</td>", "<td>x</td><td>‘a’ “‘b’”</td>"),
    ],
)
def test_english_quotation_marks_are_curly(typed: str, shown: str | None) -> None:
    assert quotes.curl(typed) == (shown if shown is not None else typed.replace("'", "’"))


# ── Home ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "height", "cards"), [(1280, 800, 3), (390, 844, 2)])
def test_the_first_screen_says_what_is_promised_and_where_to_start(
    visit: Visit, lang: str, width: int, height: int, cards: int
) -> None:
    page = visit(f"{lang}/", viewport={"width": width, "height": height}, java_script_enabled=False)
    links = page.locator(".route-cards a").all()
    assert len(links) == 3
    promise = page.locator("article p:has(a[href='#promise'])")
    for part in (page.locator("h1"), promise, *links[:cards]):
        box = part.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height, part.inner_text()


def test_a_route_leads_from_the_home_page_to_its_first_page(tmp_path: Path) -> None:
    tree = pages.read_tree(ROOT / "docs")
    shown = pages.cards_html(ROOT / "docs", tree, "en", "./")
    assert '<a href="divergence/cross-entropy/"><strong>Practice</strong><span>training and judging' in shown
    assert pages.cards_html(tmp_path, tree, "en", "./").count("<li>") == 0, "no page is written"


# ── Marks ────────────────────────────────────────────────────────────────────


def test_the_mark_is_one(site: Path) -> None:
    favicon = (ASSETS / "favicon.svg").read_text(encoding="utf-8")
    paths = re.findall(r' d="([^"]+)"', favicon)
    assert len(paths) == 2
    assert "prefers-color-scheme:dark" in favicon
    header = (site / "en" / "index.html").read_text(encoding="utf-8").split("<header")[1].split("</header>")[0]
    assert all(f' d="{path}"' in header for path in paths)
    width, height = struct.unpack(">II", (ASSETS / "touch-icon.png").read_bytes()[16:24])
    assert (width, height) == (180, 180)
    assert (ASSETS / "touch-icon.png").stat().st_size < 5000


def frame_colours() -> list[str]:
    """The header's colours, light and dark."""
    return re.findall(r"--md-primary-fg-color: (#\w+);", (ASSETS / "site.css").read_text(encoding="utf-8"))


def test_browsers_are_told_the_icons_and_the_colours_of_their_frame(site: Path) -> None:
    light, dark = frame_colours()
    for lang in ("zh", "en"):
        page = (site / lang / LONG[0] / "index.html").read_text(encoding="utf-8")
        assert f'<meta name="theme-color" media="(prefers-color-scheme: light)" content="{light}">' in page
        assert f'<meta name="theme-color" media="(prefers-color-scheme: dark)" content="{dark}">' in page
        for kind in ("icon", "apple-touch-icon"):
            [address] = re.findall(rf'<link rel="{kind}" href="([^"]+)"', page)
            assert (site / lang / LONG[0] / address).resolve().is_file()


@pytest.mark.parametrize(("scheme", "clicks"), [("light", 2), ("dark", 1)])
def test_the_frame_follows_the_switch_and_not_only_the_system(visit: Visit, scheme: str, clicks: int) -> None:
    page = visit("en/", color_scheme=scheme)
    colours = dict(zip(("light", "dark"), frame_colours(), strict=True))
    frame = page.locator("meta[name=theme-color]")
    expect(frame).to_have_attribute("content", colours.pop(scheme))
    for _ in range(clicks):
        page.locator("form[data-md-component=palette] label:not([hidden])").click()
    expect(frame).to_have_attribute("content", *colours.values())


# ── Paper ────────────────────────────────────────────────────────────────────

#: What stands beyond the sheet's text, which is as wide as the window here.
BEYOND = """() => Array.from(document.querySelector("article").querySelectorAll("mjx-math, table, pre, svg, p"))
  .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
  .map(part => (part.closest("mjx-container") || part).textContent.trim().slice(0, 60))"""

#: A4 less the margins that site.css sets, in CSS pixels; Letter is wider.
SHEET = int((210 - 2 * 19) / 25.4 * 96)


def print_of(page: Page) -> Page:
    """The page as it is printed: the width and the media of a sheet."""
    page.set_viewport_size({"width": SHEET, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_prints_as_a_handout(visit: Visit, lang: str) -> None:
    page = print_of(visit(f"{lang}/{LONG[0]}", color_scheme="dark"))
    for part in (".md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".md-path", ".checks-switch", ".headerlink"):
        assert not [one for one in page.locator(part).all() if one.is_visible()], part
    imprint = page.locator(".printed")
    assert imprint.is_visible()
    assert f"{SITE_URL}{lang}/{LONG[0]}" in imprint.inner_text()
    change = read_revision(ROOT).last_change(ROOT / "docs" / lang / "information" / "entropy.md")
    assert change is None or (str(change.date) in imprint.inner_text() and change.short in imprint.inner_text())
    solution = page.locator("details.solution:not([open]) > p").first
    box = solution.bounding_box()
    assert box, "a folded solution is printed"
    assert box["height"] > 10
    ink = page.locator("article > p").first.evaluate("p => getComputedStyle(p).color")
    assert max(map(int, re.findall(r"\d+", ink))) < 100, "light text on white paper"


def test_nothing_is_cut_off_on_paper(visit: Visit) -> None:
    page = print_of(visit("en/"))
    for entry in pages.read_tree(ROOT / "docs").pages():
        if entry.exists(ROOT / "docs"):
            page.goto(f"{SITE_URL}en/{entry.url()}")
            assert page.evaluate(BEYOND) == [], entry.path
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<pre style=width:60em>x</pre>')")
    assert page.evaluate(BEYOND) == ["x"]


def test_folded_parts_are_opened_for_the_printer_and_closed_again(visit: Visit) -> None:
    page = visit(f"en/{LONG[0]}")
    folded = page.locator("details:not([open])").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() == folded > 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (None, "Site · https://x.test/en/ · MIT"),
        (Change("0123456789abcdef", 0), "Site · https://x.test/en/ · as of 1970-01-01 · 0123456789 · MIT"),
        (Change("", 86400), "Site · https://x.test/en/ · as of 1970-01-02 · MIT"),
    ],
)
def test_a_handout_says_as_much_of_its_date_as_is_known(change: Change | None, expected: str) -> None:
    assert imprint("Site", "https://x.test/en/", "MIT", change, "en") == expected


# ── Old browsers ─────────────────────────────────────────────────────────────

#: The oldest browsers that are served: WeChat's own (Chromium 86 and later), Safari 15. What these lack would make
#: them drop a whole rule, or a whole script. (What they lack and only overlook, such as `text-wrap`, may be used.)
TOO_NEW = {
    ".css": {
        "functions": r"color-mix\(|light-dark\(|oklch\(|\blab\(",
        "units": r"\d(?:lh|rlh|cap|dvh|svh|lvh|dvw|svw|cqw|cqi)\b",
        "properties": r"^\s*(?:inset|margin-(?:inline|block)|padding-(?:inline|block)|aspect-ratio)\b",
        "layers, containers, nesting": r"@(?:layer|container|scope|property)\b|^\s*&",
    },
    ".js": {
        "regular expressions": r"\(\?<[=!]|/[gimsuy]*[dv][gimsuy]*[;,.)]",
        "methods": r"\.(?:replaceAll|at|findLast|toSorted|toReversed|hasOwn|groupBy)\(|structuredClone\(",
        "syntax": r"\?\?=|\|\|=|&&=|static \{|^\s*#\w+",
    },
}
#: A selector that a browser does not know takes those beside it with it; by itself it may stand.
NEW_SELECTOR = re.compile(r":(?:has|is|where)\(|:focus-visible|::details-content")
SELECTORS = re.compile(r"(?:^|(?<=[{};]))\s*([^{};@]+)\{")


def too_new(text: str, kind: str) -> list[str]:
    """What a style sheet or a script has that old browsers cannot read, comments aside."""
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    code = re.sub(r"^\s*//.*$", "", code, flags=re.MULTILINE) if kind == ".js" else code
    found = [
        f"{what}: {place[0].strip()}"
        for what, pattern in TOO_NEW[kind].items()
        for place in re.finditer(pattern, code, re.MULTILINE)
    ]
    for selectors in re.findall(SELECTORS, code) if kind == ".css" else []:
        new = [bool(NEW_SELECTOR.search(selector)) for selector in re.split(r",(?![^(]*\))", selectors)]
        if any(new) and not all(new):
            found.append(f"selectors: {' '.join(selectors.split())}")
    return found


def test_old_browsers_can_read_our_styles_and_scripts() -> None:
    files = [file for file in sorted(ASSETS.iterdir()) if file.suffix in TOO_NEW]
    files.append(ROOT / "src" / "site_build" / "mathjax" / "math.css")
    assert len(files) >= 7
    assert {
        file.name: found for file in files if (found := too_new(file.read_text(encoding="utf-8"), file.suffix))
    } == {}
    inline = (ROOT / "src" / "site_build" / "root_pages.py").read_text(encoding="utf-8")
    assert not re.search(TOO_NEW[".js"]["methods"], inline)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (".css", ".c,\n.a:has(+ .b) { margin: 0; }"),
        (".css", "p { top: calc(1lh - 1rem); }"),
        (".css", "p {\n  inset: 0;\n}"),
        (".css", "p { color: color-mix(in srgb, red, blue); }"),
        (".js", r"const minus = /(?<=^|\s)-(?=\d)/g;"),
        (".js", "Object.hasOwn(places, name)"),
        (".js", 'text.replaceAll("a", "b")'),
    ],
)
def test_what_is_too_new_is_found(kind: str, text: str) -> None:
    assert len(too_new(text, kind)) == 1
    assert too_new(f"/* {text} */", kind) == []

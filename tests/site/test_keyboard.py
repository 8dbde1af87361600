"""The site without a pointer: what the Tab key reaches, what is seen of it, what Escape closes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe import PHONE, WIDE
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from built_site import Visit

CHAPTER = "information/entropy/"

FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // The buttons of the palette are labels of radio buttons, which have no size.
  const shown = element.matches(".md-option") ? element.nextElementSibling : element;
  const rects = [...shown.getClientRects()].filter(box => box.width && box.height);
  const seen = rects.some(box => {
    const x = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
    const y = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    if (x <= 0 || y <= 0) return false;
    const all = document.elementsFromPoint(Math.max(box.left, 0) + x / 2, Math.max(box.top, 0) + y / 2);
    const top = all.find(found => !found.closest(".md-tooltip2:not(.md-tooltip2--active)")); // those are not seen
    return shown.contains(top) || top && top.contains(shown);
  });
  let under = shown, background = "";
  for (; under && !background; under = under.parentElement) {
    const colour = getComputedStyle(under).backgroundColor;
    if (!colour.endsWith(", 0)") && under !== shown) background = colour;
  }
  const style = getComputedStyle(shown), before = window.stopBefore;
  window.stopBefore = element;
  return {
    html: element.outerHTML.slice(0, 140), seen,
    inOrder: !before || before === element || (before.compareDocumentPosition(element) & 4) > 0,
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), colour: style.outlineColor,
    background: background || "rgb(255, 255, 255)",
  };
}"""


def stops(page: Page, most: int = 400) -> Iterator[dict[str, Any]]:
    """What the Tab key comes to, from the start of the page until it leaves it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop is None:
            return
        yield stop


def focused(page: Page) -> dict[str, Any] | None:
    """What has the focus, and how it is seen; what the last stop had opened has a moment to close."""
    for _ in range(10):
        stop: dict[str, Any] | None = page.evaluate(FOCUSED)
        if stop is None or stop["seen"]:
            break
        page.wait_for_timeout(50)
    return stop


def channels(colour: str) -> list[float]:
    return [float(part) for part in re.findall(r"[\d.]+", colour)][:3]


def luminance(colour: str) -> float:
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours, `rgb(…)` each."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def faults(stop: dict[str, Any]) -> list[str]:
    """What is wrong with how a stop is seen."""
    found = []
    if not stop["seen"]:
        found.append("is not seen, or lies under something")
    if stop["ring"] < 2:
        found.append(f"has a ring of {stop['ring']} px")
    elif contrast(stop["colour"], stop["background"]) < 3:
        found.append(f"has a ring of {stop['colour']} on {stop['background']}")
    return [f"{fault}: {stop['html']}" for fault in found]


def test_the_judge_of_stops_finds_what_is_wrong(visit: Visit) -> None:
    page = visit("en/404.html")
    page.goto("about:blank")
    page.set_content(
        """<style>:focus { outline: 2px solid #000 } #pale:focus { outline-color: #ccc } #bare:focus { outline: none }
        .bar { position: fixed; inset: 0 0 auto; height: 40px; background: #fff }
        #gone { position: absolute; left: -999px }</style>
        <p><a id=good href=#>good</a></p><p><a id=pale href=#>pale</a></p><p><a id=bare href=#>bare</a></p>
        <p><a id=gone href=#>gone</a></p><div style="position: absolute; top: 5px"><a id=under href=#>under</a></div>
        <div class=bar></div><p style="position: relative; top: 50px"><a id=last href=#>last</a></p>"""
    )
    page.add_style_tag(content="p { margin-top: 50px }")
    told = {re.search(r"id=\"(\w+)", stop["html"])[1]: faults(stop) for stop in stops(page)}  # type: ignore[index]
    assert [name for name, wrong in told.items() if not wrong] == ["good", "last"]
    assert "ring of rgb(204, 204, 204)" in told["pale"][0]
    assert "ring of 0 px" in told["bare"][0]
    assert "not seen" in told["gone"][0]
    assert "not seen" in told["under"][0]


@pytest.mark.parametrize(
    ("path", "size", "scheme", "most"),
    [
        (f"en/{CHAPTER}", WIDE, "light", 400),
        (f"zh/{CHAPTER}", PHONE, "dark", 400),
        ("zh/", WIDE, "dark", 60),
        ("en/", PHONE, "light", 60),
        ("en/reference/api/divergence/", WIDE, "dark", 60),
        ("zh/reference/glossary/", PHONE, "light", 60),
    ],
)
def test_each_stop_of_the_tab_key_is_seen_with_its_ring(
    visit: Visit, path: str, size: dict[str, int], scheme: str, most: int
) -> None:
    page = visit(path, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    found = list(stops(page, most))
    assert len(found) > 15
    assert "\n".join(fault for stop in found for fault in faults(stop)) == ""
    assert not [stop["html"] for stop in found if not stop["inOrder"]], "not in the order of the page"
    assert len(found) < 400, "the key is caught"
    if len(found) < most:
        assert "md-footer" in page.evaluate("[...document.querySelectorAll('a[href]')].pop().parentElement.className")


def test_the_skip_link_comes_first_and_leads_past_the_menus(visit: Visit) -> None:
    page = visit(f"zh/{CHAPTER}", viewport=WIDE)
    page.keyboard.press("Tab")
    link = page.locator(".md-skip")
    expect(link).to_be_focused()
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#_1$"))
    page.wait_for_timeout(500)  # the theme follows the link by script
    page.keyboard.press("Tab")
    expect(page.locator("article :focus")).to_have_count(1)


def test_a_table_that_scrolls_in_a_fold_is_a_stop_when_it_is_unfolded(visit: Visit) -> None:
    page = visit("en/", viewport=PHONE)
    page.evaluate("""() => document.querySelector("article").insertAdjacentHTML("beforeend",
      `<details><summary>More</summary><div class="table-box" style="overflow: auto" id="wide">
       <div style="width: 900px">wide</div></div></details>`)""")
    page.locator("summary", has_text="More").click()
    expect(page.locator("#wide")).to_have_attribute("tabindex", "0")
    expect(page.locator("#wide")).to_have_attribute("aria-label", "Table")


# ── The menu on a phone ──────────────────────────────────────────────────────


def test_the_menu_opens_and_closes_by_keyboard(visit: Visit) -> None:
    page = visit(f"en/{CHAPTER}", viewport=PHONE, reduced_motion="reduce")
    button = page.get_by_role("button", name="Navigation", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".md-sidebar--primary")).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".md-sidebar--primary")).to_be_visible()
    inside = "!!document.activeElement.closest('.md-sidebar--primary') || document.activeElement === document.body"
    for _ in range(30):
        assert page.evaluate(inside), "the focus is behind the menu"
        stop = focused(page)
        assert stop is None or not faults(stop)
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".md-sidebar--primary")).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    assert page.evaluate("!document.querySelector('[inert]')")


def test_the_levels_of_the_menu_open_and_close_by_keyboard(visit: Visit) -> None:
    page = visit(f"en/{CHAPTER}", viewport=PHONE, reduced_motion="reduce")
    page.get_by_role("button", name="Navigation", exact=True).press(" ")
    back = page.locator(".md-nav--primary .md-nav__toggle:checked ~ .md-nav > .md-nav__title > button")
    part = back.inner_text()
    back.press("Enter")
    opener = page.locator(".md-nav--primary > .md-nav__list > li > .md-nav__link > button", has_text=part)
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(back).to_be_focused()
    expect(opener).to_be_hidden()
    page.locator(
        ".md-nav--primary .md-nav__link[href$='/codes/'], .md-nav--primary .md-nav__link[href$='codes/']"
    ).press("Enter")
    expect(page).to_have_url(re.compile("information/codes/$"))
    expect(page.locator("[inert]")).to_have_count(0)


def test_a_menu_that_is_open_when_the_screen_widens_does_not_lock_the_page(visit: Visit) -> None:
    page = visit(f"zh/{CHAPTER}", viewport=PHONE, reduced_motion="reduce")
    page.locator(".md-header__button[for=__drawer] button").click()
    expect(page.locator(".md-content[inert]")).to_have_count(1)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    expect(page.locator("[inert]")).to_have_count(0)


# ── Search ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_search_is_used_and_left_by_keyboard(visit: Visit, size: dict[str, int]) -> None:
    page = visit(f"en/{CHAPTER}", viewport=size, reduced_motion="reduce")
    field = page.locator(".md-search__input")
    button = page.get_by_role("button", name="Search", exact=True)
    if size == PHONE:
        expect(field).to_be_hidden()
        button.press("Enter")
    else:
        field.focus()
    expect(field).to_be_focused()
    page.keyboard.type("entropy")
    page.locator(".md-search-result__link").first.wait_for()
    page.keyboard.press("ArrowDown")
    stop = focused(page)
    assert stop
    assert "md-search-result__link" in stop["html"]
    assert not faults(stop)
    page.keyboard.press("Escape")
    expect(page.locator(".md-search__output")).to_be_hidden()
    if size == PHONE:
        expect(button).to_be_focused()
    page.keyboard.press("Tab")
    stop = focused(page)
    assert stop is None or not faults(stop), stop


# ── What comes over the page ─────────────────────────────────────────────────


@pytest.mark.parametrize("opened", ["focus", "hover"])
def test_a_hint_can_be_pointed_at_and_dismissed(visit: Visit, opened: str) -> None:
    page = visit(f"en/{CHAPTER}", viewport=WIDE, reduced_motion="reduce")
    term = page.locator("article a.term").first
    if opened == "focus":
        page.keyboard.press("Tab")  # the theme shows hints to the keyboard
        term.focus()
    else:
        term.hover()
    hint = page.locator(".md-tooltip2--active")
    expect(hint).to_be_visible()
    if opened == "hover":
        box = hint.locator(".md-tooltip2__inner").bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(700)
        expect(hint).to_be_visible()
    page.keyboard.press("Escape")
    expect(hint).to_have_count(0)


def test_a_preview_stays_while_it_is_pointed_at_and_is_dismissed(visit: Visit) -> None:
    page = visit(f"zh/{CHAPTER}", viewport=WIDE, reduced_motion="reduce")
    reference = page.locator("article a.ref").first
    reference.hover()
    preview = page.locator(".preview")
    expect(preview).to_be_visible()
    preview.hover()
    page.wait_for_timeout(700)
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    page.mouse.move(0, 0)
    page.keyboard.press("Tab")
    reference.focus()
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    expect(reference).to_be_focused()


# ── Names and states ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lang", "group", "names"),
    [
        ("zh", "明暗", ["明暗跟随系统", "浅色", "深色"]),
        ("en", "Light and dark", ["Follows the system", "Light", "Dark"]),
    ],
)
def test_the_scheme_is_one_choice_of_three(visit: Visit, lang: str, group: str, names: list[str]) -> None:
    page = visit(f"{lang}/", viewport=WIDE)
    choice = page.get_by_role("radiogroup", name=group)
    for name in names:
        expect(choice.get_by_role("radio", name=name, exact=True)).to_have_count(1)
    expect(choice.get_by_role("radio", name=names[0], exact=True)).to_be_checked()
    choice.get_by_role("radio", name=names[0], exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(choice.get_by_role("radio", name=names[1], exact=True)).to_be_checked()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_an_anchor_leads_to_is_not_under_the_header(visit: Visit, size: dict[str, int]) -> None:
    page = visit(f"en/{CHAPTER}", viewport=size, reduced_motion="reduce")
    for name in ["definition", "def-entropy", "thm-entropy-nonnegative", "fig-entropy-area", "example-entropy"]:
        page.evaluate("id => { location.hash = id; }", name)
        page.wait_for_timeout(150)
        top, header = page.evaluate(
            "id => [document.getElementById(id).getBoundingClientRect().top,"
            " document.querySelector('.md-header').getBoundingClientRect().bottom]",
            name,
        )
        assert top >= header, name

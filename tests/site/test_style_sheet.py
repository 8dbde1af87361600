"""The one style sheet shows what the theme's and ours show, in every state that a reader can bring a page into."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import SITE_URL, lay_out_to_its_end

if TYPE_CHECKING:
    from collections.abc import Callable

    from built_site import Visit
    from playwright.sync_api import Page

ORIGINALS = ["stylesheets/main.*.css", "stylesheets/palette.*.css", "_mkdocstrings.css", "site.css"]
"""What the sheet was made from, in its order; all of it still lies beside it."""

# How all elements look: what is computed for them, and for what stands before and after them.
LOOK = """() => {
  const names = ["display", "position", "visibility", "opacity", "color", "backgroundColor", "width", "height", "top",
    "left", "margin", "padding", "border", "borderRadius", "outline", "fontSize", "fontWeight", "fontFamily",
    "lineHeight", "textAlign", "textTransform", "textDecoration", "whiteSpace", "overflow", "zIndex", "transform",
    "transition", "boxShadow", "cursor", "float", "clipPath", "maskImage", "content", "listStyleType", "flex", "order"];
  const all = [];
  for (const element of document.querySelectorAll("body, body *:not(mjx-container *, svg *)"))
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (part && style.content === "none") continue;
      const name = element.localName + "." + element.getAttribute("class") + (part || "");
      all.push([name, ...names.map(property => property + ": " + style[property])]);
    }
  return all;
}"""

# The sheets as they were, in the place of the one; resolves when they hold.
SWAP = """async addresses => {
  const one = document.querySelector("link[rel=stylesheet][href*='style.css']");
  await Promise.all(addresses.map(address => new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), {rel: "stylesheet", href: address});
    Object.assign(link, {onload: done, onerror: failed});
    one.before(link);
  })));
  one.remove();
}"""


def nothing(page: Page) -> None:
    """A page as it opens."""


def drawer(page: Page) -> None:
    page.locator(".md-header label[for=__drawer]").click()


def search(page: Page) -> None:
    page.locator("label[for=__search]").first.click() if page.viewport_size["width"] < 500 else None
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").fill("entropy")
    page.locator(".md-search__input").dispatch_event("keyup")
    page.locator(".md-search-result__link").first.wait_for()
    shown, before = page.locator(".md-search-result__item"), -1
    while before != (before := shown.count()):  # the list is filled in steps
        page.wait_for_timeout(1500)


def tooltip(page: Page) -> None:
    page.locator("a.term[title], a.term").first.hover()
    page.wait_for_timeout(500)


def dialog(page: Page) -> None:
    """What says, for two seconds, that code was copied."""
    page.evaluate("document.querySelector('.md-dialog').classList.add('md-dialog--active')")


def printed(page: Page) -> None:
    page.emulate_media(media="print")


STATES = [
    ("en/information/entropy/", nothing, 1280, "light"),
    ("zh/reference/errata/", nothing, 390, "dark"),
    ("en/reference/api/losses/", nothing, 1280, "dark"),
    ("zh/", nothing, 1280, "light"),
    ("en/information/entropy/", printed, 800, "light"),
    ("en/information/entropy/", drawer, 390, "light"),
    ("en/information/entropy/", search, 1280, "dark"),
    ("en/information/entropy/", search, 390, "light"),
    ("en/information/entropy/", tooltip, 1280, "light"),
    ("en/information/entropy/", dialog, 1280, "light"),
]


@pytest.mark.parametrize(("path", "bring", "width", "scheme"), STATES)
def test_a_page_looks_as_with_the_whole_sheets(
    visit: Visit, site: Path, path: str, bring: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = visit(path, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    assets = site / path[:2] / "assets"
    [*originals] = (f"{SITE_URL}{file.relative_to(site).as_posix()}" for one in ORIGINALS for file in assets.glob(one))
    assert len(originals) == len(ORIGINALS)
    lay_out_to_its_end(page)  # sizes are known of what has been laid out
    bring(page)
    page.wait_for_timeout(300)
    before = page.evaluate(LOOK)
    assert len(before) > 300
    page.evaluate(SWAP, originals)
    page.wait_for_timeout(300)
    after = page.evaluate(LOOK)
    assert len(after) == len(before)
    changed = [(old[0], *set(old) ^ set(new)) for old, new in zip(before, after, strict=True) if old != new]
    assert changed[:5] == []

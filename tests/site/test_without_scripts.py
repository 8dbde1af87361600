"""Every page can be read where scripts are off, and shows nothing that would not work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from built_site import SITE_URL, kinds_of_pages
from playwright.sync_api import Browser, Page, expect

PAGE = "information/entropy/"

# What is hidden from readers who have no scripts, and what is shown to them and does nothing.
SURVEY = """() => {
  const shown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && element.getBoundingClientRect().width > 1;
  const folded = element => element.parentElement.closest("details:not([open])");
  const name = element => element.outerHTML.slice(0, 120);
  const text = document.querySelector("article") || document.querySelector("main");
  const parts = text.querySelectorAll(
    "h1, h2, h3, p, li, td, pre, mjx-container, svg.figure, summary, .admonition, dl, noscript");
  const hidden = [...parts].filter(part => !shown(part) && !folded(part) && !part.closest("[hidden], noscript")
    && part.textContent.trim() && !part.closest(".demo-form"));
  const works = "label[for=__drawer], label[for=__toc], label[for^=__nav_], summary";
  const controls = document.querySelectorAll(
    "button, input, select, textarea, output, label, [role=switch], [role=button]");
  const idle = [...controls].filter(control => shown(control) && !folded(control) && !control.matches(works)
    && !control.matches(".md-toggle, .md-overlay"));
  return { length: text.innerText.length, hidden: hidden.map(name), idle: idle.map(name) };
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's page without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    yield page
    context.close()


@pytest.mark.parametrize(
    ("body", "hidden", "idle"),
    [
        ("<p>a</p><details><summary>b</summary><p>c</p></details><label for=__drawer>d</label>", 0, 0),
        ('<p style="display: none">a</p>', 1, 0),
        ('<p style="opacity: 0">a</p>', 1, 0),
        ("<p>a</p><button>b</button>", 0, 1),
        ("<p>a</p><label for=__search>b</label><input>", 0, 2),
    ],
)
def test_what_is_hidden_or_does_nothing_is_found(page: Page, body: str, hidden: int, idle: int) -> None:
    page.set_content(f"<article>{body}</article>")
    found = page.evaluate(SURVEY)
    assert (len(found["hidden"]), len(found["idle"])) == (hidden, idle), found


def test_every_page_can_be_read_without_scripts(page: Page, site: Path) -> None:
    pages = kinds_of_pages(site)
    shared = {path for path in pages if path.startswith("t/")}
    faults = {}
    for path in [*sorted(set(pages) - shared), min(shared), max(shared)]:
        page.goto(SITE_URL + path)
        found = page.evaluate(SURVEY)
        if found["hidden"] or found["idle"] or found["length"] < 20:
            faults[path] = found
    assert faults == {}


@pytest.mark.parametrize("path", ["zh/", f"en/{PAGE}", "en/reference/api/losses/"])
def test_a_wide_page_without_scripts_shows_nothing_idle(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(SITE_URL + path)
    found = page.evaluate(SURVEY)
    assert found["hidden"] == []
    assert found["idle"] == []


def test_navigation_and_solutions_open_without_scripts(page: Page) -> None:
    page.goto(f"{SITE_URL}en/{PAGE}")
    page.locator("label.md-header__button[for=__drawer]").click()
    link = page.locator(".md-nav--primary a[href$='self-information/']").first
    expect(link).to_be_visible()
    link.click()
    expect(page).to_have_url(f"{SITE_URL}en/information/self-information/")
    solution = page.locator("details.solution").first
    solution.locator("summary").click()
    expect(solution.locator(":scope > p, :scope > div").first).to_be_visible()

"""axe-core on pages of the built site: every rule, in either scheme, at phone and wide size, with all things open.

A page has some thousand elements that draw formulas, on which axe would spend most of its time. They are hidden from
screen readers, hold nothing that can be focused and have the colour of the text around them, which
`test_drawn_formulas_have_nothing_that_axe_could_find` holds them to. So one word stands in for each, in a box of the
same size. That makes a run four times as fast, and axe decides the contrast of a word where it leaves a single letter
undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from built_site import ROOT, SITE_URL, Visit, kinds_of_pages, lay_out_to_its_end
from lxml import html
from playwright.sync_api import Page

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

_SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

_STAND_INS = """() => {
  const drawn = [...document.querySelectorAll("mjx-math")];
  const sizes = drawn.map(math => [math.offsetWidth, math.offsetHeight]);
  drawn.forEach((math, k) => {
    const word = document.createElement("span"), width = sizes[k][0] + "px";
    word.textContent = "formula";
    word.style.cssText = "display: inline-block; font: 16px sans-serif; overflow: hidden";
    word.style.width = math.closest("[tabindex]") ? width : `min(${width}, 100%)`; // only those grow too wide
    word.style.height = sizes[k][1] + "px";
    math.replaceChildren(word);
  });
  // Where axe leaves a contrast undecided: the covers at the sides of a wide formula have the colour of what it stands
  // on, and the arrow of a fold is a mask filled with a colour, no surface.
  const style = document.head.appendChild(document.createElement("style"));
  style.textContent =
    "mjx-container[tabindex] { background: none !important } summary::after { content: none !important }";
}"""

_UNFOLD = """async ({checks, all}) => {
  const pause = () => new Promise(done => setTimeout(done, 20));
  const article = document.querySelector("article") || document.body, button = document.querySelector(".checks-switch");
  if (checks && button && button.getAttribute("aria-checked") !== "true") {
    button.click();
    for (let tries = 0; tries < 400 && !article.querySelector("details.checks, .checks-failed"); tries++) await pause();
  }
  const [first] = article.querySelectorAll("details.checks");
  article.querySelectorAll("details:not([open])").forEach(details => {
    if (all || details === first || !details.matches(".checks")) details.open = true;
  });
  await pause();
  localStorage.removeItem("checks");
}"""

_RUN = """async ({context, rules}) => {
  const options = {resultTypes: ["violations", "incomplete"], rules: {"target-size": {enabled: true}}};
  if (rules) options.runOnly = rules;
  const {violations, incomplete} = await axe.run(context || document, options);
  const told = ({id, nodes}) => nodes.map(({html, any, all, none}) => ({
    rule: id, html: html.slice(0, 160),
    why: [...any, ...all, ...none].map(({message, data}) => data && data.messageKey || message),
  }));
  return {violations: violations.flatMap(told), incomplete: incomplete.flatMap(told)};
}"""

UNDECIDED = re.compile(r"shortTextContent|nonBmp|elmPartiallyObscur|imgNode|<text\b|previous heading")
"""What axe may leave undecided: the contrast of one character, a sign, or a line partly out of sight, whose colours
other text has as well; of the words of figures, whose palette is computed in test_figures_can_be_read; and the order of
the first heading, where it is shown a part of a page."""

_BY_LOOKS = ["color-contrast", "link-in-text-block", "region", "scrollable-region-focusable", "target-size"]
"""The rules that depend on size and scheme. All others judge what is in the page."""


class Axe:
    """axe on one browser page, page after page, in one size and scheme after the other."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.faults: list[str] = []
        """What was found so far: the page, its state, the rule, the element."""

    def load(self, path: str) -> None:
        """Opens a page of the site."""
        self._page.goto(SITE_URL + path, wait_until="domcontentloaded")  # the theme's scripts have run by then
        self._prepare()

    def show(self, text: str) -> None:
        """Opens HTML that is no page of the site."""
        self._page.goto("about:blank")  # else the scripts of the page before would run on
        self._page.set_content(text)
        self._prepare()

    def _prepare(self) -> None:
        lay_out_to_its_end(self._page)
        self._page.evaluate(_SOURCE.read_text(encoding="utf-8"))
        self._page.evaluate(_STAND_INS)

    def look(self, size: dict[str, int], scheme: str) -> None:
        """Changes size and scheme in place; what the page does then comes before its next frame but one."""
        self._page.set_viewport_size(size)  # type: ignore[arg-type]
        self._page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        self._page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def unfold(self, *, checks: bool, all_lists: bool = False) -> None:
        """Unfolds what is folded; with `checks`, shows the evidence and unfolds the first of its lists, or all."""
        self._page.evaluate(_UNFOLD, {"checks": checks, "all": all_lists})

    def run(self, state: str, rules: list[str] | None = None, context: str | None = None) -> list[dict[str, Any]]:
        """Runs all rules, or some; returns what is found, and remembers it."""
        result = self._page.evaluate(_RUN, {"rules": rules, "context": context})
        undecided = [node for node in result["incomplete"] if not UNDECIDED.search(f"{node['why']}{node['html']}")]
        found: list[dict[str, Any]] = result["violations"] + undecided
        self.faults += [f"{self._page.url}, {state}: {node['rule']} {node['why']}: {node['html']}" for node in found]
        return found


def pages_of(site: Path, lang: str) -> list[str]:
    """The addresses of one language's pages."""
    return [path.removesuffix("index.html") for path in kinds_of_pages(site) if path.startswith(f"{lang}/")]


def kinds(site: Path, path: str) -> set[str]:
    """What kinds of elements a page has: each is an element's name with its classes."""
    file = site / path / "index.html" if not path.endswith(".html") else site / path
    text = re.sub(r"<mjx-math.*?</mjx-math>|<svg.*?</svg>", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    body = html.fromstring(text).find("body")
    return {" ".join([str(part.tag), *sorted(part.get("class", "").split())]) for part in body.iter("*")}


def one_of_each_kind(site: Path, lang: str) -> Iterator[str]:
    """Pages that together have every kind of element that the language's pages have."""
    found = {path: kinds(site, path) for path in pages_of(site, lang)}
    missing = set().union(*found.values())
    while missing:
        best = max(found, key=lambda path: len(found[path] & missing))
        missing -= found[best]
        yield best


def faults_of_language(visit: Visit, site: Path, lang: str) -> list[str]:
    """What axe finds on one language's pages.

    Each page is loaded once and looked at wide and light as it comes, then narrow and dark with the evidence shown,
    unfolded both times. How a colour depends on scheme *and* width is a matter of the kind of element: so narrow and
    light, wide and dark, and all lists of evidence, are looked at on pages that together show every kind; and all rules
    run twice on these.
    """
    page = visit(f"{lang}/")
    axe = Axe(page)
    sample = set(one_of_each_kind(site, lang))
    for path in pages_of(site, lang):
        axe.look(WIDE, "light")
        axe.load(path)
        axe.unfold(checks=False)
        axe.run("wide, light")
        axe.look(PHONE, "dark")
        axe.unfold(checks=True, all_lists=path in sample)
        axe.run("phone, dark, checks shown", rules=None if path in sample else _BY_LOOKS)
        if path in sample:
            for size, scheme in [(PHONE, "light"), (WIDE, "dark")]:
                axe.look(size, scheme)
                axe.run(f"{size['width']}, {scheme}, checks shown", rules=["color-contrast"])
    return axe.faults

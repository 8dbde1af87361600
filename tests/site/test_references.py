"""References, formulas and permanent addresses as readers meet them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import PREFIX, ROOT, SITE_URL, written_pages
from playwright.sync_api import Page, expect

from site_build import permanent
from site_build.numbering import read_site
from site_build.pages import read_tree

if TYPE_CHECKING:
    from built_site import Visit

PAGE = "divergence/cross-entropy/"
TO_ENTROPY = "a.ref[href$='#thm-entropy-nonnegative']"
EQUATION = "#eq-cross-entropy-decomposition"


def clipboard(page: Page) -> str:
    """What was copied; over plain http only the keyboard can paste it."""
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), { id: 'pasted' }))")
    page.locator("#pasted").focus()
    page.keyboard.press("Control+v")
    return page.locator("#pasted").input_value()


# ── Numbers and references ───────────────────────────────────────────────────


def test_numbers_stand_on_the_page_and_in_the_search_index(site: Path) -> None:
    words = {"zh": ("定理 7.2", "习题 7.7 的解答", "(7.1)"), "en": ("Theorem 7.2", "Solution to Exercise 7.7", "(7.1)")}
    for lang, shown in words.items():
        html = re.sub(r"<[^>]*>", "", (site / lang / PAGE / "index.html").read_text(encoding="utf-8"))
        index = json.loads((site / lang / "search/search_index.json").read_text(encoding="utf-8"))
        text = "".join(entry["text"] for entry in index["docs"]).replace("\u200b", "")
        for some in shown:
            assert some in html
            assert some in re.sub(r"<[^>]*>", "", text)
        assert "¶" not in "".join(entry["text"] for entry in index["docs"] if "cross-entropy/" in entry["location"])


def test_every_reference_leads_to_an_id(site: Path) -> None:
    found = 0
    for path in written_pages(site):
        html = (site / path).read_text(encoding="utf-8")
        for href in re.findall(r'<a class="ref[^"]*" href="([^"]*)"', html):
            address, _, name = href.partition("#")
            target = ((site / path).parent / address / "index.html").resolve() if address else site / path
            assert f'id="{name}"' in target.read_text(encoding="utf-8"), (path, href)
            found += 1
    assert found > 10


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_reference_needs_no_script(visit: Visit, lang: str) -> None:
    page = visit(f"{lang}/{PAGE}", java_script_enabled=False)
    page.locator(TO_ENTROPY).click()
    expect(page).to_have_url(f"{SITE_URL}{lang}/information/entropy/#thm-entropy-nonnegative")
    expect(page.locator("#thm-entropy-nonnegative")).to_be_in_viewport()


# ── Previews ─────────────────────────────────────────────────────────────────


def test_a_pointer_previews_a_statement_of_another_page(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    page.locator(TO_ENTROPY).hover()
    preview = page.locator(".preview")
    expect(preview).to_contain_text(re.compile(r"Theorem 3\.\d"))
    assert preview.locator("mjx-container").count() > 1
    assert preview.locator("[id]").count() == 0, "an id would be on the page twice"
    preview.hover()
    page.wait_for_timeout(400)
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_have_count(0)


def test_the_keyboard_previews_an_equation_of_the_page(visit: Visit) -> None:
    page = visit(f"zh/{PAGE}")
    link = page.locator(f"a.ref[href$='{EQUATION}']").first
    page.keyboard.press("Tab")  # so that the focus is the keyboard's
    link.focus()
    expect(page.locator(".preview mjx-container")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".preview")).to_have_count(0)


def test_a_finger_follows_the_link_at_once(visit: Visit) -> None:
    page = visit(f"en/{PAGE}", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    page.locator(TO_ENTROPY).tap()
    expect(page).to_have_url(f"{SITE_URL}en/information/entropy/#thm-entropy-nonnegative")
    expect(page.locator(".preview")).to_have_count(0)


def test_nothing_of_it_is_loaded_before_someone_comes_near(visit: Visit) -> None:
    page = visit("en/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{SITE_URL}en/{PAGE}", wait_until="networkidle")
    assert not [url for url in asked if "references.js" in url]


# ── Formulas ─────────────────────────────────────────────────────────────────


def test_a_numbered_formula_is_copied_by_keyboard_and_says_so(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    page.locator(f"{EQUATION} .headerlink").focus()
    button = page.locator(f"{EQUATION} .copy-tex")
    expect(button).to_have_attribute("aria-label", "Copy TeX")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[role=status].site-status")).to_have_text("TeX copied")
    assert clipboard(page) == r"H(p, q) = H(p) + D_{\mathrm{KL}}(p \| q)"


def test_an_unnumbered_formula_has_its_button_under_the_pointer_only(visit: Visit) -> None:
    page = visit(f"zh/{PAGE}")
    formula = page.locator(".formula:not([id])").first
    assert formula.locator("button").count() == 0
    formula.hover()
    button = formula.locator("button")
    expect(button).to_have_attribute("tabindex", "-1")
    button.click()
    expect(page.locator(".site-status")).to_have_text("已复制 TeX")
    assert clipboard(page).endswith(r"= 2\,\mathrm{bit}")


def test_a_passage_is_copied_with_its_formulas_as_tex(visit: Visit) -> None:
    page = visit("en/information/entropy/")
    page.evaluate("getSelection().selectAllChildren(document.getElementById('def-entropy'))")
    page.keyboard.press("Control+c")
    copied = clipboard(page)
    assert "Let $p$ be a probability distribution on finitely many outcomes: $p_i \\ge 0$" in copied
    assert "$$\\begin{aligned}" in copied
    assert "¶" not in copied


# ── Permanent addresses ──────────────────────────────────────────────────────


@pytest.mark.parametrize(("locale", "lang"), [("zh-CN", "zh"), ("en-GB", "en"), ("fr-FR", "en")])
def test_a_permanent_address_leads_on_by_language(visit: Visit, locale: str, lang: str) -> None:
    page = visit("t/thm-entropy-nonnegative/", locale=locale)
    expect(page).to_have_url(f"{SITE_URL}{lang}/information/entropy/#thm-entropy-nonnegative")


def test_a_permanent_address_remembers_the_choice_and_needs_no_script(visit: Visit) -> None:
    page = visit("zh/", locale="zh-CN")
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{SITE_URL}en/")
    page.goto(f"{SITE_URL}t/def-cross-entropy/")
    expect(page).to_have_url(f"{SITE_URL}en/{PAGE}#def-cross-entropy")
    page = visit("t/def-cross-entropy/", java_script_enabled=False)
    assert page.locator("h1").all_inner_texts() == ["定义 7.1 交叉熵", "Definition 7.1 Cross-entropy"]
    page.locator("a[hreflang=zh]").click()
    expect(page).to_have_url(f"{SITE_URL}zh/{PAGE}#def-cross-entropy")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["thm-cross-entropy-decomposition", "eq-cross-entropy-decomposition"])
def test_the_sign_behind_a_statement_copies_its_permanent_address(visit: Visit, lang: str, name: str) -> None:
    page = visit(f"{lang}/{PAGE}")
    link = page.locator(f"#{name} .headerlink").first
    assert link.evaluate("link => link.href") == f"{SITE_URL}t/{name}/"
    link.hover()
    # Playwright's own waiting evaluates text in the page, which the Content-Security-Policy refuses.
    page.evaluate("new Promise(done => (function look() { window.siteReferences ? done() : setTimeout(look, 20); })())")
    link.click()
    expect(page).to_have_url(f"{SITE_URL}{lang}/{PAGE}#{name}")
    assert clipboard(page) == f"{SITE_URL}t/{name}/"


def test_every_id_has_its_permanent_address_in_both_languages(site: Path) -> None:
    tags = json.loads((site / "tags.json").read_text(encoding="utf-8"))
    assert tags.keys() == read_site(ROOT / "docs", read_tree(ROOT / "docs")).targets.keys()
    for name, tag in tags.items():
        html = (site / "t" / name / "index.html").read_text(encoding="utf-8")
        assert '<meta name="robots" content="noindex">' in html
        assert f'<link rel="canonical" href="{SITE_URL}en/' in html
        assert PREFIX not in html.replace(SITE_URL, ""), "a link that holds at one prefix only"
        for lang in ("zh", "en"):
            address, _, anchor = tag["address"][lang].partition("#")
            assert anchor == name
            assert f'id="{name}"' in (site / address / "index.html").read_text(encoding="utf-8"), tag
            assert tag["number"] == "" or tag["number"] in html


def test_a_title_in_tags_is_plain() -> None:
    assert permanent.plain("The *entropy* of $p$, [here](x.md), \\*") == "The entropy of p, here, *"

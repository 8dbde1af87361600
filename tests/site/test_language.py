"""Two languages: the switch keeps page and place, pages name their counterparts, and the root remembers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import ROOT, SITE_URL, follow_instantly
from lxml import etree, html
from playwright.sync_api import Browser, Page, expect

from site_build import pages, sitemap
from site_build.other_language import mark
from site_build.revision import Revision

if TYPE_CHECKING:
    from built_site import Visit

OTHER = {"zh": "en", "en": "zh"}


def addresses() -> list[str]:
    """The addresses of all pages below a language's root."""
    tree = pages.read_tree(ROOT / "docs")
    return [page.url() for page in tree.pages() if page.exists(ROOT / "docs")]


# ── The switch ───────────────────────────────────────────────────────────────


def read_on_to(page: Page, name: str) -> None:
    """Scrolls so that a place stands just below the header, as a reader would: the address does not say where."""
    page.evaluate("id => scrollBy(0, document.getElementById(id).getBoundingClientRect().top - 90)", name)


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 390)])
def test_the_switch_lands_where_the_reader_is(visit: Visit, lang: str, width: int) -> None:
    page = visit(f"{lang}/", viewport={"width": width, "height": 800})
    for path, name in [
        ("information/entropy/", "by-hand"),
        ("information/entropy/", "thm-entropy-nonnegative"),
        ("divergence/kl-divergence/", "eq-kl-extra"),
        ("reference/api/information/", "crossentropy.entropy"),
        ("reference/errata/", "err-s0-12"),
    ]:
        page.goto(f"{SITE_URL}{lang}/{path}")
        read_on_to(page, name)
        page.locator("a.language-switch").click()
        expect(page).to_have_url(f"{SITE_URL}{OTHER[lang]}/{path}#{name}")
        expect(page.locator(f"[id='{name}']")).to_be_in_viewport()


def test_at_the_top_the_switch_names_no_place_and_where_the_address_is_out_of_view_another(visit: Visit) -> None:
    page = visit("en/information/entropy/#definition")
    expect(page.locator("#definition")).to_be_in_viewport()
    read_on_to(page, "exercises")
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{SITE_URL}zh/information/entropy/#exercises")
    page.goto(f"{SITE_URL}zh/information/codes/")
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{SITE_URL}en/information/codes/")


def test_the_switch_keeps_the_place_by_keyboard_in_a_new_tab_and_after_instant_navigation(visit: Visit) -> None:
    page = visit("en/")
    follow_instantly(page, ".md-content a[href$='information/entropy/']")
    expect(page).to_have_url(f"{SITE_URL}en/information/entropy/")
    expect(page.locator("a.language-switch")).to_have_attribute("href", f"{SITE_URL}zh/information/entropy/")
    read_on_to(page, "by-hand")
    with page.context.expect_page() as opened:
        page.locator("a.language-switch").click(button="middle")
    assert opened.value.url == f"{SITE_URL}zh/information/entropy/#by-hand"
    page.locator("a.language-switch").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{SITE_URL}zh/information/entropy/#by-hand")
    page.go_back()
    expect(page).to_have_url(f"{SITE_URL}en/information/entropy/")


def test_the_switch_keeps_light_and_dark_and_what_was_checked(visit: Visit) -> None:
    page = visit("zh/information/entropy/", color_scheme="light")
    page.locator("form[data-md-component=palette] label:not([hidden])").click()
    page.locator("form[data-md-component=palette] label:not([hidden])").click()
    page.locator(".checks-switch").click()
    page.locator("a.language-switch").click()
    expect(page).to_have_url(re.compile("/en/information/entropy/"))
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    expect(page.locator(".checks-switch")).to_have_attribute("aria-checked", "true")


# ── What pages say of each other ─────────────────────────────────────────────


def hreflang_faults(built: Mapping[str, str]) -> list[str]:
    """Which pages do not name both languages' versions, or are not named by those that they name.

    Args:
        built: HTML by address.
    """
    named: dict[str, dict[str, str]] = {}
    for address, text in built.items():
        head = html.fromstring(text).find("head")
        links = head.xpath("link[contains(concat(' ', @rel, ' '), ' alternate ')]")
        named[address] = {link.get("hreflang"): link.get("href") for link in links}
        if len(links) != len(named[address]):
            return [f"{address} names two pages for one language"]
    faults = []
    for address, links in named.items():
        if links.keys() != {"zh", "en", "x-default"} or address not in links.values():
            faults.append(f"{address} names {links}")
        faults += [f"{address} names {link}, which does not name it" for link in links.values() if link not in named]
        faults += [f"{link} differs from {address}" for link in links.values() if named.get(link, links) != links]
    return faults


def test_every_page_names_both_versions_and_is_named_by_both(site: Path) -> None:
    built = {SITE_URL: (site / "index.html").read_text(encoding="utf-8")}
    for lang in ("zh", "en"):
        for path in addresses():
            text = (site / lang / path / "index.html").read_text(encoding="utf-8")
            assert f'<link rel="canonical" href="{SITE_URL}{lang}/{path}">' in text
            assert re.search(rf'<html[^>]* lang="{lang}"', text)
            built[f"{SITE_URL}{lang}/{path}"] = text
    assert hreflang_faults(built) == []


def test_a_page_that_is_not_named_back_is_noticed() -> None:
    def page(**links: str) -> str:
        made = "".join(f'<link rel="alternate" hreflang="{n.replace("_", "-")}" href="{a}">' for n, a in links.items())
        return f"<html><head>{made}</head><body></body></html>"

    both = {"zh": "/zh/a", "en": "/en/a", "x_default": "/en/a"}
    assert hreflang_faults({"/zh/a": page(**both), "/en/a": page(**both)}) == []
    assert hreflang_faults({"/zh/a": page(**both), "/en/a": page(**{**both, "zh": "/zh/b"})})
    assert hreflang_faults({"/zh/a": page(zh="/zh/a", en="/en/a"), "/en/a": page(zh="/zh/a", en="/en/a")})
    assert hreflang_faults({"/zh/a": page(**both)})


def test_the_sitemap_has_every_page_with_its_counterpart(site: Path) -> None:
    tree = etree.parse(site / "sitemap.xml")
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    listed = tree.xpath("//s:loc/text()", namespaces=spaces)
    assert sorted(listed) == sorted(f"{SITE_URL}{lang}/{path}" for lang in ("zh", "en") for path in addresses())
    for entry in tree.xpath("//s:url", namespaces=spaces):
        named = {link.get("hreflang"): link.get("href") for link in entry.xpath("x:link", namespaces=spaces)}
        assert named.keys() == {"zh", "en", "x-default"}
        assert entry.findtext("s:loc", namespaces=spaces) in (named["zh"], named["en"])
    assert not (site / "robots.txt").exists(), "robots read it at the root of a host only"


def test_at_the_root_of_a_host_robots_are_led_to_the_sitemap(tmp_path: Path) -> None:
    sitemap.write(tmp_path, "https://example.org/", ROOT / "docs", pages.read_tree(ROOT / "docs"), Revision())
    assert "Sitemap: https://example.org/sitemap.xml" in (tmp_path / "robots.txt").read_text(encoding="utf-8")


# ── The shared root ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("languages", "stored", "lang"),
    [
        (["zh-Hant-HK", "en"], None, "zh"),
        (["fr-FR", "zh-TW", "en-US"], None, "zh"),
        (["de", "en-US", "zh-CN"], None, "en"),
        (["ja-JP"], None, "en"),
        ([], None, "en"),
        (["zh-CN"], "en", "en"),
        (["en-GB"], "zh", "zh"),
        (["zh-CN"], "klingon", "zh"),
    ],
)
def test_the_root_takes_the_choice_then_the_first_language_that_it_has(
    browser: Browser, languages: list[str], stored: str | None, lang: str
) -> None:
    context = browser.new_context()
    context.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => {json.dumps(languages)} }})")
    if stored:
        context.add_init_script(f"localStorage.setItem('lang', {json.dumps(stored)})")
    page = context.new_page()
    page.goto(f"{SITE_URL}tags.json")  # any page of the site: the one to go back to
    page.goto(SITE_URL)
    expect(page).to_have_url(f"{SITE_URL}{lang}/")
    page.go_back()
    expect(page).to_have_url(f"{SITE_URL}tags.json")  # and no circle
    context.close()


def test_the_root_works_where_storage_is_forbidden(browser: Browser) -> None:
    context = browser.new_context(locale="zh-HK")
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
    )
    page = context.new_page()
    page.goto(SITE_URL)
    expect(page).to_have_url(f"{SITE_URL}zh/")
    context.close()


# ── Words of the other language ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lang", "text", "marked"),
    [
        ("zh", "<a>相对熵</a>（relative entropy）是", ["relative entropy"]),
        ("zh", "（Jensen's inequality，也叫琴生）", ["Jensen's inequality"]),
        ("zh", "<li>C. E. Shannon, A mathematical theory, 1948</li>", ["C. E. Shannon, A mathematical theory, 1948"]),
        ("zh", "用 softmax 与 KL 散度，见 scikit-learn 的 log_loss", []),
        ("zh", "<code>（relative entropy）</code><p>（<code>a</code>）（loss）</p>", ["loss"]),
        ("zh", '<span class="arithmatex">\\(（a b）\\)</span><h2>熵（entropy）</h2>', []),
        ("zh", '<i lang="en">（a <i>b</i> c）（entropy）</i>（odds）', ["odds"]),
        ("en", "the post “什么是交叉熵” of 2019", ["什么是交叉熵"]),
        ("en", '<a lang="zh">中文</a><code>熵</code>', []),
    ],
)
def test_words_of_the_other_language_are_marked(lang: str, text: str, marked: list[str]) -> None:
    made = mark(text, "zh" if lang == "zh" else "en")
    assert re.findall(rf'<span lang="{OTHER[lang]}">(.*?)</span>', made) == marked
    assert re.sub(rf'<span lang="{OTHER[lang]}">(.*?)</span>', r"\1", made) == text


def unmarked_han(text: str) -> list[str]:
    """Chinese on an English page that a screen reader would be told is English; code says what it is itself."""
    found = []
    for part in html.fromstring(text).xpath("//body//text()"):
        if re.search("[㐀-鿿]", part):
            around = [part.getparent() if part.is_text else part.getparent().getparent()]
            around += around[0].iterancestors()
            lang = next((element.get("lang") for element in around if element.get("lang")), "")
            if lang != "zh" and not {"script", "style", "code"} & {element.tag for element in around}:
                found.append(str(part))
    return found


def test_no_chinese_is_read_with_an_english_voice(site: Path) -> None:
    for path in addresses():
        assert unmarked_han((site / "en" / path / "index.html").read_text(encoding="utf-8")) == [], path
    assert unmarked_han("<html lang='en'><body><p>熵 is <i lang='zh'>熵</i></p></body></html>") == ["熵 is "]

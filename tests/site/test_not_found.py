"""A page that does not exist offers the nearest ones, in the language that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from built_site import HOST, PREFIX, ROOT, SITE_URL
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from built_site import Visit

ENTROPY = "information/entropy/"

ASKED = {  # what was asked for: what is offered first, in which languages
    "zh/information/entorpy/": ("information/entropy/", ["zh"]),
    "en/Information/Entropy/": ("information/entropy/", ["en"]),
    "fr/information/entropy/": ("information/entropy/", ["en", "zh"]),
    "information/entropy": ("information/entropy/", ["en", "zh"]),
    "en/information/entropy.html": ("information/entropy/", ["en"]),
    "zh/information/entropy.md": ("information/entropy/", ["zh"]),
    "zh-CN/information/entropy/": ("information/entropy/", ["zh"]),
    "en/divergence/kl_divergence/": ("divergence/kl-divergence/", ["en"]),
    "en/softmax": ("likelihood/softmax/", ["en"]),
    "en/divergence/mutual-information).": ("divergence/mutual-information/", ["en"]),
    "en/information/entropy/definition/": ("information/entropy/", ["en"]),
    "zh/相对熵/": ("divergence/kl-divergence/", ["zh"]),
    "zh/二元交叉熵": ("likelihood/logistic-regression/", ["zh"]),
    "t/thm-gibs/": ("divergence/kl-divergence/#thm-gibbs", ["en", "zh"]),
    "zh/thm-gibbs": ("divergence/kl-divergence/#thm-gibbs", ["zh"]),
    "en/divergence/kl/#thm-gibbs": ("divergence/kl-divergence/#thm-gibbs", ["en"]),
}


def offered(page: Page) -> dict[str, list[str]]:
    """The addresses that are offered, by language, the search last."""
    page.locator(".nearest a").first.wait_for()
    found: dict[str, list[str]] = page.evaluate(
        """() => Object.fromEntries(Array.from(document.querySelectorAll("section[data-near]")).map(section => [
            section.lang, Array.from(section.querySelectorAll(".nearest a")).map(link => link.getAttribute("href"))
        ]).filter(([lang, links]) => links.length))"""
    )
    return found


def test_the_nearest_page_comes_first_in_the_language_of_the_address(visit: Visit) -> None:
    page = visit("no-such-page", locale="en-GB")
    for asked, (first, langs) in ASKED.items():
        response = page.goto(SITE_URL + asked)
        assert response
        assert response.status == 404
        if "thm-" in asked:
            page.locator(f".nearest a[href$='{first}']").first.wait_for()
        found = offered(page)
        assert list(found) == langs, asked
        for lang, links in found.items():
            assert links[0] == f"{PREFIX}{lang}/{first}", asked
            assert len(links) <= 4, asked
            assert links[-1].startswith(f"{PREFIX}{lang}/?q=")
        assert page.locator("section").first.get_attribute("lang") == langs[0], asked


def test_titles_are_in_the_language_of_the_page_and_links_lead_there(visit: Visit) -> None:
    page = visit("t/thm-gibs/", locale="en-GB")
    expect(page.locator("section[lang=en] .nearest li").first).to_have_text("Theorem 8.4 Gibbs' inequality")
    expect(page.locator("section[lang=zh] .nearest li").first).to_contain_text("定理 8.4 吉布斯不等式")
    page.goto(f"{SITE_URL}zh/information/entorpy/")
    page.get_by_role("link", name="熵", exact=True).click()
    expect(page).to_have_url(f"{SITE_URL}zh/{ENTROPY}")


def test_where_nothing_is_near_the_words_of_the_address_are_searched_for(visit: Visit) -> None:
    page = visit("en/about-perplexity_scores/")
    assert offered(page) == {"en": [f"{PREFIX}en/?q=about%20perplexity%20scores"]}
    page.goto(f"{SITE_URL}zh/熵增/")
    page.locator(".nearest a").last.click()
    expect(page.locator("input.md-search__input")).to_have_value("熵增")
    expect(page.locator(".md-search-result__meta")).not_to_have_text("")


def test_below_another_path_it_finds_the_root_that_it_stands_below(visit: Visit) -> None:
    page = visit("")
    page.goto(f"http://{HOST}/mirror/zh/information/entorpy/")
    assert offered(page)["zh"][0] == f"/mirror/zh/{ENTROPY}"
    assert page.locator("section[lang=zh] p a").first.get_attribute("href") is not None
    assert page.locator(f"a[href^='{PREFIX}']").count() == 0


def test_without_scripts_it_leads_home_and_to_the_contents_in_both_languages(visit: Visit) -> None:
    page = visit("no/such/page/", java_script_enabled=False)
    for lang in ("zh", "en"):
        links = page.locator(f"section[lang={lang}] a")
        assert [links.nth(i).get_attribute("href") for i in range(links.count())] == [
            f"{PREFIX}{lang}/",
            f"{PREFIX}{lang}/#contents",
        ]
        assert "{#contents}" in (ROOT / "docs" / lang / "index.md").read_text(encoding="utf-8")


def test_each_languages_own_page_offers_the_same(visit: Visit, site: Path) -> None:
    page = visit("zh/404.html#thm-gibbs")
    expect(page.locator("article .nearest a").first).to_have_attribute(
        "href", f"{PREFIX}zh/divergence/kl-divergence/#thm-gibbs"
    )
    for name in ("404.html", "zh/404.html", "en/404.html"):
        text = (site / name).read_text(encoding="utf-8")
        assert '<meta name="robots" content="noindex">' in text, name

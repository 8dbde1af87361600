"""What readers meet, in a real browser: languages, search, light and dark, phones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import SITE_URL, follow_instantly, kinds_of_pages, written_pages
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from built_site import Visit

PAGE = "information/entropy/"


def pages_of(site: Path) -> list[str]:
    """The addresses of all pages, below the root; not those that only lead on to one of these."""
    pages = [path for path in kinds_of_pages(site) if not path.endswith("404.html") and not path.startswith("t/")]
    return [path.removesuffix("index.html") for path in pages]


# ── Languages ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("here", "there"), [("zh", "en"), ("en", "zh")])
def test_the_language_switch_keeps_page_and_place(visit: Visit, here: str, there: str) -> None:
    page = visit(f"{here}/")
    # The header, and the switch in it, are those of the home page.
    follow_instantly(page, ".site-contents a[href$='information/entropy/']")
    expect(page).to_have_url(f"{SITE_URL}{here}/{PAGE}")
    page.locator(".md-sidebar--secondary a[href$='#definition']").click()
    expect(page).to_have_url(f"{SITE_URL}{here}/{PAGE}#definition")
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{SITE_URL}{there}/{PAGE}#definition")
    expect(page.locator("html")).to_have_attribute("lang", there)
    expect(page.locator("#definition")).to_be_in_viewport()
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{SITE_URL}{here}/{PAGE}#definition")


def test_the_language_link_follows_instant_navigation(visit: Visit) -> None:
    page = visit("zh/")
    link = page.locator("a.language-switch")
    assert link.evaluate("link => link.href") == f"{SITE_URL}en/"
    follow_instantly(page, ".site-contents a[href$='information/entropy/']")
    expect(page).to_have_url(f"{SITE_URL}zh/{PAGE}")
    expect(link).to_have_js_property("href", f"{SITE_URL}en/{PAGE}")


def test_the_language_link_needs_no_script(visit: Visit) -> None:
    page = visit(f"en/{PAGE}", java_script_enabled=False)
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{SITE_URL}zh/{PAGE}")


def test_pages_name_their_counterparts(site: Path) -> None:
    for lang in ("zh", "en"):
        html = (site / lang / PAGE / "index.html").read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="{SITE_URL}{lang}/{PAGE}">' in html
        for other in ("zh", "en"):
            assert f'<link rel=" alternate" hreflang="{other}" href="{SITE_URL}{other}/{PAGE}">' in html


@pytest.mark.parametrize(("locale", "lang"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")])
def test_the_root_sends_readers_on_by_language(visit: Visit, locale: str, lang: str) -> None:
    expect(visit("", locale=locale)).to_have_url(f"{SITE_URL}{lang}/")


def test_the_root_remembers_the_choice(visit: Visit) -> None:
    page = visit("", locale="zh-CN")
    expect(page).to_have_url(f"{SITE_URL}zh/")
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{SITE_URL}en/")
    page.goto(SITE_URL)
    expect(page).to_have_url(f"{SITE_URL}en/")


def test_the_root_works_without_scripts(visit: Visit) -> None:
    page = visit("", java_script_enabled=False)
    page.locator("a[hreflang=zh]").click()
    expect(page).to_have_url(f"{SITE_URL}zh/")


# ── Search ───────────────────────────────────────────────────────────────────


def search(page: Page, query: str) -> list[str]:
    """Types a query as an input method does (the text at once, then a key) and returns the titles of what is found."""
    field = page.locator("input.md-search__input")
    if page.locator("label.md-header__button[for=__search]").is_visible():
        page.locator("label.md-header__button[for=__search]").click()
    field.click()
    field.fill(query)
    field.dispatch_event("keyup")
    page.wait_for_function(
        "() => !/[…]|正在|键入|Init|Type/.test(document.querySelector('.md-search-result__meta').textContent)"
    )
    titles = page.locator(".md-search-result__item h1, .md-search-result__item h2").all_inner_texts()
    assert not any("\u2fd5" in title for title in titles)
    return [title.replace("\u200b", "").strip() for title in titles]


@pytest.mark.parametrize(
    ("lang", "query", "expected"),
    [
        ("zh", "交叉熵", "交叉熵"),
        ("zh", "KL散度", "相对熵与吉布斯不等式"),
        ("zh", "熵", "熵"),
        ("zh", "softmax", "softmax 与多分类交叉熵"),
        ("en", "entropy", "Entropy"),
        ("en", "entropies", "Entropy"),
        ("en", "cross-entropy", "Cross-entropy"),
    ],
)
def test_search_finds(visit: Visit, lang: str, query: str, expected: str) -> None:
    assert expected in search(visit(f"{lang}/"), query)


@pytest.mark.parametrize(
    ("lang", "query", "title"), [("en", "entropy", "Entropy"), ("en", "Entropies", "Entropy"), ("zh", "熵", "熵")]
)
def test_the_page_of_that_title_comes_first(visit: Visit, lang: str, query: str, title: str) -> None:
    assert search(visit(f"{lang}/"), query)[0] == title


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("query", "expected", "numbers"),
    [
        ("0.804", "n-0-804-nat", ["0.804", "1.1599"]),
        ("0.301", "n-0-3010299957-hart", ["0.693", "1"]),
        ("0.6931", "n-0-6931471806-nat", ["0.301", "1"]),
        ("0.69315", "n-1-bit", ["0.6931471806", "0.3010299957"]),
        ("-0.00026", "n-minus-0-0002585092994-nat", ["\u22120.000258"]),
    ],
)
def test_a_number_leads_to_the_index_of_numbers(
    visit: Visit, lang: str, query: str, expected: str, numbers: list[str]
) -> None:
    page = visit(f"{lang}/")
    search(page, query)
    first = page.locator(".md-search-result__item").first
    expect(first.locator("a").first).to_have_attribute("href", re.compile(r"/reference/numbers/"))
    # A number that stands in two units has two entries, perhaps on two pages of the index.
    page.locator(f".md-search-result__item a[href$='#{expected}']").first.click()
    entry = page.locator(f"#{expected}")
    expect(entry).to_be_in_viewport()
    for number in numbers:
        expect(entry.locator("xpath=..")).to_contain_text(number)


def test_search_says_when_there_is_nothing(visit: Visit) -> None:
    assert search(visit("zh/"), "恐龙") == []


def test_search_is_loaded_on_first_use(visit: Visit) -> None:
    page = visit("zh/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    page.goto(f"{SITE_URL}zh/{PAGE}", wait_until="networkidle")
    page.wait_for_timeout(500)
    assert not [name for name in asked if name == "search_index.json" or name.startswith("theme-search")]
    assert search(page, "熵")
    assert "search_index.json" in asked


def test_the_chinese_index_is_segmented(site: Path) -> None:
    index = json.loads((site / "zh" / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert "\\u200b" in index["config"]["separator"] or "\u200b" in index["config"]["separator"]
    text = "".join(entry["text"] for entry in index["docs"])
    assert "\u200b交叉熵\u200b" in text, "jieba has not run, or does not know the glossary's words"


# ── Looks ────────────────────────────────────────────────────────────────────


def background(page: Page) -> int:
    """How light the page is, 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return max(int(part) for part in re.findall(r"\d+", colour)[:3])


@pytest.mark.parametrize(("scheme", "light"), [("light", True), ("dark", False)])
def test_light_and_dark_follow_the_system_and_the_button(visit: Visit, scheme: str, light: bool) -> None:
    page = visit(f"en/{PAGE}", color_scheme=scheme)
    assert (background(page) > 128) == light
    button = "form[data-md-component=palette] label:not([hidden])"
    expect(page.locator(button)).to_have_attribute("title", re.compile("Follows the system"))
    page.locator(button).click()
    assert background(page) > 128
    page.locator(button).click()
    assert background(page) < 128
    page.reload()
    assert background(page) < 128, "the choice is not remembered"


@pytest.mark.parametrize("width", [320, 375])
def test_pages_fit_a_phone(visit: Visit, site: Path, width: int) -> None:
    page = visit("zh/", viewport={"width": width, "height": 700})
    for path in pages_of(site):
        page.goto(SITE_URL + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        shifted = page.evaluate("(scrollTo(500, 0), scrollX)")
        assert shifted == 0, path


def test_math_and_figures_are_there_without_scripts(visit: Visit) -> None:
    page = visit(f"zh/{PAGE}", java_script_enabled=False)
    formula = page.locator("mjx-container").first
    expect(formula).to_be_visible()
    box = formula.bounding_box()
    assert box
    assert box["width"] > 5
    assert "\\(" not in page.locator("article").inner_text()
    assert page.locator("script[src*=athjax]").count() == 0
    figure = page.locator("svg.figure").first
    expect(figure).to_be_visible()
    assert figure.get_attribute("role") == "img"


def test_the_example_can_be_downloaded(visit: Visit) -> None:
    page = visit(f"zh/{PAGE}")
    with page.expect_download() as download:
        page.locator(".executed-example .download a").first.click()
    assert download.value.suggested_filename == "entropy.py"
    source = download.value.path().read_text(encoding="utf-8")
    assert "import" in source


# ── Built HTML ───────────────────────────────────────────────────────────────


def test_no_mark_of_the_proofreader_is_left(site: Path) -> None:
    for path in written_pages(site):
        html = re.sub(r"<code.*?</code>", "", (site / path).read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"\]\{[=!]|<!-- (?:contents|finding)|\{given\}|figure:", html), path

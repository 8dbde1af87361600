"""The glossary on the built site: the page of all terms, and the hint at the first use of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import ROOT, SITE_URL
from lxml import html
from playwright.sync_api import expect
from pypinyin import lazy_pinyin

from proofread.terms import parse_glossary, read_glossary
from site_build import glossary, search
from site_build.languages import LANGS, Lang
from site_build.pages import read_tree

if TYPE_CHECKING:
    from built_site import Visit

TERMS = parse_glossary(
    """[[term]]
id = "entropy"
zh = "熵"
en = "entropy"
en_also = ["Shannon entropy"]
zh_variants = ["信息熵"]
page = "information/entropy#definition"
meaning_zh = "自信息的期望"
meaning_en = "the expected self-information"
[[term]]
id = "label"
zh = "标签"
en = "label"
everyday = true
page = "likelihood/softmax"
meaning_zh = "类别"
meaning_en = "the class of a sample"
""",
    Path("glossary.toml"),
)
LINK = '<a class="term" href="../../reference/glossary/#term-entropy" title="{}">{}</a>'
TITLES = {"zh": "英文：entropy。自信息的期望。", "en": "In Chinese: 熵. The expected self-information."}


def hinted(page: str, lang: Lang = "en") -> str:
    return glossary.add_hints(page, TERMS, lang, "information/entropy/")


# ── Hints ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "name"), [("en", "Entropy"), ("zh", "熵")])
def test_the_first_use_has_a_hint_and_no_other(lang: Lang, name: str) -> None:
    link = LINK.format(TITLES[lang], name)
    assert hinted(f"<p>{name} <em>{name}</em></p>", lang) == f"<p>{link} <em>{name}</em></p>"


@pytest.mark.parametrize(
    "page",
    [
        "<h2>Entropy</h2>",
        '<a href="x">an <em>entropy</em></a>',
        "<pre><code>entropy</code></pre>",
        "<details><summary>A</summary><p>entropy</p></details>",
        '<p class="admonition-title">Entropy</p>',
        '<span class="arithmatex">\\(entropy\\)</span>',
        '<li><span class="source" id="x">On <i>entropy</i></span></li>',
        '<img alt="entropy">',
        "<!-- entropy > -->",
        "<p>a label</p>",
    ],
)
def test_what_is_no_running_text_has_none_and_is_not_the_first(page: str) -> None:
    link = LINK.format(TITLES["en"], "entropy")
    assert hinted(f"{page}<p>x<br>the entropy</p>") == f"{page}<p>x<br>the {link}</p>"


# ── The page of all terms ────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGS)
def test_all_terms_are_listed_in_the_order_of_the_language(lang: Lang, site: Path) -> None:
    page = html.parse(site / lang / "reference/glossary/index.html").getroot()
    listed = [div.get("id").removeprefix("term-") for div in page.xpath("//dl[@class='glossary']/div")]
    terms = {term.id: term for term in read_glossary(ROOT / "docs").terms}
    assert sorted(listed) == sorted(terms)
    letters = [h.get("id").removeprefix("letter-") for h in page.xpath("//article//h2")]
    assert letters == sorted(set(letters))
    if lang == "zh":
        assert listed.index("entropy") < listed.index("prior")  # shāng, xiān
        spelt = ["".join(lazy_pinyin(terms[i].names["zh"][0]))[0].lower() for i in listed if i != "zero-one-loss"]
    else:
        spelt = [terms[i].names["en"][0][0].lower() for i in listed if i != "zero-one-loss"]
    assert spelt == sorted(spelt)
    assert set(spelt) | {"z", "l"} >= set(letters)  # 0–1 loss is spelt out


def test_a_term_leads_to_its_page_once_that_is_written(site: Path) -> None:
    page = html.parse(site / "en/reference/glossary/index.html").getroot()
    [entropy] = page.xpath("//div[@id='term-entropy']//a")
    assert entropy.get("href") == "../../information/entropy/#def-entropy"
    assert not page.xpath("//div[@id='term-focal-loss']//a")


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("information/nowhere", "glossary.toml:1: entropy: pages.toml does not list information/nowhere"),
        ("information/entropy#nowhere", "entropy: there is no #nowhere on docs/zh/information/entropy.md"),
    ],
)
def test_a_place_that_is_not_there_is_reported(page: str, message: str) -> None:
    text = (ROOT / "docs/glossary.toml").read_text(encoding="utf-8")
    term = text[text.index('[[term]]\nid = "entropy"') :].partition("\n\n")[0]
    moved = parse_glossary(term.replace("information/entropy#def-entropy", page), Path("glossary.toml"))
    found = glossary.check_pages(moved, ROOT / "docs", read_tree(ROOT / "docs"))
    assert message in str(found[0])


def test_the_glossarys_places_are_there() -> None:
    assert glossary.check_pages(read_glossary(ROOT / "docs"), ROOT / "docs", read_tree(ROOT / "docs")) == []


def test_search_divides_a_name_that_contains_another() -> None:
    words = search.dictionary_words(ROOT / "docs/glossary.toml")
    assert "交叉熵" in words
    assert "二元交叉熵" not in words


# ── In a browser ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "says"), [("zh", "英文：self-information。"), ("en", "In Chinese: 自信息.")])
def test_a_hint_shows_on_focus_and_leads_to_the_glossary(lang: Lang, says: str, visit: Visit) -> None:
    page = visit(f"{lang}/information/entropy/")
    first = page.locator("a.term").first
    first.focus()
    tooltip = page.locator(".md-tooltip2--active[role=tooltip]")
    expect(tooltip).to_contain_text(says)
    assert first.get_attribute("aria-describedby") == tooltip.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{SITE_URL}{lang}/reference/glossary/#term-self-information")
    expect(page.locator("#term-self-information")).to_be_in_viewport()


@pytest.mark.parametrize("lang", LANGS)
def test_no_page_is_a_forest_of_hints(lang: Lang, site: Path) -> None:
    for file in sorted((site / lang).rglob("index.html")):
        page = html.parse(file).getroot()
        hints = page.xpath("//article//a[@class='term']/@href")
        assert len(hints) == len(set(hints))
        length = len(page.xpath("string(//article)"))
        assert len(hints) <= max(30, length / 450), file

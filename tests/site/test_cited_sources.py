"""Citations on the built site: the short form in text, the full entry on hover, focus and in the page's list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import ROOT, SITE_URL
from citeproc import CitationStylesStyle
from lxml import html
from playwright.sync_api import expect

from site_build.citations import Bibliography
from site_build.errors import SiteError
from site_build.languages import LANGS, Lang

if TYPE_CHECKING:
    from built_site import Visit

BOOKS = """@book{cover2006,
  author = {Cover, Thomas M. and Thomas, Joy A.}, title = {Elements of Information Theory}, edition = {2},
  publisher = {Wiley}, year = {2006}, doi = {10.1002/047174882X},
}
@incollection{bridle1990,
  author = {Bridle, John S.}, title = {Interpretation}, booktitle = {Neuro & Computing}, editor = {Hérault, Jeanny},
  publisher = {Springer}, pages = {227--236}, year = {1990},
}
"""
LIST = '<h2 id="sources">S</h2>\n<ul>\n<li>[@cover2006] Bounds [@bridle1990].</li>\n</ul>\n<h2 id="b">B</h2>'


def bibliography(tmp_path: Path, lang: Lang, text: str = BOOKS) -> Bibliography:
    (tmp_path / "references.bib").write_text(text, encoding="utf-8")
    return Bibliography(tmp_path, lang)


# ── Layout ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGS)
def test_the_style_is_valid_csl(lang: Lang) -> None:
    CitationStylesStyle(str(ROOT / f"src/site_build/csl/{lang}.csl"), validate=True)


def test_a_source_is_named_as_the_language_does(tmp_path: Path) -> None:
    en, zh = (bibliography(tmp_path, lang).entries["cover2006"] for lang in ("en", "zh"))
    assert (en.short, zh.short) == ("Cover and Thomas 2006", "Cover 和 Thomas 2006")
    assert en.plain == "T. M. Cover and J. A. Thomas (2006). Elements of Information Theory, 2nd edition. Wiley."
    assert zh.plain == "T. M. Cover、J. A. Thomas（2006）：Elements of Information Theory，第 2 版，Wiley。"
    assert '<a href="https://doi.org/10.1002/047174882X" lang="en">' in zh.full


def test_a_chapter_names_its_book(tmp_path: Path) -> None:
    plain = {lang: bibliography(tmp_path, lang).entries["bridle1990"].plain for lang in LANGS}
    assert plain["en"].endswith("In J. Hérault (ed.) Neuro & Computing, pp. 227–236. Springer.")
    assert plain["zh"].endswith("载 J. Hérault 编 Neuro & Computing，第 227–236 页，Springer。")


def test_citations_are_written_out_in_text_and_in_the_list_and_not_in_code(tmp_path: Path) -> None:
    page = f"<p>a [@cover2006, ch. 5; @bridle1990] <code>[@cover2006]</code></p>{LIST}"
    [root] = html.fragments_fromstring(f"<div>{bibliography(tmp_path, 'en').insert(page, 'page')}</div>")
    text, listed = root.find("p"), root.find("ul/li")
    assert text.text_content() == "a (Cover and Thomas 2006, ch. 5; Bridle 1990) [@cover2006]"
    assert [a.get("href") for a in text.iter("a")] == ["#source-cover2006", "#source-bridle1990"]
    assert listed.find("span").get("id") == "source-cover2006"
    assert listed.text_content().startswith("T. M. Cover and J. A. Thomas (2006).")
    assert listed.text_content().endswith("Wiley. Bounds (Bridle 1990).")


def test_what_the_check_reports_ends_the_build_too(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"page: a citation that .*'nobody1900'"):
        bibliography(tmp_path, "en").insert("<p>[@nobody1900]</p>", "page")
    with pytest.raises(SiteError, match="P701 cover2006 has no title"):
        bibliography(tmp_path, "en", BOOKS.replace("title = {El", "booktitle = {El"))
    with pytest.raises(SiteError, match="both read 'Cover and Thomas 2006' in text"):
        bibliography(tmp_path, "en", BOOKS + BOOKS.partition("@inc")[0].replace("cover2006", "covera2006"))


def test_a_site_without_sources_needs_no_file(tmp_path: Path) -> None:
    assert Bibliography(tmp_path, "en").insert("<p>a</p>", "page") == "<p>a</p>"


# ── The built site ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGS)
def test_every_citation_leads_to_an_entry_and_every_entry_back(lang: Lang, site: Path) -> None:
    root = site / lang
    listed = html.parse(root / "reference/bibliography/index.html").getroot()
    back = {
        (a.getparent().getparent().get("id"), a.get("href").removeprefix("../../"))
        for a in listed.xpath("//ul[@class='bibliography']//small/a")
    }
    found = set()
    for file in sorted(root.rglob("index.html")):
        page = html.parse(file).getroot()
        ids = set(page.xpath("//@id"))
        assert not page.xpath("//article//text()[contains(., '[@')][not(ancestor::code or ancestor::pre)]")
        assert {a.get("href")[1:] for a in page.xpath("//a[@class='citation']")} <= ids
        where = file.parent.relative_to(root).as_posix()
        found |= {(span.get("id"), f"{where}/#{span.get('id')}") for span in page.xpath("//span[@class='source'][@id]")}
    assert found
    assert back == found


@pytest.mark.parametrize("lang", LANGS)
def test_a_citation_shows_its_source_on_focus_and_on_hover(lang: Lang, visit: Visit) -> None:
    page = visit(f"{lang}/information/entropy/")
    tooltip = page.locator(".md-tooltip2--active[role=tooltip]")
    link = page.locator("a.citation").first
    link.focus()
    expect(tooltip).to_contain_text("Elements of Information Theory")
    page.locator("h1").click()
    expect(tooltip).to_have_count(0)
    link.hover()
    expect(tooltip).to_contain_text("Elements of Information Theory")


def test_a_citation_needs_no_script(visit: Visit) -> None:
    page = visit("zh/information/entropy/", java_script_enabled=False)
    page.locator("a.citation").first.click()
    expect(page).to_have_url(f"{SITE_URL}zh/information/entropy/#source-cover2006")
    expect(page.locator("#source-cover2006")).to_be_in_viewport()

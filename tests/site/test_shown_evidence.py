"""The evidence of checking as readers meet it: the switch, marks and lists, the demonstration, the page about it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import ROOT, SITE_URL, follow_instantly
from playwright.sync_api import Locator, Page, expect

from proofread import Report, judge, mutation_record
from proofread.check import check_page
from proofread.notation import read_notation
from proofread.source import scan
from site_build import demo, evidence, how_checked
from site_build.errors import SiteError
from site_build.pages import read_tree

if TYPE_CHECKING:
    from built_site import Visit

PAGE = "information/entropy/"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOWN = re.compile("checks-shown")
FOCUSABLE = "a[href], button, input, summary, [tabindex='0']"


def switch(page: Page) -> Locator:
    return page.locator(".checks-switch")


def turn_on(page: Page) -> None:
    switch(page).click()
    expect(page.locator("details.checks").first).to_be_visible()


def section_list(page: Page, section: str) -> Locator:
    """The list of checks at the end of a section."""
    return page.locator(f"#{section} ~ details.checks").first


def grave_faults(page: Page) -> list[tuple[str, str]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [(f["id"], f["nodes"][0]["html"]) for f in found if f["impact"] in ("serious", "critical")]


# ── The switch ───────────────────────────────────────────────────────────────


def test_nothing_is_loaded_before_the_switch_is_turned(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    expect(switch(page)).to_have_attribute("aria-checked", "false")
    paths = (f"{PAGE}checks.json", f"{PAGE}tex.js", "assets/evidence.js", "assets/evidence.css")
    wanted = {f"{SITE_URL}en/{path}" for path in paths}
    assert not wanted & set(asked)
    before = len(asked)
    turn_on(page)
    icon = f"{SITE_URL}en/assets/favicon.svg"  # browsers ask for it when they like
    assert set(asked[before:]) - {icon} == wanted


@pytest.mark.parametrize("key", ["Enter", " "])
def test_the_switch_works_by_keyboard(visit: Visit, key: str) -> None:
    page = visit(f"zh/{PAGE}")
    switch(page).focus()
    page.keyboard.press(key)
    expect(switch(page)).to_have_attribute("aria-checked", "true")
    expect(section_list(page, "by-hand")).to_be_visible()
    page.keyboard.press(key)
    expect(switch(page)).to_have_attribute("aria-checked", "false")
    expect(section_list(page, "by-hand")).to_be_hidden()
    expect(page.locator("article")).not_to_have_class(SHOWN)


def test_the_choice_is_remembered_on_other_pages_and_in_the_other_language(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    turn_on(page)
    follow_instantly(page, "article a[href$='divergence/cross-entropy/']")
    expect(page).to_have_url(f"{SITE_URL}en/divergence/cross-entropy/")
    expect(switch(page)).to_have_attribute("aria-checked", "true")
    expect(page.locator("details.checks").first).to_be_visible()
    page.goto(f"{SITE_URL}zh/{PAGE}")
    expect(switch(page)).to_have_attribute("aria-checked", "true")
    switch(page).click()
    page.reload()
    expect(switch(page)).to_have_attribute("aria-checked", "false")


def test_without_scripts_there_is_no_switch(visit: Visit) -> None:
    expect(switch(visit(f"en/{PAGE}", java_script_enabled=False))).to_be_hidden()


def test_a_record_that_cannot_be_loaded_is_told_and_the_switch_goes_back(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    page.route("**/checks.json", lambda route: route.abort())
    switch(page).click()
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(switch(page)).to_have_attribute("aria-checked", "false")
    page.unroute("**/checks.json")
    turn_on(page)


def test_print_shows_no_evidence(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    turn_on(page)
    page.emulate_media(media="print")
    expect(switch(page)).to_be_hidden()
    expect(section_list(page, "by-hand")).to_be_hidden()
    border = "getComputedStyle(document.querySelector('span.checked')).borderBottomWidth"
    assert page.evaluate(border) == "0px"


# ── What it shows ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lang", "summary", "lines"),
    [
        (
            "en",
            "Checks: 12 numbers, 9 relations, all hold",
            [
                "value (12 digits): 0.801818552543\u00a0nat · 1.15677964945\u00a0bit · 0.348225372857\u00a0hartley",
                "≈ correctly rounded",
                "≈ each term is the correct rounding of the one that it stands for",
                "= exact arithmetic",
                "value (12 digits): 1.15677964945\u00a0bit · 0.801818552543\u00a0nat · 0.348225372857\u00a0hartley",
                "bound to value 2 of self_information(p); computed by the library",
            ],
        ),
        (
            "zh",
            "核验：12 个数、9 个关系，全部成立",
            [
                "值（12 位）：0.801818552543\u00a0奈特 · 1.15677964945\u00a0比特 · 0.348225372857\u00a0哈特利",
                "≈ 舍入正确",
                "≈ 每一项都是它所代表的那一项的正确舍入",
                "= 精确的算术",
                "值（12 位）：1.15677964945\u00a0比特 · 0.801818552543\u00a0奈特 · 0.348225372857\u00a0哈特利",
                "绑定于 self_information(p) 的第 2 个值；由程序库计算",
            ],
        ),
    ],
)
def test_a_section_lists_its_checks(visit: Visit, lang: str, summary: str, lines: list[str]) -> None:
    page = visit(f"{lang}/{PAGE}")
    turn_on(page)
    checks = section_list(page, "by-hand")
    expect(checks.locator("summary")).to_have_text(summary)
    checks.locator("summary").press("Enter")
    told = [" ".join(text.split(" ")) for text in checks.locator("ul li").all_text_contents()]
    told = [re.sub(" +", " ", text) for text in told]
    for line in lines:
        assert line in told
    formulas = checks.locator(".checks-what mjx-container")
    shown = formulas.evaluate_all("all => all.map(formula => formula.dataset.tex)")
    assert any("0.804" in tex for tex in shown)
    assert r"H(p) \approx 1.157\,\bit" in shown
    expect(formulas.first).to_be_visible()


def formula(page: Page, tex: str) -> Locator:
    return page.locator(f"#by-hand ~ p mjx-container.checked[data-tex*='{tex}']").first


def test_what_a_mark_says_shows_under_the_mouse_and_goes_by_escape(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    turn_on(page)
    formula(page, "1.157").hover()
    over = page.locator(".checks-popover")
    expect(over).to_contain_text("1.15677964945\u00a0bit · 0.801818552543\u00a0nat")
    over.hover()  # it stays while one reads it
    page.wait_for_timeout(500)
    expect(over).to_be_visible()
    page.keyboard.press("Escape")
    expect(over).to_have_count(0)
    page.locator("#by-hand ~ .table-box span.checked", has_text="1.609438").hover()
    expect(over).to_contain_text("2.32192809489\u00a0bit")
    page.locator("h1").hover()
    expect(over).to_have_count(0)
    switch(page).click()
    formula(page, "1.157").hover()
    page.wait_for_timeout(400)
    expect(over).to_have_count(0)


def test_what_a_mark_says_shows_by_touch_within_the_screen(visit: Visit) -> None:
    page = visit(f"zh/{PAGE}", viewport={"width": 320, "height": 640}, has_touch=True)
    switch(page).tap()
    formula(page, "1.157").tap()
    over = page.locator(".checks-popover")
    expect(over).to_contain_text("1.15677964945\u00a0比特")
    box = over.bounding_box()
    assert box
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 320, 640)
    page.locator("#by-hand ~ p").last.tap(position={"x": 2, "y": 2})
    expect(over).to_have_count(0)


def test_a_formula_that_scrolls_says_it_on_focus(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    turn_on(page)
    page.locator(
        "#by-hand ~ mjx-container.checked[tabindex], #by-hand ~ * mjx-container.checked[tabindex]"
    ).first.focus()
    expect(page.locator(".checks-popover")).to_contain_text("0.801818552543")
    switch(page).focus()
    expect(page.locator(".checks-popover")).to_have_count(0)


def test_exempt_numbers_say_why(visit: Visit) -> None:
    page = visit("zh/reference/how-checked/")
    turn_on(page)
    page.locator("span.checked-exempt", has_text="2017").hover()
    expect(page.locator(".checks-popover")).to_have_text("没有计算：出版年份")


def test_every_item_finds_its_place_on_every_page(visit: Visit, site: Path) -> None:
    page = visit("en/")
    turn_on(page)
    files = sorted(site.rglob("checks.json"))
    assert files
    for file in files:
        path = file.parent.relative_to(site).as_posix()
        page.goto(f"{SITE_URL}{path}/")
        sections = json.loads(file.read_text(encoding="utf-8"))["sections"]
        expect(page.locator("details.checks")).to_have_count(len(sections))
        items = sum(len(section["items"]) for section in sections)
        expect(page.locator("article .checked")).to_have_count(items)
        ids = page.locator("details.checks").evaluate_all(
            "all => all.map(list => { for (let e = list; (e = e.previousElementSibling);) "
            "if (/^H[1-6]$/.test(e.tagName)) return e.tagName === 'H1' ? '' : e.id; })"
        )
        assert ids == [section["id"] for section in sections], path


def test_one_more_stop_of_the_tab_key_a_section_and_no_more(visit: Visit) -> None:
    page = visit(f"en/{PAGE}")
    before = page.locator("article").locator(FOCUSABLE).count()
    turn_on(page)
    lists = page.locator("details.checks").count()
    assert page.locator("article").locator(FOCUSABLE).count() == before + lists
    checks = section_list(page, "by-hand")
    checks.locator("summary").press("Enter")
    expect(checks.locator("ol")).to_be_visible()
    assert checks.locator(FOCUSABLE).count() <= 2, "the list itself, where it scrolls"


@pytest.mark.parametrize(("lang", "scheme", "width"), [("zh", "light", 1280), ("en", "dark", 375)])
def test_open_evidence_is_accessible_and_fits(visit: Visit, lang: str, scheme: str, width: int) -> None:
    page = visit(f"{lang}/{PAGE}", color_scheme=scheme, viewport={"width": width, "height": 900})
    turn_on(page)
    page.locator("details.checks").evaluate_all("all => all.forEach(list => { list.open = true; })")
    expect(page.locator("details.checks ol")).to_have_count(page.locator("details.checks").count())
    formula(page, "1.157").click()
    expect(page.locator(".checks-popover")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert grave_faults(page) == []


# ── The demonstration ────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "holds"), [("en", "Nothing to report"), ("zh", "没有报告")])
def test_the_demonstration_shows_the_real_finding(visit: Visit, lang: str, holds: str) -> None:
    page = visit(f"{lang}/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    field, says = page.get_by_label(re.compile(r"H\(p\) ≈")), page.locator(".demo output")
    expect(says).to_contain_text(holds)
    field.focus()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.type("4")
    source = (ROOT / "docs" / lang / "index.md").read_text(encoding="utf-8").split("\n")
    line = next(k for k, text in enumerate(source, start=1) if demo.FORMULA in text)
    column = source[line - 1].index("0.802", source[line - 1].index(demo.FORMULA)) + 1
    expect(says).to_have_text(f"docs/{lang}/index.md:{line}:{column}: P302 found 0.804 nat, computed 0.801818553")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(says).to_have_attribute("aria-live", "polite")
    field.fill("0.802")
    expect(says).to_contain_text(holds)
    expect(field).to_have_attribute("aria-invalid", "false")
    field.fill("0.801")
    expect(says).to_contain_text("P302 found 0.801 nat, computed 0.801818553")
    for beyond in ("0.80", "1.157", "entropy", ""):
        field.fill(beyond)
        expect(says).to_contain_text("0.999")
    field.press("Enter")
    expect(page).to_have_url(f"{SITE_URL}{lang}/")
    assert all(url.startswith(SITE_URL) for url in asked)


def test_the_demonstration_without_scripts_shows_both_findings(visit: Visit) -> None:
    page = visit("zh/", java_script_enabled=False)
    expect(page.locator(".demo-form")).to_be_hidden()
    expect(page.locator(".demo-static")).to_contain_text("P302 found 0.804 nat, computed 0.801818553")
    expect(page.locator(".demo-static")).to_contain_text("没有报告")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_demonstration_is_accessible(visit: Visit, scheme: str) -> None:
    page = visit("en/", color_scheme=scheme)
    page.locator("#demo-value").fill("0.804")
    expect(page.locator(".demo output")).to_contain_text("P302")
    assert grave_faults(page) == []


def test_the_demonstration_says_what_the_proofreader_says_of_each_value() -> None:
    printed = demo.findings(ROOT / "docs", "en")
    compacted = demo.compact(printed)
    assert [demo.finding(compacted, value) for value in demo.VALUES] == printed
    assert [value for value, found in zip(demo.VALUES, printed, strict=True) if not found] == ["0.802"]


def test_the_demonstration_says_what_is_said_of_the_page_with_that_value() -> None:
    printed = dict(zip(demo.VALUES, demo.findings(ROOT / "docs", "zh"), strict=True))
    text = (ROOT / "docs/zh/index.md").read_text(encoding="utf-8")
    notation, _ = read_notation(ROOT / "docs/notation.check")
    for value in ("0.000", demo.WRONG, "0.999"):
        page = scan(Path("docs/zh/index.md"), text.replace(demo.FORMULA, demo.FORMULA.replace(demo.TYPED, value)))
        [problem] = check_page(page, notation).problems
        assert printed[value] == str(page.finding(problem))


def test_a_home_page_without_the_formula_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "index.md").write_text("# Home\n\n<!-- checks:demo -->\n", encoding="utf-8")
    shutil.copy(ROOT / "docs" / "notation.check", tmp_path)
    built = "<p><!-- checks:demo --></p>"
    with pytest.raises(SiteError, match=r"index\.md: expected .* once, for the demonstration"):
        demo.install(built, tmp_path / "index.html", tmp_path, "en", "")


# ── The page about it ────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "title"), [("en", "Entropy"), ("zh", "熵")])
def test_the_page_tells_totals_rates_and_exemptions(visit: Visit, lang: str, title: str) -> None:
    page = visit(f"{lang}/reference/how-checked/")
    row = page.locator("#totals ~ * tr", has=page.get_by_role("link", name=title, exact=True)).first
    numbers = [int(text) for text in row.locator("td").all_text_contents()[1:]]
    assert len(numbers) == 6
    in_formulas, bound, _, formulas, relations, unchecked = numbers
    assert min(in_formulas, bound, formulas, relations) > 0
    assert unchecked == 0
    record = mutation_record.read(ROOT / "docs")
    assert record is not None
    expect(page.locator("#mutations ~ * td").nth(1)).to_have_text(str(next(iter(record.kinds.values())).made))
    page.locator("#exempt ~ * a", has_text="2017").first.click()
    expect(page).to_have_url(f"{SITE_URL}{lang}/reference/how-checked/#sources")


def facts(docs: Path, report: Report) -> how_checked.Facts:
    return how_checked.Facts(docs, read_tree(ROOT / "docs"), report)


def test_a_stale_record_of_mutations_says_so(tmp_path: Path) -> None:
    (tmp_path / "notation.check").write_text("n ~ int(2, 5)\n", encoding="utf-8")
    marker, told = "<!-- checks:mutations -->", facts(tmp_path, Report())
    assert "no record" in how_checked.fill(marker, told, "en", "")
    rates = {"digits": mutation_record.Rate(1200, 1200, 7), "new<kind>": mutation_record.Rate(3, 2, 0)}
    mutation_record.write(tmp_path, mutation_record.Record(mutation_record.content_of(tmp_path), rates))
    filled = how_checked.fill(marker, told, "en", "")
    assert "about the present pages" in filled
    assert '<td style="text-align: right;">1200</td>' in filled
    assert "new&lt;kind&gt;" in filled
    (tmp_path / "notation.check").write_text("n ~ int(2, 6)\n", encoding="utf-8")
    assert "earlier state" in how_checked.fill(marker, told, "en", "")


def test_unchecked_formulas_are_listed_with_their_reasons() -> None:
    item = {"kind": "unchecked", "tex": "a < b", "nth": 0, "of": 1, "reason": "unchecked: beyond the grammar"}
    report = Report(evidence={ROOT / "docs" / "en" / "index.md": [{"id": "s", "heading": 1, "items": [item]}]})
    report.pages = dict.fromkeys(report.evidence)  # type: ignore[assignment]
    filled = how_checked.fill("<!-- checks:unchecked -->", facts(ROOT / "docs", report), "en", "../")
    assert '<a href="../#s"><code>a &lt; b</code></a>: beyond the grammar' in filled
    none = how_checked.fill("<!-- checks:unchecked -->", facts(ROOT / "docs", Report()), "zh", "../")
    assert "一处也没有" in none


def test_an_unknown_comment_is_an_error() -> None:
    with pytest.raises(SiteError, match=r"checks:total -->.* known: exempt, mutations, totals, unchecked"):
        how_checked.fill("<!-- checks:total -->", facts(ROOT / "docs", Report()), "en", "")


def test_no_comment_is_left_and_each_page_with_checks_has_its_switch(site: Path) -> None:
    for file in site.rglob("index.html"):
        html = file.read_text(encoding="utf-8")
        assert "<!-- checks:" not in html, file
        assert html.count('class="checks-switch"') == (file.parent / evidence.FILE).is_file(), file


def test_every_way_of_judging_has_its_words_in_both_languages() -> None:
    told = {*judge.WAYS, "library"}
    assert set(evidence.WORDS["en"].how) == set(evidence.WORDS["zh"].how) == told
    assert set(evidence.WORDS["en"].drawn) == set(evidence.WORDS["zh"].drawn) <= told


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Checks: 1 number, 2 relations, all hold; 2 numbers not computed; 1 formula unchecked"),
        ("zh", "核验：1 个数、2 个关系，全部成立；2 个数不必计算；1 条公式未检验"),
    ],
)
def test_the_summary_of_a_section(lang: evidence.Lang, text: str) -> None:
    items = [{"kind": kind} for kind in ("numeral", "exempt", "exempt", "unchecked")]
    items.append({"kind": "formula", "relations": 2})  # type: ignore[dict-item]
    assert evidence.summary(items, evidence.WORDS[lang]) == text


def test_a_page_without_an_article_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"expected one <article"):
        evidence.install("<main></main>", tmp_path / "index.html", [], "en", "")

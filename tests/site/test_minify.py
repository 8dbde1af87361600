"""What every page loads is made small, and nothing that a page shows gets lost by it."""

from pathlib import Path

import pytest

from site_build import built, minify
from site_build.errors import SiteError
from site_build.mathjax.renderer import ROOT

PAGE = """<html><head>
<link rel="stylesheet" href="{root}assets/theme/main.css">
<link rel="stylesheet" href="{root}assets/site.css">
<link rel="stylesheet" href="{root}assets/math/math.css?v=0">
</head><body><p class="shown">One <b data-kind="x">two</b></p></body></html>"""

THEME = """
.shown { color: red } /* a comment */
.never { color: var(--never) } :root { --never: url(data:,long) }
.scripted, [data-kind=x] { color: blue }
.md-version { color: green }
@media print { .shown { color: black } }
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for lang in ("zh", "en"):
        for name, text in {
            "index.html": PAGE.format(root=""),
            "a/b/index.html": PAGE.format(root="../../"),
            "assets/theme/main.css": THEME,
            "assets/javascripts/bundle.0.min.js": 'x.classList.add("scripted"), x.classList.add("md-version")',
            "assets/site.css": "/* ours */ .ours { margin : 0 }",
            "assets/math/math.css": "b  { width: 0 } m-never { width: 1px }",
            "assets/site.js": "/* says */ function long(argument) { return argument + 1; }\nlong(1);\n",
        }.items():
            file = tmp_path / lang / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return tmp_path


def install(site: Path) -> None:
    pages = built.read(site)
    minify.install(site, ROOT, pages, minify.names_in(pages.values()))
    built.write(pages)


def test_one_sheet_has_the_rules_of_what_pages_and_scripts_use(site: Path) -> None:
    install(site)
    sheet = (site / "en" / minify.SHEET).read_text(encoding="utf-8")
    assert sheet.strip() == (
        ".shown{color:red}.scripted,[data-kind=x]{color:#00f}@media print{.shown{color:#000}}.ours{margin:0}"
    )
    assert (site / "zh" / minify.SHEET).read_text(encoding="utf-8") == sheet


def test_pages_link_it_wherever_they_stand_and_under_a_name_that_changes_with_it(site: Path) -> None:
    install(site)
    for page, root in (("index.html", ""), ("a/b/index.html", "../../")):
        html = (site / "en" / page).read_text(encoding="utf-8")
        assert html.count("<link") == 2
        assert f'<link rel="stylesheet" href="{root}assets/style.css?v=' in html
        assert f'<link rel="stylesheet" href="{root}assets/math/math.css?v=' in html
        assert 'math.css?v=0"' not in html


def test_scripts_and_the_formulas_sheet_lose_comments_and_spaces(site: Path) -> None:
    install(site)
    assert (site / "zh/assets/site.js").read_text(encoding="utf-8").count(" ") == 2
    assert (site / "zh/assets/math/math.css").read_text(encoding="utf-8") == "b{width:0}\n"


def test_a_page_with_other_sheets_is_named(site: Path) -> None:
    page = site / "en/a/b/index.html"
    page.write_text(PAGE.replace('<link rel="stylesheet" href="{root}assets/theme/main.css">', ""), encoding="utf-8")
    with pytest.raises(SiteError, match=r"en/a/b/index\.html: assets/site\.css"):
        install(site)


def test_a_page_of_another_look_stays_as_it_is(site: Path) -> None:
    page = site / "en/cite.html"
    page.write_text('<link rel="stylesheet" href="assets/cite.css">', encoding="utf-8")
    install(site)
    assert page.read_text(encoding="utf-8") == '<link rel="stylesheet" href="assets/cite.css">'


def test_a_script_that_cannot_be_read_ends_the_build(site: Path) -> None:
    (site / "zh/assets/site.js").write_text("function (", encoding="utf-8")
    with pytest.raises(SiteError, match="Expected identifier"):
        install(site)

"""The tree of pages, fences, statements, Chinese lines, root pages: plain functions on small input."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_build import examples, han, not_found, pages, search, second_build, statements
from site_build.errors import SiteError
from site_build.languages import LANGS, Lang

ROOT = Path(__file__).resolve().parents[2]


def test_the_real_tree_has_every_page_of_the_plan_once() -> None:
    tree = pages.read_tree(ROOT / "docs")
    paths = [page.path for page in tree.pages()]
    assert len(paths) == len(set(paths))
    assert (
        len([page for page in tree.pages() if page.number is not None]) == 28
    )  # the course; what else there is has none
    assert not [page for page in tree.pages() if not page.titles["zh"] or not page.titles["en"]]


def test_the_tree_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "pages.toml").write_text('home = { path = "index", zh = "首页" }\nparts = []\n', encoding="utf-8")
    with pytest.raises(SiteError, match="'en' is missing"):
        pages.read_tree(tmp_path)


def test_a_path_listed_twice_is_found(tmp_path: Path) -> None:
    entry = '{ path = "a", zh = "甲", en = "A" }'
    (tmp_path / "pages.toml").write_text(
        'home = { path = "index", zh = "首页", en = "Home" }\n[[parts]]\nzh = "部"\nen = "Part"\n'
        f"pages = [\n  {entry},\n  {entry},\n]\n",
        encoding="utf-8",
    )
    assert [finding.message for finding in pages.check_pages(tmp_path, pages.read_tree(tmp_path))] == [
        "a is listed twice: keep one"
    ]


TREE_WITH_A_ROUTE = """
home = { path = "index", zh = "首页", en = "Home" }
parts = [{ zh = "部", en = "Part", pages = [
  { path = "a", number = 1, zh = "甲", en = "A" }, { path = "b", number = 2, zh = "乙", en = "B" },
] }]
routes = [{ zh = "路", en = "Way", pages = ["b", "a"] }]
"""


def test_a_route_shows_the_pages_that_are_written_in_its_own_order(tmp_path: Path) -> None:
    (tmp_path / "pages.toml").write_text(TREE_WITH_A_ROUTE, encoding="utf-8")
    tree = pages.read_tree(tmp_path)
    assert "<p>" not in pages.routes_html(tmp_path, tree, "en", "notation/")
    for page in ("a", "b"):
        (tmp_path / "en").mkdir(exist_ok=True)
        (tmp_path / "en" / f"{page}.md").write_text("# …\n", encoding="utf-8")
    shown = pages.routes_html(tmp_path, tree, "en", "notation/")
    assert re.findall(r'<p>(.*?)</p>|<a href="(.*?)">', shown) == [("Way", ""), ("", "../b/"), ("", "../a/")]
    (tmp_path / "en/b.md").unlink()
    assert "../b/" not in pages.routes_html(tmp_path, tree, "en", "notation/")


def test_a_route_leads_to_pages_of_the_tree(tmp_path: Path) -> None:
    (tmp_path / "pages.toml").write_text(TREE_WITH_A_ROUTE.replace('"b", "a"]', '"c", "a"]'), encoding="utf-8")
    with pytest.raises(SiteError, match="the route 'Way' leads to 'c', which is no page of a part"):
        pages.read_tree(tmp_path)
    (tmp_path / "pages.toml").write_text(TREE_WITH_A_ROUTE.replace('en = "Way", ', ""), encoding="utf-8")
    with pytest.raises(SiteError, match="missing: en"):
        pages.read_tree(tmp_path)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# 熵 {#top}\n", (1, "熵")),
        ("```python\n# no heading\n```\n\n# Entropy\n", (5, "Entropy")),
        ("no heading\n", (1, "")),
    ],
)
def test_the_first_heading(markdown: str, expected: tuple[int, str]) -> None:
    assert pages.first_heading(markdown) == expected


@pytest.mark.parametrize(("url", "expected"), [("./", ""), ("", ""), ("a/", "../"), ("a/b/", "../../")])
def test_the_way_to_the_root(url: str, expected: str) -> None:
    assert pages.to_root(url) == expected


def test_a_missing_page_of_the_built_site_is_found(tmp_path: Path) -> None:
    docs, site = tmp_path / "docs", tmp_path / "site"
    for lang in ("zh", "en"):
        (docs / lang).mkdir(parents=True)
        (docs / lang / "index.md").write_text("# x\n", encoding="utf-8")
    (docs / "pages.toml").write_text(
        'home = { path = "index", zh = "首页", en = "Home" }\nparts = []\n', encoding="utf-8"
    )
    missing = pages.check_built(docs, pages.read_tree(docs), site)
    assert [line for line in missing if "en/index.html was not written" in line]
    assert [line for line in missing if line.endswith("site/404.html was not written")]


def test_fences_within_fences_are_text() -> None:
    markdown = "````markdown\n```python exec=\"on\"\n```\n````\n\n> ```python title='a b' id=x\n> ```\n"
    assert examples.scan_fences(markdown) == [
        examples.Fence(1, "markdown", {}),
        examples.Fence(6, "python", {"title": "a b", "id": "x"}),
    ]


def test_an_example_has_its_own_namespace_and_its_output_is_whole() -> None:
    code = "def f():\n    print('inner')\nf()\nimport sys\nsys.stdout.write('direct')\n"
    assert examples.run_example(code, "x.py") == "inner\ndirect"
    with pytest.raises(examples.ExampleError, match="NameError"):
        examples.run_example("f()", "x.py")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("正无穷，\n其余", "正无穷，其余"),
        ("在\n下一节", "在下一节"),
        ("是 <strong>熵</strong>\n的", "是 <strong>熵</strong>的"),
        ('长度，\n<span class="arithmatex">x</span>', '长度，<span class="arithmatex">x</span>'),
        ('字\n<span class="arithmatex">x</span>\n。', '字\n<span class="arithmatex">x</span>。'),
        ("字\nLatin", "字\nLatin"),
        ("<p>字。</p>\n<p>字</p>", "<p>字。</p>\n<p>字</p>"),
        ("<pre>字\n字</pre>字\n字", "<pre>字\n字</pre>字字"),
        ("<li>甲\n</li>\n<li>乙", "<li>甲\n</li>\n<li>乙"),
    ],
)
def test_chinese_lines_join(html: str, expected: str) -> None:
    assert han.join_lines(html) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("熵", '<span class="statement-kind">定义</span> <span class="statement-title">熵</span>'),
        ("Definition", '<span class="statement-kind">定义</span>'),
    ],
)
def test_statements_are_named_and_linked(title: str, expected: str) -> None:
    html = f'<div class="admonition definition" id="def-x">\n<p class="admonition-title">{title}</p>\n</div>'
    labelled = statements.label_statements(html, "a/", "zh", {})
    assert expected in labelled
    assert 'href="../../t/def-x/" data-anchor="def-x"' in labelled


def test_other_boxes_stay_as_they_are() -> None:
    html = '<div class="admonition warning">\n<p class="admonition-title">Mind</p>\n</div>'
    assert statements.label_statements(html, "a/", "en", {}) == html


def test_dictionary_words_are_the_han_parts_of_terms_and_variants(tmp_path: Path) -> None:
    glossary = tmp_path / "glossary.toml"
    lines = ['id = "x"', 'zh = "KL 散度"', 'en = "x"', 'zh_variants = ["库尔贝克–莱布勒散度"]', 'page = "x"']
    text = "\n".join(["[[term]]", *lines, 'meaning_zh = "x"', 'meaning_en = "x"'])
    glossary.write_text(text, encoding="utf-8")
    assert search.dictionary_words(glossary) == ["库尔贝克", "散度"]


def test_a_theme_whose_worker_has_moved_is_found(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"expected one search\.\*\.min\.js"):
        search.install_worker(tmp_path, ROOT / "docs" / "assets" / "search-worker.js")


@pytest.mark.parametrize("lang", LANGS)
def test_the_404_page_links_from_the_path_of_the_site(lang: Lang) -> None:
    assert f'href="/course/{lang}/"' in not_found.section(lang, "/course/")


def test_warnings_of_the_english_build_are_shown() -> None:
    said = "INFO    -  Cleaning\nWARNING -  a link\n  its second line\nINFO    -  done\n"
    assert second_build.warnings_in(said) == "WARNING -  a link\n  its second line\nINFO    -  done"
    assert second_build.warnings_in("INFO    -  done\n") == ""


WAITS = "from site_build.second_build import wait_for_primary as wait; print('has started', flush=True); wait()"


@pytest.fixture
def english() -> Iterator[second_build.SecondBuild]:
    """A process that does nothing but wait, as the English build does."""
    environment = {**os.environ, second_build.WAITING: "1"}
    with (
        subprocess.Popen(
            [sys.executable, "-c", WAITS],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process,
        tempfile.TemporaryFile() as output,
    ):
        assert process.stdout is not None
        assert process.stdout.readline() == b"has started\n"
        yield second_build.SecondBuild(process, output)
        process.kill()


def test_the_english_build_goes_on_when_it_is_let(english: second_build.SecondBuild) -> None:
    assert english.process.poll() is None
    english.let_go_on()
    assert english.wait() == (True, "")


def test_the_english_build_ends_with_a_primary_build_that_dies(english: second_build.SecondBuild) -> None:
    assert english.process.stdin is not None
    english.process.stdin.close()
    assert not english.wait()[0]


def test_an_end_without_error_is_refused() -> None:
    code = "from site_build.state import STATE; import sys; STATE.unfinished = True; sys.exit(0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "before it was finished" in done.stderr

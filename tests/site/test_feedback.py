"""When a page last changed, and links to edit it and to report an error, with the place filled in."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from built_site import ROOT
from lxml import html
from playwright.sync_api import Page

from site_build import feedback, ledger, line_history, numbering, pages
from site_build.feedback import Repository
from site_build.history import History
from site_build.languages import Lang
from site_build.pages import PageEntry
from site_build.revision import Change, read_revision
from site_build.statement_history import StatementHistory

if TYPE_CHECKING:
    from built_site import Visit

PAGE = PageEntry("divergence/kl-divergence", {"zh": "相对熵", "en": "Relative entropy"}, 1)
CHANGE = Change("c0ffee" + "0" * 34, int(datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC).timestamp()))
GITHUB = Repository("https://github.com/someone/cross-entropy", "beef" * 10, "https://example.org/x/")


def links(foot: str) -> dict[str, str]:
    """The addresses at the end of a page, by their words."""
    return {link.text_content(): link.get("href") for link in html.fromstring(foot).xpath("//a")}


def query(address: str) -> dict[str, str]:
    """What an address fills in."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


# ── The end of a page ────────────────────────────────────────────────────────


def test_both_languages_files_and_the_commit_are_linked() -> None:
    found = links(feedback.foot(PAGE, "en", CHANGE, GITHUB))
    source = "main/docs/{}/divergence/kl-divergence.md"
    assert found["English"] == f"{GITHUB.address}/edit/{source.format('en')}"
    assert found["中文"] == f"{GITHUB.address}/edit/{source.format('zh')}"
    assert found["21 November 2026"] == f"{GITHUB.address}/commits/{source.format('en')}"
    assert found[CHANGE.short] == f"{GITHUB.address}/commit/{CHANGE.commit}"
    assert "2026 年 11 月 21 日" in links(feedback.foot(PAGE, "zh", CHANGE, GITHUB))


def test_a_report_is_filled_in_by_the_ids_of_the_form() -> None:
    filled = query(GITHUB.report(PAGE, "zh", "thm-gibbs", "定理 8.4 吉布斯不等式"))
    assert filled == {
        "template": "error.yml",
        "title": "[错误 · Error] divergence/kl-divergence#thm-gibbs (zh)",
        "page": "https://example.org/x/zh/divergence/kl-divergence/#thm-gibbs",
        "section": "定理 8.4 吉布斯不等式",
        "commit": GITHUB.commit,
    }
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE" / feedback.FORM).read_text(encoding="utf-8"))
    texts = {field.get("id") for field in form["body"] if field["type"] in ("input", "textarea")}
    assert filled.keys() - {"template", "title"} <= texts
    assert filled["title"].startswith(form["title"])


@pytest.mark.parametrize(
    "address", ["https://gitee.com/someone/cross-entropy.git", "https://git.example.org/someone/cross-entropy/"]
)
def test_of_another_forge_the_list_of_issues_is_linked(address: str) -> None:
    found = links(feedback.foot(PAGE, "en", None, Repository(address, "", "https://example.org/")))
    root = address.removesuffix("/").removesuffix(".git")
    assert found["Report an error"] == f"{root}/issues"


def test_without_a_repository_there_are_no_links_and_without_git_there_is_no_date() -> None:
    nowhere = Repository("", "", "https://example.org/")
    foot = feedback.foot(PAGE, "en", CHANGE, nowhere)
    assert links(foot) == {}
    assert html.fromstring(foot).text_content() == f"This page last changed on 21 November 2026 ({CHANGE.short})"
    assert feedback.foot(PAGE, "en", None, nowhere) == ""


def test_every_page_shows_the_day_that_git_has_for_it(site: Path) -> None:
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%H %ct", "--", "docs/zh/information/entropy.md"]
    commit, _, seconds = subprocess.run(command, capture_output=True, text=True, check=True).stdout.partition(" ")
    day = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date()
    foot = html.parse(site / "zh/information/entropy/index.html").xpath("//article//*[@class='page-foot build-made']")
    shallow = ["git", "-C", str(ROOT), "rev-parse", "--is-shallow-repository"]
    known = subprocess.run(shallow, capture_output=True, text=True, check=True).stdout.strip() == "false"
    said = [part.text_content() for part in foot]
    assert said == ([f"本页上次修改：{feedback.date(day, 'zh')}（{commit[:10]}）"] if known else [])


# ── At headings and statements ───────────────────────────────────────────────


def report_at(page: Page, place: str) -> dict[str, str]:
    """Comes near a title and reads what its link fills in."""
    page.locator(place).hover()
    link = page.locator(f"{place} .report")
    link.wait_for()
    assert link.count() == 1
    return query(link.get_attribute("href") or "")


def test_at_a_heading_or_a_statement_the_report_names_it(visit: Visit) -> None:
    page = visit("en/divergence/kl-divergence/#thm-gibbs")
    page.evaluate(  # the site of the tests has no repository
        "foot => document.querySelector('article').insertAdjacentHTML('beforeend', foot)",
        feedback.foot(PAGE, "en", CHANGE, GITHUB),
    )
    base = "https://example.org/x/en/divergence/kl-divergence/"
    at_statement = report_at(page, "#thm-gibbs .admonition-title")
    assert at_statement["page"] == f"{base}#thm-gibbs"
    assert at_statement["section"] == "Theorem 8.4 Gibbs’ inequality"
    assert at_statement["title"] == "[错误 · Error] divergence/kl-divergence#thm-gibbs (en)"
    assert at_statement["commit"] == GITHUB.commit
    assert report_at(page, "h2#zeros")["page"] == f"{base}#zeros"
    page.locator(".page-foot .report").hover()
    assert query(page.locator(".page-foot .report").get_attribute("href") or "")["page"] == f"{base}#thm-gibbs"


# ── Lines ────────────────────────────────────────────────────────────────────


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def blamed(root: Path, name: str) -> list[str]:
    """The commits of a file's lines, as git itself says."""
    said = git(root, "blame", "--porcelain", "--first-parent", "HEAD", "--", name)
    return re.findall(r"^([0-9a-f]{40}) ", said, re.MULTILINE)  # what a line says stands behind a tab


STATES = [  # each is committed: text by file
    {"docs/a.md": "1\n2\n3\n4\n5\n6\n"},
    {"docs/a.md": "0\n1\n2\nthree\n5\n6\n7\n"},
    {"docs/a.md": "0\n1\n-- a/b\n+++ b/c\n@@ -1 +1 @@\n5\n6\n7"},
    {"docs/a.md": "0\n1\n-- a/b\n+++ b/c\n@@ -1 +1 @@\n5\n6\n7\n8\n", "docs/b.md": "x\ny\n"},
    {"docs/c.md": "0\n1\n-- a/b\n+++ b/c\n@@ -1 +1 @@\n5\n6\nseven\n8\n", "docs/b.md": ""},
    {"docs/c.md": "0\n1\n5\n6\nseven\n8\n", "docs/b.md": "y\n"},
]


def test_every_line_has_the_commit_that_git_blames(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for state in STATES:
        for file in (tmp_path / "docs").rglob("*.md"):
            file.unlink()
        for name, text in state.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", "x")
        lines = line_history.read_lines(tmp_path, ["docs"])
        for name, text in state.items():
            assert [change.commit for change in lines.get(name, [])] == blamed(tmp_path, name), state
            assert len(lines.get(name, [])) == len(text.splitlines())


def test_of_this_repository_every_line_of_every_page_is_known() -> None:
    lines = line_history.read_lines(ROOT, ["docs/zh", "docs/en"])
    listed = git(ROOT, "ls-tree", "-r", "--name-only", "HEAD", "docs/zh", "docs/en").splitlines()
    sources = [name for name in listed if name.endswith(".md")]
    assert sources
    for name in sources:
        assert len(lines[name]) == git(ROOT, "show", f"HEAD:{name}").count("\n"), name
    assert [change.commit for change in lines[sources[0]]] == blamed(ROOT, sources[0])


def test_without_git_nothing_is_known(tmp_path: Path) -> None:
    assert line_history.read_lines(tmp_path, ["docs"]) == {}


# ── Statements ───────────────────────────────────────────────────────────────

TREE = """home = { path = "index", zh = "首页", en = "Home" }
[[parts]]
zh = "部"
en = "Part"
pages = [{ path = "one", number = 3, zh = "一", en = "One" }]
"""
STATEMENT = "/// theorem | Range\n    attrs: {id: thm-range}\n\nIt is so.\n///\n"


def committed(root: Path, day: str, files: dict[str, str]) -> str:
    """Commits files on a day; returns the commit."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    env = {**os.environ, "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    command = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "x"]
    subprocess.run(command, env=env, check=True)
    return git(root, "rev-parse", "HEAD").strip()


def told(root: Path, lang: Lang) -> str:
    """What is told of the theorem."""
    docs = root / "docs"
    tree, known = pages.read_tree(docs), ledger.read_ledger(docs)
    numbered = numbering.read_site(docs, tree)
    past = History(known, ledger.current(numbered, tree, docs, datetime.date(2026, 1, 1)), numbered.targets, tree)
    revision = read_revision(root, {})
    repository = Repository("https://github.com/someone/x", revision.commit, "https://example.org/")
    return StatementHistory(root, numbered.targets, revision, past, repository).notes("thm-range", lang)


def test_a_statement_says_since_when_it_is_published_what_changed_and_when_it_was_edited(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    source = {f"docs/{lang}/one.md": f"# One\n\n{STATEMENT}" for lang in ("zh", "en")}
    homes = {f"docs/{lang}/index.md": "# Home\n" for lang in ("zh", "en")}
    first = committed(tmp_path, "2026-01-01", {"mkdocs.yml": "", "docs/pages.toml": TREE, **homes, **source})
    page = '[[page]]\npath = "one"\nsince = 2026-01-02\nanchors = [\n]\n[page.ids]\nthm-range = "0123456789"\n'
    committed(tmp_path, "2026-01-02", {"docs/published.toml": page})
    assert html.fromstring(told(tmp_path, "en")).text_content() == (
        f"First published on 2 January 2026. Last edited on 1 January 2026 ({first[:10]}). Report an error"
    )
    assert query(links(told(tmp_path, "zh"))["报告错误"])["page"] == "https://example.org/zh/one/#thm-range"
    changed = (
        "[[changed]]\ndate = 2026-02-03\nnow = { thm-range = \"9876543210\" }\nzh = '补了条件'\nen = 'a hypothesis'\n"
    )
    english = source["docs/en/one.md"].replace("It is so.", "If so, it is so.") + "\nMore.\n"
    second = committed(tmp_path, "2026-02-03", {"docs/changes.toml": changed, "docs/en/one.md": english})
    committed(tmp_path, "2026-03-04", {"docs/en/one.md": f"{english}\nAnd more.\n"})  # not its lines
    said = told(tmp_path, "en")
    assert f'<a href="https://github.com/someone/x/commit/{second}"><code>{second[:10]}</code></a>' in said
    assert "3 February 2026" in said
    assert "Changed 2026-02-03: a hypothesis" in said
    assert "2026 年 1 月 1 日" in told(tmp_path, "zh")  # its lines are as they were
    assert "2026-02-03 更改：补了条件" in told(tmp_path, "zh")
    (tmp_path / "docs/en/one.md").write_text("# One\n\n\n" + STATEMENT, encoding="utf-8")  # its lines are others now
    assert "edited" not in told(tmp_path, "en")


@pytest.mark.parametrize("page", ["t/thm-gibbs/"])
def test_a_statements_history_stands_one_step_from_it(site: Path, page: str) -> None:
    said = (site / page / "index.html").read_text(encoding="utf-8").partition("Gibbs")[2]
    shallow = git(ROOT, "rev-parse", "--is-shallow-repository").strip() == "true"
    assert ("First published on " in said and "Last edited on " in said) != shallow

"""`proofread new`: a page pair that passes at once, and nothing overwritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from proofread.__main__ import main
from proofread.mutate import mutate
from proofread.site import check_site

Docs = Callable[..., Path]

PAGES = (
    '[[parts]]\nzh = "信息"\nen = "Information"\npages = [\n  { path = "a/planned", zh = "计划", en = "Planned" },\n]\n'
)


def new(root: Path, path: str = "part/a-page", *more: str) -> int:
    titles = () if more else ("--title-zh", "一页", "--title-en", "A page")
    return main(["new", path, "--docs", str(root), *titles, *more])


def test_the_pair_passes_at_once_and_every_mistake_in_it_is_noticed(
    docs: Docs, capsys: pytest.CaptureFixture[str]
) -> None:
    root = docs()
    assert new(root) == 0
    printed = capsys.readouterr().out
    assert '{ path = "part/a-page", zh = "一页", en = "A page" },' in printed
    report = check_site(root)
    assert [str(f) for f in report.findings] == []
    assert report.counts.pages == 2
    zh = (root / "zh" / "part" / "a-page.md").read_text(encoding="utf-8")
    assert zh.startswith("# 一页\n")
    assert "id: def-a-page}" in zh
    assert main(["check", str(root)]) == 0
    assert [str(s) for s in mutate(root, kinds=("digits", "one-sided")).survivors] == []


def test_nothing_is_overwritten(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(en_a="mine\n")
    assert new(root, "a") == 2
    assert "en/a.md is there already" in capsys.readouterr().err
    assert not (root / "zh" / "a.md").exists()
    assert (root / "en" / "a.md").read_text(encoding="utf-8") == "mine\n"


def test_a_planned_page_has_its_titles_already(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs()
    (root / "pages.toml").write_text(PAGES, encoding="utf-8")
    assert new(root, "a/planned.md", "--title-en", "Other") == 2
    assert "lists a/planned as 'Planned'" in capsys.readouterr().err
    assert main(["new", "a/planned", "--docs", str(root)]) == 0
    assert "list it in" not in capsys.readouterr().out
    assert (root / "zh" / "a" / "planned.md").read_text(encoding="utf-8").startswith("# 计划\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["../up", "--title-zh", "页", "--title-en", "Page"], "is no path of a page"),
        (["/abs", "--title-zh", "页", "--title-en", "Page"], "is no path of a page"),
        (["Page", "--title-zh", "页", "--title-en", "Page"], "is no path of a page"),
        (["page", "--title-zh", "页"], "--title-en is needed"),
        (["page", "--title-zh", "页\n二", "--title-en", "Page"], "is no title"),
        (["page", "--title-zh", "页 {x}", "--title-en", "Page"], "is no title"),
        (["page", "--title-zh", "页", "--title-en", "Page 2"], "P101 nothing accounts for 2"),
    ],
)
def test_misuse(arguments: list[str], message: str, docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs()
    assert main(["new", *arguments, "--docs", str(root)]) == 2
    assert message in capsys.readouterr().err
    assert list(root.rglob("*.md")) == []


def test_without_pages_there_is_nowhere_to_put_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(tmp_path) == 2
    assert "notation.check is missing" in capsys.readouterr().err


def test_a_broken_list_of_pages_is_said(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs()
    (root / "pages.toml").write_text("parts = 3\n[", encoding="utf-8")
    assert new(root) == 2
    assert "pages.toml cannot be understood" in capsys.readouterr().err

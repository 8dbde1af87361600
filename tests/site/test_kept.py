"""What a build keeps for the next: it is used while all that it depends on is the same, and only then."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn
from xml.etree.ElementTree import Element

import jieba
import pytest

from site_build import kept_reference, search
from site_build.cache import Kept, surroundings
from site_build.examples import Outputs
from site_build.segmenter import Segmenter

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/zh/divergence/cross-entropy.md").read_text(encoding="utf-8")
RUNS = sorted(set(re.findall(r"[\u4e00-\u9fff]+", PAGE)))


def refuse(*args: object, **kwargs: object) -> NoReturn:
    pytest.fail("it was made before")


def test_a_value_is_made_once_and_used_by_the_next_build(tmp_path: Path) -> None:
    first = Kept(tmp_path, "zh", "made with")
    assert first.of("what", lambda: "value") == "value"
    assert first.of("what", refuse) == "value"
    first.keep()
    assert Kept(tmp_path, "zh", "made with").of("what", refuse) == "value"


@pytest.mark.parametrize(("name", "made_with"), [("zh", "something else"), ("en", "made with")])
def test_nothing_is_used_under_another_name_or_where_what_it_was_made_with_has_changed(
    tmp_path: Path, name: str, made_with: str
) -> None:
    first = Kept(tmp_path, "zh", "made with")
    first.of("what", lambda: "value")
    first.keep()
    assert Kept(tmp_path, name, made_with).of("what", lambda: "new") == "new"


def test_what_a_build_did_not_ask_for_is_forgotten(tmp_path: Path) -> None:
    for asked in (["one", "two"], ["two"]):
        build = Kept(tmp_path, "zh")
        for what in asked:
            build.of(what, lambda what=what: what.upper())
        build.keep()
    assert Kept(tmp_path, "zh").of("two", refuse) == "TWO"
    assert Kept(tmp_path, "zh").of("one", lambda: "made anew") == "made anew"


def test_where_it_is_to_forget_nothing_a_build_may_ask_for_less(tmp_path: Path) -> None:
    for asked in ("one", "two"):
        build = Kept(tmp_path, "zh", forget=False)
        build.of(asked, asked.upper)
        build.keep()
    assert Kept(tmp_path, "zh").of("one", refuse) == "ONE"


def test_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    first = Kept(tmp_path, "zh")
    first.of("what", lambda: "value")
    first.keep()
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.write_bytes(file.read_bytes()[:-3])
    assert Kept(tmp_path, "zh").of("what", lambda: "new") == "new"


# ── What it depends on ───────────────────────────────────────────────────────


def add(path: Path, text: str) -> Callable[[Path], object]:
    return lambda project: (project / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        add(Path("docs/glossary.toml"), "a new meaning"),
        add(Path("mkdocs.en.yml"), "another option"),
        add(Path("src/crossentropy/losses.py"), '"""A new docstring."""'),
        add(Path("src/crossentropy/losses.zh.toml"), "new Chinese of it"),
        add(Path("src/crossentropy/new.py"), ""),
        lambda project: (project / "src/crossentropy/losses.py").unlink(),
    ],
)
def test_any_change_of_what_pages_share_counts(tmp_path: Path, change: Callable[[Path], object]) -> None:
    for name in (
        "docs/glossary.toml",
        "mkdocs.en.yml",
        "src/crossentropy/losses.py",
        "src/crossentropy/losses.zh.toml",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("old", encoding="utf-8")
    before = surroundings(tmp_path)
    assert surroundings(tmp_path) == before
    change(tmp_path)
    assert surroundings(tmp_path) != before


def test_a_file_that_moves_below_the_examples_counts_as_a_change(tmp_path: Path) -> None:
    for place in ("one", "other"):
        (tmp_path / place).mkdir()
    (tmp_path / "one" / "data.txt").write_text("1", encoding="utf-8")
    before = Outputs(tmp_path, tmp_path / "library", tmp_path / "cache").shared
    (tmp_path / "one" / "data.txt").rename(tmp_path / "other" / "data.txt")
    assert Outputs(tmp_path, tmp_path / "library", tmp_path / "cache").shared != before


def test_what_a_process_keeps_is_that_of_the_code_it_runs_and_not_of_code_written_since(tmp_path: Path) -> None:
    package = tmp_path / "site_build"
    shutil.copytree(ROOT / "src/site_build", package, ignore=shutil.ignore_patterns("__pycache__"))
    asked = """
import pathlib, sys
from site_build.cache import digest, surroundings
print(digest(surroundings(pathlib.Path("nowhere"))))
(pathlib.Path(sys.argv[1]) / "glossary.py").open("a").write("# changed")
print(digest(surroundings(pathlib.Path("nowhere"))))
"""
    command = [sys.executable, "-c", asked, str(package)]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'src'}"}
    keys = [
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()
        for _ in range(2)
    ]
    assert keys[0][0] == keys[0][1], "the process runs what it has loaded"
    assert keys[1][0] != keys[0][0], "the next one runs what was written"


# ── Chinese words ────────────────────────────────────────────────────────────


def test_text_is_divided_as_jieba_does_and_its_dictionary_is_not_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["交叉熵", "相对熵"]
    tokenizer = jieba.Tokenizer()
    for word in words:
        tokenizer.add_word(word)
    expected = [list(tokenizer.cut(run)) for run in RUNS]
    assert len(RUNS) > 100
    assert ["交叉熵"] in expected
    first = Segmenter(words, tmp_path, "zh")
    assert [first.cut(run.encode()) for run in RUNS] == expected
    first.keep()
    monkeypatch.setattr(jieba, "Tokenizer", refuse)
    second = Segmenter(words, tmp_path, "zh")
    assert [second.cut(run.encode()) for run in RUNS] == expected


def test_with_other_words_text_is_divided_anew(tmp_path: Path) -> None:
    first = Segmenter([], tmp_path, "zh")
    assert first.cut("二元交叉熵".encode()) != ["二元交叉熵"]
    first.keep()
    assert Segmenter(["二元交叉熵"], tmp_path, "zh").cut("二元交叉熵".encode()) == ["二元交叉熵"]


# ── The reference ────────────────────────────────────────────────────────────


class Handler:
    """As much of a handler of mkdocstrings as is used."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self._headings: list[Element] = []

    def render(self, data: Any, options: Any, *, locale: str | None = None) -> str:
        self.rendered.append(data.path)
        heading = Element("h2", {"id": data.path, "data-toc-label": "x"})
        heading.text = "A <code>heading</code>"
        self._headings.append(heading)
        return f"<p>{data.path} {options} {locale}</p>"

    def get_headings(self) -> list[Element]:
        taken = self._headings.copy()
        self._headings.clear()
        return taken


def show(cache: Path, options: str) -> tuple[list[str], list[str], list[Any]]:
    """What a build with one object renders, shows, and has for headings."""
    handler, kept = Handler(), Kept(cache, "zh")
    kept_reference.install(handler, kept)
    html = [handler.render(SimpleNamespace(path=path), options, locale="zh") for path in ("a.b", "a.c")]
    headings = [(one.tag, one.attrib, one.text) for one in handler.get_headings()]
    assert not handler.get_headings(), "they are given back once"
    kept.keep()
    return handler.rendered, html, headings


def test_an_object_is_rendered_once_and_has_its_headings_each_time(tmp_path: Path) -> None:
    rendered, html, headings = show(tmp_path, "{}")
    assert rendered == ["a.b", "a.c"]
    assert [text for _, _, text in headings] == ["A <code>heading</code>"] * 2
    assert show(tmp_path, "{}") == ([], html, headings)
    assert show(tmp_path, "{'other': 1}")[0] == ["a.b", "a.c"]


# ── The search index ─────────────────────────────────────────────────────────


class Index:
    """As much of the theme's index as is used: a section for each word of a page."""

    def __init__(self) -> None:
        self.entries: list[dict[str, str]] = []
        self.read: list[str] = []

    def add_entry_from_context(self, page: Any) -> None:
        self.read.append(page.url)
        self.entries += [{"location": page.url, "text": word} for word in page.content.split()]


def indexed(cache: Path, **pages: str) -> tuple[list[str], list[dict[str, str]]]:
    index, kept = Index(), Kept(cache, "zh")
    search.keep_sections(index, kept)
    for url, content in pages.items():
        index.add_entry_from_context(SimpleNamespace(url=url, title=url, content=content, toc="", meta={}))
    kept.keep()
    return index.read, index.entries


def test_only_a_page_that_has_changed_is_read_for_the_index(tmp_path: Path) -> None:
    read, entries = indexed(tmp_path, a="one two", b="three")
    assert read == ["a", "b"]
    assert [entry["text"] for entry in entries] == ["one", "two", "three"]
    assert indexed(tmp_path, a="one two", b="three") == ([], entries)
    read, entries = indexed(tmp_path, a="one two", b="four")
    assert read == ["b"]
    assert [entry["text"] for entry in entries] == ["one", "two", "four"]

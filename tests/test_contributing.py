"""CONTRIBUTING.md and CONTRIBUTING.zh.md: every example in them is run, and prints what they say it prints.

A block ````markdown is a page that passes; the two documents' blocks are a page in two languages. A block ```diff
changes the page before it (or the file that it names), and the ```text behind it is what is then printed. A block
```python or ```toml is the file that it names: a figure is drawn, an example is run. The rows of
a table with the head “refused” are formulas, the codes and messages that they give, and what to write instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_sites import LANGUAGES, ROOT, check_ids, check_pages, matches

from site_build.drawing import FigureError, draw
from site_build.example_files import read_examples
from site_build.examples import run_example
from site_build.pages import read_tree

DOCUMENTS = {"en": ROOT / "CONTRIBUTING.md", "zh": ROOT / "CONTRIBUTING.zh.md"}
TEXTS = {language: path.read_text("utf-8") for language, path in DOCUMENTS.items()}
BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(?P<refused>[^`]+)` \| (?P<says>P\d{3} .+) \| (?P<instead>[^|]+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A change to a page, and what is printed after it."""

    page: int
    diff: str
    expected: str

    def applied_to(self, text: str) -> str:
        """The page with its lines, or parts of lines, changed."""
        old = "\n".join(line[1:] for line in self.diff.splitlines() if line.startswith("-"))
        new = "\n".join(line[1:] for line in self.diff.splitlines() if line.startswith("+"))
        assert text.count(old) == 1, f"not once on the page before it: {old}"
        return text.replace(old if new else f"{old}\n", new)


@dataclass(frozen=True)
class Document:
    """What a document shows."""

    pages: list[str]
    changes: list[Change]
    to_files: dict[str, Change]
    files: dict[str, str]
    to_own_files: list[tuple[str, Change]]


def read(text: str) -> Document:
    pages: list[str] = []
    changes: list[Change] = []
    to_files: dict[str, Change] = {}
    files: dict[str, str] = {}
    to_own_files: list[tuple[str, Change]] = []
    diff: tuple[str, str] | None = None
    for block in BLOCK.finditer(text):
        kind, _, file = block["info"].partition(" ")
        assert diff is None or kind == "text", f"what is printed after the change {diff}?"
        if kind == "markdown":
            pages.append(block["body"])
        elif kind in ("python", "toml"):
            files[file] = block["body"]
        elif kind == "diff":
            diff = (file, block["body"])
        elif kind == "text":
            assert diff is not None, f"what prints this? {block['body']}"
            change = Change(len(pages) - 1, diff[1], block["body"])
            if diff[0] in files:
                to_own_files.append((diff[0], change))
            elif diff[0]:
                to_files[diff[0]] = change
            else:
                changes.append(change)
            diff = None
    return Document(pages, changes, to_files, files, to_own_files)


SHOWN = {language: read(text) for language, text in TEXTS.items()}
CHANGES = range(len(SHOWN["en"].changes))


def test_both_documents_show_the_same() -> None:
    en, zh = SHOWN["en"], SHOWN["zh"]
    assert len(en.pages) == len(zh.pages)
    assert [change.page for change in en.changes] == [change.page for change in zh.changes]
    assert len(en.to_files) == len(zh.to_files) == 1
    assert en.files == zh.files
    assert [file for file, _ in en.to_own_files] == [file for file, _ in zh.to_own_files]
    for pattern in (r"^#+ ", r"^- \*\*S\d\d\*\*", r"^\d\. ", r"^```sh$.*?^```$"):
        found = {name: re.findall(pattern, text, re.MULTILINE) for name, text in TEXTS.items()}
        assert len(found["en"]) == len(found["zh"]), pattern
    assert [row["refused"] for row in ROW.finditer(TEXTS["en"])] == [r["refused"] for r in ROW.finditer(TEXTS["zh"])]


# --- The examples


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is printed about each page as it is, and about each change, in either language."""
    pages: dict[str, dict[str, str]] = {}
    for number in range(len(SHOWN["en"].pages)):
        pages[f"page-{number}"] = {language: SHOWN[language].pages[number] for language in LANGUAGES}
    for number in CHANGES:
        pages[f"change-{number}"] = {
            language: shown.changes[number].applied_to(shown.pages[shown.changes[number].page])
            for language, shown in SHOWN.items()
        }
    found = check_pages(tmp_path_factory.mktemp("contributing"), pages, parity=True)
    for name, versions in pages.items():
        found[name] += check_ids(tmp_path_factory.mktemp("ids"), versions)
    return found


@pytest.mark.parametrize("number", range(len(SHOWN["en"].pages)))
def test_a_page_passes_in_both_languages(number: int, printed: dict[str, list[str]]) -> None:
    assert printed[f"page-{number}"] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", CHANGES)
def test_a_change_prints_what_the_document_says(number: int, language: str, printed: dict[str, list[str]]) -> None:
    own = [line for line in printed[f"change-{number}"] if line.startswith(f"docs/{language}/")]
    change = SHOWN[language].changes[number]
    assert matches(own, change.expected), (
        f"{DOCUMENTS[language].name}: after the change\n{change.diff}what is printed is now\n" + "\n".join(own)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_edit_prints_what_the_document_says(language: str, tmp_path: Path) -> None:
    [(file, change)] = SHOWN[language].to_files.items()
    page = file.removeprefix(f"docs/{language}/").removesuffix(".md")
    versions = {lang: (ROOT / "docs" / lang / f"{page}.md").read_text("utf-8") for lang in LANGUAGES}
    versions[language] = change.applied_to(versions[language])
    found = check_pages(tmp_path, {"page": versions}, parity=True)["page"]
    found = [line.replace("/page.md", f"/{page}.md") for line in found]
    assert matches(found, change.expected), f"{DOCUMENTS[language].name}: what is printed is now\n" + "\n".join(found)


# --- Figures and examples


@pytest.fixture
def shown_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the documents show, below docs/, with a page that shows the example."""
    files = dict(SHOWN["en"].files)
    files["docs/figures/palette.py"] = (ROOT / "docs/figures/palette.py").read_text("utf-8")
    files["docs/pages.toml"] = (
        'home = { path = "index", zh = "首页", en = "Home" }\n'
        'parts = [{ zh = "部", en = "Part", pages = [{ path = "page", zh = "页", en = "Page" }] }]\n'
    )
    [page] = [page for page in SHOWN["en"].pages if 'exec="on"' in page]
    files |= {f"docs/{language}/page.md": page for language in LANGUAGES}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)  # so that messages read docs/figures/…
    return tmp_path / "docs"


def test_the_figure_is_drawn(shown_files: Path) -> None:
    [file] = [file for file in (shown_files / "figures").glob("*.py") if file.stem != "palette"]
    drawing = draw(file)
    assert file.stem in "".join(page for page in SHOWN["zh"].pages if "figure:" in page)
    assert "0.152" in drawing.description["zh"]
    assert "3.322" in drawing.svg


def test_the_example_runs_and_is_described(shown_files: Path) -> None:
    found, findings = read_examples(shown_files, read_tree(shown_files))
    assert findings == []
    [example] = found
    assert run_example(example.code, "coin.py") == "[0.152 3.322] bit\nH(p) = 0.469 bit\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(SHOWN["en"].to_own_files)))
def test_a_change_to_a_figure_is_refused_as_the_document_says(number: int, language: str, shown_files: Path) -> None:
    path, change = SHOWN[language].to_own_files[number]
    file = shown_files.parent / path
    file.write_text(change.applied_to(file.read_text("utf-8")), "utf-8")
    with pytest.raises(FigureError) as refused:
        draw(file)
    assert str(refused.value) == change.expected.strip()


# --- The table of what is refused

HEAD = "```check\nlog e\n```\n\n"


def test_what_is_refused_is_refused_and_what_to_write_instead_passes(tmp_path: Path) -> None:
    rows = {language: list(ROW.finditer(text)) for language, text in TEXTS.items()}
    assert len(rows["en"]) > 10
    pages: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows["en"]):
        pages[f"refused-{number}"] = {"en": f"{HEAD}${row['refused']}$\n"}
        if formula := re.fullmatch(r"`(.+)`", row["instead"]):
            pages[f"instead-{number}"] = {"en": f"{HEAD}${formula[1]}$\n"}
    found = check_pages(tmp_path, pages, parity=False)
    for number, row in enumerate(rows["en"]):
        said = [line.partition(" ")[2] for line in found[f"refused-{number}"]]
        assert said == [row["says"]] == [rows["zh"][number]["says"]], row["refused"]
        assert found.get(f"instead-{number}", []) == [], row["instead"]


# --- What else the documents say


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_style_rules_keep_their_ids(language: str) -> None:
    ids = re.findall(r"^- \*\*(S\d\d)\*\* ", TEXTS[language], re.MULTILINE)
    assert ids == [f"S{number:02}" for number in range(1, len(ids) + 1)]
    assert len(ids) >= 18, "a rule is struck out, and not taken out: its id is never used again"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_document_links_to_exists(language: str) -> None:
    text = re.sub(r"`[^`\n]*`", "", BLOCK.sub("", TEXTS[language]))
    targets = re.findall(r"\]\((?!http)([^)#]+)", text)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_exist(language: str) -> None:
    from proofread.commands import COMMANDS

    known = {command.__name__.rpartition(".")[2] for command in COMMANDS}
    assert set(re.findall(r"`proofread (\w+)", TEXTS[language])) <= known
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:`|^)make (\w+)", TEXTS[language], re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

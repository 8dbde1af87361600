"""Examples as readers get them: on their page, in the list of all, as a file, as a notebook that Jupyter runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from built_site import ROOT
from lxml import html
from nbclient import NotebookClient

from site_build import example_files, examples, pages
from site_build.errors import SiteError

if TYPE_CHECKING:
    from built_site import Visit

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))


# ── What is said of an example ───────────────────────────────────────────────

TREE = """home = { path = "index", zh = "首页", en = "Home" }
[[parts]]
zh = "部"
en = "Part"
pages = [{ path = "a/two", zh = "二", en = "Two" }, { path = "a/one", zh = "一", en = "One" }]
"""
FENCE = '```python exec="on" source="above" result="text" id="{0}"\n--8<-- "{0}.py"\n```\n'


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Two examples on two pages."""
    files = {
        "pages.toml": TREE,
        "examples/zh.toml": 'first = "说明。"\nsecond = "说明 <二>。"\n',
        "examples/first.py": '"""What it shows."""\n\nprint("1")\n',
        "examples/second.py": '"""What <this> shows."""\n\nprint("2")\n',
    }
    for lang in ("zh", "en"):
        files |= {f"{lang}/a/one.md": FENCE.format("first"), f"{lang}/a/two.md": FENCE.format("second")}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def read(docs: Path) -> tuple[list[example_files.Example], list[str]]:
    found, findings = example_files.read_examples(docs, pages.read_tree(docs))
    return found, [f"{finding.path.relative_to(docs)}:{finding.line}: {finding.message}" for finding in findings]


def test_examples_are_read_in_the_order_of_the_pages(docs: Path) -> None:
    found, findings = read(docs)
    assert findings == []
    assert [(example.name, example.code, example.page and example.page.path) for example in found] == [
        ("second", 'print("2")\n', "a/two"),
        ("first", 'print("1")\n', "a/one"),
    ]
    assert found[1].shows == {"zh": "说明。", "en": "What it shows."}


FAULTS = {
    "no docstring": ("examples/first.py", "print(1)\n", "examples/first.py:1: its docstring is missing"),
    "a long docstring": (
        "examples/first.py",
        '"""One.\n\nTwo.\n"""\n',
        "examples/first.py:1: its docstring is missing",
    ),
    "a number": (
        "examples/first.py",
        '"""It shows 3 units."""\n',
        "examples/first.py:1: a number typed in its docstring",
    ),
    "no Chinese": (
        "examples/zh.toml",
        'second = "说明。"\n',
        "examples/first.py:1: docs/examples/zh.toml does not say",
    ),
    "no sentence": (
        "examples/zh.toml",
        'first = "说明"\nsecond = "说明。"\n',
        "examples/first.py:1: what docs/examples/zh.toml says of it is no sentence",
    ),
    "gone": (
        "examples/zh.toml",
        'first = "说明。"\nsecond = "说明。"\nthird = "说明。"\n',
        "examples/zh.toml:1: there is no docs/examples/third.py",
    ),
    "on no page": ("examples/third.py", '"""It shows."""\n', "examples/third.py:1: no page shows it"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_a_description_is_found(docs: Path, fault: str) -> None:
    path, text, message = FAULTS[fault]
    (docs / path).write_text(text, encoding="utf-8")
    assert [found for found in read(docs)[1] if found.startswith(message)]


def test_a_broken_table_of_descriptions_ends_the_build(docs: Path) -> None:
    (docs / "examples" / "zh.toml").write_text("first = ", encoding="utf-8")
    with pytest.raises(SiteError, match=r"zh\.toml: cannot be read"):
        read(docs)


def test_the_list_has_every_example_with_its_page_and_its_files(docs: Path) -> None:
    found, _ = read(docs)
    made = html.fromstring(example_files.listing(found, "reference/examples/", "en"))
    assert made.get("class") == "site-examples build-made"
    assert [term.text_content() for term in made.xpath("dt")] == ["Two", "One"]
    assert made.xpath("dd/text()")[0] == "What <this> shows."
    assert made.xpath("//@href")[:3] == [
        "../../a/two/#example-second",
        "../../examples/second.py",
        "../../examples/second.ipynb",
    ]


# ── Notebooks ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("import a\n\nfrom b import c\n\nx = 1\n", ["import a\n\nfrom b import c", "x = 1"]),
        ("x = 1\ny = 2\n\n\nprint(x)\n", ["x = 1\ny = 2", "print(x)"]),
        ("def f():\n    x = 1\n\n    return x\n\nf()\n", ["def f():\n    x = 1\n\n    return x", "f()"]),
        ('x = """a\n\nb"""\ny = 1\n', ['x = """a\n\nb"""\ny = 1']),
        ("x = [\n    1,\n\n    2,\n]\n\nx\n", ["x = [\n    1,\n\n    2,\n]", "x"]),
    ],
)
def test_a_paragraph_of_code_is_a_cell(code: str, cells: list[str]) -> None:
    assert example_files.cells_of(code) == cells


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_notebook_says_what_it_shows_and_leads_back(docs: Path, lang: str) -> None:
    example = read(docs)[0][0]
    assert example.page
    made = example_files.notebook(example, example.page, lang, "https://x.org/", "https://y.org/r")  # type: ignore[arg-type]
    text, code = (cell["source"] for cell in nbformat.reads(made, as_version=4).cells)
    assert example.shows[lang] in text  # type: ignore[index]
    assert f"(https://x.org/{lang}/a/two/#example-second)" in text
    assert "pip install git+https://y.org/r" in text
    assert code == 'print("2")'
    assert made == example_files.notebook(example, example.page, lang, "https://x.org/", "https://y.org/r")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [file.stem for file in EXAMPLES])
def test_jupyter_runs_each_notebook_and_prints_what_the_page_shows(name: str, site: Path) -> None:
    versions = {lang: nbformat.read(site / lang / "examples" / f"{name}.ipynb", as_version=4) for lang in ("zh", "en")}
    code = {lang: [cell.source for cell in made.cells if cell.cell_type == "code"] for lang, made in versions.items()}
    assert code["zh"] == code["en"], "the code is one"
    made = versions["en"]
    made.cells.insert(0, nbformat.v4.new_code_cell("import warnings\nwarnings.simplefilter('error')", id="strict"))
    NotebookClient(made, timeout=120, kernel_name="python3").execute()
    outputs = [output for cell in made.cells for output in cell.get("outputs", [])]
    assert {output.output_type for output in outputs} == {"stream"}
    file = ROOT / "docs" / "examples" / f"{name}.py"
    assert "".join(output.text for output in outputs) == examples.run_example(file.read_text("utf-8"), str(file))


# ── On the built site ────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_link_of_the_list_leads_somewhere(site: Path, lang: str) -> None:
    page = site / lang / "reference" / "examples" / "index.html"
    [made] = html.fromstring(page.read_text(encoding="utf-8")).find_class("site-examples")
    links = made.xpath(".//@href")
    assert len(links) == 3 * len(EXAMPLES)
    for link in links:
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve()
        if fragment:
            assert f'id="{fragment}"' in (target / "index.html").read_text(encoding="utf-8")
        else:
            assert target.is_file()


def test_an_example_is_downloaded_as_a_file_and_as_a_notebook(visit: Visit) -> None:
    page = visit("zh/information/entropy/")
    for link, name in zip(
        page.locator("#example-entropy .download a").all(), ("entropy.py", "entropy.ipynb"), strict=True
    ):
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == name
    made = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert "熵" in "".join(made["cells"][0]["source"])

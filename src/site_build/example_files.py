"""The examples as readers get them: each a Python file and, per language, a notebook; all of them on one page.

Their code is one. What an example shows is said in one line per language: in English by the docstring of
docs/examples/NAME.py, in Chinese by docs/examples/zh.toml.
"""

from __future__ import annotations

import ast
import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from site_build.errors import Finding, SiteError
from site_build.examples import anchor, links, scan_fences
from site_build.languages import LANGS, WORDS, Lang
from site_build.pages import PageEntry, Tree, to_root

MARKER = "<!-- examples -->"

_DIGIT = re.compile(r"[0-9０-９]")


@dataclass(frozen=True)
class Example:
    """One example.

    Attributes:
        name: Its file's name, without `.py`.
        code: What stands below its docstring.
        shows: What it shows, by language.
        page: The first page that it stands on, in reading order; None if none does.
    """

    name: str
    code: str
    shows: dict[Lang, str]
    page: PageEntry | None


def read_examples(docs: Path, tree: Tree) -> tuple[list[Example], list[Finding]]:
    """All examples in the order of the pages, and what is wrong with their descriptions.

    Raises:
        SiteError: docs/examples/zh.toml cannot be read.
    """
    chinese_file = docs / "examples" / "zh.toml"
    chinese = _read_chinese(chinese_file)
    pages = _pages(docs, tree)
    files = {file.stem: file for file in sorted((docs / "examples").glob("*.py"))}
    found: list[Example] = []
    findings: list[Finding] = []
    for name, file in files.items():
        text = file.read_text(encoding="utf-8")
        shows, code = _split(text)
        found.append(Example(name, code, {"en": shows, "zh": chinese.get(name, "")}, pages.get(name)))
        findings += [Finding(file, 1, problem) for problem in _problems(found[-1])]
        if name not in chinese:
            message = f'docs/examples/zh.toml does not say what it shows: add {name} = "…。"'
            findings.append(Finding(file, 1, message))
    for name in sorted(chinese.keys() - files.keys()):
        findings.append(Finding(chinese_file, 1, f"there is no docs/examples/{name}.py: take {name} out"))
    order = list(pages)
    found.sort(key=lambda example: order.index(example.name) if example.name in pages else len(order))
    return found, findings


def _read_chinese(file: Path) -> dict[str, str]:
    try:
        return {name: str(text) for name, text in tomllib.loads(file.read_text(encoding="utf-8")).items()}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{file}: cannot be read: {error}. It says in Chinese what each example shows") from error


def _pages(docs: Path, tree: Tree) -> dict[str, PageEntry]:
    """The page of each example that stands on one, in reading order."""
    found: dict[str, PageEntry] = {}
    for page in tree.pages():
        for lang in LANGS:
            source = page.source(docs, lang)
            if source.is_file():
                for fence in scan_fences(source.read_text(encoding="utf-8")):
                    if fence.executed:
                        found.setdefault(fence.options.get("id", ""), page)
    return found


def _split(text: str) -> tuple[str, str]:
    """The docstring of a file and its code below it; a file that is no Python is reported where it is run."""
    try:
        module = ast.parse(text)
    except SyntaxError:
        return "", text
    docstring = ast.get_docstring(module)
    if docstring is None:
        return "", text
    return docstring, "\n".join(text.splitlines()[module.body[0].end_lineno :]).strip("\n") + "\n"


def _problems(example: Example) -> Iterator[str]:
    english, chinese = example.shows["en"], example.shows["zh"]
    if "\n" in english or not english.endswith("."):
        yield 'its docstring is missing, or no single sentence: """What it shows, in one line."""'
    if chinese and not chinese.endswith("。"):
        yield "what docs/examples/zh.toml says of it is no sentence: it ends with 。"
    if _DIGIT.search(english + chinese):
        yield "a number typed in its docstring or in docs/examples/zh.toml is checked by nobody: write it in letters"
    if example.page is None:
        yield "no page shows it: an example stands on a page, or is taken out"


# --- Notebooks


def notebook(example: Example, page: PageEntry, lang: Lang, site_url: str, repository: str = "") -> str:
    """An example as a notebook: what it shows and where it is explained, then its code in cells.

    Args:
        example: The example.
        page: The page that it stands on.
        lang: The language of the words around the code.
        site_url: The address of the shared root.
        repository: The address of the repository, from which the library can be installed; empty if not known.
    """
    import nbformat  # only here: a build seldom makes one that the last has not made
    from nbformat import v4

    title, words = page.titles[lang], WORDS[lang]
    link = f"[{words.site_name} · {title}]({site_url}{lang}/{page.url()}#{anchor(example.name)})"
    needs = f"{words.needs_library}\n\n`pip install git+{repository}`" if repository else words.needs_library
    cells = [v4.new_markdown_cell(f"# {title}\n\n{example.shows[lang]}\n\n{link}\n\n{needs}")]
    cells += [v4.new_code_cell(cell) for cell in cells_of(example.code)]
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"  # the default is drawn at random
    made = v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": title,
        },
    )
    nbformat.validate(made)
    text: str = nbformat.writes(made)
    return text


def cells_of(code: str) -> list[str]:
    """Code in cells, one a paragraph; imports stand together, and nothing is cut that belongs together."""
    cells: list[str] = []
    paragraph = ""
    for part in re.split(r"\n(?:[ \t]*\n)+", code.strip("\n")):
        if paragraph and part[:1].isspace():
            paragraph += f"\n\n{part}"
        else:
            paragraph, done = (
                (f"{paragraph}\n\n{part}", "") if paragraph and not _parses(paragraph) else (part, paragraph)
            )
            cells += [done] if done else []
    cells += [paragraph] if paragraph else []
    imports = 0
    while imports < len(cells) and _only_imports(cells[imports]):
        imports += 1
    return ["\n\n".join(cells[:imports]), *cells[imports:]] if imports else cells


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def _only_imports(code: str) -> bool:
    return _parses(code) and all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(code).body)


# --- The list of all


def listing(examples: list[Example], url: str, lang: Lang) -> str:
    """The list of all examples: what each shows, its page, its files.

    Args:
        examples: In the order in which they are listed.
        url: The address of the page that holds the list, below the language's root.
        lang: The language of the words.
    """
    root = to_root(url)
    lines = ['<dl class="site-examples build-made">']
    for example in examples:
        if example.page is None:  # this is reported
            continue
        title = html.escape(example.page.titles[lang])
        target = f"{root}{example.page.url()}#{anchor(example.name)}"
        lines.append(f'<dt><a href="{target}">{title}</a></dt>')
        lines.append(f"<dd>{html.escape(example.shows[lang])}<br>{links(example.name, root, lang)}</dd>")
    return "\n".join([*lines, "</dl>"])

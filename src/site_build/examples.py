"""Executed examples: which fences may stand on a page, and how one is run.

A page shows and runs docs/examples/NAME.py with

    ```python exec="on" source="above" result="text" id="NAME"
    --8<-- "NAME.py"
    ```

markdown-exec renders the block; running it is ours, because of its `python` runner a raising block
is only a warning, `sys.exit(0)` ends the whole build with status 0, and Python warnings pass unseen.
"""

from __future__ import annotations

import html
import importlib.metadata
import io
import re
import sys
import traceback
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import markdown_exec

from site_build.cache import Cache, contents, digest
from site_build.errors import Finding, shown_path
from site_build.languages import WORDS, Lang
from site_build.pages import to_root

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
_OPTION = re.compile(r"""(?P<key>[\w.-]+)\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'}]+)""")

_EXEC_OPTIONS = {"exec": "on", "source": "above", "result": "text"}
_SHOWN_OPTIONS = {"title", "linenums", "linenums_style", "hl_lines"}
_OPENING = '<div class="executed-example"'
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HOW = '```python exec="on" source="above" result="text" id="NAME"'


@dataclass(frozen=True)
class Fence:
    """The opening line of a code fence."""

    line: int
    language: str
    options: dict[str, str]

    @property
    def executed(self) -> bool:
        """Whether it asks to be run."""
        return "exec" in self.options


def scan_fences(markdown: str) -> list[Fence]:
    """All code fences of a page; fences within fences are text, not fences."""
    fences: list[Fence] = []
    closing = ""
    for number, line in enumerate(markdown.splitlines(), start=1):
        match = _FENCE.match(line)
        if closing:
            if match and match["ticks"].startswith(closing) and not match["info"].strip():
                closing = ""
        elif match:
            closing = match["ticks"]
            fences.append(_fence(number, match["info"]))
    return fences


def _fence(line: int, info: str) -> Fence:
    options = {match["key"]: match["value"].strip("\"'") for match in _OPTION.finditer(info)}
    language = re.split(r"[\s{]", info.strip() or " ", maxsplit=1)[0]
    return Fence(line, language, options)


def check_fences(path: Path, markdown: str, examples: Path) -> list[Finding]:
    """Finds fences whose options the build would otherwise leave aside in silence."""
    findings: list[Finding] = []
    seen: set[str] = set()
    for fence in scan_fences(markdown):
        findings += [Finding(path, fence.line, problem) for problem in _problems(fence, examples)]
        name = fence.options.get("id", "")
        if fence.executed and name in seen:
            findings.append(Finding(path, fence.line, f"the example {name!r} is run twice on this page: keep one"))
        seen.add(name)
    return findings


def _problems(fence: Fence, examples: Path) -> list[str]:
    if not fence.executed:
        stray = sorted(set(fence.options) - _SHOWN_OPTIONS)
        return [f"unknown option {key!r} of a code fence; an executed example opens with {_HOW}" for key in stray]
    problems = []
    if fence.language != "python":
        problems.append(f"exec= on a {fence.language or 'nameless'} fence: only python is executed")
    for key, value in fence.options.items():
        if key == "id":
            continue
        if key not in _EXEC_OPTIONS:
            problems.append(f"unknown option {key!r}; an executed example opens with {_HOW}")
        elif value != _EXEC_OPTIONS[key]:
            problems.append(f'{key}="{value}" should be {key}="{_EXEC_OPTIONS[key]}"')
    missing = sorted({*_EXEC_OPTIONS, "id"} - set(fence.options))
    problems += [f"option {key!r} is missing; an executed example opens with {_HOW}" for key in missing]
    name = fence.options.get("id")
    if name and not (examples / f"{name}.py").is_file():
        problems.append(f"docs/examples/{name}.py does not exist: an executed example is a file of that name")
    return problems


class Outputs:
    """What examples printed in earlier builds, by all that it depends on: any example, the library, what they run on.

    Only an example that ran without fault is remembered. It may read files beside it, and none elsewhere.

    Attributes:
        shared: A digest of all examples, the library, and what they run on.
    """

    def __init__(self, examples: Path, library: Path, cache: Path) -> None:
        """Take the directories of the examples, of the library's sources and of what is remembered."""
        known = contents((file for file in sorted(examples.rglob("*")) if file.is_file()), examples)
        code = contents(sorted(library.rglob("*.py")), library)
        self.shared = digest(sys.version, importlib.metadata.version("numpy"), known, code)
        self._cache = Cache(cache)

    def of(self, code: str, filename: str) -> str:
        """What an example prints; it is run if that is not known.

        Raises:
            ExampleError: See `run_example`.
        """
        key = digest(self.shared, filename, code)
        printed: str | None = self._cache.get(key)
        if printed is None:
            printed = run_example(code, filename)
            self._cache.put(key, printed)
        return printed


@dataclass
class Runner:
    """Runs the executed blocks of one build and keeps the account of them.

    Attributes:
        examples: The directory docs/examples.
        lang: The language of the build.
        outputs: What examples printed in earlier builds; without, each is run in each build.
        failures: What went wrong, ready to be shown.
    """

    examples: Path
    lang: Lang
    outputs: Outputs | None = None
    failures: list[str] = field(default_factory=list)
    _page: Path = Path("?")
    _url: str = ""
    _lines: dict[str, int] = field(default_factory=dict)

    def install(self) -> None:
        """Puts this runner in the place of markdown-exec's own for `python` fences."""
        markdown_exec.formatters["python"] = self.format

    def enter(self, page: Path, url: str, markdown: str) -> None:
        """Tells which page is rendered next: its file, its address below the language's root, its text."""
        self._page, self._url = page, url
        self._lines = {fence.options.get("id", ""): fence.line for fence in scan_fences(markdown)}

    def format(self, *, code: str, id: str = "", **options: Any) -> str:
        """Runs a block and renders source, output and the link to its file."""
        rendered = markdown_exec.base_format(language="python", run=self._run, code=code, id=id, **options)
        output = f'<div class="language-text highlight" role="group" aria-label="{WORDS[self.lang].output}"'
        shown = str(rendered).replace('<div class="language-text highlight"', output)
        return f'{_OPENING} id="{anchor(id)}">{shown}{self._download_links(id)}</div>'

    def _run(self, code: str, *, id: str = "", **_: Any) -> str:
        file = self.examples / f"{id}.py"
        if not file.is_file() or file.read_text(encoding="utf-8").strip() != code.strip():
            problem = f'the block is not docs/examples/{id}.py: let it hold only the line --8<-- "{id}.py"'
            return self._fail(id, problem)
        try:
            if self.outputs is None:
                return run_example(code, str(shown_path(file)))
            return self.outputs.of(code, str(shown_path(file)))
        except ExampleError as error:
            return self._fail(id, str(error))

    def _fail(self, name: str, problem: str) -> str:
        """Keeps the account of a failure, and shows it in the place of the output."""
        where = f"{shown_path(self._page)}:{self._lines.get(name, 1)}"
        self.failures.append(f"{where}: example {name!r}: {problem}")
        return problem

    def _download_links(self, name: str) -> str:
        made = f"{WORDS[self.lang].download} {links(name, to_root(self._url), self.lang)}"
        return f'<p class="download build-made" data-search-exclude>{made}</p>'


def anchor(name: str) -> str:
    """The id of an example on its page."""
    return html.escape(f"example-{name}")


def links(name: str, root: str, lang: Lang) -> str:
    """The links to an example's files, as seen from a page whose language's root is at `root`."""
    files = (html.escape(f"{name}.{extension}") for extension in ("py", "ipynb"))
    made = [f'<a href="{root}examples/{file}" download><code>{file}</code></a>' for file in files]
    return WORDS[lang].list_comma.join(made)


class ExampleError(Exception):
    """An example raised, warned, ended the process or printed nothing."""


def run_example(code: str, filename: str) -> str:
    """Runs an example in a namespace of its own and returns what it printed.

    Raises:
        ExampleError: It raised, warned, tried to end the process, or printed nothing.
    """
    printed = io.StringIO()
    try:
        with warnings.catch_warnings(), redirect_stdout(printed):
            warnings.simplefilter("error")
            exec(compile(code, filename, "exec"), {"__name__": "__main__"})
    except SystemExit as error:
        raise ExampleError(
            f"it calls sys.exit({error.code!r}), which would end the build with half a site. Remove the call"
        ) from error
    except Exception as error:
        raise ExampleError(_own_traceback(error, filename)) from error
    if not printed.getvalue().strip():
        raise ExampleError("it prints nothing: an executed example shows its result with print")
    return printed.getvalue()


def _own_traceback(error: Exception, filename: str) -> str:
    trace = traceback.TracebackException.from_exception(error)
    first = next((i for i, frame in enumerate(trace.stack) if frame.filename == filename), 0)
    trace.stack = traceback.StackSummary.from_list(list(trace.stack)[first:])
    return "".join(trace.format(chain=False)).rstrip()


def check_count(path: Path, markdown: str, html: str) -> list[Finding]:
    """Holds the number of executed examples that a built page shows to the number that its source asks for.

    What is shown is counted and not what was run: a fence that turns out to stand in an indented code block
    has been run by then, and is shown as plain text.

    Args:
        path: The page's source file.
        markdown: Its text.
        html: What was made of it.
    """
    asked = sum(fence.executed for fence in scan_fences(markdown))
    shown = _COMMENT.sub("", html).count(_OPENING)
    if asked == shown:
        return []
    message = (
        f"{asked} executed examples stand in the source, {shown} on the built page: "
        "look for a fence that is indented or enclosed so that Markdown takes it for text"
    )
    return [Finding(path, 1, message)]

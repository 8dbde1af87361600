"""The site's pages as other builders take them: the same words, without or with what this site adds.

What is converted is the Markdown that Python-Markdown is given in a build: marks taken out, lists filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from proofread.source import scan

_FENCE = re.compile(r"^```python exec=.*?\n--8<-- \"(?P<file>[\w-]+\.py)\"\n```$", re.MULTILINE)
_BLOCK = re.compile(r"^(?P<slashes>/{3,})[ \t]*(?:(?P<kind>[a-z]+)[ \t]*(?:\|[ \t]*(?P<title>.*))?)?$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"^    (?:attrs|open|type): .*\n", re.MULTILINE)
_HEADING = re.compile(r"^(?P<heading>#+ .*?)[ \t]*\{[^{}\n]*#(?P<id>[\w-]+)[^{}\n]*\}[ \t]*$", re.MULTILINE)
_API = re.compile(r"^::: (?P<name>[\w.]+)\n(?:[ \t]+\S.*\n)*", re.MULTILINE)
_REFERENCE = re.compile(r"\[(?P<words>[^\]]*)\]\(ref:(?P<id>[\w-]+)\)")
_FIGURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(figure:(?P<name>[\w-]+)\)(?:\{[^{}\n]*\})?")


def plain(markdown: str, examples: Path) -> str:
    """A page for plain MkDocs: formulas as code, examples shown and not run."""
    text = _with_formulas(markdown, lambda tex: f"`{' '.join(tex.replace('`', '').split())}`")
    return _FENCE.sub(lambda fence: f"```python\n{_source(examples, fence)}\n```", text)


def myst(markdown: str, examples: Path) -> str:
    """A page for Sphinx with MyST-NB: formulas for MathJax in the browser, examples executed by Jupyter."""
    runs = _FENCE.search(markdown) is not None
    text = _FENCE.sub(lambda fence: f"```{{code-cell}} ipython3\n{_source(examples, fence)}\n```", markdown)
    text = _API.sub(lambda m: f"```{{eval-rst}}\n.. automodule:: {m['name']}\n   :members:\n```\n", text)
    text = _HEADING.sub(lambda m: f"({m['id']})=\n{m['heading']}", text)
    text = _FIGURE.sub(lambda m: m["alt"], _REFERENCE.sub(lambda m: m["words"] or m["id"], text))
    text = _BLOCK.sub(_directive, _ATTRIBUTES.sub("", text))
    text = re.sub(r"\\label\s*\{[^{}]*\}|%[^\n]*(?=\n\$\$)", "", text)
    return f"{_KERNEL if runs else ''}{text}"


_KERNEL = """---
file_format: mystnb
kernelspec: {name: python3, display_name: python3}
---

"""


def _with_formulas(markdown: str, shown: Callable[[str], str]) -> str:
    pieces, at = [], 0
    formulas = [formula for section in scan(Path("page.md"), markdown).sections for formula in section.formulas]
    for formula in formulas:
        dollars = 2 if formula.display else 1
        pieces += [markdown[at : formula.start - dollars], shown(formula.tex)]
        at = formula.end  # behind its dollars
    return "".join([*pieces, markdown[at:]])


def _source(examples: Path, fence: re.Match[str]) -> str:
    return (examples / fence["file"]).read_text(encoding="utf-8").strip()


def _directive(block: re.Match[str]) -> str:
    colons = ":" * len(block["slashes"])
    if block["kind"] is None:
        return colons
    folded = "\n:class: dropdown" if block["kind"] == "details" else ""
    return f"{colons}{{admonition}} {block['title'] or block['kind']}{folded}"

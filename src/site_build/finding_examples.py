"""The examples of docs/findings.toml on the page that explains the proofreader's codes.

Their numbers are no claims of the page, and `bad` ones are wrong on purpose: so the build puts them there, and the
proofreader, which counts them as made by the build, leaves them to the test that runs them.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from site_build.errors import SiteError
from site_build.languages import Lang

_MARKER = re.compile(r"<!-- finding:(?P<code>\w+) -->")
_KEYS = ("bad", "says", "good")
#: The order of an example's files, and where each lies.
_FILES = {
    "notation": "docs/notation.check",
    "references": "docs/references.bib",
    "glossary": "docs/glossary.toml",
    "zh": "docs/zh/page.md",
    "en": "docs/en/page.md",
}
_WORDS: dict[Lang, dict[str, str]] = {
    "zh": {"bad": "报错的写法", "says": "报告", "good": "改正后", "empty": "（一个页面也没有）"},
    "en": {"bad": "Reported", "says": "What it says", "good": "Mended", "empty": "(no page at all)"},
}


def insert(page: str, file: Path, lang: Lang) -> str:
    """Put the examples into a page's HTML, each in place of its comment `<!-- finding:P302 -->`.

    Args:
        page: The HTML.
        file: docs/findings.toml.
        lang: The language of the words around the examples.

    Raises:
        SiteError: The file cannot be read, or lacks an example that the page asks for.
    """
    if not _MARKER.search(page):
        return page
    examples = _read(file)
    return _MARKER.sub(lambda match: _shown(_entry(examples, match["code"], file), lang), page)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{file}: cannot be read: {error}") from error


def _entry(examples: Mapping[str, Any], code: str, file: Path) -> Mapping[str, Any]:
    entry = examples.get(code)
    if entry is None:
        raise SiteError(f"{file}: no example of {code}: add a table [{code}] with bad, says and good")
    if missing := [key for key in _KEYS if key not in entry]:
        raise SiteError(f"{file}: {code} lacks {', '.join(missing)}")
    return entry  # type: ignore[no-any-return]


def _shown(entry: Mapping[str, Any], lang: Lang) -> str:
    words = _WORDS[lang]
    lines = [line for line in str(entry["says"]).split("\n") if line]
    says = "<br>".join(f'<code lang="en">{_text(line)}</code>' for line in lines)
    parts = {"bad": _files(entry["bad"], words["empty"]), "says": f"<p>{says}</p>"}
    parts["good"] = _files(entry["good"], words["empty"])
    body = "\n".join(f"<p><strong>{words[key]}</strong></p>\n{part}" for key, part in parts.items())
    return f'<div class="build-made finding-example">\n{body}\n</div>'


def _files(example: str | Mapping[str, str], empty: str) -> str:
    if isinstance(example, str):
        return _code(example)
    named = [f"<p><code>{_FILES[key]}</code></p>\n{_code(example[key])}" for key in _FILES if key in example]
    return "\n".join(named) or f"<p>{empty}</p>"


def _code(text: str) -> str:
    return f'<div class="highlight"><pre><code>{_text(text.rstrip())}\n</code></pre></div>'


def _text(text: str) -> str:
    return html.escape(text, quote=False).replace("\x00", "\N{SYMBOL FOR NULL}")

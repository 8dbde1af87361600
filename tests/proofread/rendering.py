"""The site's Markdown without MkDocs: the extensions of mkdocs.yml, with their options."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import markdown
import yaml
from mkdocs.utils.meta import get_data

from proofread.source import strip_marks

ROOT = Path(__file__).parents[2]
#: What MkDocs adds to those.
BUILT_IN = ["toc", "tables", "fenced_code"]


class _Loader(yaml.SafeLoader):
    """mkdocs.yml without MkDocs: its own tags stand for nothing that matters here."""


_Loader.add_multi_constructor("!", lambda loader, tag, node: None)


@cache
def configured() -> dict[str, dict[str, Any]]:
    """The extensions in mkdocs.yml."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    extensions: dict[str, dict[str, Any]] = yaml.load(text, _Loader)["markdown_extensions"]
    extensions["pymdownx.snippets"]["base_path"] = [str(ROOT / "docs" / "examples")]
    return extensions


@cache
def _renderer() -> markdown.Markdown:
    extensions = configured()
    return markdown.Markdown(extensions=list(dict.fromkeys([*BUILT_IN, *extensions])), extension_configs=extensions)


def render(text: str) -> str:
    """A page as the site shows it, before math is set: one `<article>`."""
    renderer = _renderer()
    renderer.reset()
    body, _ = get_data(text)
    return f"<html><body><article>{renderer.convert(strip_marks(body))}</article></body></html>"

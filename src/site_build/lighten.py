"""Pages without what a first view does not need: the TeX of their formulas goes beside them, indentation goes away.

A formula is in a page three times: drawn, as MathML for screen readers, and as TeX for who copies it. The last is a
tenth of a page and asked for by few; assets/site.js loads it then. It works on built files, when all has been checked,
and knows nothing of MkDocs.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

BESIDE = "tex.js"
"""A script, and not JSON: a page that was opened from a disk may load scripts, but fetch nothing."""

_FORMULA = re.compile(r'(<mjx-container\b[^>]*?) data-tex="([^"]*)"')
_REFERENCE = re.compile(r'(<a\b[^>]*?) data-tex="[^"]*"')
_KEPT = re.compile(r"<(pre|script|style|textarea)\b.*?</\1>", re.DOTALL)
_BEHIND_TAG = re.compile(r">\s*\n\s*")
_BEFORE_TAG = re.compile(r"\n\s*<")


def install(site: Path) -> None:
    """Makes all pages of one language's built site lighter, and writes the TeX of their formulas beside them."""
    for page in sorted(site.rglob("*.html")):
        light, tex = set_tex_apart(page.read_text(encoding="utf-8"))
        page.write_text(without_indentation(light), encoding="utf-8")
        if tex:
            source = json.dumps(tex, ensure_ascii=False, separators=(",", ":"))
            page.with_name(BESIDE).write_text(f"siteTexBeside={source}\n", encoding="utf-8")


def set_tex_apart(page: str) -> tuple[str, list[str]]:
    """A page without the TeX of its formulas, and that TeX, in their order."""
    tex = [html.unescape(match[2]) for match in _FORMULA.finditer(page)]
    return _REFERENCE.sub(r"\1", _FORMULA.sub(r"\1", page)), tex


def without_indentation(page: str) -> str:
    """A page with one line break where there was white space with line breaks beside a tag: it means the same."""
    pieces, end = [], 0
    for kept in _KEPT.finditer(page):
        pieces += [_unindented(page[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*pieces, _unindented(page[end:])])


def _unindented(html: str) -> str:
    """As above, without elements that keep their space. Both patterns begin with a sign, which is found fast."""
    html = _BEHIND_TAG.sub(">\n", html)
    pieces, end = [], 0
    for found in _BEFORE_TAG.finditer(html):
        pieces += [html[end : found.start()].rstrip(), "\n"]
        end = found.end() - 1
    return "".join([*pieces, html[end:]])

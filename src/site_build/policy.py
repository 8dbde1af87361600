"""A Content-Security-Policy in every built page: the last pass over the finished site.

Scripts come from the files of the site. The few that stand within pages are those of the theme and of root_pages: they
are allowed by the hash of their text, which this pass takes from the finished pages. So no list is kept by hand, and
what else gets into a page does not run. Instant navigation shows a page of the theme under the policy of the page that
a reader came by: all of those must have the same scripts, and so have one policy. It knows nothing of MkDocs.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from site_build.built import Pages

_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'{hashes}",
    "worker-src 'self'",  # search; what it imports is under the policy of its own file
    "connect-src 'self'",  # instant navigation, previews, the search index, the evidence
    "style-src 'self' 'unsafe-inline'",  # MathJax sets the glyphs' sizes, and tables their alignment, by style=""
    "img-src 'self' data:",
    "font-src 'self' data:",  # a font of a space stands in the formulas' style sheet
    "base-uri 'self'",
    "form-action 'self'",
)

_CHARSET = '<meta charset="utf-8">'
_SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<text>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SOURCE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"""\stype\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_RUN_TYPES = {"", "module", "text/javascript", "application/javascript"}
_HANDLER = re.compile(r"on[a-z]+\s*=")  # begins with letters, which are looked for ten times as fast as a class
_TAG = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_THEME = 'id="__config"'
"""What a page of the theme has, and only such a page: instant navigation may lead there."""


def install(site: Path, pages: Pages) -> list[str]:
    """Puts the policy into every page of the finished site.

    Args:
        site: The directory that holds both languages' sites.
        pages: All its pages; they are changed, and not written.

    Returns:
        What went wrong, page by page; then no page is changed.
    """
    theme = {file for file, page in pages.items() if _THEME in page}
    scripts = {file: list(inline_scripts(page)) for file, page in pages.items()}
    problems = [
        problem
        for file, page in pages.items()
        for problem in _problems(file.relative_to(site).as_posix(), page, scripts[file])
    ]
    problems += _only_here(site, {file: scripts[file] for file in sorted(theme)})
    if problems:
        return problems
    for kind in (theme, pages.keys() - theme):
        meta = _meta({text for file in kind for text in scripts[file]})
        for file in kind:
            pages[file] = pages[file].replace(_CHARSET, f"{_CHARSET}\n{meta}", 1)
    return []


def inline_scripts(page: str) -> Iterator[str]:
    """The text of every script that stands in a page; data blocks (JSON) are none."""
    for script in _SCRIPT.finditer(_COMMENT.sub("", page)):
        kind = _TYPE.search(script["attributes"])
        if not _SOURCE.search(script["attributes"]) and (kind[1].lower() if kind else "") in _RUN_TYPES:
            yield script["text"]


def policy(scripts: Iterable[str]) -> str:
    """The policy of pages that have these scripts in them."""
    hashes = sorted(base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    return "; ".join(_DIRECTIVES).format(hashes="".join(f" 'sha256-{digest}'" for digest in hashes))


def _meta(scripts: Iterable[str]) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts)}">'


def _problems(where: str, page: str, scripts: list[str]) -> Iterator[str]:
    head, charset, _ = page.partition(_CHARSET)
    if not charset:
        yield f"{where}: expected {_CHARSET}, to put the Content-Security-Policy behind it"
    if any(True for _ in inline_scripts(head)):
        yield f"{where}: a script stands before {_CHARSET}, where the Content-Security-Policy does not hold yet"
    small = page.lower()
    if "content-security-policy" in small:
        yield f"{where}: it has a Content-Security-Policy already; the build puts in its own (src/site_build/policy.py)"
    if "javascript:" in small or any(small[found.start() - 1] in "\"' \t\r\n\f" for found in _HANDLER.finditer(small)):
        yield from _handlers(where, page)


def _handlers(where: str, page: str) -> Iterator[str]:
    for tag in _TAG.findall(_COMMENT.sub("", _SCRIPT.sub("", page))):
        for name, value in _ATTRIBUTE.findall(tag):
            if name.lower().startswith("on") or value.strip("\"' \t\n").lower().startswith("javascript:"):
                line = page.count("\n", 0, page.index(tag)) + 1
                yield (
                    f"{where}:{line}: {name}={value[:60]} is a script within HTML, which the Content-Security-Policy "
                    "does not let run: listen for the event in a file of docs/assets"
                )


def _only_here(site: Path, scripts: dict[Path, list[str]]) -> Iterator[str]:
    """A script that stands in some pages of the theme only would be allowed, or refused, by the way one came."""
    common = set.intersection(*(set(texts) for texts in scripts.values())) if scripts else set()
    for file, texts in scripts.items():
        for text in texts:
            if text not in common:
                where = file.relative_to(site).as_posix()
                yield (
                    f"{where}: the script {text.strip()[:60]!r} does not stand in all pages, "
                    "which must have the same Content-Security-Policy: put it into a file of docs/assets"
                )

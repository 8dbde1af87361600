"""The tree of pages: read from docs/pages.toml, held against the files, turned into nav and contents.

docs/pages.toml is the one place where parts, pages, order and titles stand. A page exists in both
languages or in neither ("planned"); anything else is a finding.
"""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_build.errors import Finding, SiteError
from site_build.languages import LANGS, WORDS, Lang

CONTENTS_MARKER = "<!-- contents -->"
ROUTES_MARKER = "<!-- routes -->"
CARDS_MARKER = "<!-- routes:cards -->"

COMPANION = "cite/"
"""The address, below a page's own, of the page that says how to cite it."""

_HEADING = re.compile(r"^# +(?P<title>.*?)(?: *\{[^{}]*\})? *$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class PageEntry:
    """One page of docs/pages.toml."""

    path: str
    titles: dict[Lang, str]
    line: int
    number: int | None = None  # what the numbers of its statements, equations and figures begin with

    def source(self, docs: Path, lang: Lang) -> Path:
        """Its Markdown file in one language."""
        return docs / lang / f"{self.path}.md"

    def url(self) -> str:
        """Its address below the language's root, as MkDocs makes it with directory URLs."""
        if self.path == "index":
            return ""
        return self.path.removesuffix("index") if self.path.endswith("/index") else f"{self.path}/"

    def address(self, lang: Lang, site_url: str) -> str:
        """The canonical address in one of the languages, for the address of the shared root."""
        return f"{site_url}{lang}/{self.url()}"

    def companion(self) -> str:
        """The address of the page that says how to cite it, below the language's root."""
        return f"{self.url()}{COMPANION}"

    def exists(self, docs: Path) -> bool:
        """Whether it is written (in any language: one language only is a finding of its own)."""
        return any(self.source(docs, lang).is_file() for lang in LANGS)


@dataclass(frozen=True)
class Part:
    """A part of the site: a title in both languages and its pages."""

    titles: dict[Lang, str]
    pages: tuple[PageEntry, ...]


@dataclass(frozen=True)
class Route:
    """A way through the site for readers with one purpose: a title in both languages, and pages in their order."""

    titles: dict[Lang, str]
    pages: tuple[PageEntry, ...]


@dataclass(frozen=True)
class Tree:
    """The whole of docs/pages.toml."""

    file: Path
    home: PageEntry
    parts: tuple[Part, ...]
    routes: tuple[Route, ...] = ()

    def pages(self) -> list[PageEntry]:
        """All pages in reading order, the home page first."""
        return [self.home, *(page for part in self.parts for page in part.pages)]


def read_tree(docs: Path) -> Tree:
    """Reads docs/pages.toml.

    Raises:
        SiteError: The file is absent, no TOML, a page lacks a path or a title, or a route names no page of a part.
    """
    file = docs / "pages.toml"
    try:
        text = file.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{file}: cannot be read: {error}") from error
    try:
        home = _entry(data["home"], text)
        parts = tuple(
            Part(_titles(part), tuple(_entry(page, text) for page in part["pages"])) for part in data["parts"]
        )
    except KeyError as error:
        raise SiteError(
            f"{file}: {error} is missing: `home`, each part and each page need zh and en titles, "
            "a page its path, a part its pages"
        ) from error
    known = {page.path: page for part in parts for page in part.pages}
    return Tree(file, home, parts, tuple(_route(route, known, file) for route in data.get("routes", [])))


def _route(data: dict[str, Any], known: dict[str, PageEntry], file: Path) -> Route:
    if missing := {*LANGS, "pages"} - data.keys():
        raise SiteError(
            f"{file}: a route has a title in zh and en, and its pages; missing: {', '.join(sorted(missing))}"
        )
    titles = _titles(data)
    for path in data["pages"]:
        if path not in known:
            raise SiteError(f"{file}: the route {titles['en']!r} leads to {path!r}, which is no page of a part")
    return Route(titles, tuple(known[path] for path in data["pages"]))


def _titles(data: dict[str, Any]) -> dict[Lang, str]:
    return {lang: str(data[lang]) for lang in LANGS}


def _entry(data: dict[str, Any], text: str) -> PageEntry:
    path = str(data["path"])
    line = text[: text.find(f'"{path}"')].count("\n") + 1
    number = data.get("number")
    if not (number is None or (isinstance(number, int) and number >= 0)):
        raise SiteError(f"docs/pages.toml:{line}: number = {number!r}: expected 0, 1, 2, …")
    return PageEntry(path, _titles(data), line, number)


def check_pages(docs: Path, tree: Tree) -> list[Finding]:
    """Holds the tree and the files to each other.

    Findings: a page in one language only, a file that the tree does not list, a path or a number listed
    twice, a title that differs from the page's first heading.
    """
    findings: list[Finding] = []
    listed: set[str] = set()
    numbered: dict[int, str] = {}
    for page in tree.pages():
        if page.number is not None and (first := numbered.setdefault(page.number, page.path)) != page.path:
            message = f"{page.path} has the number {page.number}, as {first} has: give it one of its own"
            findings.append(Finding(tree.file, page.line, message))
        if page.path in listed:
            findings.append(Finding(tree.file, page.line, f"{page.path} is listed twice: keep one"))
        listed.add(page.path)
        findings += _check_pair(docs, page)
        if page is not tree.home:  # the home page's heading is its own
            findings += _check_titles(docs, page)
    return findings + _check_unlisted(docs, listed)


def _check_pair(docs: Path, page: PageEntry) -> list[Finding]:
    sources = {lang: page.source(docs, lang) for lang in LANGS}
    present = [lang for lang in LANGS if sources[lang].is_file()]
    if len(present) == 1:
        absent = next(lang for lang in LANGS if lang not in present)
        message = (
            f"this page exists in {present[0]} only: {docs.name}/{absent}/{page.path}.md is missing. "
            "Write it, or take both out until both are ready"
        )
        return [Finding(sources[present[0]], 1, message)]
    return []


def _check_titles(docs: Path, page: PageEntry) -> list[Finding]:
    findings = []
    for lang, expected in page.titles.items():
        source = page.source(docs, lang)
        if not source.is_file():
            continue
        line, title = first_heading(source.read_text(encoding="utf-8"))
        if title != expected:
            message = f"the first heading is {title!r}, docs/pages.toml says {expected!r}: make them equal"
            findings.append(Finding(source, line, message))
    return findings


def first_heading(markdown: str) -> tuple[int, str]:
    """Line and text of the first level-one heading outside fences; `(1, "")` without one."""
    fence = ""
    for number, line in enumerate(markdown.splitlines(), start=1):
        if opened := _FENCE.match(line):
            fence = "" if fence and line.strip().startswith(fence) else fence or opened[1]
        elif not fence and (heading := _HEADING.match(line)):
            return number, heading["title"]
    return 1, ""


def _check_unlisted(docs: Path, listed: set[str]) -> list[Finding]:
    findings = []
    for lang in LANGS:
        for file in sorted((docs / lang).rglob("*.md")):
            path = file.relative_to(docs / lang).with_suffix("").as_posix()
            if path not in listed:
                message = f"docs/pages.toml does not list {path}: add it there with its zh and en titles"
                findings.append(Finding(file, 1, message))
    return findings


def make_nav(docs: Path, tree: Tree, lang: Lang) -> list[dict[str, Any]]:
    """MkDocs's `nav` of one language: the written pages, grouped by part."""
    nav: list[dict[str, Any]] = [{tree.home.titles[lang]: f"{tree.home.path}.md"}]
    for part in tree.parts:
        written = [{page.titles[lang]: f"{page.path}.md"} for page in part.pages if page.exists(docs)]
        if written:
            nav.append({part.titles[lang]: written})
    return nav


def to_root(url: str) -> str:
    """What leads from a page to its language's root: `../../` from `information/entropy/`."""
    return "../" * url.removeprefix("./").count("/")


def contents_html(docs: Path, tree: Tree, lang: Lang, url: str) -> str:
    """The contents list of the home page: every part and page, planned ones as plain text.

    Args:
        docs: The docs directory.
        tree: The tree of pages.
        lang: Whose titles.
        url: The address of the page that holds the list, below the language's root.
    """
    lines = ['<div class="site-contents">']
    for part in tree.parts:
        lines += [f"<p>{html.escape(part.titles[lang])}</p>", "<ul>"]
        lines += [_contents_item(docs, page, lang, to_root(url)) for page in part.pages]
        lines.append("</ul>")
    lines.append("</div>")
    return "\n".join(lines)


def routes_html(docs: Path, tree: Tree, lang: Lang, url: str) -> str:
    """The ways through the site: of each its title and the pages that are written, in the order to read them."""
    lines = ['<div class="site-contents">']
    for route in tree.routes:
        if written := [page for page in route.pages if page.exists(docs)]:
            lines += [f"<p>{html.escape(route.titles[lang])}</p>", "<ul>"]
            lines += [_contents_item(docs, page, lang, to_root(url)) for page in written]
            lines.append("</ul>")
    return "\n".join([*lines, "</div>"])


def cards_html(docs: Path, tree: Tree, lang: Lang, url: str) -> str:
    """The ways through the site for the home page: of each its title in two lines, how long it is, where it begins.

    Each leads to its first page. What stands behind the colon of a title is the second line.
    """
    words, root = WORDS[lang], to_root(url)
    lines = ['<ul class="route-cards build-made">']
    for route in tree.routes:
        if written := [page for page in route.pages if page.exists(docs)]:
            name, _, line = route.titles[lang].partition(words.colon)
            extent = words.route.format(count=len(written), first=html.escape(written[0].titles[lang]))
            lines.append(
                f'<li><a href="{root}{written[0].url()}"><strong>{html.escape(name)}</strong>'
                f"<span>{html.escape(line)}</span><small>{extent}</small></a></li>"
            )
    return "\n".join([*lines, "</ul>"])


def _contents_item(docs: Path, page: PageEntry, lang: Lang, root: str) -> str:
    number = "" if page.number is None else f"<span>{page.number}</span> "
    title = html.escape(page.titles[lang])
    kinds = ["numbered"] * (page.number is not None) + ["planned"] * (not page.exists(docs))
    marked = f' class="{" ".join(kinds)}"' if kinds else ""
    if page.exists(docs):
        return f'<li{marked}>{number}<a href="{root}{page.url()}">{title}</a></li>'
    return f"<li{marked}>{number}{title} <small>{WORDS[lang].planned}</small></li>"


def check_built(docs: Path, tree: Tree, site: Path) -> list[str]:
    """What the build should have written and has not.

    A block of an executed example that ends the process would leave half a site behind with exit
    status 0; so presence is checked, not assumed.
    """
    missing = []
    for lang in LANGS:
        for page in tree.pages():
            built = site / lang / page.url() / "index.html"
            if page.exists(docs) and not built.is_file():
                missing.append(f"{built} was not written although {page.source(docs, lang)} exists")
        for name in ("sitemap.xml", "search/search_index.json", "404.html"):
            if not (site / lang / name).is_file():
                missing.append(f"{site / lang / name} was not written")
    missing += [f"{site / name} was not written" for name in ("index.html", "404.html") if not (site / name).is_file()]
    return missing

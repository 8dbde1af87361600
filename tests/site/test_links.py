"""Every address within the built site leads to a file that is there, and to a place in it that is there."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from built_site import SITE_URL
from lxml import etree, html

ADDRESSES = (
    "href",
    "src",
    "poster",
    "action",
    "data-zh",
    "data-en",
    "data-to",
    "data-checks",
    "data-findings",
    "data-base",
)
IDS = (
    "for",
    "list",
    "form",
    "headers",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
)
SCRIPTS_FOR = ("data-assets",)
"""What scripts complete to an address: the name of a directory."""

HREF = "{http://www.w3.org/1999/xlink}href"
URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


@dataclass
class Page:
    """A page of the site.

    Attributes:
        path: Its file, relative to the site.
        text: Its HTML.
    """

    path: str
    text: str

    @cached_property
    def tree(self) -> Any:
        """Its elements."""
        return html.document_fromstring(self.text.encode(), parser=html.HTMLParser(encoding="utf-8"))

    @cached_property
    def ids(self) -> Counter[str]:
        """Its ids, and how many elements have each."""
        return Counter(self.tree.xpath("//@id"))

    def addresses(self) -> Iterator[str]:
        """All addresses in it, as they are written."""
        for element in self.tree.iter(etree.Element):
            for name in (*ADDRESSES, HREF):
                if (value := element.get(name)) is not None:
                    yield value
            for part in (element.get("srcset") or "").split(","):
                yield from part.split()[:1]
            yield from URL.findall(" ".join(element.get(name) or "" for name in ("style", "fill", "clip-path", "mask")))
            for name in SCRIPTS_FOR:
                if value := element.get(name):
                    yield f"{value}/site.js"
            if element.get("http-equiv", "").lower() == "refresh":
                yield element.get("content").partition("url=")[2]
            if element.tag == "style":
                yield from URL.findall(element.text or "")
            if element.tag == "script" and "json" in element.get("type", ""):
                yield from _in_json(json.loads(element.text))
        for places in self.tree.xpath("//@data-places"):
            yield from json.loads(places).values()

    def missing_ids(self) -> Iterator[str]:
        """Ids that an attribute names and no element has."""
        for name in IDS:
            for value in self.tree.xpath(f"//@{name}"):
                yield from (f"{name}={part}" for part in value.split() if part not in self.ids)


def _in_json(data: Any) -> Iterator[str]:
    """Addresses of the site in data: those that are written in full, and what the theme is told."""
    if isinstance(data, str) and data.startswith(SITE_URL):
        yield data
    elif isinstance(data, dict):
        yield from (data[key] for key in ("base", "search") if key in data and "translations" in data)
        for value in data.values():
            yield from _in_json(value)
    elif isinstance(data, list):
        for value in data:
            yield from _in_json(value)


def faults(site: Path) -> list[str]:
    """Addresses that lead nowhere, ids that two elements have, and ids that are named and not there."""
    pages = {
        path: Page(path, file.read_text(encoding="utf-8"))
        for file in sorted(site.rglob("*.html"))
        for path in [file.relative_to(site).as_posix()]
    }
    found: dict[str, None] = {}
    for page in pages.values():
        found |= {f"{page.path}: two elements have the id {name}": None for name, n in page.ids.items() if n > 1}
        found |= {f"{page.path}: no element has the id in {missing}": None for missing in page.missing_ids()}
        for address in page.addresses():
            if fault := _leads_nowhere(site, pages, page.path, address):
                found[f"{page.path}: {address}: {fault}"] = None
    for path, address in _in_files(site):
        if fault := _leads_nowhere(site, pages, path, address):
            found[f"{path}: {address}: {fault}"] = None
    return list(found)


def _leads_nowhere(site: Path, pages: dict[str, Page], source: str, address: str) -> str:
    parts = urlsplit(urljoin(SITE_URL + source.removesuffix("index.html"), address))
    root = urlsplit(SITE_URL)
    if parts.scheme not in ("http", "https") or parts.netloc != root.netloc:
        return ""
    if not parts.path.startswith(root.path):
        return f"it leaves the site, which stands below {root.path}"
    path = unquote(parts.path.removeprefix(root.path))
    if path == "" or path.endswith("/"):
        path += "index.html"
    if not (site / path).is_file():
        return "there is no such file"
    fragment = unquote(parts.fragment)
    if fragment and path in pages and fragment not in pages[path].ids:
        return f"{path} has no such id"
    return ""


def _in_files(site: Path) -> Iterator[tuple[str, str]]:
    """Addresses in files that are no pages, and the path that each is relative to."""
    for file in sorted(site.rglob("*")):
        path = file.relative_to(site).as_posix()
        if file.suffix == ".css":
            text = file.read_text(encoding="utf-8")
            yield from ((path, address) for address in URL.findall(text))
        elif file.name == "sitemap.xml":
            locations = etree.parse(file).xpath("//*[local-name()='loc']/text() | //@href")
            yield from ((path, str(location)) for location in locations)
        elif file.name == "tags.json":
            for tag in json.loads(file.read_text(encoding="utf-8")).values():
                yield from ((path, address) for address in tag.get("address", {}).values())
        elif file.name == "search_index.json":
            root = f"{path.partition('/')[0]}/"
            yield from ((root, doc["location"]) for doc in json.loads(file.read_text(encoding="utf-8"))["docs"])
        elif file.suffix in (".ipynb", ".json", ".svg", ".txt") and file.name != "search_index.json":
            text = file.read_text(encoding="utf-8")
            yield from ((path, address) for address in re.findall(rf'{re.escape(SITE_URL)}[^\s"\\)<>]*', text))


# ── On small sites ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            '<a href="b/">b</a><a href="b/#there">b</a><a href="#own" id="own">o</a><a href="https://else.org/x">e</a>',
            "",
        ),
        ('<a href="c/">c</a>', "index.html: c/: there is no such file"),
        ('<a href="b/#gone">b</a>', "index.html: b/#gone: b/index.html has no such id"),
        ('<a href="/b/">b</a>', "index.html: /b/: it leaves the site, which stands below /course/"),
        ('<img srcset="b/ 1x, c.png 2x">', "index.html: c.png: there is no such file"),
        (f'<link rel="canonical" href="{SITE_URL}c/">', f"index.html: {SITE_URL}c/: there is no such file"),
        (
            f'<script type="application/ld+json">{{"a": [{{"url": "{SITE_URL}c/"}}]}}</script>',
            f"index.html: {SITE_URL}c/: there is no such file",
        ),
        ('<p data-places=\'{"x": "b/#gone"}\'></p>', "index.html: b/#gone: b/index.html has no such id"),
        ('<i id="x"></i><i id="x"></i>', "index.html: two elements have the id x"),
        ('<label for="x">x</label>', "index.html: no element has the id in for=x"),
        ('<svg><path clip-path="url(#x)"/></svg>', "index.html: #x: index.html has no such id"),
        ('<style>a { background: url("x.png") }</style>', "index.html: x.png: there is no such file"),
    ],
)
def test_what_leads_nowhere_is_found(tmp_path: Path, body: str, fault: str) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text('<p id="there">b</p>', encoding="utf-8")
    (tmp_path / "index.html").write_text(body, encoding="utf-8")
    assert faults(tmp_path) == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("en/tags.json", '{"x": {"address": {"en": "c/"}}}'),
        ("en/sitemap.xml", f'<urlset xmlns="http://x.org"><url><loc>{SITE_URL}en/c/</loc></url></urlset>'),
        ("en/search/search_index.json", '{"docs": [{"location": "c/"}]}'),
        ("en/site.css", "a { background: url(c/) }"),
        ("en/a.ipynb", f'"see [x]({SITE_URL}en/c/)"'),
    ],
)
def test_what_leads_nowhere_from_a_file_is_found(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(faults(tmp_path)) == 1
    assert "c/: there is no such file" in faults(tmp_path)[0]


# ── On the site ──────────────────────────────────────────────────────────────


def test_all_addresses_anchors_and_ids_of_the_site_are_there(site: Path) -> None:
    assert faults(site) == []

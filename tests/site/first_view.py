"""What a browser loads to show a page of the built site first, told from the files alone.

That this is what a browser does is a test (test_weight.py). So all pages can be weighed without one.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from built_site import SITE_URL
from lxml import html

BUDGET = 120_000
"""Bytes, compressed, fonts included."""

REQUESTS = 16

_COMPRESSED = {".woff2", ".png", ".jpg", ".webp"}
_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_ADDRESS = re.compile(r"""url\(\s*["']?(?!data:)([^"')]+)""")


@dataclass(frozen=True)
class Part:
    """A file that a first view loads: its address below the site's root, and its bytes over the line."""

    address: str
    size: int


def parts(site: Path, page: str) -> list[Part]:
    """All that a first view of a page loads.

    Args:
        site: The built site.
        page: The page's file, relative to it.

    Raises:
        ValueError: The page asks another host for something, or for a file that the site does not have.
    """
    base = SITE_URL + page.removesuffix("index.html")
    found: dict[str, Part] = {page: Part(page.removesuffix("index.html"), compressed(site / page))}
    for address in _loads((site / page).read_text(encoding="utf-8"), base, site):
        if address.startswith("data:"):
            continue
        if not address.startswith(SITE_URL):
            raise ValueError(f"{page} loads {address}, which is another host's")
        path = urlsplit(address.removeprefix(SITE_URL)).path
        if not (site / path).is_file():
            raise ValueError(f"{page} loads {path}, which the site does not have")
        found.setdefault(path, Part(path, compressed(site / path)))
    return list(found.values())


@cache
def compressed(file: Path) -> int:
    """A file's bytes as GitHub Pages sends them: texts with gzip, at zlib's own level."""
    data = file.read_bytes()
    return len(data) if file.suffix in _COMPRESSED else len(gzip.compress(data, 6, mtime=0))


def over(site: Path, page: str) -> str | None:
    """What is wrong with the weight of a page, or nothing: how much it is over, and of what parts it is made."""
    loaded = sorted(parts(site, page), key=lambda part: -part.size)
    weight = sum(part.size for part in loaded)
    problems = []
    if weight > BUDGET:
        problems.append(f"{weight:,} bytes compressed, {weight - BUDGET:,} over the {BUDGET:,} of a first view")
    if len(loaded) > REQUESTS:
        problems.append(f"{len(loaded)} requests, {len(loaded) - REQUESTS} over the {REQUESTS} of a first view")
    if not problems:
        return None
    shown = "".join(f"\n  {part.size:7,}  {part.address or 'the page itself'}" for part in loaded)
    return f"{page}: {'; '.join(problems)}{shown}\n{_inside(site / page)}"


def _loads(page: str, base: str, site: Path) -> Iterator[str]:
    """Absolute addresses."""
    tree = html.document_fromstring(page)
    for link in tree.iterfind(".//link[@href]"):
        kinds, address = (link.get("rel") or "").split(), urljoin(base, link.get("href"))
        if {"stylesheet", "preload", "icon"} & set(kinds):
            yield address
        if "stylesheet" in kinds and address.startswith(SITE_URL):
            yield from _loaded_by_sheet(site, address, page)
    for element in tree.iterfind(".//*[@src]"):
        if element.tag in ("script", "img", "iframe", "video", "audio", "embed", "source"):
            yield urljoin(base, element.get("src"))
    for config in tree.iterfind(".//script[@id='__config']"):
        settings = json.loads(config.text or "{}")
        if "navigation.instant" in settings["features"]:  # the theme's script asks which pages there are
            yield urljoin(base, f"{settings['base']}/sitemap.xml")


def _loaded_by_sheet(site: Path, sheet: str, page: str) -> Iterator[str]:
    """What a style sheet loads: its images, and a font for a page that has formulas."""
    css = (site / urlsplit(sheet.removeprefix(SITE_URL)).path).read_text(encoding="utf-8")
    yield from (urljoin(sheet, address) for address in _ADDRESS.findall(_FACE.sub("", css)))
    if "<mjx-math" in page:
        yield from (urljoin(sheet, address) for face in _FACE.findall(css) for address in _ADDRESS.findall(face))


# --- What the page itself is made of


def _inside(file: Path) -> str:
    """About how many bytes of a compressed page its parts are: by how much lighter it is without them."""
    text = file.read_text(encoding="utf-8")
    whole = len(gzip.compress(text.encode(), 6, mtime=0))
    kinds = {
        "formulas, drawn": r"<mjx-math.*?</mjx-math>",
        "formulas, spoken (MathML)": r"<math\b.*?</math>",
        "formulas' TeX": r' data-tex="[^"]*"',
        "figures": r"<figure.*?</figure>",
        "code": r"<pre.*?</pre>",
        "tables": r"<table.*?</table>",
        "navigation": r"<nav.*?</nav>",
    }
    rest = Counter(
        {
            name: whole - len(gzip.compress(re.sub(pattern, "", text, flags=re.DOTALL).encode(), 6, mtime=0))
            for name, pattern in kinds.items()
        }
    )
    return "  of the page itself, about:" + "".join(f"\n  {size:7,}  {name}" for name, size in rest.most_common())

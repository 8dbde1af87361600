"""The sitemap of both languages, at the shared root: each page names the same page in the other language.

Each language has one of its own as well, which the theme reads and which is as short as it can be.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from site_build.languages import LANGS
from site_build.pages import PageEntry, Tree
from site_build.revision import Revision

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
"""


def write(site: Path, site_url: str, docs: Path, tree: Tree, revision: Revision) -> None:
    """Writes sitemap.xml, and robots.txt where robots would look for it: not below a path.

    Args:
        site: The directory that holds both languages' sites.
        site_url: The shared root's address, ending with a slash.
        docs: The docs directory.
        tree: The tree of pages.
        revision: When pages last changed.
    """
    entries = [_entries(page, site_url, docs, revision) for page in tree.pages() if page.exists(docs)]
    (site / "sitemap.xml").write_text(f"{_HEAD}{''.join(entries)}</urlset>\n", encoding="utf-8")
    if urlsplit(site_url).path == "/":
        robots = f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n"
        (site / "robots.txt").write_text(robots, encoding="utf-8")


def _entries(page: PageEntry, site_url: str, docs: Path, revision: Revision) -> str:
    addresses = {lang: page.address(lang, site_url) for lang in LANGS}
    # Who reads neither language gets English; of the home page, the shared root, which asks the browser.
    default = addresses["en"] if page.url() else site_url
    links = "".join(
        f'  <xhtml:link rel="alternate" hreflang="{lang}" href="{escape(address)}"/>\n'
        for lang, address in (*addresses.items(), ("x-default", default))
    )
    text = ""
    for lang in LANGS:
        change = revision.last_change(page.source(docs, lang))
        changed = f"  <lastmod>{change.date}</lastmod>\n" if change is not None else ""
        text += f"<url>\n  <loc>{escape(addresses[lang])}</loc>\n{changed}{links}</url>\n"
    return text

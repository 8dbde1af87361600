"""Pages that say that there is no such page, and offer the nearest ones: the shared root's and each language's own.

What there is to offer stands in the page as JSON; docs/assets/not-found.js compares it with the address asked for.
"""

from __future__ import annotations

import html
import json
from pathlib import Path
from urllib.parse import urlsplit

from site_build.languages import LANGS, WORDS, Lang
from site_build.pages import Tree
from site_build.root_pages import plain_page

SCRIPT = "not-found.js"


def offers(docs: Path, tree: Tree, site_url: str) -> str:
    """The JSON block that the script reads: every page with both titles, names of kinds, where the root was to be.

    Args:
        docs: The docs directory.
        tree: The tree of pages.
        site_url: The shared root's address, ending with a slash.
    """
    listed = [[page.url(), *(page.titles[lang] for lang in LANGS)] for page in tree.pages() if page.exists(docs)]
    kinds = {
        lang: {**WORDS[lang].statement, "equation": WORDS[lang].equation, "figure": WORDS[lang].figure}
        for lang in LANGS
    }
    data = {"prefix": urlsplit(site_url).path, "pages": listed[1:], "kinds": kinds}  # home is offered anyway
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="not-found">{text}</script>'


def section(lang: Lang, prefix: str) -> str:
    """What the page says in one language; the script puts what is near in the empty place.

    Args:
        lang: The language.
        prefix: The path of the shared root: links start from it, for the page is shown at any depth.
    """
    words = WORDS[lang]
    home = f"{prefix}{lang}/"
    said = f'data-near="{html.escape(words.nearest)}" data-search="{html.escape(words.search_for)}"'
    return (
        f'<section lang="{lang}" {said}>\n'
        f"<h1>{html.escape(words.not_found)}</h1>\n<p>{html.escape(words.not_found_advice)}</p>\n"
        f'<div class="nearest"></div>\n<p><a href="{home}" hreflang="{lang}">{words.home}</a> · '
        f'<a href="{home}#contents" hreflang="{lang}">{words.contents}</a></p>\n</section>\n'
    )


def write(site: Path, site_url: str, docs: Path, tree: Tree) -> None:
    """Writes 404.html of the shared root: in both languages, and whole in itself.

    Its script stands in it, for where the site was moved below another path, a script's address would be wrong.

    Args:
        site: The directory that holds both languages' sites.
        site_url: The shared root's address, ending with a slash.
        docs: The docs directory.
        tree: The tree of pages.
    """
    body = "".join(section(lang, urlsplit(site_url).path) for lang in LANGS)
    script = (docs / "assets" / SCRIPT).read_text(encoding="utf-8")
    foot = f"{offers(docs, tree, site_url)}\n<script>\n{script}</script>\n"
    title = " · ".join(WORDS[lang].not_found for lang in LANGS)
    page = plain_page('<meta name="robots" content="noindex">', body, title=title, foot=foot)
    (site / "404.html").write_text(page, encoding="utf-8")

"""The last pass over one language's built HTML: figures, math, and what the pages need of the math.

It works on files, after the search index was taken, and knows nothing of MkDocs.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path

from site_build import quotes
from site_build.drawing import FigureError
from site_build.errors import SiteError
from site_build.figures import Figures
from site_build.languages import PRIMARY, Lang
from site_build.mathjax import Asset, MathError, Renderer
from site_build.validity import mend

_FIRST_SCRIPT = "<script data-base="
"""That of overrides/partials/javascripts/base.html, which has the fonts in the math style sheet ready for the text."""


def finish_site(
    site: Path, lang: Lang, figures: Figures, renderer: Renderer, numbers: Mapping[str, str], whole: bool = True
) -> list[str]:
    """Puts figures and math into every page of one language's site, and the figures' files beside them.

    Args:
        site: The language's built site.
        lang: Its language.
        figures: Draws figures.
        renderer: Renders math.
        numbers: The equations' numbers by label.
        whole: Whether all pages of the site are there.

    Returns:
        What went wrong, page by page; those pages are left as they were.
    """
    problems: list[str] = []
    finished: dict[Path, str] = {}
    # Each language begins at another end: what the other has made already is in the cache, for it looks alike in both.
    for file in sorted(site.rglob("*.html"), reverse=lang != PRIMARY):
        where = f"{lang}/{file.relative_to(site).as_posix()}"
        html = file.read_text(encoding="utf-8")
        try:
            html = quotes.curl(html) if lang == "en" else html
            html = figures.insert(html, lang, where)
            permanent = f"{_to_root(file, site)}/../t/"
            html = renderer.render_html(html, page=where, lang=lang, numbers=numbers, permanent=permanent)
            finished[file] = mend(html)
        except (FigureError, MathError) as error:
            problems.append(str(error))
    if whole and not problems:  # a page with a fault shows none
        problems += figures.never_shown()
    for address, svg in figures.downloads.items():
        target = site.parent / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(svg, encoding="utf-8")
    assets = renderer.write_assets(site)
    for file, html in finished.items():
        file.write_text(_with_assets(html, assets, _to_root(file, site), file), encoding="utf-8")
    return problems


def _to_root(file: Path, site: Path) -> str:
    return posixpath.relpath(".", file.parent.relative_to(site).as_posix())


def _with_assets(html: str, assets: list[Asset], to_root: str, file: Path) -> str:
    if html.count(_FIRST_SCRIPT) != 1:
        raise SiteError(f"{file}: expected one {_FIRST_SCRIPT} …>, to link the math style sheet before it")
    has_math = "<mjx-container" in html
    links = "".join(_link(asset, f"{to_root}/{asset.url}", has_math) for asset in assets)
    return html.replace(_FIRST_SCRIPT, links + _FIRST_SCRIPT)


def _link(asset: Asset, url: str, has_math: bool) -> str:
    if asset.kind == "style":
        return f'<link rel="stylesheet" href="{url}">\n'
    if asset.preload and has_math:  # browsers warn of what is preloaded and not used
        return f'<link rel="preload" href="{url}" as="font" type="font/woff2" crossorigin>\n'
    return ""

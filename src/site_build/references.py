r"""References in built HTML, `[](ref:ID)`, `[](ref:PART/PAGE)`, `$\eqref{ID}$`: links that show number or title.

They are resolved before the search index is taken, so that it knows the words that readers see.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from site_build.languages import Lang
from site_build.numbering import Targets
from site_build.pages import PageEntry, to_root
from site_build.statements import build_made

_LINK = re.compile(r'<a href="ref:(?P<id>[^"]*)"(?P<rest>[^>]*)>(?P<words>.*?)</a>', re.DOTALL)
_EQREF = re.compile(r'<span class="arithmatex">\\\((?P<tex>\\eqref\s*\{(?P<id>[^{}]*)\})\\\)</span>')


Pages = Mapping[str, tuple[PageEntry, bool]]
"""All pages of the tree by path, and whether each is written."""


def resolve(page: str, url: str, lang: Lang, targets: Targets, pages: Pages) -> str:
    """Fills in addresses, numbers and pages' titles; a planned page's words stand without a link.

    What has no target was reported when the sources were read, and stays as plain text.

    Args:
        page: A page's HTML.
        url: Its address below its language's root.
        lang: Its language.
        targets: All targets of the site.
        pages: All its pages.
    """

    def link(match: re.Match[str]) -> str:
        if match["id"] in pages:
            return _page_link(match, url, lang, *pages[match["id"]])
        target = targets.get(match["id"])
        if target is None:
            return match["words"] or html.escape(match["id"])
        if match["words"]:
            return f'<a class="ref" href="{target.address(url)}"{match["rest"]}>{match["words"]}</a>'
        return f'<a class="ref build-made" href="{target.address(url)}"{match["rest"]}>{target.label(lang)}</a>'

    def equation(match: re.Match[str]) -> str:
        target = targets.get(match["id"])
        if target is None or target.kind != "equation":
            return match[0]  # the renderer of math says what is wrong
        tex = html.escape(match["tex"])
        return f'<a class="ref build-made" href="{target.address(url)}" data-tex="{tex}">{target.label(lang)}</a>'

    return _EQREF.sub(equation, _LINK.sub(link, page))


def _page_link(match: re.Match[str], url: str, lang: Lang, entry: PageEntry, written: bool) -> str:
    words = match["words"] or build_made(entry.titles[lang])
    return f'<a href="{to_root(url)}{entry.url()}"{match["rest"]}>{words}</a>' if written else words

"""Statements (definitions, theorems, …) in built HTML: kind, number and permanent link; solutions; figures' numbers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from site_build.anchors import Fold, PageAnchors
from site_build.errors import SiteError
from site_build.languages import WORDS, Lang
from site_build.numbering import Targets
from site_build.pages import to_root

_STATEMENT = re.compile(
    r'<div class="admonition (?P<kind>[a-z]+)"(?: id="(?P<id>[^"]*)")?>\n?'
    r'<p class="admonition-title">(?P<title>.*?)</p>',
    re.DOTALL,
)
_FOLD = re.compile(r"<details(?P<attributes>[^>]*)>\s*<summary>(?P<title>.*?)</summary>", re.DOTALL)


_CAPTION = re.compile(r'(?P<image><img\b[^>]*\bid="(?P<id>fig-[^"]*)"[^>]*></p>\s*<figcaption\b[^>]*>\s*(?:<p>)?)')


def label_statements(page: str, url: str, lang: Lang, targets: Targets) -> str:
    """Names kind and number of each statement in the page's language and gives it its permanent link.

    `/// definition | 熵` becomes 「定义 3.1 熵」; without a title the Markdown extension shows the English
    kind, which is replaced.

    Args:
        page: A page's HTML.
        url: Its address below its language's root.
        lang: Its language.
        targets: All targets of the site.
    """
    return _STATEMENT.sub(lambda match: _labelled(match, url, lang, targets), page)


def _labelled(match: re.Match[str], url: str, lang: Lang, targets: Targets) -> str:
    kind, title = match["kind"], match["title"].strip()
    name = WORDS[lang].statement.get(kind)
    if name is None:
        return match[0]
    target = targets.get(match["id"] or "")
    if target is not None and target.number:
        name += f" {build_made(target.number)}"
    own_title = "" if title in (kind.capitalize(), "") else f' <span class="statement-title">{title}</span>'
    head = f'<span class="statement-kind">{name}</span>{own_title}'
    if not match["id"]:
        return f'<div class="admonition {kind}">\n<p class="admonition-title">{head}</p>'
    anchor = html.escape(match["id"])
    # Not for the search index, which would show the sign as text.
    link = (
        f'<a class="headerlink" href="{to_root(url)}../t/{anchor}/" data-anchor="{anchor}" '
        f'title="{WORDS[lang].permalink}" data-search-exclude>¶</a>'
    )
    return f'<div class="admonition {kind}" id="{anchor}">\n<p class="admonition-title">{head}{link}</p>'


def number_heading(page: str, number: int | None) -> str:
    """Gives the page's first heading its number: not as text, for the heading is the title, which search shows."""
    return page if number is None else page.replace("<h1", f'<h1 data-number="{number}"', 1)


def label_figures(page: str, lang: Lang, targets: Targets) -> str:
    """Begins each figure's caption with its number: 「图 3.1」."""

    def labelled(match: re.Match[str]) -> str:
        target = targets.get(match["id"])
        if target is None or not target.number:
            return match[0]
        number = f'<span class="figure-number">{WORDS[lang].figure} {build_made(target.number)}</span> '
        return f"{match['image']}{number}"

    return _CAPTION.sub(labelled, page)


def build_made(text: str) -> str:
    """What the build shows and no author wrote: the judge of the built pages leaves out this class, and only this."""
    return f'<span class="build-made">{html.escape(text)}</span>'


def bind_solutions(page: str, found: PageAnchors, lang: Lang, targets: Targets) -> str:
    """Binds a folded solution to its exercise: 「习题 3.8 的解答」, and the exercise's id with `-solution` behind it.

    Raises:
        SiteError: The page has other folded blocks than its Markdown.
    """
    exercises = [anchor for anchor in found.anchors if anchor.kind == "exercise"]
    if not exercises:
        return page
    folds = iter(found.folds)
    page = _FOLD.sub(lambda match: _bound(match, folds, lang, targets, [e.id for e in exercises]), page)
    if rest := next(folds, None):
        raise SiteError(f"{found.path}:{rest.line}: this folded block is missing in the built page")
    return page


def _bound(match: re.Match[str], folds: Iterator[Fold], lang: Lang, targets: Targets, exercises: list[str]) -> str:
    fold = next(folds, None)
    if fold is None or fold.title != WORDS[lang].solution or fold.exercise is None:
        return match[0]
    target = targets.get(exercises[fold.exercise])
    if target is None:  # an id is missing, which has been reported
        return match[0]
    kind, _, number = target.label(lang).rpartition(" ")
    title = WORDS[lang].solution_of.format(label=f"{kind} {build_made(number)} ").replace("  ", " ").strip()
    return f'<details class="solution" id="{target.id}-solution"><summary>{title}</summary>'

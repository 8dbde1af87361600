"""Statements (definitions, theorems, …) in built HTML: their kind's name and their permanent link."""

from __future__ import annotations

import html
import re

from site_build.languages import WORDS, Lang

_STATEMENT = re.compile(
    r'<div class="admonition (?P<kind>[a-z]+)"(?: id="(?P<id>[^"]*)")?>\n?'
    r'<p class="admonition-title">(?P<title>.*?)</p>',
    re.DOTALL,
)


def label_statements(page: str, lang: Lang) -> str:
    """Names the kind of each statement in the page's language and links it to itself.

    `/// definition | 熵` becomes 「定义 熵」; without a title the Markdown extension shows the English
    kind, which is replaced.
    """
    return _STATEMENT.sub(lambda match: _labelled(match, lang), page)


def _labelled(match: re.Match[str], lang: Lang) -> str:
    kind, title = match["kind"], match["title"].strip()
    name = WORDS[lang].statement.get(kind)
    if name is None:
        return match[0]
    own_title = "" if title in (kind.capitalize(), "") else f' <span class="statement-title">{title}</span>'
    head = f'<span class="statement-kind">{name}</span>{own_title}'
    if not match["id"]:
        return f'<div class="admonition {kind}">\n<p class="admonition-title">{head}</p>'
    anchor = html.escape(match["id"])
    link = f'<a class="headerlink" href="#{anchor}" title="{WORDS[lang].permalink}">¶</a>'
    return f'<div class="admonition {kind}" id="{anchor}">\n<p class="admonition-title">{head}{link}</p>'

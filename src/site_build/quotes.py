"""English quotation marks and apostrophes: authors type straight ones, readers see curly ones.

It works on built HTML, after all that compares names with it, and leaves code, formulas and attributes alone.
"""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"(?P<verbatim><(?P<name>pre|code|kbd|script|style|svg|textarea)\b.*?</(?P=name)>"
    r'|<(?P<math>div|span) class="arithmatex">.*?</(?P=math)>|<!--.*?-->)'
    r"""|(?P<tag></?(?P<element>[a-zA-Z][\w-]*)(?:[^>"']|"[^"]*"|'[^']*')*>)"""
    r"|(?P<quote>[\"'])",
    re.DOTALL,
)
_INLINE = {"a", "abbr", "b", "cite", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "var"}
#: After these a mark opens; after all else it closes, or is an apostrophe.
_OPENS = frozenset(" \t\n\u00a0([/\u2013\u2014\u2018\u201c")
_CURLY = {'"': ("\u201c", "\u201d"), "'": ("\u2018", "\u2019")}


def curl(html: str) -> str:
    """Sets the straight quotation marks of a page's text as curly ones."""
    pieces: list[str] = []
    end, before = 0, " "
    for found in _PIECE.finditer(html):
        text = html[end : found.start()]
        before = text[-1:] or before
        piece = found[0]
        if found["quote"]:
            piece = before = _CURLY[piece][before not in _OPENS]
        elif found["verbatim"]:
            before = "x"  # as a word is
        elif found["element"].lower() not in _INLINE:
            before = " "
        pieces += [text, piece]
        end = found.end()
    return "".join([*pieces, html[end:]])

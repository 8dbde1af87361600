"""Marks what is in the site's other language, so that it is read aloud and set as such.

Chinese pages give English terms in parentheses, and sources in English; English pages quote Chinese titles. A single
Latin word within a Chinese sentence (softmax, KL) is part of it and stays as it is.
"""

from __future__ import annotations

import re

from site_build.languages import Lang

_WORD = r"[A-Za-zÀ-ž][A-Za-zÀ-ž0-9.'’–-]*"
_ENGLISH = re.compile(
    rf"(?<=（){_WORD}(?:[ ,]+{_WORD})*(?=[）；，])"  # a term: （relative entropy）
    rf"|{_WORD}(?:(?:[ ,:;\"()“”]|&amp;)+(?:{_WORD}|\d+)){{3,}}"  # four words and more: a title, a sentence
)
_HAN = re.compile(r"[㐀-鿿](?:[㐀-鿿　-〿！-｠\w ]*[㐀-鿿】》」』])?")
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[a-zA-Z][\w-]*)[^>]*>|<!--.*?-->", re.DOTALL)
_LEFT = re.compile(r"<(?:code|pre|script|style|svg|h[1-6]|button)\b|\slang=|class=\"[^\"]*\barithmatex\b")


def mark(page: str, lang: Lang) -> str:
    """Marks words of the other language in a page's HTML.

    Code, formulas, headings (their text is the table of contents, too) and what is marked already stay as they are.

    Args:
        page: The HTML, formulas as TeX.
        lang: The page's language.
    """
    pattern, other = (_ENGLISH, "en") if lang == "zh" else (_HAN, "zh")
    marked = rf'<span lang="{other}">\g<0></span>'
    parts: list[str] = []
    left, depth, end = "", 0, 0  # the element that is left as it is, and how many of its name are open in it
    for tag in _TAG.finditer(page):
        text = page[end : tag.start()]
        parts += [text if left else pattern.sub(marked, text), tag[0]]
        end = tag.end()
        if left:
            depth += (tag["name"] == left) * (-1 if tag["closing"] else 1)
            left = left if depth else ""
        elif tag["name"] and not tag["closing"] and not tag[0].endswith("/>") and _LEFT.search(tag[0]):
            left, depth = tag["name"], 1
    return "".join([*parts, pattern.sub(marked, page[end:])])

"""What a page's head says of it to programs: search engines, reference managers, chats that show a card of a link.

A page says it of itself: the description is its first sentences, the date is git's. schema.org's words are those of
https://schema.org/LearningResource; Highwire's (`citation_…`) are what Google Scholar and Zotero read.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any

from site_build.languages import CITE, LICENCE, WORDS, Lang, other_language
from site_build.pages import PageEntry
from site_build.revision import Change

_CARD = "assets/card-{}.png"
"""What chats show of a link: 1,200 by 630, made in colours of a palette from the SVG of the same name by
`chromium --headless --hide-scrollbars --window-size=1200,630 --screenshot=card-zh.png card-zh.svg`."""

_LOCALES: dict[Lang, str] = {"zh": "zh_CN", "en": "en_GB"}
_LENGTHS: dict[Lang, int] = {"zh": 150, "en": 300}
"""About what search engines and chats show of a description, in characters."""

_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_FORMULA = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)
_SENTENCE = re.compile(r".+?(?:[。？！]”?|[.?!][”\"]?(?=\s|$)|$)\s*", re.DOTALL)
_NO_WORDS = "\ue000"


@dataclass(frozen=True)
class Described:
    """A page as its head describes it.

    Attributes:
        page: The page.
        lang: Its language.
        description: A few sentences.
        site_url: The shared root's address, ending with a slash.
        change: Its last change, if git knows it.
        teaches: The terms that it explains, by their names in its language.
    """

    page: PageEntry
    lang: Lang
    description: str
    site_url: str
    change: Change | None
    teaches: tuple[str, ...] = ()

    @property
    def is_site(self) -> bool:
        """Whether it is the home page, which stands for the site."""
        return self.page.path == "index"

    @property
    def title(self) -> str:
        """Its title; the site's for the home page."""
        return WORDS[self.lang].site_name if self.is_site else self.page.titles[self.lang]

    def address(self, lang: Lang) -> str:
        """Its canonical address in one of the languages."""
        return self.page.address(lang, self.site_url)


def describe(content: str, lang: Lang) -> str:
    """The first sentences of a page's first paragraph; a formula that is more than a word ends them before its own.

    Args:
        content: The page's HTML, its formulas not yet drawn.
        lang: Its language.
    """
    for paragraph in _PARAGRAPH.findall(content):
        text = _FORMULA.sub(lambda match: _said(html.unescape(match[1])), paragraph)
        text = html.unescape(re.sub(r"<[^<>]*>", "", text))
        sentences = _SENTENCE.findall(" ".join(text.split()))
        told = ""
        for sentence in sentences:
            if _NO_WORDS in sentence or (told and len(told + sentence.strip()) > _LENGTHS[lang]):
                break
            if sentence.strip()[-1:] not in (":", "："):  # it announces what is left out here
                told += sentence
        if told:
            return told.strip()
    return ""


def _said(tex: str) -> str:
    r"""A formula as text, `\log n` as “log n”."""
    text = re.sub(r"\\(log|ln|exp|min|max)(?![a-zA-Z])", r"\1", tex)
    return text if re.fullmatch(r"[\w\s=+(),.]*", text) and "_" not in text else _NO_WORDS


def head(described: Described) -> str:
    """The elements for the page's head, but for its description, which the theme writes."""
    words, lang = CITE[described.lang], described.lang
    other = other_language(lang)
    change = described.change
    named = {
        "citation_title": described.title,
        "citation_author": words.author,
        "citation_publication_date": f"{change.date:%Y/%m/%d}" if change else "",
        "citation_language": lang,
        "citation_public_url": described.address(lang),
    }
    properties = {
        "og:type": "website" if described.is_site else "article",
        "og:title": described.title,
        "og:description": described.description,
        "og:url": described.address(lang),
        "og:site_name": WORDS[lang].site_name,
        "og:image": f"{described.site_url}{lang}/{_CARD.format(lang)}",
        "og:image:alt": WORDS[lang].site_name,
        "og:locale": _LOCALES[lang],
        "og:locale:alternate": _LOCALES[other],
    }
    lines = [f'<meta name="{name}" content="{html.escape(value)}">' for name, value in named.items() if value]
    lines += [f'<meta property="{name}" content="{html.escape(value)}">' for name, value in properties.items() if value]
    data = json.dumps(linked_data(described), ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    return "\n".join([*lines, f'<script type="application/ld+json">{data}</script>'])


def linked_data(described: Described) -> dict[str, Any]:
    """The page as schema.org names its parts."""
    lang, change = described.lang, described.change
    other = other_language(lang)
    address = described.address(lang)
    site = {"@type": "WebSite", "name": WORDS[lang].site_name, "url": f"{described.site_url}{lang}/"}
    known = {
        "@context": "https://schema.org",
        "@type": ["WebSite", "LearningResource"] if described.is_site else "LearningResource",
        "@id": address,
        "url": address,
        "name": described.title,
        "description": described.description,
        "inLanguage": lang,
        "isPartOf": {} if described.is_site else site,
        "learningResourceType": "reference" if described.page.number is None else "lesson",
        "teaches": list(described.teaches),
        "author": {"@type": "Organization", "name": CITE[lang].author},
        "license": LICENCE,
        "isAccessibleForFree": True,
        "dateModified": str(change.date) if change else "",
        "version": change.short if change else "",
        # Both are originals, and schema.org has no other word for that.
        "workTranslation": {"@type": "LearningResource", "@id": described.address(other), "inLanguage": other},
    }
    return {name: value for name, value in known.items() if value}

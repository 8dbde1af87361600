"""The extension of griffe through which mkdocstrings shows the docstrings in the page's language.

mkdocs.yml names this module. Each docstring is taken apart once; its passages are replaced by their Chinese, and its
section of sources by one with links: to the pages that derive the object, and to its source.
"""

from __future__ import annotations

import html
from typing import Any

import griffe

from site_build import library
from site_build.languages import WORDS, Lang
from site_build.library import Entry
from site_build.state import STATE


class Localised(griffe.Extension):
    """Puts the docstrings of the public objects into the language of the build under way."""

    def on_package(self, *, pkg: griffe.Module, loader: griffe.GriffeLoader, **kwargs: Any) -> None:
        """Takes what griffe has read, before mkdocstrings shows it."""
        if pkg.name != library.PACKAGE:
            return
        build = STATE.current()
        for module in library.modules(pkg):
            for entry in module.entries:
                sections = entry.docstring.parsed
                if build.lang == "zh":
                    library.rewrite(sections, build.chinese.of)
                entry.docstring.parsed = [
                    *(section for section in sections if section.title != library.SOURCES),
                    *(_sources(section, build.lang) for section in sections if section.title == library.SOURCES),
                    *_links(entry, build.lang, build.repo_url),
                ]


def _sources(section: griffe.DocstringSection, lang: Lang) -> griffe.DocstringSection:
    items = "\n".join(f"- {source}" for source in library.sources_in(section))
    return griffe.DocstringSectionText(f"{_title(WORDS[lang].sources)}\n\n{items}")


def _links(entry: Entry, lang: Lang, repo_url: str) -> list[griffe.DocstringSection]:
    words = WORDS[lang]
    lines = []
    if entry.pages:
        pages = words.list_comma.join(f"[](ref:{page})" for page in entry.pages)
        lines.append(f"{_title(words.derived_on)}{words.space}{pages}")
    if repo_url:
        address = f"{repo_url.rstrip('/')}/blob/main/src/{library.PACKAGE}/{entry.source.name}"
        lines.append(f"[{words.source_code}]({address}#L{entry.line}-L{entry.last_line})")
    return [griffe.DocstringSectionText(line) for line in lines]


def _title(words: str) -> str:
    return f'<span class="doc-section-title">{html.escape(words)}</span>'

"""The library's objects as mkdocstrings shows them, kept between builds: it takes as long for them as for all pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from site_build.cache import Kept


def install(handler: Any, kept: Kept) -> None:
    """Has a handler of mkdocstrings give back what it has rendered in an earlier build.

    Args:
        handler: The handler. What it renders has an effect besides: the headings that it then gives back, once.
        kept: What was kept, and depends on the library, the language, and all that `surroundings` names.
    """
    render, take_headings = handler.render, handler.get_headings
    headings: list[Element] = []

    def rendered(data: Any, options: Any, *, locale: str | None = None) -> str:
        def made() -> list[Any]:
            html = str(render(data, options, locale=locale))
            return [html, [[one.tag, dict(one.attrib), one.text] for one in take_headings()]]

        html, found = kept.of(f"{data.path} {locale} {options}", made)
        for tag, attributes, text in found:
            heading = Element(tag, attributes)
            heading.text = text
            headings.append(heading)
        return str(html)

    def get_headings() -> Sequence[Element]:
        taken = headings.copy()
        headings.clear()
        return taken

    handler.render, handler.get_headings = rendered, get_headings

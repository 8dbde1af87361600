"""Citations: `[@shannon1948]`, `[@cover2006, ch. 5]`, `[@shannon1948; @cover2006]`, and a page's list of sources.

A locator says where in the source: a word for the kind of place and a number, several with commas. Its numerals are
accounted for by that alone: no program can look them up. In the section `{#sources}` a list item that begins with a
citation is the source's full entry, followed by what the page has from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from proofread.findings import Problem

#: The section in which a page lists its sources.
SECTION = "sources"

CITATION = re.compile(r"\[(?P<items>@[^\[\]\x00]*)\]")
_ITEM = re.compile(r"\s*@(?P<key>[A-Za-z][\w-]*)\s*(?:[,，]\s*(?P<locator>\S.*?))?\s*", re.DOTALL)
_NUMBER = r"[0-9]+(?:\.[0-9]+)*(?:–[0-9]+)?"
_ENGLISH = rf"(?:ch|chs|sec|secs|p|pp|thm|eq|fig|ex|app|vol|no)\.\s(?:{_NUMBER}|[A-Z](?:\.[0-9]+)*)"
_CHINESE = rf"第\s{_NUMBER}\s(?:章|节|页|卷|期)|(?:定理|式|图|例|附录|习题)\s(?:{_NUMBER}|[A-Z](?:\.[0-9]+)*)"
_LOCATOR = re.compile(rf"(?:{_ENGLISH}|{_CHINESE})(?:(?:,\s|，)(?:{_ENGLISH}|{_CHINESE}))*")


@dataclass(frozen=True)
class Citation:
    """A source that is cited: its key, where, and the range of the locator, empty without one."""

    key: str
    start: int
    locator: tuple[int, int]
    entry: bool = False  # whether it is the entry of the page's list of sources


@dataclass(frozen=True)
class Cited:
    """One item of a citation, as it stands in a text."""

    key: str
    locator: str
    at: int  # where the key stands
    locator_at: int


def read_items(items: str) -> list[Cited]:
    """Read what stands between the brackets.

    Raises:
        Problem: P702 where it is no list of keys with locators.
    """
    found, at = [], 0
    for part in re.split(r"[;；]", items):
        match = _ITEM.fullmatch(part)
        if match is None:
            raise Problem("P702", "a citation is [@key], [@key, ch. 5] or [@one; @two]", at)
        locator = match["locator"] or ""
        if locator and not _LOCATOR.fullmatch(locator):
            message = (
                f"the locator {locator!r} is not known: write ch., sec., p., pp., thm., eq., fig., ex., app., vol. or "
                "no. with a number; in Chinese 第 5 章 (节, 页, 卷, 期), 定理 2.6.3 (式, 图, 例, 附录, 习题)"
            )
            raise Problem("P702", message, at + match.start("locator"))
        found.append(Cited(match["key"], locator, at + match.start("key"), at + max(match.start("locator"), 0)))
        at += len(part) + 1
    return found


def check_list(citations: list[Citation]) -> Iterator[Problem]:
    """Problems where a page's list of sources is not what the page cites."""
    entries = {c.key: c for c in reversed(citations) if c.entry}
    for citation in citations:
        if citation.entry:
            if entries[citation.key] is not citation:
                yield Problem("P704", f"{citation.key} is in the list already", citation.start)
        elif citation.key not in entries:
            message = (
                f"{citation.key} is cited here, and not in the page's sources: add `- [@{citation.key}]` and what the "
                f"page has from it, under a heading with {{#{SECTION}}}"
            )
            yield Problem("P704", message, citation.start)

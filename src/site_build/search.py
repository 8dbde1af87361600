"""Search: Chinese words for the segmenter, and the script in front of the theme's search worker."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from proofread.terms import parse_glossary
from site_build.cache import Kept, digest
from site_build.errors import SiteError

_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_WORKER_NAME = "search.*.min.js"
_RENAMED = "theme-search"


def dictionary_words(glossary: Path) -> list[str]:
    """The Chinese words of the glossary that the segmenter is to keep whole.

    Terms such as 「KL 散度」 count with their Chinese part, variants like terms. A name that contains another is left
    to be divided: whoever looks for 交叉熵 is to find 二元交叉熵 too.
    """
    if not glossary.is_file():
        raise SiteError(f"{glossary} is missing: Chinese search needs its terms")
    terms = parse_glossary(glossary.read_text(encoding="utf-8"), glossary).terms
    texts = [text for term in terms for text in (*term.names["zh"], *term.variants["zh"])]
    words = {word for text in texts for word in _HAN_RUN.findall(text)}
    return sorted(word for word in words if not any(other in word for other in words - {word}))


def keep_sections(index: Any, kept: Kept) -> None:
    """Has the theme's index know a page's sections from an earlier build, where the page has not changed since.

    Args:
        index: That of the theme's search plugin.
        kept: What was kept, and depends on all that `surroundings` names.
    """
    read = index.add_entry_from_context

    def add(page: Any) -> None:
        def made() -> list[Any]:
            known = len(index.entries)
            read(page)
            sections = index.entries[known:]
            del index.entries[known:]
            return list(sections)

        said = [page.meta.get(name) for name in ("title", "search", "tags")]
        key = digest(page.url, str(page.title), page.content, str(page.toc), said)
        index.entries += kept.of(f"search {key}", made)

    index.add_entry_from_context = add


def install_worker(site: Path, worker_source: Path) -> None:
    """Puts our worker in the place of the theme's, which it loads on first use.

    The theme's pages name its worker by a hashed file name; ours takes that name and finds the
    theme's under a new one beside it.

    Args:
        site: One language's built site.
        worker_source: docs/assets/search-worker.js.

    Raises:
        SiteError: The theme's worker is not where it is expected (a new theme version?).
    """
    workers = site / "assets" / "javascripts" / "workers"
    found = sorted(workers.glob(_WORKER_NAME))
    if len(found) != 1:
        raise SiteError(f"{workers}: expected one {_WORKER_NAME} of the theme, found {len(found)}")
    theirs = found[0].with_name(found[0].name.replace("search", _RENAMED, 1))
    found[0].rename(theirs)
    source = worker_source.read_text(encoding="utf-8")
    placeholder = "THEME_WORKER"
    if placeholder not in source:
        raise SiteError(f"{worker_source}: the name {placeholder} is missing, the theme's worker would not be loaded")
    found[0].write_text(source.replace(placeholder, theirs.name), encoding="utf-8")

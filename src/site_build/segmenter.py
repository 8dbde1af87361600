"""Chinese text as words, for search: what jieba makes of it, kept between builds.

To load jieba's dictionary takes longer than to divide all pages; a build of text that was divided before never does.
"""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path

import jieba
from material.plugins.search import plugin

from site_build.cache import Kept


class Segmenter:
    """Divides runs of Han characters into words."""

    def __init__(self, words: list[str], cache: Path, name: str) -> None:
        """Reads what was divided before.

        Args:
            words: What is to be kept whole, besides the words that jieba knows.
            cache: Where divided runs are kept.
            name: Under which.
        """
        self._own_words = words
        # What no page asks for is not forgotten: pages that have not changed ask for nothing.
        self._runs = Kept(cache, name, jieba.__version__, words, forget=False)

    def install(self) -> None:
        """Has the theme's search plugin ask here in jieba's place."""
        plugin.jieba = self

    def cut(self, run: bytes) -> list[str]:
        """The words of a run of Han characters, as `jieba.cut` would give them."""
        text = run.decode()
        words: str = self._runs.of(text, lambda: " ".join(self._tokenizer.cut(text)))
        return words.split(" ")

    def keep(self) -> None:
        """Keeps what was divided for the next build."""
        self._runs.keep()

    @cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        jieba.setLogLevel(logging.WARNING)  # it reports each start on stderr
        tokenizer = jieba.Tokenizer()
        tokenizer.load_userdict(self._own_words)  # any lines; it derives the frequencies itself
        return tokenizer

r"""Chinese lines: a line break of the source shows as no space between Han characters.

HTML turns a line break into a space. Chinese wants none between Han characters or beside full-width
punctuation, and keeps one between Han and Latin letters, digits or formulas.
"""

from __future__ import annotations

import re

_HAN = r"\u2e80-\u2fff\u3005-\u3007\u3021-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_FULL_WIDTH = r"\u3000-\u3004\u3008-\u3020\uff01-\uff65“”‘’…—"
_INLINE = r"(?:</?(?:a|abbr|b|em|i|mark|small|span|strong|sub|sup)\b[^<>]*>)*"

# Between two Han characters (or full-width marks), or beside a full-width mark whatever is on the other side.
_JOINED = re.compile(
    rf"(?<=[{_HAN}{_FULL_WIDTH}])(?P<tags>{_INLINE})[ \t]*\n[ \t]*(?={_INLINE}[{_HAN}{_FULL_WIDTH}])"
    rf"|(?<=[{_FULL_WIDTH}])(?P<close>{_INLINE})[ \t]*\n[ \t]*(?=[^\s<]|<(?:a|code|em|span|strong)\b)"
    rf"|(?P<open>{_INLINE})[ \t]*\n[ \t]*(?={_INLINE}[{_FULL_WIDTH}])"
)
_VERBATIM = re.compile(r'(<(pre|script|style|svg|textarea)\b.*?</\2>|<div class="arithmatex">.*?</div>)', re.DOTALL)


def join_lines(html: str) -> str:
    """Removes the line breaks of a Chinese page's text that would show as spaces."""
    parts = _VERBATIM.split(html)
    # Each verbatim piece brings its tag name as a second group: text, piece, tag, text, piece, tag, …
    for index in range(0, len(parts), 3):
        parts[index] = _JOINED.sub(_kept_tags, parts[index])
    return "".join(part for index, part in enumerate(parts) if index % 3 != 2)


def _kept_tags(match: re.Match[str]) -> str:
    return match["tags"] or match["close"] or match["open"] or ""

"""Numbers in words, which would go unchecked: a closed list of the ways in which results are written.

A count that a sentence needs ("three outcomes", 三个结果, "one bit") is none; a share, a multiple or an amount of
information is. As results they are written in digits, which are checked; where they are none, they are exempt with a
reason: `[half]{! figure of speech}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = "零〇一二三四五六七八九十百千万亿两"
_HAN_DIGIT = "零〇一二三四五六七八九"
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_NUMBER = (
    rf"(?:(?:{_TENS})(?:[-\s](?:{_SMALL}))?|{_TEENS}|{_SMALL}|(?:a\s|one\s)?(?:hundred|thousand|million|billion|dozen))"
)
_PARTS = "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|hundredth|thousandth|millionth"

#: Each with examples in the tests of what it finds and what it leaves.
PATTERNS: dict[str, re.Pattern[str]] = {
    "三分之一, 百分之五, 千分之三": re.compile(rf"(?<![{_HAN}])[{_HAN}]+分之[{_HAN}点]+"),
    "三成": re.compile(
        r"[一二三四五六七八九两](?<!第.)成(?:半|[一二三四五六七八九])?(?![为立本功就员果长交人绩效语份分对套型品熟见不])"
    ),
    "两倍, 一倍半": re.compile(rf"(?:(?<![{_HAN}])[{_HAN}]+(?:点[{_HAN_DIGIT}]+)?|半)倍"),
    "一半, 半数": re.compile(r"一半|(?<!多)半数"),
    "零点五": re.compile(rf"零点[{_HAN_DIGIT}]+|(?<![{_HAN}])[{_HAN}]+点[{_HAN_DIGIT}]{{2,}}"),
    "两比特": re.compile(
        r"(?:[二三四五六七八九十百千万两]|十[一二三四五六七八九])半?(?:比特|奈特|哈特利)|半(?:比特|奈特|哈特利)"
    ),
    "twice as large, half, a quarter": re.compile(
        r"(?:twice|thrice)(?=\s+(?:as|the|that|its|this|what|\$))|half(?!-(?:open|closed|line|plane|space|life))"
        r"|(?:a|one|three)\s+quarters?|quarters",
        re.IGNORECASE,
    ),
    "a third of, two thirds, three tenths": re.compile(
        rf"(?:an?|the)\s+(?:{_PARTS})(?=\s+(?:of|as)\b)|one[-\s](?:{_PARTS})|(?:{_SMALL})[-\s](?:{_PARTS})s",
        re.IGNORECASE,
    ),
    "ten percent, five per cent": re.compile(rf"(?:{_NUMBER})[-\s]+(?:per\s?cent|percentage\s+points?)", re.IGNORECASE),
    "twofold, ten times, a factor of two": re.compile(
        rf"(?:{_SMALL}|hundred|thousand)-?fold|(?:{_NUMBER})\s+times(?=\s+(?:as|more|less|larger|smaller|the|that)\b)"
        rf"|factors?\s+of\s+(?:{_NUMBER})",
        re.IGNORECASE,
    ),
    "point five": re.compile(
        rf"(?:zero|{_SMALL})\s+point\s+(?:zero|oh|{_SMALL})(?:\s+(?:zero|oh|{_SMALL}))*", re.IGNORECASE
    ),
    "two bits": re.compile(
        rf"(?:half\s+an?|(?!one\b){_NUMBER}(?:\s+and\s+a\s+half)?)[-\s]+(?:bits?|nats?|hartleys?)", re.IGNORECASE
    ),
}
_HAN_PATTERNS = re.compile("|".join(p.pattern for p in PATTERNS.values() if not p.flags & re.IGNORECASE))
_LATIN_PATTERNS = re.compile(
    r"(?<![A-Za-z])(?=[abefhmnoqstz])(?:"  # the letters that any of them begins with: for speed
    + "|".join(p.pattern for p in PATTERNS.values() if p.flags & re.IGNORECASE)
    + ")(?![A-Za-z])",
    re.IGNORECASE,
)


def numbers_in_words(text: str) -> Iterator[re.Match[str]]:
    """The numbers in words of a text that readers see."""
    yield from _HAN_PATTERNS.finditer(text)
    yield from _LATIN_PATTERNS.finditer(text)

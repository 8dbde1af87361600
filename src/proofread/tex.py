"""TeX as a text to change or to quote: its pieces with their places, what no reader takes for mathematics left out.

The grammar understands formulas; this only finds where in the text things stand, also in formulas that are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

RELATIONS = (
    "=", "<", ">", "\\lt", "\\gt", "\\approx", "\\ne", "\\neq", "\\le", "\\leq", "\\leqslant", "\\ge", "\\geq",
    "\\geqslant", "\\in", "\\sim", "\\to", "\\propto", "\\coloneqq", "\\triangleq",
)  # fmt: skip
ARROWS = ("\\Rightarrow", "\\implies", "\\iff", "\\Leftrightarrow")

_HIDDEN = re.compile(
    r"\\(?:text|textrm|textit|textbf|label|tag|eqref|begin|end)\s*\{[^{}]*\}|\\\\\[[^\]]*\]|(?P<shown>\\.)|%[^\n]*",
    re.DOTALL,
)
_PIECE = re.compile(
    r"""(?P<name>\\(?:operatorname|mathrm|mathbf|mathcal|mathsf|mathit|mathbb|boldsymbol|hat|bar|tilde|vec)
            \*?\s*(?:\{[^{}]*\}|[A-Za-z]))
      |(?P<command>\\(?:[A-Za-z]+|.))
      |(?P<number>\d+(?:\.\d+)?)
      |(?P<letter>[A-Za-z])
      |(?P<other>\S)""",
    re.VERBOSE | re.DOTALL,
)
_OPENING = {"(", "[", "\\{", "\\lvert", "\\lVert"}
_CLOSING = {")", "]", "\\}", "\\rvert", "\\rVert"}


def tex_key(tex: str) -> str:
    """TeX as it is compared with that of the built page: without blanks."""
    return re.sub(r"\s+", "", tex)


@dataclass(frozen=True)
class Piece:
    r"""A command, a name such as `\hat y`, a number, a letter, or any other sign."""

    kind: str
    text: str
    start: int
    braces: int  # how many {…} it stands in
    brackets: int  # how many (…), […] it stands in
    script: bool  # whether it stands below or above something

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)


def visible(tex: str) -> str:
    """A formula with the words, labels and environments in it blanked; offsets stay."""
    return _HIDDEN.sub(lambda match: match["shown"] or " " * len(match.group()), tex)


def pieces(tex: str) -> list[Piece]:
    """What a formula is made of, in order."""
    found: list[Piece] = []
    braces: list[bool] = []  # for each open brace: whether it is that of a script
    brackets, script_next = 0, False
    for match in _PIECE.finditer(visible(tex)):
        kind, text = str(match.lastgroup), match.group()
        if text == "}" and braces:
            braces.pop()
        if text in _CLOSING:
            brackets = max(0, brackets - 1)
        in_script = any(braces) or script_next
        found.append(Piece(kind, text, match.start(), len(braces), brackets, in_script))
        if text == "{":
            braces.append(script_next)
        if text in _OPENING:
            brackets += 1
        script_next = text in ("_", "^")
    return found


def relations(tex: str) -> list[Piece]:
    """The signs of relation and the arrows between the two sides of something, not those below a sum."""
    return [p for p in pieces(tex) if p.text in RELATIONS + ARROWS and not p.braces and not p.script]


def sides(tex: str) -> Iterator[str]:
    """What stands left and right of each sign of relation, as one text: of `a = b = c`, `a = b` and `b = c`."""
    signs = relations(tex)
    for k, sign in enumerate(signs):
        start = signs[k - 1].end if k else 0
        end = signs[k + 1].start if k + 1 < len(signs) else len(tex)
        left = _last_statement(visible(tex)[start : sign.start])
        right = _first_statement(visible(tex)[sign.end : end])
        yield f"{left} {sign.text} {right}"


def between(tex: str) -> Iterator[str]:
    """What stands between the signs of relation, and before and behind them; twice where there are two statements."""
    cuts = [(0, 0), *((sign.start, sign.end) for sign in relations(tex)), (len(tex), len(tex))]
    for (_, start), (end, _) in pairwise(cuts):
        text = visible(tex)[start:end]
        yield from dict.fromkeys((_first_statement(text), _last_statement(text)))


def _last_statement(text: str) -> str:
    return _tidy(re.split(r"\\q?quad|(?<!\\),(?![^(]*\))|\\\\(?=\s*[^&\s])", text)[-1])


def _first_statement(text: str) -> str:
    return _tidy(re.split(r"\\q?quad|&&|(?<!\\),(?![^(]*\))", text)[0])


def _tidy(text: str) -> str:
    return " ".join(text.replace("&", " ").replace("\\\\", " ").split())

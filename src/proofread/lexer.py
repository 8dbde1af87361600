"""TeX math to tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from proofread.findings import Problem
from proofread.numerals import LONGEST, numerals_in


@dataclass(frozen=True)
class Token:
    """A token: `kind` is command, number, letter, text, or the character itself."""

    kind: str
    text: str
    at: int


#: Spacing and sizing that mean nothing.
_SILENT = {
    "\\,", "\\;", "\\:", "\\!", "\\ ", "~", "\\left", "\\right", "\\bigl", "\\bigr", "\\Bigl", "\\Bigr",
    "\\biggl", "\\biggr", "\\Biggl", "\\Biggr", "\\big", "\\Big", "\\displaystyle", "\\textstyle",
    "\\limits", "\\nolimits", "\\nonumber", "\\mathstrut", "\\strut",
}  # fmt: skip
_FRACTIONS = {"\\frac", "\\tfrac", "\\dfrac"}
_TEXT_COMMANDS = {"\\text", "\\textrm", "\\textit", "\\textbf"}

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      |(?P<text>\\(?:text|textrm|textit|textbf)\s*\{)
      |(?P<environment>\\(?:begin|end)\s*\{(?P<name>[A-Za-z*]+)\})
      |(?P<label>\\label\s*\{[^{}]*\}|\\tag\s*\{[^{}]*\})
      |(?P<command>\\[A-Za-z]+|\\.|\\\n)
      |(?P<number>[0-9]+(?:\.[0-9]+)?)
      |(?P<letter>[A-Za-z])
      |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


_BRACE = re.compile(r"[{}]|\\.", re.DOTALL)


def tokenise(tex: str) -> list[Token]:
    r"""Split TeX math into tokens.

    Raises:
        Problem: When braces of `\text{…}` do not close, or a number is endless.
    """
    tokens: list[Token] = []
    at, single_digits = 0, 0
    while at < len(tex):
        match = _TOKEN.match(tex, at)
        assert match is not None  # the last alternative takes any character
        kind, start = match.lastgroup, at
        at = match.end()
        if kind == "name":
            kind = "environment"
        if kind == "number" and at - start > LONGEST:
            raise Problem("P201", f"a number of more than {LONGEST} digits", start)
        if kind == "number" and single_digits:
            # TeX reads \frac12 as one half: an argument without braces is one character.
            at = start + 1
            tokens.append(Token("number", tex[start], start))
            single_digits -= 1
            continue
        if kind == "text":
            at = _closing_brace(tex, at - 1) + 1
            tokens.append(Token("text", tex[match.end() : at - 1], start))
        elif kind == "environment":
            verb = "begin" if tex.startswith("\\begin", start) else "end"
            tokens.append(Token(verb, match["name"], start))
        elif kind == "command":
            if match.group() not in _SILENT:
                tokens.append(Token("command", match.group(), start))
            single_digits = 2 if match.group() in _FRACTIONS else single_digits
            continue
        elif kind in ("number", "letter"):
            tokens.append(Token(kind, match.group(), start))
        elif kind == "other" and match.group() not in _SILENT:
            tokens.append(Token(match.group(), match.group(), start))
        if kind not in ("space", "label"):
            single_digits = 0
    return tokens


def _closing_brace(tex: str, opening: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(tex, opening):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.start()
    raise Problem("P201", "a brace is not closed", opening)


def numerals_in_tex(tex: str) -> list[str]:
    """The numerals that a reader sees in a formula, in order; in one that does not parse, all digits."""
    try:
        tokens = tokenise(tex)
    except Problem:
        return numerals_in(tex)
    found: list[str] = []
    for token in tokens:
        if token.kind == "number":
            found.append(token.text)
        elif token.kind == "text":
            found.extend(numerals_in(token.text))
    return found

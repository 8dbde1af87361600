"""Numerals as they are written: value, number of places, unit; and the rule of rounding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

#: A numeral in running text. Digits that continue an ASCII name (float64, log2, x_1) are part of the name.
NUMERAL = re.compile(r"(?<![A-Za-z0-9])(?<![A-Za-z0-9]_)(?<![0-9]\.)[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)*")

#: So many characters a number has at most; longer ones are refused, for no reader reads them and no check ends soon.
LONGEST = 400

#: Characters without a shape of their own besides controls: fillers, blanks and variation selectors.
_SHAPELESS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
_NUMBERS = {"Nd", "Nl", "No"}
_ON_DIGIT = re.compile(r"(?<=[0-9])[^\x00-\x7f]")

#: The units of information and the base of logarithm that each stands for.
UNIT_BASE: dict[str, str] = {"nat": "e", "bit": "2", "hart": "10"}

_UNIT_WORDS = {
    "nat": "nat", "nats": "nat", "奈特": "nat",
    "bit": "bit", "bits": "bit", "比特": "bit",
    "hartley": "hart", "hartleys": "hart", "哈特利": "hart",
}  # fmt: skip

_WRITTEN = re.compile(
    r"""(?P<sign>[-\u2212+]?)(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)
        (?:\s*(?P<percent>[%％])|[\s\-\u00a0]*(?P<unit>[A-Za-z]+|奈特|比特|哈特利))?""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Literal:
    """A decimal as written.

    Attributes:
        value: Its exact value, percent signs and powers of ten applied.
        quantum: One unit in its last place (1 for an integer).
        unit: `nat`, `bit`, `hart`, or None.
        integer: Whether it was written without a decimal point.
    """

    value: Fraction
    quantum: Fraction
    unit: str | None = None
    integer: bool = False

    def negated(self) -> Literal:
        """The same literal with the other sign."""
        return Literal(-self.value, self.quantum, self.unit, self.integer)


def hidden_glyphs(text: str) -> Iterator[tuple[int, str]]:
    """Characters that can hide a number from readers of digits, with what each is.

    Numbers that are no ASCII digits (full-width, raised, circled, vulgar fractions); controls, zero-width and
    bidirectional marks, which no reader sees; marks that combine with a digit, as a stroke through it.
    """
    found = {char: what for char in set(text) if (what := _hidden(char))}
    if found:
        for match in re.finditer("[" + re.escape("".join(found)) + "]", text):
            yield match.start(), found[match.group()]
    for match in _ON_DIGIT.finditer(text):
        if unicodedata.category(match.group()) in ("Mn", "Me") and match.group() not in found:
            yield match.start(), f"U+{ord(match.group()):04X} changes the digit before it: write plain digits"


def _hidden(char: str) -> str:
    if char in "\n\t" or " " <= char <= "~":
        return ""
    category = unicodedata.category(char)
    if category in _INVISIBLE or _SHAPELESS.match(char):
        name = unicodedata.name(char, "a control character").lower()
        return f"U+{ord(char):04X} ({name}) is seen by no reader and can hide a number: take it out"
    if category in _NUMBERS or re.search("[0-9]", unicodedata.normalize("NFKC", char)):
        return f"{char!r} hides a number: write plain digits, or a formula"
    return ""


def quantum_of(number: str) -> Fraction:
    """One unit in the last place of a decimal as written: `0.80` gives 1/100."""
    _, _, places = number.partition(".")
    return Fraction(1, 10 ** len(places))


def decimal(value: Fraction, places: int) -> str:
    """A decimal of so many places, not negative, in digits."""
    digits = f"{int(value * 10**places):0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def read_literal(text: str) -> Literal | None:
    """Read `1.157 bits`, `−0.5`, `70 %`, `0.8 奈特`; None when the text is anything else."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or len(match["number"]) > LONGEST:
        return None
    number = match["number"].replace(",", "")
    value, quantum = Fraction(number), quantum_of(number)
    if match["percent"]:
        value, quantum = value / 100, quantum / 100
    if match["sign"] in ("-", "\u2212"):
        value = -value
    unit = None
    if match["unit"]:
        unit = _UNIT_WORDS.get(match["unit"])
        if unit is None:
            return None
    return Literal(value, quantum, unit, integer="." not in number)


def unit_in(text: str) -> str | None:
    """The unit of information that a table header names: `information (bits)`, `自信息（奈特）`."""
    found = {unit for word, unit in _UNIT_WORDS.items() if _has_word(text, word)}
    return found.pop() if len(found) == 1 else None


def _has_word(text: str, word: str) -> bool:
    if word.isascii():
        return re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", text) is not None
    return word in text


def round_half_away(value: Fraction, quantum: Fraction) -> Fraction:
    """Round to a multiple of `quantum`, ties away from zero."""
    steps = abs(value) / quantum
    rounded = (2 * steps + 1) // 2
    return (1 if value >= 0 else -1) * rounded * quantum


def numerals_in(text: str) -> list[str]:
    """The numerals that a reader sees in a run of text, in order."""
    return [match.group() for match in NUMERAL.finditer(text)]

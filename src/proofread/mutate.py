"""Make one mistake at a time and see that it is noticed: what the checks are worth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from proofread.check import check_page
from proofread.notation import read_notation
from proofread.scope import Scope
from proofread.site import LANGUAGES, pages_of
from proofread.source import Page, Section, is_reference, read_text, scan


@dataclass(frozen=True)
class Mutant:
    """A page with one digit changed."""

    page: Page
    section: int
    offset: int
    digit: str

    @property
    def text(self) -> str:
        """The changed page."""
        return self.page.text[: self.offset] + self.digit + self.page.text[self.offset + 1 :]

    def __str__(self) -> str:
        """Where it is, and the line before and after."""
        start = self.page.text.rfind("\n", 0, self.offset) + 1
        end = self.page.text.find("\n", self.offset)
        before, after = self.page.text[start:end].strip(), self.text[start:end].strip()
        return f"{self.page.place(self.offset)}: {before!r} became {after!r}"


@dataclass
class Outcome:
    """How many mutants were made, and which went unnoticed. Exempt numerals are set aside and counted."""

    made: int = 0
    exempt: int = 0
    survivors: list[Mutant] = field(default_factory=list)

    def summary(self) -> str:
        """The kill rate in one line."""
        killed = self.made - len(self.survivors)
        rate = 100 * killed / self.made if self.made else 0.0
        return f"{killed} of {self.made} digit changes noticed ({rate:.2f} %), {self.exempt} in exempt numerals"


def mutate_digits(docs: Path, shift: int = 1, only: list[Path] | None = None) -> Outcome:
    """Change each digit of each visible numeral, page by page and language by language, parity off.

    Args:
        docs: The directory of the pages.
        shift: What is added to the digit, modulo 10.
        only: Pages to mutate; all by default.
    """
    site, _ = read_notation(docs / "notation.check")
    outcome = Outcome()
    for relative in pages_of(docs):
        for path in (docs / language / relative for language in LANGUAGES):
            if path.is_file() and (only is None or path in only):
                _mutate_page(scan(path, read_text(path)), site, shift, outcome)
    return outcome


def _mutate_page(page: Page, site: Scope, shift: int, outcome: Outcome) -> None:
    sound = {(p.code, p.offset) for p in check_page(page, site).problems}
    for number, section in enumerate(page.sections):
        exempt = exempt_ranges(page, section)
        for offset in digits_of(section):
            if any(start <= offset < end for start, end in exempt):
                outcome.exempt += 1
                continue
            outcome.made += 1
            digit = str((int(page.text[offset]) + shift) % 10)
            mutant = Mutant(page, number, offset, digit)
            if not noticed(mutant, site, sound):
                outcome.survivors.append(mutant)


def noticed(mutant: Mutant, site: Scope, sound: set[tuple[str, int]]) -> bool:
    """Whether the checks report anything about the changed section that they did not report before."""
    changed = scan(mutant.page.path, mutant.text)
    problems = check_page(changed, site, only={mutant.section}).problems
    return any((p.code, p.offset) not in sound for p in problems)


def digits_of(section: Section) -> Iterator[int]:
    """The offsets of all digits that a reader sees in a section."""
    for numeral in section.numerals:
        yield from (numeral.start + m.start() for m in re.finditer(r"\d", numeral.text))
    for formula in section.formulas:
        if not is_reference(formula.tex):
            yield from (formula.start + m.start() for m in re.finditer(r"\d", hide_labels(formula.tex)))


def hide_labels(tex: str) -> str:
    """TeX with the digits of labels blanked, which no reader sees."""
    return re.sub(r"\\label\s*\{[^{}]*\}", lambda m: " " * len(m.group()), tex)


def exempt_ranges(page: Page, section: Section) -> list[tuple[int, int]]:
    """Where numerals are exempt by a mark."""
    ranges = [m.content for m in section.marks if m.kind == "!" and m.content]
    for table in section.tables:
        for mark in (m for m in section.marks if m.kind == "!" and m.content is None):
            for column, cell in enumerate(table.rows[0]):
                if cell[0] <= mark.start < cell[1]:
                    ranges.extend(row[column] for row in table.rows[1:] if column < len(row))
            ranges.extend(cell for row in table.rows[1:] if row[0][0] <= mark.start < row[0][1] for cell in row[1:])
    return ranges

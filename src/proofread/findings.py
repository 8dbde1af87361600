"""What the proofreader reports: a finding has a place, a stable code, and says what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Every code with what it stands for. A code never changes its meaning and is never used again.
CODES: dict[str, str] = {
    "P001": "a file that cannot be read as text",
    "P002": "nothing to examine",
    "P003": "a page whose check did not end within its time and memory",
    "P004": "a page on which the proofreader itself failed",
    "P101": "a numeral that nothing accounts for",
    "P102": "a numeral that is not the value it is bound to",
    "P103": "a mark or a binding that cannot be understood",
    "P104": "a binding in which no given and no library name occurs",
    "P105": "a glyph that hides a number (full-width digits, vulgar fractions)",
    "P106": "a table binding that does not fit its table",
    "P107": "a unit that is missing, or clashes with what it stands behind",
    "P108": "a number in words",
    "P109": "a way of writing Markdown that is not read here",
    "P201": "a formula that does not parse",
    "P202": "a symbol that is not declared",
    "P203": "a bare \\log without a declared base",
    "P204": "an ambiguous way of writing",
    "P205": "a notation that the proofreader does not know",
    "P301": "an equality that is refuted",
    "P302": "a literal that is not the value correctly rounded",
    "P303": "a rounded literal behind an equals sign",
    "P304": "an exact literal behind an approximation sign",
    "P305": "an inequality that is refuted",
    "P306": "an inequality that is weaker than it could be",
    "P307": "an expression that is undefined where the text claims it",
    "P308": "a relation that cannot be decided",
    "P309": "a premise that never holds",
    "P310": "a line of rounded terms that does not match the terms it stands for",
    "P401": "a line of a check block that cannot be understood",
    "P402": "a declaration that contradicts the site's notation",
    "P403": "a library function that disagrees with the definition it computes",
    "P404": "a hypothesis that the text does not state",
    "P501": "a page that exists in one language only",
    "P502": "headings that differ between the languages",
    "P503": "formulas that differ between the languages",
    "P504": "numerals that differ between the languages",
    "P505": "check blocks that differ between the languages",
    "P506": "a structure (example, figure, table, statement, link) that differs between the languages",
    "P601": "a rendered page that shows other numerals than those accounted for",
    "P701": "an entry of the bibliography that is not as it should be",
    "P702": "a citation of an unknown source or place",
    "P703": "a source that no page cites",
    "P704": "a page's list of sources that is not what the page cites",
    "P711": "an entry of the glossary that is not as it should be",
    "P712": "a name that pages do not use",
    "P713": "an English name that stands in the wrong place, or is the wrong one",
}


@dataclass(frozen=True)
class Place:
    """A place in a source file; line and column count from 1."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        """`file:line:column`, as editors and terminals link it."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where, and what to do about it."""

    place: Place
    code: str
    message: str

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unknown finding code {self.code!r}")

    @property
    def file(self) -> Path:
        """The file it is in."""
        return self.place.file

    @property
    def line(self) -> int:
        """Its line, from 1."""
        return self.place.line

    @property
    def column(self) -> int:
        """Its column, from 1."""
        return self.place.column

    def __str__(self) -> str:
        """One line: place, code, message."""
        return f"{self.place}: {self.code} {self.message}"


class Problem(Exception):
    """Something wrong, found where only an offset into a piece of text is known.

    The caller, who knows where the piece stands, turns it into a `Finding`.
    """

    def __init__(self, code: str, message: str, offset: int = 0) -> None:
        super().__init__(code, message, offset)  # all of them: it is kept with its page, and made again from these
        self.code = code
        self.message = message
        self.offset = offset

    def __str__(self) -> str:
        """What is wrong, and what to do about it."""
        return self.message


@dataclass
class Counts:
    """What was examined. Printed always: a check that examined nothing is no check."""

    pages: int = 0
    bound: int = 0
    exempt: int = 0
    in_formulas: int = 0
    formulas: int = 0
    relations: int = 0
    unchecked: int = 0
    marks: int = 0

    def add(self, other: Counts) -> None:
        """Add another page's counts to these."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Report:
    """Findings and counts of a run."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    #: the counts of each page, by its path
    pages: dict[Path, Counts] = field(default_factory=dict)
    #: what was checked on each page that has no findings of its own, section by section: see `evidence`
    evidence: dict[Path, list[dict[str, Any]]] = field(default_factory=dict)
    #: the numbers that each such page arrives at: see `results`
    results: dict[Path, list[dict[str, Any]]] = field(default_factory=dict)
    #: what the reader of the report should know besides, such as that nothing could be cached
    notes: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """What was examined, in one line."""
        c = self.counts
        numerals = c.bound + c.exempt + c.in_formulas
        return (
            f"{c.pages} pages, {numerals} numerals ({c.in_formulas} in formulas, {c.bound} bound, "
            f"{c.exempt} exempt), {c.formulas} formulas, {c.relations} relations checked, "
            f"{c.unchecked} marked unchecked; {len(self.findings)} findings"
        )

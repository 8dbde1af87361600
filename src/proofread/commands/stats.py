"""`proofread stats`: how the numerals of each page are accounted for."""

from __future__ import annotations

import argparse
import sys

from proofread.commands.common import Commands, add_paths, in_columns, select
from proofread.findings import Counts, Report
from proofread.site import check_site

HEADER = (
    "page", "numerals", "in formulas", "bound", "exempt", "marks", "marks per numeral", "formulas", "relations",
    "unchecked",
)  # fmt: skip


def add_to(commands: Commands) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser("stats", help="count numerals by class, marks and relations, page by page")
    add_paths(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    selection = select(options.paths, options.docs)
    report = check_site(selection.docs, selection.only, parity=False)
    print(table(report))
    if report.findings:
        print(f"proofread: {len(report.findings)} findings, which `proofread check` shows", file=sys.stderr)
    return 0 if report.counts.pages else 1


def table(report: Report) -> str:
    """A row a page and the totals, in columns."""
    rows = [HEADER, *(_row(path.as_posix(), counts) for path, counts in sorted(report.pages.items()))]
    return in_columns([*rows, _row(f"{report.counts.pages} pages", report.counts)])


def _row(name: str, c: Counts) -> tuple[str, ...]:
    numerals = c.in_formulas + c.bound + c.exempt
    ratio = f"{c.marks / numerals:.2f}" if numerals else "–"
    numbers = (numerals, c.in_formulas, c.bound, c.exempt, c.marks)
    return (name, *map(str, numbers), ratio, *map(str, (c.formulas, c.relations, c.unchecked)))

"""`proofread stats`: how the numerals of each page are accounted for."""

from __future__ import annotations

import argparse
import sys
import unicodedata

from proofread.commands.common import Commands, add_paths, select
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
    rows = [list(HEADER)]
    rows += [_row(path.as_posix(), counts) for path, counts in sorted(report.pages.items())]
    rows.append(_row(f"{report.counts.pages} pages", report.counts))
    widths = [max(_width(row[k]) for row in rows) for k in range(len(HEADER))]
    lines = [
        "  ".join(_padded(cell, width, k) for k, (cell, width) in enumerate(zip(r, widths, strict=True))) for r in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def _row(name: str, c: Counts) -> list[str]:
    numerals = c.in_formulas + c.bound + c.exempt
    ratio = f"{c.marks / numerals:.2f}" if numerals else "–"
    numbers = (numerals, c.in_formulas, c.bound, c.exempt, c.marks)
    return [name, *map(str, numbers), ratio, *map(str, (c.formulas, c.relations, c.unchecked))]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(cell: str, width: int, column: int) -> str:
    space = " " * (width - _width(cell))
    return cell + space if column == 0 else space + cell

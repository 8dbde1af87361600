r"""`proofread check`: hold pages to what they mean.

With `--format json` standard output is one object, whose shape only grows:

    {"version": 1,
     "findings": [{"file": "docs/en/a.md", "line": 10, "column": 15, "code": "P302", "message": "found …"}],
     "counts": {"pages": 2, "bound": 2, "exempt": 0, "in_formulas": 2, "formulas": 4, "relations": 2, "unchecked": 0,
                "marks": 1},
     "pages": {"docs/en/a.md": {… the same counts for each page that was examined …}}}

With `--format github` each finding is a workflow command, which GitHub shows beside the line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from proofread.commands.common import Commands, add_paths, select
from proofread.findings import CODES, Finding, Report
from proofread.pool import TIME_LIMIT
from proofread.site import check_site

SCHEMA_VERSION = 1


def add_to(commands: Commands) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser("check", help="check pages: every numeral, every formula, both languages alike")
    add_paths(parser)
    parser.add_argument("--format", choices=sorted(_FORMATS), default="text", help="how findings are printed")
    parser.add_argument("--no-parity", action="store_true", help="do not hold the languages to each other")
    parser.add_argument("--no-cache", action="store_true", help="evaluate everything anew, keep nothing")
    parser.add_argument(
        "--time-limit", type=_seconds, default=TIME_LIMIT, metavar="SECONDS", help="for each page; 60 by default"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    selection = select(options.paths, options.docs)
    report = check_site(
        selection.docs,
        selection.only,
        parity=not options.no_parity,
        cache=not options.no_cache,
        limit=options.time_limit,
    )
    for note in report.notes:
        print(f"proofread: {note}", file=sys.stderr)
    _FORMATS[options.format](report)
    return 1 if report.findings else 0


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError("more than 0 seconds, and less than a day")
    return value


def _text(report: Report) -> None:
    for finding in report.findings:
        print(finding)
    print(f"proofread: {report.summary()}")


def _github(report: Report) -> None:
    for finding in report.findings:
        print(workflow_command(finding))
    print(f"proofread: {report.summary()}")


def _json(report: Report) -> None:
    shown = {
        "version": SCHEMA_VERSION,
        "findings": [_plain(finding) for finding in report.findings],
        "counts": vars(report.counts),
        "pages": {path.as_posix(): vars(counts) for path, counts in report.pages.items()},
    }
    print(json.dumps(shown, ensure_ascii=False, indent=2))
    print(f"proofread: {report.summary()}", file=sys.stderr)


def _plain(finding: Finding) -> dict[str, str | int]:
    return {
        "file": finding.file.as_posix(),
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "message": finding.message,
    }


def workflow_command(finding: Finding) -> str:
    """A finding as GitHub's workflow commands want it, with its escapes."""
    place = f"file={_property(finding.file.as_posix())},line={finding.line},col={finding.column}"
    title = _property(f"{finding.code} {CODES[finding.code]}")
    return f"::error {place},title={title}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_FORMATS: dict[str, Callable[[Report], None]] = {"text": _text, "github": _github, "json": _json}

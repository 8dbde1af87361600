"""`proofread explain`: what stands at a place, what it is bound to, its value, and how it was checked."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from proofread.commands.common import Commands, Misuse, add_docs, select
from proofread.findings import Problem


def add_to(commands: Commands) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser("explain", help="say what stands at a place and how it was checked")
    parser.add_argument("place", metavar="FILE:LINE[:COLUMN]", help="as findings print it")
    add_docs(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    path, line, column = read_place(options.place)
    selection = select([path], options.docs)
    from proofread.explain import explain
    from proofread.source import scan

    site, texts = selection.read()
    [text] = texts.values()
    try:
        for part in explain(scan(path, text), site, line, column):
            print(part)
    except Problem as problem:
        print(f"proofread: {problem.message}", file=sys.stderr)
        return 2
    return 0


def read_place(text: str) -> tuple[Path, int, int | None]:
    """Read `FILE:LINE` or `FILE:LINE:COLUMN`.

    Raises:
        Misuse: When it is neither, or the file is none.
    """
    match = re.fullmatch(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?:?", text)
    if match is None:
        raise Misuse(f"{text} is no place: write FILE:LINE or FILE:LINE:COLUMN")
    path = Path(match["file"])
    if not path.is_file():
        raise Misuse(f"{path} is no file")
    return path, int(match["line"]), int(match["column"]) if match["column"] else None

"""What authors run of the site's build: `python -m site_build check`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from site_build import numbering, pages
from site_build.errors import SiteError


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; returns the exit status: 1 with findings, 2 on misuse."""
    parser = argparse.ArgumentParser(prog="python -m site_build", description="The site's build, without building.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="hold tree, ids and references to the pages")
    parser.parse_args(arguments)
    try:
        findings = check(Path("docs"))
    except SiteError as error:
        print(error, file=sys.stderr)
        return 2
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def check(docs: Path) -> list[str]:
    """What is wrong with the pages as parts of a site."""
    tree = pages.read_tree(docs)
    return [str(finding) for finding in (*pages.check_pages(docs, tree), *numbering.read_site(docs, tree).findings)]


if __name__ == "__main__":
    sys.exit(main())

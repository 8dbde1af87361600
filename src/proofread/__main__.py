"""The command `proofread`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from proofread.site import LANGUAGES, check_site

DESCRIPTION = "Hold every number and every relation on the pages to what they mean."


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 without findings, 1 with findings, 2 on misuse."""
    parser = argparse.ArgumentParser(prog="proofread", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check pages (all by default)")
    check.add_argument("paths", nargs="*", type=Path, help="pages, or the directory of the pages (default: docs)")
    check.add_argument("--docs", type=Path, default=Path("docs"), help="where notation.check, zh/ and en/ are")
    check.add_argument("--no-parity", action="store_true", help="do not hold the languages to each other")
    options = parser.parse_args(arguments)
    return _check(options)


def _check(options: argparse.Namespace) -> int:
    docs, pages = options.docs, []
    for path in options.paths:
        if not path.exists():
            print(f"proofread: {path} does not exist", file=sys.stderr)
            return 2
        if path.is_dir():
            if (path / "notation.check").is_file():
                docs = path
            else:
                pages.extend(sorted(path.rglob("*.md")))
        else:
            pages.append(path)
    if options.paths and not pages and docs not in options.paths:
        print("proofread: no Markdown page in what was named", file=sys.stderr)
        return 2
    try:
        report = check_site(docs, pages or None, parity=not options.no_parity)
    except FileNotFoundError as error:
        print(f"proofread: {error}; name it with --docs", file=sys.stderr)
        return 2
    for finding in report.findings:
        print(finding)
    print(f"proofread: {report.summary()}")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())


__all__ = ["LANGUAGES", "main"]

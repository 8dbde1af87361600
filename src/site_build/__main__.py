"""What is run of the site's build by itself: `python -m site_build check`, `publish` and `offline` (`make …`)."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from proofread import terms
from site_build import api_pages, docstrings, glossary, ledger, library, numbering, offline, pages, search_index
from site_build.errors import SiteError
from site_build.revision import read_revision

SOURCES = Path("src")


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; returns the exit status: 1 with findings, 2 on misuse."""
    parser = argparse.ArgumentParser(prog="python -m site_build", description="The site's build, without building.")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="hold tree, ids, references and what was published to the pages")
    checking.add_argument("--before", type=Path, metavar="DOCS", help="an earlier docs/, whose ledger must be kept")
    commands.add_parser("publish", help="add new ids and addresses to docs/published.toml")
    commands.add_parser(
        "docstrings", help="bring the list of what docstrings say up to date, for you to write in Chinese"
    )
    zipping = commands.add_parser("offline", help="zip the built site, to be read without a network")
    zipping.add_argument("site", type=Path, nargs="?", default=Path("site"), help="the directory (default: site)")
    given = parser.parse_args(arguments)
    try:
        if given.command == "offline":
            print(f"written: {offline.write(given.site, read_revision(Path()))}")
            return 0
        if given.command == "docstrings":
            return list_docstrings()
        found = check(Path("docs"), getattr(given, "before", None))
        if given.command == "publish" and not found:
            publish(Path("docs"))
    except SiteError as error:
        print(error, file=sys.stderr)
        return 2
    for finding in found:
        print(finding)
    return 1 if found else 0


def check(docs: Path, before: Path | None = None) -> list[str]:
    """What is wrong with the pages as parts of a site, and what of it was published and is gone."""
    tree = pages.read_tree(docs)
    public = read_library()
    numbered = numbering.read_site(docs, tree, api_pages.anchors(public))
    found = [*pages.check_pages(docs, tree), *numbered.findings, *api_pages.check(public, docs, tree)]
    found += docstrings.check(public, docstrings.read_chinese(SOURCES / library.PACKAGE))
    known_terms = terms.read_glossary(docs)
    found += glossary.check_pages(known_terms, docs, tree)
    found += search_index.check_typed(search_index.read_typed(docs), known_terms, docs, tree)
    known = ledger.read_ledger(docs)
    if not found:  # else what has no id, or is a page in one language, would count as gone
        found += ledger.check(known, numbered, tree)
    lost = ledger.removed(ledger.read_ledger(before), known) if before else []
    return [*map(str, found), *(f"docs/published.toml: {address} was taken out: it only grows" for address in lost)]


def read_library() -> list[library.Module]:
    """The library of this repository; a site elsewhere may have none."""
    return library.read(SOURCES) if (SOURCES / library.PACKAGE).is_dir() else []


def list_docstrings() -> int:
    """Writes the files of the docstrings' Chinese anew, and says what is left to be written; the exit status."""
    public, package = read_library(), SOURCES / library.PACKAGE
    for path in docstrings.update(public, docstrings.read_chinese(package), package):
        print(f"written: {path}")
    left = docstrings.check(public, docstrings.read_chinese(package))
    for finding in left:
        print(finding)
    return 1 if left else 0


def publish(docs: Path) -> None:
    """Adds what is new to docs/published.toml, and says what that is."""
    tree = pages.read_tree(docs)
    numbered = numbering.read_site(docs, tree, api_pages.anchors(read_library()))
    now = ledger.current(numbered, tree, docs, datetime.date.today())
    for address in ledger.publish(ledger.read_ledger(docs), now):
        print(f"new: {address}")


if __name__ == "__main__":
    sys.exit(main())

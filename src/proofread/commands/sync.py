"""`proofread sync`: copy what is language-free from one language's pages to the other's."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from proofread.commands.common import Commands, add_paths, offer, read, select
from proofread.site import LANGUAGES


def add_to(commands: Commands) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser(
        "sync",
        help="copy check blocks, formulas, marks, numbers and heading ids to the other language, as a patch",
        description="Copies what is language-free from one language's pages to the other's, section by section, and "
        "says what is left to you.",
    )
    add_paths(parser)
    parser.add_argument("--from", dest="source", choices=LANGUAGES, required=True, help="the language that is right")
    parser.add_argument("--write", action="store_true", help="write the files, instead of printing a patch")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    selection = select(options.paths, options.docs)
    from proofread.patch import Change
    from proofread.source import scan
    from proofread.sync import synchronise

    other = next(language for language in LANGUAGES if language != options.source)
    relative = {Path(*path.relative_to(selection.docs).parts[1:]) for path in selection.pages()}
    changes, left = [], 0
    for page in sorted(relative):
        source, target = (selection.docs / language / page for language in (options.source, other))
        if not source.is_file() or not target.is_file():
            there, missing = (target, source) if target.is_file() else (source, target)
            print(f"{missing}: is not there, though {there} is: write it, or `proofread new`", file=sys.stderr)
            left += 1
            continue
        ours, theirs = (scan(path, read(path)) for path in (source, target))
        synced = synchronise(ours, theirs)
        for finding in synced.left:
            print(finding, file=sys.stderr)
        left += len(synced.left)
        if synced.text != theirs.text:
            changes.append(Change(target, theirs.text, synced.text))
    offer(changes, write=options.write)
    print(
        f"proofread: {len(relative)} pages, {len(changes)} to change, {left} differences left to you", file=sys.stderr
    )
    return 1 if left or (changes and not options.write) else 0

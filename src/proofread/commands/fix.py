"""`proofread fix`: propose marks for numerals that nothing accounts for."""

from __future__ import annotations

import argparse
import sys

from proofread.commands.common import Commands, add_paths, offer, select
from proofread.findings import Problem


def add_to(commands: Commands) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser(
        "fix",
        help="propose marks for numerals that nothing accounts for, as a patch",
        description="Proposes a mark for each numeral that nothing accounts for and that equals a given, a component, "
        "a count or a value of the library in its section. It is for you to say whether that is what is meant.",
    )
    add_paths(parser)
    parser.add_argument("--write", action="store_true", help="write the files, instead of printing a patch")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    selection = select(options.paths, options.docs)
    from proofread.patch import Change
    from proofread.propose import propose
    from proofread.source import scan

    site, texts = selection.read()
    changes, remaining = [], 0
    for path, text in texts.items():
        page = scan(path, text)
        proposals = propose(page, site)
        for proposal in proposals.found:
            if proposal.others:
                also = ", ".join(f"`{other}`" for other in proposal.others)
                print(f"{page.place(proposal.start)}: `{proposal.expression}`, or {also}", file=sys.stderr)
        for problem in proposals.without:
            print(page.finding(_without_a_proposal(problem)), file=sys.stderr)
        remaining += len(proposals.without)
        if proposals.found:
            changes.append(Change(path, text, proposals.apply(text)))
    offer(changes, write=options.write)
    print(f"proofread: {remaining} numerals are left to you", file=sys.stderr)
    return 1 if remaining or (changes and not options.write) else 0


def _without_a_proposal(problem: Problem) -> Problem:
    return Problem(problem.code, f"no proposal: {problem.message}", problem.offset)

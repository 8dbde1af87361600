"""`proofread mutate`: make mistakes, see that they are noticed."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from proofread.commands.common import Commands, Misuse, add_paths, in_columns, select

if TYPE_CHECKING:
    from proofread.mutate import Outcome

HEADER = ("kind", "made", "noticed", "roundings", "listed", "idle", "rate", "slowest")


def add_to(commands: Commands) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser(
        "mutate", help="make one mistake at a time and see that it is noticed: what the checks are worth"
    )
    add_paths(parser)
    parser.add_argument("--sample", type=_count, metavar="N", help="how many, evenly over the kinds; by default all")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="which sample; 0 by default")
    parser.add_argument("--kinds", nargs="+", metavar="KIND", help="only these kinds of mistakes")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from proofread.edits import KINDS
    from proofread.findings import Problem
    from proofread.mutate import mutate

    kinds = tuple(k for k in KINDS if k in options.kinds) if options.kinds else KINDS
    if unknown := sorted(set(options.kinds or ()) - set(KINDS)):
        raise Misuse(f"unknown kind {', '.join(unknown)}; known: {', '.join(KINDS)}")
    selection = select(options.paths, options.docs)
    try:
        outcome = mutate(
            selection.docs, selection.only, kinds=kinds, sample=options.sample, seed=options.seed, progress=_Progress()
        )
    except Problem as problem:
        raise Misuse(problem.message) from problem
    for survivor in outcome.survivors:
        print(survivor)
    for entry in outcome.unused:
        print(f"{selection.docs}/equivalent-mutants.toml: fits nothing any more, take it out: {entry}")
    for line in sorted(outcome.idle):
        print(f"{line}: nothing depends on this")
    print(summary(outcome))
    if not any(tally.made for tally in outcome.kinds.values()):
        print("proofread: nothing was there to change", file=sys.stderr)
        return 1
    return 1 if outcome.survivors or outcome.unused else 0


def summary(outcome: Outcome) -> str:
    """A row a kind: how many were made, how many came out as they should, what was set aside."""
    rows: list[tuple[str, ...]] = [HEADER]
    for kind, t in outcome.kinds.items():
        counts = map(str, (t.made, t.as_it_should, t.roundings, t.listed, t.idle))
        rows.append((kind, *counts, f"{100 * t.rate:.2f} %", f"{t.slowest:.2f} s"))
    lines = [in_columns(rows)]
    if "equivalent" in outcome.kinds:
        lines.append("(of the kind `equivalent`, noticed means passed: these edits change no meaning)")
    if aside := ", ".join(f"{count} {reason}" for reason, count in sorted(outcome.set_aside.items()) if count):
        lines.append(f"set aside: {aside}")
    return "\n".join(lines)


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


class _Progress:
    """One line that counts, on a terminal only."""

    def __init__(self) -> None:
        self.shown = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty() and (done == total or now - self.shown > 0.5):
            self.shown = now
            print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

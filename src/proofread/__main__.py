"""The command `proofread`."""

from __future__ import annotations

import argparse
import io
import os
import sys

from proofread.commands import COMMANDS
from proofread.commands.common import Misuse

DESCRIPTION = "Hold every number and every relation on the pages to what they mean."
EPILOG = "Exit status: 0 all is well; 1 there is something to do, which is printed; 2 the command was misused."


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when there is something to do, 2 on misuse."""
    parser = argparse.ArgumentParser(prog="proofread", description=DESCRIPTION, epilog=EPILOG)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # pages are; a terminal's or a pipe's own encoding may lack Chinese
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except Misuse as misuse:
        print(f"proofread: {misuse}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has seen enough; nothing is left to flush at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())

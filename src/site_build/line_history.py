"""In which commit each line of a text last changed: one run of git for all of them.

`git blame` says it file by file, and takes ten times as long. Here the changes of all files are read once, oldest
first, and carried out on lists that have, in the place of each line, the commit that it came with.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from site_build.revision import Change

Lines = dict[str, list[Change]]
"""By file, below the project: of each of its lines the commit that it came with."""

_COMMIT = re.compile(r"\0(?P<commit>[0-9a-f]{40,}) (?P<seconds>\d+)\Z")
_HUNK = re.compile(r"@@ -(?P<old>\d+)(?:,(?P<gone>\d+))? \+\d+(?:,(?P<come>\d+))? @@")
_FORMAT = ("--first-parent", "-m", "-p", "-U0", "-M", "--reverse", "--no-color", "--no-ext-diff", "--no-textconv")


def read_lines(project: Path, paths: Iterable[str]) -> Lines:
    """Asks git about the lines of files as they are in the commit that is built.

    Args:
        project: The root of the project.
        paths: Files and directories below it.

    Returns:
        The lines; nothing where git cannot be run or knows nothing.
    """
    prefixes = ("--src-prefix=a/", "--dst-prefix=b/", "--relative")
    command = ["git", "-C", str(project), "-c", "core.quotePath=false", "log", *_FORMAT, *prefixes]
    try:
        done = subprocess.run([*command, "--format=%x00%H %ct", "--", *paths], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}
    return replay(done.stdout.decode("utf-8", errors="replace"))


def replay(log: str) -> Lines:
    """Carries out the changes that `git log` shows, without lines around them and oldest first."""
    files: Lines = {}
    lines: list[Change] = []
    change = Change("", 0)
    offset = skip = 0
    for line in log.split("\n"):
        if skip:  # within a hunk a line may look like anything
            skip -= not line.startswith("\\")
        elif hunk := _HUNK.match(line):
            gone, come = (int(hunk[name] or 1) for name in ("gone", "come"))
            start = int(hunk["old"]) + offset - (1 if gone else 0)
            lines[start : start + gone] = [change] * come
            offset += come - gone
            skip = gone + come
        elif line.startswith("diff --git "):
            offset = 0
        elif line.startswith("rename from "):
            lines = files.pop(line.removeprefix("rename from "), [])
        elif line.startswith("rename to "):
            files[line.removeprefix("rename to ")] = lines
        elif line.startswith("--- a/"):
            lines = files.get(line.removeprefix("--- a/"), lines)
        elif line == "+++ /dev/null":
            lines = []
        elif line.startswith("+++ b/"):
            lines = files.setdefault(line.removeprefix("+++ b/"), [])
        elif found := _COMMIT.match(line):
            change = Change(found["commit"], int(found["seconds"]))
    return {name: lines for name, lines in files.items() if lines}

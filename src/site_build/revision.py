"""What git knows of the build: its commit, and when and in which commit each file last changed.

It is what the site says and no more: without git, in a shallow clone, for a file that is new or changed and not
committed, there is no date, and `Revision.reason` says why. Dates are days in UTC, so that a commit has one
wherever it is built.
"""

from __future__ import annotations

import datetime
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from site_build.errors import SiteError

SHORT = 10
"""Digits of a commit that are shown: a fixed number, for git's own choice depends on what the clone has in it."""

_EPOCH = "SOURCE_DATE_EPOCH"


@dataclass(frozen=True)
class Change:
    """A commit that changed a file.

    Attributes:
        commit: Its full hash; empty where the day comes from SOURCE_DATE_EPOCH.
        seconds: When it was committed, in seconds since 1970-01-01 UTC.
    """

    commit: str
    seconds: int

    @property
    def time(self) -> datetime.datetime:
        """When it was committed, in UTC."""
        return datetime.datetime.fromtimestamp(self.seconds, datetime.UTC)

    @property
    def date(self) -> datetime.date:
        """The day, in UTC."""
        return self.time.date()

    @property
    def short(self) -> str:
        """The commit as it is shown."""
        return self.commit[:SHORT]


@dataclass(frozen=True)
class Revision:
    """The state of a working copy.

    Attributes:
        commit: The full hash of the commit that is built, empty if there is none or it is not known.
        modified: Files, below the project, with changes that are not committed.
        reason: Why dates are not known, as a clause; empty if they are.
    """

    commit: str = ""
    modified: frozenset[str] = frozenset()
    reason: str = ""
    _root: Path = Path()
    _changes: Mapping[str, Change] = field(default_factory=dict)
    _source: Change | None = None  # of everything, where git does not know

    @property
    def short(self) -> str:
        """The commit as it is shown."""
        return self.commit[:SHORT]

    def last_change(self, *files: Path) -> Change | None:
        """The newest last change of some files.

        Args:
            files: Files of the project.

        Returns:
            The change; None if git does not know one of them, or one has changes that are not committed.
        """
        if self._source is not None:
            return self._source
        names = [file.resolve().as_posix().removeprefix(f"{self._root.as_posix()}/") for file in files]
        if not names or any(name in self.modified or name not in self._changes for name in names):
            return None
        return max((self._changes[name] for name in names), key=lambda change: change.seconds)

    def newest(self) -> Change | None:
        """The newest of all changes that are committed."""
        if self._source is not None:
            return self._source
        return max(self._changes.values(), key=lambda change: change.seconds, default=None)


def read_revision(project: Path, environ: Mapping[str, str] = os.environ) -> Revision:
    """Asks git about a project, once for all files.

    Args:
        project: The root of the project.
        environ: The environment; where git knows nothing, SOURCE_DATE_EPOCH is the date of all sources.

    Raises:
        SiteError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    try:
        return _from_git(project.resolve())
    except _UnknownError as unknown:
        return Revision(unknown.commit, reason=str(unknown), _root=project.resolve(), _source=_source_date(environ))


class _UnknownError(Exception):
    def __init__(self, reason: str, commit: str = "") -> None:
        super().__init__(reason)
        self.commit = commit


def _from_git(root: Path) -> Revision:
    if not _git(root, "ls-files", "--", "mkdocs.yml"):  # unpacked inside some other repository
        raise _UnknownError("the sources are not under git's control")
    commit = _git(root, "rev-parse", "HEAD").strip()
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise _UnknownError("this is a shallow clone, without the history (`git fetch --unshallow` brings it)", commit)
    # -c: of a merge, what it changed by itself. Each commit begins with a NUL of its own, as no path does.
    log = _git(root, "log", "-c", "--format=%x00%H %ct", "--name-only", "--no-renames", "--relative", "-z")
    changes: dict[str, Change] = {}
    current: Change | None = None
    for part in log.split("\0"):
        text = part.removeprefix("\n")
        words = text.split(" ")
        if len(words) == 2 and len(words[0]) >= 40 and words[1].isdecimal():
            current = Change(words[0], int(words[1]))
        elif text and current is not None:
            changes.setdefault(text, current)
    status = _git(root, "--no-optional-locks", "status", "--porcelain", "-z", "--no-renames", "--untracked-files=no")
    prefix = _git(root, "rev-parse", "--show-prefix").strip()
    modified = (entry[3:].removeprefix(prefix) for entry in status.split("\0") if entry)
    return Revision(commit, frozenset(modified), "", root, changes)


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise _UnknownError(f"git cannot be run ({error})") from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise _UnknownError(lines[0] if lines else f"git ends with status {done.returncode}")
    return done.stdout.decode(errors="replace")


def _source_date(environ: Mapping[str, str]) -> Change | None:
    seconds = environ.get(_EPOCH, "")
    if not seconds:
        return None
    if not seconds.isdecimal():
        raise SiteError(f"{_EPOCH} is {seconds!r}: expected seconds since 1970-01-01 UTC, as in 1795219200")
    return Change("", int(seconds))

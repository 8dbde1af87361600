"""How the build says that something is wrong: where, what, what was expected, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One fault of a source file."""

    path: Path
    line: int
    message: str
    column: int | None = None

    def __str__(self) -> str:
        place = f"{self.line}" if self.column is None else f"{self.line}:{self.column}"
        return f"{shown_path(self.path)}:{place}: {self.message}"


class SiteError(Exception):
    """The site cannot be built; the message says where, what, and what to do."""


def shown_path(path: Path) -> str:
    """The path as a person types it: relative to the working directory where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)

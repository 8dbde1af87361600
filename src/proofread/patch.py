"""Changes to files: shown as a patch, or written so that nothing but the change is changed."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Replacement:
    """A part of a text and what takes its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Change:
    """A file's text before and after, as `source.read_text` reads it."""

    path: Path
    before: str
    after: str

    def patch(self) -> str:
        """The change as a unified diff, for `git apply` and `patch -p1`."""
        name = self.path.as_posix().lstrip("/")
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True), self.after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
        )
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)

    def write(self) -> None:
        """Write the file; its byte order mark, line ends and mode stay as they are."""
        raw = self.path.read_bytes()
        text = self.after.replace("\n", "\r\n") if b"\r\n" in raw else self.after
        data = (_BOM if raw.startswith(_BOM) else b"") + text.encode("utf-8")
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(self.path.stat().st_mode)
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def replaced(text: str, replacements: Iterable[Replacement]) -> str:
    """A text with parts of it replaced; of two that overlap, the first in the text counts."""
    parts, at = [], 0
    for r in sorted(replacements, key=lambda r: (r.start, r.end)):
        if r.start >= at:
            parts += [text[at : r.start], r.text]
            at = r.end
    return "".join([*parts, text[at:]])

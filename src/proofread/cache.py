"""What was found before, on disk, by content: only what changed is evaluated again.

An entry's key covers all that its value depends on: the texts, the sources of the proofreader and of the library, and
the versions of what they compute with. So an entry is never out of date; it is right, or nobody asks for it any more.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: Entries kept when the cache is swept: the youngest.
MOST = 4000
_PACKAGES = ("proofread", "crossentropy")
_DISTRIBUTIONS = ("python-flint", "numpy")


def package_directories() -> list[Path]:
    """Where the sources of the proofreader and of the library lie."""
    found = []
    for name in _PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"the package {name} is not installed: pip install -e .")
        found.append(Path(spec.origin).parent)
    return found


def fingerprint() -> str:
    """A digest of everything besides the texts that a result depends on."""
    digest = hashlib.sha256(repr(sys.version_info).encode())
    for name in _DISTRIBUTIONS:
        digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    for directory in package_directories():
        for path in sorted(directory.rglob("*.py")):
            digest.update(f"{path.relative_to(directory).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


#: Taken when this process loaded the sources: a long-lived one must not store what old sources found under new ones.
_LOADED = fingerprint()


def write_whole(path: Path, text: str) -> None:
    """Write a file aside and move it into place: another process sees the whole of it, or what was there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


class Cache:
    """Results in a directory, one file each; several processes may share it."""

    def __init__(self, directory: Path | None) -> None:
        """Use a directory, made when something is first stored; None keeps nothing."""
        self.directory = directory
        self.notes: list[str] = []
        self._stored = 0

    @staticmethod
    def key(*parts: str) -> str:
        """The key of what depends on these texts, and on the sources."""
        return hashlib.sha256("\0".join((_LOADED, *map(_digest, parts))).encode()).hexdigest()

    def load(self, key: str) -> Any | None:
        """A stored value; None when there is none, or only a damaged one."""
        if self.directory is None:
            return None
        try:
            digest, _, body = self._path(key).read_text(encoding="utf-8").partition("\n")
            return json.loads(body) if digest == _digest(body) else None
        except (OSError, UnicodeDecodeError, json.JSONDecodeError):
            return None

    def store(self, key: str, value: Any) -> None:
        """Keep a value; nobody reads half an entry."""
        if self.directory is None:
            return
        body = json.dumps(value, ensure_ascii=False)
        try:
            write_whole(self._path(key), f"{_digest(body)}\n{body}")
            self._stored += 1
        except OSError as error:
            self.notes.append(f"results are not kept: {error}")
            self.directory = None

    def still_current(self) -> bool:
        """Whether the sources are those that this process runs."""
        return fingerprint() == _LOADED

    def sweep(self) -> None:
        """After something was stored: forget the oldest entries when there are too many."""
        if self.directory is None or not self._stored:
            return
        entries = []
        for entry in os.scandir(self.directory):
            with suppress(FileNotFoundError):  # another process has moved it into place, or swept it, in this moment
                entries.append((entry.stat().st_mtime, entry.path))
        for _, path in sorted(entries, reverse=True)[MOST:]:
            Path(path).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        assert self.directory is not None
        return self.directory / f"{key}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

"""What builds keep for later ones: JSON values in a directory, shared by parallel builds."""

from __future__ import annotations

import hashlib
import json
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from proofread.cache import Cache as Results
from proofread.cache import write_whole


def digest(*parts: Any) -> str:
    """A key for anything that JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def contents(files: Iterable[Path], below: Path | None = None) -> list[tuple[str, str]]:
    """What names files, by their paths below a directory where it is given, and tells each content from any other."""
    return [
        (file.relative_to(below).as_posix() if below else file.name, hashlib.sha256(file.read_bytes()).hexdigest())
        for file in files
    ]


def _all_in(directory: Path) -> list[tuple[str, str]]:
    files = (file for file in sorted(directory.rglob("*")) if file.is_file() and file.suffix != ".pyc")
    return contents(files, directory)


_OURS = Path(__file__).parent
_INSTALLED = sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
_LOADED = [Results.key(), _INSTALLED, _all_in(_OURS)]
"""As it was when this process loaded the code, the proofreader's by its own account: a preview that runs on must not
keep what old code made as what new code makes."""


def surroundings(project: Path) -> list[Any]:
    """All that what a build makes may depend on, besides the pages and what stands below docs.

    That is what is installed, the proofreader and this package; and, as they are now, the settings, docs/*.toml, the
    library, and the hook, which MkDocs loads anew at every rebuild.
    """
    files = [*sorted(project.glob("mkdocs*.yml")), *sorted((project / "docs").glob("*.toml")), _OURS / "hook.py"]
    return [*_LOADED, contents(files), _all_in(project / "src" / "crossentropy")]


class Cache:
    """Values that are cheap to lose: a damaged entry counts as absent and is made anew."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def get(self, key: str) -> Any | None:
        """The value stored under a key, or None if there is none that is whole."""
        try:
            checksum, _, text = self._path(key).read_text(encoding="utf-8").partition("\n")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        if checksum != hashlib.sha256(text.encode()).hexdigest():
            return None
        return json.loads(text)

    def put(self, key: str, value: Any) -> None:
        """Stores a value so that another process sees the whole of it or nothing."""
        text = json.dumps(value, ensure_ascii=False)  # in the order that it has, as it is to come back
        write_whole(self._path(key), f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}")

    def _path(self, key: str) -> Path:
        return self.directory / key[:2] / key[2:]


class Kept:
    """What a build made, in one file for the next; what a build did not ask for is forgotten, if not told otherwise."""

    def __init__(self, directory: Path, name: str, *made_with: Any, forget: bool = True) -> None:
        """Reads what is there.

        Args:
            directory: That of a cache.
            name: Under which it is kept.
            made_with: All that the values depend on, besides what `of` is asked for; what JSON can hold.
            forget: Whether what was not asked for is forgotten.
        """
        self._cache, self._name, self._key = Cache(directory), digest(name), digest(*made_with)
        kept = self._cache.get(self._name) or {}
        self._before: dict[str, Any] = kept["values"] if kept.get("key") == self._key else {}
        self._now: dict[str, Any] = {} if forget else dict(self._before)

    def of(self, what: str, make: Callable[[], Any]) -> Any:
        """The value for this, made if it is not known; what JSON can hold."""
        if what not in self._now:
            self._now[what] = self._before[what] if what in self._before else make()
        return self._now[what]

    def keep(self) -> None:
        """Keeps what was asked for."""
        if self._now != self._before:
            self._cache.put(self._name, {"key": self._key, "values": self._now})

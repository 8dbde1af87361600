"""A Chromium for the tests: one that is there, else one that can be installed, else a clear failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

# Nothing but the site itself is ever asked for: the site's made-up host leads to the test's server, all others nowhere.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
)

ADVICE = """No Chromium, and none could be installed. One of these helps:
  Debian, Ubuntu:  apt-get install chromium fonts-noto-cjk
  elsewhere:       .venv/bin/python -m playwright install chromium
  installed already: CHROMIUM=/path/to/chromium make test"""


def find(playwright: Playwright) -> Path | None:
    """A Chromium on this machine: the one of the environment, on the path, Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).is_file():
            pytest.fail(f"CHROMIUM={named}: there is no such file")
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


def install(playwright: Playwright) -> Path:
    """Installs one: Debian's where this process may, else Playwright's."""
    said = []
    if shutil.which("apt-get") and os.geteuid() == 0:
        packages = ["chromium", "fonts-noto-cjk"]  # a Han font, so that pictures of pages show Chinese
        # Another process may hold the package lock: wait for it.
        apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
        said += [_run([*apt, "update"]), _run([*apt, "install", "-y", "--no-install-recommends", *packages])]
    if not find(playwright):
        said.append(_run([sys.executable, "-m", "playwright", "install", "chromium"]))
    found = find(playwright)
    if found is None:
        pytest.fail("\n".join([ADVICE, *said]))
    return found


def _run(command: list[str]) -> str:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"$ {' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def arguments(host: str, port: int) -> list[str]:
    """Chromium's flags: the made-up host is the test's server."""
    rules = f"--host-resolver-rules=MAP {host} 127.0.0.1:{port}, MAP * ~NOTFOUND"
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [*FLAGS, *sandbox, rules]

"""The English build, a process of its own beside the Chinese one that starts it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PREVIEW = "SITE_PREVIEW"
"""The environment variable that tells the English process that it builds for `serve`."""


@dataclass
class SecondBuild:
    """A running English build; its output is kept until it ends."""

    process: subprocess.Popen[bytes]
    output: IO[bytes]

    def wait(self) -> tuple[bool, str]:
        """Waits for its end; returns whether it succeeded, and what it said."""
        status = self.process.wait()
        self.output.seek(0)
        text = self.output.read().decode("utf-8", errors="replace")
        self.output.close()
        return status == 0, text

    def stop(self) -> None:
        """Ends it, because the primary build failed."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        self.output.close()


def start(project: Path, site: Path, site_url: str, *, strict: bool, preview: bool) -> SecondBuild:
    """Starts the English build.

    Args:
        project: Where mkdocs.en.yml lies.
        site: The directory that holds both languages' sites.
        site_url: The shared root's address.
        strict: Whether its warnings fail it, as they do the primary build.
        preview: Whether it is for `serve`, where faults are shown and the pages all the same.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(project / "mkdocs.en.yml"), "-d", str(site)]
    if strict:
        command.append("--strict")
    # A file and not a pipe: nobody reads while the primary build works, and a full pipe would stop it.
    output = tempfile.TemporaryFile()  # noqa: SIM115 - closed in wait() or stop()
    environment = {**os.environ, "SITE_URL": site_url, PREVIEW: "1" if preview else ""}
    process = subprocess.Popen(
        command,
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    return SecondBuild(process, output)


def warnings_in(output: str) -> str:
    """The part of a build's output that is worth showing when it succeeded."""
    lines = output.splitlines()
    first = next((i for i, line in enumerate(lines) if line.startswith(("WARNING", "ERROR"))), len(lines))
    return "\n".join(lines[first:])

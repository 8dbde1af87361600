"""The English build, a process of its own beside the Chinese one that starts it.

It starts at once, for it takes seconds until it knows what there is to build; then it waits until the Chinese build has
proofread the pages, as only one of them needs to, and lets it go on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from site_build.errors import SiteError

PREVIEW = "SITE_PREVIEW"
"""The environment variable that tells the English process that it builds for `serve`."""

WAITING = "SITE_WAITS"
"""The environment variable that tells the English process that it is to wait for a word on its standard input."""

_WORD = b"go on\n"


@dataclass
class SecondBuild:
    """A running English build; its output is kept until it ends."""

    process: subprocess.Popen[bytes]
    output: IO[bytes]

    def let_go_on(self) -> None:
        """Lets it build its pages, which it waits with."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError), self.process.stdin as waiting:  # if it has ended, wait() will tell why
            waiting.write(_WORD)

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
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.output.close()


def start(project: Path, site: Path, site_url: str, *, strict: bool, preview: bool) -> SecondBuild:
    """Starts the English build, as far as it comes without the word to go on.

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
    environment = {**os.environ, "SITE_URL": site_url, PREVIEW: "1" if preview else "", WAITING: "1"}
    process = subprocess.Popen(
        command,
        cwd=project,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    return SecondBuild(process, output)


def wait_for_primary() -> None:
    """In the English build: waits until the primary one lets it go on.

    Raises:
        SiteError: The primary build has ended before.
    """
    if os.environ.get(WAITING) and sys.stdin.buffer.readline() != _WORD:
        raise SiteError("the primary build has ended")


def warnings_in(output: str) -> str:
    """The part of a build's output that is worth showing when it succeeded."""
    lines = output.splitlines()
    first = next((i for i, line in enumerate(lines) if line.startswith(("WARNING", "ERROR"))), len(lines))
    return "\n".join(lines[first:])

"""`mkdocs serve` shows both languages and a changed page at once; a known repository is linked."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from built_site import Project


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


SHOWN_BY_ITSELF = "assets/math-of-one-page/"


@dataclass
class Served:
    """A running `mkdocs serve`, and the file that has what it says."""

    process: subprocess.Popen[str]
    said: Path

    def shows(self, address: str, holds: Callable[[str], bool]) -> str:
        """The text at an address, once it is as wanted."""
        return self._eventually(address, lambda: _text_at(address), holds)

    def says(self, pattern: str) -> None:
        """Waits until it has said something."""
        self._eventually(pattern, lambda: self.said.read_text("utf-8"), lambda text: bool(re.search(pattern, text)))

    def _eventually(self, what: str, ask: Callable[[], str], holds: Callable[[str], bool], seconds: float = 180) -> str:
        text = ""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                pytest.fail(f"mkdocs serve ended:\n{self.said.read_text('utf-8')}")
            text = ask()
            if holds(text):
                return text
            time.sleep(0.2)
        said = self.said.read_text("utf-8")
        pytest.fail(f"{what}: not as wanted in {seconds} s, but:\n{text[:2000]}\nIt said:\n{said}")


def _text_at(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            text: str = answer.read().decode("utf-8")
            return text
    except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
        return str(error)


def test_serve_shows_both_languages_live(project: Project, tmp_path: Path) -> None:
    port = free_port()
    root = f"http://127.0.0.1:{port}/"
    environment = {key: value for key, value in os.environ.items() if key != "SITE_URL"} | {"NO_MKDOCS_2_WARNING": "1"}
    said = tmp_path / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
            cwd=project.root,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    served = Served(process, said)
    try:
        page = served.shows(f"{root}zh/information/entropy/", lambda text: "熵" in text)
        assert 'href="../../../en/information/entropy/"' in page
        assert f"{root}en/information/entropy/" in served.shows(f"{root}en/sitemap.xml", bool)
        assert "navigator.language" in served.shows(root, bool)

        # A change of one page is shown before anything else is built, also while the whole is being built behind it.
        project.write("en/information/entropy.md", "# Entropy\n\nA new sentence with 0.5 in it, and $p_i$.\n")
        page = served.shows(f"{root}en/information/entropy/", lambda text: "A new sentence" in text)
        assert SHOWN_BY_ITSELF in page
        styles = f"{root}en/assets/math-of-one-page/math.css"
        assert "mjx-container" in served.shows(styles, bool)
        project.write("zh/information/entropy.md", "# 熵\n\n新的一句。\n")
        served.shows(f"{root}zh/information/entropy/", lambda text: "新的一句" in text)

        # Then all pages are built and checked: what is wrong is said, and the page is as any build makes it.
        served.says(r"en/information/entropy\.md:3:\d+: P\d+ .*0\.5")
        served.shows(f"{root}en/information/entropy/", lambda text: SHOWN_BY_ITSELF not in text)
        assert "A new sentence" in served.shows(
            f"{root}en/search/search_index.json", lambda text: "new sentence" in text
        )
        assert "新的一句" in served.shows(f"{root}zh/information/entropy/", bool)
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_the_repository_is_linked_and_its_forge_not_asked(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPO_URL", "https://github.com/someone/something")
    done = project.build()
    assert done.returncode == 0, done.stdout
    for lang in ("zh", "en"):
        page = (project.root / "site" / lang / "information/entropy/index.html").read_text(encoding="utf-8")
        assert f"https://github.com/someone/something/edit/main/docs/{lang}/information/entropy.md" in page
        assert 'data-md-component="source"' not in page, "this component asks api.github.com"

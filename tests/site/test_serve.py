"""`mkdocs serve` shows both languages and follows changes of either; a known repository is linked."""

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
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from built_site import Project


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def eventually(address: str, holds: Callable[[str], bool], process: subprocess.Popen[str], seconds: float = 60) -> str:
    """The text at an address, once it is as wanted."""
    text = ""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            assert process.stdout
            pytest.fail(f"mkdocs serve ended:\n{process.stdout.read()}")
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                text = answer.read().decode("utf-8")
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            text = str(error)
        if holds(text):
            return text
        time.sleep(0.2)
    pytest.fail(f"{address} did not become as wanted in {seconds} s; it says:\n{text[:2000]}")


def test_serve_shows_both_languages_live(project: Project) -> None:
    port = free_port()
    root = f"http://127.0.0.1:{port}/"
    environment = {key: value for key, value in os.environ.items() if key != "SITE_URL"} | {"NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=project.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        page = eventually(f"{root}zh/information/entropy/", lambda text: "熵" in text, process)
        assert 'href="../../../en/information/entropy/"' in page
        assert f"{root}en/information/entropy/" in eventually(f"{root}en/sitemap.xml", bool, process)
        assert "navigator.language" in eventually(root, bool, process)

        # A change of the English page shows; a wrong digit is reported and the page shown all the same.
        project.write("en/information/entropy.md", "# Entropy\n\nA new sentence with 0.5 in it.\n")
        eventually(f"{root}en/information/entropy/", lambda text: "A new sentence" in text, process)
        project.write("zh/information/entropy.md", "# 熵\n\n新的一句。\n")
        eventually(f"{root}zh/information/entropy/", lambda text: "新的一句" in text, process)
    finally:
        process.terminate()
        said = process.communicate(timeout=30)[0]
    assert re.search(r"en/information/entropy\.md:3:\d+: P\d+ .*0\.5", said), said


def test_the_repository_is_linked_and_its_forge_not_asked(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPO_URL", "https://github.com/someone/something")
    done = project.build()
    assert done.returncode == 0, done.stdout
    for lang in ("zh", "en"):
        page = (project.root / "site" / lang / "information/entropy/index.html").read_text(encoding="utf-8")
        assert f"https://github.com/someone/something/edit/main/docs/{lang}/information/entropy.md" in page
        assert 'data-md-component="source"' not in page, "this component asks api.github.com"

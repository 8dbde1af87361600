"""What the tests of the built site share: its address, a way to build it, tiny projects to break."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]

HOST = "site.test"
"""A made-up host that the browser resolves to the test's server. So the site is built once with one address,
and each pytest-xdist worker serves it at a port of its own."""

PREFIX = "/course/"
"""The site stands below a path, as project pages do: a link that forgets it is found."""

SITE_URL = f"http://{HOST}{PREFIX}"

Visit = Callable[..., Page]
"""Opens a page of the site; keywords are those of a browser context."""


class FileServer(SimpleHTTPRequestHandler):
    """Python's own file server."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def serving(directory: Path, handler: type[FileServer] = FileServer) -> Iterator[int]:
    """Serves a directory on loopback while the block runs, at the port that it gives."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(directory))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def mkdocs_build(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `mkdocs build` in a project; the result's stdout has all that it said."""
    environment = {**os.environ, "SITE_URL": SITE_URL, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *arguments],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )


# The theme takes over a page's links when it has read the sitemap: until then nothing but the browser follows them.
_FOLLOW = """(link) => {
  let taken = false;
  addEventListener("click", (event) => { taken = event.defaultPrevented; event.preventDefault(); }, {once: true});
  link.click();
  return taken;
}"""


def follow_instantly(page: Page, selector: str) -> None:
    """Follows the first such link by the theme's instant navigation, which keeps the document; no pointer moves."""
    page.evaluate("window.sameDocument = true")
    link, here = page.locator(selector).first, page.url
    for _ in range(600):
        if link.evaluate(_FOLLOW):
            break
        page.wait_for_timeout(50)
    page.wait_for_url(lambda url: url != here)
    assert page.evaluate("window.sameDocument"), "this was no instant navigation"


def eventually(page: Page, holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold in a page within twenty seconds; what it waits for tells nobody when it comes."""
    for _ in range(200):
        if holds():
            return True
        page.wait_for_timeout(100)
    return holds()


def lay_out_to_its_end(page: Page) -> None:
    """Has the browser lay out at once what of a page is out of view, and else would be when a reader comes near."""
    page.add_style_tag(content=".md-content__inner > * { content-visibility: visible !important }")


def written_pages(site: Path) -> list[str]:
    """All HTML pages of a built site, relative to its root."""
    return sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))


COMPANION = "/cite/index.html"
"""How the addresses of pages with citations end: there is one below each page, and all are made alike."""


def kinds_of_pages(site: Path) -> list[str]:
    """All HTML pages of a built site, but one companion only of each language: for what is slow in a browser."""
    pages = written_pages(site)
    companions = [path for path in pages if path.endswith(COMPANION)]
    shown = {path[:3]: path for path in companions}.values()  # the last of zh/, and of en/
    return [path for path in pages if path not in companions or path in shown]


@dataclass
class Project:
    """A small copy of the site's project, with pages of its own, to be broken by a test."""

    root: Path

    def write(self, path: str, text: str) -> None:
        """Writes a file below docs/."""
        file = self.root / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def write_both(self, path: str, text: str) -> None:
        """Writes the same page in both languages, below the title that docs/pages.toml gives it."""
        for lang, title in (("zh", "熵"), ("en", "Entropy")):
            self.write(f"{lang}/{path}.md", f"# {title}\n\n{text}\n")

    def add_example(self, code: str = 'print("hello")\n') -> None:
        """Writes an example and what it shows."""
        self.write("examples/hello.py", f'"""Says hello."""\n{code}')
        self.write("examples/zh.toml", 'hello = "打个招呼。"\n')

    def build(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Builds it strictly."""
        return mkdocs_build(self.root, "--strict", *arguments)

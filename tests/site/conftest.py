"""The built site, a server for it, a browser, and tiny projects to break."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import chromium
import pytest
from built_site import HOST, PREFIX, ROOT, SITE_URL, FileServer, Project, Visit, mkdocs_build, serving
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from site_build.locking import locked
from site_build.mathjax.node import ensure_packages

expect.set_options(timeout=30_000)
"""As long as Playwright waits for all else: the browsers of other tests may keep the processor busy meanwhile."""


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """The real site, built once for all workers."""
    target = shared / "site"
    with locked(shared / "site.lock"):
        failed = shared / "site.failed"
        if failed.exists():
            pytest.fail(failed.read_text(encoding="utf-8"))
        if not target.exists():
            done = mkdocs_build(ROOT, "--strict", "-d", str(target))
            if done.returncode != 0:
                shutil.rmtree(target, ignore_errors=True)
                failed.write_text(f"mkdocs build --strict failed:\n{done.stdout}", encoding="utf-8")
                pytest.fail(failed.read_text(encoding="utf-8"))
    return target


class _Handler(FileServer):
    """Serves the site below its prefix, with its own 404 page, as GitHub Pages does."""

    def translate_path(self, path: str) -> str:
        if not path.startswith(PREFIX):
            return str(Path(self.directory, "no-such-file"))
        return super().translate_path("/" + path.removeprefix(PREFIX))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html").read_bytes()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


@pytest.fixture(scope="session")
def port(site: Path) -> Iterator[int]:
    """The port at which the site is served on loopback."""
    with serving(site, _Handler) as port:
        yield port


@pytest.fixture(scope="session")
def browser(shared: Path, port: int) -> Iterator[Browser]:
    """A real Chromium, one for each worker."""
    with sync_playwright() as playwright:
        with locked(shared / "chromium.lock"):
            executable = chromium.find(playwright) or chromium.install(playwright)
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.arguments(HOST, port))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens a page of the site in a context of its own; script errors fail the test.

    Called with a path below the site's root and options of Playwright's `new_context`.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.goto(SITE_URL + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


PAGES = """
home = { path = "index", zh = "首页", en = "Home" }
[[parts]]
zh = "信息"
en = "Information"
pages = [
  { path = "information/entropy", number = 1, zh = "熵", en = "Entropy" },
  { path = "information/codes", number = 2, zh = "编码与码长", en = "Codes and lengths" },
]
"""


GLOSSARY = """
[[term]]
id = "entropy"
zh = "熵"
en = "entropy"
page = "information/entropy"
meaning_zh = "自信息的期望"
meaning_en = "the expected self-information"
"""


@pytest.fixture(scope="session")
def node_packages() -> Path:
    """The Node packages, installed where they are missing: on a clean checkout a test may be what needs them first."""
    ensure_packages(ROOT)
    return ROOT / "node_modules"


@pytest.fixture
def project(tmp_path: Path, shared: Path, node_packages: Path) -> Project:
    """Two pages in both languages, with the real configuration, theme, library and proofreader."""
    for name in ("mkdocs.yml", "mkdocs.en.yml", "src", "package.json", "package-lock.json", "node_modules", ".npmrc"):
        (tmp_path / name).symlink_to(ROOT / name)
    (shared / "cache").mkdir(exist_ok=True)
    (tmp_path / ".cache").symlink_to(shared / "cache")
    for name in ("assets", "notation.check"):
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs" / name).symlink_to(ROOT / "docs" / name)
    made = Project(tmp_path)
    made.write("pages.toml", PAGES)
    made.write("glossary.toml", GLOSSARY)
    made.write("figures/palette.py", (ROOT / "docs" / "figures" / "palette.py").read_text(encoding="utf-8"))
    made.write("examples/zh.toml", "")
    made.write("zh/index.md", "# 首页\n\n<!-- contents -->\n")
    made.write("en/index.md", "# Home\n\n<!-- contents -->\n")
    made.write_both(
        "information/entropy", "```check\nlog e\np = [0.7, 0.2, 0.1]\n```\n\n$H(p) \\approx 0.802\\,\\nat$\n"
    )
    return made

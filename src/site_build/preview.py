"""The preview of `make serve`: a changed page is shown at once, and the whole site is built behind it.

MkDocs builds all pages of both languages at each change. Here a change of nothing but pages that are there builds these
alone, in this process, into the site as it was last built. Then a process of its own builds and checks the whole, says
what it finds, and its pages take the place of the old ones; a further change ends it and begins anew. Any other change
(a new page, an example, the library, a configuration file) builds all before anything is shown, as MkDocs does.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from site_build.languages import LANGS, PRIMARY, Lang
from site_build.second_build import PREVIEW
from site_build.state import STATE

log = logging.getLogger("mkdocs.hooks.site_build")

_CONFIG = {lang: "mkdocs.yml" if lang == PRIMARY else f"mkdocs.{lang}.yml" for lang in LANGS}
_WATCHED = ("docs", "src", *_CONFIG.values())
_BUILDER = logging.getLogger("mkdocs.commands.build")
_API = "\n::: "  # such pages refer to one another, and can only be built together
_MATH, _MATH_OF_ONE = "assets/math/", "assets/math-of-one-page/"

#: How much the build behind the preview stands back, as `nice` counts it.
_BEHIND = 10

#: What tells one state of a file from another.
Snapshot = dict[Path, tuple[int, int]]


def install(server: LiveReloadServer, builder: Callable[[], None], project: Path) -> None:
    """Makes MkDocs's server show single pages at once."""
    preview = Preview(project, Path(server.root), server.url, builder)
    server.watch(str(preview.finished.parent))
    server.builder = preview
    STATE.stop_preview = preview.stop


class Preview:
    """What the server calls at each change."""

    def __init__(self, project: Path, site: Path, site_url: str, build_all: Callable[[], None]) -> None:
        """Take over after the first build.

        Args:
            project: Where mkdocs.yml lies.
            site: The directory that is served, with both languages' sites.
            site_url: Its address.
            build_all: Builds everything in this process.
        """
        self.project = project
        self.site = site
        self.site_url = site_url
        self.build_all = build_all
        self.work = Path(tempfile.mkdtemp(prefix="preview_", dir=site))  # it goes with the site
        self.finished = self.work / "finished" / "whole"  # is touched when the whole has been built
        self.ready = False  # whether the whole has been built, and waits to be served
        self.finished.parent.mkdir()
        self.seen = self._snapshot()
        self.behind: subprocess.Popen[bytes] | None = None

    def __call__(self) -> None:
        """Bring the served site up to date."""
        now = self._snapshot()
        changed = {path for path in now.keys() | self.seen.keys() if now.get(path) != self.seen.get(path)}
        known = all(path in now and path in self.seen for path in changed)
        self.seen = now
        if not changed:
            if self.ready:
                self._take_over()
            return
        self.stop()
        pages = {path: lang for path in changed if (lang := self._language(path))} if known else {}
        if pages.keys() != changed or any(_API in path.read_text(encoding="utf-8") for path in pages):
            self.build_all()
            return
        for lang in LANGS:
            own = [path for path in changed if pages[path] == lang]
            if own:
                self._show(lang, own)
        names = ", ".join(path.relative_to(self.project).as_posix() for path in sorted(changed))
        log.info("Shown before it is checked: %s. All pages are built and checked now", names)
        self._build_behind()

    def stop(self) -> None:
        """Ends the build behind the preview."""
        running, self.behind, self.ready = self.behind, None, False
        if running is not None and running.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(running.pid, signal.SIGTERM)  # the build of the other language, too
            else:
                running.terminate()
            running.wait()

    def _snapshot(self) -> Snapshot:
        files = [file for name in _WATCHED for file in _files(self.project / name)]
        return {file: (state.st_mtime_ns, state.st_size) for file in files if (state := file.stat())}

    def _language(self, path: Path) -> Lang | None:
        """The language of a page's source; None for any other file."""
        docs = self.project / "docs"
        return next((lang for lang in LANGS if path.suffix == ".md" and path.is_relative_to(docs / lang)), None)

    def _show(self, lang: Lang, sources: Iterable[Path]) -> None:
        """Builds pages of one language by themselves, and puts them into the served site."""
        target = self.work / "pages"
        shutil.rmtree(target, ignore_errors=True)
        level = _BUILDER.level
        _BUILDER.setLevel(logging.ERROR)  # it warns at each build of single pages that others may be out of date
        STATE.only = {path.relative_to(self.project / "docs" / lang).as_posix() for path in sources}
        try:
            config = load_config(str(self.project / _CONFIG[lang]), site_dir=str(target))
            config.site_url = self.site_url
            config.plugins.on_startup(command="serve", dirty=True)
            build_site(config, serve_url=self.site_url, dirty=True)
        finally:
            STATE.only = None
            _BUILDER.setLevel(level)
        built = target / lang
        for page in built.rglob("index.html"):
            html = page.read_text(encoding="utf-8").replace(_MATH, _MATH_OF_ONE)
            (self.site / lang / page.relative_to(built)).write_text(html, encoding="utf-8")
        shutil.rmtree(self.site / lang / _MATH_OF_ONE, ignore_errors=True)
        shutil.copytree(built / _MATH, self.site / lang / _MATH_OF_ONE)
        if (built / "figures").is_dir():
            shutil.copytree(built / "figures", self.site / lang / "figures", dirs_exist_ok=True)

    def _build_behind(self) -> None:
        """Starts the build of the whole; what it finds wrong it says itself, as soon as it finds it."""
        target = self.work / "whole"
        shutil.rmtree(target, ignore_errors=True)
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(self.project / _CONFIG[PRIMARY])]
        environment = {**os.environ, "SITE_URL": self.site_url, PREVIEW: "1"}
        self.behind = subprocess.Popen(
            [*command, "-d", str(target)],
            cwd=self.project,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=hasattr(os, "killpg"),
        )
        if hasattr(os, "setpriority"):  # whoever edits looks at the page meanwhile
            os.setpriority(os.PRIO_PROCESS, self.behind.pid, _BEHIND)
        threading.Thread(target=self._wait, args=(self.behind,), daemon=True).start()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        succeeded = process.wait() == 0
        if process is not self.behind:
            return  # a further change has ended it
        if succeeded:
            self.ready = True
            self.finished.touch()  # which the server sees, and calls us
        else:
            log.error("The build of the whole site failed: what is served is the pages as they were, and those changed")

    def _take_over(self) -> None:
        """Puts the whole that was built into the place of what is served."""
        self.ready = False
        whole = self.work / "whole"
        new = {file.relative_to(whole) for file in _files(whole)}
        for old in [file for file in _files(self.site) if not file.is_relative_to(self.work)]:
            if old.relative_to(self.site) not in new:
                old.unlink()
        for name in new:
            (self.site / name).parent.mkdir(parents=True, exist_ok=True)
            (whole / name).replace(self.site / name)


def _files(path: Path) -> list[Path]:
    """A file, or all files below a directory."""
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]

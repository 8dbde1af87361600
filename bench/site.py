"""Measures the site: its pages in a browser, its build, its preview, beside what else would do; writes SITE.md.

Everything happens in a clone of the last commit, in a directory of its own, so that caches can be emptied. What is
compared takes turns in one run. See SITE.md for what each row is.
"""

from __future__ import annotations

import argparse
import functools
import html
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import same_pages
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from site_build import lighten, pages

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "bench" / "SITE.md"
PEERS = ROOT / ".venv-bench-site" / "bin"
LANGS = ("zh", "en")
#: The page with the most formulas.
PAGE = "optimisation/softmax-gradient"
#: A page of the middle sort, which is edited.
EDITED = "information/entropy"
BARS = {"paint": 1.3, "cold": 4.0, "warm": 1.5, "edit": 3.0}
#: How many times slower the browser is made: not at all, and in one language as slow as on a phone of the middle sort.
SLOWDOWNS = {"zh": (1, 4), "en": (1,)}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS_BETWEEN_EDITS = 4.0
#: Seconds that a build may take.
LONGEST = 1200

_FORMULA = re.compile(r"<mjx-container(?P<attributes>[^>]*)>.*?</mjx-container>", re.DOTALL)
_OF_MATH = re.compile(r'<link [^>]*href="[^"]*assets/math/[^"]*"[^>]*>\n?')
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?', re.IGNORECASE)


@dataclass
class Taken:
    """What was measured of one contestant, round by round."""

    name: str
    values: list[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)


# --- the project


class Project:
    """A clone of the repository at its last commit, to be built and emptied at will."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "project"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(self.root)], check=True)
        shutil.copytree(ROOT / "node_modules", self.root / "node_modules", symlinks=True)
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(self.root / "src"),
            "NO_MKDOCS_2_WARNING": "1",
        }

    def commit(self) -> str:
        """The commit that is measured."""
        command = ["git", "-C", str(self.root), "log", "-1", "--format=%h"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def empty_caches(self) -> None:
        """Forgets all that earlier builds found out, compiled Python of the project too."""
        shutil.rmtree(self.root / ".cache", ignore_errors=True)
        for compiled in [*self.root.glob("src/**/__pycache__"), *self.root.glob("docs/**/__pycache__")]:
            shutil.rmtree(compiled, ignore_errors=True)

    def add_sentence(self) -> None:
        """Changes one page, in both languages."""
        for lang, words in {"zh": "这里多了一句。", "en": "Here is one more sentence."}.items():
            with (self.root / "docs" / lang / f"{EDITED}.md").open("a", encoding="utf-8") as page:
                page.write(f"\n{words}\n")

    def build(self, target: Path, site_url: str) -> float:
        """What `make site` does once all is set up; returns the seconds it took."""
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(target)]
        return run(command, cwd=self.root, env={**self.environment, "SITE_URL": site_url})

    def write_pages(self, target: Path) -> None:
        """Builds once, and keeps what Python-Markdown is given of each page."""
        hook = self.root / "keep_pages.py"
        hook.write_text(_KEEP, encoding="utf-8")
        config = self.root / "mkdocs.yml"
        before = config.read_text(encoding="utf-8")
        hooks = "hooks: [src/site_build/hook.py"
        assert hooks in before, "mkdocs.yml names its hook in another way"
        config.write_text(before.replace(hooks, f"{hooks}, {hook.name}"), encoding="utf-8")
        try:
            environment = {**self.environment, "SITE_URL": "http://127.0.0.1/", "KEEP_PAGES": str(target)}
            with tempfile.TemporaryDirectory() as site:
                run([sys.executable, "-m", "mkdocs", "build", "--quiet", "-d", site], cwd=self.root, env=environment)
        finally:
            config.write_text(before, encoding="utf-8")
            hook.unlink()


_KEEP = """
import os
from pathlib import Path


def on_page_markdown(markdown, page, config, files):
    target = Path(os.environ["KEEP_PAGES"], config.theme["language"], page.file.src_uri)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(markdown, encoding="utf-8")
"""


def run(command: list[str], *, cwd: Path, env: dict[str, str]) -> float:
    """Runs a command to its end; returns the seconds it took."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LONGEST
    )
    taken = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"$ {' '.join(command)}\n{done.stdout[-4000:]}")
    return taken


def both(commands: list[list[str]], *, cwd: Path, env: dict[str, str]) -> float:
    """Runs a command for each language, both at once; returns the seconds until both have ended."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        running = [subprocess.Popen(c, cwd=cwd, env=env, stdout=said, stderr=subprocess.STDOUT) for c in commands]
        try:
            failed = [process.wait(timeout=LONGEST) for process in running]
        finally:
            for process in running:
                process.kill()  # where it has not ended
        taken = time.perf_counter() - start
        if any(failed):
            said.seek(0)
            raise SystemExit(f"$ {' '.join(commands[0])}\n{said.read()[-4000:]}")
    return taken


# --- plain MkDocs, and Sphinx


def write_plain(project: Project, kept: Path, target: Path) -> list[list[str]]:
    """A project of plain MkDocs Material for each language; returns the commands that build them."""
    own = yaml.load((project.root / "mkdocs.yml").read_text("utf-8"), _Loader)
    tree = pages.read_tree(project.root / "docs")
    commands = []
    for lang in LANGS:
        convert(
            kept / lang, target / lang / "docs", lambda text: same_pages.plain(text, project.root / "docs/examples")
        )
        handler = own["plugins"]["mkdocstrings"]["handlers"]["python"]
        options = {key: value for key, value in handler["options"].items() if key != "extensions"}
        left_out = {"pymdownx.arithmatex", "pymdownx.snippets"}
        config = {
            "site_name": "plain",
            "site_url": "http://127.0.0.1/",
            "theme": {key: value for key, value in own["theme"].items() if key not in ("custom_dir", "favicon")}
            | {"language": lang},
            "nav": pages.make_nav(project.root / "docs", tree, lang),
            "plugins": {
                "material/search": {},
                "mkdocstrings": {
                    "enable_inventory": False,
                    "handlers": {"python": {"paths": [str(project.root / "src")], "options": options}},
                },
            },
            "markdown_extensions": {k: v for k, v in own["markdown_extensions"].items() if k not in left_out},
        }
        file = target / lang / "mkdocs.yml"
        file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        commands.append([sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(file)])
    return commands


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml, whose own tags (`!ENV`, `!relative`) count for nothing here."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


def convert(source: Path, target: Path, change: Callable[[str], str]) -> None:
    """Writes all pages of a directory anew."""
    for file in source.rglob("*.md"):
        written = target / file.relative_to(source)
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def write_sphinx(project: Project, kept: Path, target: Path) -> list[list[str]]:
    """A project of Sphinx with MyST-NB for each language; returns the commands that build them."""
    commands = []
    for lang in LANGS:
        source, built = target / lang / "source", target / lang / "built"
        convert(kept / lang, source, lambda text: same_pages.myst(text, project.root / "docs/examples"))
        titles = sorted(p.relative_to(source).with_suffix("").as_posix() for p in source.rglob("*.md"))
        (source / "contents.rst").write_text(
            "Contents\n========\n\n.. toctree::\n\n" + "".join(f"   {title}\n" for title in titles), encoding="utf-8"
        )
        (source / "conf.py").write_text(_CONF.format(language="zh_CN" if lang == "zh" else "en"), encoding="utf-8")
        commands.append([str(PEERS / "python"), "-m", "sphinx", "-q", "-E", "-a", str(source), str(built)])
    return commands


_CONF = """
project = "pages"
language = "{language}"
root_doc = "contents"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
nb_execution_mode = "cache"
html_theme = "sphinx_book_theme"
suppress_warnings = ["*"]
"""


def size(directory: Path) -> float:
    """Megabytes of the files below a directory."""
    return sum(f.stat().st_size for f in directory.rglob("*") if f.is_file() and ".doctrees" not in f.parts) / 1e6


# --- builds


def measure_builds(project: Project, work: Path, options: argparse.Namespace) -> list[str]:
    """Builds of this site, of plain MkDocs and of Sphinx, caches empty and warm."""
    kept, target = work / "kept", work / "site"
    project.empty_caches()
    note("the pages as Markdown sees them")
    project.write_pages(kept)
    plain = write_plain(project, kept, work / "plain")
    others = {**project.environment}
    contestants = {"ours": lambda: project.build(target, "http://127.0.0.1/")}

    def build_edited() -> float:
        project.add_sentence()
        return contestants["ours"]()

    contestants["edited"] = build_edited
    contestants["plain"] = lambda: both(plain, cwd=project.root, env=others)
    warm = take_turns(contestants, options.warm, "warm")
    cold = []
    for k in range(options.cold):
        note(f"cold {k + 1}")
        project.empty_caches()
        cold.append(contestants["ours"]())
    rows = [
        [f"`make site`, caches empty ({options.cold} times)", seconds(statistics.median(cold)),
         ratio(statistics.median(cold), warm["plain"], BARS["cold"]), f"{size(target):.1f}"],
        [f"`make site`, caches warm ({options.warm} times)", seconds(warm["ours"]),
         ratio(warm["ours"], warm["plain"], BARS["warm"]), f"{size(target):.1f}"],
        [f"`make site`, one page changed in both languages ({options.warm} times)", seconds(warm["edited"]),
         ratio(warm["edited"], warm["plain"]), f"{size(target):.1f}"],
        [f"plain MkDocs Material ({options.warm} times)", seconds(warm["plain"]), "1",
         f"{sum(size(work / 'plain' / lang / 'site') for lang in LANGS):.1f}"],
    ]  # fmt: skip
    if PEERS.is_dir() and options.sphinx:
        rows += sphinx_rows(project, kept, work / "sphinx", options.sphinx, warm["plain"])
    count = len(list(kept.rglob("*.md")))
    return [
        "## Building", "",
        f"Seconds of the build command, tools installed, {count} pages in both languages; medians. Plain MkDocs "
        "Material builds the same Markdown, formulas as code, examples shown and not run, with the same theme "
        "features, extensions, search and API pages; it keeps nothing between builds. Warm means that nothing has "
        "changed since the build before. Sphinx with MyST-NB and the "
        "book theme (what Jupyter Book 1 is made of) leaves formulas to MathJax in the reader's browser, runs the "
        "examples, and checks nothing. Both languages are built by two processes at once, in each row.", "",
        *table(["build", "seconds", "times plain", "MB of output"], rows),
    ]  # fmt: skip


def sphinx_rows(project: Project, kept: Path, target: Path, rounds: int, plain: float) -> list[list[str]]:
    """Rows for Sphinx with MyST-NB."""
    commands = write_sphinx(project, kept, target)
    taken: dict[str, list[float]] = {"examples run": [], "examples remembered": []}
    for k in range(rounds):
        note(f"Sphinx {k + 1}")
        for lang in LANGS:
            shutil.rmtree(target / lang / "built", ignore_errors=True)
        for values in taken.values():
            values.append(both(commands, cwd=project.root, env=project.environment))
    megabytes = f"{sum(size(target / lang / 'built') for lang in LANGS):.1f}"
    return [
        [f"Sphinx with MyST-NB, {name} ({rounds} times)", seconds(statistics.median(values)),
         ratio(statistics.median(values), plain), megabytes]
        for name, values in taken.items()
    ]  # fmt: skip


def take_turns(contestants: dict[str, Callable[[], float]], rounds: int, what: str) -> dict[str, float]:
    """The median of each contestant, who take turns, after one round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for k in range(-1, rounds):
        for name, contestant in contestants.items():
            note(f"{what} {k + 1}: {name}")
            value = contestant()
            if k >= 0:
                taken[name].append(value)
    return {name: statistics.median(values) for name, values in taken.items()}


# --- pages in a browser


@contextmanager
def served(directory: Path, port: int) -> Iterator[str]:
    """Serves a directory on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Quiet, directory=str(directory))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{port}/"
        server.shutdown()


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def tex_beside(page: Path) -> list[str]:
    """The TeX of the formulas of a built page, which stands beside it."""
    tex: list[str] = json.loads(page.with_name(lighten.BESIDE).read_text(encoding="utf-8").partition("=")[2])
    return tex


def without_math(page: str, tex: list[str]) -> str:
    """A built page, its formulas as plain text, without what it loads for them."""
    return _written_anew(page, tex, lambda formula, display: formula)


def with_client_mathjax(page: str, tex: list[str], macros: dict[str, Any]) -> str:
    """A built page, its formulas left to MathJax in the browser, in its default settings, from the same server."""
    settings = {
        "tex": {"macros": macros, "tags": "ams"},
        "output": {"fontPath": "/node_modules/@mathjax/%%FONT%%-font"},
    }
    script = (
        f"<script>MathJax = {json.dumps(settings)}</script>"
        '<script defer src="/node_modules/@mathjax/src/bundle/tex-chtml.js"></script></head>'
    )
    text = _written_anew(page, tex, lambda formula, display: rf"\[{formula}\]" if display else rf"\({formula}\)")
    return text.replace("</head>", script, 1)


def _written_anew(page: str, tex: list[str], write: Callable[[str, bool], str]) -> str:
    """A page with each formula written in another way, given its TeX and whether it is displayed."""
    found = list(_FORMULA.finditer(page))
    assert len(found) == len(tex), f"{len(found)} formulas on the page, {len(tex)} beside it"
    left = iter(tex)

    def written(match: re.Match[str]) -> str:
        return write(html.escape(next(left), quote=False), 'display="true"' in match["attributes"])

    return _POLICY.sub("", _OF_MATH.sub("", _FORMULA.sub(written, page)))


_OBSERVE = """
window.paints = {largest: 0, shift: 0, math: 0};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.paints.largest = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.paints.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
#: Asked at every frame until it is true. MathJax's own promise waits for more, and in a page without a reader for ever.
_MATH_IS_SET = """count =>
  document.querySelectorAll("mjx-container").length >= count && performance.now()
"""


def load(browser: Browser, address: str, slowdown: int, formulas: int) -> dict[str, float]:
    """Loads a page with an empty cache; milliseconds from the start of the navigation, and the layout shift.

    Args:
        browser: The browser.
        address: The page's address.
        slowdown: How many times slower the browser's processor is made.
        formulas: How many formulas a script of the page is to set.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(_OBSERVE)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto(address, wait_until="load")
    math = page.wait_for_function(_MATH_IS_SET, arg=formulas).json_value() if formulas else 0.0
    page.wait_for_timeout(300)
    found = page.evaluate("window.paints")
    context.close()
    return {"largest": found["largest"], "shift": found["shift"], "math": math or found["largest"]}


def measure_paint(browser: Browser, project: Project, work: Path, options: argparse.Namespace) -> list[str]:
    """The largest paint of a page, of the same without math, and of the same with MathJax in the browser."""
    port = free_port()
    site = work / "painted"
    note("a build to look at")
    project.build(site, f"http://127.0.0.1:{port}/")
    (site / "node_modules").symlink_to(project.root / "node_modules")
    macros = json.loads((project.root / "src/site_build/mathjax/macros.json").read_text("utf-8"))
    rows = []
    with served(site, port) as address:
        for lang in LANGS:
            folder = site / lang / PAGE
            built = (folder / "index.html").read_text(encoding="utf-8")
            tex = tex_beside(folder / "index.html")
            (folder / "plain.html").write_text(without_math(built, tex), encoding="utf-8")
            (folder / "client.html").write_text(with_client_mathjax(built, tex, macros), encoding="utf-8")
            for slowdown in SLOWDOWNS[lang]:
                found = paints(browser, f"{address}{lang}/{PAGE}/", slowdown, options.rounds, len(tex))
                rows += paint_rows(f"{lang}, CPU ×{slowdown}", found)
    return [
        "## Reading", "",
        f"Milliseconds from the start of the navigation, medians of {options.rounds}, in turns, browser cache empty, "
        f"on loopback; the page is {PAGE}, which has {len(tex)} formulas. *Largest paint* is the browser's own "
        "measure (largest contentful paint); *math* is when the last formula is there. Client MathJax is MathJax 4 in "
        "its default settings, from the same server.", "",
        *table(["page", "largest paint", "times without math", "math", "layout shift"], rows),
    ]  # fmt: skip


def paints(browser: Browser, address: str, slowdown: int, rounds: int, formulas: int) -> dict[str, dict[str, float]]:
    """Medians by contestant, who take turns."""
    files = {"ours": "", "without math": "plain.html", "client MathJax": "client.html"}
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in files}
    for k in range(-1, rounds):
        note(f"CPU ×{slowdown}, {k + 1}: {address}")
        for name, file in files.items():
            found = load(browser, address + file, slowdown, formulas if name.startswith("client") else 0)
            if k >= 0:
                taken[name].append(found)
    return {
        name: {key: statistics.median(v[key] for v in values) for key in values[0]} for name, values in taken.items()
    }


def paint_rows(title: str, found: dict[str, dict[str, float]]) -> list[list[str]]:
    """A row for each contestant."""
    base = found["without math"]["largest"]
    return [
        [f"{title}: {name}", f"{values['largest']:.0f}",
         ratio(values["largest"], base, BARS["paint"] if name == "ours" else None),
         "–" if name == "without math" else f"{values['math']:.0f}", f"{values['shift']:.3f}"]
        for name, values in found.items()
    ]  # fmt: skip


# --- the preview


def measure_edits(browser: Browser, project: Project, work: Path, options: argparse.Namespace) -> list[str]:
    """From saving a page to the reloaded page that shows its new words."""
    port = free_port()
    note("a first build for the preview")
    project.build(work / "before", "http://127.0.0.1/")
    command = [sys.executable, "-c", _SERVE, "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with tempfile.TemporaryFile("w+") as said:
        server = subprocess.Popen(
            command, cwd=project.root, env=project.environment, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            wait_for(port, server)
            taken = {lang: edits(browser, project, lang, port, options.edits) for lang in LANGS}
        except BaseException:
            said.seek(0)
            print(said.read()[-4000:], file=sys.stderr)
            raise
        finally:
            stop(server)
    rows = [
        [f"{lang}/{EDITED}", f"{statistics.median(values):.2f}", f"{max(values):.2f}",
         "met" if statistics.median(values) <= BARS["edit"] else "missed"]
        for lang, values in taken.items()
    ]  # fmt: skip
    return [
        "## Editing", "",
        f"Seconds from saving a changed page under `make serve` until the browser has reloaded it and shows its new "
        f"words; {options.edits} edits of each, {SECONDS_BETWEEN_EDITS:g} seconds apart; the bar is "
        f"{BARS['edit']:g} seconds.", "",
        *table(["page", "median", "longest", "bar"], rows),
    ]  # fmt: skip


#: `mkdocs serve`, to be ended as by Ctrl-C, upon which it ends its builds; who starts us may have left that ignored.
_SERVE = """
import signal
from mkdocs.__main__ import cli
signal.signal(signal.SIGINT, signal.default_int_handler)
cli()
"""


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ends the preview and its builds."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Waits until the preview answers."""
    for _ in range(1200):
        if server.poll() is not None:
            raise SystemExit("`mkdocs serve` ended")
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    raise SystemExit("`mkdocs serve` does not answer")


def edits(browser: Browser, project: Project, lang: str, port: int, rounds: int) -> list[float]:
    """Seconds of each of some edits of one page."""
    file = project.root / "docs" / lang / f"{EDITED}.md"
    before = file.read_text(encoding="utf-8")
    page: Page = browser.new_page()
    page.goto(f"http://127.0.0.1:{port}/{lang}/{EDITED}/")
    taken = []
    for k in range(rounds):
        note(f"edit {k + 1}: {lang}")
        time.sleep(SECONDS_BETWEEN_EDITS)
        word = f"edited-{'abcdefghijklmnopqrstuvwxyz'[k % 26]}"
        start = time.perf_counter()
        file.write_text(before.replace("\n\n", f"\n\n{word} ", 2).replace(f"{word} ", "", 1), encoding="utf-8")
        page.wait_for_function("word => document.body?.innerText.includes(word)", arg=word, timeout=120_000)
        taken.append(time.perf_counter() - start)
    file.write_text(before, encoding="utf-8")
    page.close()
    return taken


# --- the report


def note(what: str) -> None:
    """Says what is under way."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def seconds(value: float) -> str:
    """Seconds for the report."""
    return f"{value:.1f}"


def ratio(value: float, base: float, bar: float | None = None) -> str:
    """How many times as long, and whether that is within the bar."""
    found = value / base
    said = f"{found:.2f}"
    return said if bar is None else f"**{said}** (bar {bar:g}: {'met' if found <= bar else 'missed'})"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table, numbers to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return ["| " + " | ".join(row) + " |" for row in (head, rule, *rows)] + [""]


def chromium() -> str | None:
    """The browser that the tests use too; Playwright's own where there is no other."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)


def main(arguments: list[str] | None = None) -> None:
    """Measures, and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="loads of each page")
    parser.add_argument("--warm", type=int, default=20, help="builds with warm caches")
    parser.add_argument("--cold", type=int, default=3, help="builds with empty caches")
    parser.add_argument("--sphinx", type=int, default=1, help="builds by Sphinx; 0 leaves it out")
    parser.add_argument("--edits", type=int, default=10, help="edits of a page under the preview, in each language")
    parser.add_argument("--only", choices=["paint", "builds", "edits"], help="one part alone; nothing is written")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that it ends what it has started
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    parts: list[str] = []
    with tempfile.TemporaryDirectory(prefix="site-bench-") as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        project, work = Project(Path(made)), Path(made) / "work"
        measures = {
            "builds": measure_builds,
            "paint": functools.partial(measure_paint, browser),
            "edits": functools.partial(measure_edits, browser),
        }
        for name, measure in measures.items():
            if options.only in (None, name):
                (work / name).mkdir(parents=True)
                parts += measure(project, work / name, options)
        version, commit = browser.version, project.commit()
        browser.close()
    after = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    head = [
        "<!-- Written by `make bench-site`. Change bench/site.py instead. -->", "",
        "# How fast the site is", "",
        f"Measured on {time.strftime('%Y-%m-%d')} at commit {commit}; {platform.system()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, Chromium {version}. Load average {before:.1f} when it began, "
        f"{after:.1f} when it ended, its own work included.", "",
    ]  # fmt: skip
    text = "\n".join([*head, *parts])
    print(text)
    if options.only is None:
        REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

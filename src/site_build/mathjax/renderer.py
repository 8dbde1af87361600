"""What a build calls: pages go through the renderer, then it writes their style sheet and fonts."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from site_build.cache import Cache, digest
from site_build.mathjax import assets, font
from site_build.mathjax.markup import Formula, MathError, Problem, read_page, write_formula
from site_build.mathjax.node import SCRIPT, MathJaxProcess, ensure_packages

ROOT = Path(__file__).resolve().parents[3]
_COMMAND = re.compile(r"\\([A-Za-z]+)")


class Renderer:
    """Renders the formulas of pages and remembers what they need of style sheet and fonts.

    MathJax is started, and its packages installed, only when something is not in the cache.

    Args:
        root: The repository: it has `package-lock.json`, `node_modules` and the cache.
        cache_dir: Where to keep results; `.cache/mathjax` of the repository by default.
    """

    def __init__(self, root: Path = ROOT, cache_dir: Path | None = None) -> None:
        self._root = root
        self._cache = Cache(cache_dir or root / ".cache" / "mathjax")
        self._processes: dict[str, MathJaxProcess] = {}
        self._usage = assets.Usage()
        # Whatever else an answer depends on: MathJax and its fonts by their hashes, our script, our macros.
        packages = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        mathjax = {path: package for path, package in packages.items() if path.startswith("node_modules/@mathjax/")}
        macros = SCRIPT.with_name("macros.json").read_text(encoding="utf-8")
        self._version = digest(mathjax, macros, *(file.read_text(encoding="utf-8") for file in (SCRIPT, font.SPACES)))
        self._macros: dict[str, dict[str, str]] = json.loads(macros)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the MathJax processes; the renderer stays usable and starts them again when needed."""
        while self._processes:
            self._processes.popitem()[1].close()

    def render_html(self, html: str, *, page: str, lang: str, numbers: Mapping[str, str], permanent: str) -> str:
        r"""Replaces the formulas of a page.

        Args:
            html: The whole page or a part of it.
            page: What errors call it.
            lang: `zh` or `en`: how \le looks, and what the box of a display is called.
            numbers: The numbers of all equations of the site, by label.
            permanent: What the permanent address of an equation begins with, seen from the page.

        Raises:
            MathError: Formulas that MathJax refuses, or whose labels and references do not resolve.
            MathSetupError: MathJax cannot be installed or run.
        """
        formulas, problems = read_page(html, page, numbers)
        rendered, refused = self._render([formula for formula in formulas if formula.sound], page, lang)
        if problems or refused:
            raise MathError([*problems, *refused])
        pieces = []
        end = 0
        for formula in formulas:
            pieces.append(html[end : formula.span[0]])
            end = formula.span[1]
            self._usage.add(rendered[formula.index])
            pieces.append(write_formula(formula, lang, rendered[formula.index], permanent))
        return "".join([*pieces, html[end:]])

    def write_assets(self, site_dir: Path) -> list[assets.Asset]:
        """Writes into `assets/math` of a site what the pages so far need: style sheet first, then the font."""
        characters = self._usage.characters()
        leans = self._asked("leans", characters=characters[font.TEXT])
        data = self._font(font.VERSION, [characters, leans], lambda: font.combine(self._root, characters, leans))
        zero = font.source(self._root, "NCM-ZERO")
        space = self._font(assets.STRUT_VERSION, zero.name, lambda: assets.strut(zero))
        css = self._asked("css", usage=self._usage.request())
        return assets.write_files(site_dir, css, list(characters), data, space)

    def _render(self, formulas: list[Formula], page: str, lang: str) -> tuple[dict[int, dict[str, Any]], list[Problem]]:
        """Results by index, from the cache or from MathJax, and what MathJax refuses."""
        keys = {f.index: digest(self._version, self._own_macros(f.tex, lang), f.request()) for f in formulas}
        whole = digest("page", [*keys.values()])  # one file and not hundreds, where nothing has changed
        if (page_results := self._cache.get(whole)) is not None:
            return dict(zip(keys, page_results, strict=True)), []
        results = {index: found for index, key in keys.items() if (found := self._cache.get(key))}
        missing = [f for f in formulas if f.index not in results]
        problems = []
        answer = self._process(lang).ask(op="render", formulas=[f.request() for f in missing]) if missing else {}
        for formula, result in zip(missing, answer.get("results", []), strict=True):
            if "error" in result:
                problems.append(Problem(page, formula.index, formula.tex, result["error"]))
            else:
                results[formula.index] = result
                self._cache.put(keys[formula.index], result)
        if not problems:
            self._cache.put(whole, [results[index] for index in keys])
        return results, problems

    def _own_macros(self, tex: str, lang: str) -> dict[str, str]:
        """The macros in a formula that only its language has: most formulas have none, and look alike in both."""
        named = _COMMAND.findall(" ".join([tex, *self._macros["all"].values()]))
        return {name: text for name, text in self._macros[lang].items() if name in named}

    def _asked(self, op: str, **request: Any) -> Any:
        """What MathJax answers about all formulas of the site, which is the same in any language; kept."""
        key = digest(self._version, op, request)
        answer = self._cache.get(key)
        if answer is None:
            lang = next(iter(self._processes), "en")
            answer = self._process(lang).ask(op=op, **request)[op]
            self._cache.put(key, answer)
        return answer

    def _font(self, version: str, what: Any, make: Callable[[], bytes]) -> bytes:
        key = digest(self._version, version, what)
        encoded: str | None = self._cache.get(key)
        if encoded is None:
            ensure_packages(self._root)
            encoded = base64.b64encode(make()).decode()
            self._cache.put(key, encoded)
        return base64.b64decode(encoded)

    def _process(self, lang: str) -> MathJaxProcess:
        if lang not in self._processes:
            ensure_packages(self._root)
            self._processes[lang] = MathJaxProcess(lang)
        return self._processes[lang]

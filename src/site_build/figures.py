"""Figures: docs/figures/NAME.py drawn once, put into built pages as inline SVG in their language.

A figure file has `WORDS = {"zh": {...}, "en": {...}}` and `draw()`, which returns a matplotlib figure
whose texts are keys in braces, `{key}`, and whose colours all come from docs/figures/palette.py. A page
shows it by `![alt text](figure:NAME){ #fig-name }`.
"""

from __future__ import annotations

import hashlib
import html
import importlib.metadata
import io
import json
import re
import runpy
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from site_build.errors import SiteError, shown_path
from site_build.languages import LANGS, Lang

_IMAGE = re.compile(r'<img\b[^>]*\bsrc="figure:[^>]*>')
_KEY = re.compile(r"\{([A-Za-z][\w-]*)\}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_NAMESPACE = re.compile(r' xmlns(:\w+)?="[^"]*"')  # HTML knows SVG's
_OWN_KEYS = {"figure-alt", "figure-id"}
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"


class FigureError(SiteError):
    """A figure cannot be drawn or shown; the message names its file."""


@dataclass(frozen=True)
class Drawing:
    """A drawn figure without words: SVG with keys, and the words of both languages."""

    svg: str
    words: dict[str, dict[str, str]]


class Figures:
    """Draws the figures of one build, from the cache where nothing has changed."""

    def __init__(self, docs: Path, cache: Path, library: Path) -> None:
        """Takes the docs directory, the cache directory and the library's source directory."""
        self._directory = docs / "figures"
        self._cache = cache
        self._shared = _digest(
            [self._directory / "palette.py", Path(__file__), *sorted(library.rglob("*.py"))],
            importlib.metadata.version("matplotlib"),
        )
        self._drawn: dict[str, Drawing] = {}

    def insert(self, page: str, lang: Lang, where: str) -> str:
        """Replaces each image of a figure by the figure.

        Args:
            page: Built HTML.
            lang: The language of the words.
            where: The page's name, for messages.

        Raises:
            FigureError: An unknown figure, an image without alt text, or a fault of a figure file.
        """
        return _IMAGE.sub(lambda match: self._inline(match[0], lang, where), page)

    def _inline(self, image: str, lang: Lang, where: str) -> str:
        attributes = _attributes(image)
        name = attributes["src"].removeprefix("figure:")
        alt = attributes.get("alt", "").strip()
        if not alt:
            raise FigureError(f"{where}: figure {name!r} has no alt text: describe it in ![…](figure:{name})")
        file = self._directory / f"{name}.py"
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or not file.is_file():
            raise FigureError(f"{where}: there is no figure {name!r}: docs/figures/{name}.py does not exist")
        drawing = self._drawing(name, file)
        return present(drawing, lang, alt, attributes.get("id", f"fig-{name}"))

    def _drawing(self, name: str, file: Path) -> Drawing:
        if name not in self._drawn:
            cached = self._cache / f"{name}-{_digest([file], self._shared)}.json"
            if cached.is_file():
                self._drawn[name] = Drawing(**json.loads(cached.read_text(encoding="utf-8")))
            else:
                drawing = draw(file)
                self._cache.mkdir(parents=True, exist_ok=True)
                _write_whole(cached, json.dumps(drawing.__dict__, ensure_ascii=False))
                self._drawn[name] = drawing
        return self._drawn[name]


def _digest(files: list[Path], salt: str) -> str:
    digest = hashlib.sha256(salt.encode())
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:20]


def _write_whole(target: Path, text: str) -> None:
    """Both languages' builds write the cache at the same time: no half-written file may be read."""
    part = target.with_suffix(f".{id(text)}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)


def _attributes(tag: str) -> dict[str, str]:
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.update({key: value or "" for key, value in attrs})

        handle_startendtag = handle_starttag

    Reader().feed(tag)
    return found


def draw(file: Path) -> Drawing:
    """Runs a figure file and returns its drawing.

    Raises:
        FigureError: The file raises or warns, or its words, keys or colours are not as agreed.
    """
    module = _run(file, lambda: runpy.run_path(str(file)))
    words = _checked_words(file, module.get("WORDS"))
    if not callable(module.get("draw")):
        raise FigureError(f"{shown_path(file)}: draw() is missing: it returns a matplotlib figure")
    palette = _run(file, lambda: runpy.run_path(str(file.with_name("palette.py"))))
    svg = _run(file, lambda: _savefig(module["draw"], file.stem, palette))
    svg = _with_css_colours(file, _tidy(svg, file.stem), palette["CSS"])
    used, known = set(_KEY.findall(svg)) - _OWN_KEYS, set(words[LANGS[0]])
    if used != known:
        problems = [f"key {{{key}}} is drawn but not in WORDS" for key in sorted(used - known)]
        problems += [f"key {key!r} of WORDS is not drawn" for key in sorted(known - used)]
        raise FigureError(f"{shown_path(file)}: {'; '.join(problems)}")
    return Drawing(svg, words)


def _run(file: Path, action: Callable[[], Any]) -> Any:
    """Runs code of a figure file: its directory importable, warnings and exits turned into errors."""
    sys.path.insert(0, str(file.parent))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return action()
    except FigureError:
        raise
    except (Exception, SystemExit) as error:
        trace = traceback.TracebackException.from_exception(error)
        own = [frame.lineno for frame in trace.stack if frame.filename == str(file)]
        line = own[-1] if own else 1
        raise FigureError(f"{shown_path(file)}:{line}: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(str(file.parent))


def _checked_words(file: Path, words: Any) -> dict[str, dict[str, str]]:
    if not isinstance(words, dict) or set(words) != set(LANGS):
        raise FigureError(f"{shown_path(file)}: WORDS = {{'zh': {{…}}, 'en': {{…}}}} is missing")
    if set(words["zh"]) != set(words["en"]):
        difference = ", ".join(sorted(set(words["zh"]) ^ set(words["en"])))
        raise FigureError(f"{shown_path(file)}: WORDS has keys in one language only: {difference}")
    return words


def _savefig(make: Callable[[], Any], name: str, palette: dict[str, Any]) -> str:
    import matplotlib as mpl  # only here: the import takes most of a second and the cache spares it

    mpl.use("svg")
    with mpl.rc_context(_style(name, palette)):
        figure = make()
        if not hasattr(figure, "savefig"):
            raise FigureError(f"docs/figures/{name}.py: draw() returned {type(figure).__name__}, not a figure")
        target = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(target, format="svg", metadata=nothing)
    return target.getvalue()


def _style(name: str, palette: dict[str, Any]) -> Any:
    ink, muted, grid = palette["INK"], palette["MUTED"], palette["GRID"]
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": name,
        "figure.figsize": (4.8, 3.0),  # narrow, so that its texts can be read on a phone
        "figure.facecolor": "none",
        "figure.constrained_layout.use": True,
        "axes.facecolor": "none",
        "axes.edgecolor": muted,
        "axes.labelcolor": ink,
        "axes.titlecolor": ink,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": "cycler('color', [" + ", ".join(repr(colour) for colour in palette["SERIES"]) + "])",
        "text.color": ink,
        "patch.edgecolor": ink,
        "hatch.color": ink,
        "xtick.color": muted,
        "ytick.color": muted,
        "grid.color": grid,
        "legend.frameon": False,
        "lines.linewidth": 1.8,
        "font.size": 10,
    }


def _tidy(svg: str, name: str) -> str:
    """Leaves what a page needs: no document head, no fonts, ids that no other figure has."""
    ET.register_namespace("", _SVG.strip("{}"))
    ET.register_namespace("xlink", _XLINK_HREF.split("}")[0].strip("{"))
    root = ET.fromstring(svg)
    referred = {key.removeprefix("#") for node in root.iter() if (key := node.get(_XLINK_HREF))}
    referred |= set(re.findall(r"url\(#([^)]+)\)", svg))
    for node in root.iter():
        _tidy_node(node, name, referred)
    for parent in root.iter():
        # matplotlib's one style rule would hold for the whole page; assets/site.css has it for figures.
        for child in [child for child in parent if child.tag in (f"{_SVG}metadata", f"{_SVG}style")]:
            parent.remove(child)
    width = float(root.attrib["viewBox"].split()[2])
    box = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib.update(
        {
            "class": "figure",
            "id": "{figure-id}",
            "viewBox": box,
            "style": f"max-width: {width * 1.5:.0f}px",
            "role": "img",
            "aria-labelledby": f"{name}-title",
        }
    )
    title = ET.Element(f"{_SVG}title", {"id": f"{name}-title"})
    title.text = "{figure-alt}"
    root.insert(0, title)
    return _NAMESPACE.sub("", ET.tostring(root, encoding="unicode"))


def _tidy_node(node: ET.Element, name: str, referred: set[str]) -> None:
    identity = node.attrib.pop("id", None)
    if identity in referred:
        node.set("id", f"{name}-{identity}")
    target = node.get(_XLINK_HREF)
    if target:  # kept as xlink:href: the theme's instant navigation fails on elements with a read-only `href`
        node.set(_XLINK_HREF, f"#{name}-{target.removeprefix('#')}")
    for key, value in list(node.attrib.items()):
        node.set(key, re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", " ".join(value.split())))
    style = node.get("style")
    if style:
        node.set("style", re.sub(r"font-family:[^;]*;? ?", "", style).strip().removesuffix(";"))
    if node.tail:
        node.tail = node.tail.strip()
    if node.text and node.tag not in (f"{_SVG}text", f"{_SVG}tspan"):
        node.text = node.text.strip()


def _with_css_colours(file: Path, svg: str, css: dict[str, str]) -> str:
    by_colour = {colour.lower(): value for colour, value in css.items()}
    strange = sorted({colour.lower() for colour in _COLOUR.findall(svg)} - set(by_colour))
    if strange:
        raise FigureError(
            f"{shown_path(file)}: colour {', '.join(strange)} is not of docs/figures/palette.py: "
            "use INK, MUTED, GRID, SURFACE or SERIES[0..4]"
        )
    return _COLOUR.sub(lambda match: by_colour[match[0].lower()], svg)


def present(drawing: Drawing, lang: Lang, alt: str, identity: str) -> str:
    """The figure as it stands on a page: in its language, named for screen readers by its alt text."""
    words = {**drawing.words[lang], "figure-alt": alt, "figure-id": identity}
    return _KEY.sub(lambda match: html.escape(words[match[1]]), drawing.svg)

"""Runs a figure file, docs/figures/NAME.py, and makes of it an SVG that has keys in the place of words.

A figure file has

- `WORDS = {"zh": {...}, "en": {...}}`, the words that are drawn, by key;
- `DESCRIPTION = {"zh": "…", "en": "…"}`, what a reader who cannot see the figure should know of it;
- `NUMBERS = {...}` (where needed), the numbers of the description as text, computed, by key;
- `draw()`, which returns a matplotlib figure whose texts are keys in braces, `{key}`, and whose colours all come
  from docs/figures/palette.py.

Words and descriptions hold no digits: a number that someone typed would be checked by nobody.
"""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import sys
import traceback
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from xml.etree import ElementTree as ET

from site_build.errors import SiteError, shown_path
from site_build.languages import LANGS

KEY = re.compile(r"\{([A-Za-z][\w-]*)\}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
FONT_SIZE = 10
"""In units of the drawing. It is 4 inches = 288 units wide by default, so on a phone of 390 pixels a text is about 12
pixels high; assets/site.css says how wide a drawing may become."""

_NUMBER = re.compile(r"-?\d+\.\d{3,}\b")  # a hundredth of a unit is finer than any screen
_COMMAND = re.compile(r"([MLCQz])([^A-Za-z]*)")
_COORDINATE = re.compile(r"-?\d+(?:\.\d+)?")
_POLYLINE = re.compile(r"M [\d.\s-]+(?:L [\d.\s-]+)+z?")
_DIGIT = re.compile(r"[0-9０-９½⅓¼]")
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_HREF = f"{{{_XLINK}}}href"


class FigureError(SiteError):
    """A figure cannot be drawn or shown; the message names its file."""


@dataclass(frozen=True)
class Drawing:
    """A drawn figure without words.

    Attributes:
        svg: What stands within the `<svg>` element: keys for words, the palette's colours.
        box: Its width and height, in units of the drawing.
        words: The words by language and key.
        description: The long description by language.
        css: What the palette's colours become on a page.
    """

    svg: str
    box: tuple[float, float]
    words: dict[str, dict[str, str]]
    description: dict[str, str]
    css: dict[str, str]


def draw(file: Path) -> Drawing:
    """Runs a figure file and returns its drawing.

    Raises:
        FigureError: The file raises or warns, or its words, keys or colours are not as agreed.
    """
    module = _run(file, lambda: runpy.run_path(str(file)))
    words = _checked_words(file, module.get("WORDS"))
    description = _checked_description(file, module.get("DESCRIPTION"), module.get("NUMBERS", {}))
    if not callable(module.get("draw")):
        raise FigureError(f"{shown_path(file)}: draw() is missing: it returns a matplotlib figure")
    palette = _run(file, lambda: runpy.run_path(str(file.with_name("palette.py"))))
    svg, box = _tidy(_run(file, lambda: _savefig(module["draw"], file, words, palette)), file.stem)
    _check_colours(file, svg, palette["CSS"])
    _check_keys(file, set(KEY.findall(svg)), set(words[LANGS[0]]))
    return Drawing(svg, box, words, description, palette["CSS"])


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


# --- What a figure file says


def _checked_words(file: Path, words: Any) -> dict[str, dict[str, str]]:
    if not isinstance(words, dict) or set(words) != set(LANGS):
        raise FigureError(f"{shown_path(file)}: WORDS = {{'zh': {{…}}, 'en': {{…}}}} is missing")
    if set(words["zh"]) != set(words["en"]):
        difference = ", ".join(sorted(set(words["zh"]) ^ set(words["en"])))
        raise FigureError(f"{shown_path(file)}: WORDS has keys in one language only: {difference}")
    for lang in LANGS:
        for key, text in words[lang].items():
            _refuse_digits(file, f"WORDS[{lang!r}][{key!r}]", text, "draw the number, computed, beside the word")
    return words


def _checked_description(file: Path, description: Any, numbers: Any) -> dict[str, str]:
    """The description of both languages, with its numbers filled in."""
    if not isinstance(description, dict) or set(description) != set(LANGS):
        raise FigureError(
            f"{shown_path(file)}: DESCRIPTION = {{'zh': '…', 'en': '…'}} is missing: what a reader who cannot see "
            "the figure should know of it"
        )
    used = {lang: set(KEY.findall(text)) for lang, text in description.items()}
    for lang in LANGS:
        advice = "write {key}, and compute it: NUMBERS = {'key': f'{…:.3f}'}"
        _refuse_digits(file, f"DESCRIPTION[{lang!r}]", KEY.sub("", description[lang]), advice)
        if used[lang] != set(numbers):
            strange = ", ".join(sorted(used[lang] ^ set(numbers)))
            raise FigureError(
                f"{shown_path(file)}: DESCRIPTION[{lang!r}] and NUMBERS differ in {strange}: each number of NUMBERS "
                "stands in the description of both languages"
            )
    return {lang: fill(text, numbers) for lang, text in description.items()}


def _refuse_digits(file: Path, what: str, text: str, advice: str) -> None:
    if found := _DIGIT.search(text):
        raise FigureError(
            f"{shown_path(file)}: {what} has a typed {found[0]!r}, which nobody checks: "
            f"{advice}, or write it in letters"
        )


def _check_keys(file: Path, drawn: set[str], known: set[str]) -> None:
    problems = [f"key {{{key}}} is drawn but not in WORDS" for key in sorted(drawn - known)]
    problems += [f"key {key!r} of WORDS is not drawn" for key in sorted(known - drawn)]
    if problems:
        raise FigureError(f"{shown_path(file)}: {'; '.join(problems)}")


def _check_colours(file: Path, svg: str, css: dict[str, str]) -> None:
    strange = sorted({colour.lower() for colour in COLOUR.findall(svg)} - {colour.lower() for colour in css})
    if strange:
        raise FigureError(
            f"{shown_path(file)}: colour {', '.join(strange)} is not of docs/figures/palette.py: "
            "use INK, MUTED, GRID, SURFACE or SERIES[0..4]"
        )


# --- Drawing


def _savefig(make: Callable[[], Any], file: Path, words: dict[str, dict[str, str]], palette: dict[str, Any]) -> str:
    import matplotlib as mpl  # only here: the import takes most of a second and the cache spares it

    mpl.use("svg")
    with mpl.rc_context(_style(file.stem, palette)), _measured_as(words):
        figure = make()
        if not hasattr(figure, "savefig"):
            raise FigureError(f"{shown_path(file)}: draw() returned {type(figure).__name__}, not a figure")
        target = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(target, format="svg", metadata=nothing)
    return target.getvalue()


def _style(name: str, palette: dict[str, Any]) -> Any:
    ink, muted, grid = palette["INK"], palette["MUTED"], palette["GRID"]
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": name,
        "figure.figsize": (4.0, 2.8),  # narrow, so that its texts can be read on a phone
        "figure.facecolor": "none",
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.w_pad": 0.08,  # a browser gives Chinese letters more room than Matplotlib expects
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
        "legend.labelcolor": ink,
        "lines.linewidth": 1.8,
        "font.size": FONT_SIZE,
        "axes.labelsize": FONT_SIZE,
        "xtick.labelsize": FONT_SIZE,
        "ytick.labelsize": FONT_SIZE,
        "ytick.major.pad": 5,  # where axes meet, the zero of one stands clear of that of the other, on a phone too
        "legend.fontsize": FONT_SIZE,
    }


@contextlib.contextmanager
def _measured_as(words: dict[str, dict[str, str]]) -> Iterator[None]:
    """Lets matplotlib make room for the words, in the language where they are longer, and not for their keys.

    matplotlib's own font has no Han characters; each is as wide as its W, nearly, which stands in for them.
    """
    from matplotlib.textpath import TextToPath

    measure = TextToPath.get_text_width_height_descent

    def in_words(self: Any, s: str, prop: Any, ismath: Any) -> tuple[float, ...]:
        sizes = [measure(self, _latin(fill(s, own)), prop, ismath) for own in words.values()]
        return tuple(max(size) for size in zip(*sizes, strict=True))

    with mock.patch.object(TextToPath, "get_text_width_height_descent", in_words):
        yield


def fill(text: str, words: dict[str, str]) -> str:
    """A text with words, or other values, in the place of its keys; a key that has none stays."""
    return KEY.sub(lambda match: words.get(match[1], match[0]), text)


def _latin(text: str) -> str:
    return "".join("W" if unicodedata.east_asian_width(c) in "WF" else c for c in text)


# --- The SVG that matplotlib writes


def _tidy(svg: str, name: str) -> tuple[str, tuple[float, float]]:
    """Leaves what a page needs: no document head, no fonts, ids that no other figure has; and how large it is."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(svg)
    referred = {key.removeprefix("#") for node in root.iter() if (key := node.get(_HREF))}
    referred |= set(re.findall(r"url\(#([^)]+)\)", svg))
    for node in root.iter():
        _tidy_node(node, name, referred)
    for parent in root.iter():
        # matplotlib's one style rule would hold for the whole page; assets/site.css has it for figures.
        for child in [child for child in parent if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style")]:
            parent.remove(child)
    width, height = (float(number) for number in root.attrib["viewBox"].split()[2:])
    _drop_empty(root)
    inner = "".join(ET.tostring(child, encoding="unicode") for child in root)
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", inner), (width, height)


def _drop_empty(parent: ET.Element) -> None:
    """Takes out what draws nothing: outlines with neither line nor surface, and groups that hold nothing."""
    for child in list(parent):
        _drop_empty(child)
        unseen = child.tag == f"{{{_SVG}}}path" and child.get("style") == "fill: none" and not child.get("id")
        if unseen or (child.tag in (f"{{{_SVG}}}g", f"{{{_SVG}}}defs") and not len(child)):
            parent.remove(child)


def _rounded(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 2) + 0:g}"  # + 0: not -0


def _simplified(outline: str) -> str:
    """A line without the points that nobody would miss: matplotlib leaves them out of plots, but not of contours."""
    return _POLYLINE.sub(lambda line: _thinned(line[0]) if line[0].count("L") > 100 else line[0], outline)


def _thinned(line: str) -> str:
    import numpy as np
    from matplotlib.path import Path as Line

    numbers = [float(number) for number in _COORDINATE.findall(line)]
    kept = Line(np.reshape(numbers, (-1, 2))).cleaned(simplify=True)  # to a tenth of a unit
    points = np.round(np.asarray(kept.vertices)[np.asarray(kept.codes) != Line.STOP], 2)
    drawn = [f"{x:g} {y:g}" for x, y in points.tolist()]
    return f"M {' L '.join(drawn)}{' z' if line.endswith('z') else ''}"


def _relative(outline: str) -> str:
    """The same outline, told from point to point: the numbers are short, which is half of a curve's bytes.

    matplotlib writes M, L, C and Q with two, two, six and four coordinates, and z. Differences of rounded numbers are
    exact, so that no error adds up.
    """
    said, here, start = [], (0, 0), (0, 0)
    for command, rest in _COMMAND.findall(outline):
        if command == "z":
            said.append("z")
            here = start
            continue
        hundredths = [round(float(number) * 100) for number in rest.split()]
        points = list(zip(hundredths[::2], hundredths[1::2], strict=True))
        origin = (0, 0) if command == "M" else here
        numbers = [f"{value / 100:g}" for x, y in points for value in (x - origin[0], y - origin[1])]
        said.append((command if command == "M" else command.lower()) + " ".join(numbers).replace(" -", "-"))
        here = points[-1]
        start = here if command == "M" else start
    return "".join(said)


def _tidy_node(node: ET.Element, name: str, referred: set[str]) -> None:
    identity = node.attrib.pop("id", None)
    if identity in referred:
        node.set("id", f"{name}-{identity}")
    target = node.get(_HREF)
    if target:  # kept as xlink:href: the theme's instant navigation fails on elements with a read-only `href`
        node.set(_HREF, f"#{name}-{target.removeprefix('#')}")
    for key, value in list(node.attrib.items()):
        node.set(key, _NUMBER.sub(_rounded, re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", " ".join(value.split()))))
    if outline := node.get("d"):
        node.set("d", _relative(_simplified(outline)))
    if node.get("transform", "").startswith("rotate(-0 "):
        del node.attrib["transform"]
    style = node.get("style")
    if style:
        node.set("style", re.sub(r"font-family:[^;]*;? ?", "", style).strip().removesuffix(";"))
    if node.tail:
        node.tail = node.tail.strip()
    if node.text and node.tag not in (f"{{{_SVG}}}text", f"{{{_SVG}}}tspan"):
        node.text = node.text.strip()

"""The style sheet and the font of the formulas in use, over all pages of a language."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from site_build.mathjax import font

OWN_CSS = Path(__file__).with_name("math.css")
DIRECTORY = "assets/math"

STRUTS = ("BRK", "NCM-ZERO")
"""MathJax's fonts that have a space only, for line breaks and line heights: the second serves for both."""

SPACE = 332
"""How wide the space in words is, in thousandths of an em: as in the text font, before which NCM-ZERO is asked."""

STRUT_VERSION = f"3 fonttools {importlib.metadata.version('fonttools')}"
"""What a strut's font depends on besides itself; raise the number with the options below."""


@dataclass(frozen=True)
class Asset:
    """A file written for the pages."""

    path: Path
    url: str
    """Relative to the site's root, with a hash of the content as query; pages must use it as it is."""
    kind: str
    """`style` or `font`."""
    preload: bool
    """Whether every page should fetch it early: the font of letters and digits."""


@dataclass
class Usage:
    """What the formulas rendered so far need of MathJax's style sheet and fonts."""

    chars: set[tuple[str, int]] = field(default_factory=set)
    delims: set[int] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    glyphs: dict[str, set[str]] = field(default_factory=dict)

    def add(self, rendered: dict[str, Any]) -> None:
        """Adds what one formula needs."""
        self.chars.update((variant, char) for variant, char in rendered["usage"]["chars"])
        self.delims.update(rendered["usage"]["delims"])
        self.kinds.update(rendered["usage"]["kinds"])
        for name, characters in rendered["glyphs"].items():
            self.glyphs.setdefault(name, set()).update(characters)

    def request(self) -> dict[str, Any]:
        """What the style sheet depends on; sorted, so that equal sites get equal files."""
        return {"chars": sorted(self.chars), "delims": sorted(self.delims), "kinds": sorted(self.kinds)}

    def characters(self) -> dict[str, str]:
        """Characters by font, of the fonts with visible glyphs; sorted."""
        used = {name: "".join(sorted(characters)) for name, characters in self.glyphs.items() if name not in STRUTS}
        return dict(sorted({font.TEXT: " ", **used}.items()))


def strut(file: Path) -> bytes:
    """A font's space alone; equal input, equal bytes."""
    from fontTools import subset  # only here: the import takes a while and the cache spares it
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.name_IDs = []
    options.drop_tables += ["ltag"]
    options.hinting = False
    found = TTFont(file, recalcTimestamp=False)
    found["hmtx"]["space"] = (SPACE, 0)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=" ")
    subsetter.subset(found)
    found.flavor = "woff2"
    output = io.BytesIO()
    found.save(output)
    return output.getvalue()


def write_files(site_dir: Path, mathjax_css: str, fonts: list[str], data: bytes, space: bytes) -> list[Asset]:
    """Writes the style sheet and the font.

    Args:
        site_dir: One language's built site.
        mathjax_css: MathJax's own rules.
        fonts: MathJax's names of the fonts whose glyphs are in use.
        data: The font that has them all.
        space: The font that has a space only, so small that it goes into the sheet.
    """
    directory = site_dir / DIRECTORY
    directory.mkdir(parents=True, exist_ok=True)
    font_asset = _write(directory / "math.woff2", data, "font", preload=True)
    faces = [
        _face("MATH", font_asset.url.rsplit("/", 1)[-1]),
        # Of other spaces that the font does not have, some browsers would make one of a width of their own.
        _face("NCM-ZERO", f"data:font/woff2;base64,{base64.b64encode(space).decode()}", ";unicode-range:U+20,U+A0"),
    ]
    rules = [_rule(name) for name in fonts]
    css = "\n".join([*faces, *rules, mathjax_css, OWN_CSS.read_text(encoding="utf-8")])
    return [_write(directory / "math.css", css.encode(), "style", preload=False), font_asset]


def _write(path: Path, data: bytes, kind: str, *, preload: bool) -> Asset:
    path.write_bytes(data)
    version = hashlib.sha256(data).hexdigest()[:8]
    return Asset(path, f"{DIRECTORY}/{path.name}?v={version}", kind, preload)


def _face(name: str, source: str, range_: str = "") -> str:
    # block: until the font is there, nothing is better than the boxes that old systems draw for 𝑝.
    return f'@font-face{{font-family:MJX-{name};src:url("{source}") format("woff2");font-display:block{range_}}}'


def _rule(name: str) -> str:
    """What gives an element the glyphs of one of MathJax's fonts; those of the text font within another's as well."""
    if name == font.TEXT:
        return f"mjx-math{{font-family:MJX-NCM-ZERO,MJX-MATH}}\n.{name}{{font-feature-settings:normal}}"
    return f'.{name}{{font-feature-settings:"{font.feature(name)}"}}'

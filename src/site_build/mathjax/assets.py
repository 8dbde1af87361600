"""The style sheet and the fonts of the formulas in use, over all pages of a language."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fontTools
from fontTools import subset
from fontTools.ttLib import TTFont

OWN_CSS = Path(__file__).with_name("math.css")
DIRECTORY = "assets/math"
FONTS = Path("node_modules", "@mathjax", "mathjax-newcm-font", "chtml", "woff2")
TEXT_FONT = "NCM-N"

SUBSET_VERSION = f"1 fonttools {fontTools.version}"
"""What a subset depends on besides font and characters; raise the number with the options below."""

INLINE_LIMIT = 4096
"""Bytes up to which a font goes into the style sheet: three large brackets are not worth a request."""


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
        for font, characters in rendered["glyphs"].items():
            self.glyphs.setdefault(font, set()).update(characters)

    def request(self) -> dict[str, Any]:
        """What the style sheet depends on; sorted, so that equal sites get equal files."""
        return {"chars": sorted(self.chars), "delims": sorted(self.delims), "kinds": sorted(self.kinds)}

    def fonts(self) -> dict[str, str]:
        """Characters by font; two without visible glyphs hold MathJax's line heights and line breaks."""
        used = {font: "".join(sorted(characters)) for font, characters in self.glyphs.items()}
        used[TEXT_FONT] = used.get(TEXT_FONT, " ")
        return dict(sorted({**used, "NCM-ZERO": " ", "BRK": " "}.items()))


def font_file(root: Path, font: str) -> Path:
    """Where MathJax's font package has a font."""
    prefix = "mjx-ncm-" if font == "BRK" else "mjx-"
    return root / FONTS / f"{prefix}{font.lower()}.woff2"


def subset_font(file: Path, characters: str, *, notice: bool) -> bytes:
    """The font with these characters alone, with its copyright notice or not; equal input, equal bytes."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.name_IDs = [0] if notice else []
    options.name_languages = [0x409]
    options.drop_tables += ["ltag"]
    options.hinting = False
    font = TTFont(file, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff2"
    output = io.BytesIO()
    font.save(output)
    return output.getvalue()


def write_files(site_dir: Path, mathjax_css: str, fonts: dict[str, bytes]) -> list[Asset]:
    """Writes the style sheet and those fonts that are too large to go into it."""
    directory = site_dir / DIRECTORY
    directory.mkdir(parents=True, exist_ok=True)
    assets = []
    faces = []
    for font, data in fonts.items():
        if font == TEXT_FONT or len(data) > INLINE_LIMIT:
            asset = _write(directory / f"mjx-{font.lower()}.woff2", data, "font", preload=font == TEXT_FONT)
            assets.append(asset)
            source = asset.url.rsplit("/", 1)[-1]
        else:
            source = f"data:font/woff2;base64,{base64.b64encode(data).decode()}"
        faces.append(_face(font, source))
    css = "\n".join([*faces, mathjax_css, OWN_CSS.read_text(encoding="utf-8")])
    return [_write(directory / "math.css", css.encode(), "style", preload=False), *assets]


def _write(path: Path, data: bytes, kind: str, *, preload: bool) -> Asset:
    path.write_bytes(data)
    version = hashlib.sha256(data).hexdigest()[:8]
    return Asset(path, f"{DIRECTORY}/{path.name}?v={version}", kind, preload)


def _face(font: str, source: str) -> str:
    # block: until the font is there, nothing is better than the boxes that old systems draw for 𝑝.
    face = f'@font-face{{font-family:MJX-{font};src:url("{source}") format("woff2");font-display:block}}'
    if font in ("BRK", "NCM-ZERO"):
        return face
    return f"{face}\n.{font}{{font-family:MJX-NCM-ZERO,MJX-{font}}}"

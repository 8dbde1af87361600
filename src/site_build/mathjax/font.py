"""The one font of the formulas: the glyphs in use of all of MathJax's fonts.

MathJax has a font for each size of a bracket; each would cost a request, or its overhead in the style sheet. So all
glyphs go into the text font, as forms that an OpenType feature named after the font chooses: `S3__` makes of "(" the
bracket of NCM-S3. Words are set by the font, so it has the spaces of formulas, and room behind letters that lean, as
MathJax leaves it. Outlines become TrueType's, which WOFF2 compresses a quarter better than those of CFF.
"""

from __future__ import annotations

import importlib.metadata
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from site_build.errors import SiteError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

TEXT = "NCM-N"
"""MathJax's name of the font of letters and digits."""

VERSION = f"2 fonttools {importlib.metadata.version('fonttools')}"
"""What a font depends on besides its glyphs; raise the number with what is done below."""

ERROR = 2.0
"""How far an outline may lie from MathJax's, in thousandths of an em: a thirtieth of a pixel in the text."""

UNITS = 500
"""Units in an em, half as many as MathJax's: smaller numbers, and the file is a fourteenth smaller."""

SPACES = Path(__file__).with_name("spaces.json")
"""The spaces between letters, by MathJax's names of them: a character that stands for it, its width in em."""

_INVISIBLE = set(map(ord, "\u2061\u2062\u2063\u2064"))
"""Function application and the like: in formulas, and in no font."""

_SOURCES = Path("node_modules", "@mathjax", "mathjax-newcm-font", "chtml", "woff2")


def source(root: Path, font: str) -> Path:
    """Where MathJax's font package has a font."""
    prefix = "mjx-ncm-" if font == "BRK" else "mjx-"
    return root / _SOURCES / f"{prefix}{font.lower()}.woff2"


def feature(font: str) -> str:
    """The tag of the OpenType feature that gives the forms of a font: four characters."""
    return f"{font.removeprefix('NCM-'):_<4}"


def combine(root: Path, used: Mapping[str, str], leans: Mapping[str, float]) -> bytes:
    """A WOFF2 font with the characters of several fonts; equal input, equal bytes.

    Args:
        root: The repository, which has the Node packages.
        used: The characters in use, by MathJax's name of the font; the text font is one of them.
        leans: How far letters of the text font lean out of their boxes, in em: room for that is left behind them.

    Raises:
        SiteError: A font lacks a character.
    """
    from fontTools.pens.cu2quPen import Cu2QuPen  # only here: the import takes a while and the cache spares it
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    spaces = {ord(space["character"]): space["width"] for space in json.loads(SPACES.read_text("utf-8")).values()}
    outlines: dict[str, Any] = {name: TTGlyphPen(None).glyph() for name in (".notdef", *(f"space{s}" for s in spaces))}
    widths = {".notdef": 0, **{f"space{code}": round(width * 1000) for code, width in spaces.items()}}
    characters = {code: f"space{code}" for code in spaces}
    forms: dict[str, list[str]] = defaultdict(list)
    for name in [TEXT, *sorted(used.keys() - {TEXT})]:
        font = TTFont(source(root, name))
        glyphs, known = font.getGlyphSet(), font.getBestCmap()
        for code in sorted(set(map(ord, used[name])) - _INVISIBLE - spaces.keys()):
            if code not in known:
                raise SiteError(f"{source(root, name)}: MathJax uses U+{code:04X} of it, which it does not have")
            glyph, pen = f"{feature(name)}{code:X}", TTGlyphPen(None)
            glyphs[known[code]].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
            lean = leans.get(chr(code), 0) if name == TEXT else 0
            outlines[glyph], widths[glyph] = pen.glyph(), round(glyphs[known[code]].width + lean * 1000)
            if (plain := characters.setdefault(code, glyph)) != glyph:
                forms[feature(name)].append(f"sub {plain} by {glyph};")
    return _built(TTFont(source(root, TEXT)), outlines, widths, characters, forms)


def _built(
    text: TTFont,
    outlines: dict[str, Any],
    widths: dict[str, int],
    characters: dict[int, str],
    forms: Mapping[str, list[str]],
) -> bytes:
    """A font of these glyphs, with the measures and the copyright notice of the text font."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.scaleUpem import scale_upem

    builder = FontBuilder(text["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap(characters)
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics({name: (widths[name], getattr(outlines[name], "xMin", 0)) for name in outlines})
    builder.setupHorizontalHeader(ascent=text["hhea"].ascent, descent=text["hhea"].descent)
    builder.font["OS/2"] = text["OS/2"]
    builder.setupNameTable({"copyright": text["name"].getDebugName(0)}, mac=False)
    builder.setupPost(keepGlyphNames=False)
    builder.addOpenTypeFeatures(
        "\n".join(f"feature {tag} {{ {' '.join(rules)} }} {tag};" for tag, rules in forms.items())
    )
    builder.font["head"].created = builder.font["head"].modified = text["head"].modified
    builder.font.recalcTimestamp = False
    scale_upem(builder.font, UNITS)
    builder.font.flavor = "woff2"
    output = io.BytesIO()
    builder.font.save(output)
    return output.getvalue()

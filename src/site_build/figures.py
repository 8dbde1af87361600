"""Figures on built pages: inline SVG in the page's language, described for screen readers, and a file to download.

A page shows docs/figures/NAME.py by `![what is to be seen](figure:NAME){ #fig-name }`. The figure is drawn once
(see `drawing`); its words and colours are put in here, for each language and for light and dark.
"""

from __future__ import annotations

import html
import importlib.metadata
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

from site_build.cache import Cache, contents, digest
from site_build.drawing import COLOUR, Drawing, FigureError, draw, fill
from site_build.errors import shown_path
from site_build.languages import CITE, LICENCE, WORDS, Lang
from site_build.pages import COMPANION

#: A figure's image, and the caption below it.
_SHOWN = re.compile(
    r'(?P<image><img\b[^>]*\bsrc="figure:[^>]*>)(?P<caption></p>\s*<figcaption\b[^>]*>(?:(?!</figcaption>).)*)?',
    re.DOTALL,
)
_LARGEST = 1.65  # times the size of the drawing: there its text is as large as the page's
_RIM = 8  # of white around a figure that is a file of its own, in units of the drawing
_FONTS = "system-ui, 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


class Figures:
    """Draws the figures of one build, from the cache where nothing has changed."""

    def __init__(self, docs: Path, cache: Path, library: Path, site_url: str = "") -> None:
        """Remembers where things are.

        Args:
            docs: The docs directory.
            cache: The cache directory.
            library: The library's source directory.
            site_url: The address of the shared root, which a downloaded figure gives as its source.
        """
        self._directory = docs / "figures"
        self._cache = Cache(cache)
        self._site_url = site_url
        code = [Path(__file__).with_name("drawing.py"), self._directory / "palette.py", *sorted(library.rglob("*.py"))]
        versions = [importlib.metadata.version(package) for package in ("matplotlib", "numpy")]
        self._shared = digest(contents(code), versions)
        self._drawn: dict[str, Drawing] = {}
        self.downloads: dict[str, str] = {}
        """The figures shown so far as files to download: the text by address below the shared root."""

    def insert(self, page: str, lang: Lang, where: str) -> str:
        """Replaces each image of a figure by the figure, and links its file below it.

        Args:
            page: Built HTML.
            lang: The language of the words.
            where: The page's address below the shared root, `en/information/entropy/index.html`.

        Raises:
            FigureError: An unknown figure, one without alt text or caption, or a fault of a figure file.
        """
        return _SHOWN.sub(lambda match: self._shown(match["image"], match["caption"] or "", lang, where), page)

    def never_shown(self) -> list[str]:
        """What to say about the figures that no page has shown."""
        names = {Path(address).stem for address in self.downloads} | {"palette"}
        unused = sorted(file for file in self._directory.glob("*.py") if file.stem not in names)
        return [f"{shown_path(file)}: no page shows it: a figure stands on a page, or is taken out" for file in unused]

    def _shown(self, image: str, caption: str, lang: Lang, where: str) -> str:
        attributes = _attributes(image)
        name = attributes["src"].removeprefix("figure:")
        alt = attributes.get("alt", "").strip()
        if not alt:
            raise FigureError(f"{where}: figure {name!r} has no alt text: describe it in ![…](figure:{name})")
        if not caption:
            raise FigureError(f"{where}: figure {name!r} has no caption: say its one idea in `/// caption` below it")
        file = self._directory / f"{name}.py"
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or not file.is_file():
            raise FigureError(f"{where}: there is no figure {name!r}: docs/figures/{name}.py does not exist")
        drawing = self._drawing(name, file)
        identity = attributes.get("id", f"fig-{name}")
        target = f"{lang}/figures/{name}.svg"
        source = f"{self._site_url}{where.removesuffix('index.html')}#{identity}"
        self.downloads.setdefault(target, standalone(drawing, lang, alt, source))
        link = _download_link(posixpath.relpath(target, posixpath.dirname(where)), identity, lang)
        return present(drawing, lang, alt, identity) + caption + link

    def _drawing(self, name: str, file: Path) -> Drawing:
        if name not in self._drawn:
            data = sorted(path for path in self._directory.glob(f"{name}.*") if path != file)
            key = digest(self._shared, contents([file, *data]))
            if (known := self._cache.get(key)) is not None:
                self._drawn[name] = Drawing(**known)
            else:
                self._drawn[name] = draw(file)
                self._cache.put(key, vars(self._drawn[name]))
        return self._drawn[name]


def _attributes(tag: str) -> dict[str, str]:
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.update({key: value or "" for key, value in attrs})

        handle_startendtag = handle_starttag

    Reader().feed(tag)
    return found


def _download_link(target: str, identity: str, lang: Lang) -> str:
    words = WORDS[lang]
    link = f'<a href="{html.escape(target)}" download>{words.download_figure}</a>'
    licence = f'<a href="{LICENCE}" rel="license">CC BY 4.0</a>'
    cite = f'<a href="{COMPANION}#{html.escape(identity)}">{CITE[lang].link_statement}</a>'
    return f'<p class="download build-made" data-search-exclude>{link}{words.comma}{licence}{words.comma}{cite}</p>'


def present(drawing: Drawing, lang: Lang, alt: str, identity: str) -> str:
    """The figure as it stands on a page: in its language, its colours from the page, named by its alt text."""
    width, height = drawing.box
    css = {colour.lower(): value for colour, value in drawing.css.items()}
    drawn = COLOUR.sub(lambda match: css[match[0].lower()], _in_words(drawing, lang))
    title, described = html.escape(f"{identity}-title"), html.escape(f"{identity}-description")
    return (
        f'<svg class="figure" id="{html.escape(identity)}" viewBox="0 0 {width:g} {height:g}" '
        f'style="max-width: {width * _LARGEST:.0f}px" role="img" aria-labelledby="{title}" '
        f'aria-describedby="{described}"><title id="{title}">{html.escape(alt)}</title>'
        f'<desc id="{described}" class="build-made">{html.escape(drawing.description[lang])}</desc>{drawn}</svg>'
    )


def standalone(drawing: Drawing, lang: Lang, alt: str, source: str) -> str:
    """The figure as a file of its own: on white, in fixed colours, with its licence.

    Args:
        drawing: The figure.
        lang: The language of its words.
        alt: What is to be seen, which becomes its title.
        source: The address of the figure on its page.
    """
    width, height = (length + 2 * _RIM for length in drawing.box)
    title, description = html.escape(alt), html.escape(drawing.description[lang])
    return f"""<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="{lang}" role="img" \
viewBox="{-_RIM} {-_RIM} {width:g} {height:g}" width="{2 * width:g}" height="{2 * height:g}" font-family="{_FONTS}" \
stroke-linejoin="round">
<title>{title}</title>
<desc>{description}</desc>
<metadata>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:cc="http://creativecommons.org/ns#">
<cc:Work rdf:about="">
<dc:format>image/svg+xml</dc:format>
<dc:type rdf:resource="http://purl.org/dc/dcmitype/StillImage"/>
<dc:title>{title}</dc:title>
<dc:description>{description}</dc:description>
<dc:language>{lang}</dc:language>
<dc:creator><cc:Agent><dc:title>{CITE[lang].author}</dc:title></cc:Agent></dc:creator>
<dc:source>{html.escape(source)}</dc:source>
<dc:rights>CC BY 4.0</dc:rights>
<cc:license rdf:resource="{LICENCE}"/>
</cc:Work>
</rdf:RDF>
</metadata>
<rect x="{-_RIM}" y="{-_RIM}" width="{width:g}" height="{height:g}" fill="#ffffff"/>
{_in_words(drawing, lang)}
</svg>
"""


def _in_words(drawing: Drawing, lang: Lang) -> str:
    return fill(drawing.svg, {key: html.escape(text, quote=False) for key, text in drawing.words[lang].items()})

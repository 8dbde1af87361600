"""The whole site as one zip, to be read without a network: from a plain file server, or by a double click.

It is made from the built site and has the same bytes whenever the site has: files in the order of their names, with
one date. A page that is opened as a file has no server to answer an address that ends in a slash, so links in the zip
name the file itself. Then readers of the site are told of it, at the foot of each page.
"""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

from site_build.errors import SiteError
from site_build.languages import LANGS, WORDS, Lang
from site_build.revision import Revision

NAME = "crossentropy-site.zip"

README = "README.txt"

_FOLDER = "crossentropy-site"
_LINK = re.compile(r'(?P<name>\s(?:href|data-zh|data-en|data-to))="(?P<url>[^"]*)"')
_PLACES = re.compile(r'\sdata-places="[^"]*"')
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|#|\?")
_PRELOAD = re.compile(r'<link rel="preload"[^>]*>\n?')  # of a font: as a file it would be loaded twice, with an error
_FOOT = '<div class="md-copyright">'

_TEXT = """\
验过的交叉熵：离线版
====================

双击 index.html 就能读：正文、公式、图、习题解答和页面之间的链接都在。
搜索、核验记录和引用的预览要由文件服务器提供网页才能用。在本文件所在的目录里运行

    python3 -m http.server

（Windows：py -m http.server），再用浏览器打开 http://localhost:8000/ ，就一样不少。
本版对应的网址：{url}


Cross-Entropy, Checked: for reading offline
===========================================

Double-click index.html to read: text, formulas, figures, solutions and the links between pages are all there.
Search, the record of the checks and the previews of references need a file server. In the directory of this file, run

    python3 -m http.server

(Windows: py -m http.server) and open http://localhost:8000/ in a browser: then nothing is missing.
On the web: {url}
"""


def write(site: Path, revision: Revision) -> Path:
    """Writes the zip into the built site, and a link to it at the foot of the site's pages.

    Args:
        site: The directory that holds both languages' sites.
        revision: What git knows of its sources: the files in the zip have the date of the newest change.

    Returns:
        The zip.

    Raises:
        SiteError: There is no built site, or it has a zip already.
    """
    if not (site / "index.html").is_file():
        raise SiteError(f"{site}: there is no built site: run `make site` first")
    target = site / NAME
    if target.exists():
        raise SiteError(f"{target} is there already, and the pages link to it: run `make site` first")
    site_url = _address(site / "index.html")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted([*site.rglob("*"), site / README]):
            if file == target or file.is_dir() or file.suffix == ".map":
                continue
            path = file.relative_to(site).as_posix()
            content = _TEXT.format(url=site_url).encode() if path == README else _content(file)
            entry = zipfile.ZipInfo(f"{_FOLDER}/{path}", _date(revision))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    for lang in LANGS:
        _link(site, lang, target)
    return target


def _address(start: Path) -> str:
    """The address that the site was built for."""
    found = re.search(r'hreflang="x-default" href="([^"]*)"', start.read_text(encoding="utf-8"))
    if found is None:
        raise SiteError(f'{start}: expected <link rel="alternate" hreflang="x-default" href="…">, the site\'s address')
    return html.unescape(found[1])


def _date(revision: Revision) -> tuple[int, int, int, int, int, int]:
    change = revision.newest()
    if change is None:
        return (1980, 1, 1, 0, 0, 0)  # the first that a zip can have
    at = change.time
    return (at.year, at.month, at.day, at.hour, at.minute, at.second)


def _content(file: Path) -> bytes:
    if file.suffix != ".html":
        return file.read_bytes()
    return as_file(file.read_text(encoding="utf-8")).encode()


def as_file(page: str) -> str:
    """A page whose links name files, as far as they lead to pages of the site.

    Args:
        page: The HTML.
    """
    page = _LINK.sub(lambda link: f'{link["name"]}="{_to_file(link["url"])}"', _PRELOAD.sub("", page))
    return _PLACES.sub(lambda places: re.sub("/(?=#|&quot;)", "/index.html", places[0]), page)


def _to_file(url: str) -> str:
    if not url or _ABSOLUTE.match(url):
        return url
    end = next((at for at, character in enumerate(url) if character in "?#"), len(url))
    path, rest = url[:end], url[end:]
    if path.rpartition("/")[2] in (".", ".."):
        path += "/"
    return f"{path}index.html{rest}" if path.endswith("/") else url


def _link(site: Path, lang: Lang, target: Path) -> None:
    size = max(1, round(target.stat().st_size / 1e6))
    for file in sorted((site / lang).rglob("*.html")):
        page = file.read_text(encoding="utf-8")
        if _FOOT in page:  # else it leads on to another one
            to_root = "../" * len(file.relative_to(site).parent.parts)
            text = html.escape(WORDS[lang].offline.format(size=size))
            link = f'<p class="offline"><a href="{to_root}{NAME}">{text}</a></p>'
            file.write_text(page.replace(_FOOT, f"{_FOOT}\n{link}", 1), encoding="utf-8")

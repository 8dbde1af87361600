"""What every page loads, made small: one style sheet in the place of four, and scripts without comments.

The theme brings rules for all that it can do; most of them hold for nothing that a page of this site has. PurgeCSS
leaves out those that name something that stands in no page and in no script; esbuild takes out comments and spaces.
It works on both languages' built files, so that they get the same sheet, and knows nothing of MkDocs.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from site_build.built import Pages
from site_build.cache import Cache, digest
from site_build.errors import SiteError
from site_build.languages import LANGS
from site_build.mathjax import node

SCRIPT = Path(__file__).with_name("minify.mjs")
OURS = "assets/site.css"
SHEET = "assets/style.css"
"""Takes the place of the theme's sheets and ours, in their order."""

_LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="([^"]*?)(assets/[^"?]+\.css)(\?[^"]*)?">\n?')
_HEAD = "</head>"
"""Behind it are no links to style sheets: to look for them takes a tenth as long."""
_MATH = "assets/math/"
_TAG = re.compile(r"<([a-z][^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)>", re.IGNORECASE)
"""Most are there many times: they are found first, and then taken apart, each once. Between its brackets, an element's
name reads as an attribute without a value."""
_ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_VALUE = re.compile(r"[\w-]+")
_VARIABLE = re.compile(r"--[\w-]+")

_FEATURES = re.compile(r"md-(annotation|source__|status|tag|version)|tabbed-|(mermaid|keys|result|success|rtl)$")
"""What the theme's script can put into a page, and never does here: a page that uses such a name has it in its HTML."""


def install(site: Path, root: Path, pages: Pages, names: set[str]) -> None:
    """Makes small what the pages of a built site load.

    Args:
        site: The directory that holds both languages' sites.
        root: The repository, which has the Node packages and the cache.
        pages: The pages of both; those that link style sheets are changed, and not written.
        names: What stands in them, as `names_in` finds it.

    Raises:
        SiteError: The pages do not link the same style sheets, or the Node script fails.
    """
    # The others have a look of their own.
    ours = {file: page for file, page in pages.items() if f'{OURS}"' in page.partition(_HEAD)[0]}
    order = _sheets(ours)
    first = site / LANGS[0]
    sheets = {name: (first / name).read_text(encoding="utf-8") for name in order}
    files = {file: file.read_text(encoding="utf-8") for lang in LANGS for file in _loaded_files(site / lang, order)}
    names = names | _names_in_scripts(text for file, text in files.items() if file.suffix == ".js")
    made = _made_small(root, sheets, {file.relative_to(site).as_posix(): text for file, text in files.items()}, names)
    for file in files:
        file.write_text(made["files"][file.relative_to(site).as_posix()], encoding="utf-8")
    for lang in LANGS:
        (site / lang / SHEET).write_text(made["sheet"], encoding="utf-8")
    versions = _Versions()
    for file, page in ours.items():
        pages[file] = _linked(page, order, site / file.relative_to(site).parts[0], versions)


class _Versions(dict[Path, str]):
    """What is put behind the address of a file, so that it changes with the file."""

    def __missing__(self, file: Path) -> str:
        self[file] = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        return self[file]


def _sheets(pages: Pages) -> list[str]:
    """The sheets that all pages link, besides that of the formulas, in their order."""
    found: dict[tuple[str, ...], Path] = {}
    for file, html in pages.items():
        links = _LINK.finditer(html.partition(_HEAD)[0])
        found.setdefault(tuple(link[2] for link in links if not link[2].startswith(_MATH)), file)
    if len(found) != 1:
        shown = "\n".join(f"  {file}: {', '.join(sheets)}" for sheets, file in found.items())
        raise SiteError(f"pages link different style sheets, where all are to have the same, as one file:\n{shown}")
    return list(next(iter(found)))


def _loaded_files(lang_root: Path, sheets: Iterable[str]) -> Iterator[Path]:
    """Scripts and sheets of ours, the formulas' sheet, and the theme's script, which bears making smaller again."""
    for pattern in ("*.js", "*.css", "math/*.css", "javascripts/*.js"):
        for file in sorted((lang_root / "assets").glob(pattern)):
            if file.relative_to(lang_root).as_posix() not in sheets:
                yield file


def _linked(html: str, sheets: list[str], lang_root: Path, versions: _Versions) -> str:
    def link(found: re.Match[str]) -> str:
        name = SHEET if found[2] == sheets[0] else found[2]
        if name in sheets[1:]:
            return ""
        return f'<link rel="stylesheet" href="{found[1]}{name}?v={versions[lang_root / name]}">\n'

    head, end, rest = html.partition(_HEAD)
    return _LINK.sub(link, head) + end + rest


# --- What is used


def names_in(pages: Iterable[str]) -> set[str]:
    """What a rule can hold for in these pages: elements, attributes, classes and ids."""
    names = {"js"}  # the theme's script puts it on the page
    for tag in set().union(*map(_TAG.findall, pages)):
        for name, value in _ATTRIBUTE.findall(tag):
            names.add(name)
            names.update(_WORD.findall(value) if name in ("class", "id", "for") else [value])
    return names


def _names_in_scripts(scripts: Iterable[str]) -> set[str]:
    """Their words, of which any may be a name."""
    words = {word for script in scripts for word in _WORD.findall(script)}
    return {word for word in words if len(word) > 2 and not _FEATURES.match(word)}


def _made_small(root: Path, sheets: dict[str, str], files: dict[str, str], names: set[str]) -> dict[str, Any]:
    """What the Node script makes, from the cache where nothing has changed that it depends on."""
    everything = "".join([*sheets.values(), *files.values()])
    own = [sheets[OURS], *(text for name, text in files.items() if "/javascripts/" not in name)]
    request = {
        "names": sorted(names & set(_VALUE.findall(everything))),
        "variables": sorted(set(_VARIABLE.findall("".join(own)))),
        "theirs": "\n".join(text for name, text in sheets.items() if name != OURS),
        "ours": sheets[OURS],
        "files": files,
    }
    lock = (root / "package-lock.json").read_text(encoding="utf-8")
    key = digest(SCRIPT.read_text(encoding="utf-8"), lock, request)
    cache = Cache(root / ".cache" / "minify")
    made: dict[str, Any] | None = cache.get(key)
    if made is None:
        node.ensure_packages(root)
        made = _run(request)
        cache.put(key, made)
    return made


def _run(request: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [node.executable(), SCRIPT], input=json.dumps(request), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SiteError(
            f"{SCRIPT}: it ended with exit status {done.returncode}: a style sheet or a script that it cannot read?\n"
            f"If its packages look broken, delete node_modules and build again. It said:\n{done.stderr}"
        )
    made: dict[str, Any] = json.loads(done.stdout)
    return made

"""What search knows: the theme's index made lighter and readable, and a table of names with the place of each.

The theme's index holds every section's text, formulas in TeX. Here formulas within text become plain text, displayed
ones and code are left out, and pages of reference count for less than the pages that teach. Beside it stands the
table: each name that readers may type for a term (docs/glossary.toml, in both languages) or for a place (
docs/search.toml), with the place that it leads to. docs/assets/search-worker.js looks queries up in it.
"""

from __future__ import annotations

import functools
import html
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from opencc import OpenCC

from proofread.terms import NAME, Glossary, Term
from site_build import glossary as glossary_pages
from site_build.errors import Finding, SiteError
from site_build.languages import LANGS, WORDS, Lang, other_language
from site_build.numbering import Targets
from site_build.pages import Tree
from site_build.plain_math import to_text

FILE = "search.toml"

#: How much less a page of reference counts than one that teaches, by the beginning of its address.
_BOOSTS = {
    "reference/notation/": 1.0,
    "reference/api": 0.2,
    "reference/numbers/": 0.2,
    "reference/misconceptions/": 0.5,
    "reference/": 0.05,
}
_GLOSSARY = f"{glossary_pages.PAGE}/"
_DISPLAYED = re.compile(r"\\\[.*?\\\]", re.DOTALL)
_INLINE = re.compile(r"\\\((.*?)\\\)", re.DOTALL)
_CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_EMPTY = re.compile(r"<(p|li|ul|ol)>\s*</\1>")
_KEY = re.compile(r'^"?([^"\n=\[]+?)"? = ', re.MULTILINE)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True)
class Typed:
    """docs/search.toml: what readers type that is no name of a term.

    Attributes:
        terms: What is typed for a term, by the term's id.
        places: What is typed for a place that defines no term, by its address: a page, perhaps with an anchor.
        words: Words of other regions, and what the site says.
        lines: Where each of these stands in the file.
    """

    terms: Mapping[str, list[str]] = field(default_factory=dict)
    places: Mapping[str, list[str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def read_typed(docs: Path) -> Typed:
    """Reads docs/search.toml; an absent file says nothing.

    Raises:
        SiteError: It is no TOML, or has something else than lists of names for terms and places, and words.
    """
    file = docs / FILE
    if not file.is_file():
        return Typed()
    text = file.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"{file}: cannot be read: {error}") from error
    typed = Typed(**{key: data.pop(key, {}) for key in ("terms", "places", "words")})
    if data:
        raise SiteError(f"{file}: {', '.join(data)} is unknown: expected [terms], [places], [words]")
    for key, names in (*typed.terms.items(), *typed.places.items()):
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            raise SiteError(f"{file}: {key} = {names!r}: expected a list of what is typed")
    lines = {match[1]: text.count("\n", 0, match.start()) + 1 for match in _KEY.finditer(text)}
    return replace(typed, lines=lines)


def check_typed(typed: Typed, glossary: Glossary, docs: Path, tree: Tree) -> list[Finding]:
    """What is wrong with docs/search.toml: terms and places that are not there, and what leads to two places.

    Args:
        typed: What it says.
        glossary: The terms.
        docs: The docs directory.
        tree: The tree of pages.
    """
    found = [*_unknown(typed, glossary, docs, tree), *_twice(typed, glossary)]
    return [Finding(docs / FILE, typed.lines.get(key, 1), f"{key}: {message}") for key, message in found]


def _unknown(typed: Typed, glossary: Glossary, docs: Path, tree: Tree) -> Iterator[tuple[str, str]]:
    for key in typed.terms.keys() - {term.id for term in glossary.terms}:
        yield key, f"{NAME} has no term with this id"
    pages = {page.path: page for page in tree.pages()}
    for key in typed.places:
        path, _, anchor = key.partition("#")
        if path not in pages:
            yield key, f"{tree.file.name} does not list {path}"
            continue
        sources = [pages[path].source(docs, lang) for lang in LANGS]
        for source in (source for source in sources if anchor and source.is_file()):
            if not glossary_pages.has_anchor(source.read_text(encoding="utf-8"), anchor):
                yield key, f"there is no #{anchor} on {docs.name}/{source.relative_to(docs).as_posix()}"


def _twice(typed: Typed, glossary: Glossary) -> Iterator[tuple[str, str]]:
    seen = {name.casefold(): term.id for term in glossary.terms for name in _glossary_names(term, "zh")}
    for key, names in (*typed.terms.items(), *typed.places.items()):
        for name in names:
            if name.casefold() in seen:
                yield key, f"{name!r} leads to {seen[name.casefold()]} already: leave it out in one of the two"
            seen[name.casefold()] = key


def _glossary_names(term: Term, lang: Lang) -> list[str]:
    """All names of a term, each once; those of the language first."""
    other = other_language(lang)
    both = (*term.names[lang], *term.variants[lang], *term.names[other], *term.variants[other])
    return list(dict.fromkeys(both))


# --- the table of names


def name_places(
    glossary: Glossary, typed: Typed, targets: Targets, tree: Tree, docs: Path, lang: Lang, titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The places that names lead to, with their names.

    A term whose page is not written yet leads to its entry in the glossary, which says what it means.

    Args:
        glossary: The terms.
        typed: What else is typed.
        targets: The statements of the site.
        tree: The tree of pages.
        docs: The docs directory.
        lang: The language of the site.
        titles: The titles of the sections that the index has, by address.

    Returns:
        For each place `at` (its address below the language's root), `title`, `text` (a sentence, or nothing) and
        `names`; for a term also `own`, how many of the names pages in this language use: they come first.
    """
    written = {page.path: page for page in tree.pages() if page.exists(docs)}

    def place(address: str, otherwise: str, name: str) -> dict[str, Any]:
        path, _, anchor = address.partition("#")
        if path not in written:
            return {"at": otherwise, "title": name}
        at = f"{written[path].url()}{'#' * bool(anchor)}{anchor}"
        return {"at": at, "title": _title(anchor, targets, lang) or titles.get(at) or name}

    found = []
    for term in glossary.terms:
        entry = place(term.page, f"{_GLOSSARY}#term-{term.id}", term.names[lang][0])
        names = [*_glossary_names(term, lang), *typed.terms.get(term.id, [])]
        entry["text"] = html.escape(_said(term, entry["title"], lang), quote=False)
        found.append(entry | {"own": len(term.names[lang]), "names": list(dict.fromkeys(names))})
    for address, names in typed.places.items():
        found.append(place(address, "", names[0]) | {"text": "", "names": names})
    return [entry for entry in found if entry["at"] or not entry.get("names")]


def _said(term: Term, title: str, lang: Lang) -> str:
    """What a term means, behind its name where the title of the place does not have that."""
    name, meaning = term.names[lang][0], term.meaning[lang]
    if name.casefold() in title.casefold():
        return glossary_pages.sentence(meaning, lang)
    return glossary_pages.sentence(f"{name}{WORDS[lang].colon}{meaning}", lang)


def _title(anchor: str, targets: Targets, lang: Lang) -> str:
    """What a statement is called: its kind and number, and its title."""
    if anchor not in targets:
        return ""
    target = targets[anchor]
    return f"{target.name(lang)} {html.escape(to_plain(target.anchors[lang].title), quote=False)}".strip()


def to_plain(markdown: str) -> str:
    """A line of Markdown as plain text."""
    return re.sub(r"[*`]", "", re.sub(r"\$([^$]+)\$", lambda match: to_text(match[1]), markdown))


# --- traditional characters


@functools.cache
def _simplified() -> dict[str, str]:
    """What each traditional character is in the simplified script, where that is one other character."""
    traditional = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")  # apart, so that none makes a word
    pairs = zip(traditional, simplified, strict=True)
    return {before: after for before, after in pairs if before != after and len(after) == 1}


def traditional(texts: Iterable[str]) -> str:
    """The traditional characters of the simplified ones in some texts: each followed by its simplified one."""
    used = set(_HAN.findall("".join(texts)))
    return "".join(before + after for before, after in _simplified().items() if after in used and before not in used)


# --- the theme's index


def lighten(docs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections of the theme's index: lighter, readable, and ranked by what a page is for."""
    return [_lightened(doc) for doc in docs if not doc["location"].startswith(f"{_GLOSSARY}#letter-")]


def _lightened(doc: dict[str, Any]) -> dict[str, Any]:
    boost = next((boost for start, boost in _BOOSTS.items() if doc["location"].startswith(start)), 1.0)
    lighter = doc | {"title": _readable(doc["title"]), "text": _readable(doc["text"])}
    return lighter if boost == 1.0 else lighter | {"boost": boost}


def _readable(text: str) -> str:
    text = _INLINE.sub(_plain, _CODE.sub(" ", _DISPLAYED.sub(" ", text)))
    return re.sub(r"[ \n]+", " ", _EMPTY.sub("", text)).strip()


def _plain(match: re.Match[str]) -> str:
    return html.escape(to_text(html.unescape(match[1]).replace("\u200b", "")), quote=False)


def write(site: Path, typed: Typed, places: Iterable[dict[str, Any]], docs: list[dict[str, Any]]) -> None:
    """Writes one language's index with the table of names in its configuration, which the theme hands on as it is.

    Args:
        site: One language's built site.
        typed: What readers type that is no name of a term.
        places: What `name_places` has found.
        docs: The sections, as `lighten` leaves them.
    """
    file = index_file(site)
    index = json.loads(file.read_text(encoding="utf-8"))
    places = list(places)
    texts = [text for doc in docs for text in (doc["title"], doc["text"])]
    texts += [name for place in places for name in place["names"]] + list(typed.words)
    index["config"] |= {"places": places, "words": typed.words, "traditional": traditional(texts)}
    index["docs"] = docs
    file.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def index_file(site: Path) -> Path:
    """The theme's index in one language's built site."""
    return site / "search" / "search_index.json"


def read_sections(site: Path) -> list[dict[str, Any]]:
    """The sections of the index as the theme has written it."""
    sections: list[dict[str, Any]] = json.loads(index_file(site).read_text(encoding="utf-8"))["docs"]
    return sections

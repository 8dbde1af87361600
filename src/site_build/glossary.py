"""docs/glossary.toml on the site: the page of all terms, and a quiet hint at the first use of each on a page."""

from __future__ import annotations

import html
import importlib.metadata
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from proofread.terms import NAME, Glossary, Term
from site_build.cache import Cache, digest
from site_build.errors import Finding
from site_build.languages import LANGS, WORDS, Lang, other_language
from site_build.pages import PageEntry, Tree, to_root

MARKER = "<!-- glossary -->"
PAGE = "reference/glossary"

_TAG = re.compile(r"(<!--.*?-->|<[^<>]*>)", re.DOTALL)
_NAME = re.compile(r"</?(?P<name>[A-Za-z][\w-]*)")
_VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: Where a name is no running text, or has a hint already. What is folded away is not the first that a reader sees; an
#: erratum is looked up by itself, so the first use on its page is not where it is read.
_SKIPPED = re.compile(
    r"<(?:a|button|code|details|figcaption|h[1-6]|mjx-container|pre|script|style|summary|svg|textarea|th)\b"
    r"|<[^<>]*\bclass=\"(?:[^\"]*\s)?(?:admonition-title|arithmatex|build-made|doc|doc-contents|erratum|site-contents|source)[\s\"]"
)


# --- where the site defines a term


def check_pages(glossary: Glossary, docs: Path, tree: Tree) -> list[Finding]:
    """What is wrong with the places that the glossary names: a page is listed, an anchor of a written one is there.

    Args:
        glossary: The terms.
        docs: The docs directory.
        tree: The tree of pages.
    """
    listed = {page.path: page for page in tree.pages()}
    findings = []
    for term in glossary.terms:
        path, _, anchor = term.page.partition("#")
        if path not in listed:
            findings.append(Finding(docs / NAME, term.line, f"{term.id}: {tree.file.name} does not list {path}"))
            continue
        for lang in LANGS:
            source = listed[path].source(docs, lang)
            if anchor and source.is_file() and not has_anchor(source.read_text(encoding="utf-8"), anchor):
                message = f"{term.id}: there is no #{anchor} on {docs.name}/{lang}/{path}.md"
                findings.append(Finding(docs / NAME, term.line, message))
    return findings


def has_anchor(markdown: str, anchor: str) -> bool:
    """Whether a page's Markdown gives something this id."""
    return re.search(rf"(?:#|\bid: ){re.escape(anchor)}[ ,}}]", markdown) is not None


# --- the page of all terms


def list_terms(glossary: Glossary, docs: Path, tree: Tree, lang: Lang, url: str, kept: Path) -> str:
    """All terms in the order of their language, as Markdown: a heading for each letter, and a list below it.

    Args:
        glossary: The terms.
        docs: The docs directory.
        tree: The tree of pages.
        lang: The language of the page.
        url: The address of the page that holds the list, below the language's root.
        kept: A directory where names are kept as they are spelt.
    """
    spelt = _spell(glossary.terms, lang, Cache(kept))
    pages = {page.path: page for page in tree.pages() if page.exists(docs)}
    lines: list[str] = []
    for letter, terms in groupby(
        sorted(glossary.terms, key=lambda term: _order(term, lang, spelt)), lambda term: _letter(term, spelt)
    ):
        lines += [f"## {letter} {{#letter-{letter.lower()}}}", "", '<dl class="glossary">']
        lines += [_listed(term, lang, pages, to_root(url)) for term in terms]
        lines += ["</dl>", ""]
    return "\n".join(lines)


def _spell(terms: list[Term], lang: Lang, cache: Cache) -> dict[str, str]:
    """The terms' names by their letters: Chinese by pinyin with tones, whatever else as it is."""
    names = {term.id: _spellable(term, lang) for term in terms}
    if lang == "en":
        return {term: name.casefold() for term, name in names.items()}
    key = digest(importlib.metadata.version("pypinyin"), names)
    spelt: dict[str, str] | None = cache.get(key)
    if spelt is None:
        spelt = {term: _pinyin(name) for term, name in names.items()}
        cache.put(key, spelt)
    return spelt


def _spellable(term: Term, lang: Lang) -> str:
    """Its first name that does not begin with a digit."""
    return next(name for name in (*term.names[lang], *term.variants[lang]) if not name[0].isdigit())


def _pinyin(name: str) -> str:
    from pypinyin import Style, lazy_pinyin  # only here: to load its dictionary takes half a second

    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)).casefold()


def _order(term: Term, lang: Lang, spelt: Mapping[str, str]) -> tuple[str, str, str]:
    return _letter(term, spelt), re.sub(r"[^a-z0-9]", "", spelt[term.id]), term.names[lang][0]


def _letter(term: Term, spelt: Mapping[str, str]) -> str:
    return spelt[term.id][0].upper()


def _listed(term: Term, lang: Lang, pages: dict[str, PageEntry], root: str) -> str:
    words, other = WORDS[lang], other_language(lang)
    name, *also = map(html.escape, term.names[lang])
    foreign = f'<span class="foreign" lang="{other}">{html.escape(term.names[other][0])}</span>'
    said = [sentence(html.escape(term.meaning[lang]), lang)]
    said += [words.also.format(words.list_comma.join(also))] if also else []
    avoided = words.list_comma.join(map(html.escape, term.variants[lang]))
    said += [f'<span class="avoided">{words.avoided.format(avoided)}</span>'] if avoided else []
    path, _, anchor = term.page.partition("#")
    if page := pages.get(path):
        address = f"{root}{page.url()}{f'#{anchor}' if anchor else ''}"
        said.append(f'<a class="build-made" href="{address}">{html.escape(page.titles[lang])}</a>')
    return (
        f'<div id="term-{term.id}" data-from="term:{term.id}">'
        f"<dt>{name} {foreign}</dt><dd>{words.space.join(said)}</dd></div>"
    )


def sentence(meaning: str, lang: Lang) -> str:
    """A meaning as a sentence: with a capital and a full stop."""
    return f"{meaning[0].upper()}{meaning[1:]}{WORDS[lang].full_stop}"


# --- the first use of a term on a page


def add_hints(page: str, glossary: Glossary, lang: Lang, url: str) -> str:
    """Links the first use of each term in a page's running text to the glossary, with its meaning as the link's title.

    Args:
        page: The page's HTML.
        glossary: The terms.
        lang: The page's language.
        url: Its address below the language's root.
    """
    seen: set[str] = set()
    address = f"{to_root(url)}{PAGE}/#term-"

    def hinted(text: str) -> Iterator[str]:
        at = 0
        for use in glossary.uses(text, lang):
            if not use.preferred or use.term.everyday or use.term.id in seen:
                continue
            seen.add(use.term.id)
            title = html.escape(_hint(use.term, lang))
            name = text[use.start : use.end]
            yield f'{text[at : use.start]}<a class="term" href="{address}{use.term.id}" title="{title}">{name}</a>'
            at = use.end
        yield text[at:]

    parts = _TAG.split(page)
    skipped = list(_is_skipped(parts))
    return "".join(
        part if index % 2 or skip else "".join(hinted(part))
        for index, (part, skip) in enumerate(zip(parts, skipped, strict=True))
    )


def _is_skipped(parts: list[str]) -> Iterator[bool]:
    """Whether each piece of a page, text and tags in turn, lies within an element whose words are left alone."""
    inside: list[str] = []  # the names of the elements that are open, from the outermost that is left alone
    for index, part in enumerate(parts):
        name = _NAME.match(part) if index % 2 else None
        if name is not None and name["name"] not in _VOID and not part.endswith("/>"):
            if part.startswith("</"):
                if inside and inside[-1] == name["name"]:
                    inside.pop()
            elif inside or _SKIPPED.match(part):
                inside.append(name["name"])
        yield bool(inside)


def _hint(term: Term, lang: Lang) -> str:
    own, foreign = term.names[lang][0], term.names[other_language(lang)][0]
    meaning = sentence(term.meaning[lang], lang)
    return meaning if own == foreign else f"{WORDS[lang].foreign.format(foreign)}{WORDS[lang].space}{meaning}"

"""The reference of the library: a page for each module, a list of all, and the links to them from everywhere.

Where a page calls a function of the library, in its text or in an example's import, the name is a link to the
reference; a page that derives functions names them at its end. All of it follows from the sources: nobody lists it.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterator
from pathlib import Path

from site_build.docstrings import Chinese
from site_build.errors import Finding
from site_build.languages import LANGS, WORDS, Lang
from site_build.library import PACKAGE, Entry, Module
from site_build.pages import Tree, to_root

INDEX = "reference/api"

_MARKER = re.compile(r"^<!-- api(?:: (?P<module>\w+))? -->$", re.MULTILINE)
_CODE = re.compile(
    r"<(?P<apart>a|pre|h[1-6])\b.*?</(?P=apart)>|<code>(?P<prefix>crossentropy\.)?(?P<name>[A-Za-z_]\w*)(?P<rest>\(.*?)?</code>",
    re.DOTALL,
)
_IMPORT = re.compile(r'<span class="nn">crossentropy(?:\.\w+)?</span>.*?(?=\n(?!    )|</code>)', re.DOTALL)
_NAME = re.compile(r'<span class="n">(?P<name>\w+)</span>')


def in_order(library: list[Module], tree: Tree) -> list[Module]:
    """The modules in the order of their pages; those without one come last."""
    order = [page.path for page in tree.pages()]
    return sorted(library, key=lambda m: order.index(page_of(m.name)) if page_of(m.name) in order else len(order))


def page_of(module: str) -> str:
    """The path of a module's page."""
    return f"{INDEX}/{module}"


def anchors(library: list[Module]) -> dict[str, list[str]]:
    """The ids that the build puts on the pages of the reference: addresses of functions, as lasting as all others."""
    found = {page_of(module.name): [entry.anchor for entry in module.entries] for module in library}
    listed = [module.name for module in library]
    return found | {INDEX: listed + [e.anchor for module in library for e in module.entries if "." not in e.name]}


def is_reference(path: str) -> bool:
    """Whether a page is one of the reference."""
    return path == INDEX or path.startswith(f"{INDEX}/")


def check(library: list[Module], docs: Path, tree: Tree) -> list[Finding]:
    """Modules without a page, and objects that name no page, or an unknown one, as deriving them.

    Args:
        library: The public modules.
        docs: The docs directory.
        tree: The tree of pages.
    """
    known = {page.path: page for page in tree.pages()}
    findings = []
    if INDEX not in known:
        return []
    for module in library:
        path = page_of(module.name)
        marker = f"<!-- api: {module.name} -->"
        for lang in LANGS:
            source = docs / lang / f"{path}.md"
            if not source.is_file():
                message = (
                    f"the module {PACKAGE}.{module.name} has no page in the reference: list {path} in {tree.file.name} "
                    f"and write docs/{lang}/{path}.md: its title, and {marker} below"
                )
                findings.append(Finding(module.source, 1, message))
            elif marker not in source.read_text(encoding="utf-8").splitlines():
                findings.append(Finding(source, 1, f"this page lacks the line {marker}, which shows the module"))
        for entry in module.entries:
            findings += _check_pages(entry, list(known))
    return findings


def _check_pages(entry: Entry, known: list[str]) -> Iterator[Finding]:
    if not entry.pages and "." not in entry.name:
        advice = 'end References with "- Derived on the page PART/PAGE."'
        yield Finding(entry.source, entry.line, f"{entry.name}: no page of the site derives it: {advice}")
    for page in entry.pages:
        if page not in known:
            near = difflib.get_close_matches(page, known, n=2, cutoff=0.6)
            advice = f"nearest: {', '.join(near)}" if near else "docs/pages.toml has all"
            yield Finding(entry.source, entry.at(page), f"{entry.name}: there is no page {page} ({advice})")


# --- the pages of the reference


def fill(markdown: str, library: list[Module], chinese: Chinese, lang: Lang, url: str) -> str:
    """Puts a module, or the list of all, in the place of the marker `<!-- api: module -->` or `<!-- api -->`.

    Args:
        markdown: A page.
        library: The public modules.
        chinese: Their docstrings' Chinese.
        lang: The language of the page.
        url: Its address below the language's root.
    """

    def filled(match: re.Match[str]) -> str:
        if match["module"] is None:
            return "\n\n".join(_listed(module, chinese, lang, url) for module in library)
        return "\n\n".join(_shown(module, chinese, lang) for module in library if module.name == match["module"])

    return _MARKER.sub(filled, markdown)


def _in_language(text: str, chinese: Chinese, lang: Lang) -> str:
    words = " ".join(text.split())
    return chinese.of(words) if lang == "zh" else words


def _shown(module: Module, chinese: Chinese, lang: Lang) -> str:
    paragraphs = [_in_language(part, chinese, lang) for part in module.docstring.value.split("\n\n")]
    objects = [f"::: {entry.anchor}" for entry in module.entries if "." not in entry.name]
    return "\n\n".join([*_as_reference(paragraphs), *objects])


def _as_reference(paragraphs: list[str]) -> list[str]:
    """What the docstrings say is not the proofreader's: the judge of the built pages leaves it out by this class."""
    return ['<div class="doc-contents" markdown>', *paragraphs, "</div>"]


def _listed(module: Module, chinese: Chinese, lang: Lang, url: str) -> str:
    words = WORDS[lang]
    address = f"{to_root(url)}{page_of(module.name)}/"
    name = f'<a href="{address}"><code>{PACKAGE}.{module.name}</code></a>'
    summary = _in_language(module.docstring.value.split("\n\n")[0], chinese, lang)
    rows = [
        f'| <a href="{address}#{entry.anchor}" id="{entry.anchor}"><code>{entry.name}</code></a> '
        f"| {_in_language(entry.summary, chinese, lang)} |"
        for entry in module.entries
        if "." not in entry.name
    ]
    table = [f"| {words.function} | {words.what_it_does} |", "|:--|:--|", *rows]
    return "\n\n".join(
        _as_reference([f"## {module.name} {{#{module.name}}}", f"{name}{words.colon}{summary}", "\n".join(table)])
    )


# --- the links to them


def link_names(page: str, path: str, url: str, library: list[Module]) -> str:
    """Makes links of the names of public objects: in code that calls them, and in the imports of examples.

    A name without parentheses is one on the pages of the reference, and where an example imports it: elsewhere it may
    be another library's.

    Args:
        page: A page's HTML.
        path: The page, as docs/pages.toml names it.
        url: Its address below the language's root.
        library: The public modules.
    """
    known = {entry.name: entry for module in library for entry in module.entries}
    own = {name["name"] for block in _IMPORT.finditer(page) for name in _NAME.finditer(block[0])}

    def address(name: str) -> str:
        entry = known[name]
        here = page_of(entry.module) == path
        return f"#{entry.anchor}" if here else f"{to_root(url)}{page_of(entry.module)}/#{entry.anchor}"

    def code(match: re.Match[str]) -> str:
        called = match["prefix"] or match["rest"] or is_reference(path) or match["name"] in own
        if match["apart"] or match["name"] not in known or not called:
            return match[0]
        name = f"{match['prefix'] or ''}{match['name']}"
        return f'<code><a class="api" href="{address(match["name"])}">{name}</a>{match["rest"] or ""}</code>'

    def imported(match: re.Match[str]) -> str:
        return _NAME.sub(
            lambda name: (
                f'<a class="api" href="{address(name["name"])}">{name[0]}</a>' if name["name"] in known else name[0]
            ),
            match[0],
        )

    return _IMPORT.sub(imported, _CODE.sub(code, page))


def name_functions(page: str, path: str, url: str, library: list[Module], lang: Lang) -> str:
    """Names at a page's end what the library has of it, as the docstrings say."""
    derived = [entry for module in library for entry in module.entries if path in entry.pages]
    if not derived:
        return page
    words = WORDS[lang]
    links = words.list_comma.join(
        f'<code><a class="api" href="{to_root(url)}{page_of(e.module)}/#{e.anchor}">{html.escape(e.name)}</a></code>'
        for e in derived
    )
    return f'{page}\n<p class="in-library build-made">{words.in_library}{words.space}{links}</p>'

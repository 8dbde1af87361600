"""The numbers of statements, equations and figures, and whether every reference on the site leads somewhere.

Definitions, theorems, examples, exercises and pitfalls share one counter a page, equations and figures have one each;
a number is the page's (docs/pages.toml) and the counter's: 3.2. All sources are read before the first page is built,
so that a reference to a later page is a number too.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from site_build.anchors import PREFIXES, STATEMENTS, Anchor, PageAnchors, Reference, read_anchors
from site_build.errors import Finding, shown_path
from site_build.languages import LANGS, WORDS, Lang
from site_build.pages import PageEntry, Tree, to_root

_WORDS_LEFT_OUT = {"a", "an", "and", "as", "be", "do", "for", "from", "in", "is", "it", "of", "on", "the", "to", "with"}


@dataclass(frozen=True)
class Target:
    """What a permanent id stands for, in both languages.

    Attributes:
        id: The id.
        kind: `theorem`, `equation`, `figure` …
        number: `3.2`; `S3-16` for an erratum, from its id; empty for a proof.
        page: Where it stands.
        anchors: It, as either language has it.
    """

    id: str
    kind: str
    number: str
    page: PageEntry
    anchors: Mapping[Lang, Anchor]

    def label(self, lang: Lang) -> str:
        """What a reference shows: `Theorem 3.2`, `(3.1)` for an equation; the kind alone for a proof."""
        return label(self.kind, self.number, lang)

    def name(self, lang: Lang) -> str:
        """What it is called by itself: as in references, but an equation with the word."""
        return f"{WORDS[lang].equation} {self.label(lang)}" if self.kind == "equation" else self.label(lang)

    def address(self, url: str) -> str:
        """Its address as seen from a page at `url` below the same language's root."""
        own = self.page.url()
        here = "" if url == "./" else url
        return f"#{self.id}" if own == here else f"{to_root(url)}{own or './'}#{self.id}"


Targets = dict[str, Target]


def label(kind: str, number: str, lang: Lang) -> str:
    """The words for something numbered."""
    if kind == "equation":
        return f"({number})"
    name = WORDS[lang].figure if kind == "figure" else WORDS[lang].statement[kind]
    return f"{name} {number}".strip()


@dataclass
class Numbered:
    """All that the site's sources define and refer to.

    Attributes:
        targets: By id, in the order of the site.
        pages: What either language's page has, by language and path.
        findings: What is wrong.
        made: Ids that the build itself puts on pages, by path.
    """

    targets: Targets
    pages: dict[tuple[Lang, str], PageAnchors]
    findings: list[Finding]
    made: Mapping[str, list[str]] = field(default_factory=dict)

    def numbers(self) -> dict[str, str]:
        """The equations' numbers by label."""
        return {target.id: target.number for target in self.targets.values() if target.kind == "equation"}


def read_site(docs: Path, tree: Tree, made: Mapping[str, list[str]] | None = None) -> Numbered:
    """Reads every page in both languages, numbers what has an id, and checks ids and references.

    Args:
        docs: The docs directory.
        tree: The tree of pages.
        made: Ids that the build itself puts on pages, by path.
    """
    pages = {
        (lang, page.path): read_anchors(source, source.read_text(encoding="utf-8"))
        for page in tree.pages()
        for lang in LANGS
        if (source := page.source(docs, lang)).is_file()
    }
    numbered = Numbered({}, pages, [], made or {})
    for page in tree.pages():
        versions = {lang: pages[lang, page.path] for lang in LANGS if (lang, page.path) in pages}
        numbered.findings += _check_page(page, versions, tree)
        _number(numbered, page, versions)
    paths = [page.path for page in tree.pages()]
    for found in pages.values():
        numbered.findings += _check_references(found, numbered.targets, paths)
    return numbered


def _number(numbered: Numbered, page: PageEntry, versions: Mapping[Lang, PageAnchors]) -> None:
    """Adds a page's targets; what is wrong with its ids has been or is reported."""
    by_language = {lang: {anchor.id: anchor for anchor in found.anchors} for lang, found in versions.items()}
    counters: Counter[str] = Counter()
    for anchor in next(iter(versions.values())).anchors if versions else []:
        number = _number_of(anchor, page, counters)
        if anchor.id and anchor.id not in numbered.targets:
            own = {lang: known[anchor.id] for lang, known in by_language.items() if anchor.id in known}
            numbered.targets[anchor.id] = Target(anchor.id, anchor.kind, number, page, own)
        elif anchor.id:
            other = numbered.targets[anchor.id]
            for found in versions.values():
                line = next((a.line for a in reversed(found.anchors) if a.id == anchor.id), 1)
                where = f"{other.kind}, {other.page.path}"
                message = f"the id {anchor.id} is taken already ({where}): ids are unique over the site"
                numbered.findings.append(Finding(found.path, line, message))


def _number_of(anchor: Anchor, page: PageEntry, counters: Counter[str]) -> str:
    if anchor.kind == "erratum":  # named by its id alone, err-s3-16: a row may come between two others
        return anchor.id.removeprefix("err-").upper()
    counter = "statement" if anchor.kind in STATEMENTS else anchor.kind
    counters[counter] += 1
    return "" if anchor.kind == "proof" or page.number is None else f"{page.number}.{counters[counter]}"


# --- Checks of one page


def _check_page(page: PageEntry, versions: Mapping[Lang, PageAnchors], tree: Tree) -> Iterator[Finding]:
    for lang, found in versions.items():
        for position, anchor in enumerate(found.anchors):
            yield from _check_id(found, position, anchor, versions)
        numbered = [anchor for anchor in found.anchors if anchor.kind != "erratum"]
        if numbered and page.number is None:
            message = f"what has a number needs one of its page: give {page.path} a `number` in {tree.file.name}"
            yield Finding(found.path, numbered[0].line, message)
        yield from _check_folds(found, lang)
    if len(versions) == len(LANGS):
        yield from _check_order(*versions.values())


def _check_id(
    found: PageAnchors, position: int, anchor: Anchor, versions: Mapping[Lang, PageAnchors]
) -> Iterator[Finding]:
    prefix = PREFIXES[anchor.kind]
    if re.fullmatch(rf"{prefix}(-[a-z0-9]+)+", anchor.id):
        return
    where = {"equation": r"\label{%s}", "figure": "{ #%s }"}.get(anchor.kind, "    attrs: {id: %s}")
    proposal = where % _proposal(position, anchor, versions)
    fault = f"the id {anchor.id} of this {anchor.kind}" if anchor.id else f"this {anchor.kind} has no id"
    advice = f"expected {prefix}- and its subject in lower-case ASCII words" if anchor.id else "which is its address"
    message = f"{fault}, {advice}, the same in both languages, for good: write `{proposal.strip()}`"
    yield Finding(found.path, anchor.line, message)


def _proposal(position: int, anchor: Anchor, versions: Mapping[Lang, PageAnchors]) -> str:
    """An id: the other language's, else one made of the English title."""
    prefix = PREFIXES[anchor.kind]
    twins = [
        found.anchors[position]
        for found in versions.values()
        if position < len(found.anchors) and found.anchors[position].kind == anchor.kind
    ]
    for twin in twins:
        if re.fullmatch(rf"{prefix}(-[a-z0-9]+)+", twin.id):
            return twin.id
    titles = [_kebab(twin.id.removeprefix(prefix) or _subject(twin)) for twin in reversed(twins)]
    return f"{prefix}-{next((title for title in titles if title), 'subject')}"


def _subject(anchor: Anchor) -> str:
    figure = re.search(r"\(figure:([^()\s]*)\)", anchor.text)
    return figure[1] if figure else anchor.title


def _kebab(title: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", title.replace("'s", "")).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", ascii_only) if word not in _WORDS_LEFT_OUT]
    return "-".join(words[:5])


def _check_folds(found: PageAnchors, lang: Lang) -> Iterator[Finding]:
    title = WORDS[lang].solution
    solved = {fold.exercise for fold in found.folds if fold.title == title}
    exercises = [anchor for anchor in found.anchors if anchor.kind == "exercise"]
    for number, exercise in enumerate(exercises):
        if number not in solved:
            message = f"this exercise has no solution: write `/// details | {title}` directly behind its closing ///"
            yield Finding(found.path, exercise.line, message)
    for fold in found.folds:
        if fold.title == title and fold.exercise is None:
            message = f"a folded {title!r} stands directly behind an exercise; no exercise ends here"
            yield Finding(found.path, fold.line, message)


def _check_order(one: PageAnchors, other: PageAnchors) -> Iterator[Finding]:
    """Both languages must count alike; that they have the same ids is the proofreader's affair."""
    if Counter(anchor.id for anchor in one.anchors) != Counter(anchor.id for anchor in other.anchors):
        return
    for a, b in zip_longest(one.anchors, other.anchors):
        if a.id != b.id:
            message = (
                f"{b.id} stands here where {shown_path(one.path)}:{a.line} has {a.id}: the same order, the same numbers"
            )
            yield Finding(other.path, b.line, message)
            return


# --- References


def _check_references(found: PageAnchors, targets: Targets, paths: list[str]) -> Iterator[Finding]:
    for reference in found.references:
        if message := _fault(reference, targets, paths):
            yield Finding(found.path, reference.line, message, reference.column)


def _fault(reference: Reference, targets: Targets, paths: list[str]) -> str:
    target = targets.get(reference.id)
    to_page = "/" in reference.id
    if reference.id not in (paths if to_page else targets):
        near = difflib.get_close_matches(reference.id, paths if to_page else targets, n=3, cutoff=0.75)
        known = f"nearest: {', '.join(near)}" if near else "no id is near it"
        return f"there is no {reference.id!r} on the site ({known})"
    if target is not None and reference.shows == "label" and not target.number:
        return f"a {target.kind} has no number: write what it shows, [words](ref:{reference.id})"
    if reference.shows == "label" and reference.in_heading:
        return "a heading's link shows words of its own: the table of contents has nothing of the build"
    return ""

"""docs/glossary.toml: the names that pages use, those that they avoid, and what is to be said at the first use.

A name in quotation marks is mentioned and not used: so a page says what others call a thing. On Chinese pages the
English name stands in parentheses behind the first use of a term, and the root 凸 is first met in 下凸 or 上凸.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from proofread.findings import Finding, Place, Problem
from proofread.source import Page

NAME = "glossary.toml"
Language = Literal["zh", "en"]

_STRINGS = ("id", "zh", "en", "page", "meaning_zh", "meaning_en")
_LISTS = ("zh_also", "en_also", "zh_variants", "en_variants")
_ALL = {*_STRINGS, *_LISTS, "zh_root", "everyday"}
_QUOTED = re.compile(r'“[^“”\n]*(?:\n[^“”\n]+)*”|"[^"\n]*(?:\n[^"\n]+)*"')
#: What is no running text: headings, titles of blocks, the words of links.
_NOT_RUNNING = re.compile(r"^(?:#|///).*$|\[[^\[\]]*\]\(", re.MULTILINE)
#: An English name in parentheses, behind a Chinese one and what closes its emphasis.
_GLOSS = re.compile(r"[*\x00]*（(?P<words>[A-Za-z][A-Za-z–'’ \n-]{3,})[，；）]")


@dataclass(frozen=True)
class Term:
    """A term: its names in each language, the preferred one first, and what it means."""

    id: str
    names: dict[Language, tuple[str, ...]]
    variants: dict[Language, tuple[str, ...]]
    meaning: dict[Language, str]
    page: str
    line: int
    everyday: bool = False
    root: str = ""

    @property
    def text(self) -> str:
        """All that may be shown of it, in one piece."""
        lists = (*self.names.values(), *self.variants.values())
        return "\n".join([*(name for names in lists for name in names), *self.meaning.values()])


@dataclass(frozen=True)
class Use:
    """A name of a term on a page, by the offsets of its text."""

    term: Term
    start: int
    end: int
    preferred: bool


@dataclass
class Glossary:
    """The terms in the order of their file, and what is wrong with it."""

    terms: list[Term] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def _names(self) -> dict[Language, dict[str, tuple[Term, bool]]]:
        found: dict[Language, dict[str, tuple[Term, bool]]] = {"zh": {}, "en": {}}
        for term in self.terms:
            for language, known in found.items():
                known |= {_folded(name): (term, True) for name in term.names[language]}
                known |= {_folded(name): (term, False) for name in term.variants[language]}
        return found

    @cached_property
    def _patterns(self) -> dict[Language, re.Pattern[str]]:
        return {language: _pattern(self.terms, language) for language in ("zh", "en")}

    def uses(self, text: str, language: Language) -> Iterator[Use]:
        """The names of terms in a text, each as long as it can be."""
        if not self.terms:
            return
        for match in self._patterns[language].finditer(text):
            known = self._names[language]
            term, preferred = next(known[name] for name in _readings(match["name"]) if name in known)
            yield Use(term, match.start(), match.end(), preferred)


def _folded(name: str) -> str:
    """A name as it is looked up: acronyms keep their capitals, all others do not."""
    name = " ".join(name.split())
    return name if name.isupper() else name.lower()


def _readings(name: str) -> Iterator[str]:
    """What a name on a page may be in the glossary: itself, with spaces for hyphens, in the singular, in lower case."""
    for folded in dict.fromkeys((_folded(name), _folded(name.lower()))):
        for singular in (folded, re.sub("ies$", "y", folded)):
            yield singular
            yield singular.replace("-", " ")


def _pattern(terms: list[Term], language: Language) -> re.Pattern[str]:
    names = {name for term in terms for name in (*term.names[language], *term.variants[language])}
    parts = [_written(name) for name in sorted(names, key=lambda name: (-len(name), name))]
    plural = "(?:s|es)?" if language == "en" else ""
    # A name of letters is no part of a longer word; Chinese has no such bounds, so the longest name counts.
    return re.compile(rf"(?<![A-Za-z-])(?P<name>{'|'.join(parts)}){plural}(?![A-Za-z]|-[A-Za-z])", re.IGNORECASE)


def _written(name: str) -> str:
    pattern = r"(?:\s+|-)".join(map(re.escape, name.split()))  # maximum likelihood, maximum-likelihood
    pattern = re.sub("y$", "(?:y|ies)", pattern)
    return f"(?-i:{pattern})" if name.isupper() else pattern


# --- reading the file


def read_glossary(docs: Path) -> Glossary:
    """Read docs/glossary.toml; an absent file has no terms."""
    path = docs / NAME
    return parse_glossary(path.read_text(encoding="utf-8"), path) if path.is_file() else Glossary()


def parse_glossary(text: str, path: Path) -> Glossary:
    """Read the terms, and check that each is complete and that no name stands for two."""
    found = Glossary()

    def report(message: str, line: int) -> None:
        found.findings.append(Finding(Place(path, line, 1), "P711", message))

    try:
        entries: list[dict[str, Any]] = tomllib.loads(text).get("term", [])
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        report(f"no TOML: {error}", int(where[1]) if where else 1)
        return found
    lines = [text.count("\n", 0, match.start()) + 1 for match in re.finditer(r"^\[\[term\]\]", text, re.MULTILINE)]
    known: dict[tuple[str, str], str] = {}
    for entry, line in zip(entries, lines, strict=True):
        faults = list(_faults(entry, known))
        for message in faults:
            report(f"{entry.get('id', 'a term')} {message}", line)
        if not faults:
            found.terms.append(_term(entry, line))
    return found


def _faults(entry: dict[str, Any], known: dict[tuple[str, str], str]) -> Iterator[str]:
    for key in _STRINGS:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            yield f"has no {key}"
    for key in _LISTS:
        if not all(isinstance(name, str) for name in entry.get(key, [])):
            yield f"has a {key} that is no list of names"
    for key in entry.keys() - _ALL:
        yield f"has a {key}, which is not known: {', '.join(sorted(_ALL))}"
    for key in ("meaning_zh", "meaning_en"):
        if re.search(r"[0-9]|[.。]$", str(entry.get(key, ""))):
            yield f"has a {key} with a digit or a full stop at the end: write words, and no full stop"
    names = [("id", str(entry.get("id")))]
    for language in ("zh", "en"):
        own = [entry.get(language), *entry.get(f"{language}_also", []), *entry.get(f"{language}_variants", [])]
        names += [(language, _folded(str(name))) for name in own if name]
    for name in names:
        if name in known:
            yield f"has the name {name[1]!r}, as {known[name]} has: a name stands for one term"
        known[name] = str(entry.get("id"))


def _term(entry: dict[str, Any], line: int) -> Term:
    languages: tuple[Language, ...] = ("zh", "en")
    return Term(
        id=entry["id"],
        names={k: (entry[k], *entry.get(f"{k}_also", [])) for k in languages},
        variants={k: tuple(entry.get(f"{k}_variants", [])) for k in languages},
        meaning={k: entry[f"meaning_{k}"] for k in languages},
        page=entry["page"],
        line=line,
        everyday=entry.get("everyday", False),
        root=entry.get("zh_root", ""),
    )


# --- a page


def check_terms(page: Page, glossary: Glossary, language: Language) -> Iterator[Problem]:
    """Problems with the names that a page uses for things."""
    text = page.shown
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    uses = [use for use in glossary.uses(text, language) if not _is_within(use.start, quoted)]
    for use in uses:
        if not use.preferred:
            name = " ".join(text[use.start : use.end].split())
            message = (
                f"{name!r}: pages say {use.term.names[language][0]!r}; put the name into quotation marks where it is "
                "meant itself"
            )
            yield Problem("P712", message, use.start)
    if language == "zh":
        yield from _roots(page, glossary, uses, quoted)
        yield from _glosses(page, uses)


def _is_within(at: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in ranges)


def _roots(page: Page, glossary: Glossary, uses: list[Use], quoted: list[tuple[int, int]]) -> Iterator[Problem]:
    """In running text the first use of a root says which way it bends; a title has no room for that."""
    text = page.shown
    elsewhere = [*quoted, *(match.span() for match in _NOT_RUNNING.finditer(page.text))]
    for term in glossary.terms:
        places = (m.start() for m in re.finditer(re.escape(term.root), text)) if term.root else iter(())
        at = next((at for at in places if not _is_within(at, elsewhere)), None)
        if at is None:
            continue
        roots = [(u.start, u.end) for u in uses if text[u.start : u.end].find(term.root) > 0]
        if not _is_within(at, roots):
            message = (
                f"the first {term.root} of a page is in {term.names['zh'][1]}, with what that means: books disagree on "
                "which way it bends"
            )
            yield Problem("P712", message, at)


def _glosses(page: Page, uses: list[Use]) -> Iterator[Problem]:
    """The English name stands behind the first use of a term in running text or its definition, and it is right."""
    apart = [match.span() for match in _NOT_RUNNING.finditer(page.text)]
    text, first = page.shown, dict[str, Use]()
    for use in uses:
        if not use.preferred or _is_within(use.start, apart):
            continue
        opening = first.setdefault(text[use.start : use.end], use)  # each name of a term may have its own
        match = _GLOSS.match(text, use.end)
        if match is None:
            continue
        words = " ".join(match["words"].split())
        names = [*use.term.names["en"], *use.term.variants["en"]]
        if not any(re.search(rf"(?:^|[ -]){re.escape(name)}e?s?$", words, re.IGNORECASE) for name in names):
            yield Problem("P713", f"{use.term.names['zh'][0]} is {names[0]!r} in English, not {words!r}", use.end)
        elif opening is not use and not page.text.startswith("**", use.start - 2):  # bold: it is defined here
            line, column = page.line_and_column(opening.start)
            message = f"{text[use.start : use.end]} is used before, {line}:{column}: {words!r} belongs there"
            yield Problem("P713", message, use.start)

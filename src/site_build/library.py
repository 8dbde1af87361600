"""What the library offers, read from its sources: its public objects, where each is explained, what is said of each.

Read without being run, so that the reference shows what the sources say, docstring by docstring. A docstring is made of
passages (a summary, a paragraph, what is said of one argument), each of which `docstrings` has in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import griffe

PACKAGE = "crossentropy"
SOURCES = "References"  # the docstrings' section of sources, whose last item names the pages that derive the object

Say = Callable[[str], str]
"""What stands in a passage's place."""

_EXPLAINED = re.compile(r"^Derived on the pages? ")
_PAGE = re.compile(r"(?<![\w/.])[a-z][a-z-]*/[a-z][a-z-]*(?![\w/])")
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
_WORDS_IN_TEX = re.compile(r"\\text\s*\{")


@dataclass(frozen=True)
class Entry:
    """A public object of the library.

    Attributes:
        name: What users import; `Neuron.fit` for a method.
        module: The public module that holds it, by its last name.
        source: Its file and lines.
        line: Where it begins.
        last_line: Where it ends.
        docstring: What is said of it.
        pages: The pages that derive it, as its docstring names them.
    """

    name: str
    module: str
    source: Path
    line: int
    last_line: int
    docstring: griffe.Docstring
    pages: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Its id on its module's page, and in the list of all."""
        return f"{PACKAGE}.{self.name}"

    @property
    def summary(self) -> str:
        """The first paragraph of its docstring."""
        return self.docstring.value.split("\n\n")[0]

    def at(self, passage: str) -> int:
        """The line of its file on which a passage begins."""
        return line_of(self.docstring, passage)


@dataclass(frozen=True)
class Module:
    """A public module, with its public objects in the order of the source, methods behind their class."""

    name: str
    source: Path
    docstring: griffe.Docstring
    entries: tuple[Entry, ...]


def read(sources: Path) -> list[Module]:
    """Reads the public modules.

    Args:
        sources: The directory that holds the package.
    """
    package = griffe.load(PACKAGE, search_paths=[sources], docstring_parser="google", try_relative_path=False)
    assert isinstance(package, griffe.Module)
    return modules(package)


def modules(package: griffe.Module) -> list[Module]:
    """The public modules of the package, in the order of their names."""
    exported = set(map(str, package.exports or ()))
    found = []
    for name, member in sorted(package.members.items()):
        if isinstance(member, griffe.Module) and not name.startswith("_") and member.docstring is not None:
            source = member.filepath
            assert isinstance(source, Path)
            own = [obj for key, obj in member.members.items() if key in exported and not obj.is_alias]
            entries = tuple(entry for obj in own for entry in _entries(obj, name, source))
            if entries:
                found.append(Module(name, source, member.docstring, entries))
    return found


def _entries(obj: Any, module: str, source: Path, prefix: str = "") -> Iterator[Entry]:
    name = f"{prefix}{obj.name}"
    if obj.docstring is not None:
        line, last = obj.lineno or 1, obj.endlineno or obj.lineno or 1
        yield Entry(name, module, source, line, last, obj.docstring, _pages(obj.docstring.parsed))
    if obj.is_class:
        for key, member in obj.members.items():
            if not key.startswith("_") and not member.is_alias:
                yield from _entries(member, module, source, f"{name}.")


def _pages(sections: list[griffe.DocstringSection]) -> tuple[str, ...]:
    return tuple(page for section in sections for page in pages_in(section))


def pages_in(section: griffe.DocstringSection) -> list[str]:
    """The pages that a section of sources names as deriving the object."""
    if section.title != SOURCES:
        return []
    return [page for item in items_of(section.value.contents) if _EXPLAINED.match(item) for page in _PAGE.findall(item)]


def sources_in(section: griffe.DocstringSection) -> list[str]:
    """The books and papers that a section of sources names."""
    return [item for item in items_of(section.value.contents) if not _EXPLAINED.match(item)]


def items_of(text: str) -> list[str]:
    """The items of a list, each on one line."""
    return [" ".join(item.split()) for item in re.split(r"^[-*] +", text, flags=re.MULTILINE) if item.strip()]


def line_of(docstring: griffe.Docstring, passage: str) -> int:
    """The line of the file on which a passage of a docstring begins."""
    words = r"\s+".join(map(re.escape, passage.split()))
    found = re.search(words, docstring.value)
    return (docstring.lineno or 1) + (docstring.value.count("\n", 0, found.start()) if found else 0)


# --- passages


def rewrite(sections: list[griffe.DocstringSection], say: Say) -> None:
    """Puts something else in the place of every passage of a parsed docstring that has words.

    Code, formulas and titles of books are the same in both languages and stay.
    """
    for section in sections:
        match section.kind:
            case griffe.DocstringSectionKind.text:
                section.value = _paragraphs(section.value, say)
            case griffe.DocstringSectionKind.examples:
                section.value = [
                    (kind, _paragraphs(text, say) if kind is griffe.DocstringSectionKind.text else text)
                    for kind, text in section.value
                ]
            case griffe.DocstringSectionKind.admonition:
                if section.title != SOURCES:
                    section.title = say(section.title or section.value.kind)
                    section.value.contents = _paragraphs(section.value.contents, say)
            case _:
                for item in section.value:
                    item.description = _paragraphs(item.description, say)


def passages(sections: list[griffe.DocstringSection]) -> list[str]:
    """The passages of a parsed docstring that have words, each on one line."""
    found: list[str] = []

    def note(passage: str) -> str:
        found.append(passage)
        return passage

    rewrite(sections, note)
    return found


def _paragraphs(text: str, say: Say) -> str:
    return "\n\n".join(_paragraph(part, say) for part in re.split(r"\n\s*\n", text.strip()))


def _paragraph(text: str, say: Say) -> str:
    if re.match(r"[-*] ", text):
        return "\n".join(f"- {_passage(item, say)}" for item in items_of(text))
    return _passage(text, say)


def _passage(text: str, say: Say) -> str:
    one_line = " ".join(text.split())
    return say(one_line) if _has_words(one_line) else text


def _has_words(text: str) -> bool:
    formulas = "".join(_FORMULA.findall(text))
    return bool(re.search(r"[A-Za-z]", _FORMULA.sub("", text)) or _WORDS_IN_TEX.search(formulas))

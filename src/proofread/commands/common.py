"""What several commands share: how pages are named, how misuse is reported."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofread.findings import Problem
from proofread.patch import Change
from proofread.site import LANGUAGES, notation_file, pages_of
from proofread.source import read_text

if TYPE_CHECKING:
    from proofread.scope import Scope

DEFAULT_DOCS = Path("docs")

#: What `argparse` hands out for adding commands; its own name is private.
Commands = Any


class Misuse(Exception):
    """The command cannot be run as it was given."""


@dataclass(frozen=True)
class Selection:
    """The pages that a command is about."""

    docs: Path
    #: the pages named; None means all
    only: list[Path] | None

    def pages(self) -> list[Path]:
        """The pages, each language's by itself."""
        if self.only is not None:
            return self.only
        found = (self.docs / language / page for page in pages_of(self.docs) for language in LANGUAGES)
        return [path for path in found if path.is_file()]

    def read(self) -> tuple[Scope, dict[Path, str]]:
        """The site's notation, and the text of each page.

        Raises:
            Misuse: When one of them is no text.
        """
        from proofread.notation import parse_notation

        notation = notation_file(self.docs)
        site, _ = parse_notation(read(notation), notation, library=False)
        return site, {path: read(path) for path in self.pages()}


def read(path: Path) -> str:
    """The text of a file.

    Raises:
        Misuse: When it is none.
    """
    try:
        return read_text(path)
    except Problem as problem:
        raise Misuse(f"{path}: {problem.message}") from problem


def offer(changes: Iterable[Change], *, write: bool) -> None:
    """Print changes as a patch, or make them and say where."""
    for change in changes:
        if write:
            change.write()
            print(f"proofread: {change.path} is changed", file=sys.stderr)
        else:
            print(change.patch(), end="")


def in_columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, one below the other: the first column to the left, the others to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(_padded, row, widths, range(len(row)))).rstrip() for row in rows)


def _padded(cell: str, width: int, column: int) -> str:
    space = " " * (width - _width(cell))
    return space + cell if column else cell + space


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Let a command take pages."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="pages, or directories of pages; by default all pages"
    )
    add_docs(parser)


def add_docs(parser: argparse.ArgumentParser) -> None:
    """Let a command take the directory of the pages."""
    parser.add_argument(
        "--docs", type=Path, metavar="DIR", help="where notation.check, zh/ and en/ are; by default found from PATH"
    )


def select(paths: list[Path], docs: Path | None) -> Selection:
    """The pages that were named.

    Raises:
        Misuse: When there is no such page, or it is no page of the site.
    """
    for path in paths:
        if not path.exists():
            raise Misuse(f"{path} does not exist")
    docs = docs or next((found for path in paths if (found := _docs_above(path))), DEFAULT_DOCS)
    check_docs(docs)
    if not paths:
        return Selection(docs, None)
    if any(path.resolve() == docs.resolve() for path in paths):
        return Selection(docs, None)
    pages = [page for path in paths for page in (sorted(path.rglob("*.md")) if path.is_dir() else [path])]
    if not pages:
        raise Misuse("no Markdown page in what was named")
    return Selection(docs, [_as_page(page, docs) for page in pages])


def check_docs(docs: Path) -> None:
    """See that a directory holds the pages of a site.

    Raises:
        Misuse: When it does not.
    """
    try:
        notation_file(docs)
    except FileNotFoundError as error:
        raise Misuse(f"{error} Name it with --docs") from error


def _docs_above(path: Path) -> Path | None:
    """The directory with the site's notation that a path is in, or is."""
    return next((d for d in (path, *path.parents) if (d / "notation.check").is_file()), None)


def _as_page(path: Path, docs: Path) -> Path:
    """A page as the site names it: below `docs`, in a language's directory."""
    for language in LANGUAGES:
        root = (docs / language).resolve()
        if path.suffix == ".md" and path.resolve().is_relative_to(root):
            return docs / language / path.resolve().relative_to(root)
    raise Misuse(f"{path} is no page: pages are the .md files below {docs / 'zh'} and {docs / 'en'}")

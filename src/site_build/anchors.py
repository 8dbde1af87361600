r"""What a page's Markdown defines and refers to: statements, equations and figures with their ids, and references.

    /// theorem | Gibbs' inequality          $$                        ![alt](figure:bars){ #fig-bars }
        attrs: {id: thm-gibbs}              D \ge 0 \label{eq-gibbs}
                                            $$                        [](ref:thm-gibbs), $\eqref{eq-gibbs}$

It reads Markdown as the proofreader does, and knows nothing of the site: `numbering` gives the numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from proofread.blocks import Blocks, Opened, read_blocks
from proofread.source import Page, scan

STATEMENTS = {"definition": "def", "theorem": "thm", "example": "ex", "exercise": "exr", "pitfall": "pit"}
"""The numbered statements, which share one counter a page, and what the id of each begins with."""

PREFIXES = {**STATEMENTS, "proof": "prf", "erratum": "err", "equation": "eq", "figure": "fig"}
"""All that can have a permanent id."""

SCHEME = "ref:"
"""What the target of a reference begins with."""

_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_EQREF = re.compile(r"\\eqref\s*\{([^{}]*)\}")
_FIGURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(figure:[^()\s]*\)(?:\{[^{}\n]*#(?P<id>[\w-]+)[^{}\n]*\})?")


@dataclass(frozen=True)
class Anchor:
    """Something with a permanent id, or that needs one (`id` is empty then)."""

    kind: str
    id: str
    title: str
    """Its title, or what a figure shows."""
    line: int
    text: str
    """Its Markdown, without the lines that open and close it."""
    last_line: int


@dataclass(frozen=True)
class Reference:
    """A place that refers to an id; `shows` says what readers see: the author's `words`, or the build's `label`."""

    id: str
    line: int
    column: int
    shows: str
    in_heading: bool = False


@dataclass(frozen=True)
class Fold:
    """A folded block, and the number on its page of the exercise that it stands directly behind, from 0."""

    title: str
    line: int
    exercise: int | None


@dataclass
class PageAnchors:
    """The anchors, references and folds of one page, each in the order of the page; and all ids that authors gave."""

    path: Path
    anchors: list[Anchor] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    folds: list[Fold] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def read_anchors(path: Path, markdown: str) -> PageAnchors:
    """Reads one page."""
    page = scan(path, markdown)
    blocks = read_blocks(page.stripped)
    anchors = [*_statements(page.stripped, blocks), *_equations(page), *_figures(page)]
    anchors.sort(key=lambda anchor: anchor.line)
    references = sorted([*_links(page), *_eqrefs(page)], key=lambda found: (found.line, found.column))
    ids = [*(section.id for section in page.sections), *(block.id for block in blocks.opened)]
    ids += [anchor.id for anchor in anchors]
    given = [name for name in dict.fromkeys(ids) if name]
    return PageAnchors(path, anchors, references, list(_folds(page.stripped, blocks)), given)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _statements(text: str, blocks: Blocks) -> list[Anchor]:
    found = []
    for block in blocks.opened:
        if block.kind in STATEMENTS or block.kind == "erratum" or (block.kind == "proof" and block.id):
            first, last = _line(text, block.start), _line(text, max(block.start, block.end))
            found.append(Anchor(block.kind, block.id, block.title, first, _inside(text, block), last))
    return found


def _inside(text: str, block: Opened) -> str:
    """What stands in a block: neither its first lines, which are title and options, nor its last one."""
    lines = text[block.start : block.end].split("\n")[1:-1]
    while lines and lines[0].startswith("    "):
        lines.pop(0)
    return "\n".join(lines).strip()


def _equations(page: Page) -> list[Anchor]:
    formulas = (formula for section in page.sections for formula in section.formulas if formula.display)
    return [
        Anchor(
            "equation",
            label,
            "",
            page.place(formula.start).line,
            formula.tex.strip(),
            page.place(formula.end).line,
        )
        for formula in formulas
        for label in _LABEL.findall(_COMMENT.sub("", formula.tex))
    ]


def _figures(page: Page) -> list[Anchor]:
    found = []
    for structure in (s for section in page.sections for s in section.structures if s.kind == "figure"):
        match = _FIGURE.match(page.text, structure.start)
        if match is not None:
            line = page.place(structure.start).line
            last = page.place(structure.start + len(match[0])).line
            found.append(Anchor("figure", match["id"] or "", match["alt"], line, match[0], last))
    return found


def _links(page: Page) -> list[Reference]:
    found = []
    for section in page.sections:
        for link in section.structures:
            if link.kind == "link" and link.text.startswith(SCHEME):
                place = page.place(link.start)
                shows = "label" if page.text.startswith("[]", link.start) else "words"
                heading = page.text[page.line_starts[place.line - 1]] == "#"
                found.append(Reference(link.text.removeprefix(SCHEME), place.line, place.column, shows, heading))
    return found


def _eqrefs(page: Page) -> list[Reference]:
    found = []
    for formula in (formula for section in page.sections for formula in section.formulas):
        for match in _EQREF.finditer(formula.tex):
            place = page.place(formula.start + match.start())
            found.append(Reference(match[1], place.line, place.column, "label"))
    return found


def _folds(text: str, blocks: Blocks) -> list[Fold]:
    """Every folded block, in the order in which HTML has them."""
    found = []
    exercises = [block for block in blocks.opened if block.kind == "exercise"]
    for block in (block for block in blocks.opened if block.kind == "details"):
        before = [number for number, exercise in enumerate(exercises) if exercise.end < block.start]
        bound = bool(before) and not text[exercises[before[-1]].end : block.start].strip()
        found.append(Fold(block.title, _line(text, block.start), before[-1] if bound else None))
    return found

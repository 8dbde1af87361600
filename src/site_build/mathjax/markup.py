"""Formulas in a page's HTML: as arithmatex (`generic: true`) leaves them, and as readers get them."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from site_build.errors import SiteError

FORMULA = re.compile(r'<(span|div) class="arithmatex">\s*\\([(\[])(.*?)\\[)\]]\s*</\1>', re.DOTALL)
LEFTOVER = re.compile(r'<\w+ class="arithmatex">(.{0,60})', re.DOTALL)
HEADING = re.compile(r"<h([1-6])\b.*?</h\1>", re.DOTALL)
COMMENT = re.compile(r"(?<!\\)%[^\n]*")
LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
REFERENCE = re.compile(r"\\eqref\s*\{([^{}]*)\}")
LABEL_FORM = re.compile(r"eq-[a-z0-9]+(-[a-z0-9]+)*")
REFUSED = re.compile(r"\\(tag|ref)(?![A-Za-z])")

WORD = {"zh": "公式", "en": "formula"}
"""What a screen reader calls the box of a displayed formula."""

PERMALINK = {"zh": "本式的固定链接", "en": "Permanent link to this formula"}

NARROWEST = 14.0
"""Width in em up to which a display fits everywhere: a 320-pixel screen, inside an indented block."""

UNBROKEN = 10.0
"""Width in em up to which a formula in the text is not broken over two lines."""


@dataclass(frozen=True)
class Problem:
    """One formula that cannot be shown."""

    page: str
    index: int
    formula: str
    message: str

    def __str__(self) -> str:
        return f"{self.page}: formula {self.index}: {self.message}\n    {' '.join(self.formula.split())}"


class MathError(SiteError):
    """A page's formulas that cannot be shown, all of them at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Formula:
    """A formula of a page."""

    index: int
    """Its place among the page's formulas, from 1."""
    span: tuple[int, int]
    tex: str
    display: bool
    in_heading: bool
    labels: tuple[str, ...]
    references: tuple[str, ...]
    numbers: dict[str, str] = field(default_factory=dict)
    """Numbers by label, of those that it defines or refers to."""
    sound: bool = True
    """Whether its labels and references are; otherwise there is no use in rendering it."""

    @property
    def label(self) -> str | None:
        """The label that gives it its number and its id."""
        return self.labels[0] if self.labels else None

    def request(self) -> dict[str, Any]:
        """What the MathJax process needs to know, which is all that its answer depends on."""
        return {"tex": self.tex, "display": self.display, "label": self.label, "numbers": self.numbers}


def read_page(page_html: str, page: str, numbers: Mapping[str, str]) -> tuple[list[Formula], list[Problem]]:
    """The page's formulas in order, with the numbers that they show.

    Also returns the formulas that stand where none can, and labels and references that do not fit together.

    Args:
        page_html: The page.
        page: What errors call it.
        numbers: The numbers of all equations of the site, by label.
    """
    problems = [
        Problem(page, 0, match[1], r"not a formula: expected \(…\) or \[…\] (arithmatex with `generic: true`)")
        for match in LEFTOVER.finditer(FORMULA.sub("", page_html))
    ]
    formulas = []
    seen: set[str] = set()
    for formula in _scan(page_html):
        why = [*_misplaced(formula), *_bad_labels(formula, seen, numbers), *_bad_references(formula, numbers)]
        seen.update(formula.labels)
        problems += [Problem(page, formula.index, formula.tex, reason) for reason in why]
        used = {name: numbers[name] for name in (*formula.labels, *formula.references) if name in numbers}
        formulas.append(replace(formula, numbers=used, sound=not why))
    return formulas, problems


def _scan(page_html: str) -> Iterator[Formula]:
    headings = [match.span() for match in HEADING.finditer(page_html)]
    for index, match in enumerate(FORMULA.finditer(page_html), start=1):
        tex = html.unescape(match[3]).strip()
        code = COMMENT.sub("", tex)
        yield Formula(
            index,
            match.span(),
            tex,
            display=match[2] == "[",
            in_heading=any(start < match.start() < end for start, end in headings),
            labels=tuple(LABEL.findall(code)),
            references=tuple(REFERENCE.findall(code)),
        )


def _misplaced(formula: Formula) -> Iterator[str]:
    if formula.in_heading:
        yield "a heading shows raw TeX in the table of contents, the title and the search: put it in words"
    for match in REFUSED.finditer(COMMENT.sub("", formula.tex)):
        yield f"\\{match[1]}: numbers come from \\label alone, and \\eqref refers to them"


def _bad_labels(formula: Formula, seen: Container[str], numbers: Container[str]) -> Iterator[str]:
    if formula.labels and not formula.display:
        yield r"\label in an inline formula: only a formula between lines of $$ has a number"
    if len(formula.labels) > 1:
        yield r"more than one \label: a display has one number; split it"
    for label in formula.labels:
        if not LABEL_FORM.fullmatch(label):
            yield f"\\label{{{label}}}: expected eq- and lower-case words, as in eq-entropy; it is an address"
        elif label in seen:
            yield f"\\label{{{label}}}: an earlier formula of this page has this label"
        elif label not in numbers:
            yield f"\\label{{{label}}}: it has no number: no Markdown page has this label in a display formula"


def _bad_references(formula: Formula, numbers: Collection[str]) -> Iterator[str]:
    for name in formula.references:
        if name not in numbers:
            near = ", ".join(get_close_matches(name, numbers)) or "no label is near it"
            yield f"\\eqref{{{name}}}: no formula of the site has this \\label; nearest: {near}"


def write_formula(formula: Formula, lang: str, rendered: dict[str, Any], permanent: str) -> str:
    """The HTML of a formula: seen, but not read aloud; beside it MathML, read aloud, but not seen.

    Whatever can be focused (the box that scrolls) is outside the part that is hidden from screen readers.
    """
    attributes = f' data-tex="{html.escape(formula.tex)}"'
    # Old browsers do not let the keyboard into a box that scrolls unless it is a stop of the tab key. Which
    # one scrolls only the screen knows, but most fit on any screen: those are no stop.
    if formula.display and rendered["width"] > NARROWEST:
        attributes += ' tabindex="0"'
    if formula.display and (formula.label or rendered["width"] > NARROWEST):
        number = f" ({formula.numbers[formula.label]})" if formula.label else ""
        attributes += f' role="group" aria-label="{WORD[lang]}{number}"'
    container: str = rendered["html"]
    if not formula.display and rendered["width"] <= UNBROKEN:
        container = container.replace("<mjx-container", '<mjx-container class="math-short"', 1)
    container = container.replace("<mjx-container", f"<mjx-container{attributes}", 1)
    container = container.replace("<mjx-math", '<mjx-math aria-hidden="true"', 1)
    container = f"{container.removesuffix('</mjx-container>')}{rendered['mathml']}</mjx-container>"
    return _with_tools(formula, lang, container, permanent) if formula.display else container


def _with_tools(formula: Formula, lang: str, container: str, permanent: str) -> str:
    """A displayed formula in a box that does not scroll, where what can be done with it has its place."""
    if not formula.label:
        return f'<div class="formula">{container}</div>'
    link = (
        f'<a class="headerlink" href="{permanent}{formula.label}/" data-anchor="{formula.label}" '
        f'title="{PERMALINK[lang]}" aria-label="{PERMALINK[lang]}">¶</a>'
    )
    return f'<div class="formula" id="{formula.label}">{container}<span class="formula-tools">{link}</span></div>'

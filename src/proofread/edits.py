r"""Changes to a page, one at a time: mistakes that must be noticed, and edits that change no meaning and must pass.

A mistake that is none is never made where that can be known beforehand: a base that is the section's own, an index or a
symbol that occurs once and means the same by another name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from proofread.check import Account
from proofread.draws import free_symbols
from proofread.expressions import LIBRARY, arity
from proofread.findings import Problem
from proofread.grammar import parse
from proofread.numerals import NUMERAL, UNIT_BASE
from proofread.scope import Declaration, Scope, python_name
from proofread.source import CheckLine, Formula, Mark, Page, Section
from proofread.syntax import Big, Implication
from proofread.tex import ARROWS, RELATIONS, Piece, pieces, relations, visible

#: Mistakes, each of which must be noticed in either language by itself.
MISTAKES = (
    "digits", "places", "signs", "operators", "relations", "bases", "indices", "arguments", "units", "bindings",
    "check-lines",
)  # fmt: skip
#: Mistakes in one language only, which the other language gives away.
ONE_SIDED = "one-sided"
#: Edits that change no meaning.
EQUIVALENT = "equivalent"
KINDS = (*MISTAKES, ONE_SIDED, EQUIVALENT)

_WORD_UNITS = {
    "nats": "bits", "bits": "hartleys", "hartleys": "nats", "nat": "bit", "bit": "hartley", "hartley": "nat",
    "奈特": "比特", "比特": "哈特利", "哈特利": "奈特",
}  # fmt: skip
_WORD_UNIT = re.compile("(?<![A-Za-z])(?:" + "|".join(sorted(_WORD_UNITS, key=len, reverse=True)) + ")(?![A-Za-z])")
_TEX_UNITS = {"\\nat": "\\bit", "\\bit": "\\hart", "\\hart": "\\nat"}
_OTHER_RELATIONS = {
    "=": ("\\approx", "\\le"),
    "\\approx": ("=",),
    "\\le": ("\\ge", "<"),
    "\\ge": ("\\le", ">"),
    "<": (">",),
    ">": ("<",),
    "\\ne": ("=",),
    "\\Rightarrow": ("\\iff",),
}  # fmt: skip  (< for \le and ⇒ for ⇔ say less and stay true: no mistakes)
_SWAPPED = {
    "+": "-", "-": "+", "\\cdot": "+", "\\times": "+", "/": "\\cdot", "\\sum": "\\prod", "\\prod": "\\sum",
    "\\max": "\\min", "\\min": "\\max",
}  # fmt: skip
_LOGS = {"2": "\\log_2", "10": "\\log_{10}", "e": "\\ln"}
_SEPARATORS = {",", ";", "\\|", "\\Vert", "\\mid", "\\parallel"}
_STARTERS = {"(", "[", "{", "&", ",", "\\\\", "\\|", "\\{", ":", "\\quad", "\\qquad"}
_FRESH = "rsuvwc"
_ID = re.compile(
    r"^#{1,6}[ \t].*\{[^{}\n]*#(?P<heading>[\w-]+)|^[ \t]+attrs:.*\bid:[ \t]*(?P<block>[\w-]+)"
    r"|\)\{[^{}\n]*#(?P<figure>[\w-]+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Edit:
    """A change of a page: its text from `start` to `end` becomes `text`."""

    kind: str
    start: int
    end: int
    text: str
    section: int
    #: the formula, mark or line that is changed, as it was and as it is then
    before: str
    after: str
    #: whether what the sections below this one say is concerned too
    spreads: bool = False
    #: an edit that takes the changed line or mark out: if nobody notices that, nothing depends on it
    unless: Edit | None = None

    def apply(self, page_text: str) -> str:
        """The changed page."""
        return page_text[: self.start] + self.text + page_text[self.end :]


@dataclass
class Material:
    """A section as the makers of edits see it."""

    page: Page
    number: int
    section: Section
    scope: Scope
    accounts: list[Account]
    #: numerals and formulas that no edit may count on, by class
    set_aside: dict[str, int] = field(default_factory=dict)

    def aside(self, reason: str, count: int = 1) -> None:
        """Count something that is not changed."""
        self.set_aside[reason] = self.set_aside.get(reason, 0) + count

    def formulas(self) -> Iterator[Formula]:
        """The formulas that claim something."""
        known = {a.start: a for a in self.accounts}
        for formula in self.section.formulas:
            account = known.get(formula.start)
            if account and (account.kind == "fixed" or (account.kind == "formula" and claims(formula, account.scope))):
                yield formula

    def edit(self, kind: str, item: Formula, start: int, end: int, text: str) -> Edit:
        """A change inside a formula, offsets counted in it."""
        tex = item.tex
        after = tex[:start] + text + tex[end:]
        return Edit(kind, item.start + start, item.start + end, text, self.number, tidy(tex), tidy(after))

    def edit_text(self, kind: str, range_: tuple[int, int], start: int, end: int, text: str) -> Edit:
        """A change inside a range of the page."""
        before = self.page.text[slice(*range_)]
        after = self.page.text[range_[0] : start] + text + self.page.text[end : range_[1]]
        return Edit(kind, start, end, text, self.number, tidy(before), tidy(after))


def claims(formula: Formula, scope: Scope) -> bool:
    """Whether a formula states something: a relation inside an indicator does not."""
    try:
        statements = parse(formula.tex, scope)
    except Problem:
        return True  # whatever it states, it is reported
    return any(isinstance(s, Implication) or s.relations for s in statements)


def tidy(text: str) -> str:
    r"""A text as one line, the words in `\text{…}` left out: the same in both languages."""
    return " ".join(re.sub(r"\\text\s*\{[^{}]*\}", r"\\text{}", text).split())


def edits(material: Material, kinds: tuple[str, ...] = KINDS) -> Iterator[Edit]:
    """All edits of a section, of some kinds, always the same and in the same order."""
    for kind in kinds:
        if kind in _MAKERS:
            yield from _MAKERS[kind](material)


# --- numerals


def _digits(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        for match in re.finditer(r"\d", visible(formula.tex)):
            other = _other_digit(match.group(), match.start())
            yield m.edit("digits", formula, match.start(), match.end(), other)
    exempt = [(a.start, a.end) for a in m.accounts if a.kind == "exempt"]
    for numeral in m.section.numerals:
        range_ = m.page.line_range(numeral.start)
        for match in re.finditer(r"\d", numeral.text):
            at = numeral.start + match.start()
            if any(start <= at < end for start, end in exempt):
                m.aside("digits in exempt numerals")
                continue
            other = _other_digit(match.group(), at - range_[0])
            yield m.edit_text("digits", range_, at, at + 1, other)
    for account in m.accounts:
        if account.kind == "unchecked":
            m.aside("formulas marked unchecked")
    claiming = sum(1 for _ in m.formulas())
    m.aside("formulas that claim nothing", len(m.section.formulas) - claiming)


def _other_digit(digit: str, at: int) -> str:
    """Another digit, which one depends on the place: over a page, all differences occur."""
    return str((int(digit) + 1 + at % 9) % 10)


def _places(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        for piece in pieces(formula.tex):
            if piece.kind == "number" and "." in piece.text:
                for text in _other_places(piece.text, piece.start):
                    yield m.edit("places", formula, piece.start, piece.end, text)
    bound = [a for a in m.accounts if a.kind == "bound"]
    for numeral in m.section.numerals:
        if "." in numeral.text and any(a.start <= numeral.start < a.end for a in bound):
            for text in _other_places(numeral.text, numeral.start):
                yield m.edit_text("places", m.page.line_range(numeral.start), numeral.start, numeral.end, text)


def _other_places(text: str, at: int) -> Iterator[str]:
    yield text[:-1].rstrip(".")
    yield text + str(1 + at % 9)


# --- inside formulas


def _signs(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        found = pieces(formula.tex)
        for k, piece in enumerate(found):
            if piece.text in "+-" and _is_unary(found, k):
                yield m.edit("signs", formula, piece.start, piece.end, _without(formula.tex, piece))
        for side in _sides(formula.tex, found):
            if side and side[0].text not in ("-", "+"):
                yield m.edit("signs", formula, side[0].start, side[0].start, "-")


def _without(tex: str, sign: Piece) -> str:
    """What takes the place of a sign before a term: the other sign, or nothing."""
    if sign.text == "+":
        return "-"
    runs_together = sign.start > 0 and tex[sign.start - 1].isalpha() and tex[sign.end : sign.end + 1].isalpha()
    return " " if runs_together else ""


def _is_unary(found: list[Piece], k: int) -> bool:
    before = found[k - 1].text if k else "("
    return before in _STARTERS or before in RELATIONS or before in ARROWS or before in _SWAPPED


def _sides(tex: str, found: list[Piece]) -> Iterator[list[Piece]]:
    """The sides of a formula's relations on which a sign matters: not beside ≠, and not where all is equal to 0."""
    signs = relations(tex)
    if not signs or any(p.text in ("\\in", "\\sim", "\\ne") for p in signs):
        return
    sides = _between(tex, signs, found)
    neutral = _equal_to_zero(sides, [sign.text for sign in signs])
    yield from (side for k, side in enumerate(sides) if k not in neutral)


def _between(tex: str, signs: list[Piece], found: list[Piece]) -> list[list[Piece]]:
    """What stands between signs of relation, and before and behind them."""
    edges = [0, *(edge for sign in signs for edge in (sign.start, sign.end)), len(tex)]
    return [_side(found, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _side(found: list[Piece], start: int, end: int) -> list[Piece]:
    """What stands on a side, without signs of layout; nothing where that is more than one expression."""
    inside = [p for p in found if start <= p.start < end]
    while inside and inside[0].text in ("&", "\\\\", ":", ","):
        inside.pop(0)
    inside = inside[: next((k for k, p in enumerate(inside) if p.text in ("&", "\\\\")), len(inside))]
    several = any(p.text in (",", "\\quad", "\\qquad") and not p.brackets and not p.braces for p in inside)
    return [] if several else inside


def _equal_to_zero(sides: list[list[Piece]], signs: list[str]) -> set[int]:
    """The sides that a chain of = joins to a 0."""
    zero = {k for k, side in enumerate(sides) if [p.text for p in side] == ["0"]}
    for k in [*range(len(signs)), *reversed(range(len(signs)))]:
        if signs[k] == "=" and zero & {k, k + 1}:
            zero |= {k, k + 1}
    return zero


def _operators(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        found = pieces(formula.tex)
        for k, piece in enumerate(found):
            if piece.text in ("+", "-") and _is_unary(found, k):
                continue
            if piece.text in _SWAPPED:
                spaced = _spaced(formula.tex, piece.end, _SWAPPED[piece.text])
                yield m.edit("operators", formula, piece.start, piece.end, spaced)
            elif piece.text in ("\\frac", "\\tfrac", "\\dfrac") and (parts := _two_arguments(formula.tex, piece.end)):
                (a, b), (c, d) = parts
                top, bottom = _in_braces(formula.tex[a:b]), _in_braces(formula.tex[c:d])
                if top != bottom:
                    yield m.edit("operators", formula, a, d, bottom + top)


def _two_arguments(tex: str, at: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    found = []
    for _ in range(2):
        while at < len(tex) and tex[at].isspace():
            at += 1
        end = _argument_end(tex, at)
        if end is None:
            return None
        found.append((at, end))
        at = end
    return found[0], found[1]


def _argument_end(tex: str, at: int) -> int | None:
    if at >= len(tex):
        return None
    if tex[at] != "{":
        match = re.match(r"\\[A-Za-z]+|.", tex[at:])
        return at + match.end() if match else None
    depth = 0
    for end in range(at, len(tex)):
        depth += {"{": 1, "}": -1}.get(tex[end], 0)
        if depth == 0:
            return end + 1
    return None


def _in_braces(argument: str) -> str:
    return argument if argument.startswith("{") else f"{{{argument}}}"


def _relation_signs(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        for sign in relations(formula.tex):
            if formula.tex[: sign.start].rstrip().endswith(":"):
                continue  # a definition
            for other in _OTHER_RELATIONS.get(sign.text, ()):
                yield m.edit("relations", formula, sign.start, sign.end, _spaced(formula.tex, sign.end, other))


def _bases(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        own = {m.scope.base} | {UNIT_BASE[u] for u in UNIT_BASE if f"\\{u}" in formula.tex}
        logs = list(re.finditer(r"\\log(?![A-Za-z])(?:_2|_\{2\}|_\{10\})?|\\ln(?![A-Za-z])", visible(formula.tex)))
        if len(logs) == 1 and _is_any_base(formula.tex):
            continue
        for match in logs:
            written = {"\\log": None, "\\ln": "e"}.get(match.group(), match.group()[5:].strip("{}") or None)
            taken = own if written is None else {written}
            other = next((log for base, log in _LOGS.items() if base not in taken), None)
            if other is not None:  # none where the formula is about every base
                yield m.edit("bases", formula, match.start(), match.end(), _spaced(formula.tex, match.end(), other))


def _is_any_base(tex: str) -> bool:
    """Whether a logarithm is compared with 0 or ∞ alone, as which it is the same in any base."""
    sides = [[p.text for p in side] for side in _between(tex, relations(tex), pieces(tex))]
    return any(side in (["0"], ["\\infty"], ["+", "\\infty"], ["-", "\\infty"]) for side in sides)


# --- names


def _indices(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        found = pieces(formula.tex)
        for piece in found:
            declared = m.scope.symbols.get(piece.text)
            if declared is None or declared.domain is None or declared.domain.kind not in ("index", "int"):
                continue
            if not piece.script:
                continue
            other = _stand_in(m.scope, declared, found)
            if other is not None:
                yield m.edit("indices", formula, piece.start, piece.end, _spaced(formula.tex, piece.end, other))


def _arguments(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        found = pieces(formula.tex)
        for piece in found:
            declared = m.scope.symbols.get(piece.text)
            if declared is None or piece.script:
                continue
            other = _stand_in(m.scope, declared, found)
            if other is not None:
                yield m.edit("arguments", formula, piece.start, piece.end, _spaced(formula.tex, piece.end, other))
        yield from _swapped_arguments(m, formula, found)


def _spaced(tex: str, end: int, name: str) -> str:
    """A name in place of another; a command needs a space before a letter."""
    return name + (" " if name.startswith("\\") and tex[end : end + 1].isalpha() else "")


def _stand_in(scope: Scope, declared: Declaration, found: list[Piece]) -> str | None:
    """Another symbol of the same kind, whose use in one place would be a mistake."""
    written = [p.text for p in found]
    names = [n for n, d in scope.symbols.items() if n != declared.name and _alike(d, declared)]
    names.sort(key=lambda n: (n not in written, scope.symbols[n].value is None, n))
    if not names:
        return None
    other = scope.symbols[names[0]]
    free = declared.value is None and other.value is None
    if free and written.count(declared.name) == 1 and other.name not in written:
        return None  # the same by another name
    return other.name


def _alike(one: Declaration, other: Declaration) -> bool:
    if one.value is not None and one.value == other.value:
        return False  # no mistake
    if one.domain is not None and other.domain is not None:
        return str(one.domain) == str(other.domain)
    return isinstance(one.value, tuple) == isinstance(other.value, tuple) and None not in (one.value, other.value)


def _swapped_arguments(m: Material, formula: Formula, found: list[Piece]) -> Iterator[Edit]:
    for k, opening in enumerate(found):
        if opening.text != "(":
            continue
        inside = []
        for piece in found[k + 1 :]:
            if piece.text == ")" and piece.brackets == opening.brackets:
                break
            inside.append(piece)
        else:
            continue
        cuts = [
            p for p in inside
            if p.text in _SEPARATORS and p.brackets == opening.brackets + 1 and p.braces == opening.braces
        ]  # fmt: skip
        if len(cuts) != 1 or not inside:
            continue
        start, end = opening.end, inside[-1].end
        left, right = formula.tex[start : cuts[0].start], formula.tex[cuts[0].end : end]
        if left.strip() != right.strip() and "\\left" not in right and "\\right" not in right:
            swapped = f"{right.strip()} {cuts[0].text} {left.strip()}"
            yield m.edit("arguments", formula, start, end, swapped)


# --- units, bindings, check lines


def _units(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        for match in re.finditer(r"(?:\\,)?(\\(?:nat|bit|hart))(?![A-Za-z])", formula.tex):
            yield m.edit("units", formula, match.start(1), match.end(1), _TEX_UNITS[match[1]])
            yield m.edit("units", formula, match.start(), match.end(), "")
    for account in m.accounts:
        if account.kind == "bound":
            range_ = (account.start, account.end)
            for match in _WORD_UNIT.finditer(m.page.text, *range_):
                yield m.edit_text("units", range_, match.start(), match.end(), _WORD_UNITS[match.group()])
    for table in m.section.tables:
        for cell in table.rows[0]:
            bound = any(cell[0] <= mark.start < cell[1] and mark.kind == "=" for mark in m.section.marks)
            for match in _WORD_UNIT.finditer(m.page.text, *cell) if bound else ():
                if "{" not in m.page.text[cell[0] : match.start()]:
                    yield m.edit_text("units", cell, match.start(), match.end(), _WORD_UNITS[match.group()])


def _bindings(m: Material) -> Iterator[Edit]:
    for mark in m.section.marks:
        whole = (mark.content[0] - 1 if mark.content else mark.start, mark.end)
        if mark.kind in ("given", "loose") and not mark.text:
            gone = m.edit_text("bindings", whole, mark.start, mark.end, " ")
            yield replace(gone, unless=gone)
        if mark.kind not in ("=", "given"):
            continue
        start = m.page.text.index(mark.text, mark.start) if mark.text else mark.end
        for match in re.finditer(r"[A-Za-z_]\w*|\d+(?:\.\d+)?", mark.text):
            at = start + match.start()
            for other in _other_word(m, match.group(), mark):
                yield m.edit_text("bindings", whole, at, at + len(match.group()), other)


def _other_word(m: Material, word: str, mark: Mark) -> Iterator[str]:
    if word[0].isdigit():
        yield word[:-1] + str((int(word[-1]) + 1) % 10)
    elif mark.kind == "=" and word in LIBRARY:
        names = sorted(n for n in LIBRARY if n != word and arity(n) == arity(word))
        if names:
            yield names[len(mark.text) % len(names)]
    elif mark.kind == "=":
        own = next((d for n, d in m.scope.symbols.items() if python_name(n) == word and d.value is not None), None)
        for name, declared in m.scope.symbols.items():
            if own is not None and declared.value not in (None, own.value) and _shape(declared) == _shape(own):
                yield python_name(name)
                return


def _shape(declared: Declaration) -> int:
    return len(declared.value) if isinstance(declared.value, tuple) else 0


def _check_lines(m: Material) -> Iterator[Edit]:
    for line in m.section.check:
        range_ = m.page.line_range(line.start)
        end = line.start + len(line.text)
        gone = _spreading(m.edit_text("check-lines", range_, line.start, end, "# "))
        for match in re.finditer(r"(?<![A-Za-z_])\d", line.text):
            at = line.start + match.start()
            other = str((int(match.group()) + 1) % 10)
            yield _spreading(m.edit_text("check-lines", range_, at, at + 1, other), gone)
        if base := re.fullmatch(r"log\s+(e|2|10)", line.text):
            other = {"e": "2", "2": "10", "10": "e"}[base[1]]
            yield _spreading(m.edit_text("check-lines", range_, line.start, end, f"log {other}"), gone)
        for other in _other_declarations(line.text):
            yield _spreading(m.edit_text("check-lines", range_, line.start, end, other), gone)


def _other_declarations(line: str) -> Iterator[str]:
    """Larger domains, and other hypotheses. (What holds on a domain holds on a smaller one: that is no mistake.)"""
    if match := re.fullmatch(r"(.+?)\s*~\s*(\w+)(.*)", line):
        other = {"positive": "real", "unit": "real"}.get(match[2])
        if other is not None:
            yield f"{match[1]} ~ {other}{match[3]}"
    if line.startswith("assume ") and (match := re.search(r"\\(le|ge|ne)\b|[<>]", line)):
        other = {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le", "\\ne": "="}[match.group()]
        yield line[: match.start()] + other + line[match.end() :]


def _spreading(edit: Edit, unless: Edit | None = None) -> Edit:
    return replace(edit, spreads=True, unless=unless)


# --- one language only


def _one_sided(m: Material) -> Iterator[Edit]:
    """Edits of everything that both languages must have alike."""
    for kind in (k for k in MISTAKES if k not in ("bindings", "places")):
        uncounted = replace(m, set_aside={})
        yield from (replace(edit, kind=ONE_SIDED) for edit in _MAKERS[kind](uncounted))
    for numeral in m.section.numerals:  # exempt ones too
        match = NUMERAL.match(m.page.text, numeral.start)
        if match is not None:
            at = numeral.end - 1
            other = str((int(m.page.text[at]) + 1) % 10)
            yield m.edit_text(ONE_SIDED, m.page.line_range(at), at, at + 1, other)
    for match in _ID.finditer(m.page.text, m.section.start, m.section.end):
        at = match.end(str(match.lastgroup))
        yield m.edit_text(ONE_SIDED, m.page.line_range(at), at, at, "-x")


# --- edits that change no meaning


def _equivalents(m: Material) -> Iterator[Edit]:
    for formula in m.formulas():
        yield from _spacing(m, formula)
        yield from _sizing(m, formula)
        yield from _braces(m, formula)
        yield from _renamed_index(m, formula)
    for one, other in zip(m.section.check, m.section.check[1:], strict=False):
        if _independent(one, other, m.page):
            first, second = m.page.line_range(one.start), m.page.line_range(other.start)
            text = m.page.text[slice(*second)] + "\n" + m.page.text[slice(*first)]
            yield _spreading(m.edit_text(EQUIVALENT, (first[0], second[1]), first[0], second[1], text))


def _spacing(m: Material, formula: Formula) -> Iterator[Edit]:
    for k, sign in enumerate(relations(formula.tex)):
        yield m.edit(EQUIVALENT, formula, sign.end, sign.end, ("\\, ", "\\; ", "\\quad ", "  ")[(k + sign.start) % 2])
    for piece in pieces(formula.tex):
        if piece.text in ("\\cdot", "\\times"):
            yield m.edit(EQUIVALENT, formula, piece.start, piece.start, "\\!")


def _sizing(m: Material, formula: Formula) -> Iterator[Edit]:
    found = pieces(formula.tex)
    for k, opening in enumerate(found):
        if opening.text != "(" or (k and found[k - 1].text.startswith(("\\left", "\\big", "\\Big"))):
            continue
        for closing in found[k + 1 :]:
            if closing.text in ("&", "\\\\"):
                break
            if closing.text == ")" and closing.brackets == opening.brackets and closing.braces == opening.braces:
                inside = formula.tex[opening.end : closing.start]
                yield m.edit(EQUIVALENT, formula, opening.start, closing.end, f"\\left({inside}\\right)")
                break


def _braces(m: Material, formula: Formula) -> Iterator[Edit]:
    for match in re.finditer(r"([_^])([A-Za-z0-9])", visible(formula.tex)):
        yield m.edit(EQUIVALENT, formula, match.start(2), match.end(2), f"{{{match[2]}}}")
    for match in re.finditer(r"\\frac(\d)(\d)", visible(formula.tex)):
        yield m.edit(EQUIVALENT, formula, match.start(1), match.end(2), f"{{{match[1]}}}{{{match[2]}}}")


def _renamed_index(m: Material, formula: Formula) -> Iterator[Edit]:
    try:
        statements = list(parse(formula.tex, m.scope))
        free = set(free_symbols(list(statements), m.scope))
    except Problem:
        return
    ranges = [r for s in statements for node in s.walk() if isinstance(node, Big) for r in node.ranges]
    found = pieces(formula.tex)
    written = {p.text for p in found}
    for name in sorted({r.index for r in ranges} - free):
        limited = all(r.low is not None and r.high is not None for r in ranges if r.index == name)
        declared = m.scope.symbols.get(name)
        others = [o for o, d in m.scope.symbols.items() if declared and d.domain == declared.domain and d.value is None]
        if limited:
            others = [c for c in _FRESH if c not in m.scope.symbols]
        other = next((o for o in others if o not in written), None)
        if other is not None and len(name) == 1:
            text = list(formula.tex)
            for piece in found:
                if piece.text == name:
                    text[piece.start] = other
            yield m.edit(EQUIVALENT, formula, 0, len(formula.tex), "".join(text))


def _independent(one: CheckLine, other: CheckLine, page: Page) -> bool:
    if any(re.match(r"(?:log|assume|reset|convention)\b", line.text) for line in (one, other)):
        return False
    if page.text[one.start : other.start].count("\n") != 1:
        return False
    return not _names_defined(one) & _names_in(other) and not _names_defined(other) & _names_in(one)


def _names_defined(line: CheckLine) -> set[str]:
    return set(re.findall(r"[A-Za-z]+", re.split(r":=|=|~", line.text)[0])[:1])


def _names_in(line: CheckLine) -> set[str]:
    return set(re.findall(r"[A-Za-z]+", line.text))


_MAKERS: dict[str, Callable[[Material], Iterator[Edit]]] = {
    "digits": _digits, "places": _places, "signs": _signs, "operators": _operators, "relations": _relation_signs,
    "bases": _bases, "indices": _indices, "arguments": _arguments, "units": _units, "bindings": _bindings,
    "check-lines": _check_lines, ONE_SIDED: _one_sided, EQUIVALENT: _equivalents,
}  # fmt: skip

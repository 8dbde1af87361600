"""One page: every numeral accounted for, every formula judged."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import numpy as np

from proofread.citations import Citation
from proofread.deciding import value_of
from proofread.evaluate import Evaluator, precision, to_value
from proofread.expressions import Binding
from proofread.findings import Counts, Problem
from proofread.grammar import canonical_name, parse
from proofread.judge import Verdict, judge, read_limit
from proofread.lexer import numerals_in_tex
from proofread.literals import plain, show
from proofread.numerals import LONGEST, NUMERAL, UNIT_BASE, Literal, read_literal, round_half_away, unit_in
from proofread.scope import Scope, free_names, python_name, symbol_name
from proofread.source import Formula, Mark, Numeral, Page, Section, Table, is_reference
from proofread.syntax import Implication, Node, Statement
from proofread.values import Imprecise, Undefined, floating

T = TypeVar("T", Formula, Mark, Numeral)

_INTEGER_TOLERANCE = 1e-9
_FAR = 1 << 62  # behind every offset
_EXEMPTION = re.compile(r"\S.{2,}", re.DOTALL)


@dataclass(frozen=True)
class Account:
    """How a numeral or a formula was accounted for."""

    kind: str  # bound, exempt; formula: judged; fixed: a formula bound to a value; unchecked: a formula exempt
    start: int
    end: int
    scope: Scope
    binding: Binding | None = None
    component: int | None = None  # which of the binding's values, in a table
    literal: Literal | None = None
    reason: str = ""
    reading: Reading | None = None


@dataclass(frozen=True)
class Reading:
    """What the marks around a formula say about how it is meant."""

    loose: bool = False
    special: bool = False
    limit: str = ""


@dataclass
class Checked:
    """What came of a page."""

    problems: list[Problem] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    accounts: list[Account] = field(default_factory=list)


#: Is told what is judged next, by its offset, and the problems so far.
Reached = Callable[[int, list[Problem]], None]


def check_page(page: Page, site: Scope, only: Collection[int] | None = None, reached: Reached | None = None) -> Checked:
    """Check a scanned page against the site's notation.

    Args:
        page: The page.
        site: The site's notation.
        only: The numbers of the sections to check; all by default.
        reached: Is told of each mark and formula before it is judged, for it may be the last.
    """
    scopes, problems = declared_scopes(page, site)
    checked = Checked(problems=[*page.problems, *problems], counts=Counts(pages=1))
    declared = [_declared_names(section) for section in page.sections]
    for number, (section, scope) in enumerate(zip(page.sections, scopes, strict=True)):
        checked.problems.extend(_unstated(page, section))
        if only is None or number in only:
            _SectionCheck(page, section, scope, site, checked, declared, reached).run()
    return checked


def declared_scopes(page: Page, site: Scope) -> tuple[list[Scope], list[Problem]]:
    """What is declared in each section, and what is wrong with the lines that declare it."""
    scopes: dict[int, Scope] = {}
    problems: list[Problem] = []
    for section in page.sections:
        scope = scopes[id(section.parent)] if section.parent else site
        for line in section.check:
            try:
                scope = scope.declare(line.text, site)
            except Problem as problem:
                problems.append(Problem(problem.code, problem.message, line.start))
        scopes[id(section)] = scope
    return list(scopes.values()), problems


def _declared_names(section: Section) -> set[str]:
    """The names that the check block of a section introduces."""
    names: set[str] = set()
    for line in section.check:
        if match := re.match(r"([^=~(]+?)\s*(?::=|=|~)", line.text):
            try:
                names.add(symbol_name(match[1]))
            except Problem:
                continue  # no name: the line itself is reported where it is read
    return names


def _mentioned(tex: str, scope: Scope) -> str | None:
    """The name, where a formula is nothing but a name that this section does not declare."""
    try:
        name = canonical_name(tex)
    except Problem:
        return None
    return None if scope.is_symbol(name) or scope.is_function(name) else name


def _conditions(section: Section, scope: Scope) -> tuple[Statement, ...]:
    """What the `{given …}` marks of a section fix, as the text may quote it: `For $x = 1$ and $y = 0$ …`."""
    found: list[Statement] = []
    for mark in section.marks:
        for part in _split(mark.text) if mark.kind == "given" else ():
            try:
                found.extend(s for s in parse(part, scope) if isinstance(s, Statement) and s.relations)
            except Problem:
                continue  # a value that is no formula, such as [0, 1]: the mark itself is read where it is used
    return tuple(found)


def _unstated(page: Page, section: Section) -> Iterator[Problem]:
    """Hypotheses of a section's check block that no formula of its text states."""
    for line in section.check:
        if not (match := re.match(r"assume\s+", line.text)):
            continue
        inside = [s for s in page.sections if s is section or section in _parents(s)]
        stated = [_bare(f.tex) for s in inside for f in s.formulas]
        for hypothesis in re.split(r",(?![^{(]*[)}])", line.text[match.end() :]):
            if not any(_bare(hypothesis) in tex for tex in stated):
                yield Problem("P404", f"the text of this section does not state ${hypothesis.strip()}$", line.start)


def _bare(tex: str) -> str:
    r"""A formula without what makes no difference: spaces, braces around one sign, `\leq` for `\le`."""
    tex = re.sub(r"\\(leq|geq|neq)(?![A-Za-z])", lambda m: f"\\{m[1][:2]}", tex)
    tex = re.sub(r"([_^])\s*\{\s*(\w|\\[A-Za-z]+)\s*\}", r"\1\2", tex)
    return re.sub(r"\s|[&$]|\\[,;:! ]", "", tex)


def _parents(section: Section) -> Iterator[Section]:
    while section.parent is not None:
        section = section.parent
        yield section


class _SectionCheck:
    def __init__(
        self,
        page: Page,
        section: Section,
        scope: Scope,
        site: Scope,
        checked: Checked,
        elsewhere: list[set[str]],
        reached: Reached | None = None,
    ) -> None:
        self.page = page
        self.section = section
        self.reached = reached
        self.elsewhere = elsewhere  # the names that each section of the page declares
        self.scope = scope
        conditions = _conditions(section, scope)
        self.key = _Key(replace(scope, conditions=conditions) if conditions else scope)
        self.site = site
        self.checked = checked
        self.stated: list[Node] = []
        self.owed: list[tuple[Node, int]] = []
        self.accounted: list[tuple[int, int]] = []  # ranges whose plain numerals are accounted for
        self.bound_formulas: set[int] = set()
        self.marks_around: dict[int, list[Mark]] = {}  # the marks of a formula, by its offset
        for mark in section.marks:
            for formula in _between(section.formulas, mark.content) if mark.content else ():
                self.marks_around.setdefault(formula.start, []).append(mark)

    def run(self) -> None:
        self.checked.counts.marks += len(self.section.marks)
        for mark in self.section.marks:
            self.guarded(mark.start, self.mark, mark)
        for table in self.section.tables:
            self.guarded(table.rows[0][0][0], self.table, table)
        for formula in self.section.formulas:
            self.guarded(formula.start, self.formula, formula)
        for citation in self.section.citations:
            self.locator(citation)
        self.notes()
        accounted = _joined(self.accounted)
        for numeral in self.section.numerals:
            start, end = accounted[bisect_right(accounted, (numeral.start, _FAR)) - 1]
            if not (start <= numeral.start and numeral.end <= end):
                self.report(
                    "P101",
                    f"nothing accounts for {numeral.text}: "
                    f"bind it, [{numeral.text}]{{= {self.proposal(numeral.text)}}}, "
                    f"or exempt it, [{numeral.text}]{{! reason}}",
                    numeral.start,
                )

    def guarded(self, at: int, action: Any, item: Any) -> None:
        if self.reached is not None:
            self.reached(at, self.checked.problems)
        try:
            action(item)
        except Problem as problem:
            self.report(problem.code, problem.message, at + problem.offset)

    def account(self, kind: str, range_: tuple[int, int], **details: Any) -> None:
        scope = details.pop("scope", self.scope)
        self.checked.accounts.append(Account(kind, *range_, scope, **details))

    def report(self, code: str, message: str, at: int) -> None:
        self.checked.problems.append(Problem(code, message, at))

    def proposal(self, text: str) -> str:
        """A given that has this value, if there is one: a proposal, never an account."""
        is_number = text.count(".") < 2 and len(text) <= LONGEST
        value = Fraction(text.replace(",", "")) if is_number else None
        for name, given in self.givens.items():
            if isinstance(given, Fraction) and given == value:
                return name
            if isinstance(given, tuple) and value in given:
                return f"{name}[{given.index(value)}]"
        return "expression"

    # --- marks

    def mark(self, mark: Mark) -> None:
        if mark.content is None:
            return  # a table's: see `table`
        inside = [f for f in _between(self.section.formulas, mark.content) if f.end <= mark.content[1]]
        if mark.kind == "!":
            self.exempt(mark, inside)
        elif mark.kind == "=":
            self.bind(mark, inside)
        elif not inside:
            raise Problem("P103", f"{{{mark.kind}}} stands behind a formula: [$…$]{{{mark.kind}}}")

    def exempt(self, mark: Mark, inside: list[Formula]) -> None:
        assert mark.content is not None
        self.exempt_range(mark.content, _reason(mark))
        for formula in inside:
            self.account("unchecked", (formula.start, formula.end), reason=mark.text)
            self.bound_formulas.add(formula.start)
            self.checked.counts.exempt += len(numerals_in_tex(formula.tex))
            self.checked.counts.formulas += 1
            self.checked.counts.unchecked += 1

    def exempt_range(self, range_: tuple[int, int], reason: str) -> None:
        self.accounted.append(range_)
        shown = _between(self.section.numerals, range_)
        self.checked.counts.exempt += len(shown)
        for numeral in shown:
            self.account("exempt", (numeral.start, numeral.end), reason=reason)

    def bind(self, mark: Mark, inside: list[Formula]) -> None:
        assert mark.content is not None
        start, end = mark.content
        self.accounted.append(mark.content)  # even if wrongly: one mistake is one finding
        self.bound_formulas.update(formula.start for formula in inside)
        binding = self.binding(mark)
        if inside:
            if len(inside) != 1 or self.page.text[start:end].strip("$ \n") != inside[0].tex.strip():
                raise Problem("P103", "a mark binds one numeral or one formula")
            self.bind_formula(inside[0], binding)
            return
        shown = _between(self.section.numerals, mark.content)
        if len(shown) != 1:
            raise Problem("P103", f"a mark binds one numeral, found {len(shown)}")
        literal = literal_at(self.page.text, shown[0].start, end)
        if self.page.text[start : shown[0].start].rstrip(" ").endswith(("-", "\u2212")):
            literal = literal.negated()
        self.account("bound", mark.content, binding=binding, literal=literal)
        compare(binding.value(self.base(literal.unit)), literal, binding, self.scope.base)
        self.checked.counts.bound += 1

    def locator(self, citation: Citation) -> None:
        """Where in a source something stands: no program can look that up."""
        self.exempt_range(citation.locator, citation.key)

    def binding(self, mark: Mark) -> Binding:
        return Binding(mark.text, self.givens, units(self.scope))

    @cached_property
    def givens(self) -> dict[str, Any]:
        return givens(self.scope)

    def base(self, unit: str | None) -> str | None:
        return UNIT_BASE[unit] if unit else self.scope.base

    def bind_formula(self, formula: Formula, binding: Binding) -> None:
        """A formula without a relation, bound to a value."""
        statements = parse(formula.tex, self.scope)
        if len(statements) != 1 or not isinstance(statements[0], Statement) or statements[0].relations:
            raise Problem("P103", "only a formula without a relation can be bound")
        node = statements[0].parts[0]
        try:
            found = value_of(Evaluator(self.scope, given_values(self.scope)), node)
        except Undefined as undefined:
            raise Problem("P307", f"undefined: {undefined}") from undefined
        value = binding.value(self.scope.base)
        whole, component = (binding.whole, binding.component) if isinstance(binding, _Fixed) else (binding, None)
        self.account("fixed", (formula.start, formula.end), binding=whole, component=component)
        if not close(found, value):
            raise Problem("P102", f"the formula is {show(found)}, `{binding.text}` is {show_plain(value)}")
        self.count_formula(formula, relations=1)

    # --- tables

    def table(self, table: Table) -> None:
        whole = (table.rows[0][0][0], table.rows[-1][-1][1])
        own = [m for m in _between(self.section.marks, whole) if m.content is None and m.kind in ("=", "!")]
        for column, cell in enumerate(table.rows[0]):
            for mark in _between(own, cell):
                cells = [row[column] for row in table.rows[1:] if column < len(row)]
                self.guarded(mark.start, lambda m, c=cells, h=cell: self.bind_cells(m, c, h), mark)
        for row in table.rows[1:]:
            for mark in _between(own, row[0]):
                self.guarded(mark.start, lambda m, r=row: self.bind_cells(m, list(r[1:]), r[0]), mark)

    def bind_cells(self, mark: Mark, cells: list[tuple[int, int]], head: tuple[int, int]) -> None:
        if mark.kind == "!":
            reason = _reason(mark)
            for cell in cells:
                self.exempt_range(cell, reason)
            return
        unit = unit_in(self.page.text[head[0] : mark.start])
        try:
            binding, values = self.values_for(mark, unit, len(cells))
        except Problem:
            self.accounted.extend(cells)  # wrongly: one mistake is one finding
            raise
        for k, (value, cell) in enumerate(zip(values, cells, strict=False)):
            fixed = _Fixed(binding, value, k)
            self.guarded(cell[0], lambda c, b=fixed: self.bind_cell(c, b, unit), cell)

    def values_for(self, mark: Mark, unit: str | None, cells: int) -> tuple[Binding, list[Any]]:
        """The values that a mark gives to a column or a row of so many cells."""
        binding = self.binding(mark)
        found = binding.value(self.base(unit))
        values = list(found) if isinstance(found, tuple) else list(np.atleast_1d(found))
        if len(values) > cells:
            raise Problem("P106", f"`{binding.text}` has {len(values)} values for {cells} cells")
        return binding, values

    def bind_cell(self, cell: tuple[int, int], binding: _Fixed, unit: str | None) -> None:
        if any(m.content and _within(m.content[0], cell) for m in _between(self.section.marks, cell)):
            return  # the cell has a mark of its own
        shown = _between(self.section.numerals, cell)
        formulas = _between(self.section.formulas, cell)
        self.accounted.append(cell)
        self.bound_formulas.update(formula.start for formula in formulas)
        if len(shown) == 1 and not formulas:
            literal = literal_at(self.page.text, shown[0].start, cell[1])
            if self.page.text[cell[0] : shown[0].start].strip() in ("-", "\u2212"):
                literal = literal.negated()
            if literal.unit is None:
                literal = Literal(literal.value, literal.quantum, unit, literal.integer)
            self.account("bound", cell, binding=binding.whole, component=binding.component, literal=literal)
            compare(binding.value(None), literal, binding, self.scope.base)
            self.checked.counts.bound += 1
        elif len(formulas) == 1 and not shown:
            self.bind_formula(formulas[0], binding)
        else:
            raise Problem("P106", f"a bound cell holds one numeral or one formula, found {len(shown) + len(formulas)}")

    # --- formulas

    def formula(self, formula: Formula) -> None:
        if formula.start in self.bound_formulas or is_reference(formula.tex):
            return
        key, loose, special, limit = self.key, False, False, ""
        for mark in self.marks_around.get(formula.start, ()):
            loose = loose or mark.kind == "loose"
            limit = mark.text if mark.kind == "as" else limit
            if mark.kind == "given":
                special = True
                for part in filter(None, (p.strip() for p in _split(mark.text))):
                    key = _Key(key.scope.declare(part, self.site))
        reading = Reading(loose, special, limit)
        self.account("formula", (formula.start, formula.end), scope=key.scope, reading=reading)
        if (name := _mentioned(formula.tex, key.scope)) and any(name in names for names in self.elsewhere):
            self.count_formula(formula, 0)
            return  # a symbol named before the section that declares it
        verdict = judged(formula.tex, key, reading)
        for problem in verdict.problems:
            self.report(problem.code, problem.message, formula.start + problem.offset)
        self.stated.extend(verdict.stated)
        self.owed.extend((node, formula.start + at) for node, at in verdict.owed)
        self.count_formula(formula, verdict.relations)

    def count_formula(self, formula: Formula, relations: int) -> None:
        self.checked.counts.in_formulas += len(numerals_in_tex(formula.tex))
        self.checked.counts.formulas += 1
        self.checked.counts.relations += relations

    def notes(self) -> None:
        for node, at in self.owed:
            if node not in self.stated:
                self.report(
                    "P310",
                    "this comes from rounded terms and is not the rounded value: "
                    "state the true value in this section too, "
                    r"as in $H(p) \approx 0.802\,\nat$",
                    at,
                )


def _reason(mark: Mark) -> str:
    if not _EXEMPTION.match(mark.text):
        raise Problem("P103", "an exemption needs its reason: {! reason}")
    return mark.text


class _Fixed(Binding):
    """A binding whose value is one of the values of another's."""

    def __init__(self, binding: Binding, value: Any, component: int) -> None:
        self.text = binding.text
        self.takes_base = binding.takes_base
        self.whole = binding
        self.component = component
        self._value = value

    def is_information(self) -> bool:
        return self.whole.is_information()

    def value(self, base: str | None) -> Any:
        return self._value


class _Key:
    """A scope as a cache key: equal when every formula means the same in it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.text = scope.fingerprint

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.text == other.text


@lru_cache(maxsize=50_000)
def judged(tex: str, key: _Key, reading: Reading) -> Verdict:
    """Parse and judge a formula; the same formula in the same scope is judged once, whatever the words in it."""
    try:
        for text in _WORDS.finditer(tex):
            if numeral := NUMERAL.search(text[1]):
                raise Problem("P101", f"{numeral.group()} inside \\text is beyond checking: take it out", text.start())
        statements, limit = tuple(parse(tex, key.scope)), read_limit(reading.limit)
    except Problem as problem:
        return Verdict([problem])
    wordless = _WORDS.sub(r"\\text{}", tex)
    same = wordless, statements, key, reading
    if same in _HELD:
        return _HELD[same]
    verdict = judge(statements, key.scope, wordless, loose=reading.loose, special=reading.special, limit=limit)
    if not verdict.problems and not verdict.owed:  # else it says where in this very text something stands
        if len(_HELD) >= _MOST_HELD:
            _HELD.clear()
        _HELD[same] = verdict
    return verdict


_WORDS = re.compile(r"\\text\s*\{([^{}]*)\}")
#: The verdicts on formulas that hold, by all that they depend on: the other language has the same, with other words.
_HELD: dict[tuple[str, tuple[Statement | Implication, ...], _Key, Reading], Verdict] = {}
_MOST_HELD = 50_000


def formula_verdict(formula: Formula, account: Account) -> Verdict:
    """The verdict on a formula that was judged, from memory."""
    return judged(formula.tex, _Key(account.scope), account.reading or Reading())


# --- values


def givens(scope: Scope) -> dict[str, Any]:
    """What a binding may name: the givens, exactly, and what is defined from them, in floating point."""
    found: dict[str, Any] = {python_name(name): d.value for name, d in scope.symbols.items() if d.value is not None}
    for name, size in scope.dimensions().items():
        found.setdefault(python_name(name), Fraction(size))
    values = given_values(scope)
    for (name, arity), definition in scope.definitions.items():
        if arity == 0 and free_names(definition.body) <= _known(scope, values):
            try:
                with precision(80):
                    found[python_name(name)] = floating(
                        Evaluator(scope, values).expand(definition, (), definition.body)
                    )
            except (Undefined, Imprecise, Problem):
                continue  # it has no value from the givens alone: a binding that names it is told so
    return found


def units(scope: Scope) -> dict[str, str]:
    """The units of those givens that are information."""
    return {python_name(name): d.unit for name, d in scope.symbols.items() if d.unit is not None}


def _known(scope: Scope, values: dict[str, Any]) -> set[str]:
    indices = {n for n, d in scope.symbols.items() if d.domain and d.domain.kind == "index"}
    return {*values, *indices, *(name for name, _ in scope.definitions)}


def given_values(scope: Scope) -> dict[str, Any]:
    """The section's givens, and the dimensions that they fix, as the evaluator takes them."""
    values = {name: to_value(Fraction(size)) for name, size in scope.dimensions().items()}
    return values | {name: to_value(d.value) for name, d in scope.symbols.items() if d.value is not None}


def close(found: Any, value: Any) -> bool:
    """Whether a formula's value and a library's agree to the library's accuracy."""
    if isinstance(found, tuple):
        items = list(value) if isinstance(value, tuple) else list(np.atleast_1d(value))
        return len(found) == len(items) and all(close(f, v) for f, v in zip(found, items, strict=True))
    if isinstance(value, tuple):
        return False
    return bool(np.isclose(floating(found), float(value), rtol=1e-12, atol=1e-15))


def literal_at(text: str, start: int, end: int) -> Literal:
    """The literal that starts at a numeral: its number, and the unit or percent sign behind it."""
    match = re.match(
        r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)([\s\u00a0-]*(?:[%％]|[A-Za-z]+|奈特|比特|哈特利))?", text[start:end]
    )
    assert match is not None
    if len(match[1]) > LONGEST:
        raise Problem("P103", f"a number of more than {LONGEST} digits")
    literal = read_literal(match.group()) or read_literal(match.group(1))
    assert literal is not None
    return literal


def compare(value: Any, literal: Literal, binding: Binding, base: str | None) -> None:
    """Hold a numeral in prose to the value it is bound to; `base` is that of a bare log in its section.

    Raises:
        Problem: P102 when it differs, P107 when its unit is missing or does not belong.
    """
    if isinstance(value, tuple) or np.ndim(value):
        raise Problem("P103", f"`{binding.text}` is a vector: bind one component")
    information = binding.is_information()
    own = binding.takes_base and literal.unit and UNIT_BASE[literal.unit] == base
    if literal.unit and not information and not own:
        raise Problem("P107", f"{literal.unit} behind what is no information: `{binding.text}`")
    if information and literal.unit is None and literal.value != 0:
        raise Problem("P107", "an information value without its unit")
    if isinstance(value, Fraction):
        right = literal.value == value or (
            not _terminates(value) and round_half_away(value, literal.quantum) == literal.value
        )
        if not right:
            raise Problem("P102", f"found {plain(literal)}, `{binding.text}` is {show_plain(value)}")
        return
    number = float(value)
    if not np.isfinite(number):
        raise Problem("P102", f"found {plain(literal)}, `{binding.text}` is {number}")
    if literal.integer or literal.value == 0:
        right = abs(number - float(literal.value)) <= _INTEGER_TOLERANCE * max(1.0, abs(number))
        hint = "" if right else " (an integer must be exact)"
    else:
        right = round_half_away(Fraction(repr(number)), literal.quantum) == literal.value
        hint = ""
    if not right:
        raise Problem("P102", f"found {plain(literal)}, computed {number:.12g} from `{binding.text}`{hint}")


def show_plain(value: Any) -> str:
    """A library's value for a message."""
    if isinstance(value, Fraction):
        return str(value)
    return f"{float(value):.12g}" if np.ndim(value) == 0 else str(value)


def _terminates(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _within(at: int, range_: tuple[int, int]) -> bool:
    return range_[0] <= at < range_[1]


def _between(items: list[T], range_: tuple[int, int]) -> list[T]:
    """Those of some items, in the order of the page, that start in a range."""
    return items[bisect_left(items, range_[0], key=_start) : bisect_left(items, range_[1], key=_start)]


def _start(item: Formula | Mark | Numeral) -> int:
    return item.start


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted ranges that do not overlap, and one before all."""
    joined = [(-1, -1)]
    for start, end in sorted(ranges):
        if start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _split(text: str) -> Iterator[str]:
    """Split `x=1, y=[0, 1]` at the commas outside brackets."""
    depth, start = 0, 0
    for at, char in enumerate(text):
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]

r"""The numbers that a page arrives at, as plain data: what the index of numbers is made of.

A result is an amount of information other than zero, or a decimal, that the page computes: it is bound to more than a
given, or stands in a formula behind what it is the value of, as all of it, as a component of it, or as a term of it
that was rounded. What a section merely gives is no result, nor is an integer without a unit, nor what is exempt.

    {"text": "0.802", "unit": "nat", "tex": "H(p)", "given": ["p = (0.7, 0.2, 0.1)"], "section": "by-hand",
     "title": "By hand: round last", "term": False,
     "value": {"text": "0.8018185525", "size": 0.801818…, "in": {"nat": {"text": "0.8018185525"}, …}}}

A value has 10 significant digits, or is exact: then `exact` is true. It comes from ball arithmetic; that of a binding
which the notation has no words for, which then has `code` in place of `tex`, from the library. `component` counts from
1. What adds up rounded terms has in `stands_for` what it would be without rounding. `term` says of a rounded term that
it stands in such a sum, and nowhere by itself in its section.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq

from proofread import tex as tex_text
from proofread.check import Account, Checked, close, formula_verdict, given_values
from proofread.deciding import decided, equal, value_of
from proofread.draws import free_symbols
from proofread.evaluate import Evaluator
from proofread.evidence import component_of, converted, number
from proofread.findings import Problem
from proofread.grammar import parse
from proofread.judge import Step
from proofread.literals import as_literal, scientific, unit_of
from proofread.numerals import UNIT_BASE, Literal, decimal
from proofread.printing import Unprintable, formula_of, tex_of, tex_of_value
from proofread.rounded import Aligner
from proofread.scope import Scope, free_names, python_name, symbol_name
from proofread.source import Formula, Page, Section
from proofread.syntax import Index, Node, Number, Statement, Tuple
from proofread.values import Imprecise, Undefined, Value, floating

Item = dict[str, Any]
#: What may go wrong where a value is asked for that nobody needs to have.
_NO_VALUE = (Unprintable, Undefined, Problem, IndexError)

#: Significant digits of a value.
DIGITS = 10
#: Givens of more numbers than these are not written out.
_MOST_NUMBERS = 12
#: Steps from a formula to its value, and such as say the same thing in other words.
_TELLING = {"arithmetic", "equality", "rounding", "extremum"}
_SAME = {"given", "definition"}
_BITS = 50  # that must be right in a value whose digits are shown

_HEADING = re.compile(r"#+\s+(?P<title>.*?)\s*(?:\{[^{}]*\})?\s*")


def collect(page: Page, checked: Checked) -> list[Item]:
    """The results of a page that was checked and has no problems, in its order."""
    found: list[tuple[int, Item]] = []
    by_formula = {account.start: account for account in checked.accounts if account.kind == "formula"}
    for section in page.sections:
        place = {"section": section.id, "title": _title(page, section)}
        bound = [a for a in checked.accounts if a.kind == "bound" and section.start <= a.start < section.end]
        found += [(account.start, item | place) for account in bound for item in _bound(account)]
        for formula in section.formulas:
            if account := by_formula.get(formula.start):
                found += [(formula.start, item | place) for item in _stated(formula, account)]
    by_itself = {_identity(item) for _, item in found if not item["term"]}
    kept = [pair for pair in found if not (pair[1]["term"] and _identity(pair[1]) in by_itself)]
    return [item for _, item in sorted(kept, key=lambda pair: pair[0])]


def _identity(item: Item) -> tuple[Any, ...]:
    return item["section"], item.get("unit"), item["value"]["text"]


def _title(page: Page, section: Section) -> str:
    """A section's heading in Markdown, its marks taken out."""
    line = page.stripped.split("\n")[page.line_and_column(section.start)[0] - 1]
    match = _HEADING.fullmatch(line)
    return match["title"] if match else ""


def _is_result(literal: Literal) -> bool:
    return literal.value != 0 and (literal.unit is not None or not literal.integer)


# --- numerals bound to an expression


def _bound(account: Account) -> Iterator[Item]:
    binding, literal, scope = account.binding, account.literal, account.scope
    assert binding is not None
    assert literal is not None
    if not _is_result(literal) or _is_given(binding.tree.body, account.component, scope):
        return
    library = component_of(binding.value(_base(literal, scope)), account.component)
    try:
        node = formula_of(binding, account.component, scope)
        item = _result(literal, node, tex_of(node, scope), scope)
        if close(_evaluated(literal, node, scope), library):
            yield item
            return
    except _NO_VALUE:
        pass  # the notation has no words for it
    names = {node.id for node in ast.walk(binding.tree) if isinstance(node, ast.Name)}
    given = [name for name in scope.symbols if python_name(name) in names]
    component = {} if account.component is None else {"component": account.component + 1}
    yield {**_told(literal), "code": binding.text, **component} | _behind(library, literal, _givens([], given, scope))


def _is_given(node: ast.expr, component: int | None, scope: Scope) -> bool:
    """Whether a binding only names what the section gives."""
    if isinstance(node, ast.List | ast.Tuple) and component is not None:
        return _is_given(node.elts[component], None, scope)
    while isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name) and (node.id, 0) not in scope.definitions


# --- formulas


def _stated(formula: Formula, account: Account) -> Iterator[Item]:
    steps = iter(found := formula_verdict(formula, account).steps)
    if not found:
        return  # it states nothing, such as a symbol that is named before the section that declares it
    statements = parse(formula.tex, account.scope)
    texts = _Texts(formula.tex, account.scope)
    for statement in statements:
        if isinstance(statement, Statement):
            parts = [(part, texts.of(part)) for part in statement.parts]
            yield from _of_chain(parts, [next(steps) for _ in statement.relations], account.scope)
        else:
            for _ in statement.arrows:  # beside an arrow stands no number that was computed
                next(steps)


def _of_chain(parts: Sequence[tuple[Node, str]], steps: Sequence[Step], scope: Scope) -> Iterator[Item]:
    """The results in a chain: each with what it is the value of, the first part or what the last sign led to."""
    origin, stands_for = parts[0], None
    unit = next(filter(None, (unit_of(part) for part, _ in parts)), None)
    for part, step in zip(parts[1:], steps, strict=True):
        if step.how == "terms":
            yield from _terms(origin[0], part[0], unit, scope)
            origin, stands_for = part, origin
        elif step.how not in _TELLING | _SAME:
            origin, stands_for = part, None
        elif step.how in _TELLING:
            for item in _values(origin, part[0], scope):
                yield item | (_without_rounding(item, stands_for, scope) if stands_for else {})


def _values(origin: tuple[Node, str], part: Node, scope: Scope) -> Iterator[Item]:
    """A literal that is the value of something, or the components of one."""
    node, text = origin
    parts = list(enumerate(part.items, start=1)) if isinstance(part, Tuple) else [(0, part)]
    for component, item in parts:
        literal = as_literal(item)
        if literal is None or not _is_result(literal) or not _tells(node, literal):
            continue
        meant = Index(node, (Number(Fraction(component)),)) if component else node
        try:
            yield _result(literal, meant, text, scope, check=False) | ({"component": component} if component else {})
        except _NO_VALUE:
            continue  # its symbols are not given: it was compared at values that were drawn


def _tells(node: Node, literal: Literal) -> bool:
    """Whether it tells something that a literal is the value of this: not where it is a literal in the same unit."""
    own = as_literal(node)
    return not isinstance(node, Tuple) and (own is None or own.unit != literal.unit)


def _terms(left: Node, right: Node, unit: str | None, scope: Scope) -> Iterator[Item]:
    """The literals in a line of rounded terms."""
    found: list[tuple[Node, Literal]] = []
    evaluator = Evaluator(scope, given_values(scope), UNIT_BASE[unit] if unit else None)
    try:
        Aligner(evaluator, lambda term, literal: found.append((term, literal))).align(left, right)
    except _NO_VALUE:
        return
    for term, literal in found:
        own = unit if unit and _is_information(term, scope) else None
        literal = Literal(literal.value, literal.quantum, own, literal.integer)
        try:
            yield _result(literal, term, tex_of(term, scope), scope) | {"term": True}
        except _NO_VALUE:
            continue  # a term that no one has written, and there are no words for


def _is_information(node: Node, scope: Scope) -> bool:
    """Whether a value changes with the base as a logarithm does."""
    nats, bits = (floating(value_of(Evaluator(scope, given_values(scope), base), node)) for base in ("e", "2"))
    return nats != 0 and bool(np.isclose(nats, bits * np.log(2), rtol=1e-9))


def _without_rounding(item: Item, origin: tuple[Node, str], scope: Scope) -> Item:
    node, text = origin
    unit = item.get("unit")
    literal = Literal(Fraction(0), Fraction(1), unit)
    try:
        return {"stands_for": {"tex": text, "value": _value(_evaluated(literal, node, scope), unit)}}
    except _NO_VALUE:
        return {}


class _Texts:
    """The TeX of the parts of a formula, as its author wrote it."""

    def __init__(self, tex: str, scope: Scope) -> None:
        self.scope = scope
        self.written: list[tuple[Node, str]] = []
        for text in tex_text.between(tex):
            try:
                [statement] = parse(text, scope)
            except (Problem, ValueError):
                continue  # a piece that is no whole part
            if isinstance(statement, Statement) and not statement.relations:
                self.written.append((statement.parts[0], text))

    def of(self, part: Node) -> str:
        """A part's TeX; printed anew where it cannot be found, and empty where it cannot be printed."""
        for node, text in self.written:
            if node == part:
                return text
        try:
            return tex_of(part, self.scope)
        except Unprintable:
            return ""


# --- what is told


def _result(literal: Literal, node: Node, text: str, scope: Scope, *, check: bool = True) -> Item:
    """A result with its value.

    Args:
        literal: The number as it stands on the page.
        node: What it is.
        text: That in TeX.
        scope: The declarations where it stands.
        check: Whether to hold the text to the value, because nobody has read it yet.

    Raises:
        Unprintable: When there is no text, or it says something else.
        Undefined, Problem: When there is no value.
    """
    value = _evaluated(literal, node, scope)
    if not text:
        raise Unprintable("no text")
    if check:
        [statement] = parse(text, scope)
        if not isinstance(statement, Statement) or not _agree(_evaluated(literal, statement.parts[0], scope), value):
            raise Unprintable(text)
    return _with_exact(
        {**_told(literal), "tex": text} | _behind(value, literal, _givens([node], [], scope)), node, scope
    )


def _told(literal: Literal) -> Item:
    return {"text": written(literal), "term": False} | ({"unit": literal.unit} if literal.unit else {})


def _behind(value: Any, literal: Literal, givens: Iterable[str]) -> Item:
    return {"given": list(givens), "value": _value(value, literal.unit)}


def _base(literal: Literal, scope: Scope) -> str | None:
    return UNIT_BASE[literal.unit] if literal.unit else scope.base


def _evaluated(literal: Literal, node: Node, scope: Scope) -> Value:
    """What a literal stands for: exactly where it is that, or in a ball that is narrow enough."""
    evaluator = Evaluator(scope, given_values(scope), _base(literal, scope))

    def narrow() -> Value:
        value = evaluator(node)
        if isinstance(value, tuple | float):
            raise Undefined("no finite number")
        if isinstance(value, arb) and value.rel_accuracy_bits() < _BITS:
            raise Imprecise
        return value

    if equal(evaluator, node, Number(literal.value)):
        return fmpq(literal.value.numerator, literal.value.denominator)
    return decided(narrow)


def _agree(a: Value, b: Value) -> bool:
    return bool(np.isclose(floating(a), floating(b), rtol=1e-13, atol=0))


def _value(value: Any, unit: str | None) -> Item:
    """A value in digits, an amount of information in all units."""
    if isinstance(value, Fraction):
        value = fmpq(value.numerator, value.denominator)
    elif not isinstance(value, fmpq | arb):
        value = arb(float(value))
    shown = number(value, DIGITS) | {"size": floating(value)}
    if unit is None:
        return shown
    return shown | {"in": {other: number(converted(value, unit, other), DIGITS) for other in UNIT_BASE}}


def _with_exact(item: Item, node: Node, scope: Scope) -> Item:
    """An amount of information of which the other units may show exactly what it is: 0.6931… nat is 1 bit."""
    for unit, shown in item["value"].get("in", {}).items():
        if "exact" not in shown and re.fullmatch(r"[0-9]+\.[0-9]*0{5}", shown["text"]):
            literal = Literal(Fraction(shown["text"]), Fraction(1), unit)
            if isinstance(exact := _evaluated(literal, node, scope), fmpq):
                item["value"]["in"][unit] = number(exact, DIGITS)
    return item


def _givens(nodes: list[Node], names: list[str], scope: Scope) -> Iterator[str]:
    """What a section gives for the symbols in formulas, and the definitions of its own that they use."""
    named = {name for node in nodes for name in free_names(node)} | set(names)
    for name, arity in scope.definitions:
        if arity == 0 and name in named:
            yield scope.definitions[name, 0].source.replace(":=", "=")
    symbols = dict.fromkeys([*free_symbols(nodes, scope), *names])
    domains = [d.domain for name in symbols if (d := scope.symbols.get(name)) and d.domain and d.domain.is_vector]
    dimensions = {argument for domain in domains for argument in domain.args if not argument.isdigit()}
    told_by_another = {symbol_name(argument) for argument in dimensions}
    for name in (symbol for symbol in symbols if symbol not in told_by_another):
        declared = scope.symbols.get(name)
        if declared is None or declared.value is None or np.size(_plain(declared.value)) > _MOST_NUMBERS:
            continue
        unit = rf"\,\{declared.unit}" if declared.unit else ""
        yield f"{name} = {tex_of_value(declared.value)}{unit}"


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else 0


def written(literal: Literal) -> str:
    """The number of a literal in digits, with as many places as its author wrote."""
    sign = "\u2212" if literal.value < 0 else ""
    if literal.quantum > 1:  # a power of ten
        return sign + scientific(literal).removeprefix("-")
    places = len(str(literal.quantum.denominator)) - 1
    return sign + decimal(abs(literal.value), places)

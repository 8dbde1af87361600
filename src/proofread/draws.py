"""Assignments of values to the free symbols of a formula: corners first, then random ones, then near-by ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain, product
from types import MappingProxyType
from typing import Any

from flint import arb, fmpq

from proofread.evaluate import PRECISIONS, Evaluator, holds_exactly, precision, to_value
from proofread.findings import Problem
from proofread.scope import LARGEST_DIMENSION, Definition, Domain, Scope, free_names, symbol_name
from proofread.syntax import (
    ZERO,
    Apply,
    Big,
    Expectation,
    Extremum,
    Index,
    Integral,
    Iterate,
    Limit,
    Node,
    Prime,
    Statement,
    Symbol,
    Where,
)
from proofread.values import Imprecise, Undefined, Value

Assignment = dict[str, Value]

with precision(2 * PRECISIONS[-1]):
    #: Points where the subject's inequalities touch. Narrow enough to be equal to what they are at any precision.
    IRRATIONAL = {
        "e": arb.const_e(), "1/e": 1 / arb.const_e(), "1/e^2": arb(-2).exp(), "ln 2": arb.const_log2(),
    }  # fmt: skip
CORNERS = ("uniform", "vertex", "boundary", "subset", "concentrated", "extreme")
#: How values are drawn on purpose; a vector in the style of an irrational number is drawn at random.
STYLES = (*CORNERS, *IRRATIONAL)
RANDOM_DRAWS = 14
#: What can be changed a little.
_MOVABLE = {"real", "positive", "unit", "simplex", "joint", "channel"}
#: What has corners of its own, where much of the subject goes wrong.
_CORNERED = {"simplex", "real", "positive", "unit", "matrix", "joint", "channel"}
#: What counts as a short fraction.
LARGEST_DENOMINATOR = 12
DEFAULT_DIMENSION = (2, 5)
FEWEST = 3


def free_symbols(nodes: list[Node], scope: Scope) -> list[str]:
    """The symbols that must have a value before these formulas have one, in the order of their declaration."""
    found: set[str] = set()
    todo: list[tuple[Node, frozenset[str]]] = [(node, frozenset()) for node in nodes]
    seen: set[tuple[str, int]] = set()
    while todo:
        node, bound = todo.pop()
        definition: Definition | None = None
        if isinstance(node, Symbol) and node.name not in bound:
            definition = scope.definitions.get((node.name, 0))
            if definition is None:
                found.add(node.name)
        elif isinstance(node, Apply):
            definition = scope.definitions.get((node.name, len(node.args)))
        if definition is not None and (key := (definition.name, len(definition.parameters))) not in seen:
            seen.add(key)
            hidden = {*definition.parameters, *([definition.component] if definition.component else [])}
            # a parameter brings its dimensions along with its value
            hidden |= {arg for p in definition.parameters for arg in _dimension_names(definition.home, p)}
            todo.append((definition.body, frozenset(hidden)))
            if definition.component and not definition.parameters:
                found |= _dimension_names(scope, definition.component)
        inner = bound
        if isinstance(node, Big):
            inner = bound | {r.index for r in node.ranges}
            for r in node.ranges:
                if r.high is None:
                    found |= _dimension_names(scope, r.index) - bound
        elif isinstance(node, Extremum) and node.over is not None:
            inner = bound | {node.over.index}
            found |= _dimension_names(scope, node.over.index) - bound
        elif isinstance(node, Expectation):
            inner = bound | {node.index}
        elif isinstance(node, Limit | Integral | Where):
            inner = bound | {node.variable}
        elif isinstance(node, Prime | Iterate):
            todo.append((Apply(node.name, (node.arg,), at=node.at), bound))
        todo.extend((child, inner) for child in node.children())
    for name in list(found):
        found |= _dimension_names(scope, name)
    return [name for name in scope.symbols if name in found] + sorted(found - scope.symbols.keys())


def _dimension_names(scope: Scope, name: str) -> set[str]:
    declared = scope.symbols.get(name)
    if declared is None or declared.domain is None:
        return set()
    return {symbol_name(arg) for arg in declared.domain.args if not arg.lstrip("-").isdigit()}


class Draws:
    """The assignments at which a statement is tried."""

    def __init__(self, scope: Scope, nodes: list[Node], seed: str, base: str | None = None) -> None:
        """Prepare draws for formulas; `seed` makes them the same on every run."""
        self.scope = scope
        self.base = base
        self.random = random.Random(seed)
        self.hypotheses = _relevant(scope, nodes)
        self.names = free_symbols([*nodes, *self.hypotheses], scope)
        self.fixed = {name: fmpq(size) for name, size in scope.dimensions().items()}
        for name, declared in scope.symbols.items():
            if declared.value is not None:
                self.fixed[name] = to_value(declared.value)
        self.open = [name for name in self.names if name not in self.fixed]
        self.positive = {_positive(statement) for statement in self.hypotheses}
        self.tried = 0  # how many assignments were handed out

    def __iter__(self) -> Iterator[Assignment]:
        """Assignments that satisfy the hypotheses.

        Raises:
            Problem: P309 when too few do.
        """
        found = 0
        for assignment in self._candidates():
            if self.admits(assignment):
                found += 1
                self.tried = max(self.tried, found)
                yield assignment
        if found < (FEWEST if self.open else 1):
            raise Problem("P309", "the hypotheses of this section hold on (almost) no draw: nothing was tried")

    def admits(self, assignment: Assignment) -> bool:
        """Whether the hypotheses hold at an assignment, for every value of their free indices."""
        return all(
            satisfied(statement, self.scope, variant, self.base)
            for statement in self.hypotheses
            for variant in self._over_indices(statement, assignment)
        )

    def _over_indices(self, statement: Statement, assignment: Assignment) -> Iterator[Assignment]:
        indices = [n for n in free_symbols([statement], self.scope) if self.domain(n).kind == "index"]
        lists = [self._integers(self.domain(name), assignment) for name in indices]
        for combination in product(*lists):
            yield assignment | dict(zip(indices, (fmpq(k) for k in combination), strict=True))

    def _candidates(self) -> Iterator[Assignment]:
        if self.are_enumerable:
            yield from self._enumerate()
            return
        for style in STYLES:
            yield self.assign(style)
            yield self.assign(style, coincide=True)
        cornered = [name for name in self.open if self.domain(name).kind in _CORNERED]
        for name in cornered if len(cornered) > 1 else ():  # each in the corners, while the others stay inside
            for style in CORNERS:
                yield self.assign("random", apart={name: style})
        for k in range(RANDOM_DRAWS):
            yield self.assign("random", coincide=k == 0)
            yield self.assign("mixed")

    def _enumerate(self) -> Iterator[Assignment]:
        """Every value of every free index, when nothing else is free."""
        lists = [self._integers(self.domain(name), dict(self.fixed)) for name in self.open]
        for combination in product(*lists):
            yield self.fixed | dict(zip(self.open, (fmpq(k) for k in combination), strict=True))

    @property
    def are_enumerable(self) -> bool:
        """Whether the assignments are all that there are: nothing is open but indices, or nothing at all."""
        return all(self.domain(name).kind in ("index", "label") for name in self.open)

    def domain(self, name: str) -> Domain:
        """What a symbol ranges over; real numbers that must be positive are drawn so."""
        declared = self.scope.symbols.get(name)
        if declared is None:
            return Domain("int", tuple(str(d) for d in DEFAULT_DIMENSION))
        if declared.domain is None:
            return Domain("real")
        if declared.domain.kind == "real" and name in self.positive:  # so that few draws are in vain
            return Domain("positive", declared.domain.args)
        return declared.domain

    def assign(
        self, style: str, *, coincide: bool = False, apart: Mapping[str, str] = MappingProxyType({})
    ) -> Assignment:
        """Values for all open names: in a style (`apart`: in one of their own), those of a kind perhaps the same."""
        assignment: Assignment = dict(self.fixed)
        drawn: dict[str, Value] = {}
        dimensions = {d for name in self.open for d in _dimension_names(self.scope, name)}
        for name in sorted(self.open, key=lambda n: n not in dimensions):
            domain = self.domain(name)
            if domain.kind == "variable":
                raise Problem(
                    "P204", f"{name} is a random variable, and no number: write what is meant of it, H({name})"
                )
            key = f"{domain}"
            if coincide and key in drawn:
                assignment[name] = drawn[key]
                continue
            own_style = self.random.choice((*STYLES, "random")) if style == "mixed" else apart.get(name, style)
            assignment[name] = drawn[key] = self._draw(domain, own_style, assignment)
        return assignment

    def variants(self, assignment: Assignment, name: str) -> Iterator[Assignment]:
        """The same assignment with other values of one symbol: corners, and what the others of its kind are."""
        domain = self.domain(name)
        if domain.kind == "simplex":
            size = self._size(domain.args[0], assignment)
            for hot in range(size):
                yield {**assignment, name: tuple(fmpq(int(k == hot)) for k in range(size))}
        for style in (*STYLES, "random"):
            for _ in range(3):
                yield {**assignment, name: self._draw(domain, style, assignment)}
        for other in self.names:
            if other != name and self.domain(other) == domain:
                yield {**assignment, name: assignment[other]}

    def nearby(self, assignment: Assignment, step: float, only: str | None = None) -> Assignment:
        """A small random change of an assignment, inside the domains."""
        moved = dict(assignment)
        weight = fmpq(max(1, int(step * 1000)), 1000)
        for name in [only] if only else self.open:
            domain = self.domain(name)
            if domain.kind in _MOVABLE and (only or self.random.random() < 0.8):
                target = self._draw(domain, self.random.choice((*CORNERS, "random")), assignment)
                same = [n for n in self.open if n != name and self.domain(n) == domain]
                if same and self.random.random() < 0.4:
                    target = assignment[self.random.choice(same)]
                moved[name] = _between(assignment[name], target, weight)
        return moved

    def midway(self, one: Assignment, other: Assignment) -> Assignment:
        """The assignment in the middle between two."""
        half = fmpq(1, 2)
        return {
            name: _between(value, other[name], half) if self.domain(name).kind in _MOVABLE else value
            for name, value in one.items()
        }

    def simplified(self, assignment: Assignment) -> Assignment:
        """An assignment with short fractions near by, where a search has come close to something."""
        moved = dict(assignment)
        for name in self.open:
            if (kind := self.domain(name).kind) in ("real", "positive", "unit"):
                value = assignment[name]
                shorter = tuple(map(_shortest, value)) if isinstance(value, tuple) else _shortest(value)
                if kind != "positive" or 0 not in (shorter if isinstance(shorter, tuple) else (shorter,)):
                    moved[name] = shorter
        return moved

    def directions(self, size: int) -> Iterator[tuple[fmpq, ...]]:
        """Vectors for a quadratic form: the unit vectors, the constant one, random ones."""
        for k in range(size):
            yield tuple(fmpq(int(i == k)) for i in range(size))
        yield (fmpq(1),) * size
        for _ in range(RANDOM_DRAWS):
            yield tuple(fmpq(self.random.randint(-30, 30), 10) for _ in range(size))

    def _integers(self, domain: Domain, assignment: Assignment) -> range:
        bounds = [self._size(arg, assignment) for arg in domain.args]
        low, high = bounds if len(bounds) == 2 else (1, bounds[0])
        if low > high:
            raise Problem("P402", f"{domain} is empty: there is no integer from {low} to {high}")
        return range(low, high + 1)

    def _dimension(self, text: str, assignment: Assignment) -> int:
        size = self._size(text, assignment)
        if not 1 <= size <= LARGEST_DIMENSION:
            raise Problem("P402", f"the dimension {text} is {size}: it is from 1 to {LARGEST_DIMENSION}")
        return size

    def _size(self, text: str, assignment: Assignment) -> int:
        if re.fullmatch("-?[0-9]+", text):
            return int(text)
        name = symbol_name(text)
        if name not in assignment:
            raise Problem("P202", f"the dimension {text} is not declared")
        return int(assignment[name].p)

    def _draw(self, domain: Domain, style: str, assignment: Assignment) -> Value:
        rng = self.random
        if domain.kind in ("int", "index", "label"):
            return fmpq(rng.choice(self._integers(domain, assignment)))
        if domain.kind == "simplex":
            return _simplex(rng, self._dimension(domain.args[0], assignment), style)
        if domain.kind in ("onehot", "multihot"):
            size = self._dimension(domain.args[0], assignment)
            if domain.kind == "multihot":
                return tuple(fmpq(rng.randint(0, 1)) for _ in range(size))
            hot = rng.randrange(size)
            return tuple(fmpq(int(k == hot)) for k in range(size))
        if domain.kind == "labels":
            length, classes = (self._dimension(arg, assignment) for arg in domain.args)
            return tuple(fmpq(rng.randint(1, classes)) for _ in range(length))
        sizes = [self._dimension(arg, assignment) for arg in domain.args]
        if domain.kind == "joint":
            return _joint(rng, sizes[0], sizes[1], style)
        if domain.kind == "channel":
            return _channel(rng, sizes[0], sizes[1], style)
        if domain.kind == "matrix":
            return tuple(tuple(_scalar(rng, "real", style) for _ in range(sizes[1])) for _ in range(sizes[0]))
        if sizes:
            return tuple(_scalar(rng, domain.kind, style) for _ in range(sizes[0]))
        return _scalar(rng, domain.kind, style)


_CORNERS: dict[str, dict[str, list[Any]]] = {
    "real": {
        "uniform": [0], "vertex": [1, -1], "boundary": [0, 1], "concentrated": [fmpq(1, 1000), fmpq(-1, 1000)],
        "extreme": [40, -40],
    },
    "positive": {
        "uniform": [1], "vertex": [2], "boundary": [fmpq(1, 1000)], "concentrated": [fmpq(1, 100)],
        "extreme": [50, 1000],
    },
    "unit": {
        "uniform": [fmpq(1, 2)], "vertex": [0, 1], "boundary": [0, 1],
        "concentrated": [fmpq(1, 1000), fmpq(999, 1000)], "extreme": [fmpq(1, 10**9)],
    },
}  # fmt: skip


def _scalar(rng: random.Random, kind: str, style: str) -> Value:
    corners = _CORNERS[kind]
    if style in IRRATIONAL and (kind != "unit" or style != "e"):
        return IRRATIONAL[style]
    if style in corners:  # "subset" is a corner of simplices only
        return fmpq(rng.choice(corners[style]))
    low, high = {"real": (-400, 400), "positive": (1, 600), "unit": (1, 99)}[kind]
    return fmpq(rng.randint(low, high), 100)


def _simplex(rng: random.Random, size: int, style: str) -> Value:
    if style == "uniform":
        return tuple(fmpq(1, size) for _ in range(size))
    if style == "vertex":
        hot = rng.randrange(size)
        return tuple(fmpq(int(k == hot)) for k in range(size))
    if style in ("concentrated", "extreme"):
        rest = fmpq(1, 100 if style == "concentrated" else 10**9)
        weights = [rest] * size
        weights[rng.randrange(size)] = 1 - rest * (size - 1)
        return tuple(weights)
    if style == "subset":
        support = set(rng.sample(range(size), rng.randint(min(2, size), max(2, size - 1)) if size > 1 else 1))
        return tuple(fmpq(int(k in support), len(support)) for k in range(size))
    counts = [rng.randint(1, 60) for _ in range(size)]
    if style == "boundary" and size > 1:
        counts[rng.randrange(size)] = 0
    return tuple(fmpq(c, sum(counts)) for c in counts)


def _joint(rng: random.Random, rows: int, columns: int, style: str) -> Value:
    """A distribution of pairs; in one of the styles, of independent ones."""
    if style == "subset":
        first, second = (_simplex(rng, size, rng.choice(("random", "boundary"))) for size in (rows, columns))
        return tuple(tuple(p * q for q in second) for p in first)
    return _in_rows(_simplex(rng, rows * columns, style), columns)


def _channel(rng: random.Random, rows: int, columns: int, style: str) -> Value:
    """A distribution for each row; in one of the styles, the same for all."""
    if style == "subset":
        return (_simplex(rng, columns, "random"),) * rows
    return tuple(_simplex(rng, columns, style) for _ in range(rows))


def _in_rows(values: Value, columns: int) -> Value:
    return tuple(values[k : k + columns] for k in range(0, len(values), columns))


def _between(a: Value, b: Value, weight: fmpq) -> Value:
    """A point between two; with short fractions, so that a witness can be redone by hand."""
    if not isinstance(a, tuple):
        return _short(a + (b - a) * weight)
    if isinstance(a[0], tuple):
        flat_a, flat_b = (tuple(chain.from_iterable(value)) for value in (a, b))
        if sum(flat_a) == 1:
            return _in_rows(_between(flat_a, flat_b, weight), len(a[0]))
        return tuple(_between(x, y, weight) for x, y in zip(a, b, strict=True))
    mixed = [_short(x + (y - x) * weight) for x, y in zip(a, b, strict=True)]
    if sum(a) == sum(b) == 1:
        largest = max(range(len(mixed)), key=lambda k: mixed[k])
        mixed[largest] += 1 - sum(mixed)
    return tuple(mixed)


def _shortest(value: Value) -> Value:
    if not isinstance(value, fmpq):
        return value
    nearest = Fraction(int(value.p), int(value.q)).limit_denominator(LARGEST_DENOMINATOR)
    return fmpq(nearest.numerator, nearest.denominator)


def _short(value: Value) -> fmpq:
    if isinstance(value, arb):
        return fmpq(round(float(value.mid()) * 10**6), 10**6)
    return fmpq((value * 10**6).floor(), 10**6)


def satisfied(statement: Statement, scope: Scope, assignment: Assignment, base: str | None) -> bool:
    """Whether a condition holds at an assignment; where it is undefined it does not."""
    for bits in (80, 320, 1280):
        try:
            with precision(bits):
                return holds_exactly(statement, Evaluator(scope, assignment, base), ties=bits == 1280)
        except Imprecise:
            continue
        except Undefined:
            return False
    return False


def _relevant(scope: Scope, nodes: list[Node]) -> list[Statement]:
    names = set(free_symbols(nodes, scope))
    return [h for h in scope.hypotheses if free_names(h) & names]


def _positive(statement: Statement) -> str | None:
    """The name of which a hypothesis says no more than that it, or each of its components, is positive."""
    first, *rest = statement.parts
    symbol = first.base if isinstance(first, Index) else first
    positive = statement.relations == (">",) and rest == [ZERO] and isinstance(symbol, Symbol)
    return symbol.name if positive and isinstance(symbol, Symbol) else None


def witness(assignment: Assignment, names: list[str]) -> str:
    """An assignment as a person can redo it by hand."""
    shown = [f"{name} = {_show(assignment[name])}" for name in names if name in assignment]
    return ", ".join(shown)


def _show(value: Value) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(_show(v) for v in value) + ")"
    if isinstance(value, arb):
        return next((name for name, known in IRRATIONAL.items() if known is value), str(value.str(12, radius=False)))
    if isinstance(value, fmpq):
        exact = Fraction(int(value.p), int(value.q))
        short = float(exact)
        return str(short) if Fraction(str(short)) == exact and exact.denominator > 1 else str(exact)
    return str(value)

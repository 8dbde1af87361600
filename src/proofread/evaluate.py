"""Formulas to values, at one assignment of values to the symbols in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, cast

from flint import acb, arb, arb_series, ctx, fmpq

from proofread.findings import Problem
from proofread.literals import is_arithmetic
from proofread.numerals import UNIT_BASE
from proofread.scope import Definition, Given, Scope, fits, symbol_name
from proofread.syntax import (
    Absolute,
    Add,
    Apply,
    Big,
    Cases,
    Derivative,
    Diagonal,
    Divide,
    Dots,
    Euler,
    Expectation,
    Extremum,
    Index,
    Indicator,
    Infinity,
    Integral,
    Iterate,
    Limit,
    Log,
    Multiply,
    Negate,
    Node,
    Norm,
    Number,
    Pi,
    Power,
    Prime,
    Quantity,
    Range,
    Root,
    SetOf,
    Statement,
    Symbol,
    Transpose,
    Tuple,
    Where,
    rebuild,
)
from proofread.values import (
    SERIES_LENGTH,
    Imprecise,
    NoComponent,
    Undefined,
    Value,
    add,
    ball,
    coefficient,
    constant_term,
    divide,
    equal_now,
    exponential,
    inner,
    is_matrix,
    multiply,
    natural_log,
    perturbed,
    power,
    scale,
    sign,
    square_root,
    subtract_ordered,
    transpose,
    whole,
)

LARGEST_SUM = 20_000
#: How often a function may be applied to its own value.
MOST_TIMES = 1000
#: Powers of ten by which a limit is approached: the first that has values there is used.
LIMIT_EXPONENTS = ((100, 200, 400), (2, 3, 4))
#: What stands for an infinite end of an integral, and of the substitution for singular ends.
LARGE, STRETCH = 60, 4
#: How many pieces beyond that are tried, and what weighs nothing.
TAIL_PIECES, NO_WEIGHT = 10, 1e-23
#: How often an integrand may be evaluated, so that no integral runs for ever.
EVALUATIONS = 12_000
#: Bits for quadrature, whatever the precision asked for: near the ends much cancels.
QUADRATURE_BITS = 520
DEEPEST = 60
#: The relations that a condition may be stated with.
EXACT = ("=", "≠", "<", ">", "≤", "≥")
PRECISIONS = (80, 160, 320, 640)


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with balls of this many bits."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def to_value(given: Any) -> Value:
    """A given as the evaluator takes it."""
    if isinstance(given, tuple):
        return tuple(to_value(item) for item in given)
    if isinstance(given, Fraction):
        return fmpq(given.numerator, given.denominator)
    return given


def base_node(base: str) -> Node:
    """The base of a logarithm as a formula."""
    return Euler() if base == "e" else Number(Fraction(base))


#: What quadrature has settled: one integral is asked for at many precisions.
_INTEGRALS: dict[Any, tuple[Scope, Value]] = {}
_ABSENT = object()


class Memory:
    """The values of definitions, kept while one assignment is tried: definitions stand within definitions.

    A value counts again where everything that was read for it is as it was. Names that a definition binds
    itself drop out by identity: what they hold is no value of the place where the definition is used.
    """

    def __init__(self) -> None:
        self.kept: dict[Any, list[tuple[dict[str, Any], Value, Any]]] = {}
        self.frames: list[dict[tuple[str, int], Any]] = []

    def read(self, name: str, value: Any) -> None:
        """Note that the definition under way has read a name."""
        if self.frames:
            self.frames[-1][name, id(value)] = value

    def recall(self, key: Any, values: Mapping[str, Value]) -> Value | None:
        """What was kept under a key, if it was read from values like these."""
        for reads, value, _ in self.kept.get(key, ()):
            if all(_unchanged(values.get(name, _ABSENT), read) for name, read in reads.items()):
                for name in reads:
                    self.read(name, values.get(name, _ABSENT))
                return value
        return None

    def keep(self, key: Any, values: Mapping[str, Value], compute: Callable[[], Value], alive: Any) -> Value:
        """Compute a value and keep it with what was read of `values` for it; `alive` holds what the key names by id."""
        self.frames.append({})
        try:
            value = compute()
        finally:
            read = self.frames.pop()
        here = {name: item for (name, _), item in read.items() if values.get(name, _ABSENT) is item}
        for name, item in here.items():
            self.read(name, item)
        self.kept.setdefault(key, []).append((here, value, alive))
        return value


def _unchanged(now: Any, before: Any) -> bool:
    return now is before or (isinstance(now, fmpq) and isinstance(before, fmpq) and now == before)


def _identity(value: Value) -> Any:
    """A key for a value: exact values are themselves; balls and series, whose equality says nothing, their identity."""
    if isinstance(value, tuple):
        return tuple(map(_identity, value))
    return value if isinstance(value, fmpq | float) else ("id", id(value))


def _names_within(node: Node, scope: Scope) -> set[str]:
    """The names that a value can depend on, those of definitions too; none where sums may depend on any length."""
    names: set[str] = set()
    open_nodes = [node]
    while open_nodes:
        for part in open_nodes.pop().walk():
            if isinstance(part, Big | Index | Expectation | Extremum | Where | Tuple | Dots):
                return set()
            name = getattr(part, "name", "")
            if name and name not in names:
                names.add(name)
                definitions = (d for (defined, _), d in scope.definitions.items() if defined == name)
                open_nodes.extend(definition.body for definition in definitions)
    return names


class Evaluator:
    """Evaluates formulas at one assignment of values to names."""

    def __init__(
        self,
        scope: Scope,
        values: Mapping[str, Value],
        base: str | None = None,
        depth: int = 0,
        outer: Evaluator | None = None,
        memory: Memory | None = None,
        terms: int = 1,
    ) -> None:
        """Take an assignment.

        Args:
            scope: The declarations.
            values: A value for each free symbol.
            base: The base of a bare log; the scope's by default.
            depth: How many definitions we are inside.
            outer: Where a definition is used: what is defined there, and not where it was written, counts.
            memory: What definitions were worth at this assignment; an empty one by default.
            terms: How many terms the sums that we are inside have together.
        """
        self.scope = scope
        self.values = dict(values)
        self.base = base or scope.base
        self.depth = depth
        self.outer = outer
        self.memory = memory or Memory()
        self.places: tuple[int, ...] = (id(scope), *(outer.places if outer else ()))
        self.terms = terms

    def __call__(self, node: Node) -> Value:
        """The value of a formula.

        Raises:
            Undefined: When it has none here.
            Imprecise: When the working precision cannot tell.
            Problem: When it is no formula that has a value.
        """
        method = _METHODS.get(type(node))
        if method is None:
            raise Problem("P205", f"{type(node).__name__} has no value by itself", node.at)
        return method(self, node)

    # --- atoms

    def _number(self, node: Number) -> Value:
        value = fmpq(node.value.numerator, node.value.denominator)
        return self.quantity(value, node.unit, node)

    def quantity(self, value: Value, unit: str | None, node: Node) -> Value:
        """A value with a unit of information, in the base that logarithms have here."""
        if unit is None or self.base is None or UNIT_BASE[unit] == self.base:
            return value
        return scale(self._log(Log(None, base_node(UNIT_BASE[unit]), at=node.at)), value)

    def _quantity(self, node: Quantity) -> Value:
        return self.quantity(self(node.arg), node.unit, node)

    def _infinity(self, node: Infinity) -> Value:
        return math.inf

    def _euler(self, node: Euler) -> Value:
        return arb.const_e()

    def _pi(self, node: Pi) -> Value:
        return arb.pi()

    def _symbol(self, node: Symbol) -> Value:
        value = self.values.get(node.name, _ABSENT)
        self.memory.read(node.name, value)
        if value is not _ABSENT:
            return self.in_base(node, value)
        definition = self.scope.definitions.get((node.name, 0))
        if definition is None and self.outer is not None:
            return self.outer(node)
        if definition is None:
            raise Problem("P202", f"{node.name} has no value here: declare its range", node.at)
        return self.expand(definition, (), node)

    def read(self, name: str) -> Value:
        """What a name holds; a definition under way depends on it."""
        value = self.values[name]
        self.memory.read(name, value)
        return value

    def in_base(self, node: Symbol, value: Value) -> Value:
        """A given with a unit of information, in the base that logarithms have here."""
        declared = self.scope.symbols.get(node.name)
        return value if declared is None or declared.unit is None else self.quantity(value, declared.unit, node)

    def _tuple(self, node: Tuple) -> Value:
        return tuple(self(item) for item in undotted(node.items, self))

    # --- arithmetic

    def _negate(self, node: Negate) -> Value:
        return scale(fmpq(-1), self(node.arg))

    def _add(self, node: Add) -> Value:
        total: Value = None
        for term in undotted(node.terms, self):
            value = self(term)
            total = value if total is None else add(total, value)
        return total

    def _multiply(self, node: Multiply) -> Value:
        """A product. By the convention `0 log 0 = 0` an exact zero absorbs a logarithm, defined or not."""
        if node.dotted:
            return self.dotted(node)
        pending: list[Node] = []
        values: list[Value] = []
        for factor in node.factors:
            if self.is_logarithm(factor):
                pending.append(factor)
            else:
                values.append(self(factor))
        zero = any(isinstance(v, fmpq) and v == 0 for v in values)
        if zero and pending and "0log0" in self.scope.conventions:
            if any(isinstance(v, float) for v in values):
                raise Undefined("0 · ∞")
            for factor in pending:
                self.look_for_components(factor)
            return fmpq(0)
        if any(isinstance(v, tuple) for v in values):  # matrices: the order counts
            values, pending = [self(factor) for factor in node.factors], []
        values.extend(self(factor) for factor in pending)
        return product_of(values)

    def look_for_components(self, logarithm: Node) -> None:
        """Evaluate what a zero absorbs: it need have no value, but its components must be there."""
        try:
            self(logarithm)
        except NoComponent:
            raise
        except (Undefined, Imprecise):
            return

    def dotted(self, node: Multiply) -> Value:
        """A product with dots: between two vectors a dot is their inner product."""
        groups: list[list[Node]] = [[]]
        for position, factor in enumerate(node.factors):
            if position in node.dotted:
                groups.append([])
            groups[-1].append(factor)
        parts = [group[0] if len(group) == 1 else Multiply(tuple(group)) for group in groups]
        values = [self(part) for part in parts]
        if not any(isinstance(v, tuple) for v in values):
            return self(Multiply(node.factors))
        total = values[0]
        for value in values[1:]:
            vectors = all(isinstance(v, tuple) and not is_matrix(v) for v in (total, value))
            total = inner(total, value) if vectors else multiply(total, value)
        return total

    def is_logarithm(self, node: Node) -> bool:
        """Whether a factor is a logarithm, perhaps with a sign or under a name of its own such as I(t)."""
        if isinstance(node, Negate):
            return self.is_logarithm(node.arg)
        if isinstance(node, Apply):
            definition = self.scope.definitions.get((node.name, len(node.args)))
            return definition is not None and self.is_logarithm(definition.body)
        return isinstance(node, Log)

    def _divide(self, node: Divide) -> Value:
        top, bottom = self(node.top), self(node.bottom)
        return divide(top, bottom)

    def _power(self, node: Power) -> Value:
        exponent = self(node.exponent)
        if isinstance(node.base, Norm) and node.base.order == 2 and exponent == 2:
            vector = self.vector(node.base.arg)
            return inner(vector, vector)  # which has derivatives where the norm has none
        if isinstance(node.base, Euler):
            return exponential(exponent)
        return power(self(node.base), exponent)

    def _root(self, node: Root) -> Value:
        return square_root(self(node.arg))

    def _log(self, node: Log) -> Value:
        value = natural_log(self(node.arg))
        if node.base is None:
            if self.base is None:
                raise Problem(
                    "P203",
                    "a bare \\log: declare its base in a check block (`log e`), or write \\ln, \\log_2",
                    node.at,
                )
            return value if self.base == "e" else divide(value, natural_log(fmpq(int(self.base))))
        if isinstance(node.base, Euler):
            return value
        base = self(node.base)
        if sign(base) <= 0 or equal_now(base, fmpq(1)):
            raise Undefined("a logarithm to a base that is not positive, or 1")
        return divide(value, natural_log(base))

    def _absolute(self, node: Absolute) -> Value:
        value = self(node.arg)
        return scale(fmpq(-1), value) if sign(value) < 0 else value

    def _extremum(self, node: Extremum) -> Value:
        if node.over is None:
            values = [self(arg) for arg in node.args]
        else:
            values = [candidate(node.args[0]) for candidate in self.inside((node.over,))]
        if not values:
            raise Undefined(f"\\{node.kind} of nothing")
        return largest(values) if node.kind == "max" else scale(fmpq(-1), largest([scale(fmpq(-1), v) for v in values]))

    def _cases(self, node: Cases) -> Value:
        for value, condition in node.rows:
            if condition is None or holds_exactly(condition, self):
                return self(value)
        raise Undefined("no case applies")

    def repetitions(self, item: Node, dots: Node) -> int:
        r"""How often `\frac1n, \dots, \frac1n` repeats: as often as the only dimension in it says."""
        used = {a for d in self.scope.symbols.values() if d.domain for a in d.domain.args}
        names = {n.name for n in item.walk() if isinstance(n, Symbol) and n.name in used}
        if len(names) != 1:
            raise Problem("P204", "dots between equal items: how many are there?", dots.at)
        return whole(self(Symbol(names.pop())))

    # --- vectors and matrices

    def _transpose(self, node: Transpose) -> Value:
        return transpose(self(node.arg))

    def _diagonal(self, node: Diagonal) -> Value:
        value = self.vector(node.arg)
        return tuple(tuple(v if i == k else fmpq(0) for k in range(len(value))) for i, v in enumerate(value))

    def _norm(self, node: Norm) -> Value:
        value = self.vector(node.arg)
        if node.order == 2:
            return square_root(inner(value, value))
        sizes = [scale(fmpq(sign(v)), v) for v in value]
        if node.order == 1:
            return inner(sizes, [fmpq(1)] * len(sizes))
        return largest(sizes)

    def vector(self, node: Node) -> Value:
        """The value of a formula that must be a vector."""
        value = self(node)
        if not isinstance(value, tuple) or is_matrix(value):
            raise Undefined("a vector is expected here")
        return value

    def _indicator(self, node: Indicator) -> Value:
        return fmpq(int(holds_exactly(node.statement, self)))

    # --- calculus

    def _derivative(self, node: Derivative) -> Value:
        if len(node.variables) == 1:
            return self.by(node.variables[0], lambda v: self.along(node.body, (v,), 1))
        first, second = node.variables
        return self.by(first, lambda a: self.by(second, lambda b: self.second(node.body, a, b)))

    def by(self, variable: Node, derivative: Callable[[Node], Value]) -> Value:
        """A derivative by a variable; by a vector, the tuple of the derivatives by its components."""
        value = self(variable)
        if not isinstance(value, tuple):
            return derivative(variable)
        parts = tuple(
            self.by(Index(variable, (Number(Fraction(k)),), at=variable.at), derivative)
            for k in range(1, len(value) + 1)
        )
        # the Jacobian of a vector has a row for each of its components
        return transpose(parts) if parts and isinstance(parts[0], tuple) and not is_matrix(parts[0]) else parts

    def second(self, body: Node, a: Node, b: Node) -> Value:
        """A second derivative, from those along one direction."""
        a, b = self.resolved(a), self.resolved(b)
        if a == b:
            return scale(fmpq(2), self.along(body, (a,), 2))
        mixed = self.along(body, (a, b), 2)
        pure = add(self.along(body, (a,), 2), self.along(body, (b,), 2))
        return add(mixed, scale(fmpq(-1), pure))

    def resolved(self, variable: Node) -> Node:
        """A component with the values of its indices: z_i and z_k may be the same."""
        if not isinstance(variable, Index):
            return variable
        numbers = tuple(Number(Fraction(whole(self(i)))) for i in variable.indices)
        return Index(variable.base, numbers, at=variable.at)

    def along(self, body: Node, direction: tuple[Node, ...], order: int) -> Value:
        """The coefficient of a power series of `body` along a direction."""
        moved = self
        for variable in direction:
            moved = moved.moving(variable)
        return coefficient(moved(body), order)

    def moving(self, variable: Node) -> Evaluator:
        """An evaluator in which a variable, or a component of one, is that of a power series."""
        if isinstance(variable, Symbol):
            return self.at({variable.name: perturbed(self(variable))})
        if not isinstance(variable, Index) or not isinstance(variable.base, Symbol):
            raise Problem("P204", "a derivative by a symbol, or by a component of one", variable.at)
        path = [whole(self(i)) for i in variable.indices]
        return self.at({variable.base.name: _with_component(self(variable.base), path, perturbed, variable)})

    def _prime(self, node: Prime) -> Value:
        """A derivative of a function at a value, which may itself be a power series."""
        value = self(node.arg)
        variable = Symbol("\x00", at=node.at)
        point = constant_term(value) if isinstance(value, arb_series) else value
        series = Evaluator(
            self.scope, {**self.values, variable.name: perturbed(point)}, self.base, self.depth, memory=self.memory
        )(Apply(node.name, (variable,), at=node.at))
        taylor = [scale(fmpq(math.factorial(k)), coefficient(series, k)) for k in range(SERIES_LENGTH)][node.order :]
        if not isinstance(value, arb_series):
            return taylor[0]
        shift, total = add(value, scale(fmpq(-1), point)), fmpq(0)
        for k, derivative in reversed(list(enumerate(taylor))):
            total = add(multiply(total, shift), divide(derivative, fmpq(math.factorial(k))))
        return total

    def _limit(self, node: Limit) -> Value:
        point = self(node.point)
        sides = [node.side] if node.side else ["+", "-"]
        if isinstance(point, float):
            sides = [""]
        values = [self.one_sided(node, point, side) for side in sides]
        if len(values) == 2 and not equal_now(*values):
            raise Undefined("the limits from the two sides differ")
        return values[0]

    def one_sided(self, node: Limit, point: Value, side: str) -> Value:
        """The limit of a sequence, with a bound on what is still missing: ten times the last change."""
        with precision(max(ctx.prec, 4200)):
            for exponents in LIMIT_EXPONENTS:
                steps = [fmpq(1, 10**k) if not isinstance(point, float) else fmpq(10**k) for k in exponents]
                if isinstance(point, float):
                    at = [step if point > 0 else -step for step in steps]
                else:
                    at = [add(point, step if side == "+" else -step) for step in steps]
                try:
                    values = [self.at({node.variable: x})(node.body) for x in at]
                except Undefined:
                    continue
                return _limit_of(values)
        raise Undefined("no value near the limit")

    def _integral(self, node: Integral) -> Value:
        # The same letters are another function where another section defines them: the scope is part of the key, and
        # kept, so that no later one has its identity.
        names = set() if self.outer else _names_within(node, self.scope)
        values = tuple(sorted((name, str(value)) for name, value in self.values.items() if not names or name in names))
        key = (node, self.base, values, id(self.scope))
        for name in self.values:  # whatever it is read from: an integral kept from before reads nothing
            self.read(name)
        if key not in _INTEGRALS:
            with precision(QUADRATURE_BITS):
                _INTEGRALS[key] = self.scope, self.quadrature(node)
        return _INTEGRALS[key][1]

    def quadrature(self, node: Integral) -> Value:
        """Rigorous quadrature between finite ends; infinite ends are cut off where nothing of weight is left."""
        low, high = self(node.low), self(node.high)
        cut = LARGE
        ends = [arb(cut) if v == math.inf else arb(-cut) if v == -math.inf else ball(v) for v in (low, high)]
        value = self.between(node, ends[0], ends[1])
        for end, infinite in ((ends[0], low), (ends[1], high)):
            value += self.tail(node, end) if isinstance(infinite, float) else 0
        return value + arb(0, 1e-22)

    def tail(self, node: Integral, cut: arb) -> arb:
        """What lies beyond a cut: pieces, each twice as far out, as long as there is weight at its beginning."""
        total = arb(0)
        for _ in range(TAIL_PIECES):
            if not abs(self.integrand(node, acb(cut)).real * cut) > NO_WEIGHT:
                return total
            total += self.between(node, *sorted((cut, 2 * cut), key=float))
            cut = 2 * cut
        raise Undefined("an integral to infinity of what does not vanish fast enough for quadrature")

    def between(self, node: Integral, low: arb, high: arb) -> arb:
        """The integral between finite ends."""
        settings: dict[str, Any] = {"rel_tol": arb("1e-25"), "abs_tol": arb("1e-25"), "eval_limit": EVALUATIONS}
        plain = _Integrand(lambda x: self.integrand(node, x))
        value = acb.integral(plain, acb(low), acb(high), **settings)
        if not value.is_finite():  # singular at an end
            stretched = _Integrand(lambda u: self.stretched(node, u, [low, high]))
            value = acb.integral(stretched, acb(-STRETCH), acb(STRETCH), **settings)
        if not value.is_finite():
            raise Undefined(f"an integral that quadrature does not settle{plain.said}")
        return value.real

    def integrand(self, node: Integral, x: acb) -> Value:
        """The integrand at a complex ball."""
        value = self.at({node.variable: x})(node.body)
        if isinstance(value, float | tuple):
            raise Undefined("an integrand that is no finite number")
        return value if isinstance(value, acb) else acb(ball(value))

    def stretched(self, node: Integral, u: acb, bounds: list[Any]) -> Value:
        """The integrand after the substitution tanh sinh, which takes singular ends to infinity."""
        inside = u.sinh() * arb.pi() / 2
        width = ball(bounds[1]) - bounds[0]
        x = bounds[0] + width / (1 + (-2 * inside).exp())
        weight = u.cosh() * arb.pi() / 2 / inside.cosh() ** 2 * width / 2
        return self.integrand(node, x) * weight

    # --- sums, indices, functions

    def _expectation(self, node: Expectation) -> Value:
        """Outcomes of probability zero do not count, whatever the value there."""
        weights, total = self.vector(node.weights), fmpq(0)
        for k, weight in enumerate(weights, start=1):
            if not (isinstance(weight, fmpq) and weight == 0):
                total = add(total, multiply(weight, self.at({node.index: fmpq(k)})(node.body)))
        return total

    def _big(self, node: Big) -> Value:
        neutral = fmpq(0) if node.kind == "sum" else fmpq(1)
        total: Value = neutral
        for term in self.inside(node.ranges):
            value = term(node.body)
            total = add(total, value) if node.kind == "sum" else multiply(total, value)
        return total

    def at(self, assigned: Mapping[str, Value]) -> Evaluator:
        """An evaluator with some more names assigned."""
        inner = object.__new__(Evaluator)  # as this one is, and sooner than by its constructor
        inner.__dict__ = {**self.__dict__, "values": {**self.values, **assigned}}
        return inner

    def inside(self, ranges: tuple[Range, ...]) -> Iterator[Evaluator]:
        """An evaluator for each term of a sum."""
        lists = [self.range_of(r) for r in ranges]
        terms = self.terms * math.prod(map(len, lists))
        if terms > LARGEST_SUM:
            raise Problem("P308", f"a sum of more than {LARGEST_SUM} terms", ranges[0].at)
        conditions = [condition for r in ranges for condition in r.conditions]
        for combination in product(*lists):
            inner = self.at({r.index: fmpq(i) for r, i in zip(ranges, combination, strict=True)})
            if all(holds_exactly(condition, inner) for condition in conditions):
                inner.terms = terms
                yield inner

    def assignments(self, ranges: tuple[Range, ...]) -> Iterator[dict[str, Value]]:
        """Every assignment of the indices that the ranges allow."""
        for term in self.inside(ranges):
            yield {r.index: term.values[r.index] for r in ranges}

    def range_of(self, r: Range) -> range:
        """The integers that an index runs over."""
        if r.low is not None and r.high is not None:
            return range(whole(self(r.low)), whole(self(r.high)) + 1)
        declared = self.scope.symbols.get(r.index)
        if declared is None or declared.domain is None or declared.domain.kind not in ("index", "label"):
            raise Problem(
                "P202",
                f"what does {r.index} run over? declare it (`{r.index} ~ index(n)`) or write both limits",
                r.at,
            )
        return range(1, self.dimension(declared.domain.args[0]) + 1)

    def dimension(self, text: str) -> int:
        """The value of a dimension such as the n of `simplex(n)`."""
        if text.isdecimal():
            return int(text)
        name = symbol_name(text)
        if name not in self.values:
            raise Problem("P202", f"the dimension {text} has no value here")
        return whole(self.read(name))

    def _index(self, node: Index) -> Value:
        value = self(node.base)
        for index in node.indices:
            position = whole(self(index))
            if not isinstance(value, tuple):
                raise Problem("P202", "an index on something that has no components", node.at)
            if not 1 <= position <= len(value):
                advice = " (row and column are parted by a comma: R_{1,1})" if is_matrix(value) and position > 9 else ""
                raise NoComponent(f"the component {position} of {len(value)}{advice}")
            value = value[position - 1]
        return value

    def _apply(self, node: Apply) -> Value:
        definition = self.scope.definitions.get((node.name, len(node.args)))
        if definition is None:
            raise Problem("P202", f"{node.name} is not declared with {len(node.args)} arguments", node.at)
        return self.expand(definition, tuple(self(arg) for arg in node.args), node)

    def _iterate(self, node: Iterate) -> Value:
        times = whole(self(node.times))
        if not 0 <= times <= MOST_TIMES:
            raise Problem("P204", f"a function applied {times} times: from 0 to {MOST_TIMES} it may be", node.at)
        definition = self.scope.definitions.get((node.name, 1))
        if definition is None:
            raise Problem("P202", f"{node.name} is not declared with 1 argument", node.at)
        value = self(node.arg)
        for _ in range(times):
            value = self.expand(definition, (value,), node)
        return value

    def expand(self, definition: Definition, args: tuple[Value, ...], node: Node) -> Value:
        """The value of a defined notation at these arguments."""
        if self.depth > DEEPEST:
            raise Problem("P308", f"{definition.name} is defined by itself", node.at)
        values = {**self.values, **dict(zip(definition.parameters, args, strict=True))}
        lengths: dict[str, Value] = {}
        for k, (parameter, value) in enumerate(zip(definition.parameters, args, strict=True)):
            if isinstance(node, Apply) and not isinstance(value, arb | acb) and is_arithmetic(node.args[k]):
                self.check_literal(definition, parameter, value, node)
            for name, length in self.lengths(definition, parameter, value, node).items():
                if lengths.setdefault(name, length) != length:
                    raise Undefined(f"{definition.name} of vectors of {lengths[name]} and {length} components")
        values |= lengths
        key = (id(definition), tuple(map(_identity, args)), self.base, ctx.prec, self.places)
        kept = self.memory.recall(key, self.values)
        if kept is not None:
            return kept
        inner = Evaluator(definition.home, values, self.base, self.depth + 1, self, self.memory, self.terms)
        return self.memory.keep(key, self.values, lambda: self.body_of(definition, inner), (definition, args))

    @staticmethod
    def body_of(definition: Definition, inner: Evaluator) -> Value:
        """The value of a definition's body; of all components, where it defines one component."""
        if definition.component is None:
            return inner(definition.body)
        declared = definition.home.symbols[definition.component].domain
        assert declared is not None
        size = inner.dimension(declared.args[0])
        return tuple(inner.at({definition.component: fmpq(k)})(definition.body) for k in range(1, size + 1))

    @staticmethod
    def check_literal(definition: Definition, parameter: str, value: Value, node: Node) -> None:
        """An argument typed as numbers lies where the notation has it: a term of weight zero would hide that."""
        domain, given = definition.home.symbols[parameter].domain, _rational(value)
        if domain is None or isinstance(value, tuple) != domain.is_vector:
            return
        if _has_infinity(value) or (given is not None and not fits(given, domain, definition.home)):
            message = f"the argument {parameter} of {definition.name} is in {domain}, and these numbers are not"
            raise Problem("P204", message, node.at)

    @staticmethod
    def lengths(definition: Definition, parameter: str, value: Value, node: Node) -> dict[str, Value]:
        """The dimensions that an argument fixes by its length."""
        domain = definition.home.symbols[parameter].domain
        if domain is None:
            return {}
        if domain.is_vector != isinstance(value, tuple):
            kind = "a vector" if domain.is_vector else "a number"
            raise Problem("P204", f"the argument {parameter} is {kind}", node.at)
        if not isinstance(value, tuple) or not domain.args or domain.args[0].isdigit():
            return {}
        return {symbol_name(domain.args[0]): fmpq(len(value))}


#: The evaluator's methods by kind of node: they are asked for millions of times.
_METHODS: dict[type[Node], Callable[[Evaluator, Any], Value]] = {
    kind: getattr(Evaluator, name)
    for kind in Node.__subclasses__()
    if hasattr(Evaluator, name := f"_{kind.__name__.lower()}")
}


def _rational(value: Value) -> Given | None:
    """A value as givens have it, if it is exact."""
    if isinstance(value, tuple):
        items = tuple(_rational(item) for item in value)
        return None if None in items else cast(Given, items)
    return Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else None


def _has_infinity(value: Value) -> bool:
    return any(map(_has_infinity, value)) if isinstance(value, tuple) else isinstance(value, float)


def largest(values: list[Value]) -> Value:
    """The largest of scalars whose order can be told."""
    best = values[0]
    for value in values[1:]:
        if isinstance(value, arb) and isinstance(best, arb):
            best = best.max(value)  # two that cannot be told apart need not be
        elif sign(subtract_ordered(value, best)) > 0:
            best = value
    return best


def product_of(values: list[Value]) -> Value:
    """The product of values, from left to right."""
    total = values[0]
    for value in values[1:]:
        total = multiply(total, value)
    return total


def _with_component(value: Value, path: list[int], change: Callable[[Value], Value], node: Node) -> Value:
    if not path:
        return change(value)
    if not isinstance(value, tuple) or not 1 <= path[0] <= len(value):
        raise Undefined(f"the component {path[0]}")
    inside = _with_component(value[path[0] - 1], path[1:], change, node)
    return (*value[: path[0] - 1], inside, *value[path[0] :])


def _limit_of(values: list[Value]) -> Value:
    """What a sequence tends to, from its values at points ever nearer to the limit."""
    if any(isinstance(v, float | tuple) for v in values):
        raise Undefined("a limit of what is no finite number")
    first, before, last = (ball(v) for v in values)
    if abs(last - before) > abs(before - first) * arb("1.4") and abs(last - before) > arb("1e-40"):
        return math.inf if last > before else -math.inf
    if not abs(last - before) < arb("1e-40"):
        raise Undefined("no limit is seen")
    return last + arb(0, 1) * (10 * abs(last - before).upper() + arb("1e-100"))


class _Integrand:
    """An integrand for quadrature, which takes no exceptions: where there is no value it says so afterwards."""

    def __init__(self, function: Callable[[acb], Value]) -> None:
        self.function = function
        self.evaluations = 0
        self.said = ""

    def __call__(self, x: acb, analytic: bool) -> Value:
        self.evaluations += 1
        if self.evaluations <= EVALUATIONS:
            try:
                return self.function(x)
            except (Undefined, Imprecise, Problem) as error:
                self.said = f" ({error})"
        return acb(arb("nan"))


def undotted(items: tuple[Node, ...], evaluator: Evaluator) -> tuple[Node, ...]:
    r"""Fill `p_1, \dots, p_n`: the one index that differs between the neighbours runs from one to the other."""
    if not any(isinstance(item, Dots) for item in items):
        return items
    place = next(k for k, item in enumerate(items) if isinstance(item, Dots))
    if place == 0 or place != len(items) - 2:
        raise Problem("P204", "dots stand between a first item and the last", items[place].at)
    first, last = items[0], items[-1]
    differences = list(_differences(first, last))
    if not differences:
        return (first,) * evaluator.repetitions(first, items[place])
    if any(pair != differences[0] for pair in differences):
        raise Problem("P204", "dots: the items before and behind differ in other than one index", items[place].at)
    start, stop = (whole(evaluator(n)) for n in differences[0])
    found = [pair[0] for pair in differences]
    filled = []
    for k in range(start, stop + 1):
        number = Number(Fraction(k), at=first.at)
        filled.append(rebuild(first, partial(_in_place_of, found, number)))
    written = [evaluator(item) for item in items[:place]]
    if any(not equal_now(evaluator(f), w) for f, w in zip(filled, written, strict=False)):
        raise Problem("P204", "dots: the items written out do not follow one pattern", items[place].at)
    return tuple(filled)


def _in_place_of(found: list[Node], number: Number, node: Node) -> Node | None:
    return number if any(node is one for one in found) else None


def _differences(a: Node, b: Node) -> Iterator[tuple[Node, Node]]:
    if a == b:
        return
    left, right = list(a.children()), list(b.children())
    if type(a) is not type(b) or len(left) != len(right) or not left:
        yield a, b
        return
    for x, y in zip(left, right, strict=True):
        yield from _differences(x, y)


def holds_exactly(statement: Statement, evaluator: Evaluator, *, ties: bool = False) -> bool:
    r"""Whether a condition holds where everything in it is exact or clearly ordered (`i \ne k`, `p_i > 0`).

    With `ties`, what cannot be told apart counts as equal: asked last, with many bits.
    """
    values = [v if isinstance(v, SetOf) else None for v in statement.parts]
    for k, relation in enumerate(statement.relations):
        a = evaluator(statement.parts[k])
        if values[k + 1] is not None:
            if not is_member(a, statement.parts[k + 1], evaluator):
                return False
            continue
        if relation not in EXACT:
            raise Problem(
                "P205", f"a condition is stated with one of {' '.join(EXACT)}, not with {relation}", statement.at
            )
        b = evaluator(statement.parts[k + 1])
        if ties and relation not in ("=", "≠") and equal_now(a, b):
            if relation in ("<", ">"):
                return False
            continue
        if not compare_exactly(a, relation, b):
            return False
    return True


def compare_exactly(a: Value, relation: str, b: Value) -> bool:
    """One relation between values that can be told apart now."""
    if relation in ("=", "≠"):
        return equal_now(a, b) == (relation == "=")
    difference = sign(subtract_ordered(a, b))
    return {
        "<": difference < 0, ">": difference > 0, "≤": difference <= 0, "≥": difference >= 0,
    }[relation]  # fmt: skip


def is_member(value: Value, of: Node, evaluator: Evaluator) -> bool:
    r"""Whether a value lies in a set that was written behind `\in`."""
    assert isinstance(of, SetOf)
    if of.interval in ("R", "N", "Z"):
        items = value if isinstance(value, tuple) else (value,)
        integers = of.interval != "R"
        return all(not isinstance(v, float) and (not integers or (isinstance(v, fmpq) and v.q == 1)) for v in items)
    if of.interval is None:
        return any(equal_now(value, evaluator(item)) for item in of.items)
    low, high = (evaluator(item) for item in of.items)
    below = sign(subtract_ordered(value, low))
    above = sign(subtract_ordered(high, value))
    return (below > 0 or (below == 0 and of.interval[0] == "[")) and (
        above > 0 or (above == 0 and of.interval[1] == "]")
    )

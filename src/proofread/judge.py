"""Whether what a formula says is so: one rule for each relation sign."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import TypeVar

from flint import arb, fmpq

from proofread.deciding import decided, equal, rounds, same, value_of
from proofread.draws import Assignment, Draws, free_symbols, satisfied, witness
from proofread.evaluate import PRECISIONS, Evaluator, base_node, is_member, precision
from proofread.findings import Problem
from proofread.literals import as_literal, has_decimals, is_arithmetic, plain, show, unit_of, units_of
from proofread.numerals import UNIT_BASE, Literal
from proofread.rounded import Aligner, substitute
from proofread.scope import Scope, free_names, symbol_name
from proofread.syntax import (
    ZERO,
    Add,
    Apply,
    Derivative,
    Divide,
    Euler,
    Extremum,
    Implication,
    Index,
    Log,
    Multiply,
    Negate,
    Node,
    Number,
    Prime,
    Quantity,
    Statement,
    Symbol,
    Tuple,
    Where,
)
from proofread.values import (
    Imprecise,
    Undefined,
    Value,
    ball,
    exactly,
    is_matrix,
    multiply,
    natural_log,
    scale,
    sign,
    subtract_ordered,
    transpose,
)

T = TypeVar("T")

#: How near to a limit a symbolic ≈ is tried.
STEPS = (1e-3, 1e-6, 1e-9)

#: How many values of the other symbols an extremum is looked for at; how many more draws an implication gets.
EXTREMA_TRIED = 8
IMPLICATION_DRAWS = 60
FEW = 8

ORDER = {"<", "≤", ">", "≥"}
#: Where between two bounds a number is tried.
BETWEEN_BOUNDS = (fmpq(1, 1000), fmpq(1, 3), fmpq(999, 1000))

SEARCH_STEPS = 240
#: How often a step that leads out of what is admitted is halved.
SHORTENINGS = 3
#: How often the place where a bound is sharp is searched for, each time from the best found.
SEARCHES = 4
SHARPNESS = 0.01
EPSILON = 0.01
_HOW = {"≠": "difference", "∈": "membership", "⪰": "definite", "≻": "definite", "⪯": "definite"}
CONVENTION = Statement((Multiply((ZERO, Log(None, ZERO))), ZERO), ("=",))


#: How a relation can be found to hold; the first four only repeat what is declared.
WAYS = (
    "given", "definition", "convention", "hypothesis", "arithmetic", "equality", "rounding", "terms", "limit", "sharp",
    "order", "difference", "membership", "definite", "extremum", "implication",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A relation that held, and how that was found out."""

    sign: str
    #: one of `WAYS`
    how: str
    #: at how many assignments it was tried; 0 where there was nothing to assign
    tried: int = 0
    #: whether values were drawn, or only those that the section gives were taken
    drawn: bool = False

    def __post_init__(self) -> None:
        if self.how not in WAYS:
            raise ValueError(
                f"unknown way of judging {self.how!r}: add it to WAYS, and its words to site_build.evidence"
            )


@dataclass
class Verdict:
    """What came of a formula: problems, how many relations were judged, and what it says about rounding."""

    problems: list[Problem] = field(default_factory=list)
    relations: int = 0
    #: the relations that held, for the reader: an arrow is one step with the relations on both its sides
    steps: list[Step] = field(default_factory=list)
    #: values stated with a correctly rounded literal: what stands in front, in canonical form
    stated: list[Node] = field(default_factory=list)
    #: values for which a line of rounded terms gave another last digit, and the offset where
    owed: list[tuple[Node, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Approach:
    """What a symbolic ≈ means: as `variable` tends to 0, the error is of this order, or the ratio tends to 1."""

    variable: str
    order: int | None = None


def read_limit(text: str) -> Approach | None:
    """Read `delta -> 0, order 3`; None for an empty text.

    Raises:
        Problem: P103 for anything else.
    """
    if not text:
        return None
    match = re.fullmatch(r"(?P<name>.+?)\s*->\s*0\s*(?:,\s*order\s+(?P<order>\d))?", text)
    if match is None:
        raise Problem(
            "P103", f"cannot understand {{as {text}}}: write {{as delta -> 0}}, or {{as delta -> 0, order 3}}"
        )
    return Approach(symbol_name(match["name"]), int(match["order"]) if match["order"] else None)


def judge(
    statements: Iterable[Statement | Implication],
    scope: Scope,
    seed: str,
    *,
    loose: bool = False,
    special: bool = False,
    limit: Approach | None = None,
) -> Verdict:
    """Judge the statements of a formula.

    Args:
        statements: What `grammar.parse` returned.
        scope: The declarations where the formula stands.
        seed: Makes the draws the same on every run.
        loose: Bounds need not be sharp.
        special: The formula is meant for the section's givens only.
        limit: What a symbolic ≈ in it means.
    """
    verdict = Verdict()
    for statement in statements:
        try:
            if isinstance(statement, Implication):
                _Implies(statement, scope, seed, loose=loose).judge(verdict)
            else:
                _Chain(statement, scope, seed, loose=loose, special=special, limit=limit).judge(verdict)
        except Problem as problem:
            verdict.problems.append(problem)
    return verdict


def base_at(statement: Statement, k: int, scope: Scope) -> str | None:
    """The base at a relation: its own unit's, else the next unit's down the chain, else the section's."""
    parts = (*statement.parts[k + 1 :], *reversed(statement.parts[: k + 1]))
    unit = next(filter(None, map(unit_of, parts)), None)
    return UNIT_BASE[unit] if unit else scope.base


class _Chain:
    def __init__(
        self, statement: Statement, scope: Scope, seed: str, *, loose: bool, special: bool, limit: Approach | None
    ) -> None:
        self.limit = limit
        self.statement = statement
        self.parts = statement.parts
        self.scope = scope
        self.seed = seed
        self.loose = loose
        self.special = special
        self.rounded = False  # whether what stands now was reached through a line of rounded terms
        self.origin = self.parts[0]
        self.made: list[Draws] = []  # what the relation under way was tried at
        self.searched = False  # whether a counterexample to it was searched for, and how sharp it is

    def judge(self, verdict: Verdict) -> None:
        if not self.statement.relations:
            self.expression(verdict)
            return
        if self.statement in self.scope.hypotheses or self.statement in self.scope.conditions:
            verdict.relations += len(self.statement.relations)
            verdict.steps += [Step(relation, "hypothesis") for relation in self.statement.relations]
            return
        self.refuse_zero_factors()
        for k, relation in enumerate(self.statement.relations):
            try:
                self.made.clear()
                self.searched = False
                self.relation(k, relation, verdict)
                verdict.relations += 1
                verdict.steps.append(self.step(k, relation))
            except Undefined as undefined:
                verdict.problems.append(Problem("P307", f"undefined: {undefined}", self.parts[k].at))
            except Problem as problem:
                verdict.problems.append(problem)

    def expression(self, verdict: Verdict) -> None:
        """A formula without a relation says nothing; a numeral in it would stand there unchecked."""
        for node in self.parts[0].walk():
            if isinstance(node, Number):
                raise Problem(
                    "P101",
                    "nothing accounts for a numeral in a formula that states no relation: "
                    "state one, or bind it: [$…$]{= expression}",
                    node.at,
                )
        for name in sorted(free_names(self.parts[0])):
            if not self.scope.is_symbol(name) and not self.scope.is_function(name):
                raise Problem("P202", f"{name} is not declared: {self.scope.suggestion(name)}", self.parts[0].at)

    def refuse_zero_factors(self) -> None:
        """Whatever stands behind a literal 0 could be anything; only the declared convention may be quoted."""
        if self.statement == CONVENTION and "0log0" in self.scope.conventions:
            return
        for part in self.parts:
            for node in part.walk():
                if isinstance(node, Multiply) and any(isinstance(f, Number) and f.value == 0 for f in node.factors):
                    raise Problem("P204", "what stands behind a factor 0 goes unchecked: leave the term out", node.at)

    def step(self, k: int, relation: str) -> Step:
        """How the relation that has just held was judged."""
        drawn = any(draws.open for draws in self.made)
        return Step(relation, self.how(k, relation), max((draws.tried for draws in self.made), default=0), drawn)

    def how(self, k: int, relation: str) -> str:
        left, right = self.parts[k], self.parts[k + 1]
        if self.statement == CONVENTION:
            return "convention"
        if relation == "=" and (quoted := self.quoted(left, right)):
            return quoted
        if relation == "≈":
            if as_literal(right) is not None or isinstance(right, Tuple):
                return "rounding"
            return "terms" if has_decimals(right) else "limit"
        if is_arithmetic(left) and is_arithmetic(right):
            return "arithmetic"
        if relation == "=":
            is_extremum = over_symbol(left, self.scope) is not None or over_symbol(right, self.scope) is not None
            return "extremum" if is_extremum else "equality"
        if relation in _HOW:
            return _HOW[relation]
        return "sharp" if self.searched and not self.loose else "order"

    def quoted(self, left: Node, right: Node) -> str | None:
        """Whether a relation only repeats what a given or a definition says: then it is no evidence."""
        symbol = left.base if isinstance(left, Index) else left
        if isinstance(symbol, Symbol) and is_arithmetic(right):
            declared = self.scope.symbols.get(symbol.name)
            return "given" if declared is not None and declared.value is not None else None
        args = left.args if isinstance(left, Apply) else ()
        definition = self.scope.definitions.get((left.name, len(args))) if isinstance(left, Apply | Symbol) else None
        if definition is None or definition.component is not None:
            return None
        body = substitute(definition.body, dict(zip(definition.parameters, args, strict=True)))
        return "definition" if body == right else None

    # --- dispatch

    def relation(self, k: int, relation: str, verdict: Verdict) -> None:
        left, right = self.parts[k], self.parts[k + 1]
        base = base_at(self.statement, k, self.scope)
        if all(over_symbol(part, self.scope) is None for part in (left, right)):
            self.check_units(k, base)
        if relation == "=" and (extremum := over_symbol(left, self.scope)) is not None:
            self.extremum(extremum, left, right, base)
        elif relation == "=" and (extremum := over_symbol(right, self.scope)) is not None:
            self.extremum(extremum, right, left, base)
        elif relation in ("⪰", "≻", "⪯"):
            self.definite(left, relation, right, base)
        elif relation == "=":
            self.equality(k, left, right, base, verdict)
        elif relation == "≈":
            self.approximation(k, left, right, base, verdict)
        elif relation == "≠":
            self.inequation(left, right, base)
        elif relation == "∈":
            self.everywhere(
                [left, right],
                base,
                left.at,
                lambda ev: is_member(ev(left), right, ev),
                "P305",
                "is not a member",
            )
        else:
            self.order(left, relation, right, base)

    def evaluator(self, assignment: Assignment, base: str | None) -> Evaluator:
        return Evaluator(self.scope, assignment, base)

    def draws(self, nodes: list[Node], base: str | None) -> Draws:
        self.made.append(Draws(self.scope, nodes, self.seed, base))
        return self.made[-1]

    def everywhere(
        self,
        nodes: list[Node],
        base: str | None,
        at: int,
        holds: Callable[[Evaluator], bool],
        code: str,
        how: str,
    ) -> None:
        draws = self.draws(nodes, base)
        for assignment in draws:
            evaluator = self.evaluator(assignment, base)
            try:
                if decided(partial(holds, evaluator), at):
                    continue
            except Undefined as undefined:
                raise Problem("P307", f"undefined ({undefined}){_where(assignment, draws)}", at) from undefined
            value = value_of(evaluator, nodes[0])
            raise Problem(code, f"{show(value)} {how}{_where(assignment, draws)}", at)

    # --- units

    def check_units(self, k: int, base: str | None) -> None:
        """Information values carry a unit; other values carry none."""
        right = self.parts[k + 1]
        for part in (self.parts[k], right):
            if len(units := units_of(part)) > 1:
                raise Problem("P107", f"different units in one expression: {', '.join(sorted(units))}", part.at)
            if (bare := _without_unit(part)) is not None:
                raise Problem("P107", "the other literals of this sum have a unit, this one has none", bare.at)
        unit = unit_of(right)
        literal = as_literal(right)
        if unit is None and (literal is None or literal.value == 0):
            return
        source = self.parts[k]
        if is_arithmetic(source):
            source = self.origin
        if over_symbol(source, self.scope) is not None:
            return
        if is_arithmetic(source):
            if unit is not None and unit_of(source) is None and not self.rounded:
                raise Problem("P107", "a unit behind plain arithmetic: what is the quantity?", right.at)
            return
        own = _own_base(source, self.scope)
        information = self.is_information(source)
        derived = any(isinstance(n, Derivative | Prime) for n in source.walk())
        if unit is None and information and not derived:
            raise Problem(
                "P107",
                "an information value without its unit: write \\nat, \\bit or \\hart behind it "
                "(or \\ln, \\log_2, \\log_{10} where it is a mere number)",
                right.at,
            )
        converted = own and (before := unit_of(self.parts[k])) and UNIT_BASE[before] == own
        if unit is not None and not information and own != UNIT_BASE[unit] and not converted:
            clash = f"the formula's own base is {own}" if own else "what it stands for is no information"
            raise Problem("P107", f"\\{unit} does not fit: {clash}", right.at)

    def is_information(self, node: Node) -> bool:
        """Whether a value is an information: whether it changes with the base of the log as a logarithm does.

        What is defined beforehand (scores that are logarithms, say) may have been taken in the section's base.
        """
        return self.scales_with_base(node, frozen=False) or self.scales_with_base(node, frozen=True)

    def scales_with_base(self, node: Node, *, frozen: bool) -> bool:
        changes = False
        for assignment in self.draws([node], "e"):
            fixed = self.defined_values(node, assignment) if frozen else {}
            nats, bits = (partial(self.evaluator({**assignment, **fixed}, base), node) for base in ("e", "2"))
            if not same(nats, partial(_rescaled, bits), node.at):
                return False
            changes = changes or not same(nats, bits, node.at)
        return changes

    def defined_values(self, node: Node, assignment: Assignment) -> Assignment:
        """The values, in the section's base, of what is defined without arguments and occurs in a formula."""
        names = {n.name for n in node.walk() if isinstance(n, Symbol) and (n.name, 0) in self.scope.definitions}
        evaluator = self.evaluator(assignment, self.scope.base)
        with precision(2 * PRECISIONS[-1]):
            return {name: evaluator(Symbol(name)) for name in sorted(names)}

    # --- equality

    def equality(self, k: int, left: Node, right: Node, base: str | None, verdict: Verdict) -> None:
        draws = self.draws([left, right], base)
        for assignment in draws:
            evaluator = self.evaluator(assignment, base)
            self.equal_at(evaluator, left, right, assignment, draws)
        if self.rounded and (literal := as_literal(right)):
            self.note_owed(literal, right, verdict)
        elif not self.special:
            self.equality_in_general(left, right, base)

    def equal_at(
        self,
        evaluator: Evaluator,
        left: Node,
        right: Node,
        assignment: Assignment,
        draws: Draws,
        code: str = "P301",
    ) -> None:
        try:
            if equal(evaluator, left, right):
                return
        except Undefined as undefined:
            raise Problem("P307", f"undefined ({undefined}){_where(assignment, draws)}", left.at) from undefined
        a, b = (value_of(evaluator, n) for n in (left, right))
        literal = as_literal(right)
        if literal is not None and not draws.open and rounds(evaluator, left, literal):
            raise Problem("P303", f"{plain(literal)} is rounded (the value is {show(a)}): write \\approx", right.at)
        raise Problem(code, f"not equal: {show(a)} and {show(b)}{_where(assignment, draws)}", right.at)

    def equality_in_general(self, left: Node, right: Node, base: str | None) -> None:
        """A step between symbols must hold for other values than the example's too: examples are special."""
        general = _without_givens(self.scope, left, right)
        if general is None:
            return
        draws = Draws(general, [left, right], self.seed, base)
        self.made.append(draws)
        for assignment in draws:
            evaluator = Evaluator(general, assignment, base)
            try:
                if equal(evaluator, left, right):
                    continue
                problem = "is not equal in general"
            except Undefined as undefined:
                problem = f"is undefined in general ({undefined})"
            raise Problem(
                "P301",
                f"holds for this section's givens only, and {problem}{_where(assignment, draws)}: "
                "correct it, or mark the formula {given}",
                right.at,
            )

    def note_owed(self, literal: Literal, right: Node, verdict: Verdict) -> None:
        """A result of rounded terms that is not the rounded result needs the true value beside it."""
        base = UNIT_BASE[literal.unit] if literal.unit else self.scope.base
        for assignment in self.draws([self.origin], base):
            evaluator = self.evaluator(assignment, base)
            if not rounds(evaluator, self.origin, literal):
                verdict.owed.append((self.origin, right.at))
                return

    # --- approximation

    def approximation(self, k: int, left: Node, right: Node, base: str | None, verdict: Verdict) -> None:
        if as_literal(left) is not None and as_literal(right) is None and not has_decimals(right):
            self.round_everywhere(right, as_literal(left) or Literal(Fraction(0), Fraction(1)), left, base)
        elif isinstance(right, Tuple) and all(isinstance(i, Tuple) or as_literal(i) for i in right.items):
            self.rounding_of_tuple(left, right, base)
        elif (literal := as_literal(right)) is not None:
            self.rounding(left, literal, right, base, verdict)
        elif has_decimals(right):
            self.rounded_terms(left, right, base)
        elif self.limit is not None:
            self.asymptotic(left, right, base, self.limit)
        else:
            raise Problem("P205", "a symbolic ≈ names its limit and order: [$…$]{as delta -> 0}", right.at)

    def asymptotic(self, left: Node, right: Node, base: str | None, limit: Approach) -> None:
        """Near the limit the error shrinks as fast as it says, or faster than the approximation itself."""
        draws = self.draws([left, right], base)
        if limit.variable not in draws.open:
            raise Problem("P103", f"{limit.variable} is not free in this formula: nothing tends to 0", right.at)
        for assignment in draws:
            sizes, errors = zip(
                *(self.error_at(assignment, step, left, right, limit, base) for step in STEPS), strict=True
            )
            if errors[0] == 0:
                continue  # a direction in which nothing is approximated
            expected = sizes if limit.order is None else [step**limit.order for step in STEPS]
            ratios = [error / size if size else math.inf for error, size in zip(errors, expected, strict=True)]
            if limit.order is None and not ratios[-1] < 1e-2 * ratios[0]:
                raise Problem("P302", f"the ratio does not tend to 1{_where(assignment, draws)}", right.at)
            if limit.order is not None and not ratios[-1] <= 10 * ratios[0]:
                message = f"the error is not of order {limit.order}{_where(assignment, draws)}"
                raise Problem("P302", message, right.at)

    def error_at(
        self, assignment: Assignment, step: float, left: Node, right: Node, limit: Approach, base: str | None
    ) -> tuple[float, float]:
        """The size of the approximation and its error, with the variable scaled down."""
        with precision(PRECISIONS[-1]):
            small = scale(fmpq(1, round(1 / step)), exactly(assignment[limit.variable]))
            evaluator = self.evaluator({**assignment, limit.variable: small}, base)
            try:
                value = evaluator(right)
                error = subtract_ordered(evaluator(left), value)
            except Undefined as undefined:
                raise Problem("P307", f"undefined near the limit ({undefined})", left.at) from undefined
            return abs(float(ball(value).mid())), abs(float(ball(error).mid()))

    def rounding(self, left: Node, literal: Literal, right: Node, base: str | None, verdict: Verdict) -> None:
        behind = left
        written = as_literal(left)
        own = _own_base(self.origin, self.scope)
        if written is not None and own and literal.unit and written.unit and UNIT_BASE[written.unit] == own:
            # 1.419 nat ≈ 2.047 bit, where the value itself is written with \ln
            factor = Divide(Log(Euler(), base_node(own)), Log(Euler(), base_node(UNIT_BASE[literal.unit])))
            self.round_everywhere(Multiply((self.origin, factor)), literal, right, base)
            return
        if written is not None:
            # 0.511 nat ≈ 0.737 bit: both are roundings of the one value behind them; 1 nat ≈ 1.443 bit is exact.
            if not is_arithmetic(self.origin):
                behind = self.origin
            elif (exact := as_literal(self.origin)) and exact.integer and exact.unit and literal.unit:
                self.conversion(exact, literal, right)
                return
            elif not self.rounded:
                raise Problem("P302", "a literal ≈ a literal: name the value behind both", right.at)
        self.round_everywhere(behind, literal, right, base)
        if not self.rounded:
            verdict.stated.append(behind)

    def round_everywhere(self, behind: Node, literal: Literal, right: Node, base: str | None) -> None:
        draws = self.draws([behind], base)
        for assignment in draws:
            evaluator = self.evaluator(assignment, base)
            self.round_at(evaluator, behind, literal, right, _where(assignment, draws))

    def round_at(self, evaluator: Evaluator, behind: Node, literal: Literal, right: Node, where: str) -> None:
        exact = Number(literal.value)
        try:
            if equal(evaluator, behind, exact):
                raise Problem("P304", f"{plain(literal)} is exact: write =", right.at)
            if rounds(evaluator, behind, literal):
                return
        except Undefined as undefined:
            raise Problem("P307", f"undefined ({undefined}){where}", behind.at) from undefined
        value = value_of(evaluator, behind)
        raise Problem("P302", f"found {plain(literal)}, computed {show(value)}{where}", right.at)

    def conversion(self, written: Literal, literal: Literal, right: Node) -> None:
        assert written.unit is not None
        assert literal.unit is not None
        factor = Divide(Log(None, base_node(UNIT_BASE[written.unit])), Log(None, base_node(UNIT_BASE[literal.unit])))
        value = Multiply((Number(written.value), factor))
        evaluator = Evaluator(replace(self.scope, base="e"), {}, "e")
        self.round_at(evaluator, value, literal, right, "")

    def rounding_of_tuple(self, left: Node, right: Tuple, base: str | None) -> None:
        """Component by component; a matrix row by row."""
        draws = self.draws([left], base)
        for assignment in draws:
            evaluator = self.evaluator(assignment, base)
            values = value_of(evaluator, left)
            if not isinstance(values, tuple) or len(values) != len(right.items):
                raise Problem("P302", f"found {len(right.items)} components, computed {show(values)}", right.at)
            exact = [self.component_is_exact(evaluator, left, k, item) for k, item in enumerate(right.items)]
            if all(exact):
                raise Problem("P304", "every component is exact: write =", right.at)

    def component_is_exact(self, evaluator: Evaluator, left: Node, k: int, item: Node) -> bool:
        """Hold a component to its literal: whether it is exact, and not only rounded.

        Raises:
            Problem: P302 when it is neither.
        """
        component = Index(left, (Number(Fraction(k + 1)),), at=item.at)
        if isinstance(item, Tuple):
            exact = [self.component_is_exact(evaluator, component, i, part) for i, part in enumerate(item.items)]
            return all(exact)
        literal = as_literal(item)
        if literal is None:
            raise Problem("P302", "a rounded component is a decimal", item.at)
        if equal(evaluator, component, Number(literal.value)):
            return True
        if not rounds(evaluator, component, literal):
            raise Problem("P302", f"found {plain(literal)}, computed {show(value_of(evaluator, component))}", item.at)
        return False

    def rounded_terms(self, left: Node, right: Node, base: str | None) -> None:
        draws = self.draws([left], base)
        if draws.open:
            raise Problem("P310", f"rounded terms for what has no value: {', '.join(draws.open)}", left.at)
        for assignment in draws:
            evaluator = self.evaluator(assignment, base)
            if equal(evaluator, left, right):
                raise Problem("P304", "both sides are equal: write =", right.at)
            Aligner(evaluator).align(left, right)
        self.rounded = True

    # --- order

    def inequation(self, left: Node, right: Node, base: str | None) -> None:
        for assignment in self.draws([left, right], base):
            evaluator = self.evaluator(assignment, base)
            try:
                if not equal(evaluator, left, right):
                    return
            except Undefined:
                continue
        raise Problem("P305", "no witness of a difference: the two sides are equal on every draw", right.at)

    def order(self, left: Node, relation: str, right: Node, base: str | None, *, loose: bool = False) -> None:
        draws = self.draws([left, right], base)
        gaps = [(self.gap(left, relation, right, assignment, draws, base), assignment) for assignment in draws]
        if all(gap == 0 for gap, _ in gaps) and not loose:
            tried = "" if draws.are_enumerable else " wherever tried"
            raise Problem("P306", f"both sides are equal{tried}: write =", right.at)
        if draws.are_enumerable:
            self.order_in_general(left, relation, right, base)
            return
        self.searched = not loose
        self.sharpen(gaps, left, relation, right, draws, base, asked=not self.loose and not loose)

    def sharpen(
        self,
        gaps: list[tuple[float, Assignment]],
        left: Node,
        relation: str,
        right: Node,
        draws: Draws,
        base: str | None,
        *,
        asked: bool = True,
        admits: Callable[[Assignment], bool] | None = None,
    ) -> None:
        """Look for a counterexample from the smallest gaps on; if asked, a bound must be sharp.

        A bound is sharp if, somewhere that it is not 0, it could not be moved by 1 %; a bound that is mostly 0, if
        something comes near to it.
        """
        bound = left if not self.draws([left], base).open else right

        def gap(tried: Assignment) -> float:
            return self.gap(left, relation, right, tried, draws, base)

        def relative(tried: Assignment) -> float:
            value = value_of(self.evaluator(tried, base), bound)
            size = 0.0 if isinstance(value, float | tuple) else float(ball(value).abs_lower())
            return gap(tried) / size if size else math.inf

        admits = admits or draws.admits
        search = partial(self.search, draws=draws, admits=admits)
        closest = search(gap, gaps)
        if relation in ("<", ">") and admits(near := draws.simplified(closest[1])):
            gap(near)  # where a strict bound touches, it fails
        if not asked:
            return
        scaled = [(relative(tried), tried) for _, tried in [closest, *gaps]]
        zeros = [(gap(tried), tried) for size, tried in scaled if size == math.inf]
        if 2 * len(zeros) > len(scaled):  # a bound of 0, but for some corners
            best, allowed = min([closest, *zeros], key=lambda pair: pair[0]), EPSILON
        else:
            best, allowed = min(scaled, key=lambda pair: pair[0]), SHARPNESS
            for _ in range(SEARCHES):
                best = best if best[0] <= allowed else search(relative, [best, *scaled])
        if best[0] > allowed:
            raise Problem(
                "P306",
                f"true, but not sharp: the smallest gap found is {gap(best[1]):.3g}{_where(best[1], draws)}; "
                "sharpen it, or mark the formula {loose}",
                bound.at,
            )

    def order_in_general(self, left: Node, relation: str, right: Node, base: str | None) -> None:
        """A bound between symbols must hold, and be sharp, for other values than the example's too."""
        general = None if self.special else _without_givens(self.scope, left, right, both=False)
        if general is None:
            return
        chain = _Chain(self.statement, general, self.seed, loose=self.loose, special=True, limit=None)
        try:
            chain.order(left, relation, right, base)
        except Problem as problem:
            message = f"holds for this section's givens; in general: {problem.message} (or mark the formula {{given}})"
            raise Problem(problem.code, message, problem.offset) from problem

    def gap(
        self, left: Node, relation: str, right: Node, assignment: Assignment, draws: Draws, base: str | None
    ) -> float:
        """How far an inequality is from failing at an assignment.

        Raises:
            Problem: When it fails there, or is undefined.
        """
        evaluator = self.evaluator(assignment, base)
        smaller, larger = (left, right) if relation in ("<", "≤") else (right, left)
        try:
            difference = self.difference(evaluator, smaller, larger)
            s = sign(difference)
            if s > 0 or (s == 0 and relation in ("≤", "≥")):
                return difference if isinstance(difference, float) else float(ball(difference).mid())
            sides = f"{show(value_of(evaluator, smaller))} against {show(value_of(evaluator, larger))}"
        except Undefined as undefined:
            raise Problem("P307", f"undefined ({undefined}){_where(assignment, draws)}", smaller.at) from undefined
        raise Problem("P305", f"refuted: {sides}{_where(assignment, draws)}", self.statement.at)

    @staticmethod
    def difference(evaluator: Evaluator, smaller: Node, larger: Node) -> Value:
        """The larger side less the smaller one, with a clear sign; 0 when no precision can tell them apart."""
        ordered = partial(_ordered, evaluator, larger, smaller)
        try:
            with precision(PRECISIONS[0]):  # which nearly always tells
                return ordered()
        except Imprecise:
            return fmpq(0) if equal(evaluator, smaller, larger) else decided(ordered, larger.at)

    # --- extrema over a symbol, definiteness

    def extremum(self, extremum: Where, side: Node, other: Node, base: str | None) -> None:
        r"""`\min_q F = V`: V is a sharp bound. `\arg\min_q F = E`: nothing lies below F(E), and only E reaches it."""
        relation = "≤" if extremum.kind == "min" else "≥"
        if isinstance(side, Where):
            self.inside(extremum, other, base)
            at_extremum = substitute(extremum.body, {extremum.variable: other})
            self.order(at_extremum, relation, extremum.body, base, loose=True)
            self.only_there(extremum, at_extremum, other, base)
        else:
            self.order(other, relation, extremum.body, base, loose=True)
            self.attained(extremum, other, base)

    def inside(self, extremum: Where, point: Node, base: str | None) -> None:
        """The place of an extremum lies in the range of its symbol."""
        declared = self.scope.symbols[extremum.variable].domain
        assert declared is not None, "over_symbol asks for a domain"
        draws = self.draws([point, extremum.body], base)
        for assignment in itertools.islice(draws, EXTREMA_TRIED):
            evaluator = self.evaluator(assignment, base)
            if not decided(lambda e=evaluator: _within(e(point), declared.kind), point.at):  # type: ignore[misc]
                shown = f"{show(value_of(evaluator, point))} is outside of the range of {extremum.variable}"
                raise Problem("P301", f"{shown}{_where(assignment, draws)}", point.at)

    def attained(self, extremum: Where, bound: Node, base: str | None) -> None:
        """Whatever the other symbols are, the extremum comes as near to the bound as a search can tell."""
        draws = self.draws([extremum.body, bound, Symbol(extremum.variable)], base)
        for assignment in itertools.islice(draws, EXTREMA_TRIED):
            value = value_of(self.evaluator(assignment, base), bound)
            if isinstance(value, float | tuple):
                continue
            nearest = self.nearest(extremum, value, assignment, draws, base)
            if nearest > max(SHARPNESS * abs(float(ball(value).mid())), EPSILON):
                where = _where(assignment, draws)
                raise Problem("P301", f"not reached: the nearest found is {nearest:.3g} away{where}", bound.at)

    def nearest(self, extremum: Where, value: Value, assignment: Assignment, draws: Draws, base: str | None) -> float:
        """How near to a value a search comes, over the extremum's symbol alone."""
        sign_ = 1 if extremum.kind == "min" else -1

        def away(tried: Assignment) -> float:
            found = value_of(self.evaluator(tried, base), extremum.body)
            return math.inf if isinstance(found, float) else sign_ * float(ball(subtract_ordered(found, value)).mid())

        tried = [assignment, *draws.variants(assignment, extremum.variable)]
        best, where = min(((away(a), a) for a in tried), key=lambda pair: pair[0])
        step = 0.5
        for k in range(SEARCH_STEPS):
            moved = draws.nearby(where, step, only=extremum.variable)
            if (found := away(moved)) < best:
                best, where = found, moved
            elif k % 8 == 7:
                step *= 0.8
        return best

    def only_there(self, extremum: Where, at_extremum: Node, point: Node, base: str | None) -> None:
        variable = Symbol(extremum.variable, at=point.at)
        draws = self.draws([extremum.body, at_extremum, variable, point], base)
        for assignment in draws:
            evaluator = self.evaluator(assignment, base)
            if not equal(evaluator, variable, point) and equal(evaluator, extremum.body, at_extremum):
                raise Problem("P301", f"the extremum is reached elsewhere too{_where(assignment, draws)}", point.at)

    def definite(self, left: Node, relation: str, right: Node, base: str | None) -> None:
        """`A ⪰ 0`: no vector v gives vᵀAv < 0 (for `≻`, ≤ 0)."""
        if right != ZERO:
            raise Problem("P205", "definiteness is stated against 0", right.at)
        draws = self.draws([left], base)
        for assignment in draws:
            evaluator = self.evaluator(assignment, base)
            matrix = value_of(evaluator, left)
            if not is_matrix(matrix):
                raise Problem("P204", "definiteness of what is no matrix", left.at)
            for vector in draws.directions(len(matrix)):
                form = scale(fmpq(-1 if relation == "⪯" else 1), multiply(multiply(transpose(vector), matrix), vector))
                nonzero = any(v != 0 for v in vector)
                s = decided(partial(_sign_at, evaluator, left, vector, relation), left.at)
                if s < 0 or (s == 0 and relation == "≻" and nonzero):
                    shown = f"v = {show(vector)} gives {show(form)}"
                    raise Problem("P305", f"refuted: {shown}{_where(assignment, draws)}", left.at)

    @staticmethod
    def search(
        height: Callable[[Assignment], float],
        starts: list[tuple[float, Assignment]],
        *,
        draws: Draws,
        admits: Callable[[Assignment], bool],
    ) -> tuple[float, Assignment]:
        """Walk downhill from the lowest of the starts; the height itself raises where it finds a counterexample.

        A step that leads out of what is admitted is shortened, so that the walk comes near to the border as well.
        """
        starts = sorted(starts, key=lambda pair: pair[0])
        best = starts[0]
        step = 0.5
        for k in range(SEARCH_STEPS):
            start = best if k % 3 else starts[k % len(starts)]
            moved = draws.nearby(start[1], step)
            for _ in range(SHORTENINGS):
                if admits(moved):
                    break
                moved = draws.midway(start[1], moved)
            else:
                continue
            found = height(moved)
            if found < best[0]:
                best = (found, moved)
            elif k % 8 == 7:
                step *= 0.8
        return best


class _Implies:
    """`A ⇒ B`, `A ⇔ B`: tried where A holds, which must be somewhere; bounds in B are sharp there."""

    def __init__(self, statement: Implication, scope: Scope, seed: str, *, loose: bool) -> None:
        self.statement = statement
        self.scope = scope
        self.seed = seed
        self.loose = loose

    def judge(self, verdict: Verdict) -> None:
        for k, arrow in enumerate(self.statement.arrows):
            premise, conclusion = self.statement.statements[k : k + 2]
            step = self.implies(premise, conclusion, arrow)
            if arrow == "⇔":
                step = min(step, self.implies(conclusion, premise, arrow), key=lambda s: s.tried)
            verdict.steps.append(step)
            verdict.relations += len(premise.relations) + len(conclusion.relations) + 1

    def constructed(self, draws: Draws, statements: tuple[Statement, ...], base: str | None) -> Iterator[Assignment]:
        """More draws; and such in which an equation of either side holds, or a number is near to its bounds."""
        plain = [draws.assign("mixed") for _ in range(IMPLICATION_DRAWS)] if draws.open else []
        yield from filter(draws.admits, plain)
        equations = [s for s in statements if s.relations == ("=",)]
        for construct, given in ((self.solved, equations), (self.bounded, statements)):
            for statement, assignment in itertools.product(given, plain[:FEW]):
                yield from filter(draws.admits, construct(statement, assignment, draws, base))

    def bounded(
        self, statement: Statement, assignment: Assignment, draws: Draws, base: str | None
    ) -> Iterator[Assignment]:
        """The assignment with one number moved between its bounds, `a < x < b`, and near to either of them."""
        parts, evaluator = statement.parts, Evaluator(self.scope, assignment, base)
        for one, symbol, other, *relations in zip(
            parts, parts[1:], parts[2:], statement.relations, statement.relations[1:], strict=False
        ):
            if not (isinstance(symbol, Symbol) and symbol.name in draws.open and ORDER.issuperset(relations)):
                continue
            with suppress(Undefined, Imprecise):
                low, high = value_of(evaluator, one), value_of(evaluator, other)
                if isinstance(low, fmpq) and isinstance(high, fmpq):
                    for weight in BETWEEN_BOUNDS:
                        yield {**assignment, symbol.name: low + (high - low) * weight}

    def solved(
        self, equation: Statement, assignment: Assignment, draws: Draws, base: str | None
    ) -> Iterator[Assignment]:
        """The assignment with one symbol changed so that an equation holds: `x = …`, or linear in a number."""

        def value(node: Node, changed: Assignment) -> Value:
            return value_of(Evaluator(self.scope, assignment | changed, base), node)

        left, right = equation.parts
        for symbol, other in ((left, right), (right, left)):
            if isinstance(symbol, Symbol) and symbol.name in draws.open:
                with suppress(Undefined):
                    yield {**assignment, symbol.name: value(other, {})}
        for name in draws.open:
            if isinstance(assignment[name], fmpq) and draws.domain(name).kind in ("real", "positive", "unit"):
                with suppress(Undefined):
                    at = [subtract_ordered(value(left, {name: x}), value(right, {name: x})) for x in (fmpq(0), fmpq(1))]
                    if all(isinstance(a, fmpq) for a in at) and at[0] != at[1]:
                        yield {**assignment, name: at[0] / (at[0] - at[1])}

    def implies(self, premise: Statement, conclusion: Statement, arrow: str) -> Step:
        if not premise.relations or not conclusion.relations:
            raise Problem("P201", "an arrow stands between two relations", premise.at)
        if "≈" in premise.relations + conclusion.relations:
            raise Problem("P205", "an approximation beside an arrow is not known: state it by itself", premise.at)
        unit = unit_of(conclusion) or unit_of(premise)
        base = UNIT_BASE[unit] if unit else self.scope.base
        draws = Draws(self.scope, [premise, conclusion], self.seed, base)
        held: list[Assignment] = []
        for assignment in itertools.chain(draws, self.constructed(draws, (premise, conclusion), base)):
            if not satisfied(premise, self.scope, assignment, base):
                continue
            held.append(assignment)
            if not satisfied(conclusion, self.scope, assignment, base):
                raise Problem(
                    "P305",
                    f"the premise holds and the conclusion does not{_where(assignment, draws)}",
                    conclusion.at,
                )
        if not held:
            raise Problem("P309", "the premise held on no draw: nothing was shown", premise.at)
        if not self.loose and not draws.are_enumerable:
            self.sharpen(premise, conclusion, held, draws, base)
        return Step(arrow, "implication", len(held), bool(draws.open))

    def sharpen(
        self, premise: Statement, conclusion: Statement, held: list[Assignment], draws: Draws, base: str | None
    ) -> None:
        """The bounds of a conclusion are sharp where the premise holds."""
        chain = _Chain(conclusion, self.scope, self.seed, loose=False, special=True, limit=None)

        def admits(tried: Assignment) -> bool:
            return draws.admits(tried) and satisfied(premise, self.scope, tried, base)

        for k, relation in enumerate(conclusion.relations):
            if relation in ORDER:
                left, right = conclusion.parts[k : k + 2]
                gaps = [(chain.gap(left, relation, right, a, draws, base), a) for a in held]
                chain.sharpen(gaps, left, relation, right, draws, base, admits=admits)


def _ordered(evaluator: Evaluator, a: Node, b: Node) -> Value:
    """`a − b` once its sign is known."""
    difference = subtract_ordered(evaluator(a), evaluator(b))
    sign(difference)
    return difference


def _within(value: Value, kind: str) -> bool:
    """Whether a value, or each of its components, lies in the range that a kind of domain gives to numbers."""
    components = value if isinstance(value, tuple) else (value,)
    if kind == "positive":
        return all(sign(v) > 0 for v in components)
    if kind in ("unit", "simplex"):
        return all(sign(v) >= 0 and sign(subtract_ordered(fmpq(1), v)) >= 0 for v in components)
    return True


def _without_unit(node: Node) -> Number | None:
    """A literal without a unit in a sum of literals with one."""
    for total in (n for n in node.walk() if isinstance(n, Add)):
        terms = [term.arg if isinstance(term, Negate) else term for term in total.terms]
        literals = [term for term in terms if isinstance(term, Number)]
        if any(literal.unit for literal in literals):
            return next((literal for literal in literals if not literal.unit), None)
    return None


def _rescaled(bits: Callable[[], Value]) -> Value:
    return scale(natural_log(fmpq(2)), bits())


def over_symbol(node: Node, scope: Scope) -> Where | None:
    r"""An extremum over a symbol that is no index: `\arg\min_q F`, `\min_q F`."""
    if isinstance(node, Where):
        return node
    if isinstance(node, Extremum) and node.over is not None and node.over.low is None:
        declared = scope.symbols.get(node.over.index)
        if declared is not None and declared.domain is not None and declared.domain.kind not in ("index", "label"):
            return Where(node.kind, node.over.index, node.args[0], at=node.at)
    return None


def _sign_at(evaluator: Evaluator, node: Node, vector: Value, relation: str) -> int:
    form = multiply(multiply(transpose(vector), evaluator(node)), vector)
    if isinstance(form, arb) and form.contains(0) and form.rad() < 1e-60:
        return 0
    return -sign(form) if relation == "⪯" else sign(form)


def _own_base(node: Node, scope: Scope, depth: int = 0) -> str | None:
    r"""The base that a formula, or a definition it uses, writes itself: `\ln`, `\log_2`, `\log_{10}`."""
    for n in node.walk():
        if isinstance(n, Log) and n.base is not None:
            if isinstance(n.base, Euler):
                return "e"
            if isinstance(n.base, Number):
                return str(n.base.value)
        arity = len(n.args) if isinstance(n, Apply) else 0
        definition = scope.definitions.get((n.name, arity)) if isinstance(n, Apply | Symbol) else None
        if definition is not None and depth < 8 and (own := _own_base(definition.body, scope, depth + 1)):
            return own
    return None


def _where(assignment: Assignment, draws: Draws) -> str:
    return f", at {witness(assignment, draws.names)}" if draws.open else ""


def _without_givens(scope: Scope, left: Node, right: Node, *, both: bool = True) -> Scope | None:
    """The scope with the givens set free, when a step is between symbols that have givens (on both sides)."""
    if any(_is_particular(node) for side in (left, right) for node in _outside_indices(side)):
        return None
    given = {name for name, d in scope.symbols.items() if d.value is not None}
    reached = [_reached(node, scope) & given for node in (left, right)]
    if not reached[0] | reached[1] or (both and not (reached[0] and reached[1])):
        return None
    # a given without a declared domain stays: nothing says what else it could be
    freed = {name for name in reached[0] | reached[1] if scope.symbols[name].domain is not None}
    if not freed - scope.dimensions().keys():
        return None
    symbols = {name: replace(d, value=None) if name in freed else d for name, d in scope.symbols.items()}
    for name, size in scope.dimensions().items():
        if name in symbols:
            symbols[name] = replace(symbols[name], value=Fraction(size))
    return replace(scope, symbols=symbols)


def _is_particular(node: Node) -> bool:
    """Whether a literal belongs to the example, and not to the formula."""
    if isinstance(node, Quantity | Number) and node.unit:
        return True
    return isinstance(node, Number) and node.value not in (0, 1, 2)


def _outside_indices(node: Node) -> Iterator[Node]:
    yield node
    inside = (node.base,) if isinstance(node, Index) else (node.arg,) if isinstance(node, Log) else node.children()
    for child in inside:
        yield from _outside_indices(child)


def _reached(node: Node, scope: Scope) -> set[str]:
    return set(free_symbols([node], scope))

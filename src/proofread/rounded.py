"""A line of rounded terms, `≈ 0.7 × 0.36 + …`, held position by position to the terms that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from proofread.deciding import equal, rounds, value_of
from proofread.evaluate import Evaluator
from proofread.findings import Problem
from proofread.literals import as_literal, has_decimals, plain, show
from proofread.numerals import Literal
from proofread.syntax import ZERO, Add, Apply, Big, Divide, Multiply, Negate, Node, Number, Quantity, Symbol, rebuild


class Aligner:
    """Holds a line of rounded terms to the terms that it stands for, position by position."""

    def __init__(
        self, evaluator: Evaluator, told: Callable[[Node, Literal], None] = lambda term, literal: None
    ) -> None:
        """Take the values.

        Args:
            evaluator: Evaluates the terms.
            told: Is told each term that was rounded, with its literal.
        """
        self.evaluator = evaluator
        self.told = told

    def align(self, left: Node, right: Node) -> None:
        """Hold a rounded expression to what it stands for.

        Raises:
            Problem: P310 at the first literal that is neither quoted exactly nor correctly rounded.
        """
        literal = as_literal(right)
        if literal is not None:
            self._literal(left, literal, right)
            return
        left = self._opened(left, right)
        if isinstance(right, Add):
            self._terms(left, right)
        elif isinstance(right, Multiply):
            self._factor_pairs(left, right)
        elif isinstance(right, Negate):
            self.align(_negated(left), right.arg)
        elif isinstance(right, Divide) and isinstance(left, Divide):
            self.align(left.top, right.top)
            self.align(left.bottom, right.bottom)
        elif isinstance(right, Quantity):
            self.align(left, right.arg)
        elif not has_decimals(right):
            if not equal(self.evaluator, left, right):
                raise Problem("P310", "this is not what it stands for", right.at)
        else:
            raise Problem("P310", "write the rounded line in the shape of what it stands for", right.at)

    def _literal(self, left: Node, literal: Literal, right: Node) -> None:
        if equal(self.evaluator, left, Number(literal.value)):
            return
        if not rounds(self.evaluator, left, literal):
            value = value_of(self.evaluator, left)
            raise Problem("P310", f"found {plain(literal)}, the term is {show(value)}", right.at)
        self.told(left, literal)

    def _opened(self, left: Node, right: Node) -> Node:
        """Open definitions and sums on the left until it has the shape of the right."""
        for _ in range(8):
            if isinstance(left, Negate) and isinstance(right, Add | Multiply):
                inner = self._opened(left.arg, right)
                return _negated(inner)
            if isinstance(left, Big) and left.kind == "sum":
                terms = tuple(
                    substitute(left.body, {name: Number(Fraction(int(v.p))) for name, v in assigned.items()})
                    for assigned in self.evaluator.assignments(left.ranges)
                )
                return Add(terms, at=left.at)
            definition = None
            if isinstance(left, Apply):
                definition = self.evaluator.scope.definitions.get((left.name, len(left.args)))
            elif isinstance(left, Symbol):
                definition = self.evaluator.scope.definitions.get((left.name, 0))
            if definition is None or definition.component is not None:
                return left
            args = left.args if isinstance(left, Apply) else ()
            left = substitute(definition.body, dict(zip(definition.parameters, args, strict=True)))
        return left

    def _terms(self, left: Node, right: Add) -> None:
        terms = list(left.terms) if isinstance(left, Add) else [left]
        if len(terms) > len(right.terms):
            terms = [t for t in terms if not equal(self.evaluator, t, ZERO)]
        if len(terms) != len(right.terms):
            raise Problem("P310", f"{len(right.terms)} rounded terms for {len(terms)} terms", right.at)
        for term, rounded in zip(terms, right.terms, strict=True):
            self.align(term, rounded)

    def _factor_pairs(self, left: Node, right: Multiply) -> None:
        """Pair off factors that are quoted exactly; the one that remains is the rounding of what remains."""
        remaining = _factors(left)
        rounded: list[Node] = []
        for factor in right.factors:
            for k, candidate in enumerate(remaining):
                if equal(self.evaluator, candidate, factor):
                    del remaining[k]
                    break
            else:
                rounded.append(factor)
        if len(rounded) == 1 and remaining:
            self.align(Multiply(tuple(remaining), at=left.at), rounded[0])
        elif len(rounded) == len(remaining):
            for a, b in zip(remaining, rounded, strict=True):
                self.align(a, b)
        else:
            at = rounded[0].at if rounded else right.at
            raise Problem("P310", "a factor that stands for nothing on the other side", at)


def _factors(node: Node) -> list[Node]:
    if isinstance(node, Negate):
        return [Number(Fraction(-1)), *_factors(node.arg)]
    if isinstance(node, Multiply):
        return [f for factor in node.factors for f in _factors(factor)]
    return [node]


def _negated(node: Node) -> Node:
    if isinstance(node, Negate):
        return node.arg
    if isinstance(node, Add):
        return Add(tuple(_negated(t) for t in node.terms), at=node.at)
    return Negate(node, at=node.at)


def substitute(node: Node, values: dict[str, Node]) -> Node:
    """A formula with symbols replaced by formulas."""
    return rebuild(node, lambda n: values.get(n.name) if isinstance(n, Symbol) else None)

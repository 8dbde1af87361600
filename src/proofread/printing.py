"""Formulas that no author wrote, such as bindings, in TeX: only the shapes that results have.

What it prints is meant to be parsed again and compared by whoever shows it; it refuses what it has no rule for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from proofread.expressions import Binding
from proofread.numerals import decimal, quantum_of
from proofread.scope import Definition, Scope, python_name
from proofread.syntax import (
    Absolute,
    Add,
    Apply,
    Divide,
    Euler,
    Index,
    Log,
    Multiply,
    Negate,
    Node,
    Number,
    Pi,
    Power,
    Quantity,
    Root,
    Symbol,
    Tuple,
)


class Unprintable(Exception):
    """There is no rule for this."""


# --- to TeX

_SUM, _PRODUCT, _ATOM = range(3)


def tex_of(node: Node, scope: Scope) -> str:
    """A formula in TeX.

    Raises:
        Unprintable: For a shape that has no rule here.
    """
    return _Printer(scope).text(node, _SUM)


class _Printer:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def text(self, node: Node, level: int) -> str:
        """A node, in parentheses where what stands around it binds more strongly."""
        rule = getattr(self, f"_{type(node).__name__.lower()}", None)
        if rule is None:
            raise Unprintable(type(node).__name__)
        own, text = rule(node)
        return text if own >= level else f"({text})"

    def _number(self, node: Number) -> tuple[int, str]:
        if node.unit is not None:
            return (
                _PRODUCT,
                f"{self._number(Number(node.value, node.quantum, None, node.integer))[1]}{_unit(node.unit)}",
            )
        if node.quantum.numerator != 1 or node.value % node.quantum != 0:
            raise Unprintable("a number that is no decimal")
        places = len(str(node.quantum.denominator)) - 1
        text = decimal(abs(node.value), places)
        return (_PRODUCT, f"-{text}") if node.value < 0 else (_ATOM, text)

    def _quantity(self, node: Quantity) -> tuple[int, str]:
        return _PRODUCT, self.text(node.arg, _PRODUCT) + _unit(node.unit)

    def _symbol(self, node: Symbol) -> tuple[int, str]:
        return _ATOM, node.name

    def _euler(self, node: Euler) -> tuple[int, str]:
        return _ATOM, "e"

    def _pi(self, node: Pi) -> tuple[int, str]:
        return _ATOM, r"\pi"

    def _index(self, node: Index) -> tuple[int, str]:
        indices = self._all(node.indices)
        joined = indices[0] if len(indices) == 1 else ",".join(indices)
        return _ATOM, f"{self.text(node.base, _ATOM)}_{joined if len(joined) == 1 else f'{{{joined}}}'}"

    def _all(self, nodes: tuple[Node, ...]) -> list[str]:
        return [self.text(node, _SUM) for node in nodes]

    def _apply(self, node: Apply) -> tuple[int, str]:
        sign = self.scope.separator(node.name, len(node.args)) or ","
        joined = (f" {sign} " if sign.startswith("\\") else f"{sign} ").join(self._all(node.args))
        return _ATOM, f"{node.name}({joined})"

    def _tuple(self, node: Tuple) -> tuple[int, str]:
        return _ATOM, f"({', '.join(self._all(node.items))})"

    def _add(self, node: Add) -> tuple[int, str]:
        text = self._summand(node.terms[0])
        for term in node.terms[1:]:
            text += f" - {self.text(term.arg, _PRODUCT)}" if isinstance(term, Negate) else f" + {self._summand(term)}"
        return _SUM, text

    def _summand(self, term: Node) -> str:
        """A term of a sum; one that is a sum itself keeps its parentheses."""
        return self.text(term, _PRODUCT if isinstance(term, Add) else _SUM)

    def _multiply(self, node: Multiply) -> tuple[int, str]:
        first, *rest = node.factors
        if first == Number(Fraction(-1)) and rest:
            return self._negate(Negate(rest[0] if len(rest) == 1 else Multiply(tuple(rest))))
        factors = [self.text(first, _PRODUCT), *(self.text(f, _ATOM) for f in rest)]
        return _PRODUCT, (r" \times " if re.match("[0-9]", factors[-1]) else r" \cdot ").join(factors)

    def _negate(self, node: Negate) -> tuple[int, str]:
        return _SUM, f"-{self.text(node.arg, _PRODUCT)}"

    def _divide(self, node: Divide) -> tuple[int, str]:
        return _ATOM, rf"\frac{{{self.text(node.top, _SUM)}}}{{{self.text(node.bottom, _SUM)}}}"

    def _power(self, node: Power) -> tuple[int, str]:
        simple = isinstance(node.base, Symbol | Euler | Pi) or (isinstance(node.base, Number) and node.base.value >= 0)
        base = self.text(node.base, _ATOM) if simple else f"({self.text(node.base, _SUM)})"
        return _ATOM, f"{base}^{{{self.text(node.exponent, _SUM)}}}"

    def _root(self, node: Root) -> tuple[int, str]:
        return _ATOM, rf"\sqrt{{{self.text(node.arg, _SUM)}}}"

    def _absolute(self, node: Absolute) -> tuple[int, str]:
        return _ATOM, rf"\lvert {self.text(node.arg, _SUM)} \rvert"

    def _log(self, node: Log) -> tuple[int, str]:
        sign = r"\log"
        if isinstance(node.base, Euler):
            sign = r"\ln"
        elif node.base is not None:
            sign = rf"\log_{{{self.text(node.base, _SUM)}}}"
        simple = isinstance(node.arg, Number | Symbol | Index | Divide | Root | Euler | Pi)
        argument = self.text(node.arg, _ATOM) if simple else f"({self.text(node.arg, _SUM)})"
        return _ATOM, f"{sign} {argument}"


def _unit(unit: str) -> str:
    return rf"\,\{unit}"


# --- bindings as formulas


def formula_of(binding: Binding, component: int | None, scope: Scope) -> Node:
    """A binding as a formula in the site's notation.

    Args:
        binding: The binding.
        component: Which of its values is meant, counted from 0; None where it has one.
        scope: The declarations where it stands.

    Raises:
        Unprintable: When the notation has no word for something in it.
    """
    return _Reader(binding, scope).read(binding.tree.body, component)


_CALLS: dict[str, Callable[[Node], Node]] = {
    "exp": lambda x: Power(Euler(), x),
    "sqrt": Root,
    "abs": Absolute,
    "log": lambda x: Log(None, x),
}


class _Reader:
    def __init__(self, binding: Binding, scope: Scope) -> None:
        self.binding = binding
        self.scope = scope
        known = [*scope.symbols, *(name for name, arity in scope.definitions if arity == 0)]
        self.symbols = {python_name(name): name for name in known}
        self.computed = {
            match[1]: (definition, [a.strip() for a in match[2].split(",")])
            for definition in scope.definitions.values()
            if definition.computed_by and (match := re.fullmatch(r"(\w+)\(([^()]*)\)", definition.computed_by))
        }

    def read(self, node: ast.expr, component: int | None) -> Node:
        """An expression, or one component of it."""
        match node:
            case ast.Constant(value=value):
                text = repr(value)
                if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
                    raise Unprintable(text)
                return Number(Fraction(text), quantum_of(text), None, "." not in text)
            case ast.Name(id=name):
                return self.name(name, component)
            case ast.List(elts=items) | ast.Tuple(elts=items) if component is not None:
                return self.read(items[component], None)
            case ast.Subscript(value=value, slice=ast.Constant(value=int(at))) if component is None:
                return self.read(value, at)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negate(self.read(operand, component))
            case ast.BinOp(left=left, op=op, right=right):
                return _operation(op, self.read(left, component), self.read(right, component))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(name, arguments, component)
        raise Unprintable(ast.unparse(node))

    def name(self, name: str, component: int | None) -> Node:
        if name not in self.symbols:
            raise Unprintable(name)
        symbol = Symbol(self.symbols[name])
        return Index(symbol, (_number(component + 1),)) if self.is_vector(name) and component is not None else symbol

    def is_vector(self, name: str) -> bool:
        value = self.binding.givens.get(name, 0)
        return isinstance(value, tuple) or bool(np.ndim(value))

    def call(self, name: str, arguments: list[ast.expr], component: int | None) -> Node:
        if name in _CALLS and len(arguments) == 1:
            return _CALLS[name](self.read(arguments[0], component))
        if name not in self.computed or len(arguments) != len(self.computed[name][1]):
            raise Unprintable(name)
        definition, order = self.computed[name]
        given = dict(zip(order, arguments, strict=True))
        read = {p: self.argument(definition, p, a, component) for p, a in given.items()}
        applied = Apply(definition.name, tuple(read[p] for p in definition.parameters))
        if definition.component is None or component is None:
            return applied
        return Index(applied, (_number(component + 1),))

    def argument(self, definition: Definition, parameter: str, argument: ast.expr, component: int | None) -> Node:
        """An argument; a vector where the definition takes one, of several vectors the one meant."""
        if not definition.home.is_vector(parameter):
            return self.read(argument, component)
        if isinstance(argument, ast.List) and component is not None:
            return self.read(argument.elts[component], None)
        return self.read(argument, None)


def _operation(op: ast.operator, left: Node, right: Node) -> Node:
    match op:
        case ast.Add():
            return Add((left, right))
        case ast.Sub():
            return Add((left, Negate(right)))
        case ast.Mult():
            return Multiply((left, right))
        case ast.Div():
            return Divide(left, right)
        case ast.Pow():
            return Power(left, right)
    raise Unprintable(type(op).__name__)


def _number(value: int) -> Node:
    return Number(Fraction(value))


# --- givens


def tex_of_value(value: Any) -> str:
    """A given in TeX: short decimals as such, other rationals as fractions, vectors in parentheses."""
    if isinstance(value, tuple):
        return f"({', '.join(map(tex_of_value, value))})"
    for places in range(5):
        if (value * 10**places).denominator == 1:
            quantum = Fraction(1, 10**places)
            return _Printer(Scope())._number(Number(value, quantum, None, places == 0))[1]
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


__all__ = ["Unprintable", "formula_of", "tex_of", "tex_of_value"]

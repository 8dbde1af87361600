"""Python expressions on a page: givens, exactly; bindings, by the library.

An allow-list on the syntax tree. It guards correctness and is no security boundary.
"""

from __future__ import annotations

import ast
import copy
import inspect
import math
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache, partial
from typing import Any

import numpy as np

import crossentropy
from proofread.findings import Problem
from proofread.numerals import UNIT_BASE

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_ALLOWED = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.UAdd, ast.USub, ast.Constant, ast.List, ast.Tuple, ast.Name, ast.Load,
    ast.Call, ast.keyword, ast.Subscript, ast.Slice, *_OPERATORS,
)  # fmt: skip
LIBRARY: dict[str, Callable[..., Any]] = {
    name: getattr(crossentropy, name)
    for name in getattr(crossentropy, "__all__", [])
    if callable(getattr(crossentropy, name))
}
MODELS = tuple(value for value in LIBRARY.values() if inspect.isclass(value))
BASE_VALUE = {"e": math.e, "2": 2.0, "10": 10.0}
_LONGEST = 400
_LARGEST_EXPONENT = 100
_LARGEST_TEN = 400  # the exponent in 1e400
_MOST_BITS = 4000
_MOST_ITEMS = 10_000
_MOST_UPDATES = 100_000  # of a model's training
_MEMBER = "member of"  # no name that could be written


def exact(text: str, givens: Mapping[str, Any]) -> Any:
    """The exact value of a given: decimals are what they say, `1/3` is a third, `[1/4]*4` a list.

    Raises:
        Problem: P401 when the text is anything else.
    """
    tree = _tree(text, "P401")
    try:
        value = _exact(tree.body, text, {_plain(name): value for name, value in givens.items()})
        if _items(value) > _MOST_ITEMS:
            raise ValueError(f"more than {_MOST_ITEMS} components")
        return value
    except (ArithmeticError, TypeError, IndexError, ValueError) as error:
        raise Problem("P401", f"cannot evaluate {text.strip()!r}: {error}") from error


def _plain(name: str) -> str:
    return name.lstrip("\\")


def _exact(node: ast.AST, text: str, givens: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            written = (ast.get_source_segment(text.strip(), node) or repr(node.value)).replace("_", "")
            exponent = re.search(r"[eE]([-+]?\d+)$", written)
            if exponent and abs(int(exponent[1])) > _LARGEST_TEN:
                raise ValueError(f"a power of ten beyond {_LARGEST_TEN}")
            return Fraction(written)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return tuple(_exact(item, text, givens) for item in items)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _componentwise(_OPERATORS[ast.Mult], Fraction(-1), _exact(operand, text, givens))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _exact(left, text, givens), _exact(right, text, givens)
            if _is_list(left) and isinstance(op, ast.Mult) and not isinstance(b, tuple):
                if b.denominator != 1 or len(a) * b > _MOST_ITEMS:
                    raise ValueError("a list is repeated a few times")
                return a * int(b)  # [1/4]*4 repeats, as a list does
            if _is_list(left) and _is_list(right) and isinstance(op, ast.Add):
                return a + b  # and [0.7] + [0.1]*3 goes on
            return _componentwise(_OPERATORS[type(op)], a, b)
        case ast.Name(id=name) if name in givens:
            return givens[name]
        case ast.Name(id=name):
            raise Problem("P401", f"{name} has no value here")
        case ast.Subscript(value=value, slice=index):
            return _exact(value, text, givens)[int(_exact(index, text, givens))]
    raise Problem(
        "P401",
        f"a given is exact: decimals, fractions, lists; not {ast.unparse(node)!r} (define it with := instead)",
    )


def _is_list(node: ast.AST) -> bool:
    return isinstance(node, ast.List | ast.Tuple) or (isinstance(node, ast.BinOp) and _is_list(node.left))


def _componentwise(operator: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    """An operation on numbers, or on vectors as numpy would: component by component."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple(_componentwise(operator, x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, tuple):
        return tuple(_componentwise(operator, x, b) for x in a)
    if isinstance(b, tuple):
        return tuple(_componentwise(operator, a, x) for x in b)
    if operator is _OPERATORS[ast.Pow] and b.denominator != 1:
        raise ValueError("the exponent of an exact number is an integer")
    if operator is _OPERATORS[ast.Pow] and _bits(a) * abs(b.numerator) > _MOST_BITS:
        raise ValueError("a power that is too large")
    value = operator(a, b)
    if _bits(value) > _MOST_BITS:
        raise ValueError("a number that is too large")
    return value


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _items(value: Any) -> int:
    return sum(map(_items, value)) if isinstance(value, tuple) else 1


def _tree(text: str, code: str, *, models: bool = False) -> ast.Expression:
    text = text.strip()
    if len(text) > _LONGEST:
        raise Problem(code, f"an expression of more than {_LONGEST} characters")
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise Problem(code, f"{text!r} is no expression: {error.msg}") from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise Problem(code, f"{text!r} is no expression: {error}") from error
    words = {id(word) for node in ast.walk(tree) for word in _words_for_models(node)} if models else set()
    for node in ast.walk(tree):
        if not isinstance(node, (*_ALLOWED, ast.Attribute) if models else _ALLOWED):
            raise Problem(code, f"{type(node).__name__} is not allowed in {text!r}")
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            raise Problem(code, f"{node.attr} in {text!r} is private")
        if isinstance(node, ast.Call) and not isinstance(node.func, (ast.Name, ast.Attribute) if models else ast.Name):
            raise Problem(code, f"only plain function calls are allowed in {text!r}")
        if isinstance(node, ast.Constant) and type(node.value) not in (int, float) and id(node) not in words:
            raise Problem(code, f"only numbers are allowed in {text!r}, not {node.value!r}")
        if isinstance(node, ast.BinOp):
            _refuse_explosion(node, text, code)
    return tree


def _words_for_models(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts that a model is made with or asked about: `NGram(2, "abab")`, `Neuron(1, cost="quadratic")`."""
    if not isinstance(node, ast.Call):
        return
    name = node.func.id if isinstance(node.func, ast.Name) else None
    if isinstance(node.func, ast.Attribute) or LIBRARY.get(name or "") in MODELS:
        for value in (*node.args, *(keyword.value for keyword in node.keywords)):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value


class _Members(ast.NodeTransformer):
    """Writes `x.name` as a call that looks it up in models only: numbers and lists have members of their own."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        call = ast.Call(ast.Name(_MEMBER, ast.Load()), [node.value, ast.Constant(node.attr)], [])
        return ast.copy_location(call, node)


def _member(owner: Any, name: str, base: float | None) -> Any:
    if isinstance(owner, list) and owner and all(isinstance(model, MODELS) for model in owner):
        return _of_each([_member(model, name, base) for model in owner])
    if not isinstance(owner, MODELS):
        raise Problem("P103", f".{name} belongs to no model of the library")
    found = getattr(owner, name)
    return partial(found, base=base) if base and takes_base(getattr(type(owner), name, None)) else found


def _of_each(members: list[Any]) -> Any:
    """What the models of a training have in common: their values, or a method that asks each of them."""
    if not callable(members[0]):
        return members
    return lambda *args, **keywords: [member(*args, **keywords) for member in members]


def _takes_base_anywhere(name: str) -> bool:
    return any(takes_base(getattr(model, name, None)) for model in MODELS)


def _refuse_explosion(node: ast.BinOp, text: str, code: str) -> None:
    """No expression may run for ever or eat all memory: `3**10**80`, `[0]*10**9`."""
    if isinstance(node.op, ast.Pow):
        if not _is_small(node.right, _LARGEST_EXPONENT):
            raise Problem(code, f"an exponent in {text!r} is too large, or no plain number")
        if any(isinstance(inner, ast.Pow) for inner in ast.walk(node.left)):
            raise Problem(code, f"a power of a power in {text!r}: write one exponent")
    if isinstance(node.op, ast.Mult):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if not _is_list(one):
                continue
            if not _is_small(other, _LONGEST) or any(isinstance(inner, ast.Mult) for inner in ast.walk(one)):
                raise Problem(code, f"a list in {text!r} is repeated too often")


def _is_small(node: ast.AST, limit: int) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_small(node.operand, limit)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and abs(node.value) <= limit


#: The values of bindings by all that they depend on: a page asks for each several times, the other language again.
_VALUES: dict[tuple[Any, ...], Any] = {}
_MOST_VALUES = 10_000


def _identity(given: Any) -> Any:
    """What tells a given from any other: 0.5 is not the exact 1/2, and arrays are not printed in full."""
    return (given.shape, given.tobytes()) if isinstance(given, np.ndarray) else repr(given)


class Binding:
    """A Python expression that says what a numeral is: `entropy(p)`, `p[0]`, `len(p)`."""

    def __init__(self, text: str, givens: Mapping[str, Any], units: Mapping[str, str] | None = None) -> None:
        """Read the expression.

        Args:
            text: The expression.
            givens: Values by Python name: Fractions, tuples of them, or floats for what is defined.
            units: The units of those givens that are information.

        Raises:
            Problem: P103 for what is not allowed or unknown, P104 when it holds no given and no library name.
        """
        self.text = text.strip()
        self.givens = givens
        self.units = units or {}
        self.tree = _tree(text, "P103", models=True)
        names = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}
        for name in sorted(names - givens.keys() - LIBRARY.keys() - _SAFE.keys()):
            raise Problem("P103", f"{name} is neither a given here nor a public name of the library")
        called = {id(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and node.id not in givens and id(node) not in called:
                raise Problem("P103", f"{node.id} is a function: write {node.id}(…)")
        if not names & (givens.keys() | LIBRARY.keys()):
            raise Problem(
                "P104",
                f"`{self.text}` holds no given and no name of the library: it would check a number by itself",
            )
        self.calls = any(isinstance(node, ast.Call | ast.Attribute) for node in ast.walk(self.tree))
        for node in ast.walk(self.tree):
            if isinstance(node, ast.keyword) and node.arg == "base":
                raise Problem("P103", "write the unit behind the number instead of base=: it gives the base")
            if isinstance(node, ast.keyword) and node.arg == "updates" and not self._is_limited(node.value):
                raise Problem("P103", f"updates= is a given or a plain number, of {_MOST_UPDATES} at most")
        members = {node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}
        self.takes_base = any(
            name == "log" or name in self.units or takes_base(LIBRARY.get(name)) for name in names
        ) or any(map(_takes_base_anywhere, members))

    def value(self, base: str | None) -> Any:
        """The value: a Fraction (or tuple of them) when it is exact, else a float or an array.

        Args:
            base: `e`, `2` or `10`: the base of every information-valued function in it.
        """
        used = sorted({node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)} & self.givens.keys())
        key = self.text, base, tuple((name, _identity(self.givens[name]), self.units.get(name)) for name in used)
        if key not in _VALUES:
            if len(_VALUES) >= _MOST_VALUES:
                _VALUES.clear()
            _VALUES[key] = self._computed(base)
        return _VALUES[key]

    def _computed(self, base: str | None) -> Any:
        if not self.calls and self._exact_in(base):
            try:
                return _exact(self.tree.body, self.text, self.givens)
            except (ArithmeticError, IndexError, TypeError, ValueError) as error:
                raise Problem("P103", f"`{self.text}` fails: {type(error).__name__}: {error}") from error
        if self.takes_base and base is None:
            raise Problem("P203", f"`{self.text}` needs a base: write a unit, or `log e` in a check block")
        names: dict[str, Any] = {name: self._array(name, base) for name in self.givens}
        for name, function in (LIBRARY | _SAFE).items():
            based = name == "log" or (name in LIBRARY and takes_base(function))
            names.setdefault(name, partial(function, base=BASE_VALUE[base]) if based and base else function)
        names[_MEMBER] = partial(_member, base=BASE_VALUE[base] if base else None)
        try:
            tree = ast.fix_missing_locations(_Members().visit(copy.deepcopy(self.tree)))
            code = compile(tree, "<binding>", "eval")
            with np.errstate(all="ignore"):  # infinity and nan are values here, which no literal equals by chance
                found = eval(code, {"__builtins__": {}}, names)  # only what the allow-list above lets through
        except Problem:
            raise
        except Exception as error:
            raise Problem("P103", f"`{self.text}` fails: {type(error).__name__}: {error}") from error
        if not _is_number(found):
            raise Problem("P103", f"`{self.text}` is a {type(found).__name__}, and no number")
        return found

    def is_information(self) -> bool:
        """Whether the value changes with the base as a logarithm does, and so needs a unit."""
        if not self.takes_base:
            return False
        nats, bits = (np.asarray(self.value(base), dtype=float) for base in ("e", "2"))
        finite = np.isfinite(nats)
        scaled = np.allclose(nats[finite], bits[finite] * np.log(2), rtol=1e-9, atol=1e-12)
        return bool(scaled and np.any(nats[finite] != 0))

    def _is_limited(self, updates: ast.expr) -> bool:
        if isinstance(updates, ast.Name):
            value = self.givens.get(updates.id)
            return isinstance(value, Fraction) and value <= _MOST_UPDATES
        return _is_small(updates, _MOST_UPDATES)

    def _exact_in(self, base: str | None) -> bool:
        names = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)} & self.givens.keys()
        return all(
            is_rational(self.givens[name]) and (name not in self.units or UNIT_BASE[self.units[name]] == base)
            for name in names
        )

    def _array(self, name: str, base: str | None) -> Any:
        """A given as the library takes it; an information in the base asked for."""
        value = as_array(self.givens[name])
        if name not in self.units or base is None:
            return value
        own = BASE_VALUE[UNIT_BASE[self.units[name]]]
        return value * (math.log(own) / math.log(BASE_VALUE[base]))


def _is_number(value: Any) -> bool:
    """Whether a value is a number, or made of numbers."""
    return all(map(_is_number, value)) if isinstance(value, tuple | list) else np.asarray(value).dtype.kind in "biuf"


def is_rational(value: Any) -> bool:
    """Whether a value is a rational, or made of rationals."""
    return all(map(is_rational, value)) if isinstance(value, tuple) else isinstance(value, Fraction)


def arity(name: str) -> int:
    """How many arguments a function of the library must be given."""
    parameters = inspect.signature(LIBRARY[name]).parameters.values()
    return sum(1 for p in parameters if p.default is p.empty and p.kind is not p.KEYWORD_ONLY)


@cache
def takes_base(function: Callable[..., Any] | None) -> bool:
    """Whether a function can be told the base of logarithms: its value is an information."""
    return function is not None and "base" in inspect.signature(function).parameters


def as_array(value: Any) -> Any:
    """A given as the library takes it."""
    if isinstance(value, tuple):
        return np.array([as_array(item) for item in value])
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def _log(x: Any, base: float = math.e) -> Any:
    return np.log(x) / (1.0 if base == math.e else np.log(base))


def _sum(x: Any) -> Any:
    return np.asarray(x).sum()


_SAFE: dict[str, Callable[..., Any]] = {
    "len": len, "sum": _sum, "min": np.min, "max": np.max, "abs": np.abs, "exp": np.exp, "sqrt": np.sqrt, "log": _log,
    "round": round, "argmax": np.argmax,
}  # fmt: skip

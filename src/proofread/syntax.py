"""The shape of a formula once it is understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Node:
    """A part of a formula. `at` is its offset in the formula's TeX, for messages; it does not count in equality."""

    at: int = field(default=0, compare=False, kw_only=True)

    def children(self) -> Iterator[Node]:
        """The nodes directly below this one."""
        for f in fields(self):
            yield from _nodes_in(getattr(self, f.name))

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children():
            yield from child.walk()


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


@dataclass(frozen=True)
class Number(Node):
    """A literal: exact value, one unit in its last place, and the unit of information or `%` behind it."""

    value: Fraction
    quantum: Fraction = Fraction(1)
    unit: str | None = None
    integer: bool = True


#: The literals 0 and 10.
ZERO, TEN = Number(Fraction(0)), Number(Fraction(10))


@dataclass(frozen=True)
class Quantity(Node):
    r"""An exact expression with a unit of information behind it: `\tfrac74\,\bit`."""

    arg: Node
    unit: str


@dataclass(frozen=True)
class Symbol(Node):
    r"""A declared name, in canonical TeX: `p`, `\eta`, `\hat{y}`."""

    name: str


@dataclass(frozen=True)
class Euler(Node):
    """The number e."""


@dataclass(frozen=True)
class Pi(Node):
    """The number π, where no symbol of this name is declared."""


@dataclass(frozen=True)
class Infinity(Node):
    """Positive infinity."""


@dataclass(frozen=True)
class Index(Node):
    """`p_i`, `y_{ji}`; counted from 1."""

    base: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Apply(Node):
    """A declared function on arguments."""

    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Add(Node):
    """A sum of terms, written out."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Multiply(Node):
    """A product of factors, written out; `dotted` are the positions of those joined to the one before by a dot."""

    factors: tuple[Node, ...]
    dotted: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Negate(Node):
    """Minus something."""

    arg: Node


@dataclass(frozen=True)
class Divide(Node):
    """A quotient."""

    top: Node
    bottom: Node


@dataclass(frozen=True)
class Power(Node):
    """A power."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Root(Node):
    """A square root."""

    arg: Node


@dataclass(frozen=True)
class Log(Node):
    r"""A logarithm; `base` is None for a bare `\log`, which means the section's base."""

    base: Node | None
    arg: Node


@dataclass(frozen=True)
class Absolute(Node):
    """An absolute value."""

    arg: Node


@dataclass(frozen=True)
class Extremum(Node):
    r"""`\max(a, b)`, `\min(a, b)`, or over the range of an index when `over` is given."""

    kind: str
    args: tuple[Node, ...]
    over: Range | None = None


@dataclass(frozen=True)
class Range(Node):
    """What an index runs over: `i`, `i=a..b`, and conditions that narrow it."""

    index: str
    low: Node | None = None
    high: Node | None = None
    conditions: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Big(Node):
    r"""`\sum` or `\prod` over ranges."""

    kind: str
    ranges: tuple[Range, ...]
    body: Node


@dataclass(frozen=True)
class Tuple(Node):
    """A tuple or vector written out."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Prime(Node):
    r"""A derivative of a function of one number, `\sigma'(x)`, of some order."""

    name: str
    order: int
    arg: Node


@dataclass(frozen=True)
class Iterate(Node):
    r"""A function of one number applied again and again, `g^{\circ 3}(x)` for g(g(g(x)))."""

    name: str
    times: Node
    arg: Node


@dataclass(frozen=True)
class Derivative(Node):
    """Partial derivatives of `body`, one after the other; by a vector, the tuple of its components'."""

    body: Node
    variables: tuple[Node, ...]


@dataclass(frozen=True)
class Expectation(Node):
    r"""`\mathbb{E}_{i \sim p}[body]`: the mean of `body` where `index` has the distribution `weights`."""

    index: str
    weights: Node
    body: Node


@dataclass(frozen=True)
class Limit(Node):
    r"""`\lim_{x \to a} body`; `side` is `+`, `-` or empty for both."""

    variable: str
    point: Node
    side: str
    body: Node


@dataclass(frozen=True)
class Integral(Node):
    """A definite integral."""

    variable: str
    low: Node
    high: Node
    body: Node


@dataclass(frozen=True)
class Where(Node):
    r"""`\arg\min_q body`, `\arg\max_q body`: where the extremum is."""

    kind: str
    variable: str
    body: Node


@dataclass(frozen=True)
class Transpose(Node):
    """A transposed vector or matrix."""

    arg: Node


@dataclass(frozen=True)
class Diagonal(Node):
    r"""`\operatorname{diag}(v)`."""

    arg: Node


@dataclass(frozen=True)
class Norm(Node):
    """A norm: `order` is 1, 2 or None for the largest absolute component."""

    arg: Node
    order: int | None = 2


@dataclass(frozen=True)
class Indicator(Node):
    """1 where a statement holds, else 0."""

    statement: Statement


@dataclass(frozen=True)
class Dots(Node):
    r"""`\dots` between items of a pattern."""


@dataclass(frozen=True)
class Cases(Node):
    """Cases; a condition None stands for "otherwise"."""

    rows: tuple[tuple[Node, Statement | None], ...]


@dataclass(frozen=True)
class SetOf(Node):
    r"""A set that can stand behind `\in`: listed items, or an interval."""

    items: tuple[Node, ...]
    interval: str | None = None  # such as "[)": which brackets


@dataclass(frozen=True)
class Statement(Node):
    """A chain of relations: `parts[0] relations[0] parts[1] …`; with no relation, a mere expression."""

    parts: tuple[Node, ...]
    relations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Implication(Node):
    r"""Statements joined by `\Rightarrow` or `\iff`."""

    statements: tuple[Statement, ...]
    arrows: tuple[str, ...]


def rebuild(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """A copy of `node` in which `change` has replaced what it returned a node for, from the top down."""
    changed = change(node)
    if changed is not None:
        return changed
    return replace(node, **{f.name: _rebuild_in(getattr(node, f.name), change) for f in fields(node)})


def _rebuild_in(value: Any, change: Callable[[Node], Node | None]) -> Any:
    if isinstance(value, Node):
        return rebuild(value, change)
    if isinstance(value, tuple):
        return tuple(_rebuild_in(item, change) for item in value)
    return value

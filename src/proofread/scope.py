"""What a page has declared: names, their domains, values, definitions; the base of a bare log; hypotheses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache

from proofread import expressions
from proofread.findings import Problem
from proofread.grammar import canonical_name, given_name, parse, quantity_of_variables
from proofread.syntax import Apply, Index, Node, Statement, Symbol

#: An exact value that a page gives: a rational, or a vector or matrix of them.
Given = Fraction | tuple["Given", ...]

BASES = {"e": "e", "2": "2", "10": "10"}
GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu",
    "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "varphi", "chi", "psi", "omega", "ell",
}  # fmt: skip

#: The longest vector of which values are drawn, and the longest line of a check block.
LARGEST_DIMENSION = 200
LONGEST = 2000

#: Domains by name: (fewest arguments, most arguments, ends in a vector?)
DOMAINS: dict[str, tuple[int, int, bool]] = {
    "real": (0, 1, False), "positive": (0, 1, False), "unit": (0, 1, False), "simplex": (1, 1, True),
    "int": (2, 2, False), "index": (1, 1, False), "label": (1, 1, False), "onehot": (1, 1, True),
    "multihot": (1, 1, True), "matrix": (2, 2, True),
    "labels": (2, 2, True), "joint": (2, 2, True), "channel": (2, 2, True), "variable": (0, 0, False),
}  # fmt: skip


@dataclass(frozen=True)
class Domain:
    """A set that a symbol ranges over, such as `simplex(n)`."""

    kind: str
    args: tuple[str, ...] = ()

    @property
    def is_vector(self) -> bool:
        """Whether its elements have components."""
        fewest, _, vector = DOMAINS[self.kind]
        return vector or (self.kind in ("real", "positive", "unit") and len(self.args) > fewest)

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.kind}({', '.join(self.args)})" if self.args else self.kind


@dataclass(frozen=True)
class Declaration:
    """A symbol: what it ranges over, and its value (with its unit, if it is an information) where one is given."""

    name: str
    domain: Domain | None = None
    value: Given | None = None
    meaning: str = ""
    unit: str | None = None


@dataclass(frozen=True)
class Definition:
    r"""A notation with its definition and, where the library computes it, the call that does.

    `component` is the index of a definition by components: `\operatorname{softmax}(z)_k := …`.
    A symbol defined by an expression (`q := …`) has no parameters.
    """

    name: str
    parameters: tuple[str, ...]
    body: Node
    component: str | None = None
    computed_by: str | None = None
    source: str = ""
    meaning: str = ""
    #: the declarations where it was written: a page that uses the same letters for other things does not change it
    home: Scope = field(default_factory=lambda: Scope(), repr=False, compare=False)


@dataclass(frozen=True)
class Scope:
    """Everything declared at a place on a page. Immutable: a deeper section starts from its parent's."""

    base: str | None = None
    symbols: dict[str, Declaration] = field(default_factory=dict)
    definitions: dict[tuple[str, int], Definition] = field(default_factory=dict)
    hypotheses: tuple[Statement, ...] = ()
    conventions: frozenset[str] = frozenset()
    #: what a section's `{given …}` marks fix: a formula that quotes one states a condition, and claims nothing
    conditions: tuple[Statement, ...] = ()

    # --- what the grammar asks

    def is_symbol(self, name: str) -> bool:
        """Whether `name` is a declared symbol."""
        return name in self.symbols or (name, 0) in self.definitions

    def is_function(self, name: str) -> bool:
        """Whether `name` is a declared function."""
        return any(key in (name, given_name(name)) and arity > 0 for key, arity in self.definitions)

    def is_vector(self, name: str) -> bool:
        """Whether the symbol `name` is known to have components."""
        declared = self.symbols.get(name)
        if declared is None:
            return False
        return isinstance(declared.value, tuple) or (declared.domain is not None and declared.domain.is_vector)

    def is_variable(self, name: str) -> bool:
        """Whether `name` is declared a random variable."""
        domain = self.symbols[name].domain if name in self.symbols else None
        return domain is not None and domain.kind == "variable"

    def separator(self, name: str, arity: int) -> str | None:
        """What parts the arguments of a declared function, as its definition writes it."""
        definition = self.definitions.get((name, arity))
        if definition is None or arity < 2:
            return None
        left = definition.source.split(":=")[0]
        return next((sign for sign in (r"\|", ";") if sign in left), r"\|" if r"\Vert" in left else ",")

    def suggestion(self, name: str) -> str:
        """What to declare, or what was perhaps meant."""
        known = sorted({*self.symbols, *(key for key, _ in self.definitions)})
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
        advice = f"declare it in a check block, e.g. `{name} ~ real`"
        if re.fullmatch(r"[A-Z]", name):
            advice += f", or `{name} ~ variable` if it is a random variable"
        return f"did you mean {close[0]}? Or {advice}" if close else advice

    @cached_property
    def fingerprint(self) -> str:
        """A text that is equal for scopes in which every formula means the same."""
        return repr(
            (self.base, self.symbols, self.definitions, self.hypotheses, sorted(self.conventions), self.conditions)
        )

    # --- growing

    def declare(self, line: str, site: Scope | None = None) -> Scope:
        """The scope after one line of a check block.

        Args:
            line: The line, without its comment.
            site: The site's notation, which the line may narrow but not contradict.

        Raises:
            Problem: When the line cannot be understood, or contradicts the site's notation.
        """
        if len(line) > LONGEST:
            raise Problem("P401", f"a line of more than {LONGEST} characters")
        for pattern, method in _LINES:
            if match := pattern.fullmatch(line.strip()):
                return method(self, site or Scope(), **match.groupdict())
        raise Problem(
            "P401",
            f"cannot understand {line.strip()!r}; a line is `log e`, `p = [0.7, 0.3]`, `r = 0.05 nat`, `z ~ real(3)`, "
            r"`f(t) := -\log t`, `assume q_i > 0` or `reset`",
        )

    def _log(self, site: Scope, base: str) -> Scope:
        if base not in BASES:
            raise Problem("P401", f"log {base}: the base is e, 2 or 10")
        return replace(self, base=base)

    def _reset(self, site: Scope) -> Scope:
        return site

    def _convention(self, site: Scope, text: str) -> Scope:
        if text.replace(" ", "") != r"0\log0=0":
            raise Problem("P401", rf"the only convention known is `convention 0 \log 0 = 0`, not {text!r}")
        return replace(self, conventions=self.conventions | {"0log0"})

    def _given(self, site: Scope, name: str, value: str, unit: str | None = None) -> Scope:
        key = symbol_name(name)
        exact = expressions.exact(value, {n: d.value for n, d in self.symbols.items() if d.value is not None})
        if (key, 0) in site.definitions or site.is_function(key):
            raise Problem("P402", f"{name} is defined in the site's notation and cannot be given a value")
        domain = self.symbols[key].domain if key in self.symbols else None
        scope = replace(self, symbols=self.symbols | {key: Declaration(key, domain, exact, unit=unit)})
        scope.dimensions()  # a length that contradicts another given is an error here, where it is written
        if domain is not None and not fits(exact, domain, scope):
            raise Problem(
                "P402",
                f"{name} = {value} is not in {domain}, which {name} is declared to be in: "
                f"take another letter, or declare `{name} ~ …` first",
            )
        return scope

    def _range(self, site: Scope, name: str, kind: str, args: str | None, meaning: str | None) -> Scope:
        key = symbol_name(name)
        if kind not in DOMAINS:
            raise Problem("P401", f"unknown domain {kind!r}; known: {', '.join(sorted(DOMAINS))}")
        listed = tuple(a.strip() for a in args.split(",")) if args else ()
        fewest, most, _ = DOMAINS[kind]
        if not fewest <= len(listed) <= most:
            raise Problem("P401", f"{kind} takes {fewest} to {most} arguments, found {len(listed)}")
        for arg in listed:
            self._check_argument(kind, arg)
        if site.is_function(key):
            raise Problem("P402", f"{name} is a function in the site's notation")
        declared = Declaration(key, Domain(kind, listed), None, (meaning or "").strip())
        kept = {k: v for k, v in self.definitions.items() if k != (key, 0)}
        return replace(self, symbols=self.symbols | {key: declared}, definitions=kept)

    @staticmethod
    def _check_argument(kind: str, arg: str) -> None:
        """An argument of a domain is a name or an integer, and a dimension of some size."""
        if not re.fullmatch("-?[0-9]{1,18}", arg):
            if not arg or arg[0] in "-0123456789":
                raise Problem("P401", f"{arg!r} is neither a name nor an integer that {kind} takes")
            symbol_name(arg)
        elif kind != "int" and not 1 <= int(arg) <= LARGEST_DIMENSION:
            raise Problem("P401", f"a dimension is from 1 to {LARGEST_DIMENSION}, and not {arg}")

    def _define(self, site: Scope, left: str, right: str, call: str | None = None, meaning: str | None = None) -> Scope:
        name, parameters, component = self._left_side(left)
        key = (name, len(parameters))
        if key in site.definitions:
            raise Problem("P402", f"{left.strip()} is defined in the site's notation already")
        inner = self
        for parameter in (*parameters, *((component,) if component else ())):
            if parameter not in inner.symbols:
                raise Problem("P401", f"say first what {parameter} ranges over: `{parameter} ~ …`")
        body = single_expression(right, inner)
        definition = Definition(
            name, parameters, body, component, call and call.strip(), f"{left.strip()} := {right.strip()}",
            (meaning or "").strip(), self,
        )  # fmt: skip
        symbols = {k: v for k, v in self.symbols.items() if parameters or k != name}
        return replace(self, symbols=symbols, definitions=self.definitions | {key: definition})

    def _left_side(self, left: str) -> tuple[str, tuple[str, ...], str | None]:
        match = re.fullmatch(
            r"\s*(?P<name>[^()]+?)\s*(?:\((?P<parameters>.*)\))?\s*(?:_\{?(?P<component>\w)\}?)?\s*", left
        )
        if match is None:
            raise Problem("P401", f"cannot understand the left side {left!r}")
        if match["parameters"] and (whole := quantity_of_variables(left, self)):
            return whole, (), None
        name = canonical_name(match["name"])
        if match["parameters"] and r"\mid" in match["parameters"]:
            name = given_name(name)
        if match["parameters"] is None:
            return name, (), match["component"]
        listed = re.split(r"\s*(?:,|\\\||\\Vert|\\mid|;)\s*", match["parameters"].strip())
        return name, tuple(canonical_name(p) for p in listed), match["component"]

    def _assume(self, site: Scope, text: str) -> Scope:
        statements = parse(text, self)
        plain = tuple(s for s in statements if isinstance(s, Statement) and s.relations)
        if len(plain) != len(statements) or not plain:
            raise Problem("P401", f"`assume` takes relations, not {text!r}")
        return replace(self, hypotheses=self.hypotheses + plain)

    # --- dimensions

    def dimensions(self) -> dict[str, int]:
        """The dimensions that the givens fix: `n` is 3 once `p ~ simplex(n)` is given three components.

        Raises:
            Problem: When two givens disagree.
        """
        fixed: dict[str, int] = {}
        for declared in self.symbols.values():
            if isinstance(declared.value, Fraction) and declared.value.denominator == 1:
                _fix(fixed, declared.name, int(declared.value), declared.name)
        for declared in self.symbols.values():
            if declared.domain is None or declared.value is None or not declared.domain.is_vector:
                continue
            sizes, value = [], declared.value
            while isinstance(value, tuple):
                sizes.append(len(value))
                value = value[0] if value else Fraction(0)
            for arg, size in zip(declared.domain.args, sizes, strict=False):
                if not arg.isdigit():
                    _fix(fixed, symbol_name(arg), size, declared.name)
        return fixed


def _fix(fixed: dict[str, int], name: str, size: int, by: str) -> None:
    if fixed.setdefault(name, size) != size:
        raise Problem("P402", f"{by} makes {name} = {size}, but it is {fixed[name]} already; `reset` forgets")


def fits(value: Given, domain: Domain, scope: Scope) -> bool:
    """Whether a given lies in a domain."""
    items = value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple) != domain.is_vector or not items:
        return False
    flat = [v for v in items if isinstance(v, Fraction)]
    if domain.kind == "simplex":
        return len(flat) == len(items) and min(flat) >= 0 and sum(flat) == 1
    if domain.kind in ("joint", "channel"):
        rows = [row for row in items if isinstance(row, tuple)]
        cells = [[v for v in row if isinstance(v, Fraction)] for row in rows]
        if len(rows) != len(items) or min((v for row in cells for v in row), default=Fraction(-1)) < 0:
            return False
        sums = [sum(row) for row in cells]
        return sum(sums) == 1 if domain.kind == "joint" else set(sums) == {1}
    if domain.kind == "unit":
        return all(0 <= v <= 1 for v in flat)
    if domain.kind == "positive":
        return all(v > 0 for v in flat)
    if domain.kind in ("onehot", "multihot"):
        return set(flat) <= {Fraction(0), Fraction(1)} and (domain.kind == "multihot" or sum(flat) == 1)
    if domain.kind in ("int", "index", "label"):
        sizes = scope.dimensions()
        bounds = [int(a) if re.fullmatch("-?[0-9]+", a) else sizes.get(symbol_name(a)) for a in domain.args]
        low, high = bounds if len(bounds) == 2 else (1, bounds[0])
        value = flat[0]
        if domain.kind == "int":
            high = None  # the upper end bounds what is drawn, not what may be given
        return value.denominator == 1 and (low is None or value >= low) and (high is None or value <= high)
    return True


@lru_cache(maxsize=4096)  # dimensions are looked up by their text at every sum
def symbol_name(text: str) -> str:
    r"""The canonical name of a symbol as check blocks write it: `eta` and `\eta` are the same."""
    text = text.strip()
    return f"\\{text}" if text in GREEK else canonical_name(text)


def python_name(name: str) -> str:
    r"""What a binding calls a symbol: `\eta` → eta, `\hat{y}` → y_hat, `w_{0}` → w_0, `q'` → q_prime."""
    if match := re.fullmatch(r"\\(hat|bar|tilde)\{(.+)\}(.*)", name):
        name = f"{match[2]}_{match[1]}{match[3]}"
    name = re.sub(r"\\(?:mathrm|operatorname|mathbf|boldsymbol)\{(.+?)\}", r"\1", name)
    return re.sub(r"\W+", "_", name.replace("'", "_prime").replace("\\", "")).strip("_")


def single_expression(tex: str, scope: Scope) -> Node:
    """Parse TeX that must be one expression without a relation."""
    statements = parse(tex, scope)
    if len(statements) != 1 or not isinstance(statements[0], Statement) or statements[0].relations:
        raise Problem("P401", f"expected one expression, found {tex.strip()!r}")
    return statements[0].parts[0]


def free_names(node: Node) -> set[str]:
    """The names of symbols and functions that occur in a formula."""
    found = {n.name for n in node.walk() if isinstance(n, Symbol | Apply)}
    return found | {n.base.name for n in node.walk() if isinstance(n, Index) and isinstance(n.base, Symbol)}


_LINES: list[tuple[re.Pattern[str], Callable[..., Scope]]] = [
    (re.compile(r"log\s+(?P<base>\S+)"), Scope._log),
    (re.compile(r"reset"), Scope._reset),
    (re.compile(r"convention\s+(?P<text>.+)"), Scope._convention),
    (re.compile(r"assume\s+(?P<text>.+)"), Scope._assume),
    (
        re.compile(
            r"(?P<left>.+?)\s*:=\s*(?P<right>.+?)(?:\s{2,}computed by\s+(?P<call>.+?))?(?:\s+--\s+(?P<meaning>.+))?"
        ),
        Scope._define,
    ),
    (
        re.compile(r"(?P<name>[^~=]+?)\s*~\s*(?P<kind>\w+)\s*(?:\((?P<args>[^()]*)\))?(?:\s+--\s+(?P<meaning>.+))?"),
        Scope._range,
    ),
    (re.compile(r"(?P<name>[^~=<>]+?)\s*=\s*(?P<value>[^=]+?)(?:\s+(?P<unit>nat|bit|hart))?"), Scope._given),
]

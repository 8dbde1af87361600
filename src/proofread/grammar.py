"""Tokens to formulas: a small grammar driven by declared names.

It never guesses. What could be read in two ways, and what is not declared, is an error that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn, Protocol

from proofread.findings import Problem
from proofread.lexer import Token, tokenise
from proofread.numerals import UNIT_BASE, quantum_of
from proofread.syntax import (
    TEN,
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
    Implication,
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
)

RELATIONS = {
    "=": "=", "<": "<", ">": ">", "\\lt": "<", "\\gt": ">",
    "\\approx": "≈", "\\ne": "≠", "\\neq": "≠",
    "\\le": "≤", "\\leq": "≤", "\\leqslant": "≤", "\\ge": "≥", "\\geq": "≥", "\\geqslant": "≥",
    "\\in": "∈", "\\coloneqq": "=", "\\triangleq": "=", "\\succeq": "⪰", "\\succ": "≻", "\\preceq": "⪯",
}  # fmt: skip
ARROWS = {
    "\\Rightarrow": "⇒", "\\implies": "⇒", "\\iff": "⇔", "\\Leftrightarrow": "⇔",
}  # fmt: skip
_UNITS = {f"\\{unit}": unit for unit in UNIT_BASE}
_SEPARATORS = {"\\quad", "\\qquad", "\\\\"}
_TIMES = {"\\cdot", "\\times"}
_NAME_WRAPPERS = {
    "\\hat", "\\bar", "\\tilde", "\\vec", "\\mathbf", "\\boldsymbol", "\\mathrm", "\\operatorname",
    "\\mathcal", "\\mathsf", "\\mathit",
}  # fmt: skip
_LAYOUT = {"aligned", "align", "align*", "gathered", "gather", "gather*", "split", "equation", "equation*"}
_UNKNOWN = {
    "\\sup", "\\inf", "\\binom", "\\propto", "\\sim", "\\to", "\\pm", "\\mp", "\\equiv", "\\forall", "\\exists",
    "\\subset", "\\subseteq", "\\cup", "\\cap", "\\odot", "\\oplus", "\\otimes", "\\Pr", "\\det", "\\ll", "\\gg",
    "\\mapsto", "\\partial", "\\rightarrow", "\\longrightarrow", "\\bigcup", "\\bigcap", "\\star", "\\ast",
}  # fmt: skip
_CLOSING = {"(": ")", "[": "]", "\\{": "\\}", "\\lvert": "\\rvert"}
_NORMS = {"\\lVert": "\\rVert", "\\|": "\\|", "\\Vert": "\\Vert"}
_MATRICES = {"pmatrix", "bmatrix", "matrix"}
_TRANSPOSED = {"\\top", "\\intercal"}
_ARGUMENT_SEPARATORS = {",", ";", "\\|", "\\Vert", "\\mid", "\\parallel"}
_SAME_SIGN = {"\\Vert": "\\|", "\\parallel": "\\|"}


class Names(Protocol):
    """What the grammar asks of the declarations."""

    def is_symbol(self, name: str) -> bool:
        """Whether `name` is a declared symbol."""

    def is_function(self, name: str) -> bool:
        """Whether `name` is a declared function."""

    def is_vector(self, name: str) -> bool:
        """Whether the symbol `name` is known to have components."""

    def is_variable(self, name: str) -> bool:
        """Whether `name` is a random variable, of which only what is declared of it has a value."""

    def separator(self, name: str, arity: int) -> str | None:
        r"""What parts the arguments of a declared function: `,`, `;` or `\|`."""

    def suggestion(self, name: str) -> str:
        """What to declare, or what was perhaps meant."""


#: So long and so deep a formula may be: several times what pages have, and what is judged within seconds.
LONGEST = 4000
DEEPEST = 30


def parse(tex: str, names: Names) -> list[Statement | Implication]:
    """Understand a formula as the statements that it makes.

    Raises:
        Problem: With the offset of what is not understood.
    """
    if len(tex) > LONGEST:
        raise Problem("P201", f"a formula of more than {LONGEST} characters: make it several")
    return _Parser(tex, names).formula()


class _Parser:
    def __init__(self, tex: str, names: Names) -> None:
        self.tokens = tokenise(tex)
        self.names = names
        self.position = 0
        self.end = len(tex)
        self.bound: list[str] = []  # indices of the sums that we are inside
        self.absolute = False  # whether `|` closes an absolute value here; else it opens one
        self.grouped: Node | None = None  # what the parentheses that closed last hold
        self.layouts = 0  # how many environments of aligned rows we are inside
        self.integrals = 0  # how many integrals we are inside: there `\\mathrm{d}` ends the integrand
        self.depth = 0  # how many parts of formulas within parts we are inside
        self.bars = False  # whether `\\|` closes a norm or parts arguments here; else it opens a norm

    # --- reading tokens

    def peek(self, ahead: int = 0) -> Token | None:
        at = self.position + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def sees(self, *texts: str) -> bool:
        token = self.peek()
        return token is not None and token.kind not in ("text", "begin", "end") and token.text in texts

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise Problem("P201", "the formula ends too early", self.end)
        self.position += 1
        return token

    def accept(self, *texts: str) -> bool:
        if self.sees(*texts):
            self.position += 1
            return True
        return False

    def expect(self, text: str, why: str) -> None:
        if not self.accept(text):
            self.fail(f"expected {text} {why}")

    def fail(self, message: str, code: str = "P201", at: int | None = None) -> NoReturn:
        token = self.peek()
        if at is None:
            at = token.at if token else self.end
        found = f", found {token.text!r}" if token and code == "P201" else ""
        raise Problem(code, message + found, at)

    # --- statements

    def formula(self) -> list[Statement | Implication]:
        statements: list[Statement | Implication] = []
        while (token := self.peek()) is not None:
            if token.kind == "begin" and token.text in _LAYOUT:
                self.layouts += 1
                self.take()
            elif token.kind == "end" and token.text in _LAYOUT and self.layouts:
                self.layouts -= 1
                self.take()
            elif token.text in ("&", "\\\\") and not self.layouts:
                self.fail(f"{token.text} outside of an aligned environment")
            elif token.text == "%":
                self.fail("% opens a comment: write \\%")
            elif token.kind == "text" or token.text in _SEPARATORS | {",", ";"}:
                self.take()
                if token.kind == "text" and self.sees("(", "_", "^") and token.text[-1:].isalnum():
                    advice = f"a function's name is \\operatorname{{{token.text.strip()}}}"
                    self.fail(f"words inside an expression: {advice}", "P204", token.at)
                if token.text in (",", ";") and self.peek() is None:
                    self.fail("no punctuation ends a formula: put it outside, or leave it out", at=token.at)
            elif token.text == "&":
                self.take()
                if self.accept("&"):
                    self.reason()
            elif token.text == ".":
                self.fail("no full stop ends a formula: put it outside, or leave it out")
            else:
                statements.append(self.implication())
        if self.layouts:
            self.fail("an environment is not closed")
        return statements

    def reason(self) -> None:
        """Skip the reason beside a step: words only, for whatever else stands there would go unchecked."""
        while (token := self.peek()) is not None and token.kind not in ("end",) and token.text != "\\\\":
            if token.kind != "text" and token.text not in _SEPARATORS:
                self.fail("a reason behind && is \\text{…} without formulas", "P204")
            self.take()

    def implication(self) -> Statement | Implication:
        statements, arrows = [self.statement()], []
        while (arrow := self.relation(ARROWS)) is not None:
            arrows.append(arrow)
            statements.append(self.statement())
        return Implication(tuple(statements), tuple(arrows), at=statements[0].at) if arrows else statements[0]

    def statement(self) -> Statement:
        first = self.expression()
        parts, relations = [first], []
        while (relation := self.relation(RELATIONS)) is not None:
            relations.append(relation)
            parts.append(self.membership() if relation == "∈" else self.expression())
        return Statement(tuple(parts), tuple(relations), at=first.at)

    def relation(self, kinds: dict[str, str]) -> str | None:
        """The next relation sign, also one that opens the next row of a chain."""
        start = self.position
        if self.layouts and self.accept("&") and self.accept("&"):
            self.reason()
        token = self.peek()
        if token is not None and token.text == "\\\\" and token.kind == "command":
            self.take()
            self.accept("&")
        token = self.peek()
        if token is not None and token.kind != "text":
            if token.text == ":" and (after := self.peek(1)) is not None and after.text == "=":
                self.position += 2
                return "=" if kinds is RELATIONS else None
            if token.text in kinds:
                self.take()
                if self.layouts:
                    self.accept("&")
                return kinds[token.text]
        self.position = start
        return None

    def membership(self) -> Node:
        token = self.take()
        if token.text == "\\mathbb":
            name = self.raw_group()
            if name not in ("R", "N", "Z"):
                self.fail(f"\\mathbb{{{name}}} is not known behind \\in", "P205", token.at)
            if self.accept("^"):
                self.script()
            return SetOf((), interval=name, at=token.at)
        if token.text not in ("(", "[", "\\{"):
            self.fail("behind \\in: \\{…\\}, an interval, or \\mathbb{R}", "P205", token.at)
        items = [self.expression()]
        while self.accept(","):
            items.append(self.expression())
        closing = self.take().text
        if token.text == "\\{":
            if closing != "\\}":
                self.fail("expected \\}")
            return SetOf(tuple(items), at=token.at)
        if closing not in (")", "]") or len(items) != 2:
            self.fail("an interval has two ends")
        return SetOf(tuple(items), interval=token.text + closing, at=token.at)

    # --- expressions

    def expression(self) -> Node:
        first = self.peek()
        at = first.at if first else self.end
        terms = [self.signed_term()]
        while self.sees("+", "-"):
            negative = self.take().text == "-"
            if self.sees("+", "-"):
                self.fail("two signs in a row: write parentheses", "P204")
            term = self.term()
            terms.append(Negate(term, at=term.at) if negative else term)
        return terms[0] if len(terms) == 1 else Add(tuple(terms), at=at)

    def signed_term(self) -> Node:
        token = self.peek()
        if token is not None and self.accept("-"):
            return Negate(self.term(), at=token.at)
        self.accept("+")
        return self.term()

    def term(self) -> Node:
        """A product. After a division only an explicit sign goes on: `a/b c` is ambiguous."""
        factors = [self.factor()]
        dotted: list[int] = []
        divided = False
        while True:
            if self.sees(*_TIMES):
                if self.take().text == "\\cdot":
                    dotted.append(len(factors))
                factors.append(self.factor(may_be_negative=True))
                divided = False
            elif self.sees("/"):
                if divided or isinstance(factors[-1], Log):
                    self.fail("ambiguous with this division: write parentheses or \\frac", "P204")
                self.take()
                bottom = self.factor()
                top = factors.pop()
                factors.append(Divide(top, bottom, at=top.at))
                divided = True
            elif self.sees(*_UNITS):
                factors = [self.with_unit(factors)]
            elif self.starts_factor():
                self.check_juxtaposition(factors[-1], divided)
                factors.append(self.factor())
            else:
                break
        if len(factors) == 1:
            return factors[0]
        return Multiply(tuple(factors), tuple(dotted), at=factors[0].at)

    def with_unit(self, factors: list[Node]) -> Node:
        token = self.take()
        unit = _UNITS[token.text]
        first, *rest = factors
        if self.sees(*_UNITS):
            self.fail("two units behind one number", "P107")
        if isinstance(first, Number) and not rest:
            return Number(first.value, first.quantum, unit, first.integer, at=first.at)
        if not rest:
            return Quantity(first, unit, at=first.at)
        scientific = isinstance(first, Number) and isinstance(rest[0], Power) and rest[0].base == TEN and not rest[1:]
        if not scientific:
            self.fail("a unit stands behind one number", "P204", token.at)
        return Quantity(Multiply(tuple(factors), at=first.at), unit, at=first.at)

    def check_juxtaposition(self, before: Node, divided: bool) -> None:
        token = self.peek()
        assert token is not None
        if divided:
            self.fail("ambiguous after a division: write parentheses or \\cdot", "P204")
        if isinstance(before, Log) and before is not self.grouped:
            self.fail("ambiguous: does the logarithm take this factor too? write parentheses", "P204")
        if isinstance(before, Number) and token.text in ("\\frac", "\\tfrac", "\\dfrac") and self.is_plain_fraction():
            self.fail("a mixed number, or a product? write + or \\cdot", "P204")
        if token.text == "|":
            self.fail("does this bar open or close? write \\lvert and \\rvert, or \\cdot", "P204")
        if token.kind == "number":
            self.fail("a number behind a factor: write \\cdot or \\times", "P204")
        if isinstance(before, Symbol) and token.text in ("(", "[") and self.names.is_vector(before.name):
            name = before.name
            self.fail(f"{name}(…) is ambiguous: {name} is a vector; write {name}_i, or declare a function", "P204")

    def is_plain_fraction(self) -> bool:
        """Whether a fraction of two numbers comes next."""
        texts = [t for k in range(1, 8) if (t := self.peek(k)) is not None and t.text not in ("{", "}")]
        return len(texts) > 1 and texts[0].kind == texts[1].kind == "number"

    def starts_factor(self) -> bool:
        token = self.peek()
        if token is None or token.kind in ("text", "end") or (self.integrals and self.at_differential()):
            return False
        if token.kind in ("number", "letter", "begin"):
            return True
        if token.text == "|":
            return not self.absolute
        if token.text in _NORMS and token.text != "\\lVert":
            return not self.bars
        if token.kind == "command":
            stops = RELATIONS.keys() | ARROWS.keys() | _SEPARATORS | _TIMES | _ARGUMENT_SEPARATORS | _UNITS.keys()
            return token.text not in stops | {"\\}", "\\rvert", "\\rVert", "\\dots", "\\ldots", "\\cdots"}
        return token.text in ("(", "[", "{")

    def factor(self, *, may_be_negative: bool = False) -> Node:
        token = self.peek()
        if token is not None and self.sees("-"):
            if not may_be_negative:
                self.fail("a sign here needs parentheses", "P204")
            self.take()
            return Negate(self.factor(), at=token.at)
        node = self.primary()
        return self.deeper(lambda: self.postfix(node))

    def postfix(self, node: Node) -> Node:
        while True:
            if self.accept("_"):
                if isinstance(node, Index) and self.tokens[self.position - 2].text != ")":
                    self.fail("two subscripts: write braces", "P201")
                node = Index(node, self.index_list(), at=node.at)
            elif self.sees("^"):
                if isinstance(node, Power | Transpose) and node is not self.grouped:
                    self.fail("two superscripts: write braces", "P201")
                node = self.power(node)
            elif self.sees("!"):
                self.fail("a factorial is not known", "P205")
            elif self.sees("'"):
                self.fail("a prime that belongs to no declared name", "P202")
            else:
                return node

    def power(self, base: Node) -> Node:
        """A power, or a transposition."""
        at = self.take().at
        if self.accept(*_TRANSPOSED):
            return Transpose(base, at=base.at)
        start = self.position
        if self.accept("{"):
            if self.accept(*_TRANSPOSED) or (
                self.accept("\\mathsf", "\\mathrm") and self.raw_group() in ("T", "\\top")
            ):
                self.expect("}", "to close the script")
                return Transpose(base, at=base.at)
            self.position = start
        if self.sees("T") and not self.names.is_symbol("T"):
            self.take()
            return Transpose(base, at=base.at)
        if self.sees("*", "\\ast", "\\star"):
            self.fail("a star that belongs to no declared name", "P202", at)
        return Power(base, self.script(), at=base.at)

    def index_list(self) -> tuple[Node, ...]:
        """What stands below a symbol: `i`, `{i}`, `{ji}`, `{j,i}`."""
        if not self.accept("{"):
            return (self.script(),)
        indices: list[Node] = []
        if self.sees("}"):
            self.fail("an empty subscript")
        while not self.accept("}"):
            self.accept(",")
            token = self.peek()
            after = self.peek(1)
            compound = after is not None and after.text in ("+", "-")
            indices.append(self.expression() if compound else self.factor())
            if token is None:
                self.fail("a brace is not closed")
        return tuple(indices)

    def script(self) -> Node:
        """The argument of `_` or `^`."""
        if self.accept("{"):
            node = self.expression()
            self.expect("}", "to close the script")
            return node
        token = self.peek()
        if token is not None and token.kind == "number":
            if len(token.text) > 1:
                self.fail(f"write braces: TeX reads only the {token.text[0]} of {token.text} here", "P204")
            return self.number(alone=True)
        return self.primary(in_script=True)

    # --- primaries

    def primary(self, *, in_script: bool = False) -> Node:
        return self.deeper(lambda: self.plain_primary(in_script))

    def deeper(self, read: Callable[[], Node]) -> Node:
        """Read something one level deeper: formulas that nest without end are refused."""
        if self.depth >= DEEPEST:
            self.fail(f"more than {DEEPEST} parts within parts: give one of them a name in a check block")
        self.depth += 1
        node = read()
        self.depth -= 1
        return node

    def plain_primary(self, in_script: bool) -> Node:
        token = self.peek()
        if token is None or token.kind in ("text", "end"):
            self.fail("expected an expression")
        if token.kind == "number":
            return self.number()
        if token.kind == "begin":
            return self.cases()
        if token.text in ("(", "["):
            return self.group()
        if token.text == "|":
            return self.absolute_value()
        if token.text == "{":
            self.take()
            node = self.expression()
            self.expect("}", "to close the group")
            return node
        if token.text in ("\\dots", "\\ldots", "\\cdots"):
            self.take()
            return Dots(at=token.at)
        if token.kind == "command":
            special = self.command(token)
            if special is not None:
                return special
        if token.kind in ("letter", "command"):
            return self.name(in_script=in_script)
        return self.fail("expected an expression")

    def absolute_value(self) -> Node:
        at = self.take().at
        self.absolute, before = True, self.absolute
        inner = self.expression()
        self.absolute = before
        self.expect("|", "to close the absolute value")
        return Absolute(inner, at=at)

    def number(self, *, alone: bool = False) -> Node:
        token = self.take()
        after = self.peek()
        if not alone and after is not None and after.kind == "number":
            self.fail("two numbers in a row", "P204", after.at)
        value, quantum = Fraction(token.text), quantum_of(token.text)
        if self.accept("\\%"):
            value, quantum = value / 100, quantum / 100
        return Number(value, quantum, None, "." not in token.text, at=token.at)

    def group(self) -> Node:
        token = self.take()
        outside, self.absolute = self.absolute, False
        items = [self.within_bars(self.expression, bars=False)]
        while self.accept(","):
            items.append(self.within_bars(self.expression, bars=False))
        self.absolute = outside
        if not self.accept(_CLOSING[token.text]):
            self.fail(f"expected {_CLOSING[token.text]} to close {token.text}")
        self.grouped = items[0]
        return items[0] if len(items) == 1 else Tuple(tuple(items), at=token.at)

    def command(self, token: Token) -> Node | None:
        name = token.text
        if name in ("\\frac", "\\tfrac", "\\dfrac"):
            self.take()
            if self.at_derivative():
                return self.derivative(token.at)
            top = self.argument()
            return Divide(top, self.argument(), at=token.at)
        if name == "\\sqrt":
            self.take()
            return Root(self.argument(), at=token.at)
        if name in ("\\log", "\\ln", "\\lg"):
            return self.logarithm()
        if name == "\\tanh":
            self.take()
            return hyperbolic_tangent(self.call_argument("\\tanh"), token.at)
        if name == "\\exp":
            self.take()
            return Power(Euler(at=token.at), self.call_argument("\\exp"), at=token.at)
        if name in ("\\sum", "\\prod"):
            return self.big()
        if name in ("\\max", "\\min"):
            return self.extremum()
        if name == "\\nabla":
            return self.gradient()
        if name == "\\int":
            return self.integral()
        if name == "\\lim":
            return self.limit()
        if name == "\\arg":
            return self.where()
        if name in ("\\mathbb", "\\mathbf", "\\operatorname") and (special := self.wrapped(token)) is not None:
            return special
        if name in _NORMS:
            return self.norm()
        if name == "\\infty":
            self.take()
            return Infinity(at=token.at)
        if name == "\\lvert":
            self.take()
            inner = self.expression()
            self.expect("\\rvert", "to close \\lvert")
            return Absolute(inner, at=token.at)
        if name in _UNITS:
            self.fail("a unit stands behind a number", "P107")
        if name in _UNKNOWN:
            self.fail(f"{name} is not known to the proofreader yet", "P205")
        return None

    # --- calculus

    def at_derivative(self) -> bool:
        r"""Whether the numerator that follows opens a derivative: `{\partial`, `{\mathrm{d}`, `{d`."""
        return self.sees("{") and self.differential_sign(1) > 0

    def differential_sign(self, ahead: int) -> int:
        """How many tokens a differential sign takes here; 0 when there is none."""
        texts = [t.text if (t := self.peek(ahead + k)) else "" for k in range(4)]
        if texts[0] == "\\partial":
            return 1
        if texts[0] == "\\mathrm" and texts[1:4] == ["{", "d", "}"]:
            return 4
        if texts[0] == "\\mathrm" and texts[1] == "d":
            return 2
        return 1 if texts[0] == "d" and not self.names.is_symbol("d") and "d" not in self.bound else 0

    def at_differential(self) -> bool:
        r"""Whether `\mathrm{d}x` comes next, the end of an integrand."""
        sign = self.differential_sign(0)
        after = self.peek(sign)
        return sign > 0 and after is not None and after.kind in ("letter", "command")

    def differential(self) -> int:
        """Take a differential sign with its order."""
        self.position += self.differential_sign(0)
        if not self.accept("^"):
            return 1
        order = self.script()
        if not isinstance(order, Number) or order.value not in (1, 2):
            self.fail("derivatives of first and second order are known", "P205")
        return int(order.value)

    def derivative(self, at: int) -> Node:
        r"""`\frac{\partial L}{\partial z_i}`, `\frac{\mathrm{d}^2}{\mathrm{d} x^2} body`."""
        self.expect("{", "to open the numerator")
        order = self.differential()
        body = None if self.sees("}") else self.factor()
        self.expect("}", "to close the numerator")
        self.expect("{", "to open the denominator")
        variables: list[Node] = []
        while not self.accept("}"):
            if not self.differential_sign(0):
                self.fail("expected a differential, such as \\partial x")
            self.differential()
            variable = self.primary(in_script=True)
            if self.accept("_"):
                variable = Index(variable, self.index_list(), at=variable.at)
            times = 1
            if self.accept("^"):
                exponent = self.script()
                times = int(exponent.value) if isinstance(exponent, Number) and exponent.value == order else 0
            variables.extend([variable] * times)
        if len(variables) != order:
            self.fail(f"a derivative of order {order} by {len(variables)} variables", "P204", at)
        return Derivative(self.term() if body is None else body, tuple(variables), at=at)

    def gradient(self) -> Node:
        r"""`\nabla_z L`, and the Hessian `\nabla_z^2 L`."""
        at = self.take().at
        order, variable = 1, None
        while self.sees("_", "^"):
            if self.take().text == "_":
                variable = self.script()
            else:
                exponent = self.script()
                order = int(exponent.value) if isinstance(exponent, Number) else 0
        body = self.factor()
        if variable is None and isinstance(body, Apply) and len(body.args) == 1:
            variable = body.args[0]  # ∇L(z) is by the only argument
        if not isinstance(variable, Symbol) or order not in (1, 2):
            self.fail("say by what: \\nabla_z or \\nabla_z^2", "P204", at)
        return Derivative(body, (variable,) * order, at=at)

    def integral(self) -> Node:
        at = self.take().at
        limits: dict[str, Node] = {}
        while self.sees("_", "^"):
            sign = self.take().text
            limits[sign] = self.signed_script()
        if len(limits) != 2:
            self.fail("a definite integral has two limits", "P205", at)
        variable = self.integration_variable(at)
        self.bound.append(variable)
        self.integrals += 1
        body = self.expression()
        self.integrals -= 1
        self.bound.pop()
        if not self.at_differential():
            self.fail("expected \\mathrm{d} and the variable at the end of the integral")
        self.position += self.differential_sign(0)
        self.name_text()
        return Integral(variable, limits["_"], limits["^"], body, at=at)

    def integration_variable(self, at: int) -> str:
        """Look ahead for the variable that this integral runs over."""
        start, depth = self.position, 1
        try:
            while self.peek() is not None:
                if self.sees("\\int"):
                    depth += 1
                if self.at_differential():
                    depth -= 1
                    if depth == 0:
                        self.position += self.differential_sign(0)
                        return self.name_text()
                self.position += 1
        finally:
            self.position = start
        return self.fail("an integral ends with \\mathrm{d} and its variable", at=at)

    def signed_script(self) -> Node:
        token = self.peek()
        if token is not None and self.accept("-"):
            return Negate(self.primary(in_script=True), at=token.at)
        return self.script()

    def limit(self) -> Node:
        at = self.take().at
        self.expect("_", "below \\lim")
        self.expect("{", "below \\lim")
        variable = self.name_text()
        if not self.accept("\\to", "\\rightarrow"):
            self.fail("expected \\to below \\lim")
        minus = self.accept("-")
        self.accept("+")
        point = self.primary()
        side = ""
        if self.accept("^"):
            braced = self.accept("{")
            side = self.take().text
            if side not in ("+", "-"):
                self.fail("a side of a limit is + or -")
            if braced:
                self.expect("}", "to close the side")
        self.expect("}", "to close what is below \\lim")
        self.bound.append(variable)
        body = self.signed_term()
        self.bound.pop()
        return Limit(variable, Negate(point, at=point.at) if minus else point, side, body, at=at)

    def where(self) -> Node:
        at = self.take().at
        token = self.take()
        if token.text not in ("\\min", "\\max"):
            self.fail("\\arg stands before \\min or \\max", at=at)
        return self.extremal_point(token.text[1:], at)

    def extremal_point(self, kind: str, at: int) -> Node:
        self.expect("_", f"below arg {kind}: over what?")
        variable = self.name_text() if not self.accept("{") else self.braced_name()
        self.bound.append(variable)
        body = self.term()
        self.bound.pop()
        return Where(kind, variable, body, at=at)

    def braced_name(self) -> str:
        name = self.name_text()
        self.expect("}", "to close the name")
        return name

    def wrapped(self, token: Token) -> Node | None:
        r"""`\mathbb{E}_{i \sim p}[…]`, `\mathbf{1}[…]`, `\operatorname{diag}(…)`."""
        start = self.position
        self.take()
        self.accept("*")  # \\operatorname*
        name = self.raw_group()
        if name in ("argmin", "argmax"):
            return self.extremal_point(name[3:], token.at)
        if name == "E" and not self.names.is_function(f"{token.text}{{E}}"):
            return self.expectation(token.at)
        if name == "1" and self.sees("[", "\\{"):
            closing = _CLOSING[self.take().text]
            statement = self.statement()
            self.expect(closing, "to close the indicator")
            return Indicator(statement, at=token.at)
        if name == "diag" and not self.names.is_function("\\operatorname{diag}"):
            if not self.sees("(", "["):
                self.fail("diag of what? write \\operatorname{diag}(p)")
            return Diagonal(self.group(), at=token.at)
        self.position = start
        return None

    def expectation(self, at: int) -> Node:
        if not self.accept("_") or not self.accept("{"):
            self.fail("an expectation over what? write \\mathbb{E}_{i \\sim p}[…]", "P204", at)
        index = self.name_text()
        if not self.accept("\\sim"):
            self.fail("expected \\sim: \\mathbb{E}_{i \\sim p}[…]", "P204")
        weights = self.expression()
        self.expect("}", "to close what is below \\mathbb{E}")
        if not self.sees("[", "("):
            self.fail("write what the expectation is of in brackets", "P204")
        self.bound.append(index)
        body = self.group()
        self.bound.pop()
        return Expectation(index, weights, body, at=at)

    def within_bars(self, read: Callable[[], Node], *, bars: bool) -> Node:
        """Read something where bars close or part, or where they open again."""
        before, self.bars = self.bars, bars
        node = read()
        self.bars = before
        return node

    def norm(self) -> Node:
        token = self.take()
        inner = self.within_bars(self.expression, bars=True)
        self.expect(_NORMS[token.text], "to close the norm")
        order: int | None = 2
        if self.accept("_"):
            which = self.script()
            if which == Infinity():
                order = None
            elif isinstance(which, Number) and which.value in (1, 2):
                order = int(which.value)
            else:
                self.fail("norms known: 1, 2 and \\infty", "P205")
        return Norm(inner, order, at=token.at)

    def argument(self) -> Node:
        if self.accept("{"):
            node = self.expression()
            self.expect("}", "to close the argument")
            return node
        if (token := self.peek()) is not None and token.kind == "number":
            return self.number(alone=True)
        return self.primary(in_script=True)

    def logarithm(self) -> Node:
        token = self.take()
        if token.text == "\\lg":
            self.fail(
                "\\lg is log₁₀ to some readers and log₂ to others: write \\log_{10} or \\log_2",
                "P204",
                token.at,
            )
        base: Node | None = Euler(at=token.at) if token.text == "\\ln" else None
        if self.accept("_"):
            base = self.script()
        if self.sees("^"):
            self.fail("a power of a logarithm: write (\\log x)^2", "P204")
        return Log(base, self.call_argument(token.text), at=token.at)

    def call_argument(self, name: str) -> Node:
        r"""What `\log` or `\exp` applies to: one factor."""
        if self.sees("-", "+"):
            self.fail(f"{name} of a signed term: write parentheses", "P204")
        return self.factor()

    def big(self) -> Node:
        token = self.take()
        self.expect("_", f"below {token.text}: say what it runs over")
        ranges = self.ranges()
        if self.accept("^"):
            if len(ranges) != 1:
                self.fail("an upper limit for several indices", "P204")
            ranges = (Range(ranges[0].index, ranges[0].low, self.script(), ranges[0].conditions),)
        self.bound.extend(r.index for r in ranges)
        body = self.term()
        del self.bound[len(self.bound) - len(ranges) :]
        for r in ranges:
            used = any(isinstance(node, Symbol) and node.name == r.index for node in body.walk())
            if not used and any(isinstance(node, Index) for node in body.walk()):
                self.fail(f"the index {r.index} does not occur in what it runs over", "P204", token.at)
        return Big(token.text[1:], ranges, body, at=token.at)

    def ranges(self) -> tuple[Range, ...]:
        r"""`i`, `{i}`, `{i=1}`, `{i,j}`, `{i \ne k}`, `{i : p_i > 0}`."""
        if not self.accept("{"):
            index = self.name_text()
            if index in self.bound:
                self.fail(f"{index} is bound already: take another letter", "P204", self.last_at())
            return (Range(index, at=self.last_at()),)
        found: list[Range] = []
        while True:
            at = self.here()
            index = self.name_text()
            if index in self.bound:
                self.fail(f"{index} is bound already: take another letter", "P204", at)
            self.bound.append(index)
            low: Node | None = None
            conditions: list[Statement] = []
            if self.accept("="):
                low = self.expression()
            elif (relation := self.relation(RELATIONS)) is not None:
                part = self.membership() if relation == "∈" else self.expression()
                conditions.append(Statement((Symbol(index, at=at), part), (relation,), at=at))
            if self.accept(":"):
                conditions.append(self.statement())
            self.bound.pop()
            found.append(Range(index, low, None, tuple(conditions), at=at))
            if self.accept("}"):
                return tuple(found)
            self.expect(",", "or } below a sum")

    def extremum(self) -> Node:
        token = self.take()
        over: Range | None = None
        if self.accept("_"):
            over = self.ranges()[0]
            self.bound.append(over.index)
            body = self.term()
            self.bound.pop()
            return Extremum(token.text[1:], (body,), over, at=token.at)
        if not self.sees("(", "\\{"):
            self.fail(f"{token.text} of what? write {token.text}(a, b)")
        closing = _CLOSING[self.take().text]
        items = [self.expression()]
        while self.accept(","):
            items.append(self.expression())
        self.expect(closing, f"to close {token.text}")
        return Extremum(token.text[1:], tuple(items), at=token.at)

    def cases(self) -> Node:
        token = self.take()
        if token.text in _MATRICES:
            return self.matrix(token)
        if token.text != "cases":
            self.fail(f"the environment {token.text} is not known here", "P205", token.at)
        rows: list[tuple[Node, Statement | None]] = []
        while True:
            value = self.expression()
            self.accept(",")
            self.expect("&", "before the condition of a case")
            rows.append((value, self.condition()))
            if self.accept("\\\\") and not self.closes("cases"):
                continue
            if self.closes("cases"):
                self.take()
                return Cases(tuple(rows), at=token.at)
            return self.fail("expected \\\\ or \\end{cases}")

    def matrix(self, token: Token) -> Node:
        """A matrix written out; of one column, a vector."""
        rows: list[tuple[Node, ...]] = []
        while not self.closes(token.text):
            row = [self.expression()]
            while self.accept("&"):
                row.append(self.expression())
            rows.append(tuple(row))
            if not self.accept("\\\\") and not self.closes(token.text):
                self.fail("expected & or \\\\ in a matrix")
        self.take()
        if len({len(row) for row in rows}) != 1:
            self.fail("the rows of a matrix are of one length", at=token.at)
        if len(rows[0]) == 1:
            return Tuple(tuple(row[0] for row in rows), at=token.at)
        return Tuple(tuple(Tuple(row, at=row[0].at) for row in rows), at=token.at)

    def condition(self) -> Statement | None:
        condition: Statement | None = None
        while (token := self.peek()) is not None and token.kind != "end" and token.text != "\\\\":
            if token.kind == "text" or token.text in (",", "\\quad"):
                self.take()
            else:
                condition = self.statement()
        return condition

    def closes(self, environment: str) -> bool:
        token = self.peek()
        return token is not None and token.kind == "end" and token.text == environment

    # --- names

    def here(self) -> int:
        token = self.peek()
        return token.at if token else self.end

    def last_at(self) -> int:
        return self.tokens[self.position - 1].at

    def name(self, *, in_script: bool) -> Node:
        at = self.here()
        name = self.name_text()
        name = self.with_declared_script(name)
        name = self.with_declared_star(name)
        if (whole := self.of_variables(name)) is not None:
            if not self.names.is_symbol(whole):
                raise Problem("P202", f"{whole} is not declared: say what it is, `{whole} := …`", at)
            return Symbol(whole, at=at)
        while self.sees("'") and (self.names.is_symbol(name + "'") or self.names.is_function(name + "'")):
            self.take()
            name += "'"
        if self.sees("'") and self.names.is_function(name):
            return self.prime(name, at)
        if self.names.is_function(name) and self.at_iterate():
            return self.iterate(name, at)
        if name in self.bound or self.names.is_symbol(name):
            return Symbol(name, at=at)
        if self.names.is_function(name):
            return Symbol(name, at=at) if in_script else self.call(name, at)
        if name == "e":
            return Euler(at=at)
        if name == "\\pi":
            return Pi(at=at)
        raise Problem("P202", f"{name} is not declared: {self.names.suggestion(name)}", at)

    def with_declared_script(self, name: str) -> str:
        r"""`H_b` and `D_{\mathrm{KL}}` are names when they are declared, and indices otherwise."""
        if not self.sees("_"):
            return name
        start = self.position
        self.take()
        raw = self.raw_group() if self.sees("{") else self.take().text
        longer = f"{name}_{{{raw}}}"
        if self.names.is_symbol(longer) or self.names.is_function(longer):
            return longer
        self.position = start
        return name

    def of_variables(self, name: str) -> str | None:
        r"""`H(X, Y)`, `H(Y \mid X)`, `I(X; Y)`: a quantity of random variables, whose name is the whole of it."""
        if not self.sees("("):
            return None
        start, parts = self.position, [name, "("]
        while self.sees("(", *_ARGUMENT_SEPARATORS):
            sign = _SAME_SIGN.get(sign := self.take().text, sign)
            if len(parts) > 2:
                parts.append(f"{sign} " if sign in ",;" else f" {sign} ")
            after = self.peek()
            if after is None or after.kind not in ("letter", "command") or not self.names.is_variable(after.text):
                break
            parts.append(self.take().text)
        else:
            if self.accept(")"):
                return "".join([*parts, ")"])
        self.position = start
        return None

    def with_declared_star(self, name: str) -> str:
        """`p^*` is a name where it is declared."""
        after = self.peek(1)
        if self.sees("^") and after is not None and after.text in ("*", "\\ast", "\\star"):
            longer = f"{name}^*"
            if self.names.is_symbol(longer) or self.names.is_function(longer):
                self.position += 2
                return longer
        return name

    def prime(self, name: str, at: int) -> Node:
        order = 0
        while self.accept("'"):
            order += 1
        if order > 2:
            self.fail("derivatives of first and second order are known", "P205", at)
        if not self.sees("(", "["):
            self.fail(f"{name}' of what? write {name}'(x)", "P204", at)
        return Prime(name, order, self.group(), at=at)

    def at_iterate(self) -> bool:
        r"""Whether `^{\circ` comes next, behind the name of a function."""
        texts = [t.text if (t := self.peek(k)) else "" for k in range(3)]
        return texts == ["^", "{", "\\circ"]

    def iterate(self, name: str, at: int) -> Node:
        self.position += 3
        times = self.expression()
        self.expect("}", "to close the number of times")
        if not self.sees("(", "["):
            self.fail(f"{name} again and again, from where? write {name}^{{\\circ 3}}(x)", "P204", at)
        return Iterate(name, times, self.group(), at=at)

    def name_text(self) -> str:
        token = self.take()
        if token.text in _NAME_WRAPPERS:
            return f"{token.text}{{{self.raw_group()}}}"
        if token.kind == "letter" or (token.kind == "command" and token.text[1:].isalpha()):
            return token.text
        return self.fail("expected a name", at=token.at)

    def raw_group(self) -> str:
        """The text of one TeX argument, tokens joined."""
        if not self.accept("{"):
            return self.take().text
        depth, parts = 1, []
        while depth:
            token = self.take()
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            parts.append(token.text)
        return "".join(parts[:-1])

    def call(self, name: str, at: int) -> Node:
        if not self.sees("(", "["):
            self.fail(f"{name} is a function: write {name}(…)", "P204")
        closing = _CLOSING[self.take().text]
        args = [self.within_bars(self.expression, bars=True)]
        signs = set()
        while self.sees(*_ARGUMENT_SEPARATORS):
            signs.add(_SAME_SIGN.get(sign := self.take().text, sign))
            args.append(self.within_bars(self.expression, bars=True))
        self.expect(closing, f"to close {name}(")
        if "\\mid" in signs:
            name = given_name(name)
        elif signs and (declared := self.names.separator(name, len(args))) and signs != {declared}:
            self.fail(f"the arguments of {name} are parted by {declared}", "P204", at)
        return Apply(name, tuple(args), at=at)


def hyperbolic_tangent(arg: Node, at: int) -> Node:
    """1 − 2/(1 + e^{2x})."""
    one, two = Number(Fraction(1), at=at), Number(Fraction(2), at=at)
    return Add((one, Negate(Divide(two, Add((one, Power(Euler(at=at), Multiply((two, arg)))))))), at=at)


def given_name(name: str) -> str:
    r"""The name of a function whose arguments are parted by a bar: `H(Y \mid X)` is not `H(p, q)`."""
    return name if name.endswith("\\mid") else f"{name}\\mid"


def quantity_of_variables(tex: str, names: Names) -> str | None:
    """The canonical spelling of a quantity of random variables, or nothing if the text is none."""
    parser = _Parser(tex, names)
    name = parser.with_declared_script(parser.name_text())
    whole = parser.of_variables(name)
    return whole if parser.peek() is None else None


def canonical_name(tex: str) -> str:
    r"""The canonical spelling of a declared name: `H_b` → `H_{b}`, `\hat y` → `\hat{y}`.

    Raises:
        Problem: When the text is not one name.
    """
    parser = _Parser(tex, _AnyName())
    name = parser.name_text()
    if parser.accept("_"):
        raw = parser.raw_group() if parser.sees("{") else parser.take().text
        name = f"{name}_{{{raw}}}"
    if parser.accept("^"):
        if not parser.accept("*", "\\ast", "\\star"):
            parser.fail("a superscript of a name is a star")
        name += "^*"
    while parser.accept("'"):
        name += "'"
    if parser.peek() is not None:
        parser.fail("expected one name")
    return name


class _AnyName:
    def is_symbol(self, name: str) -> bool:
        return True

    def is_function(self, name: str) -> bool:
        return False

    def is_vector(self, name: str) -> bool:
        return False

    def is_variable(self, name: str) -> bool:
        return False

    def separator(self, name: str, arity: int) -> str | None:
        return None

    def suggestion(self, name: str) -> str:
        return ""

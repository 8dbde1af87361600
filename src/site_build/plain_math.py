r"""TeX as one line of plain text, for places that show no formulas: `D_{\mathrm{KL}}(p \| q)` becomes `D_KL(p ‖ q)`.

It knows what the pages' inline formulas use. A command that it does not know shows its name, which is readable too.
"""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|[{}]|\s+|[^\\{}\s]", re.DOTALL)
_SIGNS = {
    "approx": " ≈ ",
    "cdot": " · ",
    "times": " × ",
    "le": " ≤ ",
    "leq": " ≤ ",
    "ge": " ≥ ",
    "geq": " ≥ ",
    "ne": " ≠ ",
    "to": " → ",
    "iff": " ⇔ ",
    "implies": " ⇒ ",
    "Rightarrow": " ⇒ ",
    "in": " ∈ ",
    "mid": " | ",
    "Vert": " ‖ ",
    "|": " ‖ ",
    "sum": "∑",
    "prod": "∏",
    "int": "∫",
    "infty": "∞",
    "partial": "∂",
    "prime": "′",
    "nabla": "∇",
    "ell": "ℓ",
    "circ": "∘",
    "dots": "…",
    "ldots": "…",
    "cdots": "…",
    "lvert": "|",
    "rvert": "|",
    "lVert": "‖",
    "rVert": "‖",
    "top": "ᵀ",
    "nat": " nat",
    "bit": " bit",
    "hart": " hart",
    "{": "{",
    "}": "}",
    "%": "%",
    "_": "_",
    "&": "&",
}
#: Commands that change looks or space only.
_SILENT = {
    *("mathrm", "mathbf", "mathsf", "mathcal", "operatorname", "text", "textstyle", "displaystyle", "hat", "bar"),
    *("left", "right", "bigl", "bigr", "Bigl", "Bigr", "big", "Big", ",", ";", "!", ":", "\\"),
}
_SPACE = {" ", "quad", "qquad"}
_FRACTIONS = {"frac", "dfrac", "tfrac"}
_FUNCTIONS = {"log", "ln", "exp", "max", "min", "arg", "lim", "tanh", "sup", "inf"}
#: What needs no parentheses below or above a stroke, as an exponent, or under a root.
_SIMPLE = re.compile(r"[∂]?[\w.∞′']+(?:\([^()]*\))?")


def to_text(tex: str) -> str:
    """A formula as one line of text."""
    tokens = _TOKEN.findall(tex)
    tokens.reverse()  # taken from the end
    text = " ".join(_several(tokens).split())
    return re.sub(r"(^|[(=<≤≥≈,] ?)- ", r"\1-", text)  # a sign, and no difference


def _several(tokens: list[str]) -> str:
    parts = []
    while tokens and tokens[-1] != "}":
        parts.append(_one(tokens))
    return "".join(parts)


def _one(tokens: list[str]) -> str:
    """The next token, with what it applies to."""
    token = tokens.pop()
    if token == "{":
        inside = _several(tokens)
        if tokens:
            tokens.pop()
        return inside
    if token in {"_", "^"}:
        return f"{token}{_grouped(_argument(tokens))}"
    if not token.startswith("\\"):
        return " " if token.isspace() else token
    name = token[1:].rstrip() or " "
    if name in _FRACTIONS:
        return f"{_grouped(_argument(tokens))}/{_grouped(_argument(tokens))}"
    if name == "sqrt":
        return f"√{_grouped(_argument(tokens))}"
    if name in _FUNCTIONS:
        return f" {name}" if tokens and tokens[-1] in {"_", "^"} else f" {name} "
    if name in _SPACE:
        return " "
    return "" if name in _SILENT else _SIGNS.get(name) or _greek(name) or name


def _argument(tokens: list[str]) -> str:
    while tokens and tokens[-1].isspace():
        tokens.pop()
    return " ".join(_one(tokens).split()) if tokens else ""


def _grouped(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _greek(name: str) -> str:
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    letter = name.removeprefix("var").upper().replace("LAMBDA", "LAMDA")
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {letter}")
    except KeyError:
        return ""

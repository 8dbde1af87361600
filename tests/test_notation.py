"""The site's notation and the library: what the library computes, the notation says so, and they agree."""

from __future__ import annotations

import dataclasses
import inspect
import itertools
from pathlib import Path

import pytest

import crossentropy
from proofread.notation import compare_with_library, parse_notation, read_notation
from proofread.scope import Definition, Scope

NOTATION = Path(__file__).resolve().parents[1] / "docs/notation.check"
SCOPE, FINDINGS = read_notation(NOTATION)
DEFINITIONS = list(SCOPE.definitions.values())


def calls(definition: Definition) -> list[str]:
    """Calls of public functions that take as many arguments as a notation has."""
    found = []
    for name in crossentropy.__all__:
        function = getattr(crossentropy, name)
        if inspect.isfunction(function):
            needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
            if len(needed) == len(definition.parameters):
                found += [f"{name}({', '.join(order)})" for order in itertools.permutations(definition.parameters)]
    return found


def computing(definition: Definition, scope: Scope) -> list[str]:
    """The calls that agree with a notation wherever both were tried."""
    return [
        call
        for call in calls(definition)
        if compare_with_library(dataclasses.replace(definition, computed_by=call), scope) is None
    ]


def test_the_library_agrees_with_every_notation_that_it_computes() -> None:
    assert [str(finding) for finding in FINDINGS] == []


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda definition: definition.source.split(" :=")[0])
def test_a_notation_that_the_library_computes_names_the_public_function(definition: Definition) -> None:
    found = computing(definition, SCOPE)
    if definition.computed_by is None:
        assert found == [], f"the library computes it: write `computed by {found[0]}` in docs/notation.check"
    else:
        assert definition.computed_by.strip() in found


def test_a_notation_that_does_not_name_its_function_would_be_noticed() -> None:
    text = "n ~ int(2, 5)\ni ~ index(n)\np ~ simplex(n)\nH(p) := -\\sum_i p_i \\log p_i\n"
    scope, findings = parse_notation(text, NOTATION)
    assert findings == []
    assert computing(scope.definitions["H", 1], scope) == ["entropy(p)"]


def shown_on_the_page(lang: str) -> list[str]:
    """The rows of the tables of the page "Notation and units", without spaces."""
    page = NOTATION.parent / lang / "reference/notation.md"
    return [line.replace(" ", "") for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_on_notation_shows_every_symbol_and_every_definition_with_its_function(lang: str) -> None:
    rows = shown_on_the_page(lang)
    for symbol in SCOPE.symbols:
        assert any(f"${symbol}$" in row for row in rows), f"{symbol}: add a row to docs/{lang}/reference/notation.md"
    for definition in DEFINITIONS:
        formula = definition.source.replace(":=", "=").replace(r"\|", r"\Vert").replace(" ", "")
        function = (definition.computed_by or "").partition("(")[0].strip()
        expected = f"add a row with ${formula}$ and `{function}` to docs/{lang}/reference/notation.md"
        assert any(f"${formula}$" in row and f"`{function}`" in row for row in rows), expected

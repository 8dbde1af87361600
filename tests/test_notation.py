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

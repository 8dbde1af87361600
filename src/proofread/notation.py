"""The site's notation: `docs/notation.check`, and the library held to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from proofread.deciding import value_of
from proofread.draws import Draws, witness
from proofread.evaluate import Evaluator
from proofread.expressions import BASE_VALUE, LIBRARY, takes_base
from proofread.findings import Finding, Place, Problem
from proofread.scope import Definition, Scope
from proofread.source import read_text
from proofread.syntax import Apply, Node, Symbol
from proofread.values import Undefined, floating

#: How far the library may be from the definition, relative to the larger of 1 and the value's own size.
TOLERANCE = 1e-12


def read_notation(path: Path, *, library: bool = True) -> tuple[Scope, list[Finding]]:
    """Read the site's notation, see `parse_notation`."""
    return parse_notation(read_text(path), path, library=library)


def parse_notation(text: str, path: Path, *, library: bool = True) -> tuple[Scope, list[Finding]]:
    """Understand the site's notation.

    Args:
        text: What stands in the file.
        path: The file, for findings.
        library: Whether to hold the library to every definition that it computes.
    """
    scope, findings = Scope(), []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = re.sub(r"(?:^|\s)#.*$", "", raw).strip()
        if not line:
            continue
        before = set(scope.definitions)
        try:
            scope = scope.declare(line)
            for key in scope.definitions.keys() - before:
                disagreement = compare_with_library(scope.definitions[key], scope) if library else None
                if disagreement:
                    findings.append(Finding(Place(path, number, 1), "P403", disagreement))
        except Problem as problem:
            findings.append(Finding(Place(path, number, 1), problem.code, problem.message))
    return scope, findings


def compare_with_library(definition: Definition, scope: Scope) -> str | None:
    """How the library disagrees with a definition; None when it agrees, or computes no such thing."""
    if definition.computed_by is None:
        return None
    match = re.fullmatch(r"(\w+)\(([^()]*)\)", definition.computed_by.strip())
    if match is None or match[1] not in LIBRARY:
        return f"{definition.computed_by}: no public function of the library with its arguments"
    function = LIBRARY[match[1]]
    order = [definition.parameters.index(a.strip()) for a in match[2].split(",")]
    node: Node = Apply(definition.name, tuple(Symbol(p) for p in definition.parameters))
    bases = ("e", "2") if takes_base(function) else ("e",)
    draws = Draws(scope, [node], f"library {definition.source}")
    for assignment in draws:
        for base in bases:
            try:
                expected = floating(value_of(Evaluator(scope, assignment, base), node))
            except Undefined:
                continue
            arguments = [floating(assignment[definition.parameters[k]]) for k in order]
            keywords = {"base": BASE_VALUE[base]} if len(bases) == 2 else {}
            try:
                found = np.asarray(function(*arguments, **keywords), dtype=float)
            except (ValueError, TypeError) as error:
                return f"{match[1]} refuses {witness(assignment, draws.names)}: {error}"
            if not _agree(found, np.asarray(expected, dtype=float)):
                return (
                    f"{match[1]} gives {found} and the definition {expected}, "
                    f"at {witness(assignment, draws.names)}, base {base}"
                )
    return None


def _agree(found: np.ndarray[Any, Any], expected: np.ndarray[Any, Any]) -> bool:
    if found.shape != expected.shape:
        return False
    finite = np.isfinite(expected)
    if not np.array_equal(found[~finite], expected[~finite]):
        return False
    allowed = TOLERANCE * np.maximum(1.0, np.abs(expected[finite]))
    return bool(np.all(np.abs(found[finite] - expected[finite]) <= allowed))

"""One task at a time, in a process of its own that may be stopped, or run out of memory, without harm to the rest.

`python -m proofread.worker` reads a task a line on standard input and answers a line each on standard output, in JSON.
Before that it says what it comes to and what it has found since it last said so, as `{"at": [line, column], "found":
[…]}`: should it be stopped, that is where it was, and what was found is not lost.
"""

from __future__ import annotations

import json
import signal
import sys
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from proofread import evidence, results
from proofread.check import check_page
from proofread.findings import Finding, Problem
from proofread.notation import parse_notation
from proofread.parity import compare_pages
from proofread.scope import Scope
from proofread.source import scan
from proofread.terms import Glossary, check_terms, parse_glossary

#: Address space of a worker, where the platform can limit it.
MEMORY_LIMIT = 3 * 2**30


#: Is told the line and the column of what is examined next, and the findings since it was last told.
Reached = Callable[[int, int, list[list[Any]]], None]


def perform(task: dict[str, Any], reached: Reached) -> dict[str, Any]:
    """Do a task: `notation`, `page`, `terms` or `parity`. What it returns can be stored as JSON.

    Args:
        task: What is to be done.
        reached: Is told how far it has come.
    """
    actions = {"notation": _notation, "page": _page, "terms": _terms, "parity": _parity}
    return actions[task["kind"]](task, reached)


def _notation(task: dict[str, Any], reached: Reached) -> dict[str, Any]:
    _, findings = parse_notation(task["text"], Path(task["path"]))
    return {"findings": [_plain(f) for f in findings]}


def _page(task: dict[str, Any], reached: Reached) -> dict[str, Any]:
    page = scan(Path(task["path"]), task["text"])
    told = 0

    def come_to(offset: int, problems: list[Problem]) -> None:
        nonlocal told
        reached(*page.line_and_column(offset), [_plain(page.finding(problem)) for problem in problems[told:]])
        told = len(problems)

    checked = check_page(page, _site(task["notation"]), reached=come_to)
    return {
        "findings": [_plain(page.finding(problem)) for problem in checked.problems],
        "counts": vars(checked.counts),
        "citations": [[c.key, *page.line_and_column(c.start)] for s in page.sections for c in s.citations],
        "evidence": [] if checked.problems else evidence.collect(page, checked),
        "results": [] if checked.problems else results.collect(page, checked),
    }


def _terms(task: dict[str, Any], reached: Reached) -> dict[str, Any]:
    page = scan(Path(task["path"]), task["text"])
    problems = check_terms(page, _glossary(task["glossary"]), task["language"])
    return {"findings": [_plain(page.finding(problem)) for problem in problems]}


def _parity(task: dict[str, Any], reached: Reached) -> dict[str, Any]:
    one, other = (scan(Path(path), text) for path, text in zip(task["paths"], task["texts"], strict=True))
    return {"findings": [_plain(f) for f in compare_pages(one, other)]}


@lru_cache(maxsize=4)
def _site(notation: str) -> Scope:
    return parse_notation(notation, Path("notation.check"), library=False)[0]


@lru_cache(maxsize=4)
def _glossary(text: str) -> Glossary:
    return parse_glossary(text, Path("glossary.toml"))


def _plain(finding: Finding) -> list[Any]:
    return [finding.file.as_posix(), finding.line, finding.column, finding.code, finding.message]


def limit_memory(size: int = MEMORY_LIMIT) -> bool:
    """Bound this process's memory; False where the platform cannot."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))
    except (ImportError, OSError, ValueError):  # no such module on Windows; macOS refuses
        return False
    return True


def answer(task: dict[str, Any], reached: Reached = lambda line, column, found: None) -> dict[str, Any]:
    """Do a task; a failure is an answer too."""
    try:
        return {"done": perform(task, reached)}
    except MemoryError:
        return {"ended": "it ran out of memory"}
    except RecursionError:
        return {"ended": "something on it is nested too deeply"}
    except Exception as error:  # whatever it is, the other pages are to be checked all the same
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return {"fault": f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"}


def serve(tasks: TextIO, answers: TextIO) -> None:
    """Answer tasks until there are none."""

    def say(what: dict[str, Any]) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    for line in tasks:
        say(answer(json.loads(line), lambda line, column, found: say({"at": [line, column], "found": found})))


def main() -> None:
    """The process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started it, and who ends it
    limit_memory()
    print("ready", flush=True)
    serve(sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()

"""All pages of a site, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofread import pool
from proofread.bibliography import NAME as REFERENCES
from proofread.bibliography import Bibliography, read_bibliography
from proofread.cache import Cache
from proofread.findings import Counts, Finding, Place, Problem, Report
from proofread.source import read_text, unreadable
from proofread.terms import NAME as GLOSSARY
from proofread.terms import parse_glossary

LANGUAGES = ("zh", "en")


def check_site(
    docs: Path,
    only: list[Path] | None = None,
    *,
    parity: bool = True,
    cache: bool = True,
    limit: float = pool.TIME_LIMIT,
) -> Report:
    """Check the pages below `docs/zh` and `docs/en`.

    What has changed since it was last checked is checked in worker processes; the rest is remembered, in
    `.cache/proofread` beside `docs`.

    Args:
        docs: The directory that holds `notation.check` and a directory for each language.
        only: Pages to check; all by default.
        parity: Whether to hold the languages to each other.
        cache: Whether to use and keep what was found before.
        limit: Seconds that the check of a page may take.
    """
    report = Report()
    store = Cache(cache_directory(docs) if cache else None)
    groups = list(_groups(docs, only, parity, report))
    _remember(groups, store)
    _perform([group for group in groups if any(task.result is None for task in group)], store, limit)
    for task in (task for group in groups for task in group):
        _add(task, report)
    bibliography = read_bibliography(docs)
    report.findings.extend(bibliography.findings)
    report.findings.extend(_unknown_sources(groups, bibliography))
    if only is None:
        report.findings.extend(_uncited(groups, bibliography, docs))
    if report.counts.pages == 0:
        report.findings.append(Finding(Place(docs, 1, 1), "P002", "no page was examined"))
    report.findings.sort(key=lambda f: (str(f.file), f.line, f.column, f.code))
    report.notes.extend(store.notes)
    return report


def _citations(groups: list[list[_Task]]) -> Iterator[tuple[Path, str, int, int]]:
    for task in (task for group in groups for task in group):
        for key, line, column in (task.result or {}).get("citations", []):
            yield task.path, key, line, column


def _unknown_sources(groups: list[list[_Task]], bibliography: Bibliography) -> Iterator[Finding]:
    for path, key, line, column in _citations(groups):
        if key not in bibliography.sources:
            message = f"the source {key} is not known{bibliography.nearest(key)}"
            yield Finding(Place(path, line, column), "P702", message)


def _uncited(groups: list[list[_Task]], bibliography: Bibliography, docs: Path) -> Iterator[Finding]:
    """Sources that nobody cites; those that name a page which is not written yet may wait for it."""
    cited = {key for _, key, _, _ in _citations(groups)}
    for key, source in bibliography.sources.items():
        planned = source.fields.get("planned")
        place = Place(docs / REFERENCES, source.line, 1)
        if key in cited and planned:
            yield Finding(place, "P703", f"{key} is cited: it is no longer `planned`")
        elif key not in cited and not planned:
            message = f"no page cites {key}: take it out, or name the page that will, `planned = {{part/page}}`"
            yield Finding(place, "P703", message)
        elif planned and key not in cited and any((docs / lang / f"{planned}.md").is_file() for lang in LANGUAGES):
            yield Finding(place, "P703", f"the page {planned} is there, and does not cite {key}")


def cache_directory(docs: Path) -> Path:
    """Where the results for a directory of pages are kept."""
    return docs.resolve().parent / ".cache" / "proofread"


def pages_of(docs: Path) -> list[Path]:
    """The paths of all pages relative to their language's directory."""
    found = {p.relative_to(docs / lang) for lang in LANGUAGES for p in (docs / lang).rglob("*.md")}
    return sorted(found)


def notation_file(docs: Path) -> Path:
    """The site's notation.

    Raises:
        FileNotFoundError: When there is none.
    """
    path = docs / "notation.check"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: is {docs} the directory of the pages?")
    return path


@dataclass
class _Task:
    """Something to examine: the notation, a page, its terms, or a pair of pages."""

    what: dict[str, Any]
    path: Path
    key: str
    result: dict[str, Any] | None = None


def _groups(docs: Path, only: list[Path] | None, parity: bool, report: Report) -> Iterator[list[_Task]]:
    """What there is to examine; both languages of a page together, which share most formulas."""
    path = notation_file(docs)
    try:
        notation = read_text(path)
    except Problem as problem:
        report.findings.append(unreadable(path, problem))
        return
    what = {"kind": "notation", "path": str(path), "text": notation}
    yield [_Task(what, path, Cache.key("notation", str(path), notation))]
    glossary = _glossary(docs, report)
    wanted = {p.resolve() for p in only} if only is not None else None
    for relative in pages_of(docs):
        versions = [docs / language / relative for language in LANGUAGES]
        if wanted is not None and not wanted & {v.resolve() for v in versions}:
            continue
        texts = {v: text for v in versions if (text := _text(v, docs, parity, report)) is not None}
        group = [_page_task(p, text, notation) for p, text in texts.items() if wanted is None or p.resolve() in wanted]
        for path, text in texts.items():
            if glossary and (wanted is None or path.resolve() in wanted):
                group.append(_terms_task(path, text, glossary, path.relative_to(docs).parts[0]))
        if parity and len(texts) == len(LANGUAGES):
            group.append(_parity_task(texts))
        yield group


def _page_task(path: Path, text: str, notation: str) -> _Task:
    what = {"kind": "page", "path": str(path), "text": text, "notation": notation}
    return _Task(what, path, Cache.key("page", notation, text))


def _glossary(docs: Path, report: Report) -> str:
    """The text of the glossary, empty without one."""
    path = docs / GLOSSARY
    if not path.is_file():
        return ""
    try:
        text = read_text(path)
    except Problem as problem:
        report.findings.append(Finding(Place(path, 1, 1), problem.code, problem.message))
        return ""
    report.findings.extend(parse_glossary(text, path).findings)
    return text


def _terms_task(path: Path, text: str, glossary: str, language: str) -> _Task:
    what = {"kind": "terms", "path": str(path), "text": text, "glossary": glossary, "language": language}
    return _Task(what, path, Cache.key("terms", language, glossary, text))


def _parity_task(texts: dict[Path, str]) -> _Task:
    paths = [str(path) for path in texts]
    what = {"kind": "parity", "paths": paths, "texts": list(texts.values())}
    return _Task(what, next(iter(texts)), Cache.key("parity", *paths, *texts.values()))


def _text(path: Path, docs: Path, parity: bool, report: Report) -> str | None:
    if not path.is_file():
        if parity:
            message = f"the page is missing: its other language exists; write {path.relative_to(docs)} too"
            report.findings.append(Finding(Place(path, 1, 1), "P501", message))
        return None
    try:
        return read_text(path)
    except Problem as problem:
        report.findings.append(unreadable(path, problem))
        return None


def _remember(groups: list[list[_Task]], store: Cache) -> None:
    for task in (task for group in groups for task in group):
        task.result = store.load(task.key)


def _perform(groups: list[list[_Task]], store: Cache, limit: float) -> None:
    open_tasks = [[task for task in group if task.result is None] for group in groups]
    answers = pool.run([[task.what for task in tasks] for tasks in open_tasks], limit)
    current = bool(open_tasks) and store.still_current()
    for tasks, answered in zip(open_tasks, answers, strict=True):
        for task, answer in zip(tasks, answered, strict=True):
            if answer.done is None:
                task.result = _unfinished(task, answer)
                continue
            task.result = answer.done
            if current:
                store.store(task.key, answer.done)
    store.sweep()


def _unfinished(task: _Task, answer: pool.Answer) -> dict[str, Any]:
    """What a task that did not end had found, and that it did not."""
    if answer.ended is not None:
        code, message = "P003", f"the check did not end: {answer.ended}; make the page or its formulas simpler"
    else:
        code, message = "P004", f"the proofreader failed here, which is a fault of its own: {answer.fault}"
    found: dict[str, Any] = {"findings": [*answer.found, [task.path.as_posix(), *answer.at, code, message]]}
    return found | ({"counts": vars(Counts(pages=1))} if task.what["kind"] == "page" else {})


def _add(task: _Task, report: Report) -> None:
    assert task.result is not None
    of_one_page = task.what["kind"] != "parity"  # whose place is where it lies now, not where it lay when it was stored
    for file, line, column, code, message in task.result["findings"]:
        report.findings.append(Finding(Place(task.path if of_one_page else Path(file), line, column), code, message))
    if "counts" in task.result:
        counts = Counts(**task.result["counts"])
        report.counts.add(counts)
        report.pages[task.path] = counts
        report.evidence[task.path] = task.result.get("evidence", [])
        report.results[task.path] = task.result.get("results", [])

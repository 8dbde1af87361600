"""All pages of a site, in both languages."""

from __future__ import annotations

from pathlib import Path

from proofread.check import check_page
from proofread.findings import Finding, Place, Problem, Report
from proofread.notation import read_notation
from proofread.parity import compare_pages
from proofread.scope import Scope
from proofread.source import Page, read_text, scan

LANGUAGES = ("zh", "en")


def check_site(docs: Path, only: list[Path] | None = None, *, parity: bool = True) -> Report:
    """Check the pages below `docs/zh` and `docs/en`.

    Args:
        docs: The directory that holds `notation.check` and a directory for each language.
        only: Pages to check; all by default.
        parity: Whether to hold the languages to each other.
    """
    report = Report()
    notation = docs / "notation.check"
    if not notation.is_file():
        raise FileNotFoundError(f"{notation} is missing: is {docs} the directory of the pages?")
    site, findings = read_notation(notation)
    report.findings.extend(findings)
    wanted = {path.resolve() for path in only} if only is not None else None
    for relative in pages_of(docs):
        versions = [docs / language / relative for language in LANGUAGES]
        if wanted is not None and not wanted & {v.resolve() for v in versions}:
            continue
        scanned = [page for v in versions if (page := _scanned(v, docs, parity, report)) is not None]
        for page in scanned:
            if wanted is None or page.path.resolve() in wanted:
                _add(page, site, report)
        if parity and len(scanned) == len(LANGUAGES):
            report.findings.extend(compare_pages(*scanned))
    if report.counts.pages == 0:
        report.findings.append(Finding(Place(docs, 1, 1), "P002", "no page was examined"))
    report.findings.sort(key=lambda f: (str(f.file), f.line, f.column, f.code))
    return report


def pages_of(docs: Path) -> list[Path]:
    """The paths of all pages relative to their language's directory."""
    found = {p.relative_to(docs / lang) for lang in LANGUAGES for p in (docs / lang).rglob("*.md")}
    return sorted(found)


def _scanned(path: Path, docs: Path, parity: bool, report: Report) -> Page | None:
    if not path.is_file():
        if parity:
            message = f"the page is missing: its other language exists; write {path.relative_to(docs)} too"
            report.findings.append(Finding(Place(path, 1, 1), "P501", message))
        return None
    try:
        return scan(path, read_text(path))
    except Problem as problem:
        report.findings.append(Finding(Place(path, 1, 1), problem.code, problem.message))
        return None


def _add(page: Page, site: Scope, report: Report) -> None:
    checked = check_page(page, site)
    report.counts.add(checked.counts)
    report.findings.extend(page.finding(p) for p in checked.problems)

"""What readers see of the checking, put into one language's built pages."""

from __future__ import annotations

from pathlib import Path

from proofread import Report
from site_build import demo, evidence, how_checked
from site_build.errors import SiteError
from site_build.languages import Lang
from site_build.pages import Tree, to_root


def install(site: Path, docs: Path, tree: Tree, report: Report, lang: Lang) -> list[str]:
    """Put switch, evidence, demonstration and totals into the built pages.

    Args:
        site: The language's built site.
        docs: The directory of the pages.
        tree: The tree of pages.
        report: What came of the check of both languages' pages.
        lang: The language.

    Returns:
        What went wrong.
    """
    problems = []
    facts = how_checked.Facts(docs, tree, report)
    for entry in tree.pages():
        page = site / entry.url() / "index.html"
        if not page.is_file():
            continue  # planned, or missing, which is found elsewhere
        root, built = to_root(entry.url()), page.read_text(encoding="utf-8")
        try:
            built = how_checked.fill(built, facts, lang, root)
            built = demo.install(built, page, docs, lang, root)
            if sections := report.evidence.get(entry.source(docs, lang)):
                built = evidence.install(built, page, sections, lang, root)
            page.write_text(built, encoding="utf-8")
        except SiteError as error:
            problems.append(str(error))
    return problems

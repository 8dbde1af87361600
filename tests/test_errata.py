"""The page of errata: every entry has its address, its witness, and the page that treats it."""

from __future__ import annotations

import re

import pytest
from small_sites import LANGUAGES, ROOT

from proofread.source import Section, scan
from site_build.anchors import Anchor, read_anchors

SOURCES = ("s0", "s1", "s2", "s3", "s4")
BY_CLASS = {"wrong": 33, "overclaimed": 58, "terms": 49, "slips": 15}
"""How many faults of each kind the reading of the five sources found."""

RELATION = re.compile(r"=|<|>|\\(?:approx|ne|le|ge|iff)\b")


def entries(language: str) -> list[tuple[str, Anchor, list[str]]]:
    """Every entry with the id of its section and its formulas."""
    path = ROOT / "docs" / language / "reference" / "errata.md"
    text = path.read_text(encoding="utf-8")
    page = scan(path, text)

    def formulas(section: Section, anchor: Anchor) -> list[str]:
        end = anchor.line + anchor.text.count("\n") + 5
        return [
            f.tex for f in section.formulas if anchor.line < page.place(f.start).line < end and f.tex in anchor.text
        ]

    found = []
    for anchor in read_anchors(path, text).anchors:
        section = next(s for s in reversed(page.sections) if page.place(s.start).line < anchor.line)
        found.append((section.id, anchor, formulas(section, anchor)))
    return found


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_no_fault_of_the_sources_is_left_out(language: str) -> None:
    sections = [section for section, _, _ in entries(language)]
    for name, expected in BY_CLASS.items():
        assert sum(section in {f"{source}-{name}" for source in SOURCES} for section in sections) == expected


def test_an_entry_is_called_after_the_source_in_whose_section_it_stands(language: str) -> None:
    last = ("", "")
    for section, anchor, _ in entries(language):
        assert anchor.kind == "erratum"
        assert re.fullmatch(rf"err-{section.split('-')[0]}-\d\d", anchor.id), anchor.id
        assert section != last[0] or anchor.id > last[1], f"{anchor.id} stands behind {last[1]}"
        last = (section, anchor.id)


def test_whatever_is_called_wrong_has_a_checked_witness(language: str) -> None:
    wrong = [(anchor.id, formulas) for section, anchor, formulas in entries(language) if section.endswith("-wrong")]
    assert [name for name, formulas in wrong if not any(RELATION.search(tex) for tex in formulas)] == []
    assert "unchecked" not in (ROOT / "docs" / language / "reference" / "errata.md").read_text(encoding="utf-8")


def test_an_entry_leads_to_the_page_that_treats_it(language: str) -> None:
    without = [anchor.id for section, anchor, _ in entries(language) if not re.search(r"\(ref:\w+/", anchor.text)]
    assert [
        name for name in without if name not in {a.id for s, a, _ in entries(language) if s.endswith("slips")}
    ] == []

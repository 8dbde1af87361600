"""Everything that the sources contain has its place on the site, or a page that it waits for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from small_sites import LANGUAGES, ROOT

DOCS = ROOT / "docs"
COVERAGE = tomllib.loads((DOCS / "coverage.toml").read_text("utf-8"))
PLANNED = {
    page["path"] for part in tomllib.loads((DOCS / "pages.toml").read_text("utf-8"))["parts"] for page in part["pages"]
}

ROWS = {
    "concepts": {f"C{i:02}" for i in range(1, 92)},
    "numbers": {f"N{i:02}" for i in range(1, 43)} | {"N27b"},
    "figures": {f"F{i:02}" for i in range(1, 23)},
    "questions": {f"Q{i:02}" for i in range(1, 24)},
    "additions": {f"A{i:02}" for i in range(1, 35)},
}
"""The rows of the inventory of the five sources."""

ERRATA = "reference/errata"
ERRATUM = re.compile(r"attrs: \{id: err-([\w-]+)\}")
ERRORS = {"s0": 64, "s1": 23, "s2": 18, "s3": 38, "s4": 12, "x": 5}
"""How many errors the inventory lists for each source, and of contradictions between them."""

ID = re.compile(r"\{#([\w-]+)\}|attrs: \{id: ([\w-]+)\}|#(fig-[\w-]+)|\\label\{([\w-]+)\}")


def text_of(page: str, language: str) -> str:
    path = DOCS / language / f"{page}.md"
    return path.read_text("utf-8") if path.exists() else ""


def ids_on(page: str, language: str) -> set[str]:
    return {id for found in ID.findall(text_of(page, language)) for id in found if id}


def places() -> Iterator[tuple[str, str]]:
    """Every row with each of its places."""
    for kind in ROWS:
        for row, of_row in COVERAGE[kind].items():
            for place in [of_row["at"]] if isinstance(of_row, dict) else of_row:
                yield row, place


@pytest.mark.parametrize("kind", ROWS)
def test_every_row_has_a_place(kind: str) -> None:
    assert set(COVERAGE[kind]) == ROWS[kind]
    assert all(COVERAGE[kind].values())


def test_there_are_no_other_kinds_of_rows() -> None:
    assert set(COVERAGE) == set(ROWS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_exists_in_both_languages(language: str) -> None:
    missing = [
        f"{row}: {place}"
        for row, place in places()
        if "#" in place and place.split("#")[1] not in ids_on(place.split("#")[0], language)
    ]
    assert not missing, "no such id: change docs/coverage.toml with the page"


def test_what_waits_for_a_page_waits_for_one_that_is_planned_and_not_there() -> None:
    for row, place in places():
        if "#" not in place:
            assert place in PLANNED, f"{row} waits for {place}, which is not in docs/pages.toml"
            assert not text_of(place, "en"), f"{row} waits for {place}, which is there: say at which id it stands"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_stands_on_its_page(language: str) -> None:
    missing = [
        f"{row}: {number['shows']} on {number['at']}"
        for row, number in COVERAGE["numbers"].items()
        if not re.search(
            rf"(?<![\d.]){re.escape(number['shows'])}(?!\d)", text_of(number["at"].split("#")[0], language)
        )
    ]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_its_erratum(language: str) -> None:
    found = ERRATUM.findall(text_of(ERRATA, language))
    assert sorted(found) == sorted(f"{source}-{i:02}" for source, count in ERRORS.items() for i in range(1, count + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_or_overclaimed_leads_to_a_page_that_treats_it(language: str) -> None:
    sections = re.split(r"^### .*\{#(.*)\}$", text_of(ERRATA, language), flags=re.MULTILINE)
    for section, text in zip(sections[1::2], sections[2::2], strict=True):
        for entry in re.split(r"^/// erratum", text, flags=re.MULTILINE)[1:]:
            if section.endswith(("-wrong", "-overclaimed")):
                assert re.search(r"\]\((?:ref:|\.\./)[\w/.-]+", entry), entry

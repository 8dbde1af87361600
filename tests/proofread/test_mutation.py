"""Every digit that a reader sees, changed, must be noticed: page by page, each language by itself, parity off."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofread.mutate import mutate_digits
from proofread.site import LANGUAGES, pages_of

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / language / page for language in LANGUAGES for page in pages_of(DOCS)]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_every_changed_digit_is_noticed(page: Path) -> None:
    outcome = mutate_digits(DOCS, only=[page])
    assert [str(survivor) for survivor in outcome.survivors] == []


def test_a_mutant_that_nothing_checks_survives_and_is_shown(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
    (tmp_path / "notation.check").write_text("n ~ int(2, 5)\n", encoding="utf-8")
    page = tmp_path / "en" / "a.md"
    page.write_text("The comparison $1 < 3$ stays true; in [1948]{! a year} too.\n", encoding="utf-8")
    outcome = mutate_digits(tmp_path)
    assert (outcome.made, outcome.exempt) == (2, 4)
    assert len(outcome.survivors) == 2
    assert str(outcome.survivors[0]).startswith(f"{page}:1:17: 'The comparison $1 < 3$")
    assert outcome.summary().startswith("0 of 2 digit changes noticed (0.00 %), 4 in exempt")

"""The committed record of kill rates: written, read, and stale as soon as a page changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from proofread import mutation_record
from proofread.mutate import Outcome, Tally
from proofread.mutation_record import Rate, Record

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "notation.check").write_text("n ~ int(2, 5)\n", encoding="utf-8")
    for language in ("zh", "en"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "a.md").write_text("$1 < 3$; $1 + 1 = 2$; [1948]{! a year}\n", encoding="utf-8")
    return tmp_path


def test_a_run_is_written_and_read_again(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutation_record.main(["--docs", str(small), "--check"]) == 1
    assert mutation_record.main(["--docs", str(small)]) == 1, "a mistake on the page stays unnoticed"
    record = mutation_record.read(small)
    assert record is not None
    digits = record.kinds["digits"]
    assert 0 < digits.noticed < digits.made, "1 + 1 = 2 does not, 1 < 3 stays true"
    printed = capsys.readouterr().out
    assert f"digits: {digits.noticed} of {digits.made} noticed" in printed
    assert "'1 < 3' became '2 < 3'" in printed
    assert mutation_record.main(["--docs", str(small), "--check"]) == 0


def test_what_is_set_aside_is_not_counted_as_made() -> None:
    outcome = Outcome({"places": Tally(made=10, as_it_should=6, roundings=3, listed=1)})
    assert mutation_record.rates_of(outcome) == {"places": Rate(made=6, noticed=6, set_aside=4)}


def test_a_changed_page_makes_it_stale(small: Path) -> None:
    record = Record(mutation_record.content_of(small), {})
    assert mutation_record.is_current(small, record)
    (small / "en" / "a.md").write_text("$1 + 2 = 3$\n", encoding="utf-8")
    assert not mutation_record.is_current(small, record)


def test_other_kinds_are_kept(small: Path) -> None:
    record = Record("", {"digits": Rate(1, 1, 0), "sign": Rate(4, 3, 1)})
    mutation_record.write(small, record)
    assert mutation_record.read(small) == record


@pytest.mark.parametrize("text", ["", "[]", '{"content": ""}', '{"content": "", "kinds": {"digits": {"made": 1}}}'])
def test_what_is_no_record_is_refused(small: Path, text: str) -> None:
    mutation_record.record_file(small).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"mutation\.json is no record .* write it anew"):
        mutation_record.read(small)


def test_the_committed_record_says_that_every_digit_is_noticed() -> None:
    record = mutation_record.read(DOCS)
    assert record is not None
    assert record.kinds["digits"].noticed == record.kinds["digits"].made > 0
    assert set(json.loads(mutation_record.record_file(DOCS).read_text("utf-8"))) == {"content", "kinds"}

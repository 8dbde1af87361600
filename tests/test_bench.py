"""The measuring program runs, measures what is installed, and says what is not."""

from pathlib import Path

import pytest
from bench_programs import load


@pytest.fixture(scope="module")
def measure():
    return load("measure")


def test_it_measures_what_is_installed_and_says_what_is_not(measure, tmp_path, monkeypatch):
    monkeypatch.setattr(measure, "SHAPES", [(50, 10), (10, 1000)])
    measure.main(["--rounds", "1", "--largest", "10000", "--output", str(tmp_path / "README.md")])
    report = (tmp_path / "README.md").read_text("utf-8")
    for quantity in measure.QUANTITIES:
        assert f"### `{quantity}`" in report
    assert "| 50 × 10, float32 | **" in report
    assert "no torch" in report
    assert "No module named 'torch'" in report
    assert "nan" not in report
    assert str(Path.home()) not in report


def test_contestants_that_compute_something_else_are_noticed(measure, monkeypatch):
    def wrong(quantity, d):
        yield measure.Contestant("wrong", "another thing", lambda: d.p.sum(1) + 1)

    monkeypatch.setattr(measure, "WAYS", [measure.ours, wrong])
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        measure.measure("entropy", (20, 3), "float64", 1, set())


def test_the_lead_is_over_the_fastest_peer(measure):
    times = [(measure.OURS, [2.0, 1.0, 9.0]), ("scipy", [9.0, 9.0, 9.0]), ("torch", [8.0, 3.0, 8.0])]
    case = measure.Measured(
        "entropy",
        (2, 2),
        "float64",
        [(measure.Contestant(package, "", list), [measure.Taken(ms, ms) for ms in of]) for package, of in times],
    )
    assert case.lead(["scipy", "torch"]) == "4.00"
    assert case.lead(["scipy", "torch"], lambda times: min(taken.wall for taken in times)) == "3.00"
    assert case.lead([]) == "–"

"""What the proofreader remembers while it runs is the same as if it looked again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofread import check, rendered, source
from proofread.check import check_page
from proofread.expressions import Binding
from proofread.judge import Verdict
from proofread.notation import parse_notation
from proofread.scope import Scope
from proofread.source import keep_scans, scan, strip_marks

ROOT = Path(__file__).resolve().parents[2]
SITE = parse_notation((ROOT / "docs/notation.check").read_text("utf-8"), Path("notation.check"), library=False)[0]


def found(text: str) -> list[str]:
    page = scan(Path("page.md"), text)
    return [str(page.finding(problem)) for problem in check_page(page, SITE).problems]


def step(words: str, right: str) -> str:
    chain = f"\\begin{{aligned}}\n\\log x^2 &= {right} && \\text{{{words}}}\n\\end{{aligned}}"
    return f"# T\n\n```check\nlog e\nx ~ positive\n```\n\n$$\n{chain}\n$$\n"


def test_a_formula_is_judged_once_whatever_the_words_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    judge = check.judge

    def counted(statements: Any, scope: Scope, seed: str, **options: Any) -> Verdict:
        judged.append(seed)
        return judge(statements, scope, seed, **options)

    monkeypatch.setattr(check, "judge", counted)
    assert found(step("the rule for powers, said for this test", "2 \\log x")) == []
    assert found(step("幂的法则", "2 \\log x")) == []
    assert len(judged) == 1
    assert found(step("幂的法则", "3 \\log x")) != [], "another formula is another question"
    assert found(step("the rule for powers", "2 \\log x").replace("log e", "log 2")) == []
    assert len(judged) == 3, "and so is the same formula among other declarations"


def test_what_is_wrong_is_said_where_it_stands_in_each_text() -> None:
    one = found("A few words. " + step("a", "3 \\log x"))
    other = found(step("a reason of quite another length, before and behind", "3 \\log x"))
    assert len(one) == len(other) == 1
    assert all(said.startswith("page.md:10:") for said in (*one, *other))
    assert all("P301" in said for said in (*one, *other))


def test_words_that_make_a_formula_ambiguous_are_found_after_ones_that_do_not() -> None:
    assert found("# T\n\n```check\nx ~ positive\n```\n\n$\\text{so } (x) = x$\n") == []
    [said] = found("# T\n\n```check\nx ~ positive\n```\n\n$\\text{so}(x) = x$\n")
    assert "P204" in said


def test_a_binding_is_computed_from_its_own_givens() -> None:
    assert Binding("p / 3", {"p": Fraction(1, 2)}).value(None) == Fraction(1, 6)
    assert isinstance(Binding("p / 3", {"p": 0.5}).value(None), float), "0.5 that was computed is not exact"
    assert Binding("p / 3", {"p": Fraction(1, 4)}).value(None) == Fraction(1, 12)
    nats, bits = (Binding("self_information(p)", {"p": Fraction(1, 2)}).value(base) for base in ("e", "2"))
    assert float(bits) == 1.0 != float(nats)


def test_a_scanned_page_has_the_path_it_was_asked_for() -> None:
    text = "# T\n\n[1]{! once more}\n"
    assert scan(Path("one.md"), text).place(0).file == Path("one.md")
    assert scan(Path("other.md"), text).place(0).file == Path("other.md")
    assert strip_marks(text) == "# T\n\n1\n"


@pytest.fixture
def scans(tmp_path: Path) -> Iterator[Path]:
    """A directory where scanned pages are kept; a new process has none of its own."""
    keep_scans(tmp_path / "scans")
    source._scanned.cache_clear()
    yield tmp_path / "scans"
    keep_scans(None)
    source._scanned.cache_clear()


def test_a_scan_that_was_kept_is_the_same_as_a_new_one(scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs/en/information/entropy.md").read_text("utf-8")
    new = scan(Path("page.md"), text)
    source._scanned.cache_clear()
    with monkeypatch.context() as patch:
        patch.delattr(source, "_Scanner")  # it is not scanned again
        assert scan(Path("page.md"), text) == new
    assert scan(Path("page.md"), text + "\nmore\n") != new


def test_what_is_wrong_with_a_page_is_kept_with_its_scan(scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# T\n\n<!--\nno end\n\nx½ y\n"
    new = [(problem.code, str(problem), problem.offset) for problem in scan(Path("page.md"), text).problems]
    assert {code for code, _, _ in new} == {"P103", "P105"}
    source._scanned.cache_clear()
    monkeypatch.delattr(source, "_Scanner")  # it is not scanned again
    kept = scan(Path("page.md"), text).problems
    assert [(problem.code, str(problem), problem.offset) for problem in kept] == new


def test_a_damaged_scan_counts_as_none(scans: Path) -> None:
    new = scan(Path("page.md"), "# T\n\n[1]{! once more}\n")
    [kept] = scans.iterdir()
    kept.write_text(kept.read_text("utf-8")[:-9], "utf-8")
    source._scanned.cache_clear()
    assert scan(Path("page.md"), "# T\n\n[1]{! once more}\n") == new


def test_a_built_page_is_compared_again_when_it_or_its_source_has_changed(tmp_path: Path) -> None:
    site, docs, cache = tmp_path / "site", tmp_path / "docs" / "en", tmp_path / "cache"
    site.mkdir()
    docs.mkdir(parents=True)

    def codes(source: str, built: str) -> list[str]:
        (docs / "index.md").write_text(source, "utf-8")
        (site / "index.html").write_text(f"<article><h1>T</h1><p>{built}</p></article>", "utf-8")
        return [finding.code for finding in rendered.check_language(site, docs, cache)]

    for _ in range(2):
        assert codes("# T\n\n[1948]{! a year}\n", "1948") == []
        assert codes("# T\n\n[1948]{! a year}\n", "1949") == ["P601", "P601"]
        assert codes("# T\n\n[1949]{! a year}\n", "1949") == []
    assert len(list(cache.iterdir())) == 3

"""What a page tells of its checks: each numeral and relation, how it was judged, the value in full."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flint import arb, fmpq

from proofread import check_site
from proofread.check import check_page
from proofread.evidence import collect, digits, exact_decimal
from proofread.notation import read_notation
from proofread.scope import Scope
from proofread.site import LANGUAGES, pages_of
from proofread.source import read_text, scan

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def notation() -> Scope:
    return read_notation(DOCS / "notation.check")[0]


def evidence(text: str, notation: Scope) -> list[dict[str, Any]]:
    page = scan(Path("page.md"), text)
    checked = check_page(page, notation)
    assert checked.problems == []
    sections = collect(page, checked)
    assert sections == json.loads(json.dumps(sections)), "plain data"
    return sections


def items(text: str, notation: Scope) -> list[dict[str, Any]]:
    return [item for section in evidence(f"```check\nlog e\np = [0.7, 0.2, 0.1]\n```\n\n{text}\n", notation)
            for item in section["items"]]  # fmt: skip


def test_a_bound_numeral_shows_its_binding_and_its_value_in_the_three_units(notation: Scope) -> None:
    (item,) = items("about [1.157 bits]{= entropy(p)}", notation)
    assert item == {
        "kind": "numeral",
        "text": "1.157",
        "nth": 0,
        "of": 1,
        "binding": "entropy(p)",
        "how": "library",
        "value": {
            "text": "1.15677964945",
            "unit": "bit",
            "in": {"nat": "0.801818552543", "bit": "1.15677964945", "hart": "0.348225372857"},
        },
    }


def test_an_exact_binding_says_so(notation: Scope) -> None:
    (item,) = items("the first is [0.7]{= p[0]}", notation)
    assert (item["how"], item["value"]) == ("exact", {"text": "0.7", "exact": True})


def test_a_rounded_formula_shows_what_was_rounded(notation: Scope) -> None:
    (item,) = items(r"$H(p) \approx 0.802\,\nat$", notation)
    assert item["steps"] == [{"sign": "≈", "how": "rounding", "tried": 1, "drawn": False}]
    (value,) = item["values"]
    assert value["text"] == "0.801818552543"
    assert value["in"] == {"nat": "0.801818552543", "bit": "1.15677964945", "hart": "0.348225372857"}


def test_the_line_of_rounded_terms_shows_the_true_value(notation: Scope) -> None:
    chain = r"$H(p) \approx 0.7\times0.36 + 0.2\times1.61 + 0.1\times2.30 = 0.804\,\nat$ but $H(p) \approx 0.802\,\nat$"
    chained, _ = items(chain, notation)
    assert [step["how"] for step in chained["steps"]] == ["terms", "arithmetic"]
    assert chained["values"][0]["text"] == "0.801818552543", "and not the 0.804 that the terms add up to"


def test_what_is_equal_to_a_literal_is_shown_exactly(notation: Scope) -> None:
    (item,) = items(r"$-\log_2 0.25 = 2\,\bit$", notation)
    assert item["values"] == [
        {"text": "2", "exact": True, "unit": "bit",
         "in": {"nat": "1.38629436112", "bit": "2", "hart": "0.602059991328"}},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "how", "drawn"),
    [
        (r"p = (0.7, 0.2, 0.1)", "given", False),
        (r"p_2 = 0.2", "given", False),
        (r"H(p) = -\sum_i p_i \log p_i", "definition", True),
        (r"0 \log 0 = 0", "convention", False),
        (r"0.7 + 0.2 = 0.9", "arithmetic", False),
        (r"\sigma(-x) = 1 - \sigma(x)", "equality", True),
        (r"\log t \le t - 1", "sharp", True),
        (r"D_{\mathrm{KL}}(p \| q) \ne D_{\mathrm{KL}}(q \| p)", "difference", True),
        (r"H(q) = 0 \iff \max_i q_i = 1", "implication", True),
    ],
)
def test_a_relation_says_how_it_was_judged(formula: str, how: str, drawn: bool, notation: Scope) -> None:
    (item,) = items(f"${formula}$", notation)
    (step,) = item["steps"]
    assert (step["how"], step["drawn"]) == (how, drawn)
    assert step["tried"] >= (3 if drawn and how != "difference" else 0), "one witness shows a difference"


def test_loose_bounds_and_hypotheses_are_no_sharp_ones(notation: Scope) -> None:
    (loose,) = items(r"[$\log t \le t$]{loose}", notation)
    assert [step["how"] for step in loose["steps"]] == ["order"]
    (section,) = evidence("```check\nassume x > 0\n```\n\nLet $x > 0$.\n", notation)
    assert [step["how"] for step in section["items"][0]["steps"]] == ["hypothesis"]


def test_exemptions_and_unchecked_formulas_show_their_reasons(notation: Scope) -> None:
    exempt, unchecked = items("in [1948]{! year of publication}, [$H(p) = 3$]{! unchecked: a test}", notation)
    assert exempt == {"kind": "exempt", "text": "1948", "nth": 0, "of": 1, "reason": "year of publication"}
    assert unchecked == {"kind": "unchecked", "tex": "H(p) = 3", "nth": 0, "of": 1, "reason": "unchecked: a test"}


def test_equal_texts_are_told_apart_by_their_order(notation: Scope) -> None:
    text = "[0.7]{= p[0]} and $H(p)$ and [0.7]{= p[0]} and [$H(p)$]{= entropy(p)}"
    found = {(item.get("text") or item["tex"], item["nth"], item["of"]) for item in items(text, notation)}
    assert found == {("0.7", 0, 2), ("0.7", 1, 2), ("H(p)", 1, 2)}


def test_a_section_is_known_by_the_id_of_its_heading(notation: Scope) -> None:
    text = "# A\n\n$1 + 1 = 2$\n\n## B {#b}\n\n## C {#c}\n\n$1 + 2 = 3$\n"
    assert [(section["id"], section["heading"]) for section in evidence(text, notation)] == [("", 1), ("c", 3)]


def test_the_evidence_of_every_page_is_as_much_as_was_counted() -> None:
    report = check_site(DOCS)
    assert set(report.evidence) == {DOCS / language / page for language in LANGUAGES for page in pages_of(DOCS)}
    for path, sections in report.evidence.items():
        found = [item for section in sections for item in section["items"]]
        counts = report.pages[path]
        assert sum(item["kind"] == "numeral" for item in found) == counts.bound, path
        assert sum(item.get("relations", 0) for item in found) == counts.relations, path
        assert sum(item["kind"] == "unchecked" for item in found) == counts.unchecked, path


def test_a_page_with_findings_shows_no_evidence(tmp_path: Path) -> None:
    (tmp_path / "notation.check").write_text(read_text(DOCS / "notation.check"), encoding="utf-8")
    for language, sum_ in (("zh", 2), ("en", 3)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "a.md").write_text(f"$1 + 1 = {sum_}$\n", encoding="utf-8")
    report = check_site(tmp_path, parity=False, cache=False)
    assert [len(report.evidence[tmp_path / language / "a.md"]) for language in LANGUAGES] == [1, 0]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(7, 10), "0.7"),
        (Fraction(-5, 2), "−2.5"),
        (Fraction(400), "400"),
        (Fraction(0), "0"),
        (Fraction(1, 3), None),
        (Fraction(1, 2**20), None),
    ],
)
def test_decimals_that_are_short_are_exact(value: Fraction, shown: str | None) -> None:
    assert exact_decimal(value) == shown


def test_digits_are_twelve_and_rounded() -> None:
    assert digits(fmpq(2, 3)) == "0.666666666667"
    assert digits(-arb(2).sqrt()) == "−1.41421356237"
    assert digits(arb(10) ** -20 / 3) == "3.33333333333·10^-21".replace("-", "\u2212")

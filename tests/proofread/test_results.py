"""The numbers that a page arrives at: which they are, what each is, and its digits."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from proofread import check_site
from proofread.check import check_page
from proofread.findings import Problem
from proofread.grammar import parse
from proofread.notation import read_notation
from proofread.printing import Unprintable, tex_of
from proofread.results import collect
from proofread.scope import Scope
from proofread.source import read_text, scan
from proofread.syntax import Statement

DOCS = Path(__file__).resolve().parents[2] / "docs"
GIVEN = "```check\nlog e\np = [0.7, 0.2, 0.1]\nz = [2, 1, 0]\n```\n\n"


@pytest.fixture(scope="module")
def notation() -> Scope:
    return read_notation(DOCS / "notation.check")[0]


def results(text: str, notation: Scope, given: str = GIVEN) -> list[dict[str, Any]]:
    page = scan(Path("page.md"), f"# Title\n\n## By hand {{#by-hand}}\n\n{given}{text}\n")
    checked = check_page(page, notation)
    assert checked.problems == []
    found = collect(page, checked)
    assert found == json.loads(json.dumps(found)), "plain data"
    return found


def told(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(item["text"], item.get("tex", item.get("code"))) for item in found]


def test_a_result_says_what_it_is_with_ten_digits_in_every_unit_and_where_it_stands(notation: Scope) -> None:
    (item,) = results(r"$H(p) \approx 0.802\,\nat$", notation)
    entropy = -sum(p * math.log(p) for p in (0.7, 0.2, 0.1))  # the second source
    assert (item["text"], item["unit"], item["tex"]) == ("0.802", "nat", "H(p)")
    assert item["given"] == ["p = (0.7, 0.2, 0.1)"]
    assert (item["section"], item["title"]) == ("by-hand", "By hand")
    expected = {"nat": entropy, "bit": entropy / math.log(2), "hart": entropy / math.log(10)}
    assert {unit: shown["text"] for unit, shown in item["value"]["in"].items()} == {
        unit: f"{value:.10f}" if value < 1 else f"{value:.9f}" for unit, value in expected.items()
    }


def test_a_number_beyond_the_largest_float_is_written_as_its_author_wrote_it(notation: Scope) -> None:
    (item,) = results(r"$2^{1024} \approx 1.7977 \times 10^{308}$", notation)
    assert item["text"] == "1.7977e+308"


def test_a_bound_numeral_is_told_in_the_notation_of_the_site(notation: Scope) -> None:
    assert told(results("[1.157 bits]{= entropy(p)}", notation)) == [("1.157", "H(p)")]
    assert told(results("[0.357 nat]{= self_information(p)[0]}", notation)) == [("0.357", "I(p_1)")]
    assert told(results("[0.665]{= softmax(z)[0]}", notation)) == [("0.665", r"\operatorname{softmax}(z)_1")]
    product = "| nats {= p*self_information(p)} |\n|--|\n| 0.250 |\n| 0.322 |\n| 0.230 |\n"
    assert told(results(product, notation)) == [
        ("0.250", r"p_1 \cdot I(p_1)"),
        ("0.322", r"p_2 \cdot I(p_2)"),
        ("0.230", r"p_3 \cdot I(p_3)"),
    ]


def test_a_binding_that_the_notation_has_no_words_for_is_told_as_code(notation: Scope) -> None:
    (item,) = results("as many as [2.23]{= perplexity(p)}", notation)
    assert item["code"] == "perplexity(p)"
    assert "tex" not in item
    assert item["value"]["text"] == f"{math.exp(-sum(p * math.log(p) for p in (0.7, 0.2, 0.1))):.9f}"


def test_a_sum_of_rounded_terms_says_what_it_stands_for_and_its_terms_are_results(notation: Scope) -> None:
    line = r"$H(p) \approx 0.7\times0.36 + 0.2\times1.61 + 0.1\times2.30 = 0.804\,\nat$, but $H(p) \approx 0.802\,\nat$"
    found = results(line, notation)
    assert told(found) == [
        ("0.36", r"-\log p_1"),
        ("1.61", r"-\log p_2"),
        ("2.30", r"-\log p_3"),
        ("0.804", r"0.7\times0.36 + 0.2\times1.61 + 0.1\times2.30"),
        ("0.802", "H(p)"),
    ]
    assert [item["term"] for item in found] == [True, True, True, False, False]
    assert {item["unit"] for item in found} == {"nat"}
    total = found[3]
    assert total["value"]["text"] == "0.804"
    assert total["value"]["exact"]
    assert total["stands_for"]["tex"] == "H(p)"
    assert total["stands_for"]["value"]["text"] == found[4]["value"]["text"]


def test_a_term_that_also_stands_by_itself_is_one_result(notation: Scope) -> None:
    line = r"$H(p) \approx 0.250 + 0.322 + 0.230 = 0.802\,\nat$. $p_1 I(p_1) \approx 0.250\,\nat$"
    assert [text for text, _ in told(results(line, notation))].count("0.250") == 1


def test_components_are_results(notation: Scope) -> None:
    found = results(r"$\operatorname{softmax}(z) \approx (0.665, 0.245, 0.090)$", notation)
    assert [(item["text"], item["component"]) for item in found] == [("0.665", 1), ("0.245", 2), ("0.090", 3)]
    assert found[0]["value"]["text"] == f"{math.exp(2) / (math.exp(2) + math.e + 1):.10f}"


def test_what_is_exact_in_another_unit_says_so(notation: Scope) -> None:
    (item,) = results(r"$-\log 0.5 \approx 0.693\,\nat$", notation)
    assert item["value"]["in"]["bit"] == {"text": "1", "exact": True}
    assert "exact" not in item["value"]["in"]["nat"]


@pytest.mark.parametrize(
    "text",
    [
        "$p = (0.7, 0.2, 0.1)$",
        "the first is [0.7]{= p[0]}",
        "there are [3]{= len(p)}",
        r"$1 + 1 = 2$",
        r"$-\log 1 = 0$",
        r"$\log u \le u - 0.5 - \frac12$",
        "in [1948.5]{! a year and a half}",
        r"$H(q) \ge 0$",
    ],
)
def test_givens_whole_numbers_zeros_bounds_and_what_is_exempt_are_no_results(text: str, notation: Scope) -> None:
    assert results(text, notation, GIVEN.replace("z =", "u ~ positive\nz =")) == []


def test_a_whole_amount_of_information_is_a_result(notation: Scope) -> None:
    (item,) = results(r"$-\log_2 0.25 = 2\,\bit$", notation)
    assert item["value"]["exact"]
    assert item["value"]["in"]["nat"]["text"] == f"{2 * math.log(2):.9f}"


def test_a_vector_of_a_length_that_is_a_plain_number_is_told(notation: Scope) -> None:
    (item,) = results("[1.5]{= exp(g)[0] - exp(g)[0] + g[0]}", notation, "```check\ng ~ real(2)\ng = [1.5, 4]\n```\n\n")
    assert item["given"] == ["g = (1.5, 4)"]


def test_definitions_of_the_section_are_told(notation: Scope) -> None:
    given = "```check\nlog e\nz = [2, 1, 0]\ns := \\operatorname{softmax}(z)\n```\n\n"
    (item,) = results(r"$-\log s_1 \approx 0.408\,\nat$", notation, given)
    assert item["given"] == [r"s = \operatorname{softmax}(z)", "z = (2, 1, 0)"]


def test_every_page_of_the_site_has_its_results_in_both_languages() -> None:
    report = check_site(DOCS)
    for english in sorted((DOCS / "en").rglob("*.md")):
        chinese = DOCS / "zh" / english.relative_to(DOCS / "en")
        both = [
            [(item["section"], item["text"], item.get("tex"), item["value"]) for item in report.results[path]]
            for path in (english, chinese)
        ]
        assert sorted(map(repr, both[0])) == sorted(map(repr, both[1])), english


def test_what_is_printed_reads_back_as_the_same(notation: Scope) -> None:
    printed = 0
    for path in sorted((DOCS / "en").rglob("*.md")):
        page = scan(path, read_text(path))
        checked = check_page(page, notation)
        assert checked.problems == []
        for account in checked.accounts:
            if account.kind != "formula":
                continue
            try:
                statements = parse(page.text[account.start : account.end].rstrip("$"), account.scope)
            except Problem:
                continue  # a symbol that is named before the section that declares it: else it were a problem
            for statement in statements:
                for part in statement.parts if isinstance(statement, Statement) else ():
                    try:
                        tex = tex_of(part, account.scope)
                    except Unprintable:
                        continue
                    [again] = parse(tex, account.scope)
                    assert isinstance(again, Statement)
                    assert again.parts == (part,), tex
                    printed += 1
    assert printed > 100

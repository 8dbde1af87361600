"""Numerals outside formulas: bound, exempt, or reported; tables; what Markdown sees of the marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from proofread.check import Checked
from proofread.source import scan, strip_marks

HEAD = "```check\nlog e\np = [0.7, 0.2, 0.1]\nu = [1/4]*4\nr = 0.05 nat\ns := \\operatorname{softmax}(p)\n```\n\n"

PASSES = [
    "The entropy is [1.157 bits]{= entropy(p)}, [0.802 nats]{= entropy(p)} or [0.348 hartleys]{= entropy(p)}.",
    "熵是 [1.157 比特]{= entropy(p)}，即 [0.802 奈特]{= entropy(p)}。",
    "A [2-bit]{= entropy(u)} code; [3]{= len(p)} outcomes; [70 %]{= p[0]} of them; [70%]{= p[0]}.",
    "Founded in [1948]{! year of Shannon's paper}, pages [379–423]{! pages}.",
    "[0.05 nats]{= r} or [0.072 bits]{= r}.",
    "The third is [0.333]{= 1/len(p)}, and [2.23]{= exp(entropy(p))} outcomes; [2.23]{= perplexity(p)}.",
    "[0.464]{= s[0]} of them; [$\\log 3$]{= log(len(p))}; minus: [−0.357 nats]{= log(p[0])}.",
    "[0.49]{= p[0]**2}, [0.3]{= (p + p[1] - 0.6)[0]}, [−0.7]{= -p[0]}: exact.",
    "[0.0940]{= Neuron(0.6, 0.9, cost='quadratic').descend(1, 0, rate=3*r, updates=300)[300].output(1)} at the end.",
    "| update | output {= Neuron(1, cost='quadratic').descend(1, 0, rate=0.05, updates=2)[0:3].output(1)} |"
    "\n|:--|--:|\n| none | 0.7311 |\n| one | 0.7282 |\n| two | 0.7254 |\n",
    "The second bias is [−0.0072]{= Neuron(1, cost='quadratic').descend(1, 0, rate=0.05, updates=1)[0:2].bias[1]}.",
    "Newton: [0.75]{= LogisticRegression(0).newton([-1, 1], [1/4, 3/4])[-1].probability(1)}.",
    "A pair costs [0.551 bits]{= NGram(2, 'ababac').cross_entropy('ababac')}.",
    "A pair costs [0.382 nats]{= NGram(2, 'ababac').cross_entropy('ababac')}.",
    "float64 and log2 are names, [$p_1$]{= p[0]} is bound.",
    "1. an ordinal\n2. another\n\n[text](page-2.md#id-3) ![alt](figure:name){ #fig-2 width=30 }\n\n<!-- 3 -->\n",
    "/// note | Title\n    attrs: {id: def-2}\n\nText.\n///\n",
]
REPORTED = [
    ("The value is 0.802.", "P101", "nothing accounts for 0.802"),
    ("The first is 0.7.", "P101", "[0.7]{= p[0]}"),
    ("A title: `x = 3`.", "P101", "nothing accounts for 3"),
    ("/// note | 2 things\n\nText.\n///", "P101", "nothing accounts for 2"),
    ("![3 bars](figure:x)", "P101", "nothing accounts for 3"),
    ("## 2 ways {#ways}", "P101", "nothing accounts for 2"),
    ("```text\n3 apples\n```", "P101", "code that is not run"),
    ("[1.158 bits]{= entropy(p)}", "P102", "found 1.158 bit, computed 1.1567796494"),
    ("[1 bits]{= entropy(p)}", "P102", "an integer must be exact"),
    ("[0.1]{= p[1]}", "P102", "`p[1]` is 1/5"),
    ("[0.0]{= p[2]}", "P102", "`p[2]` is 1/10"),
    ("[7]{= p[0]/0}", "P103", "ZeroDivisionError"),
    ("[7]{= p[7]}", "P103", "IndexError"),
    ("[0.802]{= entropy(p)}", "P107", "without its unit"),
    ("[0.7 bits]{= p[0]}", "P107", "no information"),
    ("[$\\log 2$]{= log(2)}", "P104", "no given and no name of the library"),
    ("[0.802]{= 0.802}", "P104", "no given and no name of the library"),
    ("[1.157 bits]{= entropy(x)}", "P103", "x is neither a given"),
    ("[1.157 bits]{= entropy(p, base=2)}", "P103", "write the unit"),
    ("[1]{= __import__('os').getpid()}", "P103", "only numbers"),
    ("[1]{= __import__(0).getpid()}", "P103", "neither a given here nor a public name"),
    ("[1]{= p[0](1)}", "P103", "only plain function calls"),
    ("[1]{= [c for c in p][0]}", "P103", "not allowed"),
    ("[1]{= len([0]*10**9)}", "P103", "repeated too often"),
    ("[1]{= len('a')}", "P103", "only numbers"),
    ("[1]{= len(p)**100000000**10}", "P103", "too large"),
    ("[0.5]{= Neuron(0)}", "P103", "is a Neuron, and no number"),
    ("[0.5]{= Neuron(0).output}", "P103", "is a method, and no number"),
    ("[0.5]{= Neuron(0).cost}", "P103", "is a str, and no number"),
    ("[0.5]{= Neuron(0).outputs(1)}", "P103", "has no attribute 'outputs'"),
    ("[0.5]{= Neuron(0).descend(1, 0, rate=1, updates=1)[0:2].outputs(1)[0]}", "P103", "has no attribute 'outputs'"),
    ("[0.5]{= Neuron(0).descend(1, 0, rate=1, updates=1)[0:0].output(1)}", "P103", ".output belongs to no model"),
    ("[0.5]{= Neuron.output(1)}", "P103", "Neuron is a function: write Neuron("),
    ("[0.5]{= Neuron(0).__dict__}", "P103", "__dict__ in"),
    ("[0.5]{= Neuron(0, cost='hinge').output(1)}", "P103", "expected 'cross-entropy' or 'quadratic'"),
    ("[0.5]{= Neuron(0).descend(1, 0, rate=1, updates=10**9)[1].output(1)}", "P103", "updates= is a given or a plain"),
    ("[0.5]{= Neuron(0).descend(1, 0, rate=1, updates=1000000)[1].output(1)}", "P103", "of 100000 at most"),
    ("[0.5]{= Neuron(0).descend(1, 0, rate=1, updates=3)[1].output('1')}", "P103", "fails: TypeError"),
    ("[1]{= p.sum()}", "P103", ".sum belongs to no model"),
    ("[1]{= p.size}", "P103", ".size belongs to no model"),
    ("[1]{= entropy(p).real}", "P103", ".real belongs to no model"),
    ("[0.201]{= NGram(2, 'abab').cross_entropy('abac')}", "P102", "is inf"),
    ("[0.693]{= NGram(1, 'abab').cross_entropy('abab')}", "P107", "without its unit"),
    ("[1.157 bits]{= entropy(p)", "P103", "not closed"),
    ("1.157 bits]{= entropy(p)}", "P103", "no [ opens"),
    ("[1948]{! }", "P103", "needs its reason"),
    ("[1 and 2]{= len(p)}", "P103", "one numeral, found 2"),
    ("[0.7]{= p}", "P103", "is a vector"),
    ("[2]{= entropy([2, 3])}", "P103", "fails"),
    ("[2]{= LogisticRegression(p)}", "P103", "is a LogisticRegression, and no number"),
    ("[word]{given p}", "P103", "behind a formula"),
    ("３ 个结果", "P105", "hides a number"),
    ("½ of it", "P105", "hides a number"),
    ("[$\\log 2$]{= log(len(p))}", "P102", "the formula is 0.69314718"),
    ("```check\np == 3\n```", "P401", "cannot understand"),
    ("```check\nlog 3\n```", "P401", "the base is e, 2 or 10"),
    ("```check\np = [0.7, 0.2]\n```", "P402", "p = [0.7, 0.2] is not in simplex(n)"),
    ("```check\nq = [1/2, 1/2]\n```", "P402", "makes n = 2, but it is 3 already"),
    ("```check\nH(p) := 0\n```", "P402", "defined in the site's notation"),
    ("```check\nw ~ cube\n```", "P401", "unknown domain"),
    ("```check\nw = entropy(p)\n```", "P401", "a given is exact"),
    ("$$\nH(p) = 1\n\ntext", "P103", "not closed by $$"),
    ("```python\nx = 1", "P103", "a fence that is not closed"),
]


@pytest.mark.parametrize("text", PASSES)
def test_an_accounted_numeral_passes(text: str, check: Callable[[str], Checked]) -> None:
    assert [p.message for p in check(HEAD + text).problems] == []


@pytest.mark.parametrize(("text", "code", "message"), REPORTED)
def test_an_unaccounted_or_wrong_numeral_is_reported(
    text: str, code: str, message: str, check: Callable[[str], Checked]
) -> None:
    problems = check(HEAD + text).problems
    assert code in [p.code for p in problems], [p.message for p in problems]
    assert any(message in p.message for p in problems), [p.message for p in problems]


TABLE = """| outcome | p {= p} | information (nats) {= self_information(p)} |
|---|---|---|
| sun | 0.7 | 0.357 |
| cloud | 0.2 | 1.609 |
| rain | $\\frac{1}{10}$ | 2.303 |
| sum | [1]{= sum(p)} | |
"""


def test_a_table_column_is_bound_by_its_header(check: Callable[[str], Checked]) -> None:
    checked = check(HEAD + TABLE)
    assert checked.problems == []
    assert checked.counts.bound == 6


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("0.357", "0.358", "P102"),
        ("| 0.7 |", "| 0.70001 |", "P102"),
        ("\\frac{1}{10}", "\\frac{1}{11}", "P102"),
        ("[1]{= sum(p)}", "1", "P101"),
        ("| 1.609 |", "| |", "P106"),
        ("information (nats)", "information", "P107"),
        ("| sun | 0.7 |", "| $\\lvert x|$ | 0.7 |", "P204"),
    ],
)
def test_a_wrong_table_is_reported(old: str, new: str, code: str, codes: Callable[[str], list[str]]) -> None:
    assert old in TABLE
    assert code in codes(HEAD + TABLE.replace(old, new))


def test_a_row_is_bound_by_its_first_cell(codes: Callable[[str], list[str]]) -> None:
    rows = "| | sun | cloud | rain |\n|---|---|---|---|\n| probability {= p} | 0.7 | 0.2 | 0.1 |\n"
    assert codes(HEAD + rows) == []
    assert codes(HEAD + rows.replace("0.2", "0.3")) == ["P102"]


def test_the_marks_never_reach_markdown_and_lines_keep_their_numbers() -> None:
    text = (
        HEAD
        + TABLE
        + "\nA [1.157 bits]{= entropy(p)} code [1948]{! year}, `[x]{= y}`.\n\n$$\nx\n$$\n{! unchecked: why}\n"
    )
    stripped = strip_marks(text)
    assert stripped.count("\n") == text.count("\n")
    assert "A 1.157 bits code 1948, `[x]{= y}`." in stripped
    assert "check" not in stripped
    assert "| outcome | p  | information (nats)  |" in stripped
    assert "unchecked" not in stripped


def test_a_scope_is_its_section_and_the_deeper_ones(codes: Callable[[str], list[str]]) -> None:
    page = (
        "# T {#t}\n\n```check\np = [0.7, 0.2, 0.1]\n```\n\n## A {#a}\n\n```check\nlog 2\n```\n\n"
        "### B {#b}\n\n{0}\n\n## C {#c}\n\n{1}\n"
    )
    formula = "$-\\log_2 p_2 = -\\log p_2$"
    assert codes(page.replace("{0}", formula).replace("{1}", "")) == []
    assert codes(page.replace("{0}", "").replace("{1}", formula)) == ["P203"]


def test_reset_forgets(codes: Callable[[str], list[str]]) -> None:
    assert codes(HEAD + "## A {#a}\n\n```check\nreset\n```\n\n[0.7]{= p[0]}") == ["P103"]


def test_an_unchecked_relation_is_counted(check: Callable[[str], Checked]) -> None:
    checked = check("[$\\binom{3}{1} = 3$]{! unchecked: binomials come later}")
    assert checked.problems == []
    assert checked.counts.unchecked == 1


def test_offsets_point_at_the_numeral() -> None:
    page = scan(Path("page.md"), "# T\n\nText 中文 0.5 more.\n")
    [numeral] = page.sections[1].numerals
    assert str(page.place(numeral.start)) == "page.md:3:9"

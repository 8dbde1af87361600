r"""Each rule of judgement: what it lets pass, and what it stops.

`p` is (0.7, 0.2, 0.1) and `u` the uniform distribution on four outcomes; `q` and `z` are free; a bare log is natural.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proofread.check import Checked

PAGE = """```check
log e
p = [0.7, 0.2, 0.1]
y ~ label(n)
w ~ positive
```

{formula}
"""

HOLDS = [
    # equality: exact, by definitions, at random distributions and on the boundary
    r"p = (0.7, 0.2, 0.1)",
    r"p_2 = 0.2",
    r"0.7\times0.36 + 0.2\times1.61 + 0.1\times2.30 = 0.804",
    r"H(q) = -\sum_i q_i \log q_i = \sum_i q_i I(q_i)",
    r"H(p, q) = H(p) + D_{\mathrm{KL}}(p \| q)",
    r"D_{\mathrm{KL}}(q \Vert q) = 0",
    r"\sum_{k=1}^{n} \operatorname{softmax}(z)_k = 1",
    r"\operatorname{softmax}(z)_k = e^{z_k - \operatorname{lse}(z)}",
    r"q_1 + \dots + q_n = 1",
    r"q = (q_1, \dots, q_n)",
    r"\sigma(x) + \sigma(-x) = 1",
    r"-\log\tfrac12 = \log 2",
    r"\frac{1}{4} = 25\%",
    r"0.5 = 5\times10^{-1}",
    r"H(0.5\,(1, 1) ) = 1\,\bit",
    r"0 \log 0 = 0",
    r"H_b(t) = \begin{cases} 0 & t = 0 \\ 0 & t = 1 \\ -t\log t - (1-t)\log(1-t) & \text{otherwise} \end{cases}",
    # correct rounding, in every unit
    r"H(p) \approx 0.802\,\nat",
    r"H(p) \approx 0.802\,\nat \approx 1.157\,\bit \approx 0.348\,\hart",
    r"-\log 0.6 \approx 0.511\,\nat",
    r"-\log_{10} 0.5 \approx 0.301\,\hart",
    r"-\log_2 0.6 \approx 0.737\,\bit",
    r"1\,\nat \approx 1.443\,\bit",
    r"-\log 0.9 \approx 1.05\times10^{-1}\,\nat",
    r"e^{H(p)} \approx 2.23",
    r"\frac{H(p)}{\log n} \approx 73.0\%",
    r"\operatorname{softmax}((1, 0)) \approx (0.731, 0.269)",
    # inequalities, sharp
    r"H(q) \ge 0",
    r"H(q) \le \log n",
    r"H(q) \le \log 3",
    r"H(p, q) \ge H(p)",
    r"q_1 q_2 \le \frac14",
    r"H(p) < \log 3",
    r"0 \le q_i \le 1",
    # witnesses, implications, membership
    r"H(p, q) \ne H(q, p)",
    r"q_i = 0 \Rightarrow -q_i \log q_i = 0",
    r"q_i = 1 \Rightarrow H(q) = 0",
    r"q_i \in [0, 1]",
    r"z_i \in \mathbb{R}",
    r"y \in \{1, 2, 3\}",
    r"p_1 = 1 - p_2 - p_3",
    r"\left(\log 2\right)\sum_i q_i = \log 2",
    # calculus, vectors, extrema
    r"|q_1 - q_2| \le 1",
    r"\lVert z - q\rVert^2 = \sum_i (z_i - q_i)^2",
    r"1\,\nat \approx 1.442695\,\bit \approx 0.434294\,\hart",
    r"\frac12\ln(2\pi e) \approx 1.418939\,\nat \approx 2.047096\,\bit",
    r"1\,\bit - H_b(0.1) \approx 0.531004\,\bit",
    r"H(p) \approx 0.802\,\nat < 1.099\,\nat \approx \log 3",
    r"\frac{1 + \tanh x}{2} = \sigma(2x)",
    r"0 < \sigma'(x) \le \frac14",
    r"q_i \ge q_k \Rightarrow I(q_i) \le I(q_k)",
    r"x = \ln 2 \Rightarrow e^x = 2",
    r"\arg\max_q H(q) = \left(\frac1n, \dots, \frac1n\right)",
    r"\max_t t^2(1 - t) = \frac{4}{27} \approx 0.148148",
    r"\sigma'(x) = \sigma(x)(1 - \sigma(x))",
    r"\frac{\mathrm{d}}{\mathrm{d}x}\log(1 + e^x) = \sigma(x)",
    r"\frac{\partial}{\partial z_i}\operatorname{lse}(z) = \operatorname{softmax}(z)_i",
    r"\frac{\partial\operatorname{softmax}(z)_i}{\partial z_k}"
    r" = \operatorname{softmax}(z)_i\left(\mathbf{1}[i = k] - \operatorname{softmax}(z)_k\right)",
    r"\nabla_z\operatorname{lse}(z) = \operatorname{softmax}(z)",
    r"\nabla\operatorname{lse}(z) = \operatorname{softmax}(z)",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{pmatrix} 1 \\ 0 \end{pmatrix} = (1, 3)",
    r"\lVert z\rVert_2^2 = z^{\top} z = \sum_i z_i^2 = \|z\|^2",
    r"\max_i z_i \ge \frac1n\sum_i z_i",
    r"\lim_{x\to+\infty}\sigma(x) = 1",
    r"\operatorname{diag}(q) - q q^{\top} \succeq 0",
    r"\lVert q\rVert_1 = 1",
    r"q\cdot z = \sum_i q_i z_i",
    r"\mathbb{E}_{i\sim p}[-\log p_i] = H(p)",
    r"\lim_{t\to 0^+} t\log t = 0",
    r"\lim_{t\to 0^+} -\log t = \infty",
    r"\lim_{x\to-\infty}\sigma(x) = 0",
    r"\int_0^1 -\ln t\,\mathrm{d}t = 1",
    r"\int_{-\infty}^{\infty} e^{-x^2/2}\,dx = \sqrt{2\pi}",
    r"\int_0^{\infty} e^{-x/100}\,dx = 100",
    r"\int_{-\infty}^{\infty} e^{-(x - 400)^2/20000}\,dx = 100\sqrt{2\pi}",  # far from 0, and wide
    r"\arg\min_q H(p, q) = p",
    r"\min_q H(p, q) = H(p)",
    r"\operatorname{lse}(z) = \max_q\left(q\cdot z + H(q)\right)",
    # sharp where the premise holds
    r"w > 0",
    r"w > 1 \Rightarrow \log w > 0",
    r"q_i \ge \frac12 \Rightarrow I(q_i) \le 1\,\bit",
    r"-\frac{q_1}{w} + x = 0 \iff q_1 = xw",
]

FAILS = [
    (r"H(p) = 0.802\,\nat", "P303", r"0.802 nat is rounded (the value is 0.801818553): write \approx"),
    (r"H(p) = 0.804\,\nat", "P301", "not equal: 0.801818553 and 0.804"),
    (r"H(p) \approx 0.804\,\nat", "P302", "found 0.804 nat, computed 0.801818553"),
    (r"H(p) \approx 0.80\,\bit", "P302", "computed 1.15677965"),
    (r"H(p) \approx 0.8020\,\nat", "P302", "found 0.8020 nat"),
    (r"\frac14 \approx 0.25", "P304", "0.25 is exact: write ="),
    (r"-\log 0.999 \approx 0\,\nat", "P302", "found 0 nat"),
    (r"H(p) \approx 0.802", "P107", "without its unit"),
    (r"e^{H(p)} \approx 2.23\,\nat", "P107", "does not fit"),
    (r"-\log_{10} 0.5 \approx 0.301\,\nat", "P107", "own base is 10"),
    (r"p_2 = 0.1", "P301", "not equal: 0.200000000 and 0.100000000"),
    (r"p_4 = 0.1", "P307", "the component 4 of 3"),
    (r"\sum_{i=0}^{n} \mathbf{1}[i = 1]\log p_i = \log p_1", "P307", "the component 0 of 3"),
    (r"H(q) = -\sum_i q_i \log q_{n+1-i}", "P301", "not equal"),
    (r"H(p, q) = H(q, p)", "P301", "at "),
    (r"H(p, q) \ge H(q)", "P305", "refuted"),
    (r"H(q) \le \log 4", "P306", "not sharp"),
    (r"H(q) \ge -1\,\nat", "P306", "not sharp"),
    (r"H(q) > 0", "P305", "refuted"),
    (r"H(q) = H_b(q_1)", "P301", "not equal"),
    (r"\log q_1 = -I(q_1) + 0.001", "P301", "not equal"),
    (r"q_1 = q_1 + 0.0000000000000000001", "P301", "not equal"),
    (r"\sigma(w + 40) = 1", "P301", "not equal"),
    (r"\frac{q_1}{q_1} = 1", "P307", "a division by zero"),
    (r"\log(q_1 - 1) = 0", "P307", "logarithm of a negative number"),
    (r"H(p) \ne -\sum_i p_i \log p_i", "P305", "no witness"),
    (r"q_i = 2 \Rightarrow q_i = 3", "P309", "held on no draw"),
    (r"q_i = 0 \Rightarrow H(q) = 0", "P305", "conclusion does not"),
    (r"H(q) = 0 \iff q_1 = 1", "P305", "conclusion does not"),
    (r"q_i \in (0, 1]", "P305", "not a member"),
    (r"p_1 = 2p_2 + p_3 + p_2", "P301", "givens only"),
    (r"q \approx p", "P205", "limit and order"),
    (r"0\times\log 0.3 = 0", "P204", "behind a factor 0"),
    (r"-\log 0.6", "P101", "states no relation"),
    (r"H(q) = 0 \iff \max_i p_i = 1", "P305", "conclusion does not"),
    (r"H(q) \approx 0 \Rightarrow q_1 = 1", "P205", "beside an arrow"),
    (r"p \approx (0.7, 0.2, 0.1)", "P304", "every component is exact"),
    (r"H(p) \approx -0.7\log 0.7 - 0.2\log 0.2 - 0.1\log 0.1", "P304", "write ="),
    (r"\log_3 w \le w - 1", "P305", "refuted"),
    (r"2\,\nat - 1\,\bit = 1\,\nat", "P107", "different units"),
    (r"H(q, q) \ge H(q)", "P306", "write ="),
    (r"H(p) \le \log_3 n", "P305", "in general: refuted"),
    (r"p_1 > p_2", "P305", "mark the formula {given}"),
    (r"\log w < \frac{w}{e}", "P305", "at w = e"),
    (r"\sigma'(x) = \sigma(x)", "P301", "not equal"),
    (r"\frac{\partial}{\partial z_i}\operatorname{lse}(z) = z_i", "P301", "not equal"),
    (r"\nabla_z\operatorname{lse}(z) = z", "P301", "not equal"),
    (r"q q^{\top} - \operatorname{diag}(q) \succeq 0", "P305", "refuted: v ="),
    (r"\mathbb{E}_{i\sim q}[-\log p_i] = H(q)", "P301", "not equal"),
    (r"\lim_{t\to 0^+}\log t = 0", "P301", "not equal"),
    (r"\int_0^1 t\,\mathrm{d}t = \frac13", "P301", "not equal"),
    (r"\int_0^{\infty} e^{-x/100}\,dx = 101", "P301", "not equal"),
    (r"\int_0^{\infty} \frac{1}{1 + x^2}\,dx = \frac{\pi}{2}", "P307", "does not vanish fast enough"),
    (r"\arg\min_q H(q, p) = p", "P305", "refuted"),
    (r"\arg\max_q H(p, q) = p", "P305", "refuted"),
    (r"\min_q H(p, q) = 0", "P301", "not reached"),
    (r"\mathbb{E}[I(q_i)] = H(q)", "P204", "over what"),
    (r"\nabla\operatorname{lse}(z) = z", "P301", "not equal"),
    (r"\nabla H(p, q) = 0", "P204", "say by what"),
    # only a bound that touches is worth its digits
    (r"w > 1 \Rightarrow \log w < 6", "P305", "conclusion does not"),
    (r"w > 1 \Rightarrow \log w > -1", "P306", "not sharp"),
    (r"q_i \ge \frac12 \Rightarrow I(q_i) \le 1.1\,\bit", "P306", "not sharp"),
    (r"H(p, q) \ge -H(p)", "P306", "not sharp"),
    (r"\lVert z\rVert^2 \le \frac32\lVert z\rVert^2", "P306", "not sharp"),
    (r"-\sqrt{w}\log w < \frac2e", "P305", "at w = 1/e^2"),
    (r"2.625 - 1.75\,\bit = 0.875\,\bit", "P107", "has none"),
    (r"H(q, (\frac12, \frac12)) \ge H(q)", "P307", "components"),
    (r"\arg\max_t t^2(1 - t) = -\frac23", "P301", "outside of the range of t"),
    (r"t^2(1 - t) < \frac{4}{27}", "P305", "at t = 2/3"),
    (r"\sum_i \mathbf{1}[i \approx 1] = 1", "P205", "not with ≈"),
    # what is not understood is never guessed
    (r"\text{softmax}(z)_1 \le 1", "P204", r"\operatorname{softmax}"),
    (r"\int_1^{\infty} \frac1x\,dx = 60", "P307", "does not vanish fast enough"),
    (r"H(X) \ge 0", "P202", "random variable"),
    (r"x/2/2 = \frac{x}{4}", "P204", "ambiguous"),
    (r"\log q_1/q_2 = \log q_1 - \log q_2", "P204", "ambiguous"),
    (r"1\frac12 = \frac32", "P204", "a mixed number"),
    (r"D_{\mathrm{KL}}(p, q) \ge 0", "P204", "are parted by"),
    (r"H(p) \approx 0.802\,\nat\,\bit", "P107", "two units"),
    (r"e^x^2 = 1", "P201", "two superscripts"),
    (r"\sum_i\sum_i q_i = 1", "P204", "bound already"),
    (r"q_1 = 70%", "P201", ""),
    (r"H(q) &= H(q)", "P201", "outside of an aligned"),
    (r"H(q) \ge 0,", "P201", "no punctuation"),
    (r"1\,\nat - 1\,\bit = 0", "P107", "different units"),
    (r"H(p) \approx \lg 3", "P204", r"write \log_{10}"),
    (r"\log q_1 q_2 = \log q_1 + \log q_2", "P204", "write parentheses"),
    (r"\log(q_1 + 1) q_2 = 0", "P204", "write parentheses"),
    (r"q(1-q) = 0", "P204", "q is a vector"),
    (r"1/2 x = x", "P204", "ambiguous after a division"),
    (r"x^10 = x", "P204", "write braces"),
    (r"s = 1", "P202", "s is not declared"),
    (r"H = 1", "P204", "write H(…)"),
    (r"\frac{1}{2 = 1", "P201", "expected }"),
    (r"H(p) =", "P201", "expected an expression"),
    (r"H(p = 1", "P201", "expected )"),
    (r"\binom{2}{1} = 2", "P205", "not known"),
    (r"\int_0^1 x = 1", "P201", r"ends with \mathrm{d}"),
    (r"H(p) \approx 0.802\,\nat.", "P201", "full stop"),
    (r"1 = 1 \text{ in 3 steps}", "P101", "inside \\text"),
]


@pytest.mark.parametrize("formula", HOLDS)
def test_a_true_formula_passes(formula: str, check: Callable[[str], Checked]) -> None:
    checked = check(PAGE.format(formula=f"${formula}$"))
    assert [p.message for p in checked.problems] == []
    assert checked.counts.relations > 0


@pytest.mark.parametrize(("formula", "code", "message"), FAILS)
def test_a_false_or_unclear_formula_is_reported(
    formula: str, code: str, message: str, check: Callable[[str], Checked]
) -> None:
    problems = check(PAGE.format(formula=f"${formula}$")).problems
    assert [p.code for p in problems][:1] == [code], [p.message for p in problems]
    assert message in problems[0].message


def test_a_bare_log_needs_a_base(check: Callable[[str], Checked]) -> None:
    problems = check(r"$-\log 0.5 = \log 2$").problems
    assert [p.code for p in problems] == ["P203"]
    assert "`log e`" in problems[0].message


def test_a_failure_shows_where_and_a_witness_to_redo_by_hand(check: Callable[[str], Checked]) -> None:
    [problem] = check("```check\nlog e\n```\n\nText $H(p, q) \\ge H(q)$ here.\n").problems
    assert problem.offset == len("```check\nlog e\n```\n\nText $")
    assert "p = (" in problem.message
    assert "q = (" in problem.message


ROUNDED = """```check
log e
p = [0.7, 0.2, 0.1]
```

$$
\\begin{{aligned}}
H(p) &= -0.7\\log 0.7 - 0.2\\log 0.2 - 0.1\\log 0.1 && \\text{{definition}} \\\\
&\\approx {line} && \\text{{two decimals}} \\\\
&= {result}\\,\\nat
\\end{{aligned}}
$$

{note}
"""
LINE = r"0.7\times0.36 + 0.2\times1.61 + 0.1\times2.30"
NOTE = r"Unrounded, $H(p) \approx 0.802\,\nat$."


def test_a_line_of_rounded_terms_passes_with_a_note_of_the_true_value(codes: Callable[[str], list[str]]) -> None:
    assert codes(ROUNDED.format(line=LINE, result="0.804", note=NOTE)) == []


@pytest.mark.parametrize(
    ("line", "result", "note", "code"),
    [
        (LINE, "0.804", "", "P310"),  # no note
        (LINE.replace("1.61", "1.62"), "0.806", NOTE, "P310"),
        (LINE.replace("0.2\\times", "0.3\\times"), "0.965", NOTE, "P310"),
        (LINE, "0.805", NOTE, "P301"),
        (LINE.replace("+ 0.1\\times2.30", ""), "0.574", NOTE, "P310"),
        (LINE, "0.804", NOTE.replace("0.802", "0.804"), "P302"),
    ],
)
def test_a_wrong_line_of_rounded_terms_is_reported(
    line: str, result: str, note: str, code: str, codes: Callable[[str], list[str]]
) -> None:
    assert code in codes(ROUNDED.format(line=line, result=result, note=note))


def test_a_step_that_holds_for_a_special_example_only_is_reported(codes: Callable[[str], list[str]]) -> None:
    page = "```check\nlog e\np = [1/2, 1/2]\n```\n\n{}\n"
    assert codes(page.format("$H(p) = -2p_1\\log p_2$")) == ["P301"]
    assert codes(page.format("[$H(p) = -2p_1\\log p_2$]{given}")) == []


def test_a_step_may_fix_what_is_drawn(codes: Callable[[str], list[str]]) -> None:
    assert codes("```check\nlog e\n```\n\n$H_b(t) = 0$") == ["P301"]
    assert codes("```check\nlog e\n```\n\n[$H_b(t) = 0$]{given t = 1}") == []


def test_a_weak_bound_may_say_so(codes: Callable[[str], list[str]]) -> None:
    assert codes("```check\nlog e\n```\n\n[$H_b(t) \\le 2\\,\\nat$]{loose}") == []


def test_a_hypothesis_holds_where_it_is_assumed(codes: Callable[[str], list[str]]) -> None:
    assert codes("```check\nassume q_i > 0\n```\n\nLet $q_i > 0$; then $\\frac{q_i}{q_i} = 1$.") == []


SMALL = "```check\nlog e\nd ~ real\n```\n\n"


def test_a_symbolic_approximation_names_its_limit(codes: Callable[[str], list[str]]) -> None:
    assert codes(SMALL + "$\\log(1 + e^d) \\approx \\log 2 + \\frac{d}{2}$") == ["P205"]
    assert codes(SMALL + "[$\\log(1 + e^d) \\approx \\log 2 + \\frac{d}{2}$]{as d -> 0, order 2}") == []
    assert codes(SMALL + "[$\\log(1 + e^d) \\approx \\log 2 + \\frac{d}{2}$]{as d -> 0, order 3}") == ["P302"]
    assert codes(SMALL + "[$H_b(\\frac12 + d) \\approx \\log 2 - 2d^2 - \\frac43 d^4$]{as d -> 0, order 6}") == []
    assert codes(SMALL + "[$H_b(\\frac12 + d) \\approx \\log 2 - 2d^2 - \\frac23 d^4$]{as d -> 0, order 6}") == ["P302"]
    assert codes(SMALL + "[$\\log(1 + d^2) \\approx d^2$]{as d -> 0}") == []
    assert codes(SMALL + "[$\\log(1 + d^2) \\approx 2d^2$]{as d -> 0}") == ["P302"]
    assert codes(SMALL + "[$\\log(1 + d^2) \\approx d^2$]{as d to 0}") == ["P103"]


def test_a_hypothesis_may_be_spelled_otherwise_in_the_text(codes: Callable[[str], list[str]]) -> None:
    assert codes("```check\nassume q_i \\ge 0\n```\n\nLet $q_{i} \\geq 0$; then $\\sum_i q_i = 1$.") == []


def test_a_hypothesis_must_stand_in_the_text(codes: Callable[[str], list[str]]) -> None:
    assert codes("```check\nassume q_i > 0\n```\n\nLet $q_i \\ge 0$; then $\\frac{q_i}{q_i} = 1$.") == ["P404"]


def test_a_corner_of_one_symbol_is_tried_with_the_others_inside(codes: Callable[[str], list[str]]) -> None:
    assert codes("```check\nassume q_i > 0\n```\n\nLet $q_i > 0$; then $\\frac{p_k}{q_k^2} > 0$.") == ["P305"]


def test_what_a_definition_was_worth_counts_only_where_all_that_it_reads_is_the_same(
    codes: Callable[[str], list[str]],
) -> None:
    block = "```check\nx ~ real\nS := x^2\nd(x) := S - x\ns := \\operatorname{softmax}(z)\n```\n\n"
    assert codes(block + "$\\sum_{x=1}^{3} S = 14$") == []
    assert codes(block + "$S + \\sum_{x=1}^{3} S = x^2 + 14$") == []
    assert codes(block + "$d(3) + d(2) = 8$ and $\\frac{\\mathrm d}{\\mathrm dx} S = 2x$") == []
    assert codes(block + "$\\frac{\\partial s_i}{\\partial z_k} = s_i(\\mathbf{1}[i = k] - s_k)$") == []
    assert codes(block + "$d(3) + d(2) = 9$") == ["P301"]


def test_draws_are_the_same_on_every_run(check: Callable[[str], Checked]) -> None:
    page = "```check\nlog e\n```\n\n$H(p, q) = H(q, p)$"
    assert check(page).problems[0].message == check(page).problems[0].message


# --- Arguments and definitions that only seem to hold


@pytest.mark.parametrize("formula", [
    r"H((1, 0, 0), (0.7, 2.2, 0.1)) \approx 0.357\,\nat",
    r"H((1, 0), (5, 0)) = H((1, 0), (5, 0))",
    r"H((1, 0), (1, \frac10)) = 0",
    r"H_b(2) = H_b(2)",
])  # fmt: skip
def test_numbers_where_the_notation_has_a_distribution_are_one(check: Callable[[str], Checked], formula: str) -> None:
    """A term of weight zero hides what stands beside it."""
    [problem, *_] = check(f"```check\nlog e\n```\n\n${formula}$\n").problems
    assert problem.code == "P204"
    assert "is in " in problem.message


def test_an_integral_is_taken_anew_where_its_letters_mean_something_else(check: Callable[[str], Checked]) -> None:
    section = "```check\nreset\nf(x) := {}x\n```\n\n$\\int_0^1 f(x)\\,\\mathrm{{d}}x = 0.5$\n"
    page = f"# A\n\n## B\n\n{section.format('')}\n## C\n\n{section.format('2')}"
    assert [problem.code for problem in check(page).problems] == ["P301"]


@pytest.mark.parametrize("spaces", range(8))
@pytest.mark.parametrize(
    "formula",
    [r"x^2 + 3x + \frac{20}{9} <{} 0 \iff -\frac53 < x < -\frac43", r"(x + 1)(2x + 1) <{} 0 \iff -1 < x < -\frac12"],
)
def test_an_equivalence_with_bounds_passes_however_it_is_written(
    check: Callable[[str], Checked], formula: str, spaces: int
) -> None:
    r"""What is tried depends on the spelling; that something near to every bound is tried must not."""
    written = formula.replace("{} 0", r"\," * spaces + " 0")
    assert not check(PAGE.format(formula=f"${written}$")).problems


@pytest.mark.parametrize(
    "formula",
    [r"(x + 1)(2x + 1) < 0 \iff -1 < x < -\frac13", r"(x + 1)(2x + 1) < 0 \Rightarrow -1 < x < -\frac13"],
)
def test_an_equivalence_with_a_wrong_bound_does_not_pass(check: Callable[[str], Checked], formula: str) -> None:
    assert check(PAGE.format(formula=f"${formula}$")).problems

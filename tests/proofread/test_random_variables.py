r"""Quantities of random variables: `H(X, Y)` is one name, defined over a joint distribution, and is not `H(p, q)`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proofread.check import Checked

DECLARED = r"""```check
log e
x ~ index(n)
y ~ index(m)
X ~ variable
Y ~ variable
R ~ joint(n, m)
r_x := \sum_y R_{xy}
s_y := \sum_x R_{xy}
H(X) := -\sum_x r_x \log r_x
H(Y) := -\sum_y s_y \log s_y
H(X, Y) := -\sum_x \sum_y R_{xy} \log R_{xy}
H(Y \mid X) := -\sum_x \sum_y R_{xy} \log\frac{R_{xy}}{r_x}
H(X \mid Y) := -\sum_x \sum_y R_{xy} \log\frac{R_{xy}}{s_y}
I(X; Y) := \sum_x \sum_y R_{xy} \log\frac{R_{xy}}{r_x s_y}
W ~ channel(n, m)
u_y := \sum_x p_x W_{xy}
v_y := \sum_x q_x W_{xy}
```

{formula}
"""

HOLDS = [
    r"H(X, Y) = H(X) + H(Y \mid X)",
    r"I(X; Y) = H(X) + H(Y) - H(X, Y) = H(Y) - H(Y \mid X)",
    r"I(X; Y) \ge 0",
    r"H(Y \mid X) \le H(Y)",
    r"H(X) \le H(X, Y) \le H(X) + H(Y)",
    r"I(X;Y) \le H(X)",
    r"I(X; Y) = 0 \iff H(X, Y) = H(X) + H(Y)",
    r"H(X) = H(r)",
    r"\sum_x \sum_y R_{xy} = 1",
    r"\sum_y W_{xy} = 1",
    r"D_{\mathrm{KL}}(u \| v) \le D_{\mathrm{KL}}(p \| q)",
]

FAILS = [
    (r"H(X, Y) = H(X) + H(X \mid Y)", "P301"),
    (r"H(Y \mid X) \le H(X)", "P305"),
    (r"H(u) \ge H(p)", "P305"),
    (r"I(X; Y) \ge -H(X)", "P306"),
    (r"H(Y, X) = H(X, Y)", "P202"),  # each order is a name of its own
    (r"H(X; Y) = H(X, Y)", "P202"),
    (r"H(X + 1) = H(X)", "P204"),
    (r"X \ge 0", "P204"),
    (r"H(Z) \ge 0", "P202"),
]


@pytest.mark.parametrize("formula", HOLDS)
def test_a_true_statement_about_random_variables_passes(check: Callable[[str], Checked], formula: str) -> None:
    checked = check(DECLARED.replace("{formula}", f"${formula}$"))
    assert [p for p in checked.problems if p.code != "P404"] == []


@pytest.mark.parametrize(("formula", "code"), FAILS)
def test_a_false_or_unclear_one_is_reported(check: Callable[[str], Checked], formula: str, code: str) -> None:
    checked = check(DECLARED.replace("{formula}", f"${formula}$"))
    assert code in {p.code for p in checked.problems}


def test_an_undeclared_capital_may_be_a_random_variable(check: Callable[[str], Checked]) -> None:
    [problem] = check("```check\nlog e\n```\n\n$H(Z) \\ge 0$\n").problems
    assert "`Z ~ variable` if it is a random variable" in problem.message


@pytest.mark.parametrize(
    ("domain", "value", "fits"),
    [
        ("joint", "[[1/2, 1/4], [0, 1/4]]", True),
        ("joint", "[[1/2, 1/4], [1/4, 1/4]]", False),
        ("joint", "[[3/4, 1/2], [0, -1/4]]", False),
        ("joint", "[1/2, 1/2]", False),
        ("channel", "[[1/2, 1/2], [1, 0]]", True),
        ("channel", "[[1/2, 1/2], [1/2, 1/4]]", False),
    ],
)
def test_a_given_lies_in_its_domain(check: Callable[[str], Checked], domain: str, value: str, fits: bool) -> None:
    page = f"```check\nR ~ {domain}(n, m)\nR = {value}\n```\n\n$R_{{1,1}} = {{}}$\n"
    codes = {p.code for p in check(page).problems}
    assert ("P402" in codes) == (not fits)

"""`proofread explain`: each kind of thing that stands on a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from proofread.__main__ import main

PAGE = r"""# Title {#title}

```check
log e
p = [0.7, 0.2, 0.1]
```

Formula $H(p) \approx 0.802\,\nat$, [1.157 bits]{= entropy(p)}, [3]{= len(p)}, [1948]{! a year}, $p$.

Wrong $H(p) \approx 0.804\,\nat$ and [2]{= len(p)} and 5 and [$\log 3$]{= log(len(p))}.

[$1 = 2$]{! unchecked: a joke} $H(p, q) \ge H(p)$, $q_i = 1 \Rightarrow H(q) = 0$, $\eqref{eq-a}$

| outcome | probability {= p} | information (nats) {= self_information(p)} |
|---|---|---|
| sun | 0.7 | 0.357 |
| cloud | 0.2 | 1.609 |
| rain | 0.1 | 2.303 |

[$H_b(t) = 0$]{given t = 1} and $0.2 \times 3 = 0.6 = 0.7$
"""

HALF = "0.801818552543 nat = 1.15677964945 bit = 0.348225"
EXPECTED = [
    ("H(p) \\approx 0.802", ["the formula H(p) \\approx 0.802\\,\\nat", HALF, "ball arithmetic", "holds"]),
    ("1.157", ["the numeral 1.157 bits, bound to `entropy(p)`", HALF, "by the library", "to the places written"]),
    ("3]{= len", ["the numeral 3, bound to `len(p)`", "value 3", "exactly, from the givens", "the places written: 3"]),
    ("1948", ["the numeral 1948, exempt: a year"]),
    ("p$.", ["the formula p", "states no relation", "(0.7, 0.2, 0.1)"]),
    ("Formula", ["nothing that is checked stands here"]),
    ("H(p) \\approx 0.804", ["P302 found 0.804 nat, computed 0.801818553"]),
    ("2]{", ["bound to `len(p)`", "P102 found 2"]),
    ("5 and", ["P101 nothing accounts for 5"]),
    ("\\log 3", ["bound to `log(len(p))`", "1.09861228867", "compared with the formula", "they agree"]),
    ("1 = 2", ["exempt: unchecked: a joke"]),
    ("H(p, q) \\ge", ["H(p, q) \\ge H(p)", "draws of q; ball arithmetic", "holds"]),
    ("q_i = 1", ["tried wherever one side holds", "holds"]),
    ("\\eqref", ["a reference to a numbered equation"]),
    ("{= p}", ["the mark {= p}, of a table's column or row"]),
    ("0.7 |", ["the numeral 0.7, bound to `p`", "value 0.7", "exactly, from the givens"]),
    ("0.357 |", ["the numeral 0.357, bound to `self_information(p)`", "0.356674943939 nat = 0.514573172"]),
    ("H_b", ["H_b(t) = 0", "holds"]),
    ("0.2 \\times", ["0.2 \\times 3 = 0.6\n", "exact rational arithmetic\n    holds", "0.6 = 0.7", "P301 not equal"]),
    ("log e", ["the declaration `log e`, for the whole page"]),
    ("p = [", ["`p = [0.7, 0.2, 0.1]`", "p is in the site's notation: the truth, simplex(n)"]),
]


@pytest.fixture
def page(docs: Callable[..., Path]) -> Path:
    return docs(en_a=PAGE) / "en" / "a.md"


@pytest.mark.parametrize(("text", "parts"), EXPECTED, ids=lambda v: v if isinstance(v, str) else "")
def test_each_thing_is_explained(text: str, parts: list[str], page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = PAGE[: PAGE.index(text)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert main(["explain", f"{page}:{line}:{column}"]) == 0
    out = capsys.readouterr().out
    for part in parts:
        assert part in out


def test_without_a_column_everything_on_the_line_is_explained(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", f"{page}:8"]) == 0
    out = capsys.readouterr().out
    assert all(part in out for part in ("0.802", "entropy(p)", "len(p)", "a year", "the formula p"))


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("{page}", "is no place"),
        ("{page}:x", "is no place"),
        ("{page}:99", "has 21 lines, no line 99"),
        ("{page}:8:999", "columns, no column 999"),
        ("nowhere.md:1", "nowhere.md is no file"),
        ("{docs}/notation.check:1", "is no page"),
    ],
)
def test_misuse(place: str, message: str, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", place.format(page=page, docs=page.parents[1])]) == 2
    assert message in capsys.readouterr().err

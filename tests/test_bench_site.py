"""What bench/site.py compares: the same pages, each way as its builder takes them."""

from __future__ import annotations

import sys
from pathlib import Path

from bench_programs import BENCH, load

sys.path.insert(0, str(BENCH))
same_pages = load("same_pages")
site = load("site")

PAGE = """# Entropy {#top}

The entropy $H(p)$ of [](ref:def-entropy), with `code $5`.

$$
H(p) = -\\sum_i p_i \\log p_i
\\label{eq-entropy}
$$

/// example | Cards
    attrs: {id: ex-cards}

Words.
///

```python exec="on" source="above" result="text" id="entropy"
--8<-- "entropy.py"
```
"""


def examples(directory: Path) -> Path:
    (directory / "entropy.py").write_text("print(1)\n", encoding="utf-8")
    return directory


def test_plain_pages_show_formulas_and_examples_as_code(tmp_path: Path) -> None:
    page = same_pages.plain(PAGE, examples(tmp_path))
    assert "The entropy `H(p)` of" in page
    assert "`H(p) = -\\sum_i p_i \\log p_i \\label{eq-entropy}`" in page
    assert "```python\nprint(1)\n```" in page
    assert "/// example | Cards\n    attrs: {id: ex-cards}" in page, "statements are Markdown of both"


def test_pages_for_sphinx_keep_formulas_and_run_examples(tmp_path: Path) -> None:
    page = same_pages.myst(PAGE, examples(tmp_path))
    assert page.startswith("---\nfile_format: mystnb")
    assert "(top)=\n# Entropy\n" in page
    assert "$$\nH(p) = -\\sum_i p_i \\log p_i\n\n$$" in page
    assert ":::{admonition} Cards\n\nWords.\n:::" in page
    assert "```{code-cell} ipython3\nprint(1)\n```" in page
    assert not same_pages.myst("# No example\n", tmp_path).startswith("---")


BUILT = (
    '<head><meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src">\n'
    '<link rel="stylesheet" href="../assets/math/math.css?v=1">\n</head><body>'
    '<p>So <mjx-container class="math-short"><mjx-math></mjx-math></mjx-container>.</p>'
    '<mjx-container display="true"><mjx-math></mjx-math></mjx-container></body>'
)


def test_a_page_without_math_and_one_for_client_mathjax_are_the_built_page_but_for_the_formulas() -> None:
    plain = '<head><meta charset="utf-8">\n</head><body><p>So a &lt; b.</p>c</body>'
    assert site.without_math(BUILT, ["a < b", "c"]) == plain
    client = site.with_client_mathjax(BUILT, ["a < b", "c"], {})
    assert r"<p>So \\(a &lt; b\\).</p>\\[c\\]</body>".replace("\\\\", "\\") in client
    assert client.count("<script") == 2


def test_the_report_says_whether_a_bar_is_met() -> None:
    assert site.ratio(2.6, 2.0, 1.3) == "**1.30** (bar 1.3: met)"
    assert site.ratio(2.8, 2.0, 1.3) == "**1.40** (bar 1.3: missed)"
    assert site.ratio(3.0, 2.0) == "1.50"

"""The command on a directory of pages: both languages, exit status, what is printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from proofread.__main__ import main
from proofread.findings import CODES, Finding, Place
from proofread.rendered import compare, compare_formulas
from proofread.site import check_site
from proofread.source import scan

PAGE = """# Title {#title}

```check
log e
p = [0.7, 0.2, 0.1]
```

## One {#one}

$H(p) \\approx 0.802\\,\\nat$ and [1.157 bits]{= entropy(p)}; $p$ again.

![alt](figure:x){ #fig-x }

| a | b |
|---|---|
| c | d |

```python exec="on" id="e"
--8<-- "e.py"
```

/// definition | Entropy
    attrs: {id: def-entropy}

[link](other.md) and [](ref:thm-x)
///
"""

Docs = Callable[..., Path]


def test_sound_twins_pass(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(zh_a=PAGE.replace("and", "和").replace("bits", "比特"), en_a=PAGE)
    assert main(["check", str(root)]) == 0
    assert "2 pages, 4 numerals (2 in formulas, 2 bound, 0 exempt), 4 formulas" in capsys.readouterr().out


def test_a_finding_is_one_line_with_file_line_column_and_exits_1(
    docs: Docs, capsys: pytest.CaptureFixture[str]
) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE.replace("0.802", "0.804"))
    assert main(["check", str(root)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert f"{root}/en/a.md:10:15: P302 found 0.804 nat, computed 0.801818553" in lines
    assert any("P503 the formula `H(p) \\approx 0.804" in line for line in lines)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_digit_in_either_language_fails_without_parity_too(language: str, docs: Docs) -> None:
    pages = {"zh_a": PAGE, "en_a": PAGE} | {f"{language}_a": PAGE.replace("1.157", "1.156")}
    report = check_site(docs(**pages), parity=False)
    assert {f.code for f in report.findings} == {"P102"}
    assert {f.file.parent.name for f in report.findings} == {language}


ONE_SIDED = [
    ("P502", "{#one}", "{#two}"),
    ("P502", "## One", "### One"),
    ("P502", "## One {#one}", ""),
    ("P503", "0.802\\,\\nat", "0.802\\,\\nat \\approx 1.157\\,\\bit"),
    ("P504", "[1.157 bits]", "[0.802 nats]"),
    ("P504", "entropy(p)}", "entropy(p[:3])}"),
    ("P505", "[0.7, 0.2, 0.1]", "[0.70, 0.2, 0.1]"),
    ("P506", "figure:x", "figure:y"),
    ("P506", "| c | d |", "| c | d |\n| e | f |"),
    ("P506", "e.py", "f.py"),
    ("P506", "/// definition", "/// theorem"),
    ("P506", "id: def-entropy", "id: def-shannon"),
    ("P506", "other.md", "another.md"),
    ("P506", "[](ref:thm-x)", "[](ref:thm-y)"),
    ("P506", " and [](ref:thm-x)", ""),
    ("P503", "; $p$ again", "; $q$ again"),
]


@pytest.mark.parametrize(("code", "old", "new"), ONE_SIDED)
def test_a_one_sided_edit_is_reported(code: str, old: str, new: str, docs: Docs) -> None:
    assert old in PAGE
    report = check_site(docs(zh_a=PAGE, en_a=PAGE.replace(old, new)))
    assert code in {f.code for f in report.findings}, [str(f) for f in report.findings]


def test_one_language_may_repeat_a_symbol_and_word_a_formula(docs: Docs) -> None:
    other = PAGE.replace("$p$ again", "$p$, and $p$").replace(
        "\\approx", "\\text{约} \\approx".replace("\\text{约} ", "")
    )
    assert check_site(docs(zh_a=PAGE, en_a=other)).findings == []


def test_a_page_in_one_language_only_is_reported(docs: Docs) -> None:
    [finding] = check_site(docs(zh_a=PAGE)).findings
    assert (finding.code, finding.file.name, finding.file.parent.name) == ("P501", "a.md", "en")


def test_nothing_examined_is_a_failure(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(docs())]) == 1
    assert "P002" in capsys.readouterr().out


def test_misuse_exits_2(docs: Docs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "nowhere")]) == 2
    assert main(["check", "--docs", str(tmp_path)]) == 2
    assert "notation.check is missing" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["chekc"])


def test_a_file_that_is_no_text_is_reported(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    (root / "en" / "a.md").write_bytes(b"\xff\xfe")
    assert "P001" in {f.code for f in check_site(root).findings}
    (root / "en" / "a.md").write_text("a\x00b", encoding="utf-8")
    assert "P001" in {f.code for f in check_site(root).findings}


def test_a_library_that_disagrees_with_a_definition_is_reported(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    notation = root / "notation.check"
    text = notation.read_text(encoding="utf-8")
    wrong = text.replace("-\\sum_i p_i \\log q_i ", "-\\sum_i q_i \\log p_i ")
    assert wrong != text
    notation.write_text(wrong, encoding="utf-8")
    findings = [f for f in check_site(root).findings if f.code == "P403"]
    assert len(findings) == 1
    assert "cross_entropy" in findings[0].message


def test_notation_cannot_name_what_the_library_does_not_have(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    with (root / "notation.check").open("a", encoding="utf-8") as file:
        file.write("G(p) := H(p)    computed by gini(p)\n")
    assert [f.code for f in check_site(root).findings] == ["P403"]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    (root / "en" / "a.md").write_bytes(b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode())
    assert check_site(root).findings == []


def test_every_finding_has_a_known_code() -> None:
    with pytest.raises(ValueError, match="P999"):
        Finding(Place(Path("a.md"), 1, 1), "P999", "x")
    assert all(code[0] == "P" and code[1:].isdigit() for code in CODES)


BUILT = """<html><body><nav>2</nav><article><h1>T<a class="headerlink" href="#t">1</a></h1><p>A {numeral} B
<mjx-container data-tex="p_1 = 0.7"><mjx-math aria-hidden="true">99</mjx-math><mjx-assistive-mml><math><msub><mi>p</mi>
<mn>1</mn></msub><mo>=</mo><mn>0.7</mn></math></mjx-assistive-mml></mjx-container></p><pre>1 2 3</pre>
<svg><title>{title}</title><text>5</text></svg></article></body></html>"""


@pytest.mark.parametrize(
    ("numeral", "title", "messages"),
    [
        ("0.5", "bars", []),
        ("0.6", "bars", ["shows 0.6 1 times more", "shows 0.5 1 times less"]),
        ("0.5 and 3", "bars", ["shows 3 1 times more"]),
        ("", "bars", ["shows 0.5 1 times less"]),
        ("0.5", "4 bars", ["shows 4 1 times more"]),
    ],
)
def test_the_built_page_shows_exactly_what_was_accounted_for(numeral: str, title: str, messages: list[str]) -> None:
    page = scan(Path("page.md"), "# T\n\nA [0.5]{! example} B $p_1 = 0.7$\n\n![bars](figure:x)\n")
    found = list(compare(page, BUILT.format(numeral=numeral, title=title)))
    assert len(found) == len(messages)
    assert all(m in f.message for f, m in zip(found, messages, strict=True))
    assert {f.code for f in found} <= {"P601"}


@pytest.mark.parametrize(
    ("markdown", "built", "messages"),
    [
        ("[](ref:thm-x)", '<a class="ref build-made" href="#thm-x">Theorem 3.2</a>', []),
        ("[](ref:thm-x)", '<a class="ref" href="#thm-x">Theorem 3.2</a>', ["shows 3.2 1 times more"]),
        ("$\\eqref{eq-x}$", '<a class="ref build-made" href="#eq-x" data-tex="\\eqref{eq-x}">(3.1)</a>', []),
        ("[0.5]{! example}", '<span class="build-made">0.5</span>', ["shows 0.5 1 times less"]),
    ],
)
def test_what_the_build_shows_is_no_numeral_of_the_author_and_hides_none(
    markdown: str, built: str, messages: list[str]
) -> None:
    page = scan(Path("page.md"), f"# T\n\n{markdown}\n")
    found = [*compare(page, f"<article><h1>T</h1><p>{built}</p></article>")]
    found += compare_formulas(page, f"<article><h1>T</h1><p>{built}</p></article>")
    assert len(found) == len(messages)
    assert all(m in f.message for f, m in zip(found, messages, strict=True))

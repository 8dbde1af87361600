"""Pages that would keep the proofreader busy for ever, fill the memory or break it end with a finding at its place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proofread import grammar, pool
from proofread.check import check_page
from proofread.findings import Problem
from proofread.grammar import parse
from proofread.scope import Scope
from proofread.site import check_site
from proofread.source import read_text, scan

ROOT = Path(__file__).parents[2]

NOTATION = (ROOT / "docs" / "notation.check").read_text("utf-8")
#: Line 6 is the last of the check block, line 9 what stands below it.
PAGE = "# T {{#t}}\n\n```check\nlog e\nx ~ real\n{line}\n```\n\n{text}\n"


@pytest.fixture(scope="module")
def findings() -> Iterator[Callable[[str, float], list[tuple[int, str, str]]]]:
    """The findings on a page as line, code and message, from a worker process as the command has it check pages."""
    worker = pool._Worker(60)

    def of(text: str, limit: float = 60) -> list[tuple[int, str, str]]:
        worker.limit = limit
        answer = worker.do({"kind": "page", "path": "page.md", "text": text, "notation": NOTATION})
        assert answer.fault is None
        if answer.ended is not None:
            return [(answer.at[0], "P003", answer.ended)]
        assert answer.done is not None
        return [(line, code, message) for _, line, _, code, message in answer.done["findings"]]

    try:
        yield of
    finally:
        worker.close()


# --- Formulas and check blocks without end

ENDLESS_FORMULAS = [
    (r"\sum_{i=1}^{1000000000} i = 1", "P308", "a sum of more than"),
    (r"\sum_{i=1}^{200} \sum_{j=1}^{200} \sum_{k=1}^{200} ijk = 1", "P308", "a sum of more than"),
    (r"\max_{i=1} i = 1", "P", ""),
    (r"2^{2^{1000}} = 1", "P", ""),
    (r"10^{10^{10}} = 1", "P", ""),
    (r"9^{9^{9^9}} \approx 1", "P", ""),
    (r"1 \times 10^{99999999} \approx 1", "P", ""),
    (r"e^{e^{e^{e^{e^x}}}} = 1", "P", ""),
    (r"x^{x^{x^{x^{x^x}}}} = 1", "P", ""),
    (r"\frac{\partial^2 x}{\partial x^{1000000000}} = 1", "P204", "a derivative of order"),
    ("1" * 5000 + " = 1", "P201", "a formula of more than 4000 characters"),
    ("1" * 500 + " = 1", "P201", "a number of more than 400 digits"),
    ("0." + "1" * 500 + r" \approx 1", "P201", "a number of more than 400 digits"),
    (" + ".join(["x"] * 3000) + " = 1", "P201", "a formula of more than 4000 characters"),
]


@pytest.mark.parametrize(("tex", "code", "message"), ENDLESS_FORMULAS)
def test_an_endless_formula_is_refused_where_it_stands(
    tex: str, code: str, message: str, findings: Callable[..., list[tuple[int, str, str]]]
) -> None:
    found = findings(PAGE.format(line="", text=f"${tex}$"))
    assert [f for f in found if f[0] == 9 and f[1].startswith(code) and message in f[2]], found
    assert "P003" not in {f[1] for f in found}


def test_a_formula_that_takes_too_long_is_named(findings: Callable[..., list[tuple[int, str, str]]]) -> None:
    slow = r"$\int_0^1 \int_0^1 \int_0^1 e^{xyt} \,\mathrm{d}x \,\mathrm{d}y \,\mathrm{d}t \approx 1.15$"
    [found] = findings(PAGE.format(line="", text=slow), 5)
    assert found == (9, "P003", "it took more than 5 seconds")


ENDLESS_LINES = [
    ("w = 9**99**99", "an exponent"),
    ("w = (((9**100)**100)**100)**100", "a power of a power"),
    ("w = 9**99 * 10**400", "an exponent"),
    ("w = 1e999999999", "a power of ten beyond"),
    ("w = 1e-999999999", "a power of ten beyond"),
    ("w = [1/4]*400000000", "repeated too often"),
    ("w = (([1]*400)*400)*400", "repeated too often"),
    ("w = [[[1]*300]*300]*300", "repeated too often"),
    ("w = " + "1+" * 300 + "1", "more than 400 characters"),
    ("w = " + "1" * 3000, "more than 2000 characters"),
    ("w ~ simplex(1000000000)", "a dimension is from 1 to 200"),
    ("w ~ matrix(100000, 100000)", "a dimension is from 1 to 200"),
    ("w ~ real(-1)", "a dimension is from 1 to 200"),
    ("w ~ real(²)", "expected a name"),
    ("w ~ matrix(2,)", "neither a name nor an integer"),
]


@pytest.mark.parametrize(("line", "message"), ENDLESS_LINES)
def test_an_endless_line_of_a_check_block_is_refused_at_its_line(
    line: str, message: str, findings: Callable[..., list[tuple[int, str, str]]]
) -> None:
    found = findings(PAGE.format(line=line, text="Text."))
    assert [f for f in found if f[0] == 6 and f[1].startswith(("P4", "P2")) and message in f[2]], found


def test_values_that_grow_from_line_to_line_are_refused(findings: Callable[..., list[tuple[int, str, str]]]) -> None:
    numbers = "a = 9**100\nb = a**100\nc = b**100\nd = c**100"
    lists = "s = [1]*400\nt = [s]*400\nu = [t]*400\nv = [u]*400"
    assert "too large" in str(findings(PAGE.format(line=numbers, text="Text.")))
    assert "components" in str(findings(PAGE.format(line=lists, text="Text.")))


@pytest.mark.parametrize("n", ["0", "-3", "1000000000", "1/3"])
def test_a_length_that_no_vector_has_is_refused(n: str, findings: Callable[..., list[tuple[int, str, str]]]) -> None:
    found = findings(PAGE.format(line=f"n = {n}\nu ~ simplex(n)", text=r"$\sum_i u_i = 1$"))
    assert {f[1] for f in found} <= {"P402", "P202", "P307", "P308"}
    assert found


def test_a_definition_by_itself_is_refused(findings: Callable[..., list[tuple[int, str, str]]]) -> None:
    found = findings(PAGE.format(line="f(x) := f(x)", text="$f(1) = 1$"))
    assert {f[1] for f in found} == {"P202"}


BINDINGS = [
    "((len(p)**100)**100)**100",
    "sum((([1]*400)*400)*400*len(p))",
    "len(p)*1e308*1e308",
    "exp(exp(len(p)*1000))",
    "round(p[0], -1000000000)",
    "p[10**9]",
    "p[0][0][0]",
    "max([])*len(p)",
    "entropy",
    "entropy(p, axis=100)",
    "len(p)*1j",
    "len(" + "[" * 150 + "p" + "]" * 150 + ")",
]


@pytest.mark.parametrize("binding", BINDINGS)
def test_a_binding_without_a_number_is_a_finding(
    binding: str, findings: Callable[..., list[tuple[int, str, str]]]
) -> None:
    found = findings(PAGE.format(line="p = [0.7, 0.2, 0.1]", text=f"[7]{{= {binding}}}"))
    assert {f[1] for f in found} <= {"P101", "P102", "P103", "P104", "P107"}
    assert {f[0] for f in found} == {9}
    assert found


# --- Nesting

DEEP = 10_000
NESTED = {
    "braces": ("$" + "{" * DEEP + "x" + "}" * DEEP + "$", "a formula of more than"),
    "braces in text": ("{" * DEEP + "x" + "}" * DEEP, "a brace in text"),
    "brackets": ("[" * DEEP + "x" + "]" * DEEP, ""),
    "links": ("[" * DEEP + "x" + "](a.md)" * DEEP, "a link within a link"),
    "marks": ("[" * DEEP + "x" + "]{! reason}" * DEEP, ""),
    "marks in marks": ("[5]" + "{= " * DEEP + "}" * DEEP, "an expression of more than"),
    "quotes": (">" * DEEP + " x", ""),
    "quotes with spaces": ("> " * DEEP + "x", ""),
    "list markers": ("- " * DEEP + "x", ""),
    "lists": ("\n".join(" " * 4 * k + "- x" for k in range(300)), ""),
    "blocks": ("".join("/" * (DEEP - k) + " note\n\n" for k in range(300)), "not closed"),
    "open blocks": ("/// note\n\n" * DEEP, "an inner block has fewer slashes"),
    "boxes": ("<div markdown>\n\n" * DEEP, "a <div> that is not closed"),
    "emphasis": ("*a " * DEEP + "a*" * DEEP, ""),
    "fences": ("```\n" * (DEEP + 1), ""),
    "parentheses in a link": ("[x](" + "(" * DEEP + ")" * DEEP + ")", "a link is"),
    "entities": ("&amp" * DEEP, "is not read here"),
    "headings": ("".join("#" * (k % 6 + 1) + " x\n\n" for k in range(DEEP)), ""),
}


@pytest.mark.parametrize("what", NESTED)
def test_deep_nesting_is_read_or_refused(what: str, site: Scope) -> None:
    text, message = NESTED[what]
    problems = check_page(scan(Path("page.md"), text + "\n"), site).problems
    assert not message or any(message in p.message for p in problems), [p.message for p in problems][:5]
    assert len(problems) <= 3000


#: What can stand in itself in a formula, and how.
WITHIN = [
    ("(", ")"), ("[", "]"), ("{", "}"), ("x^{", "}"), ("z_{", "}"), (r"\sqrt{", "}"), (r"\sqrt ", ""), ("|", "|"),
    (r"\frac{", "}{x}"), (r"\frac x", ""), (r"\log ", ""), (r"\exp(", ")"), (r"\lvert ", r"\rvert "), ("-(", ")"),
    (r"\lVert ", r"\rVert "), (r"\|", r"\|"), (r"\sum_i ", ""), (r"\max(", ")"), (r"\lim_{x \to ", "}x"),
    (r"\int_0^1 ", r"\mathrm dx"), (r"\int_0^{", r"}x\mathrm dx"), (r"\mathbb{E}_{i \sim p}[", "]"),
    (r"\begin{pmatrix}", r"\end{pmatrix}"), (r"\begin{cases}", r"& x=1\end{cases}"), (r"\mathbf{1}[", "=1]"),
    (r"\begin{aligned}", r"\end{aligned}"), (r"x \in \{", r"\}"), (r"\nabla_z ", ""), (r"\arg\min_q ", ""),
    (r"\frac{\mathrm d}{\mathrm dx}", ""), (r"\frac{\partial}{\partial x_{", "}}x"), (r"\operatorname{diag}(", ")"),
    (r"\sum_{i=", "}"), (r"\sum_{i : ", "=1}x"), (r"x = 1 \Rightarrow ", ""), ("x^", ""), (r"A^\top", ""), ("x'", ""),
    (r"\text{", "}"), (r"\left(", r"\right)"), (r"\hat{", "}"), (r"\sigma(", ")"), ("H(p, ", ")"),
]  # fmt: skip


@pytest.mark.parametrize(("opening", "closing"), WITHIN)
def test_a_formula_nests_so_deep_and_no_deeper(opening: str, closing: str, site: Scope) -> None:
    scope = site.declare("x ~ real").declare("A ~ matrix(2, 2)")
    deep = (grammar.LONGEST - 1) // len(opening + closing)
    for tex in (opening * deep + "x" + closing * deep, opening * DEEP + "x" + closing * DEEP):
        with contextlib.suppress(Problem):
            parse(tex, scope)


def test_ordinary_nesting_is_no_matter(findings: Callable[..., list[tuple[int, str, str]]]) -> None:
    depth = grammar.DEEPEST // 2
    tex = "(" * depth + "x" + ")" * depth + " = x"
    assert findings(PAGE.format(line="", text=f"${tex}$")) == []


# --- Long pages

#: A megabyte of the slowest of such pieces is scanned in 5 s and checked in 5 s more, a quarter in a quarter
#: (CPU time, one core of 2026). Measured by hand: times are no matter of a test on a machine under load.
REPEATED = [
    "{", "}", "[", "]", "[[", "[a](b)", "![", "[^a]", "*", "*a ", "_a ", "`", "``a`", "$", "$a$ ", "$$\n",
    "\n$$\nx\n$$\n\n", "{=", "[5]{! a reason} ", "[5]{= p}", "<", "<a", "<!--", "<div>\n\n", "</div>\n\n", "&",
    "&amp;", "\\", "\\(", "# a\n\n", "> a\n", "- a\n", "1. a\n", "1", "1 ", "12,345", "1.1", "a1", "|",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n", "---\n", "```\n", "/// note\n\n", "///\n", "[a]: b\n\n",
    "[^a]: b\n\n", "a\n: b\n\n", "half ", "三分之", "零点五", "==a ", "~~", "++a", ":a", "https://", "title=\"",
    "\t", "\n", "中", "½", "\u200b", "\u202e", "５", "\x01", "á", "\\text{", "--8<--\n", "::: a\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
def test_a_long_page_of_the_same_is_checked(piece: str, site: Scope) -> None:
    text = "# T {#t}\n\n" + piece * (30_000 // len(piece)) + "\n"
    page = scan(Path("page.md"), text)
    problems = check_page(page, site).problems
    assert all(0 <= p.offset <= len(text) for p in problems)
    assert len(page.problems) <= 3000
    assert page.stripped.count("\n") == text.count("\n")


def test_a_megabyte_of_a_real_page_is_read(site: Scope) -> None:
    part = "\n" + (ROOT / "tests/proofread/unseen/en/kl-divergence.md").read_text("utf-8")
    page = scan(Path("page.md"), "# T {#t}\n" + part * (2**20 // len(part)))  # in 0.7 s
    assert page.problems == []
    assert sum(len(s.formulas) for s in page.sections) > 1000


# --- Files and characters


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"# T\n\n\xff\xfe\n", "cannot be read as UTF-8"),
        (b"# T\n\n\xed\xa0\x80\n", "cannot be read as UTF-8"),
        (b"# T\n\n\xc0\x80\n", "cannot be read as UTF-8"),
        (b"# T\n\nab\x00c\n", "NUL"),
        ("# T\n".encode("utf-16"), "cannot be read as UTF-8"),
    ],
)
def test_a_file_that_is_no_clean_text_is_refused(data: bytes, message: str, docs: Callable[..., Path]) -> None:
    root = docs(zh_a="# T {#t}\n", en_a="")
    (root / "en" / "a.md").write_bytes(data)
    [finding] = [f for f in check_site(root, parity=False).findings if f.code == "P001"]
    assert message in finding.message
    assert finding.file.name == "a.md"
    with pytest.raises(Problem, match=message):
        read_text(root / "en" / "a.md")


def test_a_file_that_is_no_clean_text_is_reported_at_its_line(docs: Callable[..., Path]) -> None:
    root = docs(zh_a="# T {#t}\n", en_a="")
    for data, line in ((b"# T\n\n\xff\n", 3), (b"# T\r\n\r\nab\x00c\n", 3), (b"\xff", 1)):
        (root / "en" / "a.md").write_bytes(data)
        [finding] = [f for f in check_site(root, parity=False).findings if f.code == "P001"]
        assert finding.line == line


@pytest.mark.parametrize("end", ["\r\n", "\r", "mixed"])
def test_line_ends_and_a_byte_order_mark_move_no_finding(end: str, docs: Callable[..., Path]) -> None:
    text = "# T {#t}\n\nFirst.\n\n| a | b |\n|---|---|\n| 1 | c |\n\n$$\nx = y\n$$\n"
    lines = text.split("\n")
    ends = ["\r\n", "\n", "\r"] * len(lines) if end == "mixed" else [end] * len(lines)
    root = docs(zh_a="# T {#t}\n", en_a="")
    written = "".join(line + e for line, e in zip(lines[:-1], ends, strict=False))
    found = []
    for data in (text.encode(), written.encode(), b"\xef\xbb\xbf" + written.encode()):
        (root / "en" / "a.md").write_bytes(data)
        found.append([(f.line, f.column, f.code) for f in check_site(root, parity=False).findings])
    assert found[0] == [(7, 3, "P101"), (10, 5, "P202")]
    assert found[1] == found[0]
    assert found[2] == found[0]


HIDING = {
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "right-to-left mark": "\u200f",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "byte order mark within": "\ufeff",
    "line separator": "\u2028",
    "form feed": "\f",
    "vertical tab": "\v",
    "escape": "\x1b",
    "next line": "\x85",
    "private use": "\ue000",
    "variation selector": "\ufe0f",
    "stroke through a digit": "5\u0336",
    "keycap": "5\u20e3",
    "full-width digit": "５",
    "Arabic digit": "٥",
    "Devanagari digit": "५",
    "mathematical digit": "𝟓",
    "raised digit": "⁵",
    "lowered digit": "₅",
    "circled digit": "⑤",
    "Roman numeral": "Ⅴ",
    "vulgar fraction": "⅕",
    "Chinese numeral sign": "㈤",
    "unit with a digit": "㎡",
}
WHERE = {
    "text": "a {} b",
    "a number": "[1{}2]{{! example}}",
    "a heading": "## a {} b {{#b}}",
    "code": "`a {} b`",
    "a formula": "$x = x {}$",
    "a link": "[a {} b](a.md)",
    "an address": "[a](a{}b.md)",
    "a cell": "| a {} | b |\n|---|---|\n| c | d |",
    "a comment": "<!-- a {} b -->",
    "a mark": "[5]{{! a {} b}}",
}


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("what", HIDING)
def test_a_character_that_can_hide_a_number_is_refused_at_its_place(what: str, where: str) -> None:
    text = "# T {#t}\n\nText.\n\n" + WHERE[where].format(HIDING[what]) + "\n"
    page = scan(Path("page.md"), text)
    places = {str(page.place(p.offset)) for p in page.problems if p.code == "P105"}
    column = WHERE[where].format("\x00").index("\x00") + len(HIDING[what])
    assert f"page.md:5:{column}" in places, [str(page.finding(p)) for p in page.problems]


def test_a_digit_behind_any_other_script_is_seen() -> None:
    for before in ("中", "я", "ש", "م", "é", "🙂", "”", "\u00a0", "\u3000"):
        [section] = scan(Path("page.md"), before + "5\n").sections
        assert [n.text for n in section.numerals] == ["5"], before

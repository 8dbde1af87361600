"""Whatever stands on a page, the proofreader says what it makes of it: findings, and never a failure of its own.

Texts are made of the pieces that pages consist of, and of real pages with a few edits; by chance alone none would get
past the first sign. `make fuzz` tries thousands of them (the profile `fuzz` in conftest.py).
"""

from __future__ import annotations

import json
import string
import tempfile
import tomllib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from proofread import grammar, lexer, pool, tex
from proofread.check import givens, units
from proofread.expressions import LIBRARY, Binding
from proofread.findings import CODES, Problem
from proofread.grammar import canonical_name, parse
from proofread.lexer import numerals_in_tex, tokenise
from proofread.notation import parse_notation
from proofread.numerals import numerals_in, read_literal
from proofread.parity import compare_pages
from proofread.scope import DOMAINS, Scope
from proofread.source import Page, read_text, scan, strip_marks
from proofread.words import numbers_in_words

ROOT = Path(__file__).parents[2]

PAGES = [
    path.read_text("utf-8")
    for directory in ("docs/en", "docs/zh", "tests/proofread/unseen", "tests/proofread/hostile")
    for path in sorted((ROOT / directory).rglob("*.md"))
]
NOTATION = (ROOT / "docs" / "notation.check").read_text("utf-8")
CORPUS = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "tests/proofread/corpus").glob("*.toml")))
fuzzed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

# --- What texts are made of

#: Characters that break things.
ODD = [*"\x00\x01\r\t\f\u00a0\u200b\u202e\u2028\ufeff\u0301\ud800５½²①Ⅳ中é𝟏🙂。（−"]
WRITTEN: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "fuzz_pieces.toml").read_text("utf-8"))
TEX = [
    *WRITTEN["tex"],
    *sorted(grammar.RELATIONS.keys() | grammar.ARROWS.keys() | grammar._UNKNOWN | grammar._SEPARATORS | grammar._TIMES),
    *sorted(grammar._NAME_WRAPPERS | grammar._UNITS.keys() | grammar._LAYOUT | grammar._MATRICES),
    *sorted({*grammar._CLOSING, *grammar._CLOSING.values(), *grammar._NORMS}),
    *sorted(lexer._SILENT | lexer._TEXT_COMMANDS | lexer._FRACTIONS),
]
MARKS, LINES, MARKDOWN = WRITTEN["marks"], WRITTEN["lines"], WRITTEN["markdown"]
PYTHON = [*WRITTEN["python"], *sorted(LIBRARY)]
TEXTS = {
    "pages": PAGES,
    "corpus": [CORPUS],
    "notation": [NOTATION],
    "lines": ["\n".join(LINES), NOTATION],
}
PIECES = {
    "TeX": TEX,
    "Markdown": MARKDOWN,
    "Markdown, marks, TeX": MARKDOWN + MARKS + TEX,
    "marks": MARKS,
    "lines, TeX": [*LINES, *TEX, *sorted(DOMAINS)],
    "Python": PYTHON,
    "Python, TeX": [*TEX, *PYTHON, " ~ ", " := ", " = ", *(f"{d}(n)" for d in sorted(DOMAINS))],
}


def joined(pieces: str, most: int = 30) -> st.SearchStrategy[str]:
    """Texts of some of these pieces, and of characters that break things."""
    usual = st.sampled_from(PIECES[pieces])
    return st.lists(st.one_of(usual, usual, usual, usual, st.sampled_from(ODD)), max_size=most).map("".join)


@st.composite
def edited(draw: st.DrawFn, texts: str, pieces: str, most: int = 60) -> str:
    """Some lines of a real text, with a few edits."""
    lines = draw(st.sampled_from(TEXTS[texts])).split("\n")
    start = draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[start : start + draw(st.integers(1, most))])
    for _ in range(draw(st.integers(0, 6))):
        a = draw(st.integers(0, len(text)))
        b = min(len(text), a + draw(st.integers(0, 12)))
        put = draw(
            st.one_of(st.just(""), st.sampled_from(PIECES[pieces]), st.sampled_from(ODD), st.just(text[a:b] * 2))
        )
        text = text[:a] + put + text[b:]
    return text


formulas = st.one_of(joined("TeX"), edited("corpus", "TeX", most=1), st.text(max_size=40))
lines = st.one_of(
    st.sampled_from(LINES), edited("lines", "lines, TeX", most=1), joined("lines, TeX", 12), joined("Python, TeX", 12)
)
expressions = st.one_of(joined("Python", 12), st.text(string.printable, max_size=30))


@st.composite
def small_pages(draw: st.DrawFn) -> str:
    """A page made of pieces: a check block, text with formulas and marks."""
    declared = "\n".join(draw(st.lists(lines, max_size=4)))
    in_dollars = formulas.map(lambda formula: f" ${formula}$ ")
    mixed = st.one_of(joined("Markdown", 12), joined("marks", 3), in_dollars, joined("Markdown, marks, TeX"))
    text = "".join(draw(st.lists(mixed, max_size=6)))
    return f"# T {{#t}}\n\n```check\n{declared}\n```\n\n{text}\n"


pages = st.one_of(
    edited("pages", "Markdown, marks, TeX"), small_pages(), joined("Markdown, marks, TeX"), st.text(max_size=200)
)


# --- What holds of them


@contextmanager
def only_problems(length: int | None = None) -> Iterator[None]:
    """Problems that are well-formed are fine; anything else that is raised is a fault."""
    found = None
    try:
        yield
    except Problem as problem:
        found = problem
    if found is not None:
        assert found.code in CODES
        assert found.message
        assert length is None or 0 <= found.offset <= length


def found_on(page: Page) -> tuple[object, ...]:
    """All that was found on a page."""
    return page.sections, page.stripped, [(p.code, p.message, p.offset) for p in page.problems]


def assert_places(page: Page) -> None:
    """Everything that was found stands where it is said to."""
    text = page.text
    assert [p.offset for p in page.problems] == sorted(p.offset for p in page.problems)
    for problem in page.problems:
        assert problem.code in CODES
        assert 0 <= problem.offset <= len(text)
        assert page.finding(problem).place.line <= text.count("\n") + 1
    refused = {(problem.code, problem.offset) for problem in page.problems}
    starts = [section.start for section in page.sections]
    assert starts == sorted(starts)
    for section in page.sections:
        for numeral in section.numerals:
            assert text.startswith(numeral.text, numeral.start) or ("P103", numeral.start) in refused  # a mark in it
        for formula in section.formulas:
            assert text.startswith(formula.tex, formula.start)
            assert formula.start <= formula.end <= len(text)
        for line in section.check:
            assert text.startswith(line.text, line.start)
        for mark in section.marks:
            assert text[mark.start] == "{"
            assert text[mark.end - 1] == "}"
            assert mark.content is None or 0 <= mark.content[0] <= mark.content[1] <= mark.start
        for structure in section.structures:
            assert 0 <= structure.start <= len(text)
        for table in section.tables:
            for cell in (cell for row in table.rows for cell in row):
                assert 0 <= cell[0] <= cell[1] <= len(text)
                assert "\n" not in text[slice(*cell)]


@fuzzed
@given(pages)
@example("|\n-[|]{=}")  # a row without its first bar, at the very start: its cell began behind its end
@example("&#50")
def test_any_page_is_scanned_the_same_way_twice_and_everything_has_its_place(text: str) -> None:
    page = scan(Path("page.md"), text)
    assert_places(page)
    assert found_on(scan(Path("page.md"), text)) == found_on(page)
    assert strip_marks(text).count("\n") == text.count("\n")
    assert list(compare_pages(page, page)) == []


@fuzzed
@given(pages)
def test_what_is_stripped_holds_no_marks_for_a_second_time(text: str) -> None:
    page = scan(Path("page.md"), text)
    if not page.problems:
        again = scan(Path("page.md"), page.stripped)
        assert [m for s in again.sections for m in s.marks] == []
        assert again.stripped == page.stripped
        assert [n.text for s in again.sections for n in s.numerals] == [
            n.text for s in page.sections for n in s.numerals
        ]
        assert [f.tex for s in again.sections for f in s.formulas] == [f.tex for s in page.sections for f in s.formulas]


@fuzzed
@given(formulas)
def test_any_formula_is_split_into_tokens_at_their_places(text: str) -> None:
    with only_problems(len(text)):
        tokens = tokenise(text)
        assert [t.at for t in tokens] == sorted({t.at for t in tokens})
        for token in tokens:
            assert text.startswith(token.text, token.at) or token.kind in ("text", "begin", "end")
    assert all(numeral in text for numeral in numerals_in_tex(text))
    for piece in tex.pieces(text):
        assert tex.visible(text)[piece.start : piece.end] == piece.text
    list(tex.sides(text))


@fuzzed
@given(text=formulas)
@example(text=r"\operatorname{diag}12")
def test_any_formula_is_understood_or_refused(text: str, site: Scope) -> None:
    with only_problems(len(text)):
        parse(text, site)
    with only_problems(len(text)):
        canonical_name(text)


@fuzzed
@given(block=st.lists(lines, min_size=1, max_size=6))
def test_any_check_block_is_understood_or_refused(block: list[str], site: Scope) -> None:
    scope = site
    for line in block:
        with only_problems():
            scope = scope.declare(line.strip(), site)
    with only_problems():
        givens(scope)
    units(scope)
    assert isinstance(scope.fingerprint, str)


@fuzzed
@given(text=expressions, base=st.sampled_from([None, "e", "2", "10"]))
def test_any_binding_has_a_value_or_is_refused(text: str, base: str | None, site: Scope) -> None:
    scope = site.declare("p = [0.7, 0.2, 0.1]").declare("q = [1/2, 1/2, 0]").declare("x = 3")
    with np.errstate(all="ignore"), warnings.catch_warnings(), only_problems():
        warnings.simplefilter("ignore")  # of syntax, and of numpy: a worker says them to nobody
        binding = Binding(text, givens(scope), units(scope))
        binding.value(base)
        binding.is_information()


@fuzzed
@given(edited("notation", "lines, TeX"))
def test_any_notation_is_read_or_reported_at_its_line(text: str) -> None:
    _, findings = parse_notation(text, Path("notation.check"), library=False)
    assert all(1 <= f.place.line <= len(text.splitlines()) for f in findings)


@fuzzed
@given(st.one_of(st.text(), pages))
def test_any_text_has_numerals_and_numbers_in_words(text: str) -> None:
    for numeral in numerals_in(text):
        literal = read_literal(numeral)
        assert literal is None or literal.value >= 0
    read_literal(text)
    assert all(match.group() in text for match in numbers_in_words(text))


@fuzzed
@given(
    st.one_of(
        st.binary(),
        st.text().map(lambda t: t.encode("utf-8", "surrogatepass")),
        pages.map(lambda t: t.encode("utf-16", "surrogatepass")),
    )
)
def test_any_file_is_read_as_clean_text_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory, only_problems():
        path = Path(directory) / "page.md"
        path.write_bytes(data)
        text = read_text(path)
        assert "\x00" not in text
        assert "\r" not in text


@pytest.fixture(scope="module")
def answer() -> Iterator[Callable[[str], pool.Answer]]:
    """What a worker process says of a page, as `proofread check` asks it."""
    worker = pool._Worker(20)
    task = {"kind": "page", "path": "page.md", "notation": NOTATION}
    try:
        yield lambda text: worker.do(task | {"text": text})
    finally:
        worker.close()


@fuzzed
@given(text=st.one_of(small_pages(), edited("pages", "Markdown, marks, TeX", most=25)))
def test_any_page_is_checked_without_a_fault(text: str, answer: Callable[[str], pool.Answer]) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")  # as a file can hold it
    found = answer(text)
    assert found.fault is None
    for _, line, column, code, message in (found.done or {"findings": []})["findings"]:
        assert code in CODES
        assert message
        assert 1 <= line <= text.count("\n") + 1
        assert column >= 1
    json.dumps(found.done)

"""No numeral that readers see escapes the scanner, and it sees no other: held to what the site's Markdown shows.

In `hostile/page.md` each numeral stands once, so that its place is known; those above nine hundred no reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from rendering import render

from proofread.check import Checked
from proofread.findings import Place
from proofread.inline import SEEN_ATTRIBUTES
from proofread.lexer import tokenise
from proofread.rendered import compare, compare_formulas, compare_title, in_headings, shown_numerals
from proofread.source import Page, scan

HOSTILE = Path(__file__).parent / "hostile" / "page.md"
TEXT = HOSTILE.read_text("utf-8")
FIRST, LAST = 101, 281


@pytest.fixture(scope="module")
def page() -> Page:
    return scan(HOSTILE, TEXT)


@pytest.fixture(scope="module")
def built() -> str:
    return render(TEXT)


def places(page: Page) -> dict[str, list[Place]]:
    """Where the scanner found each numeral, in prose and in formulas."""
    found: dict[str, list[Place]] = {}
    for section in page.sections:
        for numeral in section.numerals:
            found.setdefault(numeral.text, []).append(page.place(numeral.start))
        for formula in section.formulas:
            for token in tokenise(formula.tex):
                if token.kind == "number":
                    found.setdefault(token.text, []).append(page.place(formula.start + token.at))
    return found


def place_in_the_file(numeral: str) -> Place:
    """The place of a numeral by searching the file, which has it once."""
    hits = [
        (line, match.start() + 1)
        for line, text in enumerate(TEXT.split("\n"), start=1)
        for match in re.finditer(rf"(?<!\d){numeral}(?!\d)", text)
    ]
    assert len(hits) == 1, f"{HOSTILE.name} has {numeral} {len(hits)} times"
    return Place(HOSTILE, *hits[0])


def texts_of(built: str) -> list[str]:
    """All numbers in the text of a page and in what it says of images and on hovering, by no rule of the judge's.

    Neither code nor what the build numbers: the lines of code, and the footnotes.
    """
    tree = html.fromstring(built)
    for element in tree.xpath("//pre | //a[@class='footnote-ref' or @class='footnote-backref']"):
        element.drop_tree()
    attributes = [value for name in SEEN_ATTRIBUTES for value in tree.xpath(f"//@{name}")]
    return re.findall(r"(?<![A-Za-z\d])(?<![A-Za-z]_)\d+", "\n".join([" ".join(tree.itertext()), *attributes]))


def test_the_hostile_page_has_no_faults(page: Page) -> None:
    assert [str(page.finding(problem)) for problem in page.problems] == []


def test_each_numeral_that_readers_see_is_found_at_its_place_and_no_other_is(page: Page) -> None:
    seen = {str(n): [place_in_the_file(str(n))] for n in range(FIRST, LAST + 1)}
    assert places(page) == seen


def test_readers_see_these_numerals_and_no_others(built: str) -> None:
    seen = [str(n) for n in range(FIRST, LAST + 1)]
    assert sorted(shown_numerals(built)) == seen
    assert sorted(texts_of(built)) == seen


def test_the_judge_of_rendered_pages_agrees(page: Page, built: str) -> None:
    assert [str(f) for f in (*compare(page, built), *compare_formulas(page, built))] == []


#: What a reader might see, or not, and how: a numeral at a time is put where the scanner does not look.
LINE = "# T {#t}\n\nA [7]{! example} and more.\n"
DIFFERENCES = {
    "hidden from the scanner": (LINE, LINE.replace("more", "more <kbd>8</kbd>"), "shows 8 1 times more"),
    "hidden in an attribute": (LINE, LINE.replace("more", '<span title="8">x</span>'), "shows 8 1 times more"),
    "hidden in a formula": (LINE, LINE.replace("more", "$x = 8$"), "shows 8 1 times more"),
    "seen by the scanner only": (LINE, LINE.replace("[7]{! example}", "none"), "shows 7 1 times less"),
    "seen by the scanner only, in a comment": (LINE, f"# T\n\n<!--{LINE}-->\n", "shows 7 1 times less"),
    "torn by markup": (LINE.replace("[7]", "[78]"), LINE.replace("[7]{! example}", "7 8"), "shows 78 1 times less"),
}


@pytest.mark.parametrize("what", DIFFERENCES)
def test_the_judge_notices_what_is(what: str) -> None:
    source, shown, message = DIFFERENCES[what]
    scanned = scan(Path("page.md"), source)
    assert scanned.problems == []
    assert list(compare(scanned, render(source))) == []
    found = [str(f) for f in compare(scanned, render(shown))]
    assert any(message in f for f in found), found


def test_the_judge_notices_a_formula_that_markdown_shows_as_text() -> None:
    source = LINE.replace("more", "$p_1 = 8$")
    [found] = compare_formulas(scan(Path("page.md"), source), render(source.replace("$", "")))
    assert "sets the formula 'p_1 = 8' 0 times, its Markdown has it 1 times" in found.message


@pytest.mark.parametrize(
    "where", ["<title>{}</title></head><body>", "</head><body><nav>{}</nav>", "<header>{}</header>"]
)
def test_the_judge_notices_a_numeral_in_the_title_or_navigation(where: str) -> None:
    page = scan(Path("page.md"), "# In [12]{! months} months {#t}\n")
    built = "<html><head>" + where + "<article><h1>In 12 months</h1></article></body></html>"
    assert list(compare_title(page, built.format("In 12 months"), in_headings([page]))) == []
    [found] = compare_title(page, built.format("In 13 months"), in_headings([page]))
    assert "shows 13, which no heading accounts for" in found.message


#: Markup that authors may know from elsewhere. It is refused, with advice, and never shown in silence as it is written.
REFUSED = [
    ("- [ ] a task 5", "task lists"),
    ("1. [x] a task 5", "task lists"),
    ("*[KL]: Kullback–Leibler 5", "abbreviations"),
    ('!!! note "Title 5"\n    text', "/// note"),
    ("!!!note\n    text", "/// note"),
    ("??? note\n    text", "/// note"),
    ('=== "Tab 5"\n\n    text', "/// note"),
    ("::: note 5\ntext\n:::", "/// note"),
    (":::{note}\ntext\n:::", "/// note"),
    ("> [!NOTE]\n> text 5", "/// note"),
    ("/// tab | Tab 5\ntext\n///", "no kind of block"),
    ("/// figure-caption\ntext 5\n///", "no kind of block"),
    ("/// html | div\ntext 5\n///", "no kind of block"),
    ("```mermaid\ngraph\n```", "a figure"),
    ("```math\nx\n```", "between lines of $$"),
    ("```{note}\nx\n```", "this one is not known"),
    ('```python linenums="a"\nx\n```', "this one is not known"),
    ("```python\nx = y  # (1)!\n```", "code that is not run"),
    ("a ==5== b", "<mark>"),
    ("a ~~5~~ b", "<del>"),
    ("a ^^5^^ b", "<ins>"),
    ("H~2~O", "<sub>"),
    ("x^2^", "<sup>"),
    ("++ctrl+5++", "<kbd>"),
    ("a :smile: 5", "icons"),
    ("a :material-check: 5", "icons"),
    ("[[page 5]]", "links nothing"),
    ("![[page 5]]", "links nothing"),
    ("text^[a note 5]", "notes within the text"),
    ("see https://example.org/5 there", "bare address"),
    ("5\\\nmore", "write <br>"),
    ("{{ value }} 5", "a brace"),
    ("{++5++}", "a brace"),
    ("{% if x %}5{% endif %}", "a brace"),
    ("[TOC]\n\n5", "[TOC]"),
    ("`#!python x = 5`", "code that names its language"),
    ("\\(x = 5\\)", "may open a formula"),
    ("\\begin{align}5\\end{align}", "outside dollars"),
    ("Title 5\n=======", "write ##"),
    ("    x = 5", "a fence"),
    ('--8<-- "x.md"\n\n5', "included here unread"),
    ("<details><summary>5</summary></details>", "HTML blocks"),
    ("<script>5</script>", "HTML"),
    ("a <!-- 5 --> b", "no inline tag"),
    ("<me5@example.org>", "no address"),
    ("text[^5]", "no such footnote"),
    ('[a]: b.md "title 5"', "without title"),
    ("[5](a.md 'title')", "a link is"),
    ("![5 `a`](figure:x)", "plain text"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_markup_that_is_not_for_this_site_is_refused(text: str, message: str, check: Callable[[str], Checked]) -> None:
    problems = [p for p in check(f"# T {{#t}}\n\n{text}\n").problems if p.code != "P101" or "not run" in p.message]
    assert any(message in p.message for p in problems), [p.message for p in problems]
    [first, *_] = sorted(p.offset for p in problems)
    assert first >= len("# T {#t}\n\n")


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: In 5 steps\n---\n",
        "---\nhide: [toc]\n---\n",
        "---\ntitle: 'five'\n---\n",
        "Author: 5\n",
        "---\na: b\n",
    ],
)
def test_front_matter_that_could_show_or_swallow_a_number_is_refused(front: str) -> None:
    [problem, *_] = scan(Path("page.md"), front + "\n# T {#t}\n").problems
    assert problem.code == "P109"
    assert problem.offset < len(front)

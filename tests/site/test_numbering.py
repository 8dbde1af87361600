"""Permanent ids and numbers: what authors write, what readers see, and each fault at its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from built_site import ROOT

from site_build import numbering, pages, references, statements
from site_build.numbering import Numbered

TREE = """home = { path = "index", zh = "首页", en = "Home" }
[[parts]]
zh = "部"
en = "Part"
pages = [
  { path = "a/one", number = 3, zh = "一", en = "One" },
  { path = "a/two", number = 4, zh = "二", en = "Two" },
  { path = "a/free", zh = "无", en = "Free" },
]
"""

ONE = """# One

/// definition | Entropy
    attrs: {id: def-entropy}

Text.
///

$$
x \\label{eq-x}
$$

/// theorem | Range of the entropy
    attrs: {id: thm-range}

See $\\eqref{eq-x}$ and [](ref:exr-two).
///

/// proof
Words.
///

![alt](figure:bars){ #fig-bars }
"""

TWO = """# Two

/// exercise | Two
    attrs: {id: exr-two}

By [](ref:def-entropy), [the range](ref:thm-range), `[](ref:no-reference)`.
///

/// details | Solution
Because.
///
"""

Read = Callable[..., Numbered]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a small site: `one` and `two` in both languages, or what is given for `zh_one`, `en_free` …"""

    def make(**texts: str) -> Numbered:
        versions = {f"{lang}_{name}": text for lang in ("zh", "en") for name, text in (("one", ONE), ("two", TWO))}
        for name, text in (versions | texts).items():
            lang, page = name.split("_")
            file = tmp_path / lang / "a" / f"{page}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("Solution", "解答") if lang == "zh" else text, encoding="utf-8")
        (tmp_path / "pages.toml").write_text(TREE, encoding="utf-8")
        return numbering.read_site(tmp_path, pages.read_tree(tmp_path))

    return make


def both(page: str, old: str, new: str) -> dict[str, str]:
    """A change to a page in both languages."""
    text = {"one": ONE, "two": TWO}[page]
    assert text.count(old) == 1
    return {f"{lang}_{page}": text.replace(old, new) for lang in ("zh", "en")}


def said(found: Numbered) -> list[str]:
    return [f"{'/'.join(f.path.parts[-3:])}:{f.line}: {f.message}" for f in found.findings]


# ── Numbers ──────────────────────────────────────────────────────────────────


def test_statements_share_a_counter_and_equations_and_figures_have_their_own(read: Read) -> None:
    found = read()
    assert said(found) == []
    assert {name: (target.label("zh"), target.label("en")) for name, target in found.targets.items()} == {
        "def-entropy": ("定义 3.1", "Definition 3.1"),
        "eq-x": ("(3.1)", "(3.1)"),
        "thm-range": ("定理 3.2", "Theorem 3.2"),
        "fig-bars": ("图 3.1", "Figure 3.1"),
        "exr-two": ("习题 4.1", "Exercise 4.1"),
    }
    assert found.numbers() == {"eq-x": "3.1"}


def test_a_number_moves_with_the_page_and_the_id_does_not(read: Read, tmp_path: Path) -> None:
    before = read().targets["thm-range"]
    tree = tmp_path / "pages.toml"
    tree.write_text(TREE.replace("number = 3", "number = 12"), encoding="utf-8")
    after = numbering.read_site(tmp_path, pages.read_tree(tmp_path)).targets["thm-range"]
    assert (before.number, after.number, before.id) == ("3.2", "12.2", after.id)


def test_every_page_of_the_course_has_its_number() -> None:
    tree = pages.read_tree(ROOT / "docs")
    assert [page.number for page in tree.pages() if page.number is not None] == list(range(28))


def test_a_number_given_twice_is_found(tmp_path: Path) -> None:
    (tmp_path / "pages.toml").write_text(TREE.replace("number = 4", "number = 3"), encoding="utf-8")
    messages = [finding.message for finding in pages.check_pages(tmp_path, pages.read_tree(tmp_path))]
    assert messages == ["a/two has the number 3, as a/one has: give it one of its own"]


# ── Faults ───────────────────────────────────────────────────────────────────

PROOF = "/// proof\n    attrs: {id: prf-x}\n"

FAULTS = {
    "no id": (
        both("one", "    attrs: {id: thm-range}\n", ""),
        "this theorem has no id, which is its address, the same in both languages, for good: "
        "write `attrs: {id: thm-range-entropy}`",
    ),
    "an id of another kind": (
        both("one", "id: thm-range", "id: def-range"),
        "the id def-range of this theorem, expected thm- and its subject in lower-case ASCII words, "
        "the same in both languages, for good: write `attrs: {id: thm-def-range}`",
    ),
    "an id that is no address": (both("one", "id: thm-range", "id: thm-Range_x"), "write `attrs: {id: thm-range-x}`"),
    "a figure without id": (both("one", "{ #fig-bars }", ""), "this figure has no id, .* write `{ #fig-bars }`"),
    "a label of no subject": (both("one", "\\label{eq-x}", "\\label{x}"), r"write `\\label{eq-x}`"),
    "an id that another page has": (
        both("two", "id: exr-two", "id: thm-range"),
        r"the id thm-range is taken already \(theorem, a/one\)",
    ),
    "an id twice on a page": (
        both("one", "/// proof\n", f"{PROOF}\nWords.\n///\n\n{PROOF}\n"),
        r"the id prf-x is taken already \(proof, a/one\)",
    ),
    "a reference that leads nowhere": (
        both("two", "[](ref:def-entropy)", "[](ref:def-entrpy)"),
        r"there is no 'def-entrpy' on the site \(nearest: def-entropy",
    ),
    "a page that is not there": (
        both("two", "[](ref:def-entropy)", "[](ref:a/tow)"),
        r"there is no 'a/tow' on the site \(nearest: a/two",
    ),
    "an erratum without id": (
        {f"{lang}_free": "# F\n\n/// erratum | A\nText.\n///\n" for lang in ("zh", "en")},
        "this erratum has no id, which is its address",
    ),
    "an equation that is not there": (both("one", "eqref{eq-x}", "eqref{eq-y}"), r"there is no 'eq-y' on the site"),
    "a number for a proof": (
        both("one", "/// proof\nWords.", "/// proof\n    attrs: {id: prf-x}\n\n[](ref:prf-x)"),
        r"a proof has no number: write what it shows, \[words\]\(ref:prf-x\)",
    ),
    "a number in a heading": (both("two", "# Two\n", "# Two\n\n## [](ref:def-entropy)\n"), "a heading's link shows"),
    "an exercise without solution": (
        both("two", "/// details | Solution", "/// details | Hint"),
        "this exercise has no solution: write `/// details | (Solution|解答)`",
    ),
    "a solution that is not behind its exercise": (
        both("two", "/// details | Solution", "Words.\n\n/// details | Solution"),
        "stands directly behind an exercise; no exercise ends here",
    ),
    "another order in the other language": (
        {"en_one": ONE.replace("/// definition", "/// x").replace("def-entropy", "def-entropy")
            .replace("/// x | Entropy\n    attrs: {id: def-entropy}\n\nText.\n///\n", "")
            + "\n/// definition | Entropy\n    attrs: {id: def-entropy}\n\nText.\n///\n"},
        "eq-x stands here where .*one.md:3 has def-entropy: the same order, the same numbers",
    ),
    "a page without number": (
        {f"{lang}_free": "# F\n\n/// pitfall | A\n    attrs: {id: pit-a}\n\nText.\n///\n" for lang in ("zh", "en")},
        "give a/free a `number` in pages.toml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_reported_with_what_to_write(read: Read, fault: str) -> None:
    texts, message = FAULTS[fault]
    found = said(read(**texts))
    for lang in {name.split("_")[0] for name in texts}:
        own = [line for line in found if line.startswith(f"{lang}/")]
        assert [line for line in own if re.search(message, line)], found


def test_a_fault_stands_at_its_place(read: Read) -> None:
    [finding] = read(en_two=TWO.replace("thm-range", "thm-rang")).findings
    assert (finding.path.name, finding.line, finding.column) == ("two.md", 6, 25)


# ── Built pages ──────────────────────────────────────────────────────────────


def test_a_reference_shows_the_number_and_leads_there(read: Read) -> None:
    targets = read().targets
    page = '<p><a href="ref:thm-range"></a>, <a href="ref:eq-x" title="t"></a>, <a href="ref:thm-range">mine</a></p>'
    assert references.resolve(page, "a/two/", "zh", targets, {}) == (
        '<p><a class="ref build-made" href="../../a/one/#thm-range">定理 3.2</a>, '
        '<a class="ref build-made" href="../../a/one/#eq-x" title="t">(3.1)</a>, '
        '<a class="ref" href="../../a/one/#thm-range">mine</a></p>'
    )
    assert 'href="#thm-range">Theorem 3.2<' in references.resolve(page, "a/one/", "en", targets, {})
    assert 'href="a/one/#thm-range"' in references.resolve(page, "./", "en", targets, {})


def test_a_page_is_called_by_its_title_and_linked_once_it_is_written(read: Read, tmp_path: Path) -> None:
    read()
    entries = pages.read_tree(tmp_path).pages()
    known = {entry.path: (entry, entry.exists(tmp_path)) for entry in entries}
    page = '<a href="ref:a/one"></a>, <a href="ref:a/one" title="t">mine</a>, <a href="ref:a/free"></a>'
    assert references.resolve(page, "a/two/", "en", {}, known) == (
        '<a href="../../a/one/"><span class="build-made">One</span></a>, '
        '<a href="../../a/one/" title="t">mine</a>, <span class="build-made">Free</span>'
    )


def test_an_erratum_is_called_by_its_id_on_a_page_without_number(read: Read) -> None:
    text = "# F\n\n/// erratum | A\n    attrs: {id: err-s3-16}\n\nSee [](ref:a/one).\n///\n"
    found = read(zh_free=text, en_free=text)
    assert said(found) == []
    target = found.targets["err-s3-16"]
    assert (target.label("zh"), target.label("en")) == ("勘误 S3-16", "Erratum S3-16")


def test_a_reference_to_an_equation_keeps_its_tex(read: Read) -> None:
    page = '<span class="arithmatex">\\(\\eqref{eq-x}\\)</span>'
    assert references.resolve(page, "a/two/", "en", read().targets, {}) == (
        '<a class="ref build-made" href="../../a/one/#eq-x" data-tex="\\eqref{eq-x}">(3.1)</a>'
    )


@pytest.mark.parametrize(
    ("lang", "title", "expected"),
    [
        ("zh", "解答", '习题 <span class="build-made">4.1</span> 的解答'),
        ("en", "Solution", 'Solution to Exercise <span class="build-made">4.1</span>'),
    ],
)
def test_a_solution_names_its_exercise(read: Read, lang: str, title: str, expected: str) -> None:
    found = read()
    html = f"<details><summary>{title}</summary><p>Because.</p></details>"
    own = found.pages[lang, "a/two"]  # type: ignore[index]
    bound = statements.bind_solutions(html, own, lang, found.targets)  # type: ignore[arg-type]
    opening = '<details class="solution" id="exr-two-solution">'
    assert bound == f"{opening}<summary>{expected}</summary><p>Because.</p></details>"


def test_a_caption_begins_with_the_figure_s_number(read: Read) -> None:
    page = '<p><img alt="x" id="fig-bars" src="figure:bars"></p>\n<figcaption>\n<p>Words.</p></figcaption>'
    targets = read().targets
    assert '<p><span class="figure-number">图 <span class="build-made">3.1</span></span> Words.' in (
        statements.label_figures(page, "zh", targets)
    )
    assert statements.label_figures(page, "en", {}) == page

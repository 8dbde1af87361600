"""Sources: docs/references.bib, citations of its entries, and each page's list of what it cites."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_sites import check_pages

from proofread.bibliography import parse_bibliography
from proofread.citations import read_items
from proofread.findings import Problem
from proofread.rendered import compare, compare_records
from proofread.source import scan

MACKAY = """@book{mackay2003,
  author    = {MacKay, David J. C.},
  title     = {Information Theory, Inference, and {L}earning Algorithms},
  publisher = {Cambridge University Press},
  year      = {2003},
}
"""
SHANNON = """@article{shannon1948,
  author  = {Shannon, Claude E.},
  title   = {A Mathematical Theory of Communication},
  journal = {Bell System Technical Journal},
  volume  = {27},
  pages   = {379--423, 623--656},
  year    = {1948},
  doi     = {10.1002/j.1538-7305.1948.tb01338.x},
}
"""
LIST = "\n\n## S {#sources}\n\n- [@mackay2003] It.\n"


def check(tmp_path: Path, pages: dict[str, str], references: str = MACKAY, *, parity: bool = False) -> list[str]:
    printed = check_pages(tmp_path, {"page": pages}, parity=parity, files={"references.bib": references})
    return printed["page"]


# --- The bibliography


def test_an_entry_is_read_as_it_is_shown() -> None:
    found = parse_bibliography(f"% a comment\n\n{MACKAY}\n{SHANNON}", Path("references.bib"))
    assert found.findings == []
    mackay, shannon = found.sources.values()
    assert (mackay.kind, mackay.line, mackay.address) == ("book", 3, "")
    assert mackay.fields["title"] == "Information Theory, Inference, and Learning Algorithms"
    assert shannon.address == "https://doi.org/10.1002/j.1538-7305.1948.tb01338.x"
    assert shannon.fields["pages"] == "379–423, 623–656"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  year      = {2003},\n", "", 1, "mackay2003 has no year"),
        ("publisher =", "publishr =", 1, "has a field publishr, which is not known; did you mean publisher?"),
        ("@book", "@bok", 1, "mackay2003 is a bok: use article, book"),
        ("mackay2003", "MacKay", 1, "the key MacKay is not like shannon1948"),
        ("mackay2003", "mackay2004", 1, "the key mackay2004 has another year than its field, 2003"),
        ("{2003}", "{MMIII}", 1, "year of mackay2003 is 'MMIII': it is four digits"),
        ("MacKay, David J. C.", "David MacKay", 1, "write Last, First"),
        ("MacKay, David", "M\\'acKay, David", 1, "has a TeX command: write the letter itself"),
        ("{2003},", "{2003},\n  doi = {https://doi.org/10.1000/1},", 1, "a DOI, 10.1002/047174882X, without the"),
        ("{2003},", "{2003},\n  year = {2003},", 1, "mackay2003 has the field year twice"),
        ("year      = {2003},", "year      {2003},", 5, "no BibTeX: '=' expected"),
        ("@book", "@string{cup = {Cambridge}}\n@book", 1, "@string is not used here"),
    ],
)
def test_an_entry_that_is_not_as_it_should_be_is_reported_at_its_line(
    old: str, new: str, line: int, message: str
) -> None:
    findings = parse_bibliography(MACKAY.replace(old, new, 1), Path("references.bib")).findings
    assert [f.code for f in findings][:1] == ["P701"]
    assert findings[0].line == line
    assert any(message in f.message for f in findings), [f.message for f in findings]


def test_the_second_of_two_equal_keys_is_reported() -> None:
    found = parse_bibliography(f"{MACKAY}\n{MACKAY}", Path("references.bib"))
    assert [str(f) for f in found.findings] == ["references.bib:8:1: P701 mackay2003 is there already, in line 1"]


def test_an_institution_is_a_whole_name() -> None:
    found = parse_bibliography(MACKAY.replace("{MacKay, David J. C.}", "{{周志华} and Li, Hang}"), Path("r.bib"))
    assert found.findings == []


# --- Citations


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z]{1,9}[0-9]{4}[a-z]?", fullmatch=True),
            st.sampled_from(
                ["", "ch. 5", "pp. 12–15", "thm. 2.6.3", "sec. 4.1, eq. 3", "第 5 章", "定理 2.6.3", "附录 A"]
            ),
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from([("; ", ", "), ("；", "，")]),
)
def test_keys_and_locators_come_out_as_they_went_in(items: list[tuple[str, str]], marks: tuple[str, str]) -> None:
    between, comma = marks
    written = between.join(f"@{key}{comma}{locator}" if locator else f"@{key}" for key, locator in items)
    found = read_items(written)
    assert [(c.key, c.locator) for c in found] == items
    for item in found:
        assert written[item.at :].startswith(item.key)
        assert written[item.locator_at :].startswith(item.locator)


@pytest.mark.parametrize(
    "items", ["@", "shannon1948", "@a b", "@a; b", "@a, 0.802", "@a, 5", "@a, see p. 3", "@a, ch."]
)
def test_what_is_no_citation_is_refused(items: str) -> None:
    with pytest.raises(Problem) as problem:
        read_items(items)
    assert problem.value.code == "P702"


def test_a_citation_with_its_entry_passes_in_both_languages(tmp_path: Path) -> None:
    en = f"So it is [@mackay2003, ch. 4].{LIST}"
    zh = f"如此[@mackay2003，第 4 章]。{LIST}"
    assert check(tmp_path, {"en": en, "zh": zh}, parity=True) == []


@pytest.mark.parametrize(
    ("page", "messages"),
    [
        (f"It is [@mackey2003].{LIST}", ["1:9: P702 the source mackey2003 is not known; did you mean mackay2003?"]),
        (f"It is [@mackay2003, chapter 4].{LIST}", ["1:21: P702 the locator 'chapter 4' is not known"]),
        ("It is [@mackay2003].", ["1:9: P704 mackay2003 is cited here, and not in the page's sources"]),
        (f"{LIST}- [@mackay2003] Again.\n", ["6:5: P704 mackay2003 is in the list already"]),
        (f"It is [@mackay2003](other.md).{LIST}", ["1:7: P109 a citation with a bracket"]),
        (f"It is [@mackay2003]{{! reason}}.{LIST}", ["1:7: P103 a citation takes no mark"]),
        (f"# It [@mackay2003] {{#it}}{LIST}", ["1:6: P109 a citation stands in running text"]),
    ],
)
def test_a_citation_that_cannot_hold_is_reported_at_its_place(page: str, messages: list[str], tmp_path: Path) -> None:
    printed = check(tmp_path, {"en": page})
    for message in messages:
        assert any(line.startswith(f"docs/en/page.md:{message}") for line in printed), printed


def test_a_source_that_waits_for_its_page_may_wait_no_longer(tmp_path: Path) -> None:
    waiting = MACKAY.replace("  year", "  planned = {codes},\n  year")
    assert check(tmp_path / "a", {"en": "Text."}, waiting) == []
    there = check(tmp_path / "b", {"en": "Text."}, waiting.replace("{codes}", "{page}"))
    assert there == ["docs/references.bib:1:1: P703 the page page is there, and does not cite mackay2003"]
    cited = check(tmp_path / "c", {"en": LIST.lstrip()}, waiting)
    assert cited == ["docs/references.bib:1:1: P703 mackay2003 is cited: it is no longer `planned`"]


def test_both_languages_cite_the_same_section_by_section(tmp_path: Path) -> None:
    en = f"## A {{#a}}\n\nIt is [@mackay2003, ch. 4].\n\n## B {{#b}}\n\nText.{LIST}"
    zh = f"## A {{#a}}\n\n如此。\n\n## B {{#b}}\n\n如此[@mackay2003，第 5 章]。{LIST}"
    printed = check(tmp_path, {"en": en, "zh": zh}, parity=True)
    assert any("P506 the `citation mackay2003` has no twin" in line for line in printed)
    assert any("P504 the numeral `4` has no twin" in line for line in printed)


def test_only_the_locator_of_a_citation_is_the_authors_own() -> None:
    page = scan(Path("p.md"), "It is [@mackay2003, ch. 4].\n")
    assert [n.text for s in page.sections for n in s.numerals] == ["4"]
    built = '<article><p>It is (<a data-from="bib:mackay2003" title="2003">MacKay 2003</a>, ch. {}).</p></article>'
    assert list(compare(page, built.format(4))) == []
    assert [f.code for f in compare(page, built.format(5))] == ["P601", "P601"]


def test_what_the_build_shows_of_a_source_is_in_its_entry() -> None:
    page = scan(Path("p.md"), "It.\n")
    built = '<article><p><a data-from="bib:mackay2003" title="{}">MacKay {}</a></p></article>'
    records = {"bib:mackay2003": "David MacKay\n2003"}
    assert list(compare_records(page, built.format(2003, 2003), records)) == []
    for title, text in ((2003, 2004), (2004, 2003)):
        [finding] = compare_records(page, built.format(title, text), records)
        assert "shows 2004 as from bib:mackay2003" in finding.message
    assert len(list(compare_records(page, built.format(2003, 2003), {}))) == 1

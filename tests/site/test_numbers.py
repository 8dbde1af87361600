"""The index of numbers: what the proofreader found, as readers find it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from built_site import ROOT
from lxml import html

from proofread import Report
from site_build import numbers
from site_build.errors import SiteError
from site_build.languages import LANGS, Lang
from site_build.pages import Tree, read_tree

DOCS = ROOT / "docs"
URL = "reference/numbers/"
ENTROPY: dict[str, Any] = {
    "text": "0.802",
    "unit": "nat",
    "tex": "H(p)",
    "given": ["p = (0.7, 0.2, 0.1)"],
    "term": False,
    "section": "by-hand",
    "title": r"By hand: $a < b$, *round* `last`",
    "value": {
        "text": "0.8018185525",
        "size": 0.8018185525,
        "in": {"nat": {"text": "0.8018185525"}, "bit": {"text": "1.156779649"}, "hart": {"text": "0.3482253729"}},
    },
}


@pytest.fixture(scope="module")
def tree() -> Tree:
    return read_tree(DOCS)


def entries(tree: Tree, *results: Mapping[str, Any], page: str = "information/entropy") -> list[numbers.Entry]:
    report = Report(results={DOCS / "en" / f"{page}.md": [dict(result) for result in results]})
    return numbers.collect(report, DOCS, tree, "en", URL)


def filled(tree: Tree, *results: Mapping[str, Any], lang: Lang = "en", part: str = "from-0-5") -> str:
    source = DOCS / lang / "information/entropy.md"
    report = Report(results={source: [dict(result) for result in results]})
    return numbers.fill(f"<!-- numbers:{part} -->\n", report, DOCS, tree, lang, URL)


def test_one_value_in_one_unit_is_one_entry_with_all_that_is_printed(tree: Tree) -> None:
    longer = ENTROPY | {"text": "0.801819"}
    same = ENTROPY | {"section": "meaning", "title": "Meaning"}
    other = ENTROPY | {"tex": "H(q)"}
    [entry] = entries(tree, ENTROPY, longer, same, other, ENTROPY)
    assert entry.texts == ["0.802", "0.801819"]
    assert [len(places) for places in entry.lines.values()] == [2, 1]
    bits = ENTROPY | {"unit": "bit", "value": ENTROPY["value"] | {"text": "1.156779649", "size": 1.156779649}}
    assert [found.unit for found in entries(tree, bits, ENTROPY)] == ["nat", "bit"], "by size"


def test_the_index_itself_is_no_place(tree: Tree) -> None:
    assert entries(tree, ENTROPY, page="reference/numbers") == []


def test_an_entry_says_what_it_is_its_base_and_where_it_stands(tree: Tree) -> None:
    entry = html.fromstring(filled(tree, ENTROPY))
    assert "build-made" in entry.get("class").split(), "the proofreader knows that the build has put it there"
    assert entry.xpath("string(.//h2)") == "0.802\u00a0nats¶"
    text = entry.text_content().replace("\u00a0", " ")
    assert "≈ 0.8018185525 nats (base e) ≈ 1.156779649 bits (base 2) ≈ 0.3482253729 hartleys (base 10)" in text
    assert r"\(H(p)\), where \(p = (0.7, 0.2, 0.1)\): Entropy › By hand: \(a < b\), round last" in text
    assert entry.xpath(".//li/a/@href") == ["../../information/entropy/#by-hand"]
    assert "0.802 奈特" in filled(tree, ENTROPY, lang="zh").replace("\u00a0", " ")


def test_a_sum_of_rounded_terms_says_so(tree: Tree) -> None:
    value = {"text": "0.804", "size": 0.804, "exact": True, "in": {"nat": {"text": "0.804", "exact": True}}}
    line = r"0.7 \times 0.36 + 0.2 \times 1.61 + 0.1 \times 2.30"
    total = ENTROPY | {"text": "0.804", "tex": line, "given": [], "value": value, "stands_for": ENTROPY}
    text = html.fromstring(filled(tree, total)).text_content().replace("\u00a0", " ")
    assert r"without rounding, \(H(p)\) is 0.8018185525 nats" in text
    assert "= 0.804 nats (base e)" in text


def test_a_tiny_number_is_printed_with_a_power_of_ten(tree: Tree) -> None:
    tiny = ENTROPY | {"text": "0.000000043", "unit": "", "value": {"text": "4.3086e-8", "size": 4.3e-8}}
    assert "4.3\u00a0×\u00a010<sup>\u22128</sup>" in filled(tree, tiny, part="from-0")
    assert "0.00004" in filled(tree, tiny | {"text": "0.00004"}, part="from-0")


def test_roundings_that_are_no_beginning_of_the_digits_are_there_to_be_found(tree: Tree) -> None:
    one = {"nat": {"text": "0.6931471806"}, "bit": {"text": "1", "exact": True}, "hart": {"text": "0.3010299957"}}
    bit = ENTROPY | {"text": "1", "unit": "bit", "value": {"text": "1", "size": 1.0, "exact": True, "in": one}}
    [entry] = entries(tree, bit)
    assert set(numbers.roundings(entry)) == {"0.69315", "0.301030"}, "0.6931 is a beginning of 0.6931471806"


@pytest.mark.parametrize("size", [-2.5, -1e-300, 1e-300, 0.1, 0.29, 0.3, 0.5, 1.0, 2.0, 7e9])
def test_every_number_is_in_exactly_one_part(tree: Tree, size: float) -> None:
    found = ENTROPY | {"value": ENTROPY["value"] | {"size": size}}
    assert sum("0.802" in filled(tree, found, part=part) for part in numbers._RANGES) == 1


def test_a_part_that_is_not_known_is_an_error(tree: Tree) -> None:
    with pytest.raises(SiteError, match=r"numbers:imaginary.*known: negative, from-0, from-0-1"):
        numbers.fill("<!-- numbers:imaginary -->", Report(), DOCS, tree, "en", URL)


def test_a_part_without_numbers_says_so(tree: Tree) -> None:
    assert "At present there are none." in filled(tree)


# ── The built page ───────────────────────────────────────────────────────────


def stands_in(number: str, text: str) -> bool:
    """A tiny number may be written with a power of ten, 4.54 × 10⁻⁵, and a share as a percentage."""
    plain = number.lstrip("\u2212")
    mantissa = re.sub(r"^0\.0000+(\d)(\d*)$", r"\1.\2", plain).rstrip(".")
    percentage = re.sub(r"^0\.(\d\d)(\d+)$", r"\1.\2", plain)
    return any(form in text for form in (plain, mantissa, f"{percentage}\u00a0%", f"{percentage} %", f"{percentage}%"))


@pytest.mark.parametrize("lang", LANGS)
def test_every_entry_leads_to_places_that_show_it(site: Path, lang: str) -> None:
    pages = [site / lang / URL / "index.html", *sorted((site / lang / URL).glob("from-*/index.html"))]
    assert len(pages) == len(numbers._RANGES)
    found = [
        (page, entry)
        for page in pages
        for entry in html.fromstring(page.read_text(encoding="utf-8")).xpath("//div[contains(@class, 'numbers')]/div")
    ]
    assert len(found) > 500
    ids = [entry.xpath("string(.//h2/@id)") for _, entry in found]
    assert len(set(ids)) == len(ids)
    built: dict[Path, Any] = {}
    for page, entry in found:
        title = entry.xpath("string(.//h2)").removesuffix("¶")
        printed = re.findall(r"\u2212?[0-9]+(?:\.[0-9]+)?", title)
        shown: list[str] = []
        for address in entry.xpath("./ul/li/a/@href"):
            path, _, anchor = address.partition("#")
            target = (page.parent / path).resolve() / "index.html"
            tree = built.setdefault(target, html.fromstring(target.read_text(encoding="utf-8")))
            assert not anchor or tree.xpath(f"//*[@id='{anchor}']"), f"{title}: {address}"
            shown.append("".join(tree.xpath("//article")[0].itertext()))
        for number in printed:
            assert any(stands_in(number, text) for text in shown), f"{title}: {number}"

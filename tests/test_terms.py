"""The glossary: its file, the names that pages use, and the English names on Chinese pages."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_sites import ROOT, check_pages

from proofread.source import scan
from proofread.terms import Glossary, parse_glossary, read_glossary

TERM = """[[term]]
id = "entropy"
zh = "熵"
en = "entropy"
zh_also = ["香农熵"]
zh_variants = ["信息熵"]
en_variants = ["information entropy"]
page = "information/entropy"
meaning_zh = "自信息的期望"
meaning_en = "the expected self-information"
"""
CROSS = """[[term]]
id = "cross-entropy"
zh = "交叉熵"
en = "cross-entropy"
en_variants = ["cross entropy"]
page = "information/entropy"
meaning_zh = "按另一个分布计算的自信息的期望"
meaning_en = "the expected self-information by another distribution"
"""
CONVEX = """[[term]]
id = "convex-function"
zh = "下凸函数"
en = "convex function"
zh_also = ["下凸", "凸函数"]
en_also = ["convex", "MSE"]
zh_root = "凸"
page = "information/entropy"
meaning_zh = "弦不在图像之下的函数"
meaning_en = "a function whose chords do not lie below its graph"
"""
GLOSSARY = TERM + CROSS + CONVEX


def glossary(text: str = GLOSSARY) -> Glossary:
    found = parse_glossary(text, Path("glossary.toml"))
    assert found.findings == []
    return found


def names(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[u.start : u.end], u.term.id) for u in glossary().uses(text, language)]  # type: ignore[arg-type]


# --- The file


def test_the_sites_glossary_is_sound_and_has_the_terms_that_readers_expect() -> None:
    found = read_glossary(ROOT / "docs")
    assert found.findings == []
    chinese = {name for term in found.terms for name in term.names["zh"]}
    assert len(found.terms) >= 125
    assert {"二元交叉熵", "多分类", "多标签", "多热", "困惑度", "校准", "前缀码", "条件独立"} <= chinese
    assert {"互信息", "联合熵", "一对其余", "学习率", "逻辑斯谛函数", "逻辑斯谛回归"} <= chinese


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('en = "entropy"\n', "", "entropy has no en"),
        ('zh_also = ["香农熵"]', 'zh_also = "香农熵"\nen_also = [1]', "has a en_also that is no list of names"),
        ("meaning_en =", "meaning =", "entropy has no meaning_en"),
        ("meaning_en =", 'remark = "x"\nmeaning_en =', "entropy has a remark, which is not known"),
        ("自信息的期望", "自信息的期望。", "a full stop at the end"),
        ("the expected", "1 expected", "with a digit"),
        ('"信息熵"', '"熵"', "entropy has the name '熵', as entropy has"),
        ("zh =", "zh", "no TOML"),
    ],
)
def test_a_term_that_is_not_as_it_should_be_is_reported_at_its_line(old: str, new: str, message: str) -> None:
    found = parse_glossary(f"# head\n\n{TERM.replace(old, new, 1)}", Path("glossary.toml"))
    assert any(message in str(f) for f in found.findings), found.findings
    assert {f.code for f in found.findings} == {"P711"}
    if "TOML" not in message:
        assert {f.line for f in found.findings} == {3}


def test_one_name_stands_for_one_term() -> None:
    found = parse_glossary(TERM + TERM.replace('id = "entropy"', 'id = "other"'), Path("glossary.toml"))
    assert "glossary.toml:11:1: P711 other has the name '熵', as entropy has" in str(found.findings[0])


# --- Names in a text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("交叉熵不小于熵。", [("交叉熵", "cross-entropy"), ("熵", "entropy")]),
        ("信息熵", [("信息熵", "entropy")]),
        ("无关的话", []),
    ],
)
def test_the_longest_chinese_name_counts(text: str, expected: list[tuple[str, str]]) -> None:
    assert names(text, "zh") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Entropies and cross-entropy", [("Entropies", "entropy"), ("cross-entropy", "cross-entropy")]),
        ("the information\nentropy", [("information\nentropy", "entropy")]),
        ("convex functions", [("convex functions", "convex-function")]),
        ("a convex-function view", [("convex-function", "convex-function")]),
        ("non-convex, convexity, entropy-like, neentropy", []),
        ("MSE but not mse", [("MSE", "convex-function")]),
    ],
)
def test_english_names_are_whole_words_in_any_case_and_number(text: str, expected: list[tuple[str, str]]) -> None:
    assert names(text, "en") == expected


@given(st.text(alphabet="交叉熵信息香农 aentropy-\n", max_size=40))
def test_names_are_found_in_order_and_do_not_overlap(text: str) -> None:
    for language in ("zh", "en"):
        uses = list(glossary().uses(text, language))  # type: ignore[arg-type]
        assert all(a.end <= b.start for a, b in pairwise(uses))


# --- Pages


def check(tmp_path: Path, language: str, text: str) -> list[str]:
    files = {"glossary.toml": GLOSSARY}
    return check_pages(tmp_path, {"page": {language: text}}, parity=False, files=files)["page"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", 'Some say "information entropy" for entropy.'),
        ("en", "In code, `information entropy`, and [a link](information-entropy.md)."),
        ("zh", "有人把熵叫作“信息熵”。"),
        ("zh", "**交叉熵**（cross-entropy）不小于熵（entropy）。交叉熵如此。"),
        ("zh", "## 交叉熵 {#a}\n\n见[交叉熵](b.md)。按交叉熵（weighted cross-entropy）算。"),
        ("zh", "这里先说熵。\n\n**熵**（entropy）的定义。"),
        ("zh", "这个函数下凸，即连线不在图像之下。凸函数如此，凸性如此。"),
        ("zh", "所谓“凸”，这里说下凸。"),
        ("zh", "# 凸性 {#a}\n\n它是下凸的，即连线不在图像之下。凸性如此。"),
    ],
)
def test_a_page_may_say(language: str, text: str, tmp_path: Path) -> None:
    assert check(tmp_path, language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "message"),
    [
        ("en", "The information\nentropy is it.", "1:5: P712 'information entropy': pages say 'entropy'"),
        ("en", "## Cross entropy {#a}", "1:4: P712 'Cross entropy': pages say 'cross-entropy'"),
        ("zh", "/// note | 信息熵\n它。\n///", "1:12: P712 '信息熵': pages say '熵'"),
        ("zh", "凸函数有一个极小值。", "1:1: P712 the first 凸 of a page is in 下凸"),
        ("zh", "# 凸性 {#a}\n\n它是凸的。", "3:3: P712 the first 凸 of a page is in 下凸"),
        ("zh", "熵（information）。", "1:2: P713 熵 is 'entropy' in English, not 'information'"),
        ("zh", "熵不为负。\n熵（entropy）。", "2:1: P713 熵 is used before, 1:1: 'entropy' belongs there"),
    ],
)
def test_a_page_may_not_say(language: str, text: str, message: str, tmp_path: Path) -> None:
    [printed] = check(tmp_path, language, text)
    assert printed.startswith(f"docs/{language}/page.md:{message}")


def test_the_words_of_a_page_keep_their_places() -> None:
    text = "A [1.5]{! reason} word, `code`, $x$ and ![alt text](figure:x).\n\n/// note | Title\nBody\n///\n"
    page = scan(Path("p.md"), text)
    assert len(page.shown) == len(text)
    for word in ("word", "and", "alt text", "Title", "Body"):
        assert page.shown.find(word) == text.find(word)
    for word in ("reason", "code", "x$", "note"):
        assert word not in page.shown


def test_a_name_in_capitals_is_found() -> None:
    assert names("ENTROPY and Entropy", "en") == [("ENTROPY", "entropy"), ("Entropy", "entropy")]

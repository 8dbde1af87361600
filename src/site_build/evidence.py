r"""The evidence of checking on the built pages: a switch on each page, and a file with what it shows.

It works on built HTML and plain data (`proofread.evidence`), and knows nothing of MkDocs. A page's file, `checks.json`
beside it, is asked for when a reader first turns the switch; assets/evidence.js shows what is in it:

    {"sections": [{"id": "by-hand", "heading": 4, "summary": "Checks: 3 numbers, 5 relations, all hold", "items": [
      {"tex": "H(p)\\approx0.802\\,\\nat", "nth": 0, "of": 1, "state": "holds", "lines": ["…", "…"]}]}]}

A numeral has `text` in place of `tex`. The state is `holds`, `stated` (declared, no evidence), `exempt` or
`unchecked`; the lines are for readers, in the page's language, with code between backquotes.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from proofread.tex import tex_key
from site_build.errors import SiteError
from site_build.languages import Lang

FILE = "checks.json"

_ARTICLE = '<article class="md-content__inner md-typeset">'
_STATED = {"given", "definition", "convention", "hypothesis"}


@dataclass(frozen=True)
class Words:
    """What the evidence says in one language; `{n}` is a count."""

    switch: str
    failed: str
    units: dict[str, str]
    how: dict[str, str]
    drawn: dict[str, str]  # instead of `how`, where values were drawn
    bound: str
    component: str
    library: str
    exact: str
    value: str
    rounded: str
    exempt: str
    unchecked: str
    heading: str
    holding: str
    parts: dict[str, tuple[str, str]]  # one, many
    comma: str
    semicolon: str


WORDS: dict[Lang, Words] = {
    "zh": Words(
        switch="显示核验",
        failed="核验记录没有取到，请稍后再试",
        units={"nat": "奈特", "bit": "比特", "hart": "哈特利"},
        how={
            "given": "照录本节给定的值",
            "definition": "这就是定义，不算证据",
            "convention": "本站的约定",
            "hypothesis": "本节的假设，不作检验",
            "arithmetic": "精确的算术",
            "equality": "代入本节的值，用球算术算出两边相等",
            "library": "与程序库的 `{binding}` 相符",
            "rounding": "舍入正确",
            "terms": "每一项都是它所代表的那一项的正确舍入",
            "limit": "在极限附近，误差按所说的阶消失",
            "sharp": "代入本节的值成立",
            "order": "代入本节的值成立",
            "difference": "找到了使两边不等的取值",
            "membership": "代入本节的值成立",
            "definite": "代入本节的值成立",
            "extremum": "代入本节的值，没有更优的取值",
            "implication": "代入本节的值成立",
        },
        drawn={
            "definition": "这就是定义，不算证据",
            "equality": "在 {n} 组取值上两边相等（球算术）",
            "sharp": "在 {n} 组取值上及其附近找不到反例；界稍一收紧就不成立",
            "order": "在 {n} 组取值上找不到反例",
            "membership": "在 {n} 组取值上成立",
            "definite": "在 {n} 组取值上成立",
            "extremum": "在 {n} 组取值上，没有更优的取值",
            "implication": "在使前提成立的 {n} 组取值上，结论都成立",
        },
        bound="绑定于 `{binding}`",
        component="绑定于 `{binding}` 的第 {n} 个值",
        library="由程序库计算",
        exact="由给定的值精确得出",
        value="值：{value}",
        rounded="值（12 位）：{value}",
        exempt="没有计算：{reason}",
        unchecked="未检验：{reason}",
        heading="核验：",
        holding="全部成立",
        parts={
            "numeral": ("{n} 个数", "{n} 个数"),
            "relation": ("{n} 个关系", "{n} 个关系"),
            "exempt": ("{n} 个数不必计算", "{n} 个数不必计算"),
            "unchecked": ("{n} 条公式未检验", "{n} 条公式未检验"),
        },
        comma="、",
        semicolon="；",
    ),
    "en": Words(
        switch="Show checks",
        failed="The record of the checks could not be loaded; please try again later",
        units={"nat": "nat", "bit": "bit", "hart": "hartley"},
        how={
            "given": "quotes a value that this section gives",
            "definition": "the definition itself, which is no evidence",
            "convention": "a convention of this site",
            "hypothesis": "a hypothesis of this section, not tested",
            "arithmetic": "exact arithmetic",
            "equality": "both sides equal for this section's values, in ball arithmetic",
            "library": "agrees with the library's `{binding}`",
            "rounding": "correctly rounded",
            "terms": "each term is the correct rounding of the one that it stands for",
            "limit": "near the limit the error vanishes at the stated order",
            "sharp": "holds for this section's values",
            "order": "holds for this section's values",
            "difference": "values were found for which the sides differ",
            "membership": "holds for this section's values",
            "definite": "holds for this section's values",
            "extremum": "nothing better for this section's values",
            "implication": "holds for this section's values",
        },
        drawn={
            "definition": "the definition itself, which is no evidence",
            "equality": "both sides equal at {n} sets of values, in ball arithmetic",
            "sharp": "no counterexample at {n} sets of values or near them; a slightly tighter bound fails",
            "order": "no counterexample at {n} sets of values",
            "membership": "holds at {n} sets of values",
            "definite": "holds at {n} sets of values",
            "extremum": "nothing better at {n} sets of values",
            "implication": "the conclusion held at all {n} sets of values at which the premise did",
        },
        bound="bound to `{binding}`",
        component="bound to value {n} of `{binding}`",
        library="computed by the library",
        exact="follows exactly from the given values",
        value="value: {value}",
        rounded="value (12 digits): {value}",
        exempt="not computed: {reason}",
        unchecked="unchecked: {reason}",
        heading="Checks: ",
        holding="all hold",
        parts={
            "numeral": ("{n} number", "{n} numbers"),
            "relation": ("{n} relation", "{n} relations"),
            "exempt": ("{n} number not computed", "{n} numbers not computed"),
            "unchecked": ("{n} formula unchecked", "{n} formulas unchecked"),
        },
        comma=", ",
        semicolon="; ",
    ),
}


def page_data(sections: list[dict[str, Any]], lang: Lang) -> dict[str, Any]:
    """A page's evidence in the words of a language."""
    words = WORDS[lang]
    return {
        "sections": [
            {
                "id": section["id"],
                "heading": section["heading"],
                "summary": summary(section["items"], words),
                "items": [_item(item, words) for item in section["items"]],
            }
            for section in sections
        ]
    }


def summary(items: list[dict[str, Any]], words: Words) -> str:
    """What was checked in a section, in one line: `Checks: 3 numbers, 5 relations, all hold; 1 number not computed`."""
    counts = {
        "numeral": sum(item["kind"] == "numeral" for item in items),
        "relation": sum(item.get("relations", 0) for item in items),
        "exempt": sum(item["kind"] == "exempt" for item in items),
        "unchecked": sum(item["kind"] == "unchecked" for item in items),
    }
    told = {kind: words.parts[kind][n != 1].format(n=n) for kind, n in counts.items() if n}
    held = words.comma.join(told.pop(kind) for kind in ("numeral", "relation") if kind in told)
    parts = [held + (words.comma if words.comma != "、" else "，") + words.holding] if held else []
    return words.heading + words.semicolon.join([*parts, *told.values()])


def _item(item: dict[str, Any], words: Words) -> dict[str, Any]:
    place = {"text": item["text"]} if "text" in item else {"tex": tex_key(item["tex"])}
    return place | {
        "nth": item["nth"],
        "of": item["of"],
        "state": _state(item),
        "lines": list(_lines(item, words)),
    }


def _state(item: dict[str, Any]) -> str:
    if item["kind"] in ("exempt", "unchecked"):
        return str(item["kind"])
    steps = item.get("steps")
    return "stated" if steps and all(step["how"] in _STATED for step in steps) else "holds"


def _lines(item: dict[str, Any], words: Words) -> Iterator[str]:
    if item["kind"] == "exempt":
        yield words.exempt.format(reason=item["reason"])
    elif item["kind"] == "unchecked":
        yield words.unchecked.format(reason=item["reason"].removeprefix("unchecked:").strip())
    elif item["kind"] == "numeral":
        yield _value(item["value"], words)
        bound = words.component if "component" in item else words.bound
        how = words.exact if item["how"] == "exact" else words.library
        yield bound.format(n=item.get("component", 0) + 1, binding=item["binding"]) + words.semicolon + how
    else:
        for value in item["values"]:
            yield _value(value, words)
        told = [(step["sign"], _how(step, item, words)) for step in item["steps"]]
        for how, group in groupby(told, key=lambda pair: pair[1]):
            yield f"{' '.join(sign for sign, _ in group)}  {how}"


def _how(step: dict[str, Any], item: dict[str, Any], words: Words) -> str:
    texts = words.drawn if step["drawn"] and step["how"] in words.drawn else words.how
    return texts[step["how"]].format(n=step["tried"], binding=item.get("binding", ""))


def _value(value: dict[str, Any], words: Words) -> str:
    """A value; information in the unit written first, then in the others."""
    if "in" not in value:
        return (words.value if "exact" in value else words.rounded).format(value=value["text"])
    units = [value["unit"], *(unit for unit in value["in"] if unit != value["unit"])]
    return words.rounded.format(value=" · ".join(f"{value['in'][unit]}\u00a0{words.units[unit]}" for unit in units))


# --- the built page


def install(built: str, page: Path, sections: list[dict[str, Any]], lang: Lang, root: str) -> str:
    """A built page with the switch on it; its evidence is written beside it.

    Args:
        built: The HTML.
        page: Its file.
        sections: Its evidence.
        lang: Its language.
        root: What leads from the page to its language's root.

    Raises:
        SiteError: The page has no place for the switch.
    """
    if built.count(_ARTICLE) != 1:
        raise SiteError(f"{page}: expected one {_ARTICLE}, to put the switch for the checks into it")
    data = json.dumps(page_data(sections, lang), ensure_ascii=False, separators=(",", ":"))
    (page.parent / FILE).write_text(data, encoding="utf-8")
    return built.replace(_ARTICLE, f"{_ARTICLE}\n{_switch(f'{root}assets', WORDS[lang])}")


def _switch(assets: str, words: Words) -> str:
    """Hidden without scripts, by assets/site.css; it has its place from the first paint on."""
    where = {"data-checks": FILE, "data-assets": assets, "data-failed": words.failed}
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in where.items())
    return (
        f'<button class="checks-switch" type="button" role="switch" aria-checked="false"{attributes}>'
        f"{words.switch}</button>"
    )

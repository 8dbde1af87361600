"""The numbers of the page that says how the site is checked: put in place of its comments `<!-- checks:… -->`.

They are made by the build, and marked so (`build-made`): the proofreader does not hold them to the Markdown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from proofread import Report, mutation_record
from proofread.findings import Counts
from site_build.accessible import box_table
from site_build.errors import SiteError
from site_build.languages import Lang
from site_build.pages import Tree

_MARKER = re.compile(r"<!-- checks:(?P<name>(?!demo)[a-z]+) -->")  # for the demonstration see `demo`


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    columns: tuple[str, ...]
    sum: str
    none: str
    rates: tuple[str, ...]
    kinds: dict[str, str]
    stale: str
    fresh: str
    no_record: str
    colon: str


WORDS: dict[Lang, Words] = {
    "zh": Words(
        columns=("页面", "公式里的数", "绑定的数", "不必计算的数", "公式", "检验过的关系", "未检验的公式"),
        sum="合计",
        none="现在一处也没有。",
        rates=("改法", "改了几处", "发现了", "不计入"),
        kinds={
            "digits": "改一个数字",
            "places": "改小数位数",
            "signs": "改正负号",
            "operators": "改运算符",
            "relations": "改关系符号",
            "bases": "改对数的底",
            "indices": "改下标",
            "arguments": "调换自变量",
            "units": "改单位",
            "bindings": "改绑定的式子",
            "check-lines": "改声明的一行",
            "one-sided": "只改一种语言",
            "equivalent": "不改变意思的改写（应当通过）",
        },
        stale="这张表记的是较早的一次：此后页面或校对程序改动过，还没有重新跑。",
        fresh="这张表记的就是现在这些页面和现在的校对程序。",
        no_record="还没有记录。",
        colon="：",
    ),
    "en": Words(
        columns=(
            "Page", "Numbers in formulas", "Bound numbers", "Numbers not computed", "Formulas", "Relations checked",
            "Formulas unchecked",
        ),
        sum="All",
        none="At present there are none.",
        rates=("Kind of change", "Made", "Noticed", "Not counted"),
        kinds={
            "digits": "a digit",
            "places": "decimal places",
            "signs": "a sign",
            "operators": "an operator",
            "relations": "a relation sign",
            "bases": "the base of a logarithm",
            "indices": "an index",
            "arguments": "arguments swapped",
            "units": "a unit",
            "bindings": "a binding",
            "check-lines": "a line of a declaration",
            "one-sided": "one language only",
            "equivalent": "a rewriting that changes no meaning (must pass)",
        },
        stale="This table is about an earlier state: the pages or the proofreader have changed since the last run.",
        fresh="This table is about the present pages and the present proofreader.",
        no_record="There is no record yet.",
        colon=": ",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the page tells of.

    Attributes:
        docs: The directory of the pages.
        tree: The tree of pages.
        report: What came of the check.
    """

    docs: Path
    tree: Tree
    report: Report

    def pages(self, lang: Lang) -> list[tuple[str, str, Path]]:
        """Title, address and source of the pages that were checked, in reading order."""
        found = ((page.titles[lang], page.url(), page.source(self.docs, lang)) for page in self.tree.pages())
        return [page for page in found if page[2] in self.report.pages]


def fill(page: str, facts: Facts, lang: Lang, root: str) -> str:
    """A built page with its comments filled in.

    Args:
        page: The HTML.
        facts: What there is to tell.
        lang: The page's language.
        root: What leads from the page to its language's root.

    Raises:
        SiteError: A comment asks for what is not known, or the record of mutations cannot be read.
    """

    def filled(match: re.Match[str]) -> str:
        make = _PARTS.get(match["name"])
        if make is None:
            raise SiteError(f"{match[0]} is unknown; known: {', '.join(sorted(_PARTS))}")
        return f'<div class="build-made">\n{make(facts, lang, root)}\n</div>'

    return _MARKER.sub(filled, page)


def _totals(facts: Facts, lang: Lang, root: str) -> str:
    words = WORDS[lang]
    rows, total = [], Counts()
    for title, url, source in facts.pages(lang):
        counts = facts.report.pages[source]
        total.add(counts)
        rows.append([f'<a href="{root}{url}">{html.escape(title)}</a>', *_numbers(counts)])
    return _table(words.columns, [*rows, [words.sum, *_numbers(total)]], last_is_sum=True)


def _numbers(c: Counts) -> list[str]:
    return [str(n) for n in (c.in_formulas, c.bound, c.exempt, c.formulas, c.relations, c.unchecked)]


def _mutations(facts: Facts, lang: Lang, root: str) -> str:
    words = WORDS[lang]
    try:
        record = mutation_record.read(facts.docs)
    except ValueError as error:
        raise SiteError(str(error)) from error
    if record is None:
        return f"<p>{words.no_record}</p>"
    rows = [
        [words.kinds.get(kind, html.escape(kind)), f"{rate.made}", f"{rate.noticed}", f"{rate.set_aside}"]
        for kind, rate in record.kinds.items()
    ]
    note = words.fresh if mutation_record.is_current(facts.docs, record) else words.stale
    return f"{_table(words.rates, rows)}\n<p>{note}</p>"


def _listed(kind: str) -> Callable[[Facts, Lang, str], str]:
    def make(facts: Facts, lang: Lang, root: str) -> str:
        words = WORDS[lang]
        lines = []
        for title, url, source in facts.pages(lang):
            items = [
                (item, section["id"])
                for section in facts.report.evidence.get(source, [])
                for item in section["items"]
                if item["kind"] == kind
            ]
            if items:
                shown = "".join(f"<li>{_reason(item, words, f'{root}{url}', place)}</li>" for item, place in items)
                lines.append(f"<li>{html.escape(title)}<ul>{shown}</ul></li>")
        return f"<ul>\n{''.join(lines)}\n</ul>" if lines else f"<p>{words.none}</p>"

    return make


def _reason(item: dict[str, str], words: Words, url: str, section: str) -> str:
    what = html.escape(item.get("text") or item["tex"])
    shown = what if "text" in item else f"<code>{what}</code>"
    place = f"{url}#{section}" if section else url
    reason = html.escape(item["reason"].removeprefix("unchecked:").strip())
    return f'<a href="{html.escape(place)}">{shown}</a>{words.colon}{reason}'


def _table(head: tuple[str, ...], rows: list[list[str]], *, last_is_sum: bool = False) -> str:
    cells = "".join(f'<th scope="col"{_align(k)}>{html.escape(cell)}</th>' for k, cell in enumerate(head))
    lines = [f"<table>\n<thead><tr>{cells}</tr></thead>\n<tbody>"]
    for number, row in enumerate(rows, start=1):
        name = ' class="sum"' if last_is_sum and number == len(rows) else ""
        body = "".join(f"<td{_align(k)}>{cell}</td>" for k, cell in enumerate(row))
        lines.append(f"<tr{name}>{body}</tr>")
    return box_table("\n".join([*lines, "</tbody>\n</table>"]))


def _align(column: int) -> str:
    return ' style="text-align: right;"' if column else ' style="text-align: left;"'


_PARTS: dict[str, Callable[[Facts, Lang, str], str]] = {
    "totals": _totals,
    "mutations": _mutations,
    "exempt": _listed("exempt"),
    "unchecked": _listed("unchecked"),
}

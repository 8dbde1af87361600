"""The index of numbers: what the pages compute, sorted by size, put in place of the comments `<!-- numbers:… -->`.

It is made of plain data (`proofread.results`). Each entry has a heading of its own, so that search leads to it; that is
HTML and no Markdown, to keep it out of the contents of the page. Search finds a number by its beginning: what stands in
an entry but is not shown are its roundings that are no beginning of its digits.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from proofread import Report
from proofread.numerals import UNIT_BASE
from site_build.errors import SiteError
from site_build.languages import Lang
from site_build.pages import PageEntry, Tree, to_root

_MARKER = re.compile(r"<!-- numbers:(?P<name>[\w-]+) -->")
_MARKUP = re.compile(r"\$(?P<tex>[^$\n]+)\$|`(?P<code>[^`]+)`|\*\*?(?P<plain>[^*]+)\*\*?")
#: Decimal places to which a reader may have rounded, and how many significant digits remain at least.
_PLACES = range(1, 7)
_FEWEST_DIGITS = 2

#: Where the pages of the index lie.
_INDEX = "reference/numbers"
#: The parts of the list, each on a page that loads fast: from, up to. Their names are in addresses, which last.
_RANGES = {
    "negative": (-float("inf"), 0.0),
    "from-0": (0.0, 0.1),
    "from-0-1": (0.1, 0.3),
    "from-0-3": (0.3, 0.5),
    "from-0-5": (0.5, 1.0),
    "from-1": (1.0, 2.0),
    "from-2": (2.0, float("inf")),
}


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    units: dict[str, tuple[str, str]]  # one, many
    base: str
    component: str
    where: str
    term: str
    stands_for: str
    comma: str
    list_comma: str
    colon: str
    rounded: str
    none: str
    permalink: str


WORDS: dict[Lang, Words] = {
    "zh": Words(
        units={"nat": ("奈特", "奈特"), "bit": ("比特", "比特"), "hart": ("哈特利", "哈特利")},
        base="（底\u00a0{}）",
        component=" 的第 {} 个分量",
        where="，其中 {}",
        term="，是舍入后用来求和的一项",
        stands_for="（各项先舍入再相加；不舍入，{} 是 {}）",
        comma="，",
        list_comma="、",
        colon="：",
        rounded="舍入：",
        none="现在一个也没有。",
        permalink="这个数的固定链接",
    ),
    "en": Words(
        units={"nat": ("nat", "nats"), "bit": ("bit", "bits"), "hart": ("hartley", "hartleys")},
        base=" (base\u00a0{})",
        component=", component {}",
        where=", where {}",
        term=", a rounded term of a sum",
        stands_for=" (a sum of rounded terms; without rounding, {} is {})",
        comma=", ",
        list_comma=", ",
        colon=": ",
        rounded="Rounded: ",
        none="At present there are none.",
        permalink="Permanent link to this number",
    ),
}


@dataclass
class Entry:
    """A value in one unit: how it is printed, what it is, and where that stands.

    Attributes:
        unit: `nat`, `bit`, `hart`, or nothing.
        value: Its digits, as `proofread.results` has them.
        texts: The numbers as printed on the pages, each once.
        lines: What it is, as HTML, with links to where that stands.
    """

    unit: str
    value: dict[str, Any]
    texts: list[str] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its anchor: unit and digits."""
        digits = re.sub(r"\W+", "-", self.value["text"].replace("\u2212", "minus-"))
        return f"n-{digits}-{self.unit}" if self.unit else f"n-{digits}"


def fill(markdown: str, report: Report, docs: Path, tree: Tree, lang: Lang, url: str) -> str:
    """A page's Markdown with the parts of the index that it asks for.

    Args:
        markdown: The Markdown.
        report: What came of the check of the pages.
        docs: The docs directory.
        tree: The tree of pages.
        lang: The language.
        url: The address of the page, below the language's root.

    Raises:
        SiteError: It asks for a part that is not known.
    """
    if not _MARKER.search(markdown):
        return markdown
    entries = collect(report, docs, tree, lang, url)

    def filled(match: re.Match[str]) -> str:
        if match["name"] not in _RANGES:
            raise SiteError(f"{match[0]} is unknown; known: {', '.join(_RANGES)}")
        low, high = _RANGES[match["name"]]
        shown = [_entry_html(entry, WORDS[lang]) for entry in entries if low <= entry.value["size"] < high]
        return "\n".join(['<div class="build-made numbers">', *(shown or [f"<p>{WORDS[lang].none}</p>"]), "</div>"])

    return _MARKER.sub(filled, markdown)


def collect(report: Report, docs: Path, tree: Tree, lang: Lang, url: str) -> list[Entry]:
    """The entries by size: one for each value in each unit.

    Args:
        report: What came of the check of the pages.
        docs: The docs directory.
        tree: The tree of pages.
        lang: The language.
        url: The address of a page of the index; what stands on these pages does not count.
    """
    found: dict[tuple[str, str], Entry] = {}
    for page in tree.pages():
        if page.path.startswith(_INDEX):
            continue
        for result in report.results.get(page.source(docs, lang), []):
            unit, value = result.get("unit", ""), result["value"]
            entry = found.setdefault((unit, value["text"]), Entry(unit, value))
            if result["text"] not in entry.texts:
                entry.texts.append(result["text"])
            places = entry.lines.setdefault(_what(result, WORDS[lang]), [])
            if (place := _place(page, result, lang, to_root(url))) not in places:
                places.append(place)
    return sorted(found.values(), key=lambda entry: (entry.value["size"], entry.unit))


# --- what a result is, and where


def _what(result: dict[str, Any], words: Words) -> str:
    shown = _math(result["tex"]) if "tex" in result else f"<code>{html.escape(result['code'])}</code>"
    if "component" in result:
        shown += words.component.format(result["component"])
    if result["given"]:
        shown += words.where.format(words.comma.join(map(_math, result["given"])))
    if result["term"]:
        shown += words.term
    if "stands_for" in result:
        exact = result["stands_for"]
        amount = _amount([_digits(exact["value"])], result.get("unit", ""), words)
        shown += words.stands_for.format(_math(exact["tex"]), amount)
    return shown


def _place(page: PageEntry, result: dict[str, Any], lang: Lang, root: str) -> str:
    address = root + page.url() + (f"#{result['section']}" if result["section"] else "")
    title = html.escape(page.titles[lang])
    if result["section"]:
        title += f" › {_heading(result['title'])}"
    return f'<a href="{html.escape(address) or "./"}">{title}</a>'


def _heading(markdown: str) -> str:
    """The little Markdown that headings have."""

    def shown(match: re.Match[str]) -> str:
        if match["tex"]:
            return _math(html.unescape(match["tex"]))
        return f"<code>{match['code']}</code>" if match["code"] else match["plain"]

    return _MARKUP.sub(shown, html.escape(markdown, quote=False))


def _math(tex: str) -> str:
    return rf'<span class="arithmatex">\({html.escape(tex, quote=False)}\)</span>'


# --- an entry


def _entry_html(entry: Entry, words: Words) -> str:
    anchor = f'<a class="headerlink" href="#{entry.id}" title="{words.permalink}">¶</a>'
    lines = [
        "<div>",
        f'<h2 id="{entry.id}">{_amount(sorted(entry.texts, key=len), entry.unit, words)}{anchor}</h2>',
        *([f"<p>{_values(entry, words)}</p>"] if entry.unit or [entry.value["text"]] != entry.texts else []),
        "<ul>",
        *(f"<li>{what}{words.colon}{words.list_comma.join(places)}</li>" for what, places in entry.lines.items()),
        "</ul>",
    ]
    if rounded := words.list_comma.join(roundings(entry)):
        lines.append(f"<p hidden>{words.rounded}{rounded}</p>")
    return "\n".join([*lines, "</div>"])


def _amount(texts: list[str], unit: str, words: Words) -> str:
    """`0.36, 0.357 nats`."""
    number = words.list_comma.join(map(_short, texts))
    return f"{number}\u00a0{words.units[unit][number != '1']}" if unit else number


def _short(text: str) -> str:
    """A number as the pages print it: with a power of ten, where there are many zeros before its first digit."""
    if not (zeros := re.match(r"(\u2212?)0\.(0{5,})([1-9])(\d*)$", text)):
        return text
    mantissa = f"{zeros[1]}{zeros[3]}.{zeros[4]}" if zeros[4] else f"{zeros[1]}{zeros[3]}"
    return f"{mantissa}\u00a0×\u00a010<sup>\u2212{len(zeros[2]) + 1}</sup>"


def _values(entry: Entry, words: Words) -> str:
    """The digits, an amount of information in its own unit first."""
    if not entry.unit:
        return _sign(entry.value) + _digits(entry.value)
    amounts = entry.value["in"]
    shown = []
    for unit in [entry.unit, *(unit for unit in amounts if unit != entry.unit)]:
        amount = _amount([_digits(amounts[unit])], unit, words)
        shown.append(_sign(amounts[unit]) + amount + words.base.format(UNIT_BASE[unit]))
    return " ".join(shown)


def _sign(value: dict[str, Any]) -> str:
    return ("=" if "exact" in value else "≈") + "\u00a0"


def _digits(value: dict[str, Any]) -> str:
    return re.sub(r"\^(\S+)", r"<sup>\1</sup>", value["text"])


def roundings(entry: Entry) -> Iterator[str]:
    """What a reader may have rounded a value to, where that is no beginning of its digits in any unit."""
    values = [entry.value, *entry.value.get("in", {}).values()]
    digits = sorted({value["text"].lstrip("\u2212") for value in values})
    known = [*digits, *entry.texts]
    for text in digits:
        if not re.fullmatch(r"\d+\.\d+", text):
            continue
        exact = Decimal(text)
        for places in reversed(_PLACES):
            rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            is_telling = rounded != exact and len(rounded.as_tuple().digits) >= _FEWEST_DIGITS
            if is_telling and not any(other.startswith(f"{rounded}") for other in known):
                known.append(f"{rounded}")
                yield f"{rounded}"

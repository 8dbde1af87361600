"""The demonstration on the home page: a reader changes a number and sees what the proofreader finds.

The site is static: so the build runs the proofreader on the page as it would be with every value that the demonstration
covers, and keeps what it printed. It works on Markdown sources and on built HTML, and knows nothing of MkDocs.
"""

from __future__ import annotations

import copy
import html
import json
import re
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from proofread.cache import Cache
from proofread.site import cache_directory
from proofread.source import read_text, scan
from site_build.errors import SiteError
from site_build.languages import Lang

MARKER = "<!-- checks:demo -->"
FILE = "demo.json"

#: The formula that is changed, and the values that are tried in it.
FORMULA = r"H(p) \approx 0.802\,\nat"
TYPED, WRONG = "0.802", "0.804"
VALUES = [f"0.{k:03d}" for k in range(1000)]
#: What stands for the value in a finding.
BLANK = "{}"


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    label: str
    unit: str
    holds: str
    beyond: str
    failed: str
    hint: str


WORDS: dict[Lang, Words] = {
    "zh": Words(
        label="H(p) ≈",
        unit="奈特",
        holds="没有报告：与算出的值逐位相符。",
        beyond="这个演示只备有 0.000 到 0.999 的三位小数。校对程序本身没有这个限制。",
        failed="结果没有取到，请稍后再试。",
        hint="改成 0.804 试试。下面是校对程序报告的原文。",
    ),
    "en": Words(
        label="H(p) ≈",
        unit="nat",
        holds="Nothing to report: it agrees with the computed value to the last digit.",
        beyond="This demonstration covers three decimal places, 0.000 to 0.999; the proofreader has no such limit.",
        failed="The result could not be loaded; please try again later.",
        hint="Try 0.804. What appears below is what the proofreader prints.",
    ),
}


def findings(docs: Path, lang: Lang) -> list[str]:
    """What the proofreader prints of the home page with each of the values; empty where it finds nothing.

    Raises:
        SiteError: The page has no such formula, or more than one.
    """
    # Only here: with NumPy and FLINT, the imports take a third of a second, and the cache spares it.
    from proofread.check import check_page
    from proofread.notation import read_notation

    path = docs / lang / "index.md"
    text = read_text(path)
    site, _ = read_notation(docs / "notation.check", library=False)
    if text.count(FORMULA) != 1:
        raise SiteError(f"{path}: expected ${FORMULA}$ once, for the demonstration ({MARKER})")
    shown = Path(docs.name) / lang / "index.md"  # as it prints it when it is started beside docs
    page = copy.deepcopy(scan(shown, text))  # what was scanned is shared, and this is changed
    number = page.section_at(text.index(FORMULA))
    formulas = page.sections[number].formulas
    position = next(k for k, formula in enumerate(formulas) if formula.tex == FORMULA)
    printed = []
    for value in VALUES:
        # All values are as long as the one on the page: scanned anew, it would be the same but for the formula.
        changed = FORMULA.replace(TYPED, value)
        formulas[position] = replace(formulas[position], tex=changed)
        page = replace(page, text=text.replace(FORMULA, changed))
        problems = check_page(page, site, only={number}).problems
        printed.append("\n".join(str(page.finding(problem)) for problem in problems))
    return printed


def remembered(docs: Path, lang: Lang) -> dict[str, list[object]]:
    """The findings, compact; from the proofreader's cache when nothing that they depend on has changed."""
    store = Cache(cache_directory(docs))
    texts = [read_text(path) for path in (docs / lang / "index.md", docs / "notation.check")]
    key = Cache.key("demonstration", lang, *texts)
    known: dict[str, list[object]] | None = store.load(key)
    if known is None:
        known = compact(findings(docs, lang))
        store.store(key, known)
    return known


def finding(compacted: dict[str, Any], value: str) -> str:
    """What was printed with a value; the page's script does the same."""
    number = VALUES.index(value)
    pattern = next(pattern for first, last, pattern in compacted["runs"] if first <= number <= last)
    return str(compacted["patterns"][pattern]).replace(BLANK, value, 1)


def compact(printed: list[str]) -> dict[str, list[object]]:
    """What was printed, as few patterns, and runs of values that have the same: `[first, last, pattern]`."""
    patterns = [text.replace(value, BLANK, 1) for value, text in zip(VALUES, printed, strict=True)]
    known = list(dict.fromkeys(patterns))
    runs = []
    for pattern, group in groupby(enumerate(patterns), key=lambda pair: pair[1]):
        numbers = [number for number, _ in group]
        runs.append([numbers[0], numbers[-1], known.index(pattern)])
    return {"patterns": list(known), "runs": list(runs)}


def install(built: str, page: Path, docs: Path, lang: Lang, root: str) -> str:
    """A built page with the demonstration in place of its comment; what it shows is written beside it.

    Args:
        built: The HTML; without the comment it stays as it is.
        page: Its file.
        docs: The directory of the pages.
        lang: The page's language.
        root: What leads from the page to its language's root.

    Raises:
        SiteError: The page's Markdown has not the formula, or the proofreader finds something in it as it is.
    """
    if MARKER not in built:
        return built
    compacted = remembered(docs, lang)
    holds, wrong = finding(compacted, TYPED), finding(compacted, WRONG)
    if holds or not wrong:
        raise SiteError(f"{page}: {TYPED} must hold and {WRONG} must not; found {holds or 'nothing'!r}")
    data = json.dumps(compacted, ensure_ascii=False, separators=(",", ":"))
    (page.parent / FILE).write_text(data, encoding="utf-8")
    return built.replace(MARKER, _widget(WORDS[lang], wrong, f"{root}assets"))


def _widget(words: Words, finding: str, assets: str) -> str:
    """The field for readers with scripts, the two findings for those without."""
    said = {"data-holds": words.holds, "data-beyond": words.beyond, "data-failed": words.failed}
    where = {"data-findings": FILE, "data-assets": assets, **said}
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in where.items())
    symbol = re.sub(r"([Hp])", r"<var>\1</var>", words.label)
    return f"""<div class="demo build-made"{attributes}>
<form class="demo-form">
<p><label for="demo-value">{symbol}</label>
<input id="demo-value" type="text" inputmode="decimal" value="{TYPED}" size="6" maxlength="12" autocomplete="off" \
spellcheck="false" aria-describedby="demo-hint"> {words.unit}</p>
<p id="demo-hint" class="demo-hint">{words.hint}</p>
<output for="demo-value" aria-live="polite" class="demo-says" data-state="holds">{words.holds}</output>
</form>
<dl class="demo-static">
<dt>{symbol} {TYPED} {words.unit}</dt>
<dd>{words.holds}</dd>
<dt>{symbol} {WRONG} {words.unit}</dt>
<dd><code>{html.escape(finding)}</code></dd>
</dl>
</div>"""

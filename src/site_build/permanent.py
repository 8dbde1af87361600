"""Permanent addresses: `/t/ID/` at the shared root leads on to where the statement, equation or figure stands now.

`tags.json` beside them has them all, for whoever links by program:

    {"thm-gibbs": {"kind": "theorem", "number": "8.2", "title": {"zh": "…", "en": "…"},
                   "page": "divergence/kl-divergence",
                   "address": {"zh": "zh/divergence/kl-divergence/#thm-gibbs", "en": "…"}}}
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from site_build.history import History, withdrawn
from site_build.languages import CITE, LANGS, WORDS, Lang
from site_build.ledger import Change
from site_build.numbering import Target, Targets
from site_build.root_pages import leading_page, redirect, section

DIRECTORY = "t"
"""The directory below the shared root; short, as people type it."""

TAGS = "tags.json"

_UP = "../../"


Notes = Callable[[str, Lang], str]
"""What is told of an id in a language, as HTML."""


def write(site: Path, site_url: str, targets: Targets, history: History, notes: Notes | None = None) -> None:
    """Writes tags.json and a page for every id that there is or was.

    Args:
        site: The directory that holds both languages' sites.
        site_url: The shared root's address, ending with a slash.
        targets: All targets of the site.
        history: What was published before.
        notes: What is told of each id; by default what changed in substance.
    """
    notes = notes or history.changes
    tags = {name: _tag(target) for name, target in targets.items() if set(target.anchors) == set(LANGS)}
    for name, tag in tags.items():
        titles = {lang: f"{targets[name].name(lang)} {tag['title'][lang]}".strip() for lang in LANGS}
        told = {lang: notes(name, lang) for lang in LANGS}
        cite = {lang: f"{lang}/{targets[name].page.companion()}#{name}" for lang in LANGS}
        _write_page(site, name, _page(titles, told, tag["address"], site_url, cite))
    for name, place in history.old_ids().items():
        if place.withdrawn is not None:
            tags[name] = {"withdrawn": str(place.withdrawn.date), "reason": dict(place.withdrawn.words)}
            _write_page(site, name, _withdrawn_page(name, place.withdrawn))
        else:
            address = {lang: history.address(place, lang) for lang in LANGS}
            tags[name] = {"now": place.anchor, "page": place.page, "address": address}
            titles = {lang: history.title(place, lang) for lang in LANGS}
            _write_page(site, name, _page(titles, dict.fromkeys(LANGS, ""), address, site_url))
    (site / TAGS).write_text(json.dumps(tags, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_page(site: Path, name: str, page: str) -> None:
    file = site / DIRECTORY / name / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")


def _withdrawn_page(name: str, change: Change) -> str:
    body = "".join(section(lang, name, withdrawn(change, lang), f"{_UP}{lang}/", WORDS[lang].home) for lang in LANGS)
    return redirect("zh", body)


def _tag(target: Target) -> dict[str, Any]:
    return {
        "kind": target.kind,
        "number": target.number,
        "title": {lang: plain(target.anchors[lang].title) for lang in LANGS},
        "page": target.page.path,
        "address": {lang: f"{lang}/{target.page.url()}#{target.id}" for lang in LANGS},
    }


def plain(title: str) -> str:
    """A title without Markdown's markup."""
    return re.sub(r"\\([^\w\s])|[*`$]", r"\1", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", title)).strip()


def _page(
    titles: Mapping[Lang, str],
    notes: Mapping[Lang, str],
    addresses: Mapping[Lang, str],
    site_url: str,
    cite: Mapping[Lang, str] | None = None,
) -> str:
    links = {"zh": "阅读中文版", "en": "Read in English"}
    more = dict.fromkeys(LANGS, "")
    if cite is not None:
        more = {lang: f'<p><a href="{_UP}{cite[lang]}">{CITE[lang].link_statement}</a></p>\n' for lang in LANGS}
    body = "".join(
        section(lang, titles[lang], "", f"{_UP}{addresses[lang]}", links[lang], notes[lang], more[lang])
        for lang in LANGS
    )
    canonical = html.escape(site_url + addresses["en"].partition("#")[0])
    head = f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{canonical}">\n'
    return leading_page(head, body, {lang: _UP + addresses[lang] for lang in LANGS}, " · ".join(titles.values()))

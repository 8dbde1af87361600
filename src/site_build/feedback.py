"""What a reader can do about a page: see when it last changed, edit it, report an error in it.

GitHub fills in an issue form from the address that leads to it (.github/ISSUE_TEMPLATE/error.yml, by the fields' ids).
Of other forges only the address of the list of issues is known. Without a repository there are no links.
"""

from __future__ import annotations

import datetime
import html
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from site_build.languages import FEEDBACK, WORDS, Lang, other_language
from site_build.pages import PageEntry
from site_build.revision import Change

FORM = "error.yml"
"""The issue form; `page`, `section` and `commit` are ids of its fields."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True)
class Repository:
    """Where the sources are.

    Attributes:
        address: Its address, empty if there is none.
        commit: The commit that is built, empty if it is not known.
        site_url: The address of the shared root, ending with a slash: what is reported is found there.
    """

    address: str
    commit: str
    site_url: str

    @property
    def _root(self) -> str:
        return self.address.rstrip("/").removesuffix(".git")

    def source(self, page: PageEntry, lang: Lang, view: str = "edit") -> str:
        """The address at which a page's Markdown is edited, or (`commits`) what became of it is listed."""
        return f"{self._root}/{view}/main/docs/{lang}/{page.path}.md"

    def change(self, change: Change) -> str:
        """The address of a commit."""
        return f"{self._root}/commit/{change.commit}"

    def report(self, page: PageEntry, lang: Lang, name: str = "", title: str = "") -> str:
        """The address at which an error is reported, filled in where the forge is known to do that.

        Args:
            page: The page.
            lang: Its language.
            name: The id of the place on it.
            title: What the place is called.
        """
        if urlsplit(self._root).hostname != "github.com":
            return f"{self._root}/issues"
        place = f"#{name}" if name else ""
        fields = {
            "template": FORM,
            "title": f"[错误 · Error] {page.path}{place} ({lang})",
            "page": f"{page.address(lang, self.site_url)}{place}",
            "section": title,
            "commit": self.commit,
        }
        return f"{self._root}/issues/new?{urlencode({field: value for field, value in fields.items() if value})}"


def date(day: datetime.date, lang: Lang) -> str:
    """A day as the language writes it: 2026 年 11 月 21 日, 21 November 2026."""
    if lang == "zh":
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def foot(page: PageEntry, lang: Lang, change: Change | None, repository: Repository) -> str:
    """What stands at the end of a page; empty where nothing is known.

    Args:
        page: The page.
        lang: Its language.
        change: Its last change.
        repository: Where its sources are.
    """
    words = FEEDBACK[lang]
    parts = [_changed(page, lang, change, repository)] if change is not None else []
    if repository.address:
        edit = words.between.join(
            f'<a href="{html.escape(repository.source(page, other))}" rel="edit" hreflang="{other}" lang="{other}">'
            f"{WORDS[other].own_name}</a>"
            for other in (lang, other_language(lang))
        )
        report = f'<a class="report" href="{html.escape(repository.report(page, lang))}">{words.report}</a>'
        parts.append(f'<span class="page-actions">{words.edit.format(edit)} · {report}</span>')
    return f'<p class="page-foot build-made" data-search-exclude>{" · ".join(parts)}</p>' if parts else ""


def _changed(page: PageEntry, lang: Lang, change: Change, repository: Repository) -> str:
    day = time(change, lang)
    if repository.address:
        day = f'<a href="{html.escape(repository.source(page, lang, "commits"))}">{day}</a>'
    return FEEDBACK[lang].changed.format(day) + commit(change, lang, repository)


def time(change: Change, lang: Lang) -> str:
    """The day of a change, as HTML."""
    return f'<time datetime="{change.date}">{date(change.date, lang)}</time>'


def commit(change: Change, lang: Lang, repository: Repository) -> str:
    """The commit of a change in parentheses, as HTML, linked where there is a repository; empty if it is not known."""
    if not change.commit:
        return ""
    shown = f"<code>{change.short}</code>"
    if repository.address:
        shown = f'<a href="{html.escape(repository.change(change))}">{shown}</a>'
    return FEEDBACK[lang].commit.format(shown)

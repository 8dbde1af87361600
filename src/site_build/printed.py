"""What stands at the end of a printed page: where it came from, and which state of it this is.

On paper nothing else says so. It is in the page's HTML and shown in print only (docs/assets/site.css).
"""

from __future__ import annotations

from site_build.languages import WORDS, Lang
from site_build.revision import Change


def imprint(site_name: str, address: str, licences: str, change: Change | None, lang: Lang) -> str:
    """One line of text: the site's name, the page's address, its date and commit as far as git knows them, licences.

    Args:
        site_name: The site's name.
        address: The page's full address.
        licences: Under which licences it may be used.
        change: The page's last change.
        lang: Its language.
    """
    parts = [site_name, address]
    if change is not None:
        parts.append(WORDS[lang].as_of.format(date=change.date))
        parts += [change.short] * bool(change.short)
    return " · ".join([*parts, licences])

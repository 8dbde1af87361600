"""What the theme and MathJax write and HTML or CSS does not allow, mended in the finished pages."""

from __future__ import annotations

import re

_CHECKBOX = re.compile(r'<input\b(?=[^>]*\stype="checkbox")[^>]*>')


def mend(page: str) -> str:
    """A page without what a validator finds in the parts that are not ours.

    Args:
        page: The HTML.
    """
    page = page.replace(' tabindex=""', "")  # the theme: labels of parts of the navigation that are always open
    page = page.replace(' style="height: NaNem;"', "")  # MathJax: rows of an aligned formula that have a number
    return _CHECKBOX.sub(
        lambda tag: tag[0].replace(' autocomplete="off"', ""), page
    )  # the theme; it is for what one types

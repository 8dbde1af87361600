"""What would differ between two builds of the same sources, made the same."""

from __future__ import annotations

import gzip
from pathlib import Path

UNKNOWN = "1970-01-01"
"""Stands for the date of a page that git does not know; MkDocs would take the day of the build."""


def settle(site: Path) -> None:
    """Takes the time of the build out of one language's built site.

    Args:
        site: The language's site, whose sitemap MkDocs has packed with the time in the file's head.
    """
    file = site / "sitemap.xml"
    sitemap = file.read_bytes().replace(f"<lastmod>{UNKNOWN}</lastmod>".encode(), b"")
    file.write_bytes(sitemap)
    (site / "sitemap.xml.gz").write_bytes(gzip.compress(sitemap, mtime=0))

"""The pages of a built site as text, read once and written once by what finishes both languages."""

from __future__ import annotations

from pathlib import Path

Pages = dict[Path, str]


def read(directory: Path, *, without: Path | None = None) -> Pages:
    """All pages below a directory, but those below another, which may be written to meanwhile."""
    files = sorted(file for file in directory.rglob("*.html") if without is None or without not in file.parents)
    return {file: file.read_text(encoding="utf-8") for file in files}


def write(pages: Pages) -> None:
    """Writes them where they were."""
    for file, page in pages.items():
        file.write_text(page, encoding="utf-8")

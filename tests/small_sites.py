"""Examples of what authors write, checked as small sites of their own: many pages in one run of the proofreader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from proofread import check_site
from site_build import numbering, pages

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh", "en")
GLOSSARY = (ROOT / "docs/glossary.toml").read_text("utf-8")

#: The text of a page in the languages it has.
Versions = Mapping[str, str]


def check_pages(
    directory: Path,
    texts: Mapping[str, Versions],
    *,
    parity: bool,
    notation: str = "",
    files: Mapping[str, str] | None = None,
    seconds: float = 60,
) -> dict[str, list[str]]:
    """Check pages as one site, and give back what is printed about each, as if each were called `page.md`.

    Args:
        directory: An empty directory.
        texts: The pages by name.
        parity: Whether to hold the languages to each other.
        notation: What is added to the site's notation; what is printed about it goes to the first page.
        files: Other files of `docs`, by name; likewise. By default the glossary, and the sources that the pages cite.
        seconds: The time limit of a page.
    """
    docs = directory / "docs"
    for language in LANGUAGES:
        (docs / language).mkdir(parents=True)
    (docs / "notation.check").write_text((ROOT / "docs/notation.check").read_text("utf-8") + notation, "utf-8")
    cited = "".join(text for versions in texts.values() for text in versions.values())
    for name, text in (files or {"references.bib": _references(cited), "glossary.toml": GLOSSARY}).items():
        (docs / name).write_text(text, "utf-8")
    for name, versions in texts.items():
        for language, text in versions.items():
            (docs / language / f"{name}.md").write_text(text, "utf-8")
    found: dict[str, list[str]] = {name: [] for name in texts}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)  # so that places read docs/en/page.md, as they do for an author
        report = check_site(Path("docs"), parity=parity, limit=seconds, cache=False)
    for finding in report.findings:
        name = finding.file.stem if finding.file.stem in found else next(iter(found))
        found[name].append(re.sub(rf"\b{re.escape(name)}\.md\b", "page.md", str(finding)))
    return found


def check_ids(directory: Path, versions: Versions) -> list[str]:
    """What is printed about the ids and references of one page, as page 3 of a site of its own, called `page.md`."""
    docs = directory / "docs"
    for language, text in versions.items():
        (docs / language).mkdir(parents=True)
        (docs / language / "page.md").write_text(text, "utf-8")
    (docs / "pages.toml").write_text(_TREE, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        return [str(finding) for finding in numbering.read_site(Path("docs"), pages.read_tree(Path("docs"))).findings]


_TREE = """home = { path = "index", zh = "首页", en = "Home" }
[[parts]]
zh = "部"
en = "Part"
pages = [{ path = "page", number = 3, zh = "页", en = "Page" }]
"""


def _references(cited: str) -> str:
    """The entries of docs/references.bib that a text cites."""
    entries = re.split(r"^(?=@)", (ROOT / "docs/references.bib").read_text("utf-8"), flags=re.MULTILINE)
    return "".join(entry for entry in entries if re.findall(r"\w+", entry)[1] in re.findall(r"@(\w+)", cited))


def matches(printed: list[str], expected: str) -> bool:
    """Whether the lines are those expected, in which `…` stands for anything, and one witness is as good as another."""
    lines = [line for line in expected.splitlines() if line.strip()]
    patterns = [".*".join(re.escape(part) for part in _without_witness(line).split("…")) for line in lines]
    return len(patterns) == len(printed) and all(
        re.fullmatch(pattern, _without_witness(line)) for pattern, line in zip(patterns, printed, strict=True)
    )


def _without_witness(line: str) -> str:
    """A finding without the values that it was found at, which are drawn at random: only the names stay."""
    head, found, tail = line.partition(", at ")
    if not found:
        return line
    place, _, message = head.partition(" ")
    names = re.findall(r"(\S+) = ", tail)
    masked = re.sub(r"(?<![A-Z\d])-?\d+(?:[./]\d+)?", "#", message)
    return f"{place} {masked}, at {', '.join(names)}"

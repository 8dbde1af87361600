"""Small pages to proofread, written as an author writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from proofread.check import Checked, check_page
from proofread.notation import read_notation
from proofread.scope import Scope
from proofread.source import scan

ROOT = Path(__file__).parents[2]

# Of each kind of text so many; `make fuzz`, which the nightly workflow runs.
settings.register_profile("fuzz", max_examples=20_000, print_blob=True)


@pytest.fixture(scope="session")
def site() -> Scope:
    """The site's own notation."""
    scope, findings = read_notation(ROOT / "docs" / "notation.check")
    assert findings == []
    return scope


@pytest.fixture
def check(site: Scope) -> Callable[[str], Checked]:
    """Check the Markdown of a page."""

    def run(markdown: str) -> Checked:
        return check_page(scan(Path("page.md"), markdown), site)

    return run


@pytest.fixture
def codes(check: Callable[[str], Checked]) -> Callable[[str], list[str]]:
    """The codes of the findings on a page."""

    def run(markdown: str) -> list[str]:
        return [problem.code for problem in check(markdown).problems]

    return run


@pytest.fixture
def docs(tmp_path: Path) -> Callable[..., Path]:
    """A directory of pages with the site's notation."""

    def make(**pages: str) -> Path:
        root = tmp_path / "docs"
        for name, text in {"zh": "", "en": ""}.items():
            (root / name).mkdir(parents=True, exist_ok=True)
            del text
        (root / "notation.check").write_text((ROOT / "docs" / "notation.check").read_text(encoding="utf-8"), "utf-8")
        for name, text in pages.items():
            language, page = name.split("_", 1)
            (root / language / f"{page}.md").write_text(text, encoding="utf-8")
        return root

    return make

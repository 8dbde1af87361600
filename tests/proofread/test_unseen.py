"""Four page pairs on other parts of the subject, which the proofreader was not tuned on: unseen/README.md.

They pass as they are; every changed digit on them is noticed, but those that leave a true statement, which are listed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from proofread.mutate import mutate
from proofread.site import check_site, pages_of

UNSEEN = Path(__file__).parent / "unseen"
SAMPLE = 65
NOTATION = Path(__file__).parents[2] / "docs" / "notation.check"


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    docs = tmp_path_factory.mktemp("unseen")
    shutil.copytree(UNSEEN, docs, dirs_exist_ok=True)
    shutil.copy(NOTATION, docs)
    return docs


def test_they_pass(unseen: Path) -> None:
    report = check_site(unseen)
    assert [str(finding) for finding in report.findings] == []
    assert report.counts.pages == 2 * len(list(pages_of(unseen)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_of_a_sample_of_mistakes_all_but_the_listed_are_noticed(unseen: Path, language: str) -> None:
    outcome = mutate(unseen, list((unseen / language).rglob("*.md")), sample=SAMPLE)
    assert [str(survivor) for survivor in outcome.survivors] == []

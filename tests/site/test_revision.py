"""What git knows: dates and commits of files, and an honest nothing where it does not know."""

from __future__ import annotations

import datetime
import os
import subprocess
from pathlib import Path

import pytest

from site_build.errors import SiteError
from site_build.revision import Change, read_revision

DAY = datetime.date(2026, 5, 31)
LATE = "2026-06-01T07:59:00+08:00"  # still the day before, in UTC


def git(project: Path, *arguments: str, date: str = LATE) -> str:
    who = {f"GIT_{role}_{what}": "someone" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environ = os.environ | who | {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z"}
    done = subprocess.run(["git", "-C", str(project), *arguments], env=environ, check=True, capture_output=True)
    return done.stdout.decode().strip()


def write(project: Path, name: str, text: str) -> Path:
    file = project / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two commits, the second of which changes one of two pages."""
    root = tmp_path / "project"
    write(root, "mkdocs.yml", "")
    write(root, "docs/zh/熵 一.md", "first")
    write(root, "docs/zh/two.md", "first")
    git(root.parent, "init", "-q", "-b", "main", str(root))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "one", date="2026-01-02T12:00:00Z")
    write(root, "docs/zh/two.md", "second")
    git(root, "commit", "-q", "-a", "-m", "two")
    return root


def test_a_file_has_the_day_and_the_commit_of_its_last_change(project: Path) -> None:
    revision = read_revision(project, {})
    second, first = git(project, "log", "--format=%H").split()
    assert (revision.commit, revision.reason) == (second, "")
    old, new = project / "docs/zh/熵 一.md", project / "docs/zh/two.md"
    change = revision.last_change(new)
    assert change is not None
    assert (change.commit, change.short, change.date) == (second, second[:10], DAY)
    change = revision.last_change(old)
    assert change is not None
    assert (change.commit, change.date) == (first, datetime.date(2026, 1, 2))
    assert revision.last_change(old, new) == revision.last_change(new)


def test_what_is_not_committed_has_no_date(project: Path) -> None:
    changed = write(project, "docs/zh/two.md", "third")
    new = write(project, "docs/zh/new.md", "first")
    revision = read_revision(project, {})
    assert revision.modified == {"docs/zh/two.md"}
    assert revision.last_change(changed) is None
    assert revision.last_change(new) is None
    assert revision.last_change(project / "docs/zh/熵 一.md", changed) is None
    assert revision.last_change(project / "docs/zh/熵 一.md") is not None


def test_a_merge_counts_for_what_it_changed_by_itself(project: Path) -> None:
    git(project, "checkout", "-q", "-b", "other", "HEAD^")
    write(project, "docs/zh/two.md", "other")
    git(project, "commit", "-q", "-a", "-m", "three", date="2026-06-02T12:00:00Z")
    git(project, "checkout", "-q", "main")
    git(project, "merge", "-q", "--no-commit", "-s", "ours", "other")
    both = write(project, "docs/zh/two.md", "both")
    git(project, "commit", "-q", "-a", "-m", "merged", date="2026-06-03T12:00:00Z")
    change = read_revision(project, {}).last_change(both)
    assert change is not None
    assert change.date == datetime.date(2026, 6, 3)


def test_a_shallow_clone_knows_its_commit_and_no_dates(project: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", project.as_uri(), str(clone))
    revision = read_revision(clone, {})
    assert revision.commit == git(project, "rev-parse", "HEAD")
    assert "shallow clone" in revision.reason
    assert revision.last_change(clone / "docs/zh/two.md") is None


def test_sources_without_git_have_no_date_but_the_one_that_whoever_packed_them_gives(tmp_path: Path) -> None:
    page = write(tmp_path, "docs/zh/two.md", "first")
    revision = read_revision(tmp_path, {})
    assert revision.commit == ""
    assert revision.reason
    assert revision.last_change(page) is None
    dated = read_revision(tmp_path, {"SOURCE_DATE_EPOCH": "1780271940"})  # date -u -d 2026-05-31T23:59:00Z +%s
    assert dated.last_change(page) == Change("", 1780271940)
    assert Change("", 1780271940).date == DAY
    with pytest.raises(SiteError, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        read_revision(tmp_path, {"SOURCE_DATE_EPOCH": "yesterday"})


def test_sources_unpacked_inside_another_repository_do_not_take_its_commit(project: Path) -> None:
    page = write(project / "unpacked", "docs/zh/two.md", "first")
    revision = read_revision(project / "unpacked", {})
    assert (revision.commit, revision.last_change(page)) == ("", None)
    assert "not under git's control" in revision.reason


def test_a_project_in_a_directory_of_a_repository_is_known_by_its_own_paths(project: Path) -> None:
    page = write(project, "site/docs/zh/two.md", "first")
    write(project, "site/mkdocs.yml", "")
    git(project, "add", "site")
    git(project, "commit", "-q", "-m", "three", date="2026-06-04T12:00:00Z")
    change = read_revision(project / "site", {}).last_change(page)
    assert change is not None
    assert change.date == datetime.date(2026, 6, 4)
    write(project, "site/docs/zh/two.md", "second")
    assert read_revision(project / "site", {}).last_change(page) is None


def test_a_git_that_cannot_be_run_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "git cannot be run" in read_revision(project, {}).reason

"""Two builds of the same sources are the same, byte for byte."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

from built_site import ROOT, SITE_URL, Project

from site_build import repeatable

MADE = {".venv", ".venv-bench", "node_modules", "site", "dist", ".cache", ".mypy_cache", ".hypothesis"}
"""Directories of the project that are no sources."""


def first_difference(one: Path, other: Path) -> str:
    """The first file that two directories do not both have with the same bytes, and the bytes around; or nothing."""
    files = [{file.relative_to(top).as_posix() for file in top.rglob("*") if file.is_file()} for top in (one, other)]
    if only := files[0] ^ files[1]:
        return f"only one of the two has {min(only)}"
    for path in sorted(files[0]):
        left, right = (one / path).read_bytes(), (other / path).read_bytes()
        if left != right:
            at = next(at for at, (a, b) in enumerate(zip_longest(left, right)) if a != b)
            around = slice(max(0, at - 60), at + 60)
            return f"{path}, byte {at}:\n{left[around]!r}\n{right[around]!r}"
    return ""


def build(project: Path, target: Path, **environment: str) -> None:
    """Builds a project as another user would, elsewhere."""
    told = {"SITE_URL": SITE_URL, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(project / "src"), **environment}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(target)],
        cwd=project,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_difference_is_found_where_it_is(tmp_path: Path) -> None:
    for name, text in (("one", "abc"), ("other", "abd")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("same", encoding="utf-8")
        (tmp_path / name / "b.txt").write_text(text, encoding="utf-8")
    assert first_difference(tmp_path / "one", tmp_path / "one") == ""
    assert first_difference(tmp_path / "one", tmp_path / "other") == "b.txt, byte 2:\nb'abc'\nb'abd'"
    (tmp_path / "one" / "c.txt").touch()
    assert first_difference(tmp_path / "one", tmp_path / "other") == "only one of the two has c.txt"


def test_the_time_of_the_build_is_in_no_file(tmp_path: Path) -> None:
    unknown = f"<url><lastmod>{repeatable.UNKNOWN}</lastmod></url>"
    (tmp_path / "sitemap.xml").write_text(f"<url><lastmod>2026-11-21</lastmod></url>{unknown}", encoding="utf-8")
    (tmp_path / "sitemap.xml.gz").write_bytes(b"packed with a time in its head")
    repeatable.settle(tmp_path)
    packed = (tmp_path / "sitemap.xml.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "sitemap.xml").read_bytes()
    assert gzip.decompress(packed) == b"<url><lastmod>2026-11-21</lastmod></url><url></url>"
    assert packed[4:8] == b"\0\0\0\0", "the time, as RFC 1952 has it"


def test_a_small_site_is_built_the_same_with_nothing_cached_and_with_all(project: Project, tmp_path: Path) -> None:
    project.add_example()
    project.write_both(
        "information/entropy",
        "```check\nlog e\np = [0.7, 0.2, 0.1]\n```\n\n$$\nH(p) \\approx 0.802\\,\\nat \\label{eq-x}\n$$\n\n"
        '```python exec="on" source="above" result="text" id="hello"\n--8<-- "hello.py"\n```\n',
    )
    for name, seed, zone in (("one", "1", "Asia/Shanghai"), ("other", "2", "America/New_York")):
        (project.root / ".cache").unlink()
        (tmp_path / f"cache-{name}").mkdir()
        (project.root / ".cache").symlink_to(tmp_path / f"cache-{name}")
        build(project.root, tmp_path / "built" / name, PYTHONHASHSEED=seed, TZ=zone)
    build(project.root, tmp_path / "built" / "kept", PYTHONHASHSEED="3")
    for name in ("other", "kept"):
        assert first_difference(tmp_path / "built" / "one", tmp_path / "built" / name) == "", name


def test_the_site_is_built_the_same_from_another_place_at_another_hour(site: Path, tmp_path: Path) -> None:
    """What was cached by content is taken from the cache, for time's sake; the test above does without."""
    copy = tmp_path / "elsewhere" / "a copy"
    copy.mkdir(parents=True)
    for file in ROOT.iterdir():
        if file.is_dir() and file.name not in MADE:
            shutil.copytree(file, copy / file.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif file.is_file():
            shutil.copy2(file, copy / file.name)
    for name in ("node_modules", ".cache"):
        (copy / name).symlink_to(ROOT / name)
    build(copy, tmp_path / "again", PYTHONHASHSEED="7", TZ="Pacific/Auckland")
    assert first_difference(site, tmp_path / "again") == ""

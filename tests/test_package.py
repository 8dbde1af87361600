"""The package: what a user gets from a wheel or an sdist, in an environment that holds numpy and nothing else."""

from __future__ import annotations

import datetime
import doctest
import importlib.util
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.version import Version

import crossentropy

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; it fails with all that it said."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# --- Building ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, as `python -m hatchling build` makes it."""
    target = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", target, cwd=ROOT)
    [made] = target.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the sdist alone, as an installer without a wheel does."""
    unpacked, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, filter="data")
    [source] = unpacked.iterdir()
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", target, cwd=source)
    [made] = target.iterdir()
    return made


def test_a_wheel_holds_the_library_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"crossentropy", f"crossentropy-{crossentropy.__version__}.dist-info"}
    expected = {f"crossentropy/{path.name}" for path in (ROOT / "src/crossentropy").glob("*.py")}
    assert {name for name in names if name.startswith("crossentropy/")} == expected | {"crossentropy/py.typed"}


def test_a_wheel_has_no_command(wheel: Path) -> None:
    """`proofread` is the command of a working copy; a wheel lacks what it would start."""
    assert not any(name.endswith("entry_points.txt") for name in zipfile.ZipFile(wheel).namelist())


def test_a_wheel_from_the_working_copy_is_that_from_the_sdist(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, cwd=ROOT)
    [other] = tmp_path.iterdir()
    assert other.read_bytes() == wheel.read_bytes()


def test_a_wheel_says_what_it_needs_and_under_which_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [name] = [name for name in archive.namelist() if name.endswith("METADATA")]
    metadata = archive.read(name).decode()
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert required == ["Requires-Dist: numpy>=1.26"]
    assert "\nLicense-Expression: MIT\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata


# --- In an empty environment -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def user(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment, with numpy (that of the tests: no network) and the wheel."""
    environment = tmp_path_factory.mktemp("user") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=ROOT)
    base = {"base": str(environment), "platbase": str(environment)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=base))
    python = Path(sysconfig.get_path("scripts", "venv", vars=base)) / Path(sys.executable).name
    numpy = importlib.util.find_spec("numpy")
    assert numpy is not None
    assert numpy.origin is not None
    for part in Path(numpy.origin).parents[1].glob("numpy*"):
        (packages / part.name).symlink_to(part)
    install = ("-m", "pip", "--disable-pip-version-check", "--python", python, "install", "--quiet", "--no-index")
    run(sys.executable, *install, "--no-deps", wheel, cwd=ROOT)
    return python


def test_an_installed_library_computes(user: Path, tmp_path: Path) -> None:
    code = "import crossentropy as ce; print(ce.__file__, ce.__version__, ce.entropy([0.5, 0.5], base=2))"
    file, version, bits = run(user, "-W", "error", "-c", code, cwd=tmp_path).split()
    assert Path(file).is_relative_to(user.parents[1])
    assert (version, bits) == (PROJECT["version"], "1.0")


def test_every_example_of_an_installed_library_is_right(user: Path, tmp_path: Path) -> None:
    code = """
import doctest, importlib, pkgutil, crossentropy
names = [module.name for module in pkgutil.iter_modules(crossentropy.__path__, "crossentropy.")]
results = [doctest.testmod(importlib.import_module(name)) for name in names]
print(sum(r.failed for r in results), sum(r.attempted for r in results) > 50)
"""
    assert run(user, "-W", "error", "-c", code, cwd=tmp_path).split() == ["0", "True"]


def test_the_tools_of_the_site_are_not_installed_with_it(user: Path, tmp_path: Path) -> None:
    code = "from importlib.util import find_spec; print(find_spec('proofread'), find_spec('site_build'))"
    assert run(user, "-c", code, cwd=tmp_path) == "None None\n"


PROGRAM = """
from typing import assert_type

import numpy as np

import crossentropy as ce
from crossentropy import entropy, softmax_cross_entropy

bits = entropy([0.5, 0.5], base=2)
print(float(bits), np.asarray(bits).shape)
loss = softmax_cross_entropy(np.array([0, 1]), np.zeros((2, 3)), reduction="none")
print(np.asarray(loss).mean())
amount: float = float(ce.convert(1, "nat", "bit"))
assert_type(ce.__version__, str)
"""


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ("", ""),
        ('softmax_cross_entropy(0, [0.0, 1.0], reduction="avg")\n', "reduction"),
        ('ce.convert(1, "nats", "bit")\n', "convert"),
        ("entropy([0.5, 0.5], 2)\n", "Too many positional arguments"),
        ("ce.entropie([1.0])\n", "has no attribute"),
    ],
)
def test_a_users_program_is_checked_by_its_types(user: Path, tmp_path: Path, added: str, fault: str) -> None:
    (tmp_path / "program.py").write_text(PROGRAM + added, "utf-8")
    cache = ROOT / ".cache/mypy-of-users"
    command = ("-m", "mypy", "--strict", "--cache-dir", str(cache), "--python-executable", str(user), "program.py")
    done = subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
    if fault:
        errors = [line for line in done.stdout.splitlines() if ": error:" in line]
        assert [fault in error for error in errors] == [True], done.stdout
    else:
        assert done.returncode == 0, done.stdout + done.stderr


# --- Versions ----------------------------------------------------------------------------------------------


def headings() -> list[tuple[str, str]]:
    """The versions of the changelog with their dates, the newest first."""
    return re.findall(r"^## \[([^\]]+)\](?: - (\S+))?$", CHANGELOG, re.MULTILINE)


def test_the_version_stands_in_one_form_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert crossentropy.__version__ == PROJECT["version"] == citation["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", PROJECT["version"])


def test_the_changelog_has_versions_and_dates_in_order() -> None:
    (first, no_date), *released = headings()
    assert (first, no_date) == ("Unreleased", "")
    versions = [Version(version) for version, _ in released]
    assert versions == sorted(versions, reverse=True)
    dates = [datetime.date.fromisoformat(date) for _, date in released]
    assert dates == sorted(dates, reverse=True)
    sections = re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)
    assert set(sections) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_version_is_the_newest_of_the_changelog_or_the_one_that_is_to_come() -> None:
    _, *released = headings()
    pending = CHANGELOG.partition("## [Unreleased]\n")[2].partition("\n## [")[0].strip()
    newest = Version(released[0][0]) if released else Version("0")
    if pending:
        assert Version(PROJECT["version"]) > newest
        assert f"To become {PROJECT['version']}" in pending
    else:
        assert Version(PROJECT["version"]) == newest


def test_the_changelog_names_every_public_object() -> None:
    """What is new is told; a name that is gone is told as well, since it stays in the entry of its version."""
    named = set(re.findall(r"`(\w+)`", CHANGELOG))
    assert set(crossentropy.__all__) - named == set(), "say in CHANGELOG.md, under Unreleased, what was added"


# --- READMEs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_what_a_readme_computes_with_the_library_is_right(name: str) -> None:
    blocks = re.findall(r"^```python\n(>>>.*?)^```", (ROOT / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    results = [
        doctest.DocTestRunner(verbose=False).run(doctest.DocTestParser().get_doctest(block, {}, name, name, 0))
        for block in blocks
    ]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0

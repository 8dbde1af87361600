"""The repository itself: locks, metadata, workflows, READMEs and text files are sound, and agree."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


# --- Lock files --------------------------------------------------------------------------------------------


def lock_faults(lock: str) -> list[str]:
    """What is wrong with a lock file: a line that is no exact pin, a pin without a hash, an address."""
    faults = []
    for entry in re.sub(r" *\\\n", " ", lock).splitlines():
        text = entry.strip()
        if not text or text.startswith("#"):
            continue
        requirement, *hashes = (part.strip() for part in text.split("--hash=sha256:"))
        if not re.fullmatch(r"[a-z0-9.-]+==[^\s;]+( ; .+)?", requirement):
            faults.append(f"not an exact pin: {requirement}")
        if not hashes or not all(re.fullmatch(r"[0-9a-f]{64}", value) for value in hashes):
            faults.append(f"without sound hashes: {requirement}")
    if "://" in lock or re.search(r"^-", lock, re.MULTILINE):
        faults.append("holds an address or an option")
    return faults


def pins(lock: str) -> dict[str, list[str]]:
    """Package name → the versions pinned for it (more than one where they depend on the Python version)."""
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", lock, re.MULTILINE):
        versions.setdefault(name, []).append(version)
    return versions


def read_lock(extra: str) -> str:
    return (ROOT / f"requirements/{extra}.txt").read_text("utf-8")


def test_there_is_one_lock_file_per_extra() -> None:
    assert {path.stem for path in (ROOT / "requirements").iterdir()} == set(EXTRAS)


@pytest.mark.parametrize("extra", EXTRAS)
def test_lock_files_pin_exactly_with_hashes_and_hold_no_addresses(extra: str) -> None:
    assert lock_faults(read_lock(extra)) == []


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ("numpy==2.4.6\n", "without sound hashes: numpy==2.4.6"),
        ("numpy==2.4.6 \\\n    --hash=sha256:12ab\n", "without sound hashes: numpy==2.4.6"),
        (f"numpy>=2 \\\n    --hash=sha256:{'0' * 64}\n", "not an exact pin: numpy>=2"),
        ("--index-url https://example.org/simple\n", "holds an address or an option"),
        (f"numpy @ https://example.org/n.whl --hash=sha256:{'0' * 64}\n", "holds an address or an option"),
    ],
)
def test_faults_of_a_lock_file_are_noticed(lock: str, fault: str) -> None:
    assert fault in lock_faults(lock)


@pytest.mark.parametrize("extra", EXTRAS)
def test_every_direct_dependency_is_pinned_at_a_version_that_it_allows(extra: str) -> None:
    pinned = pins(read_lock(extra))
    for line in [*PROJECT["dependencies"], *EXTRAS[extra]]:
        wanted = Requirement(line)
        if wanted.name == PROJECT["name"]:
            continue  # an extra that includes another one: see the test below
        versions = pinned.get(canonicalize_name(wanted.name), [])
        assert versions, f"requirements/{extra}.txt does not pin {line}: run `make lock`"
        assert all(wanted.specifier.contains(version) for version in versions), f"{line}: pinned {versions}"


def test_the_test_lock_contains_the_docs_lock() -> None:
    """The Makefile and the README rely on it: requirements/test.txt serves for building too."""
    assert pins(read_lock("docs")).items() <= pins(read_lock("test")).items()


def test_lock_files_agree_on_what_they_share() -> None:
    build, test = pins(read_lock("build")), pins(read_lock("test"))
    assert {name: build[name] for name in build.keys() & test.keys()} == {
        name: test[name] for name in build.keys() & test.keys()
    }


def test_the_npm_lock_holds_hashes_and_no_addresses() -> None:
    lock = yaml.safe_load((ROOT / "package-lock.json").read_text("utf-8"))
    for path, package in lock["packages"].items():
        assert "resolved" not in package, f"{path} names an address; .npmrc says omit-lockfile-registry-resolved"
        assert path == "" or package["integrity"].startswith("sha512-"), f"{path} has no hash"


# --- Metadata ----------------------------------------------------------------------------------------------


def test_citation_file_is_whole_and_agrees_with_the_package() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in {"software", "dataset"}
    assert citation["title"] == PROJECT["name"]
    assert citation["version"] == PROJECT["version"]
    assert citation["message"]
    assert citation["authors"] == citation["preferred-citation"]["authors"]
    assert [author.keys() for author in citation["authors"]] == [{"name"}], "an entity, not a person"
    assert PROJECT["license"] == citation["license"] == "MIT"
    assert citation["preferred-citation"]["license"] == "CC-BY-4.0", "the text, which no package holds"


def citation_faults(citation: dict) -> list[str]:
    """What the official schema has against a citation file (citation-file-format 1.2.0, CC BY 4.0, unchanged)."""
    schema = json.loads((ROOT / "tests/citation-file-format-1.2.0.json").read_text("utf-8"))
    return [fault.message for fault in jsonschema.Draft7Validator(schema).iter_errors(citation)]


def test_citation_file_is_valid_and_dated_as_the_changelog_is() -> None:
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    citation = yaml.load(text, yaml.BaseLoader)  # dates and numbers as they are written
    citation["preferred-citation"]["year"] = int(citation["preferred-citation"]["year"])
    assert citation_faults(citation) == []
    assert citation_faults(citation | {"date-released": "soon", "authors": []}) != []
    released = re.findall(r"^## \[([\d.]+)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert citation.get("date-released") == dict(released).get(citation["version"]), "not before there is a release"


def test_licence_files_are_the_full_texts() -> None:
    assert PROJECT["license-files"] == ["LICENSE"]
    assert "MIT License" in (ROOT / "LICENSE").read_text("utf-8")
    legal_code = (ROOT / "LICENSE-CC-BY-4.0").read_text("utf-8")
    assert all(f"Section {number} -- " in legal_code for number in range(1, 9))


# --- Workflows ---------------------------------------------------------------------------------------------


def workflow_faults(text: str) -> list[str]:
    """What is wrong with a workflow: rights by default, an action not pinned by commit, a secret."""
    workflow = yaml.safe_load(text)
    faults = []
    if workflow.get("permissions") != {} or text.index("permissions:") > text.index("jobs:"):
        faults.append("does not begin with `permissions: {}`")
    for name, job in workflow["jobs"].items():
        if "permissions" not in job:
            faults.append(f"job {name} does not state its permissions")
    for action in re.findall(r"uses:\s*(.+)", text):
        if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*", action):
            faults.append(f"not pinned by commit, with the version as a comment: {action}")
    if "secrets." in text or "pull_request_target" in text:
        faults.append("strangers' code could meet a secret")
    return faults


def permissions(workflow: dict) -> dict[str, dict[str, str]]:
    return {name: job["permissions"] for name, job in workflow["jobs"].items()}


def test_there_are_workflows() -> None:
    assert {path.name for path in WORKFLOWS} >= {"ci.yml", "deploy.yml"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_safe(path: Path) -> None:
    assert workflow_faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("permissions: {}", "permissions: write-all", "does not begin with"),
        ("@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", "not pinned by commit"),
        ("    permissions:\n      contents: read\n", "", "does not state its permissions"),
        ("  pull_request:", "  pull_request_target:", "could meet a secret"),
    ],
)
def test_faults_of_a_workflow_are_noticed(old: str, new: str, fault: str) -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    assert old in text
    assert any(fault in found for found in workflow_faults(text.replace(old, new, 1)))


def test_an_action_is_pinned_at_one_commit_everywhere() -> None:
    pinned = re.findall(r"uses: (\S+)@(\S+)", "".join(path.read_text("utf-8") for path in WORKFLOWS))
    assert len({action for action, _ in pinned}) == len(set(pinned))


def test_only_the_deploying_job_may_write_and_it_runs_no_code_of_ours() -> None:
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    assert all(rights == {"contents": "read"} for rights in permissions(ci).values())

    deploy = yaml.safe_load((ROOT / ".github/workflows/deploy.yml").read_text("utf-8"))
    assert deploy[True] == {
        "push": {"branches": ["main"]},
        "workflow_dispatch": None,
    }  # YAML reads `on` as true
    assert deploy["jobs"]["address"]["if"] == "github.ref == 'refs/heads/main'"
    assert permissions(deploy) == {
        "address": {"pages": "read"},
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    actions = [step.get("uses", "a command").split("@")[0] for step in deploy["jobs"]["deploy"]["steps"]]
    assert actions == ["actions/deploy-pages"]


def test_every_python_that_the_package_is_for_is_tested() -> None:
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    said = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert ci["jobs"]["make"]["strategy"]["matrix"]["python"] == said
    assert PROJECT["requires-python"] == f">={said[0]}"


def test_findings_are_shown_beside_the_lines_of_a_pull_request() -> None:
    job = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]["annotations"]
    assert job["if"] == "github.event_name == 'pull_request'"
    assert job["steps"][-1] == {"run": "proofread check --format github"}


def test_a_pull_request_takes_nothing_out_of_what_was_published() -> None:
    steps = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]["annotations"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 2, "the base of the pull request is the merge's first parent"
    [step] = [step["run"] for step in steps if "published.toml" in step.get("run", "")]
    assert "git show HEAD^1:docs/published.toml" in step
    assert "python -m site_build check --before" in step


# --- What contributors fill in -----------------------------------------------------------------------------


FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
FIELDS = {"input", "textarea", "dropdown", "checkboxes"}


def form_faults(text: str) -> list[str]:
    """What is wrong with an issue form, as GitHub would find, and what is not in both languages."""
    form = yaml.safe_load(text)
    faults = [f"lacks {key}" for key in ("name", "description", "body") if not form.get(key)]
    faults += [f"unknown key {key}" for key in form.keys() - {"name", "description", "title", "labels", "body"}]
    faults += [f"{key} is too long" for key in ("name", "description") if len(form.get(key, "")) > 200]
    body = form.get("body") or []
    if not any(item["type"] in FIELDS for item in body):
        faults.append("has no field")
    ids = [item.get("id", "") for item in body if item["type"] in FIELDS]
    if len(ids) != len(set(ids)) or not all(re.fullmatch(r"[\w-]+", name) for name in ids):
        faults.append(f"ids are not unique words: {ids}")
    for item in body:
        attributes, needed = item.get("attributes", {}), "value" if item["type"] == "markdown" else "label"
        if item["type"] not in FIELDS | {"markdown"} or needed not in attributes:
            faults.append(f"not a field of a form: {item}")
        if item["type"] in ("dropdown", "checkboxes") and not attributes.get("options"):
            faults.append(f"no options: {item}")
        faults += [f"in one language only: {words}" for words in _words(attributes) if not _is_bilingual(words)]
    return faults


def _words(attributes: dict) -> list[str]:
    words = [attributes[key] for key in ("label", "description", "value") if key in attributes]
    for option in attributes.get("options", []):
        words.append(option if isinstance(option, str) else option["label"])
    return words


def _is_bilingual(words: str) -> bool:
    return bool(re.search(r"[一-鿿]", words)) and bool(re.search(r"[a-z]{3}", words))


def test_there_is_a_form_for_each_purpose() -> None:
    assert {path.stem for path in FORMS} == {"config", "error", "derivation", "translation"}
    config = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/config.yml").read_text("utf-8"))
    assert config.keys() <= {"blank_issues_enabled", "contact_links"}
    assert isinstance(config["blank_issues_enabled"], bool)


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.name)
def test_issue_forms_are_whole_and_bilingual(path: Path) -> None:
    text = path.read_text("utf-8")
    assert form_faults(text) == []
    assert [name for name in re.findall(r"\b[\w./]+\.(?:md|toml)\b", text) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("name: ", "nam: ", "lacks name"),
        ("name: ", "label: x\nname: ", "unknown key label"),
        ("id: what", "id: page", "ids are not unique words"),
        ("type: input", "type: inpt", "not a field of a form"),
        ("label: 依据 · Evidence", "label: Evidence", "in one language only: Evidence"),
        ("label: 依据 · Evidence", "label: 依据", "in one language only: 依据"),
        ("description: ", "description: " + 50 * "much ", "description is too long"),
    ],
)
def test_faults_of_an_issue_form_are_noticed(old: str, new: str, fault: str) -> None:
    text = (ROOT / ".github/ISSUE_TEMPLATE/error.yml").read_text("utf-8")
    assert old in text
    assert any(fault in found for found in form_faults(text.replace(old, new, 1)))


def test_the_template_of_a_pull_request_is_bilingual() -> None:
    text = (ROOT / ".github/PULL_REQUEST_TEMPLATE.md").read_text("utf-8")
    boxes = re.findall(r"^- \[ \] (.+)$", text, re.MULTILINE)
    assert len(boxes) == 5
    assert [
        words for words in [*boxes, *re.findall(r"^## (.+)$", text, re.MULTILINE)] if not _is_bilingual(words)
    ] == []
    assert [name for name in re.findall(r"\b[\w.]+\.md\b", text) if not (ROOT / name).exists()] == []


# --- READMEs -----------------------------------------------------------------------------------------------


def commands(readme: Path) -> list[str]:
    """The lines to type, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", readme.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+#.*", "", line) for block in blocks for line in block.splitlines()]


def test_the_readmes_name_the_same_commands_links_and_files() -> None:
    english, chinese = READMES
    assert commands(english) == commands(chinese)

    def links(path: Path) -> list[str]:
        return sorted(set(re.findall(r"\]\((.+?)\)|src=\"(.+?)\"|<(http.+?)>", path.read_text("utf-8"))))

    def in_english(links: list[str]) -> set[tuple[str, ...]]:
        """Links to a Chinese version count as links to the English one; those between the READMEs do not count."""
        named = {
            tuple(part.replace(".zh.md", ".md").replace("docs/zh/", "docs/en/") for part in link) for link in links
        }
        return named - {("README.md", "", "")}

    assert in_english(links(english)) == in_english(links(chinese))
    assert english.read_text("utf-8").count("\n## ") == chinese.read_text("utf-8").count("\n## ")


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_what_a_readme_links_to_exists(readme: Path) -> None:
    targets = re.findall(r"\]\((?!http)(.+?)\)|src=\"(.+?)\"", readme.read_text("utf-8"))
    missing = [target for pair in targets for target in pair if target and not (ROOT / target).exists()]
    assert missing == []


def test_the_commands_of_the_readme_are_those_of_make_and_ci() -> None:
    typed = commands(READMES[0])
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in typed:
        if command.startswith("make "):
            assert re.search(rf"^{command.removeprefix('make ')}:", makefile, re.MULTILINE), command
        if " pip install " in command:
            arguments = command.partition(" install ")[2].replace("requirements/docs", "requirements/test")
            assert f"$(PIP_INSTALL) {arguments}\n" in makefile, command
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    run = [step["run"] for step in ci["jobs"]["pip"]["steps"] if "run" in step]
    set_up = {"make site", "make test", "python3 -m venv .venv", ". .venv/bin/activate"}
    assert run == [command for command in typed if command not in set_up and command != "mkdocs serve"]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_example_page_of_a_readme_passes(readme: Path, tmp_path: Path) -> None:
    from proofread import check_site

    (page,) = re.findall(r"^````markdown\n(.*?)^````", readme.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    shutil.copy(ROOT / "docs/notation.check", tmp_path)
    for language in ("zh", "en"):  # the same text in both, which parity accepts
        (tmp_path / language).mkdir()
        (tmp_path / language / "index.md").write_text(page, "utf-8")
    assert [str(finding) for finding in check_site(tmp_path).findings] == []

    wrong = page.replace("2.303", "2.304")
    assert wrong != page
    (tmp_path / "en/index.md").write_text(wrong, "utf-8")
    assert check_site(tmp_path).findings != []


# --- Text files --------------------------------------------------------------------------------------------


def text_files() -> list[Path]:
    """Every file of ours, found without git: what .gitignore names is left out."""
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()} | {".git"}
    found, folders = [], [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            if path.name in ignored or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                folders.append(path)
            elif path.suffix not in {".png", ".woff2"}:
                found.append(path)
    return found


def text_faults(name: str, content: bytes) -> list[str]:
    faults = []
    if b"\r" in content:
        faults.append(f"{name}: carriage returns; lines end with a line feed")
    if content and not content.endswith(b"\n"):
        faults.append(f"{name}: no line feed at its end")
    lines = content.decode("utf-8").split("\n")
    if name != "LICENSE-CC-BY-4.0":  # another's text, to the letter
        faults += [
            f"{name}:{number}: blanks at the end of the line"
            for number, line in enumerate(lines, 1)
            if line != line.rstrip(" \t")
        ]
    faults += [
        f"{name}:{number}: a merge conflict's mark"
        for number, line in enumerate(lines, 1)
        if line.startswith(("<" * 7 + " ", ">" * 7 + " "))
    ]
    return faults


def test_text_files_are_clean() -> None:
    faults = []
    for path in text_files():
        faults += text_faults(path.relative_to(ROOT).as_posix(), path.read_bytes())
    assert faults == []


@pytest.mark.parametrize("content", [b"a\r\n", b"a", b"a \n", b"<<<<<<< ours\n"])
def test_faults_of_a_text_file_are_noticed(content: bytes) -> None:
    assert len(text_faults("x", content)) == 1

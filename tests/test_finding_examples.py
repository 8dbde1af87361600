"""docs/findings.toml and the page that shows it: every code has an example, and the examples are true."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import markdown
import pytest
from small_sites import LANGUAGES, ROOT, check_pages, matches

from proofread.findings import CODES
from proofread.rendered import compare
from proofread.source import scan, strip_marks
from site_build import finding_examples
from site_build.errors import SiteError

EXAMPLES = ROOT / "docs/findings.toml"
PAGES = {language: ROOT / "docs" / language / "reference/findings.md" for language in LANGUAGES}
DATA: dict[str, dict[str, Any]] = tomllib.loads(EXAMPLES.read_text("utf-8"))
#: A fault of the proofreader itself has no example: an example would have been mended.
WITHOUT_EXAMPLE = {"P004", "P601"}
#: Files of the site that an example may have besides its pages.
FILES = {"references": "references.bib", "glossary": "glossary.toml"}
SECTION = re.compile(
    r"^### (?P<code>P\d{3})(?:: |：)(?P<title>.+?) \{#(?P<id>[\w-]+)\}$(?P<body>.*?)(?=^#|\Z)", re.M | re.S
)


# --- The codes: in the program, in the examples, on the page


def test_every_code_has_an_example() -> None:
    missing = sorted(CODES.keys() - DATA.keys() - WITHOUT_EXAMPLE)
    assert not missing, (
        f"docs/findings.toml has no example of {', '.join(missing)}: add a table [{missing[0]}] with `bad` (Markdown "
        "that is reported with this code and no other), `says` (the lines that are printed) and `good` (the same, "
        "mended)"
    )
    unknown = sorted(DATA.keys() - CODES.keys())
    assert not unknown, f"docs/findings.toml: {', '.join(unknown)} is no code of proofread.findings.CODES"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_section_on_the_page(language: str) -> None:
    page = PAGES[language]
    sections = {match["code"]: match for match in SECTION.finditer(page.read_text("utf-8"))}
    missing = [code for code in CODES if code not in sections]
    assert not missing, (
        f"{page} has no section on {', '.join(missing)}: write `### {missing[0]}: … {{#{missing[0].lower()}}}` (in "
        f"Chinese with ：), what it means, how to mend it, and `<!-- finding:{missing[0]} -->` where the example goes"
    )
    assert list(sections) == sorted(CODES), f"{page}: the sections stand in the order of the codes, and no others do"
    for code, match in sections.items():
        assert match["id"] == code.lower(), f"{page}: the anchor of {code} is {{#{code.lower()}}}"
        shown = re.findall(r"^<!-- finding:(\w+) -->$", match["body"], re.MULTILINE)
        expected = [] if code in WITHOUT_EXAMPLE else [code]
        assert shown == expected, f"{page}: the section on {code} shows its example once, by <!-- finding:{code} -->"


def test_the_english_headings_are_the_words_of_the_program() -> None:
    for match in SECTION.finditer(PAGES["en"].read_text("utf-8")):
        assert match["title"].replace("`", "") == CODES[match["code"]]


# --- The examples


@dataclass
class Run:
    """What was printed about each example, by code."""

    printed: dict[str, dict[str, list[str]]] = field(default_factory=lambda: {"bad": {}, "good": {}})


def versions(example: str | Mapping[str, str]) -> dict[str, str]:
    """The pages of an example, by language."""
    if isinstance(example, str):
        return {"en": example}
    return {language: text for language, text in example.items() if language in LANGUAGES}


def is_alone(entry: Mapping[str, Any]) -> bool:
    """Whether an example needs a site of its own."""
    return "seconds" in entry or not entry["bad"] or bool({"notation", *FILES} & set(entry["bad"]))


def is_pair(entry: Mapping[str, Any]) -> bool:
    return not isinstance(entry["good"], str) and set(LANGUAGES) <= entry["good"].keys()


def files(example: str | Mapping[str, str]) -> dict[str, str]:
    """The other files of an example, by name."""
    return {} if isinstance(example, str) else {name: example[key] for key, name in FILES.items() if key in example}


def as_built(text: str) -> list[str]:
    """What the built page says of its source."""
    article = markdown.markdown(strip_marks(text), extensions=["tables", "attr_list"])
    page = scan(Path("docs/en/page.md"), text)
    return [str(found) for found in compare(page, f"<html><body><article>{article}</article></body></html>")]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run()
    together: dict[bool, dict[str, dict[str, str]]] = {False: {}, True: {}}
    for code, entry in DATA.items():
        for kind in run.printed:
            example = entry[kind]
            if is_alone(entry):
                notation = "" if isinstance(example, str) else example.get("notation", "")
                pages = {"page": versions(example)}
                seconds = float(entry.get("seconds", 60)) if kind == "bad" else 60
                directory = tmp_path_factory.mktemp(f"{code}-{kind}")
                found = check_pages(
                    directory, pages, parity=False, notation=notation, seconds=seconds, files=files(example)
                )
                run.printed[kind][code] = found["page"]
            else:
                together[is_pair(entry)][f"{code}-{kind}"] = versions(example)
    for parity, pages in together.items():
        for name, printed in check_pages(tmp_path_factory.mktemp("together"), pages, parity=parity).items():
            code, kind = name.split("-")
            run.printed[kind][code] = printed
            if DATA[code].get("built"):
                printed.extend(as_built(versions(DATA[code][kind])["en"]))
    return run


@pytest.mark.parametrize("code", DATA)
def test_a_bad_example_is_reported_with_its_code_and_no_other(code: str, run: Run) -> None:
    printed = run.printed["bad"][code]
    codes = {re.match(r"\S+ (P\d{3}) ", line)[1] for line in printed}  # type: ignore[index]
    assert codes == {code}, f"docs/findings.toml: the bad example of {code} is reported so: {printed}"
    own = [line for line in printed if f" {code} " in line]
    if "seconds" in DATA[code]:  # on a machine under load the notation may take that long too
        own = [line for line in own if not line.startswith("docs/notation.check")]
    assert matches(own, DATA[code]["says"]), (
        f"docs/findings.toml: what the bad example of {code} `says` is now:\n" + "\n".join(own)
    )


@pytest.mark.parametrize("code", DATA)
def test_a_good_example_passes(code: str, run: Run) -> None:
    assert run.printed["good"][code] == [], f"docs/findings.toml: the good example of {code} is reported"


# --- What the build makes of them


def test_the_build_shows_an_example_where_the_page_asks_for_it() -> None:
    shown = finding_examples.insert("<p>a</p>\n<!-- finding:P302 -->\n<p>b</p>", EXAMPLES, "en")
    assert "finding:P302" not in shown
    assert r"$H(p) \approx 0.804\,\nat$" in shown
    assert "P302 found 0.804 nat, computed 0.801818553" in shown
    assert shown.count('class="build-made finding-example"') == 1
    assert finding_examples.insert("<p>a</p>", EXAMPLES, "zh") == "<p>a</p>"


def test_an_example_is_text_and_not_html(tmp_path: Path) -> None:
    file = tmp_path / "findings.toml"
    file.write_text("[P101]\nbad = '<b>&\"'\nsays = 'docs/en/page.md:1:1: P101 <i>'\ngood = \"a\\u0000\"\n", "utf-8")
    shown = finding_examples.insert("<!-- finding:P101 -->", file, "zh")
    assert "&lt;b&gt;&amp;" in shown
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "\x00" not in shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[P101]\nbad = 'a'\nsays = 'b'\ngood = 'c'\n", "no example of P102"),
        ("[P102]\nbad = 'a'\n", r"P102 lacks says, good"),
        ("[P102\n", "cannot be read"),
    ],
)
def test_a_missing_example_ends_the_build(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "findings.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SiteError, match=message):
        finding_examples.insert("<!-- finding:P102 -->", file, "en")

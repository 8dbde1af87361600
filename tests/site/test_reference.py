"""The reference of the library: every public object on a page in both languages, and the Chinese of the docstrings."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from built_site import ROOT, Visit

import crossentropy
from proofread import terms
from site_build import api_pages, docstrings, library, lighten, pages
from site_build.languages import LANGS
from site_build.library import Module

LIBRARY = library.read(ROOT / "src")
CHINESE = docstrings.read_chinese(ROOT / "src/crossentropy")

MODULE = '''"""Weighing things."""


def weigh(thing, unit=None):
    r"""Compute the weight of a thing.

    $$w = m g$$

    It is `weigh(2)` for two, and $w \\ge 0$.

    Args:
        thing: What is weighed, of 3 kinds.
        unit: The unit of the result.

    Returns:
        The weight.

    Examples:
        >>> weigh(1)
        9.81

    References:
        - I. Newton, Principia (1687).
        - Derived on the pages information/entropy and
          information/codes.
    """
'''
WEIGHT = {
    "Weighing things.": "称东西。",
    "Compute the weight of a thing.": "求一件东西的重量。",
    r"It is `weigh(2)` for two, and $w \ge 0$.": r"两件时是 `weigh(2)`，而且 $w \ge 0$。",
    "What is weighed, of 3 kinds.": "称什么，有 3 种。",
    "The unit of the result.": "结果的单位。",
    "The weight.": "重量。",
}


class Package:
    """A library of one module, `mass`, and its Chinese."""

    def __init__(self, root: Path) -> None:
        self.sources = root / "src"
        self.directory = self.sources / "crossentropy"
        self.directory.mkdir(parents=True)
        (self.directory / "__init__.py").write_text(
            'from crossentropy.mass import weigh\n__all__ = ["weigh"]\n', encoding="utf-8"
        )
        self.write(MODULE)
        self.write_chinese(WEIGHT)

    def write(self, module: str, name: str = "mass") -> None:
        (self.directory / f"{name}.py").write_text(module, encoding="utf-8")

    def write_chinese(self, texts: dict[str, str], name: str = "mass") -> None:
        content = "\n".join(f"[[text]]\nen = '''{en}'''\nzh = '''{zh}'''\n" for en, zh in texts.items())
        (self.directory / f"{name}.zh.toml").write_text(content, encoding="utf-8")

    def read(self) -> list[Module]:
        return library.read(self.sources)

    def check(self) -> list[str]:
        """What is found, without the directory."""
        found = docstrings.check(self.read(), docstrings.read_chinese(self.directory))
        return [str(finding).removeprefix(f"{self.directory}/") for finding in found]

    def update(self) -> str:
        docstrings.update(self.read(), docstrings.read_chinese(self.directory), self.directory)
        return (self.directory / "mass.zh.toml").read_text(encoding="utf-8")


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path)


# ── What there is ────────────────────────────────────────────────────────────


def test_every_public_object_is_read_with_its_module_and_the_pages_that_derive_it(package: Package) -> None:
    [module] = package.read()
    [weigh] = module.entries
    assert (module.name, weigh.name, weigh.anchor) == ("mass", "weigh", "crossentropy.weigh")
    assert weigh.pages == ("information/entropy", "information/codes")
    assert weigh.line == 4


def test_the_library_is_read_completely() -> None:
    top = [entry.name for module in LIBRARY for entry in module.entries if "." not in entry.name]
    assert sorted(top) == sorted(crossentropy.__all__)


def test_methods_of_a_public_class_are_read_behind_it(package: Package) -> None:
    methods = '    def go(self):\n        """Go."""\n    def _stop(self):\n        """No."""\n'
    code = f'"""Cars."""\nclass Car:\n    """Drive."""\n{methods}'
    package.write(code, "cars")
    package.write("", "_private")
    (package.directory / "__init__.py").write_text(
        'from crossentropy.cars import Car\n__all__ = ["Car"]\n', encoding="utf-8"
    )
    assert [entry.name for module in package.read() for entry in module.entries] == ["Car", "Car.go"]


# ── Their Chinese ────────────────────────────────────────────────────────────


def test_all_docstrings_of_the_library_have_their_chinese() -> None:
    assert [str(finding) for finding in docstrings.check(LIBRARY, CHINESE)] == []


def test_a_translated_library_has_no_findings(package: Package) -> None:
    assert package.check() == []


def test_a_passage_without_chinese_is_found_where_it_stands(package: Package) -> None:
    package.write_chinese({en: zh for en, zh in WEIGHT.items() if en != "The unit of the result."})
    [found] = package.check()
    assert found.startswith("mass.py:13: weigh: no Chinese for “The unit of the result.” in mass.zh.toml; `python -m ")


def test_a_passage_that_has_changed_since_is_found_with_its_old_chinese(package: Package) -> None:
    package.write(MODULE.replace("The unit of the result.", "The unit of the result, or None."))
    [found] = package.check()
    assert found.startswith(
        "mass.py:13: weigh: the English has changed, its Chinese (mass.zh.toml:17) has not: “The unit"
    )


def test_how_a_passage_is_broken_into_lines_does_not_matter(package: Package) -> None:
    package.write(MODULE.replace("The unit of the result.", "The unit\n            of the result."))
    assert package.check() == []


def test_chinese_that_nothing_says_any_more_is_found(package: Package) -> None:
    package.write_chinese(WEIGHT | {"Nobody says this.": "没有人说这个。"})
    assert package.check() == ["mass.zh.toml:25: no docstring says “Nobody says this.” any more: take the entry out"]


@pytest.mark.parametrize(
    ("english", "chinese", "message"),
    [
        ("The weight.", "", "zh is empty: write the Chinese of “The weight.”"),
        (
            "What is weighed, of 3 kinds.",
            "称什么，有 4 种。",
            "the numbers of zh and en differ: 3 only in en, 4 only in zh",
        ),
        (
            r"It is `weigh(2)` for two, and $w \ge 0$.",
            r"两件时是 `weigh(2)`，而且 $w > 0$。",
            r"the formulas of zh and en differ: $w\ge0$ only in en, $w>0$ only in zh",
        ),
        (
            r"It is `weigh(2)` for two, and $w \ge 0$.",
            r"两件时是 `weigh(3)`，而且 $w \ge 0$。",
            "the code of zh and en differ: `weigh(2)` only in en, `weigh(3)` only in zh",
        ),
    ],
)
def test_chinese_that_says_something_else_is_found(package: Package, english: str, chinese: str, message: str) -> None:
    package.write_chinese(WEIGHT | {english: chinese})
    [found] = package.check()
    assert found.partition(": ")[2] == message


def test_the_same_passage_has_its_chinese_once(package: Package) -> None:
    package.write_chinese({"The weight.": "重量。"}, "shared")
    assert package.check() == ["shared.zh.toml:1: “The weight.” stands in mass.zh.toml:21 already: keep one"]


def test_an_entry_with_other_keys_is_refused(package: Package) -> None:
    (package.directory / "shared.zh.toml").write_text('[[text]]\nen = "One."\ncn = "一。"\n', encoding="utf-8")
    assert package.check() == ["shared.zh.toml:1: an entry has en and zh, this one has en, cn"]


def test_updating_writes_what_is_missing_and_drops_what_is_of_no_use(package: Package) -> None:
    package.write_chinese({"Weighing things.": "称东西。", "Nobody says this.": "没有人说这个。"})
    text = package.update()
    assert "zh = '称东西。'" in text
    assert "en = 'The weight.'\nzh = ''" in text
    assert "Nobody" not in text
    assert package.update() == text


def test_updating_keeps_what_a_changed_passage_was(package: Package) -> None:
    package.write(MODULE.replace("The unit of the result.", "The unit of the result, or None."))
    entry = package.update().partition("en = 'The unit of the result, or None.'\n")[2].partition("\n\n")[0]
    assert entry == "zh = ''\nwas_en = 'The unit of the result.'\nwas_zh = '结果的单位。'"
    assert [line.partition(": ")[2] for line in package.check()] == [
        "zh is empty: write the Chinese of “The unit of the result, or None.”"
    ]


def test_what_several_modules_say_stands_in_a_file_of_its_own(package: Package) -> None:
    package.write(MODULE.replace("weigh", "lift"), "force")
    imports = "from crossentropy.force import lift\nfrom crossentropy.mass import weigh\n"
    (package.directory / "__init__.py").write_text(f'{imports}__all__ = ["lift", "weigh"]\n', encoding="utf-8")
    assert "The unit of the result." not in package.update()
    assert "zh = '结果的单位。'" in (package.directory / "shared.zh.toml").read_text(encoding="utf-8")


_HAN = r"\u3400-\u9fff"


@pytest.mark.parametrize("text", CHINESE.texts.values(), ids=lambda text: f"{text.path.name}:{text.line}")
def test_the_chinese_is_written_as_on_the_pages(text: docstrings.Text) -> None:
    words = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", "x", text.zh, flags=re.DOTALL)
    assert re.findall(rf"[{_HAN}][A-Za-z0-9]|[A-Za-z0-9][{_HAN}]", words) == [], "a space belongs there"
    assert re.findall(rf"[{_HAN}][,;:!?()]|[,;:!?][{_HAN}]|[{_HAN}]\.(?!\.)", words) == [], "full-width punctuation"
    glossary = terms.read_glossary(ROOT / "docs")
    quoted = re.sub("“[^”]*”", "", words)
    assert [quoted[use.start : use.end] for use in glossary.uses(quoted, "zh") if not use.preferred] == []


# ── The pages ────────────────────────────────────────────────────────────────


def test_every_module_has_its_page_and_every_object_the_page_that_derives_it() -> None:
    tree = pages.read_tree(ROOT / "docs")
    assert [str(finding) for finding in api_pages.check(LIBRARY, ROOT / "docs", tree)] == []


def test_a_module_without_a_page_is_found(package: Package) -> None:
    tree = pages.read_tree(ROOT / "docs")
    found = [str(finding) for finding in api_pages.check(package.read(), ROOT / "docs", tree)]
    assert len(found) == 2  # one for each language
    assert found[0].endswith(
        "the module crossentropy.mass has no page in the reference: list reference/api/mass in pages.toml and write "
        "docs/zh/reference/api/mass.md: its title, and <!-- api: mass --> below"
    )


def test_a_page_that_a_docstring_names_is_one_of_the_site(package: Package) -> None:
    package.write(MODULE.replace("information/codes", "information/code"))
    tree = pages.read_tree(ROOT / "docs")
    *_, found = api_pages.check(package.read(), ROOT / "docs", tree)
    assert found.message == "weigh: there is no page information/code (nearest: information/codes, information/entropy)"
    assert found.line == 25


def test_a_docstring_names_the_page_that_derives_the_object(package: Package) -> None:
    package.write(MODULE.replace("Derived on the pages", "See"))
    *_, found = api_pages.check(package.read(), ROOT / "docs", pages.read_tree(ROOT / "docs"))
    assert found.message == (
        'weigh: no page of the site derives it: end References with "- Derived on the page PART/PAGE."'
    )


@pytest.mark.parametrize(
    ("shown", "linked"),
    [
        ("<code>entropy(p)</code>", True),
        ("<code>entropy()</code>", True),
        ("<code>crossentropy.entropy</code>", True),
        ("<code>entropy</code>", False),
        ("<code>scipy.stats.entropy(p)</code>", False),
        ("<code>entropy_of(p)</code>", False),
        ('<a href="x"><code>entropy(p)</code></a>', False),
        ("<h2><code>entropy(p)</code></h2>", False),
        ("<pre><code>entropy(p)</code></pre>", False),
    ],
)
def test_code_that_calls_a_public_function_is_a_link_to_it(shown: str, linked: bool) -> None:
    page = api_pages.link_names(f"<p>{shown}</p>", "likelihood/softmax", "likelihood/softmax/", LIBRARY)
    assert ('href="../../reference/api/information/#crossentropy.entropy"' in page) == linked
    assert re.sub(r'<a class="api"[^>]*>(.*?)</a>', r"\1", page) == f"<p>{shown}</p>"


def test_the_imports_of_an_example_are_links() -> None:
    names = '<span class="n">entropy</span><span class="p">,</span>\n    <span class="n">np</span>'
    imports = f'<span class="nn">crossentropy</span> <span class="kn">import</span> (\n    {names}\n)'
    code = f'{imports}\n<span class="n">entropy</span>'
    page = api_pages.link_names(f"<pre><code>{code}</code></pre>", "index", "./", LIBRARY)
    assert page.count("<a ") == 1
    assert (
        '<a class="api" href="reference/api/information/#crossentropy.entropy"><span class="n">entropy</span></a>'
        in page
    )


def test_a_name_that_an_example_imports_is_a_link_in_the_text() -> None:
    imports = '<span class="nn">crossentropy</span> <span class="kn">import</span> <span class="n">entropy</span>'
    shown = f"<p><code>entropy</code> <code>softmax</code></p><pre><code>{imports}</code></pre>"
    page = api_pages.link_names(shown, "index", "./", LIBRARY)
    assert '<code><a class="api" href="reference/api/information/#crossentropy.entropy">entropy</a></code>' in page
    assert "<code>softmax</code>" in page


def test_a_page_that_derives_functions_names_them() -> None:
    page = api_pages.name_functions("<p>x</p>", "divergence/kl-divergence", "divergence/kl-divergence/", LIBRARY, "en")
    assert '<a class="api" href="../../reference/api/divergence/#crossentropy.kl_divergence">kl_divergence</a>' in page
    assert api_pages.name_functions("<p>x</p>", "reference/errata", "reference/errata/", LIBRARY, "en") == "<p>x</p>"


# ── The built site ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGS)
def test_every_public_object_has_its_address_on_its_module_s_page_and_in_the_list(site: Path, lang: str) -> None:
    index = (site / lang / "reference/api/index.html").read_text(encoding="utf-8")
    for module in LIBRARY:
        page = (site / lang / "reference/api" / module.name / "index.html").read_text(encoding="utf-8")
        for entry in module.entries:
            assert page.count(f'id="{entry.anchor}"') == 1
            assert index.count(f'id="{entry.anchor}"') == ("." not in entry.name)


def test_docstrings_are_in_the_language_of_the_page(site: Path) -> None:
    [entropy] = [entry for module in LIBRARY for entry in module.entries if entry.name == "entropy"]
    english, chinese = entropy.summary, CHINESE.of(entropy.summary)
    for lang, own, other in (("zh", chinese, english), ("en", english, chinese)):
        page = (site / lang / "reference/api/information/index.html").read_text(encoding="utf-8")
        assert own in page
        assert other not in page


def test_formulas_of_docstrings_are_set_at_build_time(site: Path) -> None:
    page = site / "zh/reference/api/information/index.html"
    tex = json.loads(page.with_name(lighten.BESIDE).read_text(encoding="utf-8").removeprefix("siteTexBeside="))
    assert r"H(p) = -\sum_i p_i \log_b p_i, \qquad 0 \log 0 = 0" in tex
    assert "$$" not in page.read_text(encoding="utf-8")


def test_a_function_leads_to_the_page_that_derives_it_and_back(site: Path) -> None:
    function = (site / "zh/reference/api/divergence/index.html").read_text(encoding="utf-8")
    assert (
        '<a href="../../../divergence/kl-divergence/"><span class="build-made">相对熵与吉布斯不等式</span></a>'
        in function
    )
    page = (site / "zh/divergence/kl-divergence/index.html").read_text(encoding="utf-8")
    assert 'href="../../reference/api/divergence/#crossentropy.kl_divergence"' in page


@pytest.mark.parametrize("lang", LANGS)
def test_search_knows_every_public_object(site: Path, lang: str) -> None:
    index = json.loads((site / lang / "search/search_index.json").read_text(encoding="utf-8"))
    places = {entry["location"] for entry in index["docs"]}
    expected = {f"reference/api/{module.name}/#{entry.anchor}" for module in LIBRARY for entry in module.entries}
    assert expected <= places


@pytest.mark.parametrize(("lang", "query"), [("zh", "kl_divergence"), ("zh", "困惑度"), ("en", "kl_divergence")])
def test_search_finds_a_function(visit: Visit, lang: str, query: str) -> None:
    page = visit(f"{lang}/")
    box = page.locator(".md-search__input")
    box.click()
    box.fill(query)
    box.dispatch_event("keyup")
    page.locator('.md-search-result a[href*="#crossentropy."]').first.wait_for()

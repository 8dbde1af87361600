"""Pages are lighter than what was checked, and mean the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from built_site import follow_instantly
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from site_build import lighten

if TYPE_CHECKING:
    from built_site import Visit

PAGE = """<article>
      <p>The <mjx-container data-tex="a &lt; b" class="math-short"><math><mi>a</mi></math></mjx-container> of
        <a class="ref build-made" href="#eq-x" data-tex="\\eqref{eq-x}">(1)</a>

        is <b>so</b> .</p>
      <pre>  kept
        as it is</pre>
</article>"""


def test_the_tex_of_formulas_is_set_apart_in_their_order() -> None:
    page, tex = lighten.set_tex_apart(PAGE + '<mjx-container data-tex="x&amp;\n y" display="true">')
    assert tex == ["a < b", "x&\n y"]
    assert "data-tex" not in page
    assert '<mjx-container class="math-short">' in page
    assert '<a class="ref build-made" href="#eq-x">(1)</a>' in page


def test_indentation_goes_and_code_stays() -> None:
    page = lighten.without_indentation(PAGE)
    assert "<article>\n<p>The <mjx" in page
    assert " of\n<a class" in page
    assert "</a>\nis <b>so</b> .</p>\n<pre>  kept\n        as it is</pre>\n</article>" in page


@given(st.text(alphabet="<>a \t\n\u3000"))
def test_white_space_with_a_line_break_beside_a_tag_becomes_the_line_break(text: str) -> None:
    said = re.sub(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)", "\n", text)
    assert lighten.without_indentation(text) == said


def tex_beside(page: Path) -> list[str]:
    found: list[str] = json.loads(
        page.with_name(lighten.BESIDE).read_text(encoding="utf-8").removeprefix("siteTexBeside=")
    )
    return found


def test_every_page_with_formulas_has_their_tex_beside_it(site: Path) -> None:
    pages = [file for file in site.rglob("*.html") if "<mjx-container" in file.read_text(encoding="utf-8")]
    assert len(pages) > 70
    for page in pages:
        assert page.read_text(encoding="utf-8").count("<mjx-container") == len(tex_beside(page))


def test_it_comes_with_the_first_selection_and_after_instant_navigation_too(visit: Visit, site: Path) -> None:
    page = visit("en/information/entropy/")
    for path in ("en/information/entropy/", "en/information/properties-of-entropy/"):
        formula = page.locator("article mjx-container").first
        expect(formula).not_to_have_attribute("data-tex", re.compile(""))
        page.evaluate("getSelection().selectAllChildren(document.querySelector('article p'))")
        expect(formula).to_have_attribute("data-tex", tex_beside(site / path / "index.html")[0])
        follow_instantly(page, "a.md-footer__link--next")  # without a pointer, which would ask for formulas it meets


def test_where_it_cannot_be_had_a_formula_is_copied_as_its_characters(visit: Visit) -> None:
    page = visit("en/information/entropy/")
    page.route("**/tex.js", lambda route: route.abort())
    page.evaluate("getSelection().selectAllChildren(document.getElementById('def-entropy'))")
    page.keyboard.press("Control+c")
    page.wait_for_timeout(300)
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'pasted'}))")
    page.locator("#pasted").focus()
    page.keyboard.press("Control+v")
    assert (
        "Let p be a probability distribution on finitely many outcomes: pi≥0" in page.locator("#pasted").input_value()
    )

"""What is out of view is laid out when a reader comes near, and every address leads to its place all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from built_site import SITE_URL, eventually

if TYPE_CHECKING:
    from built_site import Visit

LONG = "divergence/not-a-distance/"
FORMULAS = ".md-content__inner > p mjx-container"
LAID_OUT = "formula => formula.checkVisibility({contentVisibilityAuto: true})"
PLACES = "[...document.querySelectorAll('article :is(h2, .admonition, .formula, figure)[id]')].map(place => place.id)"

# Below the header, or where the end of the page lets it come to.
IN_ITS_PLACE = """id => {
  const {top} = document.getElementById(id).getBoundingClientRect();
  const ended = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  return top >= 40 && (top <= 130 || ended);
}"""


def test_the_end_of_a_long_page_is_laid_out_when_it_is_near(visit: Visit) -> None:
    page = visit(f"en/{LONG}")
    last = page.locator(FORMULAS).last
    assert not last.evaluate(LAID_OUT)
    last.scroll_into_view_if_needed()
    assert eventually(page, lambda: last.evaluate(LAID_OUT)), "it is in view, and not laid out"


@pytest.mark.parametrize("width", [390, 1280])
def test_each_address_within_a_long_page_leads_to_its_place(visit: Visit, width: int) -> None:
    page = visit(f"zh/{LONG}", viewport={"width": width, "height": 800})
    places = page.evaluate(PLACES)
    assert len(places) > 40
    for place in places[::5]:
        page.goto("about:blank")
        page.goto(f"{SITE_URL}zh/{LONG}#{place}")
        assert eventually(page, lambda place=place: page.evaluate(IN_ITS_PLACE, place)), place
        page.wait_for_timeout(100)  # it stays there while what is near is laid out
        assert page.evaluate(IN_ITS_PLACE, place), place

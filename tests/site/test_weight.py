"""What a first view costs: bytes, requests, and nothing that moves once it is there. See CONTRIBUTING.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import first_view
import pytest
from built_site import SITE_URL, eventually, written_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_the_first_view_of_every_page_is_within_its_budget(site: Path) -> None:
    pages = written_pages(site)
    assert len(pages) > 90
    too_heavy = [problem for page in pages if (problem := first_view.over(site, page))]
    assert not too_heavy, "\n\n".join(too_heavy)


@pytest.mark.parametrize(
    "path",
    [
        "zh/",
        "en/reference/errata/",
        "zh/optimisation/softmax-gradient/",
        "en/reference/glossary/",
        "zh/reference/api/losses/",
    ],
)
def test_a_browser_loads_just_what_is_weighed(site: Path, browser: Browser, path: str) -> None:
    asked: list[str] = []
    context = browser.new_context()
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        weighed = {SITE_URL + part.address for part in first_view.parts(site, f"{path}index.html")}
        page.goto(SITE_URL + path, wait_until="load")
        # The theme's script asks for some.
        eventually(page, lambda: weighed <= {url.partition("?")[0] for url in asked})
        page.wait_for_timeout(500)
        loaded = [url.partition("?")[0] for url in asked if not url.startswith("data:")]
        assert len(loaded) <= first_view.REQUESTS
        assert set(loaded) - weighed == set()
        assert weighed - set(loaded) == set()
    finally:
        context.close()


# ── Layout shift ─────────────────────────────────────────────────────────────

# What moved without a reader's doing, and by how much: since the page came, the fonts, and two frames more.
MOVED = """async () => {
  await document.fonts.ready;
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const moved = [], add = list => moved.push(...list);
  const observer = new PerformanceObserver(list => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  await new Promise(done => setTimeout(done, 30));
  add(observer.takeRecords());
  return moved.filter(shift => !shift.hadRecentInput).map(shift => {
    const nodes = shift.sources.map(source => source.node && (source.node.outerHTML || source.node.data).slice(0, 80));
    return `${shift.value.toFixed(4)}: ${nodes.join(", ")}`;
  });
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_once_a_page_is_there(browser: Browser, site: Path, width: int) -> None:
    moved = {}
    page = browser.new_page(viewport={"width": width, "height": 900})
    for path in written_pages(site):
        if path.startswith("t/") or path == "index.html":
            continue  # these lead on to one of the others
        for _ in range(2):  # on a busy machine the first paint may come before the fonts that stand in the style sheet
            page.goto(SITE_URL + path.removesuffix("index.html"), wait_until="load")
            if not (found := page.evaluate(MOVED)):
                break
        if found:
            moved[path] = found
    page.close()
    assert not moved


def test_what_moves_is_seen(browser: Browser) -> None:
    page = browser.new_page()
    body = "<!doctype html><p>one</p><div id=late></div><p style='height: 400px'>two</p>"
    page.route(f"{SITE_URL}moves", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{SITE_URL}moves")
    painted = (
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
    )
    page.evaluate(painted)
    page.evaluate("document.getElementById('late').style.height = '200px'")
    page.evaluate(painted)
    found = page.evaluate(MOVED)
    page.close()
    assert found
    assert "two" in found[0]


# ── Seen to fail ─────────────────────────────────────────────────────────────

SMALL = '<html><head><link rel="stylesheet" href="../a.css"></head><body>{}</body></html>'


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    for name, text in {
        "page/index.html": SMALL.format('<script src="../a.js"></script><mjx-math>x</mjx-math>'),
        "a.css": '@font-face{font-family:f;src:url("f.woff2?v=1")} b{background:url(b.svg)} i{mask:url("data:x")}',
        "a.js": "",
        "b.svg": "",
        "f.woff2": "x" * 1000,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    first_view.compressed.cache_clear()
    return tmp_path


def test_scripts_sheets_and_what_these_load_are_weighed(small_site: Path) -> None:
    found = {part.address: part.size for part in first_view.parts(small_site, "page/index.html")}
    assert found.keys() == {"page/", "a.css", "a.js", "b.svg", "f.woff2"}
    assert found["f.woff2"] == 1000
    assert found["page/"] < 150


def test_what_is_too_heavy_is_named_with_its_parts(small_site: Path) -> None:
    (small_site / "f.woff2").write_text("x" * 130_000)
    said = first_view.over(small_site, "page/index.html") or ""
    assert said.startswith("page/index.html: 130,")
    assert "over the 120,000 of a first view" in said
    assert "130,000  f.woff2" in said
    assert "formulas, drawn" in said


def test_too_many_requests_are_counted(small_site: Path) -> None:
    scripts = "".join(f'<script src="../{name}.js"></script>' for name in range(17))
    for name in range(17):
        (small_site / f"{name}.js").write_text("")
    (small_site / "page/index.html").write_text(SMALL.format(scripts))
    assert "20 requests, 4 over the 16" in (first_view.over(small_site, "page/index.html") or "")


@pytest.mark.parametrize(
    ("element", "message"),
    [
        ('<img src="https://elsewhere.example/x.png">', "another host"),
        ('<script src="missing.js"></script>', "does not have"),
    ],
)
def test_another_host_and_a_missing_file_are_refused(small_site: Path, element: str, message: str) -> None:
    (small_site / "page/index.html").write_text(SMALL.format(element))
    with pytest.raises(ValueError, match=message):
        first_view.parts(small_site, "page/index.html")

"""The built site works below another path, on another host, from a plain file server, and as files."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import chromium
import pytest
from built_site import follow_instantly, serving
from playwright.sync_api import Browser, Page, expect

from site_build import offline
from site_build.errors import SiteError
from site_build.revision import Change, Revision

HOST, PREFIX = "elsewhere.test", "/some/where/"
HERE = f"http://{HOST}{PREFIX}"
PAGE = "information/entropy/"


@pytest.fixture(scope="module")
def moved_port(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A port at which a plain file server has the site below another path."""
    root = tmp_path_factory.mktemp("moved")
    (root / "some").mkdir()
    shutil.copytree(site, root / PREFIX.strip("/"))
    with serving(root) as port:
        yield port


@pytest.fixture
def moved(browser: Browser, moved_port: int) -> Iterator[Page]:
    """A page of a browser that knows the other host; errors and warnings in its console fail the test."""
    kind = browser.browser_type
    executable = chromium.find(SimpleNamespace(chromium=kind))  # type: ignore[arg-type]
    own = kind.launch(executable_path=executable, args=chromium.arguments(HOST, moved_port))
    page = own.new_page(locale="en")
    said = listen(page)
    yield page
    own.close()
    assert said == []


def listen(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def enter(page: Page, contents_link: str) -> None:
    """Goes to a page by instant navigation."""
    follow_instantly(page, contents_link)
    expect(page.locator("#definition")).to_be_attached()


# ── Moved ────────────────────────────────────────────────────────────────────


def test_a_site_that_was_moved_works_as_before(moved: Page) -> None:
    page = moved
    page.goto(HERE)
    expect(page).to_have_url(f"{HERE}en/")
    enter(page, "article a[href$='information/entropy/']")
    expect(page).to_have_url(f"{HERE}en/{PAGE}")
    page.locator(".checks-switch").click()
    expect(page.locator("details.checks").first).to_be_visible()
    page.locator(".md-sidebar--secondary a[href$='#definition']").click()
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{HERE}zh/{PAGE}#definition")
    field = page.locator("input.md-search__input")
    field.click()
    field.fill("交叉熵")
    field.dispatch_event("keyup")
    page.locator(".md-search-result__item a").first.click()
    expect(page.locator(".md-content h1")).to_contain_text("交叉熵")
    assert page.url.startswith(f"{HERE}zh/")
    page.goto(f"{HERE}t/thm-gibbs/")
    expect(page.locator("#thm-gibbs")).to_be_visible()
    assert page.url.startswith(f"{HERE}zh/"), "the choice of language is remembered there, too"
    page.goto(f"{HERE}en/")
    page.locator("#demo-value").fill("0.803")
    expect(page.locator(".demo-says[data-state=found]")).to_be_visible()


# ── As one zip ───────────────────────────────────────────────────────────────


START = '<link rel="alternate" hreflang="x-default" href="https://example.org/x/">'
FOOT = '<div class="md-copyright">'


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of two pages, with what the zip needs."""
    site = tmp_path / "small"
    for path in ("index.html", "zh/index.html", "en/a/index.html", "en/b.css"):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(f'{START}<a href="../a/#x">a</a>{FOOT}</div>', encoding="utf-8")
    return site


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="a/b/">', '<a href="a/b/index.html">'),
        ('<a href="../#x">', '<a href="../index.html#x">'),
        ('<a href="..">', '<a href="../index.html">'),
        ('<a href=".">', '<a href="./index.html">'),
        ('<html data-zh="zh/" data-to="../a/#b">', '<html data-zh="zh/index.html" data-to="../a/index.html#b">'),
        (
            '<p data-places="{&quot;x&quot;: &quot;../a/#y&quot;}">',
            '<p data-places="{&quot;x&quot;: &quot;../a/index.html#y&quot;}">',
        ),
        ('<a href="a.css">', '<a href="a.css">'),
        ('<a href="#x">', '<a href="#x">'),
        ('<a href="https://example.org/a/">', '<a href="https://example.org/a/">'),
        ('<link rel="preload" href="f.woff2" as="font">\n<p>', "<p>"),
    ],
)
def test_links_of_the_zip_name_files(link: str, expected: str) -> None:
    assert offline.as_file(link) == expected


def test_the_zip_has_the_same_bytes_for_the_same_site_and_pages_then_link_to_it(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "again")
    revision = Revision("c", _changes={"a": Change("c", 1_795_219_200), "b": Change("b", 1)})
    first, second = (offline.write(site, revision) for site in (small, tmp_path / "again"))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 21, 0, 0, 0)}
        assert "https://example.org/x/" in archive.read("crossentropy-site/README.txt").decode()
        assert b'href="../a/index.html#x"' in archive.read("crossentropy-site/en/a/index.html")
        assert b"crossentropy-site.zip" not in archive.read("crossentropy-site/en/a/index.html")
    page = (small / "en/a/index.html").read_text(encoding="utf-8")
    assert f'{FOOT}\n<p class="offline"><a href="../../crossentropy-site.zip">' in page
    with pytest.raises(SiteError, match="is there already"):
        offline.write(small, revision)


def test_without_a_built_site_there_is_no_zip(small: Path, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="there is no built site"):
        offline.write(tmp_path, Revision())
    (small / "index.html").write_text("<p>x</p>", encoding="utf-8")
    with pytest.raises(SiteError, match="the site's address"):
        offline.write(small, Revision())


def test_the_zip_is_read_by_a_double_click(site: Path, browser: Browser, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    with zipfile.ZipFile(offline.write(tmp_path / "site", Revision())) as archive:
        archive.extractall(tmp_path)
    context = browser.new_context(locale="en")
    page = context.new_page()
    said = listen(page)
    start = (tmp_path / "crossentropy-site").as_uri()
    page.goto(f"{start}/index.html")
    page.locator("article a[href$='information/entropy/index.html']").first.click()
    expect(page.locator("mjx-container").first).to_be_visible()
    expect(page.locator("svg.figure").first).to_be_visible()
    assert page.evaluate("[...document.fonts].some(font => font.status === 'loaded')")
    expect(page.locator(".search-absent")).to_contain_text("README.txt")
    page.locator("a.language-switch").click()
    expect(page).to_have_url(f"{start}/zh/{PAGE}index.html")
    page.goto(f"{start}/t/thm-gibbs/index.html")
    expect(page.locator("#thm-gibbs")).to_be_visible()
    context.close()
    assert said == []

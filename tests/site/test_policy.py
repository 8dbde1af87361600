"""The Content-Security-Policy of every page, what the browser says under it, and that nothing stops working."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import SITE_URL, eventually, kinds_of_pages, written_pages
from lxml import html
from playwright.sync_api import Browser, Page, expect

from site_build import built, policy

if TYPE_CHECKING:
    from built_site import Visit

PAGE = "information/entropy/"

# ── What the build puts in, on small pages ───────────────────────────────────

PLAIN = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{head}</head>\n<body>{body}</body>\n</html>\n'
)
THEME = '<script id="__config" type="application/json">{"a": "<b>"}</script>'


def write(site: Path, path: str, head: str = "", body: str = "") -> Path:
    file = site / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PLAIN.format(head=head, body=body), encoding="utf-8")
    return file


def install(site: Path) -> list[str]:
    pages = built.read(site)
    problems = policy.install(site, pages)
    built.write(pages)
    return problems


def sha256(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def test_a_script_within_a_page_is_allowed_by_its_hash_and_data_is_no_script(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "<script>\nlet a = 1;\n</script>", THEME)
    write(tmp_path, "b.html", "<script>\nlet a = 1;\n</script>", THEME)
    assert install(tmp_path) == []
    own = policy_of(tmp_path / "a.html")
    assert own == policy_of(tmp_path / "b.html")
    assert own["script-src"] == ["'self'", sha256("\nlet a = 1;\n")]


def test_a_script_that_stands_in_some_pages_of_the_theme_only_is_found(tmp_path: Path) -> None:
    write(tmp_path, "en/a/index.html", body=THEME)
    wrong = write(tmp_path, "en/b/index.html", body=f"<script>alert(1)</script>{THEME}")
    assert install(tmp_path) == [
        "en/b/index.html: the script 'alert(1)' does not stand in all pages, which must have the same "
        "Content-Security-Policy: put it into a file of docs/assets"
    ]
    assert "Content-Security-Policy" not in wrong.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<p title="a > b" onclick="go()">x</p>', 'a.html:6: onclick="go()" is a script within HTML'),
        ("<a href=javascript:go()>x</a>", "a.html:6: href=javascript:go() is a script within HTML"),
        ('<p title="what is on = off">x</p><code>&lt;p onclick=""&gt;</code>', ""),
    ],
)
def test_an_event_handler_within_html_is_found_where_it_stands(tmp_path: Path, body: str, said: str) -> None:
    write(tmp_path, "a.html", body=body)
    problems = install(tmp_path)
    assert len(problems) == bool(said)
    assert "".join(problems).startswith(said)


def test_a_page_without_a_place_for_the_policy_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    assert 'a.html: expected <meta charset="utf-8">' in install(tmp_path)[0]
    (tmp_path / "a.html").write_text('<script>1</script><meta charset="utf-8">', encoding="utf-8")
    assert "a script stands before" in install(tmp_path)[0]


def test_the_policy_is_put_in_once(tmp_path: Path) -> None:
    write(tmp_path, "a.html")
    assert install(tmp_path) == []
    assert "it has a Content-Security-Policy already" in install(tmp_path)[0]


# ── The policy of every page ─────────────────────────────────────────────────


def policy_of(file: Path) -> dict[str, list[str]]:
    """The page's policy by directive, as a parser of HTML finds it; it stands before all that loads anything."""
    page = html.document_fromstring(file.read_bytes())
    first, second = page.find("head")[:2]
    assert first.get("charset") == "utf-8", file
    assert second.get("http-equiv") == "Content-Security-Policy", file
    assert len(page.xpath("//meta[@http-equiv='Content-Security-Policy']")) == 1, file
    found = {}
    for directive in second.get("content").split(";"):
        name, *values = directive.split()
        found[name] = values
    for script in page.xpath("//script[not(@src)][not(@type='application/json' or @type='application/ld+json')]"):
        assert sha256(script.text) in found["script-src"], (file, script.text[:80])
    return found


def test_every_page_has_a_policy_that_is_strict_for_scripts_and_one_for_each_kind(site: Path) -> None:
    kinds: dict[bool, dict[str, list[str]]] = {}
    for path in written_pages(site):
        own = policy_of(site / path)
        of_theme = 'id="__config"' in (site / path).read_text(encoding="utf-8")
        assert own == kinds.setdefault(of_theme, own), path
        assert own["default-src"] == ["'none'"], path
        assert all(value == "'self'" or value.startswith("'sha256-") for value in own["script-src"]), path
        assert len(own["script-src"]) <= 6, path
        assert not {"*", "http:", "https:", "'unsafe-eval'", "blob:"} & {
            value for part in own.values() for value in part
        }
    assert set(kinds) == {True, False}


# ── What the browser says ────────────────────────────────────────────────────

REPORT = """addEventListener("securitypolicyviolation", event =>
  console.error("refused by the policy:", event.effectiveDirective, event.blockedURI.slice(0, 80)))"""


_UNUSED_YET = re.compile(r"/math\.woff2\S* was preloaded using link preload but not used within a few seconds")

# Whether the formulas' font is preloaded, and nothing has asked for it; the one of line heights is always there.
UNUSED = """() => document.querySelector("link[rel=preload][as=font]") !== null
  && ![...document.fonts].some(font => font.family.includes("MJX-MATH") && font.status === "loaded")"""


@dataclass
class Said:
    """What a browser had to say of the pages that it has visited."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Notes errors and warnings, requests to other hosts, and what is not there."""
        page.add_init_script(REPORT)
        page.on("console", lambda said: self._note(page, said.type, said.text))
        page.on("pageerror", lambda error: self._note(page, "error", str(error)))
        page.on("request", lambda asked: self._asked(page, asked.url))
        page.on("response", lambda got: self._got(page, got.status, got.url))

    def _note(self, page: Page, kind: str, text: str) -> None:
        if _UNUSED_YET.search(text):
            return  # on a busy machine the browser says so of a font that it uses later; `visited` looks itself
        if kind in ("error", "warning", "assert"):
            self.console.append(f"{page.url}: {kind}: {text[:300]}")

    def _asked(self, page: Page, url: str) -> None:
        if not url.startswith((SITE_URL, "data:")):
            self.requests.append(f"{page.url}: {url}")

    def _got(self, page: Page, status: int, url: str) -> None:
        if status >= 400 and url != page.url:
            self.requests.append(f"{page.url}: {status} {url}")


Listen = Callable[[Page], Said]


@pytest.fixture
def listen() -> Listen:
    """Listens to a page from its next visit on."""

    def start(page: Page) -> Said:
        said = Said()
        said.listen(page)
        return said

    return start


@pytest.fixture(scope="module")
def visited(browser: Browser, site: Path) -> Iterator[Said]:
    """All pages that stay where they are, one after the other: what the browser said, and whom it asked."""
    said = Said()
    context = browser.new_context()
    page = context.new_page()
    said.listen(page)
    for path in kinds_of_pages(site):
        if path.startswith("t/") or path == "index.html":
            continue  # these lead on to one of the others
        page.goto(SITE_URL + path.removesuffix("index.html"), wait_until="networkidle")
        if page.evaluate(UNUSED):
            said.console.append(f"{path}: a font is preloaded that the page does not use")
    yield said
    context.close()


def test_no_page_has_errors_or_warnings_in_the_console(visited: Said) -> None:
    assert visited.console == []


def test_a_font_that_is_preloaded_for_nothing_is_seen(visit: Visit) -> None:
    page = visit("en/information/entropy/")
    page.wait_for_load_state("networkidle")
    assert not page.evaluate(UNUSED)
    page.evaluate(
        "[...document.fonts].filter(font => font.family.includes('MJX-MATH')).forEach(font => font.family = 'X')"
    )
    assert page.evaluate(UNUSED)


def test_no_page_asks_another_host_or_misses_a_file(visited: Said) -> None:
    assert visited.requests == []


def test_all_that_readers_do_is_within_the_policy(visit: Visit, listen: Listen) -> None:
    page = visit("en/")
    said = listen(page)
    page.goto(f"{SITE_URL}en/")
    page.locator(".site-contents a[href$='information/entropy/']").click()
    expect(page).to_have_url(f"{SITE_URL}en/{PAGE}")
    page.locator(".checks-switch").click()
    expect(page.locator("details.checks").first).to_be_visible()
    page.locator("form[data-md-component=palette] label:not([hidden])").click()
    page.locator("pre .md-code__button, pre .md-clipboard").first.click()
    page.mouse.move(2, 2)
    reference = page.locator("article a.ref").first
    reference.hover()
    expect(page.locator(".preview")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("article .formula[id]:visible").first.hover()
    page.locator(".copy-tex").first.click()
    field = page.locator("input.md-search__input")
    field.click()
    field.fill("entropy")
    field.dispatch_event("keyup")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.locator(".md-search-result__item a").first.click()
    page.locator("a.language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    page.goto(f"{SITE_URL}t/thm-gibbs/")
    expect(page.locator("#thm-gibbs")).to_be_visible()
    page.goto(f"{SITE_URL}en/")
    page.locator("#demo-value").fill("0.803")
    expect(page.locator(".demo-says[data-state=found]")).to_be_visible()
    assert said.console == []


@pytest.mark.parametrize("path", [f"en/{PAGE}", "404.html"])
def test_a_script_that_was_brought_in_does_not_run(visit: Visit, listen: Listen, path: str) -> None:
    page = visit(path)
    said = listen(page)
    page.goto(SITE_URL + path)
    for bring_in in (
        "const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s)",
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.ran = true\">')",
        "const s = document.createElement('script'); s.src = 'https://example.org/x.js'; document.body.append(s)",
    ):
        before = len(said.console)
        page.evaluate(f"() => {{ {bring_in} }}")
        # What the browser says comes by another way than the answer.
        assert eventually(page, lambda before=before: len(said.console) > before), bring_in
        assert page.evaluate("window.ran === undefined")
    assert re.search("refused by the policy: script-src-(elem|attr) inline", "\n".join(said.console))

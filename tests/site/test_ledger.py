"""What was published stays, or is explained: the ledger, its checks, and what readers of old addresses see."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from built_site import ROOT

from site_build import __main__ as command
from site_build import api_pages, history, ledger, library, numbering, pages, permanent, root_pages
from site_build.errors import SiteError
from site_build.languages import LANGS

TREE = """home = { path = "index", zh = "首页", en = "Home" }
[[parts]]
zh = "部"
en = "Part"
pages = [
  { path = "a/one", number = 3, zh = "一", en = "One" },
  { path = "a/two", number = 4, zh = "二", en = "Two" },
]
"""
PAGE = """# Page

## Part {#part}

/// theorem | Range
    attrs: {id: thm-range}

If $p_i > 0$, then "yes".

$$
x \\le 1
\\label{eq-x}
$$
///
"""
DAY = datetime.date(2026, 11, 21)
SAYS = "[[changed]]\ndate = 2026-12-01\nnow = { NAME = \"MARK\" }\nzh = '补了 <条件>'\nen = 'now with <hypothesis>'\n"


class Site:
    """A small site whose pages, tree and ledger are files."""

    def __init__(self, docs: Path) -> None:
        self.docs = docs
        self.write("pages.toml", TREE)
        self.page("index", "# Home\n")
        self.page("a/one", PAGE)

    def write(self, path: str, text: str) -> None:
        file = self.docs / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def page(self, path: str, text: str) -> None:
        for lang in ("zh", "en"):
            self.write(f"{lang}/{path}.md", text)

    def remove(self, path: str) -> None:
        for lang in ("zh", "en"):
            (self.docs / lang / f"{path}.md").unlink()

    def read(self) -> tuple[ledger.Ledger, numbering.Numbered, pages.Tree]:
        tree = pages.read_tree(self.docs)
        return ledger.read_ledger(self.docs), numbering.read_site(self.docs, tree), tree

    def publish(self) -> list[str]:
        known, numbered, tree = self.read()
        return ledger.publish(known, ledger.current(numbered, tree, self.docs, DAY))

    def findings(self) -> list[str]:
        known, numbered, tree = self.read()
        return [finding.message for finding in ledger.check(known, numbered, tree, DAY)]

    def history(self) -> history.History:
        known, numbered, tree = self.read()
        return history.History(known, ledger.current(numbered, tree, self.docs, DAY), numbered.targets, tree)

    def built(self, target: Path) -> Path:
        """The pages at the shared root and the redirects."""
        root_pages.write_root_pages(target, "https://example.org/x/")
        own = self.history()
        permanent.write(target, "https://example.org/x/", self.read()[1].targets, own)
        for lang in LANGS:
            own.write_redirects(target / lang, lang)
        return target


@pytest.fixture
def published(tmp_path: Path) -> Site:
    site = Site(tmp_path / "docs")
    site.publish()
    return site


def real_site() -> tuple[numbering.Numbered, pages.Tree]:
    """The site of this repository, with what the build puts on its pages."""
    tree = pages.read_tree(ROOT / "docs")
    return numbering.read_site(ROOT / "docs", tree, api_pages.anchors(library.read(ROOT / "src"))), tree


# ── The file ─────────────────────────────────────────────────────────────────


def test_all_that_the_site_has_is_published() -> None:
    numbered, tree = real_site()
    now = ledger.current(numbered, tree, ROOT / "docs", DAY)
    missing = ledger.missing(ledger.read_ledger(ROOT / "docs"), now)
    assert missing == [], "run `make publish` and commit docs/published.toml"


def test_what_was_published_is_there_or_explained() -> None:
    found = ledger.check(ledger.read_ledger(ROOT / "docs"), *real_site())
    assert [str(finding) for finding in found] == []


def test_publishing_adds_pages_anchors_and_ids_one_a_line(published: Site) -> None:
    text = (published.docs / "published.toml").read_text(encoding="utf-8")
    assert (
        '\n[[page]]\npath = "a/one"\nsince = 2026-11-21\nanchors = [\n  "part",\n]\n[page.ids]\nthm-range = "' in text
    )
    assert published.publish() == []
    assert (published.docs / "published.toml").read_text(encoding="utf-8") == text
    published.page("a/one", f"{PAGE}\n## More {{#more}}\n")
    assert published.publish() == ["a/one#more"]
    added = (published.docs / "published.toml").read_text(encoding="utf-8")
    assert added == text.replace('  "part",\n', '  "part",\n  "more",\n')


def test_nothing_is_taken_out_of_it(published: Site, tmp_path: Path) -> None:
    before, _, _ = published.read()
    text = (published.docs / "published.toml").read_text(encoding="utf-8")
    published.write("published.toml", text.replace('  "part",\n', ""))
    assert ledger.removed(before, published.read()[0]) == ["a/one#part"]
    mark = before.pages["a/one"].ids["thm-range"]
    published.write("published.toml", text.replace(mark, "0123456789"))
    assert ledger.removed(before, published.read()[0]) == ["a/one#thm-range"]


def test_the_command_says_what_is_gone_and_what_is_new(
    published: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(published.docs.parent)
    assert command.main(["check"]) == 1  # the home page's heading is its own, the other's is not the tree's
    published.page("a/one", PAGE.replace("# Page", "# One"))
    published.write("zh/a/one.md", PAGE.replace("# Page", "# 一"))
    assert command.main(["check"]) == 0
    published.page("a/two", "# Two\n")
    published.write("zh/a/two.md", "# 二\n")
    assert command.main(["publish"]) == 0
    assert "new: a/two" in capsys.readouterr().out
    published.remove("a/two")
    assert command.main(["check"]) == 1
    assert "a/two was published and is gone" in capsys.readouterr().out


# ── What disappears or moves ─────────────────────────────────────────────────

GONE = {
    "a heading": (lambda site: site.page("a/one", PAGE.replace(" {#part}", "")), ["a/one#part"]),
    "a statement": (
        lambda site: site.page("a/one", "# Page\n\n## Part {#part}\n"),
        ["a/one#thm-range", "a/one#eq-x"],
    ),
    "a page": (lambda site: site.remove("a/one"), ["a/one"]),
    "a page that moved": (lambda site: (site.remove("a/one"), site.page("a/two", PAGE)), ["a/one"]),
}


@pytest.mark.parametrize("what", GONE)
def test_what_disappears_is_reported_with_what_to_write(published: Site, what: str) -> None:
    change, addresses = GONE[what]
    change(published)
    found = published.findings()
    assert [message.partition(" ")[0] for message in found] == addresses
    assert f'[[moved]]\n    date = 2026-11-21\n    from = "{addresses[0]}"' in found[0]


def test_a_page_that_moved_takes_its_places_with_it(published: Site, tmp_path: Path) -> None:
    published.remove("a/one")
    published.page("a/two", PAGE.replace(" {#part}", ""))
    published.write("changes.toml", '[[moved]]\ndate = 2026-12-01\nfrom = "a/one"\nto = "a/two"\n')
    assert [message.partition(" ")[0] for message in published.findings()] == ["a/one#part"]
    published.write(
        "changes.toml",
        '[[moved]]\ndate = 2026-12-01\nfrom = "a/one"\nto = "a/two"\n'
        '[[moved]]\ndate = 2026-12-01\nfrom = "a/one#part"\nto = "index"\n',
    )
    assert published.findings() == []
    site = published.built(tmp_path / "site")
    old = (site / "en/a/one/index.html").read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../../../en/a/two/">' in old
    assert 'data-to="../../../en/a/two/"' in old
    assert "&quot;part&quot;: &quot;../../../en/&quot;" in old
    assert "This page has moved" in old
    assert 'data-zh="../../zh/a/two/#thm-range"' in (site / "t/thm-range/index.html").read_text(encoding="utf-8")


def test_a_statement_that_was_renamed_or_withdrawn_keeps_its_address(published: Site, tmp_path: Path) -> None:
    text = PAGE.replace("thm-range", "thm-bound").replace("\\label{eq-x}\n", "")
    published.page("a/one", text)
    published.write(
        "changes.toml",
        '[[moved]]\ndate = 2026-12-01\nfrom = "a/one#thm-range"\nto = "a/one#thm-bound"\n'
        "[[withdrawn]]\ndate = 2026-12-01\nwhat = \"a/one#eq-x\"\nzh = '写错了'\nen = 'it was wrong'\n",
    )
    assert published.findings() == []
    site = published.built(tmp_path / "site")
    tags = json.loads((site / "tags.json").read_text(encoding="utf-8"))
    assert tags["thm-range"]["now"] == "thm-bound"
    assert tags["eq-x"] == {"withdrawn": "2026-12-01", "reason": {"zh": "写错了", "en": "it was wrong"}}
    assert 'data-en="../../en/a/one/#thm-bound"' in (site / "t/thm-range/index.html").read_text(encoding="utf-8")
    gone = (site / "t/eq-x/index.html").read_text(encoding="utf-8")
    assert "2026-12-01 撤下：写错了" in gone
    assert "Withdrawn 2026-12-01: it was wrong" in gone
    assert "<script>" not in gone
    noted = published.history().annotate("<p>x</p>", "a/one", "en")
    assert '<li id="thm-range">thm-range: <a href="../../../en/a/one/#thm-bound">Theorem 3.1</a></li>' in noted
    assert '<li id="eq-x">eq-x: Withdrawn 2026-12-01: it was wrong</li>' in noted


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('[[moved]]\ndate = 2026-12-01\nfrom = "a/none"\nto = "a/one"\n', "a/none was never published"),
        ('[[moved]]\ndate = 2026-12-01\nfrom = "a/one"\nto = "a/two"\n', "a/one is still there"),
        (SAYS.replace("NAME", "thm-none"), "thm-none was never published"),
    ],
)
def test_an_entry_about_nothing_is_reported(published: Site, entry: str, message: str) -> None:
    published.write("changes.toml", entry)
    assert [found for found in published.findings() if found.startswith(message)]


def test_an_entry_of_another_form_is_refused(published: Site) -> None:
    published.write("changes.toml", '[[moved]]\ndate = 2026-12-01\nfrom = "a/one"\n')
    with pytest.raises(SiteError, match=r"\[\[moved\]\] has date, from; expected date, from, to"):
        published.read()


def test_entries_in_a_circle_lead_nowhere(published: Site) -> None:
    published.remove("a/one")
    circle = [("a/one", "a/two"), ("a/two", "a/one")]
    published.write(
        "changes.toml", "".join(f'[[moved]]\ndate = 2026-12-01\nfrom = "{a}"\nto = "{b}"\n' for a, b in circle)
    )
    assert published.findings()[0].startswith("a/one was published and is gone")


# ── What changes ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x \\le 1", "x\\,\\le 1"),
        ("If $p_i > 0$, then", "If  $p_i>0$,\nthen"),
        ('"yes"', "“yes”"),
        ('"yes"', '*"yes"*'),
        ("## Part", "## Another heading"),
    ],
)
def test_how_a_statement_is_set_is_no_change(published: Site, old: str, new: str) -> None:
    published.page("a/one", PAGE.replace(old, new))
    assert published.findings() == []


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("p_i > 0", "p_i \\ge 0", ["thm-range"]),
        ('then "yes"', 'then "no"', ["thm-range"]),
        ("| Range", "| Bound", ["thm-range"]),
        ("x \\le 1", "x \\le 2", ["thm-range", "eq-x"]),
    ],
)
def test_a_change_of_what_a_statement_says_needs_an_entry(
    published: Site, old: str, new: str, names: list[str]
) -> None:
    published.write("en/a/one.md", PAGE.replace(old, new))  # in either language
    found = published.findings()
    assert [message.partition(" ")[0] for message in found] == names
    entries = []
    for name, message in zip(names, found, strict=True):
        mark = message.split(f'{name} = "')[1][:10]
        entries.append(f'[[changed]]\ndate = 2026-12-01\nwording = true\nnow = {{ {name} = "{mark}" }}\n')
    published.write("changes.toml", "".join(entries))
    assert published.findings() == []
    assert "changed" not in published.history().annotate("<p>x</p>", "a/one", "en")


def test_readers_are_told_what_changed_and_when(published: Site, tmp_path: Path) -> None:
    published.page("a/one", PAGE.replace("p_i > 0", "p_i \\ge 0"))
    mark = published.findings()[0].split('thm-range = "')[1][:10]
    published.write("changes.toml", SAYS.replace("NAME", "thm-range").replace("MARK", mark))
    assert published.findings() == []
    html = '<div class="admonition theorem" id="thm-range">\n<p class="admonition-title">T</p>\n<p>x</p></div>'
    told = published.history().annotate(html, "a/one", "zh")
    assert '</p>\n<p class="changed build-made">2026-12-01 更改：补了 &lt;条件&gt;</p>' in told
    page = (published.built(tmp_path / "site") / "t/thm-range/index.html").read_text(encoding="utf-8")
    assert "Changed 2026-12-01: now with &lt;hypothesis&gt;" in page
    published.page("a/one", PAGE.replace("p_i > 0", "p_i \\ge 1"))  # once more: another entry
    assert len(published.findings()) == 1

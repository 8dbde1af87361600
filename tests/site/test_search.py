"""Search: every name of the glossary leads to its page, in either language and script, and what readers type is found.

Where a name leads is said by docs/glossary.toml, or by a teacher who was asked; never by the search itself.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from built_site import ROOT, SITE_URL, Visit
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC
from playwright.sync_api import Browser, Page, expect

from proofread.terms import Glossary, Term, parse_glossary, read_glossary
from site_build import search_index
from site_build.errors import SiteError
from site_build.languages import LANGS, Lang
from site_build.pages import read_tree
from site_build.plain_math import to_text

DOCS = ROOT / "docs"
TERMS = read_glossary(DOCS).terms
TO_TRADITIONAL = OpenCC("s2t")

# ── A worker by itself ───────────────────────────────────────────────────────

# The site's script holds workers back until a reader turns to search.
KEEP_NATIVE = "window.NativeWorker = Worker"
START = """async ({texts, change}) => {
  const config = JSON.parse(document.getElementById("__config").textContent);
  const index = await (await fetch(new URL(config.base + "/search/search_index.json", location.href))).json();
  if (!texts) for (const doc of index.docs) doc.text = "";
  for (const place of index.config.places) if (change[place.at]) place.at = change[place.at];
  const worker = new NativeWorker(new URL(config.search, location.href));
  const isRead = (items) => items.some((item) => item.some((doc) => doc.title.includes("<mark>")));
  const read = new Promise((done) => {  // names are answered first, and the query once more when the texts are read
    worker.onmessage = ({data}) => { if (data.type === 3 && isRead(data.data.items)) done(); };
  });
  worker.postMessage({type: 0, data: {...index, options: {suggest: false}}});
  worker.postMessage({type: 2, data: "softmax"});
  await read;
  const waiting = [];  // queries are answered in their order, so that many may be under way
  worker.onmessage = ({data}) => waiting.shift()(data.data.items);
  window.ask = (query) => new Promise((done) => {
    waiting.push(done);
    worker.postMessage({type: 2, data: query});
  });
}"""
ASK_ALL = """async (queries) => {
  const found = await Promise.all(queries.map(ask));
  return found.map((items) => items.map((item) => ({at: item[0].location, all: item})));
}"""
FIRST = """async (queries) => {
  const first = async (query) => ((await ask(query))[0] || [{location: null}])[0].location;
  return Promise.all(queries.map(first));
}"""

Workers = Callable[..., Page]


@pytest.fixture(scope="module")
def worker(browser: Browser) -> Iterator[Workers]:
    """Starts a language's search worker in a page of its own: with the texts of the index or, faster, without."""
    started: dict[str, Page] = {}

    def start(lang: Lang, *, texts: bool = True, change: dict[str, str] | None = None) -> Page:
        key = f"{lang} {texts} {change}"
        if key not in started:
            page = browser.new_page()
            page.add_init_script(KEEP_NATIVE)
            page.goto(f"{SITE_URL}{lang}/")
            page.evaluate(START, {"texts": texts, "change": change or {}})
            started[key] = page
        return started[key]

    yield start
    for page in started.values():
        page.close()


# ── Names ────────────────────────────────────────────────────────────────────


def place(term: Term) -> str:
    """Where a term's names lead: its page; while that is not written, its entry in the glossary."""
    path, _, anchor = term.page.partition("#")
    if not (DOCS / "zh" / f"{path}.md").is_file():
        return f"reference/glossary/#term-{term.id}"
    return f"{path}/#{anchor}" if anchor else f"{path}/"


def names(term: Term) -> list[str]:
    """All names, in both languages."""
    return [name for lang in LANGS for name in (*term.names[lang], *term.variants[lang])]


def spellings(name: str) -> Iterator[str]:
    """How readers may type a name."""
    yield name
    yield name.upper()
    yield name.lower()
    yield "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)  # full-width letters
    yield TO_TRADITIONAL.convert(name)
    yield re.sub("[–—-]", " ", name)
    for dash in ("-", "–", "—", "\u2212", "\u2010"):
        yield re.sub("[–—-]", dash, name)
    if re.search(r"[\u4e00-\u9fff]", name):
        yield name.replace(" ", "")
        yield re.sub(r"([A-Za-z])(?=[\u4e00-\u9fff])", r"\1 ", name)
    elif re.search("[a-rt-z]$", name):
        yield re.sub("([^aeiou])y$", r"\1ie", name) + ("es" if name.endswith("x") else "s")


def misled(page: Page, terms: list[Term]) -> list[str]:
    """The spellings that do not lead to the place of their term, with where they lead."""
    asked = [(text, place(term)) for term in terms for name in names(term) for text in dict.fromkeys(spellings(name))]
    found = page.evaluate(FIRST, [text for text, _ in asked])
    return [f"{text} → {at}, not {there}" for (text, there), at in zip(asked, found, strict=True) if at != there]


@pytest.mark.parametrize("lang", LANGS)
def test_every_name_in_every_spelling_leads_to_the_place_of_its_term(lang: Lang, worker: Workers) -> None:
    assert len(TERMS) > 130
    assert misled(worker(lang, texts=False), TERMS) == []


def test_a_name_that_leads_elsewhere_is_noticed(worker: Workers) -> None:
    [entropy] = [term for term in TERMS if term.id == "entropy"]
    wrong = worker("zh", texts=False, change={place(entropy): "information/codes/"})
    assert "信息熵 → information/codes/, not information/entropy/#def-entropy" in misled(wrong, [entropy])


@pytest.mark.parametrize("lang", LANGS)
def test_names_come_first_among_the_texts_too(lang: Lang, worker: Workers) -> None:
    some = [term for term in TERMS if term.id in {"entropy", "relative-entropy", "bias", "focal-loss", "bit"}]
    assert misled(worker(lang), some) == []


# What readers type, and the page that a teacher would send them to.
QUERIES = {
    "相對熵": "divergence/kl-divergence/",
    "信息量": "information/self-information/",
    "資訊量": "information/self-information/",
    "資訊理論": "information/self-information/",
    "资讯熵": "information/entropy/",
    "乱度": "information/entropy/",
    "極大似然": "likelihood/maximum-likelihood/",
    "最大概似估計": "likelihood/maximum-likelihood/",
    "機率質量函數": "information/self-information/",
    "琴生不等式": "divergence/kl-divergence/",
    "KL 散度": "divergence/kl-divergence/",
    "KL散度": "divergence/kl-divergence/",
    "ＫＬ散度": "divergence/kl-divergence/",
    "KL-divergence": "divergence/kl-divergence/",
    "Kullback-Leibler": "divergence/kl-divergence/",
    "D_KL": "divergence/kl-divergence/",
    r"D_{KL}(p\|q)": "divergence/kl-divergence/",
    r"D_{\mathrm{KL}}(p \Vert q)": "divergence/kl-divergence/",
    "D(p||q)": "divergence/kl-divergence/",
    "H(p,q)": "divergence/cross-entropy/",
    "H(p)": "information/entropy/",
    "p log p": "information/entropy/",
    r"-\log p": "information/self-information/",
    "softmax": "likelihood/softmax/",
    "softmax函数": "likelihood/softmax/",
    "σ": "likelihood/logistic-regression/",
    r"\sigma": "likelihood/logistic-regression/",
    "λ": "information/properties-of-entropy/",
    "熵值": "information/entropy/",
    "香农熵": "information/entropy/",
    "什么是熵": "information/entropy/",
    "熵的定义": "information/entropy/",
    "what is entropy?": "information/entropy/",
    "交叉熵损失": "likelihood/softmax/",
    "CrossEntropyLoss": "likelihood/softmax/",
    "BCELoss": "likelihood/logistic-regression/",
    "负对数似然": "likelihood/maximum-likelihood/",
    "NLL": "likelihood/maximum-likelihood/",
    "MLE": "likelihood/maximum-likelihood/",
    "KL距离": "divergence/kl-divergence/",
    "相对信息": "divergence/kl-divergence/",
    "JS散度": "divergence/not-a-distance/",
    "sigmoid导数": "optimisation/learning-slowdown/",
    "derivative of sigmoid": "optimisation/learning-slowdown/",
    "梯度消失": "optimisation/learning-slowdown/",
    "vanishing gradients": "optimisation/learning-slowdown/",
    "独热": "likelihood/softmax/",
    "獨熱編碼": "likelihood/softmax/",
    "one-hot": "likelihood/softmax/",
    "logits": "likelihood/softmax/",
    "编码长度": "information/codes/",
    "霍夫曼": "information/codes/",
    "雅克比": "optimisation/softmax-gradient/",
    "学习率": "optimisation/learning-slowdown/",
    "步长": "optimisation/learning-slowdown/",
    "normalized exponential": "likelihood/softmax/",
    "gradient of softmax": "optimisation/softmax-gradient/",
    "softmax 梯度": "optimisation/softmax-gradient/",
    "交叉熵 导数": "optimisation/cross-entropy-gradient/",
    "cross entropy vs kl": "divergence/cross-entropy/",
    "entr": "information/entropy/",
    "交叉": "divergence/cross-entropy/",
    "kullb": "divergence/kl-divergence/",
    "kl_divergence": "reference/api/divergence/",
    "huffman_code": "reference/api/coding/",
    "softmax_cross_entropy": "reference/api/losses/",
    "0.804": "reference/numbers/from-0-5/",
    # Pages that are not written yet: the entry of the glossary says what the word means.
    "perplexity": "reference/glossary/",
    "困惑度": "reference/glossary/",
    "标签平滑": "reference/glossary/",
    "focal loss": "reference/glossary/",
    "temperature": "reference/glossary/",
    "log loss": "reference/glossary/",
    "对数损失": "reference/glossary/",
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_readers_type_finds_the_page_first(lang: Lang, worker: Workers) -> None:
    found = worker(lang).evaluate(FIRST, list(QUERIES))
    pages = [(at or "").partition("#")[0] for at in found]
    wrong = {query: at for (query, page), at in zip(QUERIES.items(), pages, strict=True) if at != page}
    assert wrong == {}


# Words that a search of Chinese or of inflected English easily misses: each result has what was asked for.
TABLE = [
    ("zh", "交叉熵", "交叉熵|cross.entropy", 3),
    ("zh", "相对熵", "相对熵|KL|kl_", 2),
    ("zh", "KL散度", "相对熵|KL|kl_", 3),
    ("en", "gradients", "gradient", 2),
    ("en", "losses", "loss", 3),
]


@pytest.mark.parametrize(("lang", "query", "pattern", "fewest"), TABLE)
def test_a_word_is_found_where_it_stands_and_nowhere_else(
    lang: Lang, query: str, pattern: str, fewest: int, worker: Workers
) -> None:
    [found] = worker(lang).evaluate(ASK_ALL, [query])
    assert len(found) >= fewest
    texts = ["".join(f"{doc['title']} {doc['text']}" for doc in item["all"]) for item in found]
    plain = [re.sub("<[^>]*>", "", text) for text in texts]
    assert [text[:80] for text in plain if not re.search(pattern, text, re.IGNORECASE)] == []


ODD = [
    "",
    " ",
    "+",
    "-",
    "*",
    '"',
    '"a',
    "~",
    "a^",
    "^1",
    "a:b",
    "title:x",
    "\\",
    "\\frac{",
    "$x$",
    "(",
    "。",
    "？！",
    "<b>",
    "p+q -r",
]


@pytest.mark.parametrize("lang", LANGS)
def test_signs_are_no_error(lang: Lang, worker: Workers) -> None:
    errors: list[str] = []
    page = worker(lang)
    page.on("console", lambda message: errors.append(message.text))
    assert len(page.evaluate(ASK_ALL, ODD)) == len(ODD)
    assert errors == []
    assert page.evaluate(FIRST, ["恐龙", "zzzzzz"]) == [None, None]


@pytest.mark.parametrize("lang", LANGS)
def test_results_are_to_be_read(lang: Lang, worker: Workers) -> None:
    queries = ["熵", "entropy", "相对熵", "softmax", "0.804", "kl_divergence", "Jensen", "p"]
    for found in worker(lang).evaluate(ASK_ALL, queries):
        for doc in (doc for item in found for doc in item["all"]):
            said = f"{doc['title']} {doc['text']} {' '.join(doc['terms'])}"
            assert not re.search(r"[\u200b\u2fd5]|\\[(\[a-z]", re.sub("<code>.*?</code>", "", said)), said


@pytest.mark.parametrize("lang", LANGS)
def test_errata_and_the_reference_come_behind_what_teaches(lang: Lang, worker: Workers) -> None:
    for found in worker(lang).evaluate(ASK_ALL, ["cross entropy loss pytorch", "softmax 数值", "entropy of a coin"]):
        assert not found[0]["at"].startswith("reference/")


EARLY = """async () => {
  const config = JSON.parse(document.getElementById("__config").textContent);
  const index = await (await fetch(new URL(config.base + "/search/search_index.json", location.href))).json();
  const worker = new NativeWorker(new URL(config.search, location.href));
  const first = new Promise((done) => { worker.onmessage = ({data}) => data.type === 3 && done(data.data.items); });
  worker.postMessage({type: 0, data: {...index, options: {suggest: false}}});
  worker.postMessage({type: 2, data: "softmax"});
  const items = await first;
  worker.terminate();
  return [items[0][0].location, items.some((item) => item.some((doc) => doc.title.includes("<mark>")))];
}"""


def test_a_name_is_answered_before_the_texts_are_read(browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script(KEEP_NATIVE)
    page.goto(f"{SITE_URL}zh/")
    assert page.evaluate(EARLY) == ["likelihood/softmax/#def-softmax", False]
    page.close()


# ── As a reader types ────────────────────────────────────────────────────────


def results(page: Page) -> list[str]:
    return page.locator(".md-search-result__list > li h1").all_inner_texts()


@pytest.mark.parametrize(
    ("lang", "typed", "first"), [("zh", "KL散度", "相对熵与吉布斯不等式"), ("en", "sofT", "Softmax")]
)
def test_search_by_keyboard(lang: Lang, typed: str, first: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{SITE_URL}{lang}/")
    page.keyboard.press("/")
    field = page.locator(".md-search__input")
    expect(field).to_be_focused()
    page.keyboard.insert_text(typed)  # no key is released, as with a candidate of an input method
    item = page.locator(".md-search-result__item").first
    expect(item.locator("h1")).to_contain_text(first)
    assert field.input_value() == typed
    page.keyboard.press("ArrowDown")
    expect(item.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()
    page.keyboard.press("s")
    expect(field).to_be_focused()
    expect(page.locator("#__search")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/(?:kl-divergence|softmax)/[^#]*#def-"))
    page.close()


def test_search_that_is_closed_and_opened_in_one_moment_is_open(visit: Visit) -> None:
    page = visit("en/")
    field = page.locator(".md-search__input")
    field.click()
    expect(page.locator("#__search")).to_be_checked()
    page.evaluate("""() => {
      const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
      press("Escape");
      document.querySelector("a.md-logo").focus();
      press("s");
    }""")
    expect(field).to_be_focused()
    expect(page.locator("#__search")).to_be_checked()


def test_pinyin_that_is_being_composed_is_no_query(browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{SITE_URL}zh/")
    page.locator(".md-search__input").click()
    # Search is ready: at that moment the theme takes what stands in the field for a query.
    expect(page.locator(".md-search-result__meta")).to_contain_text("键入")
    keyboard = page.context.new_cdp_session(page)
    for composed in ("s", "sh", "sha", "shang"):
        keyboard.send("Input.imeSetComposition", {"text": composed, "selectionStart": 0, "selectionEnd": len(composed)})
        page.evaluate(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keyup', {isComposing: true, bubbles: true}))"
        )
    page.wait_for_timeout(300)
    assert page.locator(".md-search__input").input_value() == "shang"
    assert results(page) == []
    keyboard.send("Input.insertText", {"text": "熵"})
    expect(page.locator(".md-search-result__item h1").first).to_have_text("熵")
    page.close()


def test_an_address_may_ask(browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{SITE_URL}zh/?q=相對熵")
    expect(page.locator(".md-search-result__item h1").first).to_have_text("相对熵与吉布斯不等式")
    page.close()


@pytest.mark.parametrize(("lang", "glossary"), [("zh", "术语表"), ("en", "Glossary")])
def test_who_finds_nothing_is_shown_where_to_look(lang: Lang, glossary: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{SITE_URL}{lang}/information/entropy/?q=zzzzzz")
    offered = page.locator(".md-search-result__list a")
    expect(offered).to_have_count(2)
    expect(offered.first).to_contain_text(glossary)
    page.keyboard.press("ArrowDown")
    expect(offered.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{SITE_URL}{lang}/reference/glossary/")
    page.close()


# ── The files ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "most"), [("zh", 290_000), ("en", 250_000)])
def test_the_index_is_small(lang: Lang, most: int, site: Path) -> None:
    assert len(gzip.compress((site / lang / "search/search_index.json").read_bytes(), 9)) < most


def test_the_worker_is_read_by_older_browsers() -> None:
    source = (DOCS / "assets/search-worker.js").read_text(encoding="utf-8")
    assert not re.search(r"\(\?<[=!]", source)  # lookbehind: Safari before 16.4 refuses the whole file
    assert not re.search(r"\\p\{|\?\?=|\|\|=|\.at\(|replaceAll|Object\.groupBy", source)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"D_{\mathrm{KL}}(p \| q)", "D_KL(p ‖ q)"),
        (r"H(p) \approx 0.802\,\nat", "H(p) ≈ 0.802 nat"),
        (r"I(\frac12) = 1\,\bit", "I(1/2) = 1 bit"),
        (r"\frac{1}{1+e^{-x}}", "1/(1+e^(-x))"),
        (r"-\sum_i p_i \log q_i", "-∑_i p_i log q_i"),
        (r"\max_p H(p) = -\log n", "max_p H(p) = -log n"),
        (r"\lambda\varepsilon\sigma'", "λεσ'"),
        (r"\unheardof x", "unheardofx"),
    ],
)
def test_a_formula_becomes_a_line_of_text(tex: str, text: str) -> None:
    assert to_text(tex) == text


@given(st.text(alphabet="\\{}^_ abfrcsqt12-+", max_size=40))
def test_no_formula_stops_the_build(tex: str) -> None:
    assert "\n" not in to_text(tex)


def test_traditional_characters_of_what_the_site_says_are_known() -> None:
    pairs = search_index.traditional(["相对熵", "资讯"])
    assert dict(zip(pairs[::2], pairs[1::2], strict=True)).items() >= {"對": "对", "資": "资", "訊": "讯"}.items()
    assert "後" not in pairs


def test_displayed_formulas_and_code_are_left_out_and_others_are_text() -> None:
    docs = [
        {
            "location": "a/",
            "title": "A \\(p\\)",
            "text": "<p>x \\(\\frac12 &lt; q\\)</p> \\[ y \\] <pre><code>z</code></pre>",
        },
        {"location": "reference/errata/", "title": "E", "text": "<p></p>"},
        {"location": "reference/glossary/#letter-a", "title": "A", "text": "entropy"},
    ]
    assert search_index.lighten(docs) == [
        {"location": "a/", "title": "A p", "text": "<p>x 1/2 &lt; q</p>"},
        {"location": "reference/errata/", "title": "E", "text": "", "boost": 0.05},
    ]


GLOSSARY = """[[term]]
id = "entropy"
zh = "熵"
en = "entropy"
page = "information/entropy#def-entropy"
meaning_zh = "自信息的期望"
meaning_en = "the expected self-information"
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[terms]\nentropie = ["x"]', "search.toml:2: entropie: glossary.toml has no term with this id"),
        ('[places]\n"a/b" = ["x"]', "search.toml:2: a/b: pages.toml does not list a/b"),
        ('[places]\n"information/entropy#no" = ["x"]', "there is no #no on "),
        ('[terms]\n\nentropy = ["Entropy"]', "search.toml:3: entropy: 'Entropy' leads to entropy already"),
        ('[places]\n"information/codes" = ["熵"]', "information/codes: '熵' leads to entropy already"),
    ],
)
def test_a_line_that_leads_nowhere_or_to_two_places_is_found(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "zh").symlink_to(DOCS / "zh")
    (tmp_path / "en").symlink_to(DOCS / "en")
    (tmp_path / search_index.FILE).write_text(text, encoding="utf-8")
    terms = parse_glossary(GLOSSARY, Path("glossary.toml"))
    found = search_index.check_typed(search_index.read_typed(tmp_path), terms, tmp_path, read_tree(DOCS))
    assert message in str(found[0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[term]", "term is unknown: expected [terms], [places], [words]"),
        ("[terms", "cannot be read"),
        ('[terms]\nentropy = "x"', "entropy = 'x': expected a list"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / search_index.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(SiteError, match=re.escape(message)):
        search_index.read_typed(tmp_path)


def test_the_sites_own_table_has_no_fault() -> None:
    typed = search_index.read_typed(DOCS)
    assert search_index.check_typed(typed, read_glossary(DOCS), DOCS, read_tree(DOCS)) == []


def test_a_term_without_a_page_leads_to_its_entry_in_the_glossary() -> None:
    moved = parse_glossary(
        GLOSSARY.replace("information/entropy#def-entropy", "practice/perplexity"), Path("glossary.toml")
    )
    known: tuple[Glossary, Any] = (moved, search_index.Typed())
    [found] = search_index.name_places(*known, {}, read_tree(DOCS), DOCS, "en", {})
    assert found["at"] == "reference/glossary/#term-entropy"
    assert found["text"] == "The expected self-information."
    assert found["names"] == ["entropy", "熵"]


def test_the_index_holds_what_the_worker_reads(site: Path) -> None:
    index = json.loads((site / "zh/search/search_index.json").read_text(encoding="utf-8"))
    assert {"places", "words", "traditional"} <= index["config"].keys()

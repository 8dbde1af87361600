"""The two languages of the site and the words that the build itself puts on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]

LANGS: tuple[Lang, ...] = ("zh", "en")
"""Both languages; the first one is the primary build, which starts the other."""

PRIMARY: Lang = "zh"

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Under which text and figures are."""


def other_language(lang: Lang) -> Lang:
    """The language that a page is not in."""
    return next(other for other in LANGS if other != lang)


@dataclass(frozen=True)
class Words:
    """Words of one language."""

    site_name: str
    own_name: str
    planned: str
    route: str
    as_of: str
    download: str
    download_figure: str
    needs_library: str
    statement: dict[str, str]
    equation: str
    figure: str
    solution: str
    solution_of: str
    permalink: str
    changed: str
    moved: str
    withdrawn: str
    home: str
    path: str
    schemes: str
    output: str
    not_found: str
    not_found_advice: str
    nearest: str
    search_for: str
    contents: str
    no_search: str
    offline: str
    parentheses: str
    comma: str
    list_comma: str
    semicolon: str
    cited_on: str
    full_stop: str
    space: str
    also: str
    avoided: str
    foreign: str
    colon: str
    function: str
    what_it_does: str
    sources: str
    derived_on: str
    source_code: str
    in_library: str
    here: str
    elsewhere: str
    versions: str
    search_help: dict[str, str]
    """What search says when it finds nothing: read by docs/assets/lazy-search.js."""


WORDS: dict[Lang, Words] = {
    "zh": Words(
        site_name="验过的交叉熵",
        own_name="中文",
        planned="待写",
        route="共 {count} 页，从“{first}”读起",
        as_of="{date} 的版本",
        download="下载",
        download_figure="下载此图（SVG）",
        needs_library="代码要用本站的程序库 `crossentropy`。",
        statement={
            "definition": "定义",
            "theorem": "定理",
            "proof": "证明",
            "example": "例",
            "exercise": "习题",
            "pitfall": "误解",
            "erratum": "勘误",
            "note": "注",
        },
        equation="公式",
        figure="图",
        solution="解答",
        solution_of="{label}的解答",
        permalink="本条的固定链接",
        changed="{date} 更改：{words}",
        moved="这一页已经移走，新的地址是：",
        withdrawn="{date} 撤下：{words}",
        home="回到首页",
        path="所在位置",
        schemes="明暗",
        output="程序的输出",
        not_found="没有这个页面",
        not_found_advice="地址可能写错了，或者页面已经移走。可以从首页找，也可以搜索。",
        nearest="名称最接近的是：",
        search_for="在本站搜索“{}”",
        contents="目录",
        no_search="搜索要经过服务器才能用，见 README.txt",
        offline="离线阅读：下载整站（zip，{size} MB）",
        parentheses="（{}）",
        comma="，",
        list_comma="、",
        semicolon="；",
        cited_on="引用于：",
        full_stop="。",
        space="",
        also="也说：{}。",
        avoided="别处的叫法：{}。",
        foreign="英文：{}。",
        colon="：",
        function="名称",
        what_it_does="作用",
        sources="来源：",
        derived_on="推导见：",
        source_code="源代码",
        in_library="程序库里对应的函数：",
        here="这里",
        elsewhere="别处",
        search_help={
            "advice": "换个说法，或少写几个字试试。英文、符号、数和繁体字都可以。",
            "glossary": "术语表",
            "glossary-text": "全部术语，各有一句话的解释。",
            "contents": "目录",
            "contents-text": "本站的全部页面。",
        },
        versions="对照的版本：{}。这里 torch 和 optax 也用 float64 计算，`jnp` 是 `jax.numpy`。用到的数据：",
    ),
    "en": Words(
        site_name="Cross-Entropy, Checked",
        own_name="English",
        planned="planned",
        route="{count} pages, beginning with “{first}”",
        as_of="as of {date}",
        download="Download",
        download_figure="Download as SVG",
        needs_library="The code uses this site's library, `crossentropy`.",
        statement={
            "definition": "Definition",
            "theorem": "Theorem",
            "proof": "Proof",
            "example": "Example",
            "exercise": "Exercise",
            "pitfall": "Pitfall",
            "erratum": "Erratum",
            "note": "Note",
        },
        equation="Equation",
        figure="Figure",
        solution="Solution",
        solution_of="Solution to {label}",
        permalink="Permanent link to this statement",
        changed="Changed {date}: {words}",
        moved="This page has moved. Its new address is:",
        withdrawn="Withdrawn {date}: {words}",
        home="To the home page",
        path="You are here",
        schemes="Light and dark",
        output="Output of the program",
        not_found="No such page",
        not_found_advice="The address may be mistyped, or the page has moved. Try the home page, or search.",
        nearest="Nearest in name:",
        search_for="Search this site for “{}”",
        contents="Contents",
        no_search="Search needs a server: see README.txt",
        offline="To read offline: the whole site (zip, {size} MB)",
        parentheses="({})",
        comma=", ",
        list_comma=", ",
        semicolon="; ",
        cited_on="Cited on: ",
        full_stop=".",
        space=" ",
        also="Also: {}.",
        avoided="Elsewhere: {}.",
        foreign="In Chinese: {}.",
        colon=": ",
        function="Name",
        what_it_does="What it does",
        sources="Sources:",
        derived_on="Derived on:",
        source_code="Source code",
        in_library="In the library:",
        here="Here",
        elsewhere="Elsewhere",
        search_help={
            "advice": "Try other words, or fewer of them. Chinese, symbols and numbers will do as well.",
            "glossary": "Glossary",
            "glossary-text": "All terms, each with a line that says what it means.",
            "contents": "Contents",
            "contents-text": "All pages of this site.",
        },
        versions="The versions compared: {}. torch and optax compute in float64 here, `jnp` is `jax.numpy`. The data:",
    ),
}


@dataclass(frozen=True)
class FeedbackWords:
    """Words of one language about when a page changed, and what a reader can do about it."""

    changed: str
    commit: str
    edit: str
    between: str
    report: str
    published: str
    edited: str
    between_sentences: str


FEEDBACK: dict[Lang, FeedbackWords] = {
    "zh": FeedbackWords(
        changed="本页上次修改：{}",
        commit="（{}）",
        edit="编辑本页：{}",
        between="、",
        report="报告错误",
        published="首次发布：{}。",
        edited="上次修改：{}。",
        between_sentences="",
    ),
    "en": FeedbackWords(
        changed="This page last changed on {}",
        commit=" ({})",
        edit="Edit this page: {}",
        between=", ",
        report="Report an error",
        published="First published on {}.",
        edited="Last edited on {}.",
        between_sentences=" ",
    ),
}


@dataclass(frozen=True)
class CiteWords:
    """Words of one language around citations of the site."""

    author: str
    part_of: str
    version: str
    note: str
    language: str
    bibtex: str
    gbt: str
    apa: str
    plain: str
    link: str
    link_statement: str
    title: str
    whole: str
    on_page: str
    versioned: str
    dated: str
    no_history: str
    not_committed: str
    accessed: str
    accessed_note: str
    licence: str
    copy: str
    copied: str
    failed: str


CITE: dict[Lang, CiteWords] = {
    "zh": CiteWords(
        author="「验过的交叉熵」的贡献者",  # as in CITATION.cff
        part_of="{}，载《{}》",
        version="版本 {}",
        note="版本 {}，{}",
        language="chinese",
        bibtex="BibTeX",
        gbt="GB/T 7714—2015",
        apa="APA（第 7 版）",
        plain="纯文本",
        link="引用本页",
        link_statement="引用",
        title="引用：{}",
        whole="整页",
        on_page="本页各条",
        versioned="下面各条引用的是 {date} 的版本，提交号 {commit}：本页文字上一次修改就在那时。",
        dated="下面各条引用的是 {date} 的版本。",
        no_history="构建时没有完整的版本记录，所以下面各条没有日期和版本号；引用前请查明。",
        not_committed="本页有尚未提交的修改，所以下面各条没有日期和版本号。",
        accessed="引用日期",
        accessed_note="GB/T 7714 要写引用日期，也就是你读到的那一天："
        "能运行脚本的浏览器会填上，否则请自己填，如 2026-01-31。",
        licence='文字与图采用 <a href="https://creativecommons.org/licenses/by/4.0/deed.zh-hans" rel="license">'
        "CC BY 4.0</a>：注明出处即可转载和改编。",
        copy="复制",
        copied="已复制 ",
        failed="浏览器不让复制",
    ),
    "en": CiteWords(
        author="The Cross-Entropy, Checked contributors",  # as in CITATION.cff
        part_of="{}, in “{}”",
        version="version {}",
        note="Version {}, {}",
        language="english",
        bibtex="BibTeX",
        gbt="GB/T 7714—2015",
        apa="APA (7th edition)",
        plain="Plain text",
        link="Cite this page",
        link_statement="Cite",
        title="Cite: {}",
        whole="The whole page",
        on_page="On this page",
        versioned="What is cited below is the version of {date}, commit {commit}: "
        "the last change of this page's text. ",
        dated="What is cited below is the version of {date}. ",
        no_history="This site was built without its whole history, so there is neither date nor version below: "
        "find them out before you cite. ",
        not_committed="This page has changes that are not committed, so there is neither date nor version below. ",
        accessed="date of access",
        accessed_note="The date of access that GB/T 7714 asks for is the day on which you read the page: "
        "where scripts may run it is filled in; otherwise fill it in yourself, as in 2026-01-31.",
        licence='Text and figures are under <a href="https://creativecommons.org/licenses/by/4.0/" rel="license">'
        "CC BY 4.0</a>: share and adapt them, and say where they come from.",
        copy="Copy",
        copied="Copied: ",
        failed="The browser does not let this page copy",
    ),
}

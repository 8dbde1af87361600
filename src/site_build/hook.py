"""The site's MkDocs hook: each event calls plain functions of `site_build`, which know nothing of MkDocs.

The primary (Chinese) build starts the English one beside it, waits for it, and fails with it. Under
`mkdocs serve` both are built into the served directory at every change.
"""

from __future__ import annotations

import datetime
import gc
import logging
import operator
import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

import proofread
from proofread import rendered, terms
from site_build import (
    accessible,
    api_pages,
    built,
    checks,
    citations,
    citing,
    compatibility,
    docstrings,
    example_files,
    examples,
    feedback,
    finding_examples,
    finish,
    glossary,
    han,
    kept_reference,
    ledger,
    library,
    lighten,
    metadata,
    minify,
    not_found,
    numbering,
    numbers,
    other_language,
    pages,
    permanent,
    policy,
    preview,
    printed,
    references,
    repeatable,
    root_pages,
    search,
    search_index,
    second_build,
    sitemap,
    statements,
)
from site_build.cache import Kept, digest, surroundings
from site_build.errors import SiteError
from site_build.figures import Figures
from site_build.history import History
from site_build.languages import CITE, PRIMARY, WORDS, Lang
from site_build.mathjax import Renderer
from site_build.revision import read_revision
from site_build.segmenter import Segmenter
from site_build.state import STATE, Build
from site_build.statement_history import StatementHistory

log = logging.getLogger("mkdocs.hooks.site_build")


def on_startup(*, command: str, dirty: bool) -> None:
    """Remembers whether this is `serve`, where faults are shown and do not end the process."""
    STATE.serving = command == "serve" or bool(os.environ.get(second_build.PREVIEW))
    if command == "build":  # its end ends the process: there is little that looking for garbage would free before
        gc.disable()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Sets what depends on the language, the shared root's address and absolute paths."""
    project = Path(config.config_file_path).parent
    lang: Lang = config.theme["language"]
    site, site_url = Path(config.site_dir), config.site_url or ""
    if not site_url.endswith("/"):
        raise PluginError(f"SITE_URL is {site_url!r}: it is the address of the shared root and ends with a slash")
    if lang == PRIMARY and STATE.only is None:
        STATE.english = second_build.start(project, site, site_url, strict=config.strict, preview=STATE.serving)
    try:
        STATE.build = build = _read_sources(project, lang, site, site_url, config.repo_url or "")
    except SiteError as error:
        raise PluginError(str(error)) from error
    _install(build, config)
    STATE.unfinished = True
    config.site_dir = str(site / lang)
    config.site_url = f"{site_url}{lang}/"
    prefix = urlsplit(site_url).path
    offers = not_found.section(lang, prefix) + not_found.offers(build.docs, build.tree, site_url)
    config.extra |= {"root_url": site_url, "words": WORDS[lang], "not_found": offers, "cite": CITE[lang]}
    config.extra["scope"] = prefix  # below which the browser keeps light or dark: one for both languages
    config.site_author = CITE[lang].author
    config.nav = pages.make_nav(build.docs, build.tree, lang)
    if config.repo_url:
        config.edit_uri = f"edit/main/docs/{lang}/"
    return config


def _read_sources(project: Path, lang: Lang, site: Path, site_url: str, repo_url: str) -> Build:
    """Reads all but the pages."""
    docs, cache, code = project / "docs", project / ".cache", project / "src" / library.PACKAGE
    proofread.keep_scans(proofread.cache_directory(docs))  # as both builds scan all pages
    tree = pages.read_tree(docs)
    listed, findings = example_files.read_examples(docs, tree)
    bibliography = citations.Bibliography(docs, lang)
    public = api_pages.in_order(library.read(project / "src"), tree)
    chinese = docstrings.read_chinese(code)
    outputs = examples.Outputs(docs / "examples", code, cache / "examples")
    runner = examples.Runner(docs / "examples", lang, outputs)
    segmenter = Segmenter(search.dictionary_words(docs / "glossary.toml"), cache / "segmented", lang)
    kept = Kept(cache / "builds", f"{lang} {site_url}", surroundings(project), outputs.shared, repo_url)
    known = bibliography, terms.read_glossary(docs), public, chinese, segmenter, kept, repo_url
    build = Build(project, lang, site, site_url, tree, runner, listed, findings, *known)
    build.revision, build.typed = read_revision(project), search_index.read_typed(docs)
    return build


def _install(build: Build, config: MkDocsConfig) -> None:
    """Has the plugins use what is ours, and what was kept; they are ready, as the hook comes after them."""
    reference: Any = config.plugins["mkdocstrings"]
    theirs: Any = config.plugins["material/search"]
    kept_reference.install(reference.get_handler("python"), build.kept)
    search.keep_sections(theirs.search_index, build.kept)
    build.segmenter.install()
    build.runner.install()


def on_pre_build(config: MkDocsConfig) -> None:
    """Proofreads before a page is read, then lets the English build go on, which is to know what was found."""
    build = STATE.current()
    build.numbered = numbering.read_site(build.docs, build.tree, api_pages.anchors(build.library))
    try:
        published = ledger.read_ledger(build.docs)
    except SiteError as error:
        raise PluginError(str(error)) from error
    now = ledger.current(build.numbered, build.tree, build.docs, datetime.date.today())
    build.history = History(published, now, build.numbered.targets, build.tree)
    if STATE.only is not None:  # a preview of single pages: the build behind it checks them, and all
        old = {build.docs / build.lang / path for path in STATE.only}
        evidence = {path: found for path, found in STATE.report.evidence.items() if path not in old}
        build.report = replace(STATE.report, evidence=evidence)
    elif build.lang == PRIMARY:
        if build.revision.reason:
            log.info("Dates and commits of pages are not known: %s", build.revision.reason)
        findings = [str(finding) for finding in pages.check_pages(build.docs, build.tree)]
        build.report = STATE.report = proofread.check_site(build.docs)
        log.info(build.report.summary())
        findings += [str(finding) for finding in build.numbered.findings]
        findings += [str(finding) for finding in glossary.check_pages(build.glossary, build.docs, build.tree)]
        findings += map(str, search_index.check_typed(build.typed, build.glossary, build.docs, build.tree))
        findings += [str(finding) for finding in api_pages.check(build.library, build.docs, build.tree)]
        findings += [str(finding) for finding in docstrings.check(build.library, build.chinese)]
        if not findings:  # else what has no id would count as gone
            findings += [str(found) for found in ledger.check(published, build.numbered, build.tree)]
        _report([*findings, *(str(finding) for finding in build.report.findings)])
        assert STATE.english is not None, "on_config has started it"
        STATE.english.let_go_on()
    else:  # the primary build has checked all and reported it: this only remembers what it found
        try:
            second_build.wait_for_primary()
        except SiteError as error:
            raise PluginError(str(error)) from error
        build.report = proofread.check_site(build.docs)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what both languages share: docs/assets and the examples, to download, with their notebooks."""
    build = STATE.current()
    docs = build.docs
    for file in sorted([*(docs / "assets").rglob("*.*"), *(docs / "examples").glob("*.py")]):
        if file.name != "search-worker.js":  # it takes the place of the theme's worker after the build
            files.append(File.generated(config, file.relative_to(docs).as_posix(), abs_src_path=str(file)))
    for example in build.examples:
        if example.page:
            made = build.kept.of(f"notebook {example.name}", partial(_notebook, build, example))
            files.append(File.generated(config, f"examples/{example.name}.ipynb", content=made))
    if STATE.only is not None:
        for one in files:  # MkDocs asks this where it builds what has changed alone
            one.is_modified = partial(operator.contains, STATE.only, one.src_uri)  # type: ignore[method-assign]
    return files


def _notebook(build: Build, example: example_files.Example) -> str:
    assert example.page is not None, "an example without a page has no notebook"
    return example_files.notebook(example, example.page, build.lang, build.site_url, build.repo_url)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Strips the proofreader's marks and fills in the lists that the build makes."""
    build = STATE.current()
    path = Path(page.file.abs_src_path or page.file.src_uri)
    build.sources[path] = markdown
    if page.is_homepage:
        page.meta["hide"] = ["navigation", "toc"]  # its own contents list and cards stand in their place
    change, address = build.revision.last_change(path), page.canonical_url or ""
    page.meta["printed"] = printed.imprint(config.site_name, address, config.copyright or "", change, build.lang)
    build.runner.enter(path, page.file.url, markdown)
    _report([str(finding) for finding in examples.check_fences(path, markdown, build.docs / "examples")])
    return _with_lists(proofread.strip_marks(markdown), build, page.file.url)


def _with_lists(markdown: str, build: Build, url: str) -> str:
    docs, tree, lang = build.docs, build.tree, build.lang
    if pages.CONTENTS_MARKER in markdown:
        markdown = markdown.replace(pages.CONTENTS_MARKER, pages.contents_html(docs, tree, lang, url))
    if pages.ROUTES_MARKER in markdown:
        markdown = markdown.replace(pages.ROUTES_MARKER, pages.routes_html(docs, tree, lang, url))
    if pages.CARDS_MARKER in markdown:
        markdown = markdown.replace(pages.CARDS_MARKER, pages.cards_html(docs, tree, lang, url))
    if example_files.MARKER in markdown:
        markdown = markdown.replace(example_files.MARKER, example_files.listing(build.examples, url, lang))
    if citations.MARKER in markdown:
        markdown = markdown.replace(citations.MARKER, citations.list_sources(build.bibliography, docs, tree, url))
    if glossary.MARKER in markdown:
        listed = glossary.list_terms(build.glossary, docs, tree, lang, url, build.cache / "pinyin")
        markdown = markdown.replace(glossary.MARKER, listed)
    markdown = api_pages.fill(markdown, build.library, build.chinese, lang, url)
    try:
        markdown = compatibility.fill(markdown, docs, lang)
        return numbers.fill(markdown, build.report, docs, tree, lang, url)
    except SiteError as error:
        raise PluginError(str(error)) from error


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Numbers statements, resolves references, joins Chinese lines, shows the codes' examples."""
    build = STATE.current()
    path = Path(page.file.abs_src_path or page.file.src_uri)
    markdown = build.sources[path]
    if page.present_anchor_ids is not None:  # math is rendered after MkDocs has checked the links
        page.present_anchor_ids |= set(re.findall(r"\\label\{([^}]+)\}", markdown))
    changed = build.revision.last_change(path)
    page.update_date = str(changed.date) if changed else repeatable.UNKNOWN  # for the sitemap
    _report([str(found) for found in examples.check_count(path, markdown, html)])
    source = Path(page.file.src_uri).with_suffix("").as_posix()
    targets, own = build.numbered.targets, build.numbered.pages.get((build.lang, source))
    try:
        html = statements.label_statements(html, page.file.url, build.lang, targets)
        known = build.entries
        html = statements.number_heading(html, known[source][0].number if source in known else None)
        html = statements.label_figures(html, build.lang, targets)
        html = api_pages.link_names(html, source, page.file.url, build.library)
        html = api_pages.name_functions(html, source, page.file.url, build.library, build.lang)
        html = statements.bind_solutions(html, own, build.lang, targets) if own else html
        html = build.history.annotate(html, source, build.lang) if build.history else html
        html = references.resolve(html, page.file.url, build.lang, targets, known)
        html = build.bibliography.insert(html, page.file.src_uri)
        hints = glossary.MARKER not in markdown
        key = digest(html, page.file.url, hints)
        html = build.kept.of(f"text {key}", partial(_finished_text, build, html, page.file.url, hints))
    except SiteError as error:
        raise PluginError(str(error)) from error
    if source not in known:
        return html
    entry = known[source][0]
    change = build.revision.last_change(entry.source(build.docs, build.lang))
    return html + feedback.foot(entry, build.lang, change, build.repository)


def _finished_text(build: Build, html: str, url: str, hints: bool) -> str:
    """What depends on the words of a page alone."""
    html = han.join_lines(html) if build.lang == "zh" else html
    html = glossary.add_hints(html, build.glossary, build.lang, url) if hints else html
    html = accessible.mend(html)
    html = finding_examples.insert(html, build.docs / "findings.toml", build.lang)
    return other_language.mark(html, build.lang)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Describes the page to programs, in its head."""
    build = STATE.current()
    source = Path(page.file.src_uri).with_suffix("").as_posix()
    if source in build.entries:
        entry, _ = build.entries[source]
        description = metadata.describe(page.content or "", build.lang)
        change = build.revision.last_change(entry.source(build.docs, build.lang))
        terms = tuple(t.names[build.lang][0] for t in build.glossary.terms if t.page.partition("#")[0] == source)
        described = metadata.Described(entry, build.lang, description, build.site_url, change, terms)
        page.meta["description"] = escape(description)  # the theme does not
        page.meta["head"] = metadata.head(described)
    return context


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Keeps the theme's templates as they are compiled."""
    compiled = STATE.current().cache / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    return env


def on_post_build(config: MkDocsConfig) -> None:
    """Finishes and checks this language's site; the primary build then waits for the other."""
    build = STATE.current()
    site = Path(config.site_dir)
    _report([*build.runner.failures, *(str(found) for found in build.example_findings)])
    try:
        figures = Figures(build.docs, build.cache / "figures", build.project / "src" / "crossentropy", build.site_url)
        with Renderer(build.project) as renderer:
            _report(
                finish.finish_site(site, build.lang, figures, renderer, build.numbered.numbers(), STATE.only is None)
            )
        if STATE.only is None:
            _finish_search(site, build)
            build.segmenter.keep()
            build.kept.keep()
            repeatable.settle(site)
    except SiteError as error:
        raise PluginError(str(error)) from error
    _report(checks.install(site, build.docs, build.tree, build.report, build.lang))
    if STATE.only is not None:
        STATE.unfinished = False
        return
    kept = build.cache / "rendered"
    _report([str(found) for found in rendered.check_language(site, build.docs / build.lang, kept)])
    assert build.history is not None, "on_pre_build has read it"
    build.history.write_redirects(site, build.lang)
    told = StatementHistory(build.project, build.numbered.targets, build.revision, build.history, build.repository)
    known = build.docs, build.tree, build.numbered.targets, build.revision, told.notes
    citing.write(site, build.lang, build.site_url, *known)
    if not STATE.serving:  # a preview need not be small
        lighten.install(site)
    if build.lang == PRIMARY:
        _finish_both(build, build.history, told)
    STATE.unfinished = False


def _finish_search(site: Path, build: Build) -> None:
    sections = search_index.lighten(search_index.read_sections(site))
    titles = {section["location"]: section["title"] for section in sections}
    known = build.glossary, build.typed, build.numbered.targets, build.tree, build.docs
    search_index.write(site, build.typed, search_index.name_places(*known, build.lang, titles), sections)
    search.install_worker(site, build.docs / "assets" / "search-worker.js")


def _finish_both(build: Build, history: History, told: StatementHistory) -> None:
    root_pages.write_root_pages(build.site, build.site_url)
    not_found.write(build.site, build.site_url, build.docs, build.tree)
    sitemap.write(build.site, build.site_url, build.docs, build.tree, build.revision)
    permanent.write(build.site, build.site_url, build.numbered.targets, history, told.notes)
    english = build.site / "en"
    # Read before the English build has ended, which takes longer; its own pages are read then.
    site = {} if STATE.serving else built.read(build.site, without=english)
    names = minify.names_in(site.values())
    assert STATE.english is not None, "on_config has started it"
    succeeded, output = STATE.english.wait()
    if not succeeded:
        print(output, file=sys.stderr, end="")  # its lines carry their own levels
        _report(["the English build failed (its output stands above)"])
    elif shown := second_build.warnings_in(output):
        log.info("The English build says:\n%s", shown)
    _report(pages.check_built(build.docs, build.tree, build.site))
    if STATE.serving:  # a preview need not be small, and has a script of its own in its pages, to reload them
        return
    theirs = built.read(english)
    site |= theirs
    try:
        minify.install(build.site, build.project, site, names | minify.names_in(theirs.values()))
    except SiteError as error:
        raise PluginError(str(error)) from error
    _report(policy.install(build.site, site))
    built.write(site)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]) -> LiveReloadServer:
    """Lets the preview show a changed page before all others are built anew."""
    preview.install(server, builder, STATE.current().project)
    return server


def on_build_error(error: Exception) -> None:
    """Ends the English build with the primary one."""
    STATE.unfinished = False  # the error itself ends the process with a status of its own
    STATE.stop_english()


def on_shutdown() -> None:
    """Leaves no other build behind, nor the process to search all that it still holds for cycles before it ends."""
    gc.freeze()
    STATE.stop_english()
    STATE.stop_preview()


def _report(problems: list[str]) -> None:
    """Logs each problem on a line of its own and ends the build; `serve` goes on and shows the page."""
    for problem in problems:
        log.error(problem)
    if problems and not STATE.serving:
        raise PluginError(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} (listed above)")

"""What a build knows between MkDocs's events.

It stands in a module of its own because MkDocs loads the hook file anew at every rebuild of `serve`.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from proofread import Report
from proofread.terms import Glossary
from site_build.cache import Kept
from site_build.citations import Bibliography
from site_build.docstrings import Chinese
from site_build.errors import Finding
from site_build.example_files import Example
from site_build.examples import Runner
from site_build.feedback import Repository
from site_build.history import History
from site_build.languages import Lang
from site_build.library import Module
from site_build.numbering import Numbered
from site_build.pages import PageEntry, Tree
from site_build.revision import Revision
from site_build.search_index import Typed
from site_build.second_build import SecondBuild
from site_build.segmenter import Segmenter


@dataclass
class Build:
    """One build of one language.

    Attributes:
        project: Where mkdocs.yml lies.
        lang: The language.
        site: The directory that holds both languages' sites.
        site_url: The address of the shared root.
        tree: docs/pages.toml.
        runner: Runs the executed examples.
        examples: All examples.
        example_findings: What is wrong with what is said of them.
        bibliography: The sources in the language.
        glossary: The terms.
        library: The public modules of the library.
        chinese: Their docstrings' Chinese.
        segmenter: Divides Chinese text into words, for search.
        kept: What the last build in this language made, and this one uses again.
        repo_url: The address of the repository, or empty.
        revision: What git knows of the sources.
        numbered: What the sources define and refer to, with its numbers.
        history: What was published before.
        sources: The Markdown of the pages read so far.
        report: What came of the check of the pages, in the primary build.
        typed: What readers type into search that is no name of a term.
    """

    project: Path
    lang: Lang
    site: Path
    site_url: str
    tree: Tree
    runner: Runner
    examples: list[Example]
    example_findings: list[Finding]
    bibliography: Bibliography
    glossary: Glossary
    library: list[Module]
    chinese: Chinese
    segmenter: Segmenter
    kept: Kept
    repo_url: str = ""
    revision: Revision = field(default_factory=Revision)
    numbered: Numbered = field(default_factory=lambda: Numbered({}, {}, []))
    history: History | None = None
    sources: dict[Path, str] = field(default_factory=dict)
    report: Report = field(default_factory=Report)
    typed: Typed = field(default_factory=Typed)

    @property
    def repository(self) -> Repository:
        """Where the sources are, and which commit of them this is."""
        return Repository(self.repo_url, self.revision.commit, self.site_url)

    @property
    def docs(self) -> Path:
        """The directory of both languages' pages, examples and figures."""
        return self.project / "docs"

    @cached_property
    def entries(self) -> dict[str, tuple[PageEntry, bool]]:
        """The pages of the tree by path, each with whether it is written."""
        return {entry.path: (entry, entry.exists(self.docs)) for entry in self.tree.pages()}

    @property
    def cache(self) -> Path:
        """Where results are kept between builds."""
        return self.project / ".cache"


@dataclass
class State:
    """The state of this process.

    Attributes:
        serving: Whether this is `mkdocs serve`, where faults are shown and do not end the process.
        build: The build under way or last done.
        english: The English build beside it, which the primary one starts.
        only: The sources, below their language's directory, of the pages that are built by themselves for the preview;
            None where all are built.
        report: What came of the last check of all pages.
        stop_preview: Ends what the preview builds behind the pages that it shows.
        unfinished: A build has begun and has neither finished nor failed.
    """

    serving: bool = False
    build: Build | None = None
    english: SecondBuild | None = None
    only: set[str] | None = None
    report: Report = field(default_factory=Report)
    stop_preview: Callable[[], None] = lambda: None
    unfinished: bool = False

    def current(self) -> Build:
        """The build under way."""
        assert self.build is not None, "on_config has made it"
        return self.build

    def stop_english(self) -> None:
        """Ends the English build if it is still running."""
        if self.english is not None:
            self.english.stop()


STATE = State()


@atexit.register
def _refuse_silent_end() -> None:
    """Turns an end without error and without a finished site (a stray sys.exit(0)) into a failure."""
    STATE.stop_english()
    if STATE.unfinished and not STATE.serving:
        reason = "it was interrupted, or something called sys.exit()"
        print(f"ERROR   -  The build ended before it was finished: {reason}", file=sys.stderr, flush=True)
        os._exit(1)

"""Make one mistake at a time and see that it is noticed; make harmless edits and see that they pass.

What the checks are worth is what comes of this. Each page is changed by itself, with parity off, as if both languages
had been changed alike; mistakes in one language only are a kind of their own, and there parity alone must notice.
"""

from __future__ import annotations

import random
import time
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from proofread.check import Checked, check_page, declared_scopes
from proofread.edits import EQUIVALENT, KINDS, ONE_SIDED, Edit, Material, edits, tidy
from proofread.findings import Problem
from proofread.notation import read_notation
from proofread.parity import compare_pages
from proofread.scope import Scope
from proofread.site import LANGUAGES, notation_file, pages_of
from proofread.source import Page, read_text, scan

#: Mistakes that are none, each with the reason: beside the pages.
EQUIVALENTS_FILE = "equivalent-mutants.toml"


@dataclass(frozen=True)
class Mutant:
    """A page with one edit."""

    subject: Subject
    edit: Edit
    fault: str = ""  # how the proofreader failed on it

    @property
    def text(self) -> str:
        """The changed page."""
        return self.edit.apply(self.subject.page.text)

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it in the list of mistakes that are none: the page in either language, before, after."""
        return self.subject.name, self.edit.before, self.edit.after

    def __str__(self) -> str:
        """Where it is, of which kind, and the line before and after."""
        place, edit = self.subject.page.place(self.edit.start), self.edit
        fault = f"; the proofreader fails: {self.fault}" if self.fault else ""
        return f"{place}: {edit.kind}: {edit.before!r} became {edit.after!r}{fault}"


class Subject:
    """A page to be changed, and what is found on it as it is."""

    def __init__(self, page: Page, other: Page | None, site: Scope, name: str) -> None:
        self.page = page
        self.other = other  # the same page in the other language
        self.site = site
        self.name = name
        self._views: dict[int, View] = {}

    @cached_property
    def checked(self) -> Checked:
        """What came of the page as it is."""
        return check_page(self.page, self.site)

    @cached_property
    def scopes(self) -> list[Scope]:
        """What is declared in each section."""
        return declared_scopes(self.page, self.site)[0]

    def materials(self) -> Iterator[Material]:
        """The sections, to make edits of."""
        for k, (section, scope) in enumerate(zip(self.page.sections, self.scopes, strict=True)):
            accounts = [a for a in self.checked.accounts if section.start <= a.start < section.end]
            yield Material(self.page, k, section, scope, accounts)

    def below(self, number: int) -> list[int]:
        """A section and all that stands deeper, of whose scope it is a part."""
        kept = {id(self.page.sections[number])}
        found = [number]
        for k, section in enumerate(self.page.sections[number + 1 :], start=number + 1):
            if section.parent is not None and id(section.parent) in kept:
                kept.add(id(section))
                found.append(k)
        return found

    def notices(self, edit: Edit) -> bool:
        """Whether anything is reported about the changed page that was not before."""
        view = self.whole if edit.spreads else self.view(edit.section)
        if edit.kind == ONE_SIDED:
            return view.other is not None and bool(compare_pages(view.changed(edit), view.other))
        return view.reports_more(edit, self.below(edit.section) if edit.spreads else [edit.section])

    @cached_property
    def whole(self) -> View:
        """The page as one."""
        before = {(p.code, p.offset) for p in self.checked.problems}
        return View(self.page, self.other, self.site, before, 0, 0)

    def view(self, number: int) -> View:
        """A section by itself, which is quicker to look at; the whole page, when the section needs more of it."""
        if number not in self._views:
            self._views[number] = self._alone(number) or self.whole
        return self._views[number]

    def _alone(self, number: int) -> View | None:
        """A section as a page of its own, if the same is found on it as in its place."""
        section = self.page.sections[number]
        start, end = section.start, section.end
        page = scan(self.page.path, self.page.text[start:end])
        other = None
        if self.other is not None and number < len(self.other.sections):
            twin = self.other.sections[number]
            other = scan(self.other.path, self.other.text[twin.start : twin.end])
        above = next((k for k, s in enumerate(self.page.sections) if s is section.parent), None)
        scope = self.site if above is None else self.scopes[above]
        index = len(page.sections) - 1
        if index > 1 or (index == 1 and not section.level):
            return None
        before = {(p.code, p.offset) for p in check_page(page, scope, only={index}).problems}
        in_place = {(p.code, p.offset - start) for p in self.checked.problems if start <= p.offset < end}
        alike = before == in_place and (other is None or not compare_pages(page, other))
        return View(page, other, scope, before, start, number - index) if alike else None


@dataclass(frozen=True)
class View:
    """A page, or a section as a page of its own, to be changed."""

    page: Page
    other: Page | None
    site: Scope
    before: set[tuple[str, int]]
    start: int  # where it begins on the whole page
    shift: int  # what to take off a section's number

    def changed(self, edit: Edit) -> Page:
        """The page with an edit."""
        text = self.page.text
        return scan(self.page.path, text[: edit.start - self.start] + edit.text + text[edit.end - self.start :])

    def reports_more(self, edit: Edit, sections: list[int]) -> bool:
        """Whether the check of some sections reports anything about the changed page that it did not before."""
        changed = self.changed(edit)
        end = edit.start - self.start + len(edit.text)
        growth = len(edit.text) - (edit.end - edit.start)
        for number in sections:
            for problem in check_page(changed, self.site, only={number - self.shift}).problems:
                at = problem.offset - (growth if problem.offset >= end else 0)
                if (problem.code, at) not in self.before:
                    return True
        return False


@dataclass
class Tally:
    """What came of the edits of a kind."""

    made: int = 0
    as_it_should: int = 0  # noticed; for harmless edits, passed
    roundings: int = 0  # other places that are correct roundings, too
    listed: int = 0  # mistakes that are none, listed one by one with the reason
    idle: int = 0  # changes of a declaration on which nothing depends
    slowest: float = 0.0

    @property
    def set_aside(self) -> int:
        """Those that were no mistakes."""
        return self.roundings + self.listed + self.idle

    @property
    def rate(self) -> float:
        """The share that came out as it should, of those that are not set aside."""
        counted = self.made - self.set_aside
        return self.as_it_should / counted if counted else 1.0


@dataclass
class Outcome:
    """What came of a run."""

    kinds: dict[str, Tally] = field(default_factory=dict)
    survivors: list[Mutant] = field(default_factory=list)
    set_aside: dict[str, int] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)  # entries of the list that fit nothing any more
    idle: set[str] = field(default_factory=set)  # declarations on which nothing depends


@dataclass(frozen=True)
class Listed:
    """An entry of the list of mistakes that are none."""

    page: str
    formula: str
    mutation: str
    reason: str

    @property
    def key(self) -> tuple[str, str, str]:
        """As `Mutant.key`."""
        return self.page, tidy(self.formula), tidy(self.mutation)


def read_equivalents(path: Path) -> list[Listed]:
    """Read the list of mistakes that are none; empty when there is no such file.

    Raises:
        Problem: P001 when it cannot be understood, or an entry lacks its reason.
    """
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
        found = [Listed(**entry) for entry in entries]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise Problem("P001", f"{path}: each [[equivalent]] has page, formula, mutation, reason: {error}") from error
    for entry in found:
        if len(entry.reason.strip()) < 10:
            raise Problem("P001", f"{path}: {entry.mutation!r} needs its reason")
    return found


def subjects(docs: Path, only: Collection[Path] | None = None) -> Iterator[Subject]:
    """The pages, each with its other language.

    Args:
        docs: The directory of the pages.
        only: Pages to change; all by default.
    """
    site, _ = read_notation(notation_file(docs), library=False)
    for relative in pages_of(docs):
        versions = [docs / language / relative for language in LANGUAGES]
        if only is not None and not set(versions) & set(only):
            continue
        scanned = {path: scan(path, read_text(path)) for path in versions if path.is_file()}
        for path, page in scanned.items():
            if only is None or path in only:
                other = next((p for q, p in scanned.items() if q != path), None)
                yield Subject(page, other, site, relative.with_suffix("").as_posix())


def make(pages: Iterable[Subject], kinds: tuple[str, ...], outcome: Outcome) -> dict[str, list[Mutant]]:
    """All mutants of some kinds, by kind; what is set aside is counted in the outcome."""
    found: dict[str, list[Mutant]] = {kind: [] for kind in kinds}
    for subject in pages:
        for material in subject.materials():
            for edit in edits(material, kinds):
                if edit.before != edit.after or edit.kind == EQUIVALENT:
                    found[edit.kind].append(Mutant(subject, edit))
            for reason, count in material.set_aside.items():
                outcome.set_aside[reason] = outcome.set_aside.get(reason, 0) + count
    return found


def mutate(
    docs: Path,
    only: Collection[Path] | None = None,
    *,
    kinds: tuple[str, ...] = KINDS,
    sample: int | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Make edits and see what comes of them.

    Args:
        docs: The directory of the pages.
        only: Pages to change; all by default.
        kinds: Kinds of edits, of `edits.KINDS`.
        sample: How many edits, evenly over the kinds; all by default.
        seed: Which sample.
        progress: Told now and then how many of how many are done.
    """
    outcome = Outcome({kind: Tally() for kind in kinds})
    made = make(subjects(docs, only), kinds, outcome)
    listed = {entry.key: entry for entry in read_equivalents(docs / EQUIVALENTS_FILE)}
    if only is None and kinds == KINDS:
        keys = {mutant.key for mutants in made.values() for mutant in mutants}
        outcome.unused = [f"{e.page}: {e.mutation!r}" for key, e in listed.items() if key not in keys]
    chosen = list(_sampled(made, sample, seed))
    for k, mutant in enumerate(chosen):
        _try(mutant, listed, outcome)
        progress(k + 1, len(chosen))
    return outcome


def _sampled(made: dict[str, list[Mutant]], sample: int | None, seed: int) -> Iterator[Mutant]:
    """Mutants in turn of each kind, drawn by the seed, until there are enough; in the order of the pages."""
    if sample is None:
        yield from (mutant for mutants in made.values() for mutant in mutants)
        return
    shuffled = {kind: random.Random(f"{seed} {kind}").sample(m, len(m)) for kind, m in made.items()}
    drawn: list[Mutant] = []
    while len(drawn) < sample and any(shuffled.values()):
        drawn += [mutants.pop() for mutants in shuffled.values() if mutants][: sample - len(drawn)]
    yield from sorted(drawn, key=lambda m: (str(m.subject.page.path), m.edit.start, m.edit.kind, m.edit.text))


def _try(mutant: Mutant, listed: dict[tuple[str, str, str], Listed], outcome: Outcome) -> None:
    tally = outcome.kinds[mutant.edit.kind]
    start = time.perf_counter()
    tally.made += 1
    try:
        noticed = mutant.subject.notices(mutant.edit)
    except Exception as error:  # a fault of the proofreader is no notice
        outcome.survivors.append(replace(mutant, fault=f"{type(error).__name__}: {error}"))
        return
    tally.slowest = max(tally.slowest, time.perf_counter() - start)
    if noticed != (mutant.edit.kind == EQUIVALENT):
        tally.as_it_should += 1
    elif mutant.edit.kind == "places" and _is_rounding(mutant):
        tally.roundings += 1
    elif mutant.edit.unless is not None and not mutant.subject.notices(mutant.edit.unless):
        outcome.idle.add(f"{mutant.subject.page.place(mutant.edit.unless.start)}: {mutant.edit.before}")
        tally.idle += 1
    elif mutant.key in listed:
        tally.listed += 1
    else:
        outcome.survivors.append(mutant)


def _is_rounding(mutant: Mutant) -> bool:
    """Whether other places that pass are another correct rounding: then the last digit, changed, does not pass."""
    edit = mutant.edit
    last = edit.text[-1]
    nudged = edit.text[:-1] + str((int(last) + 1) % 10)
    return mutant.subject.notices(replace(edit, text=nudged))

"""A Markdown page to what the proofreader looks at: formulas, numerals, marks, tables, check blocks, sections.

Everything keeps its offset in the file. What a reader does not see is blanked, never removed.
"""

from __future__ import annotations

import base64
import codecs
import pickle
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from proofread import citations
from proofread.blocks import MARK, MOST, Blocks, Fence, Text, read_blocks
from proofread.cache import Cache
from proofread.citations import Citation
from proofread.findings import Finding, Place, Problem
from proofread.inline import FILL, Inline, Reader
from proofread.numerals import NUMERAL, hidden_glyphs
from proofread.words import numbers_in_words

_HEADING_ID = re.compile(r"\{:?[^{}=!\n]*#(?P<id>[\w-]+)[^{}\n]*\}[ \t]*$")


@dataclass(frozen=True)
class Mark:
    """A mark: `{= …}` binds, `{! …}` exempts, `{given …}` and `{loose}` qualify a formula."""

    kind: str
    text: str
    start: int
    end: int
    content: tuple[int, int] | None = None  # what stands in the brackets before it


@dataclass(frozen=True)
class Formula:
    """A formula; `start` is the offset of its TeX."""

    tex: str
    start: int
    display: bool
    end: int


@dataclass(frozen=True)
class Numeral:
    """A numeral in prose, a caption, a title, a table or inline code."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Table:
    """A table: cells as offset ranges, the header first."""

    rows: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class CheckLine:
    """A line of a check block, its comment taken off."""

    text: str
    start: int


@dataclass(frozen=True)
class Structure:
    """Something that both languages must have alike: its kind and what identifies it."""

    kind: str
    text: str
    start: int


@dataclass
class Section:
    """A heading and what stands under it, up to the next heading."""

    level: int
    id: str
    start: int
    end: int
    parent: Section | None = None
    check: list[CheckLine] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    numerals: list[Numeral] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)


@dataclass
class Page:
    """A scanned page."""

    path: Path
    text: str
    sections: list[Section]
    problems: list[Problem]
    stripped: str
    shown: str  # the words that readers see, each at its offset in `text`; all else is blank
    line_starts: list[int]

    def place(self, offset: int) -> Place:
        """Where an offset is."""
        return Place(self.path, *self.line_and_column(offset))

    def line_range(self, offset: int) -> tuple[int, int]:
        """Where the line of an offset begins and ends."""
        end = self.text.find("\n", offset)
        return self.line_starts[bisect_right(self.line_starts, offset) - 1], end if end >= 0 else len(self.text)

    def section_at(self, offset: int) -> int:
        """The number of the section that an offset is in."""
        return bisect_right(self.sections, offset, key=lambda section: section.start) - 1

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Where an offset is on the page, both counted from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def finding(self, problem: Problem, shift: int = 0) -> Finding:
        """A problem at its place on this page."""
        return Finding(self.place(min(shift + problem.offset, len(self.text))), problem.code, problem.message)


def is_reference(tex: str) -> bool:
    """Whether a formula is nothing but a reference to an equation."""
    return re.fullmatch(r"\s*\\eqref\s*\{[^{}]*\}\s*", tex) is not None


def read_text(path: Path) -> str:
    """Read a page.

    Raises:
        Problem: P001 when it is no clean UTF-8 text; its offset is that of a byte.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise Problem("P001", f"cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        # The codec that drops the mark of byte order counts from behind it.
        behind_mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        raise Problem("P001", f"cannot be read as UTF-8: {error}", behind_mark + error.start) from error
    if b"\x00" in data:
        raise Problem("P001", "contains a NUL byte", data.index(b"\x00"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unreadable(path: Path, problem: Problem) -> Finding:
    """What `read_text` raised, as a finding at the byte that it is about."""
    try:
        before = path.read_bytes()[: problem.offset].decode("utf-8-sig", "replace")
    except OSError:
        before = ""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Finding(Place(path, len(lines), len(lines[-1]) + 1), problem.code, problem.message)


#: Where scanned pages are kept for other processes.
_STORE = Cache(None)


def keep_scans(directory: Path | None) -> None:
    """Keep what is scanned in a directory from now on, and take it from there; None keeps it in this process alone."""
    _STORE.directory = directory


def scan(path: Path, text: str) -> Page:
    """Scan a page's Markdown; what was scanned lately is remembered, so the result is to be read only."""
    return replace(_scanned(text), path=path)


@lru_cache(maxsize=256)
def _scanned(text: str) -> Page:
    key = Cache.key("scan", text)
    if kept := _STORE.load(key):
        page: Page = pickle.loads(base64.b64decode(kept))  # JSON has no place for sections that know their parents
        return page
    page = _Scanner(Path("page.md"), text).page()
    _STORE.store(key, base64.b64encode(pickle.dumps(page)).decode())
    return page


def strip_marks(text: str) -> str:
    """The Markdown without check blocks and marks, line numbers kept."""
    return scan(Path("page.md"), text).stripped


class _Stripped:
    """A text with pieces taken out, newlines kept: what Markdown sees, and where each piece came from."""

    def __init__(self, text: str, removed: Iterable[tuple[int, int]]) -> None:
        self.source_starts = [0]
        self.starts = [0]
        parts: list[str] = []
        length = at = 0
        for start, end in sorted(removed):
            if start < at:
                continue  # within what was taken out already
            breaks = [m.start() for m in re.compile("\n").finditer(text, start, end)]
            for stop, go_on in zip([start, *(n + 1 for n in breaks)], [*breaks, end], strict=True):
                parts.append(text[at:stop])
                length += stop - at
                at = go_on
                self.starts.append(length)
                self.source_starts.append(at)
        parts.append(text[at:])
        self.text = "".join(parts)

    def source(self, offset: int) -> int:
        """Where the character at an offset stands in the source."""
        piece = bisect_right(self.starts, offset) - 1
        return self.source_starts[piece] + offset - self.starts[piece]

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece stands in the source."""
        return self.source(start), self.source(end - 1) + 1 if end > start else self.source(start)

    def is_whole(self, start: int, end: int) -> bool:
        """Whether nothing was taken out between two offsets."""
        return end - start <= 1 or self.source(end - 1) - self.source(start) == end - 1 - start


class _Scanner:
    """Takes the marks out first, and then reads what Markdown sees."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        # A control character stands for markup that was dealt with; those of the page itself are refused.
        self.clean = re.sub("[\x00-\x08\x0b-\x1f]", " ", text)
        self.problems: list[Problem] = []
        self.sections = [Section(0, "", 0, len(text))]
        self.open_sections = [self.sections[0]]  # the last one and those around it
        self.marks: list[Mark] = []
        self.removed: list[tuple[int, int]] = []
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def page(self) -> Page:
        for offset, what in islice(hidden_glyphs(self.text), MOST):
            self.problems.append(Problem("P105", what, offset))
        blocks = read_blocks(self.clean)
        marked = Reader(self.clean, blocks)
        marked.code_and_math()
        checks = self.take_checks(blocks)
        self.take_marks(blocks, marked)
        self.seen = _Stripped(self.clean, self.removed)
        self.seen_lines = self.seen.text.split("\n")
        self.read_stripped(marked)
        self.spread("check", checks)
        self.spread("marks", sorted(self.marks, key=lambda m: m.start))
        self.problems.sort(key=lambda p: p.offset)
        stripped = self.seen.text if self.clean == self.text else _Stripped(self.text, self.removed).text
        return Page(self.path, self.text, self.sections, self.problems, stripped, self.shown, self.line_starts)

    def refuse(self, code: str, message: str, at: int) -> None:
        if len(self.problems) < 4 * MOST:
            self.problems.append(Problem(code, message, at))

    def spread(self, name: str, items: Iterable[CheckLine | Formula | Mark | Numeral | Structure | Citation]) -> None:
        """Give each item to its section."""
        starts = [s.start for s in self.sections]
        for item in items:
            getattr(self.sections[bisect_right(starts, item.start) - 1], name).append(item)

    # --- what is taken out before Markdown sees the page

    def take_checks(self, blocks: Blocks) -> list[CheckLine]:
        lines: list[CheckLine] = []
        for fence in blocks.fences:
            if fence.info == "check":
                self.removed.append((fence.start, fence.end))
                lines.extend(self.check_lines(fence))
        return lines

    def check_lines(self, fence: Fence) -> Iterator[CheckLine]:
        for k in range(*fence.body):
            start = self.line_starts[k]
            text = self.text[start : self.line_starts[k + 1] - 1]
            if (comment := _COMMENT.search(text)) is not None:
                text = text[: comment.start()]
            if text.strip():
                yield CheckLine(text.strip(), start + len(text) - len(text.lstrip()))

    def take_marks(self, blocks: Blocks, marked: Reader) -> None:
        behind_display = {}
        for display in blocks.displays:
            line = bisect_right(self.line_starts, display.end)
            if line < len(self.line_starts):
                behind_display[self.line_starts[line]] = (display.start, display.end)
        heads = {cell[0] for rows in blocks.tables for cell in (*rows[0], *(row[0] for row in rows[1:]))}
        for run in blocks.texts:
            if run.kind != "literal" and "{" in self.clean[run.start : run.end]:
                line = self.line_starts[bisect_right(self.line_starts, run.start) - 1]
                _MarkFinder(self, marked, run).find(behind_display.get(line), run.kind == "cell" and run.start in heads)

    # --- what Markdown sees

    def read_stripped(self, marked: Reader) -> None:
        seen = self.seen
        blocks = read_blocks(seen.text)
        inline = Reader(seen.text, blocks).read()
        for problem in (*blocks.problems, *inline.problems):
            self.refuse(problem.code, problem.message, seen.source(problem.offset))
        for heading in blocks.headings:
            self.add_section(heading.level, seen.source_range(heading.start, heading.end))
        self.spread("formulas", self.formulas(blocks, inline.math, marked))
        texts = [(0, inline.shown), *((a, seen.text[a:b]) for a, b in inline.apart)]
        self.spread("numerals", sorted(self.numerals(texts, inline.citations), key=lambda n: n.start))
        self.spread("structures", sorted(self.structures(blocks, inline.links), key=lambda s: s.start))
        self.citations(inline.citations)
        self.shown = self.shown_words(inline)
        self.tables(blocks)
        for fence in blocks.fences:
            self.shown_code(fence)
        self.words(texts)

    def shown_words(self, inline: Inline) -> str:
        """What is read as words, without code, formulas and numbers' marks, at the offsets of the source."""
        words = list(inline.shown)
        for start, end in inline.apart:
            words[start:end] = self.seen.text[start:end]
        for start, end in inline.code:
            words[start:end] = FILL * (end - start)
        placed = [FILL] * len(self.text)
        ends = [*self.seen.starts[1:], len(words)]
        for start, end, source in zip(self.seen.starts, ends, self.seen.source_starts, strict=True):
            placed[source : source + end - start] = words[start:end]
        return "".join(placed)

    def add_section(self, level: int, place: tuple[int, int]) -> None:
        while self.open_sections[-1].level >= level:
            self.open_sections.pop()
        parent = self.open_sections[-1]
        found = _HEADING_ID.search(self.text, *place)
        self.sections[-1].end = place[0]
        self.sections.append(Section(level, found["id"] if found else "", place[0], len(self.text), parent))
        self.open_sections.append(self.sections[-1])

    def formulas(self, blocks: Blocks, inline: list[tuple[int, int]], marked: Reader) -> list[Formula]:
        found: list[Formula] = []
        ranges = [(*d.tex, d.end, True) for d in blocks.displays] + [(a + 1, b - 1, b, False) for a, b in inline]
        for start, stop, end, display in sorted(ranges):
            place = self.seen.source_range(start, stop)
            if not self.seen.is_whole(start - 1, end):
                self.refuse("P103", "a mark within a formula: put it behind the closing dollar", place[0])
            found.append(Formula(self.text[place[0] : place[1]], place[0], display, self.seen.source(end - 1) + 1))
        before = {a + 1 for a, _ in marked.out.math if not self.is_removed(a)}
        after = {f.start for f in found if not f.display}
        if before != after:
            message = (
                "taking out the marks changes what is a formula here: a mark may hold no single dollar or backtick"
            )
            self.refuse("P103", message, min(before ^ after))
        return found

    def is_removed(self, offset: int) -> bool:
        at = bisect_right(self.removed, (offset, len(self.text))) - 1
        return at >= 0 and self.removed[at][0] <= offset < self.removed[at][1]

    def numerals(self, texts: list[tuple[int, str]], cited: list[citations.Cited]) -> Iterator[Numeral]:
        locators = [self.seen.source_range(c.locator_at, c.locator_at + len(c.locator)) for c in cited]
        exempt = sorted([*self.exempt_ranges(), *locators])
        for start, match in ((start, match) for start, text in texts for match in NUMERAL.finditer(text)):
            at = self.seen.source(start + match.start())
            if not self.seen.is_whole(start + match.start(), start + match.end()):
                self.refuse("P103", f"a mark begins or ends inside the number {match.group()}", at)
            if match.group().count(".") > 1 and not _inside(at, exempt):
                self.refuse("P101", f"{match.group()} is no number: exempt it, [{match.group()}]{{! reason}}", at)
            yield Numeral(match.group(), at)

    def exempt_ranges(self) -> list[tuple[int, int]]:
        return sorted(m.content for m in self.marks if m.kind == "!" and m.content)

    def words(self, texts: list[tuple[int, str]]) -> None:
        exempt = self.exempt_ranges()
        for start, match in ((start, match) for start, text in texts for match in numbers_in_words(text)):
            at = self.seen.source(start + match.start())
            if not _inside(at, exempt):
                words = " ".join(match.group().split())
                message = f"{words!r}: write a result in digits, or exempt it, [{words}]{{! reason}}"
                self.refuse("P108", message, at)

    def structures(self, blocks: Blocks, links: list[tuple[str, str, int]]) -> Iterator[Structure]:
        lines = self.seen_lines
        for fence in blocks.fences:
            body = "\n".join(line.strip() for line in lines[slice(*fence.body)])
            kind = "example" if fence.executed else "code"
            yield Structure(kind, f"{fence.info}\n{body}", self.seen.source(fence.start))
        for opened in blocks.opened:
            yield Structure("block", f"{opened.kind} {opened.id}".strip(), self.seen.source(opened.start))
        for start, text in blocks.directives:
            yield Structure("directive", text, self.seen.source(start))
        for kind, target, start in links:
            yield Structure(kind, target, self.seen.source(start))
        for rows in blocks.tables:
            text = f"{len(rows)} rows of {len(rows[0])} cells"
            yield Structure("table", text, self.line_start(self.seen.source(rows[0][0][0])))

    def citations(self, found: list[citations.Cited]) -> None:
        cited = []
        for item in found:
            locator = self.seen.source_range(item.locator_at, item.locator_at + len(item.locator))
            cited.append(Citation(item.key, self.seen.source(item.at), locator))
        self.spread("citations", cited)
        for section in self.sections:
            section.citations = [replace(c, entry=self.is_entry(c, section)) for c in section.citations]
            # Both languages have them alike, like links.
            section.structures += [Structure("citation", c.key, c.start) for c in section.citations]
        for problem in citations.check_list([c for s in self.sections for c in s.citations]):
            self.refuse(problem.code, problem.message, problem.offset)

    def is_entry(self, citation: Citation, section: Section) -> bool:
        """Whether a citation is the entry of the page's list of sources: it opens an item there."""
        before = self.text[self.line_start(citation.start) : citation.start]
        return section.id == citations.SECTION and re.fullmatch(r"[-*+] +\[@", before) is not None

    def line_start(self, offset: int) -> int:
        return self.line_starts[bisect_right(self.line_starts, offset) - 1]

    def shown_code(self, fence: Fence) -> None:
        """Code that is only shown: its numerals are seen, and nothing checks them."""
        if fence.executed:
            return
        first, end = fence.body
        for k in range(first, end):
            if match := NUMERAL.search(self.seen_lines[k]):
                message = f"{match.group()} in code that is not run: run it, or leave numbers out"
                self.refuse("P101", message, self.line_starts[k] + match.start())

    # --- tables

    def tables(self, blocks: Blocks) -> None:
        starts = [s.start for s in self.sections]
        displayed = [(f.start, f) for s in self.sections for f in s.formulas]
        for rows in blocks.tables:
            # A cell reaches from bar to bar, marks included; the bars are never taken out.
            table = Table(
                tuple(tuple((self.seen.source(a - 1) + 1 if a else 0, self.seen.source(b)) for a, b in r) for r in rows)
            )
            self.sections[bisect_right(starts, table.rows[0][0][0]) - 1].tables.append(table)
            first, last = table.rows[0][0][0], table.rows[-1][-1][1]
            at = bisect_right(displayed, first, key=lambda item: item[0])
            while at < len(displayed) and displayed[at][0] < last:
                self.raw_bar(displayed[at][1])
                at += 1

    def raw_bar(self, formula: Formula) -> None:
        if "|" in formula.tex:
            message = "a bar inside math splits the table's cell: write \\mid, \\Vert or \\lvert"
            self.refuse("P204", message, formula.start + formula.tex.index("|"))


_COMMENT = re.compile(r"(?:^|\s)#.*$")


def _inside(at: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of some sorted ranges."""
    k = bisect_right(ranges, (at, 1 << 62)) - 1
    return k >= 0 and at < ranges[k][1]


class _MarkFinder:
    """The marks of one run of text."""

    def __init__(self, scanner: _Scanner, marked: Reader, run: Text) -> None:
        self.scanner = scanner
        self.start = run.start
        self.raw = scanner.clean[run.start : run.end]
        self.plain = "".join(marked.plain[run.start : run.end])

    def find(self, display: tuple[int, int] | None, head: bool) -> None:
        """Find the marks.

        Args:
            display: The display formula in the line above, if there is one.
            head: Whether a mark may stand for a column or a row: the cell heads one.
        """
        closing = _pairs(self.raw, "{}")
        spans, at = [], 0
        while match := MARK.search(self.plain, at):
            at = match.end()
            end = closing.get(match.start())
            if end is None:
                self.refuse("a mark that is not closed by }", match.start())
                continue
            spans.append((match, end + 1))
            at = end + 1
        if not spans:
            return
        plain = list(self.plain)
        for match, end in spans:
            plain[match.start() : end] = FILL * (end - match.start())
        opening = {b: a for a, b in _pairs("".join(plain), "[]").items()}
        for match, end in spans:
            self.mark(match, end, opening, display, head)

    def mark(
        self,
        match: re.Match[str],
        end: int,
        opening: dict[int, int],
        display: tuple[int, int] | None,
        head: bool,
    ) -> None:
        start = match.start()
        kind = match["sign"] or match["word"]
        text = self.raw[start + 1 + len(kind) : end - 1].strip()
        content: tuple[int, int] | None = None
        if start and self.plain[start - 1] == "]":
            if start - 1 not in opening:
                self.refuse("no [ opens what this mark is about", start)
                return
            first = opening[start - 1]
            content = (self.start + first + 1, self.start + start - 1)
            inside = self.raw[first + 1 : start - 1]
            if inside.startswith("@"):
                self.refuse("a citation takes no mark", first)
                return
            if inside != inside.strip() or not inside:
                self.refuse("a mark's brackets hold a text that neither begins nor ends with a space", first)
            self.scanner.removed += [(content[0] - 1, content[0]), (content[1], content[1] + 1)]
        elif display is not None and not self.raw[:start].strip():
            content = display
        elif not head:
            self.refuse(f"a mark that is about nothing: [number]{{{kind} …}}", start)
        self.scanner.removed.append((self.start + start, self.start + end))
        self.scanner.marks.append(Mark(kind, text, self.start + start, self.start + end, content))

    def refuse(self, message: str, at: int) -> None:
        self.scanner.refuse("P103", message, self.start + at)


def _pairs(text: str, signs: str) -> dict[int, int]:
    """Which bracket is closed by which."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer("[" + re.escape(signs) + "]", text):
        if match.group() == signs[0]:
            opened.append(match.start())
        elif opened:
            found[opened.pop()] = match.start()
    return found

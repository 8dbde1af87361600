"""A Markdown page to what the proofreader looks at: formulas, numerals, marks, tables, check blocks, sections.

Everything keeps its offset in the file. What a reader does not see is blanked, never removed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from proofread.findings import Finding, Place, Problem
from proofread.numerals import NUMERAL, REFUSED

_FILLER = "\x00"
_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<title>.*?)[ \t]*(?:\{[^}=!]*#(?P<id>[\w-]+)[^}]*\})?[ \t]*#*$")
_BLOCK = re.compile(r"^[ \t]*/{3,}[ \t]*(?:(?P<kind>[\w-]+)[ \t]*(?:\|(?P<title>.*))?)?$")
_BLOCK_ID = re.compile(r"\bid:\s*([\w-]+)")
_INLINE_MATH = re.compile(r"(?<![\\$])\$(?![\s$])((?:\\[\s\S]|[^\\$])+?)(?<!\s)\$(?!\$)")
_INLINE_CODE = re.compile(r"(?<![\\`])(`+)(?!`)([\s\S]+?)(?<!`)\1(?!`)")
_COMMENT = re.compile(r"<!--[\s\S]*?-->")
_MARK = re.compile(r"\{(?:(?P<sign>[=!])|(?P<word>given|loose|as)\b)")
_ATTRIBUTES = re.compile(r"\{:?[ \t]*(?:[#.][\w-]+|[\w-]+=(?:\"[^\"\n]*\"|[^\s}]+))(?:[ \t]+[^{}\n]*)?[ \t]*\}")
_LINK_TARGET = re.compile(r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]*(?:\([^()\s]*\))?[^()\s]*)(?:\s+\"[^\"]*\")?\)"
)
_TAG = re.compile(r"<(?!https?:)/?[A-Za-z][^<>]*>")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_REFERENCE = re.compile(r"^[ \t]*\[[^\]^][^\]]*\]:[ \t]+\S+.*$", re.MULTILINE)
_ORDINAL = re.compile(r"^[ \t]*(\d+)[.)](?=[ \t])", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*:::.*(?:\n(?:[ \t]{4,}.*|[ \t]*(?=\n[ \t]{4,})))*", re.MULTILINE)
_DELIMITER_ROW = re.compile(r"^[ \t]*\|?[ \t]*:?-{1,}:?[ \t]*(?:\|[ \t]*:?-{1,}:?[ \t]*)*\|?[ \t]*$")


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
    parent: Section | None = None
    check: list[CheckLine] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    numerals: list[Numeral] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)


@dataclass
class Page:
    """A scanned page."""

    path: Path
    text: str
    sections: list[Section]
    problems: list[Problem]
    stripped: str
    line_starts: list[int]

    def place(self, offset: int) -> Place:
        """Where an offset is."""
        line = bisect_right(self.line_starts, offset)
        return Place(self.path, line, offset - self.line_starts[line - 1] + 1)

    def finding(self, problem: Problem, shift: int = 0) -> Finding:
        """A problem at its place on this page."""
        return Finding(self.place(min(shift + problem.offset, len(self.text))), problem.code, problem.message)


def is_reference(tex: str) -> bool:
    """Whether a formula is nothing but a reference to an equation."""
    return re.fullmatch(r"\s*\\eqref\s*\{[^{}]*\}\s*", tex) is not None


def read_text(path: Path) -> str:
    """Read a page.

    Raises:
        Problem: P001 when it is no clean UTF-8 text.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem("P001", f"cannot be read as UTF-8: {error}") from error
    if "\x00" in text:
        raise Problem("P001", "contains a NUL byte", text.index("\x00"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def scan(path: Path, text: str) -> Page:
    """Scan a page's Markdown."""
    return _Scanner(path, text).page()


def strip_marks(text: str) -> str:
    """The Markdown without check blocks and marks, line numbers kept."""
    return scan(Path("page.md"), text).stripped


class _Scanner:
    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.visible = list(text)  # for numerals: what a reader does not see is blanked
        self.plain = list(text)  # for marks and math: code is filled as well
        self.stripped = list(text)
        self.problems: list[Problem] = []
        self.sections = [Section(0, "", 0)]
        self.formulas: list[Formula] = []
        self.checks: list[CheckLine] = []
        self.structures: list[Structure] = []
        self.display_marks: list[Mark] = []
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", text))]

    # --- blanking

    def _overwrite(self, target: list[str], start: int, end: int, filler: str) -> None:
        for at in range(start, end):
            if target[at] != "\n":
                target[at] = filler

    def hide(self, start: int, end: int) -> None:
        """Nobody sees this, and nothing in it is a mark."""
        self._overwrite(self.visible, start, end, " ")
        self._overwrite(self.plain, start, end, " ")

    def remove(self, start: int, end: int) -> None:
        """Take this out of what Markdown sees, newlines kept."""
        for at in range(start, end):
            if self.stripped[at] != "\n":
                self.stripped[at] = ""

    # --- the page

    def page(self) -> Page:
        self.blocks()
        self.inline()
        marks = [*self.display_marks, *self.find_marks()]
        self.hide_the_rest()
        numerals = self.find_numerals()
        tables = self.find_tables()
        for name, items in (
            ("check", self.checks), ("formulas", self.formulas), ("marks", marks), ("numerals", numerals),
            ("structures", self.structures),
        ):  # fmt: skip
            for item in items:
                getattr(self.section_at(item.start), name).append(item)
        for table in tables:
            self.section_at(table.rows[0][0][0]).tables.append(table)
        return Page(self.path, self.text, self.sections, self.problems, "".join(self.stripped), self.line_starts)

    def section_at(self, offset: int) -> Section:
        return self.sections[bisect_right([s.start for s in self.sections], offset) - 1]

    # --- blocks, line by line

    def blocks(self) -> None:
        lines = self.text.split("\n")
        starts = self.line_starts
        k = self.front_matter(lines)
        while k < len(lines):
            line, start = lines[k], starts[k]
            if match := _FENCE.match(line):
                k = self.fence(lines, k, match)
            elif (
                "<!--" in line
                and (comment := _COMMENT.search(self.text, start))
                and comment.start() < start + len(line)
            ):
                self.hide(comment.start(), comment.end())
                k = max(k + 1, bisect_right(starts, comment.end() - 1))
            elif line.strip().startswith("$$"):
                k = self.display_math(lines, k)
            elif (match := _BLOCK.match(line)) and line.strip().startswith("///"):
                k = self.block(lines, k, match)
            else:
                if match := _HEADING.match(line):
                    self.heading(match, start)
                k += 1

    def front_matter(self, lines: list[str]) -> int:
        if lines[0].strip() != "---":
            return 0
        for k in range(1, len(lines)):
            if lines[k].strip() in ("---", "..."):
                self.hide(0, self.line_starts[k] + len(lines[k]))
                return k + 1
        return 0

    def fence(self, lines: list[str], k: int, match: re.Match[str]) -> int:
        """A fenced block: a check block is read, everything else is code."""
        fence, info = match["fence"], match["info"].strip()
        end = next(
            (j for j in range(k + 1, len(lines)) if re.fullmatch(rf"{fence[0]}{{{len(fence)},}}", lines[j].strip())),
            None,
        )
        start = self.line_starts[k]
        if end is None:
            self.problems.append(Problem("P103", "a fence that is not closed", start))
            end = len(lines) - 1
        stop = self.line_starts[end] + len(lines[end])
        self.hide(start, stop)
        if info.split(" ")[0] == "check":
            self.remove(start, stop)
            self.checks.extend(self.check_lines(lines, k + 1, end))
        else:
            body = "\n".join(line.strip() for line in lines[k + 1 : end])
            kind = "example" if "exec" in info else "code"
            self.structures.append(Structure(kind, f"{info}\n{body}", start))
            if kind == "code" and info.split(" ")[0] not in ("python", "pycon"):
                self.shown_code(lines, k + 1, end)
        return end + 1

    def shown_code(self, lines: list[str], first: int, end: int) -> None:
        """Code that is only shown: its numerals are seen, and nothing checks them."""
        for j in range(first, end):
            if match := NUMERAL.search(lines[j]):
                at = self.line_starts[j] + match.start()
                self.problems.append(
                    Problem("P101", f"{match.group()} in code that is not run: run it, or leave numbers out", at)
                )

    def check_lines(self, lines: list[str], first: int, end: int) -> Iterator[CheckLine]:
        for j in range(first, end):
            text = re.sub(r"(?:^|\s)#.*$", "", lines[j])
            if text.strip():
                indent = len(text) - len(text.lstrip())
                yield CheckLine(text.strip(), self.line_starts[j] + indent)

    def display_math(self, lines: list[str], k: int) -> int:
        start = self.line_starts[k] + lines[k].index("$$")
        close = self.text.find("$$", start + 2)
        blank = re.search(r"\n[ \t]*\n", self.text[start : close if close >= 0 else None])
        if close < 0 or blank:
            self.problems.append(Problem("P103", "a display formula that is not closed by $$", start))
            self.hide(start, start + 2)
            return k + 1
        self.formulas.append(Formula(self.text[start + 2 : close], start + 2, True, close + 2))
        self.hide(start, close + 2)
        after = bisect_right(self.line_starts, close + 1)
        if after < len(lines) and (match := _MARK.match(lines[after].strip())):
            at = self.line_starts[after] + lines[after].index("{")
            mark = self.mark_at(at, match, (start, close + 2))
            if mark:
                self.display_marks.append(mark)
                self.hide(mark.start, mark.end)
                self.remove(mark.start, mark.end)
                after += 1
        return after

    def block(self, lines: list[str], k: int, match: re.Match[str]) -> int:
        """`/// kind | title` and its options: the title is prose, the options are nobody's business."""
        start = self.line_starts[k]
        head = start + (lines[k].index("|") + 1 if match["title"] is not None else len(lines[k]))
        self.hide(start, head)
        options = k + 1
        if match["kind"]:
            while options < len(lines) and re.match(r"^[ \t]{4,}[\w-]+:", lines[options]):
                options += 1
            body = "\n".join(lines[k + 1 : options])
            self.hide(
                self.line_starts[k + 1] if options > k + 1 else head,
                self.line_starts[options - 1] + len(lines[options - 1]) if options > k + 1 else head,
            )
            found = _BLOCK_ID.search(body)
            self.structures.append(Structure("block", f"{match['kind']} {found[1] if found else ''}".strip(), start))
        return options

    def heading(self, match: re.Match[str], start: int) -> None:
        level = len(match["marks"])
        parent = next((s for s in reversed(self.sections) if s.level < level), None)
        self.sections.append(Section(level, match["id"] or "", start, parent))
        if match["id"]:
            self.hide(start + match.string.rindex("{"), start + len(match.string))

    # --- inline

    def inline(self) -> None:
        plain = "".join(self.plain)
        for match in _INLINE_CODE.finditer(plain):
            if "\n\n" not in match.group():
                self._overwrite(self.plain, match.start(), match.end(), _FILLER)
                self._overwrite(self.visible, match.start(), match.start(2), " ")
        plain = "".join(self.plain)
        for match in _INLINE_MATH.finditer(plain):
            if not re.search(r"\n[ \t]*\n", match.group()):
                tex = self.text[match.start(1) : match.end(1)]
                self.formulas.append(Formula(tex, match.start(1), False, match.end()))
                self._overwrite(self.plain, match.start(), match.end(), _FILLER)
                self._overwrite(self.visible, match.start(), match.end(), " ")
        self.formulas.sort(key=lambda f: f.start)
        for match in _REFERENCE.finditer("".join(self.plain)):
            self.hide(match.start(), match.end())
        for match in _DIRECTIVE.finditer("".join(self.plain)):
            self.structures.append(Structure("directive", match.group().split("\n")[0].strip(), match.start()))
            self.hide(match.start(), match.end())
        for match in _LINK.finditer("".join(self.plain)):
            kind = "figure" if match["image"] else "link"
            self.structures.append(Structure(kind, match["target"], match.start()))

    def find_marks(self) -> Iterator[Mark]:
        plain = "".join(self.plain)
        for match in _MARK.finditer(plain):
            content = None
            if match.start() and plain[match.start() - 1] == "]":
                opening = self.opening_bracket(plain, match.start() - 1)
                if opening is None:
                    self.problems.append(Problem("P103", "no [ opens what this mark is about", match.start()))
                    continue
                content = (opening + 1, match.start() - 1)
            mark = self.mark_at(match.start(), match, content)
            if mark is None:
                continue
            self._overwrite(self.visible, mark.start, mark.end, " ")
            self._overwrite(self.plain, mark.start, mark.end, " ")
            self.remove(mark.start, mark.end)
            if content:
                self.remove(content[0] - 1, content[0])
                self.remove(content[1], content[1] + 1)
            yield mark

    def mark_at(self, start: int, match: re.Match[str], content: tuple[int, int] | None) -> Mark | None:
        depth = 0
        for at in range(start, len(self.text)):
            depth += {"{": 1, "}": -1}.get(self.text[at], 0)
            if depth == 0:
                kind = match["sign"] or match["word"]
                text = self.text[start + 1 + len(kind) : at].strip()
                return Mark(kind, text, start, at + 1, content)
            if self.text.startswith("\n\n", at):
                break
        self.problems.append(Problem("P103", "a mark that is not closed by }", start))
        return None

    @staticmethod
    def opening_bracket(plain: str, closing: int) -> int | None:
        depth = 0
        for at in range(closing, -1, -1):
            depth += {"]": 1, "[": -1}.get(plain[at], 0)
            if depth == 0:
                return at
            if plain.startswith("\n\n", at):
                return None
        return None

    def hide_the_rest(self) -> None:
        for pattern in (_ATTRIBUTES, _LINK_TARGET, _TAG, _FOOTNOTE):
            for match in pattern.finditer("".join(self.plain)):
                self._overwrite(self.visible, match.start(), match.end(), " ")
        for match in _ORDINAL.finditer("".join(self.plain)):
            self._overwrite(self.visible, match.start(1), match.end(1), " ")

    def find_numerals(self) -> list[Numeral]:
        visible = "".join(self.visible)
        for match in REFUSED.finditer(visible):
            self.problems.append(
                Problem(
                    "P105",
                    f"{match.group()!r} hides a number: write plain digits, or a formula",
                    match.start(),
                )
            )
        return [Numeral(m.group(), m.start()) for m in NUMERAL.finditer(visible)]

    # --- tables

    def find_tables(self) -> list[Table]:
        lines = "".join(self.plain).split("\n")
        tables, k = [], 1
        while k < len(lines):
            if not ("|" in lines[k] and _DELIMITER_ROW.match(lines[k]) and "|" in lines[k - 1]):
                k += 1
                continue
            rows = [self.cells(lines[k - 1], k - 1)]
            j = k + 1
            while j < len(lines) and "|" in lines[j]:
                rows.append(self.cells(lines[j], j))
                j += 1
            self.raw_bars(k - 1, j)
            tables.append(Table(tuple(rows)))
            self.structures.append(
                Structure("table", f"{len(rows)} rows of {len(rows[0])} cells", self.line_starts[k - 1])
            )
            k = j
        return tables

    def cells(self, line: str, k: int) -> tuple[tuple[int, int], ...]:
        start = self.line_starts[k]
        bars = [m.start() for m in re.finditer(r"(?<!\\)\|", line)]
        edges = bars if line.strip().startswith("|") else [-1, *bars]
        if not line.rstrip().endswith("|"):
            edges = [*edges, len(line)]
        return tuple((start + a + 1, start + b) for a, b in pairwise(edges))

    def raw_bars(self, first: int, end: int) -> None:
        for formula in self.formulas:
            line = bisect_right(self.line_starts, formula.start) - 1
            if first <= line < end and "|" in formula.tex:
                at = formula.start + formula.tex.index("|")
                self.problems.append(
                    Problem(
                        "P204",
                        "a bar inside math splits the table's cell: write \\mid, \\Vert or \\lvert",
                        at,
                    )
                )

"""A Markdown page to its blocks, line by line.

Pages are written in the part of Markdown in which this reader and the site's renderer cannot disagree. The rest is
refused with P109, which says what to write instead:

| refused | write |
|---|---|
| headings underlined with `===` or `---`, without a space behind `#`, or not between blank lines | `## Title` |
| code by indentation, or text indented as deep as that | a fence |
| fences in block quotes or behind a list marker, with options that are not read here | a fence on lines of its own |
| `$$` that is not on lines of its own between blank lines | such lines, or `$…$` |
| `!!! note`, `??? note`, `> [!NOTE]`, `::: note`, `=== "Tab"` | `/// note` |
| task lists, `- [ ]`; abbreviations, `*[HTML]: …` | a list; `<abbr title="…">` |
| diagrams and formulas as code (`mermaid`, `math`) | a figure; `$$` |
| `///` blocks of an unknown kind, with other options, indented, or not closed | `/// kind` … `///` |
| included files (`--8<--`) but in a fence that is run | the text itself |
| tables inside a paragraph, rows longer than the header | a table between blank lines |
| numbered lists in block quotes, lists in footnotes and definitions | a list of its own |
| definitions of links with a title, or within a paragraph | `[label]: address` between blank lines |
| HTML blocks but an empty `<div …></div>` and `<div … markdown>` … `</div>` | Markdown |
| comments within a line | a comment between blank lines |
| front matter with digits or anything but plain keys and lists | |

Finer than Markdown's are only the runs of lines in which inline markup is looked for: what opens in one and closes in
another is refused (see `inline`), so no pairing across them is overlooked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from proofread.findings import Problem

#: The blocks that `/// kind` opens: those that mkdocs.yml configures.
KINDS = frozenset(
    {"definition", "theorem", "proof", "example", "exercise", "pitfall", "erratum", "note", "admonition", "details"}
    | {"caption"}
)
#: Options of a fence. What stands in a title is seen by readers.
_SHOWN_OPTIONS = {"title", "hl_lines", "linenums"}
_RUN_OPTIONS = {"exec", "source", "result", "id"}

_FENCE = re.compile(
    r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[\w+.#-]+)?(?P<options>(?:[ \t]+\w+=\"[^\"\\]*\")*)[ \t]*"
)
_OPTION = re.compile(r"(?P<key>\w+)=\"(?P<value>[^\"]*)\"")
_OPTION_VALUES = {
    "hl_lines": re.compile(r"\d+(?:-\d+)?(?: \d+(?:-\d+)?)*"),
    "linenums": re.compile(r"\d+"),
    "exec": re.compile("on"),
    "source": re.compile("above"),
    "result": re.compile("text"),
}
_OPEN = re.compile(r"(?P<slashes>/{3,}) *(?P<kind>[\w-]+) *(?:\|(?P<title>.*))?")
_CLOSE = re.compile(r"(?P<slashes>/{3,}) *")
_NOT_A_NAME = "(?!(?:y|n|yes|no|on|off|true|false|null)\\b)"  # to YAML these are no strings
_ATTRIBUTE = rf"(?:id: {_NOT_A_NAME}(?P<id>[A-Za-z][\w-]*)|class: {_NOT_A_NAME}[A-Za-z][\w-]*)"
_BLOCK_OPTION = re.compile(
    rf" {{4}}(?:attrs: \{{(?:{_ATTRIBUTE}(?:, |(?=\}})))+\}}"
    rf"|(?P<type>type: {_NOT_A_NAME}[a-z][\w-]*)|(?P<open>open: (?:true|false)))[ ]*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>\S.*)")
_ITEM = re.compile(r"(?:[-*+]|(?P<ordinal>\d+)\.)[ \t]+")
_DEFINITION = re.compile(r":[ \t]{1,3}(?![ \t])")
_QUOTE = re.compile(r">(?:[ ]?>)*[ ]?")
_LABEL = re.compile(r"\[(?P<label>[^\[\]]*)\]:")
_REFERENCE = re.compile(r"\[(?P<label>[^\[\]^][^\[\]]*)\]:[ ]+(?P<target>[^\s<>\"'(]\S*)[ ]*")
_FOOTNOTE = re.compile(r"\[\^(?P<label>[\w-]+)\]:[ ]+(?=[^ \t])")
_DIRECTIVE = re.compile(r":::[ ][A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_DIRECTIVE_OPTION = re.compile(r"[ ]{4,}(?:- [\w.-]+|[\w-]+:(?: [\w./\"'-]+)?)[ ]*")
#: What other set-ups of Markdown read as a block, and what to write here.
_FOREIGN: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"(?:!!!|\?\?\?\+?|===[+!]?)[ \t]*[\w\"]"), "this is no block here: write `/// note | Title` … `///`"),
    (re.compile(r":::(?![ ][A-Za-z_][\w.]*[ \t]*$)"), "this is no block here: write `/// note | Title` … `///`"),
    (re.compile(r"(?:>[ \t]?)+\[!\w+\]"), "this is no block here: write `/// note | Title` … `///`"),
    (re.compile(r"(?:[-*+]|\d+\.)[ \t]+\[[ xX]\](?![(\[{:])"), "there are no task lists here: write a plain list"),
    (re.compile(r"\*\[[^\]]*\]:"), 'no abbreviations here: write the words out, or <abbr title="in full">ABBR</abbr>'),
]
#: Languages of fences that other set-ups draw.
_DRAWN = {"mermaid": "a figure, `![…](figure:name)`", "math": "a formula between lines of $$"}
_SNIPPET = re.compile(r"^[ \t>]*;*-+8<-+", re.MULTILINE)
_DIV = re.compile(r"<div(?P<attributes>(?: [A-Za-z][\w-]*(?:=\"[^\"<>]*\")?)*)>(?P<end></div>)?[ \t]*")
_FRONT_MATTER = re.compile(r"[A-Za-z_]+:(?: [^\s\d:#{}\[\]&*!|>'\"%@`-][^\d:#]*)?|[ ]+- [^\W\d][^\d:#]*")
_META = re.compile(r" {0,3}[A-Za-z0-9_-]+:")
_HTML = re.compile(r"<[A-Za-z/!?]")
_DANGEROUS_LINE = re.compile(r"[ \t]*(?:/{3}|`{3}|~{3})|.*<[A-Za-z/!?]")
_INLINE_TAGS = "a|abbr|b|br|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr"
#: A tag that may stand in running text.
TAG = re.compile(rf"</(?:{_INLINE_TAGS})>|<(?:{_INLINE_TAGS})(?:[ ][A-Za-z][\w-]*(?:=\"[^\"<>\n]*\")?)*[ ]*/?>")
AUTOLINK = re.compile(r"<https?://[^<>\s\"'`*\[\]{}\\$]*>")
_BARS = re.compile(r"\\[\s\S]|\|")
#: So many faults of a page are reported: a megabyte of them helps nobody.
MOST = 500
#: So many markers of lists may stand in one line.
MOST_MARKERS = 4
#: What a mark opens with.
MARK = re.compile(r"\{(?:(?P<sign>[=!])|(?P<word>given|loose|as)\b)")


@dataclass(frozen=True)
class Text:
    """A run of lines, or a cell or a title, in which inline markup is read."""

    start: int
    end: int
    kind: str = "prose"  # prose, heading, title, cell, or literal: shown as it is written


@dataclass(frozen=True)
class Fence:
    """A fenced block: the offsets of the first and of the last line of its body."""

    start: int
    end: int
    info: str
    body: tuple[int, int]

    @property
    def language(self) -> str:
        """The first word behind the fence."""
        return self.info.split(" ")[0]

    @property
    def executed(self) -> bool:
        """Whether the build runs it."""
        return ' exec="on"' in self.info


@dataclass(frozen=True)
class Display:
    """A display formula; `tex` is what stands between the `$$`."""

    start: int
    end: int

    @property
    def tex(self) -> tuple[int, int]:
        """The offsets of its TeX."""
        return self.start + 2, self.end - 2


@dataclass(frozen=True)
class Heading:
    """A heading's line."""

    level: int
    start: int
    end: int


@dataclass
class Opened:
    """A `///` block; `end` is the offset behind it, or -1 when it is not closed."""

    kind: str
    id: str
    start: int
    title: str = ""
    end: int = -1


@dataclass
class Blocks:
    """What a page consists of. What lies in none of `texts` is not seen, or is no prose."""

    texts: list[Text] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    displays: list[Display] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    tables: list[tuple[tuple[tuple[int, int], ...], ...]] = field(default_factory=list)
    directives: list[tuple[int, str]] = field(default_factory=list)
    references: dict[str, str] = field(default_factory=dict)
    footnotes: dict[str, int] = field(default_factory=dict)
    tags: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_blocks(text: str) -> Blocks:
    """Read a page's blocks."""
    return _Reader(text).read()


def width(space: str) -> int:
    """How many columns a line's leading white space takes."""
    return len(space.expandtabs(4))


def unescaped_bars(text: str, start: int, end: int, code: list[tuple[int, int]]) -> list[int]:
    """Where bars part the cells of a table's row: not those behind a backslash, nor those in code."""
    inside = {at for a, b in code for at in range(a, b)}
    return [m.start() for m in _BARS.finditer(text, start, end) if m.group() == "|" and m.start() not in inside]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines[:-1]:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.out = Blocks()
        self.run = ""  # what the lines since the last blank one are: "", text, item, quote, definition, reference
        self.before = ""  # what the last such run was
        self.depth = 0  # how many lists, definitions or footnotes we are inside
        self.chunk: tuple[int, int] | None = None
        self.chunk_lines = 0
        self.slashes: list[tuple[int, int]] = []  # the `///` blocks that are open: their length, where
        self.divs: list[int] = []

    # --- saying what was found

    def refuse(self, message: str, at: int, code: str = "P109") -> None:
        if len(self.out.problems) < MOST:
            self.out.problems.append(Problem(code, message, at))

    def flush(self) -> None:
        if self.chunk is not None:
            self.out.texts.append(Text(*self.chunk))
            self.chunk = None

    def end_run(self) -> None:
        self.flush()
        if self.run:
            self.before = self.run
        self.run = ""

    def add_text(self, start: int, end: int, *, fresh: bool) -> None:
        """A line of text: it goes on with the last one, or starts a run of its own."""
        if fresh or self.chunk is None:
            self.flush()
            self.chunk, self.chunk_lines = (start, end), 1
        else:
            self.chunk, self.chunk_lines = (self.chunk[0], end), self.chunk_lines + 1

    def is_blank(self, k: int) -> bool:
        return k < 0 or k >= len(self.lines) or not self.lines[k].strip(" \t")

    def line_end(self, k: int) -> int:
        return self.starts[k] + len(self.lines[k])

    # --- the page

    def read(self) -> Blocks:
        k = self.front_matter()
        while k < len(self.lines):
            line = self.lines[k]
            body = line.lstrip(" \t")
            if not body:
                self.end_run()
                k += 1
            else:
                k = self.block(k, body, width(line[: len(line) - len(body)]))
        self.end_run()
        for _, at in self.slashes:
            self.refuse("a /// block that is not closed: it needs a line /// of its own", at)
        for at in self.divs:
            self.refuse("a <div> that is not closed", at)
        run = [f for f in self.out.fences if f.executed]
        for match in _SNIPPET.finditer(self.text):
            if not any(f.start <= match.start() < f.end for f in run):
                self.refuse("a file is included here unread: only a fence that is run may do so", match.start())
        return self.out

    def front_matter(self) -> int:
        behind = self.read_front_matter()
        first = next((j for j in range(behind, len(self.lines)) if not self.is_blank(j)), behind)
        if first < len(self.lines) and self.lines[first].rstrip(" \t") == "---":
            self.refuse("a page begins with its heading: this --- may read as front matter", self.starts[first])
        return behind

    def read_front_matter(self) -> int:
        first = self.lines[0].rstrip(" \t")
        if first != "---":
            if _META.match(first):
                self.refuse("a page that begins like `key: value` loses that line: begin with the heading", 0)
            return 0
        for k in range(1, len(self.lines)):
            line = self.lines[k].rstrip(" \t")
            if line in ("---", "..."):
                return k + 1
            if not _FRONT_MATTER.fullmatch(line):
                self.refuse("front matter holds plain keys, words and lists here, and no digits", self.starts[k])
        self.refuse("front matter that is not closed by ---", 0)
        return len(self.lines)

    def block(self, k: int, body: str, indent: int) -> int:
        """Read the block that starts in line k; returns the line behind it."""
        at = self.line_end(k) - len(body)
        if indent >= 4 * (self.depth + 1):
            self.refuse("indented so deep that it may read as code: write a fence, or indent less", at)
        if body.startswith(("```", "~~~")):
            return self.fence(k, body, indent)
        if body.startswith("$$"):
            return self.display(k, body, indent)
        if body.startswith("///"):
            return self.slash_block(k, body, indent)
        if not self.run and body.startswith("<!--") and indent == 0:
            self.before, self.depth = "", 0
            return self.comment(k)
        if not self.run and indent // 4 < self.depth:
            self.depth = indent // 4
        if body.startswith("#"):
            return self.heading(k, body, indent)
        for pattern, message in _FOREIGN:
            if pattern.match(body):
                self.refuse(message, at)
        if _DIRECTIVE.match(body):
            return self.directive(k, body, indent)
        if _LABEL.match(body):
            return self.label(k, body, indent)
        if _HTML.match(body) and not TAG.match(body) and not AUTOLINK.match(body):
            return self.html(k, body, indent)
        if self.is_table(k):
            return self.table(k)
        self.text_line(k, body, indent)
        return k + 1

    # --- blocks of several lines

    def fence(self, k: int, body: str, indent: int) -> int:
        at = self.line_end(k) - len(body)
        match = _FENCE.fullmatch(body)
        if match is None or not self.knows_options(match):
            self.refuse('a fence opens with ``` and a language, options as key="value"; this one is not known', at)
        if match is not None and match["language"] in _DRAWN:
            self.refuse(f"this is not drawn here: write {_DRAWN[match['language']]}", at)
        fence = re.match(r"`+|~+", body).group()  # type: ignore[union-attr]
        end = next((j for j in range(k + 1, len(self.lines)) if self.lines[j].strip(" \t") == fence), None)
        if end is None:
            self.refuse(f"a fence that is not closed by {fence}", at, "P103")
            self.flush()
            return len(self.lines)
        space = self.lines[k][: len(self.lines[k]) - len(body)]
        if any(not self.lines[j].startswith(space) and not self.is_blank(j) for j in range(k + 1, end)) or (
            width(self.lines[end][: len(self.lines[end]) - len(self.lines[end].lstrip(" \t"))]) != indent
        ):
            self.refuse("the lines of a fence are indented as its first one", at)
        behind = end + 1
        if self.run or not (self.is_blank(behind) or self.lines[behind].startswith("///")):
            self.refuse("a fence stands between blank lines", at)
        info = body[len(fence) :].strip()
        self.depth = min(self.depth, indent // 4)
        self.end_run()
        self.out.fences.append(Fence(at, self.line_end(end), info, (k + 1, end)))
        if match is not None:
            for option in _OPTION.finditer(match["options"] or ""):
                if option["key"] == "title":
                    start = at + match.start("options") + option.start("value")
                    self.out.texts.append(Text(start, start + len(option["value"]), "literal"))
        self.before = ""
        return end + 1

    def knows_options(self, match: re.Match[str]) -> bool:
        found = {m["key"]: m["value"] for m in _OPTION.finditer(match["options"] or "")}
        keys = found.keys()
        if not (keys <= _SHOWN_OPTIONS or ("exec" in keys and keys <= _RUN_OPTIONS)):
            return False
        return all(_OPTION_VALUES[key].fullmatch(value) for key, value in found.items() if key in _OPTION_VALUES)

    def display(self, k: int, body: str, indent: int) -> int:
        start = self.line_end(k) - len(body)
        closed = self.text.find("$$", start + 2)
        end = next(
            (j for j in range(k, len(self.lines)) if closed < 0 or self.starts[j] + len(self.lines[j]) > closed), k
        )
        if closed < 0 or any(self.is_blank(j) for j in range(k, end)) or not self.text[start + 2 : closed].strip():
            self.refuse("a display formula that is not closed by $$", start, "P103")
            self.end_run()
            return k + 1
        behind = self.text[closed + 2 : self.line_end(end)].strip(" ")
        free = end + 1 >= len(self.lines) or re.match(r"[ \t]*(?:$|///)|[ \t]*" + MARK.pattern, self.lines[end + 1])
        inside = any(_DANGEROUS_LINE.match(self.lines[j]) for j in range(k + 1, end + 1)) or re.search(
            r"<[A-Za-z/!?]|&[#A-Za-z0-9]", self.text[start:closed]
        )
        if inside:
            self.refuse("a space stands behind < and & in a formula; and no fence or /// starts a line of it", start)
        if self.run or behind or not free or indent % 4 or indent // 4 > self.depth:
            self.refuse("a display formula stands on lines of its own, between blank lines", start)
        self.flush()
        self.depth = min(self.depth, indent // 4)
        self.out.displays.append(Display(start, closed + 2))
        self.end_run()
        return end + 1

    def slash_block(self, k: int, body: str, indent: int) -> int:
        at = self.line_end(k) - len(body)
        if self.run and not _CLOSE.fullmatch(body):
            self.refuse("a block opens behind a blank line", at)
        self.end_run()
        self.before = ""
        self.depth = 0
        if indent:
            self.refuse("a /// block starts and ends at the margin", at)
        if match := _CLOSE.fullmatch(body):
            length = len(match["slashes"])
            if not self.slashes or self.slashes[-1][0] != length:
                self.refuse("this /// closes nothing: an inner block has fewer slashes than the outer one", at)
            else:
                _, opened = self.slashes.pop()
                next(block for block in reversed(self.out.opened) if block.start == opened).end = self.line_end(k)
            return k + 1
        match = _OPEN.fullmatch(body)
        if match is None or match["kind"] not in KINDS or (match["kind"] == "caption" and match["title"] is not None):
            self.refuse(
                f"no kind of block: write /// and one of {', '.join(sorted(KINDS))}; a caption has no title", at
            )
            self.out.texts.append(Text(at, self.line_end(k)))
            return k + 1
        length = len(match["slashes"])
        if self.slashes and self.slashes[-1][0] <= length:
            self.refuse("an inner block has fewer slashes than the outer one", at)
        self.slashes.append((length, at))
        if match["title"] is not None:
            self.out.texts.append(Text(at + match.start("title"), at + match.end("title"), "title"))
        return self.block_options(k + 1, match["kind"], at, (match["title"] or "").strip())

    def block_options(self, k: int, kind: str, at: int, title: str) -> int:
        found = ""
        while k < len(self.lines) and self.lines[k].startswith("    ") and not self.is_blank(k):
            match = _BLOCK_OPTION.fullmatch(self.lines[k])
            if (
                match is None
                or (match["type"] and kind not in ("details", "admonition"))
                or (match["open"] and kind != "details")
            ):
                self.refuse(
                    "the options of a block are `    attrs: {id: name}`, `type: name`, `open: true`", self.starts[k]
                )
                break
            found = match["id"] or found
            k += 1
        self.out.opened.append(Opened(kind, found, at, title))
        return k

    def comment(self, k: int) -> int:
        start = self.starts[k]
        closed = self.text.find("-->", start + 4)
        if closed < 0:
            self.refuse("a comment that is not closed by -->", start, "P103")
            return len(self.lines)
        end = k + self.text.count("\n", start, closed)
        inside = self.text[start + 4 : closed]
        if (
            self.text[closed + 3 : self.line_end(end)].strip(" \t")
            or not (self.is_blank(end + 1) or self.lines[end + 1].startswith("///"))
            or "<!--" in inside
            or inside.startswith((">", "->", "-"))
            or inside.endswith("-")
            or "--!>" in inside
            or re.search(r"^[ \t>]*(?:/{3}|`{3}|~{3}|\$\$)", inside, re.MULTILINE)
        ):
            self.refuse("a comment stands between blank lines, without fences, formulas and blocks in it", start)
        return end + 1

    def heading(self, k: int, body: str, indent: int) -> int:
        at = self.line_end(k) - len(body)
        match = _HEADING.fullmatch(body)
        if match is None or indent or self.run:
            self.refuse(
                "a heading is one to six # and a space, at the margin, behind a blank line; write \\# for a #", at
            )
        self.end_run()
        self.before = ""
        self.depth = 0
        self.out.texts.append(Text(at, self.line_end(k), "heading"))
        if match is not None and not indent:
            self.out.headings.append(Heading(len(match["marks"]), at, self.line_end(k)))
        return k + 1

    def directive(self, k: int, body: str, indent: int) -> int:
        at = self.line_end(k) - len(body)
        if self.run or indent or not _DIRECTIVE.fullmatch(body.rstrip(" ")):
            self.refuse("::: stands at the margin behind a blank line, with the name of what is documented", at)
        self.end_run()
        self.out.directives.append((at, body.strip()))
        k += 1
        while k < len(self.lines) and not self.is_blank(k):
            if not _DIRECTIVE_OPTION.fullmatch(self.lines[k]):
                self.refuse(
                    "the options below ::: are `key: value`, indented; text stands behind a blank line", self.starts[k]
                )
                break
            k += 1
        return k

    def label(self, k: int, body: str, indent: int) -> int:
        """`[label]: address` or `[^label]: a footnote`."""
        at = self.line_end(k) - len(body)
        footnote = _FOOTNOTE.match(body)
        if footnote and not indent and not self.run:
            if footnote["label"] in self.out.footnotes:
                self.refuse("a second footnote of this label", at)
            if _ITEM.match(body, footnote.end()) or _starts_block(body[footnote.end() :]):
                self.refuse("a footnote begins with text", at)
            self.out.footnotes[footnote["label"]] = at
            self.depth, self.run = 1, "text"
            self.add_text(at + footnote.end(), self.line_end(k), fresh=True)
            return k + 1
        reference = _REFERENCE.fullmatch(body)
        if reference and not indent and self.run in ("", "reference"):
            label = " ".join(reference["label"].lower().split())
            if label in self.out.references or reference["label"] != reference["label"].strip():
                self.refuse("a second address for this label, or a label that begins or ends with a space", at)
            self.out.references[label] = reference["target"]
            self.run = "reference"
            if not (self.is_blank(k + 1) or _LABEL.match(self.lines[k + 1])):
                self.refuse("behind the address of a label stands a blank line", at)
            return k + 1
        self.refuse(
            "`[label]: address` and `[^label]: note` stand at the margin, behind a blank line, without title", at
        )
        self.text_line(k, body, indent)
        return k + 1

    def html(self, k: int, body: str, indent: int) -> int:
        at = self.line_end(k) - len(body)
        opening = _DIV.fullmatch(body)
        closing = body.rstrip(" \t") == "</div>"
        alone = not self.run and not indent and self.is_blank(k + 1)
        self.end_run()
        if alone and opening and (opening["end"] or " markdown" in opening["attributes"]):
            self.out.tags.append((at, self.line_end(k)))
            if not opening["end"]:
                self.divs.append(at)
        elif alone and closing and self.divs:
            self.divs.pop()
        else:
            self.refuse(
                "HTML blocks are not read: write Markdown; only `<div … markdown>` and `</div>` on lines of their own, "
                "between blank lines, and an empty `<div …></div>` may stand on a page",
                at,
            )
            self.out.texts.append(Text(at, self.line_end(k)))
        self.before, self.depth = "", 0
        return k + 1

    # --- tables

    def is_table(self, k: int) -> bool:
        return (
            k + 1 < len(self.lines)
            and "|" in self.lines[k]
            and "|" in self.lines[k + 1]
            and "-" in self.lines[k + 1]
            and set(self.lines[k + 1]) <= set("|:- \t")
        )

    def table(self, k: int) -> int:
        start = self.starts[k]
        if self.run:
            self.refuse("a table stands behind a blank line", start)
        self.end_run()
        header = self.cells(k)
        if len(self.cells(k + 1)) != len(header):
            self.refuse("the line below a table's header has as many cells as the header", self.starts[k + 1])
        rows, j = [header], k + 2
        while j < len(self.lines) and not self.is_blank(j) and not self.lines[j].lstrip().startswith("///"):
            rows.append(self.cells(j))
            if len(rows[-1]) > len(header):
                self.refuse(f"a row of {len(rows[-1])} cells below a header of {len(header)}", self.starts[j])
            if _DANGEROUS_LINE.match(self.lines[j]) or _LABEL.match(self.lines[j].lstrip()):
                self.refuse("this is no row of a table", self.starts[j])
            j += 1
        for row in rows:
            self.out.texts.extend(Text(a, b, "cell") for a, b in row)
        self.out.tables.append(tuple(rows))
        self.before = ""
        return j

    def cells(self, k: int) -> tuple[tuple[int, int], ...]:
        line = self.lines[k]
        start = self.starts[k] + len(line) - len(line.lstrip(" \t"))
        end = self.line_end(k) - (len(line) - len(line.rstrip(" \t")))
        bars = unescaped_bars(self.text, start, end, code_spans(self.text, start, end)[0])
        if len(bars) < 2 or bars[0] != start or bars[-1] != end - 1:
            self.refuse("each row of a table begins and ends with a bar", start)
            bars = [start - 1, *bars, end]
        return tuple((a + 1, b) for a, b in pairwise(bars))

    # --- text

    def text_line(self, k: int, body: str, indent: int) -> None:
        at, end = self.line_end(k) - len(body), self.line_end(k)
        bare = body.rstrip(" ")
        if self.run and (set(bare) == {"="} or set(bare) == {"-"}):
            self.refuse("a line of === or --- below text makes it a heading: write ## instead", at)
        elif _is_rule(bare):
            if self.run:
                self.refuse("a rule stands between blank lines", at)
            self.end_run()
            return
        if _QUOTE.match(body):
            self.quote(k, body)
            return
        if self.run in ("", "item") and _ITEM.match(body):
            self.item(k, body, indent)
            return
        if self.run in ("quote", "definition") and (match := _ITEM.match(body)) and match["ordinal"]:
            self.refuse("a numbered list stands behind a blank line, outside quotes and definitions", at)
        if match := _DEFINITION.match(body):
            known = self.run or self.before
            if known not in ("text", "definition") or indent:
                self.refuse("a definition `: …` stands below its term, at the margin", at)
            rest = body[match.end() :]
            if not rest.strip() or _ITEM.match(rest) or _starts_block(rest):
                self.refuse("a definition begins with text", at)
            if self.chunk_lines > 1 and self.run != "definition":
                self.refuse("a term that is defined is one line", at)
            self.depth = max(self.depth, 1)
            self.run = "definition"
            self.add_text(at + match.end(), end, fresh=True)
            return
        if re.match(r":[ \t]", body):
            self.refuse("one to three spaces stand between the colon and a definition", at)
        if _is_delimiter(bare):
            self.refuse("a table stands between blank lines, at the margin", at)
        fresh = not self.run or _ITEM.match(body) is not None
        if _ITEM.match(body) and _starts_block_in_list(body):
            self.refuse("an item of a list begins with text", at)
        self.run = self.run or "text"
        self.add_text(at, end, fresh=fresh)

    def item(self, k: int, body: str, indent: int) -> None:
        at = self.line_end(k) - len(body)
        self.run, self.depth = "item", indent // 4 + 1
        for _ in range(MOST_MARKERS):
            match = _ITEM.match(body)
            if not match or _is_rule(body.rstrip(" ")):
                break
            at, body = at + match.end(), body[match.end() :]
        if _ITEM.match(body) and not _is_rule(body.rstrip(" ")):
            self.refuse(f"a line has at most {MOST_MARKERS} markers of lists", at)
        if not body.strip() or _starts_block(body):
            self.refuse("an item of a list begins with text", at)
        self.add_text(at, self.line_end(k), fresh=True)

    def quote(self, k: int, body: str) -> None:
        at = self.line_end(k) - len(body)
        inner = len(_QUOTE.sub("", body, count=1))
        rest = body[len(body) - inner :]
        space = rest[: len(rest) - len(rest.lstrip(" \t"))]
        if (
            "\t" in space
            or len(space) >= 4
            or _starts_block_in_list(rest.lstrip(" "))
            or _is_delimiter(rest.strip(" "))
        ):
            self.refuse("code, formulas on lines of their own, tables and blocks do not stand in a quote", at)
        if re.match(r"(?:[-*+][ \t]+)*\d+\.[ \t]", rest.lstrip(" ")):
            self.refuse("a numbered list in a block quote: write it outside", at)
        if self.run not in ("", "quote"):
            self.refuse("a block quote stands behind a blank line", at)
        self.run = "quote"
        self.add_text(self.line_end(k) - inner, self.line_end(k), fresh=True)


def _starts_block_in_list(body: str) -> bool:
    """Whether a block stands behind the markers of lists, if there are any; or more of them than are read."""
    for _ in range(MOST_MARKERS):
        match = _ITEM.match(body)
        if not match:
            return _starts_block(body)
        body = body[match.end() :]
    return _ITEM.match(body) is not None or _starts_block(body)


def _starts_block(body: str) -> bool:
    """Whether text behind a list marker or the like would be a block itself."""
    return bool(
        re.match(r"`{3}|~{3}|\$\$|/{3}|#|>|:[ ]", body)
        or _LABEL.match(body)
        or _DIRECTIVE.match(body)
        or (_HTML.match(body) and not TAG.match(body) and not AUTOLINK.match(body))
    )


def _is_rule(bare: str) -> bool:
    signs = bare.replace(" ", "")
    return len(signs) >= 3 and set(signs) in ({"-"}, {"*"}, {"_"})


def _is_delimiter(bare: str) -> bool:
    return "|" in bare and "-" in bare and set(bare) <= set("|:- \t")


_TICKS = re.compile(r"\\[\s\S]|`+")
_RUNS = re.compile(r"`+")


def code_spans(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Inline code between two offsets, and where backticks open none."""
    runs: dict[int, list[int]] = {}
    for match in _RUNS.finditer(text, start, end):
        runs.setdefault(len(match.group()), []).append(match.start())
    for starts in runs.values():
        starts.reverse()  # the next one is the last: taken off as the text is read
    spans: list[tuple[int, int]] = []
    lone: list[int] = []
    at = start
    while runs and (ticks := _TICKS.search(text, at, end)):
        at = ticks.end()
        if ticks.group()[0] == "\\":
            continue
        starts = runs.get(len(ticks.group()), [])
        while starts and starts[-1] < ticks.end():
            starts.pop()
        if starts:
            at = starts.pop() + len(ticks.group())
            spans.append((ticks.start(), at))
        else:
            lone.append(ticks.start())
    return spans, lone

r"""Inline markup: what a reader sees of a run of text, and what is formula, link or mark in it.

Whatever could pair in two ways is refused with P109: a backtick, a dollar sign or a bracket of a link without its
partner in the same paragraph, item, title or cell; `\(…\)`, `\[…\]` and `\begin{…}` outside dollars (write `$…$`);
braces that are no attribute list behind a link, an image, code, a heading or a paragraph (write `\{`); links within
links, with other targets than a plain address and at most a title in double quotes; HTML tags other than inline ones;
references to footnotes that do not exist; and `[TOC]`. So is markup inside a number (P105), and what other set-ups of
Markdown read as markup and this one shows as it is written: `==…==`, `~~…~~`, `H~2~O`, `x^2^`, `++key++`, `:smile:`,
`[[page]]`, notes `^[…]`, bare addresses, a backslash at the end of a line.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from proofread import citations
from proofread.blocks import AUTOLINK, MOST, TAG, Blocks, Text, code_spans
from proofread.findings import Problem
from proofread.numerals import hidden_glyphs

#: In the text that readers see: markup of no width, and in the text for markup: what is no markup.
FILL = "\x00"

#: Labels and descriptions of images are shorter; so brackets within brackets take no time.
LONGEST_LABEL = 1000

_DOLLARS = re.compile(r"\\[\s\S]|\$")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!$|])")
_BEGIN = re.compile(r"\\begin\s*\{")
_ANGLE = re.compile(r"<[^\s<>=][^<>]*>?")
_ENTITY = re.compile(r"&(?:(?:#[xX]?)?[A-Za-z0-9]+;?|[#\x00])")
_FOOTNOTE = re.compile(r"\[\^([^\[\]]*)\]")
_TARGET = re.compile(
    r"\((?P<target>[^\s()<>\"'\[\]{}\x00]*(?:\([^\s()<>\"'\[\]{}\x00]*\)[^\s()<>\"'\[\]{}\x00]*)*)"
    r"(?:[ ]+\"(?P<title>[^\"\x00()\[\]{}<>\n]*)\")?\)"
)
_ATTRIBUTE = r"(?:[#.][\w-]+|[A-Za-z][\w-]*=(?:\"[^\"{}\n\x00]*\"|[^\s\"'{}=\x00]+))"
_ATTRIBUTES = re.compile(rf"\{{:?[ ]*{_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*[ ]*\}}")
#: Attributes whose values readers see, or hear.
SEEN_ATTRIBUTES = ("title", "alt", "aria-label", "aria-description", "placeholder")
_SEEN = re.compile(rf"(?:^|[\s{{:])(?:{'|'.join(SEEN_ATTRIBUTES)})=(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s\"{{}}>]+))")
_JOINED = re.compile(r"[A-Za-z0-9](?P<between>[\x00*_\\.,]+)(?=[0-9])")
_BRACE = re.compile(r"[{}]")
_WHOLE_TAG = re.compile(r"<[/!?]?[A-Za-z-][^<>\"'`]*(?:\"[^\"`]*\"[^<>\"'`]*)*>")
_EMPHASIS = re.compile(r"\*+|_+")
_FOREIGN: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"==(?=[^\s=])[^=\n]*[^\s=]=="), "== marks nothing here: write *…*, or <mark>…</mark>"),
    (re.compile(r"~~(?=[^\s~])[^~\n]*[^\s~]~~"), "~~ strikes nothing out here: write <del>…</del>"),
    (re.compile(r"\^\^(?=[^\s^])[^^\n]*[^\s^]\^\^"), "^^ underlines nothing here: write <ins>…</ins>"),
    (re.compile(r"\w~\w+~"), "~ lowers nothing here: write $x_i$, or <sub>…</sub>"),
    (re.compile(r"\w\^\w+\^"), "^ raises nothing here: write $x^n$, or <sup>…</sup>"),
    (re.compile(r"\+\+\w+(?:[+-]\w+)*\+\+"), "++ shows no key here: write <kbd>…</kbd>"),
    (re.compile(r"(?<![\w:/]):[a-z][\w+-]*:(?![\w:])"), "no icons and emoji by name here: write the character"),
    (re.compile(r"\[\[[^\[\]\n]+\]\](?![(\[{:])"), "[[…]] links nothing here: write [text](page.md)"),
    (re.compile(r"\^\["), "no notes within the text here: write [^name], and below `[^name]: …`"),
    (
        re.compile(r"(?<![\w.\x00])https?://[^\s<>]"),
        "a bare address is no link here: write <https://…> or [text](https://…)",
    ),
    (re.compile(r"\\[ ]*\n"), "a backslash breaks no line here: write <br>"),
]


@dataclass
class Inline:
    """What inline markup was found, by offset."""

    code: list[tuple[int, int]] = field(default_factory=list)
    math: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[str, str, int]] = field(default_factory=list)  # figure or link, target, where
    citations: list[citations.Cited] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    shown: str = ""
    apart: list[tuple[int, int]] = field(default_factory=list)  # seen too, but elsewhere: titles, alternative texts


class Reader:
    """Reads a page's runs of text; `plain` is its text with code and formulas filled."""

    def __init__(self, text: str, blocks: Blocks) -> None:
        self.text = text
        self.blocks = blocks
        self.plain = list(text)
        self.out = Inline()
        self.used: set[str] = set()

    def refuse(self, message: str, at: int, code: str = "P109") -> None:
        """Report what is not read."""
        if len(self.out.problems) < MOST:
            self.out.problems.append(Problem(code, message, at))

    def fill(self, start: int, end: int) -> None:
        """Take this out of what is looked at for markup."""
        self.plain[start:end] = FILL * (end - start)

    # --- code and formulas, which marks need to know as well

    def code_and_math(self) -> None:
        """Find code and formulas in all runs of text."""
        for run in self.blocks.texts:
            if run.kind != "literal":
                self.find_code(run)
                self.find_math(run)

    def find_code(self, run: Text) -> None:
        """Find the code in a run of text."""
        spans, lone = code_spans(self.text, run.start, run.end)
        for start, end in spans:
            self.out.code.append((start, end))
            code = self.text[start:end]
            if re.search(r"\n[ \t>]*<[A-Za-z/!?]|^`+\s*(?:#!|:::)", code) or re.search(
                r"<[A-Za-z/!?]", _WHOLE_TAG.sub("", code)
            ):
                self.refuse(
                    "code that names its language, half an HTML tag in it, or a line that begins with one", start
                )
            self.fill(start, end)
        for at in lone:
            self.refuse("a backtick that pairs with no other one here: write \\`", at)

    def find_math(self, run: Text) -> None:
        """Find the formulas in a run of text, behind its code."""
        plain = "".join(self.plain[run.start : run.end])
        at = 0
        opening: int | None = None
        while match := _DOLLARS.search(plain, at):
            at = match.end()
            if match.group() != "$":
                continue
            if opening is None:
                opening = match.start()
                continue
            tex = plain[opening + 1 : match.start()]
            if self._is_formula(tex):
                self.out.math.append((run.start + opening, run.start + match.end()))
                self.fill(run.start + opening, run.start + match.end())
                opening = None
            else:
                message = (
                    "these dollars enclose no formula: no space next to them, no code within, "
                    "and a space behind < and &; write \\$ for a dollar"
                )
                self.refuse(message, run.start + opening)
                opening = match.start()
        if opening is None:
            return
        if run.kind == "cell":
            message = "a bar inside math splits the table's cell: write \\mid, \\Vert or \\lvert; or \\$ for a dollar"
            self.refuse(message, run.start + opening, "P204")
        else:
            self.refuse("a dollar sign that pairs with no other one here: write \\$", run.start + opening)

    @staticmethod
    def _is_formula(tex: str) -> bool:
        return bool(
            tex
            and not tex[0].isspace()
            and not tex[-1].isspace()
            and FILL not in tex
            and not re.search(r"<[A-Za-z/!?]|&[#A-Za-z0-9]", tex)
        )

    # --- the rest

    def read(self) -> Inline:
        """Read all runs of text."""
        self.code_and_math()
        shown = ["\n" if c == "\n" else " " for c in self.text]
        for run in self.blocks.texts:
            shown[run.start : run.end] = self.text[run.start : run.end]
        self.shown = shown
        for start, end in self.out.math:
            self.blank(start, end)
        for start, end in self.out.code:
            code = self.text[start:end].strip("`").strip()
            first = self.text.index(code, start, end)
            self.vanish(start, first)
            self.vanish(first + len(code), end)
        for start, end in self.blocks.tags:
            self.attributes(start, end)
        for run in self.blocks.texts:
            if run.kind != "literal":
                _Run(self, run).read()
        for label in sorted(self.blocks.footnotes.keys() - self.used):
            self.refuse("a footnote that nothing refers to", self.blocks.footnotes[label])
        self.out.shown = "".join(shown)
        for match in _JOINED.finditer(self.out.shown):
            if set(match["between"]) in ({"."}, {","}, {"_"}, {".", ","}):
                continue
            found = self.text[match.start() : match.end() + 1]
            self.refuse(
                f"{found!r}: markup inside a number; keep it together, or write a formula", match.start(), "P105"
            )
        return self.out

    def blank(self, start: int, end: int) -> None:
        """Nobody sees this, and it parts what stands beside it."""
        for at in range(start, end):
            if self.shown[at] != "\n":
                self.shown[at] = " "

    def vanish(self, start: int, end: int) -> None:
        """Nobody sees this, nor that it is there."""
        self.shown[start:end] = FILL * (end - start)

    def attributes(self, start: int, end: int) -> None:
        """Hide a tag or an attribute list but for what readers see of it."""
        for match in _SEEN.finditer(self.text[start:end]):
            group = "quoted" if match["quoted"] is not None else "bare"
            self.out.apart.append((start + match.start(group), start + match.end(group)))
        self.vanish(start, end)


class _Run:
    """One run of text."""

    def __init__(self, reader: Reader, run: Text) -> None:
        self.reader = reader
        self.run = run
        self.start = run.start

    def plain(self) -> str:
        return "".join(self.reader.plain[self.run.start : self.run.end])

    def refuse(self, message: str, at: int, code: str = "P109") -> None:
        self.reader.refuse(message, self.start + at, code)

    def fill(self, start: int, end: int) -> None:
        self.reader.fill(self.start + start, self.start + end)

    def read(self) -> None:
        self.escapes()
        self.angles()
        self.entities()
        self.footnotes()
        self.citations()
        self.brackets()
        self.attributes()
        self.emphasis()
        plain = self.plain()
        for pattern, message in _FOREIGN:
            if match := pattern.search(plain):
                self.refuse(message, match.start())
        for match in _BRACE.finditer(plain):
            self.refuse(
                "a brace in text that encloses no attributes of a link, image, heading …: write \\{", match.start()
            )
            break

    def escapes(self) -> None:
        plain = self.plain()
        if "\\" not in plain:
            return
        for match in _ESCAPE.finditer(plain):
            if match[1] in "([":
                self.refuse(f"\\{match[1]} may open a formula: write $…$ for a formula", match.start())
            self.fill(match.start(), match.end())
            self.reader.vanish(self.start + match.start(), self.start + match.start() + 1)
        for match in _BEGIN.finditer(plain):
            self.refuse("\\begin outside dollars: write $$ above and below", match.start())

    def angles(self) -> None:
        plain = self.plain()
        for match in _ANGLE.finditer(plain):
            start, end = match.span()
            whole = match.group()
            if FILL not in whole and AUTOLINK.fullmatch(whole):
                self.fill(start, end)
                self.reader.vanish(self.start + start, self.start + start + 1)
                self.reader.vanish(self.start + end - 1, self.start + end)
                self.reader.out.links.append(("link", whole[1:-1], self.start + start))
            elif FILL not in whole and TAG.fullmatch(whole):
                self.fill(start, end)
                if whole.startswith("<br"):
                    self.reader.blank(self.start + start, self.start + end)
                else:
                    self.reader.attributes(self.start + start, self.start + end)
            else:
                self.refuse("no inline tag and no address that is read here: write &lt;, Markdown, or a formula", start)

    def entities(self) -> None:
        plain = self.plain()
        if "&" not in plain:
            return
        for match in _ENTITY.finditer(plain):
            start, end = self.start + match.start(), self.start + match.end()
            decoded = html.unescape(match.group())
            if match.group()[-1] != ";" or len(decoded) != 1 or decoded.isdigit() or any(hidden_glyphs(decoded)):
                message = f"{match.group()} is not read here: write the character, and &amp; for an ampersand"
                self.refuse(message, match.start(), "P105")
                continue
            self.reader.vanish(start, end)
            self.reader.shown[end - 1] = " " if decoded.isspace() else decoded[:1]

    def footnotes(self) -> None:
        plain = self.plain()
        if "[^" not in plain:
            return
        for match in _FOOTNOTE.finditer(plain):
            if match[1] in self.reader.blocks.footnotes and self.run.kind in ("prose", "cell"):
                self.reader.used.add(match[1])
                self.reader.blank(self.start + match.start(), self.start + match.end())
            else:
                self.refuse(
                    "there is no such footnote, or it stands in a heading or title; write \\[ for a bracket",
                    match.start(),
                )
            self.fill(match.start(), match.end())

    def citations(self) -> None:
        """Of a citation only the locator is the author's: the build writes the rest."""
        plain = self.plain()
        if "[@" not in plain:
            return
        for match in citations.CITATION.finditer(plain):
            if self.run.kind in ("heading", "title"):
                self.refuse("a citation stands in running text, not in a heading or a title", match.start())
            if re.match(r"[(:{]|\s?\[", plain[match.end() :]):
                self.refuse("a citation with a bracket, a brace or a colon behind it is something else", match.start())
            self.fill(match.start(), match.end())
            self.reader.blank(self.start + match.start(), self.start + match.end())
            try:
                items = citations.read_items(match["items"])
            except Problem as problem:
                self.refuse(problem.message, match.start("items") + problem.offset, problem.code)
                continue
            first = self.start + match.start("items")
            for item in items:
                end = first + item.locator_at + len(item.locator)
                self.reader.shown[end - len(item.locator) : end] = item.locator
                place = replace(item, at=first + item.at, locator_at=first + item.locator_at)
                self.reader.out.citations.append(place)

    def emphasis(self) -> None:
        """Stars and underscores pair, one inside the other: what they do otherwise is anybody's guess."""
        plain = self.plain()
        opened: list[re.Match[str]] = []
        for match in _EMPHASIS.finditer(plain):
            before = plain[match.start() - 1 : match.start()] if match.start() else " "
            after = plain[match.end() : match.end() + 1] or " "
            if (before.isspace() and after.isspace()) or (match.group()[0] == "_" and _is_word(before + after)):
                continue
            if opened and opened[-1].group() == match.group() and not before.isspace():
                opened.pop()
            elif after.isspace() or len(match.group()) > 3:
                self.refuse(f"{match.group()} closes nothing: write \\{match.group()[0]}", match.start())
            else:
                opened.append(match)
        for match in opened:
            self.refuse(
                f"{match.group()} is not closed in this paragraph, item or cell: write \\{match.group()[0]}",
                match.start(),
            )

    # --- links

    def brackets(self) -> None:
        plain = self.plain()
        if "]" not in plain:
            return
        if "[TOC]" in plain:
            self.refuse("[TOC] lists the headings again: leave it out, the theme shows them", plain.index("[TOC]"))
        closing: dict[int, int] = {}
        opened: list[int] = []
        for match in re.finditer(r"[\[\]]", plain):
            if match.group() == "[":
                opened.append(match.start())
            elif opened:
                closing[opened.pop()] = match.start()
            elif plain.startswith(("(", ":"), match.end()):
                self.refuse("no [ opens this link", match.start())
        within = -1  # where the text of the link that we are inside ends
        for start in sorted(closing):
            end = closing[start]
            if self.reader.plain[self.start + start] == FILL:
                continue  # the label of a link that was read already
            image = start > 0 and plain[start - 1] == "!"
            if plain.startswith(":", end + 1) and (end - start > LONGEST_LABEL or "\n" in plain[start:end]):
                self.refuse("a label with a line break in it", start)
            found = self.link(plain, start, end, image)
            if found and not image:
                if start < within:
                    self.refuse("a link within a link", start)
                within = max(within, end)

    def link(self, plain: str, start: int, end: int, image: bool) -> bool:
        """Read what stands behind `[…]`; whether it is a link or an image."""
        references = self.reader.blocks.references
        label = " ".join(plain[start + 1 : end].lower().split()) if end - start <= LONGEST_LABEL else ""
        if plain.startswith("(", end + 1):
            match = _TARGET.match(plain, end + 1)
            if match is None:
                self.refuse('a link is [text](address) or [text](address "title")', start)
                return True
            target, behind = match["target"], match.end()
            title = match.span("title") if match["title"] else None
        elif (match := re.compile(r"\s?\[([^\[\]]*)\]").match(plain, end + 1)) and (
            " ".join((match[1] or label).lower().split()) in references
        ):
            target, behind, title = references[" ".join((match[1] or label).lower().split())], match.end(), None
        elif label in references:
            target, behind, title = references[label], end + 1, None
        else:
            return False
        self.reader.out.links.append(("figure" if image else "link", target, self.start + start - image))
        hide = self.reader.blank if image else self.reader.vanish
        hide(self.start + start - image, self.start + start + 1)
        hide(self.start + end, self.start + behind)
        self.fill(end, behind)
        self.fill(start - image, start + 1)
        if title:
            self.reader.out.apart.append((self.start + title[0], self.start + title[1]))
        if image and (end - start > LONGEST_LABEL or FILL in plain[start:end]):
            self.refuse("an image's description is plain text: no formulas, code, links and escapes", start)
        self.attribute_list(plain, behind)
        return True

    # --- attribute lists

    def attribute_list(self, plain: str, at: int) -> None:
        """`{ … }` directly behind an element."""
        if match := _ATTRIBUTES.match(plain, at):
            self.reader.attributes(self.start + match.start(), self.start + match.end())
            self.fill(match.start(), match.end())

    def attributes(self) -> None:
        plain = self.plain()
        if "{" not in plain:
            return
        code = self.reader.out.code  # in the order of the page
        for _, end in code[bisect_left(code, (self.start, 0)) : bisect_left(code, (self.run.end, 0))]:
            self.attribute_list(plain, end - self.start)
        plain = self.plain()
        last = plain.rfind("{")
        match = _ATTRIBUTES.match(plain, last) if last >= 0 else None
        if match is None or plain[match.end() :].strip(" "):
            return
        before = plain[:last].rstrip(" ")
        if self.run.kind == "heading":
            attached = before != plain[:last]
        else:
            behind = re.compile(r"[ \t]*\n[ \t]*(?:\n|$)|[ \t]*$").match(self.reader.text, self.run.end)
            attached = self.run.kind == "prose" and before.endswith("\n") and behind is not None
        if attached:
            self.reader.attributes(self.start + match.start(), self.start + match.end())
            self.fill(match.start(), match.end())


def _is_word(pair: str) -> bool:
    return len(pair) == 2 and all(char.isalnum() for char in pair)

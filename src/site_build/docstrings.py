"""The docstrings' Chinese: beside each module, passage by passage, held to the English that stands in the sources.

`src/crossentropy/entropy.zh.toml` has `[[text]]` entries, each an English passage and its Chinese; what several modules
say stands once, in `shared.zh.toml`. The English is the key, so a passage that has changed since has no Chinese any
more: that is a finding, as is a passage that was never translated and an entry that nothing says any more.
`python -m site_build docstrings` brings the files up to date and leaves blank what is to be written.
"""

from __future__ import annotations

import difflib
import re
import textwrap
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import griffe

from proofread.parity import language_free
from site_build.errors import Finding, SiteError
from site_build.library import Entry, Module, line_of, passages

SUFFIX = ".zh.toml"
SHARED = "shared"  # the file of what several modules say

_HEAD = """# 文档字符串的中文，一段英文配一段中文；英文以源代码为准，改了就要跟着改。空着的 zh 待写。
# `python -m site_build docstrings` 补上缺的、删去没用的，`make check` 检查是否齐全。
"""
_WIDTH = 110
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
_CODE = re.compile(r"`[^`]*`")
_PHRASE = re.compile(rf"(?:{_FORMULA.pattern}|{_CODE.pattern}|[^，。；：、）])*(?:[，。；：、）]+|$)", re.DOTALL)
_NUMERAL = re.compile(r"(?<![A-Za-z0-9])\d+(?:[./]\d+)?")


@dataclass
class Text:
    """An entry: an English passage and its Chinese, empty as long as that is to be written.

    Attributes:
        en: The English, on one line.
        zh: The Chinese.
        was_en: What the English was, if it has changed and the Chinese has not yet been brought up to date.
        was_zh: The Chinese of that.
        path: Its file.
        line: Where it stands there.
    """

    en: str
    zh: str = ""
    was_en: str = ""
    was_zh: str = ""
    path: Path = Path()
    line: int = 1


@dataclass
class Chinese:
    """All entries of all modules, by their English."""

    texts: dict[str, Text] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, passage: str) -> str:
        """The Chinese of a passage; the English where there is none, which `check` reports."""
        text = self.texts.get(" ".join(passage.split()))
        return text.zh if text is not None and text.zh else passage


def read_chinese(package: Path) -> Chinese:
    """Reads the Chinese of all modules.

    Args:
        package: The directory of the package.

    Raises:
        SiteError: A file is no TOML.
    """
    found = Chinese()
    for path in sorted(package.glob(f"*{SUFFIX}")):
        content = path.read_text(encoding="utf-8")
        try:
            entries = tomllib.loads(content).get("text", [])
        except tomllib.TOMLDecodeError as error:
            raise SiteError(f"{path}: no TOML: {error}") from error
        lines = [content.count("\n", 0, m.start()) + 1 for m in re.finditer(r"^\[\[text\]\]", content, re.MULTILINE)]
        for entry, line in zip(entries, lines, strict=True):
            _read_entry(found, entry, path, line)
    return found


def _read_entry(found: Chinese, entry: dict[str, str], path: Path, line: int) -> None:
    known = {"en", "zh", "was_en", "was_zh"}
    if not {"en", "zh"} <= entry.keys() <= known:
        message = f"an entry has en and zh, this one has {', '.join(entry) or 'nothing'}"
        found.findings.append(Finding(path, line, message))
        return
    words = {key: " ".join(value.split()) if key.endswith("en") else value.strip() for key, value in entry.items()}
    text = Text(**words, path=path, line=line)
    if first := found.texts.get(text.en):
        message = f"{_short(text.en)} stands in {first.path.name}:{first.line} already: keep one"
        found.findings.append(Finding(path, line, message))
    else:
        found.texts[text.en] = text


# --- the checks


@dataclass(frozen=True)
class Said:
    """A passage of a docstring.

    Attributes:
        english: The passage.
        who: Whose docstring it is.
        module: The module's name.
        source: The module's file.
        docstring: The docstring.
    """

    english: str
    who: str
    module: str
    source: Path
    docstring: griffe.Docstring

    @property
    def line(self) -> int:
        """Where it begins in its file."""
        return line_of(self.docstring, self.english)


def said_in(library: list[Module]) -> Iterator[Said]:
    """All that the docstrings of the public modules and objects say, in the order of the sources."""
    for module in library:
        holders: list[Module | Entry] = [module, *module.entries]
        for holder in holders:
            for passage in passages(holder.docstring.parse("google")):
                yield Said(passage, holder.name, module.name, module.source, holder.docstring)


def check(library: list[Module], chinese: Chinese) -> list[Finding]:
    """What is missing, out of date, of no use, or not the same in both languages."""
    findings = list(chinese.findings)
    needed: dict[str, Said] = {}
    for said in said_in(library):
        needed.setdefault(said.english, said)
    unused = [text for text in chinese.texts.values() if text.en not in needed]
    missing = [said for said in needed.values() if said.english not in chinese.texts]
    stale = {}
    for said in missing:
        if near := _nearest(said.english, unused):
            stale[near.en] = said
        findings.append(Finding(said.source, said.line, _missing(said, near)))
    for text in chinese.texts.values():
        if text.en not in needed and text.en not in stale:
            message = f"no docstring says {_short(text.en)} any more: take the entry out"
            findings.append(Finding(text.path, text.line, message))
        elif text.en in needed:
            findings += [Finding(text.path, text.line, message) for message in _faults(text)]
    return findings


def _missing(said: Said, near: Text | None) -> str:
    run = "`python -m site_build docstrings` writes the entry, you write its zh"
    if near is not None:
        place = f"{near.path.name}:{near.line}"
        return f"{said.who}: the English has changed, its Chinese ({place}) has not: {_short(said.english)}; {run}"
    return f"{said.who}: no Chinese for {_short(said.english)} in {said.module}{SUFFIX}; {run}"


def _faults(text: Text) -> Iterator[str]:
    if not text.zh:
        yield f"zh is empty: write the Chinese of {_short(text.en)}"
        return
    if text.was_en or text.was_zh:
        yield "zh is written: take was_en and was_zh out"
    for what, found in (
        ("the formulas", lambda words: Counter(map(language_free, _FORMULA.findall(words)))),
        ("the code", lambda words: Counter(_CODE.findall(words))),
        ("the numbers", lambda words: Counter(_NUMERAL.findall(_CODE.sub("", _FORMULA.sub("", words))))),
    ):
        english, chinese = found(text.en), found(text.zh)
        if english != chinese:
            only = [f"{item} only in {lang}" for lang, a, b in _both(english, chinese) for item in (a - b).elements()]
            yield f"{what} of zh and en differ: {', '.join(only)}"


def _both(english: Counter[str], chinese: Counter[str]) -> list[tuple[str, Counter[str], Counter[str]]]:
    return [("en", english, chinese), ("zh", chinese, english)]


def _nearest(english: str, texts: list[Text]) -> Text | None:
    near = difflib.get_close_matches(english, [text.en for text in texts], n=1, cutoff=0.6)
    return next((text for text in texts if near and text.en == near[0]), None)


def _short(passage: str) -> str:
    return f"“{textwrap.shorten(passage, 60, placeholder=' …')}”"


# --- the files


def update(library: list[Module], chinese: Chinese, package: Path) -> list[Path]:
    """Writes the files anew: each passage once, in the order of the sources; gives back those that changed.

    Args:
        library: The public modules.
        chinese: What is translated.
        package: Where the files lie.
    """
    modules: dict[str, set[str]] = {}
    order: dict[str, Said] = {}
    for said in said_in(library):
        modules.setdefault(said.english, set()).add(said.module)
        order.setdefault(said.english, said)
    unused = [text for text in chinese.texts.values() if text.en not in order]
    contents: dict[str, list[tuple[str, Text]]] = {name: [] for name in (*(m.name for m in library), SHARED)}
    for english, said in order.items():
        shared = len(modules[english]) > 1
        entry = chinese.texts.get(english) or _blank(english, _nearest(english, unused))
        contents[SHARED if shared else said.module].append(("" if shared else said.who, entry))
    changed = []
    for name, entries in contents.items():
        path = package / f"{name}{SUFFIX}"
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        if entries and (after := _written(entries)) != before:
            path.write_text(after, encoding="utf-8")
            changed.append(path)
    for path in package.glob(f"*{SUFFIX}"):
        if not contents.get(path.name.removesuffix(SUFFIX)):
            path.unlink()
            changed.append(path)
    return changed


def _blank(english: str, near: Text | None) -> Text:
    return Text(english, was_en=near.en, was_zh=near.zh) if near else Text(english)


def _written(entries: list[tuple[str, Text]]) -> str:
    parts, holder = [_HEAD], ""
    for who, text in entries:
        if who != holder:
            parts.append(f"# --- {who}\n")
            holder = who
        values = {"en": text.en, "zh": text.zh, "was_en": text.was_en, "was_zh": text.was_zh}
        lines = [f"{key} = {_quoted(value, key)}" for key, value in values.items() if value or key == "zh"]
        parts.append("\n".join(["[[text]]", *lines, ""]))
    return "\n".join(parts)


def _quoted(value: str, key: str) -> str:
    lines = textwrap.wrap(value, _WIDTH, break_long_words=False, break_on_hyphens=False)
    if key.endswith("zh"):
        lines = list(_wrapped_chinese(value))
    if len(lines) <= 1 and "'" not in value:
        return f"'{value}'"
    text = "\n".join(lines)
    return f"'''\n{text}'''"


def _wrapped_chinese(text: str) -> Iterator[str]:
    """Lines that end in full-width punctuation, where a line break shows as no space."""
    one_line = re.sub(r"(?<=[，。；：、）])\n", "", text).replace("\n", " ")
    line = ""
    for part in _PHRASE.findall(one_line):
        if line and _columns(line + part) > _WIDTH:
            yield line
            line = ""
        line += part
    if line:
        yield line


def _columns(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)

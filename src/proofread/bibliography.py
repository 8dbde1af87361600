"""docs/references.bib: the sources that pages may cite, each with what a reader needs to find it.

Keys are lower-case letters, the year, and a letter where two would be alike: `shannon1948`. Text stands as it is shown;
braces keep what they enclose together and are not seen. An entry that no page cites yet names the page that will, in
`planned`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pybtex.database.input.bibtex import LowLevelParser
from pybtex.scanner import PybtexSyntaxError

from proofread.findings import Finding, Place

NAME = "references.bib"

#: The kinds of entries, with the fields that each must have.
_REQUIRED = {
    "article": {"author", "title", "journal", "volume", "pages", "year"},
    "book": {"author", "title", "publisher", "year"},
    "incollection": {"author", "title", "booktitle", "publisher", "pages", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "online": {"author", "title", "year", "url"},
}
_OPTIONAL = {"number", "edition", "editor", "publisher", "pages", "doi", "url", "planned", "language"}
_KEY = re.compile(r"[a-z]+(?:-[a-z]+)*[0-9]{4}[a-z]?")
#: What a field holds, where that can be told from its look.
_FORMS = {
    "year": (re.compile(r"[0-9]{4}"), "four digits"),
    "doi": (re.compile(r"10\.[0-9]{4,}/\S+"), "a DOI, 10.1002/047174882X, without the address before it"),
    "url": (re.compile(r"https?://\S+"), "an address, https://…"),
    "pages": (re.compile(r"[0-9]+(?:--[0-9]+)?(?:, [0-9]+--[0-9]+)*"), "pages as 379--423"),
    "edition": (re.compile(r"[0-9]+"), "a number"),
    "language": (re.compile(r"[a-z]{2}"), "two letters"),
}


@dataclass(frozen=True)
class Source:
    """An entry: its kind, its fields as they are shown, and its line in the file."""

    key: str
    kind: str
    fields: dict[str, str]
    line: int

    @property
    def address(self) -> str:
        """Where it can be found, empty if nowhere on the web."""
        return f"https://doi.org/{self.fields['doi']}" if "doi" in self.fields else self.fields.get("url", "")

    @property
    def text(self) -> str:
        """All that may be shown of it, in one piece."""
        return "\n".join(self.fields.values())


@dataclass
class Bibliography:
    """The sources by key, and what is wrong with their file."""

    sources: dict[str, Source]
    findings: list[Finding]

    def nearest(self, key: str) -> str:
        """What to say of a key that is unknown."""
        near = get_close_matches(key, self.sources, n=2, cutoff=0.6)
        return f"; did you mean {' or '.join(near)}?" if near else f": add it to docs/{NAME}"


def read_bibliography(docs: Path) -> Bibliography:
    """Read docs/references.bib; an absent file has no sources."""
    path = docs / NAME
    if not path.is_file():
        return Bibliography({}, [])
    return parse_bibliography(path.read_text(encoding="utf-8"), path)


def parse_bibliography(text: str, path: Path) -> Bibliography:
    """Read the entries of a bibliography, and check that each is complete."""
    found = Bibliography({}, [])
    # It counts the lines of what it has read; an entry starts at its last `@`.
    parser = LowLevelParser(text, macros={})

    def report(message: str, line: int) -> None:
        found.findings.append(Finding(Place(path, line, 1), "P701", message))

    parser.handle_error = lambda error: report(f"no BibTeX: {_said(error)}", error.lineno or 1)
    for command, body in parser:
        line = text.count("\n", 0, parser.command_start) + 1
        if command.lower() in ("string", "preamble"):
            report(f"@{command} is not used here: write the words out", line)
            continue
        key, fields = body
        if key in found.sources:
            report(f"{key} is there already, in line {found.sources[key].line}", line)
            continue
        source = Source(key, command.lower(), {}, line)
        for name, parts in fields:
            if name.lower() in source.fields:
                report(f"{key} has the field {name} twice", line)
            source.fields[name.lower()] = _shown("".join(parts), name.lower())
        found.sources[key] = source
        for message in _faults(source):
            report(message, line)
    return found


def _said(error: PybtexSyntaxError) -> str:
    return str(error).partition(": ")[2] or str(error)


def _shown(text: str, field: str) -> str:
    text = " ".join(text.split())
    if field in ("author", "editor"):
        return text  # braces keep the name of an institution, or a Chinese name, together
    text = re.sub(r"[{}]", "", text)
    return text if field in ("doi", "url") else text.replace("--", "–")


def _faults(source: Source) -> list[str]:
    kind, fields, key = source.kind, source.fields, source.key
    if kind not in _REQUIRED:
        return [f"{key} is a {kind}: use {', '.join(_REQUIRED)}"]
    faults = [] if _KEY.fullmatch(key) else [f"the key {key} is not like shannon1948: name, year, letter if needed"]
    if not faults and fields.get("year", "") not in key:
        faults.append(f"the key {key} has another year than its field, {fields['year']}")
    known = _REQUIRED[kind] | _OPTIONAL
    for name in sorted(_REQUIRED[kind] - fields.keys()):
        faults.append(f"{key} has no {name}")
    for name in fields.keys() - known:
        near = get_close_matches(name, known, n=1)
        faults.append(f"{key} has a field {name}, which is not known" + (f"; did you mean {near[0]}?" if near else ""))
    for name, value in fields.items():
        if "\\" in value:
            faults.append(f"{name} of {key} has a TeX command: write the letter itself, as ü")
        elif name in _FORMS and not _FORMS[name][0].fullmatch(value.replace("–", "--")):
            faults.append(f"{name} of {key} is {value!r}: it is {_FORMS[name][1]}")
    for name in {"author", "editor"} & fields.keys():
        if any(not re.fullmatch(r"\{.+\}|[^,]+, [^,]+", person) for person in fields[name].split(" and ")):
            faults.append(f"{name} of {key} is {fields[name]!r}: write Last, First and Last, First, or {{whole name}}")
    return faults

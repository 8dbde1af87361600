"""The kill rates of the last mutation run, in a committed file that knows which pages and sources it is about.

    {"content": "3f5a…", "kinds": {"digits": {"made": 2451, "noticed": 2451, "set_aside": 58}}}

`made` mistakes were tried, of which `noticed` were; `set_aside` are not counted among them, because what they change
stays right: other places that are a correct rounding, declarations on which nothing depends, and mistakes that are
none, listed with their reasons. Of the
kind `equivalent`, edits that change no meaning, `noticed` are those that passed. More kinds may be added.

`python -m proofread.mutation_record` runs the mutations and writes the file; its exit status is 1 when a mistake went
unnoticed, which it prints. With `--check` it only says whether the file is about the present pages and sources.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from proofread.cache import package_directories
from proofread.site import LANGUAGES, notation_file, pages_of

if TYPE_CHECKING:
    from proofread.mutate import Outcome


@dataclass(frozen=True)
class Rate:
    """What came of the mistakes of one kind."""

    made: int
    noticed: int
    set_aside: int


@dataclass(frozen=True)
class Record:
    """The rates by kind, and a digest of what they are about."""

    content: str
    kinds: dict[str, Rate]


def record_file(docs: Path) -> Path:
    """Where the record lies."""
    return docs / "mutation.json"


def content_of(docs: Path) -> str:
    """A digest of the pages, the notation and the sources of the proofreader."""
    sources = next(directory for directory in package_directories() if directory.name == "proofread")
    files = [docs / language / page for page in pages_of(docs) for language in LANGUAGES]
    files = [notation_file(docs), *(file for file in files if file.is_file())]
    named = [(file.relative_to(docs).as_posix(), file) for file in files]
    named += [(file.relative_to(sources.parent).as_posix(), file) for file in sorted(sources.rglob("*.py"))]
    digest = hashlib.sha256()
    for name, file in named:
        digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def run(docs: Path) -> tuple[Record, list[str]]:
    """Mutate all pages, which takes minutes: the record, and the mistakes that went unnoticed."""
    from proofread.mutate import mutate  # only here: who reads the record need not load all that it takes to make it

    content = content_of(docs)  # before: what changes meanwhile makes the record stale
    outcome = mutate(docs)
    unused = [f"equivalent-mutants.toml: fits nothing any more, take it out: {entry}" for entry in outcome.unused]
    return Record(content, rates_of(outcome)), [*map(str, outcome.survivors), *unused]


def rates_of(outcome: Outcome) -> dict[str, Rate]:
    """The rates of a run, by kind."""
    found = {}
    for kind, tally in outcome.kinds.items():
        found[kind] = Rate(tally.made - tally.set_aside, tally.as_it_should, tally.set_aside)
    return found


def read(docs: Path) -> Record | None:
    """The record; None when there is none.

    Raises:
        ValueError: The file is no record.
    """
    file = record_file(docs)
    if not file.is_file():
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return Record(data["content"], {kind: Rate(**rate) for kind, rate in data["kinds"].items()})
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        advice = "write it anew: python -m proofread.mutation_record"
        raise ValueError(
            f"{file} is no record of a mutation run ({type(error).__name__}: {error}); {advice}"
        ) from error


def write(docs: Path, record: Record) -> None:
    """Write the record."""
    kinds = {kind: vars(rate) for kind, rate in record.kinds.items()}
    text = json.dumps({"content": record.content, "kinds": kinds}, indent=2)
    record_file(docs).write_text(f"{text}\n", encoding="utf-8")


def is_current(docs: Path, record: Record) -> bool:
    """Whether a record is about the present pages and sources."""
    return record.content == content_of(docs)


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m proofread.mutation_record", description=__doc__)
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where notation.check, zh/ and en/ are")
    parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")
    options = parser.parse_args(arguments)
    if options.check:
        known = read(options.docs)
        current = known is not None and is_current(options.docs, known)
        print(f"{record_file(options.docs)} is {'up to date' if current else 'stale or missing'}")
        return 0 if current else 1
    record, unnoticed = run(options.docs)
    write(options.docs, record)
    for line in unnoticed:
        print(line)
    for kind, rate in record.kinds.items():
        print(f"{kind}: {rate.noticed} of {rate.made} noticed, {rate.set_aside} set aside")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())

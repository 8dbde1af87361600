"""`proofread new`: the two files of a new page."""

from __future__ import annotations

import argparse
from pathlib import Path

from proofread.commands.common import DEFAULT_DOCS, Commands, Misuse, check_docs
from proofread.site import LANGUAGES


def add_to(commands: Commands) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser("new", help="make the two files of a new page, which pass at once")
    parser.add_argument("path", metavar="PATH", help="below a language's directory, such as information/entropy")
    for language in LANGUAGES:
        parser.add_argument(f"--title-{language}", metavar="TITLE", help="not needed when pages.toml lists the page")
    parser.add_argument("--docs", type=Path, default=DEFAULT_DOCS, metavar="DIR", help="where zh/ and en/ are")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    check_docs(options.docs)
    from proofread.scaffold import Refused, listed_titles, new_page, write

    try:
        titles = {language: getattr(options, f"title_{language}") for language in LANGUAGES}
        page = new_page(options.docs, options.path, titles)
        files = write(options.docs, page)
        listed = page.path in listed_titles(options.docs)
    except Refused as refused:
        raise Misuse(str(refused)) from refused
    for file in files:
        print(f"made {file}")
    print("next:")
    if not listed:
        entry = ", ".join(f'{language} = "{page.titles[language]}"' for language in LANGUAGES)
        print(f'- list it in {options.docs / "pages.toml"}, in its part:  {{ path = "{page.path}", {entry} }},')
    print("- write over the placeholders, in both languages, and take out the <!-- comments -->")
    print(f"- hold it to what it means:  proofread check {' '.join(map(str, files))}")
    print(f"- from one language to the other:  proofread sync --from zh {files[0]}")
    return 0

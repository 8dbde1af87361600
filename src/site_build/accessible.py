"""What a screen reader needs of a page's content beside what is seen: header cells, headings, names of links."""

from __future__ import annotations

import re

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)
_CELL = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.DOTALL)
_FIRST_OF_ROW = re.compile(r"(<tr[^>]*>\s*)<td\b([^>]*)>(.*?)</td>", re.DOTALL)

_HEADING_OR_STATEMENT = re.compile(
    r'<h(?P<level>[1-6])\b|(?P<box><div class="admonition [a-z]+" id="[^"]*">\n)<p class="admonition-title">'
)
_PERMALINK = re.compile(r'(<a\b(?=[^>]*\bclass="headerlink")[^>]*?\stitle="([^"]*)")([^>]*>\s*¶)')


def mend(page: str) -> str:
    """All of the below."""
    return name_permalinks(statements_as_headings(box_tables(name_cells(page))))


def name_cells(page: str) -> str:
    """Says what each header cell of a table is the header of.

    Markdown makes header cells of the first line alone. Where its first cell is empty, each line begins with its name:
    a header cell too, and the corner is none.
    """
    return _TABLE.sub(lambda match: _with_headers(match[0]), page)


def box_tables(page: str) -> str:
    """Gives each table without a class the box that it scrolls in, where it is wider than the page (assets/site.css).

    The theme's script would do that when the page is there, and move what follows.
    """
    return _TABLE.sub(lambda match: box_table(match[0]), page)


def box_table(table: str) -> str:
    """A table in its box."""
    return f'<div class="table-box">\n<table class="table">{table.removeprefix("<table>")}\n</div>'


def _with_headers(table: str) -> str:
    head = _HEAD.search(table)
    if head is None:
        return table
    cells = list(_CELL.finditer(head[0]))
    named = _CELL.sub(_column, head[0])
    rest = table[head.end() :]
    if cells and not cells[0][2].strip():
        rest = _FIRST_OF_ROW.sub(r'\1<th scope="row"\2>\3</th>', rest)
    return table[: head.start()] + named + rest


def _column(cell: re.Match[str]) -> str:
    attributes, content = cell[1], cell[2]
    if not content.strip():
        return f"<td{attributes}></td>"
    return cell[0] if "scope=" in attributes else f'<th scope="col"{attributes}>{content}</th>'


def statements_as_headings(page: str) -> str:
    """Makes the title of each statement that has an address a heading, one level below the section that it stands in.

    So readers go from definition to theorem as they go from section to section. They are no headings of the table of
    contents, nor of the search, which take the elements h1 to h6.
    """
    level = 1

    def marked(match: re.Match[str]) -> str:
        nonlocal level
        if match["level"]:
            level = int(match["level"])
            return match[0]
        return f'{match["box"]}<p class="admonition-title" role="heading" aria-level="{level + 1}">'

    return _HEADING_OR_STATEMENT.sub(marked, page)


def name_permalinks(page: str) -> str:
    """Gives each link whose text is the sign ¶ the name that its title says."""
    return _PERMALINK.sub(r'\1 aria-label="\2"\3', page)

"""Tables of Markdown, and pages in which they are put between markers."""

import re
from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown.

    >>> print(table(["what", "s"], [["scan", "0.1"]]))
    | what | s |
    |---|---|
    | scan | 0.1 |
    """
    return "\n".join(f"| {' | '.join(row)} |" if row else f"|{'---|' * len(head)}" for row in (head, (), *rows))


def number(value: float | None) -> str:
    """A figure with three digits that count, or a dash.

    >>> number(0.01234), number(12.345), number(1234567.0), number(None)
    ('0.0123', '12.3', '1,234,567', '–')
    """
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    digits = 2 if value >= 1 else 3
    return f"{value:.3g}" if value < 1 else f"{value:.{digits - (value >= 10)}f}"


def written(page: str, sections: dict[str, str]) -> str:
    """A page with each section between its markers; what has no markers yet comes at the end, under a heading.

    >>> written("a <!-- measured: x --> old <!-- end --> b", {"x": "new"})
    'a <!-- measured: x -->\\n\\nnew\\n\\n<!-- end --> b'
    """
    for name, body in sections.items():
        block = f"<!-- measured: {name} -->\n\n{body}\n\n<!-- end -->"
        heading = f"## {name.capitalize()}"
        pattern = re.compile(rf"<!-- measured: {re.escape(name)} -->.*?<!-- end -->", re.DOTALL)
        page = (
            pattern.sub(lambda _, block=block: block, page)
            if pattern.search(page)
            else f"{page.rstrip()}\n\n{heading}\n\n{block}\n"
        )
    return page

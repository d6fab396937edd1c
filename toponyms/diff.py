"""Edits as a unified diff, made of the edits themselves: what they leave alone need not be compared."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from toponyms.editing import apply
from toponyms.model import Edit

CONTEXT = 3
"""How many unchanged lines stand around a change, as everywhere."""

_COLOURS = {"@": "\033[36m", "-": "\033[31m", "+": "\033[32m"}


class _Block(NamedTuple):
    """Lines [first, last) of the old text, and the lines that take their place."""

    first: int
    last: int
    new: list[str]


def unified(path: str, text: str, edits: Sequence[Edit], colour: bool = False) -> Iterator[str]:
    """The lines of a unified diff that `patch -p0` understands; none where there are no edits. Cost: linear.

    >>> print("".join(unified("a.txt", "On Iturup.", [Edit(3, 9, "Iturup", "Etorofu", "iturup")])), end="")
    --- a.txt
    +++ a.txt
    @@ -1 +1 @@
    -On Iturup.
    \\ No newline at end of file
    +On Etorofu.
    \\ No newline at end of file
    """
    if not edits:
        return
    # `patch` takes a space for the end of the name, unless a tab is.
    name = path + "\t" if " " in path else path
    for sign in ("---", "+++"):
        yield f"\033[1m{sign} {name}\033[m\n" if colour else f"{sign} {name}\n"
    lines = _lines(text)
    moved = 0
    for hunk in _hunks(_blocks(lines, edits)):
        first, last = max(0, hunk[0].first - CONTEXT), min(len(lines), hunk[-1].last + CONTEXT)
        body, grown = list(_body(lines, hunk, first, last)), sum(len(block.new) - block.last + block.first for block in hunk)
        ranges = _range(first, last - first), _range(first + moved, last - first + grown)
        moved += grown
        for line in (f"@@ -{ranges[0]} +{ranges[1]} @@\n", *body):
            yield _painted(line) if colour else line


def _body(lines: Sequence[str], hunk: Sequence[_Block], first: int, last: int) -> Iterator[str]:
    for block in hunk:
        yield from (_signed(" ", line) for line in lines[first : block.first])
        yield from (_signed("-", line) for line in lines[block.first : block.last])
        yield from (_signed("+", line) for line in block.new)
        first = block.last
    yield from (_signed(" ", line) for line in lines[first:last])


def _blocks(lines: Sequence[str], edits: Sequence[Edit]) -> Iterator[_Block]:
    """What becomes of each run of lines that edits touch."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    runs: list[tuple[int, int, list[Edit]]] = []
    for edit in edits:
        first, last = bisect_right(starts, edit.start) - 1, bisect_right(starts, edit.end - 1)
        if runs and first <= runs[-1][1]:
            runs[-1][2].append(edit)
            runs[-1] = (runs[-1][0], last, runs[-1][2])
        else:
            runs.append((first, last, [edit]))
    for first, last, inside in runs:
        moved = (edit._replace(start=edit.start - starts[first], end=edit.end - starts[first]) for edit in inside)
        yield _Block(first, last, _lines(apply("".join(lines[first:last]), moved)))


def _hunks(blocks: Iterable[_Block]) -> Iterator[list[_Block]]:
    """The blocks whose context would touch, together."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.first - hunk[-1].last > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    yield hunk


def _lines(text: str) -> list[str]:
    """The lines with their ends; for `patch` only a line feed ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _signed(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _painted(line: str) -> str:
    colour = _COLOURS.get(line[0])
    body, end, rest = line.partition("\n")
    return f"{colour}{body}\033[m{end}{rest}" if colour else line


def _range(first: int, count: int) -> str:
    return f"{first + 1}" if count == 1 else f"{first + 1},{count}"

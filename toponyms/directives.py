"""What plain text protects: code between backticks, and what stands between `toponyms:off` and `toponyms:on`."""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from toponyms.edges import joins
from toponyms.prose import BORDER, OBJECT, Draft, Prose

_FENCE = re.compile(r"[ \t]*+(```++)(?:([ \t\r]*+)$|[^`\r\n]*+(?:\r?\n|\Z))", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*+\n")

MOST_OPEN = 30_000
"""How far a fence that none closes makes code, in code points: in a corpus it would else hide all that comes behind it."""


class Block(NamedTuple):
    """A block of code, its fences included; `open_` is the fence that the next portion goes on with, if it goes on there."""

    start: int
    end: int
    open_: str = ""


def plain_prose(text: str) -> Prose:
    """The prose of a plain text. Cost: linear.

    Code is what stands between backticks that do not cling to a word with their outer side, in one paragraph, and between
    lines of three or more. So ``this'', `this' and Kuril`sk are none. What is never closed ends after `MOST_OPEN` code points.
    A directive counts for whole lines.

    >>> plain_prose("Run `Iturup`, on Iturup").text
    'Run \ufffc, on Iturup'
    """
    return plain_portion(text)[0]


def plain_portion(text: str) -> tuple[Prose, str]:
    """The prose of a portion of a plain text, and what has to stand before the next one, so that what is open goes on there.

    A fence is put there as long as what of its block has been read.

    >>> plain_portion("toponyms:off\\n\\nIturup\\n\\n")[1], plain_portion("```\\nIturup\\n\\n")[1]
    ('toponyms:off\\n', '```        \\n')
    """
    draft = Draft(text)
    blocks = _fenced(text)
    inline = _inline(text, [(start, end) for start, end, _ in blocks])
    spans = sorted([*((start, end, BORDER) for start, end, _ in blocks), *((*span, OBJECT) for span in inline)])
    at = 0
    for start, end, leaving in spans:
        _read(draft, at, start)
        if leaving == BORDER:
            draft.border(start)
        draft.cut(start, end, "code", leaving)
        at = end
    _read(draft, at, len(text))
    opened = "toponyms:off\n" if draft.off >= 0 else ""
    return draft.finish(in_markup=False), opened + (blocks[-1].open_ if blocks else "")


def open_at_end(text: str) -> str:
    """What `plain_portion` says has to stand before the next portion."""
    if "toponyms:" in text:
        return plain_portion(text)[1]
    blocks = _fenced(text)
    return blocks[-1].open_ if blocks else ""


def _read(draft: Draft, start: int, end: int) -> None:
    draft.keep(start, end)
    draft.direct(start, end, lines=True)


def _fenced(text: str) -> list[Block]:
    """The blocks of code."""
    fences = list(_fences(text))
    # The longest fence that can close a block, from each one on.
    closing = (len(fence[1]) if fence[2] is not None else 0 for fence in reversed(fences))
    longest = list(accumulate(closing, max, initial=0))[::-1]
    blocks: list[Block] = []
    at = 0
    while at < len(fences):
        fence, at = fences[at], at + 1
        ticks = fence[1]
        if longest[at] < len(ticks):
            block = _unclosed(text, fence)
            while at < len(fences) and fences[at].start() < block.end:
                at += 1
        else:
            while fences[at][2] is None or len(fences[at][1]) < len(ticks):
                at += 1
            block = Block(fence.start(), fences[at].end())
            at += 1
        blocks.append(block)
    return blocks


def _unclosed(text: str, fence: re.Match[str]) -> Block:
    start, stop = fence.start(), fence.start() + MOST_OPEN
    if stop <= len(text):
        return Block(start, text.rfind("\n", start, stop) + 1 or stop)
    ticks = fence[1]
    return Block(start, len(text), ticks + " " * (len(text) - start - len(ticks) - 1) + "\n")


def _fences(text: str) -> Iterator[re.Match[str]]:
    """The lines that may open or close a block. Most of a text is passed over by a search for a string, which is fastest."""
    done = 0
    while (at := text.find("```", done)) >= 0:
        # Of a line that something was found in before, the rest is no beginning.
        start = text.rfind("\n", done, at) + 1
        match = _FENCE.match(text, start) if start or not done else None
        if match:
            yield match
        done = match.end() if match else next(_ticks(text, at, len(text)))[1]


def _ticks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of backticks in [start, end)."""
    while (at := text.find("`", start, end)) >= 0:
        start = at + 1
        while start < end and text[start] == "`":
            start += 1
        yield at, start


def _inline(text: str, blocks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans of inline code outside the blocks."""
    at = 0
    for start, end in [*blocks, (len(text), len(text))]:
        ticks: list[tuple[int, int]] = []
        for tick in _ticks(text, at, start):
            # A blank line is searched for only where there are lines.
            if ticks and text.count("\n", ticks[-1][1], tick[0]) > 1 and _BLANK_LINE.search(text, ticks[-1][1], tick[0]):
                yield from _pairs(text, ticks)
                ticks = []
            ticks.append(tick)
        yield from _pairs(text, ticks)
        at = end


def _pairs(text: str, ticks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The runs of backticks of one paragraph that open and close code, as spans that hold both."""
    closers: dict[int, list[int]] = {}
    for number in range(len(ticks) - 1, -1, -1):
        start, end = ticks[number]
        if not joins(text[end : end + 1] or " ") and (end - start > 1 or text[start - 1 : start].strip()):
            closers.setdefault(end - start, []).append(number)
    done = -1
    for number, (start, end) in enumerate(ticks):
        if number <= done or (start and joins(text[start - 1])) or (end - start == 1 and not text[end : end + 1].strip()):
            continue
        same = closers.get(end - start, [])
        while same and same[-1] <= number:
            same.pop()
        if same:
            done = same.pop()
            yield start, ticks[done][1]

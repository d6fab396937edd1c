"""Edits of the prose → edits of its source, in which tags stay where they are."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from toponyms.editing import apply
from toponyms.model import Edit
from toponyms.prose import BORDER, Cut, Prose

MOST_READINGS = 4

_WORDS = re.compile(r"\s+|\S+")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_QUOTES = {'"': "&quot;", "'": "&#39;"}
_MARKDOWN = re.compile(r"[\\`*_\[\]|~]")

Edits = Callable[[set[int]], list[Edit]]
"""The edits of the prose, none of which starts at one of the given places."""


def woven(source: str, prose: Prose, markup: str, edits: Edits, again: Callable[[str], Prose | None]) -> list[Edit]:
    """What to change in the source so that its prose becomes the prose with the edits.

    The result is read once more by `again`: edits in a block that would not read as it should, since what they write is markup
    there or undoes some, are not made. Cost: that of two to four readings.
    """
    refused: set[int] = set()
    for _ in range(MOST_READINGS):
        made = edits(refused)
        if not made:
            return []
        changes = [_woven(source, prose, markup, edit) for edit in made]
        bad = {edit.start for edit, change in zip(made, changes, strict=True) if _touches(prose.held, change.start, change.end)}
        if not bad:
            changed = apply(source, changes)
            wanted = _blocks(apply(prose.text, made), prose)
            read = again(changed)
            got = _blocks(read.text if read else changed, read)
            if got == wanted:
                return changes
            bad = _in_other_blocks(prose.text, made, wanted, got)
        refused |= bad
    return []


Block = tuple[str, tuple[str, ...]]
"""The text of a block, and the signs in it."""


def _blocks(text: str, prose: Prose | None) -> list[Block]:
    """The blocks of a text, which is that of the prose, with edits or without, or its own prose."""
    texts = text.split(BORDER)
    if prose is None or not prose.signs:
        return [(block, ()) for block in texts]
    starts = [0, *(match.end() for match in re.finditer(BORDER, prose.text))]
    places = [prose.source(start, start + 1)[0] for start in starts]
    signs: list[list[str]] = [[] for _ in starts]
    for place, sign in prose.signs:
        signs[max(0, bisect_right(places, place) - 1)].append(sign)
    return [(block, tuple(found)) for block, found in zip(texts, signs, strict=True)]


def _in_other_blocks(text: str, made: list[Edit], wanted: list[Block], got: list[Block]) -> set[int]:
    """The starts of the edits in blocks of the text that do not read as they should; all of them, if blocks are lost."""
    if len(wanted) == len(got):
        # An edit holds no blank line.
        starts = [0, *(match.end() for match in re.finditer(BORDER, text))]
        found = {edit.start for edit in made if wanted[at := bisect_right(starts, edit.start) - 1] != got[at]}
        if found:
            return found
    return {edit.start for edit in made}


def _touches(spans: list[Cut], start: int, end: int) -> bool:
    at = bisect_left(spans, (end,)) - 1
    return at >= 0 and start < spans[at].end


def _woven(source: str, prose: Prose, markup: str, edit: Edit) -> Edit:
    """An edit of the prose as one of the source: word for word, and what is more than before with the last word."""
    start, end = prose.source(edit.start, edit.end)
    is_quoted = _touches(prose.quoted, start, end)
    pieces = []
    for first, last, new in _matched(edit):
        if prose.text[first:last] == new:
            begin, finish = prose.source(first, last)
            pieces.append(source[begin:finish])
        else:
            left = new
            parts = list(_parts(prose, first, last))
            tail = _tail(prose.text[first:last], [length for length, _, _ in parts], new)
            for number, (length, _, _) in enumerate(parts):
                rest = sum(length for length, _, _ in parts[number + 1 :]) if number >= tail else 0
                taken = left[: len(left) - rest] if number >= tail else left[:length]
                pieces.append(_escaped(taken, markup, is_quoted))
                left = left[len(taken) :]
                if number < len(parts) - 1:
                    pieces.append(source[parts[number][2] : parts[number + 1][1]])
        if last < edit.end:
            pieces.append(source[prose.source(first, last)[1] : prose.source(last, last + 1)[0]])
    return Edit(start, end, source[start:end], "".join(pieces), edit.id, edit.reason)


def _matched(edit: Edit) -> Iterator[tuple[int, int, str]]:
    """The words and spaces of the old name, each as a span of the prose, with what takes its place."""
    olds, news = list(_WORDS.finditer(edit.old)), _WORDS.findall(edit.new)
    if len(news) > len(olds):
        news[len(olds) - 1 :] = ["".join(news[len(olds) - 1 :])]
    for number, old in enumerate(olds):
        yield edit.start + old.start(), edit.start + old.end(), news[number] if number < len(news) else ""


def _tail(old: str, lengths: list[int], new: str) -> int:
    """From which part on the new name ends as the old one does: <b>国後</b>島, <b>クナシル</b>島."""
    number = len(lengths) - 1
    end = len(old)
    while number and new.endswith(old[end - lengths[number] :]) and len(new) > len(old) - end + lengths[number]:
        end -= lengths[number]
        number -= 1
    return number


def _parts(prose: Prose, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """(length, start, end) of the stretches of a span of the prose between which the source has something else."""
    at = first
    start, end = prose.source(first, first + 1)
    for place in range(first + 1, last):
        begin, finish = prose.source(place, place + 1)
        if begin != end:
            yield place - at, start, end
            at, start = place, begin
        end = finish
    yield last - at, start, end


def _escaped(text: str, markup: str, is_quoted: bool) -> str:
    """Text as the markup wants it written."""
    if markup == "text":
        return text
    escapes = _ESCAPES | _QUOTES if is_quoted and markup != "markdown" else _ESCAPES
    text = "".join(escapes.get(character, character) for character in text)
    return _MARKDOWN.sub(r"\\\g<0>", text) if markup == "markdown" else text

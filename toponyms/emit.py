"""Annotations → what is written out: inline tags that can be taken off again, and JSON Lines."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from toponyms.model import Annotation, Sense
from toponyms.speed import compiled

# Strings, compiled by `re` when first needed: few texts need one.

_IDS = r"[a-z0-9]+(?:-[a-z0-9]+)*"
LONGEST = 500
"""How long a surface or the ids of a tag may be, in code points; with that a long text can be tagged portion by portion."""
_CHARACTER = r"(?:[^\\\[\]|\n]|\n(?![ \t\r]*\n))"
_TAG_END = rf"\|(?=[^\]]{{1,{LONGEST}}}\])({_IDS}|\?{_IDS}(?:,{_IDS})+)\]"
_LOOKALIKE = rf"\[({_CHARACTER}{{1,{LONGEST}}}){_TAG_END}"
TAG = rf"(?<!\\)(\\*){_LOOKALIKE}"
"""A tag, with the backslashes before it; its surface holds no blank line."""
BEGUN = rf"\[{_CHARACTER}{{0,{LONGEST}}}(?:\|[a-z0-9?,-]{{0,{LONGEST}}})?\Z"
"""What may become one, at the end of a text."""
_SPECIAL = r"[\\\[\]|]"
_BLANK_LINE = r"\n[ \t\r]*\n"
_SURROGATE = "[\ud800-\udfff]"
_LINE_END = "\r\n|\n|\r"


class Place(NamedTuple):
    """A place in a text: how many code points stand before it, and its line and column, both from 1."""

    offset: int = 0
    line: int = 1
    col: int = 1

    def behind(self, text: str) -> "Place":
        """The place behind a text that begins here and does not end between CR and LF."""
        lines = text.count("\n") + (text.count("\r") - text.count("\r\n") if "\r" in text else 0)
        last = max(text.rfind("\n"), text.rfind("\r")) + 1
        return Place(self.offset + len(text), self.line + lines, (1 if lines else self.col) + len(text) - last)


START: Place = Place()


def tag(text: str, annotations: list[Annotation]) -> str:
    """Write each find as `[surface|id]`, an open homograph as `[surface|?id,id]`; `untag` takes the tags off again.

    Text that looks like a tag, and backslashes right before a tag, are escaped with backslashes; the rest of the text
    stays as it is. A surface with a bracket, bar or backslash in it, which only a `pattern` can find, gets no tag, nor does
    one of more than 500 code points, most of which are spaces.
    """
    # To search for what ends a tag is fast, since that begins with a bar.
    if "|" in text and re.search(_TAG_END, text):
        return spliced(text, annotations, _tagged, _escape_lookalikes)
    return _spliced(text, annotations, _tagged)


def spliced(
    text: str, finds: Iterable[Annotation], written: Callable[[Annotation], str], between: Callable[[str], str] = str
) -> str:
    """The text with each find as it is `written`, if that is anything, and what stands `between` finds as that makes it.

    What is written holds the surface. Backslashes right before it are doubled: an even number of them before a tag is twice that
    many in the text. `written` is asked anew where the find before of the same surface had other senses.
    """
    pieces: list[str] = []
    # Senses are told apart by their identity, since to hash what they say takes longer.
    known: dict[str, tuple[tuple[Sense, ...], str]] = {}
    at = 0
    for find in finds:
        start, end, surface, senses = find
        kept = known.get(surface)
        if kept is None or kept[0] is not senses:
            kept = known[surface] = senses, written(find)
        if kept[1]:
            gap = text[at:start]
            pieces += (between(gap), "\\" * _slashes(gap, len(gap)), kept[1])
            at = end
    pieces.append(between(text[at:]))
    return "".join(pieces)


# The same function, compiled, for texts of which nothing has to be made between finds.
_spliced: Callable[..., str] = compiled.spliced if compiled else spliced


def _tagged(find: Annotation) -> str:
    ids = find.candidates
    return f"[{find.surface}|{ids[0] if len(ids) == 1 else '?' + ','.join(ids)}]" if _can_be_tagged(find.surface) else ""


def _can_be_tagged(surface: str) -> bool:
    return len(surface) <= LONGEST and not re.search(_SPECIAL, surface) and not re.search(_BLANK_LINE, surface)


def untag(tagged: str) -> str:
    """The text as it was before `tag`.

    >>> untag("On [Iturup|iturup], see " + chr(92) + "[note|a]")
    'On Iturup, see [note|a]'
    """

    def plain(match: re.Match[str]) -> str:
        slashes = len(match[1])
        return "\\" * (slashes // 2) + (match[0][slashes:] if slashes % 2 else match[2])

    return re.sub(TAG, plain, tagged)


def _escape_lookalikes(text: str) -> str:
    if not re.search(_TAG_END, text):
        return text
    return re.sub(_LOOKALIKE, lambda match: "\\" * (_slashes(text, match.start()) + 1) + match[0], text)


def _slashes(text: str, end: int) -> int:
    """How many backslashes stand right before a place."""
    at = end
    while at and text[at - 1] == "\\":
        at -= 1
    return end - at


def records(text: str, annotations: Sequence[Annotation], path: str, origin: Place = START) -> Iterator[str]:
    """One JSON object a line for each annotation; `line` and `col` count from 1, `start` and `end` are code points from 0.

    `origin` is where in a longer text this one begins.
    """
    if not annotations:
        return
    place, offset = locator(text, origin), origin.offset
    beginning = json_line({"path": path})[:-2]
    # Few names make many finds. Senses are told apart by their identity, since to hash what they say takes longer.
    known: dict[tuple[int, str], str] = {}
    for annotation in annotations:
        start, end, surface, senses = annotation
        line, col = place(start)
        rest = known.get((id(senses), surface))
        if rest is None:
            rest = known[id(senses), surface] = json_line(_told(annotation))[1:]
        yield f'{beginning}, "line": {line}, "col": {col}, "start": {offset + start}, "end": {offset + end}, {rest}'


def _told(annotation: Annotation) -> dict[str, Any]:
    """What is said of a find wherever it stands."""
    told = {
        "surface": annotation.surface,
        "id": annotation.id,
        "type": annotation.senses[0].entry.type if annotation.id else None,
        "name": annotation.name.form or annotation.name.pattern,
        "lang": annotation.lang,
        "usage": annotation.usage or None,
        "systems": annotation.systems,
        "case": annotation.case,
        "number": annotation.number,
        "readings": [".".join(reading) for reading in annotation.readings],
        "candidates": annotation.candidates,
    }
    return told | {"derived": True} if annotation.derived else told


def json_line(record: dict[str, Any]) -> str:
    """A record as a line of JSON."""
    import json

    written = json.dumps(record, ensure_ascii=False)
    # A path that is not UTF-8 comes with lone surrogates; as \udc80 they are still JSON.
    return (written if written.isascii() or not re.search(_SURROGATE, written) else json.dumps(record)) + "\n"


def locator(text: str, origin: Place = START) -> Callable[[int], tuple[int, int]]:
    """What tells the line and the column, both from 1, of a place in the text. Cost: linear once, then a binary search.

    `origin` is where in a longer text this one begins.
    """
    line_starts = [0, *(match.end() for match in re.finditer(_LINE_END, text))]

    def place(at: int) -> tuple[int, int]:
        line = bisect_right(line_starts, at)
        col = at - line_starts[line - 1]
        return origin.line + line - 1, col + (origin.col if line == 1 else 1)

    return place

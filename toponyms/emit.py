"""Annotations → what is written out: inline tags that can be taken off again, and JSON Lines."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from toponyms.model import Annotation, Sense

# Strings, compiled by `re` when first needed: few texts need one.

_IDS = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_TAG_END = rf"\|({_IDS}|\?{_IDS}(?:,{_IDS})+)\]"
_TAG = rf"(?<!\\)(\\*)\[([^\\\[\]|]+){_TAG_END}"
_SPECIAL = re.compile(r"[\\\[\]|]")
_SURROGATE = "[\ud800-\udfff]"
_LINE_END = "\r\n|\n|\r"


def tag(text: str, annotations: Iterable[Annotation]) -> str:
    """Write each find as `[surface|id]`, an open homograph as `[surface|?id,id]`; `untag` takes the tags off again.

    Text that looks like a tag, and backslashes right before a tag, are escaped with backslashes; the rest of the text
    stays as it is. A surface with a bracket, bar or backslash in it, which only a `pattern` can find, gets no tag.
    """
    pieces: list[str] = []
    # Few names make many finds, so what stands around each is made once: for a surface, and for what it means.
    opened: dict[str, str] = {}
    closed: dict[int, tuple[tuple[Sense, ...], str]] = {}
    is_plain = "|" not in text and "\\" not in text
    at = 0
    for annotation in annotations:
        start, end, surface, senses = annotation
        head = opened.get(surface)
        if head is None:
            head = opened[surface] = "" if _SPECIAL.search(surface) else f"[{surface}|"
        if not head:
            continue
        # The senses are kept, too, so that no other ones can stand where they stood.
        kept = closed.get(id(senses))
        if kept is None:
            ids = annotation.candidates
            kept = closed[id(senses)] = senses, f"{ids[0] if len(ids) == 1 else '?' + ','.join(ids)}]"
        gap = text[at:start]
        pieces += (gap if is_plain else _before_tag(gap), head, kept[1])
        at = end
    pieces.append(_escape_lookalikes(text[at:]))
    return "".join(pieces)


def _before_tag(gap: str) -> str:
    # An even number of backslashes before a tag is twice that many in the text.
    trailing = len(gap) - len(gap.rstrip("\\"))
    return _escape_lookalikes(gap) + "\\" * trailing


def untag(tagged: str) -> str:
    """The text as it was before `tag`.

    >>> untag("On [Iturup|iturup], see " + chr(92) + "[note|a]")
    'On Iturup, see [note|a]'
    """

    def plain(match: re.Match[str]) -> str:
        slashes = len(match[1])
        return "\\" * (slashes // 2) + (match[0][slashes:] if slashes % 2 else match[2])

    return re.sub(_TAG, plain, tagged)


def _escape_lookalikes(text: str) -> str:
    # To search for what ends a tag is fast, since that begins with a bar.
    if not re.search(_TAG_END, text):
        return text
    return re.sub(_TAG, lambda match: "\\" * (2 * len(match[1]) + 1) + match[0][len(match[1]) :], text)


def records(text: str, annotations: Sequence[Annotation], path: str) -> Iterator[str]:
    """One JSON object a line for each annotation; `line` and `col` count from 1, `start` and `end` are code points from 0."""
    if not annotations:
        return
    place = locator(text)
    for annotation in annotations:
        line, col = place(annotation.start)
        record = {
            "path": path,
            "line": line,
            "col": col,
            "start": annotation.start,
            "end": annotation.end,
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
        if annotation.derived:
            record["derived"] = True
        yield json_line(record)


def json_line(record: dict[str, Any]) -> str:
    """A record as a line of JSON."""
    import json

    written = json.dumps(record, ensure_ascii=False)
    # A path that is not UTF-8 comes with lone surrogates; as \udc80 they are still JSON.
    return (written if written.isascii() or not re.search(_SURROGATE, written) else json.dumps(record)) + "\n"


def locator(text: str) -> Callable[[int], tuple[int, int]]:
    """What tells the line and the column, both from 1, of a place in the text. Cost: linear once, then a binary search."""
    line_starts = [0, *(match.end() for match in re.finditer(_LINE_END, text))]

    def place(at: int) -> tuple[int, int]:
        line = bisect_right(line_starts, at)
        return line, at - line_starts[line - 1] + 1

    return place

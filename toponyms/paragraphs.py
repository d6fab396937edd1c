"""Paragraphs and headings of plain text: where quotations end, and where names are introduced anew."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Paragraph(NamedTuple):
    """Lines with no blank one between them, all with the same number of `>` before them; `body` stands behind the first ones."""

    start: int
    body: int
    end: int
    level: int


_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029\f]")
_HASHES = re.compile("(?:^|(?<=[\n\r]))[ ]{0,3}#{1,6}[ \t]+(?=\\S)")
_UNDERLINED = re.compile("(?:^|(?<=[\n\r]))([^\n\r]++)(?:\r\n|\n|\r)[ ]{0,3}(?:={3,}|-{3,})[ \t]*(?=[\n\r]|\\Z)")
_PREFIX = re.compile("[ \t]{0,3}>[> \t]*")


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text, in order."""
    start = body = end = level = at = 0
    is_open = False
    while at <= len(text):
        line_end = _LINE_END.search(text, at)
        last = line_end.start() if line_end else len(text)
        prefix = _PREFIX.match(text, at, last)
        depth = prefix[0].count(">") if prefix else 0
        inner = prefix.end() if prefix else at
        is_blank = not text[inner:last].strip()
        if is_open and (is_blank or depth != level):
            yield Paragraph(start, body, end, level)
            is_open = False
        if not is_blank:
            if not is_open:
                start, body, level, is_open = at, inner, depth, True
            end = last
        if line_end is None:
            break
        at = line_end.end()
        if line_end[0] in "\f\u2029" and is_open:
            yield Paragraph(start, body, end, level)
            is_open = False
    if is_open:
        yield Paragraph(start, body, end, level)


def headings(text: str) -> list[int]:
    """Where headings begin, sorted: lines with # before them and a space, or a row of = or - below. Cost: linear.

    >>> headings("# Iturup\\nFog.\\n\\nKunashir\\n--------\\nFog.\\n\\n#Iturup")
    [0, 15]
    """
    found = [match.start() for match in _HASHES.finditer(text)]
    found += [match.start() for match in _UNDERLINED.finditer(text) if match[1].strip()]
    return sorted(found)

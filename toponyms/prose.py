"""A text as a reader reads it, without code, tags and whatever else is no prose, and the way back to the source."""

import re
from bisect import bisect_left
from typing import NamedTuple

from toponyms.fold import source_span
from toponyms.foreign import words_in
from toponyms.model import Annotation
from toponyms.speed import compiled

OBJECT = "\ufffc"
"""OBJECT REPLACEMENT CHARACTER stands for what is cut out of a line; no name crosses it."""

BORDER = "\n\n"
"""A blank line stands between blocks."""

KINDS = {
    "attribute": "in an attribute",
    "code": "in code",
    "comment": "in a comment",
    "front matter": "in front matter",
    "ignored": "in a line with toponyms:ignore",
    "language": "in a part declared to be in another language",
    "off": "behind toponyms:off",
    "reading": "in a reading beside the line",
    "script": "in a script or style sheet",
    "tag": "in a tag",
    "target": "in the target or label of a link",
}
"""What can be cut, and how it is told."""

_DIRECTIVE = re.compile(r"(?<![\w:./-])toponyms:(off|on|ignore)(?![\w:./-])")


PARTS = ("quotation", "heading", "link", "group")
"""What a markup can say that a part of the prose is; a group is the row of a table, or a list."""

Span = tuple[int, int]


class Cut(NamedTuple):
    """A stretch [start, end) of the source, in code points, and what it is, one of `KINDS`."""

    start: int
    end: int
    kind: str


class Parts(NamedTuple):
    """The parts of a prose, each kind sorted and disjoint, in code points of the prose."""

    quotation: list[Span]
    heading: list[Span]
    link: list[Span]
    group: list[Span]


class Prose(NamedTuple):
    """The text as a reader reads it; `starts`, `sources` and `widths` lead back to the source as those of `Folded` do.

    `cuts` are the parts of the source that are not searched, sorted. In `held` are those where names are found but stay as they
    are written, since something else hangs on them: the label of a link, a word with its reading. `quoted` are the values of
    attributes that are read; both are sorted and disjoint. `signs` tell, by a place in the source, what starts and ends within
    lines where signs that depend on the letters around them say so. `parts` is None where the text is in no markup.
    """

    text: str
    starts: list[int]
    sources: list[int]
    widths: list[int]
    cuts: list[Cut]
    held: list[Cut]
    quoted: list[Cut]
    signs: list[tuple[int, str]]
    parts: Parts | None = None

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span [start, end) of the prose as a span of the source. Cost: two binary searches."""
        return source_span(start, end, self.starts, self.sources, self.widths)

    def moved(self, by: int) -> "Prose":
        """The prose of a part of a longer source, with the way back to that one; `by` is where the part stands in it."""
        sources = [by, *(place + by for place in self.sources)]
        return self._replace(starts=[0, *self.starts], sources=sources, widths=[1, *self.widths])

    def located(self, source: str, found: list[Annotation]) -> list[Annotation]:
        """Finds in the prose as finds in the source, tags inside a name and all."""
        if compiled and found:
            starts, ends, _, senses = map(list, zip(*found, strict=True))
            return list(compiled.records(source, starts, ends, senses, self.starts, self.sources, self.widths, Annotation))
        return [Annotation(*(span := self.source(find.start, find.end)), source[slice(*span)], find.senses) for find in found]


class _Piece(NamedTuple):
    """A stretch of the source that is read, as it stands there or as `put`, in a part that is in a foreign script or none."""

    start: int
    end: int
    put: str | None
    script: str


class Draft:
    """Collects, from left to right, what of a source is read and what is cut, and makes the prose of it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.script = ""
        """The script in which what comes now holds no names, since it is declared to be in a language that is not ours."""
        self.held: list[Cut] = []
        self.quoted: list[Cut] = []
        self.signs: list[tuple[int, str]] = []
        self._pieces: list[_Piece] = []
        self._cuts: list[Cut] = []
        self._hidden: list[Cut] = []
        self.off = -1
        """Where what a directive leaves out began, if it has not ended."""
        self._open = dict.fromkeys(PARTS, 0)
        self._first = dict.fromkeys(PARTS, 0)
        self._parts: list[tuple[str, int, int]] = []

    def begin(self, part: str) -> None:
        """Begin a part, one of `PARTS`; one within another of its kind is a part of that."""
        if not self._open[part]:
            self._first[part] = len(self._pieces)
        self._open[part] += 1

    def end(self, part: str) -> None:
        """End a part."""
        self._open[part] -= 1
        if not self._open[part]:
            self._parts.append((part, self._first[part], len(self._pieces)))

    def keep(self, start: int, end: int, put: str | None = None) -> None:
        """Read a stretch as it stands there, or as `put`."""
        if start < end:
            self._pieces.append(_Piece(start, end, put, self.script))

    def cut(self, start: int, end: int, kind: str, leaving: str = "") -> None:
        """Leave a stretch out; `leaving` stands for it: `OBJECT`, `BORDER`, a quotation mark or nothing."""
        if start < end:
            self._cuts.append(Cut(start, end, kind))
        if leaving:
            self._pieces.append(_Piece(start, end, leaving, ""))

    def border(self, at: int) -> None:
        """End a block."""
        self._pieces.append(_Piece(at, at, BORDER, ""))

    def hide(self, start: int, end: int, kind: str) -> None:
        """Leave a stretch out whatever else it holds."""
        self._hidden.append(Cut(start, end, kind))

    def comment(self, start: int, end: int) -> None:
        """Leave a comment out and do what it says."""
        self.cut(start, end, "comment")
        self.direct(start, end)

    def direct(self, start: int, end: int, lines: bool = False) -> None:
        """Do what directives in [start, end) say, which count from there on and up to there, or for whole lines."""
        first = self.source.find("toponyms:", start, end)
        for match in _DIRECTIVE.finditer(self.source, first, end) if first >= 0 else ():
            if match[1] == "ignore":
                if not self._hidden or self._hidden[-1].end < match.end():
                    self.hide(self._line(match.start()), self._line_end(match.end()), "ignored")
            elif match[1] == "off" and self.off < 0:
                self.off = self._line(match.start()) if lines else start
            elif match[1] == "on" and self.off >= 0:
                self.hide(self.off, self._line_end(match.end()) if lines else end, "off")
                self.off = -1

    def _line(self, at: int) -> int:
        return max(self.source.rfind(character, 0, at) for character in "\n\r") + 1

    def _line_end(self, at: int) -> int:
        places = [place for place in (self.source.find(character, at) for character in "\n\r") if place >= 0]
        return min(places, default=len(self.source))

    def finish(self, in_markup: bool = True) -> Prose:
        """The prose. Cost: linear in the number of pieces and in their length."""
        if self.off >= 0:
            self.hide(self.off, len(self.source), "off")
        hidden = _disjoint(self._hidden)
        made = _Made(self.source)
        at = 0
        places = []
        for piece in self._pieces:
            places.append(made.length)
            while at < len(hidden) and hidden[at].end <= piece.start:
                at += 1
            start, following = piece.start, at
            while following < len(hidden) and hidden[following].start < piece.end:
                if start < hidden[following].start and piece.put is None:
                    made.read(piece._replace(start=start, end=hidden[following].start))
                made.add(hidden[following].start, hidden[following].end, OBJECT)
                start = hidden[following].end
                following += 1
            if start == piece.start or (start < piece.end and piece.put is None):
                made.read(piece._replace(start=start))
        places.append(made.length)
        spans = [(part, places[first], places[last]) for part, first, last in sorted(self._parts)]
        parts = Parts(*([(start, end) for kind, start, end in spans if kind == part] for part in PARTS))
        cuts = sorted([*hidden, *made.cuts, *(cut for cut in self._cuts if not _within(cut, hidden))])
        return Prose(
            "".join(made.strings),
            made.starts,
            made.sources,
            made.widths,
            cuts,
            sorted(self.held),
            sorted(self.quoted),
            self.signs,
            parts if in_markup else None,
        )


class _Made:
    """The prose while it grows."""

    def __init__(self, source: str) -> None:
        self.strings: list[str] = []
        self.starts: list[int] = []
        self.sources: list[int] = []
        self.widths: list[int] = []
        self.cuts: list[Cut] = []
        self._source = source
        self.length = 0
        self._end = 0
        self._expected = 0
        self._border = False

    def read(self, piece: _Piece) -> None:
        """Add a piece, without the words of a script that a foreign language is written in."""
        start, end, put, script = piece
        if put is not None:
            if put == BORDER:
                self._border = True
            elif script and words_in(script).search(put):
                self._foreign(start, end)
            else:
                self.add(start, end, put)
            return
        if script:
            for match in words_in(script).finditer(self._source, start, end):
                self.add(start, match.start(), None)
                self._foreign(*match.span())
                start = match.end()
        self.add(start, end, None)

    def _foreign(self, start: int, end: int) -> None:
        self.cuts.append(Cut(start, end, "language"))
        self.add(start, end, OBJECT)

    def add(self, start: int, end: int, put: str | None) -> None:
        """Add a stretch of the source, or what stands for it."""
        if start == end or (put == OBJECT and self.strings and self.strings[-1] == OBJECT and start <= self._end):
            return
        if self._border:
            self._border = False
            if self.strings:
                self._stand(self._end, start, BORDER)
        if put is None:
            if start != self._expected:
                self._anchor(start, 1)
            self.strings.append(self._source[start:end])
            self.length += end - start
            self._expected = end
        else:
            self._stand(start, end, put)
        self._end = end

    def _stand(self, start: int, end: int, put: str) -> None:
        """Characters that the source does not have; the first of them is as wide as all that they stand for."""
        for number in range(len(put)):
            self._anchor(end if number else start, 0 if number else end - start)
            self.length += 1
        self.strings.append(put)
        self._expected = -1

    def _anchor(self, source: int, width: int) -> None:
        self.starts.append(self.length)
        self.sources.append(source)
        self.widths.append(width)


def _disjoint(cuts: list[Cut]) -> list[Cut]:
    found: list[Cut] = []
    for cut in sorted(cuts):
        if found and cut.start < found[-1].end:
            if cut.end > found[-1].end:
                found[-1] = found[-1]._replace(end=cut.end)
        else:
            found.append(cut)
    return found


def _within(cut: Cut, hidden: list[Cut]) -> bool:
    at = bisect_left(hidden, (cut.start + 1,)) - 1
    return at >= 0 and cut.end <= hidden[at].end

"""Long texts in portions, each of which is read as a text of its own; where one ends depends on the text alone."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple, TypeVar

from toponyms.borders import Borders
from toponyms.emit import BEGUN, START, Place
from toponyms.model import Annotation, Edit
from toponyms.speed import compiled

_Spanned = TypeVar("_Spanned", Annotation, Edit)

SIGNS = "\n,、。"
"""What a portion is measured by: marks that are in hardly any name, so that a rewrite leaves their number as it is."""

ENOUGH = 12_000
"""How many signs make a portion: some two hundred pages."""

MOST = 1_200_000
"""How many code points do, where signs are few."""

ZONE = 30_000
"""How far an end of one kind is looked for, in code points, before the next best will do."""

BESIDE = 1_000
"""How far on both sides of an end names are looked for that cross it: farther than the longest reaches."""

TRIES = 100
"""How many places of one kind are looked at, since each costs a look at what stands around it."""

_PARAGRAPH_END = r"\n[ \t\r]*+\n"
_LINE_END = r"\r\n|\n|\r(?!\n)"
_GAP = r"[\s,;:!?。、]"
# A character, and nothing behind it that belongs to it: marks, joiners, variation selectors, the line feed of a CR LF. A
# backslash says how to read a tag behind it.
_WHOLE = (
    "(?s).(?<!\\\\)(?<!\r(?=\n))(?![\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u20d0-\u20ff"
    "\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\uff9e\uff9f\ud800-\udfff\U000e0100-\U000e01ef])"
)

# Few texts are long enough for any of them.
_compiled = cache(re.compile)


class Portion(NamedTuple):
    """A part of a long text, and where it begins: `place.offset` code points from the beginning, in a line and a column.

    `opened` is what has to stand before it, since it is open there: a directive, a fence of code. One that is known to be `plain`
    has neither within.
    """

    text: str
    place: Place = START
    opened: str = ""
    plain: bool = False

    def moved(self, one: _Spanned) -> _Spanned:
        """A find or edit of the portion as one of the long text."""
        offset = self.place.offset
        return one._replace(start=one.start + offset, end=one.end + offset) if offset else one


def reach() -> int:
    """How many code points from its start on can decide where a portion ends."""
    return MOST + 4 * ZONE + BESIDE


def near() -> int:
    """How many code points behind a portion can decide where it ends, once it has as many signs or code points as make one."""
    return 4 * ZONE + BESIDE


def is_whole(text: str) -> bool:
    """Whether a text has as many signs or code points as make a portion."""
    return _behind_signs(text, 0) <= len(text)


def cut(text: str, start: int, borders: Borders) -> int:
    """Where the portion that starts there ends; the text must go on for `reach()` code points, or be all there is.

    That is at the first blank line after so many signs or code points. Where none comes it is at a line end; then at a space or
    sign; then anywhere; but nowhere inside a character with its marks or what looks like a tag, and only where no name can have
    begun. So nothing behind the end matters to it, and a rewrite of what stands there cannot move it. Cost: linear.

    Where names may have begun at every place that was tried (Japan Tokyo Japan Tokyo …), the end is where none is cut, which
    depends on `BESIDE` code points behind it.
    """
    if len(text) - start <= ENOUGH:
        return len(text)
    soft = _behind_signs(text, start)
    if soft >= len(text):
        return len(text)
    found = _compiled(_PARAGRAPH_END).search(text, max(start, soft - 1), soft + ZONE)
    if found:
        return found.end()
    floor, ends = soft, list[int]()
    for pattern in map(_compiled, (_LINE_END, _GAP, _WHOLE)):
        floor += ZONE
        if floor >= len(text):
            return len(text)
        ends = _ends(pattern, text, floor)
        # What stands before the portion is not looked at: a stream has let go of it.
        closed = (end for end in ends if is_closed(text[max(start, end - BESIDE) : end], borders))
        if end := next(closed, 0):
            return end
    for end in ends:
        first = max(start, end - BESIDE)
        if borders.is_free(text[first : end + BESIDE], end - first):
            return end
    # Names without a gap between them, or nothing but marks.
    return ends[-1] if ends else min(floor + ZONE, len(text))


def ends_with_paragraph(text: str) -> bool:
    """Whether the portion that begins with the text ends behind the blank line at its end, whatever comes next."""
    sign = _place_of(text, 0, len(text), SIGNS, ENOUGH)
    if sign < 0 or sign >= MOST:
        return False
    found = _compiled(_PARAGRAPH_END).search(text, sign, sign + 1 + ZONE)
    return found is not None and found.end() == len(text)


def is_closed(before: str, borders: Borders) -> bool:
    """Whether neither a name nor what looks like a tag, begun at the end of a text, could go on behind it."""
    return not _begins_tag(before) and borders.is_closed(before)


def _begins_tag(before: str) -> bool:
    at = before.rfind("[")
    while at >= 0 and not _compiled(BEGUN).match(before, at):
        # A tag holds no other bracket than one with a backslash.
        at = before.rfind("[", 0, at) if before[at - 1 : at] == "\\" else -1
    return at >= 0


def _ends(pattern: re.Pattern[str], text: str, floor: int) -> list[int]:
    """Where the first matches from `floor` on end, if no character with its marks goes on there."""
    ends = (match.end() for match in islice(pattern.finditer(text, floor, floor + ZONE), TRIES))
    # What ends with the zone might go on behind it.
    return [end for end in ends if end != floor + ZONE and _compiled(_WHOLE).match(text, end - 1)]


def _behind_signs(text: str, start: int) -> int:
    """The place behind as many signs as make a portion, or after as many code points."""
    stop = min(start + MOST, len(text))
    found = _place_of(text, start, stop, SIGNS, ENOUGH)
    return start + MOST if found < 0 else found + 1


def place_of(text: str, start: int, end: int, signs: str, count: int) -> int:
    """Where in [start, end) the sign stands that makes up a count; -1 where there are too few."""
    found = islice(_compiled(f"[{re.escape(signs)}]").finditer(text, start, end), count - 1, None)
    return next((match.start() for match in found), -1)


# The same function, compiled.
_place_of: Callable[..., int] = compiled.place_of if compiled else place_of


class Source:
    """A text that comes in chunks, of which so much is at hand as the end of the next portion can depend on.

    With `apart` that is the rest of a chunk: nothing depends on the next one.
    """

    def __init__(self, chunks: Iterable[str], apart: bool = False) -> None:
        self.text = ""
        self.start = 0
        """Where in what is at hand the next portion starts."""
        self.place = START
        self._chunks = iter(chunks)
        self._is_all = False
        self._apart = apart

    def goes_on(self, ahead: int) -> bool:
        """Whether there is another portion; afterwards so many code points of the text are at hand, or all that are left.

        More is read than that, since what is at hand is copied each time: most portions are a sixth as long.
        """
        if self._apart:
            if self.start == len(self.text):
                self.text, self.start = next(filter(None, self._chunks), ""), 0
        elif not self._is_all and len(self.text) - self.start < ahead:
            pieces = [self.text[self.start :]]
            length = len(pieces[0])
            while length < 2 * ahead:
                chunk = next(self._chunks, None)
                if chunk is None:
                    self._is_all = True
                    break
                pieces.append(chunk)
                length += len(chunk)
            self.text, self.start = "".join(pieces), 0
        return self.start < len(self.text)

    def take(self, end: int) -> Portion:
        """The portion that ends there; what comes is behind it."""
        portion = Portion(self.text[self.start : end], self.place)
        self.start, self.place = end, self.place.behind(portion.text)
        return portion


def stream(chunks: Iterable[str], borders: Borders, apart: bool = False) -> Iterator[Portion]:
    """The portions of a plain text that comes in chunks, each with what is open where it begins; `apart` as in `Source`."""
    source, opened = Source(chunks, apart), ""
    while source.goes_on(reach()):
        portion = source.take(cut(source.text, source.start, borders))
        yield portion._replace(opened=opened)
        opened = opened_behind(portion.text, 0, len(portion.text), opened)


def opened_behind(text: str, start: int, end: int, opened: str) -> str:
    """What is open at the end of a portion of a plain text, where `opened` is open at its start."""
    # Most texts have nothing of the kind, which is soon seen.
    if not opened and text.find("```", start, end) < 0 and text.find("toponyms:", start, end) < 0:
        return ""
    from toponyms.directives import open_at_end

    return open_at_end(opened + text[start:end])


def spans(text: str, borders: Borders) -> Iterator[tuple[int, int]]:
    """The spans of the portions of a text; one, of all of it, where it is not long."""
    start = 0
    while start < len(text) or not start:
        end = cut(text, start, borders)
        yield start, end
        if end >= len(text):
            break
        start = end

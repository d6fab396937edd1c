"""The portions of a long text as the bytes it comes in, so that whoever reads them decodes them, be it in another process."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from toponyms import portions
from toponyms.borders import Borders
from toponyms.emit import START, Place
from toponyms.portions import Portion, cut, near, opened_behind, reach
from toponyms.speed import compiled
from toponyms.streams import encoded, plain

_SIGN = re.compile(b"\n|,|\xe3\x80[\x81\x82]")
"""What `portions.SIGNS` are in UTF-8; no such byte begins inside another character, whatever bytes are no UTF-8."""

_PARAGRAPH_END = re.compile(rb"\n[ \t\r]*+\n")


class Encoded(NamedTuple):
    """The bytes of a portion; all else is as in `Portion`. `place` is that of the text only where places were asked for."""

    data: bytes
    place: Place
    opened: str
    plain: bool
    ahead: bytes | None
    """What comes behind it, as far as that may matter to the end of its text as rewritten; None where a paragraph ends there."""

    def decoded(self) -> Portion:
        """The portion."""
        return Portion(plain(self.data), self.place, self.opened, self.plain)


def encoded_portions(
    chunks: Iterable[bytes], borders: Borders, apart: bool = False, placed: bool = False, looked: bool = False
) -> Iterator[Encoded]:
    """The portions of a plain text that comes in chunks of UTF-8: those of `portions.stream` of the text.

    With `apart` each chunk is one, or several; with `looked` each comes with what is `ahead`. Cost: with `placed` that of
    decoding, without it next to nothing.
    """
    place, opened = START, ""
    texts = ([chunk] for chunk in chunks) if apart else (chunks,)
    for data, ahead in chain.from_iterable(_cut(text, borders, looked) for text in texts):
        found = _openers(data)
        yield Encoded(data, place, opened, not found, ahead)
        if placed:
            place = place.behind(plain(data))
        if opened or found > 1:
            part = plain(data)
            opened = opened_behind(part, 0, len(part), opened)


def _cut(chunks: Iterable[bytes], borders: Borders, looked: bool) -> Iterator[tuple[bytes, bytes | None]]:
    source = _Source(chunks)
    # There are no more code points than bytes.
    while source.has(portions.MOST + 4 * portions.ZONE):
        end, ahead = _end(source.data, source.start), None
        if end < 0:
            text = source.text(reach() + near() if looked else reach())
            last = cut(text, 0, borders)
            end, ahead = source.start + len(encoded(text[:last])), encoded(text[last : last + near()]) if looked else b""
        elif end == len(source.data):
            ahead = b""
        yield source.data[source.start : end], ahead
        source.start = end


class _Source:
    """Bytes that come in chunks, of which so many are at hand as were asked for."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.data, self.start = b"", 0
        self._chunks, self._is_all = iter(chunks), False

    def has(self, ahead: int) -> bool:
        """Whether there are any more; afterwards so many are at hand, or all that are left."""
        if not self._is_all and len(self.data) - self.start < ahead:
            pieces = [self.data[self.start :]]
            length = len(pieces[0])
            # What is at hand is copied each time, and a portion is mostly a few hundred thousand bytes.
            while length < ahead + portions.MOST and not self._is_all:
                chunk = next(self._chunks, None)
                self._is_all = chunk is None
                pieces.append(chunk or b"")
                length += len(pieces[-1])
            self.data, self.start = b"".join(pieces), 0
        return self.start < len(self.data)

    def text(self, ahead: int) -> str:
        """So many code points of what is left, or more, or all; some at the end of more may be halves of characters."""
        size = least = ahead + 4
        while self.has(size):
            text = plain(self.data[self.start : self.start + size])
            if len(text) >= least or len(self.data) - self.start <= size:
                break
            # A character has four bytes at most.
            size += 4 * (least - len(text))
        return text


def _end(data: bytes, start: int) -> int:
    """Where the portion that starts there ends, if that is the end of the text or behind a blank line near by, else -1."""
    most = min(start + portions.MOST, len(data))
    sign = _place_of(data, start, most, portions.ENOUGH)
    if len(data) - start <= portions.ENOUGH or sign == len(data) - 1 or (sign < 0 and most == len(data)):
        return len(data)
    found = _PARAGRAPH_END.search(data, sign, sign + 1 + 4 * portions.ZONE) if sign >= 0 else None
    # The zone is one of code points.
    return found.end() if found and len(plain(data[sign + 1 : found.end()])) <= portions.ZONE else -1


def place_of(data: bytes, start: int, end: int, count: int) -> int:
    """Where in [start, end) the last byte of the sign stands that makes up a count; -1 where there are too few."""
    found = islice(_SIGN.finditer(data, start, end), count - 1, None)
    return next((match.end() - 1 for match in found), -1)


def openers(data: bytes) -> int:
    """What a text in UTF-8 holds: 2 is a fence or a directive, which may stay open, 1 other backticks, 0 nothing of the kind."""
    return 2 if b"```" in data or b"toponyms:" in data else 1 if b"`" in data else 0


# The same functions, compiled.
_openers: Callable[[bytes], int] = compiled.openers if compiled else openers
_place_of: Callable[[bytes, int, int, int], int] = compiled.place_of_bytes if compiled else place_of

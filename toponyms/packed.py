"""Many strings as one piece of bytes, each decoded when it is asked for: of a gazetteer, a short text needs few."""

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from toponyms.speed import compiled


class Packed(Sequence[str]):
    """What `pack` packed. A string is decoded once; who wants most of them takes them all, as `list` does.

    `heads`, where it is given, leads to them by their first characters; see `toponyms.matcher`.

    >>> strings = Packed(memoryview(pack(["Iturup", "Итуруп"])))
    >>> strings[1], list(strings), strings.longest
    ('Итуруп', ['Iturup', 'Итуруп'], 6)
    """

    def __init__(self, data: memoryview, heads: memoryview | None = None) -> None:
        self.data, self.heads = data, heads
        count, self.longest = numbers(data[:8])
        first = 8 + 4 * (count + 1)
        self._starts = numbers(data[8:first])
        self._lines = data[first:]
        self._decoded: dict[int, str] = {}

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return list(self)[index]
        # A search by halves begins with the same few strings each time.
        known = self._decoded.get(index)
        if known is None:
            at = range(len(self))[index]
            known = self._decoded[index] = str(self._lines[self._starts[at] : self._starts[at + 1] - 1], "utf-8")
        return known

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[str]:
        return iter(str(self._lines, "utf-8").split("\n")[:-1])


def pack(strings: Sequence[str]) -> bytes:
    """The strings, none of which holds a line end, as bytes: how many, the length of the longest, where each one starts."""
    starts = accumulate((len(string.encode()) + 1 for string in strings), initial=0)
    return pack_numbers((len(strings), max(map(len, strings), default=0), *starts)) + as_lines(strings)


def as_lines(strings: Sequence[str]) -> bytes:
    """The strings as UTF-8, a line end behind each."""
    lines = bytearray()
    # A string that is joined of all is as wide as its widest character, and of a million names one is in hieroglyphs.
    for at in range(0, len(strings), 10_000):
        lines += "".join(f"{string}\n" for string in strings[at : at + 10_000]).encode()
    return bytes(lines)


def pack_sorted(strings: Sequence[str]) -> tuple[bytes, Sequence[int], Sequence[int]]:
    """The strings sorted and packed, each once; the places of all in this order; where in them each string begins.

    >>> packed, order, firsts = pack_sorted(["Iturup", "Etorofu", "Iturup"])
    >>> list(Packed(memoryview(packed))), list(order), list(firsts)
    (['Etorofu', 'Iturup'], [1, 0, 2], [0, 1, 3])
    """
    if compiled:
        packed, order, firsts = compiled.pack_sorted(as_lines(strings))
        return packed, memoryview(order).cast("I"), memoryview(firsts).cast("I")
    order = sorted(range(len(strings)), key=strings.__getitem__)
    firsts = [at for at, place in enumerate(order) if not at or strings[place] != strings[order[at - 1]]]
    return pack([strings[order[at]] for at in firsts]), order, [*firsts, len(order)]


def pack_numbers(values: Iterable[int]) -> bytes:
    """Whole numbers from 0 to 2³² - 1 as bytes, the same on every machine."""
    packed = array("I", values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def numbers(data: memoryview) -> Sequence[int]:
    """What `pack_numbers` packed, without a copy where the machine counts bytes the same way."""
    if sys.byteorder == "little":
        return data.cast("I")
    import struct

    return struct.unpack(f"<{len(data) // 4}I", data)

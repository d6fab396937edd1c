"""Where a text names an entry or a part of it: what cues by id ask for."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from toponyms.edges import CLOSERS, OPENERS
from toponyms.lexicon import Lexicon
from toponyms.matcher import Hits, in_threes
from toponyms.settled import UNDECIDED_COUNT, Ask, state_of
from toponyms.speed import compiled

LENGTH = 24
"""How many bits of a place hold its length; the rest is its start. Numbers are sorted faster than pairs."""

Ids = tuple[str, ...]

Stands = Callable[[int, int], bool]
"""Whether a form at [start, end) is a word of its own, outside protected regions."""


class Mentions:
    """The places of one text where forms stand that need no cue themselves; they are looked for when they are asked for."""

    __slots__ = ("_hits", "_lexicon", "known", "stood")

    def __init__(self, text: str, lexicon: Lexicon, hits: Hits, stands: Stands, triggers: str) -> None:
        self._lexicon = lexicon
        self._hits = hits
        self.stood: bytes = _standing(text, hits, OPENERS, CLOSERS, triggers, stands)
        """A byte for each hit: whether it is a word of its own, outside protected regions."""
        self.known: dict[str, bytes] = {}
        """What was asked for so far; see `packed`."""

    def first(self, ids: Ids) -> tuple[int, int] | None:
        """The first place where the text names one of the ids."""
        return next(map(_span, self.places(ids)), None)

    def within(self, ids: Ids, floor: int, ceiling: int, start: int) -> Iterator[tuple[int, int]]:
        """The names of the ids that start in [floor, ceiling), the last first; the name at `start` is no cue for itself."""
        places = self.places(ids)
        first, last = _between(places, floor, ceiling)
        return (_span(places[at]) for at in range(last - 1, first - 1, -1) if places[at] >> LENGTH != start)

    def places(self, ids: Ids) -> memoryview:
        """Where the text names one of the ids, or a part of it: each start << LENGTH | length, in order."""
        return memoryview(self.packed(" ".join(ids))).cast("q")

    def packed(self, ids: str) -> bytes:
        """The same, eight bytes each, as the compiled sweep reads them; the ids are one string with spaces between."""
        known = self.known.get(ids)
        if known is None:
            known = self.known[ids] = _places_of(self._hits, self.stood, self._lexicon.anchors_of(ids)) if ids else b""
        return known

    def state(self, asks: Iterable[Ask], start: int, end: int) -> int:
        """What mentions say of the name at [start, end); see `toponyms.settled.state_of`."""
        counts = []
        for ids, within, has_near in asks:
            places = memoryview(self.packed(ids)).cast("q")
            count = count_within(places, max(0, start - within), end + within, start) if within else len(places)
            counts.append(UNDECIDED_COUNT if has_near and not count else count)
        return state_of(counts)


def count_within(places: Sequence[int], floor: int, ceiling: int, start: int) -> int:
    """How many of the places start in [floor, ceiling), without the name at `start`. Cost: four binary searches at most."""
    first, last = _between(places, floor, ceiling)
    own_first, own_last = _between(places, start, start + 1)
    return last - first - (own_last - own_first if floor <= start < ceiling else 0)


def _between(places: Sequence[int], floor: int, ceiling: int) -> tuple[int, int]:
    first = bisect_left(places, floor << LENGTH)
    return first, bisect_left(places, ceiling << LENGTH, first)


def _span(place: int) -> tuple[int, int]:
    return place >> LENGTH, (place >> LENGTH) + (place & (1 << LENGTH) - 1)


def standing(
    text: str,  # noqa: ARG001 - the compiled function knows by itself what plainly stands
    hits: Hits,
    openers: str,  # noqa: ARG001
    closers: str,  # noqa: ARG001
    triggers: str,  # noqa: ARG001
    stands: Stands,
) -> bytes:
    """Whether each hit stands where it is, a byte for each."""
    return bytes(stands(start, end) for _, start, end in in_threes(hits))


def places_of(hits: Hits, stood: bytes, marks: bytes) -> bytes:
    """The places of the hits that stand, of those forms whose mark is not 0; patterns, numbered on from the forms, are none."""
    found = (hit for hit, stands in zip(in_threes(hits), stood, strict=True) if stands)
    marked = ((start, end) for form, start, end in found if form >> 3 < len(marks) and marks[form >> 3] >> (form & 7) & 1)
    return array("q", [start << LENGTH | end - start for start, end in marked]).tobytes()


# The same functions, compiled.
_standing: Callable[..., bytes] = compiled.standing if compiled else standing
_places_of: Callable[..., bytes] = compiled.places_of if compiled else places_of

"""Where a text names an entry or a part of it: what cues by id ask for."""

import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from toponyms.lexicon import Lexicon
from toponyms.matcher import Hit
from toponyms.speed import compiled

LENGTH = 24
"""How many bits of a place hold its length; the rest is its start. Numbers are sorted faster than pairs."""

MARGIN = 8
"""How much longer than its form a name in a text may be, by the hyphens at line ends in it."""

MOST_FOLLOWED = 100
"""How many names are followed that are each within reach of the one before."""

Ids = tuple[str, ...]
Surroundings = tuple[str, str, str]
"""What the compiled loops know of the characters around a name: those that open and close it, and those that regions have."""

Stands = Callable[[int, int], bool]
"""Whether a form at [start, end) is a word of its own, outside protected regions."""


class Stretch(NamedTuple):
    """Whether cues within a number of code points are met for names that start in [first, last); end there, if they are not."""

    is_named: bool
    first: int
    last: int


class Mentions:
    """The places of one text where forms stand that need no cue themselves; whether they count there is asked when needed."""

    def __init__(self, text: str, lexicon: Lexicon, hits: list[Hit], stands: Stands, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._text = text
        self._lexicon = lexicon
        self._hits = hits
        self._packed: Any = None
        self._stands = stands
        self._known: dict[Ids, list[int]] = {}
        self._named_at: dict[Ids, list[int]] = {}
        self._named: dict[Ids, bool] = {}
        self._counts: dict[Ids, int] = {}
        self._stretches: dict[tuple[Ids, int], Stretch] = {}

    def is_named(self, ids: Ids) -> bool:
        """Whether the text names one of the ids."""
        known = self._named.get(ids)
        if known is None:
            known = self._named[ids] = any(map(self._counted, self._places(ids)))
        return known

    def count(self, ids: Ids) -> int:
        """How often the text names one of the ids."""
        known = self._counts.get(ids)
        if known is None:
            known = self._counts[ids] = len(self._standing(ids))
        return known

    def first(self, ids: Ids) -> tuple[int, int] | None:
        """The first place where the text names one of the ids."""
        return next(((place >> LENGTH, _end(place)) for place in self._places(ids) if self._counted(place)), None)

    def within(self, ids: Ids, floor: int, ceiling: int, start: int) -> Iterator[tuple[int, int]]:
        """The names of the ids that start in [floor, ceiling), the last first; the name at `start` is no cue for itself."""
        places = self._standing(ids)
        first = bisect_left(places, floor << LENGTH)
        for at in range(bisect_left(places, ceiling << LENGTH, first) - 1, first - 1, -1):
            if places[at] >> LENGTH != start:
                yield places[at] >> LENGTH, _end(places[at])

    def stretch(self, ids: Ids, within: int, start: int, end: int) -> Stretch:
        """Whether one of the ids is named within so many code points of the name at [start, end), and how long that stays so."""
        known = self._stretches.get((ids, within))
        if known is None or not known.first <= start or (start if known.is_named else end) >= known.last:
            known = self._stretches[ids, within] = self._stretch(ids, within, start, end)
        return known

    def _stretch(self, ids: Ids, within: int, start: int, end: int) -> Stretch:
        floor, ceiling = max(0, start - within), end + within
        # The last one within reach stays a cue for longest; what only a long name reaches is no cue for a shorter one there.
        place = next(self.within(ids, floor, start + within + 1, start), None)
        if place is None and next(self.within(ids, floor, ceiling, start), None):
            return Stretch(True, start, start + 1)
        if place:
            at = place[0]
            last = self.follow(ids, at, within)
            # No name is a cue for itself, so a single cue holds on its own side alone.
            return Stretch(True, at + 1 if at < start else at - within, at if last == at > start else last + within + 1)
        places = self._standing(ids)
        after = bisect_left(places, floor << LENGTH)
        # The name itself stands there, which is no cue for itself but for a name inside it; so this is good for one question.
        if after < len(places) and places[after] >> LENGTH < ceiling:
            return Stretch(False, start, start)
        first = (places[after - 1] >> LENGTH) + within + 1 if after else 0
        return Stretch(False, first, (places[after] >> LENGTH) - within - MARGIN if after < len(places) else sys.maxsize)

    def follow(self, ids: Ids, start: int, within: int) -> int:
        """Where the last name of the ids starts that follows on the one at `start` so that each is within reach of the last."""
        places, last = self._standing(ids), start
        for _ in range(MOST_FOLLOWED):
            at = bisect_left(places, (last + within + 1) << LENGTH) - 1
            if places[at] >> LENGTH <= last:
                break
            last = places[at] >> LENGTH
        return last

    def _standing(self, ids: Ids) -> list[int]:
        """The places where the text names one of the ids, in order."""
        known = self._named_at.get(ids)
        if known is None:
            places = self._places(ids)
            sure, rest = compiled.standing(self._text, places, *self._surroundings) if compiled else ([], places)
            known = self._named_at[ids] = sorted(sure + list(filter(self._counted, rest)))
        return known

    def _counted(self, place: int) -> bool:
        return self._stands(place >> LENGTH, _end(place))

    def _places(self, ids: Ids) -> list[int]:
        """The places of all forms that name one of the ids, or a part of it, without needing a cue themselves, in order."""
        known = self._known.get(ids)
        if known is None:
            if self._packed is None:
                self._packed = compiled.packed(self._hits) if compiled else self._hits
            known = self._known[ids] = _places_of(self._packed, self._lexicon.anchors_of(ids))
        return known


def _end(place: int) -> int:
    return (place >> LENGTH) + (place & (1 << LENGTH) - 1)


def places_of(hits: list[Hit], forms: bytes) -> list[int]:
    """The places of the hits of those forms whose byte is not 0; patterns, which are numbered on from the forms, are none."""
    return [start << LENGTH | end - start for form, start, end in hits if form < len(forms) and forms[form]]


# The same function, compiled; it is given the hits packed.
_places_of: Callable[[Any, bytes], list[int]] = compiled.places_of if compiled else places_of

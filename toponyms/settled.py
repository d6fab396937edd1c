"""What is remembered of a form in one text: what it means by the mentions within reach and by what stands right beside it."""

from collections.abc import Iterable
from typing import NamedTuple

from toponyms.beside import SIDE, Glance
from toponyms.mentions import count_within
from toponyms.model import Sense

Senses = tuple[Sense, ...]

SIDE_BITS = (1 << SIDE) - 1


class Ask(NamedTuple):
    """One question for mentions: whether places lie within reach, or how many do; what it adds to the state for each."""

    places: bytes
    within: int
    weight: int
    has_near: bool
    """Whether a pattern is asked for where no place is within reach, so that mentions alone settle nothing."""


MOST_COUNTED = 1024
"""From how many mentions within reach on they are counted one by one: more is too large for the state."""


class Settled(NamedTuple):
    """What a form means wherever it stands in a text, by what mentions say there, the state, and the codes of its neighbours.

    `base` is the state where no mention is within reach of any ask. With a state the neighbours are those in `cued`, else
    those in `open`: where a sense has its cue already, or cannot count, no other cue can change that.
    """

    meanings: dict[int, Senses]
    base: int
    asks: tuple[Ask, ...]
    is_counted: bool
    open_before: dict[str, int] | None
    open_after: dict[str, int] | None
    cued_before: dict[str, int] | None
    cued_after: dict[str, int] | None
    open: Glance
    cued: Glance

    def state(self, start: int, end: int) -> int:
        """What the mentions within reach of the name at [start, end) say; -1 where they do not settle it."""
        state = self.base
        for places, within, weight, has_near in self.asks:
            count = count_within(memoryview(places).cast("q"), max(0, start - within), end + within, start)
            if count >= MOST_COUNTED if self.is_counted else has_near and not count:
                return -1
            state += weight * (count if self.is_counted else count > 0)
        return state

    def is_cued(self, state: int) -> bool:
        """Whether a state says that a cue is met."""
        return state > 0 and not self.is_counted


def code_of(state: int, before: int, after: int) -> int:
    """A state and the codes of both neighbours as one number; one that is not known has all its bits."""
    return state << 2 * SIDE | (before & SIDE_BITS) << SIDE | after & SIDE_BITS


def settled(
    meanings: dict[int, Senses], base: int, asks: Iterable[Ask], is_counted: bool, glance: Glance, cued: Glance
) -> Settled:
    """What settles a form whose neighbours these glances know."""
    return Settled(meanings, base, tuple(asks), is_counted, glance.before, glance.after, cued.before, cued.after, glance, cued)

"""What is remembered of a form: what it means by the mentions within reach and by what stands right beside it."""

from collections.abc import Sequence
from typing import NamedTuple

from toponyms.beside import SIDE, Beside, Glance
from toponyms.model import Sense

Senses = tuple[Sense, ...]

SIDE_BITS = (1 << SIDE) - 1

RANK = 4
"""How many bits the rank of a count takes in a state."""

UNDECIDED = (1 << RANK) - 1
"""The rank where mentions leave it open and a pattern may be near: the text around the name has to be searched."""

UNDECIDED_COUNT = -1
"""What stands among counts for a question that mentions leave open."""

MOST_ASKED = 7
"""How many questions a state has room for."""


# Of so few counts no rank has the highest bit, which so tells what is left open.
_OPEN = sum(1 << RANK - 1 + RANK * place for place in range(MOST_ASKED))


class Ask(NamedTuple):
    """One question for mentions: how many of the ids are named within reach, or in all of the text where `within` is 0.

    The ids are one string with spaces between, whose hash is computed once.
    """

    ids: str
    within: int
    has_near: bool
    """Whether a pattern is asked for too, so that no mention settles nothing."""


class Settled(NamedTuple):
    """What a form means wherever it stands, by what mentions say there, the state, and the codes of its neighbours.

    With a state the neighbours are those in `cued`, else those in `open`: where a sense has its cue already, or cannot count, no
    other cue can change that.
    """

    meanings: dict[int, Senses]
    asks: tuple[Ask, ...]
    open_before: dict[str, int] | None
    open_after: dict[str, int] | None
    cued_before: dict[str, int] | None
    cued_after: dict[str, int] | None
    is_phrase: bool
    """Whether a sense is that of a fixed phrase."""
    open: Glance
    cued: Glance


def settled(senses: Senses, beside: Beside, is_phrase: bool) -> Settled | None:
    """What settles a form with these senses, whose neighbours `beside` knows; None where that is more than these."""
    all_cues = [cues for sense in senses for cues in (sense.name.cues, sense.name.blocks) if cues]
    rivals = are_rivals(senses)
    asks = []
    for cues in all_cues:
        if cues.ids and (cues.within < 0 or cues.together):
            return None
        # Of rivals with the same mentions the one with a cue beside it, or near it, is chosen.
        is_near_alone = bool(cues.near) and (rivals or not cues.ids)
        if cues.ids or cues.near:
            asks.append(Ask("" if is_near_alone else " ".join(cues.ids), cues.within, bool(cues.near)))
    if len(asks) > MOST_ASKED:
        return None
    glance, cued = beside.of_all, beside.of_guards if len(senses) == 1 else beside.of_all
    return Settled({}, tuple(asks), glance.before, glance.after, cued.before, cued.after, is_phrase, glance, cued)


def are_rivals(senses: Senses) -> bool:
    """Whether a form may mean one entry or another."""
    return len(senses) > 1 and len({sense.entry.id for sense in senses}) > 1


def state_of(counts: Sequence[int]) -> int:
    """What mentions say as one number: of each count how it compares with the others, since more mentions beat fewer.

    >>> hex(state_of([5, 900, 0, 5])), hex(state_of([UNDECIDED_COUNT, 3]))
    ('0x1021', '0x1f')
    """
    distinct = sorted({count for count in counts if count > 0})
    ranks = [UNDECIDED if count < 0 else distinct.index(count) + 1 if count else 0 for count in counts]
    return sum(rank << RANK * place for place, rank in enumerate(ranks))


def is_undecided(state: int) -> bool:
    """Whether a question is open in a state."""
    return state & _OPEN > 0


def code_of(state: int, before: int, after: int) -> int:
    """A state and the codes of both neighbours as one number; one that is not known has all its bits."""
    return state << 2 * SIDE | (before & SIDE_BITS) << SIDE | after & SIDE_BITS

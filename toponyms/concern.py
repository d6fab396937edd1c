"""Which finds of a text a style can have anything to do with: mostly few, so that the rest costs a rewrite next to nothing."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import compress, count
from operator import is_not, itemgetter
from typing import NamedTuple

from toponyms.carrying import as_given
from toponyms.model import Annotation, Sense
from toponyms.style import Style


class Concern(NamedTuple):
    """The finds but those of derived words; for each the id of its entry, if the style might edit a find of that, else None.

    `editable` are the numbers of those that it might edit themselves.
    """

    finds: list[Annotation]
    keys: list[str | None]
    editable: list[int]


def concerned(found: Sequence[Annotation], style: Style) -> Concern:
    """Which of the finds of a text the style has to do with. Cost: the style is asked once for all finds with the same senses."""
    # They are told apart by their identity, as long as the finds hold on to them: to hash what they say takes longer.
    finds = list(found)
    senses = list(map(id, map(itemgetter(3), finds)))
    firsts = dict(zip(reversed(senses), reversed(finds), strict=True))
    derived = {one for one, find in firsts.items() if find.derived}
    if derived:
        finds = [find for find, one in zip(finds, senses, strict=True) if one not in derived]
        senses = [one for one in senses if one not in derived]
    known = {
        one: find.id if _can_be_edited(as_given(find), style) else None for one, find in firsts.items() if one not in derived
    }
    ids = set(known.values())
    keys = {one: key if (key := firsts[one].id) in ids else None for one in known}
    romanized = {one for one, key in keys.items() if key and firsts[one].senses[0].systems}
    if romanized:
        # The same surface is given the same senses, by whose identity what is made of them is remembered.
        given: dict[tuple[int, str], tuple[Sense, ...]] = {}
        for number, one in enumerate(senses):
            if one in romanized:
                find = finds[number]
                meant = given.get((one, find.surface))
                if meant is None:
                    meant = given[one, find.surface] = as_given(find).senses
                finds[number] = Annotation(find.start, find.end, find.surface, meant)
    mine = list(map(keys.__getitem__, senses))
    return Concern(finds, mine, [number for number in with_key(mine) if known[senses[number]]])


def with_key(keys: Sequence[str | None]) -> Iterator[int]:
    """The numbers of those that have a key, which are few."""
    return compress(count(), map(partial(is_not, None), keys))


def _can_be_edited(find: Annotation, style: Style) -> bool:
    """Whether the style writes another name, or a second one, in some place where this one stands."""
    if find.id is None:
        return False
    entry, name = find.senses[0].entry, find.name
    if style.to and name.lang != style.to:
        return True
    chosen, _ = style.decide(entry, name)
    if chosen is not None and chosen != name:
        return True
    is_paired = style.first or style.quotations == "gloss" or (chosen is None and style.dual)
    return bool(is_paired) and style.other_party(entry, name) is not None

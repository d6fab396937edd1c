"""Which finds of a text a style can have anything to do with: mostly few, so that the rest costs a rewrite next to nothing."""

from collections.abc import Sequence

from toponyms.carrying import as_given
from toponyms.model import Annotation
from toponyms.style import Style


def concerned(annotations: Sequence[Annotation], style: Style) -> list[str | None]:
    """For each find the id of its entry, if the style might edit a find of that entry in this text; else None.

    Cost: the style is asked once for all finds with the same senses.
    """
    known: dict[int, tuple[str | None, bool]] = {}
    for find in annotations:
        # They are told apart by their identity, as long as the finds hold on to them: to hash what they say takes longer.
        if id(find.senses) not in known:
            known[id(find.senses)] = find.id, _can_be_edited(as_given(find), style)
    ids = {key for key, is_edited in known.values() if is_edited}
    keys = {senses: key if key in ids else None for senses, (key, _) in known.items()}
    return [keys[id(find.senses)] for find in annotations]


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

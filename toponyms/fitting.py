"""What a style makes of a find by itself, whatever stands around it: the name it wants, and that name as the surface has it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from toponyms.carrying import carried, is_caps, is_given
from toponyms.declined import cells, inflected, readings
from toponyms.inflect import Paradigms
from toponyms.model import Annotation, Name
from toponyms.style import Style

Annotate = Callable[[str], Sequence[Annotation]]

MOST_KEPT = 20_000
"""How many answers are remembered at a time, so that memory is constant."""

_Answer = TypeVar("_Answer")


class Fitted(NamedTuple):
    """A name in the case, the capitals and the spaces of a surface; None where no one form of it fits.

    One that was `carried` over into the surface stands as it is, whatever the words around it are.
    """

    form: str | None
    carried: bool = False


class Fitting:
    """Asks a style about finds, and remembers the answers: few names make many finds."""

    def __init__(self, annotate: Annotate, style: Style, paradigms: Paradigms) -> None:
        self.annotate, self.style, self.paradigms = annotate, style, paradigms
        # With the objects whose identities are the key, so that no other ones can have them.
        self._known: dict[tuple[object, ...], tuple[object, object, object]] = {}

    def decide(self, find: Annotation) -> tuple[Name | None, str]:
        """See `Style.decide`."""
        return self._remembered("decide", find, None, "", lambda: self.style.decide(find.senses[0].entry, find.name))

    def other_party(self, find: Annotation, name: Name) -> Name | None:
        """See `Style.other_party`; the name is one of the entry."""
        return self._remembered("other", find, name, "", lambda: self.style.other_party(find.senses[0].entry, name))

    def fitted(self, find: Annotation, name: Name) -> Fitted:
        """A name of the entry as it would stand in place of the find."""
        return self._remembered("fitted", find, name, find.surface, lambda: self._fitted(find, name))

    def is_found(self, find: Annotation, form: str) -> bool:
        """Whether a form by itself is found as a name of the same thing."""
        return self._remembered("found", find, None, form, lambda: {one.id for one in self.annotate(form)} == {find.id})

    def _remembered(
        self, question: str, find: Annotation, name: Name | None, surface: str, answer: Callable[[], _Answer]
    ) -> _Answer:
        key = question, id(find.senses), id(name), surface
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            known = self._known[key] = answer(), find.senses, name
        return known[0]  # type: ignore[return-value]

    def _fitted(self, find: Annotation, name: Name) -> Fitted:
        surface = find.surface
        if not is_given(surface, find.name, self.paradigms):
            return Fitted(self._carried(find, name), carried=True)
        form = inflected(name, find, self.paradigms)
        if form is None:
            return Fitted(None)
        return Fitted(form.upper() if is_caps(find) else form)

    def _carried(self, find: Annotation, name: Name) -> str | None:
        """The surface with the name in it, if what comes of that is a name of the same thing and of the same party."""
        old, new = (cells(one, self.paradigms) for one in (find.name, name))
        pairs = [
            (old.get(reading, find.name.form), new.get(wanted, name.form))
            for reading, wanted in readings(name, find, self.paradigms)
        ]
        written = carried(find.surface, find.name, pairs or [(find.name.form, name.form)])
        found = self.annotate(written) if written else ()
        if len(found) != 1 or (found[0].surface, found[0].id, found[0].usage) != (written, find.id, name.usage):
            return None
        return written

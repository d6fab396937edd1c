"""Edits of a long text, portion by portion, such that the text as rewritten is cut where the text as given is."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from toponyms.editing import Edits, apply
from toponyms.inflect import Paradigms
from toponyms.model import Annotation, Edit, Name
from toponyms.portions import IsFree, Portion, Source, cut, reach
from toponyms.prose import Prose
from toponyms.protect import is_plain
from toponyms.rewriting import Annotate, edits, unwritten
from toponyms.style import Style

MOST_CUTS = 5
"""How often the end of a portion may move."""

Left = tuple[Annotation, Name, str]
"""A find that the style would name otherwise, with that name and the rule that says so."""


class _Made(NamedTuple):
    """The edits of the portion that ends at `end`, in code points from its start on, and what is open at its end."""

    end: int
    edits: list[Edit]
    opened: str


class Writer(NamedTuple):
    """What it takes to rewrite texts by one style."""

    annotate: Annotate
    style: Style
    paradigms: Paradigms
    is_free: IsFree

    def stream(self, chunks: Iterable[str], apart: bool = False) -> Iterator[tuple[Portion, Edits]]:
        """The portions of a plain text that comes in chunks, each with its edits."""
        return ((portion, made) for portion, made, _ in self._portions(chunks, apart))

    def review(self, chunks: Iterable[str]) -> Iterator[tuple[Portion, Edits, list[Left]]]:
        """The portions of a plain text that comes in chunks, each with its edits and the finds that are left."""
        for portion, made, opened in self._portions(chunks):
            source = opened + portion.text
            if is_plain(source):
                yield portion, made, unwritten(portion.text, self.annotate, self.style, self.paradigms, made)
                continue
            from toponyms.directives import plain_prose

            prose = plain_prose(source).moved(-len(opened))
            lefts = [(prose.located(portion.text, [find])[0], name, reason) for find, name, reason in self.left(prose.text)]
            yield portion, made, lefts

    def left(self, text: str) -> list[Left]:
        """The finds in a prose that are left."""
        made = edits(text, self.annotate, self.style, self.paradigms)
        return unwritten(text, self.annotate, self.style, self.paradigms, made)

    def woven(self, text: str, prose: Prose, markup: str, alt: bool = False) -> list[Edit]:
        """The edits of a text in a markup, whose prose is given."""
        from toponyms.markup import prose_of
        from toponyms.weaving import woven

        return woven(
            text,
            prose,
            markup,
            lambda refused: edits(prose.text, self.annotate, self.style, self.paradigms, refused),
            lambda changed: prose_of(changed, markup, alt),
        )

    def _portions(self, chunks: Iterable[str], apart: bool = False) -> Iterator[tuple[Portion, Edits, str]]:
        source, opened = Source(chunks, apart), ""
        # An edited portion is cut with what follows on it, which may be as long again.
        while source.goes_on(2 * reach()):
            end, made, after = self._next(source.text, source.start, opened)
            yield source.take(end), Edits(made), opened
            opened = after

    def _next(self, text: str, start: int, opened: str) -> _Made:
        """The edits of the next portion of a text, and where it ends; `opened` is what is open where it starts.

        What is written can move the end: a line end lost with a name that it broke, or a longer name where portions are measured
        by their length. So the edited text is cut again, and if the end is elsewhere there, that portion is read instead. If no
        end settles, nothing is edited, and all is as before when the text is read again.
        """
        end = first = cut(text, start, self.is_free)
        after = ""
        for _ in range(MOST_CUTS):
            part = text[start:end]
            made, after = self._edits(part, opened)
            edited = apply(part, made) if made else part
            again = cut(edited + text[end : end + reach()], 0, self.is_free) if made else len(part)
            if again == len(edited):
                return _Made(end, made, after)
            end = start + Edits(made).inverse().map(again)
        return _Made(first, [], self._edits(text[start:first], opened)[1])

    def _edits(self, part: str, opened: str) -> tuple[list[Edit], str]:
        """The edits of one portion, and what is open at its end."""
        source = opened + part
        if is_plain(source):
            return edits(source, self.annotate, self.style, self.paradigms), ""
        from toponyms.directives import plain_portion

        prose, after = plain_portion(source)
        made, shift = self.woven(source, prose, "text"), len(opened)
        return [edit._replace(start=edit.start - shift, end=edit.end - shift) for edit in made] if shift else made, after

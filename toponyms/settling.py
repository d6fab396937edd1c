"""Edits of a long text, portion by portion, such that the text as rewritten is cut where the text as given is."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from toponyms import portions
from toponyms.borders import Borders
from toponyms.editing import Edits, apply
from toponyms.fitting import Fitting
from toponyms.model import Annotation, Edit, Name
from toponyms.portions import Portion, Source, cut, ends_with_paragraph, is_closed, is_whole, near, reach
from toponyms.prose import Prose
from toponyms.protect import is_plain
from toponyms.rewriting import Reader, edits, introductions, unwritten

MOST_CUTS = 5
"""How often the end of a portion may move."""

Left = tuple[Annotation, Name, str]
"""A find that the style would name otherwise, with that name and the rule that says so."""


class Before(NamedTuple):
    """What a portion goes on from: directives and code that are open, as text to put before it, and the ids introduced so far.

    In the first `held` code points no name is rewritten, since the end of the portion before depends on them.
    """

    opened: str = ""
    introduced: frozenset[str] = frozenset()
    held: int = 0


BEGINNING = Before()


class _Made(NamedTuple):
    """The edits of the portion that ends at `end`, in code points from its start on, and what the next one goes on from."""

    end: int
    edits: list[Edit]
    after: Before


class Writer(NamedTuple):
    """What it takes to rewrite texts by one style."""

    fitting: Fitting
    borders: Borders

    def stream(self, chunks: Iterable[str], apart: bool = False, opened: str = "") -> Iterator[tuple[Portion, Edits]]:
        """The portions of a plain text that comes in chunks, each with its edits; `opened` is what is open where it begins."""
        return ((portion, made) for portion, made, _ in self._portions(chunks, apart, Before(opened)))

    def alone(self, part: str, ahead: str | None, opened: str) -> list[Edit] | None:
        """The edits of a portion, read before the portions before it are; None where these, or those behind it, have a say.

        `ahead` is what comes behind it, `near()` code points of it at least, None where it ends with a paragraph. The style must
        introduce nothing.
        """
        before = Before(opened)
        if ahead is None:
            made, _ = self._edits(part, before)
            edited = apply(part, made)
            return made if self._is_closed(edited) and (not made or ends_with_paragraph(edited)) else None
        end, made, after = self._next(part + ahead, 0, before)
        # Else the end of the edited portion might depend on more of what comes behind it.
        is_seen = len(ahead) < near() or is_whole(apply(part, made))
        return made if end == len(part) and is_seen and not after.held else None

    def review(self, chunks: Iterable[str]) -> Iterator[tuple[Portion, Edits, list[Left]]]:
        """The portions of a plain text that comes in chunks, each with its edits and the finds that are left."""
        for portion, made, before in self._portions(chunks):
            source = before.opened + portion.text
            if is_plain(source):
                yield portion, made, unwritten(portion.text, self._reader(None, before.introduced), made)
                continue
            from toponyms.directives import plain_prose

            prose = plain_prose(source).moved(-len(before.opened))
            yield portion, made, self.left(portion.text, prose, before.introduced)

    def left(self, text: str, prose: Prose, introduced: frozenset[str] = frozenset()) -> list[Left]:
        """The finds that are left in a text whose prose is given."""
        reader = self._reader(prose, introduced)
        lefts = unwritten(prose.text, reader, edits(prose.text, reader))
        return [(prose.located(text, [find])[0], name, reason) for find, name, reason in lefts]

    def woven(
        self, text: str, prose: Prose, markup: str, alt: bool = False, introduced: frozenset[str] = frozenset(), held: int = 0
    ) -> list[Edit]:
        """The edits of a text in a markup, whose prose is given; none starts in the first `held` code points."""
        from toponyms.markup import prose_of
        from toponyms.weaving import woven

        reader = self._reader(prose, introduced)
        places = range(len(prose.text))
        kept = places[: bisect_left(places, held, key=lambda at: prose.source(at, at + 1)[0])] if held else places[:0]
        return woven(
            text,
            prose,
            markup,
            lambda refused: edits(prose.text, reader, refused.union(kept)),
            lambda changed: prose_of(changed, markup, alt),
        )

    def _reader(self, prose: Prose | None, introduced: frozenset[str]) -> Reader:
        return Reader(self.fitting, prose and prose.parts, introduced=introduced)

    def _portions(
        self, chunks: Iterable[str], apart: bool = False, before: Before = BEGINNING
    ) -> Iterator[tuple[Portion, Edits, Before]]:
        source = Source(chunks, apart)
        # An edited portion is cut with what follows on it, which may be as long again.
        while source.goes_on(2 * reach()):
            end, made, after = self._next(source.text, source.start, before)
            yield source.take(end), Edits(made), before
            before = after

    def _next(self, text: str, start: int, before: Before) -> _Made:
        """The edits of the next portion of a text, and where it ends.

        What is written can move the end: a line end lost with a name that it broke, or a longer name where portions are measured
        by their length. So the edited text is cut again, and if the end is elsewhere there, that portion is read instead. If no
        end settles, nothing is edited up to the farthest that was tried: all that this hangs on is then as before when the text
        is read again, and so comes to the same.
        """
        end = first = farthest = cut(text, start, self.borders)
        for _ in range(MOST_CUTS):
            part = text[start:end]
            made, opened = self._edits(part, before)
            edited = apply(part, made)
            is_cut = not made and end == first
            again = len(edited) if is_cut else cut(edited + text[end : end + reach()], 0, self.borders)
            if again == len(edited):
                held = max(before.held - again, 0 if self._is_closed(edited) else portions.BESIDE)
                return _Made(end, made, Before(opened, self._introduced(edited, before.introduced), held))
            end = start + Edits(made).inverse().map(again)
            farthest = max(farthest, end)
            # No more of the text need be at hand.
            if end - start > reach():
                break
        opened = self._edits(text[start:farthest], before)[1]
        return _Made(farthest, [], Before(opened, before.introduced, portions.BESIDE))

    def _is_closed(self, part: str) -> bool:
        return is_closed(part[-portions.BESIDE :], self.borders)

    def _edits(self, part: str, before: Before) -> tuple[list[Edit], str]:
        """The edits of one portion, and what is open at its end."""
        source, opened, shift = before.opened + part, "", len(before.opened)
        if is_plain(source):
            made = edits(source, self._reader(None, before.introduced), range(before.held))
        else:
            from toponyms.directives import plain_portion

            prose, opened = plain_portion(source)
            made = self.woven(source, prose, "text", introduced=before.introduced, held=shift + before.held)
        return [edit._replace(start=edit.start - shift, end=edit.end - shift) for edit in made] if shift else made, opened

    def _introduced(self, text: str, introduced: frozenset[str]) -> frozenset[str]:
        """The ids that are introduced at the end of a portion as rewritten."""
        if not self.fitting.style.first:
            return introduced
        prose = None
        if not is_plain(text):
            from toponyms.directives import plain_prose

            prose = plain_prose(text)
        return introductions(prose.text if prose else text, self._reader(prose, introduced))

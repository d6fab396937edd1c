"""Edits as values: made, taken back, and offsets of the text moved along with them."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from toponyms.errors import EditsError
from toponyms.model import Edit


class Edits(tuple[Edit, ...]):
    """What a style changes in one text: a tuple of `Edit`s, sorted and disjoint, in code points of the text as given.

    >>> edits = Edits([Edit(3, 9, "Iturup", "Etorofu", "iturup")])
    >>> apply("On Iturup.", edits), edits.restore("On Etorofu.")
    ('On Etorofu.', 'On Iturup.')
    """

    def map(self, offset: int, *, end: bool = False) -> int:
        """Where an offset of the text as given lies in the text as edited, so that annotations can be moved along.

        An offset inside the old name, which has no place in the new one, goes to where the new name starts; with `end`, to
        where it ends. So a span that cuts into a name holds the whole new one. Cost: a binary search, after the first call.

        >>> edits = Edits([Edit(3, 9, "Iturup", "Etorofu", "iturup")])
        >>> edits.map(3), edits.map(9, end=True), edits.map(5), edits.map(5, end=True), edits.map(10)
        (3, 10, 3, 10, 11)
        """
        number = bisect_right(self, offset, key=lambda edit: edit.start) - 1
        if number < 0:
            return offset
        edit, shift = self[number], self._shifts[number]
        if offset == edit.start or edit.start < offset < edit.end:
            return edit.start + shift + (len(edit.new) if end and offset > edit.start else 0)
        return offset + shift + len(edit.new) - len(edit.old)

    @cached_property
    def _shifts(self) -> list[int]:
        """For each edit how far those before it move the text."""
        return list(accumulate((len(edit.new) - len(edit.old) for edit in self), initial=0))

    def inverse(self) -> "Edits":
        """The edits of the text as edited that lead back to the text as given.

        >>> [(edit.start, edit.end, edit.new) for edit in Edits([Edit(3, 9, "Iturup", "Etorofu", "iturup")]).inverse()]
        [(3, 10, 'Iturup')]
        """
        return Edits(
            edit._replace(start=edit.start + shift, end=edit.start + shift + len(edit.new), old=edit.new, new=edit.old)
            for edit, shift in zip(self, self._shifts, strict=False)
        )

    def restore(self, edited: str) -> str:
        """The text as given, from the text as edited. Raises `EditsError` where a name that was written no longer stands.

        What stands between the names is not looked at: to know that it is unchanged, `toponyms restore` keeps checksums.
        """
        back = self.inverse()
        for edit in back:
            if edited[edit.start : edit.end] != edit.old:
                raise EditsError(edit.start, f"{edit.old!r} does not stand at {edit.start}, where it was written")
        return apply(edited, back)


def apply(text: str, changes: Iterable[Edit]) -> str:
    """The text with the edits made; `changes` are sorted and disjoint.

    >>> apply("On Iturup.", [Edit(3, 9, "Iturup", "Etorofu", "iturup")])
    'On Etorofu.'
    """
    pieces: list[str] = []
    at = 0
    for edit in changes:
        pieces += (text[at : edit.start], edit.new)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)

"""Where no name reaches across a place of a text, or could, so that a long text may be cut there."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from toponyms.edges import joins, may_start
from toponyms.fold import fold
from toponyms.hyphenation import broken_hits
from toponyms.matcher import Matcher, in_threes
from toponyms.packed import Packed

HEAD = 3
"""By so many characters most places are seen to begin no name."""

REMEMBERED = 20_000
"""Of how many beginnings it is kept whether a name goes on so; texts that are one thing over and over ask for few."""


class Borders:
    """What tells whether names reach across a place; `forms` are sorted, and those of the matcher."""

    def __init__(self, forms: Sequence[str], matcher: Matcher) -> None:
        self._forms, self._matcher = forms, matcher
        self._longest = forms.longest if isinstance(forms, Packed) else max(map(len, forms), default=0)
        self._goes_on = lru_cache(REMEMBERED)(self._is_begun)

    def is_closed(self, before: str) -> bool:
        r"""Whether no name that begins in a text could go on behind it, whatever stands there. Cost: some searches by halves.

        >>> from toponyms.matcher import HeadMatcher
        >>> borders = Borders(["Kuril Islands", "Kurils"], HeadMatcher(["Kuril Islands", "Kurils"]))
        >>> [borders.is_closed(text) for text in ("the Kurils ", "the Kuril\n", "the Kuril,\n")]
        [True, False, True]
        """
        folded = fold(before)
        text = folded.text
        # What folding leaves of a blank line.
        if text.endswith("  "):
            return True
        stem = text.removesuffix(" ")
        # Kuna-⏎shir
        if stem[-1:] == "-" and stem[-2:-1].isalpha():
            return False
        # A break between two Japanese characters vanishes; behind others it is a space.
        joints = (" ",) if stem != text and joins(stem[-1:] or " ") else (" ", "") if stem != text else ("",)
        hyphens = {at - 1 for at in folded.breaks}
        joined = "".join(character for at, character in enumerate(stem) if at not in hyphens) if hyphens else stem
        return not any(self._goes_on(begun + joint) for one in {stem, joined} for begun in self._begun(one) for joint in joints)

    def is_free(self, text: str, at: int) -> bool:
        """Whether no form stands across a place of a text. Cost: that of a look at the text, which should be short."""
        folded = fold(text)
        hits = [*in_threes(self._matcher.spans(folded.text + " "))]
        hits += broken_hits(folded, self._matcher) if folded.breaks else []
        return not any(first < at < last for first, last in (folded.source(start, end) for _, start, end in hits))

    def _begun(self, text: str) -> Iterator[str]:
        """What a name may have begun with at the end of a text, the shortest first, which is the likeliest to go on."""
        places = range(len(text) - 1, max(-1, len(text) - self._longest - 1), -1)
        hopeful = (at for at in places if at > len(text) - HEAD or self._goes_on(text[at : at + HEAD]))
        return (text[at:] for at in hopeful if may_start(text, at))

    def _is_begun(self, begun: str) -> bool:
        """Whether there is a form that begins so and is longer."""
        at = bisect_right(self._forms, begun)
        return at < len(self._forms) and self._forms[at].startswith(begun)

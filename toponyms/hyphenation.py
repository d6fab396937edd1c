"""Hits of names that a hyphen breaks at the end of a line: Kuna-⏎shir."""

from toponyms.fold import Folded
from toponyms.matcher import Hit, Matcher, in_threes

REACH = 80
"""How many code points of a name may stand on either side of the break."""


def broken_hits(folded: Folded, matcher: Matcher) -> list[Hit]:
    """The hits that are there once hyphens at line ends are taken away, as spans of the folded text.

    A hyphen that belongs to a name (Yuzhno-⏎Kurilsk) needs nothing of this. Nobody breaks a word behind its first letter or
    before its last, nor before a capital unless all are. Cost: a second look at the text around such line ends, no more.
    """
    text = folded.text
    breaks = [at for at in folded.breaks if _may_divide(text, at)]
    pieces: list[str] = []
    # Where each stretch of text between hyphens begins in the joined pieces and in the text, and the break it was taken for.
    stretches: list[tuple[int, int]] = []
    places: list[int] = []
    length = first = 0
    for number, at in enumerate(breaks):
        start, end = max(0, at - REACH), at + REACH
        while breaks[first] <= start:
            first += 1
        cuts = [cut for cut in breaks[first : number + REACH] if cut < end]
        begin = start
        for cut in (*cuts, end + 1):
            stretches.append((length, begin))
            places.append(at)
            pieces.append(text[begin : cut - 1])
            length += len(pieces[-1])
            begin = cut
        # No name reaches across a form feed.
        pieces.append("\f")
        length += 1
    found = set()
    following = 0
    for index, start, end in in_threes(matcher.spans("".join((*pieces, " ")))) if pieces else ():
        while following < len(stretches) and stretches[following][0] <= start:
            following += 1
        last = following
        while last < len(stretches) and stretches[last][0] < end:
            last += 1
        at = places[following - 1]
        hit = (index, start + _shift(stretches[following - 1]), end + _shift(stretches[last - 1]))
        if hit[1] < at - 1 and at < hit[2]:
            found.add(hit)
    return list(found)


def _shift(stretch: tuple[int, int]) -> int:
    return stretch[1] - stretch[0]


def _may_divide(text: str, at: int) -> bool:
    before, after = text[at - 3 : at - 1], text[at : at + 2]
    letters = len(before) == len(after) == 2 and before.isalpha() and after.isalpha()
    return letters and (after[0].islower() or before.isupper())

"""Hits → disjoint annotations: each hit is judged, and the longest from the left is kept."""

import gc
from functools import partial
from string import ascii_letters

from toponyms.edges import joins
from toponyms.fold import Folded, fold
from toponyms.hyphenation import broken_hits
from toponyms.judge import CLEAR_AFTER, Judge, Senses
from toponyms.lexicon import Lexicon
from toponyms.matcher import Hit, Matcher, leftmost_longest
from toponyms.model import Annotation

_LETTERS = frozenset(ascii_letters)

LARGE = 1_000_000
"""From how many code points on the collector of cyclic garbage pauses while a text is read."""

_new_annotation = partial(tuple.__new__, Annotation)


class _Finds:
    """What is kept, as columns: no object is made for a find before its place in the given text is known."""

    __slots__ = ("ends", "senses", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.senses: list[Senses] = []

    def keep(self, start: int, end: int, senses: Senses) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.senses.append(senses)


def annotate(text: str, lexicon: Lexicon, matcher: Matcher) -> list[Annotation]:
    """Find every name; cannot raise on a `str`. Cost: linear in the text."""
    # A large text makes hundreds of thousands of tuples and no cycles; to look for cycles among them takes a sixth of the time.
    pause = len(text) > LARGE and gc.isenabled()
    if pause:
        gc.disable()
    try:
        return _annotate(text, lexicon, matcher)
    finally:
        if pause:
            gc.enable()


def _annotate(text: str, lexicon: Lexicon, matcher: Matcher) -> list[Annotation]:
    folded = fold(text)
    hits = matcher.spans(folded.text, folded.others)
    patterns: dict[int, list[Hit]] = {}
    if lexicon.patterns or folded.breaks:
        found = _pattern_hits(folded.text, lexicon) + broken_hits(folded, matcher)
        hits = sorted(hits + found, key=leftmost_longest) if found else hits
        for hit in found:
            patterns.setdefault(hit[1], []).append(hit)
    if not hits:
        return []
    # The one space at the end is the neighbour of the last character and, as text[-1], of the first one.
    judge = Judge(folded.text + " ", lexicon, hits)
    finds = _sweep(judge, lexicon, hits, patterns, matcher)
    starts, ends = _unfold(folded, finds) if folded.starts else (finds.starts, finds.ends)
    surfaces = map(text.__getitem__, map(slice, starts, ends))
    return list(map(_new_annotation, zip(starts, ends, surfaces, finds.senses, strict=True)))


def _sweep(judge: Judge, lexicon: Lexicon, hits: list[Hit], patterns: dict[int, list[Hit]], matcher: Matcher) -> _Finds:
    """Keep what counts, the longest from the left, each tested against the last one that was *kept*.

    Every hit that the matcher does not give starts inside one that it gives. Where one of these does not count, or overlaps
    what is kept, shorter ones and ones that start inside it get their chance; between hits there is nothing to look for.
    """
    finds = _Finds()
    keep_start, keep_end, keep_senses = finds.starts.append, finds.ends.append, finds.senses.append
    text, plain, settled, decide, accept = judge.text, lexicon.plain, judge.settled, judge.decide, judge.accept
    done = 0
    alternatives = lexicon.alternatives
    senses: Senses | None
    for index, start, end in hits:
        if start >= done:
            after = text[end]
            if text[start - 1] == " " and (after in CLEAR_AFTER or (after == "." and text[end + 1] == " ")):
                senses = plain[index] or settled.get(index) or decide(index, start, end)
            elif after in _LETTERS and text[end - 1] in _LETTERS:
                # Japan in Japanese: the commonest thing that a name can turn out to be.
                if alternatives.get(index) is False and not patterns:
                    continue
                senses = None
            else:
                senses = accept(index, start, end)
            if senses:
                keep_start(start)
                keep_end(end)
                keep_senses(senses)
                done = end
                continue
            if not patterns and not lexicon.has_alternatives(index, matcher):
                continue
        if end > done:
            done = _second_chance(judge, max(start, done), end, finds, patterns, matcher)
    return finds


def _second_chance(judge: Judge, start: int, end: int, finds: _Finds, patterns: dict[int, list[Hit]], matcher: Matcher) -> int:
    """Keep what counts among all hits that start in [start, end); returns how far the text is done."""
    text, done = judge.text, start
    for at in range(start, end):
        # A name cannot start inside a word; only few places are left to look at.
        if at < done or (joins(text[at - 1]) and joins(text[at])):
            continue
        hits = matcher.starting(text, at, at + 1)
        if at in patterns:
            hits = sorted(hits + patterns[at], key=leftmost_longest)
        for index, hit_start, hit_end in hits:
            senses = judge.accept(index, hit_start, hit_end)
            if senses:
                finds.keep(hit_start, hit_end, senses)
                done = hit_end
                break
    return max(done, end)


def _unfold(folded: Folded, finds: _Finds) -> tuple[list[int], list[int]]:
    """The spans in the text as given; finds and folded stretches both come in order and are walked side by side."""
    anchors, sources = folded.starts, folded.sources
    count = len(anchors)
    starts, ends = [], []
    following = 0
    for start, end in zip(finds.starts, finds.ends, strict=True):
        while following < count and anchors[following] <= start:
            following += 1
        shift = sources[following - 1] - anchors[following - 1] if following else 0
        if (following == count or anchors[following] >= end) and end - start > 1:
            starts.append(start + shift)
            ends.append(end + shift)
        else:
            source_start, source_end = folded.source(start, end)
            starts.append(source_start)
            ends.append(source_end)
    return starts, ends


def _pattern_hits(text: str, lexicon: Lexicon) -> list[Hit]:
    """Hits of names that are patterns; they are numbered on from the forms."""
    return [
        (number, *match.span())
        for number, pattern in enumerate(lexicon.patterns, len(lexicon.forms))
        for match in pattern.finditer(text)
        if match[0] and match[0] == match[0].strip()
    ]

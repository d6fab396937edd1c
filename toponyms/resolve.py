"""Hits → disjoint annotations: each hit is judged, and the longest from the left is kept."""

import gc
from typing import NamedTuple

from toponyms.edges import is_clear, joins
from toponyms.fold import Folded, fold
from toponyms.hyphenation import broken_hits
from toponyms.judge import Judge, Senses, Settled
from toponyms.lexicon import Lexicon, is_phrase
from toponyms.matcher import Hit, Matcher, leftmost_longest
from toponyms.model import Annotation
from toponyms.speed import compiled

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

LARGE = 100_000
"""From how many code points on the collector of cyclic garbage pauses while a text is read."""


class Finds(NamedTuple):
    """What is kept, as columns: no object is made for a find before its place in the given text is known."""

    starts: list[int]
    ends: list[int]
    senses: list[Senses]

    def keep(self, start: int, end: int, senses: Senses) -> None:
        """Add a find to the columns."""
        self.starts.append(start)
        self.ends.append(end)
        self.senses.append(senses)


class Read(NamedTuple):
    """A text as it was read: folded, with whoever judges its hits, the hits that no matcher gives, and what is kept."""

    folded: Folded
    judge: Judge
    hits: list[Hit]
    patterns: dict[int, list[Hit]]
    """Hits of names that are patterns, or broken at a line end, by their start."""
    taken: Finds
    """What is kept, fixed phrases among it."""
    finds: Finds


def annotate(
    text: str,
    lexicon: Lexicon,
    matcher: Matcher,
    nested: bool = False,
    hashtags: bool = True,
    start: int = 0,
    end: int | None = None,
) -> list[Annotation]:
    """Find every name, and names nested in longer ones if they are wanted; cannot raise on a `str`. Cost: linear in the text.

    What is read is the portion [start, end) alone; spans are those in the text.
    """
    part = text[start:end]
    # A large text makes hundreds of thousands of tuples and no cycles; to look for cycles among them takes a sixth of the time.
    pause = len(part) > LARGE and gc.isenabled()
    if pause:
        gc.disable()
    try:
        reading = read(part, lexicon, matcher, hashtags)
        finds = with_nested(reading, matcher) if nested else reading.finds
        anchors, sources, widths = reading.folded.starts, reading.folded.sources, reading.folded.widths
        if start:
            anchors, sources, widths = [0, *anchors], [start, *(place + start for place in sources)], [1, *widths]
        return _records(text, *finds, anchors, sources, widths, Annotation)
    finally:
        if pause:
            gc.enable()


def read(text: str, lexicon: Lexicon, matcher: Matcher, hashtags: bool = True) -> Read:
    """Fold a text, look for hits and judge them: all that is known of it before spans lead back to the text as given."""
    folded = fold(text)
    hits = matcher.spans(folded.text, folded.others)
    patterns: dict[int, list[Hit]] = {}
    if lexicon.patterns or folded.breaks:
        found = _pattern_hits(folded.text, lexicon) + broken_hits(folded, matcher)
        hits = sorted(hits + found, key=leftmost_longest) if found else hits
        for hit in found:
            patterns.setdefault(hit[1], []).append(hit)
    # The one space at the end is the neighbour of the last character and, as text[-1], of the first one.
    judge = Judge(folded.text + " ", lexicon, hits, hashtags)
    taken = Finds([], [], [])
    if hits:
        otherwise = _Otherwise(judge, lexicon, taken, patterns, matcher)
        alternatives = None if patterns else lexicon.alternatives
        _sweep(judge.text, hits, lexicon.plain, judge.settled, alternatives, *judge.surroundings, *taken, otherwise)
    return Read(folded, judge, hits, patterns, taken, without_phrases(taken) if judge.met_phrase else taken)


def without_phrases(taken: Finds) -> Finds:
    """What is found of what is kept: a fixed phrase keeps its place from other names and is none itself."""
    found = Finds([], [], [])
    for start, end, senses in zip(*taken, strict=True):
        if not any(map(is_phrase, senses)):
            found.keep(start, end, senses)
    return found


def with_nested(reading: Read, matcher: Matcher) -> Finds:
    """The finds, each with the names inside it that count there by themselves; sorted by start, the longest first."""
    judge, found = reading.judge, Finds([], [], [])
    # What forms lie inside a find is the same wherever it stands.
    known: dict[str, list[Hit]] = {}
    for start, end, senses in zip(*reading.finds, strict=True):
        found.keep(start, end, senses)
        name = judge.text[start:end]
        if name not in known:
            known[name] = matcher.starting(name, 0, len(name))
        taken = start, end
        hits = [(index, start + first, start + last) for index, first, last in known[name]]
        for index, first, last in with_patterns(reading, hits, start, end):
            if last <= end and (first, last) != taken and (meant := judge.accept(index, first, last)):
                taken = first, last
                if not any(map(is_phrase, meant)):
                    found.keep(first, last, meant)
    return found


def with_patterns(reading: Read, hits: list[Hit], start: int, end: int) -> list[Hit]:
    """The hits, all of which start in [start, end), and those that no matcher gives, sorted by start, the longest first."""
    others = [hit for at in range(start, end) for hit in reading.patterns.get(at, ())] if reading.patterns else []
    return sorted(hits + others, key=leftmost_longest) if others else hits


def sweep(
    text: str,
    hits: list[Hit],
    plain: list[Senses | None],
    settled: dict[int, Settled],
    alternatives: dict[int, bool] | None,
    openers: str,  # noqa: ARG001 - the compiled function is given what `is_clear` knows
    closers: str,  # noqa: ARG001
    triggers: str,  # noqa: ARG001
    starts: list[int],
    ends: list[int],
    senses: list[Senses],
    otherwise: "_Otherwise",
) -> None:
    """Keep what counts in the columns, the longest from the left, each tested against the last one that was *kept*.

    Settled here are the many that plainly stand between spaces and need neither guard nor cue, and those that another
    letter follows, Japan in Japanese, the commonest thing that a name can turn out to be. For the rest `otherwise` is given
    a hit and how far the text is done, and says how far it is done then.
    """
    done = 0
    for index, start, end in hits:
        if start >= done:
            if is_clear(text, start, end):
                meant = plain[index]
                known = None if meant else settled.get(index)
                if known:
                    meant = known.at(text, start, end)
                    if meant == () and alternatives and alternatives.get(index) is False:
                        continue
                if meant:
                    starts.append(start)
                    ends.append(end)
                    senses.append(meant)
                    done = end
                    continue
            elif text[end] in _LETTERS and text[end - 1] in _LETTERS and alternatives and alternatives.get(index) is False:
                continue
        elif end <= done:
            continue
        done = otherwise(index, start, end, done)


class _Otherwise(NamedTuple):
    """What becomes of a hit that has to be judged.

    Every hit that the matcher does not give starts inside one that it gives. Where one of these does not count, or overlaps
    what is kept, shorter ones and ones that start inside it get their chance; between hits there is nothing to look for.
    """

    judge: Judge
    lexicon: Lexicon
    finds: Finds
    patterns: dict[int, list[Hit]]
    matcher: Matcher

    def __call__(self, index: int, start: int, end: int, done: int) -> int:
        """Keep the hit if it counts, or what counts instead of it; returns how far the text is done."""
        if start >= done:
            senses = self.judge.accept(index, start, end)
            if senses:
                self.finds.keep(start, end, senses)
                return end
            if not self.patterns and not self.lexicon.has_alternatives(index, self.matcher):
                return done
        return _second_chance(self.judge, max(start, done), end, self.finds, self.patterns, self.matcher)


def _second_chance(judge: Judge, start: int, end: int, finds: Finds, patterns: dict[int, list[Hit]], matcher: Matcher) -> int:
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


def records(
    text: str,
    starts: list[int],
    ends: list[int],
    senses: list[Senses],
    anchors: list[int],
    sources: list[int],
    widths: list[int],
    make: type[Annotation],
) -> list[Annotation]:
    """The finds of a folded text, given as columns, as annotations of the text; `anchors` and so on are those of `Folded`.

    Finds and folded stretches both come in order and are walked side by side.
    """
    count, following = len(anchors), 0
    found = []
    for start, end, meant in zip(starts, ends, senses, strict=True):
        while following < count and anchors[following] <= start:
            following += 1
        last = following
        while last < count and anchors[last] < end:
            last += 1
        source_start, source_end = start, end
        if following:
            source_start += sources[following - 1] - anchors[following - 1]
        if last:
            offset = end - 1 - anchors[last - 1]
            source_end = sources[last - 1] + offset + (1 if offset else widths[last - 1])
        found.append(make(source_start, source_end, text[source_start:source_end], meant))
    return found


def _pattern_hits(text: str, lexicon: Lexicon) -> list[Hit]:
    """Hits of names that are patterns; they are numbered on from the forms."""
    return [
        (number, *match.span())
        for number, pattern in enumerate(lexicon.patterns, len(lexicon.forms))
        for match in pattern.finditer(text)
        if match[0] and match[0] == match[0].strip()
    ]


# The same functions, compiled.
_sweep = compiled.sweep if compiled else sweep
_records = compiled.records if compiled else records

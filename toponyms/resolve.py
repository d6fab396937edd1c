"""Hits → disjoint annotations: each hit is judged, and the longest from the left is kept."""

from array import array
from bisect import bisect_left
from itertools import compress
from typing import NamedTuple

from toponyms.edges import CLOSERS, OPENERS, may_start
from toponyms.fold import Folded, fold, records_of
from toponyms.hyphenation import broken_hits
from toponyms.judge import Judge
from toponyms.lexicon import Lexicon, is_phrase
from toponyms.matcher import HeadMatcher, Hit, Hits, Matcher, in_threes, leftmost_longest
from toponyms.model import Annotation
from toponyms.settled import Senses
from toponyms.speed import compiled, uncollected

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
    if len(text) > LARGE:
        # In a large text a sixth of the time goes to the collector.
        with uncollected():
            return _annotated(text, lexicon, matcher, nested, hashtags, start, end)
    return _annotated(text, lexicon, matcher, nested, hashtags, start, end)


def _annotated(
    text: str, lexicon: Lexicon, matcher: Matcher, nested: bool, hashtags: bool, start: int, end: int | None
) -> list[Annotation]:
    folded = fold(text[start:end])
    plain, anchors, sources, widths, breaks = folded
    page = plain + " "
    hits = matcher.spans(page)
    # Most short texts name nothing, and need nothing else.
    if not hits and not lexicon.patterns and not breaks:
        return []
    judge, patterns, taken = _judged(folded, page, hits, lexicon, matcher, hashtags)
    finds = without_phrases(taken) if judge.met_phrase else taken
    if nested:
        finds = with_nested(Read(folded, judge, patterns, taken, finds), matcher)
    if start:
        anchors, sources, widths = [0, *anchors], [start, *(place + start for place in sources)], [1, *widths]
    return records_of(text, *finds, anchors, sources, widths, Annotation)


def read(text: str, lexicon: Lexicon, matcher: Matcher, hashtags: bool = True) -> Read:
    """Fold a text, look for hits and judge them: all that is known of it before spans lead back to the text as given."""
    folded = fold(text)
    page = folded.text + " "
    judge, patterns, taken = _judged(folded, page, matcher.spans(page), lexicon, matcher, hashtags)
    return Read(folded, judge, patterns, taken, without_phrases(taken) if judge.met_phrase else taken)


def _judged(
    folded: Folded, page: str, hits: Hits, lexicon: Lexicon, matcher: Matcher, hashtags: bool
) -> tuple[Judge, dict[int, list[Hit]], Finds]:
    """Who judged the hits of a page, the hits that no matcher gives, and what is kept; see `Read`."""
    # The one space at the end of the page is the neighbour of its last character and, as page[-1], of the first one.
    patterns: dict[int, list[Hit]] = {}
    if lexicon.patterns or folded.breaks:
        found = _pattern_hits(folded.text, lexicon) + broken_hits(folded, matcher)
        hits = merged(hits, found) if found else hits
        for hit in sorted(found, key=leftmost_longest):
            patterns.setdefault(hit[1], []).append(hit)
    judge = Judge(page, lexicon, hits, hashtags)
    taken = Finds([], [], [])
    if hits:
        if compiled and isinstance(matcher, HeadMatcher):
            # Named one by one, since tuples of them, to be unpacked in the call, are felt where a text is short.
            mentions, (forms, heads), (starts, ends, senses) = judge.mentions, matcher.tables, taken
            met = compiled.sweep(
                page, hits, mentions.stood, forms, heads, lexicon.plain, judge.settled, mentions.known, mentions.packed,
                OPENERS, CLOSERS, judge.triggers, patterns, starts, ends, senses, judge.accept, judge.learn,
            )  # fmt: skip
            judge.met_phrase |= met
        else:
            sweep(hits, patterns, judge, matcher, taken)
    return judge, patterns, taken


def merged(hits: Hits, found: list[Hit]) -> Hits:
    """The hits of a matcher and others, in order."""
    given = memoryview(hits).cast("i")
    places, together, done = range(len(given) // 3), array("i"), 0
    for hit in sorted(found, key=leftmost_longest):
        place = bisect_left(
            places, leftmost_longest(hit), key=lambda at: leftmost_longest((given[3 * at], given[3 * at + 1], given[3 * at + 2]))
        )
        together += array("i", given[done : 3 * place]) + array("i", hit)
        done = 3 * place
    return (together + array("i", given[done:])).tobytes()


def without_phrases(taken: Finds) -> Finds:
    """What is found of what is kept: a fixed phrase keeps its place from other names and is none itself."""
    # Few forms make many finds; they are told apart by their identity.
    known = {id(senses): not any(map(is_phrase, senses)) for senses in {id(senses): senses for senses in taken.senses}.values()}
    is_name = [known[id(senses)] for senses in taken.senses]
    starts, ends, meant = taken
    return Finds(list(compress(starts, is_name)), list(compress(ends, is_name)), list(compress(meant, is_name)))


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


def sweep(hits: Hits, patterns: dict[int, list[Hit]], judge: Judge, matcher: Matcher, finds: Finds) -> None:
    """Keep what counts, the longest from the left, each tested against the last one that was *kept*.

    Whatever may count starts inside a hit. Where one of these does not count, or overlaps what is kept, shorter ones and ones
    that start inside it get their chance; between hits there is nothing to look for.
    """
    text, done = judge.text, 0

    def is_kept(hit: Hit) -> bool:
        senses = judge.accept(*hit)
        if senses:
            finds.keep(hit[1], hit[2], senses)
        return bool(senses)

    for hit in in_threes(hits):
        _, start, end = hit
        if end <= done:
            continue
        if start >= done and is_kept(hit):
            done = end
            continue
        start, done = max(start, done), max(start, done)
        for at in range(start, end):
            if at < done or not may_start(text, at):
                continue
            here = matcher.starting(text, at, at + 1)
            if at in patterns:
                here = sorted(here + patterns[at], key=leftmost_longest)
            if kept := next((other for other in here if other != hit and is_kept(other)), None):
                done = kept[2]
        done = max(done, end)


def _pattern_hits(text: str, lexicon: Lexicon) -> list[Hit]:
    """Hits of names that are patterns; they are numbered on from the forms."""
    return [
        (number, *match.span())
        for number, pattern in enumerate(lexicon.patterns, len(lexicon.forms))
        for match in pattern.finditer(text)
        if match[0] and match[0] == match[0].strip()
    ]

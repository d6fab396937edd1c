"""What a hit means where it stands: protected regions, guards and cues, for one text while it is read."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, NamedTuple

from toponyms.beside import REACH, SIDE, UNKNOWN, Check, Glance, Seen, checks, known_code
from toponyms.edges import CLOSERS, OPENERS, edges_hold, is_clear
from toponyms.lexicon import Lexicon, is_phrase
from toponyms.matcher import Hit
from toponyms.mentions import Mentions
from toponyms.model import SENTENCE, Cues, Guards, Sense
from toponyms.patterns import Match, match_after, match_before, search_near
from toponyms.protect import HASHES, TRIGGERS, protected_regions

LONGEST_SENTENCE = 1000
"""How far the end of a sentence or paragraph is looked for, in code points."""

# Of a blank line folding leaves two spaces and more, of everything else one.
_PARAGRAPH_END = re.compile(r"  +|[\f\u2029]")
_SENTENCE_END = re.compile(
    r"  +|[\f\u2029。！？]|[.!?…](?<!\b(?:Mr|Ms|Dr|St|No|др|ул|им|гг)\.)(?<!\b(?:Mrs|Gen|Sen|Gov|тов)\.)(?<!\b\w\.)"
    r"[\"”»’)\]]* (?=[\"“«„(\[]?[^\W\d_a-zа-яё])"
)

Senses = tuple[Sense, ...]


class Settled(NamedTuple):
    """What a form means wherever it starts at [first, last), by the codes of its neighbours, which `glance` knows."""

    meanings: dict[int, Senses]
    before: dict[str, int] | None
    after: dict[str, int] | None
    first: int
    last: int
    glance: Glance

    def at(self, text: str, start: int, end: int) -> Senses | None:
        """What the form means at [start, end), as far as its neighbours have been seen before."""
        if not self.first <= start < self.last:
            return None
        before = 0 if self.before is None else known_code(self.before, text, start, is_before=True)
        after = 0 if self.after is None else known_code(self.after, text, end, is_before=False)
        return None if UNKNOWN in (before, after) else self.meanings.get(before << SIDE | after)


NOTHING_SEEN: tuple[Seen, Seen] = (None, None)


class Judge:
    """Decides hits of one folded text that ends with a space; asked from left to right, it looks at each place once."""

    def __init__(self, text: str, lexicon: Lexicon, hits: list[Hit], hashtags: bool = True) -> None:
        self.text = text
        self._hashtags = hashtags
        self.settled: dict[int, Settled] = {}
        """What the forms mean that are settled by the document as a whole, were it not for what stands beside them."""
        self.met_phrase = False
        """Whether a fixed phrase was among what was decided."""
        self._lexicon = lexicon
        self.surroundings = OPENERS, CLOSERS, TRIGGERS if hashtags else TRIGGERS + HASHES
        self.mentions = Mentions(text, lexicon, hits, self.stands, self.surroundings)
        self._run = (0, 0)
        self._regions: list[tuple[int, int]] = []

    def accept(self, index: int, start: int, end: int) -> Senses | None:
        """The senses of a hit that is no part of a longer word and in no protected region; None if it does not count."""
        return self.decide(index, start, end) if self.stands(start, end) else None

    def stands(self, start: int, end: int) -> bool:
        """Whether a form at [start, end) is a word of its own, outside protected regions."""
        if is_clear(self.text, start, end):
            return True
        return edges_hold(self.text, start, end) and self.region(start, end) is None

    def decide(self, index: int, start: int, end: int) -> Senses | None:
        """Apply guards, then let cues choose: met cues beat none, more mentions beat fewer, equals stay candidates."""
        lexicon = self._lexicon
        if plain := lexicon.plain[index]:
            return plain
        settled = self.settled.get(index)
        if not (settled and settled.first <= start < settled.last):
            senses = lexicon.senses(index)
            if lexicon.plain[index]:
                return senses
            if any(map(is_phrase, senses)):
                self.met_phrase, settled = True, None
            else:
                settled = self._settle(index, senses, start, end)
            if not settled:
                return self._choose(senses, start, end, NOTHING_SEEN) or None
        before, after = settled.glance.look(self.text, start, end)
        if UNKNOWN in (before, after):
            return self._choose(lexicon.senses(index), start, end, NOTHING_SEEN) or None
        meant = settled.meanings.get(before << SIDE | after)
        if meant is None:
            seen = settled.glance.seen[before], settled.glance.seen[after]
            meant = settled.meanings[before << SIDE | after] = self._choose(lexicon.senses(index), start, end, seen)
        return meant or None

    def _settle(self, index: int, senses: Senses, start: int, end: int) -> Settled | None:
        """What the form means from here on, if that depends on its neighbours alone."""
        if len(senses) == 1:
            return self._settle_alone(index, senses[0], start, end)
        holds = self._holds(senses, start, end)
        if not holds:
            return None
        beside = self._lexicon.beside(index)
        glance = beside.of_all
        self.settled[index] = Settled({}, glance.before, glance.after, *holds, glance)
        return self.settled[index]

    def _settle_alone(self, index: int, sense: Sense, start: int, end: int) -> Settled | None:
        """The same of a form with one sense; what its neighbours then say is the same in every text and kept by the lexicon."""
        first, last = 0, len(self.text)
        states = []
        for cues in (sense.name.cues, sense.name.blocks):
            is_met = False
            if cues and cues.ids and cues.within > 0 and not cues.together:
                stretch = self.mentions.stretch(cues.ids, cues.within, start, end)
                is_met = stretch.is_named
                # A name that is a pattern can be longer elsewhere and reach further.
                if not is_met and index >= len(self._lexicon.forms):
                    return None
                first, last = max(first, stretch.first), min(last, stretch.last - (0 if is_met else end - start))
            elif cues and cues.ids and not cues.within and not cues.together:
                is_met = self.mentions.is_named(cues.ids)
            elif cues and cues.ids:
                return None
            if cues and cues.near and not is_met:
                return None
            states.append(is_met)
        cued, blocked = states
        beside = self._lexicon.beside(index)
        # Where a sense has its cue already, or cannot count, no other cue can change that.
        glance = beside.of_guards if cued or blocked else beside.of_all
        meanings = self._lexicon.meanings.setdefault((index, cued, blocked), {})
        settled = self.settled[index] = Settled(meanings, glance.before, glance.after, first, last, glance)
        return settled

    def _holds(self, senses: Senses, start: int, end: int) -> tuple[int, int] | None:
        """Where a form may start and its cues are still as they are at [start, end), but for those right beside it."""
        first, last = 0, len(self.text)
        for cues in (cues for sense in senses for cues in (sense.name.cues, sense.name.blocks) if cues):
            if cues.within or cues.near:
                steady = self._steady(cues, start, end, is_alone=not _are_rivals(senses))
                if steady is None:
                    return None
                first, last = max(first, steady[0]), min(last, steady[1])
        return first, last

    def _steady(self, cues: Cues, start: int, end: int, is_alone: bool) -> tuple[int, int] | None:
        """The same of cues within a number of code points, for a name that is cued by an id, or has none in reach at all."""
        if cues.within < 0 or cues.together or not cues.ids:
            return None
        stretch = self.mentions.stretch(cues.ids, cues.within, start, end)
        if stretch.is_named:
            # What rivals have in reach is counted, and the count is another one soon.
            return (stretch.first, stretch.last) if is_alone else None
        return None if cues.near else (stretch.first, stretch.last - (end - start))

    def _choose(self, senses: Senses, start: int, end: int, seen: tuple[Seen, Seen]) -> Senses:
        """The senses that hold with the best score; `seen` are the patterns known to match before and behind the name."""
        best: tuple[int, int] = (0, 0)
        chosen: list[Sense] = []
        rivals = _are_rivals(senses)
        for sense in senses:
            name = sense.name
            if name.guards and self.broken_guard(name.guards, start, end, seen):
                continue
            if name.blocks and self.is_cued(name.blocks, start, end):
                continue
            score = (0, 0)
            if cues := name.cues:
                if rivals:
                    score = self._score(cues, start, end, seen)
                elif self.is_cued(cues, start, end, seen):
                    score = (0, 1)
                if score == (0, 0):
                    continue
            if score > best:
                best, chosen = score, []
            if score == best:
                chosen.append(sense)
        return tuple(chosen)

    def broken_guard(
        self, guards: tuple[Guards, ...], start: int, end: int, seen: tuple[Seen, Seen] = NOTHING_SEEN
    ) -> Check | None:
        """The first expression of the guards that does not hold; None where all do."""
        for check in (check for guard in guards for check in checks(guard)):
            if self._matches(check.match, check.pattern, check.is_before, start, end, seen) is not check.wanted:
                return check
        return None

    def _matches(self, match: Match, pattern: str, is_before: bool, start: int, end: int, seen: tuple[Seen, Seen]) -> bool:
        known = seen[0] if is_before else seen[1]
        return match(self.beside(is_before, start, end)) is not None if known is None else pattern in known

    def beside(self, is_before: bool, start: int, end: int) -> str:
        """What guards and cues see of the text on one side of a name."""
        return self.text[start - REACH if start > REACH else 0 : start] if is_before else self.text[end : end + REACH]

    def local_cue(self, cues: Cues, start: int, end: int) -> Any:
        """What a pattern of the cues matches beside the name, or within reach of it; else something false."""
        return (
            (cues.before and match_before(cues.before)(self.beside(True, start, end)))
            or (cues.after and match_after(cues.after)(self.beside(False, start, end)))
            or self._near_match(cues, start, end)
        )

    def _near_match(self, cues: Cues, start: int, end: int) -> Any:
        if not cues.near:
            return None
        first, last = self.reach(cues.within, start, end)
        return search_near(cues.near)(self.text[first:last])

    def is_cued(self, cues: Cues, start: int, end: int, seen: tuple[Seen, Seen] = NOTHING_SEEN) -> bool:
        """Whether one of the cues is met, or all of them where they are required together."""
        enough = all if cues.together else any
        return enough(self._answers(cues, start, end, seen))

    def _answers(self, cues: Cues, start: int, end: int, seen: tuple[Seen, Seen]) -> Iterator[bool]:
        """Whether each of the cues is met, those that cost least first."""
        if cues.ids:
            yield self._is_named(cues, start, end)
        if cues.before:
            yield self._matches(match_before(cues.before), cues.before, True, start, end, seen)
        if cues.after:
            yield self._matches(match_after(cues.after), cues.after, False, start, end, seen)
        if cues.near:
            yield bool(self._near_match(cues, start, end))

    def _is_named(self, cues: Cues, start: int, end: int) -> bool:
        """Whether one of the ids is named within reach."""
        if not cues.within:
            return self.mentions.is_named(cues.ids)
        if cues.within > 0:
            return self.mentions.stretch(cues.ids, cues.within, start, end).is_named
        return any(True for _ in self.mentions.within(cues.ids, *self.reach(cues.within, start, end), start))

    def _score(self, cues: Cues, start: int, end: int, seen: tuple[Seen, Seen]) -> tuple[int, int]:
        """(local cues met, mentions within reach); a cue beside the name weighs more than any number of mentions."""
        if cues.together and not self.is_cued(cues, start, end, seen):
            return 0, 0
        if cues.within:
            mentions = sum(1 for _ in self.mentions.within(cues.ids, *self.reach(cues.within, start, end), start))
        else:
            mentions = self.mentions.count(cues.ids)
        return int(any(self._answers(cues._replace(ids=()), start, end, seen))), mentions

    def reach(self, within: int, start: int, end: int) -> tuple[int, int]:
        """How far cues reach from the name at [start, end), which is never longer than the text."""
        if within > 0:
            return max(0, start - within), min(end + within, len(self.text))
        if not within:
            return 0, len(self.text)
        stop = _SENTENCE_END if within == SENTENCE else _PARAGRAPH_END
        first = max(0, start - LONGEST_SENTENCE)
        # The end of a sentence shows in what comes after it.
        before = [match.end() for match in stop.finditer(self.text, first, start + 2) if match.end() <= start]
        after = stop.search(self.text, end, end + LONGEST_SENTENCE)
        return before[-1] if before else first, after.end() if after else min(end + LONGEST_SENTENCE, len(self.text))

    def region(self, start: int, end: int) -> tuple[int, int] | None:
        """The protected region that a span touches."""
        if end > self._run[1] or start < self._run[0]:
            # Not to look back over a run twice, a search for its start stops at the end of the last one.
            floor = self._run[1] if start >= self._run[1] else 0
            run_start = self.text.rfind(" ", floor, start) + 1 or floor
            run_end = self.text.find(" ", end)
            self._run = (run_start, run_end)
            found = protected_regions(self.text[run_start:run_end], self._hashtags)
            self._regions = [(run_start + first, run_start + last) for first, last in found]
        if not self._regions:
            return None
        at = bisect_left(self._regions, (end, 0)) - 1
        return self._regions[at] if at >= 0 and self._regions[at][1] > start else None


def _are_rivals(senses: Senses) -> bool:
    return len(senses) > 1 and len({sense.entry.id for sense in senses}) > 1

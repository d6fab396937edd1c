"""What a hit means where it stands: protected regions, guards and cues, for one text while it is read."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from toponyms.beside import REACH, UNKNOWN, Check, Seen, checks
from toponyms.edges import edges_hold, is_clear
from toponyms.lexicon import Lexicon, is_phrase
from toponyms.matcher import Hits
from toponyms.mentions import Mentions, count_within
from toponyms.model import SENTENCE, Cues, Guards, Sense
from toponyms.patterns import Match, match_after, match_before, search_near
from toponyms.protect import HASHES, TRIGGERS, protected_regions
from toponyms.settled import MOST_COUNTED, Ask, Senses, Settled, code_of, settled

LONGEST_SENTENCE = 1000
"""How far the end of a sentence or paragraph is looked for, in code points."""

# Compiled when asked for, as they seldom are. Of a blank line folding leaves two spaces and more, of everything else one.
_PARAGRAPH_END = r"  +|[\f\u2029]"
_SENTENCE_END = (
    r"  +|[\f\u2029。！？]|[.!?…](?<!\b(?:Mr|Ms|Dr|St|No|др|ул|им|гг)\.)(?<!\b(?:Mrs|Gen|Sen|Gov|тов)\.)(?<!\b\w\.)"
    r"[\"”»’)\]]* (?=[\"“«„(\[]?[^\W\d_a-zа-яё])"
)

NOTHING_SEEN: tuple[Seen, Seen] = (None, None)


class Judge:
    """Decides hits of one folded text that ends with a space; asked from left to right, it looks at each place once."""

    def __init__(self, text: str, lexicon: Lexicon, hits: Hits, hashtags: bool = True) -> None:
        self.text = text
        self._hashtags = hashtags
        self.settled: dict[int, Settled] = {}
        """What the forms mean whose senses mentions and neighbours settle."""
        self._unsettled: set[int] = set()
        self.met_phrase = False
        """Whether a fixed phrase was among what was decided."""
        self._lexicon = lexicon
        self.triggers = TRIGGERS if hashtags else TRIGGERS + HASHES
        self._run = (0, 0)
        self._regions: list[tuple[int, int]] = []
        self.mentions = Mentions(text, lexicon, hits, self.stands, self.triggers)

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
        if plain := self._lexicon.plain[index]:
            return plain
        senses = self._lexicon.senses(index)
        if self._lexicon.plain[index]:
            return senses
        known = self._settle(index, senses)
        if known and (state := known.state(start, end)) >= 0:
            glance = known.cued if known.is_cued(state) else known.open
            before, after = glance.look(self.text, start, end)
            # A neighbour that settles nothing matters little where the other one breaks a guard.
            seen = glance.seen.get(before), glance.seen.get(after)
            if UNKNOWN not in (before, after) or _are_refused(senses, seen):
                code = code_of(state, before, after)
                meant = known.meanings.get(code)
                if meant is None:
                    meant = known.meanings[code] = self._choose(senses, start, end, seen)
                return meant or None
        return self._choose(senses, start, end, NOTHING_SEEN) or None

    def _settle(self, index: int, senses: Senses) -> Settled | None:
        """What settles the form in this text; None where that is more than mentions and neighbours."""
        known = self.settled.get(index)
        if not known and index not in self._unsettled:
            self.met_phrase |= any(map(is_phrase, senses))
            known = self._alone(index, senses[0]) if len(senses) == 1 else self._together(index, senses)
            if known:
                self.settled[index] = known
            else:
                self._unsettled.add(index)
        return known

    def _alone(self, index: int, sense: Sense) -> Settled | None:
        """The same of a form with one sense; what it then means is the same in every text, and kept by the lexicon."""
        base, asks = 0, []
        for weight, cues in ((1, sense.name.cues), (2, sense.name.blocks)):
            if not cues:
                continue
            if cues.ids and (cues.within < 0 or cues.together):
                return None
            if cues.ids and cues.within:
                asks.append(Ask(self.mentions.packed(cues.ids), cues.within, weight, bool(cues.near)))
            elif cues.ids and self.mentions.first(cues.ids):
                base += weight
            elif cues.near:
                return None
        beside = self._lexicon.beside(index)
        meanings = self._lexicon.meanings.setdefault(index, {})
        return settled(meanings, base, asks, False, beside.of_all, beside.of_guards)

    def _together(self, index: int, senses: Senses) -> Settled | None:
        """The same of a form with several senses, in this text alone; what rivals have within reach is counted."""
        rivals = _are_rivals(senses)
        asks: list[Ask] = []
        weight = 1
        for cues in (cues for sense in senses for cues in (sense.name.cues, sense.name.blocks) if cues):
            if not (cues.within or cues.near):
                continue
            if cues.within <= 0 or cues.together or not cues.ids or (rivals and cues.near):
                return None
            asks.append(Ask(self.mentions.packed(cues.ids), cues.within, weight, bool(cues.near)))
            weight *= MOST_COUNTED if rivals else 2
        # A state has 30 bits.
        if weight > 1 << 30:
            return None
        beside = self._lexicon.beside(index)
        return settled({}, 0, asks, rivals, beside.of_all, beside.of_all)

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
            return len(self.mentions.places(cues.ids)) > 0
        return self._count(cues, start, end) > 0

    def _count(self, cues: Cues, start: int, end: int) -> int:
        """How often one of the ids is named within reach."""
        return count_within(self.mentions.places(cues.ids), *self.reach(cues.within, start, end), start)

    def _score(self, cues: Cues, start: int, end: int, seen: tuple[Seen, Seen]) -> tuple[int, int]:
        """(local cues met, mentions within reach); a cue beside the name weighs more than any number of mentions."""
        if cues.together and not self.is_cued(cues, start, end, seen):
            return 0, 0
        mentions = self._count(cues, start, end) if cues.within else len(self.mentions.places(cues.ids))
        return int(any(self._answers(cues._replace(ids=()), start, end, seen))), mentions

    def reach(self, within: int, start: int, end: int) -> tuple[int, int]:
        """How far cues reach from the name at [start, end), which is never longer than the text."""
        if within > 0:
            return max(0, start - within), min(end + within, len(self.text))
        if not within:
            return 0, len(self.text)
        stop = re.compile(_SENTENCE_END if within == SENTENCE else _PARAGRAPH_END)
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


def _are_refused(senses: Senses, seen: tuple[Seen, Seen]) -> bool:
    """Whether what is known of the neighbours breaks a guard of each sense."""
    return all(any(_is_broken(check, seen) for guard in sense.name.guards for check in checks(guard)) for sense in senses)


def _is_broken(check: Check, seen: tuple[Seen, Seen]) -> bool:
    known = seen[0] if check.is_before else seen[1]
    return known is not None and (check.pattern in known) is not check.wanted


def _are_rivals(senses: Senses) -> bool:
    return len(senses) > 1 and len({sense.entry.id for sense in senses}) > 1

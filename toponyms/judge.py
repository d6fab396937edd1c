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
from toponyms.model import SENTENCE, Cues, Guards, Name, Sense
from toponyms.patterns import match_after, match_before, search_near
from toponyms.protect import HASHES, TRIGGERS, protected_regions
from toponyms.settled import Senses, are_rivals, code_of, is_undecided

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

    __slots__ = ("_hashtags", "_lexicon", "_regions", "_run", "mentions", "met_phrase", "settled", "text", "triggers")

    def __init__(self, text: str, lexicon: Lexicon, hits: Hits, hashtags: bool = True) -> None:
        self.text = text
        self._hashtags = hashtags
        self.settled = lexicon.settled
        self.met_phrase = False
        """Whether a fixed phrase was among what was decided."""
        self._lexicon = lexicon
        self.triggers = TRIGGERS if hashtags else TRIGGERS + HASHES
        self._run = (0, 0)
        self._regions: list[tuple[int, int]] = []
        self.mentions = Mentions(text, lexicon, hits, self.stands, self.triggers)

    def accept(self, index: int, start: int, end: int) -> Senses:
        """The senses of a hit that is no part of a longer word and in no protected region; none if it does not count."""
        return self.decide(index, start, end) if self.stands(start, end) else ()

    def stands(self, start: int, end: int) -> bool:
        """Whether a form at [start, end) is a word of its own, outside protected regions."""
        if is_clear(self.text, start, end):
            return True
        return edges_hold(self.text, start, end) and self.region(start, end) is None

    def decide(self, index: int, start: int, end: int) -> Senses:
        """Apply guards, then let cues choose: met cues beat none, more mentions beat fewer, equals stay candidates."""
        senses = self._lexicon.senses(index)
        if self._lexicon.plain[index]:
            return senses
        known = self._lexicon.settled_of(index)
        if not known:
            self.met_phrase |= any(map(is_phrase, senses))
            return self._choose(senses, start, end, NOTHING_SEEN)
        self.met_phrase |= known.is_phrase
        return self.learn(index, start, end, self.mentions.state(known.asks, start, end))

    def learn(self, index: int, start: int, end: int, state: int) -> Senses:
        """What a form means in a state; where more than this place tells that, it is remembered."""
        senses, known = self._lexicon.senses(index), self._lexicon.settled[index]
        assert known
        glance = known.cued if state else known.open
        before, after = glance.look(self.text, start, end)
        if before == after == UNKNOWN:
            return self._choose(senses, start, end, NOTHING_SEEN)
        code = code_of(state, before, after)
        meant = known.meanings.get(code)
        if meant is not None:
            return meant
        seen = glance.seen.get(before), glance.seen.get(after)
        # What mentions or a neighbour leave open matters little where a neighbour breaks a guard.
        if _are_refused(senses, seen):
            known.meanings[code] = ()
            return ()
        if is_undecided(state):
            # What is seen for guards alone says nothing of the patterns of cues.
            return self._choose(senses, start, end, NOTHING_SEEN)
        meant = self._choose(senses, start, end, seen)
        if UNKNOWN not in (before, after):
            known.meanings[code] = meant
        return meant

    def _choose(self, senses: Senses, start: int, end: int, seen: tuple[Seen, Seen]) -> Senses:
        """The senses that hold with the best score; `seen` are the patterns known to match before and behind the name."""
        # Most forms mean one thing, and no score is kept of that.
        if len(senses) == 1:
            name = senses[0].name
            is_meant = self._may_stand(name, start, end, seen) and (not name.cues or self.is_cued(name.cues, start, end, seen))
            return senses if is_meant else ()
        best: tuple[int, int] = (0, 0)
        chosen: list[Sense] = []
        rivals = are_rivals(senses)
        for sense in senses:
            name = sense.name
            if not self._may_stand(name, start, end, seen):
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

    def _may_stand(self, name: Name, start: int, end: int, seen: tuple[Seen, Seen]) -> bool:
        """Whether neither a guard nor what must not be near keeps a name from standing there."""
        if name.guards and self.broken_guard(name.guards, start, end, seen):
            return False
        return not (name.blocks and self.is_cued(name.blocks, start, end))

    def broken_guard(
        self, guards: tuple[Guards, ...], start: int, end: int, seen: tuple[Seen, Seen] = NOTHING_SEEN
    ) -> Check | None:
        """The first expression of the guards that does not hold; None where all do."""
        before, after = seen
        for guard in guards:
            for check in checks(guard):
                pattern, is_before, wanted = check
                known = before if is_before else after
                if known is not None:
                    is_matched = pattern in known
                elif is_before:
                    is_matched = match_before(pattern)(self.text[start - REACH if start > REACH else 0 : start]) is not None
                else:
                    is_matched = match_after(pattern)(self.text[end : end + REACH]) is not None
                if is_matched is not wanted:
                    return check
        return None

    def _matches(self, pattern: str, is_before: bool, start: int, end: int, seen: tuple[Seen, Seen]) -> bool:
        known = seen[0] if is_before else seen[1]
        if known is not None:
            return pattern in known
        match = match_before(pattern) if is_before else match_after(pattern)
        return match(self.beside(is_before, start, end)) is not None

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
        if cues.near and not (cues.ids or cues.before or cues.after):
            return self._near_match(cues, start, end) is not None
        enough = all if cues.together else any
        return enough(self._answers(cues, start, end, seen))

    def _answers(self, cues: Cues, start: int, end: int, seen: tuple[Seen, Seen]) -> Iterator[bool]:
        """Whether each of the cues is met, those that cost least first."""
        if cues.ids:
            yield self._is_named(cues, start, end)
        if cues.before:
            yield self._matches(cues.before, True, start, end, seen)
        if cues.after:
            yield self._matches(cues.after, False, start, end, seen)
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
    return all(any(_is_broken(guard, *seen) for guard in sense.name.guards) for sense in senses)


def _is_broken(guard: Guards, before: Seen, after: Seen) -> bool:
    return (before is not None and (guard.not_before in before or (bool(guard.before) and guard.before not in before))) or (
        after is not None and (guard.not_after in after or (bool(guard.after) and guard.after not in after))
    )

"""What a hit means where it stands: protected regions, guards and cues, for one text while it is read."""

from bisect import bisect_left
from typing import Any

from toponyms.edges import edges_hold
from toponyms.lexicon import Lexicon
from toponyms.matcher import Hit
from toponyms.model import Cues, Guards, Sense
from toponyms.patterns import Match, match_after, match_before, search_near
from toponyms.protect import protected_regions

REACH = 100
"""How far guards, and the `before` and `after` of cues, look from the name, in code points of the folded text."""

OPENERS, CLOSERS = '"“«„([', ' ,;!?"”»)—…'
"""What may stand between a space and a word, and behind it, so that its edges are plainly whole and nothing protects it."""

Senses = tuple[Sense, ...]
Check = tuple[Match, bool, bool, str]
"""(match function, whether it looks back, whether it must match, pattern) of one expression of a guard."""


class Judge:
    """Decides hits of one folded text that ends with a space; asked from left to right, it looks at each place once."""

    def __init__(self, text: str, lexicon: Lexicon, hits: list[Hit], hashtags: bool = True) -> None:
        self.text = text
        self._hashtags = hashtags
        self.settled: dict[int, Senses] = {}
        """Senses of the forms whose cues are met by the document as a whole."""
        self._lexicon = lexicon
        self._hits = hits
        self._places: dict[int, list[tuple[int, int]]] = {}
        self._mentions: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        self._mentioned: dict[tuple[str, ...], bool] = {}
        self._counts: dict[tuple[str, ...], int] = {}
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
        settled = self._lexicon.plain[index] or self.settled.get(index)
        if settled:
            return settled
        senses = self._lexicon.senses(index)
        if self._lexicon.plain[index]:
            return senses
        if len(senses) == 1:
            return senses if self._holds_alone(index, senses, start, end) else None
        best: tuple[int, int] = (0, 0)
        chosen: list[Sense] = []
        rivals = len({sense.entry.id for sense in senses}) > 1
        for sense in senses:
            if sense.name.guards and self.broken_guard(sense.name.guards, start, end):
                continue
            cues = sense.name.cues
            if cues and not rivals:
                score = (0, 1) if self.is_cued(cues, start, end) else (0, 0)
            else:
                score = self._score(cues, start, end) if cues else (0, 0)
            if cues and score == (0, 0):
                continue
            if score > best:
                best, chosen = score, []
            if score == best:
                chosen.append(sense)
        return tuple(chosen) or None

    def _holds_alone(self, index: int, senses: Senses, start: int, end: int) -> bool:
        name = senses[0].name
        if name.guards and self.broken_guard(name.guards, start, end):
            return False
        cues = name.cues
        if cues is None:
            return True
        if not self.is_cued(cues, start, end):
            return False
        if not name.guards and self._mentioned.get(cues.ids) and not cues.within:
            self.settled[index] = senses
        return True

    def broken_guard(self, guards: tuple[Guards, ...], start: int, end: int) -> Check | None:
        """The first expression of the guards that does not hold; None where all do."""
        text = self.text
        # By identity, since to hash the patterns at each hit costs more than to match them; the lexicon keeps them alive.
        checks = self._lexicon.checks.get(id(guards))
        if checks is None:
            checks = self._lexicon.checks[id(guards)] = _checks(guards)
        for match, is_before, wanted, pattern in checks:
            beside = text[start - REACH if start > REACH else 0 : start] if is_before else text[end : end + REACH]
            if (match(beside) is not None) is not wanted:
                return match, is_before, wanted, pattern
        return None

    def local_cue(self, cues: Cues, start: int, end: int) -> Any:
        """What a pattern of the cues matches beside the name, or within reach of it; else something false."""
        text = self.text
        return (
            (cues.before and match_before(cues.before)(text[max(0, start - REACH) : start]))
            or (cues.after and match_after(cues.after)(text[end : end + REACH]))
            or (cues.near and search_near(cues.near)(text[max(0, start - cues.within) : end + cues.within]))
        )

    def is_cued(self, cues: Cues, start: int, end: int) -> bool:
        """Whether one of the cues is met."""
        # What is known of the whole document comes first, since it costs nothing.
        if cues.ids and not cues.within and self._is_mentioned(cues.ids):
            return True
        if self.local_cue(cues, start, end):
            return True
        return bool(cues.within) and any(self.stands(*place) for place in self.near(cues, start, end))

    def _score(self, cues: Cues, start: int, end: int) -> tuple[int, int]:
        """(local cues met, mentions within reach); a cue beside the name weighs more than any number of mentions."""
        if cues.within:
            mentions = sum(self.stands(*place) for place in self.near(cues, start, end))
        else:
            mentions = self._counts.get(cues.ids, -1)
            if mentions < 0:
                mentions = sum(self.stands(*place) for place in self.everywhere(cues.ids))
                self._counts[cues.ids] = mentions
        return int(bool(self.local_cue(cues, start, end))), mentions

    def near(self, cues: Cues, start: int, end: int) -> list[tuple[int, int]]:
        """Where the ids of cues are named within reach; the name itself is no cue for itself."""
        places = self.everywhere(cues.ids)
        first = bisect_left(places, (start - cues.within, 0))
        last = bisect_left(places, (end + cues.within, 0), first)
        return [place for place in places[first:last] if place[0] != start]

    def _is_mentioned(self, ids: tuple[str, ...]) -> bool:
        known = self._mentioned.get(ids)
        if known is None:
            known = any(self.stands(*place) for places in self._anchored(ids) for place in places)
            self._mentioned[ids] = known
        return known

    def everywhere(self, ids: tuple[str, ...]) -> list[tuple[int, int]]:
        """Where forms of the ids are, sorted; whether they stand there as words is not looked at."""
        places = self._mentions.get(ids)
        if places is None:
            places = self._mentions[ids] = sorted(place for found in self._anchored(ids) for place in found)
        return places

    def _anchored(self, ids: tuple[str, ...]) -> list[list[tuple[int, int]]]:
        """The places of each form that names one of the ids, or a part of it, without needing a cue itself."""
        if not self._places:
            for form, start, end in self._hits:
                self._places.setdefault(form, []).append((start, end))
        return [self._places[form] for form in self._places.keys() & self._lexicon.anchors_of(ids)]

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


def is_clear(text: str, start: int, end: int) -> bool:
    """Whether a name plainly stands between spaces, with or without a quotation mark, full stop or possessive 's.

    Most finds do; such a name is no part of a longer word and in no protected region. `text` ends with a space.
    """
    before, after = text[start - 1], text[end]
    if before != " " and not (text[start - 2] == " " and before in OPENERS):
        return False
    return after in CLOSERS or (after == "." and text[end + 1 : end + 2] in " ") or text[end : end + 3] == "'s "


def _checks(guards: tuple[Guards, ...]) -> tuple[Check, ...]:
    found: list[Check] = []
    for guard in guards:
        for pattern, wanted in ((guard.before, True), (guard.not_before, False)):
            if pattern:
                found.append((match_before(pattern), True, wanted, pattern))
        for pattern, wanted in ((guard.after, True), (guard.not_after, False)):
            if pattern:
                found.append((match_after(pattern), False, wanted, pattern))
    return tuple(found)

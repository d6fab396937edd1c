"""What stands right beside a name: guards and the cues that look there, and which neighbours can match none of them."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import count
from typing import NamedTuple

from toponyms.loosen import is_matched, loosened
from toponyms.model import Cues, Guards, Name, Sense
from toponyms.patterns import Pattern
from toponyms.speed import compiled

REACH = 100
"""How far guards, and the `before` and `after` of cues, look from the name, in code points of the folded text."""

NEIGHBOUR = 20
"""The most code points of a neighbour: the word beside a name with the spaces around it, or two characters of Han or kana."""

WORD = 2
"""How many letters make a word; *a* and the *s* of a possessive alone settle too little."""

UNSPACED = "\u2e80"
"""From here on characters are counted singly, since no space ends a Japanese word."""

SHOWN_BEFORE = 60
"""How often a form is judged in full before neighbours are remembered: that takes as long as to compile what learning takes."""

MOST_NEIGHBOURS = 5000
"""How many neighbours of one name are remembered."""


class Check(NamedTuple):
    """One expression of a guard, and whether it has to match."""

    pattern: str
    is_before: bool
    wanted: bool


@cache
def checks(guard: Guards) -> tuple[Check, ...]:
    """The expressions of a guard."""
    before, after = (guard.before, guard.not_before), (guard.after, guard.not_after)
    return tuple(Check(p, True, p is guard.before) for p in before if p) + tuple(
        Check(p, False, p is guard.after) for p in after if p
    )


def neighbour(text: str, at: int, is_before: bool, words: int) -> str:
    """So many words beside a name, that ends or starts at `at`, with the space behind the last; `text` ends with a space.

    >>> neighbour("Kurils, the isles ", 6, is_before=False, words=1)
    ', the '
    >>> neighbour("on the Fort Kurils ", 12, is_before=True, words=1), neighbour("日本の国後 ", 3, is_before=True, words=1)
    (' Fort ', '本の')
    """
    most = min(NEIGHBOUR * words, at if is_before else len(text) - at)
    wide = 2 * words
    count = letters = unspaced = 0
    while count < most:
        character = text[at - count - 1] if is_before else text[at + count]
        count += 1
        if character >= UNSPACED:
            unspaced += 1
            if unspaced == wide:
                break
        elif is_letter(character):
            letters += 1
        else:
            if character == " " and letters >= WORD:
                words -= 1
                if not words:
                    break
                letters = 0
            elif letters < WORD:
                letters = 0
    return text[at - count : at] if is_before else text[at : at + count]


def is_letter(character: str) -> bool:
    """Whether a character makes words, roughly: an ASCII letter or digit, or whatever is not ASCII."""
    return character > "\x7f" or character.isalnum()


Seen = frozenset[str] | None
"""The patterns that match on one side of a name; None where that is not known."""

UNKNOWN = -1
"""The code of neighbours that settle nothing; 0 is that of those which no pattern matches."""

SIDE = 16
"""How many bits a code takes; there are no more codes than neighbours."""

FEW, MORE = 1, 3
"""How many words of a neighbour are looked at, and how many where these settle nothing."""


class Glance:
    """What neighbours of a name say of some patterns, whatever stands beyond them; it learns from what it is shown.

    A neighbour tells that a pattern does not match where no match can begin with it, which is what a partial match tells, and
    that it does where the match ends inside it. `before` and `after` are the codes of neighbours so far, or None where no
    pattern looks to that side; `seen` says what codes mean.
    """

    __slots__ = ("_codes", "_next", "_once", "_patterns", "_shown", "after", "before", "seen")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._shown = 0
        self._once: set[str] = set()
        self._codes: dict[frozenset[str], int] = {frozenset(): 0}
        self.seen: dict[int, frozenset[str]] = {0: frozenset()}
        self._next = count(1)
        sides = {is_before for _, is_before in self._patterns}
        self.before: dict[str, int] | None = {} if True in sides else None
        self.after: dict[str, int] | None = {} if False in sides else None

    def look(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The codes of the neighbours of the name at [start, end)."""
        self._shown += 1
        if self._shown <= SHOWN_BEFORE:
            return 0 if self.before is None else UNKNOWN, 0 if self.after is None else UNKNOWN
        before = 0 if self.before is None else self._code(self.before, text, start, is_before=True)
        after = 0 if self.after is None else self._code(self.after, text, end, is_before=False)
        return before, after

    def _code(self, known: dict[str, int], text: str, at: int, is_before: bool) -> int:
        for words in (FEW, MORE):
            beside = _neighbour(text, at, is_before, words)
            code = known.get(beside)
            if code is None:
                # Most neighbours never come again, and to learn what one says takes longer than to match the patterns.
                if beside not in self._once:
                    if len(self._once) < MOST_NEIGHBOURS:
                        self._once.add(beside)
                    break
                code = self._learn(known, beside, is_before)
            if code != UNKNOWN:
                return code
        return UNKNOWN

    def _learn(self, known: dict[str, int], beside: str, is_before: bool) -> int:
        if len(known) >= MOST_NEIGHBOURS:
            return UNKNOWN
        patterns = [pattern for pattern, looks_back in self._patterns if looks_back is is_before]
        verdicts = [(pattern, is_matched(pattern, beside, is_before)) for pattern in patterns]
        code = UNKNOWN
        if all(verdict is not None for _, verdict in verdicts):
            matching = frozenset(pattern for pattern, verdict in verdicts if verdict)
            # No two threads are given the same number; one that is not used is left out.
            code = self._codes.setdefault(matching, next(self._next))
            self.seen[code] = matching
        known[beside] = code
        return code


class Beside(NamedTuple):
    """What a form asks of its neighbours by its guards, and by its guards and cues."""

    of_guards: Glance
    of_all: Glance


def beside(senses: Sequence[Sense], known: dict[frozenset[Pattern], Glance]) -> Beside:
    """What a form with these senses asks of its neighbours; `known` keeps what is learnt of the same patterns in one place."""
    guards = frozenset(pattern for sense in senses for guard in sense.name.guards for pattern in of_guard(guard))
    both = guards.union(*(of_cues(sense.name.cues) for sense in senses))
    return Beside(known.setdefault(guards, Glance(guards)), known.setdefault(both, Glance(both)))


def of_guard(guard: Guards) -> set[Pattern]:
    """The patterns of a guard."""
    return {(check.pattern, check.is_before) for check in checks(guard)}


def of_cues(cues: Cues | None) -> set[Pattern]:
    """The patterns of cues that are sought right beside a name."""
    return {pattern for pattern in ((cues.before, True), (cues.after, False)) if pattern[0]} if cues else set()


def patterns_of(names: Sequence[Name]) -> set[Pattern]:
    """All that is matched to find and judge such names, and to learn from their neighbours."""
    found: set[Pattern] = set()
    for name in names:
        found.update(*map(of_guard, name.guards), of_cues(name.cues), of_cues(name.blocks))
    near = {(cues.near, False) for name in names for cues in (name.cues, name.blocks) if cues and cues.near}
    named = {(name.pattern, False) for name in names if name.pattern}
    loose = {(part, is_before) for pattern, is_before in found for part in loosened(pattern, is_before) if part}
    return found | near | named | loose


# The same function, compiled.
_neighbour: Callable[[str, int, bool, int], str] = compiled.neighbour if compiled else neighbour

"""What stands right beside a name: guards and the cues that look there, and which neighbours can match none of them."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import count
from typing import Any, NamedTuple

from toponyms.model import Guards, Sense
from toponyms.patterns import Match, compile_pattern, match_after, match_before
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


Pattern = tuple[str, bool]
"""An expression, and whether it looks back."""


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
            if beside not in known:
                self._learn(known, beside, is_before)
            if known.get(beside, UNKNOWN) != UNKNOWN:
                return known[beside]
        return UNKNOWN

    def _learn(self, known: dict[str, int], beside: str, is_before: bool) -> None:
        if len(known) >= MOST_NEIGHBOURS:
            return
        # Most neighbours never come again, and to learn what one says takes longer than to match the patterns.
        if beside not in self._once:
            if len(self._once) < MOST_NEIGHBOURS:
                self._once.add(beside)
            return
        patterns = [pattern for pattern, looks_back in self._patterns if looks_back is is_before]
        verdicts = [(pattern, is_matched(pattern, beside, is_before)) for pattern in patterns]
        code = UNKNOWN
        if all(verdict is not None for _, verdict in verdicts):
            matching = frozenset(pattern for pattern, verdict in verdicts if verdict)
            # No two threads are given the same number; one that is not used is left out.
            code = self._codes.setdefault(matching, next(self._next))
            self.seen[code] = matching
        known[beside] = code


class Beside(NamedTuple):
    """What a form asks of its neighbours by its guards, and by its guards and cues."""

    of_guards: Glance
    of_all: Glance


def beside(senses: Sequence[Sense], known: dict[frozenset[Pattern], Glance]) -> Beside:
    """What a form with these senses asks of its neighbours; `known` keeps what is learnt of the same patterns in one place."""
    names = [sense.name for sense in senses]
    cues = [cues for name in names if (cues := name.cues)]
    back = [(pattern, True) for name in names for guard in name.guards for pattern in (guard.before, guard.not_before)]
    ahead = [(pattern, False) for name in names for guard in name.guards for pattern in (guard.after, guard.not_after)]
    guards = frozenset(pattern for pattern in back + ahead if pattern[0])
    sought = [(cue.before, True) for cue in cues] + [(cue.after, False) for cue in cues]
    both = guards | {pattern for pattern in sought if pattern[0]}
    return Beside(known.setdefault(guards, Glance(guards)), known.setdefault(both, Glance(both)))


def is_matched(pattern: str, beside: str, is_before: bool) -> bool | None:
    """Whether a pattern matches a text that has the neighbour at the name's side; None where that depends on the rest.

    >>> [is_matched(r"^ (?:Post|Times)\\b", text, is_before=False) for text in (" and ", " Pos", " Post ")]
    [False, None, True]
    """
    loose, strict = _both(pattern, is_before)
    if loose is None:
        return None
    if loose(beside) is None:
        return False
    match = strict(beside) if strict else None
    return True if match and (match.start() > 0 if is_before else match.end() < len(beside)) else None


@cache
def _both(pattern: str, is_before: bool) -> tuple[Callable[[str], Any] | None, Match | None]:
    """What `loosened` gives, compiled: a partial match of the one, a match of the other."""
    loose, strict = loosened(pattern, is_before)
    return (
        None if loose is None else partial(compile_pattern(loose, backwards=is_before).match, partial=True),
        None if strict is None else (match_before if is_before else match_after)(strict),
    )


_TOKEN = (
    r"(?P<assertion>\(\?<?[=!])|\(\?[ims]+\)|(?P<open>\((?!\?)|\(\?(?:[ims]*:|>))|(?P<strange>\(\?|\\[LNGKX1-9])"
    r"|(?P<edge>\\[bBAZmM]|[$^])|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|\\[pP]\{[^}]*\}|\\."
    r"|(?P<quantifier>[*+?]|\{[0-9,]+\})|(?P<close>\))|."
)


def loosened(pattern: str, is_before: bool) -> tuple[str | None, str | None]:
    """Two patterns that can be asked of a part of a text, or None for one that cannot be told.

    The first matches wherever the pattern does: it has no assertions, and groups give back what they took. The second matches
    only where the pattern does, whatever stands further away: it has no way through an assertion that looks there, and if groups
    keep what they took, there is none. Assertions that look towards the name stay: all that they see is there.

    >>> loosened(r"(?i)^,? (?!of )\\p{L}++\\b|^ (?!of)[A-Z]", is_before=False)
    ('(?i)(?:),? (?:)\\\\p{L}+(?:)|(?:) (?:)[A-Z]', None)
    >>> loosened("^ Post|^ (?!of)[A-Z]", is_before=False)[1]
    '^ Post|^ (?!)[A-Z]'
    """
    kept: list[str] = []
    strict: list[str] = []
    depth = hidden = seen = 0
    last, gives_back = "", True
    for token in re.finditer(_TOKEN, pattern, re.DOTALL):
        kind, written = token.lastgroup or "", token[0]
        if kind == "strange":
            return None, None
        if kind in ("assertion", "open"):
            depth += 1
            if kind == "assertion" and ("<" in written) is is_before and not hidden:
                hidden = depth
                strict.append("(?!)")
            elif kind == "assertion" and not hidden and not seen:
                seen = depth
        elif kind == "close":
            depth -= 1
        is_possessive = written == "+" and last == "quantifier"
        gives_back &= not (is_possessive or written == "(?>")
        last = kind
        if not hidden:
            strict.append(written)
        if seen:
            kept.append(written)
            seen = seen if depth >= seen else 0
        elif not hidden:
            kept.append("" if is_possessive else "(?:)" if kind == "edge" else "(?:" if written == "(?>" else written)
        elif depth < hidden:
            hidden = 0
            kept.append("(?:)")
    return "".join(kept), "".join(strict) if gives_back else None


# The same function, compiled.
_neighbour: Callable[[str, int, bool, int], str] = compiled.neighbour if compiled else neighbour

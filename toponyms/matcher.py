"""Forms → a matcher that says where in a folded text a form stands; whether it counts there is decided downstream.

Two matchers give the same answers. `RegexMatcher`, one trie-shaped regular expression, is the definition;
`AutomatonMatcher`, a multi-literal automaton, is the fast one that is used.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from os.path import commonprefix
from typing import Any, Protocol

from toponyms.packed import Packed

FEW = 500
"""For how many places forms are decoded one by one; to decode all of them at once takes no longer from there on."""

SMALL = 2_000
"""Up to how many code points it takes less time to look each place up than to build an automaton."""

LARGE = 1_000_000
"""From how many bytes on the automaton that scans fastest is worth its building."""

Hit = tuple[int, int, int]
"""(index of the form, start, end) in the folded text."""


class Matcher(Protocol):
    """What both matchers promise."""

    def spans(self, text: str, others: frozenset[str] | None = None) -> list[Hit]:
        """Hits sorted by start, the longest first; every other hit starts inside one of them. Cost: linear in the text.

        `others`, if given, are all characters outside ASCII that the text may hold.
        """

    def starting(self, text: str, start: int, end: int) -> list[Hit]:
        """Every hit that starts in [start, end), sorted by start, the longest first."""


class AutomatonMatcher:
    """Scans with `ahocorasick_rs`: forms in ASCII over bytes, 70 MB/s or more; the others, where a text has their letters.

    The forms must stand in the order of `expand.form_order`.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        self._forms = forms
        self._looked_up = 0

    @cached_property
    def _listed(self) -> list[str]:
        return list(self._forms)

    @cached_property
    def _others_from(self) -> int:
        """Where the forms outside ASCII begin."""
        return bisect_left(self._forms, True, key=lambda form: not form.isascii())

    @cached_property
    def _ascii(self) -> "_Automaton":
        return _Automaton(self._listed[: self._others_from], 0, of_bytes=True)

    @cached_property
    def _others(self) -> "_Automaton":
        return _Automaton(self._listed[self._others_from :], self._others_from, of_bytes=False)

    @cached_property
    def _letters(self) -> frozenset[str]:
        """The characters outside ASCII that forms are made of."""
        return frozenset(char for char in set("".join(self._listed[self._others_from :])) if char > "\x7f")

    @cached_property
    def _longest(self) -> int:
        return self._forms.longest if isinstance(self._forms, Packed) else max(map(len, self._forms), default=0)

    def spans(self, text: str, others: frozenset[str] | None = None) -> list[Hit]:
        """See `Matcher.spans`."""
        if len(text) < SMALL:
            # As an automaton would: what starts inside a longer hit is no hit, and no mention that a cue could count.
            hits, done = [], 0
            for hit in self.starting(text, 0, len(text)):
                if hit[1] >= done:
                    hits.append(hit)
                    done = hit[2]
            return hits
        if text.isascii():
            return self._ascii.hits(text.encode())
        # With one byte for each character, those outside ASCII as question marks, offsets in bytes are offsets in the text.
        hits = self._ascii.hits(text.encode("ascii", "replace"))
        found = [hit for start, end in self._foreign_stretches(text, others) for hit in self._others.hits(text[start:end], start)]
        return self._merged(text, sorted(hits + found, key=leftmost_longest)) if found else hits

    def _merged(self, text: str, hits: list[Hit]) -> list[Hit]:
        """The hits of several automata without those that start inside a longer one of another automaton."""
        kept: list[Hit] = []
        done = 0
        for hit in hits:
            if hit[1] >= done:
                kept.append(hit)
                done = hit[2]
            elif hit[2] > done:
                # What its automaton passed over for its sake may stand in the part of it that is free.
                for other in self.starting(text, done, hit[2]):
                    if other[1] >= done:
                        kept.append(other)
                        done = other[2]
        return kept

    def _foreign_stretches(self, text: str, others: frozenset[str] | None) -> list[tuple[int, int]]:
        """Where forms outside ASCII can be: around their letters where these are few, else everywhere."""
        letters = None if others is None else others & self._letters
        if letters is None or sum(map(text.count, letters)) * 50 > len(text):
            return [(0, len(text))]
        stretches: list[tuple[int, int]] = []
        for letter in letters:
            at = text.find(letter)
            while at >= 0:
                stretches.append((max(0, at - self._longest), at + self._longest))
                at = text.find(letter, at + 1)
        stretches.sort()
        merged: list[tuple[int, int]] = []
        for start, end in stretches:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def starting(self, text: str, start: int, end: int) -> list[Hit]:
        """See `Matcher.starting`; for short texts, and the few places where the longest form is not the one that counts."""
        hits: list[Hit] = []
        self._looked_up += end - start
        forms = self._forms if self._looked_up < FEW else self._listed
        for at in range(start, end):
            ahead = text[at : at + self._longest]
            if text[at] <= "\x7f":
                found = _prefixes(forms, ahead, 0, self._others_from)
                # A form outside ASCII can begin with a letter of ASCII: Hoppō.
                found += [] if ahead.isascii() else _prefixes(forms, ahead, self._others_from, len(forms))
            else:
                found = _prefixes(forms, ahead, self._others_from, len(forms))
            hits += [(index, at, at + length) for length, index in sorted(found, reverse=True)]
        return hits

    def __reduce__(self) -> tuple[type["AutomatonMatcher"], tuple[list[str]]]:
        return type(self), (self._listed,)


def _prefixes(forms: Sequence[str], ahead: str, low: int, high: int) -> list[tuple[int, int]]:
    """(length, index) of the forms in [low, high) that `ahead` begins with.

    In sorted forms each of them stands before `ahead`, and what stands right before it shares the longest beginning.
    """
    found = []
    while ahead and (index := bisect_right(forms, ahead, low, high) - 1) >= low:
        form = forms[index]
        if ahead.startswith(form):
            found.append((len(form), index))
            ahead = ahead[: len(form) - 1]
        else:
            ahead = commonprefix((form, ahead))  # noqa: RUF071 - these are words, not paths
        high = index
    return found


class _Automaton:
    """A leftmost-longest automaton over bytes or characters; its forms are numbered on from `first`."""

    def __init__(self, forms: Sequence[str], first: int, of_bytes: bool) -> None:
        self._forms, self._first, self._of_bytes = forms, first, of_bytes

    @cached_property
    def _quick_to_build(self) -> Any:
        from ahocorasick_rs import Implementation

        return self._build(Implementation.ContiguousNFA)

    @cached_property
    def _quick_to_scan(self) -> Any:
        from ahocorasick_rs import Implementation

        return self._build(Implementation.DFA)

    def _build(self, implementation: Any) -> Any:
        from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, MatchKind

        kind = MatchKind.LeftmostLongest
        if self._of_bytes:
            return BytesAhoCorasick([form.encode() for form in self._forms], kind, implementation)
        return AhoCorasick(self._forms, matchkind=kind, store_patterns=False, implementation=implementation)

    def hits(self, text: bytes | str, offset: int = 0) -> list[Hit]:
        # Over bytes a DFA is built in 0.05 s and scans half as fast again; over characters it takes a second.
        large = self._of_bytes and len(text) > LARGE
        hits: list[Hit] = (self._quick_to_scan if large else self._quick_to_build).find_matches_as_indexes(text)
        if not self._first and not offset:
            return hits
        return [(index + self._first, start + offset, end + offset) for index, start, end in hits]


def leftmost_longest(hit: Hit) -> tuple[int, int, int]:
    """The order of hits: by start, the longest first."""
    return hit[1], -hit[2], hit[0]


class RegexMatcher:
    """The definition: one pattern shaped as the trie of all forms, tried longest first at every place."""

    def __init__(self, forms: Sequence[str]) -> None:
        import regex

        trie: dict[str, Any] = {}
        for form in forms:
            node = trie
            for character in form:
                node = node.setdefault(character, {})
            node[""] = {}
        self._forms = forms
        self._indices = {form: index for index, form in enumerate(forms)}
        self._pattern = regex.compile(_trie_pattern(trie) if forms else r"(?!)")

    def spans(self, text: str, others: frozenset[str] | None = None) -> list[Hit]:  # noqa: ARG002
        """See `Matcher.spans`."""
        return [(self._indices[match[0]], *match.span()) for match in self._pattern.finditer(text)]

    def starting(self, text: str, start: int, end: int) -> list[Hit]:
        """See `Matcher.starting`."""
        hits = []
        for at in range(start, end):
            match = self._pattern.match(text, at)
            while match:
                hits.append((self._indices[match[0]], at, match.end()))
                match = self._pattern.match(text, at, match.end() - 1)
        return hits

    def __reduce__(self) -> tuple[type["RegexMatcher"], tuple[list[str]]]:
        return type(self), (list(self._forms),)


def _trie_pattern(node: dict[str, Any]) -> str:
    import regex

    branches = [regex.escape(character) + _trie_pattern(child) for character, child in sorted(node.items()) if character]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return joined + "?" if "" in node else joined

"""Forms → a matcher that says where in a folded text a form stands; whether it counts there is decided downstream.

Two matchers give the same answers. `RegexMatcher`, one trie-shaped regular expression, is the definition;
`AutomatonMatcher`, a multi-literal automaton, is the fast one that is used.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

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
    """Scans with `ahocorasick_rs`: forms in ASCII over bytes, 70 MB/s or more; the others, where a text has their letters."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._forms = forms
        self._indices: dict[str, int] = {}
        self._lengths: dict[str, list[int]] = {}

    @cached_property
    def _ascii(self) -> "_Automaton":
        """The automaton of the forms in ASCII; they come first in the expansion, so that mostly their numbers are theirs."""
        return _Automaton([(number, form) for number, form in enumerate(self._forms) if form.isascii()], of_bytes=True)

    @cached_property
    def _others(self) -> "_Automaton":
        return _Automaton([(number, form) for number, form in enumerate(self._forms) if not form.isascii()], of_bytes=False)

    @cached_property
    def _letters(self) -> frozenset[str]:
        """The characters outside ASCII that forms are made of."""
        return frozenset(char for form in self._forms if not form.isascii() for char in form if char > "\x7f")

    @cached_property
    def _longest(self) -> int:
        return max((len(form) for form in self._forms), default=0)

    def spans(self, text: str, others: frozenset[str] | None = None) -> list[Hit]:
        """See `Matcher.spans`."""
        if text.isascii():
            return self._ascii.hits(text.encode())
        # With one byte for each character, those outside ASCII as question marks, offsets in bytes are offsets in the text.
        hits = self._ascii.hits(text.encode("ascii", "replace"))
        found = [hit for start, end in self._foreign_stretches(text, others) for hit in self._others.hits(text[start:end], start)]
        return sorted(hits + found, key=leftmost_longest) if found else hits

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
        """See `Matcher.starting`; called for the few places where the longest form is not the one that counts."""
        if not self._indices:
            self._index()
        indices, lengths = self._indices, self._lengths
        hits = []
        for at in range(start, end):
            for length in lengths.get(text[at : at + 2]) or lengths.get(text[at]) or ():
                index = indices.get(text[at : at + length])
                # A slice at the end of the text is shorter than asked for, and comes again at its own length.
                if index is not None and at + length <= len(text):
                    hits.append((index, at, at + length))
        return hits

    def _index(self) -> None:
        """Note the lengths of forms under the two characters they start with; those of one character under that one."""
        lengths: dict[str, set[int]] = {}
        for form in self._forms:
            lengths.setdefault(form[:2], set()).add(len(form))
        for start, found in lengths.items():
            if len(start) == 2:
                found |= lengths.get(start[0], set())
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}
        self._indices = {form: index for index, form in enumerate(self._forms)}

    def __reduce__(self) -> tuple[type["AutomatonMatcher"], tuple[Sequence[str]]]:
        return type(self), (self._forms,)


class _Automaton:
    """A leftmost-longest automaton over bytes or characters that gives its forms the numbers they came with."""

    def __init__(self, numbered: list[tuple[int, str]], of_bytes: bool) -> None:
        self._forms = [form for _, form in numbered]
        self._of_bytes = of_bytes
        self._numbers = [number for number, _ in numbered]
        self._in_order = self._numbers == list(range(len(numbered)))

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
        if self._in_order and not offset:
            return hits
        numbers = self._numbers
        return [(numbers[index], start + offset, end + offset) for index, start, end in hits]


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

    def __reduce__(self) -> tuple[type["RegexMatcher"], tuple[Sequence[str]]]:
        return type(self), (self._forms,)


def _trie_pattern(node: dict[str, Any]) -> str:
    import regex

    branches = [regex.escape(character) + _trie_pattern(child) for character, child in sorted(node.items()) if character]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return joined + "?" if "" in node else joined

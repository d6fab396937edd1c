"""Forms → a matcher that says where in a folded text a form stands; what it means there is decided downstream.

Two matchers give the same answers. `RegexMatcher`, one trie-shaped regular expression, is the definition;
`HeadMatcher`, which looks forms up by their first characters, is the fast one that is used.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from os.path import commonprefix
from typing import Any, Protocol

from toponyms.edges import edges_hold, may_start
from toponyms.packed import Packed, pack
from toponyms.speed import compiled

Hit = tuple[int, int, int]
"""(index of the form, start, end) in the folded text."""

Hits = bytes
"""Hits one after the other, each as its three C ints: no object is made for a hit before it is known to count."""


class Matcher(Protocol):
    """What both matchers promise of a folded text that ends with a space."""

    def spans(self, text: str) -> Hits:
        """The hits from the left whose edges hold, the longest at each place; what lies inside one is passed over. Linear."""

    def starting(self, text: str, start: int, end: int) -> list[Hit]:
        """Every hit that starts in [start, end), within words or not, sorted by start, the longest first."""


class HeadMatcher:
    """Looks up, wherever a word may begin, the forms with the same first three characters: compiled, some 200 MB/s.

    The forms must be sorted.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        self.forms = forms if isinstance(forms, Packed) else Packed(memoryview(pack(forms)))

    @cached_property
    def tables(self) -> tuple[memoryview, memoryview | bytes]:
        """What the compiled loops are given: the forms, and what leads to them by their first characters."""
        return self.forms.data, compiled.heads(self.forms.data, self.forms.heads)

    def spans(self, text: str) -> Hits:
        """See `Matcher.spans`."""
        if compiled:
            forms, heads = self.tables
            found: Hits = compiled.spans(text, forms, heads, edges_hold)
            return found
        hits = array("i")
        done = 0
        for at in self._places(text):
            if at >= done:
                hit = next((hit for hit in self.starting(text, at, at + 1) if edges_hold(text, at, hit[2])), None)
                if hit:
                    hits.extend(hit)
                    done = hit[2]
        return hits.tobytes()

    def starting(self, text: str, start: int, end: int) -> list[Hit]:
        """See `Matcher.starting`."""
        if compiled:
            return list(in_threes(compiled.starting(text, *self.tables, start, end)))
        hits: list[Hit] = []
        for at in range(start, end):
            if text[at] in self._firsts:
                hits += [(index, at, at + length) for length, index in self._prefixes(text[at : at + self.forms.longest])]
        return hits

    def _places(self, text: str) -> Iterator[int]:
        """Where a form may start: with a character that one starts with, and not inside a word."""
        firsts = self._firsts
        places = [at for at, character in enumerate(text) if character in firsts]
        return (at for at in places if may_start(text, at))

    @cached_property
    def _firsts(self) -> frozenset[str]:
        return frozenset(form[0] for form in self._listed)

    @cached_property
    def _listed(self) -> list[str]:
        return list(self.forms)

    def _prefixes(self, ahead: str) -> Iterator[tuple[int, int]]:
        """(length, index) of the forms that `ahead` begins with, the longest first.

        In sorted forms each of them stands before `ahead`, and what stands right before it shares the longest beginning.
        """
        high = len(self._listed)
        while ahead and (index := bisect_right(self._listed, ahead, 0, high) - 1) >= 0:
            form = self._listed[index]
            if ahead.startswith(form):
                yield len(form), index
                ahead = ahead[: len(form) - 1]
            else:
                ahead = commonprefix((form, ahead))  # noqa: RUF071 - these are words, not paths
            high = index

    def __reduce__(self) -> tuple[type["HeadMatcher"], tuple[list[str]]]:
        return type(self), (list(self.forms),)


def in_threes(hits: Hits) -> Iterator[Hit]:
    """Hits as tuples."""
    numbers = iter(memoryview(hits).cast("i"))
    return zip(numbers, numbers, numbers, strict=True)


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

    def spans(self, text: str) -> Hits:
        """See `Matcher.spans`."""
        hits = array("i")
        at = 0
        while match := self._pattern.search(text, at):
            start = match.start()
            at = start + 1
            hit = next((hit for hit in self.starting(text, start, start + 1) if edges_hold(text, start, hit[2])), None)
            if hit:
                hits.extend(hit)
                at = hit[2]
        return hits.tobytes()

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

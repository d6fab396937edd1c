"""Forms → a matcher that says where in a folded text a form stands; whether it counts there is decided downstream.

Two matchers give the same answers. `RegexMatcher`, one trie-shaped regular expression, is the definition;
`AutomatonMatcher`, a multi-literal automaton, is the fast one that is used.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

Hit = tuple[int, int, int]
"""(index of the form, start, end) in the folded text."""


class Matcher(Protocol):
    """What both matchers promise."""

    def spans(self, text: str) -> list[Hit]:
        """The leftmost-longest hits, in order and disjoint. Cost: linear in the text."""

    def starting(self, text: str, start: int, end: int) -> list[Hit]:
        """Every hit that starts in [start, end), sorted by start, the longest first."""


class AutomatonMatcher:
    """Scans with `ahocorasick_rs`, 50 MB/s or more; it starts fastest where forms in ASCII come before the others."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._forms = forms
        self._indices: dict[str, int] = {}
        self._lengths: dict[str, list[int]] = {}

    @cached_property
    def _for_ascii(self) -> Any:
        # A third of the forms, built in a tenth of the time, since theirs is a shallow trie of single bytes: all that a
        # short English text needs. Their indices are the same, for they come first.
        forms = [form for form in self._forms if form.isascii()]
        return _automaton(forms) if list(self._forms[: len(forms)]) == forms else self._for_all

    @cached_property
    def _for_all(self) -> Any:
        return _automaton(self._forms)

    def spans(self, text: str) -> list[Hit]:
        """See `Matcher.spans`."""
        automaton = self._for_ascii if text.isascii() else self._for_all
        hits: list[Hit] = automaton.find_matches_as_indexes(text)
        return hits

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


def _automaton(forms: Sequence[str]) -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    return AhoCorasick(
        forms, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA, store_patterns=False
    )


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

    def spans(self, text: str) -> list[Hit]:
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

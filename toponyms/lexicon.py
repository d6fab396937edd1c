"""The compiled gazetteer: forms with their meanings, ready for a matcher, and senses made when a text needs them."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from toponyms.edges import joins
from toponyms.inflect import Paradigms
from toponyms.matcher import Matcher
from toponyms.model import Cues, Entry, Guards, Name, Sense
from toponyms.patterns import compile_pattern

Meaning = tuple[int, int, tuple[str, ...]]
"""(index of the entry, index of the name in it, cases)."""


class Lexicon:
    """Immutable but for what it remembers; safe to share between threads, since remembering twice is harmless."""

    def __init__(
        self,
        entries: Sequence[Entry],
        forms: list[str],
        meanings: Sequence[list[Meaning]],
        paradigms: Paradigms,
        patterns: list[tuple[int, int]] | None = None,
        redirects: Mapping[str, str] | None = None,
    ) -> None:
        self.entries = entries
        self.redirects = redirects or {}
        self.forms = forms
        self.paradigms = paradigms
        self._meanings = meanings
        self._patterns = _pattern_names(entries) if patterns is None else patterns
        self.checks: dict[int, Any] = {}
        """Compiled guards by the identity of their records, which live as long as the lexicon; filled by `judge`."""
        self.alternatives: dict[int, bool] = {}
        """What `has_alternatives` has said of forms so far."""
        self._anchors_of: dict[tuple[str, ...], frozenset[int]] = {}
        count = len(forms) + len(self._patterns)
        self._senses: list[tuple[Sense, ...] | None] = [None] * count
        self.plain: list[tuple[Sense, ...] | None] = [None] * count
        """The senses of each form that needs neither guard nor cue and was seen before; the hot path of `resolve`."""

    def senses(self, index: int) -> tuple[Sense, ...]:
        """Everything that a form may mean, by its index; patterns are numbered on from the forms."""
        senses = self._senses[index]
        if senses is None:
            if index < len(self.forms):
                senses = tuple(
                    Sense(self.entries[entry], self.entries[entry].names[name], tuple(cases))
                    for entry, name, cases in self._meanings[index]
                )
            else:
                entry, name = self._patterns[index - len(self.forms)]
                senses = (Sense(self.entries[entry], self.entries[entry].names[name]),)
            self._senses[index] = senses
            if not any(sense.name.guards or sense.name.cues for sense in senses):
                self.plain[index] = senses
        return senses

    def has_alternatives(self, index: int, matcher: Matcher) -> bool:
        """Whether another form could stand where this one does, were this one not to count.

        That is so if a shorter form is its beginning, or if a word starts inside it.
        """
        known = self.alternatives.get(index)
        if known is None:
            form = self.forms[index]
            known = any(not (joins(before) and joins(after)) for before, after in pairwise(form))
            known = self.alternatives[index] = known or len(matcher.starting(form, 0, 1)) > 1
        return known

    @cached_property
    def patterns(self) -> list[Any]:
        """The names that are regular expressions, compiled."""
        return [compile_pattern(self.entries[entry].names[name].pattern) for entry, name in self._patterns]

    def anchors_of(self, ids: tuple[str, ...]) -> frozenset[int]:
        """The forms that name one of the ids, or a part of it, without needing a cue: what may be a cue for others."""
        known = self._anchors_of.get(ids)
        if known is None:
            known = self._anchors_of[ids] = frozenset(form for key in ids for form in self._anchors.get(key, ()))
        return known

    @cached_property
    def _anchors(self) -> dict[str, set[int]]:
        parents = {entry.id: entry.part_of for entry in self.entries}
        wholes = {entry_id: _closure(entry_id, parents) for entry_id in parents}
        found: dict[str, set[int]] = {}
        for index, meanings in enumerate(self._meanings):
            for number, name, _ in meanings:
                entry = self.entries[number]
                if entry.names[name].cues is None:
                    for whole in wholes[entry.id]:
                        found.setdefault(whole, set()).add(index)
        return found

    def dump(self) -> str:
        """The content as lines of text; `restore` takes it back."""
        head = json.dumps([len(self.forms), self.paradigms, self._patterns, self.redirects], ensure_ascii=False)
        rows = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in (*self._meanings, *self.entries))
        return "\n".join((head, *self.forms, *rows))

    @classmethod
    def restore(cls, dumped: str) -> "Lexicon":
        """A lexicon from what `dump` gave; rows of meanings and entries are read when a text asks for them.

        Raises ValueError, TypeError or IndexError for a text that `dump` cannot have made.
        """
        head, *rows = dumped.split("\n")
        count, paradigms, patterns, redirects = json.loads(head)
        forms, meanings, entries = rows[:count], rows[count : 2 * count], rows[2 * count :]
        return cls(_Rows(entries, _entry), forms, _Rows(meanings, list), paradigms, patterns, redirects)

    def __reduce__(self) -> tuple[Any, ...]:
        return Lexicon.restore, (self.dump(),)


class _Rows(Sequence[Any]):
    """Lines of JSON, each read when it is first asked for: of a gazetteer, a text needs few."""

    def __init__(self, lines: list[str], make: Callable[[list[Any]], Any]) -> None:
        self._lines = lines
        self._make = make
        self._made: dict[int, Any] = {}

    def __getitem__(self, index: Any) -> Any:
        made = self._made.get(index)
        if made is None:
            made = self._made[index] = self._make(json.loads(self._lines[index]))
        return made

    def __len__(self) -> int:
        return len(self._lines)


def _pattern_names(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    return [(number, index) for number, entry in enumerate(entries) for index, name in enumerate(entry.names) if name.pattern]


def _closure(entry_id: str, parents: dict[str, tuple[str, ...]]) -> set[str]:
    """The id itself and all that it is a part of, however the chain of `part_of` runs."""
    reached: set[str] = set()
    waiting = [entry_id]
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting += parents.get(current, ())
    return reached


def _entry(values: list[Any]) -> Entry:
    values[2] = tuple(map(_name, values[2]))
    for index in (4, 5, 6, 8, 10, 11):
        if values[index] is not None:
            values[index] = tuple(values[index])
    for index in (7, 9):
        values[index] = tuple(map(tuple, values[index]))
    return Entry._make(values)


def _name(values: list[Any]) -> Name:
    values[7] = tuple(values[7])
    values[12] = tuple(values[12])
    values[14] = tuple((case, tuple(forms)) for case, forms in values[14])
    values[18] = tuple(map(Guards._make, values[18]))
    if values[19] is not None:
        cues = values[19]
        values[19] = Cues._make((tuple(cues[0]), *cues[1:]))
    return Name._make(values)

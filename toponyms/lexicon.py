"""The compiled gazetteer: forms with their meanings, ready for a matcher, and senses made when a text needs them."""

import json
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from toponyms.beside import Glance, beside, patterns_of
from toponyms.model import PHRASE, Cues, Entry, Guards, Name, Sense, readings_of
from toponyms.packed import Packed, numbers, pack, pack_numbers
from toponyms.patterns import Pattern, compile_pattern, dump_patterns, take
from toponyms.settled import Senses, Settled, settled
from toponyms.speed import compiled

if TYPE_CHECKING:
    from toponyms.inflect import Paradigms

Meaning = tuple[int, int, int, int]
"""(index of the entry, index of the name in it, readings as bits, index of the set of systems)."""


class Meanings(Sequence[list[Meaning]]):
    """What forms may mean, column by column: rows from `firsts[k]` on are those of form k, `names` are counted through entries.

    `counted` is the number of the first name of each entry. A list for each form would take ten times the memory.
    """

    def __init__(
        self, firsts: Sequence[int], names: Sequence[int], readings: Sequence[int], systems: Sequence[int], counted: Sequence[int]
    ) -> None:
        self._firsts, self._columns, self._counted = firsts, (names, readings, systems), counted

    def __getitem__(self, index: Any) -> Any:
        names, readings, systems = self._columns
        meanings = []
        for row in range(self._firsts[index], self._firsts[index + 1]):
            entry = bisect_right(self._counted, names[row]) - 1
            meanings.append((entry, names[row] - self._counted[entry], readings[row], systems[row]))
        return meanings

    def __len__(self) -> int:
        return len(self._firsts) - 1


class Lexicon:
    """Immutable but for what it remembers; safe to share between threads, since remembering twice is harmless."""

    def __init__(
        self,
        entries: Sequence[Entry],
        forms: Sequence[str],
        meanings: Sequence[list[Meaning]],
        paradigms: "Paradigms",
        patterns: list[tuple[int, int]] | None = None,
        redirects: Mapping[str, str] | None = None,
        systems: Sequence[Sequence[str]] = ((),),
    ) -> None:
        self.entries = entries
        self.redirects = redirects or {}
        self.forms = forms
        self.paradigms = paradigms
        self._meanings = meanings
        self._systems = systems
        self._patterns = _pattern_names(entries) if patterns is None else patterns
        self.settled: dict[int, Settled | None] = {}
        """What settles each form that was asked for, see `settled_of`; the hot path of `resolve`."""
        self._glances: dict[frozenset[Pattern], Glance] = {}
        self._anchors_of: dict[str, bytes] = {}
        self._stored_anchors: tuple[memoryview, memoryview] | None = None
        count = len(forms) + len(self._patterns)
        self._senses: list[Senses | None] = [None] * count
        self.plain: list[Senses | None] = [None] * count
        """The senses of each form that needs neither guard nor cue and was seen before; the hot path of `resolve`."""

    def senses(self, index: int) -> Senses:
        """Everything that a form may mean, by its index; patterns are numbered on from the forms."""
        senses = self._senses[index]
        if senses is None:
            if index < len(self.forms):
                senses = tuple(self._sense(*meaning) for meaning in self._meanings[index])
            else:
                entry, name = self._patterns[index - len(self.forms)]
                senses = (Sense(self.entries[entry], self.entries[entry].names[name]),)
            self._senses[index] = senses
            if not any(sense.name.guards or sense.name.cues or sense.name.blocks or is_phrase(sense) for sense in senses):
                self.plain[index] = senses
        return senses

    def settled_of(self, index: int) -> Settled | None:
        """What settles a form by mentions and neighbours; None where that is more."""
        if index not in self.settled:
            senses = self.senses(index)
            known = settled(senses, beside(senses, self._glances), any(map(is_phrase, senses)))
            # Two threads that make it both must learn in one.
            return self.settled.setdefault(index, known)
        return self.settled[index]

    def _sense(self, number: int, index: int, readings: int, systems: int) -> Sense:
        entry = self.entries[number]
        return Sense(entry, entry.names[index], readings_of(readings), tuple(self._systems[systems]))

    @cached_property
    def patterns(self) -> list[Any]:
        """The names that are regular expressions, compiled."""
        return [compile_pattern(self.entries[entry].names[name].pattern) for entry, name in self._patterns]

    def anchors_of(self, ids: str) -> bytes:
        """A bit for each form, set for those that name one of the ids, with spaces between, or a part of it, and need no cue."""
        known = self._anchors_of.get(ids)
        if known is None:
            if " " in ids:
                # Many cues ask for the same countries, which have the most forms.
                marks = reduce(or_, (int.from_bytes(self.anchors_of(key), "little") for key in ids.split()))
                known = marks.to_bytes((len(self.forms) >> 3) + 1, "little")
            else:
                known = _marked(array("I", self._anchors.get(ids, ())), (len(self.forms) >> 3) + 1)
            self._anchors_of[ids] = known
        return known

    @cached_property
    def _anchors(self) -> Mapping[str, Iterable[int]]:
        """For each entry the forms that name it or a part of it without needing a cue."""
        if self._stored_anchors is not None:
            return _unpacked(*self._stored_anchors)
        parents = {entry.id: entry.part_of for entry in self.entries}
        wholes = {entry_id: _closure(entry_id, parents) for entry_id in parents}
        found: dict[str, set[int]] = {}
        for index, meanings in enumerate(self._meanings):
            for number, name, *_ in meanings:
                entry = self.entries[number]
                # An adjective is no mention: what is found of names is the same with and without them.
                if entry.names[name].cues is None and not entry.names[name].derived:
                    for whole in wholes[entry.id]:
                        found.setdefault(whole, set()).add(index)
        return found

    def dump(self) -> bytes:
        """The content as bytes; `restore` takes it back."""
        # Spellings of one name mean the same, and what they mean is kept once.
        rows: dict[str, int] = {}
        which = [rows.setdefault(row, len(rows)) for row in _lines(self._meanings)]
        forms = pack(self.forms)
        heads = compiled.heads(forms) if compiled else b""
        # To find out what each form names takes a second, so a text that asks for it should not have to.
        anchors = sorted((key, sorted(found)) for key, found in self._anchors.items())
        counts, anchored = [f"{key} {len(found)}" for key, found in anchors], [form for _, found in anchors for form in found]
        parts = [
            forms,
            heads,
            pack(counts),
            pack_numbers(anchored),
            pack_numbers(which),
            pack(list(rows)),
            pack(list(_lines(self.entries))),
            *dump_patterns(patterns_of([name for entry in self.entries for name in entry.names])),
        ]
        sizes = list(map(len, parts))
        head = json.dumps([sizes, self.paradigms, self._patterns, self.redirects, self._systems], ensure_ascii=False).encode()
        return b"".join((len(head).to_bytes(4, "little"), head, *parts))

    @classmethod
    def restore(cls, dumped: bytes | memoryview) -> "Lexicon":
        """A lexicon from what `dump` gave; forms, meanings and entries are read when a text asks for them.

        Raises ValueError, TypeError or IndexError for bytes that `dump` cannot have made.
        """
        view = memoryview(dumped)
        at = 4 + int.from_bytes(view[:4], "little")
        sizes, paradigms, patterns, redirects, systems = json.loads(str(view[4:at], "utf-8"))
        parts = []
        for size in sizes:
            parts.append(view[at : at + size])
            at += size
        if at != len(view):
            raise ValueError("a lexicon that was cut short")
        forms, heads, counts, anchored, which, rows, entries, *compiled_patterns = parts
        take(*compiled_patterns)
        meanings = _Rows(Packed(rows), list, numbers(which))
        lexicon = cls(_Rows(Packed(entries), _entry), Packed(forms, heads), meanings, paradigms, patterns, redirects, systems)
        lexicon._stored_anchors = counts, anchored
        return lexicon

    def __reduce__(self) -> tuple[Any, ...]:
        return Lexicon.restore, (self.dump(),)


def marked(places: "array[int]", size: int) -> bytes:
    """So many bytes, the bits at these places set, the lowest of each byte first."""
    bits = bytearray(size)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


# The same function, compiled.
_marked: Callable[..., bytes] = compiled.marked if compiled else marked


def is_phrase(sense: Sense) -> bool:
    """Whether a sense is that of a fixed phrase."""
    return sense.entry.type == PHRASE


class _Rows(Sequence[Any]):
    """Lines of JSON, each read when it is first asked for; `which`, if given, is the line for each index."""

    def __init__(self, lines: Packed, make: Callable[[list[Any]], Any], which: Sequence[int] | None = None) -> None:
        self._lines = lines
        self._make = make
        self._which = range(len(lines)) if which is None else which
        self._made: dict[int, Any] = {}

    def __getitem__(self, index: Any) -> Any:
        line = self._which[index]
        made = self._made.get(line)
        if made is None:
            # Of two threads one makes it for both: guards are known by their identity.
            made = self._made.setdefault(line, self._make(json.loads(self._lines[line])))
        return made

    def __len__(self) -> int:
        return len(self._which)


def _unpacked(counts: memoryview, anchored: memoryview) -> dict[str, Sequence[int]]:
    """What `dump` stored of the anchors."""
    forms, at, found = numbers(anchored), 0, {}
    for line in Packed(counts):
        key, _, count = line.partition(" ")
        found[key] = forms[at : at + int(count)]
        at += int(count)
    return found


def _lines(rows: Iterable[Sequence[Any]]) -> Iterable[str]:
    return (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)


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


# JSON knows no tuples; where they stand in the records is computed once, since each entry that a text names is restored.
_TUPLES = [Entry._fields.index(key) for key in ("location", "box", "part_of", "homographs", "examples", "counter_examples")]
_PAIRS = [Entry._fields.index(key) for key in ("links", "missing")]
_WORDS = [Name._fields.index(key) for key in ("grammar", "declension")]
_NAMES, _INFLECTED, _GUARDS = Entry._fields.index("names"), *(Name._fields.index(key) for key in ("inflected", "guards"))
_CUES = [Name._fields.index(key) for key in ("cues", "blocks")]


def _entry(values: list[Any]) -> Entry:
    values[_NAMES] = tuple(map(_name, values[_NAMES]))
    for index in _TUPLES:
        if values[index] is not None:
            values[index] = tuple(values[index])
    for index in _PAIRS:
        values[index] = tuple(map(tuple, values[index]))
    return Entry._make(values)


def _name(values: list[Any]) -> Name:
    for index in _WORDS:
        values[index] = tuple(values[index])
    values[_INFLECTED] = tuple((case, tuple(forms)) for case, forms in values[_INFLECTED])
    values[_GUARDS] = tuple(map(Guards._make, values[_GUARDS]))
    for index in _CUES:
        if values[index] is not None:
            ids, *rest = values[index]
            values[index] = Cues(tuple(ids), *rest)
    return Name._make(values)

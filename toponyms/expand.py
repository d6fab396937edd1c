"""Names → the surface forms that a text may hold: as written, in ALL CAPS, declined, without diacritics or apostrophes."""

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat

from toponyms.inflect import Paradigms, decline
from toponyms.japanese import rewritten
from toponyms.model import READINGS, STATUSES, Entry, Name, Reading
from toponyms.respelt import respelt
from toponyms.shapes import reshaped, romanized
from toponyms.spelled import is_sought, spelled
from toponyms.writing import NO_WRITING, Writing

Owner = tuple[int, int]
"""(index of the entry, row)."""


class Rows:
    """Folded strings to look for, each in a row with one thing that it may mean, column by column: names can be a million.

    `names` are numbers of names as they are counted through all entries, `readings` their bits, `systems` the romanization
    systems that write a name so, of those rows that have any.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.firsts = array("I", accumulate((len(entry.names) for entry in entries), initial=0))
        """The number of the first name of each entry."""
        self.texts: list[str] = []
        self.names = array("I")
        self.readings = array("H")
        self.systems: dict[int, set[str]] = {}

    def add(self, name: int, forms: dict[str, int]) -> None:
        """Add the forms of a name, each with its readings."""
        self.texts.extend(forms)
        self.readings.extend(forms.values())
        self.names.extend(repeat(name, len(forms)))

    def add_plain(self, name: int, texts: Collection[str]) -> None:
        """The same for forms without readings, as those of a million names are."""
        self.texts.extend(texts)
        self.names.extend(repeat(name, len(texts)))
        self.readings.extend(repeat(0, len(texts)))

    def write(self, row: int, systems: Iterable[str]) -> None:
        """Note that these systems write a name as it stands in a row."""
        self.systems.setdefault(row, set()).update(systems)

    def owners(self, wanted: set[str]) -> dict[str, list[Owner]]:
        """Whose those texts are that are wanted."""
        found: dict[str, list[Owner]] = {}
        for row, text in enumerate(self.texts):
            if text in wanted:
                found.setdefault(text, []).append((bisect_right(self.firsts, self.names[row]) - 1, row))
        return found


def expand(entries: Sequence[Entry], paradigms: Paradigms, writing: Writing = NO_WRITING, derived: bool = False) -> Rows:
    """All forms of all entries; in the rows of one form stands first what was written in the gazetteer, in its order.

    What is written goes before what `writing` and romanization systems make of it: a form that is made, and that another entry
    has been given, is left to that one, unless the two are known as homographs.

    Words `derived` from names have forms only where they are asked for, and none that is a form of a name too: Охотское is a
    village. So what is found of names is the same with them and without.
    """
    rows = Rows(entries)
    _add(rows, entries, paradigms)
    _add_made(rows, entries, paradigms, writing)
    if derived:
        taken = set(rows.texts)
        _add(rows, entries, paradigms, taken)
    return rows


def _add(rows: Rows, entries: Sequence[Entry], paradigms: Paradigms, taken: set[str] | None = None) -> None:
    """Add the forms of names, or of the words derived from them without those that are `taken`."""
    for first, entry in zip(rows.firsts, entries, strict=False):
        # The name that stands for a form shared by several names of one entry is the one of the best status.
        for index in _by_status(entry):
            name = entry.names[index]
            if bool(name.derived) is not (taken is not None):
                continue
            if name.form and not (name.declension or name.inflected or name.system or taken):
                rows.add_plain(first + index, respelt(name.form, name))
                continue
            forms = name_forms(name, paradigms)
            if taken:
                forms = {text: readings for text, readings in forms.items() if text not in taken}
            if name.system:
                for row, readings in enumerate(forms.values(), len(rows.texts)):
                    # A system writes the dictionary form; of a declined one nobody can say which system it follows.
                    if not readings or readings & _bit(("nom", "sg")):
                        rows.write(row, (name.system,))
            rows.add(first + index, forms)


def _by_status(entry: Entry) -> Iterable[int]:
    if len(entry.names) == 1:
        return (0,)
    return sorted(range(len(entry.names)), key=lambda index: STATUSES.index(entry.names[index].status))


def _add_made(rows: Rows, entries: Sequence[Entry], paradigms: Paradigms, writing: Writing) -> None:
    forms = [
        (number, entry, written_forms(entry, paradigms, writing), spelled_forms(entry, writing))
        for number, entry in enumerate(entries)
        # Without tables only a reading makes forms, and of a million plain names none has one.
        if writing is not NO_WRITING or any(name.reading for name in entry.names)
    ]
    given = rows.owners({text for _, _, by_tables, by_systems in forms for text in chain(by_tables, by_systems)}) if forms else {}
    made: dict[str, list[Owner]] = {}

    def is_free(text: str, entry: Entry) -> bool:
        return all(_are_homographs(entry, entries[owner]) for owner, _ in given.get(text, ()))

    def make(text: str, number: int, index: int, readings: int) -> int:
        made.setdefault(text, []).append((number, len(rows.texts)))
        rows.add(rows.firsts[number] + index, {text: readings})
        return len(rows.texts) - 1

    for number, entry, by_tables, by_systems in forms:
        for text, (index, readings) in by_tables.items():
            if is_free(text, entry) and all(owner != number for owner, _ in given.get(text, ())):
                make(text, number, index, readings)
        for text, by_name in by_systems.items():
            own = [row for owner, row in chain(given.get(text, ()), made.get(text, ())) if owner == number]
            # Etorofu is listed, and is what systems make of えとろふ and of Эторофу.
            for row in own:
                rows.write(row, chain.from_iterable(by_name.values()))
            if not own and is_free(text, entry):
                for index, systems in by_name.items():
                    if is_sought(entry.names[index], text):
                        rows.write(make(text, number, index, 0), systems)


def name_forms(name: Name, paradigms: Paradigms) -> dict[str, int]:
    """The folded forms of one name, each with the readings it can be: a bit for each of `READINGS`, since all are stored.

    >>> sorted(name_forms(Name("Kuril'sk", "en"), {}))
    ["KURIL'SK", 'KURILSK', "Kuril'sk", 'Kurilsk']
    """
    found: dict[str, int] = {}
    if not name.form:
        return found
    for reading, written in inflections(name, paradigms):
        for text in respelt(written, name):
            found[text] = found.get(text, 0) | _bit(reading)
    return found


def written_forms(entry: Entry, paradigms: Paradigms, writing: Writing) -> dict[str, tuple[int, int]]:
    """The folded forms of an entry that are made and not given, each with the index of its name and its readings as bits."""
    found: dict[str, tuple[int, int]] = {}

    def add(index: int, reading: Reading | None, written: str) -> None:
        bit = _bit(reading)
        for text in respelt(written, entry.names[index]):
            owner, bits = found.setdefault(text, (index, bit))
            if owner == index:
                found[text] = index, bits | bit

    # A form that several names could stand for is that of one without cues, of the best status.
    order = sorted(
        (at for at, name in enumerate(entry.names) if not name.derived),
        key=lambda at: (entry.names[at].cues is not None, STATUSES.index(entry.names[at].status)),
    )
    for index in order:
        name = entry.names[index]
        for reading, written in reshaped(entry, name, inflections(name, paradigms), writing, paradigms) if name.form else ():
            add(index, reading, written)
        for written in rewritten(entry, name, writing):
            add(index, None, written)
    for index, written in romanized(entry, writing):
        add(index, None, written)
    return found


def spelled_forms(entry: Entry, writing: Writing) -> dict[str, dict[int, set[str]]]:
    """The folded forms that romanization systems make of an entry, each with the systems by the index of the name."""
    found: dict[str, dict[int, set[str]]] = {}
    for (index, written), systems in spelled(entry, writing).items():
        # What leaves out diacritics does so in Latin letters, whatever language the name is of.
        for text in respelt(written, entry.names[index]._replace(lang="en", diacritics="")):
            found.setdefault(text, {}).setdefault(index, set()).update(systems)
    return found


def _are_homographs(one: Entry, other: Entry) -> bool:
    return other.id in one.homographs or one.id in other.homographs


def _bit(reading: Reading | None) -> int:
    return 1 << READINGS.index(reading) if reading else 0


def inflections(name: Name, paradigms: Paradigms) -> Iterator[tuple[Reading | None, str]]:
    """Each reading of a name with its form; the reading is None where the form shows none."""
    if name.declension:
        yield from decline(name.form, name.declension, paradigms, bool(name.number or name.derived))
    elif name.inflected:
        # The dictionary form of a name that is given plural forms alone is a plural itself.
        yield ("nom", "pl" if all(key.endswith(".pl") for key, _ in name.inflected) else "sg"), name.form
        for key, forms in name.inflected:
            case, _, number = key.partition(".")
            for form in forms:
                yield (case, number or "sg"), form
    else:
        yield None, name.form

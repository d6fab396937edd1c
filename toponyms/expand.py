"""Names → the surface forms that a text may hold: as written, in ALL CAPS, declined, without diacritics or apostrophes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from toponyms.fold import APOSTROPHES, fold_text
from toponyms.inflect import Paradigms, decline
from toponyms.japanese import rewritten
from toponyms.model import READINGS, STATUSES, Entry, Name, Reading
from toponyms.shapes import reshaped, romanized
from toponyms.spelled import is_sought, spelled
from toponyms.writing import NO_WRITING, Writing

# Words that stay small inside a title.
_SMALL_ENGLISH = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
_SMALL_RUSSIAN = frozenset(("в", "во", "и", "из", "к", "на", "о", "об", "от", "по", "с", "со", "у"))
_APOSTROPHE = re.compile(f"['{APOSTROPHES}]")
SMALL_WORDS = _SMALL_ENGLISH | _SMALL_RUSSIAN


class Form:
    """A folded string to look for, and what it may mean: of each (index of entry, index of name in it), the readings.

    `systems` are the romanization systems that write a name so.
    """

    __slots__ = ("meanings", "systems", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.meanings: dict[tuple[int, int], int] = {}
        self.systems: dict[tuple[int, int], set[str]] | None = None

    def write(self, meaning: tuple[int, int], systems: Iterable[str]) -> None:
        """Note that these systems write a name so."""
        # Of a million names few are written by a system.
        if self.systems is None:
            self.systems = {}
        self.systems.setdefault(meaning, set()).update(systems)


def expand(entries: Sequence[Entry], paradigms: Paradigms, writing: Writing = NO_WRITING, derived: bool = False) -> list[Form]:
    """All forms of all entries, sorted, so that the order of entries changes nothing.

    What is written in the gazetteer goes before what `writing` and romanization systems make of it: a form that is made, and
    that another entry has been given, is left to that one, unless the two are known as homographs.

    Words `derived` from names have forms only where they are asked for, and none that is a form of a name too: Охотское is a
    village. So what is found of names is the same with them and without.
    """
    forms: dict[str, Form] = {}
    _add(forms, entries, paradigms, derived=False)
    _add_made(forms, entries, paradigms, writing)
    if derived:
        words: dict[str, Form] = {}
        _add(words, entries, paradigms, derived=True)
        forms = words | forms
    return [forms[text] for text in sorted(forms)]


def _add(forms: dict[str, Form], entries: Sequence[Entry], paradigms: Paradigms, derived: bool) -> None:
    for number, entry in enumerate(entries):
        # The name that stands for a form shared by several names of one entry is the one of the best status.
        for index in _by_status(entry):
            if bool(entry.names[index].derived) is derived:
                system = entry.names[index].system
                for text, readings in name_forms(entry.names[index], paradigms).items():
                    form = forms.setdefault(text, Form(text))
                    form.meanings.setdefault((number, index), readings)
                    # A system writes the dictionary form; of a declined one nobody can say which system it follows.
                    if system and (not readings or readings & _bit(("nom", "sg"))):
                        form.write((number, index), (system,))


def _by_status(entry: Entry) -> Iterable[int]:
    if len(entry.names) == 1:
        return (0,)
    return sorted(range(len(entry.names)), key=lambda index: STATUSES.index(entry.names[index].status))


def _add_made(forms: dict[str, Form], entries: Sequence[Entry], paradigms: Paradigms, writing: Writing) -> None:
    made: dict[str, Form] = {}

    def owners(text: str) -> set[int]:
        return {number for number, _ in forms[text].meanings} if text in forms else set()

    def is_free(text: str, entry: Entry) -> bool:
        return all(_are_homographs(entry, entries[owner]) for owner in owners(text))

    for number, entry in enumerate(entries):
        # Without tables only a reading makes forms, and of a million plain names none has one.
        if writing is NO_WRITING and not any(name.reading for name in entry.names):
            continue
        for text, (index, readings) in written_forms(entry, paradigms, writing).items():
            if number not in owners(text) and is_free(text, entry):
                made.setdefault(text, Form(text)).meanings[number, index] = readings
        for text, by_name in spelled_forms(entry, writing).items():
            known = [form for form in (forms.get(text), made.get(text)) if form]
            own = [(form, meant) for form in known for meant in form.meanings if meant[0] == number]
            # Etorofu is listed, and is what systems make of えとろふ and of Эторофу.
            for form, meant in own:
                form.write(meant, chain.from_iterable(by_name.values()))
            if not own and is_free(text, entry):
                for index, systems in by_name.items():
                    if is_sought(entry.names[index], text):
                        form = made.setdefault(text, Form(text))
                        form.meanings[number, index] = 0
                        form.write((number, index), systems)
    for text, form in made.items():
        given = forms.setdefault(text, form)
        given.meanings |= form.meanings
        for meant, systems in (form.systems or {}).items():
            given.write(meant, systems)


def name_forms(name: Name, paradigms: Paradigms) -> dict[str, int]:
    """The folded forms of one name, each with the readings it can be: a bit for each of `READINGS`, since all are stored.

    >>> sorted(name_forms(Name("Kuril'sk", "en"), {}))
    ["KURIL'SK", 'KURILSK', "Kuril'sk", 'Kurilsk']
    """
    found: dict[str, int] = {}
    if not name.form:
        return {}
    for reading, written in inflections(name, paradigms):
        for spelling in _spellings(written, name):
            text = fold_text(spelling)
            found[text] = found.get(text, 0) | _bit(reading)
    return found


def written_forms(entry: Entry, paradigms: Paradigms, writing: Writing) -> dict[str, tuple[int, int]]:
    """The folded forms of an entry that are made and not given, each with the index of its name and its readings as bits."""
    found: dict[str, tuple[int, int]] = {}

    def add(index: int, reading: Reading | None, written: str) -> None:
        bit = _bit(reading)
        for spelling in _spellings(written, entry.names[index]):
            text = fold_text(spelling)
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
        for spelling in _spellings(written, entry.names[index]._replace(lang="en", diacritics="")):
            found.setdefault(fold_text(spelling), {}).setdefault(index, set()).update(systems)
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


def _spellings(written: str, name: Name) -> set[str]:
    initial = written[:1].upper() + written[1:]
    shapes = {written, initial, written.upper()}
    if name.case == "exact" and written.isascii() and not _APOSTROPHE.search(written):
        return shapes
    if name.case == "any":
        shapes |= {written.lower(), _title(written), _title(initial)}
    spellings = set(shapes)
    for shape in shapes:
        bare = _without_diacritics(shape) if name.lang == "en" and not name.diacritics else shape
        spellings |= {bare, *(fold_text(text).replace("'", "") for text in (shape, bare) if _APOSTROPHE.search(text))}
    return spellings


def _title(text: str) -> str:
    words = text.split(" ")
    rest = (word if word.lower() in SMALL_WORDS else word[:1].upper() + word[1:] for word in words[1:])
    return " ".join((words[0][:1].upper() + words[0][1:], *rest))


def _without_diacritics(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))

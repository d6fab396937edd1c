"""Names → the surface forms that a text may hold: as written, in ALL CAPS, declined, without diacritics or apostrophes."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from toponyms.fold import APOSTROPHES, fold
from toponyms.inflect import Paradigms, decline
from toponyms.japanese import rewritten
from toponyms.model import CASES, STATUSES, Entry, Name
from toponyms.shapes import reshaped, romanized
from toponyms.writing import NO_WRITING, Writing

# Words that stay small inside a title.
_SMALL_ENGLISH = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
_SMALL_RUSSIAN = frozenset(("в", "во", "и", "из", "к", "на", "о", "об", "от", "по", "с", "со", "у"))
_APOSTROPHE = re.compile(f"['{APOSTROPHES}]")
SMALL_WORDS = _SMALL_ENGLISH | _SMALL_RUSSIAN


class Form:
    """A folded string to look for, and what it may mean: (index of entry, index of name in it, cases)."""

    __slots__ = ("meanings", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.meanings: dict[tuple[int, int], tuple[str, ...]] = {}


def form_order(form: str) -> tuple[bool, str]:
    """The order of forms: those in ASCII first, then by text."""
    return not form.isascii(), form


def expand(entries: Sequence[Entry], paradigms: Paradigms, writing: Writing = NO_WRITING) -> list[Form]:
    """All forms of all entries, those in ASCII first and then by text, so that the order of entries changes nothing.

    What is written in the gazetteer goes before what `writing` makes of it: a form that is made, and that another entry has
    been given, is left to that one, unless the two are known as homographs.
    """
    forms: dict[str, Form] = {}
    for number, entry in enumerate(entries):
        # The name that stands for a form shared by several names of one entry is the one of the best status.
        order = sorted(range(len(entry.names)), key=lambda index: STATUSES.index(entry.names[index].status))
        for index in order:
            for text, cases in name_forms(entry.names[index], paradigms).items():
                forms.setdefault(text, Form(text)).meanings.setdefault((number, index), cases)
    given = {text: {number for number, _ in form.meanings} for text, form in forms.items()}
    for number, entry in enumerate(entries):
        for text, (index, cases) in written_forms(entry, paradigms, writing).items():
            owners = given.get(text, set())
            if number not in owners and all(_are_homographs(entry, entries[owner]) for owner in owners):
                forms.setdefault(text, Form(text)).meanings[number, index] = cases
    return [forms[text] for text in sorted(forms, key=form_order)]


def name_forms(name: Name, paradigms: Paradigms) -> dict[str, tuple[str, ...]]:
    """The folded forms of one name, each with the cases it can be.

    >>> sorted(name_forms(Name("Kuril'sk", "en"), {}))
    ["KURIL'SK", 'KURILSK', "Kuril'sk", 'Kurilsk']
    """
    found: dict[str, list[str]] = {}
    if not name.form:
        return {}
    for case, written in inflections(name, paradigms):
        for spelling in _spellings(written, name):
            cases = found.setdefault(fold(spelling).text, [])
            if case and case not in cases:
                cases.append(case)
    return {text: tuple(case for case in CASES if case in cases) for text, cases in found.items()}


def written_forms(entry: Entry, paradigms: Paradigms, writing: Writing) -> dict[str, tuple[int, tuple[str, ...]]]:
    """The folded forms of an entry that are made and not given, each with the index of the name it stands for and its cases."""
    found: dict[str, tuple[int, list[str]]] = {}

    def add(index: int, case: str, written: str) -> None:
        for spelling in _spellings(written, entry.names[index]):
            owner, cases = found.setdefault(fold(spelling).text, (index, []))
            if owner == index and case and case not in cases:
                cases.append(case)

    # A form that several names could stand for is that of one without cues, of the best status.
    order = sorted(
        range(len(entry.names)), key=lambda at: (entry.names[at].cues is not None, STATUSES.index(entry.names[at].status))
    )
    for index in order:
        name = entry.names[index]
        for case, written in reshaped(entry, name, inflections(name, paradigms), writing, paradigms) if name.form else ():
            add(index, case, written)
        for written in rewritten(entry, name, writing):
            add(index, "", written)
    for index, written in romanized(entry, writing):
        add(index, "", written)
    return {text: (index, tuple(case for case in CASES if case in cases)) for text, (index, cases) in found.items()}


def _are_homographs(one: Entry, other: Entry) -> bool:
    return other.id in one.homographs or one.id in other.homographs


def inflections(name: Name, paradigms: Paradigms) -> Iterator[tuple[str, str]]:
    """(case, form) of a name; the case is empty where the form shows none."""
    if name.declension:
        yield from decline(name.form, name.declension, paradigms)
    elif name.inflected:
        yield "nom", name.form
        for case, forms in name.inflected:
            for form in forms:
                yield case, form
    else:
        yield "", name.form


def _spellings(written: str, name: Name) -> set[str]:
    initial = written[:1].upper() + written[1:]
    shapes = {written, initial, written.upper()}
    if name.case == "any":
        shapes |= {written.lower(), _title(written), _title(initial)}
    spellings = set(shapes)
    for shape in shapes:
        bare = _without_diacritics(shape) if name.lang == "en" and not name.diacritics else shape
        spellings |= {bare, *(fold(text).text.replace("'", "") for text in (shape, bare) if _APOSTROPHE.search(text))}
    return spellings


def _title(text: str) -> str:
    words = text.split(" ")
    rest = (word if word.lower() in SMALL_WORDS else word[:1].upper() + word[1:] for word in words[1:])
    return " ".join((words[0][:1].upper() + words[0][1:], *rest))


def _without_diacritics(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))

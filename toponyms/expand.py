"""Names → the surface forms that a text may hold: as written, in ALL CAPS, declined, without diacritics or apostrophes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from toponyms.fold import APOSTROPHES, fold
from toponyms.inflect import Paradigms, decline
from toponyms.model import CASES, STATUSES, Entry, Name

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


def expand(entries: Iterable[Entry], paradigms: Paradigms) -> list[Form]:
    """All forms of all entries, those in ASCII first and then by text, so that the order of entries changes nothing."""
    forms: dict[str, Form] = {}
    for number, entry in enumerate(entries):
        # The name that stands for a form shared by several names of one entry is the one of the best status.
        order = sorted(range(len(entry.names)), key=lambda index: STATUSES.index(entry.names[index].status))
        for index in order:
            for text, cases in name_forms(entry.names[index], paradigms).items():
                forms.setdefault(text, Form(text)).meanings.setdefault((number, index), cases)
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

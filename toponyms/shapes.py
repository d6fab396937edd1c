"""Names with another generic word around them: Anuchina Island, island of Anuchina; Etorofu, Etorofu-jima."""

from collections.abc import Iterable, Iterator

from toponyms.derive import plain
from toponyms.inflect import Paradigms, decline
from toponyms.model import STATUSES, Entry, Name, Reading
from toponyms.romanize import spellings
from toponyms.writing import Ending, Shape, Writing

# "Yuri Shima" could be a person; behind a long name a spaced word is the generic one.
_LONG = 5
_ROMANIZED = ("hepburn", "kunrei", "nihon")


def reshaped(
    entry: Entry, name: Name, inflected: Iterable[tuple[Reading | None, str]], writing: Writing, paradigms: Paradigms
) -> Iterator[tuple[Reading | None, str]]:
    """(reading, form) of a name with each other generic word that fits the type of its entry.

    None where the rest of the name is a name of its own that needs no cue: there the generic word stays outside, and a style
    that writes another name leaves it alone.
    """
    groups = [group for group in writing.shapes if not group.romanized and group.lang == name.lang and entry.type in group.types]
    alone = {other.form for other in entry.names if other.lang == name.lang and other.cues is None} if groups else set()
    listed: list[tuple[Reading | None, str]] = []
    for group in groups:
        for shape in group.shapes:
            core = _peel(name.form, shape, None, paradigms)
            if not core or core in alone:
                continue
            listed = listed or list(inflected)
            for reading, form in listed:
                rest = _peel(form, shape, reading, paradigms)
                for other in group.shapes if rest else ():
                    if other != shape:
                        yield from ((reading, built) for built in _put(rest, other, reading, paradigms))


def romanized(entry: Entry, writing: Writing) -> Iterator[tuple[int, str]]:
    """(index of the name, form) with Japanese generic words in Latin letters behind names that a reading gives.

    Only for entries of which a reading ends in such a word: えとろふとう, but not ほっかいどう.
    """
    groups = [group for group in writing.shapes if group.romanized and entry.type in group.types]
    rests = {rest for name in entry.names for _, rest in split_reading(entry, name, writing)} if groups else set()
    if not rests:
        return
    known = {plain(spelling) for rest in rests for spelling in spellings(rest, "hepburn")}
    english = [group for group in writing.shapes if group.lang == "en" and entry.type in group.types]
    shapes = [shape for group in english for shape in group.shapes]

    def rank(index: int) -> tuple[bool, bool, bool, int]:
        # A name without cues is found wherever it stands; of names with a generic word, Etorofu-tō says what Etorofu-jima says.
        name = entry.names[index]
        own, other = (
            any(_peel(name.form, shape, None, {}) for group in some for shape in group.shapes) for some in (groups, english)
        )
        return name.cues is not None, not own, not other, STATUSES.index(name.status)

    for index in sorted(range(len(entry.names)), key=rank):
        name = entry.names[index]
        if name.lang != "en" or not name.form:
            continue
        core = next((rest for shape in shapes if (rest := _peel(name.form, shape, None, {}))), name.form)
        if " " in core or "-" in core or not (name.system.startswith(_ROMANIZED) or plain(core) in known):
            continue
        for group in groups:
            for shape in group.shapes:
                if len(core) >= _LONG or not shape.after.startswith(" "):
                    yield index, shape.before + core + shape.after


def split_reading(entry: Entry, name: Name, writing: Writing) -> Iterator[tuple[str, str]]:
    """(written, read) of a Japanese name without the word for its kind of place: 択捉, えとろふ."""
    ending = ending_of(entry, name, writing)
    for reading in ending.readings if ending else ():
        read = name.reading.removesuffix(reading).rstrip("|")
        if ending and read and name.reading.endswith(reading):
            yield name.form.removesuffix(ending.word), read


def ending_of(entry: Entry, name: Name, writing: Writing) -> Ending | None:
    """The word for its kind of place at the end of a Japanese name; 千島列島 ends in 列島 and not in 島."""
    ends = [
        ending for ending in writing.endings if name.lang == "ja" and name.form.endswith(ending.word) and name.form != ending.word
    ]
    longest = max(ends, key=lambda ending: len(ending.word), default=None)
    return longest if longest and entry.type in longest.types else None


def _peel(form: str, shape: Shape, reading: Reading | None, paradigms: Paradigms) -> str:
    """The form without the generic word, empty where it has none."""
    for before, after in _around(shape, reading, paradigms):
        if form.startswith(before) and form.endswith(after) and len(form) > len(before) + len(after):
            return form[len(before) : len(form) - len(after)]
    return ""


def _put(core: str, shape: Shape, reading: Reading | None, paradigms: Paradigms) -> list[str]:
    return [before + core + after for before, after in _around(shape, reading, paradigms)]


def _around(shape: Shape, reading: Reading | None, paradigms: Paradigms) -> list[tuple[str, str]]:
    if not shape.declension:
        return [(shape.before, shape.after)]
    if shape.declension not in paradigms:
        return []
    generic = (shape.before or shape.after).strip()
    pairs = decline(generic, (shape.declension,), paradigms)
    wanted = reading or pairs[0][0]
    declined = [form for found, form in pairs if found == wanted]
    return [(f"{form} ", "") if shape.before else ("", f" {form}") for form in declined]

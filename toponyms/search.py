"""Entries for a spelling that no form has: a reading in kana, a romanization, or something much like a name."""

from collections.abc import Iterable, Sequence
from functools import cache

from toponyms.derive import plain
from toponyms.files import builtin_systems
from toponyms.model import Entry
from toponyms.romanize import System, load_system, spellings, transliterate

_ROUGH = ("hepburn", "bgn-pcgn", "polivanov")
"""Systems near enough to the others of their languages and scripts to tell which entries are worth a closer look."""

_CLOSE = 60
_LIKE = 0.45
_TO_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}


Index = dict[str, list[Entry]]


def rough_index(entries: Sequence[Entry]) -> Index:
    """Entries by what a few systems make of their names. Cost: half a second for a thousand entries."""
    found: Index = {}
    for system in map(load_system, _ROUGH):
        for entry in entries:
            for text in _sources(entry, system):
                found.setdefault(plain(transliterate(text, system)), []).append(entry)
    return found


def spelled(entries: Sequence[Entry], index: Index, name: str) -> list[Entry]:
    """The entries that have this reading, or a name that some romanization system writes so; diacritics do not matter."""
    kana = _reading(name)
    read = [entry for entry in entries if any(_reading(known.reading) == kana for known in entry.names if known.reading)]
    wanted = plain(name)
    return read or [entry for entry in _worth_a_look(index, wanted) if wanted in _all_spellings(entry)]


def _reading(reading: str) -> str:
    return reading.translate(_TO_HIRAGANA).replace("|", "").replace(" ", "")


def _worth_a_look(index: Index, wanted: str) -> list[Entry]:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    close = process.extract(wanted, list(index), scorer=Levenshtein.normalized_similarity, limit=_CLOSE, score_cutoff=_LIKE)
    return list({entry.id: entry for key, _, _ in close for entry in index[key]}.values())


def _all_spellings(entry: Entry) -> set[str]:
    return {plain(spelling) for system in _systems() for text in _sources(entry, system) for spelling in spellings(text, system)}


@cache
def _systems() -> tuple[System, ...]:
    return tuple(map(load_system, builtin_systems()))


def _sources(entry: Entry, system: System) -> Iterable[str]:
    """What the system can start from: readings, or names in its language."""
    language, script = system.origin
    if script == "Kana":
        return {known.reading for known in entry.names if known.reading}
    return {
        known.form for known in entry.names if known.lang == language and script != "Latn" and known.form and not known.derived
    }

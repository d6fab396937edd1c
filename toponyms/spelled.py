"""Names in the spellings of romanization systems: Juschno-Kurilsk, Etorohu, Шикотан as Sikotan."""

from functools import cache

from toponyms.files import builtin_systems
from toponyms.model import Entry, Name
from toponyms.romanize import System, load_system, spellings
from toponyms.writing import Writing

_FEWEST = 5
_MOST = 50
"""How many spellings of one name in one system are looked for."""


def spelled(entry: Entry, writing: Writing) -> dict[tuple[int, str], list[str]]:
    """The systems by (index of the name, spelling), of each Russian name and each Japanese one with a reading."""
    found: dict[tuple[int, str], list[str]] = {}
    if writing.unspelled is None or entry.pack in writing.unspelled:
        return found
    for index, name in enumerate(entry.names):
        for system in () if name.derived else _systems(name.lang):
            for made in spellings(_source(name, system), system)[:_MOST]:
                if made:
                    # Kana have no capitals; a name has one.
                    written = made[:1].upper() + made[1:] if name.case == "exact" else made
                    found.setdefault((index, written), []).append(system.id)
    return found


def is_sought(name: Name, spelling: str) -> bool:
    """Whether a spelling that is nowhere given as a name is looked for.

    Those of fewer than five letters are not, since they are too often other words: Око, Sari, Wal; nor those of abbreviations
    and misspellings, and of names that are guarded against the other things they mean (Ханасаки is a port, a crab and a
    county): names that ask for a word beside them, or are bare of their generic word. Other guards, which rule out longer
    words of one script, and cues hold whatever the letters are.
    """
    if sum(map(str.isalpha, spelling)) < _FEWEST or name.status == "misspelling" or name.register.startswith("abbreviation"):
        return False
    return not any(guard.before or guard.after or name.register == "bare" for guard in name.guards)


@cache
def _systems(lang: str) -> list[System]:
    """The systems that write names of a language in other letters; what they make of Latin ones they make of the kana too."""
    systems = map(load_system, builtin_systems())
    return [system for system in systems if system.origin[0] == lang and system.origin[1] != "Latn"]


def _source(name: Name, system: System) -> str:
    return name.reading if system.origin[1] == "Kana" else name.form

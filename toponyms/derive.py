"""Whether a romanization system yields a name from the other names of its entry."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from toponyms.fold import fold
from toponyms.model import Entry, Name
from toponyms.romanize import System, spellings

Generics = dict[str, tuple[str, ...]]
"""Words for kinds of places by language, as in `generics.yaml`; in Japanese the ends of readings."""

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc|]+")


class Origin(NamedTuple):
    """What a system may start from: a name or reading, whole, or `bare` of its generic word."""

    text: str
    bare: bool = False


def yields(system: System, entry: Entry, name: Name, generics: Generics) -> bool:
    """Whether the system makes the name out of one that the entry has in the source language.

    Etorofu-tō, Etorofu and Etorofu Island are all made of えとろふとう: a generic word may be kept, left out, or be one of the
    name's own language, but only if the source has one. Diacritics, apostrophes, spaces and hyphens do not matter.
    """
    whole, bare = plain(name.form), plain(_without_generic(name.form, generics.get(name.lang, ())))
    for origin in origins(system, entry, name, generics):
        made = {plain(spelling) for spelling in spellings(origin.text, system)}
        if whole in made or (origin.bare and bare in made):
            return True
    return False


def origins(system: System, entry: Entry, name: Name, generics: Generics) -> Iterator[Origin]:
    """Everything in the entry that the system could make the name of."""
    language, script = system.origin
    if script == "Kana":
        for other in entry.names:
            # A name in kana is its own reading; but クリリスク, which is Russia's, is no reading of Japan's Shana.
            reading = other.reading or (other.form if other.usage == name.usage else "")
            if other.lang == language and _KANA.fullmatch(reading):
                yield Origin(reading)
                for generic in generics.get(language, ()):
                    if reading.endswith(generic) and len(reading) > len(generic):
                        yield Origin(reading.removesuffix(generic).rstrip(system.seam or None), bare=True)
        return
    # Japanese names in Latin letters stand among the English ones.
    lang = "en" if (language, script) == ("ja", "Latn") else language
    for other in entry.names:
        if other.lang == lang and other.form and not other.derived and (lang == language or other.system.startswith("hepburn")):
            yield Origin(other.form)
            bare = _without_generic(other.form, generics.get(lang, ()))
            if bare != other.form:
                yield Origin(bare, bare=True)


def _without_generic(form: str, generics: tuple[str, ...]) -> str:
    known = {plain(generic) for generic in generics}
    return " ".join(word for word in form.split() if plain(word) not in known) or form


def plain(text: str) -> str:
    """Letters and digits alone, small, those of Latin without diacritics, and ё as е."""
    letters = []
    for character in fold(text).text.casefold():
        base = unicodedata.normalize("NFD", character)[0]
        letters.append(base if base.isascii() else character)
    return "".join(letter for letter in letters if letter.isalnum() and unicodedata.category(letter) != "Lm")

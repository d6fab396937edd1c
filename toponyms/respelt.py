"""One written form in its spellings, folded: with a capital, in ALL CAPS, without diacritics or apostrophes."""

import re
import unicodedata
from array import array
from collections.abc import Collection

from toponyms.fold import fold_text
from toponyms.model import Name
from toponyms.speed import compiled

# Words that stay small inside a title.
_SMALL_ENGLISH = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
_SMALL_RUSSIAN = frozenset(("в", "во", "и", "из", "к", "на", "о", "об", "от", "по", "с", "со", "у"))
_SMALL_WORDS = _SMALL_ENGLISH | _SMALL_RUSSIAN
# Characters that nothing beside them changes: none is a mark, or the second part of another letter as Hangul's are.
_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u0531-\u0587\u05d0-\u05ea\u060c\u0620-\u064a\u066e-\u06d3"
    "\u10d0-\u10ff\u1c90-\u1cbf\u1e00-\u1eff\u2010-\u2027\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)


def respelt(written: str, name: Name) -> Collection[str]:
    """The folded spellings of a form of a name, each once.

    >>> sorted(respelt("Kuril'sk", Name("Kuril'sk", "en")))
    ["KURIL'SK", 'KURILSK', "Kuril'sk", 'Kurilsk']
    """
    is_bare = name.lang == "en" and not name.diacritics
    known = compiled.respelt(written, is_bare, _KNOWN, asked) if compiled and name.case == "exact" else None
    return _respelt(written, name.case, is_bare) if known is None else known


def _respelt(written: str, case: str, is_bare: bool) -> set[str]:
    initial = written[:1].upper() + written[1:]
    shapes = {written, initial, written.upper()}
    if case == "any":
        shapes |= {written.lower(), _title(written), _title(initial)}
    found = set(map(fold_text, shapes))
    if is_bare and not written.isascii():
        found.update(fold_text(_without_diacritics(shape)) for shape in shapes)
    return found | {text.replace("'", "") for text in found if "'" in text}


def asked(character: str) -> tuple[int, int, int]:
    """What stands for a character: folded, folded without diacritics, and as a capital; 1 where it is not plain.

    A text of plain characters in the first plane, no two of them spaces side by side, is respelt character by character.
    """
    made = fold_text(character), fold_text(_without_diacritics(character)), character.upper()
    is_plain = all(len(text) == 1 and _PLAIN.fullmatch(text) for text in (character, *made))
    return (ord(made[0]), ord(made[1]), ord(made[2])) if is_plain else (1, 1, 1)


_KNOWN = array("I", bytes(3 * 4 << 16))
"""What was asked of the characters of the first plane, for each of the three ways."""


def _without_diacritics(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


def _title(text: str) -> str:
    words = text.split(" ")
    rest = (word if word.lower() in _SMALL_WORDS else word[:1].upper() + word[1:] for word in words[1:])
    return " ".join((words[0][:1].upper() + words[0][1:], *rest))

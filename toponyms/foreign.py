"""Languages that a page declares and that are not ours: in which letters they hold no names of ours."""

import re
from functools import cache

from toponyms.fold import JAPANESE

# Languages that are not written in Latin letters; what a page declares counts only for names in the script of the language.
_CYRILLIC, _HAN, _OTHERS = (
    frozenset(line.split())
    for line in (
        "ab av ba be bg bua ce chm cu cv kk krc kum ky lez mhr mk mn myv os rue sah sr tg tt tyv udm uk",
        "cmn gan hak hsn lzh nan wuu yue zh",
        "am ar arz as bn bo ckb dv dz el fa gu he hi hy ii ka kn km ko lo ml mr my ne or pa ps sa sd si ta te th ti ug ur yi",
    )
)
_UNKNOWN = frozenset(("", "en", "ru", "ja", "und", "mul", "mis", "zxx", "i", "x"))
_LETTERS = {
    "Latn": "A-Za-z\u00aa-\u02af\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a",
    "Cyrl": "\u0400-\u052f",
    "Hani": f"{JAPANESE}",
}


def foreign_script(lang: str) -> str:
    """The script (ISO 15924) of a language tag (RFC 5646), in which a part that declares it holds no names of ours.

    Empty for English, Russian and Japanese in any script, for what is no language, and where no name of ours is written so.

    >>> foreign_script("fr-CA"), foreign_script("bg"), foreign_script("sr-Latn"), foreign_script("en-GB"), foreign_script("ko")
    ('Latn', 'Cyrl', 'Latn', '', '')
    """
    first, *others = lang.strip().lower().replace("_", "-").split("-")
    if first in _UNKNOWN or not first.isalpha() or not 2 <= len(first) <= 3:
        return ""
    for other in others:
        if len(other) == 4 and other.isalpha():
            return {"latn": "Latn", "cyrl": "Cyrl", "hans": "Hani", "hant": "Hani", "hani": "Hani"}.get(other, "")
    return "Cyrl" if first in _CYRILLIC else "Hani" if first in _HAN else "" if first in _OTHERS else "Latn"


@cache
def words_in(script: str) -> re.Pattern[str]:
    """The words of a script, from the first letter of one to the last before a word of another script, or a digit, begins."""
    letters = _LETTERS[script]
    return re.compile(f"[{letters}](?:[^\\w]*+[{letters}]++)*+")

"""Regions of plain text that no name may be found in: URLs, e-mail, host names, files and paths, @handles."""

import re
from functools import cache

from toponyms.fold import JAPANESE

# Letters that a host or file name is made of; Japanese text runs on without spaces and would be swallowed.
_LABEL = f"(?:(?![{JAPANESE}])[\\w-])"
# What a URL goes on with. Kana and Han count only in a part that began with them, as in /wiki/北方領土: after an ASCII
# letter they are the text that follows (https://example.jp/aを見て). Full-width punctuation ends it.
_URL_REST = (
    f"(?:[!#-&(-;=?-Z\\[\\]_a-z~]++|(?![{JAPANESE}])[^\\W\\d_]|(?<=[/=_%.(:-])[{JAPANESE}]++|(?<=[{JAPANESE}])[{JAPANESE}]++)*+"
)
_NOT_AFTER_WORD = f"(?<!(?![{JAPANESE}])\\w)"
_NOT_BEFORE_WORD = f"(?!{_LABEL})"
TRIGGERS = "/\\@:"
"""What is in every run that holds a region, where no full stop with a letter behind it is."""
_TRIGGER = re.compile(r"[/\\@]|\.(?=\w)|mailto:")


@cache
def _region() -> re.Pattern[str]:
    """Compiled when first needed, which takes longer than most texts that come through a pipe."""
    return re.compile(
        "|".join(
            (
                f"(?<![a-z0-9])(?:[a-z][a-z0-9+.-]{{1,15}}://|www\\.|mailto:){_URL_REST}",
                f"{_NOT_AFTER_WORD}(?<![.+-])(?:{_LABEL}|[.+]){{1,64}}+@{_LABEL}++(?:\\.{_LABEL}++)++",
                f"@{_LABEL}(?:{_LABEL}|\\.(?={_LABEL}))*+",
                # C:\maps\Iturup.png, \\server\share; /usr/share/x, ~/x, ./x, ../x
                f'{_NOT_AFTER_WORD}(?:[A-Za-z]:|\\\\)\\\\[^\\s"<>|*?]*+',
                f"{_NOT_AFTER_WORD}(?<![./:])(?:~|\\.{{1,2}})?/(?:{_LABEL}|[.~%+])++(?:/(?:{_LABEL}|[.~%+])*+)++",
                f"{_NOT_AFTER_WORD}(?<![./:])(?:~|\\.{{1,2}})/(?:{_LABEL}|[.~%+])++",
                # Country domains in capitals, as mail headers have them: cs.Helsinki.FI. A lower-case host stands before the
                # name, so that a full stop without a space (of Japan.UN) stays a full stop.
                f"{_NOT_AFTER_WORD}(?<![./@-])(?:[a-z][a-z0-9-]{{1,62}}\\.)++(?:{_LABEL}{{1,63}}+\\.(?={_LABEL}))++(?<=\\.)[A-Z]{{2}}{_NOT_BEFORE_WORD}",
                # host and file names, with whatever path follows or precedes: kurils.ru/map, data/Iturup.csv, сахгоу.рф
                f"{_NOT_AFTER_WORD}(?<![./@-])(?:{_LABEL}{{1,63}}+/){{0,32}}+(?:{_LABEL}{{1,63}}+\\.(?={_LABEL}))++(?<=\\.)"
                f"(?<!\\.\\.)(?:(?=[a-zа-я]{{2,24}}{_NOT_BEFORE_WORD}){_LABEL}++|[a-z][a-z0-9]{{1,4}}+|[A-Z]{{3,4}}){_NOT_BEFORE_WORD}(?:[/:?#]{_URL_REST})?",
            )
        )
    )


def protected_regions(run: str) -> list[tuple[int, int]]:
    """The protected spans of a run of text without spaces, in order. Cost: linear in its length.

    >>> protected_regions("(see:http://example.org/wiki/Shana_(Iturup))")
    [(5, 44)]
    """
    if not _TRIGGER.search(run):
        return []
    return [match.span() for match in _region().finditer(run)]


def is_plain(text: str) -> bool:
    """Whether a plain text has neither backticks nor directives, so that all of it may be searched."""
    return "`" not in text and "toponyms:" not in text

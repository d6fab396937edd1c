"""Regions of plain text that no name may be found in: URLs, e-mail, host names, files and paths, @handles; and #hashtags."""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache

from toponyms.fold import JAPANESE
from toponyms.speed import compiled

# Two characters stand for all that are Japanese, a letter and a mark: of a class of a hundred thousand each use takes `re` a
# millisecond to compile, and there are some hundred.
_LETTER, _MARK = "々", "・"
_FEW = _LETTER + _MARK
# Letters that a host or file name is made of; Japanese text runs on without spaces and would be swallowed.
_LABEL = f"(?:(?![{_FEW}])[\\w-])"
# What a URL goes on with. Kana and Han count only in a part that began with them, as in /wiki/北方領土: after an ASCII
# letter they are the text that follows (https://example.jp/aを見て). Full-width punctuation ends it.
_URL_REST = f"(?:[!#-&(-;=?-Z\\[\\]_a-z~]++|(?![{_FEW}])[^\\W\\d_]|(?<=[/=_%.(:-])[{_FEW}]++|(?<=[{_FEW}])[{_FEW}]++)*+"
_NOT_AFTER_WORD = f"(?<!(?![{_FEW}])\\w)"
_NOT_BEFORE_WORD = f"(?!{_LABEL})"
TRIGGERS = "/\\@:"
"""What is in every run that holds a region, where no full stop with a letter behind it is."""
HASHES = "#＃"
"""What a hashtag begins with."""
_TRIGGER = re.compile(r"[/\\@]|\.(?=\w)|mailto:")

MOST_HASHTAG = 140
"""How far before a name the sign of its hashtag is looked for."""


@cache
def _hashtag() -> re.Pattern[str]:
    # Not &#1234; nor C#; Japanese letters before it are the text before it, and digits alone (#12) are the number of something.
    # Nobody ends a hashtag in mid-name: #Yuzhno-Kurilsk.
    return re.compile(f"(?<!(?![{JAPANESE}])\\w)(?<![&#＃])[#＃](?=\\w*[^\\W\\d_])\\w+(?:-\\w+)*+")


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


def protected_regions(run: str, hashtags: bool = True) -> list[tuple[int, int]]:
    """The protected spans of a run of text without spaces, in order, those of #hashtags too unless these are text.

    Cost: linear in the length of the run.

    >>> protected_regions("(see:http://example.org/wiki/Shana_(Iturup))")
    [(5, 44)]
    """
    found = [match.span() for match in _region().finditer(_with_few(run))] if _TRIGGER.search(run) else []
    if hashtags or ("#" not in run and "＃" not in run):
        return found
    # A fragment, example.org/#Iturup, is a part of its URL.
    tags, ends = [match.span() for match in _hashtag().finditer(run)], [end for _, end in found]
    free = [tag for tag in tags if (at := bisect_right(ends, tag[0])) == len(found) or found[at][0] >= tag[1]]
    return sorted(found + free)


def _with_few(run: str) -> str:
    """A run of text with the two characters in place of all that are Japanese."""
    return run if run.isascii() else _japanese().sub(lambda match: _LETTER if match[0].isalnum() else _MARK, run)


@cache
def _japanese() -> re.Pattern[str]:
    return re.compile(f"[{JAPANESE}]")


def told(region: str) -> str:
    """What a protected region is, in words."""
    return "in a hashtag" if region.startswith(tuple(HASHES)) else "in a URL, address, path or handle"


def is_in_hashtag(text: str, start: int) -> bool:
    """Whether a name that starts there belongs to a #hashtag. Cost: that of a look at some 140 characters.

    >>> is_in_hashtag("#Iturup", 1), is_in_hashtag("# Iturup", 2), is_in_hashtag("#北海道と択捉島", 5)
    (True, False, True)
    """
    first = max(0, start - MOST_HASHTAG)
    at = max(text.rfind("#", first, start), text.rfind("＃", first, start))
    found = _hashtag().match(text, at, start + 1) if at >= 0 else None
    return found is not None and found.end() > start


def plainly(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether [start, end) of a plain text has neither backticks nor directives, so that all of it may be searched."""
    return text.find("`", start, end) < 0 and text.find("toponyms:", start, end) < 0


# The same function, compiled.
is_plain: Callable[..., bool] = compiled.is_plain if compiled else plainly

"""The one definition of "same spelling", and the way back from the folded text to the text as given.

Names and texts are folded alike, so that whatever folds to the same characters is the same name.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from toponyms.model import Annotation, Sense
from toponyms.speed import compiled
from toponyms.squeeze import build, distinct, replace, squeeze

# U+2014 EM DASH is left out: it stands between clauses ("Iturup—the largest"), never inside a name.
DASHES = "\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d"
APOSTROPHES = "\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u2032\u00b4\u0060\uff07"
SPACES = "\t\n\v\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u202f\u205f\u3000"
LINE_ENDS = "\x85\u2028"
# A form feed and U+2029 PARAGRAPH SEPARATOR end a paragraph: neither is a space here, so no name can reach across them.
# Soft hyphen, zero-width and direction marks, variation selectors: they change no spelling.
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
MARKS = "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f"
JAPANESE = "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f"

PART = 100_000
"""Of how many code points a large text is folded at a time."""

MOST_MARKS = 30  # Unicode Standard Annex 15, stream-safe text

_STRESS = str.maketrans("", "", "\u0300\u0301\u0340\u0341")
_LENGTH = str.maketrans("", "", "\u0302\u0304")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z]")
_IS_JAPANESE = f"[{JAPANESE}\u3001\u3002]"
_IRREGULAR = re.compile("[\\t-\\r`]|  ")


# One class stands first, and what was consumed is looked back at, so that the search skips quickly to the few places.
_ITEM = (
    f"[ {INVISIBLE}{MARKS}](?:(?<=[{MARKS}])(?P<marks>[{MARKS}]*)|(?<=[{INVISIBLE}])[ {INVISIBLE}]*"
    f"|(?<= )(?:[ {INVISIBLE}]+|(?<=[{JAPANESE}、。] )(?=[{JAPANESE}])|(?<=[^\\W\\d_]- )(?=[^\\W\\d_])))"
)
# The classes are large and take longer to compile than a short text in ASCII, which needs none of them, takes to be read.
_compiled = cache(re.compile)


class Folded(NamedTuple):
    """A folded text, and where each stretch of it begins in the text as given.

    From `starts[k]` in the folded text on, folded and given text run in step with the given text at `sources[k]`;
    the character at `starts[k]` itself is `widths[k]` code points wide there.
    `breaks` are the places behind a hyphen where a line end was left out.
    """

    text: str
    starts: list[int]
    sources: list[int]
    widths: list[int]
    breaks: list[int]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span [start, end) of the folded text as a span of the text as given. Cost: two binary searches."""
        return source_span(start, end, self.starts, self.sources, self.widths)


def source_span(start: int, end: int, starts: list[int], sources: list[int], widths: list[int]) -> tuple[int, int]:
    """The span [start, end) of a made text as a span of the text that it was made of; the lists are those of `Folded`."""
    if not starts:
        return start, end
    first = bisect_right(starts, start) - 1
    last = bisect_right(starts, end - 1) - 1
    source_start = start if first < 0 else sources[first] + start - starts[first]
    if last < 0:
        return source_start, end
    offset = end - 1 - starts[last]
    return source_start, sources[last] + offset + (1 if offset else widths[last])


def records(
    text: str,
    starts: list[int],
    ends: list[int],
    senses: Sequence[tuple[Sense, ...]],
    anchors: list[int],
    sources: list[int],
    widths: list[int],
    make: type[Annotation],
) -> list[Annotation]:
    """The finds of a folded text, given as columns, as annotations of the text; `anchors` and so on are those of `Folded`.

    Finds and folded stretches both come in order and are walked side by side.
    """
    count, following = len(anchors), 0
    found = []
    for start, end, meant in zip(starts, ends, senses, strict=True):
        while following < count and anchors[following] <= start:
            following += 1
        last = following
        while last < count and anchors[last] < end:
            last += 1
        source_start, source_end = start, end
        if following:
            source_start += sources[following - 1] - anchors[following - 1]
        if last:
            offset = end - 1 - anchors[last - 1]
            source_end = sources[last - 1] + offset + (1 if offset else widths[last - 1])
        found.append(make(source_start, source_end, text[source_start:source_end], meant))
    return found


# The same function, compiled.
records_of: Callable[..., list[Annotation]] = compiled.records if compiled else records


@cache
def fold_character(character: str) -> str:
    """The one character that stands for this one, itself if it is already plain."""
    if character in SPACES:
        return " "
    if character in DASHES:
        return "-"
    if "\ud800" <= character <= "\udfff":
        # Bytes that were not UTF-8 arrive as lone surrogates; no name holds one.
        return "\ufffd"
    if character in APOSTROPHES:
        return "'"
    if "\uff10" <= character <= "\uff9f" or character in "\uff0e\uff0f":
        wide = unicodedata.normalize("NFKC", character)
        return wide if wide.isalnum() or wide in "./ー・" else character
    return _compose(character)


def _compose(cluster: str) -> str:
    """A base and its marks as one character where there is one; stress and vowel length dropped, ё read as е."""
    decomposed = unicodedata.normalize("NFD", cluster)
    if _CYRILLIC.match(decomposed):
        decomposed = decomposed.translate(_STRESS)
    elif _LATIN.match(decomposed):
        decomposed = decomposed.translate(_LENGTH)
    composed = unicodedata.normalize("NFC", decomposed)
    if composed == "ё":
        return "е"
    if composed == "Ё":
        return "Е"
    return composed if len(composed) == 1 else unicodedata.normalize("NFC", cluster)


def fold(text: str) -> Folded:
    """Fold a text; never raises on a `str`, and its cost is linear in the length of the text.

    >>> fold("o. Итуру\\u0301п, Южно\\u2011\\n   Курильск").text
    'o. Итуруп, Южно-Курильск'
    """
    # Each step copies the text; copies of a few hundred kilobytes stay in the processor's cache, and what was freed of them
    # is used again.
    if len(text) > 2 * PART:
        return _in_parts(text)
    # The call itself is felt where a text is short.
    return tuple.__new__(Folded, compiled.fold(text, traits_of, composed)) if compiled else _fold_part(text)


def _in_parts(text: str) -> Folded:
    """The parts of a text, each folded; no stretch that is folded reaches across a blank line, where they end."""
    parts = []
    at = 0
    while at < len(text):
        cut = text.rfind("\n\n", at + 1, at + PART)
        if cut < 0:
            cut = text.find("\n\n", at + PART)
        end = cut + 2 if cut >= 0 else len(text)
        parts.append((at, _fold_part(text[at:end])))
        at = end
    return _join(parts)


def fold_text(text: str) -> str:
    """The folded text alone, for names."""
    if text.isascii() and not _IRREGULAR.search(text):
        return text
    return fold(text).text


def _join(parts: list[tuple[int, Folded]]) -> Folded:
    starts: list[int] = []
    sources: list[int] = []
    widths: list[int] = []
    breaks: list[int] = []
    length = 0
    for source, part in parts:
        if length != source or part.starts or starts:
            # The part as a whole may stand elsewhere than in the given text.
            starts.append(length)
            sources.append(source)
            widths.append(1)
        starts += [start + length for start in part.starts]
        sources += [place + source for place in part.sources]
        widths += part.widths
        breaks += [place + length for place in part.breaks]
        length += len(part.text)
    return Folded("".join(part.text for _, part in parts), starts, sources, widths, breaks)


def _fold_part(text: str) -> Folded:
    if compiled:
        return Folded._make(compiled.fold(text, traits_of, composed))
    if text.isascii() and not _IRREGULAR.search(text):
        return Folded(text, [], [], [], [])
    traits = _all_traits(text)
    lone = traits & _LINE_END or ("\r" in text and text.count("\r") != text.count("\r\n"))
    replaced = _REPLACED | {character: traits_of(character)[0] for character in distinct(text)}
    if lone or traits & (_INVISIBLE | _MARK | _RUNNING):
        spaced = replace(text, replaced).replace("\n", " ")
        return Folded(*build(spaced, _all_items(text, spaced)))
    return Folded(*squeeze(text, replaced))


def _all_traits(text: str) -> int:
    traits = 0
    for character in distinct(text):
        traits |= traits_of(character)[1]
    return traits


_INVISIBLE, _RUNNING, _LINE_END, _MARK = 2, 4, 8, 16
_REPLACED = {"\r": " ", "\t": " ", "\v": " ", "`": "'"}


@cache
def traits_of(character: str) -> tuple[str, int]:
    """The one character outside ASCII that stands for this one, itself where there is none, and what has to be known of it."""
    kinds = {f"[{INVISIBLE}]": _INVISIBLE, f"[{MARKS}]": _MARK, _IS_JAPANESE: _RUNNING}
    traits = sum(trait for pattern, trait in kinds.items() if _compiled(pattern).match(character))
    folded = fold_character(character)
    return folded if len(folded) == 1 else character, traits | (_LINE_END if character in LINE_ENDS else 0)


def _all_items(text: str, plain: str) -> list[tuple[int, int, str]]:
    """The stretches to fold in any text, as (start, end, replacement of at most one character), sorted and disjoint."""
    items = []
    for match in _compiled(_ITEM).finditer(plain):
        start, end = match.span()
        if match.lastgroup:
            # To put a long run of marks in order takes time that grows with its square; no name has more than a few.
            if start > 0 and end - start <= MOST_MARKS and (one := composed(text[start - 1 : end])):
                items.append((start - 1, end, one))
            continue
        replacement = _gap(text, plain, start, end)
        if replacement is not None and replacement != plain[start:end]:
            items.append((start, end, replacement))
    return items


@lru_cache(maxsize=4096)
def composed(cluster: str) -> str:
    """The one character that a base and its marks fold to; nothing where there is none.

    >>> composed("и\\u0301"), composed("и\\u0306"), composed("ﾊﾟ"), composed("q\\u0301")
    ('и', 'й', 'パ', '')
    """
    # Half-width kana with its voicing mark is one character.
    if cluster[-1] >= "\uff9e":
        one = unicodedata.normalize("NFKC", cluster)
    else:
        one = _compose("".join(_REPLACED.get(character, traits_of(character)[0]) for character in cluster))
    return fold_character(one) if len(one) == 1 else ""


def _gap(text: str, plain: str, start: int, end: int) -> str | None:
    """What a stretch of space and invisible characters folds to; None where it ends a paragraph and stays as it is."""
    given = text[start:end]
    lines = given.count("\n") or sum(map(given.count, LINE_ENDS)) or given.count("\r")
    if lines > 1:
        return None
    if " " not in plain[start:end]:
        return ""
    if lines:
        before, after = plain[start - 1 : start], plain[end : end + 1]
        if before == "-" and after.isalpha() and plain[start - 2 : start - 1].isalpha():
            return ""
        # U+3000 opens a new paragraph in Japanese text; any other line break between two characters is a wrapped line.
        if _compiled(_IS_JAPANESE).match(before) and _compiled(_IS_JAPANESE).match(after) and "\u3000" not in given:
            return ""
    return " "

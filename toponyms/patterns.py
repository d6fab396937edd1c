"""Regular expressions that users write: compiled in one place, so that what the loader accepts can be used."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from toponyms.packed import Packed, pack

Match = Callable[[str], Any]

Pattern = tuple[str, bool]
"""An expression, and whether it looks back: whether it is matched from the end of a text, as guards before a name are."""

# Patterns meet folded text, so the letters that fold to another one are folded in them too.
_FOLD = str.maketrans({"ё": "е", "Ё": "Е", "’": "'", "‘": "'", "ʼ": "'"})
_RECURSION = r"(?<!\\)(?:\\\\)*\(\?(?:R\)|&|P>|[+-]?\d+\))"


@cache
def compile_pattern(pattern: str, backwards: bool = False) -> Any:
    """A pattern in the syntax of the `regex` package; `backwards` reads from the end of a text, as guards before a name do.

    Raises ValueError with the reason for one that cannot be used. Cost: a millisecond, or a hundredth of that for one that
    `take` took.
    """
    # Imported when first needed: most texts meet no guard.
    import regex

    if row := _row(pattern, backwards):
        return _restored(row)
    if re.search(_RECURSION, pattern):
        raise ValueError("recursion is not part of the format; write the pattern out")
    try:
        return regex.compile(pattern.translate(_FOLD), regex.REVERSE if backwards else 0)
    except (regex.error, RecursionError, MemoryError, OverflowError, TypeError) as error:
        raise ValueError(str(error) or type(error).__name__) from None


@cache
def match_before(pattern: str) -> Match:
    """Match a text that ends where a name starts."""
    match: Match = compile_pattern(pattern, backwards=True).match
    return match


@cache
def match_after(pattern: str) -> Match:
    """Match a text that starts where a name ends."""
    match: Match = compile_pattern(pattern).match
    return match


@cache
def search_near(pattern: str) -> Match:
    """Match anywhere in a text."""
    search: Match = compile_pattern(pattern).search
    return search


_taken: tuple[memoryview, memoryview] | None = None
"""What `take` was given last."""


def dump_patterns(patterns: Iterable[Pattern]) -> tuple[bytes, bytes]:
    """What `take` takes: the version of `regex` with the patterns, and what that compiled each of them to, as it pickles them."""
    import regex

    rows = {}
    for pattern, backwards in sorted(patterns):
        row = _row(pattern, backwards) or _dumped(compile_pattern(pattern, backwards))
        if row:
            rows[_key(pattern, backwards)] = row
    return pack([regex.__version__, *rows]), pack(list(rows.values()))


def take(keys: memoryview, rows: memoryview) -> None:
    """From here on restore the patterns that `dump_patterns` dumped, instead of compiling them, unless more were taken before.

    Those of another version of `regex` are passed over.
    """
    global _taken
    if _taken is None or len(Packed(keys)) >= len(Packed(_taken[0])):
        _taken = keys, rows
        _rows.cache_clear()


def _row(pattern: str, backwards: bool) -> str | None:
    """What a pattern was compiled to, as far as it was taken."""
    places, rows = _rows()
    place = places.get(_key(pattern, backwards))
    return None if place is None else rows[place]


@cache
def _rows() -> tuple[Mapping[str, int], Sequence[str]]:
    """The number of the row of each pattern that was taken, and the rows; both of one lexicon, whatever other threads take."""
    import regex

    if _taken is None:
        return {}, ()
    keys, rows = map(Packed, _taken)
    version, *known = keys
    return ({key: place for place, key in enumerate(known)}, rows) if version == regex.__version__ else ({}, ())


def _key(pattern: str, backwards: bool) -> str:
    """A pattern as one line."""
    return json.dumps([pattern, backwards], ensure_ascii=False)


_PARTS, _TABLES = 11, slice(3, 7)
"""How many things a pattern is pickled as, and which of them are tables of named groups and lists."""


def _dumped(compiled: Any) -> str:
    """A compiled pattern as one line, from which it can be restored; nothing where it cannot."""
    restore, reduced = _pickled(compiled)
    if len(reduced) != _PARTS or any(reduced[_TABLES]):
        return ""
    written, flags, code, *_, offset, characters, folded, groups = reduced
    row = json.dumps([written, flags, code.decode("latin-1"), offset, characters, folded, groups])
    return row if _pickled(_restored(row)) == (restore, reduced) else ""


def _restored(row: str) -> Any:
    written, flags, code, offset, characters, folded, groups = json.loads(row)
    return _restore()(written, flags, code.encode("latin-1"), {}, {}, {}, [], offset, tuple(characters), folded, groups)


@cache
def _restore() -> Any:
    """What `regex` restores its own patterns with where they were pickled."""
    import regex

    return _pickled(regex.compile(""))[0]


def _pickled(compiled: Any) -> tuple[Any, tuple[Any, ...]]:
    """What `regex` makes of one of its patterns that is to be pickled: a function, and what it has to be called with."""
    from copyreg import dispatch_table

    reduce: Any = dispatch_table.get(type(compiled))
    return reduce(compiled) if reduce else (None, ())

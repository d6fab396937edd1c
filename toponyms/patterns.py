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
    from copyreg import dispatch_table

    import regex

    rows = {}
    for pattern, backwards in sorted(patterns):
        row = _row(pattern, backwards)
        if row is None:
            reduced: Any = dispatch_table[regex.Pattern](compile_pattern(pattern, backwards))
            written, flags, code, *tables, offset, characters, folded, groups = reduced[1]
            # Named groups and lists have tables of their own, which guards have no use for.
            if not any(tables):
                row = json.dumps([written, flags, code.decode("latin-1"), offset, characters, folded, groups])
        if row is not None:
            rows[_key(pattern, backwards)] = row
    return pack([regex.__version__, *rows]), pack(list(rows.values()))


def take(keys: memoryview, rows: memoryview) -> None:
    """From here on restore the patterns that `dump_patterns` dumped, instead of compiling them; what was taken before goes.

    Those of another version of `regex` are passed over.
    """
    global _taken
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


def _restored(row: str) -> Any:
    written, flags, code, offset, characters, folded, groups = json.loads(row)
    return _restore()(written, flags, code.encode("latin-1"), {}, {}, {}, [], offset, tuple(characters), folded, groups)


@cache
def _restore() -> Callable[..., Any]:
    """What `regex` restores its own patterns with where they were pickled."""
    from copyreg import dispatch_table

    import regex

    reduced: Any = dispatch_table[regex.Pattern](regex.compile(""))
    restore: Callable[..., Any] = reduced[0]
    return restore

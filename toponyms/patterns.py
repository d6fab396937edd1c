"""Regular expressions that users write: compiled in one place, so that what the loader accepts can be used."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

Match = Callable[[str], Any]

# Patterns meet folded text, so the letters that fold to another one are folded in them too.
_FOLD = str.maketrans({"ё": "е", "Ё": "Е", "’": "'", "‘": "'", "ʼ": "'"})
_RECURSION = r"(?<!\\)(?:\\\\)*\(\?(?:R\)|&|P>|[+-]?\d+\))"


@cache
def compile_pattern(pattern: str, backwards: bool = False) -> Any:
    """A pattern in the syntax of the `regex` package; `backwards` reads from the end of a text, as guards before a name do.

    Raises ValueError with the reason for one that cannot be used.
    """
    # Imported when first needed: most texts meet no guard.
    import regex

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

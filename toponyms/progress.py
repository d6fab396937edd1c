"""How far long work is, for who waits at a terminal."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from time import monotonic

_CLEAR = "\r\033[K"


def watched(paths: Sequence[str], is_told: bool) -> Iterator[str]:
    """The same paths, while standard error says which one is read; not in the first second, and nothing of it stays."""
    began = monotonic()
    try:
        for number, path in enumerate(paths):
            if is_told and monotonic() - began > 1:
                sys.stderr.write(f"{_CLEAR}{number} of {len(paths)} files: {path[-50:]}")
                sys.stderr.flush()
            yield path
    finally:
        if is_told:
            sys.stderr.write(_CLEAR)


def can_tell(paths: Sequence[str]) -> bool:
    """Whether anybody sees it: standard error is a terminal, and there is more than one file."""
    return len(paths) > 1 and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def over(complain: Callable[[str], None]) -> Callable[[str], None]:
    """Messages that begin on a line of their own, whatever stands on it."""

    def tell(message: str) -> None:
        sys.stderr.write(_CLEAR)
        complain(message)

    return tell

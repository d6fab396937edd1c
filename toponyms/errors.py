"""Every exception that the package raises on purpose, and the record of one fault in a gazetteer."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One fault in a gazetteer, style or system file: where it is (line and column count from 1), and what to do about it."""

    path: str
    line: int
    column: int
    entry: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}"
        return f"{where}: {self.entry}: {self.message}" if self.entry else f"{where}: {self.message}"


class ToponymsError(Exception):
    """The base of all errors of this package."""


class GazetteerError(ToponymsError):
    """A gazetteer, style or system cannot be used; `problems` lists every fault, and `str()` prints them, one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["GazetteerError"], tuple[list[Problem]]]:
        return type(self), (list(self.problems),)


class EditsError(ToponymsError):
    """Edits cannot be taken back, since the text is not the one that they made; it differs at `start`, in code points."""

    def __init__(self, start: int, message: str) -> None:
        self.start = start
        super().__init__(message)

    def __reduce__(self) -> tuple[type["EditsError"], tuple[int, str]]:
        return type(self), (self.start, str(self))


def nearest(name: str, known: Iterable[str]) -> str:
    """What to add to a message about a name that is not known: those that are like it, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(name, [one for one in known if one], n=3, cutoff=0.5)
    return f"; did you mean {', '.join(near)}?" if near else ""


class UnknownNameError(ToponymsError, LookupError):
    """No style, system, pack or entry goes by the name asked for; the message lists the ones there are, the nearest first."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=3, cutoff=0.5)
        listed = near or sorted(known)
        hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(listed) or 'none'}"
        self.kind, self.name, self.known = kind, name, known
        super().__init__(f"no {kind} {name!r}; {hint}")

    def __reduce__(self) -> tuple[type["UnknownNameError"], tuple[str, str, list[str]]]:
        return type(self), (self.kind, self.name, self.known)


def explained(error: OSError, name: str = "") -> str:
    """What went wrong with which file, in one line; `name` is the file where the error names none."""
    where = error.filename or name
    return f"{where}: {error.strerror}" if where else str(error)

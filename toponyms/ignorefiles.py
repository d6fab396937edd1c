"""What ignore files (`.gitignore`, `.ignore`) say of the files in a folder."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FILES = (".gitignore", ".ignore")
"""The names of ignore files; of two in one folder the later one decides."""


class Rules(NamedTuple):
    """The rules of one folder; there a path below the folder that is walked has `before` before it and `cut` characters less."""

    before: str
    cut: int
    spec: "GitIgnoreSpec"


def rules_of(folder: str, complain: Callable[[OSError], None]) -> "GitIgnoreSpec | None":
    """The rules in the ignore files of a folder, None where there are none; a file that cannot be read is told of."""
    lines: list[str] = []
    for name in FILES:
        try:
            with open(os.path.join(folder, name), encoding="utf-8-sig", errors="surrogateescape") as file:
                lines += file.read().splitlines()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            pass
        except OSError as error:
            complain(error)
    return _compiled(lines) if any(line.strip() for line in lines) else None


def _compiled(lines: list[str]) -> "GitIgnoreSpec":
    # Most folders have no ignore file, and `pathspec` takes as long as half of a start.
    import warnings

    from pathspec import GitIgnoreSpec

    def is_good(line: str) -> bool:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            return False
        return True

    with warnings.catch_warnings():
        # `re` warns of [[:alpha:]].
        warnings.simplefilter("ignore")
        # Git passes over what is no pattern.
        return GitIgnoreSpec.from_lines(filter(is_good, lines))


def rules_above(folder: str, complain: Callable[[OSError], None]) -> list[Rules]:
    """The rules of the folders above, from the outermost on, up to that of the Git repository that the folder is in.

    None where it is in no repository, and where these rules are to ignore the folder itself, since it was asked for.
    """
    here = os.path.abspath(folder)
    names: list[str] = []
    while not os.path.exists(os.path.join(here, ".git")):
        above, name = os.path.split(here)
        if above == here:
            return []
        names.insert(0, name)
        here = above
    found: list[Rules] = []
    for number, name in enumerate(names):
        if spec := rules_of(here, complain):
            found.append(Rules("".join(f"{part}/" for part in names[number:]), 0, spec))
        if any(is_ignored([rules], "", True) for rules in found):
            return []
        here = os.path.join(here, name)
    return found


def is_ignored(rules: Sequence[Rules], path: str, is_folder: bool) -> bool:
    """Whether a path below the folder that is walked is to be ignored: the innermost rules that say something decide.

    >>> from pathspec import GitIgnoreSpec
    >>> rules = [Rules("", 0, GitIgnoreSpec.from_lines(["*.log", "!kept.log", "build/"]))]
    >>> [is_ignored(rules, path, is_folder=path == "build") for path in ("a.log", "a/kept.log", "build", "a.txt")]
    [True, False, True, False]
    """
    for before, cut, spec in reversed(rules):
        verdict = spec.check_file(before + path[cut:] + "/" * (is_folder and bool(path))).include
        if verdict is not None:
            return verdict
    return False

"""Which files a folder has for us: none that is hidden, ignored, excluded or a link."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from toponyms.ignorefiles import Rules, is_ignored, rules_above, rules_of


def expanded(paths: Iterable[str], exclude: Sequence[str], complain: Callable[[OSError], None], ignore: bool = True) -> list[str]:
    """The paths as they are, but in place of each folder the files that `walk` finds in it."""
    found: list[str] = []
    for path in paths:
        found += walk(path, exclude, complain, ignore) if os.path.isdir(path) else [path]
    return found


def walk(folder: str, exclude: Sequence[str], complain: Callable[[OSError], None], ignore: bool = True) -> Iterator[str]:
    """The paths of the plain files in a folder and the folders in it, sorted by name, each beginning with that of the folder.

    Left out are names that begin with a dot, symbolic links, since what they lead to may be elsewhere or here already, and what
    one of the patterns of `exclude` fits, by its name or by its path from the folder on; with `ignore` also what ignore files
    name. A folder that cannot be read is told of.
    """
    yield from _walk(folder, "", exclude, complain, rules_above(folder, complain) if ignore else None)


def _walk(
    folder: str, below: str, exclude: Sequence[str], complain: Callable[[OSError], None], rules: list[Rules] | None
) -> Iterator[str]:
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        complain(error)
        return
    if rules is not None and (spec := rules_of(folder, complain)):
        rules = [*rules, Rules("", len(below), spec)]
    for entry in entries:
        path = below + entry.name
        if entry.name.startswith(".") or any(fnmatchcase(text, glob) for glob in exclude for text in (entry.name, path)):
            continue
        is_folder = entry.is_dir(follow_symlinks=False)
        if rules and is_ignored(rules, path, is_folder):
            continue
        if is_folder:
            yield from _walk(entry.path, f"{path}/", exclude, complain, rules)
        elif entry.is_file(follow_symlinks=False):
            yield entry.path

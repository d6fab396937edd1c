"""Where gazetteer files are, and their bytes; with the command line and the cache, the only place that touches files."""

import os
from collections.abc import Iterable
from functools import cache
from os import PathLike
from typing import NamedTuple

# `os.path` and not `pathlib`, which takes a twentieth of the time in which a filter starts.

VOCABULARIES = ("declension", "generics", "sources", "types", "writing")
"""The files of a gazetteer folder that are no packs."""


class SourceFile(NamedTuple):
    """A file as it was read; `path` is what messages call it."""

    path: str
    stem: str
    data: bytes


@cache
def builtin_folder() -> str:
    """Where the data is: beside the modules in a wheel, in the project's `gazetteer/` in an editable install."""
    here = os.path.dirname(os.path.realpath(__file__))
    packaged = os.path.join(here, "gazetteer")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(here), "gazetteer")


def builtin_styles() -> list[str]:
    """The names of the styles that come with the package."""
    return _stems(os.path.join(builtin_folder(), "styles"))


def builtin_systems() -> list[str]:
    """The names of the romanization and transcription systems that come with the package."""
    return _stems(os.path.join(builtin_folder(), "romanization"))


def _stems(folder: str) -> list[str]:
    return sorted(name.removesuffix(".yaml") for name in os.listdir(folder) if name.endswith(".yaml") and name[0] != ".")


def read_files(path: str | PathLike[str], vocabularies_only: bool = False) -> list[SourceFile]:
    """The YAML files of a folder, or the one file, as bytes, sorted by name. Raises OSError for what cannot be read."""
    root = os.fspath(path)
    files = [os.path.join(root, f"{stem}.yaml") for stem in _stems(root)] if os.path.isdir(root) else [root]
    if not vocabularies_only and not files:
        raise FileNotFoundError(2, "no *.yaml file in this folder", root)
    named = [(os.path.splitext(os.path.basename(file))[0], file) for file in files]
    wanted = [(stem, file) for stem, file in named if stem in VOCABULARIES or not vocabularies_only]
    return [SourceFile(file, stem, read_bytes(file)) for stem, file in wanted]


def read_bytes(path: str) -> bytes:
    """The content of a file. Raises OSError."""
    with open(path, "rb") as file:
        return file.read()


def read_layers(paths: Iterable[str | PathLike[str]], builtin: bool) -> list[list[SourceFile]]:
    """The files of the built-in gazetteer, or its vocabularies alone, and those of each path, in this order."""
    return [read_files(builtin_folder(), vocabularies_only=not builtin), *map(read_files, paths)]

"""Where gazetteer files are, and their bytes; with the command line and the cache, the only place that touches files."""

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import NamedTuple

VOCABULARIES = ("declension", "generics", "sources", "types")
"""The files of a gazetteer folder that are no packs."""


class SourceFile(NamedTuple):
    """A file as it was read; `path` is what messages call it."""

    path: str
    stem: str
    data: bytes


def builtin_folder() -> Path:
    """Where the data is: beside the modules in a wheel, in the project's `gazetteer/` in an editable install."""
    here = Path(__file__).resolve().parent
    packaged = here / "gazetteer"
    return packaged if packaged.is_dir() else here.parent / "gazetteer"


def builtin_styles() -> list[str]:
    """The names of the styles that come with the package."""
    return sorted(file.stem for file in (builtin_folder() / "styles").glob("*.yaml"))


def builtin_systems() -> list[str]:
    """The names of the romanization and transcription systems that come with the package."""
    return sorted(file.stem for file in (builtin_folder() / "romanization").glob("*.yaml"))


def read_files(path: str | PathLike[str], vocabularies_only: bool = False) -> list[SourceFile]:
    """The YAML files of a folder, or the one file, as bytes, sorted by name. Raises OSError for what cannot be read."""
    root = Path(path)
    files = sorted(root.glob("*.yaml")) if root.is_dir() else [root]
    if not vocabularies_only and not files:
        raise FileNotFoundError(2, "no *.yaml file in this folder", str(root))
    wanted = [file for file in files if file.stem in VOCABULARIES or not vocabularies_only]
    return [SourceFile(str(file), file.stem, file.read_bytes()) for file in wanted]


def read_layers(paths: Iterable[str | PathLike[str]], builtin: bool) -> list[list[SourceFile]]:
    """The files of the built-in gazetteer, or its vocabularies alone, and those of each path, in this order."""
    return [read_files(builtin_folder(), vocabularies_only=not builtin), *map(read_files, paths)]

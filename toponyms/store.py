"""Compiled lexicons on disk, so that a filter that is started a thousand times reads its YAML once."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from os import PathLike
from pathlib import Path

from toponyms.gazetteer import Gazetteer, builtin_folder, read_files
from toponyms.lexicon import Lexicon

# The modules whose code decides what a compiled lexicon holds; a change in one of them makes old ones useless.
_MODULES = ("model", "fold", "yamltree", "schema", "load", "inflect", "expand", "lexicon", "gazetteer")


def cache_folder() -> Path:
    """Where compiled lexicons are kept: `TOPONYMS_CACHE`, else the user's own cache folder."""
    if folder := os.environ.get("TOPONYMS_CACHE"):
        return Path(folder)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "toponyms"


def load_lexicon(paths: Sequence[str | PathLike[str]], builtin: bool = True, packs: Iterable[str] | None = None) -> Lexicon:
    """The lexicon of the files named, from the cache where it is there, else compiled and put there.

    The key is a digest of all files read and of the code that compiles them, so a stale one is never used. A cache that
    cannot be read or written is done without. Raises what `Gazetteer.load` raises.
    """
    chosen = None if packs is None else sorted(packs)
    with suppress(OSError, RuntimeError):
        place = cache_folder() / f"{_digest(paths, builtin, chosen)}.json"
        lexicon = _read(place)
        if lexicon is None:
            lexicon = Gazetteer.load(*paths, builtin=builtin, packs=chosen).lexicon
            _write(place, lexicon)
        return lexicon
    return Gazetteer.load(*paths, builtin=builtin, packs=chosen).lexicon


def _digest(paths: Sequence[str | PathLike[str]], builtin: bool, packs: list[str] | None) -> str:
    digest = blake2b(digest_size=16)
    here = Path(__file__).parent
    digest.update(repr((builtin, packs)).encode())
    for module in _MODULES:
        digest.update((here / f"{module}.py").read_bytes())
    for folder in (builtin_folder(), *paths):
        for file in read_files(folder):
            # The path is part of it, since messages and pack names come from it.
            digest.update(repr((file.path, len(file.data))).encode())
            digest.update(file.data)
    return digest.hexdigest()


def _read(place: Path) -> Lexicon | None:
    try:
        return Lexicon.restore(json.loads(place.read_bytes()))
    except (OSError, ValueError, TypeError, IndexError, KeyError):
        # Not there, or cut short by a full disk: it is made again.
        return None


def _write(place: Path, lexicon: Lexicon) -> None:
    """Put a file in place in one step, so that readers at the same time see all of it or none."""
    import tempfile

    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(lexicon.dump(), ensure_ascii=False, separators=(",", ":")).encode())
            Path(name).replace(place)
        except OSError:
            Path(name).unlink(missing_ok=True)

"""Compiled lexicons on disk, so that a filter that is started a thousand times reads its YAML once."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from os import PathLike
from pathlib import Path

from toponyms.files import SourceFile, read_layers
from toponyms.lexicon import Lexicon

# The modules whose code decides what a compiled lexicon holds; a change in one of them makes old ones useless.
_MODULES = ("model", "fold", "yamltree", "schema", "inflect", "patterns", "entries", "load", "expand", "lexicon", "gazetteer")


def cache_folder() -> Path | None:
    """Where compiled lexicons are kept: `TOPONYMS_CACHE`, else the user's own cache folder, None where there is no home."""
    if folder := os.environ.get("TOPONYMS_CACHE"):
        return Path(folder)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or home / ".cache"
    return Path(base) / "toponyms"


def load_lexicon(paths: Sequence[str | PathLike[str]], builtin: bool = True, packs: Iterable[str] | None = None) -> Lexicon:
    """The lexicon of the files named, from the cache where it is there, else compiled and put there.

    The key is a digest of all files read and of the code that compiles them, so a stale one is never used. A cache that
    cannot be read or written is done without. Raises what `Gazetteer.load` raises.
    """
    chosen = None if packs is None else sorted(packs)
    # Each file is read once: one that is a pipe has nothing to say a second time.
    layers = read_layers(paths, builtin)
    folder = cache_folder()
    place = folder / f"{_digest(layers, chosen)}.lexicon" if folder else None
    lexicon = _read(place) if place else None
    if lexicon is None:
        from toponyms.gazetteer import Gazetteer

        lexicon = Gazetteer.from_layers(layers, chosen).lexicon
        if place:
            _write(place, lexicon)
    return lexicon


def _digest(layers: list[list[SourceFile]], packs: list[str] | None) -> str:
    digest = blake2b(digest_size=16)
    here = Path(__file__).parent
    for module in _MODULES:
        digest.update((here / f"{module}.py").read_bytes())
    # The names of the files are part of it, since packs are called after them.
    digest.update(repr((packs, [[(file.stem, len(file.data)) for file in layer] for layer in layers])).encode())
    for layer in layers:
        for file in layer:
            digest.update(file.data)
    return digest.hexdigest()


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).hexdigest().encode()


def _read(place: Path) -> Lexicon | None:
    """A stored lexicon whole, or None: a file that is not there, was cut short or was tampered with is made again."""
    try:
        checksum, _, content = place.read_bytes().partition(b"\n")
    except OSError:
        return None
    return Lexicon.restore(content.decode()) if checksum == _checksum(content) else None


def _write(place: Path, lexicon: Lexicon) -> None:
    """Put a file in place in one step, so that readers at the same time see all of it or none."""
    import tempfile

    content = lexicon.dump().encode()
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_checksum(content) + b"\n" + content)
            Path(name).replace(place)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

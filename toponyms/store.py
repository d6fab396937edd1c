"""Compiled lexicons on disk, so that a filter that is started a thousand times reads its YAML once."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from os import PathLike

from toponyms.files import SourceFile, builtin_folder, builtin_systems, read_bytes, read_layers
from toponyms.lexicon import Lexicon
from toponyms.speed import compiled

# The modules whose code decides what a compiled lexicon holds; a change in one of them makes old ones useless.
_MODULES = (
    "files model packed squeeze fold yamltree structure schema inflect patterns loosen beside writing entries load romanize "
    "derive respelt shapes japanese spelled expand lexicon gazetteer"
)

_CHECKSUM = 9
"""The length of what `_checksum` gives."""

KEPT = 16
"""How many compiled lexicons stay on disk; the ones that were made first go first."""


def cache_folder() -> str | None:
    """Where compiled lexicons are kept: `TOPONYMS_CACHE`, else the user's own cache folder, None where there is no home."""
    if folder := os.environ.get("TOPONYMS_CACHE"):
        return folder
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        return None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(base, "toponyms")


def load_lexicon(
    paths: Sequence[str | PathLike[str]], builtin: bool = True, packs: Iterable[str] | None = None, derived: bool = False
) -> Lexicon:
    """The lexicon of the files named, from the cache where it is there, else compiled and put there; see `Gazetteer.compile`.

    The key is a digest of all files read, of what is wanted of them, and of the code that compiles them, so a stale one is
    never used. A cache that cannot be read or written is done without. The built-in gazetteer as a whole comes compiled in a
    wheel, with the code that compiled it, and needs no key. Raises what `Gazetteer.load` raises.
    """
    if builtin and not paths and packs is None and not derived:
        shipped = _shipped()
        if shipped:
            return shipped
    chosen = None if packs is None else sorted(packs)
    # Each file is read once: one that is a pipe has nothing to say a second time.
    layers = read_layers(paths, builtin)
    folder = cache_folder()
    place = os.path.join(folder, f"{_digest(layers, chosen, derived)}.lexicon") if folder else None
    lexicon = _read(place) if place else None
    if lexicon is None:
        from toponyms.gazetteer import Gazetteer

        # A lexicon brings patterns that are compiled, and the one with the most brings most of those that are wanted here.
        _ = _shipped() or (_largest(folder) if folder else None)
        lexicon = Gazetteer.from_layers(layers, chosen).compile(derived)
        if place:
            _write(place, lexicon)
    return lexicon


def ship(folder: str) -> str:
    """Write the built-in gazetteer, compiled, into the folder of a package that is being built; the name of the file."""
    from toponyms.gazetteer import Gazetteer

    with open(os.path.join(folder, _shipped_name()), "wb") as file:
        file.write(Gazetteer.builtin().lexicon.dump())
    return _shipped_name()


def _shipped() -> Lexicon | None:
    """What `ship` wrote; None where it is not there, or cannot be read by this Python."""
    from mmap import ACCESS_READ, mmap

    try:
        # A short text needs a few pages of its six megabytes.
        with open(os.path.join(os.path.dirname(__file__), _shipped_name()), "rb") as file:
            return Lexicon.restore(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))
    except (OSError, ValueError):
        return None


def _shipped_name() -> str:
    """Called after what decides whether it can be read, so that another one is not there."""
    return f"builtin-{compiled.HEADS if compiled else 0}-{sys.byteorder}.lexicon"


def _digest(layers: list[list[SourceFile]], packs: list[str] | None, derived: bool) -> str:
    """Two checksums of different kinds and the length, which no change leaves alike by chance; `hashlib` takes 5 ms to import."""
    from zlib import adler32, crc32

    here = os.path.dirname(__file__)
    code = [read_bytes(os.path.join(here, f"{module}.py")) for module in _MODULES.split()]
    code += [read_bytes(os.path.join(builtin_folder(), "romanization", f"{system}.yaml")) for system in builtin_systems()]
    # The names of the files are part of it, since packs are called after them.
    files = [[(file.stem, len(file.data)) for file in layer] for layer in layers]
    named = repr((packs, derived, compiled and compiled.HEADS, builtin_systems(), files)).encode()
    first, second, length = 0, 1, 0
    for content in (named, *code, *(file.data for layer in layers for file in layer)):
        first, second, length = crc32(content, first), adler32(content, second), length + len(content)
    return f"{first:08x}{second:08x}{length:x}"


def _checksum(content: bytes | memoryview) -> bytes:
    from zlib import crc32

    return b"%08x\n" % crc32(content)


def _read(place: str) -> Lexicon | None:
    """A stored lexicon whole, or None: a file that is not there, was cut short or is another's is made again."""
    try:
        stored = memoryview(read_bytes(place))
    except OSError:
        return None
    checksum, content = stored[:_CHECKSUM], stored[_CHECKSUM:]
    return Lexicon.restore(content) if checksum == _checksum(content) else None


def _stored(folder: str) -> list[str]:
    """The compiled lexicons in a folder."""
    return [file.path for file in os.scandir(folder) if file.name.endswith(".lexicon")]


def _largest(folder: str) -> Lexicon | None:
    with suppress(OSError, ValueError):
        return _read(max(_stored(folder), key=os.path.getsize))
    return None


def _write(place: str, lexicon: Lexicon) -> None:
    """Put a file in place in one step, so that readers at the same time see all of it or none; remove the oldest ones."""
    import tempfile

    content = lexicon.dump()
    folder = os.path.dirname(place)
    with suppress(OSError):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_checksum(content) + content)
            os.replace(name, place)
        except OSError:
            os.unlink(name)
            raise
        for old in sorted(_stored(folder), key=os.path.getmtime)[:-KEPT]:
            os.unlink(old)

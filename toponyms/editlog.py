"""Edits files: JSON Lines that tell what a rewrite changed, and lead from the bytes it wrote back to those it read."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from typing import IO, Any, BinaryIO, NamedTuple
from zlib import crc32

from toponyms import __version__
from toponyms.editing import Edits
from toponyms.emit import json_line, locator
from toponyms.errors import EditsError, ToponymsError
from toponyms.model import Edit
from toponyms.portions import Portion
from toponyms.streams import encoded

IN_MEMORY = 1 << 22
"""From how many bytes on what waits to be written waits on the disk."""

_BEGINNING = b'{"path": '
"""How every edits file begins."""


class Record(NamedTuple):
    """What an edits file says of one input; `gaps` are checksums of what stands before each edit in the text as edited."""

    path: str
    before: str
    after: str
    edits: Edits
    gaps: tuple[str, ...]
    line: int
    is_whole: bool


def digest(data: bytes) -> str:
    """The digest by which an edits file knows a text again.

    >>> digest(b"Iturup")[:20]
    'sha256:f82c9110a41f6'
    """
    return f"sha256:{sha256(data).hexdigest()}"


class Writing:
    """The record of one rewrite while it is made, portion by portion; its lines wait in `spool`, since the header comes first."""

    def __init__(self, path: str, style: str, spool: IO[bytes]) -> None:
        self._path, self._style = path, style
        self._before, self._after = sha256(), sha256()
        self._lines = spool
        self._count = self._gap = 0

    def add(self, portion: Portion, edits: Sequence[Edit], edited: bytes) -> None:
        """Add a portion of the text, with its edits and what became of it."""
        text, at = portion.text, 0
        self._before.update(encoded(text))
        self._after.update(edited)
        for edit in edits:
            gap = crc32(encoded(text[at : edit.start]), self._gap)
            self._lines.write(json_line({**portion.moved(edit)._asdict(), "gap": f"{gap:08x}"}).encode())
            self._gap, at = 0, edit.end
        self._count += len(edits)
        self._gap = crc32(encoded(text[at:]), self._gap)

    def lines(self) -> Iterator[bytes]:
        """The lines of the record: a header, then the edits; each with a checksum of the text before it, as edited."""
        header = {
            "path": self._path,
            "style": self._style,
            "version": __version__,
            "before": f"sha256:{self._before.hexdigest()}",
            "after": f"sha256:{self._after.hexdigest()}",
            "edits": self._count,
        }
        yield json_line(header).encode()
        self._lines.seek(0)
        yield from iter(lambda: self._lines.read(IN_MEMORY), b"")


def record(path: str, style: str, before: bytes, after: bytes, edits: Edits) -> bytes:
    """The lines of one input that is at hand."""
    with BytesIO() as spool:
        writing = Writing(path, style, spool)
        writing.add(Portion(before.decode("utf-8", "surrogateescape")), edits, after)
        return b"".join(writing.lines())


def read(data: bytes, name: str) -> list[Record]:
    """The records of an edits file, in its order. One that was cut short, by a crash or by hand, is not `is_whole`.

    Raises `ToponymsError` where there is no record at all; `name` is the file's, for the message.
    """
    records = list(_records(data.split(b"\n")))
    if not records:
        raise ToponymsError(f"{name}: there is no record of a rewrite in this file")
    return records


def restore(data: bytes, path: str, records: Sequence[Record], name: str) -> bytes:
    """The bytes that a rewrite read, from those that it wrote.

    Text is known again by its digest, so a file may have been moved; of several rewrites of one file the last is taken back.
    What is as it was before a rewrite stays so. Raises `EditsError` where the text is another, with the place of the first
    difference, and `ToponymsError` where nothing is known of it.
    """
    found = digest(data)
    made = [known for known in records if known.after == found and known.is_whole]
    # A rewrite that changed nothing says nothing about the one before it.
    ours = [known for known in made if _same(known.path, path)] or made
    ours = [known for known in ours if known.edits] or ours
    if not ours:
        if any(known.before == found for known in records):
            return data
        raise _stranger(data, path, records, name)
    if not _same(ours[-1].path, path) and len({known.before for known in ours}) > 1:
        paths = ", ".join(sorted({known.path for known in ours}))
        raise ToponymsError(f"{path}: several texts became this one ({paths}); give the file under the name that it had")
    text, known = data.decode("utf-8", "surrogateescape"), ours[-1]
    with suppress(EditsError):
        before = known.edits.restore(text).encode("utf-8", "surrogateescape")
        if digest(before) == known.before:
            return before
    raise ToponymsError(f"{name}:{known.line}: the edits do not lead back to the text that was rewritten; they were changed")


def _stranger(data: bytes, path: str, records: Sequence[Record], name: str) -> ToponymsError:
    """Why a text that no record knows cannot be restored."""
    ours = [known for known in records if _same(known.path, path)]
    if not ours:
        return ToponymsError(f"{path}: {name} has no record of it")
    if not ours[-1].is_whole:
        return ToponymsError(f"{path}: its record in {name}:{ours[-1].line} was cut short")
    text, back = data.decode("utf-8", "surrogateescape"), ours[-1].edits.inverse()
    place, at = locator(text), 0
    since = f"{path}: changed since it was rewritten"
    for edit, gap, wanted in zip(back, _gaps(text, ours[-1].edits), ours[-1].gaps, strict=True):
        if edit.end > len(text) or gap != wanted:
            first, last = (_told(place(min(offset, len(text)))) for offset in (at, edit.start))
            return EditsError(at, f"{since}, between {first} and {last}")
        if text[edit.start : edit.end] != edit.old:
            return EditsError(edit.start, f"{since}, at {_told(place(edit.start))}, where {edit.old!r} was written")
        at = edit.end
    return EditsError(at, f"{since}, after {_told(place(at))}")


def _same(one: str, other: str) -> bool:
    return os.path.normpath(one) == os.path.normpath(other)


def _told(place: tuple[int, int]) -> str:
    return f"line {place[0]}, column {place[1]}"


def _gaps(edited: str, edits: Edits) -> list[str]:
    """A checksum of what stands before each edit, behind the one before it, in the text as edited."""
    back = edits.inverse()
    starts = [0, *(edit.end for edit in back)]
    gaps = (edited[start : edit.start] for start, edit in zip(starts, back, strict=False))
    return [f"{crc32(gap.encode('utf-8', 'surrogateescape')):08x}" for gap in gaps]


def _records(lines: Sequence[bytes]) -> Iterator[Record]:
    header: Record | None = None
    declared: Any = 0
    edits: list[Edit] = []
    gaps: list[str] = []
    for number, line in enumerate([*lines, b"{}"], 1):
        value = _object(line)
        edit = _edit(value)
        if edit is not None:
            edits.append(edit)
            gaps.append(str(value.get("gap")))
            continue
        # A torn line ends a record as the next header does, and so does the end of the file.
        if header and (line or number > len(lines)):
            yield header._replace(edits=Edits(edits), gaps=tuple(gaps), is_whole=len(edits) == declared)
            header = None
        if all(isinstance(value.get(key), str) for key in ("path", "before", "after")):
            header = Record(value["path"], value["before"], value["after"], Edits(), (), number, is_whole=False)
            declared, edits, gaps = value.get("edits"), [], []


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _edit(value: dict[str, Any]) -> Edit | None:
    given = [value.get(field) for field in Edit._fields]
    kinds = (int, int, str, str, str, str)
    return Edit(*given) if all(map(isinstance, given, kinds)) else None  # type: ignore[arg-type]


def open_log(path: str) -> BinaryIO:
    """An edits file to add records to; those that it has stay, since they may be the only way back.

    Raises `ToponymsError` for a file that holds something else: somebody has given a text where the edits file belongs.
    """
    torn = False
    if os.path.isfile(path) and os.path.getsize(path):
        with open(path, "rb") as file:
            if not file.read(len(_BEGINNING)).startswith(_BEGINNING):
                raise ToponymsError(f"{path}: this is no edits file; name another one, or one that is not there yet")
            file.seek(-1, os.SEEK_END)
            torn = file.read() != b"\n"
    log = open(path, "ab")  # noqa: SIM115 - the caller closes it
    if torn:
        log.write(b"\n")
    return log


def add(log: BinaryIO, lines: Iterable[bytes]) -> None:
    """Put a record on the disk, so that it is there before the text that it leads back from."""
    log.writelines(lines)
    log.flush()
    # Pipes and terminals cannot.
    with suppress(OSError):
        os.fsync(log.fileno())

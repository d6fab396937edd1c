"""Files and standard input as text that comes in chunks; bytes that are no UTF-8 pass."""

import codecs
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from toponyms.parallel import go_on

CHUNK = 1 << 18
"""How many bytes are read at a time."""


class ReadError(Exception):
    """A file cannot be read, which must not be mistaken for output that cannot be written; its cause is the OSError."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause)
        self.cause = cause


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file, or standard input for `-`. Raises `ReadError`."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")  # noqa: SIM115 - closed below, where errors are of another kind
    except OSError as error:
        raise ReadError(error) from error
    with file:
        yield file


def chunks(file: BinaryIO, by_line: bool = False) -> Iterator[bytes]:
    """The bytes of a file as they come, or line by line. Raises `ReadError`."""
    try:
        while chunk := file.readline() if by_line else file.read1(CHUNK):  # type: ignore[attr-defined]
            go_on()
            yield chunk
    except OSError as error:
        raise ReadError(error) from error


def decoded(data: Iterable[bytes]) -> Iterator[str]:
    """The same as text; bytes that are no UTF-8 become lone surrogates, which `encoded` turns back.

    >>> list(decoded([b"\\xe6\\x97", b"\\xa5\\xe6"]))
    ['', '日', '\\udce6']
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for chunk in data:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def plain(data: bytes) -> str:
    """The text of all bytes of it, as `decoded` gives it."""
    return data.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The bytes of a text that `decoded` gave."""
    return text.encode("utf-8", "surrogateescape")


def begun(pieces: Iterator[bytes], length: int) -> tuple[bytes, Iterator[bytes]]:
    """The beginning of a text, of at least that many bytes or all, and the text again."""
    first = b""
    while len(first) < length and (piece := next(pieces, None)) is not None:
        first += piece
    return first, _behind(first, pieces)


def _behind(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces

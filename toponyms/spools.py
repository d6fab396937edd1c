"""The output of several processes, in the order of the files: each writes to a file of its own on disk."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from shutil import copyfileobj
from tempfile import TemporaryDirectory, mkstemp
from typing import BinaryIO, NamedTuple

from toponyms import streams
from toponyms.converters import Convert
from toponyms.errors import explained
from toponyms.parallel import ordered


class Spool(NamedTuple):
    """What one file became, in a file on disk, and why it could not be read to its end."""

    path: str
    complaint: str


def spooled(names: Sequence[str], convert: Convert, jobs: int, output: BinaryIO, complain: Callable[[str], None]) -> bool:
    """Write what becomes of each file, converted by so many processes; gives whether one could not be read."""
    failed = False
    with TemporaryDirectory(prefix="toponyms-") as folder:
        for spool in ordered(partial(_converted, convert, folder), names, jobs):
            with open(spool.path, "rb") as file:
                copyfileobj(file, output)
            os.unlink(spool.path)
            if spool.complaint:
                # Messages come where they would come from one process.
                output.flush()
                complain(spool.complaint)
                failed = True
        output.flush()
    return failed


def _converted(convert: Convert, folder: str, name: str) -> Spool:
    handle, path = mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        try:
            with streams.opened(name) as source:
                for piece in convert(streams.chunks(source), name):
                    file.write(piece)
        except streams.ReadError as error:
            return Spool(path, explained(error.cause, name))
    return Spool(path, "")

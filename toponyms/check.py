"""`toponyms check`: findings of texts, and of a text and its translation."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from toponyms import streams
from toponyms.annotator import Annotator
from toponyms.consistency import against_style, between, mixed
from toponyms.converters import BEGINNING
from toponyms.errors import ToponymsError, explained
from toponyms.findings import BY_LINE, FORMATS, Finding
from toponyms.parallel import ordered
from toponyms.progress import can_tell, over, watched
from toponyms.usage import reading
from toponyms.walk import expanded

if TYPE_CHECKING:
    import argparse

    from toponyms.style import Style

DONE, FINDINGS, ERROR = 0, 1, 2


class _Checked(NamedTuple):
    """What is found in one file, and why it could not be read to its end."""

    findings: list[Finding]
    complaint: str = ""


def check(
    options: "argparse.Namespace", made: "Callable[[bool], tuple[Annotator, Style | None]]", complain: Callable[[str], None]
) -> int:
    """Write what is found in the files, or between source and target, and give the exit code; what fails stops no other file.

    `made` gives the annotator, with or without words derived from names, and the style where one is asked for.
    """
    failed: list[str] = []

    def fail(error: OSError, name: str = "") -> None:
        failed.append(name)
        complain(explained(error, name))

    if options.date is not None and not options.style:
        raise ToponymsError("--date goes with --style; without a style no name is better than another")
    found: list[Finding] = []
    is_found = False
    if options.source is not None or options.target is not None:
        found = _translation(options, *made(True))
    else:
        if options.align:
            raise ToponymsError("--align goes with --source and --target")
        named = options.files or ["-"]
        paths = expanded(named, options.exclude, fail, not options.no_ignore)
        is_told = can_tell(paths) and not sys.stdout.isatty()
        complain = over(complain) if is_told else complain
        work = partial(_checked, options, *made(False), frozenset(named))
        # Standard input is no other process's.
        for path, part in zip(
            watched(paths, is_told), ordered(work, paths, 1 if "-" in paths else options.jobs or 1), strict=True
        ):
            if part.complaint:
                failed.append(path)
                complain(part.complaint)
            if options.format in BY_LINE:
                _write(options, part.findings)
                is_found |= bool(part.findings)
            else:
                found += part.findings
    if found or options.format not in BY_LINE:
        _write(options, found)
    sys.stdout.buffer.flush()
    return ERROR if failed else FINDINGS if found or is_found else DONE


def _write(options: "argparse.Namespace", found: list[Finding]) -> None:
    sys.stdout.buffer.write(streams.encoded(FORMATS[options.format](found)))


def _checked(
    options: "argparse.Namespace", annotator: Annotator, style: "Style | None", named: frozenset[str], path: str
) -> _Checked:
    found: list[Finding] = []
    try:
        with streams.opened(path) as file:
            first, chunks = streams.begun(streams.chunks(file), BEGINNING)
            # A picture or an archive in a folder is no text.
            texts = streams.decoded(chunks if path in named else _text_alone(chunks))
            read = reading(options, streams.plain(first), path)
            found += against_style(path, texts, annotator, style, **read) if style else mixed(path, texts, annotator, **read)
    except streams.ReadError as error:
        return _Checked(found, explained(error.cause, path))
    except _BinaryError:
        return _Checked([])
    return _Checked(found)


class _BinaryError(Exception):
    """A file holds a NUL, as no text does."""


def _text_alone(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if b"\0" in chunk:
            raise _BinaryError
        yield chunk


def _translation(options: "argparse.Namespace", annotator: Annotator, style: "Style | None") -> list[Finding]:
    """What is found between the two texts, and in the target alone where there is a style."""
    if options.source is None or options.target is None or options.files:
        raise ToponymsError("--source and --target need each other, and no other FILE")
    source, target = ((path, _read(path)) for path in (options.source, options.target))
    ways = [reading(options, text, path) for path, text in (source, target)]
    found = between(source, target, annotator, options.align, ways)
    return found + list(against_style(target[0], [target[1]], annotator, style, **ways[1])) if style else found


def _read(path: str) -> str:
    try:
        with streams.opened(path) as file:
            return streams.plain(b"".join(streams.chunks(file)))
    except streams.ReadError as error:
        raise error.cause from error

"""The verb `check`: files and options to findings and an exit code."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from toponyms.annotator import Annotator
from toponyms.consistency import against_style, between, mixed
from toponyms.errors import ToponymsError, explained
from toponyms.findings import FORMATS, Finding
from toponyms.progress import can_tell, over, watched
from toponyms.usage import reading
from toponyms.walk import expanded

if TYPE_CHECKING:
    import argparse

    from toponyms.style import Style

DONE, FINDINGS, ERROR = 0, 1, 2


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
    if options.source is not None or options.target is not None:
        found = _translation(options, *made(True))
    else:
        if options.align:
            raise ToponymsError("--align goes with --source and --target")
        named = options.files or ["-"]
        annotator, style = made(False)
        paths = expanded(named, options.exclude, fail, not options.no_ignore)
        is_told = can_tell(paths) and not sys.stdout.isatty()
        complain = over(complain) if is_told else complain
        for path in watched(paths, is_told):
            try:
                data = _read(path)
            except OSError as error:
                fail(error, path)
                continue
            # A picture or an archive in a folder is no text.
            if b"\0" in data and path not in named:
                continue
            text = data.decode("utf-8", "surrogateescape")
            read = reading(options, text, path)
            found += against_style(path, text, annotator, style, **read) if style else mixed(path, text, annotator, **read)
    sys.stdout.buffer.write(FORMATS[options.format](found).encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
    return ERROR if failed else FINDINGS if found else DONE


def _translation(options: "argparse.Namespace", annotator: Annotator, style: "Style | None") -> list[Finding]:
    """What is found between the two texts, and in the target alone where there is a style."""
    if options.source is None or options.target is None or options.files:
        raise ToponymsError("--source and --target need each other, and no other FILE")
    source, target = ((path, _read(path).decode("utf-8", "surrogateescape")) for path in (options.source, options.target))
    ways = [reading(options, text, path) for path, text in (source, target)]
    found = between(source, target, annotator, options.align, ways)
    return found + against_style(*target, annotator, style, **ways[1]) if style else found


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()

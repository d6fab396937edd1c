"""What `tag` and `rewrite` make of the text of a file, piece by piece; functions that another process can be given."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from toponyms import emit
from toponyms.annotator import Annotator
from toponyms.encoded import Encoded, encoded_portions
from toponyms.portions import Portion
from toponyms.streams import begun, decoded, encoded, plain
from toponyms.turns import by_turns
from toponyms.usage import reading

if TYPE_CHECKING:
    import argparse

    from toponyms.editing import Edits
    from toponyms.style import Style

Convert = Callable[[Iterator[bytes], str], Iterable[bytes]]
"""Makes pieces of output of a text in UTF-8 that comes in chunks, and of the name of its file."""

BEGINNING = 8_000
"""How much of a text, in bytes, can tell what it is written in."""


def tagged(annotator: Annotator, options: "argparse.Namespace", jobs: int, chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The text with its tags."""
    chunks, is_plain = _looked_at(options, chunks, name)
    if is_plain:
        return by_turns(partial(_tagged, annotator), encoded_portions(chunks, annotator.borders, options.line_buffered), jobs)
    text = plain(b"".join(chunks))
    return iter([encoded(annotator.tag(text, **reading(options, text, name)))])


def _tagged(annotator: Annotator, part: Encoded) -> bytes:
    portion = part.decoded()
    return encoded(emit.tag(portion.text, annotator.read(portion)))


def recorded(
    annotator: Annotator, options: "argparse.Namespace", jobs: int, chunks: Iterator[bytes], name: str
) -> Iterator[bytes]:
    """A line of JSON for each find."""
    chunks, is_plain = _looked_at(options, chunks, name)
    if is_plain:
        parts = encoded_portions(chunks, annotator.borders, options.line_buffered, placed=True)
        return by_turns(partial(_recorded, annotator, name), parts, jobs)
    text = plain(b"".join(chunks))
    return map(encoded, emit.records(text, annotator.annotate(text, **reading(options, text, name)), name))


def _recorded(annotator: Annotator, name: str, part: Encoded) -> bytes:
    portion = part.decoded()
    return encoded("".join(emit.records(portion.text, annotator.read(portion), name, portion.place)))


def rewritten(
    annotator: Annotator, style: "Style", options: "argparse.Namespace", jobs: int, chunks: Iterator[bytes], name: str
) -> Iterator[bytes]:
    """The text with the names of the style."""
    chunks, is_plain = _looked_at(options, chunks, name)
    if is_plain and jobs > 1 and not style.first:
        from toponyms.rewritten import rewritten

        return rewritten(annotator, style, chunks, jobs)
    from toponyms.editing import apply

    parts = _edited(annotator, style, options, chunks, is_plain, name)
    return (encoded(apply(portion.text, edits)) for portion, edits in parts)


def edited(
    annotator: Annotator, style: "Style", options: "argparse.Namespace", chunks: Iterator[bytes], name: str
) -> "Iterator[tuple[Portion, Edits]]":
    """The portions of the text, each with its edits."""
    return _edited(annotator, style, options, *_looked_at(options, chunks, name), name)


def _edited(
    annotator: Annotator, style: "Style", options: "argparse.Namespace", chunks: Iterator[bytes], is_plain: bool, name: str
) -> "Iterator[tuple[Portion, Edits]]":
    if is_plain:
        return annotator.stream_edits(decoded(chunks), style, apart=options.line_buffered)
    text = plain(b"".join(chunks))
    return iter([(Portion(text), annotator.edits(text, style, **reading(options, text, name)))])


def _looked_at(options: "argparse.Namespace", chunks: Iterator[bytes], name: str) -> tuple[Iterator[bytes], bool]:
    """The text, and whether it is plain and can be read in portions; what is in a markup is read whole."""
    if options.input != "auto":
        return chunks, options.input == "text"
    first, chunks = begun(chunks, BEGINNING)
    return chunks, reading(options, plain(first), name)["markup"] == "text"

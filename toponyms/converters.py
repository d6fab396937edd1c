"""What `tag` and `rewrite` make of the text of a file, piece by piece; functions that another process can be given."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from toponyms import emit
from toponyms.annotator import Annotator
from toponyms.portions import Portion
from toponyms.usage import reading

if TYPE_CHECKING:
    import argparse

    from toponyms.editing import Edits
    from toponyms.style import Style

Convert = Callable[[Iterator[str], str], Iterable[str]]
"""Makes pieces of output of a text that comes in chunks, and of the name of its file."""

BEGINNING = 2_000
"""How much of a text, in code points, can tell what it is written in."""


def tagged(annotator: Annotator, options: "argparse.Namespace", chunks: Iterator[str], name: str) -> Iterator[str]:
    """The text with its tags."""
    chunks, is_plain = _looked_at(options, chunks, name)
    if is_plain:
        return (emit.tag(portion.text, finds) for portion, finds in annotator.stream(chunks, options.line_buffered))
    text = "".join(chunks)
    return iter([annotator.tag(text, **reading(options, text, name))])


def recorded(annotator: Annotator, options: "argparse.Namespace", chunks: Iterator[str], name: str) -> Iterator[str]:
    """A line of JSON for each find."""
    chunks, is_plain = _looked_at(options, chunks, name)
    if is_plain:
        return (
            "".join(emit.records(portion.text, finds, name, portion.place))
            for portion, finds in annotator.stream(chunks, options.line_buffered)
        )
    text = "".join(chunks)
    return emit.records(text, annotator.annotate(text, **reading(options, text, name)), name)


def rewritten(
    annotator: Annotator, style: "Style", options: "argparse.Namespace", chunks: Iterator[str], name: str
) -> Iterator[str]:
    """The text with the names of the style."""
    from toponyms.editing import apply

    return (apply(portion.text, edits) for portion, edits in edited(annotator, style, options, chunks, name))


def edited(
    annotator: Annotator, style: "Style", options: "argparse.Namespace", chunks: Iterator[str], name: str
) -> "Iterator[tuple[Portion, Edits]]":
    """The portions of the text, each with its edits."""
    chunks, is_plain = _looked_at(options, chunks, name)
    if is_plain:
        return annotator.stream_edits(chunks, style, apart=options.line_buffered)
    text = "".join(chunks)
    return iter([(Portion(text), annotator.edits(text, style, **reading(options, text, name)))])


def _looked_at(options: "argparse.Namespace", chunks: Iterator[str], name: str) -> tuple[Iterator[str], bool]:
    """The text, and whether it is plain and can be read in portions; what is in a markup is read whole."""
    if options.input != "auto":
        return chunks, options.input == "text"
    from toponyms.streams import begun

    first, chunks = begun(chunks, BEGINNING)
    return chunks, reading(options, first, name)["markup"] == "text"

"""What does not agree in a text, or between a text and its translation: names, styles, and the things that are named."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from toponyms.annotator import Annotator
from toponyms.emit import locator
from toponyms.errors import ToponymsError
from toponyms.findings import Finding, finding
from toponyms.keeping import is_kept, named_twice
from toponyms.model import SCRIPTS, Annotation
from toponyms.portions import Portion
from toponyms.style import Style

ALIGNMENTS = ("line", "paragraph")

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def against_style(
    path: str, chunks: Iterable[str], annotator: Annotator, style: Style, markup: str = "text", alt: bool = False
) -> Iterator[Finding]:
    """The names that the style would write otherwise: what `rewrite` changes, and what it leaves since no form surely fits.

    So there is nothing of the rule `style` in what `rewrite` wrote. The text comes in chunks; `markup` and `alt` are those of
    the annotator, and what is in a markup is read whole.
    """
    if markup == "text":
        parts = annotator.stream_review(chunks, style)
    else:
        text = "".join(chunks)
        edits, lefts = annotator.edits(text, style, markup, alt), annotator.unwritten(text, style, markup, alt)
        parts = iter([(Portion(text), edits, lefts)])
    for portion, edits, lefts in parts:
        place = locator(portion.text, portion.place)
        found = [
            finding(
                place,
                path,
                edit.start,
                edit.old,
                rule="style",
                id=edit.id,
                message=f"{edit.old!r} is {edit.new!r} in the style {style.id} ({edit.reason})",
                replacement=edit.new,
            )
            for edit in edits
        ]
        for left, name, reason in lefts:
            message = (
                f"{left.surface!r} would be {name.form!r} in the style {style.id} ({reason}), in a form that must be looked for"
            )
            found.append(finding(place, path, left.start, left.surface, rule="unwritten", id=left.candidates[0], message=message))
        yield from sorted(found, key=lambda one: (one.line, one.column))


def mixed(path: str, chunks: Iterable[str], annotator: Annotator, markup: str = "text", alt: bool = False) -> Iterator[Finding]:
    """The names that are another party's than the first one that the text has for the same thing in the same script.

    Names that are no party's go with all. Those that are spoken of, or stand beside one another in a sentence, are meant so.
    """
    if markup == "text":
        parts = annotator.stream(chunks)
    else:
        text = "".join(chunks)
        parts = iter([(Portion(text), annotator.annotate(text, markup, alt))])
    first: dict[tuple[str, str], tuple[str, str, tuple[int, int]]] = {}
    for portion, finds in parts:
        place = locator(portion.text, portion.place)
        annotations = [find for find in finds if not find.derived]
        told_apart = named_twice(portion.text, annotations, [find.id for find in annotations])
        for number, find in enumerate(annotations):
            if find.id is None or not find.usage or number in told_apart or is_kept(portion.text, find):
                continue
            key = find.id, find.lang.partition("-")[2] or SCRIPTS[find.lang]
            surface, usage, (line, column) = first.setdefault(key, (find.surface, find.usage, place(find.start)))
            if usage != find.usage:
                message = f"{find.surface!r} ({find.usage}) is {surface!r} ({usage}) in line {line}, column {column}"
                yield finding(place, path, find.start, find.surface, rule="mixed", id=find.id, message=message)


def between(
    source: tuple[str, str],
    target: tuple[str, str],
    annotator: Annotator,
    alignment: str | None = None,
    ways: Sequence[Mapping[str, Any]] = ({}, {}),
) -> list[Finding]:
    """The things that one part of the source names and the same part of the target does not, or the other way round.

    Each side is a path and a text. Parts are lines or paragraphs; where `alignment` is None, lines if there are as many on
    both sides, else paragraphs. Each thing is told of once in a part. An open homograph agrees with any of its candidates, and an
    adjective made from a name, if the annotator finds any, is as good as the name but asks for none itself. `ways` holds `markup`
    and `alt` for the annotator, for either side. Raises `ToponymsError` where there are not as many parts on both sides.
    """
    starts = _aligned(source, target, alignment)
    sides = [
        (path, locator(text), _by_part(annotator.annotate(text, **way), begins))
        for (path, text), begins, way in zip((source, target), starts, ways, strict=True)
    ]
    found: list[Finding] = []
    for number in range(len(starts[0])):
        for rule, (path, place, parts), (other, other_place, others), begins in (
            ("missing", sides[0], sides[1], starts[1]),
            ("added", sides[1], sides[0], starts[0]),
        ):
            there = {key for find in others[number] for key in find.candidates}
            told: set[tuple[str, ...]] = set()
            for find in parts[number]:
                if find.derived or find.candidates in told or not there.isdisjoint(find.candidates):
                    continue
                told.add(find.candidates)
                message = f"{find.surface!r} is not named in {other}:{other_place(begins[number])[0]}"
                found.append(
                    finding(place, path, find.start, find.surface, rule=rule, id=",".join(find.candidates), message=message)
                )
    return found


def _aligned(source: tuple[str, str], target: tuple[str, str], alignment: str | None) -> tuple[list[int], list[int]]:
    """Where the parts of both texts begin."""
    counts = []
    for kind in ALIGNMENTS if alignment is None else (alignment,):
        first, second = (_starts(text, kind) for _, text in (source, target))
        if len(first) == len(second):
            return first, second
        counts.append(f"{len(first)} and {len(second)} {kind}s")
    raise ToponymsError(f"{source[0]} and {target[0]} cannot be held side by side: they have {', '.join(counts)}")


def _starts(text: str, kind: str) -> list[int]:
    lines = list(_LINE.finditer(text.rstrip()))
    if kind == "paragraph":
        blank = [True, *(not line[0].strip() for line in lines)]
        lines = [
            line for line, is_blank, after_blank in zip(lines, blank[1:], blank, strict=False) if after_blank and not is_blank
        ]
    return [line.start() for line in lines] or [0]


def _by_part(finds: Sequence[Annotation], starts: Sequence[int]) -> list[list[Annotation]]:
    parts: list[list[Annotation]] = [[] for _ in starts]
    at = 0
    for find in finds:
        while at + 1 < len(starts) and starts[at + 1] <= find.start:
            at += 1
        parts[at].append(find)
    return parts

"""An entry for a reader: as a page of text, and as a record for programs."""

import unicodedata
from typing import Any

from toponyms.model import LANGUAGES, Entry, Name

_KINDS = ("status", "usage", "system", "register")


def page(entry: Entry) -> str:
    """The entry as lines of text: what and where it is, then its names by language, with usage, period and source."""
    head = [f"{entry.id}  {entry.type}, pack {entry.pack}"]
    if entry.part_of:
        head.append(f"part of {', '.join(entry.part_of)}")
    if entry.location:
        head.append(f"at {_degrees(entry.location[0], 'N', 'S')}, {_degrees(entry.location[1], 'E', 'W')}")
    head += [f"{key} {value}" for key, value in entry.links]
    rows = [
        (lang, _written(name), _remarks(name), _origin(name)) for lang in LANGUAGES for name in entry.names if name.lang == lang
    ]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines, last = ["; ".join(head)], ""
    for row in rows:
        cells = [row[0] if row[0] != last else "", *row[1:]]
        last = row[0]
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
        lines.append("  ".join(padded).rstrip())
    lines += [f"{lang}  none: {reason}" for lang, reason in entry.missing]
    lines += [f"shares a name with {other}" for other in entry.homographs]
    lines += [f"+ {sentence}" for sentence in entry.examples]
    lines += [f"- {sentence}" for sentence in entry.counter_examples]
    if entry.note:
        lines.append(f"note: {entry.note}")
    return "\n".join(lines)


def record(entry: Entry) -> dict[str, Any]:
    """The entry as JSON holds it; what is empty is left out."""
    named = {lang: [_name_record(name) for name in entry.names if name.lang == lang] for lang in LANGUAGES}
    values = {
        "id": entry.id,
        "type": entry.type,
        "pack": entry.pack,
        "location": entry.location,
        "part_of": entry.part_of,
        "links": dict(entry.links),
        "names": {lang: names for lang, names in named.items() if names},
        "homographs": entry.homographs,
        "note": entry.note,
    }
    return {key: value for key, value in values.items() if value}


def _name_record(name: Name) -> dict[str, Any]:
    keys = ("form", "pattern", *_KINDS, "derived", "grammar", "since", "until", "reading", "source", "confidence", "note")
    values = {key: getattr(name, key) for key in keys}
    return {key: value for key, value in values.items() if value}


def _written(name: Name) -> str:
    written = name.form or f"/{name.pattern}/"
    return f"{written} ({name.reading})" if name.reading else written


def _remarks(name: Name) -> str:
    remarks = [name.derived] if name.derived else []
    remarks += [value for key in _KINDS if (value := getattr(name, key)) and value != "admitted"]
    if name.since or name.until:
        remarks.append(f"{name.since}–{name.until}")
    if name.cues or name.guards:
        remarks.append("needs a cue" if name.cues else "guarded")
    return ", ".join(remarks)


def _origin(name: Name) -> str:
    known = "" if name.confidence == "high" else name.confidence
    return ", ".join(filter(None, (name.source, known)))


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):g}° {positive if value >= 0 else negative}"


def _width(text: str) -> int:
    """The columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

"""Entries and explanations for a reader, as lines of text, and for programs, as records."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from toponyms.emit import json_line, locator
from toponyms.explain import Explanation, Verdict, one_line, shortened
from toponyms.model import LANGUAGES, Entry, Name
from toponyms.style import Style

FEW = 3
"""How many romanization systems are told by name beside one name."""

_KINDS = ("status", "usage", "system", "register")


def summary(entries: Iterable[Entry]) -> dict[str, dict[str, int]]:
    """How many entries each pack has, and how many names of each confidence."""
    packs: dict[str, Counter[str]] = {}
    for entry in entries:
        counts = packs.setdefault(entry.pack, Counter({"entries": 0, "names": 0}))
        counts["entries"] += 1
        counts["names"] += len(entry.names)
        counts.update(name.confidence for name in entry.names)
    return {pack: dict(packs[pack]) for pack in sorted(packs)}


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


def style_page(style: Style) -> str:
    """What a style does, as lines of text."""
    rows = [("", f"{style.id}  {style.title}"), ("follows", style.authority)]
    for number, rule in enumerate(style.prefer):
        asked = ", ".join(f"{key} {value or 'none'}" for key, value in rule._asdict().items() if value is not None)
        rows.append(("prefers" if not number else "then", asked))
    if style.date:
        rows.append(("date", style.date))
    if style.parties:
        rows.append(("parties", ", ".join(style.parties)))
    for key, templates in (("writes both", style.dual), (f"introduces by {style.first_mention}", style.first)):
        if templates:
            rows.append((key, "; ".join(f"{lang} {template.format('A', 'B')}" for lang, template in templates)))
    if style.dual and style.order == "alphabet":
        rows.append(("order", "of the alphabet"))
    rows.append(("quotations", style.quotations))
    for key, names in style.entries:
        rows.append((key, "; ".join(f"{lang} {form}" for lang, form in names)))
    width = max(len(key) for key, _ in rows)
    return "\n".join(f"{key:<{width}}  {text}" if key else text for key, text in rows)


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


def explanation_records(text: str, explanations: list[Explanation], path: str) -> Iterator[str]:
    """One JSON object a line for each place; `line` and `col` count from 1, `start` and `end` are code points from 0."""
    place = locator(text)
    for explanation in explanations:
        line, col = place(explanation.start)
        record: dict[str, Any] = {"path": path, "line": line, "col": col}
        for key in ("start", "end", "surface", "form", "found", "ids", "folding"):
            record[key] = getattr(explanation, key)
        record["verdicts"] = [_verdict_record(verdict) for verdict in explanation.verdicts]
        yield json_line(record)


def _verdict_record(verdict: Verdict) -> dict[str, Any]:
    sense = verdict.sense
    known = {
        "id": sense.entry.id,
        "name": sense.name.form or sense.name.pattern,
        "lang": sense.name.lang,
        "usage": sense.name.usage or None,
        "systems": sense.systems,
        "readings": [".".join(reading) for reading in sense.readings],
        "verdict": verdict.kind,
        "reason": verdict.reason,
    }
    more = {"beside": verdict.beside, "ids": verdict.ids, "key": verdict.key, "pattern": verdict.pattern}
    return known | {key: value for key, value in more.items() if value}


def blocks(text: str, explanations: list[Explanation]) -> Iterator[str]:
    """For each place a line that says where it is and what was found, and one indented line for each sense with its reason."""
    place = locator(text)
    for explanation in explanations:
        line, col = place(explanation.start)
        result = f"found: {' or '.join(explanation.ids)}" if explanation.found else "not found"
        folding = f" (folded: {', '.join(explanation.folding)})" if explanation.folding else ""
        yield f"{line}:{col}: {one_line(explanation.surface)}{folding}: {result}\n"
        for verdict in explanation.verdicts:
            name, sense = verdict.sense.name, verdict.sense
            systems = f"{len(sense.systems)} systems" if len(sense.systems) > FEW else ", ".join(sense.systems)
            told = (name.lang, name.usage, systems, " ".join(".".join(reading) for reading in sense.readings))
            written = one_line(name.form or f"/{shortened(name.pattern)}/")
            yield f"    {sense.entry.id}, {written} ({', '.join(filter(None, told))}): {verdict.reason}\n"

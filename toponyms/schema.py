"""The shape of every YAML file, said once: read a tree against it, and publish it as JSON Schema."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from toponyms.model import CASES, LANGUAGES, READINGS, STATUSES
from toponyms.yamltree import Mapping, Node, Scalar, Sequence

Report = Callable[[Node, str], None]

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Text(NamedTuple):
    """A scalar; `pattern` must match it, and `hint` says in words what the pattern asks for."""

    pattern: str = r"\S"
    hint: str = "text"


class Choice(NamedTuple):
    """One of a few words."""

    values: tuple[str, ...]


class ListOf(NamedTuple):
    """A list; `length` is the exact number of items it must have, 0 for one or more."""

    item: "Shape"
    length: int = 0


class MapOf(NamedTuple):
    """A mapping with keys of the user's choice."""

    key: Text
    item: "Shape"


class Record(NamedTuple):
    """A mapping with known keys; of each group in `one_of` exactly one must be there."""

    what: str
    fields: dict[str, "Shape"]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


class Either(NamedTuple):
    """A scalar that is short for something longer, or the longer thing."""

    short: Text
    long: "Shape"


Shape = Text | Choice | ListOf | MapOf | Record | Either

SLUG = Text(ID, "a word of lower-case letters and digits, parts joined by single hyphens")
REGEX = Text(hint="a regular expression")
NUMBER = Text(r"^-?\d+(\.\d+)?$", "a number in decimal degrees")
YEAR = Text(r"^-?\d{1,4}(-\d\d(-\d\d)?)?$", "a year, or a date as 1946-02-02")
CODE = Text(r"^[a-z0-9-]+$", "a declension code of declension.yaml")
FORMS = Either(Text(), ListOf(Text()))
PLURAL_CELLS = tuple(".".join(reading) for reading in READINGS if "pl" in reading)

GUARDS = Record("guards", dict.fromkeys(("before", "not_before", "after", "not_after"), REGEX))
CUES = Record(
    "cues",
    {
        "ids": ListOf(SLUG),
        "before": REGEX,
        "after": REGEX,
        "near": REGEX,
        "within": Text(r"^(document|[1-9]\d{0,3})$", "`document` or a number of code points up to 9999"),
    },
)
NAME = Record(
    "name",
    {
        "form": Text(),
        "pattern": REGEX,
        "usage": SLUG,
        "system": SLUG,
        "status": Choice(STATUSES),
        "register": SLUG,
        "grammar": ListOf(Choice(("plural", "definite"))),
        "since": YEAR,
        "until": YEAR,
        "reading": Text(),
        "case": Choice(("exact", "any")),
        "diacritics": Choice(("kept",)),
        "declension": Text(r"^[a-z0-9-]+( [a-z0-9-]+)*$", "one declension code for each word, separated by spaces"),
        "indeclinable": Choice(("true",)),
        "number": Choice(("both",)),
        "inflected": Record("inflected", dict.fromkeys((*CASES[1:], *PLURAL_CELLS), FORMS)),
        "source": SLUG,
        "confidence": Choice(("high", "medium", "low", "unchecked")),
        "note": Text(),
        "guards": GUARDS,
        "cues": CUES,
    },
    one_of=("form", "pattern"),
)
ENTRY = Record(
    "entry",
    {
        "id": SLUG,
        "type": SLUG,
        "names": Record("names", {lang: ListOf(Either(Text(), NAME)) for lang in LANGUAGES}),
        "location": ListOf(NUMBER, 2),
        "box": ListOf(NUMBER, 4),
        "part_of": ListOf(SLUG),
        "links": MapOf(SLUG, Text()),
        "homographs": ListOf(SLUG),
        "missing": Record("missing", dict.fromkeys(LANGUAGES, Text())),
        "source": SLUG,
        "guards": GUARDS,
        "cues": CUES,
        "examples": ListOf(Text()),
        "counter_examples": ListOf(Text()),
        "note": Text(),
        "redirect": SLUG,
        "layer": Choice(("extend", "override")),
    },
    required=("id",),
)
PACK = ListOf(ENTRY)
TYPES = ListOf(
    Record(
        "type",
        {
            "id": SLUG,
            "title": Text(),
            "place": Choice(("true",)),
            "registers": MapOf(SLUG, Record("register", {"cues": CUES}, ("cues",))),
        },
        ("id", "title"),
    )
)
SOURCES = ListOf(
    Record("source", {"id": SLUG, "title": Text(), "publisher": Text(), "licence": Text(), "note": Text()}, ("id", "title"))
)
GENERICS = Record("generics", {lang: ListOf(Text()) for lang in LANGUAGES})
SHAPE = Text(r"^[^{}]*\{\}[^{}]*$", "text with {} where the rest of the name stands")
SHAPES = Record(
    "group",
    {
        "types": ListOf(SLUG),
        "lang": Choice(LANGUAGES),
        "romanized": Choice(("true",)),
        "forms": ListOf(Either(SHAPE, Record("shape", {"form": SHAPE, "declension": CODE}, ("form", "declension")))),
    },
    ("types", "lang", "forms"),
)
TAIL = Record(
    "ending",
    {"word": Text(), "types": ListOf(SLUG), "readings": ListOf(Text()), "bare": Choice(("true",))},
    ("word", "types", "readings"),
)
KANJI = Record("kanji", {"types": ListOf(SLUG), "older": MapOf(Text(r"^\S$", "one character"), Text())}, ("types", "older"))
VARIANTS = Record("writing", {"shapes": ListOf(SHAPES), "endings": ListOf(TAIL), "kanji": ListOf(KANJI)})
ENDING = Either(Text("", "an ending"), ListOf(Text("", "an ending")))
DECLENSION = MapOf(
    CODE,
    Record("code", {**dict.fromkeys(CASES, ENDING), "note": Text(), "number": Choice(("pl", "both")), "plural": CODE}, CASES),
)
PREFERENCE = Record("preference", {"usage": SLUG, "system": SLUG, "status": Choice(STATUSES)})
STYLE = Record(
    "style",
    {
        "title": Text(),
        "authority": Text(),
        "prefer": ListOf(PREFERENCE),
        "parties": ListOf(SLUG, 2),
        "dual": Record("dual", dict.fromkeys(LANGUAGES, Text(r"^[^{}]*\{0\}[^{}]*\{1\}[^{}]*$", "text with {0} and {1} in it"))),
        "order": Choice(("text", "alphabet")),
        "entries": MapOf(SLUG, Record("names", dict.fromkeys(LANGUAGES, Text()))),
        "note": Text(),
    },
    ("title", "authority"),
)

SPELLINGS = Either(Text("", "text"), ListOf(Text("", "text")))
WRITING = Record(
    "writing", {"script": Text(r"^[A-Z][a-z]{3}$", "a script of ISO 15924 such as Latn"), "language": SLUG}, ("script",)
)
ROMANIZATION = Record(
    "romanization",
    {
        "title": Text(),
        "source": Text(),
        "from": WRITING,
        "to": WRITING,
        "base": SLUG,
        "ignore": Text(),
        "seam": Text(r"^.$", "one character"),
        "classes": MapOf(SLUG, Text()),
        "rules": ListOf(Record("rule", {"from": Text(), "to": SPELLINGS, "after": FORMS, "before": FORMS}, ("from", "to"))),
        "table": MapOf(Text(), SPELLINGS),
        "samples": MapOf(Text(), FORMS),
        "note": Text(),
    },
    ("title", "source", "from", "to", "samples"),
)


def read(shape: Shape, node: Node, report: Report) -> Any:
    """Turn a tree into strings, lists and dicts of the given shape; what does not fit is reported and read as None."""
    if isinstance(shape, Either):
        return read(shape.short if isinstance(node, Scalar) else shape.long, node, report)
    if isinstance(shape, (Text, Choice)):
        return _read_scalar(shape, node, report)
    if isinstance(shape, ListOf):
        if not isinstance(node, Sequence):
            return _refuse(report, node, f"needs a list, not {_kind(node)}; write [a, b] or lines that start with '- '")
        if shape.length and len(node.items) != shape.length:
            report(node, f"needs a list of {shape.length}, not of {len(node.items)}")
        elif not node.items:
            report(node, "this list is empty; fill it or leave the key out")
        return [read(shape.item, item, report) for item in node.items]
    if not isinstance(node, Mapping):
        return _refuse(report, node, f"needs a mapping, not {_kind(node)}; write 'key: value' pairs")
    if isinstance(shape, MapOf):
        return {_read_scalar(shape.key, key, report): read(shape.item, value, report) for key, value in node.items}
    return _read_record(shape, node, report)


def _refuse(report: Report, node: Node, message: str) -> Any:
    """Report and read as None."""
    report(node, message)
    return None


def _read_scalar(shape: Text | Choice, node: Node, report: Report) -> Any:
    if not isinstance(node, Scalar):
        return _refuse(report, node, f"needs one value, not {_kind(node)}")
    if isinstance(shape, Choice):
        if node.value not in shape.values:
            return _refuse(report, node, f"{node.value!r} is none of {', '.join(shape.values)}")
    # `$` also matches before a newline at the end, which no pattern here means.
    elif not re.search(shape.pattern, node.value) or (shape.pattern.endswith("$") and node.value.endswith("\n")):
        if not node.value.strip():
            return _refuse(report, node, "is empty; fill it or leave the key out")
        return _refuse(report, node, f"{node.value!r} is not {shape.hint}")
    return node.value


def _read_record(shape: Record, node: Mapping, report: Report) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.items:
        if key.value in shape.fields:
            values.setdefault(key.value, read(shape.fields[key.value], value, report))
            continue
        from difflib import get_close_matches

        near = get_close_matches(key.value, shape.fields, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(shape.fields)}"
        report(key, f"unknown key {key.value!r} in {shape.what}; {hint}")
    for key_name in shape.required:
        if key_name not in values:
            report(node, f"this {shape.what} has no {key_name!r}; add it")
    if shape.one_of and sum(name in values for name in shape.one_of) != 1:
        report(node, f"this {shape.what} needs exactly one of {' and '.join(map(repr, shape.one_of))}")
    return values


def _kind(node: Node) -> str:
    return {Scalar: "a single value", Sequence: "a list", Mapping: "a mapping"}[type(node)]


def json_schema(shape: Shape) -> dict[str, Any]:
    """The same shape in JSON Schema (draft 2020-12), for editors.

    Scalars may be of any JSON type there, since an editor's YAML reader turns `1946` into a number before it looks.
    """
    if isinstance(shape, Either):
        return {"anyOf": [json_schema(shape.short), json_schema(shape.long)]}
    if isinstance(shape, Choice):
        # An editor's YAML reader turns `true` into a boolean before it looks.
        return {"enum": [*shape.values, *(True for value in shape.values if value == "true")]}
    if isinstance(shape, Text):
        return {"type": ["string", "number", "boolean"], "pattern": shape.pattern, "description": shape.hint}
    if isinstance(shape, ListOf):
        bounds = {"minItems": shape.length, "maxItems": shape.length} if shape.length else {"minItems": 1}
        return {"type": "array", "items": json_schema(shape.item), **bounds}
    if isinstance(shape, MapOf):
        names = {"pattern": shape.key.pattern}
        return {"type": "object", "propertyNames": names, "additionalProperties": json_schema(shape.item)}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {key: json_schema(value) for key, value in shape.fields.items()},
        "additionalProperties": False,
    }
    if shape.required:
        schema["required"] = list(shape.required)
    if shape.one_of:
        schema["oneOf"] = [{"required": [key]} for key in shape.one_of]
    return schema

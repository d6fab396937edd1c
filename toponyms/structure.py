"""The shape that a YAML file has to have: to read a tree against it, and to publish it as JSON Schema."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from toponyms.yamltree import Mapping, Node, Scalar, Sequence

Report = Callable[[Node, str], None]


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

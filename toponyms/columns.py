"""Columns of tables: what is found in each text as a row of plain values, and the same for pandas and Polars Series."""

from typing import TYPE_CHECKING, Any, NamedTuple

from toponyms.annotator import Annotator, default_annotator
from toponyms.model import Annotation

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from toponyms.style import Style


class Row(NamedTuple):
    """A find as plain values, under the keys and in the order of a JSON Lines record; offsets are code points from 0."""

    start: int
    end: int
    surface: str
    id: str | None
    type: str | None
    name: str
    lang: str
    usage: str | None
    candidates: list[str]


def row(find: Annotation) -> Row:
    """The row of a find; id and type are None while a homograph is open, usage where the name is no party's.

    >>> import toponyms
    >>> row(toponyms.annotate("Fog over Etorofu.")[0])._asdict()
    {'start': 9, 'end': 16, 'surface': 'Etorofu', 'id': 'iturup', 'type': 'island', 'name': 'Etorofu', 'lang': 'en', \
'usage': 'japan', 'candidates': ['iturup']}
    """
    sense, ids = find.senses[0], find.candidates
    name, is_open = sense.name, len(ids) > 1
    return Row(
        find.start,
        find.end,
        find.surface,
        None if is_open else ids[0],
        None if is_open else sense.entry.type,
        name.form or name.pattern,
        find.lang,
        name.usage or None,
        list(ids),
    )


def annotate_column(series: Any, annotator: Annotator | None = None, **how: Any) -> Any:
    """A Series of the finds in each text of a pandas or Polars Series: lists of dicts, or of structs, with the keys of `Row`.

    The name and, in pandas, the index are kept; a missing value stays missing. `annotator` is that of the built-in gazetteer if
    it is left out; `how` is passed on to `Annotator.annotate` (`markup`, `alt`). Raises TypeError for a value that is no text,
    and for what is no Series. Cost: that of `annotate` for each text.
    """
    chosen = annotator or default_annotator()

    def finds(text: str) -> list[dict[str, Any]]:
        return [row(find)._asdict() for find in chosen.annotate(text, **how)]

    return _mapped(series, finds, rewritten=False)


def rewrite_column(series: Any, style: "str | PathLike[str] | Style", annotator: Annotator | None = None, **how: Any) -> Any:
    """The Series with each text as `Annotator.rewrite` writes it in a style; name, index and missing values as they were.

    `how` is passed on to `Annotator.rewrite` (`markup`, `alt`, `date`, `to`, `gloss`). Raises what that raises for the style, and
    TypeError as `annotate_column` does.
    """
    chosen = annotator or default_annotator()
    rules = held_style(style, chosen, **how)
    return _mapped(series, lambda text: chosen.rewrite(text, rules, **how), rewritten=True)


def held_style(style: "str | PathLike[str] | Style", annotator: Annotator, **how: Any) -> "Style":
    """The style, read once for many texts; held against the gazetteer, as one by name or path is, and raising what it raises."""
    from toponyms.style import Style, load_style

    annotator.edits("", style, **how)
    return style if isinstance(style, Style) else load_style(style)


def _mapped(series: Any, made: "Callable[[str], Any]", rewritten: bool) -> Any:
    # By the module of its class, so that a table of the one kind does not need the other one installed.
    kind = type(series).__module__.partition(".")[0] if type(series).__name__ == "Series" else ""
    if kind == "pandas":
        missing, values = series.isna(), series
        made_values = [None if none else made(_text(value)) for none, value in zip(missing, values, strict=True)]
        # A category or a number is no type for what was rewritten.
        dtype = series.dtype if rewritten and str(series.dtype).startswith(("str", "large_str")) else object
        return type(series)(made_values, index=series.index, name=series.name, dtype=dtype)
    if kind == "polars":
        import polars

        made_values = [None if value is None else made(_text(value)) for value in series]
        dtype = polars.String if rewritten else polars.List(polars.Struct(_polars_fields()))
        return polars.Series(series.name, made_values, dtype)
    raise TypeError(f"a Series of pandas or Polars is wanted, not {type(series).__module__}.{type(series).__qualname__}")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a column of texts is wanted, and {value!r} is none")
    return value


def _polars_fields() -> dict[str, Any]:
    import polars

    fields: dict[str, Any] = dict.fromkeys(Row._fields, polars.String)
    return fields | {"start": polars.Int64, "end": polars.Int64, "candidates": polars.List(polars.String)}

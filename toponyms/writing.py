"""How names of places may be written otherwise, as data: generic words, Japanese endings, old kanji."""

from typing import Any, NamedTuple


class Shape(NamedTuple):
    """What stands before and behind the rest of a name, and the declension code of the generic word in it."""

    before: str
    after: str
    declension: str = ""


class Shapes(NamedTuple):
    """Shapes that stand for each other around names in one language of entries of these types."""

    types: tuple[str, ...]
    lang: str
    romanized: bool
    shapes: tuple[Shape, ...]


class Ending(NamedTuple):
    """A Japanese word for a kind of place at the end of a name; a long name may be `bare` of it."""

    word: str
    types: tuple[str, ...]
    readings: tuple[str, ...]
    bare: bool


class Kanji(NamedTuple):
    """Strings of characters that stand for each other in names of entries of these types."""

    types: tuple[str, ...]
    groups: tuple[str, ...]


class Writing(NamedTuple):
    """The tables of `writing.yaml`; names of all packs but those in `unspelled` are spelled by systems, of none if it is None."""

    shapes: tuple[Shapes, ...] = ()
    endings: tuple[Ending, ...] = ()
    kanji: tuple[Kanji, ...] = ()
    unspelled: tuple[str, ...] | None = None


NO_WRITING = Writing()


def read_writing(values: dict[str, Any], base: Writing = NO_WRITING) -> Writing:
    """The tables of a file that has the shape `schema.VARIANTS`, put behind those of `base`."""
    shapes = [
        Shapes(tuple(group["types"]), group["lang"], "romanized" in group, tuple(map(_shape, group["forms"])))
        for group in values.get("shapes", ())
    ]
    endings = [
        Ending(item["word"], tuple(item["types"]), tuple(item["readings"]), "bare" in item) for item in values.get("endings", ())
    ]
    kanji = [
        Kanji(tuple(table["types"]), tuple(today + older for today, older in table["older"].items()))
        for table in values.get("kanji", ())
    ]
    unspelled = base.unspelled
    if "systems" in values:
        unspelled = (*(unspelled or ()), *values["systems"].get("except", ()))
    return Writing((*base.shapes, *shapes), (*base.endings, *endings), (*base.kanji, *kanji), unspelled)


def _shape(form: str | dict[str, str]) -> Shape:
    if isinstance(form, str):
        form = {"form": form}
    before, _, after = form["form"].partition("{}")
    return Shape(before, after, form.get("declension", ""))

"""Styles: a caller's rules for choosing among the names of an entry, read from YAML."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from toponyms import schema, structure
from toponyms.errors import GazetteerError, Problem, UnknownNameError
from toponyms.files import builtin_folder, builtin_styles
from toponyms.model import Entry, Name
from toponyms.yamltree import Node, parse

# Names of these statuses never stay where the style has a better one.
_MENDED = frozenset(("deprecated", "misspelling"))


Rule = tuple[str | None, str | None, str | None]
"""(usage, system, status) that a name must have; None asks for nothing, the empty usage for a name that is no party's."""


class Style(NamedTuple):
    """An ordered preference over names."""

    id: str
    title: str
    authority: str
    prefer: tuple[Rule, ...] = ()
    parties: tuple[str, ...] = ()
    dual: tuple[tuple[str, str], ...] = ()
    order: str = "text"
    entries: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    quotations: str = "rewrite"
    first_mention: str = ""
    first: tuple[tuple[str, str], ...] = ()

    def choose(self, entry: Entry, found: Name) -> Name | None:
        """The name that the style wants in place of the one found; that one itself where it may stay, None if there is none.

        Only preferred names of the same language and register are written. A name that is no party's stays under a rule
        that asks for a party alone: a style settles whose name it is, not which synonym. A historical name stays too: the
        text may speak of its time.
        """
        if found.status == "historical":
            return found
        wanted = dict(dict(self.entries).get(entry.id, ())).get(found.lang)
        if wanted is not None:
            return next((name for name in entry.names if (name.form, name.lang) == (wanted, found.lang)), None)
        for rule in self.prefer:
            if found.status not in _MENDED and (_fits(found, rule) or (not found.usage and rule[1:] == (None, None))):
                return found
            fitting = [name for name in _replacements(entry, found, rule[2]) if _fits(name, rule)]
            if fitting:
                return _best(fitting, found)
        return None

    def other_party(self, entry: Entry, found: Name) -> Name | None:
        """The name that the other party has for the same thing; None where the one found is no party's."""
        if found.usage not in self.parties:
            return None
        fitting = [name for name in _replacements(entry, found, None) if name.usage in self.parties and name.usage != found.usage]
        return _best(fitting, found) if fitting else None


def _fits(name: Name, rule: Rule) -> bool:
    usage, system, status = rule
    return usage in (None, name.usage) and system in (None, name.system) and status in (None, name.status)


def _replacements(entry: Entry, found: Name, status: str | None) -> list[Name]:
    """The names that may be written in place of another one; of a status other than preferred only where a rule asks for it."""
    return [
        name
        for name in entry.names
        if name.form
        and not name.derived
        and (name.lang, name.register, name.status) == (found.lang, found.register, status or "preferred")
    ]


def _best(names: Sequence[Name], found: Name) -> Name:
    """The first of the same grammar as the name found, so that article and number around it still fit."""
    return min(names, key=lambda name: name.grammar != found.grammar)


def load_style(name: str | PathLike[str]) -> Style:
    """A shipped style by its name, or one of the user's by the path of its file.

    Raises `UnknownNameError` for a name that is neither, OSError for a file that cannot be read, and `GazetteerError` with
    every problem of its content.

    >>> load_style("japan").prefer[0]
    ('japan', None, None)
    """
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = Path(builtin_folder(), "styles", f"{name}.yaml")
        if str(name) not in builtin_styles():
            raise UnknownNameError("style", str(name), builtin_styles())
    return read_style(path.stem, str(path), path.read_bytes())


def read_style(name: str, path: str, data: bytes) -> Style:
    """A style from the content of its file."""
    node, problems = parse(data, path)

    def report(where: Node, message: str) -> None:
        problems.append(Problem(path, where.line, where.column, name, message))

    values: dict[str, Any] = {}
    if node is None:
        problems = problems or [Problem(path, 1, 1, name, "the file is empty; a style needs title, authority and prefer or dual")]
    else:
        values = structure.read(schema.STYLE, node, report) or {}
        pairs = [key for key in ("dual", "first") if values.get(key)]
        if values and not values.get("prefer") and not pairs:
            report(node, "this style chooses nothing; give `prefer`, or `parties` and `dual` or `first`")
        if bool(pairs) != bool(values.get("parties")):
            report(node, "`parties` and `dual` or `first` need each other")
        if len(pairs) == 2:
            report(node, "`dual` writes both names each time, `first` at the first mention; keep one of them")
        if bool(values.get("first")) != bool(values.get("first_mention")):
            report(node, "`first` and `first_mention` need each other")
    if problems:
        raise GazetteerError(problems)
    return Style(
        id=name,
        title=values["title"],
        authority=values["authority"],
        prefer=tuple(
            ("" if rule.get("usage") == "none" else rule.get("usage"), rule.get("system"), rule.get("status"))
            for rule in values.get("prefer", ())
        ),
        parties=tuple(values.get("parties", ())),
        dual=tuple(values.get("dual", {}).items()),
        order=values.get("order", "text"),
        entries=tuple((key, tuple(names.items())) for key, names in values.get("entries", {}).items()),
        quotations=values.get("quotations", "rewrite"),
        first_mention=values.get("first_mention", ""),
        first=tuple(values.get("first", {}).items()),
    )

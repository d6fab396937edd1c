"""What a style file asks of the gazetteer in use: ids and names that are there, rules that can decide, choices that settle."""

from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from pathlib import Path

from toponyms import yamltree
from toponyms.errors import GazetteerError, Problem, nearest
from toponyms.files import builtin_systems, read_bytes
from toponyms.model import Entry
from toponyms.style import MENDED, Rule, Style, load_style
from toponyms.yamltree import Mapping, Node, parse

Report = Callable[[Node, str], None]


def checked_style(name: str | PathLike[str], entries: Sequence[Entry], thorough: bool = False) -> Style:
    """A style as `load_style` gives it; one from a file of the user's is held against the entries it is to choose from.

    Shipped styles are held against the shipped gazetteer by the tests. Raises what `load_style` raises, and `GazetteerError` for
    ids and forms that are not there, and for a name that the style would change again; where it is `thorough` also for usages,
    systems, registers and types that no name has, which need be no fault if but a part of a gazetteer is in use. Cost: nothing
    where the style names no ids, else 0.1 s; to try every name half a second, where it is thorough or rules can undo each other.
    """
    style, path = load_style(name), Path(name)
    if path.suffix not in (".yaml", ".yml"):
        return style
    problems: list[Problem] = []

    def report(where: Node, message: str) -> None:
        problems.append(Problem(str(path), where.line, where.column, style.id, message))

    node, _ = parse(read_bytes(str(path)), str(path))
    if isinstance(node, Mapping):
        if style.entries:
            _check_entries(node.get("entries"), {entry.id: entry for entry in entries}, report)
        if thorough:
            _check_rules(node.get("prefer"), style.prefer, list(entries), report)
        if not problems and (thorough or can_unsettle(style)):
            unsettled = next(iter(unsettled_names(style, entries)), None)
            if unsettled:
                report(node, f"this style is not settled: {unsettled}; order the rules so that what one writes no other changes")
    if problems:
        raise GazetteerError(problems)
    return style


def unsettled_names(style: Style, entries: Iterable[Entry]) -> Iterable[str]:
    """The choices that the style would not leave alone, in words."""
    for entry in entries:
        for name in entry.names:
            chosen = style.choose(entry, name)
            if chosen is not None and (again := style.choose(entry, chosen)) != chosen:
                yield f"of {entry.id} it writes {chosen.form} for {name.form}, and {again.form if again else 'nothing'} for that"


def can_unsettle(style: Style) -> bool:
    """Whether there are rules that can undo each other: those that leave the register of a find, its status or its time.

    Where there are none, the name chosen stands before the same rules with the same names as the one found.
    """
    return bool(style.date) or any(rule.register is not None or rule.status in MENDED for rule in style.prefer)


def _check_entries(node: Node | None, known: dict[str, Entry], report: Report) -> None:
    for key, names in node.items if isinstance(node, Mapping) else ():
        if key.value not in known:
            report(key, f"entries names {key.value!r}, which no file defines{nearest(key.value, known)}")
            continue
        for lang, form in names.items if isinstance(names, Mapping) else ():
            forms = [name.form for name in known[key.value].names if name.lang == lang.value and name.form]
            if getattr(form, "value", "") not in forms:
                report(form, f"{key.value} has no such name in {lang.value}; it has {', '.join(forms) or 'none'}")


def _check_rules(node: Node | None, rules: tuple[Rule, ...], entries: list[Entry], report: Report) -> None:
    names = [name for entry in entries for name in entry.names]
    there = {
        "usage": {name.usage for name in names},
        "system": {name.system for name in names} | set(builtin_systems()),
        "register": {name.register for name in names},
        "type": {entry.type for entry in entries},
    }
    for place, rule in zip(node.items if isinstance(node, yamltree.Sequence) else (), rules, strict=True):
        for key, values in there.items():
            value = getattr(rule, key)
            if value and value not in values:
                report(place, f"no name of the gazetteer has the {key} {value!r}{nearest(value, values)}")

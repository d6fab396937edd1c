"""Romanization systems: names of one script in the letters of another, by rules that are data."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice, product
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from toponyms import schema, structure
from toponyms.errors import GazetteerError, Problem, UnknownNameError
from toponyms.files import builtin_folder, builtin_systems
from toponyms.yamltree import Node, parse

MOST_SPELLINGS = 5000
"""How many spellings of one text are made at most."""

EDGE = "edge"
"""What a rule calls the place where no letter stands."""

_KANA = "Kana"
_TO_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
_HALF_WIDTH_KANA = re.compile("[\uff66-\uff9f]+")
# The first letter, and one that a ligature tie binds to it: Я is I͡A, not I͡a.
_INITIAL = re.compile("[^\\W\\d_](?:\u0361[^\\W\\d_])?")


class Context(NamedTuple):
    """What stands beside a match: one of some strings, or, with `edge`, no letter at all."""

    strings: tuple[str, ...]
    edge: bool = False


class Rule(NamedTuple):
    """How a string of the source is written, the usual way first; None asks for nothing beside it."""

    source: str
    outputs: tuple[str, ...]
    after: Context | None = None
    before: Context | None = None


class System(NamedTuple):
    """A romanization or transcription system; the rules stand under their first letter, and the first that fits decides.

    `origin` and `target` are (language, script), where the language may be empty.
    """

    id: str
    title: str
    source: str
    origin: tuple[str, str]
    target: tuple[str, str]
    rules: dict[str, tuple[Rule, ...]]
    classes: dict[str, str]
    ignore: str = ""
    seam: str = ""
    samples: tuple[tuple[str, tuple[str, ...]], ...] = ()


class _Piece(NamedTuple):
    """A stretch of the source and what may be written for it; the empty source is text that no rule speaks of."""

    source: str
    outputs: tuple[str, ...]


def transliterate(text: str, system: "str | PathLike[str] | System") -> str:
    """The text in the letters of a system, in NFC; whatever the system has no rule for stays as it is. Never raises on a str.

    Raises what `load_system` raises. Cost: linear.

    >>> transliterate("Южно-Курильск", "bgn-pcgn"), transliterate("えとろふとう", "hepburn")
    ('Yuzhno-Kuril’sk', 'etorofutō')
    """
    chosen = system if isinstance(system, System) else load_system(system)
    return unicodedata.normalize("NFC", "".join(piece.outputs[0] for piece in _pieces(text, chosen)))


def spellings(text: str, system: "str | PathLike[str] | System") -> list[str]:
    """All that a system allows for a name, that of `transliterate` first; one letter is written in one way throughout a name.

    >>> spellings("Шикотан", "iso-9"), spellings("Курильск", "wikipedia"), spellings("おの", "hepburn-passport")
    (['Šikotan'], ['Kurilsk'], ['ono'])
    """
    chosen = system if isinstance(system, System) else load_system(system)
    pieces = list(_pieces(text, chosen))
    ways: dict[str, int] = {}
    for piece in pieces:
        ways[piece.source] = max(len(piece.outputs), ways.get(piece.source, 1))
    found: dict[str, None] = {}
    for choice in islice(product(*map(range, ways.values())), MOST_SPELLINGS):
        way = dict(zip(ways, choice, strict=True))
        written = (piece.outputs[min(way[piece.source], len(piece.outputs) - 1)] for piece in pieces)
        found[unicodedata.normalize("NFC", "".join(written))] = None
    return list(found)


def _pieces(text: str, system: System) -> Iterator[_Piece]:
    text = _prepared(text, system)
    key = _key(text, system)
    initials = _any_of("".join(system.rules))
    start = 0
    while start < len(text):
        rule = _rule_at(key, start, system)
        if rule is None:
            found = initials.search(key, start + 1)
            end = found.start() if found else len(text)
            yield _Piece("", (text[start:end],))
            start = end
            continue
        end = start + len(rule.source)
        if text[start].isupper():
            capitals = _in_capitals(text, start, end)
            yield _Piece(rule.source, tuple(_capital(output, capitals) for output in rule.outputs))
        else:
            yield _Piece(rule.source, rule.outputs)
        start = end


@cache
def _any_of(letters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(letters)}]")


def _prepared(text: str, system: System) -> str:
    if system.origin[1] == _KANA:
        text = _HALF_WIDTH_KANA.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    decomposed = unicodedata.normalize("NFD", text)
    if not set(system.ignore).isdisjoint(decomposed):
        letters = "".join(unicodedata.normalize("NFD", letter)[0] for letter in system.rules)
        # Between a letter and a mark to be left out its own dots may stand: ё́.
        marked = re.compile(f"([{re.escape(letters)}]\u0308?)[{re.escape(system.ignore)}]+", re.IGNORECASE)
        text = marked.sub(r"\1", decomposed)
    return unicodedata.normalize("NFC", text)


def _key(text: str, system: System) -> str:
    """The text in the letters that rules are written in, one character for one."""
    if system.origin[1] == _KANA:
        return text.translate(_TO_HIRAGANA)
    lower = text.lower()
    # A few capitals, such as İ, become two characters; they are no letters of any rule.
    return lower if len(lower) == len(text) else "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _rule_at(key: str, start: int, system: System) -> Rule | None:
    """The first rule for the longest string that fits at a place, None where there is none."""
    for rule in system.rules.get(key[start], ()):
        if not key.startswith(rule.source, start) or not (rule.after is None or _ends(key, start, rule.after)):
            continue
        end = start + len(rule.source)
        if system.seam and rule.source != system.seam and key.startswith(system.seam, end):
            # What stands behind a seam still assimilates (しん|ばし: Shimbashi), but no vowel is lengthened across it.
            end += 1
        if rule.before is None or _starts(key, end, rule.before):
            return rule
    return None


def _ends(key: str, start: int, context: Context) -> bool:
    return key.endswith(context.strings, 0, start) or (context.edge and not (start and _in_word(key[start - 1])))


def _starts(key: str, end: int, context: Context) -> bool:
    return key.startswith(context.strings, end) or (context.edge and not (end < len(key) and _in_word(key[end])))


def _in_word(character: str) -> bool:
    return character.isalpha() or unicodedata.combining(character) != 0


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Whether a capital is part of a word in capitals; one that stands alone goes by the word beside it."""
    if end - start > 1:
        return text[start:end].isupper()
    if text[end : end + 1].isalpha():
        return text[end].isupper()
    if start and text[start - 1].isalpha():
        return text[start - 1].isupper()
    behind, ahead = text[max(start - 3, 0) : start], text[end : end + 3]
    return (ahead[:1] in ("-", " ") and _capitals(ahead[1:])) or (behind[-1:] in ("-", " ") and _capitals(behind[:-1]))


def _capitals(text: str) -> bool:
    return len(text) == 2 and text.isalpha() and text.isupper()


def _capital(output: str, all_of_it: bool) -> str:
    return output.upper() if all_of_it else _INITIAL.sub(lambda match: match[0].upper(), output, count=1)


def load_system(name: str | PathLike[str]) -> System:
    """A shipped system by its name, or one of the user's by the path of its file.

    Raises `UnknownNameError` for a name that is neither, OSError for a file that cannot be read, and `GazetteerError` with
    every problem of its content.

    >>> load_system("polivanov").title
    'Polivanov system'
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return read_system(path.stem, str(path), path.read_bytes())
    if str(name) not in builtin_systems():
        raise UnknownNameError("system", str(name), builtin_systems())
    return _builtin_system(str(name))


@cache
def _builtin_system(name: str) -> System:
    path = Path(builtin_folder(), "romanization", f"{name}.yaml")
    return read_system(name, str(path), path.read_bytes())


def read_system(name: str, path: str, data: bytes) -> System:
    """A system from the content of its file; its own rules and its table go before those of its base."""
    node, problems = parse(data, path)

    def report(where: Node, message: str) -> None:
        problems.append(Problem(path, where.line, where.column, name, message))

    if node is None:
        empty = Problem(path, 1, 1, name, "the file is empty; a system needs title, source, from, to and samples")
        raise GazetteerError(problems or [empty])
    values: dict[str, Any] = structure.read(schema.ROMANIZATION, node, report) or {}
    if values and not any(values.get(key) for key in ("table", "rules", "base")):
        report(node, "this system writes nothing; give `table`, `rules` or `base`")
    if values.get("base") and values["base"] not in builtin_systems():
        report(node, f"{values['base']!r} is no shipped system; a base is one of {', '.join(builtin_systems())}")
    if problems:
        raise GazetteerError(problems)
    base = _builtin_system(values["base"]) if values.get("base") else None
    classes = {**(base.classes if base else {}), **values.get("classes", {})}
    rules = _rules(values, classes, base.rules if base else {})
    for fault in _faults(rules, classes, values):
        report(node, fault)
    if problems:
        raise GazetteerError(problems)
    return System(
        id=name,
        title=values["title"],
        source=values["source"],
        origin=_writing(values["from"]),
        target=_writing(values["to"]),
        rules=rules,
        classes=classes,
        ignore=values.get("ignore", base.ignore if base else ""),
        seam=values.get("seam", base.seam if base else ""),
        samples=tuple((text, tuple(_listed(written))) for text, written in values["samples"].items()),
    )


def _writing(values: dict[str, str]) -> tuple[str, str]:
    return values.get("language", ""), values["script"]


def _rules(values: dict[str, Any], classes: dict[str, str], base: dict[str, tuple[Rule, ...]]) -> dict[str, tuple[Rule, ...]]:
    """All rules by their first letter, the longest first; for one string the system's own, its table, those of the base."""
    own = [
        Rule(rule["from"], tuple(_listed(rule["to"])), *(_context(rule.get(side), classes) for side in ("after", "before")))
        for rule in values.get("rules", ())
    ]
    own += [Rule(source, tuple(_listed(written))) for source, written in values.get("table", {}).items()]
    rules: dict[str, list[Rule]] = {}
    for rule in (*own, *chain.from_iterable(base.values())):
        rules.setdefault(rule.source[0], []).append(rule)
    return {initial: tuple(sorted(listed, key=lambda rule: -len(rule.source))) for initial, listed in rules.items()}


def _context(listed: str | list[str] | None, classes: dict[str, str]) -> Context | None:
    if listed is None:
        return None
    items = _listed(listed)
    # A class is a string of letters; what is no class stands for itself.
    strings = [string for item in items if item != EDGE for string in classes.get(item, (item,))]
    return Context(tuple(strings), EDGE in items)


def _faults(rules: dict[str, tuple[Rule, ...]], classes: dict[str, str], values: dict[str, Any]) -> Iterator[str]:
    """What fits the shape of the file and yet can never apply."""
    sources = {rule.source for listed in rules.values() for rule in listed}
    for source in sorted(sources):
        if source != unicodedata.normalize("NFC", source).lower():
            yield f"{source!r} never applies; write it in small letters and composed, for capitals follow the text"
    letters = set("".join(sources))
    for rule in values.get("rules", ()):
        for item in (*_listed(rule.get("after", [])), *_listed(rule.get("before", []))):
            if item != EDGE and item not in classes and not letters.issuperset(item):
                yield f"{item!r} is neither `{EDGE}` nor a class nor written in letters of this system"


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value

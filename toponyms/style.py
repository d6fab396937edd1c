"""Styles: a caller's rules for choosing among the names of an entry, read from YAML."""

from functools import cache, lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toponyms import schema, structure
from toponyms.errors import GazetteerError, Problem, UnknownNameError
from toponyms.files import builtin_folder, builtin_styles, builtin_systems
from toponyms.model import SCRIPTS, Entry, Name
from toponyms.yamltree import Mapping, Node, Sequence, parse

if TYPE_CHECKING:
    from toponyms.romanize import System

# Names of these statuses never stay where the style has a better one.
MENDED = frozenset(("deprecated", "misspelling"))
# A name that is over or yet to come can be written for its time, whether it is the preferred one of today or not.
_DATED = frozenset(("preferred", "admitted", "historical"))
# The registers that tell how much of a name is written; a surname or an attributive form is no shorter way to write the same.
_LENGTHS = frozenset(("", "full", "short", "abbreviation"))


class Rule(NamedTuple):
    """What a name must have to be preferred, and which finds the rule is for: those of a language, of a type of entry.

    None asks for nothing; the empty usage asks for a name that is no party's, the empty register for one of none.
    """

    usage: str | None = None
    system: str | None = None
    status: str | None = None
    register: str | None = None
    lang: str | None = None
    type: str | None = None

    def concerns(self, entry: Entry, found: Name) -> bool:
        """Whether the rule is for such a find."""
        is_for = self.lang in (None, found.lang) and self.type in (None, entry.type)
        return is_for and (self.register in (None, found.register) or found.register in _LENGTHS)

    def fits(self, name: Name) -> bool:
        """Whether a name has what the rule asks for."""
        return (
            self.usage in (None, name.usage)
            and self.system in (None, name.system)
            and self.status in (None, name.status)
            and self.register in (None, name.register)
        )

    def covers(self, other: "Rule") -> bool:
        """Whether this rule decides wherever the other one could, so that the other never does if it comes later."""
        mine, others = self._replace(status=None), other._replace(status=None)
        is_wider = all(one is None or one == two for one, two in zip(mine, others, strict=True))
        return is_wider and (self.status == other.status or (self.status is None and other.status == "preferred"))

    @property
    def told(self) -> str:
        """The rule in words."""
        return _told(self, "")

    @property
    def settles_usage_alone(self) -> bool:
        """Whether the rule asks whose name it is, and for nothing else."""
        return (self.system, self.status, self.register) == (None, None, None)


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
    date: str = ""
    to: str = ""
    gloss: bool = False

    def choose(self, entry: Entry, found: Name) -> Name | None:
        """The name that the style wants in place of the one found; that one itself where it may stay, None if there is none.

        Only preferred names of the same language and register are written, unless a rule asks otherwise. A name that is no
        party's stays under a rule that asks for a party alone: a style settles whose name it is, not which synonym. A
        historical name stays too: the text may speak of its time. A style with a date knows the time. It takes the names whose
        `since` and `until` hold it, those that have ended since first, and what is known to be of another time never stays.
        """
        return self.decide(entry, found)[0]

    def decide(self, entry: Entry, found: Name) -> tuple[Name | None, str]:
        """What `choose` gives, and the rule that says so: `entry`, `date`, or `prefer` with what the rule has; empty if none."""
        if found.status == "historical" and not (self.date and is_dated(found)):
            return found, ""
        wanted = dict(dict(self.entries).get(entry.id, ())).get(found.lang)
        if wanted is not None:
            name = next((name for name in entry.names if (name.form, name.lang) == (wanted, found.lang)), None)
            # Türkiye for Turkey, and not for the Republic of Turkey, which would leave its article behind.
            return name if name is None or name.grammar == found.grammar else found, "entry"
        for rule in self.prefer or ((Rule(),) if self.date else ()):
            if not rule.concerns(entry, found):
                continue
            may_stay = _may_stay(found, rule)
            # Most finds may stay, and only a date asks what else there is.
            if may_stay and not self.date:
                return found, _told(rule, "")
            fitting = [name for name in self._replacements(entry, found, rule) if rule.fits(name)]
            if may_stay and holds(found, self.date) and (found.until or not any(name.until for name in fitting)):
                return found, _told(rule, self.date)
            if fitting or (fitting := yielded(entry, found, rule)):
                return self._best(fitting, found), _told(rule, self.date)
        return None, ""

    def other_party(self, entry: Entry, found: Name) -> Name | None:
        """The name that the other party has for the same thing; None where the one found is no party's."""
        if found.usage not in self.parties:
            return None
        names = self._replacements(entry, found, Rule())
        fitting = [name for name in names if name.usage in self.parties and name.usage != found.usage]
        return self._best(fitting, found) if fitting else None

    def _replacements(self, entry: Entry, found: Name, rule: Rule) -> list[Name]:
        """The names that may be written in place of another one, whether they fit the rule or not."""
        register = found.register if rule.register is None else rule.register
        names = [
            name
            for name in entry.names
            if name.form
            and not name.derived
            and (name.lang, name.register) == (found.lang, register)
            # What a style makes of the register must leave the article and the number around it alone.
            and (register == found.register or name.grammar == found.grammar)
        ]
        # Of the spellings of several systems one is preferred, and a rule asks for another.
        statuses = (rule.status,) if rule.status else ("preferred", "admitted") if rule.system else ("preferred",)
        if not self.date:
            return [name for name in names if name.status in statuses]
        # Where a name of that time was found, one that no date is known of is no better.
        is_known = bool(found.until) and holds(found, self.date)
        dated = _DATED if rule.status is None else frozenset(statuses)
        return [
            name
            for name in names
            if holds(name, self.date)
            and name.status in (dated if is_dated(name) else statuses)
            # Nobody knows when it was given up.
            and (name.until or name.status != "historical")
            and (is_dated(name) or not is_known)
        ]

    def _best(self, names: list[Name], found: Name) -> Name:
        """The first of the same grammar as the name found, so that article and number around it still fit."""
        if self.date:
            return min(names, key=lambda name: (not name.until, name.usage != found.usage, name.grammar != found.grammar))
        return min(names, key=lambda name: name.grammar != found.grammar)


def _may_stay(found: Name, rule: Rule) -> bool:
    return found.status not in MENDED and (rule.fits(found) or (not found.usage and rule.settles_usage_alone))


@lru_cache(1000)
def _told(rule: Rule, date: str) -> str:
    wanted = ", ".join(f"{key} {value or 'none'}" for key, value in rule._asdict().items() if value is not None)
    return ", ".join(filter(None, (wanted and f"prefer {wanted}", date and f"date {date}")))


def is_dated(name: Name) -> bool:
    """Whether it is known since or until when the name was in use."""
    return bool(name.since or name.until)


def holds(name: Name, year: str) -> bool:
    """Whether a name was in use in a year, as far as is known.

    >>> holds(Name("Toyohara", "en", until="1946"), "1944"), holds(Name("Toyohara", "en", until="1946"), "1950")
    (True, False)
    """
    asked = int(year)
    return (not name.since or year_of(name.since) <= asked) and (not name.until or asked <= year_of(name.until))


def year_of(date: str) -> int:
    """The year of a date as the gazetteer has it: 1946, 1946-02-02, -500."""
    sign, digits = (-1, date[1:]) if date[0] == "-" else (1, date)
    return sign * int(digits.partition("-")[0])


def yielded(entry: Entry, found: Name, rule: Rule) -> list[Name]:
    """What the system that a rule asks for makes of the entry's names, as names of the language found.

    Only of names of one word: in a name of several a word is mostly translated (Southern Kurils, and not Južnye Kurily).
    """
    system = _system(rule.system) if rule.system else None
    if system is None:
        return []
    made = rule._replace(system=None)
    return [
        Name(_written_by(system.id, name.form), found.lang, usage=name.usage, system=system.id, register=name.register)
        for name in entry.names
        if ((name.lang, SCRIPTS[name.lang]), SCRIPTS[found.lang]) == (system.origin, system.target[1])
        and (name.register, name.status) == (found.register, "preferred")
        and name.form[:1].isupper()
        and " " not in name.form
        and made.fits(name)
    ]


# A style that asks for no system starts without the module that reads them.
@cache
def _system(name: str) -> "System | None":
    from toponyms.romanize import load_system

    return load_system(name) if name in builtin_systems() else None


@lru_cache(10_000)
def _written_by(system: str, form: str) -> str:
    from toponyms.romanize import transliterate

    return transliterate(form, system)


def load_style(name: str | PathLike[str]) -> Style:
    """A shipped style by its name, or one of the user's by the path of its file.

    Raises `UnknownNameError` for a name that is neither, OSError for a file that cannot be read, and `GazetteerError` with
    every problem of its content.

    >>> load_style("japan").prefer[0]
    Rule(usage='japan', system=None, status=None, register=None, lang=None, type=None)
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
        if values and not values.get("prefer") and not any(map(values.get, ("date", "to", *pairs))):
            report(node, "this style chooses nothing; give `prefer`, `date`, `to`, or `parties` and `dual` or `first`")
        if bool(pairs) != bool(values.get("parties")):
            report(node, "`parties` and `dual` or `first` need each other")
        if len(pairs) == 2:
            report(node, "`dual` writes both names each time, `first` at the first mention; keep one of them")
        if values.get("to") and pairs:
            report(node, f"`to` writes one name, `{pairs[0]}` two; keep one of them")
        if values.get("gloss") and not values.get("to"):
            report(node, "`gloss` goes with `to`")
        if bool(values.get("first")) != bool(values.get("first_mention")):
            report(node, "`first` and `first_mention` need each other")
    prefer = tuple(
        Rule(**{key: "" if value == "none" else value for key, value in (rule or {}).items()})
        for rule in values.get("prefer") or ()
    )
    for number, rule in enumerate(prefer):
        if earlier := next((place for place, other in enumerate(prefer[:number], 1) if other.covers(rule)), 0):
            rules = node.get("prefer") if isinstance(node, Mapping) else None
            where = rules.items[number] if isinstance(rules, Sequence) else node
            if where:
                report(where, f"this rule is never reached: rule {earlier} decides first; put the narrower one before it")
    if problems:
        raise GazetteerError(problems)
    return Style(
        id=name,
        title=values["title"],
        authority=values["authority"],
        prefer=prefer,
        parties=tuple(values.get("parties", ())),
        dual=tuple(values.get("dual", {}).items()),
        order=values.get("order", "text"),
        entries=tuple((key, tuple(names.items())) for key, names in values.get("entries", {}).items()),
        quotations=values.get("quotations", "rewrite"),
        first_mention=values.get("first_mention", ""),
        first=tuple(values.get("first", {}).items()),
        date=values.get("date", ""),
        to=values.get("to", ""),
        gloss="gloss" in values,
    )

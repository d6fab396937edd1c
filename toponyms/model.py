"""The records that flow along the line: what the YAML says, what is searched for, and what is found.

They are tuples with names rather than dataclasses because a filter in a pipe is started thousands of times and makes
all of them at each start: a tuple is built ten times faster, and `dataclasses` need not be imported.
"""

from typing import NamedTuple

LANGUAGES = ("en", "ru", "ja")
CASES = ("nom", "gen", "dat", "acc", "ins", "prep")
NUMBERS = ("sg", "pl")
Reading = tuple[str, str]
"""What an inflected form can be: its case and its number."""
READINGS: tuple[Reading, ...] = tuple((case, number) for number in NUMBERS for case in CASES)
SCRIPTS = {"en": "Latn", "ru": "Cyrl", "ja": "Jpan"}
PHRASE = "phrase"
"""The type of entries that are no find themselves and keep the names inside them from being found."""
SENTENCE, PARAGRAPH = -1, -2
STATUSES = ("preferred", "admitted", "historical", "deprecated", "misspelling")


class Guards(NamedTuple):
    """Regular expressions on the 100 code points beside a name; an empty one asks for nothing."""

    before: str = ""
    not_before: str = ""
    after: str = ""
    not_after: str = ""


class Cues(NamedTuple):
    """What must stand near a name before it counts: one met cue is enough, or all kinds of cues `together`.

    `within` is in code points, 0 the document, or SENTENCE or PARAGRAPH.
    """

    ids: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    near: str = ""
    within: int = 0
    together: bool = False


class Name(NamedTuple):
    """One name of an entry in its dictionary form, and who uses it; exactly one of `form` and `pattern` is filled."""

    form: str
    lang: str
    pattern: str = ""
    usage: str = ""
    system: str = ""
    status: str = "preferred"
    register: str = ""
    grammar: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    reading: str = ""
    case: str = "exact"
    diacritics: str = ""
    declension: tuple[str, ...] = ()
    indeclinable: bool = False
    inflected: tuple[tuple[str, tuple[str, ...]], ...] = ()
    source: str = ""
    confidence: str = "high"
    note: str = ""
    guards: tuple[Guards, ...] = ()
    cues: Cues | None = None
    blocks: Cues | None = None
    number: str = ""
    derived: str = ""


class Entry(NamedTuple):
    """One place or term; `names` are in the order of the file, `pack` is the file's name without its ending."""

    id: str
    type: str
    names: tuple[Name, ...]
    pack: str = ""
    location: tuple[float, float] | None = None
    box: tuple[float, ...] = ()
    part_of: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    homographs: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    note: str = ""


class Sense(NamedTuple):
    """What a form may mean: a name of an entry, with all (case, number) it can be (none where the form does not show any).

    `systems` are the romanization systems that yield the form, sorted; a form can be given and yielded as well.
    """

    entry: Entry
    name: Name
    readings: tuple[Reading, ...] = ()
    systems: tuple[str, ...] = ()


class Annotation(NamedTuple):
    """A name found in a text: `text[start:end] == surface`, in code points, half-open; never overlaps another one."""

    start: int
    end: int
    surface: str
    senses: tuple[Sense, ...]

    @property
    def candidates(self) -> tuple[str, ...]:
        """The ids that the find may stand for, sorted; more than one while a homograph is open."""
        return tuple(sorted({sense.entry.id for sense in self.senses}))

    @property
    def id(self) -> str | None:
        """The entry's id, or None while a homograph is open."""
        first = self.senses[0].entry.id
        return first if all(sense.entry.id == first for sense in self.senses) else None

    @property
    def entry(self) -> Entry | None:
        """The entry, or None while a homograph is open."""
        return self.senses[0].entry if self.id is not None else None

    @property
    def name(self) -> Name:
        """The name behind the surface, as the gazetteer records it (of the first candidate while a homograph is open)."""
        return self.senses[0].name

    @property
    def lang(self) -> str:
        """The language of the name: `en`, `ru`, `ja`; or ru-Latn (RFC 5646), say, where a system wrote it in other letters."""
        lang = self.senses[0].name.lang
        script = script_of(self.surface) if self.senses[0].systems else ""
        return lang if script in ("", SCRIPTS[lang]) else f"{lang}-{script}"

    @property
    def usage(self) -> str:
        """Whose name it is, for instance `russia` or `japan`; empty where no party's in particular."""
        return self.senses[0].name.usage

    @property
    def systems(self) -> tuple[str, ...]:
        """The romanization systems that write a name of the entry as it stands there, sorted; empty where none does."""
        first = self.senses[0].entry.id
        return tuple(sorted({system for sense in self.senses if sense.entry.id == first for system in sense.systems}))

    @property
    def case(self) -> tuple[str, ...]:
        """The grammatical cases that the surface can be, in the order nom gen dat acc ins prep; empty if it shows none."""
        found = {case for case, _ in self.senses[0].readings}
        return tuple(case for case in CASES if case in found)

    @property
    def number(self) -> tuple[str, ...]:
        """The grammatical numbers that the surface can be, `sg` before `pl`; empty if it shows none."""
        return tuple(dict.fromkeys(number for _, number in self.senses[0].readings))

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every (case, number) that the surface can be, singular first: России is gen, dat and prep, all of them sg."""
        return self.senses[0].readings

    @property
    def derived(self) -> bool:
        """Whether the surface is no name but a word made from one: курильский, Kurilian."""
        return bool(self.senses[0].name.derived)


def script_of(text: str) -> str:
    """The script (ISO 15924) of the first letter that is Latin or Cyrillic; empty where there is none.

    >>> script_of("Kurilʹsk"), script_of("о. Итуруп"), script_of("択捉島")
    ('Latn', 'Cyrl', '')
    """
    if "&" in text:
        # A surface in markup; `&#x42d;` is a letter, and not the Latin ones that write it.
        from html import unescape

        text = unescape(text)
    for character in text:
        if character.isascii() and character.isalpha():
            return "Latn"
        if "\u0400" <= character <= "\u052f":
            return "Cyrl"
    return ""


def readings_of(bits: int) -> tuple[Reading, ...]:
    """The readings that a lexicon keeps as bits, one for each of `READINGS`.

    >>> readings_of(0b100010)
    (('gen', 'sg'), ('prep', 'sg'))
    """
    return tuple(reading for place, reading in enumerate(READINGS) if bits >> place & 1)


class Edit(NamedTuple):
    """One replacement that a style asks for: `old` stands at [start, end) of the text, `new` takes its place.

    `reason` is the rule of the style that chose it: `prefer usage japan`, `entry` (a line of `entries`), `dual`.
    """

    start: int
    end: int
    old: str
    new: str
    id: str
    reason: str = ""

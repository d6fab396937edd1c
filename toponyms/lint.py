"""What the loader cannot see: rules that compare names, entries and places, and try every form and example."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from itertools import combinations, pairwise

from toponyms.book import Book, Finding
from toponyms.derive import origins, yields
from toponyms.errors import GazetteerError
from toponyms.expand import inflections, name_forms, spelled_forms, written_forms
from toponyms.files import SourceFile, builtin_systems
from toponyms.gazetteer import Gazetteer
from toponyms.model import LANGUAGES, PHRASE, Entry, Name
from toponyms.romanize import load_system, transliterate
from toponyms.spelled import is_sought

ERROR, WARNING = "error", "warning"
NEUTRAL = {"en": "They wrote about {} today.", "ru": "Вчера писали: «{}» и не только.", "ja": "昨日は「{}」について書いた。"}
"""A sentence for each language in which nothing stands near a name that could help or hinder it."""

_SHORT = 3
"""A name of so many letters or fewer is likely to be something else too."""

_KATAKANA_EDGE = re.compile(r"\^?\[[ァ-ヺー・-]+\]\$?")
_WORD = re.compile(r"[^\W\d_]+")

_NEVER_IN_RUSSIAN = re.compile("[гкхжчшщ]ы|[жчшщц][юя]|[йь][аоуы]")
"""What a code for another kind of stem makes: городскым, контрольа."""

_TELLING = ("lang", "register", "usage", "cues", "guards")
"""Two names that agree in these do the same work wherever they share a form."""

Report = Callable[..., Finding]


def lint(layers: Iterable[Iterable[SourceFile]], packs: Iterable[str] | None = None) -> tuple[list[Finding], Gazetteer | None]:
    """Everything that can be found fault with in the files, sorted, and the gazetteer if it could be loaded.

    Cost: some seconds for a thousand entries, since each form is looked for.
    """
    files = [list(layer) for layer in layers]
    try:
        gazetteer = Gazetteer.from_layers(files, packs)
    except GazetteerError as error:
        return [Finding(*problem[:4], ERROR, "load", problem.message) for problem in error.problems], None
    book = Book(gazetteer, files)
    found = [finding for rule, check in RULES.items() for finding in check(book, partial(book.finding, rule))]
    return sorted(found), gazetteer


def _order(book: Book, _: Report) -> Iterator[Finding]:
    for path, ids in book.order:
        for before, after in pairwise(ids):
            if after.value < before.value:
                message = f"stands after {before.value!r}; sort the entries of a file by id"
                yield Finding(path, after.line, after.column, after.value, ERROR, "order", message)


def _language(book: Book, report: Report) -> Iterator[Finding]:
    for entry in (entry for entry in book.gazetteer if entry.type != PHRASE):
        named, excused = {name.lang for name in entry.names}, dict(entry.missing)
        for lang in LANGUAGES:
            if lang not in named and lang not in excused:
                yield report(ERROR, f"has no name in {lang!r}; add one, or say why under `missing`", entry.id)
            elif lang in named and lang in excused:
                yield report(ERROR, f"has names in {lang!r}; take it out of `missing`", entry.id)


def _source(book: Book, report: Report) -> Iterator[Finding]:
    for entry, name in _names(book):
        if not name.source and name.confidence != "unchecked":
            message = f"{name.form or name.pattern!r} has no source; give one, or mark it `confidence: unchecked`"
            yield report(ERROR, message, entry.id, name.lang, name.form or name.pattern)


def _location(book: Book, report: Report) -> Iterator[Finding]:
    for entry in book.gazetteer:
        if entry.type in book.place_types and entry.location is None:
            yield report(ERROR, f"is a place ({entry.type}) without a `location`; add [latitude, longitude]", entry.id)


def _box(book: Book, report: Report) -> Iterator[Finding]:
    for entry in book.gazetteer:
        for whole in _wholes(book, entry) if entry.location else ():
            if whole.box and not _inside(entry.location or (0, 0), whole.box):
                message = (
                    f"lies at {list(entry.location or ())}, outside the box {list(whole.box)} of {whole.id!r}; mend one of them"
                )
                yield report(ERROR, message, entry.id)


def _script(book: Book, report: Report) -> Iterator[Finding]:
    for entry, name in _names(book):
        for word in _WORD.findall(name.form):
            scripts = {_script_of(character) for character in unicodedata.normalize("NFC", word)}
            if {"LATIN", "CYRILLIC"} <= scripts:
                latin = "".join(character for character in word if _script_of(character) == "LATIN")
                message = f"{word!r} mixes Cyrillic with Latin {latin!r}; write it in one script"
                yield report(ERROR, message, entry.id, name.lang, name.form)
            elif name.lang == "en" and "CYRILLIC" in scripts:
                yield report(ERROR, f"{word!r} is Cyrillic under 'en'; move it to its language", entry.id, name.lang, name.form)
        if name.lang == "ru" and name.register != "latin" and _is_latin(name.form):
            message = f"{name.form!r} is Latin under 'ru'; say `register: latin` if Russian texts write it so"
            yield report(ERROR, message, entry.id, name.lang, name.form)


def _spelling(book: Book, report: Report) -> Iterator[Finding]:
    for entry, name in _names(book):
        for _, form in inflections(name, book.lexicon.paradigms) if name.declension else ():
            wrong = set(_NEVER_IN_RUSSIAN.findall(form.lower())) - set(_NEVER_IN_RUSSIAN.findall(name.form.lower()))
            if wrong:
                message = f"{' '.join(name.declension)!r} makes {form!r}, which no Russian word is spelt like; take another code"
                yield report(ERROR, message, entry.id, name.lang, name.form)
                break


def _redundant(book: Book, report: Report) -> Iterator[Finding]:
    for entry in book.gazetteer:
        seen: list[tuple[Name, set[str]]] = []
        for name in entry.names:
            forms = set(name_forms(name, book.lexicon.paradigms))
            for other, known in seen:
                if forms and forms <= known and all(getattr(name, key) == getattr(other, key) for key in _TELLING):
                    message = f"{name.form!r} adds nothing to {other.form!r}, which is found in that spelling too; take one out"
                    yield report(ERROR, message, entry.id, name.lang, name.form)
                    break
            seen.append((name, forms))


def _homograph(book: Book, report: Report) -> Iterator[Finding]:
    told = {(entry.id, other) for entry in book.gazetteer for other in entry.homographs}
    declared = set(told)
    sharing: set[tuple[str, str]] = set()
    owned: dict[str, set[str]] = {}
    for index, form in enumerate(book.lexicon.forms):
        owners = {sense.entry.id: sense.name for sense in book.lexicon.senses(index)}
        owned[form] = set(owners)
        for first, second in combinations(sorted(owners), 2):
            sharing |= {(first, second), (second, first)}
            if (first, second) not in told and (second, first) not in told:
                told.add((first, second))
                name = owners[first]
                message = f"{form!r} also stands for {second!r}; list that id under `homographs`, or take the name out of one"
                yield report(ERROR, message, first, name.lang, name.form)
    for first, second in sorted(declared - sharing):
        if second in book.by_id:
            yield report(WARNING, f"shares no form with {second!r}; take it out of `homographs`", first)
    for entry in book.gazetteer:
        writing = book.gazetteer.writing
        # A name that needs a cue is less than one that needs none.
        spelled = [(form, entry.names[number], number) for form, of in spelled_forms(entry, writing).items() for number in of]
        made = {form: number for form, name, number in spelled if name.cues is None and is_sought(name, form)}
        made |= {form: number for form, (number, _) in written_forms(entry, book.lexicon.paradigms, writing).items()}
        for form, number in sorted(made.items()):
            name, other = entry.names[number], min(owned.get(form, ()), default=entry.id)
            if entry.id not in owned.get(form, {entry.id}) and (entry.id, other) not in told:
                told.add((entry.id, other))
                message = f"{name.form!r} is not found as {form!r}, which is a name of {other!r}; list that id under `homographs`"
                yield report(WARNING, message, entry.id, name.lang, name.form)


def _unreachable(book: Book, report: Report) -> Iterator[Finding]:
    for entry, name in _names(book):
        if name.cues or name.guards or name.derived:
            continue
        for form in name_forms(name, book.lexicon.paradigms):
            if entry.id not in book.ids(NEUTRAL[name.lang].format(form)):
                message = f"{form!r} is not found where it stands alone; a longer name or a protected region swallows it"
                yield report(ERROR, message, entry.id, name.lang, name.form)
                break


def _example(book: Book, report: Report) -> Iterator[Finding]:
    for entry in book.gazetteer:
        for sentence in entry.examples:
            if entry.id not in book.ids(sentence):
                yield report(ERROR, f"is not found in its example {sentence!r}", entry.id, "examples", sentence)
        for sentence in entry.counter_examples:
            if entry.id in book.ids(sentence):
                yield report(ERROR, f"is found in {sentence!r}", entry.id, "counter_examples", sentence)


def _sample(book: Book, report: Report) -> Iterator[Finding]:
    shared = {
        sense.entry.id
        for index in range(len(book.lexicon.forms))
        if _is_shared(book, index)
        for sense in book.lexicon.senses(index)
    }
    for entry in book.gazetteer:
        if entry.examples and entry.counter_examples:
            continue
        risky = next((name for name in entry.names if _is_guarded(name) or _is_short(name)), None)
        if risky or entry.id in shared:
            why = f"{risky.form or risky.pattern!r} is short or guarded" if risky else "it shares a form with another entry"
            lacks = " and ".join(key for key in ("examples", "counter_examples") if not getattr(entry, key))
            yield report(WARNING, f"has no {lacks}, though {why}; add a sentence of each kind", entry.id)


def _system(book: Book, report: Report) -> Iterator[Finding]:
    known = builtin_systems()
    for entry, name in _names(book):
        if not name.system or not name.form:
            continue
        if name.system not in known:
            near = get_close_matches(name.system, known)
            hint = f"did you mean {', '.join(near)}?" if near else "`toponyms transliterate --list` tells the ones there are"
            message = f"{name.form!r} names the system {name.system!r}, which is not known; {hint}"
            yield report(WARNING, message, entry.id, name.lang, name.form)
            continue
        system = load_system(name.system)
        if yields(system, entry, name, book.generics):
            continue
        known_names = (origin.text for origin in origins(system, entry, name, book.generics) if not origin.bare)
        made = ", ".join(dict.fromkeys(f"{text} {transliterate(text, system)}" for text in known_names))
        message = f"{system.id} makes {made} and not {name.form!r}; mend the name, its system or its source"
        if not made:
            wanted = "reading" if system.origin[1] == "Kana" else f"name in {system.origin[0]!r}"
            message = f"has no {wanted} that {system.id} could make {name.form!r} of; add it, or take `system` out"
        yield report(WARNING, message, entry.id, name.lang, name.form)


def _type(book: Book, report: Report) -> Iterator[Finding]:
    from rapidfuzz.distance import OSA

    for entry in (entry for entry in book.gazetteer if entry.type not in book.types):
        # One letter in four may be wrong; what differs more is a type of somebody's own.
        meant = ", ".join(sorted(known for known in book.types if OSA.distance(entry.type, known) <= len(known) // 4))
        if meant:
            message = f"is of the type {entry.type!r}, which is new; did you mean {meant}? If not, list it in a types.yaml"
            yield report(WARNING, message, entry.id, "type")


RULES: dict[str, Callable[[Book, Report], Iterator[Finding]]] = {
    "order": _order,
    "type": _type,
    "language": _language,
    "source": _source,
    "location": _location,
    "box": _box,
    "script": _script,
    "spelling": _spelling,
    "redundant": _redundant,
    "homograph": _homograph,
    "unreachable": _unreachable,
    "example": _example,
    "sample": _sample,
    "system": _system,
}


def _names(book: Book) -> Iterator[tuple[Entry, Name]]:
    return ((entry, name) for entry in book.gazetteer for name in entry.names)


def _wholes(book: Book, entry: Entry) -> Iterator[Entry]:
    """What an entry is a part of, at any remove, and the entry itself."""
    waiting, seen = [entry.id], set[str]()
    while waiting:
        current = waiting.pop()
        if current in book.by_id and current not in seen:
            seen.add(current)
            yield book.by_id[current]
            waiting += book.by_id[current].part_of


def _inside(location: tuple[float, float], box: tuple[float, ...]) -> bool:
    south, west, north, east = box
    latitude, longitude = location
    # A box whose west is greater than its east reaches across the antimeridian.
    across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return south <= latitude <= north and across


def _script_of(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def _is_guarded(name: Name) -> bool:
    """Whether guards tell a name from something that looks like it; that katakana are no part of a longer word says nothing."""
    patterns = [pattern for guards in name.guards for pattern in guards if pattern]
    return not all(_KATAKANA_EDGE.fullmatch(pattern) for pattern in patterns)


def _is_latin(form: str) -> bool:
    letters = [character for character in form if character.isalpha()]
    return bool(letters) and all(_script_of(character) == "LATIN" for character in letters)


def _is_short(name: Name) -> bool:
    """Whether a name is so short that chance makes it; two Han characters are as telling as four letters."""
    weight = sum(2 if "\u3400" <= character <= "\u9fff" else 1 for character in name.form if character.isalnum())
    return bool(name.form) and weight <= _SHORT


def _is_shared(book: Book, index: int) -> bool:
    return len({sense.entry.id for sense in book.lexicon.senses(index)}) > 1

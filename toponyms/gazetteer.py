"""Gazetteers as users hold them: load files, take the built-in one, or make one from a dict."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from os import PathLike

from toponyms.errors import GazetteerError, Problem, UnknownNameError
from toponyms.expand import expand
from toponyms.files import VOCABULARIES, SourceFile, read_layers
from toponyms.fold import fold
from toponyms.inflect import Paradigms
from toponyms.lexicon import Lexicon, Meanings
from toponyms.load import load
from toponyms.model import PHRASE, SCRIPTS, Entry, Name, script_of
from toponyms.packed import Packed, pack_sorted
from toponyms.schema import SLUG
from toponyms.speed import uncollected
from toponyms.writing import NO_WRITING, Writing

_JAPANESE, _CYRILLIC = re.compile("[\u3041-\u30ff\u3400-\u9fff]"), re.compile("[\u0400-\u04ff]")


class Gazetteer:
    """An immutable collection of entries, sorted by id; `gaz["iturup"]` is an entry, of a retired id its successor."""

    def __init__(
        self,
        entries: Sequence[Entry],
        redirects: Mapping[str, str] | None = None,
        paradigms: Paradigms | None = None,
        writing: Writing = NO_WRITING,
    ):
        self.entries = tuple(sorted(entries, key=itemgetter(0)))
        self._redirects = dict(redirects or {})
        self._paradigms = paradigms or {}
        self.writing = writing

    @classmethod
    def load(cls, *paths: str | PathLike[str], builtin: bool = False, packs: Iterable[str] | None = None) -> "Gazetteer":
        """Read files and folders, each laid over the ones before, on top of the built-in gazetteer if `builtin` is true.

        `packs` keeps, of the built-in gazetteer (of the files, where that is left out), the packs named alone. Raises
        `GazetteerError` with every problem of all files,
        `UnknownNameError` for a pack that is not there, and OSError for a file that cannot be read.
        """
        return cls.from_layers(read_layers(paths, builtin), packs)

    @classmethod
    def from_layers(cls, layers: Iterable[Iterable[SourceFile]], packs: Iterable[str] | None = None) -> "Gazetteer":
        """Layers of files that were read already; see `load`."""
        files = [list(layer) for layer in layers]
        catalogue = load(files)
        # Where the built-in gazetteer is there, its packs are chosen from, and what is laid over it is kept.
        offered = {file.stem for file in files[0]} - set(VOCABULARIES) or {entry.pack for entry in catalogue.entries}
        return cls(choose_packs(catalogue.entries, packs, offered), catalogue.redirects, catalogue.paradigms, catalogue.writing)

    @classmethod
    def from_lexicon(cls, lexicon: Lexicon) -> "Gazetteer":
        """The gazetteer that a compiled lexicon was made from."""
        gazetteer = cls(lexicon.entries, lexicon.redirects, lexicon.paradigms)
        gazetteer.lexicon = lexicon
        return gazetteer

    @classmethod
    def builtin(cls, packs: Iterable[str] | None = None) -> "Gazetteer":
        """The gazetteer that comes with the package.

        >>> Gazetteer.builtin()["iturup"].type
        'island'
        """
        return cls.load(builtin=True, packs=packs)

    @classmethod
    def from_dict(cls, names: Mapping[str, Iterable[str]]) -> "Gazetteer":
        """A gazetteer from ids and plain names; the language of a name is that of its script: en, ru or ja.

        >>> Gazetteer.from_dict({"iturup": ["Iturup", "Etorofu", "Итуруп"]}).lookup("Etorofu")[0].id
        'iturup'
        """
        with uncollected():
            return cls(_entries_of(names))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The forms of all names, expanded when first asked for. Cost: about 0.5 s for a thousand entries."""
        return self.compile()

    def compile(self, derived: bool = False) -> Lexicon:
        """A lexicon of the forms of all names, and of the words `derived` from them if they are wanted: курильский."""
        with uncollected():
            return self._compiled(derived)

    def _compiled(self, derived: bool) -> Lexicon:
        rows = expand(self.entries, self._paradigms, self.writing, derived)
        packed, order, firsts = pack_sorted(rows.texts)
        rows.texts.clear()
        # Few sets of systems write a thing in the same way, and each is kept once.
        sets: dict[tuple[str, ...], int] = {(): 0}
        systems = array("I", bytes(4 * len(order)))
        for at, row in enumerate(order) if rows.systems else ():
            systems[at] = sets.setdefault(tuple(sorted(rows.systems.get(row, ()))), len(sets))
        names, readings = (array("I", map(column.__getitem__, order)) for column in (rows.names, rows.readings))
        meanings = Meanings(firsts, names, readings, systems, rows.firsts)
        forms = Packed(memoryview(packed))
        return Lexicon(self.entries, forms, meanings, self._paradigms, redirects=self._redirects, systems=list(sets))

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        entries = {entry.id: entry for entry in self.entries}
        return entries | {old: entries[new] for old, new in self._redirects.items() if new in entries}

    @cached_property
    def _by_form(self) -> dict[str, int]:
        return {form: index for index, form in enumerate(self.lexicon.forms)}

    @cached_property
    def _by_casefold(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, form in enumerate(self.lexicon.forms):
            found.setdefault(form.casefold(), []).append(index)
        return found

    @cached_property
    def _by_system(self) -> dict[str, list[Entry]]:
        from toponyms.search import rough_index

        return rough_index(self.entries)

    def lookup(self, name: str) -> list[Entry]:
        """The entries that a name, in any spelling or grammatical case, may stand for, sorted by id; empty if none.

        An id is a name too, small letters will do where nothing is written so, and where no form fits at all, a reading in kana
        or what any romanization system makes of a name. Cost: next to nothing, or half a second where no form fits.
        """
        wanted = fold(name.strip()).text
        index = self._by_form.get(wanted)
        if index is None and wanted in self:
            return [self[wanted]]
        indices = self._by_casefold.get(wanted.casefold(), []) if index is None else [index]
        found = {sense.entry.id: sense.entry for index in indices for sense in self.lexicon.senses(index)}
        for number, pattern in enumerate(self.lexicon.patterns, len(self.lexicon.forms)):
            if pattern.fullmatch(wanted):
                found |= {sense.entry.id: sense.entry for sense in self.lexicon.senses(number)}
        if not found:
            from toponyms.search import spelled

            found = {entry.id: entry for entry in spelled(self.entries, self._by_system, name)}
        return [found[entry_id] for entry_id in sorted(found)]

    def nearest(self, name: str, count: int = 5) -> list[tuple[str, Entry]]:
        """The names most like one that is not there, the likest first, each of another entry, with that entry.

        None is a fixed phrase. Likeness is Damerau-Levenshtein distance over length, case aside. Cost: some 10 ms for 50,000
        forms.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        wanted = fold(name.strip()).text.casefold()
        like = DamerauLevenshtein.normalized_similarity
        found: dict[str, tuple[str, Entry]] = {}
        matches = process.extract(wanted, list(self._by_casefold), scorer=like, limit=10 * count, score_cutoff=0.5)
        for form, _, _ in matches:
            for sense in self.lexicon.senses(self._by_casefold[form][0]):
                # Of Etoroffu the likest is Etorofu, and not what systems make of Эторофу; a phrase is what nobody looks up.
                if script_of(form) in ("", SCRIPTS[sense.name.lang]) and sense.entry.type != PHRASE:
                    found.setdefault(sense.entry.id, (sense.name.form, sense.entry))
        return list(found.values())[:count]

    def __getitem__(self, entry_id: str) -> Entry:
        try:
            return self._by_id[entry_id]
        except KeyError:
            raise UnknownNameError("entry", entry_id, list(self._by_id)) from None

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._by_id

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def choose_packs(entries: Sequence[Entry], packs: Iterable[str] | None, offered: set[str]) -> Sequence[Entry]:
    """The entries but for those of packs that are offered and not named; one not offered raises `UnknownNameError`."""
    if packs is None:
        return entries
    wanted = set(packs)
    for pack in sorted(wanted - offered):
        raise UnknownNameError("pack", pack, sorted(offered))
    return [entry for entry in entries if entry.pack in wanted or entry.pack not in offered]


def _entries_of(names: Mapping[str, Iterable[str]]) -> list[Entry]:
    problems, entries = [], []
    is_slug = re.compile(SLUG.pattern).match
    # To give the other values to each of a million records takes half as long again.
    others, rest = Name("", "")[2:], Entry("", "", (), "dict")[3:]
    for entry_id, forms in names.items():
        listed = [] if isinstance(forms, str) else list(forms)
        if not is_slug(entry_id):
            problems.append(Problem("<dict>", 1, 1, entry_id, f"the id is not {SLUG.hint}"))
        made = [tuple.__new__(Name, (form.strip(), _language(form), *others)) for form in listed if _is_name(form)]
        if not made or len(made) < len(listed):
            problems.append(Problem("<dict>", 1, 1, entry_id, "needs a list of names, each with a letter or digit in it"))
        entries.append(tuple.__new__(Entry, (entry_id, "term", tuple(made), *rest)))
    if problems:
        raise GazetteerError(problems)
    return entries


def _is_name(form: object) -> bool:
    return isinstance(form, str) and (form.isalpha() or any(map(str.isalnum, form)))


def _language(form: str) -> str:
    if form.isascii():
        return "en"
    return "ja" if _JAPANESE.search(form) else "ru" if _CYRILLIC.search(form) else "en"

"""Gazetteers as users hold them: load files, take the built-in one, or make one from a dict."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path

from toponyms.errors import GazetteerError, Problem, UnknownNameError
from toponyms.fold import fold
from toponyms.inflect import Paradigms
from toponyms.lexicon import Lexicon, compile_lexicon
from toponyms.load import VOCABULARIES, SourceFile, load
from toponyms.model import Entry, Name

_SCRIPTS = ((re.compile("[\u3041-\u30ff\u3400-\u9fff]"), "ja"), (re.compile("[\u0400-\u04ff]"), "ru"))


class Gazetteer:
    """An immutable collection of entries, sorted by id; `gaz["iturup"]` is an entry, of a retired id its successor."""

    def __init__(self, entries: Sequence[Entry], redirects: Mapping[str, str] | None = None, paradigms: Paradigms | None = None):
        self.entries = tuple(sorted(entries))
        self._redirects = dict(redirects or {})
        self._paradigms = paradigms or {}

    @classmethod
    def load(cls, *paths: str | PathLike[str], builtin: bool = False, packs: Iterable[str] | None = None) -> "Gazetteer":
        """Read files and folders, each laid over the ones before, on top of the built-in gazetteer if `builtin` is true.

        `packs` keeps only the entries of the packs named. Raises `GazetteerError` with every problem of all files,
        `UnknownNameError` for a pack that is not there, and OSError for a file that cannot be read.
        """
        layers = [read_files(builtin_folder(), vocabularies_only=not builtin), *map(read_files, paths)]
        catalogue = load(layers)
        return cls(choose_packs(catalogue.entries, packs), catalogue.redirects, catalogue.paradigms)

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
        problems, entries = [], []
        for entry_id, forms in names.items():
            if isinstance(forms, str) or not all(isinstance(form, str) and fold(form).text.strip() for form in forms):
                problems.append(Problem("<dict>", 1, 1, entry_id, "needs a list of names that are not empty"))
            else:
                entries.append(Entry(entry_id, "term", tuple(Name(form, _language(form)) for form in forms), "dict"))
        if problems:
            raise GazetteerError(problems)
        return cls(entries)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The forms of all names, compiled when first asked for."""
        return compile_lexicon(self.entries, self._paradigms)

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        entries = {entry.id: entry for entry in self.entries}
        return entries | {old: entries[new] for old, new in self._redirects.items() if new in entries}

    @cached_property
    def _by_form(self) -> dict[str, int]:
        return {form: index for index, form in enumerate(self.lexicon.forms)}

    def lookup(self, name: str) -> list[Entry]:
        """The entries that a name, in any spelling or grammatical case, may stand for, sorted by id; empty if none."""
        index = self._by_form.get(fold(name.strip()).text)
        senses = self.lexicon.senses(index) if index is not None else ()
        return sorted({sense.entry.id: sense.entry for sense in senses}.values())

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


def builtin_folder() -> Path:
    """Where the data is: beside the modules in a wheel, in the project's `gazetteer/` in an editable install."""
    here = Path(__file__).resolve().parent
    packaged = here / "gazetteer"
    return packaged if packaged.is_dir() else here.parent / "gazetteer"


def read_files(path: str | PathLike[str], vocabularies_only: bool = False) -> list[SourceFile]:
    """The YAML files of a folder, or the one file, as bytes, sorted by name."""
    root = Path(path)
    files = sorted(root.glob("*.yaml")) if root.is_dir() else [root]
    if not vocabularies_only and not files:
        raise FileNotFoundError(2, "no *.yaml file in this folder", str(root))
    wanted = [file for file in files if file.stem in VOCABULARIES or not vocabularies_only]
    return [SourceFile(str(file), file.stem, file.read_bytes()) for file in wanted]


def choose_packs(entries: Sequence[Entry], packs: Iterable[str] | None) -> Sequence[Entry]:
    """The entries of the packs named, all where `packs` is None; a name that no pack has raises `UnknownNameError`."""
    if packs is None:
        return entries
    wanted, known = set(packs), {entry.pack for entry in entries}
    for pack in sorted(wanted - known):
        raise UnknownNameError("pack", pack, sorted(known))
    return [entry for entry in entries if entry.pack in wanted]


def _language(form: str) -> str:
    return next((lang for script, lang in _SCRIPTS if script.search(form)), "en")

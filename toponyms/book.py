"""A gazetteer together with the place of everything in its files, so that a finding can say where it is."""

from collections.abc import Iterable
from typing import NamedTuple

from toponyms import resolve, schema, structure
from toponyms.files import VOCABULARIES, SourceFile
from toponyms.gazetteer import Gazetteer
from toponyms.matcher import HeadMatcher
from toponyms.yamltree import Mapping, Node, Scalar, Sequence, parse


class Finding(NamedTuple):
    """One thing to mend: where it is, which entry and rule, how bad, and what to do about it."""

    path: str
    line: int
    column: int
    entry: str
    severity: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.entry}: {self.message} [{self.rule}]"


Place = tuple[str, int, int]


class Book:
    """A gazetteer with the place in its files of every entry, name and sentence."""

    def __init__(self, gazetteer: Gazetteer, layers: Iterable[Iterable[SourceFile]]) -> None:
        self.gazetteer = gazetteer
        self.lexicon = gazetteer.lexicon
        self.matcher = HeadMatcher(self.lexicon.forms)
        self.by_id = {entry.id: entry for entry in gazetteer}
        self.places: dict[tuple[str, ...], Place] = {}
        self.order: list[tuple[str, list[Scalar]]] = []
        self.types: set[str] = set()
        self.place_types: set[str] = set()
        self.generics: dict[str, tuple[str, ...]] = {}
        for layer in layers:
            for file in layer:
                node, _ = parse(file.data, file.path)
                if file.stem not in VOCABULARIES:
                    self._note_pack(file.path, node)
                elif file.stem == "types":
                    types = structure.read(schema.TYPES, node, lambda *_: None) if node else []
                    self.types |= {kind["id"] for kind in types}
                    self.place_types |= {kind["id"] for kind in types if "place" in kind}
                elif file.stem == "generics":
                    words = structure.read(schema.GENERICS, node, lambda *_: None) if node else {}
                    for lang, listed in words.items():
                        self.generics[lang] = (*self.generics.get(lang, ()), *listed)

    def _note_pack(self, path: str, node: Node | None) -> None:
        ids = []
        for item in _items(node):
            found = item.get("id") if isinstance(item, Mapping) else None
            if not isinstance(item, Mapping) or not isinstance(found, Scalar):
                continue
            ids.append(found)
            self._note(path, item, found.value)
            self._note(path, item.get("type") or item, found.value, "type")
            names = item.get("names")
            for lang, listed in names.items if isinstance(names, Mapping) else ():
                for name in _items(listed):
                    form = (name.get("form") or name.get("pattern")) if isinstance(name, Mapping) else name
                    if isinstance(form, Scalar):
                        self._note(path, name, found.value, lang.value, form.value)
            for key in ("examples", "counter_examples"):
                for sentence in _items(item.get(key)):
                    if isinstance(sentence, Scalar):
                        self._note(path, sentence, found.value, key, sentence.value)
        self.order.append((path, ids))

    def _note(self, path: str, node: Node, *key: str) -> None:
        self.places.setdefault(key, (path, node.line, node.column))

    def finding(self, rule: str, severity: str, message: str, entry: str, *key: str) -> Finding:
        """A finding at the place that the key names inside the entry, or else at the entry."""
        place = self.places.get((entry, *key)) or self.places.get((entry,)) or ("", 1, 1)
        return Finding(*place, entry, severity, rule, message)

    def ids(self, text: str) -> set[str]:
        """Every id that a find in the text may stand for, and those of fixed phrases."""
        taken = resolve.read(text, self.lexicon, self.matcher).taken
        return {sense.entry.id for senses in taken.senses for sense in senses}


def _items(node: Node | None) -> list[Node]:
    return node.items if isinstance(node, Sequence) else []

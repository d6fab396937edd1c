"""YAML files → checked entries: strict, every problem with its place, all of them at once."""

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from toponyms import inflect, schema, structure
from toponyms.entries import EntryReader, State, as_list, check_regex
from toponyms.errors import GazetteerError, Problem
from toponyms.files import VOCABULARIES, SourceFile
from toponyms.model import CASES, Cues, Entry
from toponyms.writing import NO_WRITING, Writing, read_writing
from toponyms.yamltree import Mapping, Node, Scalar, Sequence, parse

_SHAPES: dict[str, structure.Shape] = {
    "types": schema.TYPES,
    "sources": schema.SOURCES,
    "declension": schema.DECLENSION,
    "generics": schema.GENERICS,
    "writing": schema.VARIANTS,
}


class Catalogue(NamedTuple):
    """What the files say: entries sorted by id, retired ids with their successors, Russian paradigms, other ways of writing."""

    entries: tuple[Entry, ...]
    redirects: dict[str, str]
    paradigms: inflect.Paradigms
    writing: Writing = NO_WRITING


def load(layers: Iterable[Iterable[SourceFile]]) -> Catalogue:
    """Read layers of files, each laid over the ones before; raises `GazetteerError` with every problem of all files."""
    loader = _Loader()
    for layer in layers:
        loader.add_layer(list(layer))
    loader.check_references()
    if loader.problems:
        raise GazetteerError(loader.problems)
    return Catalogue(tuple(loader.settled_entries()), loader.redirects, loader.state.paradigms, loader.writing)


class _Loader:
    """Collects entries and problems; a class only because nearly every step needs both."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.state = State()
        self.redirects: dict[str, str] = {}
        self.writing = NO_WRITING
        # Every id that stands in a file, of a faulty entry too, so that one fault is not reported again by all who name it.
        self.ids: set[str] = {"self"}
        self.redirect_places: list[tuple[str, Mapping, str]] = []

    def report(self, path: str, entry: str, node: Node, message: str) -> None:
        self.problems.append(Problem(path, node.line, node.column, entry, message))

    def add_layer(self, files: list[SourceFile]) -> None:
        known: dict[str, set[str]] = {}
        for file in files:
            if file.stem in VOCABULARIES:
                known[file.stem] = self.add_vocabulary(file)
        claimed: dict[str, str] = {}
        for file in files:
            if file.stem not in VOCABULARIES:
                self.add_pack(file, known, claimed)

    def read(self, file: SourceFile, shape: structure.Shape) -> tuple[Any, Node | None]:
        node, problems = parse(file.data, file.path)
        self.problems += problems
        if node is None or (isinstance(node, Scalar) and not node.value):
            return None, None
        return structure.read(shape, node, partial(self.report, file.path, "")), node

    def add_vocabulary(self, file: SourceFile) -> set[str]:
        before = len(self.problems)
        content, node = self.read(file, _SHAPES[file.stem])
        if not content or node is None or len(self.problems) > before:
            return set()
        if file.stem == "declension":
            self.add_paradigms(file, content, node)
            return set(content)
        if file.stem == "writing":
            self.writing = read_writing(content, self.writing)
        if file.stem in ("generics", "writing"):
            return set()
        for item in content:
            for register, rule in item.get("registers", {}).items():
                self.state.default_cues[item["id"], register] = rule["cues"]
                report = partial(self.report, file.path, item["id"])
                for key in ("before", "after", "near"):
                    check_regex(rule["cues"].get(key, ""), node, report, backwards=key == "before")
        return {item["id"] for item in content}

    def add_paradigms(self, file: SourceFile, content: dict[str, Any], node: Node) -> None:
        paradigms = self.state.paradigms
        # Plural codes first: the others may refer to them.
        for code in sorted(content, key=lambda code: "plural" in content[code]):
            given = content[code]
            plural = paradigms.get(given.get("plural", ""), {})
            if "plural" in given and "nom.pl" not in plural:
                where = node.get(code) if isinstance(node, Mapping) else None
                self.report(
                    file.path, "", where or node, f"plural {given['plural']!r} of code {code!r} is no plural code; mend it"
                )
            endings = {case: tuple(as_list(given[case])) for case in CASES}
            paradigms[code] = inflect.paradigm(endings, given.get("number", "sg"), plural)

    def add_pack(self, file: SourceFile, known: dict[str, set[str]], claimed: dict[str, str]) -> None:
        node, problems = parse(file.data, file.path)
        self.problems += problems
        if node is None or (isinstance(node, Scalar) and not node.value):
            return
        if not isinstance(node, Sequence):
            self.report(file.path, "", node, "a pack is a list of entries; start each with '- id: '")
            return
        for item in node.items:
            entry_id = item.get("id") if isinstance(item, Mapping) else None
            label = entry_id.value if isinstance(entry_id, Scalar) else ""
            report = partial(self.report, file.path, label)
            before = len(self.problems)
            values = structure.read(schema.ENTRY, item, report)
            if not isinstance(item, Mapping) or not values or not values.get("id"):
                continue
            where = f"{file.path}:{item.line}"
            if label in claimed:
                report(entry_id or item, f"id {label!r} is claimed already at {claimed[label]}; one id, one entry")
                continue
            claimed[label] = where
            self.ids.add(label)
            if values.get("redirect"):
                if extra := [key for key in values if key not in ("id", "redirect", "note")]:
                    report(item, f"a redirect has nothing but `id`, `redirect` and `note`; take {', '.join(extra)} out")
                self.redirects[label] = values["redirect"]
                self.redirect_places.append((file.path, item, label))
                self.state.refer(file.path, label, item, "redirect")
            elif len(self.problems) == before:
                EntryReader(self.state, file, item, values, known, report).add()

    def check_references(self) -> None:
        for path, node, entry, key in self.state.references:
            if node.value not in self.ids:
                self.report(path, entry, node, f"{key} names {node.value!r}, which no file defines; mend the id or add the entry")
        for path, place, old in self.redirect_places:
            if old in self.state.entries:
                self.report(path, old, place, f"{old!r} is an entry in another layer; a retired id cannot be one too")
            seen = [old]
            while (last := self.redirects.get(seen[-1])) is not None and last not in seen:
                seen.append(last)
            if last is not None:
                self.report(path, old, place, f"redirects go round in a circle: {', '.join((*seen, last))}; end in an entry")
            self.redirects[old] = seen[-1]

    def settled_entries(self) -> list[Entry]:
        """The entries sorted by id, with retired ids in their references replaced by the successors."""
        if not self.redirects:
            return [self.state.entries[key] for key in sorted(self.state.entries)]
        settled = []
        for key in sorted(self.state.entries):
            entry = self.state.entries[key]
            names = tuple(name._replace(cues=self.followed(name.cues), blocks=self.followed(name.blocks)) for name in entry.names)
            settled.append(
                entry._replace(names=names, part_of=self.successors(entry.part_of), homographs=self.successors(entry.homographs))
            )
        return settled

    def followed(self, cues: Cues | None) -> Cues | None:
        return cues and cues._replace(ids=self.successors(cues.ids))

    def successors(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.redirects.get(key, key) for key in ids)

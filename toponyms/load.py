"""YAML files → checked entries: strict, every problem with its place, all of them at once."""

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from toponyms import inflect, schema
from toponyms.errors import GazetteerError, Problem
from toponyms.files import VOCABULARIES, SourceFile
from toponyms.fold import fold
from toponyms.model import CASES, LANGUAGES, Cues, Entry, Guards, Name
from toponyms.patterns import compile_pattern
from toponyms.yamltree import Mapping, Node, Scalar, Sequence, parse

_SHAPES: dict[str, schema.Shape] = {"types": schema.TYPES, "sources": schema.SOURCES, "declension": schema.DECLENSION}


class Catalogue(NamedTuple):
    """What the files say: entries sorted by id, retired ids with their successors, and the Russian paradigms."""

    entries: tuple[Entry, ...]
    redirects: dict[str, str]
    paradigms: inflect.Paradigms


def load(layers: Iterable[Iterable[SourceFile]]) -> Catalogue:
    """Read layers of files, each laid over the ones before; raises `GazetteerError` with every problem of all files."""
    loader = _Loader()
    for layer in layers:
        loader.add_layer(list(layer))
    loader.check_references()
    if loader.problems:
        raise GazetteerError(loader.problems)
    entries = tuple(loader.entries[key] for key in sorted(loader.entries))
    return Catalogue(entries, loader.redirects, loader.paradigms)


class _Loader:
    """Collects entries and problems; a class only because nearly every step needs both."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.entries: dict[str, Entry] = {}
        self.redirects: dict[str, str] = {}
        # Every id that stands in a file, of a faulty entry too, so that one fault is not reported again by all who name it.
        self.ids: set[str] = {"self"}
        self.paradigms: inflect.Paradigms = {}
        self.default_cues: dict[tuple[str, str], dict[str, Any]] = {}
        self.references: list[tuple[str, Scalar, str, str]] = []

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

    def read(self, file: SourceFile, shape: schema.Shape) -> tuple[Any, Node | None]:
        node, problems = parse(file.data, file.path)
        self.problems += problems
        if node is None or (isinstance(node, Scalar) and not node.value):
            return None, None
        return schema.read(shape, node, partial(self.report, file.path, "")), node

    def add_vocabulary(self, file: SourceFile) -> set[str]:
        content, _ = self.read(file, _SHAPES[file.stem])
        if not content:
            return set()
        if file.stem == "declension":
            for code, cases in content.items():
                if cases and all(cases.get(case) is not None for case in CASES):
                    self.paradigms[code] = {case: tuple(_as_list(cases[case])) for case in CASES}
            return set(content)
        for item in content:
            for register, rule in ((item or {}).get("registers") or {}).items():
                self.default_cues[item["id"], register] = rule["cues"]
        return {item["id"] for item in content if item and item.get("id")}

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
            values = schema.read(schema.ENTRY, item, report)
            if not isinstance(item, Mapping) or not values or not values.get("id"):
                continue
            where = f"{file.path}:{item.line}"
            if label in claimed:
                report(entry_id or item, f"id {label!r} is claimed already at {claimed[label]}; one id, one entry")
                continue
            claimed[label] = where
            self.ids.add(label)
            if values.get("redirect"):
                self.redirects[label] = values["redirect"]
                self.refer(file.path, label, item, "redirect")
            elif len(self.problems) == before:
                _Entry(self, file, item, values, known, report).add()

    def refer(self, path: str, entry: str, node: Mapping, *keys: str) -> None:
        """Note ids that some key names, to be checked when all layers are read."""
        found: Node | None = node
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        for scalar in found.items if isinstance(found, Sequence) else [found]:
            if isinstance(scalar, Scalar):
                self.references.append((path, scalar, entry, keys[-1]))

    def check_references(self) -> None:
        for path, node, entry, key in self.references:
            if node.value not in self.ids:
                self.report(path, entry, node, f"{key} names {node.value!r}, which no file defines; mend the id or add the entry")
        for old, new in self.redirects.items():
            if old in self.entries:
                self.problems.append(Problem("", 1, 1, old, f"is both an entry and a redirect to {new!r}; keep one"))


class _Entry:
    """Builds one entry from values that have the right shape, and checks what a shape cannot say."""

    def __init__(
        self,
        loader: _Loader,
        file: SourceFile,
        node: Mapping,
        values: dict[str, Any],
        known: dict[str, set[str]],
        report: schema.Report,
    ) -> None:
        self.loader, self.file, self.node, self.values, self.known, self.report = loader, file, node, values, known, report

    def add(self) -> None:
        values, entries = self.values, self.loader.entries
        entry_id, layer = values["id"], values.get("layer")
        old = entries.get(entry_id)
        if old is None and layer:
            self.report(self.node.get("layer") or self.node, f"there is no {entry_id!r} to {layer}; leave `layer` out to add it")
        if old is not None and not layer:
            message = f"{entry_id!r} is in pack {old.pack!r} already; say `layer: extend` or `layer: override`, or rename it"
            self.report(self.node, message)
        base = old if layer == "extend" and old else Entry(entry_id, "", ())
        if "names" not in values and not base.names:
            self.report(self.node, "this entry has no 'names'; add at least one")
        if not values.get("type") and not base.type:
            self.report(self.node, "this entry has no 'type'; add it")
        self.check_known("type", "types", self.node.get("type"), values.get("type"))
        self.check_known("source", "sources", self.node.get("source"), values.get("source"))
        location = base.location
        if values.get("location"):
            latitude, longitude = map(float, values["location"])
            if abs(latitude) > 90 or abs(longitude) > 180:
                self.report(self.node.get("location") or self.node, "latitude is within ±90, then longitude within ±180")
            location = (latitude, longitude)
        self.loader.refer(self.file.path, entry_id, self.node, "part_of")
        self.loader.refer(self.file.path, entry_id, self.node, "cues", "ids")
        kind = values.get("type") or base.type
        entries[entry_id] = Entry(
            id=entry_id,
            type=kind,
            names=(*self.names(kind), *base.names),
            pack=base.pack or self.file.stem,
            location=location,
            part_of=tuple(values.get("part_of") or base.part_of),
            links=tuple(sorted((values.get("links") or dict(base.links)).items())),
            examples=tuple(values.get("examples") or base.examples),
            counter_examples=tuple(values.get("counter_examples") or base.counter_examples),
            note=values.get("note") or base.note,
        )

    def check_known(self, key: str, vocabulary: str, node: Node | None, value: str | None) -> None:
        known = self.known.get(vocabulary)
        if known is not None and value and value not in known:
            self.report(node or self.node, f"{key} {value!r} is not in {vocabulary}.yaml; mend it or add it there")

    def names(self, kind: str) -> Iterable[Name]:
        entry_cues = self.cues(self.values.get("cues"), self.node.get("cues"))
        entry_guards = self.guards(self.values.get("guards"), self.node.get("guards"))
        preferred = set()
        for lang in LANGUAGES:
            listed = (self.values.get("names") or {}).get(lang) or []
            nodes = self.node.get("names")
            found = nodes.get(lang) if isinstance(nodes, Mapping) else None
            for value, node in zip(listed, found.items if isinstance(found, Sequence) else [], strict=True):
                given = {"form": value} if isinstance(value, str) else value
                first = (lang, given.get("usage", ""), given.get("register", ""))
                status = given.get("status") or ("admitted" if first in preferred else "preferred")
                if status == "preferred":
                    preferred.add(first)
                name = self.name(kind, lang, given, node, status)
                yield name._replace(guards=entry_guards + name.guards, cues=name.cues or entry_cues)

    def name(self, kind: str, lang: str, given: dict[str, Any], node: Node, status: str) -> Name:
        def at(key: str) -> Node:
            return (node.get(key) if isinstance(node, Mapping) else None) or node

        form = given.get("form", "")
        if form:
            self.check_form(form, at("form"))
        self.check_regex(given.get("pattern", ""), at("pattern"))
        self.check_known("source", "sources", at("source"), given.get("source"))
        ways = [key for key in ("declension", "indeclinable", "inflected") if key in given]
        if len(ways) > 1:
            self.report(at(ways[1]), f"only one of {' and '.join(ways)} can hold; keep one")
        if ways and lang != "ru":
            self.report(at(ways[0]), f"{ways[0]} is for Russian names; this one is under {lang!r}")
        codes = tuple(given.get("declension", "").split())
        if codes:
            self.check_declension(form, codes, at("declension"))
        if isinstance(node, Mapping):
            self.loader.refer(self.file.path, self.values["id"], node, "cues", "ids")
        cues = self.cues(given.get("cues"), at("cues"))
        if cues is None:
            cues = self.cues(self.loader.default_cues.get((kind, given.get("register", ""))), node)
        return Name(
            form=form,
            lang=lang,
            pattern=given.get("pattern", ""),
            usage=given.get("usage", ""),
            system=given.get("system", ""),
            status=status,
            register=given.get("register", ""),
            grammar=tuple(sorted(given.get("grammar", ()))),
            since=given.get("since", ""),
            until=given.get("until", ""),
            reading=given.get("reading", ""),
            case=given.get("case", "exact"),
            declension=codes,
            indeclinable="indeclinable" in given,
            inflected=tuple((case, tuple(_as_list(forms))) for case, forms in given.get("inflected", {}).items()),
            source=given.get("source") or self.values.get("source") or "",
            confidence=given.get("confidence", "high"),
            note=given.get("note", ""),
            guards=self.guards(given.get("guards"), at("guards")),
            cues=cues,
        )

    def check_form(self, form: str, node: Node) -> None:
        folded = fold(form).text
        if form != form.strip() or "  " in folded or not form.isprintable():
            self.report(node, f"form {form!r} has spaces at an end, two in a row, or a character that cannot be seen; mend it")
        elif not any(map(str.isalnum, folded)):
            self.report(node, f"form {form!r} is only punctuation and would be found everywhere; give a name with letters")

    def check_regex(self, pattern: str, node: Node) -> None:
        if pattern:
            try:
                compile_pattern(pattern, backwards=True)
                compile_pattern(pattern)
            except ValueError as error:
                self.report(node, f"not a regular expression: {error}; see the syntax of the regex package")

    def check_declension(self, form: str, codes: tuple[str, ...], node: Node) -> None:
        words = form.split(" ")
        if len(words) != len(codes):
            self.report(node, f"{len(codes)} codes for the {len(words)} words of {form!r}; give one for each, 0 for a fixed word")
            return
        for word, code in zip(words, codes, strict=True):
            if code not in self.loader.paradigms:
                self.report(node, f"declension code {code!r} is not in declension.yaml; mend it or add it there")
            elif not inflect.fits(word, code, self.loader.paradigms):
                self.report(node, f"{word!r} does not end as code {code!r} wants; take another code or `inflected`")

    def guards(self, given: dict[str, Any] | None, node: Node | None) -> tuple[Guards, ...]:
        if not given:
            return ()
        for key, pattern in given.items():
            self.check_regex(pattern, (node.get(key) if isinstance(node, Mapping) else None) or self.node)
        return (Guards(**given),)

    def cues(self, given: dict[str, Any] | None, node: Node | None) -> Cues | None:
        if not given:
            return None
        where = node or self.node
        for key in ("before", "after", "near"):
            self.check_regex(given.get(key, ""), where)
        within = given.get("within", "document")
        if "near" in given and (within == "document" or int(within) > 1000):
            self.report(where, "`near` needs `within` as a number of code points up to 1000")
        ids = tuple(self.values["id"] if key == "self" else key for key in given.get("ids", ()))
        return Cues(
            ids=ids,
            before=given.get("before", ""),
            after=given.get("after", ""),
            near=given.get("near", ""),
            within=0 if within == "document" else int(within),
        )


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value

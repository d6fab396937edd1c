"""One entry of a pack: values of the right shape → a checked record."""

from collections.abc import Iterable
from typing import Any

from toponyms import inflect, structure
from toponyms.files import SourceFile
from toponyms.fold import fold
from toponyms.model import LANGUAGES, PARAGRAPH, SENTENCE, Cues, Entry, Guards, Name
from toponyms.patterns import compile_pattern
from toponyms.yamltree import Mapping, Node, Scalar, Sequence

_REACHES = {"document": 0, "sentence": SENTENCE, "paragraph": PARAGRAPH}


class State:
    """What is known while files are read: entries so far, the vocabularies, and ids that are named and not yet checked."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.paradigms: inflect.Paradigms = {}
        self.default_cues: dict[tuple[str, str], dict[str, Any]] = {}
        self.references: list[tuple[str, Scalar, str, str]] = []

    def refer(self, path: str, entry: str, node: Mapping, *keys: str) -> None:
        """Note ids that some key names, to be checked when all layers are read."""
        found: Node | None = node
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        for scalar in found.items if isinstance(found, Sequence) else [found]:
            if isinstance(scalar, Scalar):
                self.references.append((path, scalar, entry, keys[-1]))


class EntryReader:
    """Builds one entry from values that have the right shape, and checks what a shape cannot say."""

    def __init__(
        self,
        state: State,
        file: SourceFile,
        node: Mapping,
        values: dict[str, Any],
        known: dict[str, set[str]],
        report: structure.Report,
    ) -> None:
        self.state, self.file, self.node, self.values, self.known, self.report = state, file, node, values, known, report

    def add(self) -> None:
        """Check the entry and add it to the state."""
        values, entries = self.values, self.state.entries
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
        self.state.refer(self.file.path, entry_id, self.node, "part_of")
        self.state.refer(self.file.path, entry_id, self.node, "homographs")
        for key in ("cues", "blocks"):
            self.state.refer(self.file.path, entry_id, self.node, key, "ids")
        kind = values.get("type") or base.type
        entries[entry_id] = Entry(
            id=entry_id,
            type=kind,
            names=(*self.names(kind), *base.names),
            pack=base.pack or self.file.stem,
            location=location,
            box=self.box() or base.box,
            part_of=tuple(values.get("part_of") or base.part_of),
            links=tuple(sorted((values.get("links") or dict(base.links)).items())),
            homographs=tuple(values.get("homographs") or base.homographs),
            missing=tuple((values.get("missing") or dict(base.missing)).items()),
            examples=tuple(values.get("examples") or base.examples),
            counter_examples=tuple(values.get("counter_examples") or base.counter_examples),
            note=values.get("note") or base.note,
        )

    def box(self) -> tuple[float, ...]:
        """South, west, north, east of the entry; west is the greater where the box reaches across the antimeridian."""
        given = self.values.get("box")
        if not given:
            return ()
        south, west, north, east = map(float, given)
        if not -90 <= south <= north <= 90 or max(abs(west), abs(east)) > 180:
            self.report(self.node.get("box") or self.node, "a box is [south, west, north, east] in degrees, south before north")
        return south, west, north, east

    def check_known(self, key: str, vocabulary: str, node: Node | None, value: str | None) -> None:
        """Report a word that is not in its vocabulary."""
        known = self.known.get(vocabulary)
        if known is not None and value and value not in known:
            self.report(node or self.node, f"{key} {value!r} is not in {vocabulary}.yaml; mend it or add it there")

    def names(self, kind: str) -> Iterable[Name]:
        """The names of all languages, in the order of the file."""
        entry_cues = self.cues(self.values.get("cues"), self.node.get("cues"))
        entry_blocks = self.blocks(self.values.get("blocks"), self.node.get("blocks"))
        entry_guards = self.guards(self.values.get("guards"), self.node.get("guards"))
        preferred = set()
        for lang in LANGUAGES:
            listed = (self.values.get("names") or {}).get(lang) or []
            nodes = self.node.get("names")
            found = nodes.get(lang) if isinstance(nodes, Mapping) else None
            for value, node in zip(listed, found.items if isinstance(found, Sequence) else [], strict=True):
                given = {"form": value} if isinstance(value, str) else value
                first = (lang, given.get("usage", ""), given.get("register", ""))
                # A word made from a name is nobody's name, so it is never preferred, nor does it keep a name from being so.
                status = given.get("status") or ("admitted" if first in preferred or "derived" in given else "preferred")
                if status == "preferred":
                    preferred.add(first)
                name = self.name(kind, lang, given, node, status)
                yield name._replace(
                    guards=entry_guards + name.guards, cues=name.cues or entry_cues, blocks=name.blocks or entry_blocks
                )

    def name(self, kind: str, lang: str, given: dict[str, Any], node: Node, status: str) -> Name:
        """One name, checked."""

        def at(key: str) -> Node:
            return (node.get(key) if isinstance(node, Mapping) else None) or node

        form = given.get("form", "")
        if form:
            self.check_form(form, at("form"))
        check_regex(given.get("pattern", ""), at("pattern"), self.report)
        self.check_known("source", "sources", at("source"), given.get("source"))
        ways = [key for key in ("declension", "indeclinable", "inflected") if key in given]
        if len(ways) > 1:
            self.report(at(ways[1]), f"only one of {' and '.join(ways)} can hold; keep one")
        if ways and lang != "ru":
            self.report(at(ways[0]), f"{ways[0]} is for Russian names; this one is under {lang!r}")
        for forms in given.get("inflected", {}).values():
            for inflected in as_list(forms):
                self.check_form(inflected, at("inflected"))
        codes = tuple(given.get("declension", "").split())
        if codes:
            self.check_declension(form, codes, at("declension"), both="number" in given)
        if "number" in given and not codes:
            self.report(at("number"), "`number: both` needs a `declension`; with `inflected`, write `nom.pl`, `gen.pl` and so on")
        if isinstance(node, Mapping):
            for key in ("cues", "blocks"):
                self.state.refer(self.file.path, self.values["id"], node, key, "ids")
        cues = self.cues(given.get("cues"), at("cues"))
        if cues is None:
            cues = self.cues(self.state.default_cues.get((kind, given.get("register", ""))), node)
        confidence = given.get("confidence", "high")
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
            diacritics=given.get("diacritics", ""),
            declension=codes,
            number=given.get("number", ""),
            derived=given.get("derived", ""),
            indeclinable="indeclinable" in given,
            inflected=tuple((case, tuple(as_list(forms))) for case, forms in given.get("inflected", {}).items()),
            # A name that nobody has seen in a source has none, whatever source its neighbours have.
            source=given.get("source") or (confidence != "unchecked" and self.values.get("source")) or "",
            confidence=confidence,
            note=given.get("note", ""),
            guards=self.guards(given.get("guards"), at("guards")),
            cues=cues,
            blocks=self.blocks(given.get("blocks"), at("blocks")),
        )

    def check_form(self, form: str, node: Node) -> None:
        """Report a form that would be found everywhere or never."""
        folded = fold(form).text
        if form != form.strip() or "  " in folded or not form.isprintable():
            self.report(node, f"form {form!r} has spaces at an end, two in a row, or a character that cannot be seen; mend it")
        elif not any(map(str.isalnum, folded)):
            self.report(node, f"form {form!r} is only punctuation and would be found everywhere; give a name with letters")

    def check_declension(self, form: str, codes: tuple[str, ...], node: Node, both: bool) -> None:
        """Report codes that do not fit the words of a form."""
        words = form.split(" ")
        if len(words) != len(codes):
            self.report(node, f"{len(codes)} codes for the {len(words)} words of {form!r}; give one for each, 0 for a fixed word")
            return
        for word, code in zip(words, codes, strict=True):
            if code not in self.state.paradigms:
                self.report(node, f"declension code {code!r} is not in declension.yaml; mend it or add it there")
            elif not inflect.fits(word, code, self.state.paradigms):
                self.report(node, f"{word!r} does not end as code {code!r} wants; take another code or `inflected`")
        if all(code in self.state.paradigms for code in codes):
            numbers = inflect.numbers_of(codes, self.state.paradigms)
            if not numbers:
                self.report(node, f"one code of {form!r} is singular and another plural; take codes of one number")
            elif both and len(numbers) < 2:
                self.report(node, "`number: both` needs codes that all have a `plural` in declension.yaml")

    def guards(self, given: dict[str, Any] | None, node: Node | None) -> tuple[Guards, ...]:
        """The guards that are given, none or one."""
        if not given:
            return ()
        for key, pattern in given.items():
            place = (node.get(key) if isinstance(node, Mapping) else None) or self.node
            check_regex(pattern, place, self.report, backwards=key.endswith("before"))
        return (Guards(**given),)

    def cues(self, given: dict[str, Any] | None, node: Node | None) -> Cues | None:
        """The cues that are given, with `self` replaced by the id."""
        if not given:
            return None
        where = node or self.node
        for key in ("before", "after", "near"):
            check_regex(given.get(key, ""), where, self.report, backwards=key == "before")
        within = given.get("within", "document")
        if "near" in given and (within == "document" or (within.isdecimal() and int(within) > 1000)):
            self.report(where, "`near` needs `within`: a number of code points up to 1000, `sentence` or `paragraph`")
        ids = tuple(self.values["id"] if key == "self" else key for key in given.get("ids", ()))
        return Cues(
            ids=ids,
            before=given.get("before", ""),
            after=given.get("after", ""),
            near=given.get("near", ""),
            within=_REACHES[within] if within in _REACHES else int(within),
            together=given.get("requires") == "all",
        )

    def blocks(self, given: dict[str, Any] | None, node: Node | None) -> Cues | None:
        """What must not be near."""
        if given and not ("ids" in given or "near" in given):
            self.report(node or self.node, "`blocks` blocks nothing; give `ids`, `near`, or both")
        return self.cues(given, node)


def check_regex(pattern: str, node: Node, report: structure.Report, backwards: bool = False) -> None:
    """Report a pattern that cannot be used; it is compiled as it will be matched, towards the text before or after a name."""
    if pattern:
        try:
            compile_pattern(pattern, backwards=backwards)
        except ValueError as error:
            report(node, f"not a regular expression: {error}; see the syntax of the regex package")


def as_list(value: str | list[str]) -> list[str]:
    """A value that may stand alone or in a list, as a list."""
    return [value] if isinstance(value, str) else value

"""Broken gazetteers: each fault is told with its place and what to do, all of them at once."""

import json
import os
import pickle
from pathlib import Path

import jsonschema
import pytest
from yamls import strings

from toponyms import Annotator, Gazetteer, GazetteerError, UnknownNameError, load_style, schema, structure
from toponyms.files import VOCABULARIES, SourceFile
from toponyms.load import load

ROOT = Path(__file__).parent.parent
GOOD = "- id: iturup\n  type: island\n  names:\n    en: [Iturup]\n"

BROKEN = {
    "unknown key": (GOOD + "  tipe: island\n", "5:3", "unknown key 'tipe' in entry; did you mean 'type'?"),
    "duplicate key": (GOOD + "  type: rock\n", "5:3", "key 'type' stands here twice; keep one of them"),
    "wrong type": ("- id: iturup\n  type: island\n  names: Iturup\n", "3:10", "needs a mapping, not a single value"),
    "list wanted": ("- id: iturup\n  type: island\n  names: {en: Iturup}\n", "3:15", "needs a list, not a single value"),
    "bad id": ("- id: Iturup\n  type: island\n  names: {en: [Iturup]}\n", "1:7", "'Iturup' is not a word of lower-case letters"),
    "id claimed twice": (GOOD + GOOD, "5:7", "id 'iturup' is claimed already at pack.yaml:1"),
    "empty name": ("- id: a\n  type: island\n  names: {en: ['']}\n", "3:16", "is empty; fill it or leave the key out"),
    "punctuation": ("- id: a\n  type: island\n  names: {en: ['--']}\n", "3:16", "form '--' is only punctuation"),
    "invisible": ("- id: a\n  type: island\n  names: {en: [\"a\\u200b\"]}\n", "3:16", "a character that cannot be seen"),
    "dangling part_of": (GOOD + "  part_of: [atlantis]\n", "5:13", "part_of names 'atlantis', which no file defines"),
    "dangling cue": (GOOD + "  cues: {ids: [atlantis]}\n", "5:16", "ids names 'atlantis', which no file defines"),
    "dangling redirect": ("- id: old\n  redirect: new\n", "2:13", "redirect names 'new', which no file defines"),
    "tag": ("- id: !!python/name:os.system x\n", "1:7", "tag tag:yaml.org,2002:python/name:os.system is not part of the format"),
    "anchor": ("- &a\n  id: iturup\n", "1:3", "anchor &a is not part of the format; leave it out"),
    "alias": ("- id: a\n  names: *a\n", "2:10", "alias *a is not part of the format; write the value out"),
    "not yaml": ("- id: [iturup\n  type: island\n", "2:7", "not YAML: "),
    "not a list": ("id: iturup\n", "1:1", "a pack is a list of entries; start each with '- id: '"),
    "two documents": (GOOD + "---\n" + GOOD, "5:1", "a second document starts here"),
    "nested": ("- id: " + "[" * 30 + "]" * 30 + "\n", "1:25", "lists and mappings are nested more than 20 deep"),
    "no names": ("- id: a\n  type: island\n", "1:3", "this entry has no 'names'; add at least one"),
    "no type": ("- id: a\n  names: {en: [A]}\n", "1:3", "this entry has no 'type'; add it"),
    "unknown language": ("- id: a\n  type: b\n  names: {fr: [A]}\n", "3:11", "unknown key 'fr' in names; known keys: en, ru, ja"),
    "form and pattern": (
        "- id: a\n  type: b\n  names: {en: [{form: A, pattern: B}]}\n",
        "3:16",
        "this name needs exactly one of 'form' and 'pattern'",
    ),
    "status": ("- id: a\n  type: b\n  names: {en: [{form: A, status: good}]}\n", "3:34", "'good' is none of preferred,"),
    "location": (GOOD + "  location: [147.88, 45.04]\n", "5:13", "latitude is within ±90, then longitude within ±180"),
    "location length": (GOOD + "  location: [45.04]\n", "5:13", "needs a list of 2, not of 1"),
    "guard": (GOOD + "  guards: {before: '('}\n", "5:20", "not a regular expression: missing )"),
    "declension count": (
        "- id: a\n  type: b\n  names: {ru: [{form: Южные Курилы, declension: pl}]}\n",
        "3:49",
        "1 codes for the 2 words of 'Южные Курилы'; give one for each, 0 for a fixed word",
    ),
    "declension code": (
        "- id: a\n  type: b\n  names: {ru: [{form: Курилы, declension: plural}]}\n",
        "3:43",
        "declension code 'plural' is not in declension.yaml",
    ),
    "declension ending": (
        "- id: a\n  type: b\n  names: {ru: [{form: Итуруп, declension: f}]}\n",
        "3:43",
        "'Итуруп' does not end as code 'f' wants; take another code or `inflected`",
    ),
    "declension numbers": (
        "- id: a\n  type: b\n  names: {ru: [{form: Южные Курила, declension: adj-pl f}]}\n",
        "3:49",
        "one code of 'Южные Курила' is singular and another plural; take codes of one number",
    ),
    "declension without a plural": (
        "- id: a\n  type: b\n  names: {ru: [{form: Курилы, declension: pl, number: both}]}\n",
        "3:43",
        "`number: both` needs codes that all have a `plural` in declension.yaml",
    ),
    "number without codes": (
        "- id: a\n  type: b\n  names: {ru: [{form: Бор, number: both}]}\n",
        "3:36",
        "`number: both` needs a `declension`; with `inflected`, write `nom.pl`, `gen.pl` and so on",
    ),
    "declension language": (
        "- id: a\n  type: b\n  names: {en: [{form: A, indeclinable: true}]}\n",
        "3:40",
        "indeclinable is for Russian names; this one is under 'en'",
    ),
    "inflected": (
        "- id: a\n  type: b\n  names: {ru: [{form: Бор, inflected: {gen: '--'}}]}\n",
        "3:39",
        "form '--' is only punctuation",
    ),
    "newline in an id": ("- id: |\n    iturup\n  type: b\n  names: {en: [A]}\n", "1:7", "is not a word of lower-case letters"),
    "recursion": (GOOD + "  guards: {before: '(?R)'}\n", "5:20", "recursion is not part of the format"),
    "nested pattern": (GOOD + "  guards: {before: '" + "(" * 3000 + "'}\n", "5:20", "not a regular expression"),
    "redirect circle": ("- id: a\n  redirect: b\n- id: b\n  redirect: a\n", "1:3", "redirects go round in a circle: a, b, a"),
    "redirect with names": (GOOD + "- id: b\n  redirect: iturup\n  type: c\n", "5:3", "take type out"),
    "complex key": ("- ? [a]\n  : b\n  id: a\n", "1:5", "a key must be a plain word, not a list or mapping"),
    "nul": ("- id: a\n  note: x\0\n", "2:10", "not YAML: "),
    "near": (GOOD + "  cues: {near: Japan}\n", "5:9", "`near` needs `within`: a number of code points up to 1000"),
    "blocks nothing": (GOOD + "  blocks: {within: 100}\n", "5:11", "`blocks` blocks nothing; give `ids`, `near`, or both"),
    "blocks unknown": (GOOD + "  blocks: {ids: [atlantis]}\n", "5:18", "atlantis"),
    "layer of nothing": (GOOD + "  layer: extend\n", "5:10", "there is no 'iturup' to extend; leave `layer` out to add it"),
}  # fmt: skip


def problems_of(text: str | bytes) -> tuple:
    data = text.encode() if isinstance(text, str) else text
    vocabulary = (ROOT / "gazetteer" / "declension.yaml").read_bytes()
    with pytest.raises(GazetteerError) as error:
        load([[SourceFile("declension.yaml", "declension", vocabulary)], [SourceFile("pack.yaml", "pack", data)]])
    return error.value.problems


@pytest.mark.parametrize("fault", BROKEN)
def test_one_fault(fault: str) -> None:
    text, place, message = BROKEN[fault]
    told = [str(problem) for problem in problems_of(text)]
    assert any(line.startswith(f"pack.yaml:{place}:") and message in line for line in told), told


def test_all_faults_at_once() -> None:
    text = "- id: A\n- id: b\n  tipe: x\n- id: c\n  type: d\n  names: {en: ['', '!']}\n  part_of: [e]\n"
    problems = problems_of(text)
    assert [(problem.line, problem.column) for problem in problems] == sorted(
        (problem.line, problem.column) for problem in problems
    )
    assert {problem.line for problem in problems} == {1, 3, 6}
    assert pickle.loads(pickle.dumps(GazetteerError(list(problems)))).problems == problems


def test_a_byte_that_is_not_utf_8() -> None:
    [problem] = problems_of(b"- id: iturup\n  note: \xff\n")
    assert str(problem) == "pack.yaml:2:9: byte 0xff is not UTF-8; save the file as UTF-8"


@pytest.mark.parametrize(
    "data", [b"\x00", b"\xfe\xff\x00-", b"%" * 50, b"- " * 100_000, b"[" * 100_000, b"{" * 5_000, b": : :", b"\t- a"]
)
def test_garbage_is_a_problem_not_a_traceback(data: bytes) -> None:
    assert problems_of(data)


def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "- &a [x, x]\n" + "".join(f"- &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    assert any("alias" in problem.message for problem in problems_of(bomb))


def test_scalars_stay_text() -> None:
    names = "[NO, 1.10, '012', 1:30, ~x, 2016-01-02]"
    catalogue = load([[SourceFile("p.yaml", "p", f"- id: a\n  type: b\n  names: {{en: {names}}}\n".encode())]])
    assert [name.form for name in catalogue.entries[0].names] == ["NO", "1.10", "012", "1:30", "~x", "2016-01-02"]


def test_a_code_whose_plural_is_none_is_told() -> None:
    cells = "nom: '', gen: а, dat: у, acc: '', ins: ом, prep: е"
    with pytest.raises(GazetteerError, match="1:4: plural 'm' of code 'm' is no plural code"):
        load([[SourceFile("declension.yaml", "declension", f"m: {{{cells}, plural: m}}\n".encode())]])


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\ufeff" + GOOD])
def test_empty_files_and_a_byte_order_mark_are_fine(text: str) -> None:
    assert len(load([[SourceFile("p.yaml", "p", text.encode())]]).entries) == text.count("iturup")


def layered(tmp_path: Path, upper: str) -> Gazetteer:
    lower_file, upper_file = tmp_path / "lower.yaml", tmp_path / "upper.yaml"
    lower_file.write_text(GOOD + "  note: below\n", encoding="utf-8")
    upper_file.write_text(upper, encoding="utf-8")
    return Gazetteer.load(lower_file, upper_file)


def test_layers_extend(tmp_path: Path) -> None:
    entry = layered(tmp_path, "- id: iturup\n  layer: extend\n  names:\n    en: [The Big One]\n")["iturup"]
    assert [name.form for name in entry.names] == ["The Big One", "Iturup"]
    assert (entry.type, entry.note, entry.pack) == ("island", "below", "lower")


def test_layers_override(tmp_path: Path) -> None:
    upper = "- id: iturup\n  layer: override\n  type: rock\n  names:\n    en: [The Big One]\n"
    entry = layered(tmp_path, upper)["iturup"]
    assert ([name.form for name in entry.names], entry.type, entry.note) == (["The Big One"], "rock", "")


def test_layers_must_say_which(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="'iturup' is in pack 'lower' already; say `layer: extend` or `layer: override`"):
        layered(tmp_path, GOOD)


def test_redirects(tmp_path: Path) -> None:
    gazetteer = layered(tmp_path, "- id: etorofu\n  redirect: iturup\n")
    assert gazetteer["etorofu"].id == "iturup"
    assert "etorofu" in gazetteer
    assert len(gazetteer) == 1


def test_redirects_lead_to_the_end_of_the_chain(tmp_path: Path) -> None:
    chain = "- id: a\n  redirect: b\n- id: b\n  redirect: iturup\n"
    gazetteer = layered(tmp_path, chain + "- id: c\n  type: d\n  names: {en: [{form: C, cues: {ids: [a]}}]}\n")
    assert gazetteer["a"].id == "iturup"
    assert [find.id for find in Annotator(gazetteer).annotate("C and Iturup")] == ["c", "iturup"]


@pytest.mark.parametrize(
    "content", ["- {id: i, title: x, registers: {s: {}}}", "- {id: i, title: x, registers: {s: foo}}", "- {title: x}", "a"]
)
def test_a_broken_vocabulary_is_told(content: str) -> None:
    with pytest.raises(GazetteerError):
        load([[SourceFile("types.yaml", "types", content.encode()), SourceFile("p.yaml", "p", GOOD.encode())]])


def test_packs() -> None:
    assert {entry.pack for entry in Gazetteer.builtin(packs=["kurils", "world"])} == {"kurils", "world"}
    with pytest.raises(UnknownNameError, match="no pack 'kuril'; did you mean kurils"):
        Gazetteer.builtin(packs=["kuril"])


def test_patterns(tmp_path: Path) -> None:
    file = tmp_path / "codes.yaml"
    file.write_text("- id: resolution\n  type: treaty\n  names:\n    en:\n      - {pattern: 'A/RES/\\d+'}\n", encoding="utf-8")
    [find] = Annotator(Gazetteer.load(file)).annotate("See A/RES/1514 of 1960.")
    assert (find.surface, find.id, find.name.pattern) == ("A/RES/1514", "resolution", r"A/RES/\d+")


SCHEMA = ROOT / "gazetteer" / "schema.json"


def test_the_published_schema_is_the_loader_s() -> None:
    expected = json.dumps(structure.json_schema(schema.PACK), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SCHEMA"):
        SCHEMA.write_text(expected, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == expected, "run the tests once with UPDATE_SCHEMA=1"


@pytest.mark.parametrize("path", sorted((ROOT / "gazetteer").glob("*.yaml")), ids=lambda path: path.stem)
def test_packs_fit_the_published_schema(path: Path) -> None:
    if path.stem not in VOCABULARIES:
        content = strings(path.read_text(encoding="utf-8"))
        jsonschema.validate(content, json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("fault", ["unknown key", "bad id", "list wanted", "status", "empty name", "form and pattern"])
def test_the_published_schema_refuses_what_the_loader_refuses(fault: str) -> None:
    content = strings(BROKEN[fault][0])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, structure.json_schema(schema.PACK))


def test_styles(tmp_path: Path, annotator: Annotator) -> None:
    with pytest.raises(UnknownNameError, match="no style 'jappan'; did you mean japan"):
        load_style("jappan")
    file = tmp_path / "house.yaml"
    file.write_text("title: House\nauthority: us\nprefer: [{usage: japan}]\nentries: {kyiv: {en: Kiev}}\n", encoding="utf-8")
    assert annotator.rewrite("Iturup, Kyiv.", file) == "Etorofu, Kiev."
    file.write_text("title: House\nprefr: [{usage: japan}]\n", encoding="utf-8")
    with pytest.raises(GazetteerError) as error:
        load_style(file)
    assert [problem.line for problem in error.value.problems] == [1, 1, 2]

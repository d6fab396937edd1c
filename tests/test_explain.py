"""What `explain` tells of every place is what `annotate` does there, and it has a reason for all of it."""

import json
import pickle
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from linear import assert_linear
from test_cases import CASES, how
from texts import texts

import toponyms
from toponyms import Annotator, Explanation, Gazetteer, UnknownNameError
from toponyms.cli import main
from toponyms.fold import fold

KINDS = {"found", "edge", "protected", "guard", "cue", "longer", "outvoted", "derived", "type", "phrase", "blocked"}


@pytest.fixture(scope="session")
def nested(gazetteer: Gazetteer) -> Annotator:
    return Annotator(gazetteer, overlap="all")


def found(places: list[Explanation]) -> list[tuple]:
    """The places found, as annotations are."""
    return [
        (*place[:3], tuple(verdict.sense for verdict in place.verdicts if verdict.kind == "found"))
        for place in places
        if place.found
    ]


def assert_sound(annotator: Annotator, text: str, **read: object) -> list[Explanation]:
    places = annotator.explain(text, **read)
    assert found(places) == annotator.annotate(text, **read)
    assert [(place.start, -place.end) for place in places] == sorted((place.start, -place.end) for place in places)
    for place in places:
        assert text[place.start : place.end] == place.surface
        # The surface of a name in markup holds tags and references.
        assert "markup" in read or bool(place.folding) is (place.surface != place.form), place
        assert place.verdicts
        for verdict in place.verdicts:
            assert verdict.kind in KINDS
            assert verdict.reason
            assert place.found or verdict.kind != "found"
            # Of a find, what else the form could mean has a reason of its own.
            assert not place.found or verdict.kind in ("found", "guard", "cue", "outvoted", "blocked")
    return places


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_explained(case: dict, annotator: Annotator, derived: Annotator, without_hashtags: Annotator) -> None:
    asked = derived if case.get("derived") else annotator if case.get("hashtags", True) else without_hashtags
    places = assert_sound(asked, case["text"], **how(case))
    assert [[place.surface, "?" * (len(place.ids) > 1) + ",".join(place.ids)] for place in places if place.found] == case["finds"]
    if case.get("derived"):
        assert not any(verdict.kind == "derived" for place in places for verdict in place.verdicts)


@given(texts)
def test_what_is_found_is_what_annotate_finds(annotator: Annotator, derived: Annotator, nested: Annotator, text: str) -> None:
    assert_sound(annotator, text)
    assert_sound(derived, text)
    assert_sound(nested, text)


def test_a_text_that_automata_read(annotator: Annotator, nested: Annotator) -> None:
    """Short texts are looked up place by place."""
    samples = sorted((Path(__file__).parent.parent / "seeds" / "samples").glob("*.txt"))
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in samples)
    assert_sound(annotator, text)
    assert_sound(nested, text)


@given(texts)
def test_every_place_is_there(annotator: Annotator, gazetteer: Gazetteer, text: str) -> None:
    """Wherever a form stands in the folded text, whatever becomes of it."""
    folded = fold(text)
    lexicon, matcher = gazetteer.lexicon, annotator._matcher
    stand = {
        (*folded.source(start, end), lexicon.forms[index])
        for index, start, end in matcher.starting(folded.text, 0, len(folded.text))
    }
    told = {(place.start, place.end, place.form) for place in annotator.explain(text)}
    assert stand <= told


# (text, surface, kind, what the reason says)
VERDICTS = [
    ("Fog over Iturup.", "Iturup", "found", "found"),
    ("Kunashir has a border zone.", "border zone", "found", "found by its cue 'Kunashir'"),
    ("посёлок Шана на Итурупе", "Шана", "found", "found by its cue 'Итуруп'"),
    (
        "a border zone",
        "border zone",
        "cue",
        "needs a cue: none of southern-kurils, kuril-islands, iturup, kunashir, shikotan … is",
    ),
    ("посёлок Шана.", "Шана", "cue", "needs a cue: nothing near it matches /"),
    ("a hut on Anuchina", "Anuchina", "cue", "is named within 300 code points"),
    ("a Japanesque vase", "Japan", "edge", "a part of the longer word 'Japanesque'"),
    ("the Iturup_map", "Iturup", "edge", "'Iturup_map'"),
    ("https://example.org/Iturup", "Iturup", "protected", "handle: 'https://example.org/Iturup'"),
    ("帰国後の話", "国後", "guard", "its guard not_before forbids '帰' before it"),
    ("Дед наш Курил трубку.", "Курил", "guard", "its guard not_after forbids ' трубк' behind it"),
    ("the Sea of Japan", "Japan", "longer", "taken by 'Sea of Japan' (sea-of-japan)"),
    ("Kurilian bamboo", "Kurilian", "derived", "an adjective made from one"),
]


def test_a_hashtag_that_was_left_out(without_hashtags: Annotator) -> None:
    [place] = without_hashtags.explain("#Iturup")
    assert [verdict.reason for verdict in place.verdicts] == ["in a hashtag: '#Iturup'"]
    places = without_hashtags.explain("<p>＃<b>Iturup</b><!-- Iturup -->, http://x.org/#Iturup", "html")
    assert [place.verdicts[0].reason for place in places] == [
        "in a hashtag: '＃Iturup'",
        "in a comment: '<!-- Iturup -->'",
        "in a URL, address, path or handle: 'http://x.org/#Iturup'",
    ]


@pytest.mark.parametrize(("text", "surface", "kind", "reason"), VERDICTS)
def test_each_kind_of_verdict(annotator: Annotator, text: str, surface: str, kind: str, reason: str) -> None:
    [place] = [place for place in annotator.explain(text) if place.surface == surface]
    assert {verdict.kind for verdict in place.verdicts} == {kind}
    assert reason in place.verdicts[0].reason
    assert place.found is (kind == "found")


def test_a_guard_that_asks_for_something() -> None:
    gazetteer = Gazetteer.from_dict({"mount-x": ["Xanadu"]})
    name = gazetteer["mount-x"].names[0]._replace(guards=(toponyms.model.Guards(before="Mount "),))
    annotator = Annotator(Gazetteer([gazetteer["mount-x"]._replace(names=(name,))]))
    assert [place.verdicts[0].reason for place in annotator.explain("Mount Xanadu, in Xanadu")] == [
        "found",
        "its guard before asks for /Mount / before it, where 'Mount Xanadu, in ' stands",
    ]


def test_a_homograph_that_is_settled_and_one_that_is_open(annotator: Annotator) -> None:
    text = "Taro Kono wrote about Ichiro Kono. Taro Kono sold the book, and Kono signed it."
    place = annotator.explain(text)[-1]
    assert place.ids == ("taro-kono",)
    assert {verdict.sense.entry.id: (verdict.kind, verdict.reason) for verdict in place.verdicts if verdict.kind != "cue"} == {
        "taro-kono": ("found", "found by its cue 'Taro Kono'"),
        "ichiro-kono": ("outvoted", "taro-kono has the better cues"),
    }
    assert annotator.explain("Taro Kono, Ichiro Kono; Kono")[-1].ids == ("ichiro-kono", "taro-kono")


def test_types_that_were_not_asked_for(gazetteer: Gazetteer) -> None:
    annotator = Annotator(gazetteer, types=["sea"])
    places = assert_sound(annotator, "Iturup, Sea of Okhotsk")
    assert [(place.found, place.verdicts[0].kind) for place in places[:2]] == [(False, "type"), (True, "found")]


FOLDINGS = [
    ("Iturup", ()),
    ("Итуру\u0301п", ("stress mark",)),
    ("Etorofu-to\u0304", ("not NFC", "macron")),
    ("Etorofu-tô", ("circumflex",)),
    ("Южно‑Курильск", ("hyphen",)),
    ("Yuzhno-Kuril’sk", ("apostrophe",)),
    ("Sea\u00a0of  Japan", ("space",)),
    ("Southern\n  Kurils", ("line break", "space")),
    ("Kuna-\nshir", ("line break", "hyphen at a line end")),
    ("Itu\u00adrup", ("soft hyphen",)),
    ("Itu\u200brup", ("invisible character",)),
    ("Ｉｔｕｒｕｐ", ("full width",)),
    ("ｴﾄﾛﾌ", ("half width",)),
    ("Курилы и Королёв", ()),
]


@pytest.mark.parametrize(("surface", "changes"), FOLDINGS)
def test_what_folding_changes(annotator: Annotator, surface: str, changes: tuple[str, ...]) -> None:
    assert [place.folding for place in annotator.explain(f"({surface})") if place.found][:1] == [changes]


def test_time_is_linear(annotator: Annotator) -> None:
    for piece in ("Kono ", "Japanese", "Курил трубку ", "a/Iturup", "San Francisco Peace Treaty "):
        assert_linear(annotator.explain, piece.__mul__, 1600)


NESTED = [
    ("the San Francisco Peace Treaty", ["San Francisco Peace Treaty", "San Francisco"]),
    ("the Sea of Japan", ["Sea of Japan", "Japan"]),
    ("日本海", ["日本海"]),
    ("帰国後", []),
]


@pytest.mark.parametrize(("text", "surfaces"), NESTED)
def test_names_inside_longer_ones(nested: Annotator, text: str, surfaces: list[str]) -> None:
    assert [find.surface for find in nested.annotate(text)] == surfaces


@given(texts)
def test_all_finds_are_the_longest_and_those_inside_them(annotator: Annotator, nested: Annotator, text: str) -> None:
    longest, finds = annotator.annotate(text), nested.annotate(text)
    assert [find for find in finds if find in longest] == longest
    assert all((one.start, -one.end) < (other.start, -other.end) for one, other in pairwise(finds))
    for find in finds:
        assert text[find.start : find.end] == find.surface
        assert any(outer.start <= find.start and find.end <= outer.end for outer in longest)
    assert nested.tag(text) == annotator.tag(text)
    assert nested.edits(text, "japan") == annotator.edits(text, "japan")


def test_overlap_is_kept_and_checked(gazetteer: Gazetteer) -> None:
    annotator = pickle.loads(pickle.dumps(Annotator(gazetteer, types=["city"], overlap="all")))
    assert [find.surface for find in annotator.annotate("the San Francisco Peace Treaty")] == ["San Francisco"]
    with pytest.raises(UnknownNameError, match="no overlap 'al'; did you mean all"):
        Annotator(gazetteer, overlap="al")


def command(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    done = capfdbinary.readouterr()
    return code, done.out.decode("utf-8", "surrogateescape"), done.err.decode()


def test_blocks_of_text(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Iturup\nat Southern\nKurils, Japanesque\n", encoding="utf-8")
    code, out, err = command(capfdbinary, "explain", str(file))
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if not line.startswith("    ")] == [
        "1:1: Iturup: found: iturup",
        "2:4: Southern⏎Kurils (folded: line break): found: southern-kurils",
        "2:4: Southern⏎Kuril (folded: line break): not found",
        "3:1: Kurils: not found",
        "3:1: Kuril: not found",
        "3:9: Japan: not found",
    ]
    assert out.splitlines()[-1] == "    japan, Japan (en): a part of the longer word 'Japanesque'"


def test_json_of_each_place(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("In URL: x.org/Кунашире\n", encoding="utf-8")
    code, out, _ = command(capfdbinary, "explain", "--json", str(file))
    assert code == 0
    assert json.loads(out.splitlines()[0]) == {
        "path": str(file),
        "line": 1,
        "col": 15,
        "start": 14,
        "end": 22,
        "surface": "Кунашире",
        "form": "Кунашире",
        "found": False,
        "ids": [],
        "folding": [],
        "verdicts": [
            {
                "id": "kunashir",
                "name": "Кунашир",
                "lang": "ru",
                "usage": "russia",
                "systems": [],
                "readings": ["prep.sg"],
                "verdict": "protected",
                "reason": "in a URL, address, path or handle: 'x.org/Кунашире'",
                "beside": "x.org/Кунашире",
            }
        ],
    }


def test_exit_codes(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"\xff nothing here\n")
    assert command(capfdbinary, "explain", str(empty)) == (0, "", "")
    assert command(capfdbinary, "explain", str(tmp_path / "gone.txt"))[0] == 2
    code, out, err = command(capfdbinary, "tag", "--overlap", "all", str(empty))
    assert (code, out) == (2, "")
    assert err == "toponyms: --overlap all needs --format jsonl; inline tags cannot stand inside one another\n"


def test_nested_names_as_json_lines(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("the San Francisco\nPeace Treaty\n", encoding="utf-8")
    for overlap, ids in (("longest", ["san-francisco-treaty"]), ("all", ["san-francisco-treaty", "san-francisco"])):
        _, out, _ = command(capfdbinary, "tag", "-f", "jsonl", "--overlap", overlap, str(file))
        assert [json.loads(line)["id"] for line in out.splitlines()] == ids

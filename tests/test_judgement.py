"""Guards, cues, blocks and phrases; and that what is remembered of neighbours changes nothing."""

import re
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import names, pieces, texts
from yamls import safe_load

from toponyms import Annotator, Gazetteer, beside, mentions, resolve
from toponyms.beside import FEW, MORE, REACH, neighbour
from toponyms.lexicon import Lexicon
from toponyms.loosen import is_matched, loosened
from toponyms.patterns import match_after, match_before
from toponyms.speed import compiled


@pytest.fixture(autouse=True, scope="module")
def soon() -> Iterator[None]:
    """Neighbours are learnt as soon as a form was judged a few times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beside, "SHOWN_BEFORE", 2)
        yield


SHEET = safe_load((Path(__file__).parent / "judgement.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def lands(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    path = tmp_path_factory.mktemp("lands") / "lands.yaml"
    path.write_text(SHEET["gazetteer"], "utf-8")
    return Annotator(Gazetteer.load(path))


def written(annotator: Annotator, text: str) -> list[str]:
    return ["?" * (find.id is None) + ",".join(find.candidates) for find in annotator.annotate(text)]


@pytest.mark.parametrize("case", SHEET["cases"], ids=lambda case: case["text"][:40])
def test_a_case(case: dict, lands: Annotator) -> None:
    assert written(lands, case["text"]) == case["ids"]
    places = lands.explain(case["text"])
    assert [",".join(place.ids) for place in places if place.found] == [ids.lstrip("?") for ids in case["ids"]]


def test_reasons_name_the_phrase_and_what_blocks(lands: Annotator) -> None:
    told = {place.surface: [verdict.reason for verdict in place.verdicts] for place in lands.explain("Catland: Kuril Bobtail")}
    assert told["Catland"] == ["'Kuril Bobtail' stands near it"]
    assert told["Kuril"] == ["the place is taken by 'Kuril Bobtail' (kuril-bobtail)"]
    assert told["Kuril Bobtail"] == ["a fixed phrase, which names something else and keeps the names in it from being found"]
    [place] = [place for place in lands.explain("Sententia. Tbilisi.") if place.surface == "Sententia"]
    assert place.verdicts[0].reason.startswith("needs a cue: tbilisi is not named in this sentence")


def test_a_phrase_is_no_find_where_names_in_names_are_asked_for(lands: Annotator) -> None:
    nested = Annotator(lands._lexicon, overlap="all")
    assert written(nested, "A Kuril Bobtail in the Kuril Islands.") == ["kuril-islands", "kuril-islands"]


def patterns(gazetteer: Gazetteer) -> list[tuple[str, bool]]:
    found: set[tuple[str, bool]] = set()
    for name in (name for entry in gazetteer for name in entry.names):
        for guard in name.guards:
            found |= {(guard.before, True), (guard.not_before, True), (guard.after, False), (guard.not_after, False)}
        if name.cues:
            found |= {(name.cues.before, True), (name.cues.after, False)}
    return sorted(pattern for pattern in found if pattern[0])


OWN_PATTERNS = [
    (r"(?>a|ab)c", False), (r"a++b", False), (r"^ (?!of |b)\w+\b", False), (r"(?<!the )\bx $", True), (r"(?<=a)b(?=c)", False),
    (r"(?i:B)\B", True), (r"[]a]{2,3}?$", True), (r"(?=.*z)a", False), (r"\Ba", False), (r"a(?:b|(?<!a)c)*$", True),
    (r"(?:^|[.!]\s?|\b[ab]\s)$", True), (r"(?<=[ab])c$", True), (r"(?<!\bab )x$", True), (r"^ (?=ab\b)\w+ c", False),
    (r"^ (?!(?i:a|in|x)\b)\w+", False), (r"^ a(?!b)", False), (r"^(?:,? (?=[ab])\w){2}", False), (r"(?<!a(?!b).)c$", True),
]  # fmt: skip


@given(st.data())
def test_what_a_neighbour_says_holds_for_every_text_that_has_it(gazetteer: Gazetteer, data: st.DataObject) -> None:
    pattern, is_before = data.draw(st.sampled_from(patterns(gazetteer)) | st.sampled_from(OWN_PATTERNS))
    # Words of the pattern itself make matches likely, and texts that come close.
    words = [word for word in re.split(r"[^\w'. -]+", pattern) if word] + list("abcxz")
    part = st.sampled_from([*words, " ", ", ", "-", "'s ", "."]) | pieces
    text = "".join(data.draw(st.lists(part, max_size=12))) + " "
    at = data.draw(st.integers(0, len(text) - 1))
    whole = text[max(0, at - REACH) : at] if is_before else text[at : at + REACH]
    truth = (match_before if is_before else match_after)(pattern)(whole) is not None
    for count in (FEW, MORE):
        said = is_matched(pattern, neighbour(text, at, is_before, count), is_before)
        assert said in (None, truth), (pattern, whole)


def test_every_pattern_of_the_gazetteer_can_be_loosened(gazetteer: Gazetteer) -> None:
    """Those that cannot are matched at each hit."""
    assert [pattern for pattern, is_before in patterns(gazetteer) if loosened(pattern, is_before).loose is None] == []


@given(st.lists(texts, min_size=1, max_size=4), st.integers(1, 12))
def test_what_is_remembered_changes_nothing(annotator: Annotator, parts: list[str], times: int) -> None:
    text = "\n".join(parts * times)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lexicon, "settled_of", lambda *_: None)
        patch.setattr(annotator._lexicon, "settled", {})
        expected = annotator.annotate(text)
    assert annotator.annotate(text) == expected


@given(
    st.lists(
        names
        | st.sampled_from([" ", ". ", " x" * 150, "\n\n", " Tbilisi ", " Kuril Islands ", " Twin ", " Nearland ", " Blockland "]),
        max_size=60,
    )
)
def test_what_is_remembered_changes_nothing_of_cues_within_reach(lands: Annotator, parts: list[str]) -> None:
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lexicon, "settled_of", lambda *_: None)
        patch.setattr(lands._lexicon, "settled", {})
        expected = lands.annotate(text)
    assert lands.annotate(text) == expected


@pytest.mark.skipif(compiled is None, reason="the package was built where no compiler was")
@given(texts, st.booleans(), st.integers(1, 3), st.data())
def test_neighbours_compiled(text: str, is_before: bool, words: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert compiled.neighbour(text, at, is_before, words) == neighbour(text, at, is_before, words)


@pytest.mark.skipif(compiled is None, reason="the package was built where no compiler was")
@given(texts)
def test_standing_compiled(annotator: Annotator, text: str) -> None:
    # Without names that a hyphen breaks at a line end, which no matcher gives.
    judge = resolve.read(text.replace("-", ""), annotator._lexicon, annotator._matcher).judge
    hits = annotator._matcher.spans(judge.text)
    assert judge.mentions.stood == mentions.standing(judge.text, hits, "", "", "", judge.stands)


@pytest.mark.skipif(compiled is None, reason="the package was built where no compiler was")
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10**9), st.integers(0, 10**6), st.booleans()), max_size=20))
def test_places_compiled(found: list[tuple[int, int, int, bool]]) -> None:
    hits = array("i", [number for form, start, length, _ in found for number in (form, start, start + length)]).tobytes()
    stood = bytes(stands for *_, stands in found)
    for forms in (b"", b"\5", b"\0", b"\x3f"):
        assert compiled.places_of(hits, stood, forms) == mentions.places_of(hits, stood, forms)


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_count_within(starts: list[int], floor: int, width: int, start: int) -> None:
    places = [at << mentions.LENGTH | length for length, at in enumerate(sorted(starts), 1)]
    expected = sum(floor <= at < floor + width and at != start for at in starts)
    assert mentions.count_within(sorted(places), floor, floor + width, start) == expected

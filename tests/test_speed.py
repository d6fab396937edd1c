"""The compiled loops equal the Python functions that define them."""

import gc
from array import array

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from texts import names, texts

from toponyms import (
    Annotation,
    Annotator,
    Gazetteer,
    Name,
    emit,
    encoded,
    fold,
    lexicon,
    matcher,
    mentions,
    packed,
    portions,
    prose,
    protect,
    resolve,
    respelt,
)
from toponyms.packed import pack
from toponyms.speed import compiled

pytestmark = pytest.mark.skipif(compiled is None, reason="the package was built where no compiler was")

SPACED = st.text(st.sampled_from("ab -\n\r\t\xa0’'ёЯ国\U00020000\U00010020\U0001000a\U000f0020"), max_size=60)
tagged = st.lists(names | st.sampled_from(["#", "＃", "#", " ", ",", "и", "国", "@", "/"]), max_size=12).map("".join)


RUNNING = st.text(st.sampled_from("国ガ、。々ｱｶﾞ\u3000\n\n\n \r\t-aя\u200b\u0301\U00020000𛀀〇㐀﨑"), max_size=40)

VARYING = st.text(
    st.sampled_from("иеЁaoハﾊ国、`'-\u0301\u0301\u0306\u0308\u0344\u0340゙ﾟ \u00ad\u200b\ufe0f\n\r\t\x85\u2028\u3000\ud800"),
    max_size=40,
)


@given(SPACED | RUNNING | VARYING | texts | st.text())
@example("и" + "\u0301" * 31 + "и" + "\u0301" * 30)
@example("\U00020000\u0301 \u200b\u0301")
def test_fold(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fold, "compiled", None)
        expected = fold.fold(text)
    assert fold.fold(text) == expected


@given(texts | tagged, st.booleans(), st.booleans())
def test_annotations(annotator: Annotator, without_hashtags: Annotator, text: str, small: bool, hashtags: bool) -> None:
    annotator = annotator if hashtags else without_hashtags
    # A text in which little has to be judged, and one in which all are the texts of the other properties.
    text = text if small else f"{text} Iturup, “Kunashir” and Etorofu's Japan. Japanese\n\n{text}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fold, "compiled", None)
        for module in (resolve, matcher):
            patch.setattr(module, "compiled", None)
        patch.setattr(mentions, "_standing", mentions.standing)
        patch.setattr(mentions, "_places_of", mentions.places_of)
        for module in (resolve, prose):
            patch.setattr(module, "records_of", fold.records)
        expected = annotator.annotate(text)
    assert annotator.annotate(text) == expected


def test_every_character_at_a_line_end() -> None:
    text = "\n".join(chr(code) for code in range(0x80, 0x32000) if not 0xD800 <= code < 0xE000 and chr(code).isprintable())
    for part in (text[at : at + 400] for at in range(0, len(text), 400)):
        folded = fold.fold(part)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fold, "compiled", None)
            assert fold.fold(part) == folded


@pytest.mark.parametrize("character", [chr(plane << 16 | low) for plane in range(1, 17) for low in (0x20, 0x0A, 0xA0)])
def test_no_character_beyond_the_first_plane_is_a_space(annotator: Annotator, character: str) -> None:
    for text in (
        f"a{character} x",
        f"{character}  {character} ",
        f"{character}\n{character}\n\n ",
        "a" * 300 + f"{character}  Iturup",
    ):
        folded = fold.fold(text)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fold, "compiled", None)
            assert fold.fold(text) == folded
        assert [find.surface for find in annotator.annotate(text)] == ["Iturup"] * text.count("Iturup")


def in_python(patch: pytest.MonkeyPatch) -> None:
    for module in (fold, packed, respelt):
        patch.setattr(module, "compiled", None)


# Letters that become others alone, beside their neighbours, or as capitals; marks, and what has no form of its own.
SPELT = st.text(st.sampled_from("abÉéßŉ' ’`-–İıǆё́́̄ЯяªΐგᲒ国ガ゙ｶﾞ가ᄀ각ᆨি্ि़\u00ad\u200b\u0374\xa0\t\n\0\u017f\ud800𐐨"), max_size=8)


@given(SPELT | st.text() | names, st.sampled_from(("en", "ru", "ja")), st.sampled_from(("", "kept")))
def test_spellings(written: str, lang: str, diacritics: str) -> None:
    name = Name(written, lang, diacritics=diacritics)
    with pytest.MonkeyPatch.context() as patch:
        in_python(patch)
        expected = respelt.respelt(written, name)
    spellings = respelt.respelt(written, name)
    assert len(spellings) == len(set(spellings))
    assert set(spellings) == expected


def test_spellings_of_every_pair_of_plain_letters() -> None:
    plain = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000 and respelt.asked(chr(code)) != (1, 1, 1)]
    assert len(plain) > 30_000
    # Most of the plane are Han and Hangul, of which some do.
    some = plain[:3000] + plain[3000::50]
    pairs = [Name(pair, "en") for beside in "aÉЯαგكأ가ガ国 '" for one in some for pair in (beside + one, one + beside)]
    with pytest.MonkeyPatch.context() as patch:
        in_python(patch)
        expected = [respelt.respelt(name.form, name) for name in pairs]
    assert [set(respelt.respelt(name.form, name)) for name in pairs] == expected


@given(st.lists(st.text(st.sampled_from("ab\0\t Яя国\U00010000"), max_size=12)))
def test_sorted_and_packed(strings: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        in_python(patch)
        content, order, firsts = packed.pack_sorted(strings)
    assert [content, *map(list, (order, firsts))] == [packed.pack_sorted(strings)[0], *map(list, packed.pack_sorted(strings)[1:])]


@given(st.lists(st.lists(SPELT.filter(lambda form: any(map(str.isalnum, form))) | names, min_size=1, max_size=3), max_size=20))
def test_plain_names(given: list[list[str]]) -> None:
    listed = {f"n{number}": forms for number, forms in enumerate(given)}
    with pytest.MonkeyPatch.context() as patch:
        in_python(patch)
        expected = Gazetteer.from_dict(listed)
        forms, entries = list(expected.lexicon.forms), expected.entries
    lexicon = Gazetteer.from_dict(listed).lexicon
    assert list(lexicon.forms) == forms == sorted(set(forms))
    for index, form in enumerate(lexicon.forms):
        owners = [(entry, name) for entry in entries for name in entry.names if form in set(respelt.respelt(name.form, name))]
        assert [(sense.entry, sense.name) for sense in lexicon.senses(index)] == owners


def test_a_character_may_become_a_wider_one() -> None:
    assert fold.fold("a\ufa6cb").text == "a\U000242eeb"


def test_records_are_what_they_would_be_in_python(annotator: Annotator) -> None:
    [find] = annotator.annotate("Iturup")
    assert type(find) is Annotation
    assert not gc.is_tracked(find)
    assert find == Annotation(*find)
    assert hash(find) == hash(Annotation(*find))


def test_wrong_arguments_raise() -> None:
    forms = pack(["Iturup", "Kunashir"])
    heads = compiled.heads(forms)
    hit = array("i", [0, 0, 6])

    def sweep(
        hits: object = hit, stood: bytes = b"\1", made: bytes = heads, settled: object = None, text: str = "Iturup "
    ) -> None:
        known = [None, None], {0: settled} if settled else {}, {"kurils": b"", "strange": ""}, max
        compiled.sweep(text, hits, stood, forms, made, *known, *"   ", {}, [], [], [], lambda *_: (), lambda *_: ())

    def settled(meanings: object, asks: object) -> tuple[object, ...]:
        return meanings, asks, None, None, None, None, False

    calls = [
        lambda: compiled.fold(b"Iturup", max, max),
        lambda: compiled.fold("\U000f0000", lambda _: "a", max),
        lambda: compiled.fold("\U000f0001", lambda _: ("ab", 0), max),
        lambda: compiled.fold("\U000f0002", lambda _: ("a", "b"), max),
        lambda: compiled.fold("q\U000f0003", lambda _: ("a", 16), lambda _: 1),
        lambda: compiled.fold("q\U000f0004", lambda _: ("a", 16), lambda _: "ab"),
        lambda: compiled.respelt("Iturup", True, bytearray(8), max),
        lambda: compiled.respelt("Iturup", True, bytearray(3 << 18), lambda _: (0, 1, 1)),
        lambda: compiled.respelt("Iturup", True, bytearray(3 << 18), lambda _: (1, 1)),
        lambda: compiled.respelt("Iturup", True, bytearray(3 << 18), lambda _: (1, 1, 1 << 16)),
        lambda: compiled.pack_sorted(b"Iturup"),
        lambda: compiled.heads(b""),
        lambda: compiled.heads(forms[:-1]),
        lambda: compiled.heads(pack(["Kunashir", "Iturup"])),
        lambda: compiled.heads(pack(["Iturup", "Iturup"])),
        lambda: compiled.heads(pack([""])),
        lambda: compiled.spans("Iturup", forms, heads, max),
        lambda: compiled.spans("Iturup ", forms, forms, max),
        lambda: compiled.spans("Iturup ", b"", heads, max),
        lambda: compiled.starting("Iturup ", forms, heads, -1, 3),
        lambda: compiled.starting("Iturup ", forms, heads, 0, 8),
        lambda: sweep(array("i", [0, 0, 7])),
        lambda: sweep(array("i", [2, 0, 6])),
        lambda: sweep(stood=b""),
        lambda: sweep(made=heads[:-1]),
        lambda: sweep(text="Iturup"),
        lambda: sweep(settled=({}, None)),
        lambda: sweep(settled=settled([], ())),
        lambda: sweep(settled=settled({}, [])),
        lambda: sweep(settled=settled({}, (1,))),
        lambda: sweep(settled=settled({}, (("kurils", 1),))),
        lambda: sweep(settled=settled({}, (("kurils", "1", False),))),
        lambda: sweep(settled=settled({}, (("unheard of", 1, False),))),
        lambda: sweep(settled=settled({}, (("strange", 1, False),))),
        lambda: sweep(settled=settled({}, (("kurils", 1, False),) * 8)),
        lambda: sweep(settled=settled({0: []}, ())),
        lambda: compiled.neighbour("Iturup", 7, True, 1),
        lambda: compiled.neighbour("Iturup", -1, True, 1),
        lambda: compiled.neighbour("Iturup", 1, True, 0),
        lambda: compiled.standing("Iturup ", array("i", [0, 0, 7]), *"   ", max),
        lambda: compiled.places_of(hit, b"", b""),
        lambda: compiled.place_of("Iturup", 0, 7, "u", 1),
        lambda: compiled.place_of("Iturup", 0, 6, "u", 0),
        lambda: compiled.place_of("Iturup", 0, 6, "u" * 17, 1),
        lambda: compiled.place_of_bytes(b"Iturup", 0, 7, 1),
        lambda: compiled.place_of_bytes(b"Iturup", 0, 6, 0),
        lambda: compiled.place_of_bytes("Iturup", 0, 6, 1),
        lambda: compiled.openers("Iturup"),
        lambda: compiled.is_plain(b"Iturup"),
        lambda: compiled.is_plain("Iturup", 0),
        lambda: compiled.is_plain("Iturup", 0, 7),
        lambda: compiled.is_plain("Iturup", -1, 6),
        lambda: compiled.is_plain("Iturup", "0", 6),
        lambda: compiled.fold("Iturup", max),
        lambda: compiled.fold("Iturup", max, max, max),
        lambda: compiled.marked(array("I", [8]), 1),
        lambda: compiled.marked(array("I"), -1),
        lambda: compiled.records("Iturup", [0], [6], [], [], [], [], Annotation),
        lambda: compiled.records("Iturup", [0], [6], [()], [], [], [], list),
        lambda: compiled.records("Iturup", ["0"], [6], [()], [], [], [], Annotation),
        lambda: compiled.spliced("Iturup", [[0, 6, "Iturup", ()]], str),
        lambda: compiled.spliced("Iturup", [(0, 6, "Iturup")], str),
        lambda: compiled.spliced("Iturup", [(0, 6, "Iturup", ())], len),
        lambda: compiled.spliced("Iturup", [(0, 7, "Iturup", ())], str),
        lambda: compiled.spliced("Iturup", [(4, 3, "Iturup", ())], str),
        lambda: compiled.spliced("Iturup", [("0", 6, "Iturup", ())], str),
        lambda: compiled.spliced("Iturup", [(2, 4, "ur", ()), (3, 6, "rup", ())], str),
        lambda: compiled.spliced("Iturup", [(0, 6, ["Iturup"], ())], str),
    ]
    for call in calls:
        with pytest.raises((TypeError, ValueError, IndexError)):
            call()
    sweep()


@given(st.text(alphabet="a,\n、。\U0001f5fe", max_size=40), st.integers(0, 8), st.integers(1, 9))
def test_place_of(text: str, start: int, count: int) -> None:
    start = min(start, len(text))
    given = text, start, len(text), portions.SIGNS, count
    assert compiled.place_of(*given) == portions.place_of(*given)


@given(st.lists(st.integers(0, 63)))
def test_marked(places: list[int]) -> None:
    assert compiled.marked(array("I", places), 8) == lexicon.marked(array("I", places), 8)


def test_heads_of_another_version_are_made_again() -> None:
    forms = pack(["Iturup", "Kunashir"])
    heads = compiled.heads(forms)
    assert compiled.heads(forms, heads) is heads
    for other in (None, b"", heads[:-4], b"\xff" + heads[1:], compiled.heads(pack(["Iturup"]))):
        assert compiled.heads(forms, other) == heads


@given(
    st.lists(
        st.tuples(st.sampled_from(("", "a", "\\\\", "я", "島", "\U0001f5fe")), st.sampled_from("Iи島\U00020000"), st.booleans())
    )
)
def test_spliced(parts: list[tuple[str, str, bool]]) -> None:
    text, finds, senses = "", [], (("one",), ("two",))
    for gap, surface, which in parts:
        start = len(text) + len(gap)
        text += gap + surface
        finds.append((start, start + len(surface), surface, senses[which]))
    asked: list[object] = []

    def written(find: tuple[int, int, str, tuple[str]]) -> str:
        asked.append(find)
        return "" if find[2] == "I" else f"[{find[2]}|{find[3][0]}]"

    expected, questions = emit.spliced(text, finds, written), list(asked)
    asked.clear()
    assert compiled.spliced(text, finds, written) == expected
    assert asked == questions


@given(st.binary(max_size=20) | st.text(alphabet="a,\n、。", max_size=600).map(str.encode), st.integers(0, 8), st.integers(1, 90))
def test_place_of_bytes(data: bytes, start: int, count: int) -> None:
    given = data, min(start, len(data)), len(data), count
    assert compiled.place_of_bytes(*given) == encoded.place_of(*given)


@given(st.lists(st.sampled_from((b"toponyms:", b"toponyms", b":", b"s:", b"`", b"``", b"a", b"\xff"))).map(b"".join))
@example(b":")
def test_openers(data: bytes) -> None:
    assert compiled.openers(data) == encoded.openers(data)


parts = st.lists(st.sampled_from(("toponyms:", "toponyms", ":", "s:", "`", "я", "a"))).map("".join)


@given(parts, st.integers(0, 9), st.none() | st.integers(0, 30))
def test_is_plain(text: str, start: int, end: int | None) -> None:
    end = end if end is None else min(end, len(text))
    start = min(start, len(text) if end is None else end)
    assert compiled.is_plain(text, start, end) == protect.plainly(text, start, end)
    assert compiled.is_plain(text) == protect.plainly(text)

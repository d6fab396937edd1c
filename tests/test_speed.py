"""The compiled loops equal the Python functions that define them."""

import gc
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import names, texts

from toponyms import Annotation, Annotator, fold, matcher, mentions, resolve, squeeze
from toponyms.packed import pack
from toponyms.speed import compiled

pytestmark = pytest.mark.skipif(compiled is None, reason="the package was built where no compiler was")

SPACED = st.text(st.sampled_from("ab -\n\r\t\xa0’'ёЯ国\U00020000\U00010020\U0001000a\U000f0020"), max_size=60)
REPLACED = st.dictionaries(st.sampled_from("\r\t\xa0’ёa国\U00020000\U00010020"), st.sampled_from(" '-еb国\U00020001"), max_size=5)

tagged = st.lists(names | st.sampled_from(["#", "＃", "#", " ", ",", "и", "国", "@", "/"]), max_size=12).map("".join)


@given(st.text() | texts)
def test_distinct(text: str) -> None:
    characters, count = compiled.distinct(text)
    expected, expected_count = squeeze.distinct(text)
    assert (sorted(characters), count) == (sorted(expected), expected_count)


@given(SPACED | texts, REPLACED)
def test_squeeze(text: str, replaced: dict[str, str]) -> None:
    # Python replaces one character after the other, so that what was put somewhere must not be replaced itself.
    replaced = {character: other for character, other in replaced.items() if other not in replaced}
    assert compiled.squeeze(text, replaced) == squeeze.squeeze(text, replaced)


@given(texts | tagged, st.booleans(), st.booleans())
def test_annotations(annotator: Annotator, without_hashtags: Annotator, text: str, small: bool, hashtags: bool) -> None:
    annotator = annotator if hashtags else without_hashtags
    # A text in which little has to be judged, and one in which all are the texts of the other properties.
    text = text if small else f"{text} Iturup, “Kunashir” and Etorofu's Japan. Japanese\n\n{text}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fold, "fast_distinct", squeeze.distinct)
        patch.setattr(fold, "compiled", None)
        for module in (resolve, matcher):
            patch.setattr(module, "compiled", None)
        patch.setattr(mentions, "_standing", mentions.standing)
        patch.setattr(mentions, "_places_of", mentions.places_of)
        patch.setattr(resolve, "_records", resolve.records)
        expected = annotator.annotate(text)
    assert annotator.annotate(text) == expected


RUNNING = st.text(st.sampled_from("国ガ、。々ｱｶﾞ\u3000\n\n\n \r\t-aя\u200b\u0301\U00020000𛀀〇㐀﨑"), max_size=40)


@given(RUNNING)
def test_lines_of_japanese(text: str) -> None:
    folded = fold.fold(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fold, "compiled", None)
        assert fold.fold(text) == folded


def test_every_character_at_a_line_end() -> None:
    text = "\n".join(chr(code) for code in range(0x80, 0x32000) if not 0xD800 <= code < 0xE000 and chr(code).isprintable())
    for part in (text[at : at + 400] for at in range(0, len(text), 400)):
        assert (
            compiled.squeeze(part, {}, True)[:4]
            == squeeze.build(part.replace("\n", " "), fold._all_items(part, part.replace("\n", " ")))[:4]
        )


def test_more_characters_to_replace_than_the_compiled_table_holds(annotator: Annotator) -> None:
    latin = [chr(code) for code in range(0x80, 0x10000) if fold.fold_character(chr(code)) != chr(code)]
    assert len(latin) > fold.MOST_REPLACED
    assert annotator.annotate(" ".join(latin).translate(dict.fromkeys(map(ord, fold.LINE_ENDS))) + " Iturup")[-1].id == "iturup"


@pytest.mark.parametrize("character", [chr(plane << 16 | low) for plane in range(1, 17) for low in (0x20, 0x0A, 0xA0)])
def test_no_character_beyond_the_first_plane_is_a_space(annotator: Annotator, character: str) -> None:
    for text in (
        f"a{character} x",
        f"{character}  {character} ",
        f"{character}\n{character}\n\n ",
        "a" * 300 + f"{character}  Iturup",
    ):
        assert compiled.squeeze(text, {"\r": " "}) == squeeze.squeeze(text, {"\r": " "})
        assert [find.surface for find in annotator.annotate(text)] == ["Iturup"] * text.count("Iturup")


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
        hits: object = hit, stood: bytes = b"\1", made: object = heads, settled: object = None, text: str = "Iturup "
    ) -> None:
        compiled.sweep(text, hits, stood, forms, made, [None, None], {0: settled} if settled else {}, *"   ", {}, [], [], [], max)

    calls = [
        lambda: compiled.distinct(b"Iturup"),
        lambda: compiled.squeeze("Iturup", {"ab": "c"}),
        lambda: compiled.squeeze("Iturup", {chr(0x4E00 + number): " " for number in range(300)}),
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
        lambda: sweep(settled=({}, 0, [], False, None, None, None, None)),
        lambda: sweep(settled=({}, "", (), False, None, None, None, None)),
        lambda: sweep(settled=({}, 0, (1,), False, None, None, None, None)),
        lambda: sweep(settled=({}, 0, (("", 1, 1, False),), False, None, None, None, None)),
        lambda: sweep(settled=({0: []}, 0, (), False, None, None, None, None)),
        lambda: compiled.neighbour("Iturup", 7, True, 1),
        lambda: compiled.neighbour("Iturup", -1, True, 1),
        lambda: compiled.neighbour("Iturup", 1, True, 0),
        lambda: compiled.standing("Iturup ", array("i", [0, 0, 7]), *"   ", max),
        lambda: compiled.places_of(hit, b"", b""),
        lambda: compiled.records("Iturup", [0], [6], [], [], [], [], Annotation),
        lambda: compiled.records("Iturup", [0], [6], [()], [], [], [], list),
        lambda: compiled.records("Iturup", ["0"], [6], [()], [], [], [], Annotation),
    ]
    for call in calls:
        with pytest.raises((TypeError, ValueError, IndexError)):
            call()
    sweep()


def test_heads_of_another_version_are_made_again() -> None:
    forms = pack(["Iturup", "Kunashir"])
    heads = compiled.heads(forms)
    assert compiled.heads(forms, heads) is heads
    for other in (None, b"", heads[:-4], b"\xff" + heads[1:], compiled.heads(pack(["Iturup"]))):
        assert compiled.heads(forms, other) == heads

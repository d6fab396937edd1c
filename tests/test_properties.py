"""The laws of docs/design.md, as properties over text that mixes three languages, markup and garbage."""

import pickle
import random
import re
import unicodedata
from array import array
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linear import assert_linear
from texts import NAMES, prose, quoted, texts

import toponyms
import toponyms.fold as folding
from toponyms import Annotator, Gazetteer, Style, load_style
from toponyms.edges import edges_hold
from toponyms.files import builtin_styles
from toponyms.fold import JAPANESE, fold
from toponyms.judge import Judge
from toponyms.lexicon import Lexicon
from toponyms.matcher import HeadMatcher, RegexMatcher, in_threes, leftmost_longest
from toponyms.model import PHRASE
from toponyms.packed import Packed, pack
from toponyms.protect import is_in_hashtag

STYLES = [load_style(name) for name in builtin_styles()]
STYLES += [load_style(path) for path in sorted((Path(__file__).parent / "styles").glob("*.yaml"))]


def ids(annotator: Annotator, text: str) -> list[tuple[str, ...]]:
    return [find.candidates for find in annotator.annotate(text)]


@given(texts)
def test_law_1_spans_are_exact_sorted_and_disjoint(annotator: Annotator, text: str) -> None:
    end = 0
    for find in annotator.annotate(text):
        assert text[find.start : find.end] == find.surface
        assert end <= find.start < find.end
        end = find.end


@given(texts | quoted, st.sampled_from(STYLES))
def test_law_2_only_annotated_spans_change(annotator: Annotator, text: str, style: Style) -> None:
    edits = annotator.edits(text, style)
    assert all(text[edit.start : edit.end] == edit.old for edit in edits)
    assert all(before.end <= after.start for before, after in pairwise(edits))
    rewritten, at, kept = annotator.rewrite(text, style), 0, 0
    for edit in edits:
        gap = text[kept : edit.start]
        assert rewritten[at : at + len(gap) + len(edit.new)] == gap + edit.new
        at, kept = at + len(gap) + len(edit.new), edit.end
    assert rewritten[at:] == text[kept:]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
@given(text=texts | quoted)
def test_law_3_rewriting_twice_is_rewriting_once(annotator: Annotator, text: str, style: Style) -> None:
    once = annotator.rewrite(text, style)
    assert annotator.rewrite(once, style) == once


@given(st.data(), st.sampled_from(STYLES))
def test_law_3_on_mixtures_of_any_forms(annotator: Annotator, gazetteer: Gazetteer, data: st.DataObject, style: Style) -> None:
    """What is written may be a cue for a name beside it that was not found before."""
    forms = data.draw(st.lists(st.sampled_from(gazetteer.lexicon.forms), min_size=2, max_size=4))
    text = data.draw(st.sampled_from((" ", ", ", ". ", "と", " и ", "\n"))).join(forms)
    once = annotator.rewrite(text, style)
    assert annotator.rewrite(once, style) == once


@given(texts)
def test_law_5_nfc_and_nfd_give_the_same_ids(annotator: Annotator, text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert ids(annotator, composed) == ids(annotator, decomposed)


@given(prose, st.randoms(use_true_random=False))
def test_law_5_rewrapped_lines_give_the_same_ids(annotator: Annotator, text: str, chance: random.Random) -> None:
    """Lines wrap at a space or behind a hyphen, and in Japanese between any two characters, where there is no space."""
    text = re.sub(f"(?<=[{JAPANESE}]) (?=[{JAPANESE}])", "、", text)
    breaks = ("\n", "\n    ", "\r\n")
    wrapped = re.sub(" ", lambda _: chance.choice((" ", "  ", *breaks)), text)
    wrapped = re.sub(r"(?<=[^\W\d_]-)(?=[^\W\d_])", lambda _: chance.choice(("", "", *breaks)), wrapped)
    wrapped = re.sub(f"(?<=[{JAPANESE}])(?=[{JAPANESE}])", lambda _: chance.choice(("", "", *breaks)), wrapped)
    assert ids(annotator, wrapped) == ids(annotator, text)


def test_law_6_every_form_finds_its_own_id_in_a_neutral_sentence(gazetteer: Gazetteer) -> None:
    """Guards and cues have cases of their own; here each form stands alone, without them."""
    plain = Gazetteer(
        [entry._replace(names=tuple(name._replace(guards=(), cues=None) for name in entry.names)) for entry in gazetteer],
        paradigms=gazetteer.lexicon.paradigms,
        writing=gazetteer.writing,
    )
    annotator, lexicon = Annotator(plain), plain.lexicon
    for index, form in enumerate(lexicon.forms):
        expected = {sense.entry.id for sense in lexicon.senses(index)}
        found = annotator.annotate(f"… {form} …")
        # A fixed phrase is no find, and keeps what is in it from being one.
        is_phrase = any(sense.entry.type == PHRASE for sense in lexicon.senses(index))
        assert [set(find.candidates) for find in found] == ([] if is_phrase else [expected]), form


@given(texts)
def test_names_in_hashtags_are_left_out_or_never_rewritten(annotator: Annotator, without_hashtags: Annotator, text: str) -> None:
    bare = text.replace("#", " ").replace("＃", " ")
    assert without_hashtags.annotate(bare) == annotator.annotate(bare)
    for edit in annotator.edits(text, "japan"):
        assert not is_in_hashtag(text, edit.start)


@given(st.text())
def test_law_7_annotate_never_raises(annotator: Annotator, text: str) -> None:
    annotator.annotate(text)


@given(st.binary())
def test_law_7_nor_on_bytes_that_are_not_utf_8(annotator: Annotator, data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for style in STYLES:
        annotator.rewrite(text, style)
    assert toponyms.untag(annotator.tag(text)).encode("utf-8", "surrogateescape") == data


CONTEXTUAL = [f"{name} " for name in ("Abe", "Kono", "Japanese", "peace treaty", "Kurilsk")]
GARBAGE = [
    "\\",
    "Kuna-\nshir ",
    "ab-\ncd ",
    "abcd-\n",
    "\u0301\u0323",
    "a.",
    "a@",
    "http:",
    "_",
    "'",
    "-\n",
    "\u0301",
    "@a/",
    "北",
    "Japan_",
    "K",
    "Sea of Okhots Southern Kuri ",
    "aЯ択",
    "Foreign Minister ",
    '"',
    "`",
    "[",
    "[a|",
    "[a|a]",
    ",",
    "\n \n",
]


@pytest.mark.parametrize("unit", [*NAMES[::4], *CONTEXTUAL, *GARBAGE])
def test_law_7_time_is_linear(annotator: Annotator, unit: str) -> None:
    assert_linear(lambda text: toponyms.untag(annotator.tag(text)), lambda size: unit * (size // len(unit)), 64_000)


LETTERS = "abcАБ島 _'가\U00020000"
FORMS = st.lists(
    st.text(alphabet=LETTERS, min_size=1, max_size=7).filter(lambda form: form == form.strip()), unique=True, max_size=12
)


@given(FORMS, st.text(alphabet=LETTERS, max_size=40))
def test_law_8_both_matchers_on_any_forms(forms: list[str], text: str) -> None:
    forms.sort()
    page = text + " "
    fast, definition = HeadMatcher(forms), RegexMatcher(forms)
    restored = HeadMatcher(Packed(memoryview(pack(forms))))
    every = definition.starting(page, 0, len(text))
    assert fast.starting(page, 0, len(text)) == restored.starting(page, 0, len(text)) == every
    standing = [hit for hit in every if edges_hold(page, *hit[1:])]
    for matcher in (fast, restored, definition):
        spans = list(in_threes(matcher.spans(page)))
        assert spans == list(in_threes(definition.spans(page)))
        assert spans == sorted(set(spans) & set(standing), key=leftmost_longest)
        assert all(first[2] <= second[1] for first, second in pairwise(spans))
        assert all(any(first <= start < last for _, first, last in spans) for _, start, _ in standing)


@given(FORMS, st.text(alphabet=LETTERS, max_size=30))
def test_the_sweep_equals_a_naive_double_loop(forms: list[str], text: str) -> None:
    """Longest from the left against the last kept span, over all substrings."""
    names = {f"n{number}": [form] for number, form in enumerate(forms) if fold(form).text == form and re.search(r"[^\W_]", form)}
    gazetteer = Gazetteer.from_dict(names)
    known = {form: gazetteer.lexicon.senses(index) for index, form in enumerate(gazetteer.lexicon.forms)}
    folded = fold(text)
    page = folded.text + " "
    expected, at = [], 0
    while at < len(folded.text):
        for end in range(len(folded.text), at, -1):
            if folded.text[at:end] in known and edges_hold(page, at, end):
                expected.append(folded.source(at, end))
                at = end
                break
        else:
            at += 1
    assert [(find.start, find.end) for find in Annotator(gazetteer).annotate(text)] == expected


@given(st.randoms(use_true_random=False), prose)
def test_law_9_order_changes_nothing(gazetteer: Gazetteer, chance: random.Random, text: str) -> None:
    entries = list(gazetteer.entries[::20])
    shuffled = entries[:]
    chance.shuffle(shuffled)
    paradigms = gazetteer.lexicon.paradigms
    first, second = (Annotator(Gazetteer(part, paradigms=paradigms)) for part in (entries, shuffled))
    assert first.annotate(text) == second.annotate(text)


@given(texts)
def test_tags_come_off_again(annotator: Annotator, text: str) -> None:
    assert toponyms.untag(annotator.tag(text)) == text


@given(st.text(alphabet="[]|\\?,a-b Iturup", max_size=30))
def test_text_that_looks_like_tags_survives(annotator: Annotator, text: str) -> None:
    assert toponyms.untag(annotator.tag(text)) == text
    assert toponyms.untag(annotator.tag(annotator.tag(text))) == annotator.tag(text)


@given(texts)
def test_folding_maps_back_to_the_text(text: str) -> None:
    folded = fold(text)
    end = 0
    for at in range(len(folded.text)):
        start, stop = folded.source(at, at + 1)
        assert end <= start < stop <= len(text)
        end = stop
    # Space around a paragraph's end stays unfolded, and could be folded once the end is forgotten.
    assert fold(folded.text).text == folded.text or re.search("[\n\r\x85\u2028\u2029\f]", text)


@pytest.mark.parametrize("tail", ["\u0301", "\u0323", "\\", "\u00ad", " ", "_", "'"])
def test_law_7_time_is_linear_in_one_long_run(annotator: Annotator, tail: str) -> None:
    assert_linear(annotator.annotate, lambda size: "Iturup a" + "\u0301" * size + tail * size, 64_000)
    assert_linear(lambda text: toponyms.untag(annotator.tag(text)), lambda size: tail * size + "Iturup", 64_000)


def test_public_functions_work_twice() -> None:
    for _ in range(2):
        assert toponyms.rewrite("Iturup", "japan") == "Etorofu"
        assert toponyms.edits("Iturup", "japan")[0].new == "Etorofu"
        assert toponyms.tag("Iturup") == "[Iturup|iturup]"
        assert toponyms.annotate("Iturup")[0].id == "iturup"


def test_a_restored_lexicon_is_the_one_that_was_dumped(gazetteer: Gazetteer) -> None:
    lexicon = gazetteer.lexicon
    restored = Lexicon.restore(lexicon.dump())
    assert list(restored.entries) == list(lexicon.entries)
    assert [restored.senses(index) for index in range(len(restored.forms))] == list(
        map(lexicon.senses, range(len(lexicon.forms)))
    )
    assert list(restored.forms) == list(lexicon.forms)
    assert restored.dump() == lexicon.dump()
    assert restored.anchors_of("kuril-islands") == lexicon.anchors_of("kuril-islands") != frozenset()


@given(st.lists(st.text(alphabet="abЯ択𠮷 ", max_size=4)))
def test_what_is_packed_is_a_list_of_strings(strings: list[str]) -> None:
    packed = Packed(memoryview(pack(strings)))
    assert list(packed) == [packed[index] for index in range(len(packed))] == strings
    assert [packed[index] for index in range(-len(packed), 0)] == packed[:] == strings
    assert packed.longest == max(map(len, strings), default=0)
    with pytest.raises(IndexError):
        packed[len(strings)]


def test_annotations_and_annotators_pickle(annotator: Annotator, without_hashtags: Annotator) -> None:
    text = "Abe, Shinzo Abe: Southern Kurils, на Итурупе"
    copy = pickle.loads(pickle.dumps(annotator))
    assert copy.annotate("#Iturup")
    assert not pickle.loads(pickle.dumps(without_hashtags)).annotate("#Iturup")
    assert copy.annotate(text) == annotator.annotate(text) == pickle.loads(pickle.dumps(annotator.annotate(text)))
    assert len(set(copy.annotate(text))) == 4


@given(st.text(alphabet="aЯ -–\n\r\t\xa0\u2028\x85\f’", max_size=30))
def test_both_ways_of_folding_agree(text: str) -> None:
    """A soft hyphen makes `fold` look at every character; without one it looks at spaces alone."""
    quick, full = fold(text + "\fx"), fold(text + "\fx\u00ad")
    assert (quick.text, list(quick.breaks)) == (full.text, list(full.breaks))
    for at in range(len(quick.text)):
        assert quick.source(at, at + 1) == full.source(at, at + 1)


@given(texts, st.sampled_from((1, 3, 10)))
def test_a_text_folded_in_parts_has_the_same_finds(annotator: Annotator, text: str, size: int) -> None:
    text = "Iturup  and\n\n   Abe\n\n" + text + "\n\n  Kunashir\n\nSergei\n   Lavrov"
    whole = annotator.annotate(text)
    size, folding.PART = folding.PART, size
    try:
        parts = annotator.annotate(text)
    finally:
        folding.PART = size
    assert parts == whole


def test_guards_look_at_a_bounded_stretch(gazetteer: Gazetteer) -> None:
    judge = Judge("国後 ", gazetteer.lexicon, memoryview(array("i")))
    assert judge.decide(gazetteer.lexicon.forms.index("国後"), 0, 2)


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_law_3_for_every_form_of_every_entry(annotator: Annotator, gazetteer: Gazetteer, style: Style) -> None:
    for form in gazetteer.lexicon.forms:
        for text in (f"Japan, Russia: {form}.", f"Япония и Россия, {form}", f"日本とロシアの{form}と"):
            once = annotator.rewrite(text, style)
            assert annotator.rewrite(once, style) == once, text


def test_no_form_has_a_space_at_an_end(gazetteer: Gazetteer) -> None:
    assert not [form for form in gazetteer.lexicon.forms if not re.fullmatch(r"\S(.*\S)?", form)]

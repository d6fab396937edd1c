"""Names in the spellings of romanization systems: what any system makes of them is found, with the system."""

from pathlib import Path

import pytest
from yamls import strings

from toponyms import Annotator, Gazetteer, transliterate
from toponyms.files import builtin_systems
from toponyms.fold import fold
from toponyms.model import script_of
from toponyms.romanize import load_system, spellings

NAMES = strings((Path(__file__).parent / "transliteration" / "names.yaml").read_text("utf-8"))
SENTENCES = {"Latn": "We read of {} there.", "Cyrl": "Мы читали о {} там."}
SYSTEMS = [system for system in map(load_system, builtin_systems()) if system.origin[1] != "Latn"]


def capitalized(written: str) -> str:
    return written[:1].upper() + written[1:]


def test_there_are_sixty() -> None:
    assert len(NAMES) == 60


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.id)
def test_every_spelling_is_found_with_its_system(annotator: Annotator, system) -> None:
    tried = 0
    for entry_id, names in NAMES.items():
        text = names.get(system.origin[0])
        for written in map(capitalized, spellings(text, system)) if text else ():
            for shape in (written, written.upper()):
                sentence = SENTENCES[system.target[1]].format(shape)
                finds = [find for find in annotator.annotate(sentence) if entry_id in find.candidates]
                assert [fold(find.surface).text for find in finds] == [fold(shape).text], (entry_id, shape)
                found = {found for sense in finds[0].senses if sense.entry.id == entry_id for found in sense.systems}
                assert system.id in found, (entry_id, shape, found)
                tried += 1
    assert tried >= 60


def test_shared_spellings_carry_all_their_systems(annotator: Annotator) -> None:
    [find] = annotator.annotate("a boat from Kunašir")
    assert (find.id, find.lang, find.systems) == ("kunashir", "ru-Latn", ("iso-9", "scholarly", "ungegn"))
    [find] = annotator.annotate("a boat from Etorofu")
    assert (find.lang, {"hepburn", "bgn-pcgn-japanese"} <= set(find.systems), "kunrei" in find.systems) == ("en", True, False)


def test_no_sense_has_a_system_that_does_not_write_its_letters(gazetteer: Gazetteer) -> None:
    lexicon = gazetteer.lexicon
    targets = {system: load_system(system).target[1] for system in builtin_systems()}
    for index, form in enumerate(lexicon.forms):
        for sense in lexicon.senses(index):
            assert all(targets[system] == script_of(form) for system in sense.systems if system in targets), (form, sense.systems)


def test_marks_may_be_left_out(annotator: Annotator) -> None:
    for shape in ("Južno-Kuril’sk", "Juzno-Kurilsk", "Juzno-Kuril'sk", "JUZNO-KURIL'SK", "Južno-Kuril\u02b9sk"):
        assert [find.id for find in annotator.annotate(f"in {shape}.")] == ["yuzhno-kurilsk"], shape


@pytest.mark.parametrize("word", ["Deli", "Indo", "Chili", "Oko", "Wal", "Sari", "Torii", "Bey"])
def test_words_that_a_spelling_would_be(annotator: Annotator, word: str) -> None:
    assert annotator.annotate(f"The {word} was there, and so was {word}.") == []


def test_a_made_spelling_is_no_homograph_of_a_name_that_is_given(gazetteer: Gazetteer) -> None:
    for form in ("Sochi", "Kuril", "Matua"):
        assert len({sense.entry.id for sense in gazetteer.lexicon.senses(gazetteer.lexicon.forms.index(form))}) == 1


def test_a_gazetteer_of_ones_own_has_none() -> None:
    own = Gazetteer.from_dict({"iturup": ["Итуруп"]})
    assert Annotator(own).annotate(transliterate("Итуруп", "bgn-pcgn")) == []

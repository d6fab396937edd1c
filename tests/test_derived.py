"""Adjectives made from names are beside the names: with them or without, what is found of names and rewritten is the same."""

import json
from pathlib import Path

import pytest
from yamls import safe_load

from toponyms import Annotator, Gazetteer
from toponyms.cli import main
from toponyms.expand import name_forms
from toponyms.files import builtin_styles
from toponyms.store import load_lexicon

HERE = Path(__file__).parent
TEXTS = [
    *(case["text"] for path in HERE.glob("cases/*.yaml") for case in safe_load(path.read_text(encoding="utf-8"))),
    *(path.read_text(encoding="utf-8") for path in (HERE.parent / "seeds" / "samples").glob("*.txt")),
]


def words(gazetteer: Gazetteer) -> list[tuple[str, str]]:
    """(id, form) of every derived word in every inflection."""
    lexicon = gazetteer.lexicon
    found = ((entry.id, name_forms(name, lexicon.paradigms)) for entry in gazetteer for name in entry.names if name.derived)
    return [(entry_id, form) for entry_id, forms in found for form in forms]


def test_without_them_the_lexicon_has_none_of_their_forms(gazetteer: Gazetteer, annotator: Annotator) -> None:
    forms = set(gazetteer.lexicon.forms)
    shared = {form for _, form in words(gazetteer)} & forms
    assert all(not find.derived for form in shared for find in annotator.annotate(form))
    assert len(words(gazetteer)) > 2000
    # Малокурильское is a village.
    assert shared <= {form for form in shared if form[:1].isupper()}


def test_each_is_found_unless_a_name_looks_like_it(gazetteer: Gazetteer, derived: Annotator) -> None:
    names = set(gazetteer.lexicon.forms)
    cued = {entry.id for entry in gazetteer for name in entry.names if name.derived and (name.cues or name.guards)}
    for entry_id, form in words(gazetteer):
        if form not in names and entry_id not in cued:
            [find] = derived.annotate(f"Вчера писали: «{form}» и не только.")
            assert (find.id, find.surface, find.derived) == (entry_id, form, True)


def test_names_are_found_alike(annotator: Annotator, derived: Annotator) -> None:
    for text in TEXTS:
        assert [find for find in derived.annotate(text) if not find.derived] == annotator.annotate(text)


@pytest.mark.parametrize("style", builtin_styles())
def test_they_are_never_rewritten(style: str, annotator: Annotator, derived: Annotator) -> None:
    for text in TEXTS:
        assert derived.edits(text, style) == annotator.edits(text, style)


def test_all_cells_of_an_adjective(derived: Annotator) -> None:
    masculine = "курильский курильского курильскому курильский/курильского курильским курильском"
    feminine = "курильская курильской курильской курильскую курильской/курильскою курильской"
    neuter = "курильское курильского курильскому курильское курильским курильском"
    plural = "курильские курильских курильским курильские/курильских курильскими курильских"
    cells: dict[str, set[tuple[str, str]]] = {}
    for number, row in (("sg", masculine), ("sg", feminine), ("sg", neuter), ("pl", plural)):
        for case, forms in zip(("nom", "gen", "dat", "acc", "ins", "prep"), row.split(), strict=True):
            for form in forms.split("/"):
                cells.setdefault(form, set()).add((case, number))
    for form, readings in cells.items():
        [find] = derived.annotate(f"слово {form} стоит")
        assert set(find.readings) == readings, form


def test_records_and_the_command(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Курильский лосось с Итурупа", encoding="utf-8")
    assert main(["tag", "--derived", "-f", "jsonl", str(file)]) == 0
    adjective, name = map(json.loads, capfdbinary.readouterr().out.splitlines())
    assert (adjective["id"], adjective["surface"], adjective["derived"]) == ("kuril-islands", "Курильский", True)
    assert (name["id"], "derived" in name) == ("iturup", False)
    assert main(["tag", str(file)]) == 0
    assert capfdbinary.readouterr().out.decode() == "Курильский лосось с [Итурупа|iturup]"


def test_both_lexicons_have_their_place_in_the_cache() -> None:
    for _ in range(2):
        assert "курильский" in load_lexicon((), derived=True).forms
        assert "курильский" not in load_lexicon(()).forms

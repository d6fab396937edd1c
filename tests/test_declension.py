"""Russian paradigms written by a grammatical dictionary, not by our codes: all their forms are found, and no other form is."""

from itertools import product, takewhile
from pathlib import Path
from typing import Any

import pytest
from yamls import safe_load

from toponyms import Annotation, Annotator
from toponyms.model import CASES

FRAME = "Вчера писали: «{}» и не только."
# What Russian words end in, of nouns, adjectives and words made from names.
ENDINGS = (
    " а я у ю ы и е о й ь ой ою ей ею ом ем ым им ых их ого его ому ему ов ев ам ям ами ями ах ях ые ие ия ии ий ией ск ский "
    "ского ская ские ец цы чанин ка щина овский"
)


class Table:
    """The forms of one name, each with what it can be."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.id: str = given["id"]
        self.frame: str = given.get("with", FRAME)
        self.readings: dict[str, set[tuple[str, str]]] = {}
        for number in ("sg", "pl"):
            cells = given.get(number, "-").split(" | ")
            for case, cell in zip(CASES, cells, strict=True) if cells != ["-"] else ():
                for form in cell.split("/"):
                    self.readings.setdefault(form, set()).add((case, number))
        self.form: str = given.get("form") or next(iter(self.readings))
        if "indeclinable" in given:
            self.readings = {self.form: set()}
        self.wrong: list[str] = given["wrong"].split(" | ")

    def find(self, form: str, annotator: Annotator) -> Annotation | None:
        """The find that covers a form in the sentence of the table."""
        found = annotator.annotate(self.frame.format(form))
        return next((find for find in found if find.surface == form and self.id in find.candidates), None)

    def others(self) -> set[str]:
        """Forms that look like those of the name: words of different cases together, and its stem before every ending."""
        columns = [set(words) for words in zip(*(form.split(" ") for form in self.readings), strict=True)]
        mixed = {" ".join(words) for words in product(*columns)}
        head, _, _ = self.form.rpartition(" ")
        last = [form.split(" ")[-1] for form in self.readings]
        letters = takewhile(lambda column: len(set(column)) == 1, zip(*last, strict=False))
        stem = "".join(column[0] for column in letters)
        ended = {f"{head} {stem}{ending}".strip() for ending in ENDINGS.split(" ")}
        return (mixed | ended | set(self.wrong)) - set(self.readings)


TABLES = [
    Table(given)
    for path in sorted((Path(__file__).parent / "declension").glob("*.yaml"))
    for given in safe_load(path.read_text(encoding="utf-8"))
]
EACH = pytest.mark.parametrize("table", TABLES, ids=[f"{table.id}-{table.form}" for table in TABLES])


def test_there_are_sixty_names_and_eight_wrong_forms_of_each() -> None:
    assert len(TABLES) >= 60
    assert [table.form for table in TABLES if len(set(table.wrong)) < 8 or set(table.wrong) & set(table.readings)] == []


@EACH
def test_every_form_is_found_with_all_its_readings(table: Table, annotator: Annotator) -> None:
    for form, readings in table.readings.items():
        find = table.find(form, annotator)
        assert find is not None, form
        assert set(find.readings) == readings, form


@EACH
def test_nothing_else_is_found_as_the_name(table: Table, annotator: Annotator) -> None:
    found = {form: find.name.form for form in table.others() if (find := table.find(form, annotator))}
    # The stem of one name can begin another one of the same entry: Кунашири, a Japanese name of Кунашир.
    assert [form for form, name in found.items() if name == table.form] == []

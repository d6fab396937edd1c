"""Names and what they lead to, by case file; and the command that asks."""

import json
from pathlib import Path
from typing import Any

import pytest
from yamls import safe_load

from toponyms import Gazetteer
from toponyms.cli import main

CASES: list[dict[str, Any]] = safe_load((Path(__file__).parent / "lookup.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_lookup(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    assert [entry.id for entry in gazetteer.lookup(case["name"])] == case["ids"]
    if "nearest" in case:
        found = gazetteer.nearest(case["name"])
        assert (found[0][0] if found else "") == case["nearest"]


def test_nearest_names_each_entry_once(gazetteer: Gazetteer) -> None:
    found = gazetteer.nearest("Kurilsk Island", count=5)
    assert len({entry.id for _, entry in found}) == len(found) <= 5


def test_the_command_prints_json(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["lookup", "--json", "Etorofu", "Etoroffu"]) == 1
    found, missed = map(json.loads, capfdbinary.readouterr().out.decode().splitlines())
    assert (found["name"], [entry["id"] for entry in found["entries"]], found["nearest"]) == ("Etorofu", ["iturup"], [])
    assert missed["entries"] == []
    assert {"name": "Etorofu", "id": "iturup"} in missed["nearest"]


def test_a_retired_id_leads_to_its_successor(tmp_path: Path) -> None:
    pack = tmp_path / "pack.yaml"
    pack.write_text("- {id: new, type: term, names: {en: [Urupia]}}\n- {id: old, redirect: new}\n", encoding="utf-8")
    assert [entry.id for entry in Gazetteer.load(pack).lookup("old")] == ["new"]

"""The case library: every file of tests/cases, one case a test."""

from pathlib import Path

import pytest
from yamls import safe_load

from toponyms import Annotator

CASES = [
    pytest.param(
        case,
        id=f"{path.stem}/{case['id']}",
        marks=[pytest.mark.xfail(reason=case["known_failure"])] if "known_failure" in case else [],
    )
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in safe_load(path.read_text(encoding="utf-8"))
]


HOW = ("markup", "alt")


def how(case: dict) -> dict:
    """How a case is to be read."""
    return {key: case[key] for key in HOW if key in case}


@pytest.mark.parametrize("case", CASES)
def test_finds(case: dict, annotator: Annotator, derived: Annotator, without_hashtags: Annotator) -> None:
    chosen = derived if case.get("derived") else annotator if case.get("hashtags", True) else without_hashtags
    found = chosen.annotate(case["text"], **how(case))
    assert [[find.surface, find.id or "?" + ",".join(find.candidates)] for find in found] == case["finds"]
    for key in ("case", "number", "readings"):
        if key in case:
            assert [list(value) if key == "readings" else value for value in getattr(found[0], key)] == case[key]


def test_ids_are_unique() -> None:
    ids = [case.id for case in CASES]
    assert len(ids) == len(set(ids))

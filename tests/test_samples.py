"""Our own documents with their gold stand-off files: every mention found, nothing else, each with its id."""

import json
from pathlib import Path

import pytest

from toponyms import Annotator

SAMPLES = sorted((Path(__file__).parent.parent / "seeds" / "samples").glob("*.txt"))


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_gold(path: Path, annotator: Annotator) -> None:
    gold = [json.loads(line) for line in path.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()]
    expected = [(item["start"], item["end"], item["surface"], item["id"], item.get("candidates")) for item in gold]
    found = annotator.annotate(read(path))
    assert [
        (find.start, find.end, find.surface, find.id, None if find.id else list(find.candidates)) for find in found
    ] == expected


def test_there_are_samples_in_each_language() -> None:
    assert {path.name.split("-")[0] for path in SAMPLES} >= {"en", "ru", "ja"}
    assert len(SAMPLES) >= 6

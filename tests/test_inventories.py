"""The name inventories of the five source documents, held against the real texts where they are at hand."""

import hashlib
import os
from collections import Counter
from pathlib import Path

import pytest
import yaml
from yamls import strings

from toponyms import Annotator, Gazetteer

ROOT = Path(__file__).parent.parent
INVENTORIES = sorted((ROOT / "seeds" / "inventories").glob("*.yaml"))
SOURCES = ROOT.parent / "shared" / "seeds"


def read(path: Path) -> dict:
    return strings(path.read_text(encoding="utf-8"))


def inventory(text: str, annotator: Annotator) -> list[dict[str, str]]:
    """Every surface, its white space as single spaces: how often, which id, whose usage; the most frequent first."""
    found = Counter(
        (" ".join(find.surface.split()), find.id or "?" + ",".join(find.candidates), find.usage)
        for find in annotator.annotate(text)
    )
    rows = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"surface": surface, "count": str(count), "id": entry} | ({"usage": usage} if usage else {})
        for (surface, entry, usage), count in rows
    ]


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.stem)
def test_every_id_is_in_the_gazetteer(path: Path, gazetteer: Gazetteer) -> None:
    content = read(path)
    assert set(content) == {"title", "publisher", "date", "sha256", "names"}
    assert all(entry in gazetteer for row in content["names"] for entry in row["id"].lstrip("?").split(","))


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.stem)
def test_the_real_text_has_these_names(path: Path, annotator: Annotator) -> None:
    """After a change of the gazetteer, look at what UPDATE_INVENTORIES=1 writes anew, and commit it."""
    content = read(path)
    texts = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in SOURCES.glob("*.txt")}
    if content["sha256"] not in texts:
        pytest.skip("the source document is not at hand; it is not ours to ship")
    rows = inventory(texts[content["sha256"]].read_bytes().decode("utf-8"), annotator)
    if os.environ.get("UPDATE_INVENTORIES"):
        head, _, _ = path.read_text(encoding="utf-8").partition("names:")
        lines = [
            "  - "
            + yaml.safe_dump(
                row | {"count": int(row["count"])}, default_flow_style=True, allow_unicode=True, sort_keys=False, width=200
            )
            for row in rows
        ]
        path.write_text(head + "names:\n" + "".join(lines), encoding="utf-8")
        content = read(path)
    assert content["names"] == rows


def test_there_are_five() -> None:
    assert len(INVENTORIES) == 5

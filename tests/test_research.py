"""Every name that research turned up leads to its entry, or stands in docs/left-out.md. Opt-in: `pytest -m data`."""

import csv
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from toponyms import Gazetteer

pytestmark = pytest.mark.data

ROOT = Path(__file__).parent.parent
RESEARCH = ROOT.parent / "shared" / "research"
PAGE = ROOT / "docs" / "left-out.md"
COLUMNS = {
    "kuril-inventory": {
        "attested": ("en_neutral", "ru", "ja_kanji", "kana_reading"),
        "spelling": ("ru_style_en", "ja_style_en"),
        "variant": ("historical_ainu_european", "alternative_names"),
    },
    "terms": {
        "attested": ("en", "ru", "ja", "en_abbr", "ru_abbr", "ja_kana"),
        "variant": ("en_variants", "ru_variants", "ja_variants"),
    },
    "disputed-world": {"attested": ("neutral_en", "ru", "ja"), "variant": ("perspective_variants",)},
}
RENAMED = {"toa-preferential-zone": "kuril-preferential-regime"}
"""Rows none of whose main names is in the gazetteer, with the entry that they are about."""

WHY = {
    "attested": "a heading, an abbreviated cell, or a name that nobody could be seen to use",
    "spelling": "a romanization that no system gives for a name the entry has",
    "variant": "a variant that nobody could be seen to use, of another language, or too common a word",
}
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
HEAD = """\
# Names that were left out

The inventories that the gazetteer began with held these names too. They are not found and lead to no entry of theirs, since a
name comes in only with a text that uses it ([what earns an entry](inclusion-criteria.md)). Bring a source, and one can come in.
Names in other languages than English, Russian and Japanese have no place in the gazetteer yet.

The list is made by `UPDATE_LEFT_OUT=1 pytest -m data tests/test_research.py`.

| entry | name | why |
|---|---|---|
"""


def cells(cell: str) -> Iterator[str]:
    """The names of a cell: parts between semicolons, without remarks in brackets and labels before a colon."""
    for part in cell.split(";"):
        name = re.sub(r"\([^)]*\)|（[^）]*）|\[[^\]]*\]", "", part)
        name = re.sub(r"^[^:]*:", "", name).strip()
        if name and name != "-":
            yield name


def perspectives(cell: str) -> Iterator[str]:
    for part in cell.split("|"):
        if found := re.fullmatch(r"\s*[^:]*:(.*)\[(?:en|ru|ja)\]\s*", part):
            yield found[1].strip()


def left_out(gazetteer: Gazetteer) -> list[tuple[str, str, str]]:
    """(entry, name, why) for each name that does not lead to the entry of its row."""
    missed = []
    for stem, groups in COLUMNS.items():
        with (RESEARCH / f"{stem}.tsv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                found: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
                for why, columns in groups.items():
                    for column in columns:
                        read = perspectives if column == "perspective_variants" else cells
                        for name in read(row[column]):
                            found[why].append((name, {entry.id for entry in gazetteer.lookup(name)}))
                votes = Counter(key for _, ids in found["attested"] for key in ids)
                slug = RENAMED.get(row["slug"], row["slug"])
                entry = slug if slug in gazetteer else max(votes, key=lambda key: (votes[key], key), default="")
                missed += [(entry, name, why) for why, names in found.items() for name, ids in names if entry not in ids]
    return sorted(set(missed))


@pytest.mark.skipif(not RESEARCH.is_dir(), reason="the research tables are not beside the project")
def test_every_name_leads_to_its_entry_or_is_listed(gazetteer: Gazetteer) -> None:
    rows = left_out(gazetteer)
    assert not [row for row in rows if not row[0]], "rows without any entry"
    listed = {(entry, name): why for entry, name, why in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    missed = {(entry, name.replace("|", " ")): why for entry, name, why in rows}
    if os.environ.get("UPDATE_LEFT_OUT"):
        # A reason that somebody wrote by hand is kept.
        lines = (f"| `{entry}` | {name} | {listed.get((entry, name), WHY[why])} |\n" for (entry, name), why in missed.items())
        PAGE.write_text(HEAD + "".join(lines), encoding="utf-8")
    else:
        assert set(listed) == set(missed)

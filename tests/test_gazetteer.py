"""The shipped data proves itself: the linter has nothing to say, and names that give each other way settle."""

import os
from collections import Counter
from pathlib import Path

import pytest
from yamls import strings

from toponyms import Gazetteer, load_style
from toponyms.files import builtin_styles, read_layers
from toponyms.lint import lint
from toponyms.model import LANGUAGES

FOLDER = Path(__file__).parent.parent / "gazetteer"
COVERAGE = FOLDER.parent / "docs" / "coverage.md"


def test_the_linter_finds_nothing() -> None:
    """Not even a warning: each form finds its entry, examples hold, homographs are known, no place lies outside its parents."""
    findings, _ = lint(read_layers((), builtin=True))
    assert list(map(str, findings)) == []


def test_sources_are_sorted_and_used(gazetteer: Gazetteer) -> None:
    sources = [source["id"] for source in strings((FOLDER / "sources.yaml").read_bytes())]
    assert sources == sorted(sources)
    assert set(sources) - {name.source for entry in gazetteer for name in entry.names} == set()


def test_few_names_are_doubtful(gazetteer: Gazetteer) -> None:
    counts = Counter(name.confidence for entry in gazetteer for name in entry.names)
    assert counts["low"] / counts.total() < 0.05
    assert counts["unchecked"] / counts.total() < 0.10


def coverage(gazetteer: Gazetteer) -> str:
    """Entries by type, language and confidence, as a page."""
    lines = [
        "# Coverage",
        "",
        "Made from the data: `UPDATE_COVERAGE=1 pytest tests/test_gazetteer.py`. Under a language stands how many entries of the",
        "type have a name in it, under a confidence how many names have it ([what they mean](inclusion-criteria.md#confidence)).",
    ]
    for head, key in (("type", "type"), ("pack", "pack")):
        lines += ["", f"| {head} | entries | en | ru | ja | names | high | medium | low | unchecked |", "|---|" + "---:|" * 9]
        groups: dict[str, list[int]] = {}
        for entry in gazetteer:
            for group in (getattr(entry, key), "all"):
                spoken = {name.lang for name in entry.names}
                confidence = Counter(name.confidence for name in entry.names)
                row = [1, *(lang in spoken for lang in LANGUAGES), len(entry.names)]
                row += [confidence[level] for level in ("high", "medium", "low", "unchecked")]
                groups[group] = [old + new for old, new in zip(groups.get(group, [0] * 9), row, strict=True)]
        for group in sorted(groups, key=lambda name: (name == "all", name)):
            lines.append(f"| {group} | {' | '.join(f'{count:,}' for count in groups[group])} |")
    return "\n".join(lines) + "\n"


def test_the_coverage_table_is_that_of_the_data(gazetteer: Gazetteer) -> None:
    if os.environ.get("UPDATE_COVERAGE"):
        COVERAGE.write_text(coverage(gazetteer), encoding="utf-8")
    assert COVERAGE.read_text(encoding="utf-8") == coverage(gazetteer), "run UPDATE_COVERAGE=1 pytest tests/test_gazetteer.py"


def test_the_disputed_islands_are_all_there_in_three_languages(gazetteer: Gazetteer) -> None:
    islets = (
        "polonskogo-island zelyony-island yuri-island anuchina-island tanfilyeva-island signalny-island storozhevoy-island "
        "rifovy-island dyomina-islands oskolki-islands"
    )
    for entry_id in ["iturup", "kunashir", "shikotan", "habomai", *islets.split()]:
        assert {name.lang for name in gazetteer[entry_id].names} == {"en", "ru", "ja"}, entry_id


@pytest.mark.parametrize("style", builtin_styles())
def test_styles_settle_in_one_step(style: str, gazetteer: Gazetteer) -> None:
    """What a style writes for a name, it leaves when it finds it there."""
    rules = load_style(style)
    for entry in gazetteer:
        for name in entry.names:
            chosen = rules.choose(entry, name)
            assert chosen is None or rules.choose(entry, chosen) == chosen, (entry.id, name.form)

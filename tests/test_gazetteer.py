"""The shipped data proves itself: examples, counter-examples, sources, order, and names that give each other way."""

from pathlib import Path

import pytest
import yaml

from toponyms import Annotator, Gazetteer, load_style
from toponyms.files import builtin_styles

FOLDER = Path(__file__).parent.parent / "gazetteer"
ENTRIES = Gazetteer.builtin().entries
EXAMPLES = [(entry.id, text) for entry in ENTRIES for text in entry.examples]
COUNTER_EXAMPLES = [(entry.id, text) for entry in ENTRIES for text in entry.counter_examples]


def found(annotator: Annotator, text: str) -> set[str]:
    return {candidate for find in annotator.annotate(text) for candidate in find.candidates}


@pytest.mark.parametrize(("entry", "text"), EXAMPLES)
def test_example(entry: str, text: str, annotator: Annotator) -> None:
    assert entry in found(annotator, text)


@pytest.mark.parametrize(("entry", "text"), COUNTER_EXAMPLES)
def test_counter_example(entry: str, text: str, annotator: Annotator) -> None:
    assert entry not in found(annotator, text)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_files_are_sorted_by_id(path: Path) -> None:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    if path.stem not in ("types", "declension", "generics"):
        ids = [item["id"] for item in content]
        assert ids == sorted(ids)


def test_every_name_has_a_source_or_says_that_nobody_looked() -> None:
    assert not [
        (entry.id, name.form) for entry in ENTRIES for name in entry.names if not name.source and name.confidence == "high"
    ]


def test_the_disputed_islands_are_all_there_in_three_languages(gazetteer: Gazetteer) -> None:
    islets = (
        "polonskogo-island zelyony-island yuri-island anuchina-island tanfilyeva-island signalny-island storozhevoy-island "
        "rifovy-island dyomina-islands oskolki-islands"
    )
    for entry_id in ["iturup", "kunashir", "shikotan", "habomai", *islets.split()]:
        assert {name.lang for name in gazetteer[entry_id].names} == {"en", "ru", "ja"}, entry_id


@pytest.mark.parametrize("style", builtin_styles())
def test_styles_settle_in_one_step(style: str) -> None:
    """What a style writes for a name, it leaves when it finds it there."""
    rules = load_style(style)
    for entry in ENTRIES:
        for name in entry.names:
            chosen = rules.choose(entry, name)
            assert chosen is None or rules.choose(entry, chosen) == chosen, (entry.id, name.form)

"""Texts before and after: every file of tests/rewrites, each style of a case a test; a second pass changes nothing.

A style is a shipped one or one of tests/styles.
"""

from pathlib import Path

import pytest
from test_cases import HOW, how
from yamls import safe_load

from toponyms import Annotator, Gazetteer, Style, load_style

ASKED = ("date", "to", "gloss")
CASES = [
    pytest.param(
        case["text"], how(case), style, {key: case[key] for key in ASKED if key in case}, wanted, id=f"{case['id']}-{style}"
    )
    for path in sorted((Path(__file__).parent / "rewrites").glob("*.yaml"))
    for case in safe_load(path.read_text(encoding="utf-8"))
    for style, wanted in case.items()
    if style not in ("id", "text", *ASKED, "note", *HOW)
]


def style_of(name: str) -> Style:
    """A style of the tests' own, or a shipped one."""
    own = Path(__file__).parent / "styles" / f"{name}.yaml"
    return load_style(own if own.exists() else name)


@pytest.mark.parametrize(("text", "read", "style", "asked", "wanted"), CASES)
def test_rewrite(text: str, read: dict, style: str, asked: dict, wanted: str, annotator: Annotator) -> None:
    rules = style_of(style)
    assert annotator.rewrite(text, rules, **asked, **read) == wanted
    assert annotator.rewrite(wanted, rules, **asked, **read) == wanted


PACK = """
- id: zone
  type: term
  names:
    ru:
      - {form: рыболовная зона, usage: russia, declension: adj-f f, number: both}
      - {form: промысловый участок, usage: japan, declension: adj-m m-ok, number: both}
- id: ridge
  type: term
  names:
    ru:
      - {form: Малая гряда, usage: russia, declension: adj-f f}
      - {form: Малые острова, usage: japan, declension: adj-pl pl-a-ov}
- id: deal
  type: term
  names:
    ru:
      - {form: малый договор, usage: russia, declension: adj-m m, number: both}
      - {form: новое соглашение, usage: japan, declension: adj-n n-ie}
- id: talk
  type: term
  names:
    ru:
      - {form: обмен, usage: russia, inflected: {gen: обмена, gen.pl: обменов, ins.pl: обменами}}
      - {form: визит, usage: japan, declension: m, number: both}
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("о рыболовных зонах", "о промысловых участках"),
        ("у рыболовной зоны", "у промыслового участка"),
        # Genitive singular, and nominative or accusative plural: no one form is all three.
        ("рыболовные зоны", "промысловые участки"),
        # Where a number is no choice of the author's, the other name keeps its own.
        ("к Малой гряде", "к Малой гряде"),
        ("за Малой грядой", "за Малыми островами"),
        ("с малым договором", "с новым соглашением"),
        # A plural that the other name does not have.
        ("с малыми договорами", "с малыми договорами"),
        ("много обменов без обмена", "много визитов без визита"),
        ("с обменами", "с визитами"),
    ],
)
def test_number_is_carried_over(text: str, wanted: str, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "style.yaml").write_text("title: t\nauthority: a\nprefer: [{usage: japan}]\n", encoding="utf-8")
    assert Annotator(Gazetteer.load(tmp_path / "pack.yaml")).rewrite(text, tmp_path / "style.yaml") == wanted

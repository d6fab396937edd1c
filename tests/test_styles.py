"""Style files: what is refused when they load, what is held against the gazetteer, and what the command tells of them."""

from pathlib import Path

import pytest

from toponyms import Annotator, Gazetteer, GazetteerError, Style, load_style
from toponyms.cli import main
from toponyms.files import builtin_styles
from toponyms.style import Rule
from toponyms.stylecheck import can_unsettle, checked_style, unsettled_names

HEAD = "title: t\nauthority: a\n"
PAIR = '{en: "{0} ({1})"}'
# By itself: (content, line:column, message).
FAULTS = {
    "nothing": (HEAD, "1:1", "this style chooses nothing; give `prefer`, `date`, `to`, or"),
    "dual without parties": (f"{HEAD}dual: {PAIR}\n", "1:1", "`parties` and `dual` or `first` need each other"),
    "parties alone": (HEAD + "date: 1944\nparties: [japan, russia]\n", "1:1", "`parties` and `dual` or `first` need each other"),
    "first without a place": (f"{HEAD}parties: [a, b]\nfirst: {PAIR}\n", "1:1", "`first` and `first_mention` need each other"),
    "a place without first": (HEAD + "date: 1944\nfirst_mention: heading\n", "1:1", "`first` and `first_mention` need"),
    "dual and first": (
        f"{HEAD}parties: [a, b]\ndual: {PAIR}\nfirst: {PAIR}\nfirst_mention: document\n",
        "1:1",
        "`dual` writes both names each time, `first` at the first mention; keep one of them",
    ),
    "a template without a place": (HEAD + 'parties: [a, b]\ndual: {en: "{0}"}\n', "4:12", "'{0}' is not text with {0} and {1}"),
    "quotations": (HEAD + "date: 1944\nquotations: keep\n", "4:13", "'keep' is none of leave, rewrite, gloss"),
    "mention": (HEAD + "first_mention: page\n", "3:16", "'page' is none of document, heading"),
    "date": (HEAD + "date: 1944-05\n", "3:7", "'1944-05' is not a year"),
    "lang": (HEAD + "prefer: [{lang: de}]\n", "3:17", "'de' is none of en, ru, ja"),
    "the same rule": (HEAD + "prefer: [{usage: a}, {usage: a}]\n", "3:22", "this rule is never reached: rule 1 decides first"),
    "a narrower rule": (HEAD + "prefer:\n- {usage: a}\n- {usage: b}\n- {usage: b, lang: en}\n", "6:3", "never reached: rule 2"),
    "a rule for a type": (HEAD + "prefer: [{lang: en}, {lang: en, type: sea}]\n", "3:22", "never reached: rule 1"),
    "a preferred name": (HEAD + "prefer: [{usage: a}, {usage: a, status: preferred}]\n", "3:22", "never reached: rule 1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(fault: str, tmp_path: Path) -> None:
    content, where, message = FAULTS[fault]
    file = tmp_path / "own.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(GazetteerError) as error:
        load_style(file)
    assert any(f":{where}: own: " in line and message in line for line in str(error.value).splitlines()), str(error.value)


REACHED = [
    "[{usage: a, lang: en}, {usage: a}]",
    "[{usage: a}, {usage: b}]",
    "[{usage: a}, {usage: none}]",
    "[{usage: a}, {usage: a, status: historical}]",
    "[{usage: a, type: sea}, {usage: a, type: bay}]",
    "[{usage: a, system: hepburn}, {usage: a, system: kunrei}, {usage: a}]",
]


@pytest.mark.parametrize("rules", REACHED)
def test_rules_that_are_reached(rules: str, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(f"{HEAD}prefer: {rules}\n", encoding="utf-8")
    assert len(load_style(file).prefer) > 1


# Against the gazetteer: (content, whether only a thorough look tells, message).
UNKNOWN = {
    "id": (
        "date: 1944\nentries: {itrup: {en: Iturup}}",
        False,
        "entries names 'itrup', which no file defines; did you mean iturup",
    ),
    "form": ("date: 1944\nentries: {iturup: {en: Itrp}}", False, "iturup has no such name in en; it has Iturup, Etorofu, "),
    "language": ("date: 1944\nentries: {iturup: {ja: Iturup}}", False, "iturup has no such name in ja; it has 択捉島, "),
    "usage": ("prefer: [{usage: jappan}]", True, "no name of the gazetteer has the usage 'jappan'; did you mean japan"),
    "system": ("prefer: [{system: hepbrn}]", True, "has the system 'hepbrn'; did you mean hepburn"),
    "register": ("prefer: [{register: ful}]", True, "has the register 'ful'; did you mean full"),
    "type": ("prefer: [{type: iland}]", True, "has the type 'iland'; did you mean island"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_the_gazetteer_does_not_have(case: str, gazetteer: Gazetteer, annotator: Annotator, tmp_path: Path) -> None:
    content, is_hidden, message = UNKNOWN[case]
    file = tmp_path / "own.yaml"
    file.write_text(HEAD + content + "\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=message):
        checked_style(file, gazetteer.entries, thorough=True)
    if is_hidden:
        assert annotator.rewrite("Fog.", file) == "Fog."
    else:
        with pytest.raises(GazetteerError, match=message):
            annotator.rewrite("Fog.", file)


def test_choices_that_do_not_settle(tmp_path: Path) -> None:
    pack, file = tmp_path / "pack.yaml", tmp_path / "own.yaml"
    names = "[A, {form: B, register: short, usage: russia}, {form: C, register: short, usage: japan}]"
    pack.write_text(f"- id: x\n  type: term\n  names: {{en: {names}}}\n", encoding="utf-8")
    file.write_text(HEAD + "prefer: [{usage: japan, status: preferred}, {register: short}]\n", encoding="utf-8")
    gazetteer = Gazetteer.load(pack)
    with pytest.raises(GazetteerError, match="not settled: of x it writes B for A, and C for that"):
        Annotator(gazetteer).rewrite("A", file)


def test_rules_that_cannot_undo_each_other_do_not(gazetteer: Gazetteer) -> None:
    """What spares a filter the half second that it takes to try every name."""
    usages = ("japan", "russia", "")
    rules = [Rule(usage=usage, system=system) for usage in usages for system in (None, "kunrei", "bgn-pcgn")]
    rules += [Rule(status="historical"), Rule(status="admitted"), Rule(lang="en", type="island"), Rule(type="town")]
    some = gazetteer.entries[::7]
    for first in rules:
        for second in rules[::3]:
            style = Style("s", "t", "a", prefer=(first, second))
            assert not can_unsettle(style)
            assert not list(unsettled_names(style, some)), (first, second)


@pytest.mark.parametrize("name", builtin_styles())
def test_shipped_styles_fit_the_shipped_gazetteer(name: str, gazetteer: Gazetteer) -> None:
    file = Path(__file__).parent.parent / "gazetteer" / "styles" / f"{name}.yaml"
    assert checked_style(file, gazetteer.entries, thorough=True) == load_style(name)


def test_the_command(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    assert main(["styles"]) == 0
    listed = capfdbinary.readouterr().out.decode()
    assert [line.split()[0] for line in listed.splitlines()] == builtin_styles()
    for name in builtin_styles():
        assert main(["styles", name]) == 0
        assert capfdbinary.readouterr().out.decode().startswith(f"{name}  {load_style(name).title}\n")
    assert main(["styles", "jappan"]) == 2
    assert b"no style 'jappan'; did you mean japan" in capfdbinary.readouterr().err
    file = tmp_path / "own.yaml"
    file.write_text(HEAD + "prefer: [{usage: jappan}]\n", encoding="utf-8")
    assert main(["styles", str(file)]) == 2
    assert b"own.yaml:3:10: own: no name of the gazetteer has the usage 'jappan'" in capfdbinary.readouterr().err


@pytest.mark.parametrize("year", ["x", "12345", "1944-05"])
def test_a_date_is_a_year(year: str) -> None:
    with pytest.raises(SystemExit):
        main(["rewrite", "--style", "japan", "--date", year])

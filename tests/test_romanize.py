"""Romanization systems: the samples of their own standards, facts from elsewhere, and what holds for any text."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yamls import strings

import toponyms
from toponyms import GazetteerError, UnknownNameError, transliterate
from toponyms.cli import main
from toponyms.files import builtin_systems
from toponyms.fold import fold
from toponyms.romanize import MOST_SPELLINGS, load_system, read_system, spellings

SYSTEMS = {name: load_system(name) for name in builtin_systems()}
SAMPLES = [(name, text, written) for name, system in SYSTEMS.items() for text, written in system.samples]
FACTS = [
    (fact["system"], text, written, "first" in fact)
    for fact in strings((Path(__file__).parent / "transliteration" / "facts.yaml").read_text("utf-8"))
    for text, written in fact["pairs"].items()
]
CYRILLIC = [name for name, system in SYSTEMS.items() if system.origin[1] == "Cyrl"]
KANA = [name for name, system in SYSTEMS.items() if system.origin[1] == "Kana"]
# Letters of every script that a system knows, marks, seams, capitals that grow, and whatever else there is.
ANY = st.text(
    st.one_of(
        st.sampled_from("аеёийкщъьыэюяАЩЮЯѣおうこんっばゃーアッンｶﾞ|'’ nshOŌ\u0301\u0306\u0308\u3099\u0361-İß"), st.characters()
    )
)
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


@pytest.mark.parametrize(("name", "text", "written"), SAMPLES)
def test_sample(name: str, text: str, written: tuple[str, ...]) -> None:
    wanted = [unicodedata.normalize("NFC", spelling) for spelling in written]
    assert transliterate(text, name) == wanted[0]
    assert set(wanted) <= set(spellings(text, name))


@pytest.mark.parametrize(("name", "text", "written", "first"), FACTS)
def test_fact(name: str, text: str, written: str, first: bool) -> None:
    assert written in spellings(text, name)[: 1 if first else None]


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_letter_of_the_source_is_written(name: str) -> None:
    letters = RUSSIAN if name in CYRILLIC else "かきくけこんっゃアーガプ" if name in KANA else "abdefghijkmnoprstuwyzāīūēō"
    # In its place: a word, so that no rule for an edge hides what the table lacks.
    for letter in letters:
        word = f"{letters[0]}{letter}{letters[0]}"
        assert not set(transliterate(word, name)) & set(letters), word


@given(ANY)
@pytest.mark.parametrize("name", SYSTEMS)
def test_nfd_is_nfc_and_nothing_raises(name: str, text: str) -> None:
    written = transliterate(text, name)
    assert written == unicodedata.normalize("NFC", written)
    assert transliterate(unicodedata.normalize("NFD", text), name) == written
    assert spellings(text[:8], name)[0] == transliterate(text[:8], name)


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Z"))))
@pytest.mark.parametrize("name", SYSTEMS)
def test_text_of_other_scripts_stays(name: str, text: str) -> None:
    known = {"Cyrl": "CYRILLIC", "Kana": ("HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA"), "Latn": "LATIN"}[SYSTEMS[name].origin[1]]
    others = "".join(char for char in text if not unicodedata.name(char, "").startswith(known) and char not in "'’ʼ")
    assert transliterate(others, name) == unicodedata.normalize("NFC", others)


@given(st.text(RUSSIAN, min_size=2))
@pytest.mark.parametrize("name", CYRILLIC)
def test_capitals_keep_their_shape(name: str, word: str) -> None:
    small = transliterate(word, name)
    assert transliterate(word.upper(), name) == small.upper()
    titled = transliterate(word[0].upper() + word[1:], name)
    assert titled.lower() == small
    assert sum(map(str.isupper, titled)) <= (2 if name == "ala-lc" else 1)


def test_capitals() -> None:
    words = {
        "ЩУКА": "SHCHUKA",
        "Щука": "Shchuka",
        "Щ": "Shch",
        "Я ЗНАЮ": "YA ZNAYU",
        "А. Я. Ю": "A. Ya. Yu",
        "ЮЖНО-Курильск": "YUZHNO-Kuril’sk",
    }
    assert {word: transliterate(word, "bgn-pcgn") for word in words} == words
    assert transliterate("Якутск", "ala-lc") == "I\u0361Akutsk"


def test_stress_marks_are_no_letters() -> None:
    assert transliterate("Итуру́п, Шахтё́рск, е́ле, па́ек", "bgn-pcgn") == "Iturup, Shakhtërsk, yele, payek"
    assert transliterate("café, и e\u0301", "bgn-pcgn") == "café, i é"


def test_seams() -> None:
    assert [transliterate("おお|どまり こ|うし しん|ばし", name) for name in ("hepburn", "hepburn-traditional", "polivanov")] == [
        "ōdomari koushi shinbashi",
        "ōdomari koushi shimbashi",
        "одомари коуси симбаси",
    ]
    assert transliterate("| えとろふ | 島 |", "hepburn") == "| etorofu | 島 |"


def test_one_letter_is_written_in_one_way_throughout() -> None:
    assert spellings("Ульяньев", "bgn-pcgn") == ["Ul’yan’yev", "Ulyanyev"]
    assert len(spellings("しちつふじしゃちゃ" * 30, "wapuro")) <= MOST_SPELLINGS


def test_the_package_offers_it() -> None:
    assert toponyms.transliterate("Шикотан", "iso-9") == "Šikotan"
    with pytest.raises(UnknownNameError, match="no system 'hepbrun'; did you mean hepburn"):
        transliterate("x", "hepbrun")


GOOD = """
title: Mine
source: me
from: {language: ru, script: Cyrl}
to: {script: Latn}
classes: {vowel: ае}
rules: [{from: е, to: je, after: [edge, vowel]}]
table: {а: a, е: e}
samples: {ае: aje}
"""


def test_a_system_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert transliterate("Ае Бе", file) == "Aje Бe"


def test_the_example_in_the_docs_holds() -> None:
    page = (Path(__file__).parent.parent / "docs" / "transliteration.md").read_text("utf-8")
    system = read_system("example", "example.yaml", page.partition("```yaml\n")[2].partition("```")[0].encode())
    assert [(transliterate(text, system),) for text, _ in system.samples] == [written for _, written in system.samples]


def test_the_docs_tell_every_system() -> None:
    page = (Path(__file__).parent.parent / "docs" / "transliteration.md").read_text("utf-8")
    assert [name for name in SYSTEMS if f"\n| `{name}` |" not in page] == []


FAULTS = {
    "empty": ("", "the file is empty"),
    "unknown key": (GOOD + "tabel: {б: b}\n", "did you mean 'table'"),
    "no samples": (GOOD.replace("samples: {ае: aje}", ""), "has no 'samples'"),
    "nothing to do": ("title: x\nsource: y\nfrom: {script: Cyrl}\nto: {script: Latn}\nsamples: {a: b}\n", "writes nothing"),
    "no such base": (GOOD + "base: hepbrun\n", "'hepbrun' is no shipped system"),
    "no such class": (GOOD.replace("[edge, vowel]", "[edge, vowels]"), "'vowels' is neither `edge` nor a class"),
    "capital": (GOOD.replace("table: {а: a", "table: {А: a"), "'А' never applies"),
    "key twice": (GOOD + "title: x\n", "twice"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_system_is_told(fault: str) -> None:
    content, message = FAULTS[fault]
    with pytest.raises(GazetteerError) as error:
        read_system("mine", "mine.yaml", content.encode())
    assert message in str(error.value)
    assert str(error.value).startswith("mine.yaml:")


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, bytes, bytes]:
    status = main(["transliterate", *arguments])
    return status, *capfdbinary.readouterr()


def test_the_command_passes_bytes(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(b"\xef\xbb\xbf" + "Уруп\r\n\tЩ\0".encode() + b"\xff\xd0" + "択捉".encode())
    written = b"\xef\xbb\xbfUrup\r\n\tShch\0\xff\xd0" + "択捉".encode()
    assert run(capfdbinary, "--system", "bgn-pcgn", str(file)) == (0, written, b"")


def test_the_command_lists_the_systems(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, output, _ = run(capfdbinary, "--list")
    lines = output.decode().splitlines()
    assert status == 0
    assert [line.split("  ")[0] for line in lines] == builtin_systems()
    assert all(line.endswith(SYSTEMS[line.split()[0]].title) for line in lines)


def test_the_command_tells_what_is_wrong(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, output, errors = run(capfdbinary, "-s", "polivanow")
    assert (status, output) == (2, b"")
    assert errors.startswith(b"toponyms: no system 'polivanow'; did you mean polivanov")
    status, output, errors = run(capfdbinary, "-s", "hepburn", str(tmp_path / "gone.txt"))
    assert (status, output) == (2, b"")
    with pytest.raises(SystemExit) as stopped:
        main(["transliterate"])
    assert stopped.value.code == 2


TABLES = Path(__file__).parents[2] / "shared" / "testdata"


@pytest.mark.skipif(not TABLES.exists(), reason="the transform test data of CLDR is not in ../shared")
@pytest.mark.parametrize(
    ("table", "system"),
    [
        ("ru-Latn-t-ru-m0-bgn.txt", "bgn-pcgn"),
        ("ja-Latn-t-ja-hrkt-m0-bgn.txt", "bgn-pcgn-japanese"),
        ("ru-t-ja-Latn.txt", "hepburn-polivanov"),
    ],
)
def test_every_pair_of_the_tables_of_cldr(table: str, system: str) -> None:
    lines = [line for line in (TABLES / table).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [line.split("\t") for line in lines]
    assert len(pairs) > 30
    for text, written in pairs:
        for word, expected in zip(text.split(), written.split(), strict=True):
            # Primes and apostrophes are one sign to us; the dots that CLDR writes are among what the system allows; one of its
            # tables has small letters alone.
            allowed = {fold(spelling).text.casefold() for spelling in spellings(word, system)}
            assert fold(expected).text.casefold() in allowed, (word, expected)

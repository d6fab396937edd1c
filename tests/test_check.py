"""`toponyms check`: what it finds, in which shape it says so, and the exit code."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rewrites import style_of
from texts import texts
from yamls import safe_load

from toponyms import Annotator, ToponymsError, load_style
from toponyms.consistency import against_style, between, mixed
from toponyms.files import builtin_styles
from toponyms.findings import FORMATS, RULES, Finding

CASES = safe_load((Path(__file__).parent / "check.yaml").read_text(encoding="utf-8"))
TOPONYMS = [sys.executable, "-m", "toponyms"]


def run(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*TOPONYMS, "check", *arguments], input=stdin, capture_output=True, timeout=60, cwd=folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_findings(case: dict[str, str], annotator: Annotator, derived: Annotator) -> None:
    text = case["text"]
    if "style" in case:
        style = style_of(case["style"])
        date = str(case.get("date", style.date))
        found = list(against_style("a", [text], annotator, style._replace(date=date)))
    elif "target" in case:
        found = between(("a", text), ("b", case["target"]), derived, case.get("align"))
    else:
        found = list(mixed("a", [text], annotator))
    assert [f"{one.line}:{one.column} {one.rule} {one.id}" for one in found] == case["found"]
    assert {one.rule for one in found} <= set(RULES)


@given(texts, st.sampled_from(builtin_styles()))
def test_what_a_style_wrote_agrees_with_it(annotator: Annotator, text: str, style: str) -> None:
    rules = load_style(style)
    found = against_style("a", [annotator.rewrite(text, rules)], annotator, rules)
    assert not [one for one in found if one.rule == "style"]


@given(texts, st.sampled_from((None, "line", "paragraph")))
def test_a_text_agrees_with_itself(derived: Annotator, text: str, alignment: str | None) -> None:
    assert between(("a", text), ("b", text), derived, alignment) == []


@given(texts)
def test_a_finding_tells_where_it_is(annotator: Annotator, text: str) -> None:
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text)
    for one in against_style("a", [text], annotator, load_style("japan")):
        assert "".join(lines[one.line - 1 :])[one.column - 1 :].startswith(one.surface)
    for write in FORMATS.values():
        write(against_style("a", [text], annotator, load_style("dual"))).encode("utf-8", "surrogateescape")


def test_texts_that_cannot_be_aligned(annotator: Annotator) -> None:
    with pytest.raises(ToponymsError, match="a and b cannot be held side by side: they have 2 and 3 lines, 1 and 2 paragraphs"):
        between(("a", "x\ny"), ("b", "x\n\ny"), annotator)
    with pytest.raises(ToponymsError, match=r"have 2 and 3 lines$"):
        between(("a", "x\ny"), ("b", "x\ny\nz"), annotator, "line")


def test_the_command_reads_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_bytes(b"\xff Fog over Etorofu.\n")
    (tmp_path / "sub" / "b.txt").write_bytes(b"Iturup")
    (tmp_path / "sub" / "c.csv").write_bytes(b"Etorofu")
    (tmp_path / "sub" / "d.bin").write_bytes(b"Etorofu\0")
    done = run(tmp_path, "--style", "russia", "--exclude", "*.csv", "a.txt", "sub")
    assert done.stdout.decode() == (
        "a.txt:1:12: iturup: 'Etorofu' is 'Iturup' in the style russia (prefer usage russia) [style]\n"
    )
    assert (done.stderr, done.returncode) == (b"", 1)
    assert run(tmp_path, "--style", "japan", "a.txt").returncode == 0
    done = run(tmp_path, "--style", "russia", "gone.txt", "a.txt")
    assert (done.stdout.count(b"\n"), done.stderr, done.returncode) == (1, b"toponyms: gone.txt: No such file or directory\n", 2)
    done = run(tmp_path, "--style", "japan", "--date", "1940", "--input", "html", stdin=b"<p id='Iturup'>Yuzhno-Sakhalinsk")
    assert b"'Yuzhno-Sakhalinsk' is 'Toyohara' in the style japan (prefer usage japan, date 1940)" in done.stdout
    assert b"--date goes with --style" in run(tmp_path, "--date", "1940", stdin=b"Iturup").stderr
    assert run(tmp_path, stdin=b"Iturup. Etorofu.").stdout.startswith(b"-:1:9: iturup: 'Etorofu' (japan) is 'Iturup' (russia)")


def test_the_command_holds_a_translation_against_its_source(tmp_path: Path) -> None:
    (tmp_path / "a.ru.txt").write_text("Туман над Итурупом.\nСнег на Кунашире.\n", encoding="utf-8")
    (tmp_path / "a.en.txt").write_text("Fog over Etorofu.\nSnow.\n", encoding="utf-8")
    sides = ("--source", "a.ru.txt", "--target", "a.en.txt")
    done = run(tmp_path, *sides)
    assert done.stdout.decode() == "a.ru.txt:2:9: kunashir: 'Кунашире' is not named in a.en.txt:2 [missing]\n"
    assert done.returncode == 1
    done = run(tmp_path, *sides, "--style", "russia")
    assert [line.rpartition(" ")[2] for line in done.stdout.decode().splitlines()] == ["[missing]", "[style]"]
    assert run(tmp_path, *sides, "--packs", "terms").returncode == 0
    for wrong in (("--source", "a.ru.txt"), (*sides, "a.en.txt"), ("--align", "line"), ("--source", "gone", "--target", "gone")):
        done = run(tmp_path, *wrong)
        assert (done.stdout, done.returncode) == (b"", 2)
        assert done.stderr


FOUND = Finding("a b.txt", 1, 4, 2, 3, "style", "iturup", "It\nurup", "100 %: 'It\\nurup'\nis", "Etorofu")


def test_json() -> None:
    assert json.loads(FORMATS["json"]([FOUND])) == {"findings": [FOUND._asdict()]}
    assert json.loads(FORMATS["json"]([])) == {"findings": []}


def test_github() -> None:
    assert FORMATS["github"]([FOUND]) == (
        "::warning file=a b.txt,line=1,endLine=2,title=toponyms style::iturup: 100 %25: 'It\\nurup'%0Ais\n"
    )
    one = FOUND._replace(end_line=1, path="a:b,c")
    assert "file=a%3Ab%2Cc,line=1,endLine=1,col=4,endColumn=3," in FORMATS["github"]([one])


def test_sarif() -> None:
    log = json.loads(FORMATS["sarif"]([FOUND, FOUND._replace(rule="added", replacement=None, path="/tmp/é")]))
    [run] = log["runs"]
    first, second = run["results"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    region = {"startLine": 1, "startColumn": 4, "endLine": 2, "endColumn": 3}
    location = {"artifactLocation": {"uri": "a%20b.txt"}, "region": region}
    assert first["locations"] == [{"physicalLocation": location}]
    assert first["fixes"][0]["artifactChanges"][0]["replacements"] == [
        {"deletedRegion": region, "insertedContent": {"text": "Etorofu"}}
    ]
    assert "fixes" not in second
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///tmp/%C3%A9"
    for result in (first, second):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]

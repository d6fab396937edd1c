"""Edits as values: what they say, the way back, and offsets moved along; edits files and `restore`."""

import json
import pickle
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rewrites import style_of
from texts import texts
from yamls import safe_load

from toponyms import Annotator, Edits, EditsError, ToponymsError, editlog
from toponyms.editing import apply
from toponyms.files import builtin_styles

CASES = safe_load((Path(__file__).parent / "edits.yaml").read_text(encoding="utf-8"))
TOPONYMS = [sys.executable, "-m", "toponyms"]

styles = st.sampled_from(builtin_styles())
# Text, bytes that are none, and both at once, for what is left of a character may stand right beside a name.
documents = st.one_of(
    texts.map(lambda text: text.encode("utf-8", "surrogateescape")),
    st.binary(),
    st.lists(st.one_of(texts.map(lambda text: text.encode("utf-8", "surrogateescape")), st.binary(max_size=3))).map(b"".join),
)


def run(*arguments: str, stdin: bytes = b"", folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*TOPONYMS, *arguments], input=stdin, capture_output=True, timeout=60, cwd=folder)


def rewritten(annotator: Annotator, data: bytes, style: str, path: str = "-") -> tuple[bytes, bytes]:
    """What a rewrite writes, and the lines of its edits file."""
    text = data.decode("utf-8", "surrogateescape")
    edits = annotator.edits(text, style)
    after = apply(text, edits).encode("utf-8", "surrogateescape")
    return after, editlog.record(path, style, data, after, edits)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_edits_and_offsets(case: dict[str, object], annotator: Annotator) -> None:
    edits = annotator.edits(case["text"], style_of(case["style"]), date=case.get("date"))
    assert [[edit.old, edit.new, edit.reason] for edit in edits] == case["edits"]
    for offset, as_start, as_end in case.get("map", ()):
        assert (edits.map(offset), edits.map(offset, end=True)) == (as_start, as_end), offset


@given(documents, styles)
def test_law_4_a_rewrite_can_be_taken_back(annotator: Annotator, data: bytes, style: str) -> None:
    after, lines = rewritten(annotator, data, style)
    assert editlog.restore(after, "-", editlog.read(lines, "edits"), "edits") == data


@given(st.lists(st.tuples(documents, styles), min_size=1, max_size=4))
def test_law_4_with_many_texts_in_one_edits_file(annotator: Annotator, inputs: list[tuple[bytes, str]]) -> None:
    done = [rewritten(annotator, data, style, f"{number}.txt") for number, (data, style) in enumerate(inputs)]
    records = editlog.read(b"".join(lines for _, lines in done), "edits")
    for number, ((data, _), (after, _)) in enumerate(zip(inputs, done, strict=True)):
        assert editlog.restore(after, f"./{number}.txt", records, "edits") == data


@given(texts, styles)
def test_offsets_move_with_the_text(annotator: Annotator, text: str, style: str) -> None:
    edits = annotator.edits(text, style)
    after = apply(text, edits)
    assert edits.restore(after) == text
    assert edits.inverse().inverse() == edits
    assert [after[edits.map(edit.start) : edits.map(edit.end, end=True)] for edit in edits] == [edit.new for edit in edits]
    for first, second in pairwise(((0, 0), *((edit.start, edit.end) for edit in edits), (len(text), len(text)))):
        assert after[edits.map(first[1]) : edits.map(second[0], end=True)] == text[first[1] : second[0]]
    for find in annotator.annotate(text):
        start, end = edits.map(find.start), edits.map(find.end, end=True)
        assert after[start:end] in (find.surface, *(edit.new for edit in edits if edit.start == find.start))
    for end in (False, True):
        moved = [edits.map(offset, end=end) for offset in range(len(text) + 1)]
        assert moved == sorted(moved)


def test_edits_are_a_tuple_that_pickles(annotator: Annotator) -> None:
    edits = annotator.edits("Iturup, Kunashir", "japan")
    assert isinstance(edits, Edits)
    assert edits == tuple(edits) == pickle.loads(pickle.dumps(edits))
    assert edits.map(8) == pickle.loads(pickle.dumps(edits)).map(8) == 9


def test_a_text_of_others_is_not_restored(annotator: Annotator) -> None:
    edits = annotator.edits("On Iturup and Kunashir.", "japan")
    with pytest.raises(EditsError, match="'Kunashiri' does not stand at 15") as caught:
        edits.restore("On Etorofu and Kunashir.")
    assert caught.value.start == 15
    assert pickle.loads(pickle.dumps(caught.value)).start == 15


CHANGED = {
    "a name": ("On Etorofu\nand Kunashir.\n", "at line 2, column 5, where 'Kunashiri' was written"),
    "the same length": ("On Etorofu\nAnd Kunashiri.\n", "between line 1, column 11 and line 2, column 5"),
    "an insertion": ("Up on Etorofu\nand Kunashiri.\n", "between line 1, column 1 and line 1, column 4"),
    "the end": ("On Etorofu\nand Kunashiri!\n", "after line 2, column 14"),
    "cut short": ("On", "between line 1, column 1 and line 1, column 3"),
    "empty": ("", "between line 1, column 1 and line 1, column 1"),
    "other line ends": ("On Etorofu\r\nand Kunashiri.\r\n", "between line 1, column 11 and line 2, column 4"),
}


@pytest.mark.parametrize("case", CHANGED)
def test_a_changed_text_is_refused_with_the_place(annotator: Annotator, case: str) -> None:
    now, place = CHANGED[case]
    _, lines = rewritten(annotator, b"On Iturup\nand Kunashir.\n", "japan", "a.txt")
    with pytest.raises(EditsError) as caught:
        editlog.restore(now.encode(), "a.txt", editlog.read(lines, "edits"), "edits")
    assert str(caught.value) == f"a.txt: changed since it was rewritten, {place}"


def test_what_no_record_leads_back_from(annotator: Annotator) -> None:
    after, lines = rewritten(annotator, b"On Iturup and Kunashir.", "japan", "a.txt")
    records = editlog.read(lines, "edits")
    assert editlog.restore(b"On Iturup and Kunashir.", "a.txt", records, "edits") == b"On Iturup and Kunashir."
    with pytest.raises(ToponymsError, match=r"b\.txt: edits has no record of it"):
        editlog.restore(b"another text", "b.txt", records, "edits")
    changed = editlog.read(lines.replace(b'"old": "Iturup"', b'"old": "Urup"'), "edits")
    with pytest.raises(ToponymsError, match="edits:1: the edits do not lead back"):
        editlog.restore(after, "a.txt", changed, "edits")
    _, others = rewritten(annotator, b"On Etorofu and Kunashir.", "japan", "c.txt")
    with pytest.raises(ToponymsError, match=r"several texts became this one \(a\.txt, c\.txt\)"):
        editlog.restore(after, "-", editlog.read(lines + others, "edits"), "edits")


@given(st.data())
def test_an_edits_file_cut_short_never_leads_astray(annotator: Annotator, data: st.DataObject) -> None:
    """Whatever a crash left of it, what is restored is the text that was there, or nothing is."""
    first, second = b"On Iturup\nand Kunashir.\n", "На Итурупе снег.".encode()
    (after, lines), (later, more) = rewritten(annotator, first, "japan", "a"), rewritten(annotator, second, "dual", "b")
    cut = data.draw(st.integers(0, len(lines)))
    try:
        records = editlog.read(lines[:cut] + b"\n" + more, "edits")
        assert editlog.restore(after, "a", records, "edits") == first
    except ToponymsError:
        assert cut < len(lines) - 1
    assert editlog.restore(later, "b", records, "edits") == second


@pytest.mark.parametrize("content", [b"", b"Iturup\n", b"[1]\n{}\n", b"\xff\x00", b'{"start": 1}\n', b'{"path": 1}'])
def test_what_is_no_edits_file(content: bytes) -> None:
    with pytest.raises(ToponymsError, match="no record of a rewrite"):
        editlog.read(content, "edits")


def test_the_command_leads_there_and_back(tmp_path: Path) -> None:
    given = b"\xef\xbb\xbf\xffIturup\r\nSouthern\r\nKurils \0 \xe6\x97\n\n"
    there = run("rewrite", "-s", "japan", "--edits", "edits.jsonl", stdin=given, folder=tmp_path)
    assert there.stdout == given.replace(b"Iturup", b"Etorofu").replace(b"Southern\r\nKurils", b"Northern\r\nTerritories")
    back = run("restore", "--edits", "edits.jsonl", stdin=there.stdout, folder=tmp_path)
    assert (back.stdout, back.stderr, back.returncode) == (given, b"", 0)
    header, *edits = map(json.loads, (tmp_path / "edits.jsonl").read_text(encoding="utf-8").splitlines())
    assert [*header] == ["path", "style", "version", "before", "after", "edits"]
    assert (header["path"], header["style"], header["edits"]) == ("-", "japan", 2)
    assert (header["before"], header["after"]) == (editlog.digest(given), editlog.digest(there.stdout))
    assert [*edits[0]] == ["start", "end", "old", "new", "id", "reason", "gap"]
    assert edits[1]["old"] == "Southern\r\nKurils"


def test_the_command_restores_files_each_on_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Iturup\n")
    (tmp_path / "b.txt").write_bytes(b"Kunashir\n")
    (tmp_path / "none.txt").write_bytes(b"No name.\n")
    files = ["a.txt", "b.txt", "none.txt"]
    assert run("rewrite", "-s", "japan", "--edits", "e", *files, folder=tmp_path).stdout == b"Etorofu\nKunashiri\nNo name.\n"
    (tmp_path / "a.txt").write_bytes(b"Etorofu\n")
    (tmp_path / "b.txt").write_bytes(b"Kunashiri!\n")
    done = run("restore", "--edits", "e", "gone.txt", *files, folder=tmp_path)
    assert (done.stdout, done.returncode) == (b"Iturup\nNo name.\n", 2)
    assert done.stderr.decode().splitlines() == [
        "toponyms: gone.txt: No such file or directory",
        "toponyms: b.txt: changed since it was rewritten, after line 1, column 10",
    ]


def test_an_edits_file_grows_and_the_last_rewrite_goes_first(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_bytes(b"Iturup and Kunashiri\n")
    for style, wanted in (("japan", b"Etorofu and Kunashiri\n"), ("russia", b"Iturup and Kunashir\n")):
        assert run("rewrite", "-s", style, "-w", "--edits", "e", "a.txt", folder=tmp_path).stderr == b""
        assert text.read_bytes() == wanted
    for wanted in (b"Etorofu and Kunashiri\n", b"Iturup and Kunashiri\n", b"Iturup and Kunashiri\n"):
        assert run("restore", "-w", "--edits", "e", folder=tmp_path).returncode == 0
        assert text.read_bytes() == wanted


def test_an_edits_file_that_was_cut_off_is_added_to(tmp_path: Path) -> None:
    (tmp_path / "e").write_bytes(b'{"path": "a.txt", "sty')
    done = run("rewrite", "-s", "japan", "--edits", "e", stdin=b"Iturup", folder=tmp_path)
    assert run("restore", "--edits", "e", stdin=done.stdout, folder=tmp_path).stdout == b"Iturup"


def test_a_text_is_not_taken_for_an_edits_file(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_bytes(b"Iturup")
    done = run("rewrite", "-s", "japan", "--edits", "a.txt", "a.txt", folder=tmp_path)
    assert (done.stdout, done.returncode, text.read_bytes()) == (b"", 2, b"Iturup")
    assert done.stderr.startswith(b"toponyms: a.txt: this is no edits file")


def test_edits_files_that_cannot_be_used(tmp_path: Path) -> None:
    assert b"Is a directory" in run("rewrite", "-s", "japan", "--edits", str(tmp_path), stdin=b"Iturup").stderr
    assert b"No such file" in run("restore", "--edits", "gone", stdin=b"Etorofu", folder=tmp_path).stderr
    assert b"need files" in run("rewrite", "-s", "japan", "-w", stdin=b"Iturup").stderr
    assert run("restore", "--edits", "gone", folder=tmp_path).returncode == 2

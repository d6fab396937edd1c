"""What a person sees of a rewrite before it is made: diffs, questions, colour, progress."""

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linear import assert_linear
from texts import texts

from toponyms import Annotator, Edits
from toponyms.ask import ask
from toponyms.diff import unified
from toponyms.editing import apply
from toponyms.files import builtin_styles

TOPONYMS = [sys.executable, "-m", "toponyms"]
long_texts = st.lists(st.one_of(texts, st.just("\n"), st.just("\n\nx\n\n\n\ny\n\n\n")), max_size=12).map("".join)


def run(folder: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [*TOPONYMS, "rewrite", "--style", "japan", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, cwd=folder, env={**os.environ, **environment})


def patched(text: str, diff: list[str]) -> str:
    """The text that a unified diff leads to; every line that the diff shows of the old one must be there."""
    old = re.findall(r"[^\n]*\n|[^\n]+\Z", text)
    new: list[str] = []
    at = 0
    for line in diff[2:]:
        if match := re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n", line):
            new += old[at : int(match[1]) - 1]
            at = int(match[1]) - 1
            assert len(new) == int(match[3]) - 1
            continue
        content = line[1:].removesuffix("\n\\ No newline at end of file\n") if "\n\\ No" in line else line[1:]
        if line[0] in " -":
            assert old[at] == content
            at += 1
        if line[0] in " +":
            new.append(content)
    return "".join(new + old[at:])


@given(long_texts, st.sampled_from(builtin_styles()))
def test_a_diff_leads_to_the_rewritten_text(annotator: Annotator, text: str, style: str) -> None:
    edits = annotator.edits(text, style)
    diff = list(unified("a", text, edits))
    assert bool(diff) == bool(edits)
    assert patched(text, diff) == apply(text, edits)
    hunks = [line for line in diff if line.startswith("@@")]
    assert len(hunks) == len(set(hunks))
    assert [re.sub("\033\\[\\d*m", "", line) for line in unified("a", text, edits, colour=True)] == diff or "\033" in text


@pytest.mark.skipif(not shutil.which("patch"), reason="no patch here")
def test_patch_understands_a_diff(tmp_path: Path) -> None:
    given = (
        "\ufeffone\r\nIturup\r\n" + "line\n" * 9 + "Southern\nKurils\nand 国後島へ\n" + "x\n" * 20 + "\udcffthe end at Kunashir"
    )
    data = given.encode("utf-8", "surrogateescape")
    (tmp_path / "a b.txt").write_bytes(data)
    done = run(tmp_path, "--diff", "a b.txt")
    assert (done.returncode, done.stderr) == (1, b"")
    subprocess.run(["patch", "--binary", "-p0"], input=done.stdout, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "a b.txt").read_bytes() == run(tmp_path, stdin=data).stdout


def test_every_way_of_rewriting_knows_the_date_and_the_markup(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(b"<p id='Iturup'>Yuzhno-Sakhalinsk")
    how = ("--date", "1940", "--input", "auto", "a.html")
    assert run(tmp_path, *how).stdout == b"<p id='Iturup'>Toyohara"
    assert run(tmp_path, "--diff", *how).stdout.count(b"\n+<p id='Iturup'>Toyohara") == 1
    assert b"(yuzhno-sakhalinsk, prefer usage japan, date 1940)" in run(tmp_path, "--dry-run", *how).stdout
    assert run(tmp_path, "-w", "--edits", "e", *how).returncode == 0
    assert page.read_bytes() == b"<p id='Iturup'>Toyohara"
    assert b'"reason": "prefer usage japan, date 1940"' in (tmp_path / "e").read_bytes()


def test_a_diff_of_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "--diff", stdin=b"No name.")
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)
    assert run(tmp_path, "--diff", "gone.txt").returncode == 2


def test_time_is_linear(annotator: Annotator) -> None:
    def made(size: int) -> tuple[str, Edits]:
        text = "Iturup and Kunashir " * size
        return text, annotator.edits(text, "japan")

    text, edits = made(4000)
    assert len(list(unified("a", text, edits))) == 5
    assert_linear(lambda subject: list(unified("a", *subject)), made, 4000)


def test_colour_is_for_readers(tmp_path: Path) -> None:
    assert b"\033" not in run(tmp_path, "--diff", stdin=b"Iturup\n").stdout
    always = run(tmp_path, "--diff", "--color", "always", stdin=b"Iturup\n", NO_COLOR="1").stdout
    assert b"\033[31m-Iturup\033[m\n\033[32m+Etorofu\033[m\n" in always


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal(tmp_path: Path, environment: dict[str, str], coloured: bool) -> None:
    (tmp_path / "a.txt").write_bytes(b"Iturup\n")
    assert (b"\033[32m+Etorofu" in on_terminal(tmp_path, "--diff", "a.txt", **{"TERM": "xterm", **environment})) == coloured


def on_terminal(folder: Path, *arguments: str, typed: bytes = b"", **environment: str) -> bytes:
    """All that a terminal shows."""
    import pty

    main, end = pty.openpty()
    plain = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(
        [*TOPONYMS, "rewrite", "--style", "japan", *arguments],
        cwd=folder,
        env={**plain, **environment},
        stdin=end,
        stdout=end,
        stderr=end,
    ):
        os.close(end)
        os.write(main, typed)
        shown = b""
        try:
            while piece := os.read(main, 4096):
                shown += piece
        except OSError:
            pass
    os.close(main)
    return shown


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_progress_is_shown_on_a_terminal_and_goes_away(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_bytes(b"Iturup and Kunashir.\n" * 1_500)
    (tmp_path / "8.bin").write_bytes(b"\0")
    shown = on_terminal(tmp_path, "-w", *sorted(path.name for path in tmp_path.iterdir()), TERM="xterm")
    assert re.search(rb"\r\x1b\[K\d of 9 files: \d\.(txt|bin)", shown)
    assert b"\r\x1b[Ktoponyms: 8.bin: binary; left alone\r\n" in shown
    assert shown.endswith(b"\r\x1b[K")
    assert b"files" not in on_terminal(tmp_path, "-w", "-s", "russia", "0.txt", TERM="xterm")


TEXT = "On Iturup\nand Kunashir,\nUrup and Shikotan."
ANSWERS = {
    "yes to all": ("yyy", ("Etorofu", "Kunashiri", "Uruppu"), True),
    "no to all": ("nnn", (), True),
    "one by one": ("yny", ("Etorofu", "Uruppu"), True),
    "this and the rest": ("na", ("Kunashiri", "Uruppu"), True),
    "the rest not": ("yd", ("Etorofu",), True),
    "the end": ("yq", ("Etorofu",), False),
    "no more answers": ("y", ("Etorofu",), False),
    "none at all": ("", (), False),
    "help, and what is no answer": ("?xY ynn", ("Etorofu",), True),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_answers(annotator: Annotator, case: str) -> None:
    typed, wanted, wanted_more = ANSWERS[case]
    left = [f"{letter}\n" for letter in typed]
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return left.pop(0) if left else ""

    edits, goes_on = ask("a.txt", TEXT, annotator.edits(TEXT, "japan"), answer)
    assert (tuple(edit.new for edit in edits), goes_on) == (wanted, wanted_more)
    assert isinstance(edits, Edits)
    assert not left
    assert asked[0] == ("a.txt:1:4: iturup, prefer usage japan\n- On Iturup\n+ On Etorofu\nWrite this name (1/3) [y,n,a,d,q,?]? ")
    if "?" in typed:
        assert asked[1].startswith("y  write this name\n")


@given(texts, st.lists(st.sampled_from("ynadq?x"), max_size=20))
def test_any_answers_give_some_of_the_edits(annotator: Annotator, text: str, typed: list[str]) -> None:
    edits, left = annotator.edits(text, "dual"), list(typed)
    chosen, _ = ask("a", text, edits, lambda _: left.pop(0) if left else "")
    assert set(chosen) <= set(edits)
    assert all(before.end <= after.start for before, after in pairwise(chosen))
    assert chosen.restore(apply(text, chosen)) == text


def test_questions_on_the_command_line(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_bytes(b"Iturup, Kunashir\n")
    (tmp_path / "none.txt").write_bytes(b"No name.\n")
    done = run(tmp_path, "-i", "--edits", "e", ".", stdin=b"n\n\xff\ny\ny\nq\n")
    assert (done.stdout, done.returncode) == (b"", 0)
    assert done.stderr.count(b"Write this name") == 5
    found = [(tmp_path / name).read_bytes() for name in ("a.txt", "b.txt", "c.txt")]
    assert found == [b"Iturup, Kunashiri\n", b"Etorofu, Kunashir\n", b"Iturup, Kunashir\n"]
    restored = subprocess.run([*TOPONYMS, "restore", "-w", "--edits", "e"], capture_output=True, cwd=tmp_path)
    assert (restored.stderr, restored.returncode) == (b"", 0)
    assert {(tmp_path / name).read_bytes() for name in ("a.txt", "b.txt", "c.txt")} == {b"Iturup, Kunashir\n"}


def test_a_long_line_is_cut_around_the_name(annotator: Annotator) -> None:
    text = "x " * 500 + "Iturup\r\n Kunashir" + " y" * 500
    asked: list[str] = []
    ask("a", text, annotator.edits(text, "japan"), lambda question: asked.append(question) or "n", colour=True)
    assert all(len(line) < 160 and "\r" not in line for question in asked for line in question.split("\n"))
    assert "\033[1;32mEtorofu\033[m" in asked[0]

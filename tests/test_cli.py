"""The command as a filter: bytes in, bytes out, exit codes, one line for each error."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

TOPONYMS = [sys.executable, "-m", "toponyms"]


def run(*arguments: str, stdin: bytes = b"", **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*TOPONYMS, *arguments], input=stdin, capture_output=True, timeout=60, **more)  # type: ignore[call-overload]


BYTES = {
    "plain": ("On Iturup.\n", "On [Iturup|iturup].\n"),
    "crlf": ("Southern\r\nKurils\r\n", "[Southern\r\nKurils|southern-kurils]\r\n"),
    "byte order mark": ("\ufeffIturup\n", "\ufeff[Iturup|iturup]\n"),
    "no final newline": ("Iturup", "[Iturup|iturup]"),
    "empty": ("", ""),
    "russian": ("на Итурупе", "на [Итурупе|iturup]"),
    "japanese": ("択捉島へ", "[択捉島|iturup]へ"),
    "nul": ("\0Iturup\0", "\0[Iturup|iturup]\0"),
}


@pytest.mark.parametrize("case", BYTES)
def test_bytes_pass(case: str) -> None:
    given, wanted = BYTES[case]
    done = run("tag", stdin=given.encode())
    assert (done.stdout, done.stderr, done.returncode) == (wanted.encode(), b"", 0)


def test_bytes_that_are_not_utf_8_pass() -> None:
    given = b"\xff\xfeIturup \xe6\x97 Iturup\xe6"
    assert run("tag", stdin=given).stdout == b"\xff\xfe[Iturup|iturup] \xe6\x97 [Iturup|iturup]\xe6"
    assert run("rewrite", "--style", "japan", stdin=given).stdout == given.replace(b"Iturup", b"Etorofu")


@pytest.mark.parametrize("seed", range(6))
def test_random_bytes_never_give_a_traceback(seed: int) -> None:
    import random

    data = random.Random(seed).randbytes(20_000)
    for arguments in (("tag",), ("tag", "--format", "jsonl"), ("rewrite", "--style", "dual")):
        done = run(*arguments, stdin=data)
        assert (done.stderr, done.returncode) == (b"", 0)


def test_many_files_and_standard_input(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_bytes(b"Iturup\n")
    second.write_bytes(b"Kunashir")
    done = run("rewrite", "--style", "japan", str(first), "-", str(second), stdin=b"Shikotan, Urup\n")
    assert done.stdout == b"Etorofu\nShikotan, Uruppu\nKunashiri"


def test_a_missing_file_is_told_and_the_others_are_done(tmp_path: Path) -> None:
    there = tmp_path / "there.txt"
    there.write_bytes(b"Iturup\n")
    done = run("tag", str(tmp_path / "gone.txt"), str(tmp_path), str(there))
    assert done.stdout == b"[Iturup|iturup]\n"
    assert done.stderr.decode().splitlines() == [
        f"toponyms: {tmp_path / 'gone.txt'}: No such file or directory",
        f"toponyms: {tmp_path}: Is a directory",
    ]
    assert done.returncode == 2


def test_json_lines() -> None:
    done = run("tag", "--format", "jsonl", stdin="\ufeffone\r\nна Итурупе\n".encode())
    assert json.loads(done.stdout) == {
        "path": "-",
        "line": 2,
        "col": 4,
        "start": 9,
        "end": 16,
        "surface": "Итурупе",
        "id": "iturup",
        "type": "island",
        "name": "Итуруп",
        "lang": "ru",
        "usage": "russia",
        "systems": [],
        "case": ["prep"],
        "number": ["sg"],
        "readings": ["prep.sg"],
        "candidates": ["iturup"],
    }


def test_an_open_homograph() -> None:
    text = "Taro Kono and Ichiro Kono; Kono."
    assert run("tag", stdin=text.encode()).stdout.decode().endswith("[Kono|?ichiro-kono,taro-kono].")
    last = run("tag", "-f", "jsonl", stdin=text.encode()).stdout.splitlines()[-1]
    assert json.loads(last)["id"] is None
    assert json.loads(last)["candidates"] == ["ichiro-kono", "taro-kono"]


def test_own_gazetteer(tmp_path: Path) -> None:
    # That of the docs, which they have compiled with the built-in one too.
    beside = Path(__file__).parent.parent / "docs" / "examples" / "lighthouses.yaml"
    done = run("tag", "--gazetteer", str(beside), stdin=b"Lantern Point, Iturup")
    assert done.stdout == b"[Lantern Point|lantern-point], [Iturup|iturup]"
    file = tmp_path / "own.yaml"
    file.write_text("- id: atlantis\n  type: island\n  names: {en: [Atlantis]}\n", encoding="utf-8")
    text = b"Atlantis, Iturup"
    assert run("tag", "-g", str(file), "--no-builtin", stdin=text).stdout == b"[Atlantis|atlantis], Iturup"
    assert run("tag", "-g", str(file), "--packs", "terms", stdin=text).stdout == b"[Atlantis|atlantis], Iturup"
    assert run("tag", "--types", "country,town", stdin=b"Iturup, Japan").stdout == b"Iturup, [Japan|japan]"


FAULTS = {
    "no verb": ((), "usage: toponyms"),
    "unknown verb": (("tga",), "invalid choice: 'tga'"),
    "no style": (("rewrite",), "the following arguments are required: -s/--style"),
    "unknown style": (("rewrite", "--style", "jappan"), "toponyms: no style 'jappan'; did you mean japan?"),
    "style file gone": (("rewrite", "--style", "gone.yaml"), "toponyms: gone.yaml: No such file or directory"),
    "gazetteer gone": (("tag", "-g", "gone.yaml"), "toponyms: gone.yaml: No such file or directory"),
    "unknown type": (("tag", "--types", "iland"), "toponyms: no type 'iland'; did you mean island"),
    "nothing to look for": (("tag", "--no-builtin"), "toponyms: --no-builtin leaves nothing to look for"),
    "a file without a name": (("tag", ""), "No such file or directory"),
    "unknown pack": (("tag", "--packs", "kuril"), "toponyms: no pack 'kuril'; did you mean kurils"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_usage_errors(fault: str) -> None:
    arguments, message = FAULTS[fault]
    done = run(*arguments, stdin=b"Iturup")
    assert message in done.stderr.decode()
    assert (done.stdout, done.returncode) == (b"", 2)
    assert b"Traceback" not in done.stderr


def test_a_broken_gazetteer_is_told_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("- id: A\n- id: b\n  tipe: c\n", encoding="utf-8")
    done = run("tag", "-g", str(file), stdin=b"Iturup")
    assert done.stderr.decode().splitlines() == [
        f"toponyms: {file}:1:7: A: 'A' is not a word of lower-case letters and digits, parts joined by single hyphens",
        f"toponyms: {file}:3:3: b: unknown key 'tipe' in entry; did you mean 'type'?",
    ]
    assert (done.stdout, done.returncode) == (b"", 2)


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"Iturup and Kunashir.\n" * 100_000)
    with subprocess.Popen([*TOPONYMS, "tag", str(large)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_ends_quietly() -> None:
    with subprocess.Popen([*TOPONYMS, "tag"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stderr
        import time

        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == b""


def test_help_and_version() -> None:
    assert run("--version").stdout.startswith(b"toponyms 0.")
    for verb in ((), ("tag",), ("rewrite",)):
        assert run(*verb, "--help").returncode == 0


@pytest.mark.parametrize("broken", ["unwritable", "cut short", "garbage", "other json"])
def test_a_cache_that_cannot_be_used_is_done_without(tmp_path: Path, broken: str) -> None:
    cache, own = tmp_path / "cache", tmp_path / "own.yaml"
    own.write_text("- id: iturup\n  type: island\n  names: {en: [Iturup]}\n", encoding="utf-8")
    tag = ("tag", "--no-builtin", "-g", str(own))
    environment = {**os.environ, "TOPONYMS_CACHE": str(cache)}
    if broken == "unwritable":
        cache.write_text("a file where the folder should be", encoding="utf-8")
    else:
        run(*tag, stdin=b"", env=environment)
        [stored] = cache.iterdir()
        content = {"cut short": stored.read_bytes()[:-100], "garbage": b"\xff\x00", "other json": b'{"a": [1]}'}[broken]
        stored.write_bytes(content)
    done = run(*tag, stdin=b"Iturup", env=environment)
    assert (done.stdout, done.stderr, done.returncode) == (b"[Iturup|iturup]", b"", 0)


def test_the_cache_is_made_anew_when_a_gazetteer_changes(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    for name in ("Atlantis", "Lemuria"):
        file.write_text(f"- id: lost\n  type: island\n  names: {{en: [{name}]}}\n", encoding="utf-8")
        assert run("tag", "--no-builtin", "-g", str(file), stdin=name.encode()).stdout == f"[{name}|lost]".encode()

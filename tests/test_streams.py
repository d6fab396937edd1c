"""The command on streams and on many files: constant memory, ordered output, each line at once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from toponyms import ToponymsError
from toponyms.turns import by_turns

TOPONYMS = [sys.executable, "-m", "toponyms"]
SPAWNED = """
import multiprocessing, sys
from toponyms.cli import main

if __name__ == "__main__":
    multiprocessing.set_start_method({method!r})
    sys.exit(main(sys.argv[1:]))
"""


def run(*arguments: str, stdin: bytes = b"", command: list[str] = TOPONYMS) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*command, *arguments], input=stdin, capture_output=True, timeout=120)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / f"{number}.txt" for number in range(7)]
    for number, path in enumerate(paths):
        path.write_bytes(b"Fog over Iturup %d.\n" % number * (1 + 500 * (number == 0)))
    return [*map(str, paths[:3]), str(tmp_path / "gone.txt"), *map(str, paths[3:])]


@pytest.mark.parametrize("verb", [("tag",), ("tag", "-f", "jsonl"), ("rewrite", "-s", "japan"), ("check", "-s", "japan")])
def test_several_processes_write_what_one_writes(files: list[str], verb: tuple[str, ...]) -> None:
    one, two = run(*verb, *files), run(*verb, "-j", "2", *files)
    assert two.stdout == one.stdout != b""
    assert two.stderr == one.stderr == f"toponyms: {files[3]}: No such file or directory\n".encode()
    assert two.returncode == one.returncode == 2


METHODS = ["spawn", pytest.param("forkserver", marks=pytest.mark.skipif(os.name == "nt", reason="POSIX"))]


@pytest.mark.parametrize("method", METHODS)
def test_processes_that_inherit_nothing(files: list[str], tmp_path: Path, method: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(SPAWNED.format(method=method), encoding="utf-8")
    done = run("rewrite", "-s", "japan", "-j", "3", *files, command=[sys.executable, str(script)])
    assert done.stdout == run("rewrite", "-s", "japan", *files).stdout


def long_text(portions: int) -> bytes:
    paragraph = "Fog over Iturup, туман 、 霧".encode() + b"," * 118 + b"\n\n"
    return (paragraph * 50 + b"toponyms:off\n\n" + paragraph * 60 + b"toponyms:on\n\n\xff\n\n") * portions


@pytest.mark.parametrize("options", [(), ("-f", "jsonl"), ("--types", "island"), ("--line-buffered",)])
def test_portions_in_several_processes(options: tuple[str, ...], tmp_path: Path) -> None:
    """Bytes that are no UTF-8, directives that are open from portion to portion, places."""
    file = tmp_path / "long.txt"
    file.write_bytes(long_text(40))
    one = run("tag", *options, "-j", "1", str(file))
    assert one.stdout.count(b"[Iturup|iturup]") + one.stdout.count(b'"surface": "Iturup"') == 40 * 50
    for jobs in ((), ("-j", "2"), ("-j", "5")):
        assert run("tag", *options, *jobs, str(file)).stdout == one.stdout
    if "jsonl" not in options:
        assert run("tag", *options, "-j", "3", stdin=file.read_bytes()).stdout == one.stdout


@pytest.mark.parametrize("style", ["japan", "wire-en"])
@pytest.mark.parametrize("between", ["", "Iturup "])
def test_a_rewrite_in_several_processes(style: str, between: str) -> None:
    """One style introduces names, which portions cannot do by themselves; names without end may move the ends of portions."""
    text = long_text(30) + between.encode() * 50_000 + long_text(3)
    one = run("rewrite", "-s", style, "-j", "1", stdin=text)
    assert one.stdout != text
    for jobs in ((), ("-j", "3")):
        assert run("rewrite", "-s", style, *jobs, stdin=text).stdout == one.stdout


@pytest.mark.parametrize("method", METHODS)
def test_portions_in_processes_that_inherit_nothing(tmp_path: Path, method: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(SPAWNED.format(method=method), encoding="utf-8")
    text = long_text(20)
    done = run("tag", "-j", "2", stdin=text, command=[sys.executable, str(script)])
    assert done.stdout == run("tag", "-j", "1", stdin=text).stdout


def half_or_none(number: int) -> int:
    if number == 18:
        raise ValueError(number)
    if number == 40:
        os._exit(1)
    return number // 2


def test_what_goes_wrong_comes_behind_the_results_before_it() -> None:
    def failing(last: int) -> Iterator[int]:
        yield from range(last)
        raise KeyError(last)

    for items, error, count in ((range(30), ValueError, 18), (failing(17), KeyError, 17)):
        results = by_turns(half_or_none, items, 3)
        assert [next(results) for _ in range(count)] == [number // 2 for number in range(count)]
        with pytest.raises(error):
            next(results)
    with pytest.raises(ToponymsError, match="was ended; with -j 1"):
        list(by_turns(half_or_none, range(19, 60), 2))
    assert list(by_turns(half_or_none, range(15), 2)) == [number // 2 for number in range(15)]


@pytest.mark.parametrize("most", [0, 1])
def test_fewer_processes_than_wanted_will_do(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    started = []

    def start(self: BaseProcess) -> None:
        if len(started) == most:
            raise BlockingIOError
        started.append(self)
        plainly(self)

    plainly = BaseProcess.start
    monkeypatch.setattr(BaseProcess, "start", start)
    assert list(by_turns(abs, range(-40, 0), 3)) == list(range(40, 0, -1))
    assert len(started) == most


def test_files_in_place_in_several_processes(files: list[str]) -> None:
    done = run("rewrite", "-s", "japan", "-w", "-j", "2", *files)
    assert done.returncode == 2
    assert b"gone.txt" in done.stderr
    texts = [Path(file).read_bytes() for file in files if "gone" not in file]
    assert [text.count(b"Etorofu") for text in texts] == [501, *[1] * 6]


def test_several_processes_whose_output_nobody_reads(files: list[str]) -> None:
    with subprocess.Popen([*TOPONYMS, "tag", "-j", "2", *files * 40], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(60) in (0, 2)
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_ends_several_processes_quietly(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"Fog over Iturup and Kunashir.\n\n" * 2_000_000)
    command = [*TOPONYMS, "tag", "-j", "2", str(large), str(large)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert process.stderr
        time.sleep(3)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read() == b""


def test_each_line_comes_at_once() -> None:
    """And is read by itself: a name over two lines is none, while what is off stays off."""
    lines = {
        b"Iturup, San\n": b"[Iturup|iturup], San\n",
        b"Francisco\n": b"Francisco\n",
        b"toponyms:off\n": b"toponyms:off\n",
        b"Urup\n": b"Urup\n",
        b"toponyms:on\n": b"toponyms:on\n",
        b"Kunashir\n": b"[Kunashir|kunashir]\n",
    }
    with subprocess.Popen([*TOPONYMS, "tag", "--line-buffered"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for given, wanted in lines.items():
            process.stdin.write(given)
            process.stdin.flush()
            assert process.stdout.readline() == wanted
        process.stdin.close()
        assert process.wait(30) == 0


def test_line_and_column_in_a_long_stream() -> None:
    text = "Туман.\r\n\r\n" * 9000 + "на Итурупе"
    done = run("tag", "-f", "jsonl", stdin=text.encode())
    assert b'"line": 18001, "col": 4, "start": 90003, "end": 90010' in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("verb", [("tag",), ("rewrite", "-s", "japan"), ("check", "-s", "dual")])
def test_memory_is_constant(tmp_path: Path, verb: tuple[str, ...]) -> None:
    """A line of 15 MB takes little more than one of 3 MB; a text that was read whole would take 65 MB more."""
    unit = "Fog over Iturup, wind from the Sea of Okhotsk; туман, 択捉島。 "
    # What the system counts for a process begins with what the one that started it had.
    code = "import sys; from toponyms.cli import main; main(sys.argv[1:])"
    code += "; print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)"
    peaks = []
    for size in (3_000_000, 15_000_000):
        large = tmp_path / "large.txt"
        large.write_text("и so on " * (size // 10) if verb[0] == "check" else unit * (size // 90), encoding="utf-8")
        done = run("-c", code, *verb, str(large), command=[sys.executable])
        peaks.append(int(done.stderr) // 1024)
    assert peaks[1] < peaks[0] + 30, peaks


def test_random_bytes_pass_in_portions() -> None:
    data = random.Random(1).randbytes(600_000)
    assert run("rewrite", "-s", "japan", stdin=data).stdout == data

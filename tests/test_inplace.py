"""Files rewritten in place: whole whatever happens, and with all that users expect to stay of them."""

import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from toponyms import inplace
from toponyms.walk import walk

pytestmark = pytest.mark.skipif(os.name == "nt", reason="permissions, links and signals of POSIX")
TOPONYMS = [sys.executable, "-m", "toponyms"]
OLD, NEW = b"On Iturup\r\nand Kunashir.", b"On Etorofu\r\nand Kunashiri."


def run(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [*TOPONYMS, "rewrite", "--style", "japan", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, cwd=folder)


def replace(path: Path, data: bytes = NEW, backup: str = "") -> None:
    inplace.replace(str(path), data, path.stat(), backup)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def text(tmp_path: Path) -> Iterator[Path]:
    """A file in a folder of its own, in which no test leaves anything half-written."""
    path = tmp_path / "text.txt"
    path.write_bytes(OLD)
    yield path
    assert not list(tmp_path.glob(f"**/{inplace.PREFIX}*"))


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755, 0o4755])
def test_permissions_stay(text: Path, mode: int) -> None:
    text.chmod(mode)
    replace(text)
    assert (text.read_bytes(), stat.S_IMODE(text.stat().st_mode)) == (NEW, mode)


def test_the_time_is_now_and_that_of_a_file_without_edits_stays(text: Path) -> None:
    other = text.with_name("other.txt")
    other.write_bytes(b"No name.")
    for path in (text, other):
        os.utime(path, (1e9, 1e9))
    number = other.stat().st_ino
    assert run(text.parent, "-w", ".").stderr == b""
    assert text.read_bytes() == NEW
    assert abs(text.stat().st_mtime - time.time()) < 60
    assert (other.stat().st_mtime, other.stat().st_ino) == (1e9, number)


def test_extended_attributes_stay(text: Path) -> None:
    try:
        os.setxattr(text, "user.source", b"harbour office")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")
    replace(text)
    assert os.getxattr(text, "user.source") == b"harbour office"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(text: Path) -> None:
    os.chown(text, 1234, 2345)
    text.chmod(0o4750)
    replace(text)
    state = text.stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == (1234, 2345, 0o4750)


def test_a_symbolic_link_stays_one(text: Path) -> None:
    (text.parent / "sub").mkdir()
    link = text.parent / "sub" / "link.txt"
    link.symlink_to("../text.txt")
    assert run(text.parent, "-w", "--backup", "~", "sub/link.txt").stderr == b""
    assert (link.is_symlink(), text.read_bytes(), (text.parent / "text.txt~").read_bytes()) == (True, NEW, OLD)
    dangling = text.parent / "dangling"
    dangling.symlink_to("nowhere")
    done = run(text.parent, "-w", "dangling")
    assert (done.stderr, done.returncode) == (b"toponyms: dangling: No such file or directory\n", 2)


def test_a_hard_link_is_given_up_and_told_of(text: Path) -> None:
    os.link(text, text.with_name("second.txt"))
    done = run(text.parent, "-w", "text.txt")
    assert done.stderr == b"toponyms: text.txt: had 2 hard links; the others keep the old text\n"
    assert (text.read_bytes(), text.with_name("second.txt").read_bytes(), done.returncode) == (NEW, OLD, 0)


def test_a_backup_is_the_old_file(text: Path) -> None:
    os.utime(text, (1e9, 1e9))
    number = text.stat().st_ino
    text.with_name("text.txt.orig").write_bytes(b"an older backup")
    assert run(text.parent, "-w", "--backup", ".orig", ".").stderr == b""
    kept = text.with_name("text.txt.orig")
    assert (kept.read_bytes(), kept.stat().st_mtime, kept.stat().st_ino, kept.stat().st_nlink) == (OLD, 1e9, number, 1)
    assert text.read_bytes() == NEW
    # The next rewrite of the folder passes it over.
    assert run(text.parent, "-w", "--backup", ".orig", "--style", "russia", ".").stderr == b""
    assert (text.read_bytes(), kept.read_bytes()) == (OLD, NEW)
    assert names(text.parent) == ["text.txt", "text.txt.orig"]


def test_a_backup_where_there_are_no_hard_links(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    os.utime(text, (1e9, 1e9))
    replace(text, backup=".orig")
    kept = text.with_name("text.txt.orig")
    assert (kept.read_bytes(), kept.stat().st_mtime, text.read_bytes()) == (OLD, 1e9, NEW)


def test_a_backup_that_cannot_be_made(text: Path) -> None:
    text.with_name("text.txt.orig").mkdir()
    done = run(text.parent, "-w", "--backup", ".orig", "text.txt")
    assert (done.stderr, done.returncode) == (b"toponyms: text.txt: Is a directory\n", 2)
    assert text.read_bytes() == OLD
    assert names(text.parent) == ["text.txt", "text.txt.orig"]


def test_what_cannot_be_written_is_told_of_and_the_others_are_done(text: Path) -> None:
    for name in ("locked.txt", "zz.txt"):
        text.with_name(name).write_bytes(OLD)
    text.with_name("locked.txt").chmod(0o444)
    os.mkfifo(text.with_name("pipe"))
    done = run(text.parent, "-w", "gone.txt", "locked.txt", "pipe", "text.txt", "zz.txt")
    assert done.stderr.decode().splitlines() == [
        "toponyms: gone.txt: No such file or directory",
        "toponyms: locked.txt: read-only; left alone",
        "toponyms: pipe: not a plain file",
    ]
    assert (done.stdout, done.returncode) == (b"", 2)
    assert [text.with_name(name).read_bytes() for name in ("locked.txt", "text.txt", "zz.txt")] == [OLD, NEW, NEW]


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(text: Path) -> None:
    text.parent.chmod(0o555)
    done = run(text.parent, "-w", "text.txt")
    text.parent.chmod(0o755)
    assert (done.stderr, text.read_bytes()) == (b"toponyms: text.txt: Permission denied\n", OLD)


def test_a_file_that_changed_or_vanished_in_the_meantime(text: Path) -> None:
    seen = text.stat()
    text.write_bytes(b"Another text")
    with pytest.raises(OSError, match="changed while it was read"):
        inplace.replace(str(text), NEW, seen)
    assert text.read_bytes() == b"Another text"
    seen = text.stat()
    text.unlink()
    with pytest.raises(FileNotFoundError):
        inplace.replace(str(text), NEW, seen)
    assert not text.exists()


@pytest.mark.parametrize("call", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device", "/tmp/x"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    text: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    state = text.stat()
    monkeypatch.setattr(os, call, fail)
    with pytest.raises(type(error), match="text.txt" if isinstance(error, OSError) else None):
        inplace.replace(str(text), NEW, state)
    assert names(text.parent) == ["text.txt"]
    assert text.read_bytes() == OLD


def test_binary_files_are_left_alone(text: Path) -> None:
    (text.parent / "a.bin").write_bytes(b"Iturup\0")
    (text.parent / "sub").mkdir()
    (text.parent / "sub" / "b.bin").write_bytes("Iturup".encode("utf-16"))
    (text.parent / "sub" / "c.txt").write_bytes(OLD)
    done = run(text.parent, "-w", "a.bin", "sub")
    assert done.stderr.decode().splitlines() == ["toponyms: a.bin: binary; left alone", "toponyms: 1 binary file left alone"]
    assert ((text.parent / "a.bin").read_bytes(), done.returncode) == (b"Iturup\0", 0)
    assert (text.parent / "sub" / "c.txt").read_bytes() == NEW


def test_what_a_folder_holds(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.csv", "a/x.txt", "a/.hidden", ".git/config", "drafts/d.txt", "drafts/old/e.txt", "é.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(OLD)
    (tmp_path / "link.txt").symlink_to("b.txt")
    (tmp_path / "loop").symlink_to(".")

    def found(*exclude: str) -> list[str]:
        return [os.path.relpath(path, tmp_path) for path in walk(str(tmp_path), exclude, pytest.fail)]

    assert found() == ["a/c.csv", "a/x.txt", "b.txt", "drafts/d.txt", "drafts/old/e.txt", "é.txt"]
    assert found("*.csv", "drafts/old") == ["a/x.txt", "b.txt", "drafts/d.txt", "é.txt"]
    assert found("drafts", "[a-c].*", "é*") == ["a/x.txt"]
    assert found("drafts/*", "a/*.txt", "b") == ["a/c.csv", "b.txt", "é.txt"]
    assert found("*") == []


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with ignore files at three depths."""
    names = "a.txt b.log kept.log top.txt build/x.txt docs/a.txt docs/b.tmp docs/top.txt docs/build/y.txt"
    for name in f"{names} docs/old/c.txt docs/old/d.md".split(" "):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(OLD)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("# a comment\n*.log\n!kept.log\nbuild/\n/top.txt\n!\n[[:alpha:]].tex\n*.tmp\n")
    (tmp_path / "docs" / ".gitignore").write_text("!b.tmp\nold/*\n")
    (tmp_path / "docs" / "old" / ".ignore").write_bytes(b"\xef\xbb\xbf!d.md\r\n")
    return tmp_path


@pytest.mark.parametrize(
    ("folder", "ignore", "wanted"),
    [
        ("", True, ["a.txt", "docs/a.txt", "docs/b.tmp", "docs/old/d.md", "docs/top.txt", "kept.log"]),
        # The rules of the repository hold in each of its folders.
        ("docs", True, ["docs/a.txt", "docs/b.tmp", "docs/old/d.md", "docs/top.txt"]),
        ("docs/old", True, ["docs/old/d.md"]),
        # A folder that is ignored and asked for all the same.
        ("build", True, ["build/x.txt"]),
        ("docs", False, ["docs/a.txt", "docs/b.tmp", "docs/build/y.txt", "docs/old/c.txt", "docs/old/d.md", "docs/top.txt"]),
    ],
)
def test_ignore_files(tree: Path, folder: str, ignore: bool, wanted: list[str]) -> None:
    found = walk(str(tree / folder), [], pytest.fail, ignore)
    assert [os.path.relpath(path, tree) for path in found] == wanted


def test_ignore_files_above_count_in_a_repository_alone(tree: Path) -> None:
    (tree / ".git").rmdir()
    found = walk(str(tree / "docs"), [], pytest.fail)
    assert [os.path.relpath(path, tree) for path in found] == [
        "docs/a.txt",
        "docs/b.tmp",
        "docs/build/y.txt",
        "docs/old/d.md",
        "docs/top.txt",
    ]


def test_no_ignore(tree: Path) -> None:
    assert run(tree, "--dry-run", ".").stdout.splitlines()[-1] == b"12 edits in 6 of 6 files; nothing is written"
    assert run(tree, "--dry-run", "--no-ignore", ".").stdout.splitlines()[-1] == b"22 edits in 11 of 11 files; nothing is written"
    # What is named is taken.
    assert run(tree, "-w", "b.log").stderr == b""
    assert (tree / "b.log").read_bytes() == NEW


def test_an_ignore_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(OLD)
    (tmp_path / ".gitignore").symlink_to(".gitignore")
    told: list[OSError] = []
    assert [Path(path).name for path in walk(str(tmp_path), [], told.append)] == ["a.txt"]
    assert [error.errno for error in told] == [errno.ELOOP]


def test_the_edits_file_in_the_folder_is_passed_over(text: Path) -> None:
    for style in ("japan", "russia"):
        assert run(text.parent, "-w", "--style", style, "--edits", "edits.jsonl", ".").stderr == b""
    assert (text.parent / "edits.jsonl").read_bytes().count(b'"path"') == 2


def test_paths_that_are_not_utf_8(text: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    text.rename(text.with_name(name))
    assert run(text.parent, "-w", "--edits", "e", ".").stderr == b""
    assert text.with_name(name).read_bytes() == NEW
    done = subprocess.run([*TOPONYMS, "restore", "-w", "--edits", "e"], capture_output=True, cwd=text.parent)
    assert (done.stderr, text.with_name(name).read_bytes()) == (b"", OLD)


def test_a_folder_and_standard_input_need_a_place(text: Path) -> None:
    done = run(text.parent, "-w", "-", stdin=OLD)
    assert (done.stderr, done.returncode) == (
        b"toponyms: --write and --interactive need files; standard input has no place to be written to\n",
        2,
    )
    assert b"Is a directory" in run(text.parent, ".").stderr
    assert b"not allowed with argument" in run(text.parent, "-w", "--diff", ".").stderr
    assert b"--backup goes with --write" in run(text.parent, "--diff", "--backup", "~", ".").stderr
    assert b"--backup needs the end of a file name" in run(text.parent, "-w", "--backup", "/x", ".").stderr
    assert b"--dry-run goes with --write alone" in run(text.parent, "-i", "-n", ".").stderr
    assert text.read_bytes() == OLD


def test_nothing_is_written_by_a_dry_run(text: Path) -> None:
    (text.parent / "none.txt").write_bytes(b"No name.")
    done = run(text.parent, "-w", "-n", "--backup", "~", "--edits", "e", ".")
    assert done.stdout.decode().splitlines() == [
        "./text.txt: 2 edits",
        "     1  Iturup → Etorofu  (iturup, prefer usage japan)",
        "     1  Kunashir → Kunashiri  (kunashir, prefer usage japan)",
        "2 edits in 1 of 2 files; nothing is written",
    ]
    assert (names(text.parent), text.read_bytes(), done.returncode) == (["none.txt", "text.txt"], OLD, 0)


def killed(folder: Path, style: str, delay: float, is_underway: bool) -> None:
    """Rewrite a folder and kill it, so long after the start or after the first file has changed."""
    before = {path: path.stat().st_ino for path in folder.glob("*.txt")}
    command = [*TOPONYMS, "rewrite", "--style", style, "--write", "--edits", "edits", str(folder)]
    with subprocess.Popen(command, cwd=folder.parent, stderr=subprocess.PIPE) as process:
        while is_underway and process.poll() is None:
            if any(path.stat().st_ino != number for path, number in before.items()):
                break
            time.sleep(0.001)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stderr
        assert process.stderr.read() == b""


def kill_often(folder: Path, times: int) -> int:
    """How many of so many rewrites were killed between two files; each file is always its old text or its new one."""
    chance = random.Random(times)
    filler = "Nothing is named in this line, which is here to be written.\n"
    old = {f"{number:02}.txt": f"On Iturup {number}.\n{filler * (number % 5) ** 4}Kunashir.\n".encode() for number in range(24)}
    new = {name: data.replace(b"Iturup", b"Etorofu").replace(b"Kunashir", b"Kunashiri") for name, data in old.items()}
    folder.mkdir()
    for name, data in old.items():
        (folder / name).write_bytes(data)
    mixed, target = 0, new
    for number in range(times):
        killed(folder, "japan" if target is new else "russia", chance.uniform(0, 0.15), is_underway=number % 4 != 0)
        now = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(inplace.PREFIX)}
        assert now.keys() == old.keys()
        assert all(data in (old[name], new[name]) for name, data in now.items())
        done = [data == target[name] for name, data in now.items()]
        mixed += any(done) and not all(done)
        if all(done):
            target = old if target is new else new
    # Whatever was killed, there is a way back for every file: the record is there before the text is.
    for path in folder.glob("*.txt"):
        path.unlink() if path.read_bytes() == old[path.name] else None
    left = sorted(str(path) for path in folder.glob("*.txt"))
    if left:
        command = [*TOPONYMS, "restore", "--write", "--edits", "edits", *left]
        done_back = subprocess.run(command, cwd=folder.parent, capture_output=True)
        assert (done_back.stderr, done_back.returncode) == (b"", 0)
        assert all(Path(path).read_bytes() == old[Path(path).name] for path in left)
    return mixed


def test_a_kill_leaves_every_file_whole(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "folder", 24) > 0


@pytest.mark.slow
def test_a_thousand_kills_leave_every_file_whole(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "folder", 1000) > 100

"""Commands timed from outside: start-up, files, streams that do not end soon."""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LIMIT = 4000
"""Megabytes of address space that a command may have; what wants more is ended, so that it does not take the machine along."""


class Run(NamedTuple):
    """The median of runs of a command; `exit` is that of the last one, negative if a signal ended it."""

    seconds: float
    megabytes: float
    exit: int


def toponyms() -> list[str]:
    """The command as it is installed, else as a module."""
    script = Path(sys.executable).with_name("toponyms")
    return [str(script)] if script.exists() else [sys.executable, "-m", "toponyms"]


def ripgrep() -> str | None:
    """Where ripgrep is: beside the interpreter, where its wheel puts it, or wherever else commands are."""
    return shutil.which("rg", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))


def sed_script(forms: Sequence[str]) -> str:
    """What marks every form with `sed`, the longest first.

    >>> sed_script(["о. Итуруп", "Iturup"])
    's/о\\\\. Итуруп/[&]/g\\ns/Iturup/[&]/g\\n'
    """
    escaped = (re.sub(r"([]/$*.^[\\])", r"\\\1", form) for form in sorted(forms, key=len, reverse=True))
    return "".join(f"s/{form}/[&]/g\n" for form in escaped)


def run(command: Sequence[str], given: bytes | Sequence[str] = b"", limit: int = LIMIT, cache: Path | None = None) -> Run:
    """One run; what it is given on standard input is bytes, or what another command writes."""
    launched = [sys.executable, "-S", str(Path(__file__).with_name("launch.py")), str(limit), *command]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "LC_ALL": "C.UTF-8"} | ({"TOPONYMS_CACHE": str(cache)} if cache else {})
    if isinstance(given, bytes):
        done = subprocess.run(launched, input=given, stderr=subprocess.PIPE, env=environment, check=True)
        return Run(**json.loads(done.stderr))
    with subprocess.Popen(list(given), stdout=subprocess.PIPE) as source:
        done = subprocess.run(launched, stdin=source.stdout, stderr=subprocess.PIPE, env=environment, check=True)
        source.kill()
    return Run(**json.loads(done.stderr))


def medians(commands: dict[str, Callable[[], Run]], rounds: int) -> dict[str, Run]:
    """Each command in interleaved rounds."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, start in commands.items():
            runs[name].append(start())
    return {
        name: Run(statistics.median(one.seconds for one in each), max(one.megabytes for one in each), each[-1].exit)
        for name, each in runs.items()
    }


def start_up(forms: Sequence[str], names: Sequence[str], folder: Path, warm: Path | None, rounds: int) -> dict[str, Run]:
    """The time from nothing to one line read and written, with all forms."""
    listed = folder / "forms.txt"
    listed.write_text("\n".join(forms) + "\n", encoding="utf-8")
    line = b"Iturup\n"
    commands = {"python -c pass": lambda: run([sys.executable, "-c", "pass"])}
    if "toponyms" in names:
        run([*toponyms(), "tag"], line, cache=warm)
        commands["toponyms tag"] = lambda: run([*toponyms(), "tag"], line, cache=warm)
    if "flashtext2" in names:
        code = (
            "import sys, flashtext2; p = flashtext2.KeywordProcessor(case_sensitive=True); "
            "p.add_keywords_from_iter(open(sys.argv[1], encoding='utf-8').read().splitlines()); "
            "print(p.extract_keywords(sys.stdin.read()))"
        )
        commands["flashtext2, a script of three lines"] = lambda: run([sys.executable, "-c", code, str(listed)], line)
    rg = ripgrep()
    if "rg" in names and rg:
        commands["rg -F -o -f"] = lambda: run([rg, "-F", "-o", "-f", str(listed)], line)
    if "sed" in names:
        script = folder / "forms.sed"
        script.write_text(sed_script(forms), encoding="utf-8")
        commands["sed -f"] = lambda: run(["sed", "-f", str(script)], line)
    found = medians(commands, rounds)
    if "toponyms" in names:
        # The first start after an install has a cache to make.
        firsts = [run([*toponyms(), "tag"], line, cache=Path(tempfile.mkdtemp(dir=folder))) for _ in range(max(1, rounds // 7))]
        found["toponyms tag, the first time"] = Run(
            statistics.median(one.seconds for one in firsts), max(one.megabytes for one in firsts), firsts[-1].exit
        )
    return found


def files(
    forms: Sequence[str], names: Sequence[str], text: str, folder: Path, warm: Path | None, rounds: int
) -> tuple[dict[str, Run], dict[str, float]]:
    """Commands on one file, and the megabytes that each was given."""
    path, listed = folder / "file.txt", folder / "forms.txt"
    path.write_text(text, encoding="utf-8", newline="")
    listed.write_text("\n".join(forms) + "\n", encoding="utf-8")
    commands: dict[str, Callable[[], Run]] = {}
    given: dict[str, float] = {}
    if "toponyms" in names:
        run([*toponyms(), "tag"], b"Iturup\n", cache=warm)
        for verb in ("tag", "tag -j 1", "tag --format jsonl", "rewrite --style japan", "rewrite --style japan -j 1"):
            command = [*toponyms(), *verb.split(), str(path)]
            commands[f"toponyms {verb}"] = lambda command=command: run(command, cache=warm)
    rg = ripgrep()
    if "rg" in names and rg:
        commands["rg -F -o -f"] = lambda: run([rg, "-a", "-F", "-o", "-f", str(listed), str(path)])
    if "sed" in names:
        script, part = folder / "forms.sed", folder / "part.txt"
        script.write_text(sed_script(forms), encoding="utf-8")
        lines = text[: max(1000, len(text) // 2000)]
        part.write_text(lines, encoding="utf-8", newline="")
        commands["sed -f"] = lambda: run(["sed", "-f", str(script), str(part)])
        given["sed -f"] = part.stat().st_size / 1e6
    return medians(commands, rounds), {name: path.stat().st_size / 1e6 for name in commands} | given


def jobs(text: str, folder: Path, warm: Path | None, count: int, rounds: int) -> dict[int, Run]:
    """So many files of one text by one process and by two; nothing where the command knows no `-j`."""
    many = folder / "many"
    many.mkdir(exist_ok=True)
    paths = [many / f"{number}.txt" for number in range(count)]
    for path in paths:
        path.write_text(text, encoding="utf-8", newline="")
    run([*toponyms(), "tag"], b"Iturup\n", cache=warm)
    if run([*toponyms(), "tag", "-j", "2", str(paths[0])], cache=warm).exit == 2:
        return {}
    command = [*toponyms(), "tag", "-j"]
    found = medians(
        {str(number): lambda number=number: run([*command, str(number), *map(str, paths)], cache=warm) for number in (1, 2)},
        rounds,
    )
    return {int(number): each for number, each in found.items()}


FEED = "import sys; data = open(sys.argv[1], 'rb').read(); [sys.stdout.buffer.write(data) for _ in range(int(sys.argv[2]))]"


def streams(
    forms: Sequence[str], names: Sequence[str], text: str, folder: Path, warm: Path | None, megabytes: float
) -> list[tuple[str, str, float, Run]]:
    """(input, command, megabytes, run) for a long stream of lines, and for one line of a fifth of it."""
    path, listed = folder / "stream.txt", folder / "forms.txt"
    listed.write_text("\n".join(forms) + "\n", encoding="utf-8")
    commands = {}
    if "toponyms" in names:
        run([*toponyms(), "tag"], b"Iturup\n", cache=warm)
        commands["toponyms tag"] = [*toponyms(), "tag"]
    rg = ripgrep()
    if "rg" in names and rg:
        commands["rg -F -o -f"] = [rg, "-a", "-F", "-o", "-f", str(listed)]
    found = []
    for kind, part, size in (("lines", text, megabytes), ("one line", re.sub(r"\s*\n\s*", " ", text), megabytes / 5)):
        path.write_text(part, encoding="utf-8", newline="")
        once = path.stat().st_size / 1e6
        times = max(1, round(size / once))
        feed = [sys.executable, "-c", FEED, str(path), str(times)]
        found += [(kind, name, once * times, run(command, feed, cache=warm)) for name, command in commands.items()]
    return found

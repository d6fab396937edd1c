"""Races in which each contender has a process of its own and they take turns, so that what else the machine does hits all."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from .contenders import CONTENDERS

ROOT = Path(__file__).parents[2]


class Result(NamedTuple):
    """Medians for one contender on one text; speed is in millions of code points a second, a call in microseconds."""

    speed: float
    call: float
    finds: float
    """For each million code points: the slow ones get a part of the text."""


class Worker:
    """A process that runs one contender."""

    def __init__(self, name: str, peers: Path) -> None:
        path = [str(peers)] if name == "flashtext-i18n" else []
        path += [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.worker", name],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *order: Any) -> Any:
        """What the process answers; raises RuntimeError where it is gone, for instance for want of memory."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"it ended with {self._process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def workers(names: Sequence[str], forms: list[str], folder: Path, peers: Path, say: Callable[[str], None]) -> Iterator[Any]:
    """Workers that have built, by name, and what building took: seconds, megabytes at the peak, seconds to reload."""
    path = folder / f"forms-{len(forms)}.txt"
    path.write_text("\n".join(forms) + "\n", encoding="utf-8")
    running: dict[str, Worker] = {}
    built: dict[str, dict[str, float | None]] = {}
    try:
        for name in names:
            if len(forms) > CONTENDERS[name].most:
                say(f"{name} does not take part with {len(forms):,} forms, which it needs too long to build")
                continue
            worker = running[name] = Worker(name, peers)
            try:
                built[name] = worker.ask("build", str(path))
                built[name]["reload"] = worker.ask("reload")
            except RuntimeError as error:
                say(f"{name} could not build {len(forms):,} forms: {error}")
                running.pop(name).close()
            else:
                say(f"{name} built {len(forms):,} forms in {built[name]['seconds']:.1f} s")
        yield running, built
    finally:
        for worker in running.values():
            worker.close()


def race(running: dict[str, Worker], text: str, rounds: int, folder: Path, cut: int = 0) -> dict[str, Result]:
    """Each contender on one text, or on its pieces of `cut` code points, in so many interleaved rounds after one to warm up."""
    path = folder / "text.txt"
    path.write_text(text, encoding="utf-8", newline="")
    for worker in running.values():
        worker.ask("read", str(path), cut)
    answers: dict[str, list[dict[str, float]]] = {name: [] for name in running}
    for _ in range(rounds):
        for name, worker in running.items():
            answers[name].append(worker.ask("scan", str(path)))
    for worker in running.values():
        worker.ask("forget", str(path))
    return {name: _result(given) for name, given in answers.items()}


def _result(answers: list[dict[str, float]]) -> Result:
    seconds = statistics.median(answer["seconds"] for answer in answers)
    characters, calls, finds = (answers[0][key] for key in ("characters", "calls", "finds"))
    return Result(characters / 1e6 / seconds, seconds / calls * 1e6, finds / characters * 1e6)

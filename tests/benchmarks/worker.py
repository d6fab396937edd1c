"""One contender in a process of its own, so that its memory is its own: `python -m tests.benchmarks.worker NAME`.

Reads one order a line from standard input and answers each with one line: JSON, the first element the order.
"""

import json
import pickle
import sys
import time
from pathlib import Path
from typing import Any

from .contenders import CONTENDERS, OWN, Scan


def peak_megabytes() -> float:
    """The most memory that this process has had at once; what `getrusage` gives is the parent's too."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("no VmHWM in /proc/self/status")


def build(name: str, forms: str) -> tuple[Scan, dict[str, Any]]:
    listed = Path(forms).read_text(encoding="utf-8").splitlines()
    start = time.perf_counter()
    scan = CONTENDERS[name].build(listed)
    # What is made at the first texts belongs to building: a short text, then a long one.
    scan("Iturup")
    scan(f"{listed[0]} {listed[-1]} " * 4000)
    return scan, {"seconds": time.perf_counter() - start, "megabytes": peak_megabytes()}


def reloaded(name: str, scan: Scan) -> float | None:
    """The seconds to take the library's annotator out of a pickle and use it; None for who cannot be pickled."""
    if name not in OWN:
        return None
    [annotator] = [cell.cell_contents for cell in scan.__closure__ or ()]
    dumped = pickle.dumps(annotator)
    start = time.perf_counter()
    pickle.loads(dumped).annotate("Iturup")
    return time.perf_counter() - start


def part_of(name: str, text: str) -> str:
    return text[: max(1000, int(len(text) * CONTENDERS[name].share))]


def main() -> None:
    name = sys.argv[1]
    scan: Scan = len
    texts: dict[str, list[str]] = {}
    for line in sys.stdin:
        order, *values = json.loads(line)
        answer: Any = None
        if order == "build":
            scan, answer = build(name, values[0])
        elif order == "reload":
            answer = reloaded(name, scan)
        elif order == "read":
            path, cut = values
            text = part_of(name, Path(path).read_text(encoding="utf-8"))
            texts[path] = [text[at : at + cut] for at in range(0, len(text), cut)] if cut else [text]
            sum(map(scan, texts[path]))
        elif order == "scan":
            start = time.perf_counter()
            finds = sum(map(scan, texts[values[0]]))
            seconds = time.perf_counter() - start
            characters = sum(map(len, texts[values[0]]))
            answer = {"seconds": seconds, "characters": characters, "calls": len(texts[values[0]]), "finds": finds}
        elif order == "forget":
            del texts[values[0]]
        elif order == "memory":
            answer = peak_megabytes()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

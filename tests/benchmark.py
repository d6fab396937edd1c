"""Time the library against its peers on the same forms and texts, in one run: medians of interleaved rounds.

    python tests/benchmark.py [FOLDER OF TEXTS] [--megabytes 10] [--rounds 5]

Without a folder it reads the samples in seeds/. The peers come with `pip install toponyms[bench]`.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import flashtext
import flashtext2
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from toponyms import Annotator, Gazetteer

ROOT = Path(__file__).parent.parent


def repeated(folder: Path, size: int) -> str:
    once = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    return (once * (size // len(once) + 1))[:size]


def flashtext_rounds(forms: list[str], text: str) -> Callable[[], int]:
    # FlashText is slow enough to be given a tenth of the text; its time is counted ten times.
    processor = flashtext.KeywordProcessor(case_sensitive=True)
    for form in forms:
        processor.add_keyword(form, form)
    part = text[: len(text) // 10]
    return lambda: len(processor.extract_keywords(part, span_info=True))


def flashtext2_rounds(forms: list[str], text: str) -> Callable[[], int]:
    processor = flashtext2.KeywordProcessor(case_sensitive=True)
    for form in forms:
        processor.add_keyword(form, form)
    return lambda: len(processor.extract_keywords_with_span(text))


def raw_rounds(forms: list[str], text: str) -> Callable[[], int]:
    automaton = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
    return lambda: len(automaton.find_matches_as_indexes(text))


def start_up(rounds: int) -> dict[str, float]:
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "echo Iturup | toponyms tag": [str(Path(sys.executable).parent / "toponyms"), "tag"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds * 4):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, input=b"Iturup\n", stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "seeds" / "samples")
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    text = repeated(options.folder, int(options.megabytes * 1_000_000))
    gazetteer = Gazetteer.builtin()
    forms = gazetteer.lexicon.forms
    judging = Annotator(gazetteer)
    # The peers know neither guards nor cues nor homographs; here the same forms come as plainly as they get them.
    plain = Annotator(Gazetteer.from_dict({f"form-{number}": [form] for number, form in enumerate(forms)}))
    contenders = {
        "toponyms, same forms": lambda: len(plain.annotate(text)),
        "toponyms, guards and cues": lambda: len(judging.annotate(text)),
        "flashtext2": flashtext2_rounds(forms, text),
        "flashtext": flashtext_rounds(forms, text),
        "ahocorasick_rs alone": raw_rounds(forms, text),
    }
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    finds = {}
    for _ in range(options.rounds):
        for name, run in contenders.items():
            start = time.perf_counter()
            count = run()
            scale = 10 if name == "flashtext" else 1
            taken[name].append((time.perf_counter() - start) * scale)
            finds[name] = count * scale
    ours = statistics.median(taken["toponyms, same forms"])
    print(f"{len(text) / 1e6:.1f} M code points, {len(forms)} forms, median of {options.rounds} interleaved rounds")
    print(f"{'':26}{'seconds':>9}{'M/s':>8}{'finds':>9}{'time / ours':>13}")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:26}{median:9.3f}{len(text) / 1e6 / median:8.1f}{finds[name]:9}{median / ours:13.2f}")
    started = start_up(options.rounds)
    for name, seconds in started.items():
        print(f"{name:30}{seconds * 1000:7.1f} ms{seconds / started['python -c pass']:7.2f} ×")


if __name__ == "__main__":
    main()

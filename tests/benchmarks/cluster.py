"""A Spark cluster of several processes on this machine, and rows to give it."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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

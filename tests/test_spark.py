"""Spark gives on a cluster of several processes what one process gives. Opt-in: `python -m pytest -n 0 -m spark -s`."""

import importlib.util
import os
import pickle
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.cluster import ROOT, rows, session

import toponyms
from toponyms import Annotator, Gazetteer, GazetteerError, ToponymsError, UnknownNameError
from toponyms import spark as columns
from toponyms.columns import Row, row

HAS_SPARK = importlib.util.find_spec("pyspark") is not None
HAS_JAVA = bool(shutil.which("java") or os.environ.get("JAVA_HOME"))
on_a_cluster = [
    pytest.mark.spark,
    pytest.mark.skipif(not HAS_SPARK, reason="pyspark is not installed; pip install 'toponyms[spark]' gets it"),
    pytest.mark.skipif(not HAS_JAVA, reason="there is no Java, which Spark needs"),
    # Spark's own Python code warns of the versions of what it imports, and leaves sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore"),
]
ROWS = int(os.environ.get("SPARK_ROWS", "100000"))


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with session() as running:
        yield running


def cluster(test: Any) -> Any:
    for mark in on_a_cluster:
        test = mark(test)
    return test


def test_without_spark_the_error_tells_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql.functions", None)
    with pytest.raises(ToponymsError, match=r"pip install 'toponyms\[spark\]'"):
        columns.annotate_udf()


@cluster
def test_the_cluster_finds_what_one_process_finds(spark: Any, annotator: Annotator) -> None:
    texts = rows(ROWS)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    # The first texts pay for what is made when a text first needs it.
    for text in texts[:1000]:
        annotator.annotate(text)
    start = time.perf_counter()
    expected = [[tuple(row(find)) for find in annotator.annotate(text)] for text in texts]
    alone = time.perf_counter() - start
    df = spark.createDataFrame(list(enumerate(texts)), "number long, text string").repartition(8).cache()
    df.count()
    annotated = columns.annotate(df, "text", annotator)
    annotated.limit(2000).write.format("noop").mode("overwrite").save()
    start = time.perf_counter()
    annotated.write.format("noop").mode("overwrite").save()
    together = time.perf_counter() - start
    found = {number: [tuple(find) for find in finds] for number, finds in annotated.select("number", "annotations").collect()}
    assert [found[number] for number in range(ROWS)] == expected
    assert sum(map(len, expected)) > ROWS / 2
    for who, seconds in (("one process", alone), ("two executors", together)):
        print(f"\n{who}: {seconds:.1f} s, {ROWS / seconds:.0f} rows/s, {megabytes / seconds:.2f} MB/s", end="")


@cluster
def test_the_work_is_done_by_several_processes(spark: Any) -> None:
    def processes(batches: Any) -> Any:
        import os

        for _ in batches:
            yield os.getpid()

    many = spark.sparkContext.parallelize(range(64), 16)
    assert len(set(many.map(lambda _: __import__("time").sleep(0.05) or __import__("os").getppid()).collect())) == 2


@cluster
def test_each_python_process_restores_the_gazetteer_once(spark: Any, annotator: Annotator) -> None:
    import pyarrow
    from pyspark.sql.functions import arrow_udf

    def kept(restored: Any) -> Any:
        def state(numbers: pyarrow.Array) -> pyarrow.Array:
            return pyarrow.array([f"{os.getpid()} {id(restored())}"] * len(numbers))

        return arrow_udf(state, "string")

    df = spark.range(64).repartition(16)
    # The second job brings a copy of the annotator, whose gazetteer is the same.
    again = pickle.loads(pickle.dumps(annotator))
    states = [
        {found.state for found in df.select(kept(columns._restorer(one))("id").alias("state")).collect()}
        for one in (annotator, again)
    ]
    assert states[0] == states[1]
    assert len({state.split()[0] for state in states[0]}) == len(states[0]) == 2


@cluster
def test_rewrite_and_nulls(spark: Any) -> None:
    texts = ["Fog over Iturup.", None, "На Итурупе туман.", "", "No names."]
    df = spark.createDataFrame([(text,) for text in texts], "text string")
    rewritten = [found.rewritten for found in columns.rewrite(df, "text", "japan").collect()]
    assert rewritten == [text if text is None else toponyms.rewrite(text, "japan") for text in texts]
    assert columns.rewrite(df, "text", "japan", into="text").columns == ["text"]
    assert [found.annotations is None for found in columns.annotate(df, df.text).collect()] == [False, True, False, False, False]
    assert columns.annotate(df, "text", into="finds").schema["finds"].dataType.elementType.names == list(Row._fields)


@cluster
def test_spark_counts_in_code_points_too(spark: Any) -> None:
    df = columns.annotate(spark.createDataFrame([("🏝🏝 択捉島 и Итуруп",)], "text string"), "text")
    parts = df.selectExpr("text", "explode(annotations) AS find").selectExpr(
        "substring(text, find.start + 1, find.end - find.start) AS part", "find.surface"
    )
    assert [tuple(part) for part in parts.collect()] == [("択捉島", "択捉島"), ("Итуруп", "Итуруп")]


@cluster
def test_bytes_that_are_not_utf_8_stay(spark: Any) -> None:
    text = b"\xe9 Iturup \xff\xed\xa0\x80, Etorofu\xe9"
    df = spark.createDataFrame([(bytearray(text),)], "raw binary").selectExpr("raw", "CAST(raw AS string) AS text")
    decoded = text.decode("utf-8", "surrogateescape")
    for column in ("raw", "text"):
        [[finds]] = columns.annotate(df, column).select("annotations").collect()
        assert list(map(tuple, finds)) == [tuple(row(find)) for find in toponyms.annotate(decoded)]
        [[rewritten]] = columns.rewrite(df, column, "japan").selectExpr("CAST(rewritten AS binary)").collect()
        assert bytes(rewritten) == toponyms.rewrite(decoded, "japan").encode("utf-8", "surrogateescape")
    # A lone surrogate cannot come into Spark, and does no harm on its way.
    assert columns.annotate(spark.createDataFrame([("\ud800 Iturup",)], "text string"), "text").collect()


@cluster
def test_each_text_is_read_once(spark: Any) -> None:
    df = columns.annotate(spark.createDataFrame([("Iturup",)], "text string"), "text")
    asked = df.filter("size(annotations) > 0").selectExpr("explode(annotations) AS find").select("find.id")
    plan = asked._jdf.queryExecution().executedPlan().toString()
    assert Counter(word for word in plan.split() if word == "ArrowEvalPython")["ArrowEvalPython"] == 1
    assert [found.id for found in asked.collect()] == ["iturup"]


@cluster
def test_functions_of_sql(spark: Any) -> None:
    spark.udf.register("annotate", columns.annotate_udf())
    spark.udf.register("japan", columns.rewrite_udf("japan"))
    [[ids, text]] = spark.sql("SELECT annotate('Iturup').id, japan('Iturup')").collect()
    assert (ids, text) == (["iturup"], "Etorofu")


@cluster
def test_a_gazetteer_of_ones_own(spark: Any) -> None:
    lighthouses = Annotator(Gazetteer.from_dict({"lantern-point": ["Lantern Point", "Фонарь"]}))
    islands = Annotator(Gazetteer.builtin(), types=["island"])
    df = spark.createDataFrame([("Lantern Point, Japan, Iturup",)], "text string")
    for chosen in (lighthouses, islands):
        [[finds]] = columns.annotate(df, "text", chosen).select("annotations").collect()
        assert [find.id for find in finds] == [find.id for find in chosen.annotate("Lantern Point, Japan, Iturup")]


@cluster
def test_markup(spark: Any) -> None:
    df = spark.createDataFrame([("<code>Iturup</code> <b>Southern</b> Kurils",)], "text string")
    [[finds]] = columns.annotate(df, "text", markup="html").select("annotations").collect()
    assert [find.surface for find in finds] == ["Southern</b> Kurils"]


@cluster
def test_errors_come_before_anything_runs(spark: Any, tmp_path: Any) -> None:
    df = spark.createDataFrame([("Iturup",)], "text string")
    with pytest.raises(UnknownNameError):
        columns.rewrite(df, "text", "no-such-style")
    with pytest.raises(UnknownNameError):
        columns.annotate(df, "text", markup="no-such-markup")
    faulty = tmp_path / "style.yaml"
    faulty.write_text("prefer: nothing\n", encoding="utf-8")
    with pytest.raises(GazetteerError):
        columns.rewrite(df, "text", faulty)


@cluster
def test_the_examples_of_the_docs(spark: Any, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "large.md").read_text(encoding="utf-8")
    texts = ["Iturup, and Kunashir.", None, "A light burns on Lantern Point."]
    spark.createDataFrame(list(enumerate(texts)), "document long, text string").write.parquet(f"{tmp_path}/documents")
    known = {"spark": spark}
    for block in re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        exec(block.replace("s3a://corpus", str(tmp_path)).replace('"docs/', f'"{ROOT}/docs/'), known)
    finds = spark.read.parquet(f"{tmp_path}/finds").orderBy("document", "start").collect()
    assert [(found.document, found.surface) for found in finds] == [(0, "Iturup"), (0, "Kunashir")]
    assert spark.read.parquet(f"{tmp_path}/neutral").count() == 3
    assert [find.id for found in known["found"].orderBy("document").collect() for find in found.annotations or ()] == [
        "iturup",
        "kunashir",
        "lantern-point",
    ]

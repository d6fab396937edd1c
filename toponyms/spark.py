"""Columns of Spark DataFrames: annotated and rewritten by the executors, to which the gazetteer is broadcast."""

import pickle
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from toponyms.annotator import Annotator, default_annotator
from toponyms.columns import Row, held_style, row
from toponyms.errors import ToponymsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from pyspark import Broadcast, SparkContext
    from pyspark.sql import Column, DataFrame

    from toponyms.style import Style

FINDS = (
    "array<struct<start:int,end:int,surface:string,id:string,type:string,name:string,lang:string,usage:string,"
    "candidates:array<string>>>"
)
"""The type of a column of finds, as Spark writes types; the fields are those of `toponyms.columns.Row`."""

KEPT = 4
"""How many annotators a Python process of an executor keeps; the ones that came first go first."""


def annotate(
    df: "DataFrame", column: "str | Column", annotator: Annotator | None = None, into: str = "annotations", **how: Any
) -> "DataFrame":
    """The DataFrame with one more column, `into`, of the finds in each text of a column: an array of structs, see `FINDS`.

    `start` and `end` are code points from 0, in which Spark counts too, but from 1: a surface is
    `substring(text, start + 1, end - start)`. A null stays null. Bytes that are not UTF-8 count as one code point each, and
    nothing is found in them. `annotator` is that of the built-in gazetteer if it is left out; `how` is passed on to
    `Annotator.annotate` (`markup`, `alt`).

    Raises, before anything runs, what `Annotator.annotate` raises, and `ToponymsError` where `pyspark` is missing or too old.
    Cost: the compiled gazetteer, some megabytes, is broadcast once, and restored once in each Python process of an executor.
    """
    return df.withColumn(into, annotate_udf(annotator, **how)(column))


def rewrite(
    df: "DataFrame",
    column: "str | Column",
    style: "str | PathLike[str] | Style",
    annotator: Annotator | None = None,
    into: str = "rewritten",
    **how: Any,
) -> "DataFrame":
    """The DataFrame with one more column, `into`, of the texts of a column with the names of a style.

    A null stays null, and bytes that are not UTF-8 stay as they are. `into` may be the name of the column itself. The style
    is read here alone, so its file need not be on the executors. `how` is passed on to `Annotator.rewrite` (`markup`, `alt`,
    `date`, `to`, `gloss`). Raises, before anything runs, what `Annotator.rewrite` raises, and `ToponymsError` as `annotate` does.
    """
    return df.withColumn(into, rewrite_udf(style, annotator, **how)(column))


def annotate_udf(annotator: Annotator | None = None, **how: Any) -> Any:
    """The function on columns that `annotate` applies; `spark.udf.register("annotate", annotate_udf())` makes it one of SQL.

    Needs an active session, since the gazetteer is broadcast in it.
    """
    _need_spark()
    chosen = annotator or default_annotator()
    chosen.annotate("", **how)
    restored = _restorer(chosen)

    def finds(texts: list[str | None]) -> Any:
        return _arrow_finds(texts, restored(), how)

    return _udf(finds, FINDS)


def rewrite_udf(style: "str | PathLike[str] | Style", annotator: Annotator | None = None, **how: Any) -> Any:
    """The function on columns that `rewrite` applies; see `annotate_udf`."""
    _need_spark()
    chosen = annotator or default_annotator()
    rules = held_style(style, chosen, **how)
    restored = _restorer(chosen)

    def rewritten(texts: list[str | None]) -> Any:
        rewrite_one = restored().rewrite
        return _arrow_strings([None if text is None else rewrite_one(text, rules, **how) for text in texts])

    return _udf(rewritten, "string")


def _need_spark() -> None:
    try:
        import pyarrow  # noqa: F401
        from pyspark.sql.functions import arrow_udf  # noqa: F401
    except ImportError as error:
        message = "Spark columns need pyspark 4.1 or later and pyarrow; pip install 'toponyms[spark]' gets them"
        raise ToponymsError(message) from error


def _udf(made: "Callable[[list[str | None]], Any]", spark_type: str) -> Any:
    import pyarrow
    from pyspark.sql.functions import arrow_udf

    def on_batch(column: pyarrow.Array) -> pyarrow.Array:
        return made(_texts(column))

    # Spark computes what it takes to be deterministic once more for each filter and `explode` on the result.
    return arrow_udf(on_batch, spark_type).asNondeterministic()


def _texts(column: Any) -> list[str | None]:
    """The values of an Arrow array, bytes that are not UTF-8 as lone surrogates: Spark does not check what it reads."""
    import pyarrow

    values = column.cast(pyarrow.large_binary(), safe=False).to_pylist()
    return [None if value is None else value.decode("utf-8", "surrogateescape") for value in values]


def _arrow_strings(texts: list[str | None]) -> Any:
    import pyarrow

    try:
        return pyarrow.array(texts, pyarrow.string())
    except UnicodeEncodeError:
        values = [None if text is None else text.encode("utf-8", "surrogateescape") for text in texts]
        return pyarrow.array(values, pyarrow.binary()).cast(pyarrow.string(), safe=False)


def _arrow_finds(texts: list[str | None], annotator: Annotator, how: dict[str, Any]) -> Any:
    """The finds of each text as Arrow keeps them: column by column."""
    import pyarrow

    rows: list[Row] = []
    ends = [0]
    for text in texts:
        if text is not None:
            rows += map(row, annotator.annotate(text, **how))
        ends.append(len(rows))
    starts, stops, *strings, candidates = (
        [list(values) for values in zip(*rows, strict=True)] if rows else [[]] * len(Row._fields)
    )
    places = [pyarrow.array(numbers, pyarrow.int32()) for numbers in (starts, stops)]
    columns: list[Any] = [*places, *map(_arrow_strings, strings), pyarrow.array(candidates, pyarrow.list_(pyarrow.string()))]
    structs = pyarrow.StructArray.from_arrays(columns, names=list(Row._fields))
    missing = pyarrow.array([text is None for text in texts], pyarrow.bool_())
    return pyarrow.ListArray.from_arrays(pyarrow.array(ends, pyarrow.int32()), structs, mask=missing)


class _Sent(NamedTuple):
    context: "SparkContext"
    broadcast: "Broadcast[bytes]"
    digest: bytes


_sent: WeakKeyDictionary[Annotator, _Sent] = WeakKeyDictionary()


def _restorer(annotator: Annotator) -> "Callable[[], Annotator]":
    """What gives the annotator in any Python process of the cluster; it is sent once for each session and annotator."""
    from hashlib import sha256

    from pyspark.sql import SparkSession

    context = SparkSession.active().sparkContext
    sent = _sent.get(annotator)
    if sent is None or sent.context is not context:
        dumped = pickle.dumps(annotator)
        sent = _sent[annotator] = _Sent(context, context.broadcast(dumped), sha256(dumped).digest())
    broadcast, digest = sent.broadcast, sent.digest
    return lambda: _restored(broadcast, digest)


_annotators: dict[bytes, Annotator] = {}


def _restored(broadcast: "Broadcast[bytes]", digest: bytes) -> Annotator:
    annotator = _annotators.get(digest)
    if annotator is None:
        while len(_annotators) >= KEPT:
            del _annotators[next(iter(_annotators))]
        annotator = _annotators[digest] = pickle.loads(broadcast.value)
    return annotator

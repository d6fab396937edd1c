"""Columns of pandas and Polars: the finds of each text, with name, index and missing values as they were."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from texts import texts

from toponyms import Annotator, Gazetteer, UnknownNameError
from toponyms.columns import Row, annotate_column, rewrite_column, row
from toponyms.emit import records

TEXTS = ["Fog over Iturup.", None, "", "Taro Kono, Ichiro Kono. Kono", "На Итурупе и Кунашире", "no names"]


@pytest.fixture
def found(annotator: Annotator) -> list[list[dict[str, Any]] | None]:
    return [None if text is None else [row(find)._asdict() for find in annotator.annotate(text)] for text in TEXTS]


@pytest.fixture
def japan(annotator: Annotator) -> list[str | None]:
    return [None if text is None else annotator.rewrite(text, "japan") for text in TEXTS]


@pytest.fixture
def pandas() -> Any:
    return pytest.importorskip("pandas", reason="pandas is not installed; pip install 'toponyms[pandas]' gets it")


@pytest.fixture
def polars() -> Any:
    return pytest.importorskip("polars", reason="Polars is not installed; pip install 'toponyms[polars]' gets it")


@given(text=texts)
def test_a_row_is_part_of_a_json_lines_record(annotator: Annotator, text: str) -> None:
    finds = annotator.annotate(text)
    for find, line in zip(finds, records(text, finds, "-"), strict=True):
        record = json.loads(line)
        assert row(find)._asdict() == {key: record[key] for key in Row._fields}
        assert [key for key in record if key in Row._fields] == list(Row._fields)


@pytest.mark.parametrize("dtype", ["object", "str", "string"])
def test_pandas(pandas: Any, dtype: str, annotator: Annotator, found: list[Any], japan: list[Any]) -> None:
    series = pandas.Series(TEXTS, index=[f"r{number}" for number in range(6)], name="text", dtype=dtype)
    before = series.copy()
    finds = annotate_column(series, annotator)
    assert (list(finds), finds.name, list(finds.index)) == (found, "text", list(series.index))
    rewritten = rewrite_column(series, "japan", annotator)
    assert [None if none else text for none, text in zip(rewritten.isna(), rewritten, strict=True)] == japan
    assert (rewritten.name, list(rewritten.index), rewritten.dtype) == ("text", list(series.index), series.dtype)
    pandas.testing.assert_series_equal(series, before)


def test_a_category_of_pandas(pandas: Any, annotator: Annotator) -> None:
    series = pandas.Series(["Iturup", "Iturup", None], dtype="category")
    assert list(rewrite_column(series, "japan", annotator)) == ["Etorofu", "Etorofu", None]


def test_polars(polars: Any, annotator: Annotator, found: list[Any], japan: list[Any]) -> None:
    series = polars.Series("text", TEXTS)
    finds = annotate_column(series, annotator)
    assert (finds.to_list(), finds.name) == (found, "text")
    assert list(finds.dtype.inner.to_schema()) == list(Row._fields)
    rewritten = rewrite_column(series, "japan", annotator)
    assert (rewritten.to_list(), rewritten.name, rewritten.dtype) == (japan, "text", polars.String)


def test_an_empty_column_has_the_same_type(polars: Any, pandas: Any, annotator: Annotator) -> None:
    empty = polars.Series("text", [], polars.String)
    assert annotate_column(empty, annotator).dtype == annotate_column(polars.Series(["Iturup"]), annotator).dtype
    assert rewrite_column(empty, "japan", annotator).dtype == polars.String
    assert list(annotate_column(pandas.Series([], dtype=object), annotator)) == []


def test_a_gazetteer_of_ones_own_and_markup(polars: Any) -> None:
    chosen = Annotator(Gazetteer.from_dict({"lantern-point": ["Lantern Point"]}))
    series = polars.Series(["<b>Lantern</b> Point", "Iturup"])
    assert [[find["surface"] for find in finds] for finds in annotate_column(series, chosen, markup="html")] == [
        ["Lantern</b> Point"],
        [],
    ]


def test_what_is_no_column_of_texts(polars: Any, pandas: Any, annotator: Annotator) -> None:
    for series in (polars.Series([1]), pandas.Series([1.5]), pandas.Series([b"Iturup"])):
        with pytest.raises(TypeError, match="a column of texts is wanted, and"):
            annotate_column(series, annotator)
    for other in (["Iturup"], "Iturup", polars.DataFrame(), None):
        with pytest.raises(TypeError, match="a Series of pandas or Polars is wanted, not"):
            annotate_column(other, annotator)
    with pytest.raises(UnknownNameError):
        rewrite_column(polars.Series([], dtype=polars.String), "no-such-style", annotator)


def test_neither_is_imported_before_it_is_given() -> None:
    heavy = ("pandas", "polars", "pyspark", "pyarrow", "numpy")
    code = f"import sys, toponyms.columns, toponyms.spark; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

"""Where quotations begin and end: tests/quotations.yaml, and what holds for any text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linear import assert_linear
from yamls import safe_load

from toponyms.keeping import is_within, quoted_spans
from toponyms.quotations import disjoint, quotations
from toponyms.style import load_style

CASES = safe_load((Path(__file__).parent / "quotations.yaml").read_text(encoding="utf-8"))
SIGNS = "“”„‘’«»「」『』\"'> \n.aЯ島5s"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_quotations(case: dict) -> None:
    found = quotations(case["text"])
    assert [[one.kind, case["text"][one.start : one.end], one.depth] for one in found] == [
        [*quote, 1][:3] for quote in case["quotes"]
    ]


def test_ids_are_unique() -> None:
    ids = [case["id"] for case in CASES]
    assert len(ids) == len(set(ids))


@given(st.text(alphabet=SIGNS, max_size=60))
def test_regions_are_sorted_inside_the_text_and_begin_and_end_with_something(text: str) -> None:
    found = quotations(text)
    assert [(one.start, -one.end) for one in found] == sorted((one.start, -one.end) for one in found)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start].strip()
        assert one.depth == 1 + sum(other.start < one.start < other.end for other in found)


@given(st.text(alphabet=SIGNS, max_size=60))
def test_none_reaches_a_paragraph_that_does_not_open_with_its_mark(text: str) -> None:
    tail = "\n\nIturup is far"
    for one in quotations(text + tail):
        assert one.end <= len(text)


@given(st.text(alphabet=SIGNS + "\n\n", max_size=80), st.sets(st.integers(0, 79), max_size=4))
def test_what_holds_a_place_is_told_from_the_text_around_it(text: str, numbers: set[int]) -> None:
    places = sorted(number for number in numbers if text[number : number + 1].strip())
    everything = disjoint([(start, end) for start, end, _, _ in quotations(text)])
    near = quoted_spans(text, load_style("neutral"), None, places)
    assert [is_within(near, at, at + 1) for at in places] == [is_within(everything, at, at + 1) for at in places]


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    quotations(text)


UNITS = ["“", "“‘", "«", "»«", '"a ', "'a ", "a's ", "> “a\n", ">", "\n>>", "> \n", "“a\n\n", "“a.\n", "「『", "“‘a ’b ", " \n"]


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear(unit: str) -> None:
    assert_linear(quotations, lambda size: unit * (size // len(unit)), 64_000)

"""Long texts in portions: whatever the chunks of a stream, it is read as the whole is, and no name is lost at a border."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import NAMES, quoted, texts

import toponyms
from toponyms import Annotator, Style, directives, load_style, portions
from toponyms.editing import apply
from toponyms.encoded import encoded_portions
from toponyms.files import builtin_styles
from toponyms.portions import Portion
from toponyms.protect import is_plain
from toponyms.rewritten import rewritten
from toponyms.streams import plain

STYLES = [load_style(name) for name in builtin_styles()]
STYLES += [load_style(path) for path in sorted((Path(__file__).parent / "styles").glob("*.yaml"))]

signs = st.sampled_from(("toponyms:off", "toponyms:on", "toponyms:ignore", "```", "````", "`", "``", "> ", "# "))
breaks = st.sampled_from(("\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n", ",", ";", "。", "\\", "[", "|a]", "\u0301"))
longs = st.lists(texts | quoted | signs | breaks | st.sampled_from(NAMES), max_size=12).map("".join)
sizes = st.tuples(st.integers(1, 6), st.integers(5, 60), st.integers(2, 30))


CONSTANTS = ("ENOUGH", "MOST", "ZONE", "BESIDE", "TRIES")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    known = {name: getattr(portions, name) for name in CONSTANTS}
    most_open = directives.MOST_OPEN
    yield
    directives.MOST_OPEN = most_open
    for name, value in known.items():
        setattr(portions, name, value)


def small(size: tuple[int, int, int]) -> None:
    """Portions of a few code points; to look for names around their ends takes most of the time."""
    portions.ENOUGH, portions.MOST, portions.ZONE = size
    portions.BESIDE, portions.TRIES = 100, 6
    directives.MOST_OPEN = size[1]


def chunked(data: bytes, lengths: list[int]) -> Iterator[str]:
    """The text of bytes that come in chunks, cut in mid-character or not."""
    decoder, at = codecs.getincrementaldecoder("utf-8")("surrogateescape"), 0
    while at < len(data):
        length = lengths[at % len(lengths)]
        yield decoder.decode(data[at : at + length])
        at += length
    yield decoder.decode(b"", final=True)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


lengths = st.lists(st.integers(1, 40), min_size=1, max_size=5)


@settings(max_examples=30)
@given(longs, sizes, lengths, st.booleans())
def test_law_5_chunks_of_a_stream_change_nothing(
    annotator: Annotator, text: str, size: tuple[int, int, int], lengths: list[int], mark: bool
) -> None:
    small(size)
    data = codecs.BOM_UTF8 * mark + encoded(re.sub("[\ud800-\udfff]", "\udce6", text))
    text = data.decode("utf-8", "surrogateescape")
    parts = list(annotator.stream(chunked(data, lengths)))
    assert "".join(portion.text for portion, _ in parts) == text
    assert [portion.moved(find) for portion, finds in parts for find in finds] == annotator.annotate(text)
    tagged = "".join(toponyms.emit.tag(portion.text, finds) for portion, finds in parts)
    assert tagged == annotator.tag(text)
    assert toponyms.untag(tagged) == text
    lines = [line for portion, finds in parts for line in toponyms.emit.records(portion.text, finds, "-", portion.place)]
    assert lines == list(toponyms.emit.records(text, annotator.annotate(text), "-"))


@settings(max_examples=30)
@given(longs, sizes, lengths, st.sampled_from(STYLES))
def test_law_5_for_edits(annotator: Annotator, text: str, size: tuple[int, int, int], lengths: list[int], style: Style) -> None:
    small(size)
    data = encoded(re.sub("[\ud800-\udfff]", "\udce6", text))
    text = data.decode("utf-8", "surrogateescape")
    parts = list(annotator.stream_edits(chunked(data, lengths), style))
    assert "".join(portion.text for portion, _ in parts) == text
    assert [portion.moved(edit) for portion, edits in parts for edit in edits] == list(annotator.edits(text, style))


@given(longs, sizes, st.sampled_from(STYLES))
def test_law_3_rewriting_twice_is_rewriting_once(
    annotator: Annotator, text: str, size: tuple[int, int, int], style: Style
) -> None:
    small(size)
    once = annotator.rewrite(text, style)
    assert annotator.rewrite(once, style) == once


dense = st.tuples(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), st.sampled_from(("", " ", ", ", "\n", "、")))


@given(dense.map(lambda one: (one[1].join(one[0]) + one[1]) * 30), sizes, st.integers(1, 40), st.sampled_from(STYLES))
def test_law_3_where_no_end_comes(annotator: Annotator, text: str, size: tuple[int, int, int], beside: int, style: Style) -> None:
    """Names over and over, so that portions end wherever one can, or in mid-name."""
    small(size)
    portions.BESIDE = beside
    once = annotator.rewrite(text, style)
    assert annotator.rewrite(once, style) == once


@given(longs, sizes)
def test_a_border_is_in_no_name_and_no_character(annotator: Annotator, text: str, size: tuple[int, int, int]) -> None:
    small(size)
    for start, end in portions.spans(text, annotator.borders):
        assert start < end or not text
        if 0 < end < len(text):
            assert text[end - 1 : end + 1] != "\r\n"


pieces = longs.map(encoded) | st.binary(max_size=9) | st.sampled_from([b"\xe3\x80", b"\x81\x82"])


@given(st.lists(pieces), lengths, sizes, st.booleans())
def test_bytes_are_cut_where_their_text_is(
    annotator: Annotator, parts: list[bytes], lengths: list[int], size: tuple[int, int, int], apart: bool
) -> None:
    small(size)
    data = b"".join(parts)
    chunks = data.splitlines(keepends=True) if apart else [data[at : at + lengths[0]] for at in range(0, len(data), lengths[0])]
    read = [part.decoded() for part in encoded_portions(chunks, annotator.borders, apart, placed=True)]
    expected = list(portions.stream([plain(chunk) for chunk in chunks] if apart else [plain(data)], annotator.borders, apart))
    assert [part._replace(plain=False) for part in read] == expected
    assert all(is_plain(part.text) >= part.plain for part in read)


@given(st.lists(pieces), sizes, st.sampled_from([style for style in STYLES if not style.first]))
def test_portions_are_rewritten_alone_as_in_their_turn(
    annotator: Annotator, parts: list[bytes], size: tuple[int, int, int], style: Style
) -> None:
    small(size)
    data = b"".join(parts)
    expected = "".join(apply(portion.text, edits) for portion, edits in annotator.stream_edits([plain(data)], style))
    assert b"".join(rewritten(annotator, style, [data], 1)) == encoded(expected)


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=40), st.sampled_from((" ", ", ", "\n")), st.integers(1, 99))
def test_no_name_is_cut(annotator: Annotator, names: list[str], between: str, most: int) -> None:
    small((99, most, 60))
    text = between.join(names)
    for portion, _ in annotator.stream([text]):
        end = portion.place.offset + len(portion.text)
        around = text[portion.place.offset : end + 100]
        assert annotator.borders.is_free(around, len(portion.text))


def test_what_is_open_goes_on() -> None:
    portions.ENOUGH = 2
    text = "Iturup\n\ntoponyms:off\n\nIturup\n\nIturup\n\ntoponyms:on\n\nIturup\n\n```\nIturup\n\nIturup\n```\n\nIturup"
    starts = [0, text.index("on\n\nIturup") + 4, text.rindex("Iturup")]
    assert [find.start for find in toponyms.annotate(text)] == starts
    assert toponyms.rewrite(text, "japan").count("Etorofu") == 3


def test_a_fence_that_none_closes_ends(annotator: Annotator) -> None:
    """A corpus with one such line in it: a sixth of ours was hidden so."""
    prose = "Iturup, fog and wind.\n\n" * 10_000
    for fence in ("```sh\n", "````\n```\n"):
        text = fence + prose
        end = text.rindex("\n", 0, directives.MOST_OPEN)
        places = [match.start() for match in re.finditer("Iturup", text) if match.start() > end]
        assert [find.start for find in annotator.annotate(text)] == places
        assert [portion.moved(find).start for portion, finds in annotator.stream([text]) for find in finds] == places
        by_line = annotator.stream(text.splitlines(keepends=True), apart=True)
        assert [portion.moved(find).start for portion, finds in by_line for find in finds] == places


def test_a_fence_that_is_closed_does_not(annotator: Annotator) -> None:
    text = "```\n" + "Iturup, fog and wind.\n\n" * 3_000 + "```\n\nKunashir"
    assert [find.surface for find in annotator.annotate(text)] == ["Kunashir"]


def test_places() -> None:
    portions.ENOUGH = 1
    parts = list(toponyms.annotator.default_annotator().stream(["Fog\r", "\n\r\n", "on Iturup.\n\nHaze"]))
    assert [portion for portion, _ in parts] == [
        Portion("Fog\r\n\r\n", (0, 1, 1)),
        Portion("on Iturup.\n\n", (7, 3, 1)),
        Portion("Haze", (19, 5, 1)),
    ]


def test_a_line_without_end_is_read_in_portions(annotator: Annotator) -> None:
    """Southern Kurils has a space in it, which is no place to cut."""
    small((50, 1000, 100))
    text = "Southern Kurils " * 2000
    assert len(list(annotator.stream([text]))) > 10
    assert [find.surface for find in annotator.annotate(text)] == ["Southern Kurils"] * 2000
    text = "Southern Kurils; " * 2000
    assert annotator.rewrite(text, "japan") == "Northern Territories; " * 2000
    assert apply(text, annotator.edits(text, "japan")) == "Northern Territories; " * 2000


def test_a_text_of_which_no_end_settles_stays_at_rest(annotator: Annotator) -> None:
    """Behind Northern Territories a name may go on, behind Southern Kurils none, so the end moves with each edit."""
    small((50, 1000, 100))
    once = annotator.rewrite("Southern Kurils " * 300, "japan")
    assert once.count("Southern Kurils") + once.count("Northern Territories") == 300
    assert annotator.rewrite(once, "japan") == once

"""XML → prose, by the parser of the standard library; what is not well-formed is read as HTML is."""

import re
from html import unescape
from itertools import accumulate, pairwise
from typing import NamedTuple
from xml.parsers import expat

from toponyms.elements import BLOCKS, INLINE, Elements
from toponyms.errors import ToponymsError
from toponyms.prose import OBJECT, Draft, Prose

_SURROGATES = re.compile("[\ud800-\udfff]")


class _Event(NamedTuple):
    """What the parser tells: `at` is where it begins in the bytes."""

    at: int
    kind: str
    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


def xml_prose(text: str, alt: bool = False) -> Prose:
    """The prose of an XML document; raises `ToponymsError` if it is not well-formed and no parser of HTML is there.

    An element stands in the line where its parent has text of its own, or by its name (`hi`, `emphasis`, `b`); else it is a
    block. Cost: linear.

    >>> xml_prose("<p>the <hi>Southern</hi> Kurils</p>").text
    'the Southern Kurils'
    """
    data = _SURROGATES.sub("\ufffd", text).encode()
    try:
        events = _events(data)
    except expat.ExpatError as error:
        try:
            from toponyms.htmlprose import html_prose
        except ImportError:
            # Expat counts columns from 0.
            where, why = f"line {error.lineno}, column {error.offset + 1}", expat.ErrorString(error.code)
            message = (
                f"this XML is not well-formed at {where}: {why}; mend it there, or let it be read as HTML is (--input html), "
                "for which pip install 'toponyms[markup]' gets the parser"
            )
            raise ToponymsError(message) from error
        return html_prose(text, alt)
    places = _code_points(data, [event.at for event in events])
    inline = _inline(events, text, places)
    draft = Draft(text)
    elements = Elements(draft, alt, xml=True)
    for number, event in enumerate(events):
        start, end = places[number], places[number + 1]
        if event.kind == "start":
            elements.start(event.name, start, end, dict(event.attributes), text.startswith("/>", end - 2), number not in inline)
        elif event.kind == "end":
            if text.startswith("</", start):
                elements.end(event.name, start, end, number not in inline)
            elif number not in inline:
                # The end of <empty/> has no place of its own.
                draft.border(start)
        elif event.kind == "comment":
            elements.comment(start, end)
        elif event.kind == "text":
            elements.text(start, end)
        elif event.kind == "reference":
            meant = unescape(text[start:end])
            elements.text(start, end, meant if meant != text[start:end] else OBJECT)
        else:
            draft.cut(start, end, "tag")
    return draft.finish()


def _events(data: bytes) -> list[_Event]:
    found: list[_Event] = []
    # The text comes decoded, whatever encoding the document declares.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = False
    # An entity of a DTD that is not read (&nbsp; in XHTML) is no fault then.
    parser.UseForeignDTD(True)
    in_section = False

    def add(kind: str, name: str = "", attributes: tuple[tuple[str, str], ...] = ()) -> None:
        found.append(_Event(parser.CurrentByteIndex, kind, name, attributes))

    def character(_: str) -> None:
        at = parser.CurrentByteIndex
        add("reference" if not in_section and data[at : at + 1] == b"&" else "text")

    def section(begins: bool) -> None:
        nonlocal in_section
        in_section = begins
        add("tag")

    def other(given: str) -> None:
        add("reference" if given[:1] == "&" and given[-1:] == ";" else "tag")

    parser.StartElementHandler = lambda name, given: add("start", _local(name), tuple(given.items()))
    parser.EndElementHandler = lambda name: add("end", _local(name))
    parser.CharacterDataHandler = character
    parser.CommentHandler = lambda _: add("comment")
    parser.StartCdataSectionHandler = lambda: section(True)
    parser.EndCdataSectionHandler = lambda: section(False)
    parser.DefaultHandler = other
    parser.Parse(data, True)
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _code_points(data: bytes, places: list[int]) -> list[int]:
    """Places in the bytes as places in the text, and the end of the text."""
    places = [*places, len(data)]
    if data.isascii():
        return places
    lengths = (len(data[start:end].decode()) for start, end in pairwise([0, *places]))
    return list(accumulate(lengths))


def _inline(events: list[_Event], text: str, places: list[int]) -> set[int]:
    """The numbers of the events of elements that stand in a line."""
    has_text: set[int] = set()
    parents: dict[int, int] = {}
    ends: dict[int, int] = {}
    stack = [-1]
    for number, event in enumerate(events):
        if event.kind == "start":
            parents[number] = stack[-1]
            stack.append(number)
        elif event.kind == "end":
            ends[stack.pop()] = number
        elif event.kind == "reference" or (event.kind == "text" and text[places[number] : places[number + 1]].strip()):
            has_text.add(stack[-1])
    found: set[int] = set()
    for number, parent in parents.items():
        name = events[number].name
        if name in INLINE or (parent in has_text and name not in BLOCKS):
            found.update((number, ends[number]))
    return found

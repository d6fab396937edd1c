"""Markdown → prose, by a parser of CommonMark with the tables, footnotes and strikethrough of GitHub."""

import re
from itertools import accumulate, pairwise, zip_longest
from typing import Any, NamedTuple

from pyromark import Options, events_with_range

from toponyms.elements import Elements
from toponyms.htmlprose import read_html
from toponyms.prose import BORDER, OBJECT, Cut, Draft, Prose

_OPTIONS = (
    Options.ENABLE_GFM
    | Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_HEADING_ATTRIBUTES
    | Options.ENABLE_YAML_STYLE_METADATA_BLOCKS
    | Options.ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]")
_UNREAD = {"CodeBlock": ("code", BORDER), "MetadataBlock": ("front matter", BORDER)}
_INLINE = frozenset(("Emphasis", "Strong", "Strikethrough", "Link", "Image"))
_PARTS = {"BlockQuote": "quotation", "Heading": "heading", "List": "group", "TableHead": "group", "TableRow": "group"}
# Their text is the URL, or what the definition of the link is found by.
_AUTOLINKS, _LABELS = ("Autolink", "Email"), ("Shortcut", "Collapsed")


class _Event(NamedTuple):
    """What the parser tells of [start, end): `name` is that of what starts or ends."""

    kind: str
    start: int
    end: int
    name: str = ""
    value: Any = None


def markdown_prose(text: str, alt: bool = False) -> Prose:
    """The prose of a Markdown document. Never raises on a `str`; cost: linear.

    >>> markdown_prose("> **Southern**\\n> Kurils, see `Iturup` and [Japan](japan.md)").text
    'Southern\\nKurils, see \ufffc and Japan'
    """
    # The parser takes no lone surrogates, of which bytes that are not UTF-8 are made.
    given = _SURROGATES.sub("\ufffd", text)
    reader = _Reader(text, given, alt)
    events = _events(given)
    for event, following in zip_longest(events, events[1:]):
        reader.take(event, following)
    return reader.finish()


def _events(text: str) -> list[_Event]:
    told = list(events_with_range(text, options=_OPTIONS))
    place = _code_points(text, [offset for _, span in told for offset in (span["start"], span["end"])])
    found = []
    for event, span in told:
        kind, value = _named(event)
        name, value = _named(value) if kind in ("Start", "End") else ("", value)
        found.append(_Event(kind, place[span["start"]], place[span["end"]], name, value))
    return found


def _named(told: Any) -> tuple[str, Any]:
    """An event or a tag, which is told by its name or as {name: value}, as a pair."""
    return (told, None) if isinstance(told, str) else next(iter(told.items()))


def _part(event: _Event) -> str:
    """Which part of a prose a block is; a note (`> [!NOTE]`) is the author's own."""
    return "" if event.name == "BlockQuote" and event.value else _PARTS.get(event.name, "")


def _code_points(text: str, offsets: list[int]) -> dict[int, int]:
    """Offsets in UTF-8 as places in the text."""
    ordered = sorted(set(offsets))
    if text.isascii():
        return {offset: offset for offset in ordered}
    data = text.encode()
    lengths = (len(data[start:end].decode()) for start, end in pairwise([0, *ordered]))
    return dict(zip(ordered, accumulate(lengths), strict=True))


class _Reader:
    """Takes the events of a document one after the other."""

    def __init__(self, text: str, given: str, alt: bool) -> None:
        self._text, self._given, self._alt = text, given, alt
        self._draft = Draft(text)
        self._elements = Elements(self._draft, alt)
        self._end = 0
        """Up to where the source has been read or cut."""
        self._unread = 0
        """How many things are open of which nothing is read: blocks of code, front matter, images, automatic links."""
        self._html: list[tuple[int, int]] = []
        self._depths: list[int] = []

    def take(self, event: _Event, following: _Event | None) -> None:
        """One event, and the one behind it."""
        kind, start, end, name, value = event
        if name in _INLINE:
            self._draft.signs.append((end - 1, kind + name))
        if kind == "Start":
            self._open(event)
        elif kind == "End":
            self._close(event)
        elif self._unread:
            pass
        elif kind == "Html":
            self._html.append((start, end))
        elif kind == "Text":
            self._skip(start)
            self._elements.text(start, end, None if self._given[start:end] == value else value)
            self._end = end
        elif kind in ("SoftBreak", "HardBreak"):
            self._skip(start)
            # The signs of a quotation and the indentation of a list belong to the line break before them.
            self._end = following.start if following and following.start >= end else end
            self._elements.text(start, self._end, "\n")
        else:
            self._skip(start)
            self._end = end
            if kind == "InlineHtml":
                read_html(self._elements, self._text, [(start, end)])
            elif not self._elements.is_skipping:
                self._draft.cut(start, end, "code" if kind == "Code" else "target", OBJECT)

    def _open(self, event: _Event) -> None:
        name, start, end = event.name, event.start, event.end
        how = event.value["link_type"] if name in ("Link", "Image") else ""
        is_unread = name in _UNREAD or how in _AUTOLINKS or (name == "Image" and not self._alt)
        if not self._unread and not is_unread and name not in _INLINE:
            self._skip(start)
            self._draft.border(start)
            self._html = []
            self._depths.append(self._elements.depth)
            if part := _part(event):
                self._draft.begin(part)
        elif is_unread and not self._unread and not self._elements.is_skipping:
            self._skip(start)
            kind, leaving = _UNREAD.get(name, ("attribute" if name == "Image" else "target", OBJECT))
            self._draft.cut(start, end, kind, leaving)
            self._end = end
        elif name == "Image" and not self._unread and not self._elements.is_skipping:
            self._skip(start)
            self._draft.cut(start, start + 2, "tag", OBJECT)
        elif name == "Link" and not self._unread:
            self._draft.begin("link")
        if how in _LABELS:
            self._draft.held.append(Cut(start, end, "target"))
        self._unread += is_unread or (self._unread > 0 and name in ("Link", "Image"))

    def _close(self, event: _Event) -> None:
        name, end = event.name, event.end
        if self._unread:
            # An image can hold links and images; what else is not read holds nothing.
            self._unread -= name in _UNREAD or name in ("Link", "Image")
            return
        if name == "HtmlBlock" and self._html:
            self._skip(self._html[0][0])
            read_html(self._elements, self._text, self._html)
            self._end = self._html[-1][1]
        if name in _INLINE:
            if name == "Link":
                self._draft.end("link")
            self._skip(end, OBJECT if name == "Image" else "")
            return
        self._skip(end)
        depth = self._depths.pop()
        if name != "HtmlBlock":
            self._elements.close(depth, end)
        if part := _part(event):
            self._draft.end(part)
        self._draft.border(end)

    def _skip(self, at: int, leaving: str = "") -> None:
        """Leave out what stands before a place and has not been read: signs, where links lead, definitions of links."""
        if at > self._end:
            if not self._elements.is_skipping and (leaving or _WORD.search(self._text, self._end, at)):
                self._draft.cut(self._end, at, "target", leaving)
            self._end = at

    def finish(self) -> Prose:
        """The prose of what has been taken."""
        self._skip(len(self._text))
        self._elements.close(0, len(self._text))
        return self._draft.finish()

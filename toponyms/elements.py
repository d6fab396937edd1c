"""What the elements of HTML and XML mean to a reader: blocks, lines, code, readings, languages."""

import re
from collections import Counter
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple

from toponyms.foreign import foreign_script
from toponyms.prose import OBJECT, Cut, Draft


def _words(*lines: str) -> list[str]:
    return " ".join(lines).split()


BLOCKS = frozenset(
    _words(
        "address article aside base blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset",
        "figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li link main menu meta",
        "nav noscript ol optgroup option p param pre search section select summary table tbody td template textarea tfoot th",
        "thead title tr ul",
    )
)
"""Elements of HTML that begin a line of their own."""

INLINE = frozenset(
    _words(
        "a abbr acronym b bdi bdo big cite data del dfn em font i ins label mark nobr q rb ruby s small span strike strong time",
        "u wbr hi emph emphasis",
    )
)
"""Elements that are part of the line in any XML."""

VOID = frozenset(_words("area base br col embed hr img input link meta param source track wbr"))

# What is seen and is no text, or stands off the line: a name ends there.
_OBJECTS = frozenset(_words("audio button canvas embed img input object sub sup svg video"))
_CODE = dict.fromkeys(_words("code kbd listing math plaintext pre samp tt var xmp"), "code")
_SCRIPTS = dict.fromkeys(_words("iframe noembed noframes script style"), "script")
_CUT = _CODE | _SCRIPTS | dict.fromkeys(("rp", "rt", "rtc"), "reading")
# DocBook and TEI.
_XML_CODE = _words(
    "programlisting screen synopsis literal command filename function varname userinput computeroutput eg egXML gi att ident"
)
_XML_CUT = _CUT | dict.fromkeys(_XML_CODE, "code")
_LEAVING = {"code": OBJECT, "script": "", "reading": ""}
# A start tag that ends an element whose end tag may be left out.
_ENDED = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "tr": ("tr",),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "option": ("option",),
}
_PARTS = dict.fromkeys(_words("h1 h2 h3 h4 h5 h6"), "heading") | dict.fromkeys(_words("ul ol menu dl tr"), "group")
_PARTS |= {"blockquote": "quotation"}
_XML_PARTS = _PARTS | dict.fromkeys(_words("head title"), "heading") | dict.fromkeys(_words("link ref ulink"), "link")
_XML_PARTS |= dict.fromkeys(_words("itemizedlist list orderedlist row simplelist variablelist"), "group")
# Browsers and style sheets put the marks.
_QUOTED = frozenset(_words("q quote"))
_LISTS = frozenset(("ul", "ol", "menu", "dl", "table", "select"))
_DEEPEST = 50
"""How many open elements are looked through for one whose end tag was left out."""

_ATTRIBUTE = re.compile(r"""[\s/"']([^\s"'>/=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
_REFERENCE = re.compile(r"&#?\w++;?")
_BLANK = re.compile(r"\n[^\S\n]*+\n\s*+")


class _Open(NamedTuple):
    name: str
    start: int
    script: str
    """The foreign script in force outside the element."""
    part: str = ""


class Elements:
    """Follows the elements of a document and tells its draft what to read. Cost: linear in the number of tags."""

    def __init__(self, draft: Draft, alt: bool = False, xml: bool = False) -> None:
        self._draft, self._alt, self._cut = draft, alt, _XML_CUT if xml else _CUT
        self._parts = _XML_PARTS if xml else _PARTS
        self._stack: list[_Open] = []
        self._count: Counter[str] = Counter()
        self._skipped: tuple[int, int, str] | None = None
        """(depth, start, kind) of the outermost element that is not read."""

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._stack)

    @property
    def is_skipping(self) -> bool:
        """Whether what comes now is not read."""
        return self._skipped is not None

    def start(self, name: str, start: int, end: int, attributes: Mapping[str, str], is_empty: bool, is_block: bool) -> None:
        """A start tag at [start, end); `is_empty` if no end tag will come."""
        if is_block and self._skipped is None:
            self._end_what_ends(name, start)
        if self._skipped is not None:
            if not is_empty:
                self._push(name, start)
            return
        before = self._draft.script
        lang = attributes.get("xml:lang", attributes.get("lang"))
        if lang is not None:
            self._draft.script = foreign_script(lang)
        kind = self._cut.get(name, "")
        if is_block:
            self._draft.border(start)
        if kind:
            if is_empty:
                self._draft.cut(start, end, kind, _LEAVING[kind])
            else:
                self._skipped = (len(self._stack), start, kind)
        elif name == "br":
            self._draft.keep(start, end, "\n")
        else:
            leaving = OBJECT if name in _OBJECTS else "“" if name in _QUOTED and not is_block else ""
            self._tag(start, end, leaving, self._alt and bool(attributes))
        if is_empty:
            self._draft.script = before
        else:
            is_link = name == "a" and "href" in attributes
            part = "link" if is_link else "quotation" if name in _QUOTED and is_block else self._parts.get(name, "")
            self._push(name, start, before, "" if kind else part)

    def end(self, name: str, start: int, end: int, is_block: bool) -> None:
        """An end tag at [start, end); it ends what was left open inside, and nothing if no such element is open."""
        skipped, was_open = self._skipped, self._count[name] > 0
        if was_open:
            while self._pop(end if self._stack[-1].name == name else start) != name:
                pass
        if self._skipped is None:
            # The end tag of what was not read has gone with it.
            if skipped is None or skipped[0] != len(self._stack):
                is_mark = name in _QUOTED and not is_block and was_open
                self._draft.cut(start, end, "tag", OBJECT if name in _OBJECTS else "”" if is_mark else "")
            if is_block:
                self._draft.border(end)

    def close(self, depth: int, at: int) -> None:
        """End all but the outermost `depth` elements at a place of the source."""
        while len(self._stack) > depth:
            self._pop(at)

    def text(self, start: int, end: int, put: str | None = None) -> None:
        """Text of the source, or what it stands for."""
        if self._skipped is not None:
            return
        if put is None:
            # What is blank makes one space in a page, however many lines it takes.
            for match in _BLANK.finditer(self._draft.source, start, end):
                self._draft.keep(start, match.start())
                self._draft.keep(*match.span(), "\n")
                start = match.end()
        self._draft.keep(start, end, put)

    def comment(self, start: int, end: int) -> None:
        """A comment."""
        if self._skipped is None:
            self._draft.comment(start, end)

    def _push(self, name: str, start: int, before: str = "", part: str = "") -> None:
        self._stack.append(_Open(name, start, before, part))
        if part:
            self._draft.begin(part)
        self._count[name] += 1

    def _pop(self, end: int) -> str:
        """End the innermost element at a place, behind its end tag if it has one."""
        name, start, before, part = self._stack.pop()
        self._count[name] -= 1
        if part:
            self._draft.end(part)
        if self._skipped is None:
            self._draft.script = before
            if name == "ruby":
                self._draft.held.append(Cut(start, end, "reading"))
        elif self._skipped[0] == len(self._stack):
            _, start, kind = self._skipped
            self._skipped = None
            self._draft.cut(start, end, kind, _LEAVING[kind])
            self._draft.script = before
        return name

    def _end_what_ends(self, name: str, at: int) -> None:
        """Elements whose end tag may be left out end before a tag that cannot stand inside them."""
        ended = _ENDED.get(name, ()) or (("p",) if self._count["p"] else ())
        if not any(self._count[other] for other in ended):
            return
        for depth in range(len(self._stack) - 1, max(-1, len(self._stack) - _DEEPEST), -1):
            if self._stack[depth].name in ended:
                self.close(depth, at)
                return
            if self._stack[depth].name in _LISTS:
                return

    def _tag(self, start: int, end: int, leaving: str, alt: bool) -> None:
        """Leave a tag out, but for attributes that are for readers if they are asked for."""
        draft, at = self._draft, start
        for match in _ATTRIBUTE.finditer(draft.source, start, end) if alt else ():
            if match[1].lower() in ("alt", "title"):
                group = next(number for number in (2, 3, 4) if match[number] is not None)
                first, last = match.span(group)
                draft.cut(at, first, "tag", OBJECT)
                draft.quoted.append(Cut(first, last, "attribute"))
                for reference in _REFERENCE.finditer(draft.source, first, last):
                    if (meant := unescape(reference[0])) != reference[0]:
                        draft.keep(first, reference.start())
                        draft.keep(*reference.span(), meant)
                        first = reference.end()
                draft.keep(first, last)
                at = last
        draft.cut(at, end, "tag", OBJECT if at > start else leaving)

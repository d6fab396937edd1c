"""Quotations in plain text, by the marks of English, Russian and Japanese and by `>` at the start of lines."""

import re
from typing import NamedTuple

from toponyms.fold import JAPANESE
from toponyms.paragraphs import Paragraph, paragraphs


class Quotation(NamedTuple):
    """A quotation at [start, end), marks and all, in code points; `depth` is 1 for one that lies in no other.

    `kind` is `double` (“ ”), `single` (‘ ’), `low` („ “), `guillemets` (« »), `corner` (「 」), `white-corner` (『 』),
    `straight`, `straight-single` or `block` (lines that begin with >).
    """

    start: int
    end: int
    kind: str
    depth: int


class _Open:
    """A mark whose partner has not come yet; `stop` is where the quotation ends if it never comes, 0 for the paragraph's end."""

    __slots__ = ("kind", "start", "stop", "within")

    def __init__(self, start: int, kind: str) -> None:
        self.start, self.kind, self.stop, self.within = start, kind, 0, 0


_TOKEN = re.compile("[“”„‘’«»「」『』｢｣\"＂']|\r\n|[\n\r\x85\u2028]")
_MARK = re.compile("[“„‘«「『｢\"＂']|^[ \t]{0,3}>|[\n\r][ \t]{0,3}>|”")
_SENTENCE_END = re.compile("[.!?…。！？][\"'”’»“)\\]）」』*_]*\\s*\\Z")
_PAIRS = {"«": "guillemets", "»": "guillemets", "「": "corner", "」": "corner", "｢": "corner", "｣": "corner"}
_PAIRS |= {"『": "white-corner", "』": "white-corner", "„": "low"}
_OPENING = "«「｢『„"
_JAPANESE = re.compile(f"[{JAPANESE}]")
_CLOSERS = ")]}）］〕】»”’」』"
_STOPS = ",.;:!?、。，．！？"
# '90s, ’45 and rock 'n' roll: marks that stand for something left out.
_LEFT_OUT = re.compile(r"(?i).(?:\d\d(?!\d)|n['’]|(?:tis|twas|em|til|till|cause|cuz|bout|round|neath|cos|n)(?!\w))")
_SINGLES = frozenset(("single", "straight-single"))


def quotations(text: str) -> list[Quotation]:
    """Every quotation, sorted by start, the longest first.

    One ends with its closing mark; at a blank line, unless the next paragraph opens with the same mark, as newspapers have it;
    and if its mark never comes, where a line ends with a sentence. So a mark too many or too few never swallows a document.
    Apostrophes, feet and inches, and years ('90s) are no marks. Cost: linear in the text, whatever it is.

    >>> [(text[1], one.kind) for text in ["“Iturup”", "'Iturup'"] for one in quotations(text)]
    [('I', 'double'), ('I', 'straight-single')]
    """
    if not _MARK.search(text):
        return []
    found: list[tuple[int, int, str]] = []
    blocks: list[tuple[int, int]] = []
    reader = _Reader(text, found)
    for paragraph in paragraphs(text):
        if paragraph.level:
            _extend_blocks(text, paragraph, blocks, found)
        elif blocks:
            _end_blocks(blocks, 0, found)
        reader.read(paragraph)
    _end_blocks(blocks, 0, found)
    reader.finish()
    return _with_depth(found)


def disjoint(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What the spans cover: sorted, and none in another."""
    covered: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if covered and start < covered[-1][1]:
            covered[-1] = covered[-1][0], max(end, covered[-1][1])
        else:
            covered.append((start, end))
    return covered


def _with_depth(found: list[tuple[int, int, str]]) -> list[Quotation]:
    found.sort(key=lambda region: (region[0], -region[1]))
    ends = sorted(end for _, end, _ in found)
    over, quoted = 0, []
    for number, (start, end, kind) in enumerate(found, 1):
        while ends[over] <= start:
            over += 1
        quoted.append(Quotation(start, end, kind, number - over))
    return quoted


def _extend_blocks(text: str, paragraph: Paragraph, blocks: list[tuple[int, int]], found: list[tuple[int, int, str]]) -> None:
    """Carry the block quotations on by a paragraph, or end them where lines without a > stand between."""
    # Between two paragraphs of one block there are but lines of nothing but >.
    if blocks and not all(line.lstrip().startswith(">") for line in text[blocks[0][1] : paragraph.start].splitlines()[1:]):
        _end_blocks(blocks, 0, found)
    _end_blocks(blocks, paragraph.level, found)
    blocks[:] = [(start, paragraph.end) for start, _ in blocks]
    at = paragraph.start
    for number in range(paragraph.level):
        at = text.index(">", at) + 1
        if number >= len(blocks):
            blocks.append((at - 1, paragraph.end))


def _end_blocks(blocks: list[tuple[int, int]], level: int, found: list[tuple[int, int, str]]) -> None:
    found += ((start, end, "block") for start, end in blocks[level:])
    del blocks[level:]


class _Reader:
    """Pairs the marks of one paragraph after the other."""

    def __init__(self, text: str, found: list[tuple[int, int, str]]) -> None:
        self._text, self._found = text, found
        self._stack: list[_Open] = []
        self._counts = dict.fromkeys([*_PAIRS.values(), "double", "single", "straight", "straight-single"], 0)
        self._last = Paragraph(0, 0, 0, 0)

    def read(self, paragraph: Paragraph) -> None:
        """Pair the marks of a paragraph, after what the one before it left open was ended or goes on."""
        text = self._text
        at = self._carry(paragraph)
        self._last = paragraph
        tokens = list(_TOKEN.finditer(text, at, paragraph.end))
        following = _following(tokens)
        for number, token in enumerate(tokens):
            at, mark = token.start(), token[0]
            if mark in "\n\r\r\n\x85\u2028":
                self._end_line(at, paragraph.start)
                continue
            before = text[at - 1] if at > paragraph.body else " "
            after = text[at + 1] if at + 1 < paragraph.end else " "
            if mark in _PAIRS:
                if mark in _OPENING:
                    self._open(at, _PAIRS[mark])
                else:
                    self._close(at + 1, _PAIRS[mark])
            elif mark in "“”":
                self._curly(at, mark, before, after, following[number])
            elif mark in '"＂':
                self._straight(at, before, after, following[number])
            else:
                self._single(at, mark, before, after, following[number])

    def finish(self) -> None:
        """End what is still open."""
        self._carry(None)

    def _carry(self, paragraph: Paragraph | None) -> int:
        """Keep open what the paragraph opens again, and end the rest; returns where the reading goes on."""
        text, left = self._text, self._stack
        at = paragraph.body if paragraph else 0
        while left and paragraph and text[at].isspace():
            at += 1
        self._stack = []
        for one in left:
            is_same = paragraph and paragraph.level == self._last.level and one.kind != "straight-single"
            if paragraph and is_same and at < paragraph.end and text[at] == text[one.start]:
                one.stop = one.within = 0
                self._stack.append(one)
                at += 1
            else:
                self._counts[one.kind] -= 1
                self._give_up(one)
        return at

    def _give_up(self, one: _Open) -> None:
        """A mark without a partner: of single ones an apostrophe, of others a quotation up to the end of a line or paragraph."""
        if one.kind not in _SINGLES:
            self._found.append((one.start, min(filter(None, (one.stop, one.within, self._last.end))), one.kind))

    def _open(self, at: int, kind: str) -> None:
        stack = self._stack
        # The same mark again after a line that ended with a sentence: the first one was left open.
        if stack and stack[-1].kind == kind and stack[-1].stop:
            self._counts[kind] -= 1
            self._give_up(stack.pop())
        stack.append(_Open(at, kind))
        self._counts[kind] += 1

    def _close(self, end: int, kind: str) -> None:
        """End the innermost quotation of a kind; marks that were left open inside it are none."""
        stack = self._stack
        while self._counts[kind]:
            last = stack.pop()
            self._counts[last.kind] -= 1
            if last.kind == kind:
                self._found.append((last.start, end, kind))
                # In Russian two closing marks in a row are written once: «Вести «Итуруп».
                if kind == "guillemets" and stack and stack[-1].kind == kind:
                    stack[-1].within = stack[-1].within or end
                return

    def _end_line(self, at: int, floor: int) -> None:
        if self._stack and _SENTENCE_END.search(self._text[max(floor, at - 12) : at]):
            for one in reversed(self._stack):
                if one.stop:
                    break
                one.stop = at

    def _curly(self, at: int, mark: str, before: str, after: str, following: str) -> None:
        counts = self._counts
        top = self._stack[-1].kind if self._stack else ""
        is_closing = mark == "”" or not (before.isspace() or _is_word(after) or (after.isspace() and before in _OPENING))
        kind = top if top in ("double", "low") else "double" if counts["double"] else "low"
        if is_closing and counts[kind]:
            # 5” in a quotation that is yet to end.
            if mark == "”" and before.isdigit() and following == "”":
                return
            self._close(at + 1, kind)
        elif not after.isspace() and (mark == "“" or (_is_word(after) and not _is_word(before) and before not in _CLOSERS)):
            self._open(at, "double")

    def _straight(self, at: int, before: str, after: str, following: str) -> None:
        can_open, can_close = _straight_can(before, after)
        if can_close and self._counts["straight"]:
            # 5" in a quotation that is yet to end.
            if not (before.isdigit() and following == "c"):
                self._close(at + 1, "straight")
        elif can_open:
            self._open(at, "straight")

    def _single(self, at: int, mark: str, before: str, after: str, following: str) -> None:
        kind = "straight-single" if mark == "'" else "single"
        if mark == "'" and "'" in (before, after):
            return
        if mark != "‘" and self._stack and self._stack[-1].kind == kind and not before.isspace() and not _is_word(after):
            # The islands' ports, 6' of snow: no end while another one is to come.
            if not ((before in "sS" or before.isdigit()) and following == "c"):
                self._close(at + 1, kind)
        elif mark != "’" and _opens_single(before, after) and not _LEFT_OUT.match(self._text, at):
            self._open(at, kind)


def _following(tokens: list[re.Match[str]]) -> list[str]:
    """For each mark what the next one of its kind is: `c` for a straight or single one that can only close, ” as it is."""
    following = [""] * len(tokens)
    coming: dict[str, str] = {}
    for number in range(len(tokens) - 1, -1, -1):
        token = tokens[number]
        mark, at = token[0], token.start()
        kind = "s" if mark in "'‘’" else '"' if mark in '"＂' else "d" if mark in "“”" else ""
        if not kind:
            continue
        following[number] = coming.get(kind, "")
        before, after = token.string[max(at - 1, 0) : at] or " ", token.string[at + 1 : at + 2] or " "
        if kind == "d":
            coming[kind] = mark
        elif kind == '"':
            coming[kind] = "c" if _straight_can(before, after) == (False, True) else "o"
        # An apostrophe inside a word is neither.
        elif not (_is_word(before) and _is_word(after)):
            closes = mark != "‘" and not before.isspace() and not _is_word(after)
            coming[kind] = "c" if closes and (mark == "’" or not _opens_single(before, after)) else "o"
    return following


def _is_word(character: str) -> bool:
    """Whether a letter or digit, of a script that is written with spaces, holds on to a mark."""
    return (character.isalnum() or character == "_") and not _JAPANESE.match(character)


def _straight_can(before: str, after: str) -> tuple[bool, bool]:
    """Whether a straight mark between these two can open a quotation, and whether it can close one."""
    can_open = not (after.isspace() or after in _STOPS.replace(".", "") + _CLOSERS or _is_word(before) or before in _CLOSERS)
    can_close = not (before.isspace() or before in "([{（") and (not _is_word(after) or before in _STOPS)
    return can_open, can_close


def _opens_single(before: str, after: str) -> bool:
    return (after.isalnum() or after in '"“«「([…') and not before.isalnum() and before != "_" and before not in _CLOSERS + _STOPS

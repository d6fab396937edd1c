"""The commonest folding: one character for another, one space for a run of them, words wrapped at a hyphen joined."""

import re
from collections.abc import Mapping

Folding = tuple[str, list[int], list[int], list[int], list[int]]
"""The fields of `Folded`."""

_RUN = re.compile("  +")
# A line end that is more than one character of space, or follows a hyphen; the group is there where it ends a paragraph.
_WRAP = re.compile("\\n(?: *+(\\n[ \\n]*+)| ++|(?<=[- ]\\n))")
_ASCII = bytes(range(128))


def distinct(text: str) -> str:
    """The distinct characters outside ASCII, in any order. Cost: linear."""
    others = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return "".join(set(others))


def squeeze(text: str, replaced: Mapping[str, str]) -> Folding:
    """Put one character for another, one space for a run, and join words wrapped at a hyphen. Cost: linear."""
    plain = replace(text, replaced)
    return build(plain.replace("\n", " "), _space_items(plain))


def replace(text: str, replaced: Mapping[str, str]) -> str:
    """The text with one character put for another, in turn."""
    for character, folded in replaced.items():
        if character in text:
            text = text.replace(character, folded)
    return text


def _space_items(plain: str) -> list[tuple[int, int, str]]:
    """The stretches to fold in a text whose only irregularity can be space: runs of it, and words wrapped at a hyphen.

    Line ends are still there: most runs begin at one, and one character is searched for faster than two.
    """
    items: list[tuple[int, int, str]] = []
    done = 0
    for match in _WRAP.finditer(plain):
        start, end = match.span()
        if plain.find("  ", done, start) >= 0:
            items += [(*run.span(), " ") for run in _RUN.finditer(plain, done, start)]
        done = end
        if plain[start - 1 : start] == " ":
            start = items.pop()[0] if items and items[-1][1] == start else start - 1
        if match.lastindex:
            continue
        words = plain[start - 2 : start - 1].isalpha() and plain[end : end + 1].isalpha()
        if plain[start - 1 : start] == "-" and words:
            items.append((start, end, ""))
        elif end - start > 1:
            items.append((start, end, " "))
    items += [(*run.span(), " ") for run in _RUN.finditer(plain, done)]
    return items


def build(plain: str, items: list[tuple[int, int, str]]) -> Folding:
    """The text with stretches (start, end, replacement of at most one character) replaced; sorted and disjoint."""
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    widths: list[int] = []
    breaks: list[int] = []
    at = length = 0
    for start, end, replacement in items:
        pieces += (plain[at:start], replacement)
        length += start - at
        if replacement:
            starts += (length, length + 1)
            sources += (start, end)
            widths += (end - start, 1)
            length += 1
        else:
            starts.append(length)
            sources.append(end)
            widths.append(1)
            if plain[start - 1 : start] == "-" and " " in plain[start:end]:
                breaks.append(length)
        at = end
    pieces.append(plain[at:])
    return "".join(pieces), starts, sources, widths, breaks

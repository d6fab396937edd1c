"""HTML → prose, by a tokenizer that follows the HTML standard and takes any tag soup."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from turbohtml import TokenType, tokenize

from toponyms.elements import BLOCKS, VOID, Elements
from toponyms.prose import Draft, Prose

_SURROGATES = re.compile("[\ud800-\udfff]")


class Token(NamedTuple):
    """A token at [start, end): `kind` is text, reference, start, end, comment or tag; `name` is that of the tag or what the
    reference stands for."""

    kind: str
    start: int
    end: int
    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    is_empty: bool = False


def html_prose(text: str, alt: bool = False) -> Prose:
    """The prose of an HTML document or a part of one. Never raises on a `str`; cost: linear.

    >>> html_prose("<p><b>Southern</b>&nbsp;Kurils<p>Iturup<code>x</code>").text
    'Southern\\xa0Kurils\\n\\nIturup\ufffc'
    """
    draft = Draft(text)
    elements = Elements(draft, alt)
    read_html(elements, text, [(0, len(text))])
    elements.close(0, len(text))
    return draft.finish()


def read_html(elements: Elements, text: str, spans: Sequence[tuple[int, int]]) -> None:
    """Tell the elements of the HTML that stands in the spans of a text, which are read as one."""
    starts, made = [], 0
    for start, end in spans:
        starts.append(made)
        made += end - start
    shift = spans[0][0] if len(spans) == 1 else -1
    for token in tokens("".join(text[start:end] for start, end in spans)):
        parts = [(token.start + shift, token.end + shift)] if shift >= 0 else list(_parts(token, starts, spans))
        start, end = parts[0][0], parts[-1][1]
        is_block = token.name in BLOCKS
        if token.kind == "text":
            for part in parts:
                elements.text(*part)
        elif token.kind == "reference":
            elements.text(start, end, token.name)
        elif token.kind == "comment":
            elements.comment(start, end)
        elif token.kind == "end":
            elements.end(token.name, start, end, is_block)
        else:
            is_empty = token.is_empty or token.name in VOID or token.kind == "tag"
            elements.start(token.name, start, end, dict(token.attributes), is_empty, is_block)


def _parts(token: Token, starts: list[int], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a token stands in the source."""
    at = bisect_right(starts, token.start) - 1
    while at < len(starts) and starts[at] < token.end:
        shift = spans[at][0] - starts[at]
        start, end = max(token.start + shift, spans[at][0]), min(token.end + shift, spans[at][1])
        if start < end:
            yield start, end
        at += 1


def tokens(text: str) -> Iterator[Token]:
    """The tokens of HTML, with no gap between them. Cost: linear."""
    # The tokenizer makes one character of CRLF, takes no lone surrogate and leaves `</>` out; these stand for them, as long.
    given = _SURROGATES.sub("\ufffd", text).replace("\r", " ").replace("</>", "<?>")
    at = 0
    for token in tokenize(given, resolve_references=False, capture_source=True):
        kind = token.type
        start, at = at, at + len((token.data if kind is TokenType.TEXT else token.source) or "")
        if kind is TokenType.TEXT:
            yield Token("text", start, at)
        elif kind is TokenType.CHARACTER_REFERENCE:
            yield Token("reference", start, at, token.data or "")
        elif kind is TokenType.START_TAG:
            yield Token("start", start, at, token.tag or "", tuple(token.attrs or ()), token.self_closing)
        elif kind is TokenType.END_TAG:
            yield Token("end", start, at, token.tag or "")
        else:
            yield Token("comment" if given.startswith("<!--", start) else "tag", start, at)
    if at < len(text):
        # A tag that the end of the text cuts off.
        yield Token("tag", at, len(text))

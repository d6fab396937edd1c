"""Where words begin and end, by the script of the letters at the edge."""

from functools import cache

OPENERS, CLOSERS = '"“«„([', ' ,;!?"”»)—…'
"""What may stand between a space and a word, and behind it, so that its edges are plainly whole and nothing protects it."""

# Hangul is written with spaces, but Korean particles follow a foreign name without one: Iturup은.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc]"


def is_clear(text: str, start: int, end: int) -> bool:
    """Whether a name plainly stands between spaces, with or without a quotation mark, full stop or possessive 's.

    Most finds do; such a name is no part of a longer word and in no protected region. `text` ends with a space.
    """
    before, after = text[start - 1], text[end]
    if before != " " and not (text[start - 2] == " " and before in OPENERS):
        return False
    return after in CLOSERS or (after == "." and text[end + 1 : end + 2] in " ") or text[end : end + 3] == "'s "


def edges_hold(text: str, start: int, end: int) -> bool:
    """Whether a name that stands at [start, end) is not a part of a longer word; `text` is folded and ends with a space.

    Letters of scripts that are written with spaces, digits, underscores and marks make words; Han, kana and other scripts
    that are written without spaces do not.
    """
    if joins(text[start]):
        before = text[start - 1]
        if before == "_":
            before = _beyond_underscores(text, start - 1, -1)
        if joins(before) or (before == "'" and start > 1 and joins(text[start - 2])):
            return False
    if joins(text[end - 1]):
        after = text[end]
        if after == "_":
            after = _beyond_underscores(text, end, 1)
        if joins(after):
            return False
        if after == "'" and end + 1 < len(text) and joins(text[end + 1]):
            # A possessive 's ends the word; any other letter makes the apostrophe a part of it: Kuril'sk.
            return text[end + 1] in "sS" and not joins(text[end + 2])
    return True


def may_start(text: str, at: int) -> bool:
    """Whether a name may start at a place, which is so unless a word is going on there."""
    return not (at and joins(text[at]) and joins(text[at - 1]) and text[at - 1] != "_")


def _beyond_underscores(text: str, at: int, step: int) -> str:
    """The first other character: _Iturup_ is Markdown's emphasis, iturup_map an identifier."""
    while text[at] == "_":
        at += step
    return text[at]


@cache
def joins(character: str) -> bool:
    """Whether a character holds on to its neighbour as a letter of the same word does."""
    if not (character.isalnum() or character == "_"):
        import unicodedata

        return unicodedata.category(character).startswith("M")
    # No letter below Thai belongs to a script that is written without spaces; most texts need no `regex` for this.
    if character < "\u0e00":
        return True
    import regex

    return not regex.match(_UNSPACED, character)

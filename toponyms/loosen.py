"""What the words right beside a name tell of a pattern that sees more than these: that it matches, or that it cannot."""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

from toponyms.patterns import Match, compile_pattern, match_after, match_before


def is_matched(pattern: str, beside: str, is_before: bool) -> bool | None:
    """Whether a pattern matches a text that has these words at the name's side; None where that depends on the rest.

    >>> [is_matched(r"^ (?:Post|Times)\\b", text, is_before=False) for text in (" and ", " Pos", " Post ")]
    [False, None, True]
    """
    loose, strict = _both(pattern, is_before)
    if loose is None:
        return None
    if loose(beside) is None:
        return False
    match = strict(beside) if strict else None
    return True if match and (match.start() > 0 if is_before else match.end() < len(beside)) else None


@cache
def _both(pattern: str, is_before: bool) -> tuple[Callable[[str], Any] | None, Match | None]:
    """What `loosened` gives, compiled: a partial match of the one, a match of the other."""
    loose, strict = loosened(pattern, is_before)
    return (
        None if loose is None else partial(compile_pattern(loose, backwards=is_before).match, partial=True),
        None if strict is None else (match_before if is_before else match_after)(strict),
    )


_TOKEN = (
    r"(?P<assertion>\(\?<?[=!])|\(\?[ims]+\)|(?P<open>\((?!\?)|\(\?(?:[ims]*:|>))|(?P<strange>\(\?|\\[LNGKX1-9])"
    r"|(?P<word>\\[bBmM])|(?P<end>\\[AZ]|[$^])|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|\\[pP]\{[^}]*\}|\\."
    r"|(?P<quantifier>[*+?]|\{[0-9,]+\})|(?P<close>\))|."
)
_ONE = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\[^bBmMAZRX]|[^\\()\[|.^$*+?{]")


class Loosened(NamedTuple):
    """Two patterns that can be asked of a part of a text, or None for one that cannot be told."""

    loose: str | None
    """Matches, if only so far as the part goes, wherever the pattern does."""
    strict: str | None
    """Matches within the part only where the pattern does, whatever stands further away."""


def loosened(pattern: str, is_before: bool) -> Loosened:
    """What can be asked of the words beside a name, which are cut off at the far end, in place of a pattern that sees more.

    Assertions that look towards the name stay as they are: all that they see is there. Of those that look away from it only what
    they find before the cut is certain, and what they do not find there may stand behind it. Groups that keep what they took
    would keep something else of a longer text, so in the loose pattern they give back, and then there is no strict one.

    >>> loosened(r"^,? (?!of )\\p{L}++\\b", is_before=False)
    Loosened(loose='^,? (?!(?:of )(?!\\\\Z))\\\\p{L}+(?:\\\\b|\\\\Z)', strict=None)
    >>> loosened("^ Post|^ (?![Oo])[A-Z]", is_before=False)
    Loosened(loose='^ Post|^ (?!(?:[Oo])(?!\\\\Z))[A-Z]', strict='^ Post|^ (?![Oo])(?!\\\\Z)[A-Z]')
    """
    far = r"\A" if is_before else r"\Z"
    loose: list[str] = []
    strict: list[str] = []
    depth = away = towards = 0
    assertion, sought = "", ""
    last, gives_back = "", True
    for token in re.finditer(_TOKEN, pattern, re.DOTALL):
        kind, written = token.lastgroup or "", token[0]
        if kind == "strange":
            return Loosened(None, None)
        depth += (kind in ("assertion", "open")) - (kind == "close")
        if kind == "assertion" and not away:
            if ("<" in written) is is_before:
                # Inside one that looks towards the name it sees both sides of the cut.
                if towards:
                    return Loosened(None, None)
                away, assertion, sought = depth, written, ""
                continue
            towards = towards or depth
        if away and depth < away:
            certain, possible = _looking_away(assertion, sought, far)
            loose.append(possible)
            strict.append(certain)
            away = 0
            continue
        is_possessive = written == "+" and last == "quantifier"
        gives_back &= not (is_possessive or written == "(?>")
        last = kind
        if away:
            sought += written
            continue
        strict.append(written)
        if towards:
            loose.append(written)
            towards = towards if depth >= towards else 0
        elif kind == "word":
            loose.append(f"(?:{written}|{far})")
        else:
            loose.append("" if is_possessive else "(?:" if written == "(?>" else written)
    return Loosened("".join(loose), "".join(strict) if gives_back else None)


def _looking_away(assertion: str, sought: str, far: str) -> tuple[str, str]:
    """An assertion in the strict pattern and in the loose one."""
    if "(?=" in sought or "(?!" in sought or "(?<" in sought:
        return "(?!)", "(?:)"
    is_one = _ONE.fullmatch(sought)
    within = f"(?!{far})(?:{sought})" if far == r"\A" else f"(?:{sought})(?!{far})"
    if assertion.endswith("!"):
        return f"{assertion}{sought})(?!{far})" if is_one else "(?!)", f"{assertion}{within})"
    return f"{assertion}{within})", f"(?:{assertion}{sought})|{far})" if is_one else "(?:)"

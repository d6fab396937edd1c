"""Edits put to a person one by one, with the answers of `git add -p`."""

from collections.abc import Callable

from toponyms.editing import Edits
from toponyms.emit import locator
from toponyms.model import Edit

HELP = """\
y  write this name
n  leave it
a  write this one and all that follow in this file
d  leave this one and all that follow in this file
q  leave this one and all that follow, and end; what was chosen so far is written
?  this help
"""

WIDTH = 60
"""How many code points of a long line are shown on either side of a name."""


def ask(path: str, text: str, edits: Edits, answer: Callable[[str], str], colour: bool = False) -> tuple[Edits, bool]:
    """The edits that a person wants, and whether to go on to the next file; `answer` puts a question and gives the line typed.

    The end of the answers is a `q`. What is no answer is asked again.
    """
    chosen: list[Edit] = []
    place = locator(text)
    for number, edit in enumerate(edits):
        line, column = place(edit.start)
        shown = f"{path}:{line}:{column}: {edit.id}, {edit.reason}\n{_sides(text, edit, colour)}"
        question = f"Write this name ({number + 1}/{len(edits)}) [y,n,a,d,q,?]? "
        reply = answer(shown + question)
        while reply and reply.strip() not in ("y", "n", "a", "d", "q"):
            reply = answer(HELP + question)
        reply = reply.strip()
        if reply in ("", "q"):
            return Edits(chosen), False
        if reply == "a":
            return Edits((*chosen, *edits[number:])), True
        if reply == "d":
            break
        if reply == "y":
            chosen.append(edit)
    return Edits(chosen), True


def _sides(text: str, edit: Edit, colour: bool) -> str:
    """The lines that the name stands in, as they are and as they would be."""
    start = max(text.rfind("\n", 0, edit.start) + 1, edit.start - WIDTH)
    end = text.find("\n", edit.end)
    end = min(len(text) if end < 0 else end, edit.end + WIDTH)
    before, after = text[start : edit.start], text[edit.end : end].rstrip("\r")
    sides = []
    for sign, name, number in (("-", edit.old, 31), ("+", edit.new, 32)):
        shown = f"{before}\033[1;{number}m{name}\033[m{after}" if colour else before + name + after
        sides += [f"{sign} {line}\n" for line in shown.split("\n")]
    return "".join(sides)

"""Which name of another language stands for a find, as a style has it."""

from toponyms.errors import UnknownNameError
from toponyms.model import LANGUAGES, Entry, Name
from toponyms.style import Style, holds

# Ways to write a Japanese name, or a Russian one in other letters, that another language has no like of.
_WRITINGS = frozenset(("bare", "kana", "romanized"))


def target(style: Style, entry: Entry, found: Name) -> tuple[Name | None, str]:
    """The entry's name in the language that the style writes, and the rule that says so; None where there is none.

    It is of the register of the name found. The first rule decides that a name of that language satisfies; where none does, a
    name of the same party, then one that is no party's: no other party's name is put into anybody's mouth.

    >>> from toponyms import Gazetteer, load_style
    >>> iturup = Gazetteer.builtin()["iturup"]
    >>> name, reason = target(load_style("russia")._replace(to="ja"), iturup, iturup.names[0])
    >>> name.form, reason
    ('イトゥルップ島', 'to ja, prefer usage russia')
    """
    wanted = dict(dict(style.entries).get(entry.id, ())).get(style.to)
    names = [name for name in entry.names if name.lang == style.to and name.form and not name.derived]
    if wanted is not None:
        return next((name for name in names if name.form == wanted), None), f"to {style.to}, entry"
    if found.register in _WRITINGS and not any(name.register == found.register for name in names):
        found = found._replace(register="")
    names = [name for name in names if name.register == found.register and name.status == "preferred"]
    if style.date:
        names = [name for name in names if holds(name, style.date)]
    for rule in style.prefer:
        if rule._replace(lang=None).concerns(entry, found) and rule.lang in (None, style.to):
            fitting = next(filter(rule.fits, names), None)
            if fitting:
                return fitting, f"to {style.to}, {rule.told}"
    own = [name for name in names if name.usage == found.usage] or [name for name in names if not name.usage]
    return (own[0], f"to {style.to}") if own else (None, "")


def asked(style: Style, date: int | None = None, to: str | None = None, gloss: bool = False) -> Style:
    """The style as somebody asks for it: with the names of a year, of another language. Raises `UnknownNameError`."""
    style = style if date is None else style._replace(date=str(date))
    if to is None:
        return style
    if to not in LANGUAGES:
        raise UnknownNameError("language", to, list(LANGUAGES))
    return style._replace(to=to, gloss=gloss, parties=(), dual=(), first=(), first_mention="")

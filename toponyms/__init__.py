"""Find the names of places and terms in English, Russian and Japanese text, tag them with ids, rewrite them to one style.

>>> import toponyms
>>> toponyms.annotate("Etorofu is Iturup.")[0].id
'iturup'
"""

from typing import TYPE_CHECKING, Any

from toponyms.annotator import Annotator, default_annotator
from toponyms.emit import untag
from toponyms.errors import EditsError, GazetteerError, Problem, ToponymsError, UnknownNameError
from toponyms.model import Annotation, Edit, Entry, Name, Sense

if TYPE_CHECKING:
    from toponyms.editing import Edits
    from toponyms.explain import Explanation, Verdict
    from toponyms.gazetteer import Gazetteer
    from toponyms.romanize import transliterate
    from toponyms.style import Style, load_style

__version__ = "0.1.0"

__all__ = [
    "Annotation",
    "Annotator",
    "Edit",
    "Edits",
    "EditsError",
    "Entry",
    "Explanation",
    "Gazetteer",
    "GazetteerError",
    "Name",
    "Problem",
    "Sense",
    "Style",
    "ToponymsError",
    "UnknownNameError",
    "Verdict",
    "annotate",
    "edits",
    "load_style",
    "rewrite",
    "tag",
    "transliterate",
    "untag",
]


def __getattr__(name: str) -> Any:
    # What reads YAML is imported when it is asked for: a filter that meets a compiled gazetteer starts in half the time.
    if name == "Gazetteer":
        from toponyms.gazetteer import Gazetteer

        return Gazetteer
    if name in ("Style", "load_style"):
        from toponyms import style

        return getattr(style, name)
    if name == "Edits":
        from toponyms.editing import Edits

        return Edits
    if name in ("Explanation", "Verdict"):
        from toponyms.explain import Explanation, Verdict

        return Explanation if name == "Explanation" else Verdict
    if name == "transliterate":
        from toponyms.romanize import transliterate

        return transliterate
    raise AttributeError(f"module 'toponyms' has no attribute {name!r}")


def annotate(text: str, markup: str = "text") -> list[Annotation]:
    """Every name of the built-in gazetteer in a text; see `Annotator.annotate`."""
    return default_annotator().annotate(text, markup)


def edits(
    text: str,
    style: "str | Style",
    markup: str = "text",
    date: int | None = None,
    to: str | None = None,
    gloss: bool = False,
) -> "Edits":
    """What a style changes in a text; see `Annotator.edits`."""
    return default_annotator().edits(text, style, markup, date=date, to=to, gloss=gloss)


def rewrite(
    text: str,
    style: "str | Style",
    markup: str = "text",
    date: int | None = None,
    to: str | None = None,
    gloss: bool = False,
) -> str:
    """A text with the names of a style; see `Annotator.rewrite`.

    >>> rewrite("Fog over Iturup.", style="japan")
    'Fog over Etorofu.'
    """
    return default_annotator().rewrite(text, style, markup, date=date, to=to, gloss=gloss)


def tag(text: str, markup: str = "text") -> str:
    """A text with each find as `[surface|id]`; see `Annotator.tag`.

    >>> tag("Fog over Etorofu.")
    'Fog over [Etorofu|iturup].'
    """
    return default_annotator().tag(text, markup)

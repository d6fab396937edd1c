"""The line joined into the one object that users hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from os import PathLike
from typing import TYPE_CHECKING, Any

from toponyms import emit, resolve
from toponyms.errors import UnknownNameError
from toponyms.lexicon import Lexicon
from toponyms.matcher import AutomatonMatcher, Matcher
from toponyms.model import Annotation, Edit
from toponyms.store import load_lexicon

if TYPE_CHECKING:
    from toponyms.gazetteer import Gazetteer
    from toponyms.style import Style


class Annotator:
    """Finds, tags and rewrites the names of one gazetteer; immutable, safe to share between threads, picklable.

    `types` narrows what is reported, not what is looked for: a city inside a treaty's name stays a part of the treaty.
    One that no entry has raises `UnknownNameError`.
    `derived` also finds the adjectives that the gazetteer has for its names (курильский, Kurilian); they are never rewritten.
    `matcher` builds a matcher from the list of forms; `toponyms.matcher.RegexMatcher` is the slow definition.

    >>> from toponyms import Gazetteer
    >>> gazetteer = Gazetteer.from_dict({"iturup": ["Iturup", "Etorofu"]})
    >>> [find.surface for find in Annotator(gazetteer).annotate("Etorofu's port")]
    ['Etorofu']
    """

    def __init__(
        self,
        gazetteer: "Gazetteer | Lexicon",
        types: Iterable[str] | None = None,
        matcher: Callable[[Sequence[str]], Matcher] = AutomatonMatcher,
        derived: bool = False,
    ) -> None:
        # A lexicon was compiled with or without derived words already.
        if isinstance(gazetteer, Lexicon):
            self._lexicon = gazetteer
        else:
            self._lexicon = gazetteer.compile(derived=True) if derived else gazetteer.lexicon
        self._types = None if types is None else self._check_types(types)
        self._matcher = matcher(self._lexicon.forms)

    def _check_types(self, types: Iterable[str]) -> frozenset[str]:
        wanted, known = frozenset(types), {entry.type for entry in self._lexicon.entries}
        for kind in sorted(wanted - known):
            raise UnknownNameError("type", kind, sorted(known))
        return wanted

    def annotate(self, text: str) -> list[Annotation]:
        """Every name found, in order and disjoint; spans are code points of `text`. Cost: linear; never raises on a `str`."""
        found = resolve.annotate(text, self._lexicon, self._matcher)
        if self._types is None:
            return found
        return [find for find in found if any(sense.entry.type in self._types for sense in find.senses)]

    def edits(self, text: str, style: "str | PathLike[str] | Style") -> list[Edit]:
        """What a style changes in the text: sorted, disjoint, each the span of one find.

        Raises `UnknownNameError` for a style that is not there and `GazetteerError` for one that is faulty.
        """
        from toponyms.rewriting import edits
        from toponyms.style import Style, load_style

        rules = style if isinstance(style, Style) else load_style(style)
        return edits(text, self.annotate, rules, self._lexicon.paradigms)

    def rewrite(self, text: str, style: "str | PathLike[str] | Style") -> str:
        """The text with the names of a style; everything outside the edits is unchanged. Raises what `edits` raises."""
        from toponyms.rewriting import apply

        return apply(text, self.edits(text, style))

    def tag(self, text: str) -> str:
        """The text with each find as `[surface|id]`; `toponyms.untag` takes the tags off again."""
        return emit.tag(text, self.annotate(text))

    def pipe(self, texts: Iterable[str]) -> Iterator[list[Annotation]]:
        """The finds of each text in turn."""
        return map(self.annotate, texts)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._lexicon, self._types, type(self._matcher))


def _rebuild(lexicon: Lexicon, types: frozenset[str] | None, matcher: Callable[[Sequence[str]], Matcher]) -> Annotator:
    return Annotator(lexicon, types, matcher)


@cache
def default_annotator() -> Annotator:
    """The annotator of the built-in gazetteer, made at the first call."""
    return Annotator(load_lexicon(()))

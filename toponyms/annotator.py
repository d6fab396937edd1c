"""The line joined into the one object that users hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

from toponyms import emit, resolve
from toponyms.errors import UnknownNameError
from toponyms.lexicon import Lexicon
from toponyms.matcher import AutomatonMatcher, Matcher
from toponyms.model import Annotation, Edit
from toponyms.store import load_lexicon

if TYPE_CHECKING:
    from toponyms.explain import Explanation
    from toponyms.gazetteer import Gazetteer
    from toponyms.style import Style

OVERLAPS = ("longest", "all")


class Annotator:
    """Finds, tags and rewrites the names of one gazetteer; immutable, safe to share between threads, picklable.

    `types` narrows what is reported, not what is looked for: a city inside a treaty's name stays a part of the treaty.
    One that no entry has raises `UnknownNameError`.
    `derived` also finds the adjectives that the gazetteer has for its names (курильский, Kurilian); they are never rewritten.
    `overlap` is `longest`, so that finds are disjoint, or `all`: `annotate` and `explain` then also give the names nested in
    longer ones that would count there by themselves, as San Francisco in the treaty's name. Tags and edits know the longest
    alone.
    `hashtags=False` leaves out the names in #hashtags as those in @handles are; found or not, they are never rewritten.
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
        overlap: str = "longest",
        hashtags: bool = True,
    ) -> None:
        if overlap not in OVERLAPS:
            raise UnknownNameError("overlap", overlap, list(OVERLAPS))
        self._overlap = overlap
        self._hashtags = hashtags
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
        """Every name found, in order; spans are code points of `text`, disjoint unless `overlap` is `all`, then longest first.

        Cost: linear; never raises on a `str`.
        """
        return self._chosen(resolve.annotate(text, self._lexicon, self._matcher, self._overlap == "all", self._hashtags))

    def _annotate_longest(self, text: str) -> list[Annotation]:
        return self._chosen(resolve.annotate(text, self._lexicon, self._matcher, hashtags=self._hashtags))

    def _chosen(self, found: list[Annotation]) -> list[Annotation]:
        if self._types is None:
            return found
        return [find for find in found if any(sense.entry.type in self._types for sense in find.senses)]

    def edits(self, text: str, style: "str | PathLike[str] | Style", date: int | None = None) -> list[Edit]:
        """What a style changes in the text: sorted, disjoint, each the span of one find.

        `date` is a year, and asks for the names of that time instead of those of the style's own `date` or of today.
        Raises `UnknownNameError` for a style that is not there, and `GazetteerError` for one that is faulty, or a file that names
        ids and forms that the gazetteer does not have. A `Style` that was loaded already is not held against the gazetteer.
        """
        from toponyms.rewriting import edits
        from toponyms.style import Style
        from toponyms.stylecheck import checked_style

        rules = style if isinstance(style, Style) else checked_style(style, self._lexicon.entries)
        rules = rules if date is None else rules._replace(date=str(date))
        return edits(text, self._annotate_longest, rules, self._lexicon.paradigms)

    def rewrite(self, text: str, style: "str | PathLike[str] | Style", date: int | None = None) -> str:
        """The text with the names of a style; everything outside the edits is unchanged. Raises what `edits` raises."""
        from toponyms.rewriting import apply

        return apply(text, self.edits(text, style, date))

    def tag(self, text: str) -> str:
        """The text with each find as `[surface|id]`; `toponyms.untag` takes the tags off again."""
        return emit.tag(text, self._annotate_longest(text))

    def explain(self, text: str) -> "list[Explanation]":
        """For each place where a form stands whether it was found and why, sorted by start, the longest first.

        Those found are what `annotate` finds. Cost: linear in the text and in the forms that stand at a place, some fifteen times
        that of `annotate`, after 0.1 s at the first call; for texts, not for corpora. Never raises on a `str`.

        >>> from toponyms import Gazetteer
        >>> annotator = Annotator(Gazetteer.from_dict({"iturup": ["Iturup"]}))
        >>> [(place.surface, place.found, place.verdicts[0].kind) for place in annotator.explain("Iturup, Iturupian")]
        [('Iturup', True, 'found'), ('Iturup', False, 'edge')]
        """
        from toponyms.explain import explain

        nested = self._overlap == "all"
        return explain(text, self._lexicon, self._matcher, self._words, self._types, nested, self._hashtags)

    @cached_property
    def _words(self) -> tuple[Lexicon, Matcher]:
        """The derived words that are not looked for, which `explain` tells of."""
        from toponyms.explain import derived_words

        lexicon = derived_words(self._lexicon)
        return lexicon, AutomatonMatcher(lexicon.forms)

    def pipe(self, texts: Iterable[str]) -> Iterator[list[Annotation]]:
        """The finds of each text in turn."""
        return map(self.annotate, texts)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._lexicon, self._types, type(self._matcher), self._overlap, self._hashtags)


def _rebuild(
    lexicon: Lexicon,
    types: frozenset[str] | None,
    matcher: Callable[[Sequence[str]], Matcher],
    overlap: str,
    hashtags: bool,
) -> Annotator:
    return Annotator(lexicon, types, matcher, overlap=overlap, hashtags=hashtags)


@cache
def default_annotator() -> Annotator:
    """The annotator of the built-in gazetteer, made at the first call."""
    return Annotator(load_lexicon(()))

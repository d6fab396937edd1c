"""The line joined into the one object that users hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

from toponyms import emit, resolve
from toponyms.errors import UnknownNameError
from toponyms.lexicon import Lexicon
from toponyms.matcher import HeadMatcher, Matcher
from toponyms.model import Annotation
from toponyms.protect import is_plain
from toponyms.store import load_lexicon

if TYPE_CHECKING:
    from toponyms.editing import Edits
    from toponyms.explain import Explanation
    from toponyms.gazetteer import Gazetteer
    from toponyms.model import Name
    from toponyms.prose import Prose
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
        matcher: Callable[[Sequence[str]], Matcher] = HeadMatcher,
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

    def annotate(self, text: str, markup: str = "text", alt: bool = False) -> list[Annotation]:
        """Every name found, in order; spans are code points of `text`, disjoint unless `overlap` is `all`, then longest first.

        `markup` is `text`, `markdown`, `html` or `xml`. In all but the first only prose is searched, not code, tags or comments,
        and the surface of a name holds the tags within it; `alt` reads descriptions of images and titles too. Code between
        backticks, and what stands between `toponyms:off` and `toponyms:on`, is searched in none.

        Cost: linear; never raises because of what a `str` holds, but `UnknownNameError` for a markup that there is not, and
        `ToponymsError` where its parser is not installed.

        >>> from toponyms import Gazetteer
        >>> annotator = Annotator(Gazetteer.from_dict({"kurils": ["Southern Kurils"]}))
        >>> annotator.annotate("<p id='Southern Kurils'><b>Southern</b>&nbsp;Kurils", markup="html")[0].surface
        'Southern</b>&nbsp;Kurils'
        """
        prose = _prose_of(text, markup, alt)
        nested = self._overlap == "all"
        if prose is None:
            return self._chosen(resolve.annotate(text, self._lexicon, self._matcher, nested, self._hashtags))
        found = self._chosen(resolve.annotate(prose.text, self._lexicon, self._matcher, nested, self._hashtags))
        return prose.located(text, found)

    def _annotate_longest(self, text: str) -> list[Annotation]:
        return self._chosen(resolve.annotate(text, self._lexicon, self._matcher, hashtags=self._hashtags))

    def _chosen(self, found: list[Annotation]) -> list[Annotation]:
        if self._types is None:
            return found
        return [find for find in found if any(sense.entry.type in self._types for sense in find.senses)]

    def edits(
        self,
        text: str,
        style: "str | PathLike[str] | Style",
        markup: str = "text",
        alt: bool = False,
        date: int | None = None,
        to: str | None = None,
        gloss: bool = False,
    ) -> "Edits":
        """What a style changes in the text: a tuple of edits, sorted, disjoint, each the span of one find.

        Its methods take the edits back and move offsets along; see `Edits`.

        In a markup, tags inside a name stay, what is written is escaped, and nothing is written that would be markup there.
        `markup` and `alt` are those of `annotate`. `date` is a year, and asks for the names of that time instead of those of the
        style's own `date` or of today. `to` is `en`, `ru` or `ja`, and asks for names of that language in place of those of the
        others, or behind them in brackets (`gloss`); a style that writes two names then writes one.
        Raises `UnknownNameError` for a style that is not there, and `GazetteerError` for one that is faulty, or a file that names
        ids and forms that the gazetteer does not have. A `Style` that was loaded already is not held against the gazetteer.
        """
        from toponyms.editing import Edits
        from toponyms.rewriting import Reader, edits

        prose = _prose_of(text, markup, alt)
        rules = self._rules(style, date, to, gloss)
        reader = Reader(self._annotate_longest, rules, self._lexicon.paradigms, prose and prose.parts)
        if prose is None:
            return Edits(edits(text, reader))
        from toponyms.weaving import woven

        read = prose.text
        made = woven(
            text,
            prose,
            markup,
            lambda refused: edits(read, reader, refused),
            lambda changed: _prose_of(changed, markup, alt),
        )
        return Edits(made)

    def rewrite(
        self,
        text: str,
        style: "str | PathLike[str] | Style",
        markup: str = "text",
        alt: bool = False,
        date: int | None = None,
        to: str | None = None,
        gloss: bool = False,
    ) -> str:
        """The text with the names of a style; everything outside the edits is unchanged. Raises what `edits` raises."""
        from toponyms.editing import apply

        return apply(text, self.edits(text, style, markup, alt, date, to, gloss))

    def unwritten(
        self,
        text: str,
        style: "str | PathLike[str] | Style",
        markup: str = "text",
        alt: bool = False,
        date: int | None = None,
        to: str | None = None,
        gloss: bool = False,
    ) -> "list[tuple[Annotation, Name, str]]":
        """The finds that the style would name otherwise and `edits` leaves, since no form of the other name surely fits.

        Each comes with that name and the rule of the style: Эторофу shows no case, and Итуруп has six. Names that are spoken of
        are not among them. Raises what `edits` raises.
        """
        from toponyms.rewriting import Reader, edits, unwritten

        prose = _prose_of(text, markup, alt)
        rules = self._rules(style, date, to, gloss)
        reader = Reader(self._annotate_longest, rules, self._lexicon.paradigms, prose and prose.parts)
        read = text if prose is None else prose.text
        left = unwritten(read, reader, edits(read, reader))
        if prose is None:
            return left
        return [(prose.located(text, [find])[0], name, reason) for find, name, reason in left]

    def _rules(self, style: "str | PathLike[str] | Style", date: int | None, to: str | None, gloss: bool) -> "Style":
        from toponyms.style import Style
        from toponyms.stylecheck import checked_style
        from toponyms.targets import asked

        rules = style if isinstance(style, Style) else checked_style(style, self._lexicon.entries)
        return asked(rules, date, to, gloss)

    def tag(self, text: str, markup: str = "text", alt: bool = False) -> str:
        """The text with each find as `[surface|id]`; `toponyms.untag` takes the tags off again. Raises what `annotate` raises."""
        prose = _prose_of(text, markup, alt)
        if prose is None:
            return emit.tag(text, self._annotate_longest(text))
        return emit.tag(text, prose.located(text, self._annotate_longest(prose.text)))

    def explain(self, text: str, markup: str = "text", alt: bool = False) -> "list[Explanation]":
        """For each place where a form stands whether it was found and why, sorted by start, the longest first.

        Those found are what `annotate` finds, and it raises what that raises. Cost: linear in the text and in the forms that
        stand at a place, some fifteen times that of `annotate`, after 0.1 s at the first call; for texts, not for corpora.

        >>> from toponyms import Gazetteer
        >>> annotator = Annotator(Gazetteer.from_dict({"iturup": ["Iturup"]}))
        >>> [(place.surface, place.found, place.verdicts[0].kind) for place in annotator.explain("Iturup, Iturupian, `Iturup`")]
        [('Iturup', True, 'found'), ('Iturup', False, 'edge'), ('Iturup', False, 'protected')]
        """
        from toponyms.explain import explain

        def reasons(part: str) -> "list[Explanation]":
            nested = self._overlap == "all"
            return explain(part, self._lexicon, self._matcher, self._words, self._types, nested, self._hashtags)

        prose = _prose_of(text, markup, alt)
        if prose is None:
            return reasons(text)
        from toponyms.unread import explain_all

        return explain_all(text, prose, reasons)

    @cached_property
    def _words(self) -> tuple[Lexicon, Matcher]:
        """The derived words that are not looked for, which `explain` tells of."""
        from toponyms.explain import derived_words

        lexicon = derived_words(self._lexicon)
        return lexicon, HeadMatcher(lexicon.forms)

    def pipe(self, texts: Iterable[str], markup: str = "text", alt: bool = False) -> Iterator[list[Annotation]]:
        """The finds of each text in turn."""
        return (self.annotate(text, markup, alt) for text in texts)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._lexicon, self._types, type(self._matcher), self._overlap, self._hashtags)


def _prose_of(text: str, markup: str, alt: bool) -> "Prose | None":
    # Most texts are their own prose, and need nothing of what reads a markup.
    if markup == "text" and is_plain(text):
        return None
    from toponyms.markup import prose_of

    return prose_of(text, markup, alt)


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

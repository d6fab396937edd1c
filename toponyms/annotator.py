"""The line joined into the one object that users hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

from toponyms import emit, portions, resolve
from toponyms.borders import Borders
from toponyms.errors import UnknownNameError
from toponyms.lexicon import Lexicon
from toponyms.matcher import HeadMatcher, Matcher
from toponyms.model import Annotation
from toponyms.portions import Portion, opened_behind, spans
from toponyms.protect import is_plain
from toponyms.store import load_lexicon

if TYPE_CHECKING:
    from toponyms.editing import Edits
    from toponyms.explain import Explanation
    from toponyms.gazetteer import Gazetteer
    from toponyms.model import Name
    from toponyms.prose import Prose
    from toponyms.settling import Writer
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
        self._nested = overlap == "all"
        self._hashtags = hashtags
        # A lexicon was compiled with or without derived words already.
        if isinstance(gazetteer, Lexicon):
            self._lexicon = gazetteer
        else:
            self._lexicon = gazetteer.compile(derived=True) if derived else gazetteer.lexicon
        self._types = None if types is None else self._check_types(types)
        self._matcher = matcher(self._lexicon.forms)
        self.borders = Borders(self._lexicon.forms, self._matcher)

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
        return self._annotate(text, markup, alt, self._nested)

    def _annotate(self, text: str, markup: str, alt: bool, nested: bool) -> list[Annotation]:
        if markup != "text":
            prose = _markup_prose(text, markup, alt)
            return prose.located(text, self._found(prose.text, nested))
        if len(text) <= portions.ENOUGH and is_plain(text):
            return self._found(text, nested)
        found, opened = list[Annotation](), ""
        for start, end in spans(text, self.borders):
            part, opened = self._read(text, start, end, opened, nested), opened_behind(text, start, end, opened)
            if found:
                found.extend(part)
            else:
                found = part
        return found

    def stream(self, chunks: Iterable[str], apart: bool = False) -> Iterator[tuple[Portion, list[Annotation]]]:
        """What `annotate` finds in a plain text that comes in chunks, portion by portion; spans are those in the portion.

        The portions are those of `annotate`, wherever the chunks end, and together they are the text. With `apart` each chunk is
        one, or several. Cost: linear; some two portions are held in memory.

        >>> from toponyms import Gazetteer
        >>> annotator = Annotator(Gazetteer.from_dict({"iturup": ["Iturup"]}))
        >>> [(portion.text, len(finds)) for portion, finds in annotator.stream(["Fog over Itu", "rup."])]
        [('Fog over Iturup.', 1)]
        """
        return ((portion, self.read(portion)) for portion in portions.stream(chunks, self.borders, apart))

    def read(self, portion: Portion) -> list[Annotation]:
        """What is found in a portion, which may be read where and when it suits; spans are those in it."""
        if portion.plain and not portion.opened:
            return self._found(portion.text, self._nested)
        return self._read(portion.text, 0, len(portion.text), portion.opened, self._nested)

    def _read(self, text: str, start: int, end: int, opened: str, nested: bool) -> list[Annotation]:
        """The finds in a portion of a plain text; `opened` is what is open where it starts."""
        if not opened and is_plain(text, start, end):
            return self._found(text, nested, start, end)
        from toponyms.directives import plain_prose

        prose = plain_prose(opened + text[start:end])
        return prose.moved(start - len(opened)).located(text, self._found(prose.text, nested))

    def _found(self, text: str, nested: bool = False, start: int = 0, end: int | None = None) -> list[Annotation]:
        found = resolve.annotate(text, self._lexicon, self._matcher, nested, self._hashtags, start, end)
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

        writer = self.writer(style, date, to, gloss)
        if markup == "text":
            return Edits(portion.moved(edit) for portion, made in writer.stream((text,)) for edit in made)
        return Edits(writer.woven(text, _markup_prose(text, markup, alt), markup, alt))

    def stream_edits(
        self,
        chunks: Iterable[str],
        style: "str | PathLike[str] | Style",
        date: int | None = None,
        to: str | None = None,
        gloss: bool = False,
        apart: bool = False,
    ) -> "Iterator[tuple[Portion, Edits]]":
        """What `edits` changes in a plain text that comes in chunks, portion by portion, as `stream` gives what is found in it.

        Spans are those in the portion. Raises what `edits` raises.
        """
        return self.writer(style, date, to, gloss).stream(chunks, apart)

    def stream_review(
        self, chunks: Iterable[str], style: "str | PathLike[str] | Style"
    ) -> "Iterator[tuple[Portion, Edits, list[tuple[Annotation, Name, str]]]]":
        """What `edits` and `unwritten` give for a plain text that comes in chunks, portion by portion."""
        return self.writer(style).review(chunks)

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
        writer = self.writer(style, date, to, gloss)
        if markup == "text":
            parts = writer.review((text,))
            return [(portion.moved(find), name, reason) for portion, _, lefts in parts for find, name, reason in lefts]
        return writer.left(text, _markup_prose(text, markup, alt))

    def writer(
        self, style: "str | PathLike[str] | Style", date: int | None = None, to: str | None = None, gloss: bool = False
    ) -> "Writer":
        """What it takes to rewrite texts by a style; see `edits`."""
        from toponyms.fitting import Fitting
        from toponyms.settling import Writer
        from toponyms.style import Style
        from toponyms.stylecheck import checked_style
        from toponyms.targets import asked

        rules = style if isinstance(style, Style) else checked_style(style, self._lexicon.entries)
        return Writer(Fitting(self._found, asked(rules, date, to, gloss), self._lexicon.paradigms), self.borders)

    def tag(self, text: str, markup: str = "text", alt: bool = False) -> str:
        """The text with each find as `[surface|id]`; `toponyms.untag` takes the tags off again. Raises what `annotate` raises."""
        return emit.tag(text, self._annotate(text, markup, alt, nested=False))

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
        from toponyms.unread import explain_all, explain_portions

        def reasons(part: str) -> "list[Explanation]":
            nested = self._nested
            return explain(part, self._lexicon, self._matcher, self._words, self._types, nested, self._hashtags)

        if markup == "text":
            return explain_portions(text, spans(text, self.borders), reasons)
        return explain_all(text, _markup_prose(text, markup, alt), reasons)

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


def _markup_prose(text: str, markup: str, alt: bool) -> "Prose":
    from toponyms.markup import prose_of

    prose = prose_of(text, markup, alt)
    assert prose is not None
    return prose


def _rebuild(lexicon: Lexicon, types: frozenset[str] | None, matcher: Any, overlap: str, hashtags: bool) -> Annotator:
    return Annotator(lexicon, types, matcher, overlap=overlap, hashtags=hashtags)


@cache
def default_annotator() -> Annotator:
    """The annotator of the built-in gazetteer, made at the first call."""
    return Annotator(load_lexicon(()))

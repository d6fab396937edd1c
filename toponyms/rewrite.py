"""Annotations and a style → edits; rewriting is nothing but edits applied."""

import re
from collections.abc import Iterable, Sequence

from toponyms.expand import inflections
from toponyms.fold import fold
from toponyms.inflect import Paradigms
from toponyms.model import Annotation, Edit, Name
from toponyms.style import Style

_SENTENCE_END = re.compile(r"[.!?][\"”»’)\]]*(?=\s+(?:[^\Wa-zа-яё\d_]|\Z))|[。！？]|(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)")
_SENTENCE_START = re.compile(r"(?:^|[.!?…]|\n\s*\n)[\s\"“„«(\[*_#>-]*\Z")
# Words that say how somebody names a thing: to put another name there would make the sentence false.
_NAMING_BEFORE = re.compile(
    r"(?i)\b(?:call(?:s|ed|ing)?|kn[eo]w(?:n|s)?\b[^.!?\n]{0,25}\bas|named?|dub(?:s|bed)|term(?:s|ed)|designated|refer(?:s|red)?\b[^.!?]{0,12}\bto|"
    r"renamed|spelled|written|uses?\b[^.!?]{0,12}\bnames?|"
    r"наз(?:ыва|ва|ове|ов[уё])\w*|именуе?\w*|переименова\w*|известн\w*|обознач\w*)\b[^.!?\n]{0,40}\Z"
)
_NAMING_AFTER = re.compile(r"[」』”\"]?(?:と(?:は)?(?:呼|称|名付|書|いう名|改称)|という(?:名|呼称))")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“”", "「": "」", "『": "』"}


def edits(text: str, annotations: Sequence[Annotation], style: Style, paradigms: Paradigms) -> list[Edit]:
    """What the style changes in the text, sorted and disjoint; each span is that of an annotation.

    Left as they are: open homographs; names that are themselves spoken of, since they are quoted alone (the so-called
    “northern territories”), stand beside a word of naming (Russia calls the group the Southern Kurils) or beside another
    party's name for the same thing in one sentence (Etorofu, Iturup in Russian); and names for which the style has no other
    in the same language and register. Cost: linear.
    """
    told_apart = _named_twice(text, annotations)
    found = []
    for number, annotation in enumerate(annotations):
        if annotation.id is None or number in told_apart or _is_spoken_of(text, annotation):
            continue
        new = _replacement(text, annotation, style, paradigms)
        if new is not None and new != annotation.surface:
            found.append(Edit(annotation.start, annotation.end, annotation.surface, new, annotation.id))
    return found


def apply(text: str, changes: Iterable[Edit]) -> str:
    """The text with the edits made; `changes` are sorted and disjoint.

    >>> apply("On Iturup.", [Edit(3, 9, "Iturup", "Etorofu", "iturup")])
    'On Etorofu.'
    """
    pieces: list[str] = []
    at = 0
    for edit in changes:
        pieces += (text[at : edit.start], edit.new)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def _replacement(text: str, annotation: Annotation, style: Style, paradigms: Paradigms) -> str | None:
    entry, name = annotation.senses[0].entry, annotation.name
    chosen = style.choose(entry, name)
    if chosen is not None:
        return None if chosen == name else _written(text, chosen, annotation, paradigms)
    template = dict(style.dual).get(name.lang)
    other = style.other_party(entry, name)
    if template is None or other is None or _is_in_compound(text, annotation):
        return None
    written = _written(text, other, annotation, paradigms)
    if written is None or written == annotation.surface:
        return None
    pair = [annotation.surface, written]
    both = template.format(*(sorted(pair) if style.order == "alphabet" else pair))
    # Where both stand there already, the other one may be a name that is not found without a cue.
    offset = both.find(annotation.surface)
    return None if text.startswith(both, max(0, annotation.start - offset)) else both


def _written(text: str, name: Name, annotation: Annotation, paradigms: Paradigms) -> str | None:
    """The name in the case and the capitals of the surface; None where no one form of it fits."""
    forms = {form for _, form in inflections(name, paradigms)}
    if len(forms) > 1:
        if not annotation.case and annotation.name.lang == "ru":
            return None
        by_case: dict[str, str] = {}
        for case, form in inflections(name, paradigms):
            by_case.setdefault(case, form)
        # Where the surface can be several cases, the target must look alike in all of them: России is three.
        forms = {by_case[case] for case in annotation.case if case in by_case}
        if len(forms) != 1:
            return None
    form = forms.pop()
    surface = annotation.surface
    letters = [char for char in surface if char.isalpha()]
    if (
        len(letters) > 1
        and surface == surface.upper() != surface.lower()
        and annotation.name.form != annotation.name.form.upper()
    ):
        return form.upper()
    if surface[:1].isupper() and (
        name.case == "any" or _SENTENCE_START.search(text[max(0, annotation.start - 20) : annotation.start])
    ):
        return form[:1].upper() + form[1:]
    return form


def _named_twice(text: str, annotations: Sequence[Annotation]) -> set[int]:
    """The numbers of annotations whose sentence names the same thing as another party does."""
    groups: dict[tuple[int, str], list[int]] = {}
    sentence, at = 0, 0
    for number, annotation in enumerate(annotations):
        # Full stops inside a name (U.S., St. Petersburg) end no sentence, so only the text between names is searched.
        sentence += sum(1 for _ in _SENTENCE_END.finditer(text, at, annotation.start))
        at = annotation.end
        if annotation.id is not None:
            groups.setdefault((sentence, annotation.id), []).append(number)
    told_apart: set[int] = set()
    for numbers in groups.values():
        usages = {annotations[number].usage for number in numbers} - {""}
        if len(usages) > 1:
            told_apart.update(numbers)
    return told_apart


def _is_spoken_of(text: str, annotation: Annotation) -> bool:
    """Whether a name is quoted alone or stands beside a word of naming."""
    if _NAMING_BEFORE.search(text[max(0, annotation.start - 70) : annotation.start]):
        return True
    if _NAMING_AFTER.match(text[annotation.end : annotation.end + 10]):
        return True
    before, after = text[max(0, annotation.start - 2) : annotation.start].rstrip(), text[annotation.end : annotation.end + 3]
    closing = _QUOTES.get(before[-1:], "") if before else ""
    return bool(closing) and after.lstrip(" ,.").startswith(tuple(closing))


def _is_in_compound(text: str, annotation: Annotation) -> bool:
    """Whether a bracket behind the name would split a compound or a possessive: Iturup-based, Iturup's, Курилы-2018."""
    before = fold(text[max(0, annotation.start - 1) : annotation.start]).text
    after = fold(text[annotation.end : annotation.end + 2]).text
    return before in ("-", "/") or after[:1] in ("-", "'", "/")

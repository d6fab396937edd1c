"""Annotations and a style → edits; rewriting is nothing but edits applied."""

import re
from collections.abc import Callable, Iterable, Sequence

from toponyms.carrying import carried, is_given
from toponyms.editing import apply
from toponyms.expand import inflections
from toponyms.fold import fold
from toponyms.inflect import Paradigms
from toponyms.model import SCRIPTS, Annotation, Edit, Name, Reading
from toponyms.style import Style

MOST_READINGS = 10

Annotate = Callable[[str], Sequence[Annotation]]

_SENTENCE_END = re.compile(r"[.!?][\"”»’)\]]*(?=\s+(?:[^\Wa-zа-яё\d_]|\Z))|[。！？]|(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)")
_SENTENCE_START = re.compile(r"(?:^|[.!?…]|\n\s*\n)[\s\"“„«(\[*_#>-]*\Z")
# Words that say how somebody names a thing: to put another name there would make the sentence false.
_NAMING_BEFORE = re.compile(
    r"(?i)\b(?:call(?:s|ed|ing)?(?! (?:for|on|off|in|upon|at)\b)|kn[eo]w(?:n|s)?\b[^.!?]{0,25}\bas|named?|dub(?:s|bed)|"
    r"term(?:s|ed)|designated|refer(?:s|red)?\b[^.!?]{0,12}\bto|renamed|spelled|written as|uses?\b[^.!?]{0,12}\bnames?|"
    r"наз(?:ыва|ва|ове|ов[уё])\w*|именуе?\w*|переименова\w*|известн\w*|обознач\w*)\b[^.!?]{0,40}\Z"
)
_NAMING_AFTER = re.compile(r"[」』”\"]?(?:と(?:は)?(?:呼|称|名付|書|いう名|改称)|という(?:名|呼称))")
# 択捉島（えとろふとう）: a reading tells how the name beside it is read, and no other.
_READING_AFTER = re.compile(r"\s?[（(《〔［\[【][ぁ-ゖァ-ヺー・\s]+[）)》〕］\]】]")
_WRAP = re.compile(r"[^\S\r\n]*(?:\r?\n|\r)\s*")
_BLANK_LINE = re.compile(r"(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“”", "「": "」", "『": "』"}


def edits(text: str, annotate: Annotate, style: Style, paradigms: Paradigms, refused: Iterable[int] = ()) -> list[Edit]:
    """What the style changes in the text, sorted and disjoint; each span is that of an annotation.

    Left as they are: open homographs; names that are themselves spoken of, since they are quoted alone (the so-called
    “northern territories”), stand beside a word of naming (Russia calls the group the Southern Kurils) or beside another
    party's name for the same thing in one sentence (Etorofu, Iturup in Russian); and names for which the style has no other
    in the same language and register. None starts at a place that is `refused`.

    What is written can be a cue for a name that was not found before. So the result is read again until nothing more
    changes: new finds outside the edits join them, and an edit that would itself be edited is taken back. Cost: linear in
    the text; mostly two readings.
    """
    made: list[Edit] = []
    refused = set(refused)
    for _ in range(MOST_READINGS):
        current = apply(text, made)
        merged = _merge(made, _one_pass(current, annotate, style, paradigms), refused)
        if merged == made:
            return made
        made = merged
    # Names that are each other's cues could go on for ever; what is not settled by now is left alone.
    return []


def _merge(made: list[Edit], more: list[Edit], refused: set[int]) -> list[Edit]:
    """Edits of the text as edited, brought back to the text as given; `refused` collects where none may start any more."""
    kept = {edit.start: edit for edit in made}
    shift = at = 0
    for edit in more:
        while at < len(made) and made[at].start + shift + len(made[at].new) <= edit.start:
            shift += len(made[at].new) - len(made[at].old)
            at += 1
        if at < len(made) and made[at].start + shift < edit.end:
            refused.add(made[at].start)
            kept.pop(made[at].start, None)
            continue
        start = edit.start - shift
        if start in refused:
            continue
        kept[start] = edit._replace(start=start, end=edit.end - shift)
    return [kept[start] for start in sorted(kept)]


def _one_pass(text: str, annotate: Annotate, style: Style, paradigms: Paradigms) -> list[Edit]:
    """The edits of one reading."""
    annotations = [_as_given(annotation) for annotation in annotate(text) if not annotation.derived]
    told_apart = named_twice(text, annotations)
    found = []
    for number, annotation in enumerate(annotations):
        if annotation.id is None or number in told_apart:
            continue
        new, reason = _replacement(text, annotation, style, paradigms, annotate)
        # Few names have another one in a style, so the costly question comes last.
        if new is not None and new != annotation.surface and not is_spoken_of(text, annotation):
            found.append(Edit(annotation.start, annotation.end, annotation.surface, new, annotation.id, reason))
    return found


def unwritten(
    text: str, annotate: Annotate, style: Style, paradigms: Paradigms, made: Sequence[Edit]
) -> list[tuple[Annotation, Name, str]]:
    """The finds that the style would name otherwise, but for which no form of the other name surely fits, so that they stay.

    Each comes with that name and the rule of the style. Names that are spoken of are meant as they are.
    """
    annotations = [_as_given(annotation) for annotation in annotate(text) if not annotation.derived]
    told_apart, edited = named_twice(text, annotations), {edit.start for edit in made}
    found = []
    for number, annotation in enumerate(annotations):
        if annotation.id is None or number in told_apart or annotation.start in edited:
            continue
        chosen, reason = style.decide(annotation.senses[0].entry, annotation.name)
        if chosen in (None, annotation.name) or is_spoken_of(text, annotation):
            continue
        if _replacement(text, annotation, style, paradigms, annotate)[0] is None:
            found.append((annotation, chosen, reason))
    return found


def _as_given(annotation: Annotation) -> Annotation:
    """A find that a romanization system wrote as a name of the language around it, which is what may stand in its place."""
    script = annotation.lang.partition("-")[2]
    lang = next((lang for lang, own in SCRIPTS.items() if own == script), "")
    if not lang:
        return annotation
    surface = annotation.surface
    form = surface.lower() if surface == surface.upper() else surface
    given = [sense.name._replace(form=form, lang=lang, declension=(), inflected=(), number="") for sense in annotation.senses]
    senses = [sense._replace(name=name) for sense, name in zip(annotation.senses, given, strict=True)]
    return annotation._replace(senses=tuple(senses))


def _replacement(
    text: str, annotation: Annotation, style: Style, paradigms: Paradigms, annotate: Annotate
) -> tuple[str | None, str]:
    """What to write in place of the surface, None if it stays, and the rule of the style that says so."""
    entry, name = annotation.senses[0].entry, annotation.name
    chosen, reason = style.decide(entry, name)
    if chosen is not None:
        return None if chosen == name else _written(text, chosen, annotation, paradigms, annotate), reason
    template = dict(style.dual).get(name.lang)
    other = style.other_party(entry, name)
    if template is None or other is None or _is_in_compound(text, annotation):
        return None, ""
    written = _written("", other, annotation, paradigms, annotate)
    if written is None or written == annotation.surface:
        return None, ""
    pair = [annotation.surface, written]
    both = template.format(*(sorted(pair) if style.order == "alphabet" else pair))
    # Where both stand there already, the other one may be a name that is not found without a cue.
    offset = both.find(annotation.surface)
    return None if text.startswith(both, max(0, annotation.start - offset)) else both, "dual"


def _written(text: str, name: Name, annotation: Annotation, paradigms: Paradigms, annotate: Annotate) -> str | None:
    """The name in the case and the capitals of the surface; None where no one form of it fits."""
    form, surface = _inflected(name, annotation, paradigms), annotation.surface
    if not is_given(surface, annotation.name, paradigms):
        return _carried(name, annotation, paradigms, annotate)
    if form is None:
        return None
    is_caps = surface == surface.upper() != surface.lower() and sum(map(str.isalpha, surface)) > 1
    if is_caps and annotation.name.form != annotation.name.form.upper():
        form = form.upper()
    elif surface[:1].isupper():
        before = text[max(0, annotation.start - 20) : annotation.start]
        if name.case == "any" or (text and _SENTENCE_START.search(before)):
            form = form[:1].upper() + form[1:]
    wrap = _WRAP.search(surface)
    return form.replace(" ", wrap[0], 1) if wrap else form


def _inflected(name: Name, annotation: Annotation, paradigms: Paradigms) -> str | None:
    """The name in the case and the number of the surface; None where no one form of it fits."""
    cells = _cells(name, paradigms)
    if len(set(cells.values())) == 1:
        return name.form
    # Where the surface can be several cases, the target must look alike in all of them: России is three.
    forms = {cells.get(wanted) for _, wanted in _readings(name, annotation, paradigms)}
    return forms.pop() if len(forms) == 1 else None


def _readings(name: Name, annotation: Annotation, paradigms: Paradigms) -> list[tuple[Reading, Reading]]:
    """Each reading of the surface, and the one that the name is to be written in for it."""
    numbers, found = _numbers(name, paradigms), _numbers(annotation.name, paradigms)
    # A number that neither name has a choice of is its own affair: Курильской гряды, Курильских островов.
    only = min(numbers) if len(numbers) == len(found) == 1 else ""
    return [((case, number), (case, only or number)) for case, number in annotation.readings]


def _numbers(name: Name, paradigms: Paradigms) -> set[str]:
    return {reading[1] for reading, _ in inflections(name, paradigms) if reading}


def _cells(name: Name, paradigms: Paradigms) -> dict[Reading | None, str]:
    cells: dict[Reading | None, str] = {}
    for reading, form in inflections(name, paradigms):
        cells.setdefault(reading, form)
    return cells


def _carried(name: Name, annotation: Annotation, paradigms: Paradigms, annotate: Annotate) -> str | None:
    """The surface with the name in it, if what comes of that is a name of the same thing and of the same party."""
    old, new = (_cells(one, paradigms) for one in (annotation.name, name))
    pairs = [
        (old.get(reading, annotation.name.form), new.get(wanted, name.form))
        for reading, wanted in _readings(name, annotation, paradigms)
    ]
    written = carried(annotation.surface, annotation.name, pairs or [(annotation.name.form, name.form)])
    found = annotate(written) if written else ()
    if len(found) != 1 or (found[0].surface, found[0].id, found[0].usage) != (written, annotation.id, name.usage):
        return None
    return written


def named_twice(text: str, annotations: Sequence[Annotation]) -> set[int]:
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
        usages = {annotations[number].usage for number in numbers}
        if len(usages) > 1:
            told_apart.update(numbers)
    return told_apart


def is_spoken_of(text: str, annotation: Annotation) -> bool:
    """Whether a name is quoted alone or stands beside a word of naming."""
    paragraph = _BLANK_LINE.split(text[max(0, annotation.start - 80) : annotation.start])[-1]
    # A wrapped line is a space here as elsewhere.
    if _NAMING_BEFORE.search(" ".join(paragraph.split())):
        return True
    if _NAMING_AFTER.match(text[annotation.end : annotation.end + 10]):
        return True
    if annotation.lang == "ja" and _READING_AFTER.match(text[annotation.end : annotation.end + 40]):
        return True
    before, after = paragraph.rstrip()[-1:], text[annotation.end : annotation.end + 3].lstrip(" ,.")
    return before in _QUOTES and after.startswith(tuple(_QUOTES[before]))


def _is_in_compound(text: str, annotation: Annotation) -> bool:
    """Whether a bracket behind the name would split a compound or a possessive: Iturup-based, Iturup's, Курилы-2018."""
    before = fold(text[max(0, annotation.start - 1) : annotation.start]).text
    after = fold(text[annotation.end : annotation.end + 2]).text
    return before in ("-", "/") or after[:1] in ("-", "'", "/")

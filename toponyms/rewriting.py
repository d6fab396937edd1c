"""Annotations and a style → edits; rewriting is nothing but edits applied."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from toponyms.carrying import agreement_fits, article_fits, carried, is_given
from toponyms.editing import apply
from toponyms.expand import inflections
from toponyms.inflect import Paradigms
from toponyms.keeping import is_in, is_in_compound, is_kept, named_twice, quoted_spans, sections, template_for
from toponyms.model import SCRIPTS, Annotation, Edit, Name, Reading
from toponyms.style import Style
from toponyms.targets import target

MOST_READINGS = 10

Annotate = Callable[[str], Sequence[Annotation]]

_SENTENCE_START = re.compile(r"(?:^|[.!?…]|\n\s*\n)[\s\"“„«(\[*_#>-]*\Z")
_GLOSS, _GLOSS_JAPANESE = "{0} [{1}]", "{0}［{1}］"
_WRAP = re.compile(r"[^\S\r\n]*(?:\r?\n|\r)\s*")


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
    found = []
    for annotation, plan in _plans(text, annotate, style, paradigms):
        start, end, surface, _ = annotation
        # Few names have another one in a style, so the costly question comes last.
        if annotation.id and plan.new is not None and plan.new != surface and not is_kept(text, annotation):
            found.append(Edit(start, end, surface, plan.new, annotation.id, plan.reason))
    return found


def unwritten(
    text: str, annotate: Annotate, style: Style, paradigms: Paradigms, made: Sequence[Edit]
) -> list[tuple[Annotation, Name, str]]:
    """The finds that the style would name otherwise, but for which no form of the other name surely fits, so that they stay.

    Each comes with that name and the rule of the style. Names that are kept are meant as they are.
    """
    edited = {edit.start for edit in made}
    found = []
    for annotation, plan in _plans(text, annotate, style, paradigms):
        if plan.new is not None or plan.name in (None, annotation.name) or annotation.start in edited:
            continue
        if plan.name and not is_kept(text, annotation):
            found.append((annotation, plan.name, plan.reason))
    return found


class _Plan(NamedTuple):
    """The name that a style wants in place of a find; what is to be written, None where nothing is or can be; and the rule."""

    name: Name | None = None
    new: str | None = None
    reason: str = ""


def _plans(text: str, annotate: Annotate, style: Style, paradigms: Paradigms) -> Iterator[tuple[Annotation, _Plan]]:
    """What the style wants with each find that is no open homograph, whether the find is kept or not."""
    annotations = [_as_given(annotation) for annotation in annotate(text) if not annotation.derived]
    told_apart = named_twice(text, annotations)
    quoted, starts = quoted_spans(text, style), sections(text, style)
    introduced: set[tuple[int, str]] = set()
    for number, annotation in enumerate(annotations):
        if annotation.id is None:
            continue
        place = bisect_right(starts, annotation.start), annotation.id
        if number in told_apart:
            introduced.add(place)
        elif style.to and annotation.name.lang != style.to:
            if style.quotations != "leave" or not is_in(quoted, annotation):
                yield annotation, _translated(text, annotation, style)
        elif is_in(quoted, annotation):
            if style.quotations == "gloss":
                yield annotation, _glossed(text, annotation, style, paradigms, annotate)
        else:
            plan = _Plan()
            if style.first and place not in introduced:
                plan = _introduced(text, annotation, style, paradigms, annotate)
                if plan.new is not None and not is_kept(text, annotation):
                    introduced.add(place)
            yield annotation, plan if plan.new is not None else _replacement(text, annotation, style, paradigms, annotate)


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


def _replacement(text: str, annotation: Annotation, style: Style, paradigms: Paradigms, annotate: Annotate) -> _Plan:
    entry, name = annotation.senses[0].entry, annotation.name
    chosen, reason = style.decide(entry, name)
    if chosen is not None:
        return _Plan(chosen, None if chosen == name else _written(text, chosen, annotation, paradigms, annotate), reason)
    template, other = dict(style.dual).get(name.lang), style.other_party(entry, name)
    if template is None or other is None:
        return _Plan()
    new = _both(text, annotation, annotation.surface, other, template, style.order, paradigms, annotate)
    return _Plan(None, new, "dual")


def _introduced(text: str, annotation: Annotation, style: Style, paradigms: Paradigms, annotate: Annotate) -> _Plan:
    """The name that the style wants with the other party's behind it, as it stands at its first mention."""
    entry, name = annotation.senses[0].entry, annotation.name
    template, chosen = dict(style.first).get(name.lang), style.choose(entry, name) or name
    other = style.other_party(entry, chosen)
    if template is None or other is None:
        return _Plan()
    short = annotation.surface if chosen == name else _written(text, chosen, annotation, paradigms, annotate)
    new = short and _both(text, annotation, short, other, template, "text", paradigms, annotate)
    return _Plan(chosen, new, "first mention")


def _glossed(text: str, annotation: Annotation, style: Style, paradigms: Paradigms, annotate: Annotate) -> _Plan:
    """A name in a quotation with the one that the style wants in the brackets of an editor behind it."""
    entry, name = annotation.senses[0].entry, annotation.name
    chosen = style.choose(entry, name) or style.other_party(entry, name)
    if chosen is None or chosen.form == name.form:
        return _Plan()
    template = _GLOSS_JAPANESE if name.lang == "ja" else _GLOSS
    new = _both(text, annotation, annotation.surface, chosen, template, "text", paradigms, annotate)
    return _Plan(chosen, new, "gloss")


def _translated(text: str, annotation: Annotation, style: Style) -> _Plan:
    """The name in the language that the style writes: in place of the find, or as a gloss behind it."""
    surface = annotation.surface
    chosen, reason = target(style, annotation.senses[0].entry, annotation.name)
    if chosen is None or is_in_compound(text, annotation):
        return _Plan(chosen, None, reason)
    form = chosen.form.upper() if _is_caps(annotation) else chosen.form
    if not style.gloss:
        return _Plan(chosen, form, reason)
    both = (_GLOSS_JAPANESE if annotation.name.lang == "ja" else _GLOSS).format(surface, form)
    return _Plan(chosen, surface if text.startswith(both, annotation.start) else both, reason)


def _both(
    text: str,
    annotation: Annotation,
    first: str,
    second: Name,
    template: str,
    order: str,
    paradigms: Paradigms,
    annotate: Annotate,
) -> str | None:
    """Two names side by side; the surface alone where both stand there already, None where they cannot."""
    if is_in_compound(text, annotation):
        return None
    # One that begins a sentence has its capital, and the other begins none.
    written = _written("", second, annotation, paradigms, annotate)
    if written is None or written == first:
        return None
    template = template_for(template, text[max(0, annotation.start - 200) : annotation.start], first + written)
    both = template.format(*(sorted((first, written)) if order == "alphabet" else (first, written)))
    # Where both stand there already, the other one may be a name that is not found without a cue.
    offset = both.find(annotation.surface)
    stands = offset >= 0 and text.startswith(both, max(0, annotation.start - offset))
    return annotation.surface if stands else both


def _is_caps(annotation: Annotation) -> bool:
    """Whether a name is in capitals that is not written so anyhow; one letter is none."""
    surface, form = annotation.surface, annotation.name.form
    return surface == surface.upper() != surface.lower() and sum(map(str.isalpha, surface)) > 1 and form != form.upper()


def _written(text: str, name: Name, annotation: Annotation, paradigms: Paradigms, annotate: Annotate) -> str | None:
    """The name in the case and the capitals of the surface; None where no one form of it fits."""
    form, surface = _inflected(name, annotation, paradigms), annotation.surface
    if not is_given(surface, annotation.name, paradigms):
        return _carried(name, annotation, paradigms, annotate)
    if form is None:
        return None
    if _is_caps(annotation):
        form = form.upper()
    elif surface[:1].isupper():
        before = text[max(0, annotation.start - 20) : annotation.start]
        if name.case == "any" or (text and _SENTENCE_START.search(before)):
            form = form[:1].upper() + form[1:]
    # What a system made of a name must be one that is found again.
    if name.system and name not in annotation.senses[0].entry.names and {one.id for one in annotate(form)} != {annotation.id}:
        return None
    before = text[max(0, annotation.start - 20) : annotation.start]
    # What a system made of a Russian name has no article of its own.
    is_other = name.grammar != annotation.name.grammar and not annotation.systems
    if name.lang == "en" and (is_other or not article_fits(before, surface, form)):
        return None
    if text and not agreement_fits(before, annotation.readings, annotation.name, name):
        return None
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

"""Annotations and a style → edits; rewriting is nothing but edits applied."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from toponyms.carrying import WRAP, agreement_fits, article_fits, is_caps, spaced
from toponyms.concern import concerned, with_key
from toponyms.editing import Edits, apply
from toponyms.fitting import Fitting
from toponyms.keeping import (
    is_in_compound,
    is_kept,
    is_within,
    moved,
    named_side_by_side,
    named_twice,
    quoted_spans,
    sections,
    template_for,
)
from toponyms.model import Annotation, Edit, Name
from toponyms.prose import Parts
from toponyms.targets import target

MOST_READINGS = 10

_SENTENCE_START = re.compile(r"(?:^|[.!?…]|\n\s*\n)[\s\"“„«(\[*_#>-]*\Z")
_GLOSS, _GLOSS_JAPANESE = "{0} [{1}]", "{0}［{1}］"


class Reader(NamedTuple):
    """What the edits of a text are made from: what a style makes of its finds, and the parts of the prose of a markup."""

    fitting: Fitting
    parts: Parts | None = None
    text: str = ""
    introduced: frozenset[str] = frozenset()


def edits(text: str, reader: Reader, refused: Iterable[int] = ()) -> list[Edit]:
    """What the style changes in the text, sorted and disjoint; each span is that of an annotation.

    Left as they are: open homographs; names that are themselves spoken of, since they are quoted alone (the so-called
    “northern territories”), stand beside a word of naming (Russia calls the group the Southern Kurils) or beside another
    party's name for the same thing in one sentence (Etorofu, Iturup in Russian); and names for which the style has no other
    in the same language and register. None starts at a place that is `refused`.

    What is written can be a cue for a name that was not found before. So the result is read again until nothing more
    changes: new finds outside the edits join them, and an edit that would itself be edited is taken back. Cost: linear in
    the text; mostly two readings.
    """
    refused = frozenset(refused)
    made, is_taken_back = _settled(text, reader, refused)
    if is_taken_back:
        # What was taken back will be tried once more when the result is read, and must come to nothing again.
        there = Edits(made)
        again = _reading(apply(text, made), reader, made)
        if _settled(again.text, again, frozenset(map(there.map, refused)))[0]:
            return []
    return made


def _settled(text: str, reader: Reader, kept: frozenset[int]) -> tuple[list[Edit], bool]:
    """What the style changes once nothing more does, and whether edits were taken back; none starts where one is `kept` from."""
    made: list[Edit] = []
    refused = set(kept)
    for _ in range(MOST_READINGS):
        current = apply(text, made)
        merged = _merge(made, _one_pass(_reading(current, reader, made)), refused)
        if merged == made:
            return made, len(refused) > len(kept)
        made = merged
    # Names that are each other's cues could go on for ever; what is not settled by now is left alone.
    return [], False


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


def _reading(text: str, reader: Reader, made: Sequence[Edit]) -> Reader:
    """The reader of the text as edited."""
    there = Edits(made)
    parts = reader.parts and moved(reader.parts, lambda at, is_end: there.map(at, end=is_end))
    return reader._replace(text=text, parts=parts)


def _one_pass(read: Reader) -> list[Edit]:
    """The edits of one reading."""
    found = []
    for annotation, plan in _plans(read):
        start, end, surface, _ = annotation
        # Few names have another one in a style, so the costly question comes last.
        if plan.new is not None and plan.new != surface and not is_kept(read.text, annotation):
            found.append(Edit(start, end, surface, plan.new, annotation.senses[0].entry.id, plan.reason))
    return found


def unwritten(text: str, reader: Reader, made: Sequence[Edit]) -> list[tuple[Annotation, Name, str]]:
    """The finds that the style would name otherwise, but for which no form of the other name surely fits, so that they stay.

    Each comes with that name and the rule of the style. Names that are kept are meant as they are.
    """
    edited = {edit.start for edit in made}
    found = []
    for annotation, plan in _plans(reader._replace(text=text)):
        is_other = plan.new is None and plan.name not in (None, annotation.name) and annotation.start not in edited
        if is_other and plan.name and not is_kept(text, annotation):
            found.append((annotation, plan.name, plan.reason))
    return found


class _Plan(NamedTuple):
    """The name that a style wants in place of a find; what is to be written, None where nothing is or can be; and the rule."""

    name: Name | None = None
    new: str | None = None
    reason: str = ""


def introductions(text: str, reader: Reader) -> frozenset[str]:
    """The ids that are introduced where a text as rewritten ends, under its last heading if that is where they count."""
    known = {(0, key) for key in reader.introduced}
    for _ in _plans(reader._replace(text=text), known):
        pass
    last = len(sections(text, reader.fitting.style, reader.parts))
    return frozenset(key for section, key in known if section == last)


def _plans(read: Reader, known: set[tuple[int, str]] | None = None) -> Iterator[tuple[Annotation, _Plan]]:
    """What the style wants with each find that it is concerned with, whether the find is kept or not.

    `known` holds what is introduced so far, by the number of its section and its id, and grows.
    """
    (fitting, parts, text, introduced), style = read, read.fitting.style
    annotations, keys, editable = concerned(fitting.annotate(text), style)
    # What is introduced by a find matters to those behind it.
    numbers = list(with_key(keys)) if style.first else editable
    told_apart = named_twice(text, annotations, keys, parts.group if parts else ())
    glossed = named_side_by_side(text, annotations, keys)
    places = (annotations[number].start for number in numbers)
    quoted, starts = quoted_spans(text, style, parts, places), sections(text, style, parts)
    known = {(0, key) for key in introduced} if known is None else known
    for number in numbers:
        annotation = annotations[number]
        place = bisect_right(starts, annotation.start), keys[number] or ""
        is_quoted = is_within(quoted, annotation.start, annotation.end)
        if number in told_apart:
            known.add(place)
        elif number in glossed:
            pass
        elif style.to and annotation.name.lang != style.to:
            if style.quotations != "leave" or not is_quoted:
                yield annotation, _translated(read, annotation)
        elif is_quoted:
            if style.quotations == "gloss":
                yield annotation, _glossed(read, annotation)
        else:
            plan = _Plan()
            if style.first and place not in known:
                plan = _introduced(read, annotation)
                if plan.new is not None and not is_kept(text, annotation):
                    known.add(place)
            yield annotation, plan if plan.new is not None else _replacement(read, annotation)


def _replacement(read: Reader, annotation: Annotation) -> _Plan:
    name, style = annotation.name, read.fitting.style
    chosen, reason = read.fitting.decide(annotation)
    if chosen is not None:
        is_other = chosen is not name and chosen != name
        return _Plan(chosen, _written(read, chosen, annotation) if is_other else None, reason)
    template, other = dict(style.dual).get(name.lang), read.fitting.other_party(annotation, name)
    if template is None or other is None:
        return _Plan()
    return _Plan(None, _both(read, annotation, annotation.surface, other, template, style.order), "dual")


def _introduced(read: Reader, annotation: Annotation) -> _Plan:
    """The name that the style wants with the other party's behind it, as it stands at its first mention."""
    name, fitting = annotation.name, read.fitting
    template, chosen = dict(fitting.style.first).get(name.lang), fitting.decide(annotation)[0] or name
    other = fitting.other_party(annotation, chosen)
    if template is None or other is None:
        return _Plan()
    short = annotation.surface if chosen == name else _written(read, chosen, annotation)
    return _Plan(chosen, short and _both(read, annotation, short, other, template), "first mention")


def _glossed(read: Reader, annotation: Annotation) -> _Plan:
    """A name in a quotation with the one that the style wants in the brackets of an editor behind it."""
    name = annotation.name
    chosen = read.fitting.decide(annotation)[0] or read.fitting.other_party(annotation, name)
    if chosen is None or chosen.form == name.form:
        return _Plan()
    template = _GLOSS_JAPANESE if name.lang == "ja" else _GLOSS
    return _Plan(chosen, _both(read, annotation, annotation.surface, chosen, template), "gloss")


def _translated(read: Reader, annotation: Annotation) -> _Plan:
    """The name in the language that the style writes: in place of the find, or as a gloss behind it."""
    surface, style = annotation.surface, read.fitting.style
    chosen, reason = target(style, annotation.senses[0].entry, annotation.name)
    if chosen is None or is_in_compound(read.text, annotation):
        return _Plan(chosen, None, reason)
    form = chosen.form.upper() if is_caps(annotation) else chosen.form
    if not style.gloss:
        return _Plan(chosen, form, reason)
    both = (_GLOSS_JAPANESE if annotation.name.lang == "ja" else _GLOSS).format(surface, form)
    return _Plan(chosen, surface if read.text.startswith(both, annotation.start) else both, reason)


def _both(read: Reader, annotation: Annotation, first: str, second: Name, template: str, order: str = "text") -> str | None:
    """Two names side by side; the surface alone where both stand there already, None where they cannot."""
    text, start = read.text, annotation.start
    if is_in_compound(text, annotation) or (read.parts and is_within(read.parts.link, start, annotation.end)):
        return None
    # One that begins a sentence has its capital, and the other begins none; it stands in one line, too.
    written = _written(read._replace(text=""), second, annotation)
    if written is None or written == first:
        return None
    written = WRAP.sub("" if second.lang == "ja" else " ", written)
    template = template_for(template, text[max(0, start - 200) : start], first + written)
    both = template.format(*(sorted((first, written)) if order == "alphabet" else (first, written)))
    # Where both stand there already, the other one may be a name that is not found without a cue.
    offset = both.find(annotation.surface)
    stands = offset >= 0 and text.startswith(both, max(0, start - offset))
    # No brackets behind one another: Iturup (45° N).
    is_crowded = both.endswith((")", "）")) and text[annotation.end : annotation.end + 2].lstrip().startswith(("(", "（"))
    return annotation.surface if stands else None if is_crowded else both


def _written(read: Reader, name: Name, annotation: Annotation) -> str | None:
    """The name in the case and the capitals of the surface; None where no one form of it fits."""
    fitting, text, surface = read.fitting, read.text, annotation.surface
    form, is_carried = fitting.fitted(annotation, name)
    if form is None or is_carried:
        return form
    before = text[max(0, annotation.start - 20) : annotation.start]
    if surface[:1].isupper() and (name.case == "any" or (text and _SENTENCE_START.search(before))):
        form = form[:1].upper() + form[1:]
    # What a system made of a name must be one that is found again.
    if name.system and name not in annotation.senses[0].entry.names and not fitting.is_found(annotation, form):
        return None
    # What a system made of a Russian name has no article of its own.
    is_other = name.grammar != annotation.name.grammar and not annotation.systems
    if name.lang == "en" and (is_other or not article_fits(before, surface, form)):
        return None
    after = text[annotation.end : annotation.end + 40]
    if text and not agreement_fits(before, after, annotation.readings, annotation.name, name):
        return None
    return spaced(form, surface)

"""What a rewrite carries over from a surface that is written otherwise than its name: the generic word, mostly."""

import re
from collections.abc import Iterable

from toponyms.expand import name_forms
from toponyms.fold import DASHES, fold
from toponyms.inflect import Paradigms
from toponyms.model import SCRIPTS, Annotation, Name

# 択捉（えとろふ）島, ｜択捉《えとろふ》島
_READING = re.compile("[（(《][ぁ-ゖァ-ヺー]+[）)》]|｜")
_BREAK = re.compile(rf"[-{DASHES}][^\S\r\n]*(?:\r?\n|\r)\s*")
_PARTS = re.compile("(?<=[ -])")

_ARTICLE = re.compile(r"(?<![\w'’-])[Aa]n?\s+\Z")
# A vowel that is heard as one, or the name of a letter that begins with one; U.N., Ukraine and Europe begin with a y.
_VOWEL = re.compile(r"(?!(?i:uni|ukr|uruguay|eu)|U\.?[KNS]\b|One\b)[AEIOUaeiouĀĪŪĒŌāīūēō]|[FHLMNRSX](?=[A-Z]|\.[A-Z])")


def article_fits(before: str, old: str, new: str) -> bool:
    """Whether the article that `before` ends with, if it is *a* or *an*, fits the new name as it did the old one.

    >>> article_fits("by a ", "Rifovy", "Odoke"), article_fits("by an ", "Iturup", "Etorofu")
    (False, True)
    """
    return not _ARTICLE.search(before) or bool(_VOWEL.match(old)) == bool(_VOWEL.match(new))


# What may stand before a Russian name of another gender and agrees with neither: a preposition or a generic word.
_NO_AGREEMENT = re.compile(
    r"(?i)(?<![\w-])(?:в|во|из|изо|на|с|со|к|ко|до|от|под|над|о|об|у|за|из-за|для|через|перед|между|около|возле|близ|и|или|"
    r"город\w*|посёл\w+|посел\w+|сел(?:о|а|е|у|ом)|остров\w*|(?:г|гор|пос|пгт|с|о|о-в\w?)\.?)\s+\Z"
)


# До Курильска, который…; до Курильска, окружённого…
_AGREEING = re.compile(
    r"(?i),\s(?:\w+\s)?котор(?:ый|ая|ое|ого|ой|ому|ую|ым|ом)\b|,\s\w+(?:вш|ш|щ|нн|т|м)(?:[иы]й|ая|[ое]го|[ое]му|[иы]м|[ое]м|[ое]й|ую)\b"
)


def agreement_fits(before: str, after: str, readings: Iterable[tuple[str, str]], old: Name, new: Name) -> bool:
    """Whether the words around a Russian name can stay where the new name has another gender.

    A nominative mostly is the subject of a verb that may show the gender; before other cases an adjective would.

    >>> sity, town = Name("Сяна", "ru", declension=("f",)), Name("Курильск", "ru", declension=("m",))
    >>> agreement_fits("Пароход до ", "", [("gen", "sg")], sity, town)
    True
    >>> agreement_fits("Красивая ", "", [("nom", "sg")], sity, town)
    False
    """
    genders = [code.removeprefix("adj-")[:1] for name in (old, new) if len(name.declension) == 1 for code in name.declension]
    if len(genders) < 2 or genders[0] == genders[1]:
        return True
    return (
        bool(_NO_AGREEMENT.search(before))
        and not _AGREEING.match(after)
        and (("nom", "sg") not in readings or bool(re.search(r"(?i)(?:город|пос[её]лок|село|остров)\s+\Z", before)))
    )


def is_given(surface: str, name: Name, paradigms: Paradigms) -> bool:
    """Whether the surface is a form of the name itself, readings in brackets and a hyphen at a line end aside."""
    if name.pattern or surface in (name.form, name.form.upper()):
        return True
    forms = name_forms(name, paradigms)
    plain = _READING.sub("", surface)
    return any(fold(text).text in forms for text in (plain, _BREAK.sub("", plain)))


def carried(surface: str, name: Name, pairs: Iterable[tuple[str, str]]) -> str | None:
    """The surface with another name in it; None where it cannot be told what of the surface is the name.

    `pairs` are forms of the old and the new name in each case that the surface may be. What the two share is the generic word
    (Anuchina Island, Akiyuri Island), so that Anuchina Islet is Akiyuri Islet, and the island of Anuchina that of Akiyuri.
    """
    made = {_exchanged(surface, old, new, name) for old, new in pairs}
    return made.pop() if len(made) == 1 else None


def _exchanged(surface: str, old: str, new: str, name: Name) -> str | None:
    before, after = (list(form) if name.lang == "ja" else _PARTS.split(form) for form in (old, new))
    while len(before) > 1 and len(after) > 1 and before[-1] == after[-1]:
        before.pop()
        after.pop()
    while len(before) > 1 and len(after) > 1 and before[0] == after[0]:
        del before[0], after[0]
    core, other = "".join(before).rstrip(), "".join(after).rstrip()
    if surface == surface.upper() != surface.lower():
        core, other = core.upper(), other.upper()
    if surface.count(core) == 1:
        return surface.replace(core, other)
    # Taraku-jima is but another way to write Taraku-tō; an article around it fits as it did. Of a group, a number might not.
    if name.lang != "en" or name.grammar or core != old:
        return None
    written, given = ([part.rstrip(" -") for part in _PARTS.split(text)] for text in (surface, old))
    return new if len(written) == len(given) > 1 and written[:-1] == given[:-1] else None


def is_caps(annotation: Annotation) -> bool:
    """Whether a name is in capitals that is not written so anyhow; one letter is none."""
    surface, form = annotation.surface, annotation.name.form
    return surface == surface.upper() != surface.lower() and sum(map(str.isalpha, surface)) > 1 and form != form.upper()


WRAP = re.compile(r"[^\S\r\n]*(?:\r?\n|\r)\s*")
# NO-BREAK SPACE, NARROW NO-BREAK SPACE
_UNBROKEN = re.compile("[\u00a0\u202f]")


def spaced(form: str, surface: str) -> str:
    r"""The form with the spaces of the surface: a line break that is there once, or spaces that break no line.

    >>> spaced("Northern Territories", "Southern\xa0Kurils"), spaced("Northern Territories", "Southern\n  Kurils")
    ('Northern\xa0Territories', 'Northern\n  Territories')
    """
    if wrap := WRAP.search(surface):
        return form.replace(" ", wrap[0], 1)
    spaces = set(_UNBROKEN.findall(surface))
    return form.replace(" ", spaces.pop()) if len(spaces) == 1 and " " not in surface else form


def as_given(annotation: Annotation) -> Annotation:
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

"""A name in the case and the number of what it takes the place of."""

from toponyms.expand import inflections
from toponyms.inflect import Paradigms
from toponyms.model import Annotation, Name, Reading


def inflected(name: Name, annotation: Annotation, paradigms: Paradigms) -> str | None:
    """The name in the case and the number of the surface; None where no one form of it fits."""
    written = cells(name, paradigms)
    if len(set(written.values())) == 1:
        return name.form
    # Where the surface can be several cases, the target must look alike in all of them: России is three.
    forms = {written.get(wanted) for _, wanted in readings(name, annotation, paradigms)}
    return forms.pop() if len(forms) == 1 else None


def readings(name: Name, annotation: Annotation, paradigms: Paradigms) -> list[tuple[Reading, Reading]]:
    """Each reading of the surface, and the one that the name is to be written in for it."""
    numbers, found = _numbers(name, paradigms), _numbers(annotation.name, paradigms)
    # A number that neither name has a choice of is its own affair: Курильской гряды, Курильских островов.
    only = min(numbers) if len(numbers) == len(found) == 1 else ""
    return [((case, number), (case, only or number)) for case, number in annotation.readings]


def _numbers(name: Name, paradigms: Paradigms) -> set[str]:
    return {reading[1] for reading, _ in inflections(name, paradigms) if reading}


def cells(name: Name, paradigms: Paradigms) -> dict[Reading | None, str]:
    """What is written for each case and number; for None where the name shows none."""
    written: dict[Reading | None, str] = {}
    for reading, form in inflections(name, paradigms):
        written.setdefault(reading, form)
    return written

"""Why names in what is no prose are not found: they stand in code, in a tag, in a comment."""

from collections.abc import Callable, Iterable, Iterator

from toponyms.directives import plain_portion
from toponyms.explain import Explanation, Verdict, shortened
from toponyms.prose import Cut, Prose
from toponyms.protect import is_plain

Explain = Callable[[str], list[Explanation]]


def explain_all(text: str, prose: Prose, explain: Explain) -> list[Explanation]:
    """The explanations of the prose, and of the parts that were cut out of it, at their places in the text.

    In a part that is not read each form that could be found there stands as protected. Cost: that of `explain` for the text.
    """
    told = []
    for place in explain(prose.text):
        start, end = prose.source(place.start, place.end)
        told.append(place._replace(start=start, end=end, surface=text[start:end]))
    for cut in prose.cuts:
        told += _unread(text, cut, explain)
    return sorted(told, key=lambda place: (place.start, -place.end))


def explain_portions(text: str, spans: Iterable[tuple[int, int]], explain: Explain) -> list[Explanation]:
    """The explanations of a plain text that is read in portions."""
    told: list[Explanation] = []
    opened = ""
    for start, end in spans:
        part = opened + text[start:end]
        shift, opened = start - len(opened), ""
        if is_plain(part):
            places = explain(part)
        else:
            prose, opened = plain_portion(part)
            places = explain_all(part, prose, explain)
        told += [place._replace(start=place.start + shift, end=place.end + shift) for place in places] if shift else places
    return told


def _unread(text: str, cut: Cut, explain: Explain) -> Iterator[Explanation]:
    stretch = text[cut.start : cut.end]
    for place in explain(stretch):
        beside = shortened(stretch[max(0, place.start - 20) : place.end + 40])
        verdicts = tuple(Verdict(verdict.sense, "protected", beside, key=cut.kind) for verdict in place.verdicts)
        yield place._replace(start=place.start + cut.start, end=place.end + cut.start, found=False, verdicts=verdicts)

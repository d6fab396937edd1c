"""Which finds a rewrite leaves as they are because of what stands beside them: a sentence about a name would turn false."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from toponyms.concern import with_key
from toponyms.fold import fold
from toponyms.model import Annotation
from toponyms.prose import Parts
from toponyms.protect import is_in_hashtag
from toponyms.style import Style

# The full stop of an initial or an abbreviation, which ends no sentence; or what does end one.
_SENTENCE_END = re.compile(
    r"(\b(?:[^\W\d_]|яп|рус|англ|айн|им|гг|стр|см|ср|др|пр|пос|гос|Mr|Mrs|Ms|Dr|St|Mt|Gen|Col|Capt|Gov|Sen|Rep|Jap|Jpn|Rus|"
    r"No|Nos|vs|cf|ca|e\.g|i\.e|т\. ?[нек])\.)|"
    r"[.!?][\"”»’)\]]*(?=\s+(?:[^\Wa-zа-яё\d_]|\Z))|[。！？]|(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)"
)
# What may stand between the names, a word on the language among it.
_GLOSSED = re.compile(r"\s?[(（\[［]\s*[^()（）\[\]［］.!?\n]{0,25}\.?\s*|\s?[/／=＝]\s?")
_EQUATED = re.compile(r"\s?[=＝]\s?")
# The writer vouches for the name as it stands: [sic], (так в тексте), （ママ）.
_SIC_AFTER = re.compile(
    r"(?i)(?:['’]s)?[\"”’»“」』]?[,.]?\s?[\[(［（〔][*_]{0,3}"
    r"(?:sic|так(?: в (?:тексте|оригинале|документе|источнике))?|(?:原文)?ママ|原文のまま)[!！.]?[*_]{0,3}[\])］）〕]"
)


def is_kept(text: str, annotation: Annotation) -> bool:
    """Whether a name is spoken of, marked as the writer's own with [sic], or a part of a #hashtag."""
    beside = text[annotation.end : annotation.end + 40]
    if _SIC_AFTER.match(beside) or is_in_hashtag(text, annotation.start):
        return True
    # A text without names that a style would change has no use for it, and its expressions take ten milliseconds.
    from toponyms.spoken import is_spoken_of

    return is_spoken_of(text, annotation)


def named_twice(
    text: str, annotations: Sequence[Annotation], keys: Sequence[str | None], lists: Sequence[tuple[int, int]] = ()
) -> set[int]:
    """The numbers of annotations whose sentence names the same thing as another party does; `keys` are their ids, None for some.

    A row of a table and a list, the `lists`, are as one sentence as far as no full stop parts them.
    """
    places: dict[str, list[int]] = {}
    for number in with_key(keys):
        places.setdefault(keys[number] or "", []).append(number)
    mixed = [numbers for numbers in places.values() if len({annotations[number].usage for number in numbers}) > 1]
    # Only things that go by names of several parties ask where sentences end.
    sentences: dict[int, int] = {}
    last = sentence = 0
    for number in sorted(number for numbers in mixed for number in numbers):
        # Full stops inside a name (U.S., St. Petersburg) end no sentence, so only the text between names is searched.
        between = pairwise(annotations[last : number + 1])
        sentence += any(_ends_sentence(text, one.end, two.start, lists) for one, two in between)
        sentences[number], last = sentence, number
    told_apart: set[int] = set()
    for numbers in mixed:
        for _, group in groupby(numbers, key=sentences.__getitem__):
            together = list(group)
            if len({annotations[number].usage for number in together}) > 1:
                told_apart.update(together)
    return told_apart


def _ends_sentence(text: str, start: int, end: int, lists: Sequence[tuple[int, int]]) -> bool:
    return any(
        not match[1] and not (match[0].isspace() and is_within(lists, match.start() - 1, match.end()))
        for match in _SENTENCE_END.finditer(text, start, end)
    )


def named_side_by_side(text: str, annotations: Sequence[Annotation], keys: Sequence[str | None]) -> set[int]:
    """The numbers of annotations beside which the same thing is named again: Iturup (Итуруп), 択捉島 / Iturup."""
    found: set[int] = set()
    for number, following in pairwise(with_key(keys)):
        if following == number + 1 and keys[number] == keys[following]:
            one, two = annotations[number : number + 2]
            way = _GLOSSED if one.name.lang != two.name.lang else _EQUATED
            if way.fullmatch(text, one.end, two.start):
                found.update((number, number + 1))
    return found


_BESIDE = "両沖内間等側行発着産周付近上"


def template_for(template: str, before: str, names: str) -> str:
    """How two names stand side by side where they do: no round brackets in round ones, and room around the slash of long names.

    >>> template_for("{0} ({1})", "a ferry (from ", "IturupEtorofu"), template_for("{0}/{1}", "", "Southern Kurils")
    ('{0} [{1}]', '{0} / {1}')
    """
    line = re.split(r"[\r\n]\s*[\r\n]", before)[-1]
    if max(line.rfind("("), line.rfind("（")) > max(line.rfind(")"), line.rfind("）")):
        template = template.translate(str.maketrans("()（）", "[]［］"))
    return template.replace("}/{", "} / {") if " " in names else template


_LINKED = re.compile(r"\][\[(\]]|</a>", re.IGNORECASE)


def is_in_compound(text: str, annotation: Annotation) -> bool:
    """Whether a bracket behind the name would split a compound, a possessive or a link: Iturup-based, Iturup's, Iturup島."""
    before = fold(text[max(0, annotation.start - 1) : annotation.start]).text
    after = fold(text[annotation.end : annotation.end + 2]).text
    # 択捉島民, クリリスク市長 are words; 択捉島沖 is a place beside the name.
    is_generic = "\u4e00" <= after[:1] <= "\u9fff" and (annotation.name.lang != "ja" or after[:1] not in _BESIDE)
    if _LINKED.match(text, annotation.end):
        return True
    return before in ("-", "/") or after[:1] in ("-", "'", "/") or is_generic


def is_within(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the spans, which are sorted and disjoint, holds [start, end)."""
    at = bisect_right(spans, start, key=itemgetter(0)) - 1
    return at >= 0 and end <= spans[at][1]


# Most styles treat quotations as other text, and have no use for headings; they start without the modules that tell them.
def quoted_spans(text: str, style: Style, parts: Parts | None, places: Iterable[int]) -> list[tuple[int, int]]:
    """What the style treats as quoted: spans, sorted and disjoint, and all of them that hold one of the places.

    Cost: linear in the text around the places, which come in order; in prose with blank lines that is their paragraphs.
    """
    if style.quotations == "rewrite":
        return []
    from toponyms.quotations import disjoint, quotations

    found = list(parts.quotation) if parts else []
    for first, last in _stretches(text, places):
        found += ((first + start, first + end) for start, end, _, _ in quotations(text[first:last]))
    return disjoint(found)


_GOES_ON = "\"'“”„‘’«»「」『』｢｣＂>"
"""What a paragraph begins with in which a quotation may go on; see `toponyms.quotations`."""


def _stretches(text: str, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The parts of a text around the places that no quotation reaches into or out of."""
    last = 0
    for place in places:
        if place >= last:
            first = text.rfind("\n\n", last, place)
            while first >= 0 and not _begins_anew(text, first + 2):
                first = text.rfind("\n\n", last, first)
            first, last = max(first, last), text.find("\n\n", place)
            while last >= 0 and not _begins_anew(text, last + 2):
                last = text.find("\n\n", last + 1)
            last = last if last >= 0 else len(text)
            yield first, last


def _begins_anew(text: str, at: int) -> bool:
    """Whether the paragraph behind a blank line begins at a place, and in it nothing of the one before goes on."""
    return not text[at : at + 1].isspace() and text[at : at + 1] not in _GOES_ON


def sections(text: str, style: Style, parts: Parts | None) -> list[int]:
    """Where names are introduced anew."""
    if style.first_mention != "heading":
        return []
    if parts:
        return [start for start, _ in parts.heading]
    from toponyms.paragraphs import headings

    return headings(text)


def moved(parts: Parts, move: Callable[[int, bool], int]) -> Parts:
    """The parts where they lie in an edited text; `move` leads offsets there, and is told whether a span ends so."""
    return Parts(*([(move(start, False), move(end, True)) for start, end in spans] for spans in parts))

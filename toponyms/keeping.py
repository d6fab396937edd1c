"""Which finds a rewrite leaves as they are because of what stands beside them: a sentence about a name would turn false."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from toponyms.fold import fold
from toponyms.model import Annotation
from toponyms.protect import is_in_hashtag
from toponyms.style import Style

_SENTENCE_END = re.compile(r"[.!?][\"”»’)\]]*(?=\s+(?:[^\Wa-zа-яё\d_]|\Z))|[。！？]|(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)")
# Words that say how somebody names a thing: to put another name there would make the sentence false.
_NAMING_BEFORE = re.compile(
    r"(?i)\b(?:call(?:s|ed|ing)?(?! (?:for|on|off|in|upon|at)\b)|kn[eo]w(?:n|s)?\b[^.!?]{0,25}\bas|named?|dub(?:s|bed)|"
    r"term(?:s|ed)|designated|refer(?:s|red)?\b[^.!?]{0,12}\bto|renamed|spelled|written as|uses?\b[^.!?]{0,12}\bnames?|"
    r"наз(?:ыва|ва|ове|ов[уё])\w*|именуе?\w*|переименова\w*|известн\w*|обознач\w*)\b[^.!?]{0,40}\Z"
)
_NAMING_AFTER = re.compile(r"[」』”\"]?(?:と(?:は)?(?:呼|称|名付|書|いう名|改称)|という(?:名|呼称))")
# 択捉島（えとろふとう）: a reading tells how the name beside it is read, and no other.
_READING_AFTER = re.compile(r"\s?[（(《〔［\[【][ぁ-ゖァ-ヺー・\s]+[）)》〕］\]】]")
_BLANK_LINE = re.compile(r"(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“”", "「": "」", "『": "』"}

# The writer vouches for the name as it stands: [sic], (так в тексте), （ママ）.
_SIC_AFTER = re.compile(
    r"(?i)(?:['’]s)?[\"”’»“」』]?[,.]?\s?[\[(［（〔][*_]{0,3}"
    r"(?:sic|так(?: в (?:тексте|оригинале|документе|источнике))?|(?:原文)?ママ|原文のまま)[!！.]?[*_]{0,3}[\])］）〕]"
)


def is_kept(text: str, annotation: Annotation) -> bool:
    """Whether a name is spoken of, marked as the writer's own with [sic], or a part of a #hashtag."""
    beside = text[annotation.end : annotation.end + 40]
    return bool(_SIC_AFTER.match(beside)) or is_in_hashtag(text, annotation.start) or _is_spoken_of(text, annotation)


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


def _is_spoken_of(text: str, annotation: Annotation) -> bool:
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


_BESIDE = "沖内間等側行発着産周付近上"


def template_for(template: str, before: str, names: str) -> str:
    """How two names stand side by side where they do: no round brackets in round ones, and room around the slash of long names.

    >>> template_for("{0} ({1})", "a ferry (from ", "IturupEtorofu"), template_for("{0}/{1}", "", "Southern Kurils")
    ('{0} [{1}]', '{0} / {1}')
    """
    line = re.split(r"[\r\n]\s*[\r\n]", before)[-1]
    if max(line.rfind("("), line.rfind("（")) > max(line.rfind(")"), line.rfind("）")):
        template = template.translate(str.maketrans("()（）", "[]［］"))
    return template.replace("}/{", "} / {") if " " in names else template


def is_in_compound(text: str, annotation: Annotation) -> bool:
    """Whether a bracket behind the name would split a compound or a possessive: Iturup-based, Iturup's, Курилы-2018, Iturup島."""
    before = fold(text[max(0, annotation.start - 1) : annotation.start]).text
    after = fold(text[annotation.end : annotation.end + 2]).text
    # 択捉島民, クリリスク市長 are words; 択捉島沖 is a place beside the name.
    is_generic = "\u4e00" <= after[:1] <= "\u9fff" and (annotation.name.lang != "ja" or after[:1] not in _BESIDE)
    return before in ("-", "/") or after[:1] in ("-", "'", "/") or is_generic


def is_in(regions: list[tuple[int, int]], annotation: Annotation) -> bool:
    """Whether a find starts in one of the regions, which are sorted and disjoint."""
    at = bisect_right(regions, annotation.start, key=itemgetter(0)) - 1
    return at >= 0 and annotation.start < regions[at][1]


# Most styles treat quotations as other text, and have no use for headings; they start without the modules that tell them.
def quoted_spans(text: str, style: Style) -> list[tuple[int, int]]:
    """What the style treats as quoted: spans, sorted and disjoint."""
    if style.quotations == "rewrite":
        return []
    from toponyms.quotations import quotations, spans

    return spans(quotations(text))


def sections(text: str, style: Style) -> list[int]:
    """Where names are introduced anew."""
    if style.first_mention != "heading":
        return []
    from toponyms.paragraphs import headings

    return headings(text)

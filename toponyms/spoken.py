"""Whether a name is spoken of: the sentence is about it, or it is a part of another name, so that no other fits there."""

import re
from functools import cache

from toponyms.model import Annotation

_SPACES = re.compile(r"\s+")
_BLANK_LINE = re.compile(r"(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)")
_MARKS = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“”", "「": "」", "『": "』"}

_JAPANESE = "[ぁ-ー\u4e00-\u9fff]"
# What says of a name that it is one, by the script of the words: up to the name (how somebody names a thing, a few words before
# it; a word on it, or its language, right before), and from it on (what it means, how it is called or written).
_WORDS = {
    "[a-z]": (
        r"\b(?:call(?:s|ed|ing)?(?! (?:for|on|off|in|upon|at)\b)|kn[eo]w(?:n|s)?\b[^.!?]{0,25}\bas|named?|dub(?:s|bed)|"
        r"term(?:s|ed)|designated|refer(?:s|red)?\b[^.!?]{0,12}\bto|renamed|spelled|written as|uses?\b[^.!?]{0,12}\bnames?)"
        r"\b[^.!?]{0,40}\Z|"
        r"\b(?:word|spelling|toponym|(?:russian|japanese|ainu|english)(?: name)?:|in (?:russian|japanese|ainu|english),?|"
        r"(?:rus|russ|jap|jpn)\.:?)\s?[«“\"]?\Z",
        r"[\"”»’]?\s(?:mean(?:s|t)?\b|(?:comes?|came|derives?|derived|is derived|stems?|originates?) from\b|"
        r"is (?:an? |the )?(?:russian|japanese|ainu)(?: (?:name|word|spelling)| for)\b|"
        r"in (?:russian|japanese|ainu|english)(?=\s*(?:[.,;:!?)\]—–-]|and\b|but\b|is\b|was\b|\Z)))|"
        r",?\sas\s(?:\w+\s){0,5}(?:calls?|called|known|named?)\b",
    ),
    "[а-яё]": (
        r"\b(?:наз(?:ыва|ва|ове|ов[уё])\w*|именуе?\w*|переименова\w*|известн\w*|обознач\w*)\b[^.!?]{0,40}\Z|"
        r"\b(?:слово|топоним|написание|(?:рус|русск|яп|японск|айн|айнск|англ)\.:?|"
        r"по-(?:русски|японски|айнски|английски|нашему)[:,]?(?: [—–-])?|(?:написано|напечатано|подписано|значится)[:,]?)"
        r"\s?[«“\"]?\Z",
        r"[\"”»]?\s(?:означа\w+|значит|переводится|происходит от|по-(?:русски|японски|айнски|английски)|"
        r"на (?:русском|японском|айнском))\b|,?\s(?:как|так)\s(?:\w+\s){0,3}(?:зовут|называ(?:ю|е)т(?:ся)?|именуют)\b",
    ),
    _JAPANESE: (
        r"(?:(?:ロシア|日本|アイヌ|英)(?:語|名)(?:での?|では|は)?[:：・、]?|(?:露|和名|旧称|旧名|別名|通称)[:：]|"
        r"(?:いわゆる|所謂|通称)、?)\s?[「“]?\Z",
        r"[」』”\"]?(?:島?(?:の(?:地名|島名|名称|名前|名)[はが]|とは(?![違異別比逆反関い言打]))|"
        r"島?[はが][^。]{0,15}(?:を意味|の意味|という意味|に由来|が語源)|と(?:は)?(?:呼|称|名付|いう名|改称)|という(?:名|呼称)|"
        r"島?と(?:(?:ローマ字|漢字|カタカナ|片仮名|ひらがな|平仮名|英語|ロシア語|日本語|キリル文字)で)?"
        r"(?:書[いかきくけこ]|記[さしす]|表記|綴[らりるっ]|印刷さ|読[まみむめもん]))",
    ),
}
# How far the words up to the name reach at most, where that is less than a sentence.
_REACH = {_JAPANESE: 12}
# The map says Iturup; he said Iturup was foggy is no such thing.
_SAYS = re.compile(r"(?i)\b(?:says?|said|reads?|writes?|wrote|spells?|prints?|printed|marked|labell?ed)[:,]?\s[\"“]?\Z")
_STOPS = re.compile(r"[\"”]?(?:[.;!?)\]]|,? (?:not|instead of)\b|,? and nothing\b|\s*\Z)")

# 択捉島（えとろふとう）: a reading tells how the name beside it is read, and no other.
_READING = re.compile(r"\s?[（(《〔［\[【][ぁ-ゖァ-ヺー・\s]+[）)》〕］\]】]|(?:</rb>)?(?:<rp>[^<]?</rp>)?<rt\b")
_STRESS = re.compile("[\u0400-\u04ff][\u0300\u0301]")

# A thing of its own has its own name: a Kurilsk District is not the Shana District, an Iturup Hotel has no other name.
_ANOTHER = re.compile(
    r"\s(?:Strait|Channel|Bay|Gulf|Sea|Cape|River|Lake|Peninsula|Ridge|Trench|District|Okrug|Raion|Region|Oblast|County|Province|"
    r"Prefecture|Subprefecture|Municipality|City|Airport|Air|Airlines|Hotel|Inn|Street|Avenue|Road|Park|Reserve|Museum|Hall|"
    r"University|Institute|School|College|Hospital|Church|Company|Bank|Group|Ltd|Inc|Press|Times|News|Club|Cup|Festival|Railway|"
    r"Station|Base|Association|Society|Committee|Council|League|Union|Foundation|Administration|Affairs|Office|Headquarters|"
    r"[Mm]inister|Ministry|Day|Issue|Treaty|Agreement|Project|Programme?|Campaign)\b"
)
_CARRIER = re.compile(
    r"(?i)\b(?:m/?v|s\.?s\.?|m\.?s\.?|ferry|steamer|steamship|vessel|trawler|freighter|ship)\s\Z|"
    r"(?-i:\b(?:Alliance|Association|Bank|Bishop|Church|Diocese|Federation|Friends|Institute|League|Museum|Party|Republic|Society|Union|"
    r"University)(?: of| for)(?: the)?)\s\Z|"
    r"\b(?:аэропорт|гостиниц|отел|пансионат|санатори|пароход|теплоход|паром|суд|сейнер|траулер|кафе|ресторан|газет|магазин)\w*\s\Z"
)
_OFFICE = re.compile(r"(?i)\bпо (?:делам\s(?:[\w-]+\s){0,3}|вопросам\s)\Z")
# 紗那 was a village and Kurilsk is a town; of 北方領土 offices and campaigns are named.
_UNIT = re.compile("[市町村郡]|地区|管区|支庁")
_TITLE = re.compile("隣接地域|担当|対策|墓参|ビザなし|返還|復帰|(?:開発|発展)計画|教育|啓発|館|協会|同盟|連盟|大会|議員")
# Whose a thing is said to be, beside the name that party has for it; the other name would be put into the wrong mouth.
# In English who has it and of what kind it is; in Russian both; in Japanese.
_OWNERS = {
    "argentina": ("Argentina|Buenos Aires", "Argentine|Argentinian", "Аргентины", "аргентинск", "アルゼンチン"),
    "china": ("China|Beijing", "Chinese", "Китая|КНР", "китайск", "中国"),
    "japan": ("Japan|Tokyo", "Japanese", "Японии", "японск", "日本|[わ我]が国"),
    "korea": ("Korea|Seoul", "Korean", "Кореи", "корейск", "韓国"),
    "russia": ("Russia|Moscow", "Russian", "России|РФ|Российской Федерации", "(?:российск|русск)", "ロシア"),
    "ukraine": ("Ukraine|Kyiv|Kiev", "Ukrainian", "Украины", "украинск", "ウクライナ"),
}


def is_spoken_of(text: str, annotation: Annotation) -> bool:
    """Whether a name is quoted alone or in a phrase, stands beside a word of naming or its reading, or in another thing's name.

    Cost: a few regular expressions on the 80 code points beside the name.
    """
    before, after = text[max(0, annotation.start - 80) : annotation.start], text[annotation.end : annotation.end + 60]
    if "\n" in before or "\r" in before:
        before = _BLANK_LINE.split(before)[-1]
    if "\n" in after or "\r" in after:
        after = _BLANK_LINE.split(after)[0]
    # A wrapped line is a space here as elsewhere.
    before, wrapped = _joined(before), _joined(after)
    for script in _WORDS:
        has_letters = _letters(script).search
        if has_letters(before) or has_letters(wrapped):
            up_to, from_on = _words(script)
            if from_on.match(wrapped) or up_to.search(before, max(0, len(before) - _REACH.get(script, len(before)))):
                return True
    if _STOPS.match(wrapped) and _SAYS.search(before):
        return True
    if _STRESS.search(annotation.surface) or (_READING.match(after) and annotation.lang == "ja"):
        return True
    return _is_anothers(before, wrapped, annotation) or _is_quoted_phrase(before, annotation.surface, after)


# Most texts have the words of one language, and each takes a hundredth of a start to compile.
@cache
def _words(script: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    up_to, from_on = _WORDS[script]
    return re.compile(up_to, re.IGNORECASE), re.compile(from_on, re.IGNORECASE)


@cache
def _letters(script: str) -> re.Pattern[str]:
    return re.compile(script, re.IGNORECASE)


def _joined(text: str) -> str:
    # Of all spaces only the common one is printable.
    return text if text.isprintable() and "  " not in text else _SPACES.sub(" ", text)


def _is_anothers(before: str, after: str, annotation: Annotation) -> bool:
    """Whether the name is a part of a longer one, which the gazetteer does not have, or said to be that party's own."""
    name = annotation.name
    # Words before a name have a space behind them.
    is_spaced = before[-1:].isspace()
    if name.usage in _OWNERS:
        owner, owned = _owners(name.usage)
        if ((is_spaced or "の" in before) and owner.search(before)) or owned.match(after):
            return True
    if name.lang == "en":
        return bool(_ANOTHER.match(after) or (is_spaced and _CARRIER.search(before)))
    if name.lang == "ru":
        is_nominative = ("nom", "sg") in annotation.readings
        return is_spaced and bool(_OFFICE.search(before) or (is_nominative and _CARRIER.search(before)))
    entry = annotation.entry
    return bool(_UNIT.match(after) or (entry and entry.type == "island-group" and _TITLE.match(after)))


@cache
def _owners(usage: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What says before a name, and behind it, that a thing is this party's."""
    country, people, of, russian, japanese = _OWNERS[usage]
    before = rf"(?i)\b(?:(?:{country})['’]s|{people}|{russian}\w+)\s\Z|(?:{japanese})(?:固有)?の(?:領土(?:である|の)?)?\Z"
    return re.compile(before), re.compile(rf"\s(?:(?:{of})|of (?:the )?(?:{country}))\b(?! and)")


# Marks inside words are apostrophes; those of Japanese may stand beside any letter.
_MARKED = re.compile("[\"'“‘«„「『]")
_OPENED = re.compile('((?<!\\w)["\'“‘«„]|[「『])([^"“”«»„「」『』.!?。]{0,40})\\Z')
_CLOSED = re.compile('([^"“”«»„「」『』.!?。]{0,40}?)(["\'“”’»](?!\\w)|[」』])')
_ALONE = re.compile("[ ,.]{0,3}([\"'“”’»](?!\\w)|[」』])")
_SPEECH = re.compile(r"(?i),?\s[—–-]|と[述語話主強指訴発言]|,?\s(?:(?:he|she|they|i)\b|sa(?:id|ys)\b|told|wrote|adds|added)")
# He said: “…”; whatever is quoted so is what somebody says.
_SAYING = re.compile(r"(?:[:：]|\b(?:sa(?:id|ys)|told \w+|wrote|adds|added),)\s*\Z")


def _is_quoted_phrase(before: str, surface: str, after: str) -> bool:
    """Whether the name is quoted alone or in a phrase of a few words, a title or a term; what somebody says is no such thing."""
    opened = _MARKED.search(before) and _OPENED.search(before)
    if not opened:
        return False
    closed = _CLOSED.match(after)
    # A name that is quoted alone may have the comma or the stop of the sentence behind it.
    alone = not opened[2].strip() and _ALONE.match(after)
    if alone and alone[1] in _MARKS[opened[1]]:
        return True
    if not closed or closed[2] not in _MARKS[opened[1]] or _SAYING.search(before, 0, opened.start()):
        return False
    if opened[2][:1].isspace() or closed[1][-1:].isspace() or "," in opened[2] + closed[1] or "、" in opened[2] + closed[1]:
        return False
    if _SPEECH.match(after, closed.end()):
        return False
    beside = opened[2] + closed[1]
    if opened[1] in "「『":
        return len(beside) <= 8
    return len((beside + surface).split()) <= 4

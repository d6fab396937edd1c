"""Whether a name is spoken of: the sentence is about it, or it is a part of another name, so that no other fits there."""

import re

from toponyms.model import Annotation

_BLANK_LINE = re.compile(r"(?:\r?\n|\r)[^\S\r\n]*(?:\r?\n|\r)")
_MARKS = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“”", "「": "」", "『": "』"}

# Words that say how somebody names a thing, within a few words before the name.
_NAMING = re.compile(
    r"(?i)\b(?:call(?:s|ed|ing)?(?! (?:for|on|off|in|upon|at)\b)|kn[eo]w(?:n|s)?\b[^.!?]{0,25}\bas|named?|dub(?:s|bed)|"
    r"term(?:s|ed)|designated|refer(?:s|red)?\b[^.!?]{0,12}\bto|renamed|spelled|written as|uses?\b[^.!?]{0,12}\bnames?|"
    r"наз(?:ыва|ва|ове|ов[уё])\w*|именуе?\w*|переименова\w*|известн\w*|обознач\w*)\b[^.!?]{0,40}\Z"
)
# What stands right before a name that is given as a word, or in a language that is told.
_GIVEN = re.compile(
    r"(?i)(?:\b(?:word|spelling|toponym|слово|топоним|написание)|\b(?:russian|japanese|ainu|english)(?: name)?:|"
    r"\bin (?:russian|japanese|ainu|english),?|\b(?:rus|russ|jap|jpn|рус|русск|яп|японск|айн|айнск|англ)\.:?|"
    r"\bпо-(?:русски|японски|айнски|английски|нашему)[:,]?(?: [—–-])?|\b(?:написано|напечатано|подписано|значится)[:,]?|"
    r"(?:ロシア|日本|アイヌ|英)(?:語|名)(?:での?|では|は)?[:：・、]?|(?:露|和名|旧称|旧名|別名|通称)[:：]|(?:いわゆる|所謂|通称)、?)\s?[«“\"「]?\Z"
)
_MEANING = re.compile(
    r"(?i)[\"”»’]?\s(?:mean(?:s|t)?\b|(?:comes?|came|derives?|derived|is derived|stems?|originates?) from\b|"
    r"is (?:an? |the )?(?:russian|japanese|ainu)(?: (?:name|word|spelling)| for)\b|"
    r"in (?:russian|japanese|ainu|english)(?=\s*(?:[.,;:!?)\]—–-]|and\b|but\b|is\b|was\b|\Z))|"
    r"(?:означа\w+|значит|переводится|происходит от)\b|(?:по-(?:русски|японски|айнски|английски)|"
    r"на (?:русском|японском|айнском))\b)|"
    r"[」』”\"]?島?(?:の(?:地名|島名|名称|名前|名)[はが]|とは(?![違異別比逆反関い言打])|[はが][^。]{0,15}(?:を意味|の意味|という意味|に由来|が語源))"
)
# As they are called in Japan, как их зовут в Японии.
_SO_CALLED = re.compile(
    r"(?i),?\s(?:as\s(?:\w+\s){0,5}(?:calls?|called|known|named?)|(?:как|так)\s(?:\w+\s){0,3}(?:зовут|называ(?:ю|е)т(?:ся)?|именуют))\b"
)
_NAMED_SO = re.compile(
    r"[」』”\"]?(?:と(?:は)?(?:呼|称|名付|いう名|改称)|という(?:名|呼称)|"
    r"島?と(?:(?:ローマ字|漢字|カタカナ|片仮名|ひらがな|平仮名|英語|ロシア語|日本語|キリル文字)で)?"
    r"(?:書[いかきくけこ]|書かれ|記[さしす]|表記|綴[らりるっ]|印刷さ|読[まみむめもん]))"
)
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
_OWNED = {
    "japan": re.compile(r"\s(?:Японии\b|of Japan\b(?! and))"),
    "russia": re.compile(r"\s(?:(?:России|РФ|Российской Федерации)\b|of (?:Russia|the Russian Federation)\b(?! and))"),
}
_CARRIER = re.compile(
    r"(?i)\b(?:m/?v|s\.?s\.?|m\.?s\.?|ferry|steamer|steamship|vessel|trawler|freighter|ship)\s\Z|"
    r"\b(?:аэропорт|гостиниц|отел|пансионат|санатори|пароход|теплоход|паром|суд|сейнер|траулер|кафе|ресторан|газет|магазин)\w*\s\Z"
)
_OFFICE = re.compile(r"(?i)\bпо (?:делам\s(?:[\w-]+\s){0,3}|вопросам\s)\Z")
# 紗那 was a village and Kurilsk is a town; of 北方領土 offices and campaigns are named.
_UNIT = re.compile("[市町村郡]|地区|管区|支庁")
_TITLE = re.compile("隣接地域|担当|対策|墓参|ビザなし|返還|復帰|(?:開発|発展)計画|教育|啓発|館|協会|同盟|連盟|大会|議員")
# Whose a thing is said to be, beside the name that party has for it; the other name would be put into the wrong mouth.
_OWNER = {
    "japan": re.compile(
        r"(?i)\b(?:(?:japan|tokyo)['’]s|japanese|японск\w+)\s\Z|(?:日本|[わ我]が国)(?:固有)?の(?:領土(?:である|の)?)?\Z"
    ),
    "russia": re.compile(r"(?i)\b(?:(?:russia|moscow)['’]s|russian|российск\w+|русск\w+)\s\Z|ロシアの(?:領土(?:である|の)?)?\Z"),
}


def is_spoken_of(text: str, annotation: Annotation) -> bool:
    """Whether a name is quoted alone or in a phrase, stands beside a word of naming or its reading, or in another thing's name.

    Cost: a few regular expressions on the 80 code points beside the name.
    """
    # A wrapped line is a space here as elsewhere.
    before = " ".join(_joined(_BLANK_LINE.split(text[max(0, annotation.start - 80) : annotation.start])[-1]))
    after = _BLANK_LINE.split(text[annotation.end : annotation.end + 60])[0]
    wrapped = " ".join(_joined(after))
    if (
        _NAMING.search(before)
        or _GIVEN.search(before)
        or _MEANING.match(wrapped)
        or _SO_CALLED.match(wrapped)
        or _NAMED_SO.match(after)
    ):
        return True
    if _SAYS.search(before) and _STOPS.match(wrapped):
        return True
    if _STRESS.search(annotation.surface) or (annotation.lang == "ja" and _READING.match(after)):
        return True
    return _is_anothers(before, wrapped, annotation) or _is_quoted_phrase(before, annotation.surface, after)


def _joined(text: str) -> list[str]:
    return re.split(r"\s+", text)


def _is_anothers(before: str, after: str, annotation: Annotation) -> bool:
    """Whether the name is a part of a longer one, which the gazetteer does not have, or said to be that party's own."""
    lang = annotation.name.lang
    if (usage := annotation.usage) in _OWNER and (_OWNER[usage].search(before) or _OWNED[usage].match(after)):
        return True
    if lang == "en":
        return bool(_ANOTHER.match(after) or _CARRIER.search(before))
    if lang == "ru":
        is_nominative = ("nom", "sg") in annotation.readings
        return bool(_OFFICE.search(before) or (is_nominative and _CARRIER.search(before)))
    entry = annotation.entry
    return bool(_UNIT.match(after) or (entry and entry.type == "island-group" and _TITLE.match(after)))


# Marks inside words are apostrophes; those of Japanese may stand beside any letter.
_OPENED = re.compile('((?<!\\w)["\'“‘«„]|[「『])([^"“”«»„「」『』.!?。]{0,40})\\Z')
_CLOSED = re.compile('([^"“”«»„「」『』.!?。]{0,40}?)(["\'“”’»](?!\\w)|[」』])')
_ALONE = re.compile("[ ,.]{0,3}([\"'“”’»](?!\\w)|[」』])")
_SPEECH = re.compile(r"(?i),?\s[—–-]|と[述語話主強指訴発言]|,?\s(?:(?:he|she|they|i)\b|sa(?:id|ys)\b|told|wrote|adds|added)")
# He said: “…”; whatever is quoted so is what somebody says.
_SAYING = re.compile(r"(?:[:：]|\b(?:sa(?:id|ys)|told \w+|wrote|adds|added),)\s*\Z")


def _is_quoted_phrase(before: str, surface: str, after: str) -> bool:
    """Whether the name is quoted alone or in a phrase of a few words, a title or a term; what somebody says is no such thing."""
    opened, closed = _OPENED.search(before), _CLOSED.match(after)
    if not opened:
        return False
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

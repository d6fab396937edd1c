"""Japanese names in other characters: kana, old kanji, and with a reading in brackets inside."""

import re
from collections.abc import Iterator
from itertools import product

from toponyms.model import Entry, Name
from toponyms.shapes import ending_of, split_reading
from toponyms.writing import Writing

# Fewer kana make ordinary words (クレタ湾 is the bay of Crete and not 暮田湾).
_KANA = 4
# Four kanji are no surname and no ordinary word.
_BARE = 4
# Names of up to two kanji stand inside longer words; their guards are written in kanji of today. 大嶋 and 中嶋 are surnames.
_SHORT = 2
_MOST = 3
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
# Readings beside kanji in plain text; the bar and 《》 are those of Aozora Bunko.
_BRACKETS = (("（", "）"), ("(", ")"), ("《", "》"))
# The ends of readings that mean nothing else in running kana, as とう (and so on), さん (Mr), だけ (only), みさき (a woman) do.
_TELLING = ("れっとう", "しょとう", "ぐんとう", "かいきょう", "はんとう")
_KANJI = re.compile("[\u3400-\u9fff々ノヶ]+")


def rewritten(entry: Entry, name: Name, writing: Writing) -> Iterator[str]:
    """The other ways to write one Japanese name: エトロフ島, ちしまれっとう, 択捉（えとろふ）島, 國後島.

    A name bare of its generic word is made only where it has four kanji or more; shorter ones are for the gazetteer to list.
    """
    if name.lang != "ja" or not name.form:
        return
    for written, read in split_reading(entry, name, writing):
        word, hiragana, whole = name.form.removeprefix(written), read.replace("|", ""), name.reading.replace("|", "")
        katakana = hiragana.translate(_TO_KATAKANA)
        if len(hiragana) >= _KANA:
            yield from (katakana + word, hiragana + word)
        if whole.endswith(_TELLING):
            yield from (whole, whole.translate(_TO_KATAKANA))
        if _KANJI.fullmatch(written):
            for opening, closing in _BRACKETS:
                yield from (f"{written}{opening}{kana}{closing}{word}" for kana in (hiragana, katakana))
            yield f"｜{written}《{hiragana}》{word}"
    ending = ending_of(entry, name, writing)
    if ending and ending.bare and len(bare := name.form.removesuffix(ending.word)) >= _BARE and _KANJI.fullmatch(bare):
        yield bare
    yield from _in_other_kanji(name, [group for table in writing.kanji if entry.type in table.types for group in table.groups])


def _in_other_kanji(name: Name, groups: list[str]) -> Iterator[str]:
    form = name.form
    if not _KANJI.fullmatch(form) or (len(form) <= _SHORT and name.guards):
        return
    others = {character: group for group in groups for character in group if len(form) > _SHORT or character not in "島嶋"}
    ways = [others.get(character, character) for character in form]
    if sum(len(way) > 1 for way in ways) > _MOST:
        ways = [way.replace(character, "") or character for character, way in zip(form, ways, strict=True)]
    yield from (made for way in product(*ways) if (made := "".join(way)) != form)

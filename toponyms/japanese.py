"""Japanese names in other characters: kana, old kanji, and with a reading in brackets inside."""

from collections.abc import Iterator
from itertools import product

from toponyms.model import Entry, Name
from toponyms.shapes import split_reading
from toponyms.writing import Writing

# Fewer kana make ordinary words; a hiragana word can also be made by the end of one and the start of another.
_HIRAGANA = 4
_KATAKANA = 3
_READING = 6
# Four kanji are no surname and no ordinary word.
_BARE = 4
# Names of up to two kanji stand inside longer words; their guards are written in kanji of today.
_SHORT = 2
_MOST = 3
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
# Readings beside kanji in plain text; the bar and 《》 are those of Aozora Bunko.
_BRACKETS = (("（", "）"), ("(", ")"), ("《", "》"))
# The ends of readings that are no other word in running hiragana, as さん (Mr), だけ (only) and かわ are.
_TELLING = ("とう", "じま", "しま", "れっとう", "しょとう", "ぐんとう", "かいきょう", "はんとう", "みさき")


def rewritten(entry: Entry, name: Name, writing: Writing) -> Iterator[str]:
    """The other ways to write one Japanese name: エトロフ島, えとろふとう, 択捉（えとろふ）島, 國後島.

    A name bare of its generic word is made only where it has four kanji or more; shorter ones are for the gazetteer to list.
    """
    if name.lang != "ja" or not name.form:
        return
    for written, read in split_reading(entry, name, writing):
        word = name.form.removeprefix(written)
        hiragana = read.replace("|", "")
        katakana = hiragana.translate(_TO_KATAKANA)
        if len(hiragana) >= _KATAKANA:
            yield katakana + word
        if len(hiragana) >= _HIRAGANA:
            yield hiragana + word
        whole = name.reading.replace("|", "")
        if len(whole) >= _READING and whole.endswith(_TELLING):
            yield whole
            yield whole.translate(_TO_KATAKANA)
        if _is_kanji(written):
            for opening, closing in _BRACKETS:
                yield from (f"{written}{opening}{kana}{closing}{word}" for kana in (hiragana, katakana))
            yield f"｜{written}《{hiragana}》{word}"
    for ending in writing.endings:
        rest = name.form.removesuffix(ending.word)
        if ending.bare and entry.type in ending.types and rest != name.form and len(rest) >= _BARE and _is_kanji(rest):
            yield rest
    if entry.type in writing.kanji_types:
        yield from _in_other_kanji(name, writing)


def _in_other_kanji(name: Name, writing: Writing) -> Iterator[str]:
    form = name.form
    if len(form) <= _SHORT and name.guards:
        return
    others = {character: group for group in writing.kanji for character in group}
    # 嶋 stands today in surnames (中嶋), and never behind katakana.
    surname = len(form) <= _SHORT or not _is_kanji(form)
    ways = [others.get(character, character) if character not in "島嶋" or not surname else character for character in form]
    if sum(len(way) > 1 for way in ways) > _MOST:
        ways = [way.replace(character, "") or character for character, way in zip(form, ways, strict=True)]
    yield from ("".join(way) for way in product(*ways) if "".join(way) != form)


def _is_kanji(text: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" or character == "々" for character in text)

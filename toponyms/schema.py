"""The shape of every YAML file, said once."""

from toponyms.model import CASES, LANGUAGES, READINGS, STATUSES
from toponyms.structure import Choice, Either, ListOf, MapOf, Record, Text

SLUG = Text(r"^[a-z0-9]+(-[a-z0-9]+)*$", "a word of lower-case letters and digits, parts joined by single hyphens")
REGEX = Text(hint="a regular expression")
NUMBER = Text(r"^-?\d+(\.\d+)?$", "a number in decimal degrees")
YEAR = Text(r"^-?\d{1,4}(-\d\d(-\d\d)?)?$", "a year, or a date as 1946-02-02")
CODE = Text(r"^[a-z0-9-]+$", "a declension code of declension.yaml")
FORMS = Either(Text(), ListOf(Text()))
PLURAL_CELLS = tuple(".".join(reading) for reading in READINGS if "pl" in reading)
WITHIN = Text(
    r"^(document|paragraph|sentence|[1-9]\d{0,3})$", "`document`, `paragraph`, `sentence` or a number of code points up to 9999"
)

GUARDS = Record("guards", dict.fromkeys(("before", "not_before", "after", "not_after"), REGEX))
CUES = Record(
    "cues",
    {
        "ids": ListOf(SLUG),
        "before": REGEX,
        "after": REGEX,
        "near": REGEX,
        "within": WITHIN,
        "requires": Choice(("any", "all")),
    },
)
BLOCKS = Record("blocks", {"ids": ListOf(SLUG), "near": REGEX, "within": WITHIN})
NAME = Record(
    "name",
    {
        "form": Text(),
        "pattern": REGEX,
        "usage": SLUG,
        "system": SLUG,
        "status": Choice(STATUSES),
        "register": SLUG,
        "grammar": ListOf(Choice(("plural", "definite"))),
        "since": YEAR,
        "until": YEAR,
        "reading": Text(),
        "case": Choice(("exact", "any")),
        "diacritics": Choice(("kept",)),
        "declension": Text(r"^[a-z0-9-]+( [a-z0-9-]+)*$", "one declension code for each word, separated by spaces"),
        "indeclinable": Choice(("true",)),
        "number": Choice(("both",)),
        "derived": Choice(("adjective",)),
        "inflected": Record("inflected", dict.fromkeys((*CASES[1:], *PLURAL_CELLS), FORMS)),
        "source": SLUG,
        "confidence": Choice(("high", "medium", "low", "unchecked")),
        "note": Text(),
        "guards": GUARDS,
        "cues": CUES,
        "blocks": BLOCKS,
    },
    one_of=("form", "pattern"),
)
ENTRY = Record(
    "entry",
    {
        "id": SLUG,
        "type": SLUG,
        "names": Record("names", {lang: ListOf(Either(Text(), NAME)) for lang in LANGUAGES}),
        "location": ListOf(NUMBER, 2),
        "box": ListOf(NUMBER, 4),
        "part_of": ListOf(SLUG),
        "links": MapOf(SLUG, Text()),
        "homographs": ListOf(SLUG),
        "missing": Record("missing", dict.fromkeys(LANGUAGES, Text())),
        "source": SLUG,
        "guards": GUARDS,
        "cues": CUES,
        "blocks": BLOCKS,
        "examples": ListOf(Text()),
        "counter_examples": ListOf(Text()),
        "note": Text(),
        "redirect": SLUG,
        "layer": Choice(("extend", "override")),
    },
    required=("id",),
)
PACK = ListOf(ENTRY)
TYPES = ListOf(
    Record(
        "type",
        {
            "id": SLUG,
            "title": Text(),
            "place": Choice(("true",)),
            "registers": MapOf(SLUG, Record("register", {"cues": CUES}, ("cues",))),
        },
        ("id", "title"),
    )
)
SOURCES = ListOf(
    Record("source", {"id": SLUG, "title": Text(), "publisher": Text(), "licence": Text(), "note": Text()}, ("id", "title"))
)
GENERICS = Record("generics", {lang: ListOf(Text()) for lang in LANGUAGES})
SHAPE = Text(r"^[^{}]*\{\}[^{}]*$", "text with {} where the rest of the name stands")
SHAPES = Record(
    "group",
    {
        "types": ListOf(SLUG),
        "lang": Choice(LANGUAGES),
        "romanized": Choice(("true",)),
        "forms": ListOf(Either(SHAPE, Record("shape", {"form": SHAPE, "declension": CODE}, ("form", "declension")))),
    },
    ("types", "lang", "forms"),
)
TAIL = Record(
    "ending",
    {"word": Text(), "types": ListOf(SLUG), "readings": ListOf(Text()), "bare": Choice(("true",))},
    ("word", "types", "readings"),
)
KANJI = Record("kanji", {"types": ListOf(SLUG), "older": MapOf(Text(r"^\S$", "one character"), Text())}, ("types", "older"))
VARIANTS = Record(
    "writing",
    {
        "shapes": ListOf(SHAPES),
        "endings": ListOf(TAIL),
        "kanji": ListOf(KANJI),
        "systems": Record("systems", {"except": ListOf(SLUG)}),
    },
)
ENDING = Either(Text("", "an ending"), ListOf(Text("", "an ending")))
DECLENSION = MapOf(
    CODE,
    Record("code", {**dict.fromkeys(CASES, ENDING), "note": Text(), "number": Choice(("pl", "both")), "plural": CODE}, CASES),
)
PREFERENCE = Record(
    "preference",
    {
        "usage": SLUG,
        "system": SLUG,
        "status": Choice(STATUSES),
        "register": SLUG,
        "lang": Choice(LANGUAGES),
        "type": SLUG,
    },
)
PAIR = Record("names", dict.fromkeys(LANGUAGES, Text(r"^[^{}]*\{0\}[^{}]*\{1\}[^{}]*$", "text with {0} and {1} in it")))
STYLE = Record(
    "style",
    {
        "title": Text(),
        "authority": Text(),
        "prefer": ListOf(PREFERENCE),
        "parties": ListOf(SLUG, 2),
        "dual": PAIR,
        "first_mention": Choice(("document", "heading")),
        "first": PAIR,
        "date": Text(r"^-?\d{1,4}$", "a year"),
        "to": Choice(LANGUAGES),
        "gloss": Choice(("true",)),
        "order": Choice(("text", "alphabet")),
        "quotations": Choice(("leave", "rewrite", "gloss")),
        "entries": MapOf(SLUG, Record("names", dict.fromkeys(LANGUAGES, Text()))),
        "note": Text(),
    },
    ("title", "authority"),
)

SPELLINGS = Either(Text("", "text"), ListOf(Text("", "text")))
WRITING = Record(
    "writing", {"script": Text(r"^[A-Z][a-z]{3}$", "a script of ISO 15924 such as Latn"), "language": SLUG}, ("script",)
)
ROMANIZATION = Record(
    "romanization",
    {
        "title": Text(),
        "source": Text(),
        "from": WRITING,
        "to": WRITING,
        "base": SLUG,
        "ignore": Text(),
        "seam": Text(r"^.$", "one character"),
        "classes": MapOf(SLUG, Text()),
        "rules": ListOf(Record("rule", {"from": Text(), "to": SPELLINGS, "after": FORMS, "before": FORMS}, ("from", "to"))),
        "table": MapOf(Text(), SPELLINGS),
        "samples": MapOf(Text(), FORMS),
        "note": Text(),
    },
    ("title", "source", "from", "to", "samples"),
)

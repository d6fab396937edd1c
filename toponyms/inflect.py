"""Russian case forms from paradigm codes: a paradigm, never a stem plus anything."""

from toponyms.model import CASES, NUMBERS, Reading

Paradigms = dict[str, dict[str, tuple[str, ...]]]
"""Of each code, the endings of each reading that it has, as `gen.sg`, and under `""` those of a dictionary form."""


def paradigm(endings: dict[str, tuple[str, ...]], number: str, plural: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The paradigm of a code: its own endings in its number (`sg`, `pl` or `both`), and those of the plural code it names."""
    numbers = NUMBERS if number == "both" else (number,)
    cells = {f"{case}.{own}": endings[case] for own in numbers for case in CASES}
    more = {key: given for key, given in plural.items() if key.endswith(".pl")}
    return {"": endings["nom"], **cells, **more}


def fits(word: str, code: str, paradigms: Paradigms) -> bool:
    """Whether the word ends as the code's dictionary form does."""
    return word.endswith(paradigms[code][""])


def decline(form: str, codes: tuple[str, ...], paradigms: Paradigms, both: bool = False) -> list[tuple[Reading, str]]:
    """Each reading of a name with its form, one code for each of its words; `code not in paradigms` is a KeyError.

    A name is singular, or plural where one of its codes is, or `both`. Of a hyphenated word the last part declines, since
    only its ending is touched: Южно-Курильск, в Южно-Курильске.

    >>> plural = {"nom": ("ы",), "gen": ("",), "dat": ("ам",), "acc": ("ы",), "ins": ("ами",), "prep": ("ах",)}
    >>> decline("Курилы", ("pl",), {"pl": paradigm(plural, "pl", {})})[1]
    (('gen', 'pl'), 'Курил')
    """
    words = form.split(" ")
    pairs = []
    numbers = numbers_of(codes, paradigms)
    for number in numbers if both else numbers[:1]:
        for case in CASES:
            variants = [""]
            for word, code in zip(words, codes, strict=True):
                cells = paradigms[code]
                ending = next((end for end in cells[""] if word.endswith(end)), "")
                stem = word[: len(word) - len(ending)]
                declined = [stem + end for end in cells[f"{case}.{number}"]]
                variants = [f"{head} {tail}" if head else tail for head in variants for tail in declined]
            pairs += [((case, number), variant) for variant in variants]
    return pairs


def numbers_of(codes: tuple[str, ...], paradigms: Paradigms) -> tuple[str, ...]:
    """The number of the dictionary form, and the other one if all the codes have it; none where one is singular, one plural."""
    cells = [paradigms[code] for code in codes]
    own = [number for number in NUMBERS if all(each.get(f"nom.{number}") == each[""] for each in cells)]
    other = [number for number in NUMBERS if number not in own and all(f"nom.{number}" in each for each in cells)]
    return (*own, *other) if own else ()

"""Russian case forms from paradigm codes: a paradigm, never a stem plus anything."""

from toponyms.model import CASES

Paradigms = dict[str, dict[str, tuple[str, ...]]]


def fits(word: str, code: str, paradigms: Paradigms) -> bool:
    """Whether the word ends as the code's nominative does."""
    return word.endswith(paradigms[code]["nom"])


def decline(form: str, codes: tuple[str, ...], paradigms: Paradigms) -> list[tuple[str, str]]:
    """All (case, form) pairs of a name, one code for each of its words; `code not in paradigms` is a KeyError.

    Of a hyphenated word the last part declines, since only its ending is touched: Южно-Курильск, в Южно-Курильске.

    >>> plural = {"nom": ("ы",), "gen": ("",), "dat": ("ам",), "acc": ("ы",), "ins": ("ами",), "prep": ("ах",)}
    >>> decline("Курилы", ("pl",), {"pl": plural})[1]
    ('gen', 'Курил')
    """
    words = form.split(" ")
    pairs = []
    for case in CASES:
        variants = [""]
        for word, code in zip(words, codes, strict=True):
            paradigm = paradigms[code]
            ending = next((end for end in paradigm["nom"] if word.endswith(end)), "")
            stem = word[: len(word) - len(ending)]
            declined = [stem + end for end in paradigm[case]]
            variants = [f"{head} {tail}" if head else tail for head in variants for tail in declined]
        pairs += [(case, variant) for variant in variants]
    return pairs

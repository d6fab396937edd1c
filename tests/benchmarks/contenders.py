"""Who takes part: each contender makes of a list of forms a function that finds them in a text and says how many it found.

The peers know neither guards nor cues nor homographs, so the library gets the forms as plainly as they do.
"""

import re
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

Scan = Callable[[str], int]
OWN = ("toponyms", "toponyms-builtin")


class Contender(NamedTuple):
    """`share` is the part of a text that it is given, `most` the number of forms that it can be given in reasonable time."""

    package: str
    build: Callable[[list[str]], Scan]
    share: float = 1
    most: int = 2_000_000
    finds: str = ""
    """What it finds, where that is not the same as the others do."""


def toponyms(forms: list[str]) -> Scan:
    from toponyms import Annotator, Gazetteer

    annotator = Annotator(Gazetteer.from_dict({f"form-{number}": [form] for number, form in enumerate(forms)}))
    return lambda text: len(annotator.annotate(text))


def toponyms_builtin(_: list[str]) -> Scan:
    from toponyms import Annotator, Gazetteer

    annotator = Annotator(Gazetteer.builtin())
    return lambda text: len(annotator.annotate(text))


def flashtext2(forms: list[str]) -> Scan:
    import flashtext2

    processor = flashtext2.KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_iter(forms)
    return lambda text: len(processor.extract_keywords_with_span(text))


def flashtext(forms: list[str]) -> Scan:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=True)
    for form in forms:
        processor.add_keyword(form, form)
    return lambda text: len(processor.extract_keywords(text, span_info=True))


def ahocorasick(forms: list[str]) -> Scan:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    automaton = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
    return lambda text: len(automaton.find_matches_as_indexes(text))


def trie_re(forms: list[str]) -> Scan:
    """One regular expression in the shape of a trie, with edges of words around what is not Japanese."""
    japanese = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
    unspaced = [form for form in forms if japanese.search(form)]
    spaced = [form for form in forms if not japanese.search(form)]
    pattern = re.compile(rf"(?<!\w)(?:{_trie(spaced)})(?!\w)|(?:{_trie(unspaced)})")
    return lambda text: sum(1 for match in pattern.finditer(text) if match[0])


def _trie(forms: list[str]) -> str:
    root: dict[str, Any] = {}
    for form in forms:
        node = root
        for character in form:
            node = node.setdefault(character, {})
        node[""] = {}
    return _alternatives(root) if forms else "(?!)"


def _alternatives(node: dict[str, Any]) -> str:
    branches = [re.escape(character) + _alternatives(child) for character, child in sorted(node.items()) if character]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return joined + "?" if "" in node else joined


def spacy(forms: list[str]) -> Scan:
    import spacy as library
    from spacy.matcher import PhraseMatcher

    language = library.blank("xx")
    language.max_length = sys.maxsize
    matcher = PhraseMatcher(language.vocab)
    matcher.add("FORM", list(language.tokenizer.pipe(forms)))
    # It gives overlapping matches; the longest are kept, as by all others.
    return lambda text: len(library.util.filter_spans(matcher(language.make_doc(text), as_spans=True)))


CONTENDERS = {
    "toponyms": Contender("toponyms", toponyms, finds="also in capitals, across line breaks and without diacritics"),
    "toponyms-builtin": Contender("toponyms", toponyms_builtin, finds="with guards, cues and homographs, each find judged"),
    "flashtext2": Contender("flashtext2", flashtext2, finds="by Unicode's word rules: no form that begins or ends inside a word"),
    "flashtext": Contender("flashtext", flashtext, 0.1, finds="word characters are A to Z, digits and _; others are edges"),
    "flashtext-i18n": Contender("flashtext-i18n", flashtext, 0.1),
    "ahocorasick_rs": Contender("ahocorasick-rs", ahocorasick, finds="inside words too"),
    "re": Contender("python", trie_re, 0.01, most=100_000),
    "spacy": Contender("spacy", spacy, 0.1, most=100_000, finds="whole tokens; Japanese is not cut into any"),
}
"""By name. Those with a share below 1 are slow, and their times are scaled."""


def missing(name: str, peers: Path) -> str | None:
    """Why a contender cannot take part; None if it can. `peers` is where flashtext-i18n is, which is a `flashtext` too."""
    try:
        told = told_version(name, peers)
    except PackageNotFoundError:
        return f"{CONTENDERS[name].package} is not installed"
    if name == "flashtext" and _installed("flashtext-i18n"):
        return "flashtext-i18n lies over it; see --peers"
    return None if told else f"{CONTENDERS[name].package} is not in {peers}; see --peers"


def told_version(name: str, peers: Path) -> str:
    """The version of a contender's package."""
    package = CONTENDERS[name].package
    if package == "python":
        return sys.version.split()[0]
    if package == "flashtext-i18n":
        found = sorted(peers.glob("flashtext_i18n-*.dist-info"))
        return found[-1].name.removesuffix(".dist-info").partition("-")[2] if found else ""
    return version(package)


def _installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False

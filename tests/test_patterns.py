"""Patterns that a lexicon brings along compiled, and those that it cannot."""

from collections.abc import Iterator

import pytest
import regex

from toponyms import patterns
from toponyms.patterns import Pattern, compile_pattern, dump_patterns, take

KEPT: list[Pattern] = [
    (r"^ (?:Post|Times)\b", False), (r"(?i)(?:сахалин|Курил[аы]) $", True), (r"(?<![捉島])\p{Han}|お$", True), (r"a(b)\1", False),
    ("^['’]s [ёе]", False),
]  # fmt: skip
NAMED = r"(?P<first>a)b"
TEXTS = [" Post", " Times of", "на сахалин ", "帰", "択捉島", "お", "abb", "ab", "'s е", ""]


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was compiled before is compiled again, and what is taken here is not there for others."""
    monkeypatch.setattr(patterns, "_taken", None)
    patterns._rows.cache_clear()
    compile_pattern.cache_clear()
    yield
    compile_pattern.cache_clear()
    patterns._rows.cache_clear()


def answers(pattern: str, backwards: bool) -> list[object]:
    compiled = compile_pattern(pattern, backwards)
    assert compiled.pattern
    return [match and match.span() for text in TEXTS for match in (compiled.match(text), compiled.search(text))]


def test_those_that_were_taken_are_what_was_dumped_and_are_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [answers(*pattern) for pattern in KEPT]
    dumped = dump_patterns({*KEPT, (NAMED, False)})
    patterns._restore()
    compile_pattern.cache_clear()
    take(*map(memoryview, dumped))
    with monkeypatch.context() as patch:
        patch.setattr(regex, "compile", lambda *_: pytest.fail("compiled again"))
        assert [answers(*pattern) for pattern in KEPT] == expected
        assert dump_patterns(KEPT) == dumped
    match = compile_pattern(NAMED).match("ab")
    assert match["first"] == "a"


def test_those_of_another_version_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [answers(*pattern) for pattern in KEPT]
    with monkeypatch.context() as patch:
        patch.setattr(regex, "__version__", "another")
        dumped = dump_patterns(KEPT)
    compile_pattern.cache_clear()
    take(*map(memoryview, dumped))
    assert patterns._rows() == ({}, ())
    assert [answers(*pattern) for pattern in KEPT] == expected


def test_those_of_the_lexicon_with_the_most_stay() -> None:
    take(*map(memoryview, dump_patterns(KEPT)))
    take(*map(memoryview, dump_patterns(KEPT[:1])))
    assert len(patterns._rows()[1]) == len(KEPT)

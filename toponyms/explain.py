"""Why each place where a form stands was found or not: the sweep's own answers, and the judge's own reasons."""

import unicodedata
from bisect import bisect_right
from typing import NamedTuple

from toponyms.edges import edges_hold, joins
from toponyms.expand import name_forms
from toponyms.fold import APOSTROPHES, DASHES, LINE_ENDS, SPACES, fold_character
from toponyms.lexicon import Lexicon, Meaning, is_phrase
from toponyms.matcher import Hit, Matcher, leftmost_longest
from toponyms.model import PARAGRAPH, SENTENCE, Cues, Sense
from toponyms.patterns import match_after, match_before
from toponyms.prose import KINDS
from toponyms.protect import told
from toponyms.resolve import Finds, Read, read, with_nested, with_patterns
from toponyms.settled import Senses

SHOWN = 60
"""How many code points of a word, a region or a pattern are shown."""

BESIDE = 20
"""How many code points beside a name are shown where a guard asks for something that is not there."""

_MARKS = {"\u0300": "stress mark", "\u0301": "stress mark", "\u0302": "circumflex", "\u0304": "macron"}


class Verdict(NamedTuple):
    """What became of one sense at one place, and why.

    `kind` is `found`; `edge` (a part of the longer word `beside`); `protected` (in the region `beside`; `key` says what it is if
    it is no prose, code, say); `guard` (`key` is before, not_before, after or not_after, `pattern` its expression, `beside` what
    it matches or, if it should and does not, the text there); `blocked` (`beside` is near, which must not be); `cue` (none is
    met; `ids` are those that could be named); `longer` (the find or phrase `beside` of `ids` takes the place); `phrase` (it is a
    fixed phrase, which is no find); `outvoted` (`ids` have the better cues); `derived` (no name but a word made from one, which
    was not asked for); or `type` (`beside`, which is none of those asked for). Of a find that needed a cue, `beside` is the cue.
    """

    sense: Sense
    kind: str
    beside: str = ""
    ids: tuple[str, ...] = ()
    key: str = ""
    pattern: str = ""

    @property
    def reason(self) -> str:
        """The verdict in plain words."""
        beside, ids = one_line(self.beside), ", ".join(self.ids)
        if self.kind == "guard":
            where = "before it" if self.key.endswith("before") else "behind it"
            if self.key.startswith("not_"):
                return f"its guard {self.key} forbids {beside!r} {where}"
            there = repr(beside) if beside else "nothing"
            return f"its guard {self.key} asks for /{shortened(self.pattern)}/ {where}, where {there} stands"
        if self.kind == "cue":
            return f"needs a cue: {_missing(self.sense.name.cues or Cues())}"
        return {
            "found": f"found by its cue {beside!r}" if beside else "found",
            "edge": f"a part of the longer word {beside!r}",
            "protected": f"{KINDS.get(self.key) or told(beside)}: {beside!r}",
            "longer": f"the place is taken by {beside!r} ({ids})",
            "blocked": f"{beside!r} stands near it",
            "outvoted": f"{ids} has the better cues",
            "derived": f"no name but an {self.sense.name.derived} made from one, which is found on request alone",
            "phrase": "a fixed phrase, which names something else and keeps the names in it from being found",
            "type": f"not of the types asked for but of the type {beside}",
        }[self.kind]


class Explanation(NamedTuple):
    """A place where a form stands: `text[start:end] == surface`, in code points; `folding` says what makes it the form."""

    start: int
    end: int
    surface: str
    form: str
    found: bool
    verdicts: tuple[Verdict, ...]
    folding: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that the place was found as, sorted; more than one while a homograph is open, none if it was not found."""
        return tuple(sorted({verdict.sense.entry.id for verdict in self.verdicts if verdict.kind == "found"}))


def derived_words(lexicon: Lexicon) -> Lexicon:
    """The words made from names, as a lexicon of their own, without those that the lexicon has. Cost: some 0.1 s."""
    words: dict[str, list[Meaning]] = {}
    for number, entry in enumerate(lexicon.entries):
        for index, name in enumerate(entry.names):
            for form, readings in (name_forms(name, lexicon.paradigms) if name.derived else {}).items():
                words.setdefault(form, []).append((number, index, readings, 0))
    forms = sorted(words.keys() - set(lexicon.forms))
    return Lexicon(lexicon.entries, forms, [words[form] for form in forms], lexicon.paradigms, patterns=[])


def explain(
    text: str,
    lexicon: Lexicon,
    matcher: Matcher,
    words: tuple[Lexicon, Matcher],
    types: frozenset[str] | None = None,
    nested: bool = False,
    hashtags: bool = True,
) -> list[Explanation]:
    """Every place where a form stands, sorted by start, the longest first; those found are what `annotate` finds.

    `words` are the derived words that were not asked for, with their matcher. Cost: linear in the text, and in the forms that
    stand at a place. Never raises on a `str`.
    """
    reading = read(text, lexicon, matcher, hashtags)
    witness = _Witness(reading, lexicon, with_nested(reading, matcher) if nested else reading.finds, types, nested)
    answers = [(hit, lexicon, witness.verdicts(hit)) for hit in _every_hit(reading, matcher)]
    bare = reading._replace(patterns={})
    answers += [(hit, words[0], witness.of_word(hit, words[0])) for hit in _every_hit(bare, words[1])]
    answers.sort(key=lambda answer: leftmost_longest(answer[0]))
    explanations = []
    for (index, start, end), owner, verdicts in answers:
        source_start, source_end = reading.folded.source(start, end)
        surface, stands = text[source_start:source_end], reading.judge.text[start:end]
        form = owner.forms[index] if index < len(owner.forms) else stands
        changes = (*_changes(surface), *(["hyphen at a line end"] if form != stands else []))
        found = any(verdict.kind == "found" for verdict in verdicts)
        explanations.append(Explanation(source_start, source_end, surface, form, found, tuple(verdicts), changes))
    return explanations


def _every_hit(reading: Read, matcher: Matcher) -> list[Hit]:
    """All hits there are, within words or not."""
    length = len(reading.folded.text)
    return with_patterns(reading, matcher.starting(reading.judge.text, 0, length), 0, length)


class _Witness:
    """Asks the judge of one text again, now for reasons."""

    def __init__(self, reading: Read, lexicon: Lexicon, finds: Finds, types: frozenset[str] | None, nested: bool) -> None:
        self._judge, self._longest, self._lexicon = reading.judge, reading.taken, lexicon
        self._found = {(start, end): senses for start, end, senses in zip(*finds, strict=True)}
        self._types, self._nested = types, nested
        self._taken: set[tuple[int, int]] = set()
        self._mentioned: dict[tuple[str, ...], str] = {}

    def verdicts(self, hit: Hit) -> list[Verdict]:
        """One for each sense of a hit; hits are asked for in the order of the sweep."""
        index, start, end = hit
        senses = self._lexicon.senses(index)
        if outside := self._outside(start, end):
            return [Verdict(sense, *outside) for sense in senses]
        chosen = self._judge.decide(index, start, end)
        if chosen:
            self._taken.add((start, end))
        return [self._verdict(sense, chosen, start, end) for sense in senses]

    def of_word(self, hit: Hit, words: Lexicon) -> list[Verdict]:
        """The verdict on a derived word, which is not found since nobody asked for it."""
        index, start, end = hit
        return [Verdict(sense, *(self._outside(start, end) or ("derived", ""))) for sense in words.senses(index)]

    def _outside(self, start: int, end: int) -> tuple[str, str, tuple[str, ...]] | tuple[str, str] | None:
        """What keeps a form from counting at [start, end) whatever it means."""
        judge = self._judge
        at = bisect_right(self._longest.starts, start) - 1
        if at >= 0 and self._longest.ends[at] > start and self._comes_first(at, start, end):
            first, last = self._longest.starts[at], self._longest.ends[at]
            return "longer", judge.text[first:last], _ids(self._longest.senses[at])
        if judge.stands(start, end):
            return None
        if not edges_hold(judge.text, start, end):
            return "edge", _word(judge.text, start, end)
        region = judge.region(start, end) or (start, end)
        return "protected", shortened(judge.text[region[0] : min(region[1], region[0] + SHOWN + 1)])

    def _comes_first(self, at: int, start: int, end: int) -> bool:
        """Whether the sweep kept a find before it came to [start, end): one that begins before it, or there and is longer."""
        find_start, find_end = self._longest.starts[at], self._longest.ends[at]
        if (start, end) in self._found:
            return (start, end) in self._taken
        if self._nested and end <= find_end and not any(map(is_phrase, self._longest.senses[at])):
            return False
        return find_start < start or find_end > end

    def _verdict(self, sense: Sense, chosen: Senses, start: int, end: int) -> Verdict:
        judge, guards, cues = self._judge, sense.name.guards, sense.name.cues
        if any(sense is other for other in chosen):
            if any(map(is_phrase, chosen)):
                return Verdict(sense, "phrase")
            if self._types is not None and not any(other.entry.type in self._types for other in chosen):
                return Verdict(sense, "type", sense.entry.type)
            return Verdict(sense, "found", self._cue(cues, start, end) if cues else "")
        if guards and (check := judge.broken_guard(guards, start, end)):
            pattern, is_before, wanted = check
            beside = judge.beside(is_before, start, end)
            shown = beside[-BESIDE:] if is_before else beside[:BESIDE]
            if not wanted:
                match = match_before(pattern) if is_before else match_after(pattern)
                shown = match(beside)[0] or shown
            key = ("" if wanted else "not_") + ("before" if is_before else "after")
            return Verdict(sense, "guard", shown, key=key, pattern=pattern)
        if (blocks := sense.name.blocks) and judge.is_cued(blocks, start, end):
            return Verdict(sense, "blocked", self._cue(blocks, start, end), blocks.ids)
        if cues and not judge.is_cued(cues, start, end):
            return Verdict(sense, "cue", ids=cues.ids)
        return Verdict(sense, "outvoted", ids=_ids(chosen))

    def _cue(self, cues: Cues, start: int, end: int) -> str:
        """The cue that is met: what its pattern matches, or the first name that it asks for."""
        if match := self._judge.local_cue(cues, start, end):
            return shortened(match[0])
        if cues.within:
            reach = self._judge.reach(cues.within, start, end)
            found = list(self._judge.mentions.within(cues.ids, *reach, start))
            return self._judge.text[slice(*found[-1])] if found else ""
        if cues.ids not in self._mentioned:
            first = self._judge.mentions.first(cues.ids)
            self._mentioned[cues.ids] = self._judge.text[slice(*first)] if first else ""
        return self._mentioned[cues.ids]


def _ids(senses: Senses) -> tuple[str, ...]:
    return tuple(sorted({sense.entry.id for sense in senses}))


def _word(text: str, start: int, end: int) -> str:
    """The longer word that [start, end) is a part of."""
    first, last = start, end
    while first and start - first < SHOWN and (joins(text[first - 1]) or text[first - 1] == "'"):
        first -= 1
    while last - end < SHOWN and (joins(text[last]) or (text[last] == "'" and joins(text[last + 1 : last + 2] or " "))):
        last += 1
    return text[first:last].lstrip("'")


def shortened(text: str) -> str:
    """As much of the text as is shown."""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _changes(surface: str) -> tuple[str, ...]:
    """What folding changes in a surface, in words; nothing if it is its own form."""
    if surface.isascii() and surface.isprintable() and "  " not in surface and "`" not in surface:
        return ()
    composed = unicodedata.normalize("NFC", surface)
    found = ["not NFC"] if composed != surface else []
    base = ""
    for character in unicodedata.normalize("NFD", surface):
        if unicodedata.combining(character):
            mark = _MARKS.get(character, "")
            script = "Latin" if mark in ("circumflex", "macron") else "Cyrillic"
            found += [mark] if mark and script == base else []
        else:
            base = "Latin" if character.isascii() and character.isalpha() else ""
            base = "Cyrillic" if "\u0400" <= character <= "\u052f" else base
    found += filter(None, map(_change, composed))
    found += ["space"] if "  " in surface else []
    return tuple(dict.fromkeys(found))


def _change(character: str) -> str:
    """What folding makes of a character, as a word for the kind of character; empty if it leaves it alone."""
    if character in "\n\r" + LINE_ENDS:
        return "line break"
    if character in "ёЁ":
        return "ё"
    if character == "\u00ad":
        return "soft hyphen"
    if "\uff00" <= character <= "\uff9f":
        # Brackets and most signs stay as wide as they are.
        kind = "half width" if character > "\uff60" else "full width"
        return kind if fold_character(character) != character else ""
    for kind, characters in (("space", SPACES), ("hyphen", DASHES), ("apostrophe", APOSTROPHES)):
        if character in characters:
            return kind
    # Marks that combine with nothing, such as variation selectors, are as good as not there.
    is_hidden = unicodedata.category(character) in ("Cf", "Mn") and not unicodedata.combining(character)
    return "invisible character" if is_hidden else ""


def _missing(cues: Cues) -> str:
    """What none of the cues found."""
    where = {0: "in this text", SENTENCE: "in this sentence", PARAGRAPH: "in this paragraph"}.get(cues.within)
    where = where or f"within {cues.within} code points"
    few = ", ".join(cues.ids[:5]) + (" …" if len(cues.ids) > 5 else "")
    missing = [f"none of {few} is named {where}" if len(cues.ids) > 1 else f"{few} is not named {where}"] if cues.ids else []
    for side, pattern in (("before it", cues.before), ("behind it", cues.after), ("near it", cues.near)):
        missing += [f"nothing {side} matches /{shortened(pattern)}/"] if pattern else []
    return (", or " if cues.together else ", and ").join(missing)


def one_line(text: str) -> str:
    """The text with nothing in it that would break a line or not be seen."""
    return "".join(character if character.isprintable() else "⏎" if character == "\n" else " " for character in text)

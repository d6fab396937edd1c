"""Findings of `toponyms check`, and how people, programs, code scanners and GitHub want to read them."""

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any, NamedTuple
from urllib.parse import quote

from toponyms import __version__
from toponyms.emit import json_line

RULES = {
    "style": "A name that the style would write otherwise.",
    "unwritten": "A name that the style would write otherwise, if a form of the other one surely fitted there.",
    "mixed": "A thing that goes by names of several parties in one text.",
    "missing": "A thing that the source names, and the target in the same place does not.",
    "added": "A thing that the target names, and the source in the same place does not.",
}


class Finding(NamedTuple):
    """Something that a reader should look at; `line` and `column` count from 1, `end_column` is behind the last code point."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    id: str
    surface: str
    message: str
    replacement: str | None = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.id}: {self.message} [{self.rule}]"


def finding(place: Callable[[int], tuple[int, int]], path: str, start: int, surface: str, **more: Any) -> Finding:
    """A finding at a span of a text; `place` is what `emit.locator` gives for the text."""
    return Finding(path, *place(start), *place(start + len(surface)), surface=surface, **more)


def text_lines(findings: Iterable[Finding]) -> str:
    """A line for each."""
    return "".join(f"{one}\n" for one in findings)


def json_object(findings: Iterable[Finding]) -> str:
    """One object with a list of them."""
    return json_line({"findings": [one._asdict() for one in findings]})


def github_lines(findings: Iterable[Finding]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a change.

    >>> print(github_lines([Finding("a,b.txt", 1, 4, 1, 10, "style", "iturup", "Iturup", "100 %")]), end="")
    ::warning file=a%2Cb.txt,line=1,endLine=1,col=4,endColumn=10,title=toponyms style::iturup: 100 %25
    """
    return "".join(map(_command, findings))


def _command(one: Finding) -> str:
    fields: dict[str, object] = {"file": one.path, "line": one.line, "endLine": one.end_line}
    if one.line == one.end_line:
        fields |= {"col": one.column, "endColumn": one.end_column}
    fields["title"] = f"toponyms {one.rule}"
    named = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in fields.items())
    return f"::warning {named}::{_escaped(f'{one.id}: {one.message}')}\n"


def _escaped(text: str, more: str = "") -> str:
    return re.sub(f"[%\r\n{more}]", lambda match: f"%{ord(match[0]):02X}", text)


def sarif_log(findings: Iterable[Finding]) -> str:
    """A log in SARIF 2.1.0 (OASIS), with what to write instead where that is known; columns are code points."""
    rules = [{"id": rule, "shortDescription": {"text": text}} for rule, text in RULES.items()]
    run = {
        "tool": {"driver": {"name": "toponyms", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": list(map(_result, findings)),
    }
    return json_line({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _result(one: Finding) -> dict[str, Any]:
    region = {"startLine": one.line, "startColumn": one.column, "endLine": one.end_line, "endColumn": one.end_column}
    artifact = {"uri": _uri(one.path)}
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": list(RULES).index(one.rule),
        "level": "warning",
        "message": {"text": f"{one.id}: {one.message}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if one.replacement is not None:
        replacement = {"deletedRegion": region, "insertedContent": {"text": one.replacement}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}]}]
    return result


def _uri(path: str) -> str:
    if PurePath(path).is_absolute():
        return PurePath(path).as_uri()
    # A first segment with a colon would be taken for a scheme, so it is quoted too.
    return quote(PurePath(path).as_posix().encode("utf-8", "surrogateescape"), safe="/")


FORMATS: dict[str, Callable[[Iterable[Finding]], str]] = {
    "text": text_lines,
    "json": json_object,
    "sarif": sarif_log,
    "github": github_lines,
}
BY_LINE = frozenset(("text", "github"))
"""The formats in which the findings of several files may simply follow one another."""

"""Texts before and after: every file of tests/rewrites, each style of a case a test; a second pass changes nothing."""

from pathlib import Path

import pytest
import yaml

from toponyms import Annotator

CASES = [
    pytest.param(case["text"], style, wanted, id=f"{case['id']}-{style}")
    for path in sorted((Path(__file__).parent / "rewrites").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    for style, wanted in case.items()
    if style not in ("id", "text", "note")
]


@pytest.mark.parametrize(("text", "style", "wanted"), CASES)
def test_rewrite(text: str, style: str, wanted: str, annotator: Annotator) -> None:
    assert annotator.rewrite(text, style) == wanted
    assert annotator.rewrite(wanted, style) == wanted

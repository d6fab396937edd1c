"""What each shipped style makes of the samples, as diffs that a reader can judge: tests/golden, one file for each style.

UPDATE_GOLDEN=1 writes them anew.
"""

import os
from pathlib import Path

import pytest

from toponyms import Annotator
from toponyms.diff import unified
from toponyms.files import builtin_styles

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = sorted((Path(__file__).parent.parent / "seeds" / "samples").glob("*.txt"))


@pytest.mark.parametrize("style", builtin_styles())
def test_samples(style: str, annotator: Annotator) -> None:
    made = []
    for path in SAMPLES:
        text = path.read_bytes().decode("utf-8")
        edits = annotator.edits(text, style)
        made.append(f"# {path.name}: {len(edits)} edits\n" + "".join(unified(path.name, text, edits)))
        assert not annotator.edits(annotator.rewrite(text, style), style)
    golden = GOLDEN / f"{style}.diff"
    if "UPDATE_GOLDEN" in os.environ:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_bytes("".join(made).encode())
    assert "".join(made) == golden.read_bytes().decode()

"""What each shipped style makes of the samples, as diffs that a reader can judge: tests/golden, one file for each style.

UPDATE_GOLDEN=1 writes them anew.
"""

import html
import os
import re
from pathlib import Path

import pytest

from toponyms import Annotator
from toponyms.diff import unified
from toponyms.editing import apply
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


def as_markdown(text: str) -> str:
    """The sample with its first line as a heading, and every third paragraph a quotation, a list."""
    first, *others = re.split(r"\n\s*\n", text)
    parts = [f"# {first}"]
    for number, part in enumerate(others):
        sign = ("", "> ", "- ")[number % 3]
        parts.append(sign + part.replace("\n", f"\n{sign if sign != '- ' else '  '}"))
    return "\n\n".join(parts)


def as_html(text: str) -> str:
    """The same in elements, with emphasis, a link, no-break spaces and a row of a table."""
    first, *others = re.split(r"\n\s*\n", html.escape(text))
    parts = [f"<h1>{first}</h1>"]
    for number, part in enumerate(others):
        words = part.split(" ")
        middle = len(words) // 2
        words[middle] = f"<b>{words[middle]}</b>"
        words[0] = f"<a href='#{number}'>{words[0]}</a>"
        inner = "&nbsp;".join((" ".join(words[:middle]), " ".join(words[middle:])))
        parts.append(
            ("<p>{}", "<blockquote>{}</blockquote>", "<p><q>{}</q>", "<table><tr><td>{}<td>x</table>")[number % 4].format(inner)
        )
    return "\n".join(parts)


@pytest.mark.parametrize("markup", ["markdown", "html"])
@pytest.mark.parametrize("style", builtin_styles())
def test_a_second_pass_over_markup_is_empty(style: str, markup: str, annotator: Annotator) -> None:
    form = {"markdown": as_markdown, "html": as_html}[markup]
    for path in SAMPLES:
        text = form(path.read_bytes().decode("utf-8"))
        edits = annotator.edits(text, style, markup)
        assert edits.restore(edited := apply(text, edits)) == text
        assert not annotator.edits(edited, style, markup), path.name

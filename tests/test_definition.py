"""The fast matcher beside the definition that it must equal, which takes long to make: one process runs what needs it."""

import re

from hypothesis import given
from hypothesis import strategies as st
from texts import prose, texts

from toponyms import Annotator


@given(texts)
def test_law_8_the_fast_matcher_equals_the_definition(annotator: Annotator, definition: Annotator, text: str) -> None:
    assert annotator.annotate(text) == definition.annotate(text)


@given(texts)
def test_law_8_in_what_is_explained(annotator: Annotator, definition: Annotator, text: str) -> None:
    assert annotator.explain(text) == definition.explain(text)


@given(st.data())
def test_a_name_broken_by_a_hyphen_is_the_name(annotator: Annotator, definition: Annotator, data: st.DataObject) -> None:
    """Wherever a line may end, and whatever the indentation; a hyphen that is a name's own is none of these."""
    name = data.draw(st.sampled_from(("Kunashir", "Etorofu", "Sea of Okhotsk", "Владивосток", "Южно-Курильске", "SAKHALIN")))
    places = [match.start() for match in re.finditer(r"(?<=[^\W\d_]{2})(?=[^\W\d_]{2})", name)]
    at = data.draw(st.sampled_from(places))
    broken = name[:at] + data.draw(st.sampled_from(("-\n", "-\r\n  ", "\u2010 \n\t"))) + name[at:]
    # With a comma before it too, since Japan Sea of Okhotsk is the Japan Sea.
    text = data.draw(prose) + ", " + broken + ", " + data.draw(prose)
    assert broken in [find.surface for find in annotator.annotate(text)]
    assert annotator.annotate(text) == definition.annotate(text)

"""A long text rewritten in several processes, portion by portion, as if each had been read when those before it were."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain

from toponyms.annotator import Annotator
from toponyms.editing import apply
from toponyms.encoded import Encoded, encoded_portions
from toponyms.streams import decoded, encoded, plain
from toponyms.style import Style
from toponyms.turns import by_turns


class Rewriter:
    """What a process is given: it makes of a portion what its text becomes, None where that hangs on other portions."""

    def __init__(self, annotator: Annotator, style: Style) -> None:
        self._given = annotator, style
        self.writer = annotator.writer(style)

    def __call__(self, part: Encoded) -> bytes | None:
        """The bytes of the portion as rewritten."""
        text = plain(part.data)
        edits = self.writer.alone(text, None if part.ahead is None else plain(part.ahead), part.opened)
        return None if edits is None else encoded(apply(text, edits)) if edits else part.data

    def __reduce__(self) -> tuple[type["Rewriter"], tuple[Annotator, Style]]:
        return type(self), self._given


def rewritten(annotator: Annotator, style: Style, chunks: Iterable[bytes], jobs: int) -> Iterator[bytes]:
    """The text of a stream in the names of a style that introduces nothing, in so many processes where it is long.

    What is written can move the end of a portion; from there on, which is rare, one process reads what is left.
    """
    rewriter, parts = Rewriter(annotator, style), encoded_portions(chunks, annotator.borders, looked=True)
    asked: deque[Encoded] = deque()

    def asking() -> Iterator[Encoded]:
        for part in parts:
            asked.append(part)
            yield part

    for data in (results := by_turns(rewriter, asking(), jobs)):
        if data is None:
            results.close()
            opened, rest = asked[0].opened, decoded(part.data for part in chain(asked, parts))
            for portion, edits in rewriter.writer.stream(rest, opened=opened):
                yield encoded(apply(portion.text, edits))
            return
        asked.popleft()
        yield data

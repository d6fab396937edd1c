"""Work on many files in several processes, with the results in the order of the files."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

AHEAD = 2
"""How many results may wait for each process, so that a slow first file does not fill the memory or the disk."""

Result = TypeVar("Result")

_work: Callable[[str], Any]
_stop: Any = None


class StoppedError(Exception):
    """Nobody waits for the result any more."""


def go_on() -> None:
    """Raise `StoppedError` in a process whose results nobody waits for; to be called now and then."""
    if _stop is not None and _stop.is_set():
        raise StoppedError


def ordered(work: Callable[[str], Result], names: Sequence[str], jobs: int) -> Iterator[Result]:
    """What `work` makes of each name, in order; in so many processes, where there is more than one name.

    Then `work` and its results have to be picklable. Where the results are not taken to the end, or Ctrl-C is pressed, the
    processes end at their next `go_on`. Raises what `work` raises.
    """
    jobs = min(jobs, len(names))
    if jobs < 2:
        yield from map(work, names)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Whatever a platform starts processes by: nothing here depends on what a fork would hand down.
    context = get_context()
    stop = context.Event()
    with ProcessPoolExecutor(jobs, context, _start, (work, stop)) as executor:
        waiting: deque[Any] = deque()
        try:
            with uninterrupted():
                waiting.extend(executor.submit(_run, name) for name in names[:jobs])
            for name in names[jobs:]:
                if len(waiting) > AHEAD * jobs:
                    yield waiting.popleft().result()
                waiting.append(executor.submit(_run, name))
            while waiting:
                yield waiting.popleft().result()
        finally:
            stop.set()
            for future in waiting:
                future.cancel()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Processes that are started in here take no notice of Ctrl-C, which goes to all of a terminal; the first one tells them."""
    import signal

    handler = None
    # Signals are the main thread's.
    with suppress(ValueError):
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        if handler is not None:
            signal.signal(signal.SIGINT, handler)


def _start(work: Callable[[str], Any], stop: Any) -> None:
    import signal

    global _work, _stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work, _stop = work, stop


def _run(name: str) -> Any:
    return _work(name)

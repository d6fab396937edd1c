"""Work on the portions of one long text in several processes, which get them by turns and give back what becomes of them."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from toponyms.errors import ToponymsError
from toponyms.parallel import AHEAD, uninterrupted

if TYPE_CHECKING:
    from concurrent.futures import Future

LONG = 16
"""How many portions make a text worth the start of other processes."""

MOST = 4
"""How many processes are started unasked; one hands them their work, and there may be others who want the machine."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def processors() -> int:
    """How many processes there are processors for, at most `MOST`."""
    return min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def by_turns(work: Callable[[Item], Result], items: Iterable[Item], jobs: int) -> Generator[Result, None, None]:
    """What `work` makes of each item, in order; in so many processes, where there are many items.

    Then `work`, the items and the results have to be picklable. Raises what `work` raises, and what `items` do, behind the
    results of those before; and `ToponymsError` where a process has been ended. Closed, it ends the processes.
    """
    items = iter(items)
    first = list(islice(items, LONG)) if jobs > 1 else []
    given = chain(first, items)
    yield from _shared(work, given, jobs) if len(first) == LONG else map(work, given)


def _shared(work: Callable[[Item], Result], items: Iterator[Item], jobs: int) -> Iterator[Result]:
    from concurrent.futures import ThreadPoolExecutor
    from multiprocessing import get_context
    from queue import SimpleQueue

    # Whatever a platform starts processes by: nothing here depends on what a fork would hand down.
    context = get_context()
    ours: list[Any] = []
    free: SimpleQueue[Any] = SimpleQueue()
    waiting: deque[Future[Result]] = deque()
    failed: list[Exception] = []

    def answer(item: Item) -> Result:
        connection = free.get()
        try:
            connection.send(item)
            result, error = connection.recv()
        except (EOFError, ConnectionError) as lost:
            raise ToponymsError("a process that read a part of the text was ended; with -j 1 there is but one") from lost
        finally:
            free.put(connection)
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    try:
        try:
            with uninterrupted():
                for _ in range(jobs):
                    mine, its = context.Pipe()
                    ours.append(mine)
                    context.Process(target=_serve, args=(work, its, ours), daemon=True).start()
                    its.close()
                    free.put(mine)
        except OSError:
            # Where no more processes, pipes or memory are to be had, those that there are will do.
            if free.empty():
                yield from map(work, items)
                return
        # A thread for each process, so that none of these waits for whoever reads the items or takes the results.
        with ThreadPoolExecutor(jobs) as threads:
            try:
                for item in _until_failed(items, failed):
                    if len(waiting) > AHEAD * jobs:
                        yield waiting.popleft().result()
                    waiting.append(threads.submit(answer, item))
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
    finally:
        for connection in ours:
            connection.close()
    if failed:
        raise failed[0]


def _until_failed(items: Iterator[Item], failed: list[Exception]) -> Iterator[Item]:
    try:
        yield from items
    except Exception as error:
        failed.append(error)


def _serve(work: Callable[[Any], Any], connection: Any, others: list[Any]) -> None:
    """What a process does until nobody holds the other end of its pipe any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # These were handed down, and as long as one is open here no process would see that the first one has gone.
    for other in others:
        other.close()
    with suppress(EOFError, OSError):
        while True:
            item = connection.recv()
            try:
                answer = work(item), None
            except Exception as error:
                connection.send((None, error))
            else:
                connection.send(answer)

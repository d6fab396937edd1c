"""Whether time grows as its subject does, asked so that neither a slow machine nor a busy one decides."""

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PIECES = 8
ROUNDS = 5


def ratios(work: Callable[[T], object], made: Callable[[int], T], size: int) -> list[float]:
    """What a subject of a size costs beside its pieces, in the rounds up to the first that shows the time to be linear.

    Done whole it may cost twice what its eight pieces cost one by one: linear work is near once, quadratic work at eight
    times. Both do the same amount of work, so neither is lost in the tick of the clock. What else the machine does only adds
    to a time, so one round that is within the bound is enough; work that is quadratic is in none.
    """
    whole, piece = made(size), made(size // PIECES)
    # What is made at first use is not asked about.
    work(piece)
    tried: list[float] = []
    collects = gc.isenabled()
    # A process that runs tests holds much; to go through all of it, again and again, would be put down to the larger subject.
    gc.disable()
    try:
        while len(tried) < ROUNDS and not (tried and tried[-1] < 2):
            pieces = taken(work, piece, PIECES)
            tried.append(taken(work, whole, 1) / pieces)
    finally:
        if collects:
            gc.enable()
    return tried


def taken(work: Callable[[T], object], subject: T, times: int) -> float:
    # Of the processor, which another process may have the while, and never nothing.
    start = time.process_time()
    for _ in range(times):
        work(subject)
    return time.process_time() - start or 1e-6


def assert_linear(work: Callable[[T], object], made: Callable[[int], T], size: int) -> None:
    """Hold that the time of some work on what is made of a size grows as the size does; see `ratios`."""
    tried = ratios(work, made, size)
    assert tried[-1] < 2, f"the whole costs {', '.join(f'{ratio:.1f}' for ratio in tried)} times its {PIECES} pieces"

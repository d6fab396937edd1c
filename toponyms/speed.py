"""The compiled loops, or None where the package was built without a compiler at hand; and no search for garbage meanwhile."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

try:
    from toponyms import _speed
except ImportError:
    compiled: Any = None
else:
    compiled = _speed


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector of cyclic garbage: what makes millions of tuples and no cycles would look for them in vain."""
    pause = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()

"""The compiled loops, or None where the package was built without a compiler at hand."""

from typing import Any

try:
    from toponyms import _speed
except ImportError:
    compiled: Any = None
else:
    compiled = _speed

"""Waiting in tests: until something is so, and no longer than bearable."""

from __future__ import annotations

import time
from collections.abc import Callable

LOOK = 0.02  # [s] between two looks


def until(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    """Return True as soon as a condition holds, False when it does not within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(LOOK)
    return False

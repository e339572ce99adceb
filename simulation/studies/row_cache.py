"""Lines of worlds already evaluated, kept within a bound and shared by every study and thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

import numpy as np

LINES = 60_000  # about 50 megabytes


class RowCache:
    """Keep the lines of the settings used last: at most `limit` lines, whole settings make room."""

    def __init__(self, limit: int = LINES) -> None:
        self.limit = limit
        self._kept: OrderedDict[Hashable, dict[int, np.ndarray]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._size

    def get(self, setting: Hashable) -> dict[int, np.ndarray]:
        """Return the lines kept of a setting by replicate; an empty table where none are."""
        with self._lock:
            if setting not in self._kept:
                return {}
            self._kept.move_to_end(setting)
            return dict(self._kept[setting])

    def put(self, setting: Hashable, replicate: int, line: np.ndarray) -> None:
        """Keep the line of one world."""
        with self._lock:
            lines = self._kept.setdefault(setting, {})
            self._kept.move_to_end(setting)
            self._size += replicate not in lines
            lines[replicate] = line
            while self._size > self.limit and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])

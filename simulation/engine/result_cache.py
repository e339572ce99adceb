"""Results already computed, kept within a bound and shared by every thread."""

from __future__ import annotations

import threading
from collections import OrderedDict

from simulation.engine.single_flight import SingleFlight
from simulation.outcomes.results import Results
from simulation.vocabulary.run_spec import RunSpec

MEGABYTE = 1 << 20


class ResultCache:
    """Keep the most recently used complete results, at most `limit` bytes of arrays.

    The key is what was run, everything a result depends on. Kept arrays become read-only, because several pages look
    at the same ones. `flights` are the results in the making: who asks for one of them meanwhile shares it.
    """

    def __init__(self, limit: int = 192 * MEGABYTE) -> None:
        self.limit = limit
        self.flights = SingleFlight()
        self._kept: OrderedDict[RunSpec, tuple[Results, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Return the bytes of all kept arrays."""
        return self._size

    def get(self, spec: RunSpec) -> Results | None:
        """Return the result kept under `spec`, or None."""
        with self._lock:
            if spec not in self._kept:
                return None
            self._kept.move_to_end(spec)
            return self._kept[spec][0]

    def put(self, spec: RunSpec, results: Results) -> None:
        """Keep a complete result; the least recently used ones make room. One above the limit is not kept."""
        size = freeze(results)
        if size > self.limit:
            return
        with self._lock:
            if spec in self._kept:
                self._size -= self._kept.pop(spec)[1]
            self._kept[spec] = (results, size)
            self._size += size
            while self._size > self.limit:
                self._size -= self._kept.popitem(last=False)[1][1]


def freeze(results: Results) -> int:
    """Make a result's arrays read-only and return their bytes."""
    tables = (results.series, results.runs, results.books, results.views, results.counterfactual, results.totals, *results.members)
    size = results.replicates.nbytes
    for table in tables:
        for column in table.values():
            column.flags.writeable = False
            size += column.nbytes
    return size

"""Count persons, and add up what they bring, world by world.

Each world's sums are made of its own persons in their own order, so that they do not depend on which other
worlds are present.
"""

from __future__ import annotations

import numpy as np


class Sorted:
    """Things in the order of their rows, to be counted and added up row by row."""

    def __init__(self, flat: np.ndarray, rows: int, capacity: int) -> None:
        """Take flat indices in rising order, of a table of `rows` times `capacity` places."""
        self.bounds = np.searchsorted(flat, np.arange(rows + 1) * capacity)
        self.counts = np.diff(self.bounds).astype(np.float64)
        self._some = self.counts.nonzero()[0]
        self._starts = self.bounds[self._some]  # an empty row would be given the first thing of the next

    def count(self, marks: np.ndarray) -> np.ndarray:
        """Return how many things of each row are marked, shape (rows,) float64."""
        return self._reduced(marks.view(np.uint8), np.uint32)

    def total(self, amounts: np.ndarray) -> np.ndarray:
        """Return the total of `amounts` by row, shape (rows,) float64."""
        return self._reduced(amounts, np.float64)

    def _reduced(self, values: np.ndarray, dtype: type) -> np.ndarray:
        totals = np.zeros(len(self.counts))
        if len(self._some):
            totals[self._some] = np.add.reduceat(values, self._starts, dtype=dtype)
        return totals

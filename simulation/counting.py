"""Count persons, and add up what they bring, by world and by what is true of them.

One pass over the persons per table; each world's sums are made of its own persons in their own order, so that
they do not depend on which other worlds are present.
"""

from __future__ import annotations

import numpy as np


class Sorted:
    """Things in the order of their rows, to be added up row by row."""

    def __init__(self, flat: np.ndarray, rows: int, capacity: int) -> None:
        """Take flat indices in rising order, of a table of `rows` times `capacity` places."""
        bounds = np.searchsorted(flat, np.arange(rows + 1) * capacity)
        self.counts = np.diff(bounds).astype(np.float64)
        self._some = np.flatnonzero(self.counts)
        self._starts = bounds[self._some]

    def total(self, amounts: np.ndarray) -> np.ndarray:
        """Return the total of `amounts` by row, shape (rows,) float64."""
        totals = np.zeros(len(self.counts))
        if len(self._some):
            totals[self._some] = np.add.reduceat(amounts, self._starts, dtype=np.float64)
        return totals


def tally(rows: np.ndarray, size: int, *marks: np.ndarray, amounts: np.ndarray | None = None) -> np.ndarray:
    """Return how many persons (or which total of `amounts`) each row holds, shape (size, 2, 2, ...), one axis per mark.

    Args:
        rows: the row of each person.
        size: the number of rows.
        marks: booleans per person; index 1 on a mark's axis holds those of whom it is true.
    """
    code = rows
    for mark in marks:
        code = code * 2 + mark
    total = np.bincount(code, weights=amounts, minlength=size << len(marks))
    return total.reshape(size, *(2,) * len(marks)).astype(np.float64, copy=False)

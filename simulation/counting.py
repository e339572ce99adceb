"""Count persons, and add up what they bring, by world and by what is true of them.

One pass over the persons per table; each world's sums are made of its own persons in their own order, so that
they do not depend on which other worlds are present.
"""

from __future__ import annotations

import numpy as np


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

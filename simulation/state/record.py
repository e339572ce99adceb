"""What happened, week by week: raw series by name, added up while the week goes on."""

from __future__ import annotations

import numpy as np


def series(*names: str) -> np.dtype:
    """Return the record in which a compiled loop adds up this week's values of raw series for one world."""
    return np.dtype([(name, np.float64) for name in names])


class Record(dict[str, np.ndarray]):
    """Raw series by name, each (rows, weeks); those that are added up together are views of one block, (weeks, rows, series)."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: dict[tuple[str, ...], np.ndarray] = {}

    def tie(self) -> None:
        """Make the series of blocks views of these blocks, as after a copy."""
        for names, block in self.blocks.items():
            self.update(zip(names, block.transpose(2, 1, 0), strict=True))

    def settle(self) -> None:
        """Write every series in one piece once the last week has been lived: they are read one by one from now on."""
        for names, block in self.blocks.items():
            self.update(zip(names, np.ascontiguousarray(block.transpose(2, 1, 0)), strict=True))

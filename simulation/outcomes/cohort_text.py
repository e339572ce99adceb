"""The figures of a cohort comparison in words, the same on the page, on paper and at a terminal."""

from __future__ import annotations

import numpy as np

from simulation.outcomes.cohorts import Row
from simulation.outcomes.results import band
from simulation.vocabulary.amounts import short

DIFFERENCES = ("naive", "causal")


def told(row: Row, part: str, currency: str = "$") -> str:
    """Write the median of one part of a row with its unit; differences carry their sign."""
    value = float(band(getattr(row, part))[1])
    sign = "+" if part in DIFFERENCES else ""
    if not np.isfinite(value):
        return "–"
    if row.unit == "$":
        return _dollars(value, currency, sign)
    if row.unit.startswith("share"):
        digits = 2 if "month" in row.unit else 1
        return f"{value * 100:{sign}.{digits}f} %" if part not in DIFFERENCES else f"{value * 100:{sign}.{digits}f} pp"
    return f"{value:{sign}.1f}" + (" days" if row.unit.startswith("days") else "")


def _dollars(value: float, currency: str, sign: str) -> str:
    """Write dollars to the last one under ten thousand, for two amounts that stand side by side are then written alike: +$1,012 and +$954."""
    size = f"{abs(value):,.0f}" if abs(value) < 1e4 else short(abs(value))
    return f"{currency}0" if size == "0" else f"{'-' if value < 0 else sign}{currency}{size}"


def naive_and_caused(row: Row, currency: str = "$") -> str:
    """Write both differences of a row in one line: as a dashboard shows it, and what the community causes."""
    return f"{told(row, 'naive', currency)}, caused {told(row, 'causal', currency)}"

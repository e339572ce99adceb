"""The figures of a cohort comparison in words, the same on the page, on paper and at a terminal."""

from __future__ import annotations

import numpy as np

from simulation.outcomes.cohorts import Row
from simulation.outcomes.results import band
from simulation.vocabulary.amounts import money

DIFFERENCES = ("naive", "causal")


def told(row: Row, part: str, currency: str = "$") -> str:
    """Write the median of one part of a row with its unit; differences carry their sign."""
    value = float(band(getattr(row, part))[1])
    sign = "+" if part in DIFFERENCES else ""
    if not np.isfinite(value):
        return "–"
    if row.unit == "$":
        return money(value, currency, signed=bool(sign))
    if row.unit.startswith("share"):
        digits = 2 if "month" in row.unit else 1
        return f"{value * 100:{sign}.{digits}f} %" if part not in DIFFERENCES else f"{value * 100:{sign}.{digits}f} pp"
    return f"{value:{sign}.1f}" + (" days" if row.unit.startswith("days") else "")


def naive_and_caused(row: Row, currency: str = "$") -> str:
    """Write both differences of a row in one line: as a dashboard shows it, and what the community causes."""
    return f"{told(row, 'naive', currency)}, caused {told(row, 'causal', currency)}"

"""How far futures spread a year ahead, and what makes them do so, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulation.documentation.tables import Row
from simulation.studies import year_ahead
from simulation.studies.year_ahead import REAL, Ahead


def kept(place: Path = year_ahead.PLACE) -> dict[str, Any] | None:
    """Return what was kept, or None where nothing was."""
    try:
        return year_ahead.load(place)
    except FileNotFoundError:
        return None


def rows(found: list[Ahead]) -> list[Row]:
    """Return each part as a row of words, and the real communities before them."""
    third, later = (_ends(*ends) for ends in REAL.values())
    real = [
        {
            "Setting and what differs": "real histories",
            "Months 24-36": third,
            "Months 36-48": f"{later} (36-60)",
            "Ratios differ by": "",
            "Numbers differ by": "",
        }
    ]
    return real + [
        {
            "Setting and what differs": one.name,
            "Months 24-36": _ends(one.low, one.median, one.high),
            "Months 36-48": _ends(one.later_low, one.later_median, one.later_high),
            "Ratios differ by": f"{one.spread:.2f}",
            "Numbers differ by": f"{one.level:.2f}",
        }
        for one in found
    ]


def _ends(low: float, median: float, high: float) -> str:
    return f"{low:.2f} / {median:.2f} / {high:.2f}"

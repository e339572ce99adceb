"""Read one number per world out of a result: a measure over the whole run, or as it stands at the end of a month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.outcomes.results import Results, nanmean
from simulation.vocabulary.measures import MEASURES


def read(results: Results, name: str, month: int | None = None) -> np.ndarray:
    """Return one number per world, shape (R,), in the measure's unit; NaN where there is none.

    Without a month it is the number the tables show: of the whole run, or of its end. At a month, counted from 1, it is the
    same reading as if the run had ended with that month.

    Raises:
        ValueError: the measure has one number for the whole run, or the run ends before that month.
    """
    if month is None:
        return results.final(name)
    if not dated(name):
        raise ValueError(f"{name} is one number for a whole run, so it cannot be read at month {month}")
    weeks = weeks_by(month)
    if weeks > results.weeks:
        raise ValueError(f"{name}@{month}: the run ends after {results.weeks} weeks, before the end of month {month}")
    series = results.series[name][:, :weeks]
    return series[:, -1] if MEASURES[name].summary == "last" else nanmean(series[:, -4:])


def dated(name: str) -> bool:
    """Say whether a measure can be read at a month."""
    return MEASURES[name].summary != "run"


def weeks_by(month: int) -> int:
    """Return how many weeks have passed by the end of a month, counted from 1; a year has 52 weeks and 12 months.

    >>> [weeks_by(month) for month in (1, 2, 3, 12, 36)]
    [5, 9, 13, 52, 156]
    """
    return -(-month * 52 // 12)


def table(results: Results, readings: Sequence[tuple[str, int | None]]) -> np.ndarray:
    """Return several readings side by side, shape (R, readings) float64."""
    columns = [read(results, name, month) for name, month in readings]
    return np.stack(columns, axis=1).astype(np.float64) if columns else np.zeros((len(results), 0))

"""Forecast the level of a history: what the months to come bring if they are of the past's kind.

The level is a matter of forecasting, not of the model: on real communities the Theta method (Assimakopoulos and Nikolopoulos
2000), taken from statsmodels, beats the last value by about a fifth, and this model adds nothing to it. The ranges are those
in which other communities' errors lay, in units of each community's own noise.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HORIZON = 12  # months ahead for which ranges are known
LEAST_NOISE = 0.05  # log units: a history calmer than this is calm by chance
LOW, HIGH = 0.10, 0.90
ERRORS = Path(__file__).parent / "level_errors.json"


@dataclass(frozen=True)
class Level:
    """A forecast of active people by month: its middle and its 10-90 % range; shape (months,) each."""

    median: np.ndarray
    low: np.ndarray
    high: np.ndarray


def naive(values: np.ndarray, months: int) -> np.ndarray:
    """Return the last value, `months` times: the forecast that any other must beat."""
    return np.full(months, values[-1])


def theta(values: np.ndarray, months: int) -> np.ndarray:
    """Return the Theta forecast of the logarithm of counts, as counts; shape (months,).

    A history that does not move is carried on as it is.
    """
    if np.ptp(values) == 0:
        return naive(values, months)
    from statsmodels.tsa.forecasting.theta import ThetaModel  # a second to import: only when asked for

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a smoothing weight at its end, which is an answer
        fitted = ThetaModel(np.log1p(values), period=1, deseasonalize=False).fit()
    return np.maximum(0.0, np.expm1(np.asarray(fitted.forecast(months))))


def noise_of(values: np.ndarray) -> float:
    """Return how much a history moves from month to month [standard deviation of log changes]."""
    return max(LEAST_NOISE, float(np.diff(np.log1p(values)).std()))


def standard_errors(values: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Return the forecast's errors against what came, in log units of the history's own noise; shape (months,)."""
    return (np.log1p(seen) - np.log1p(theta(values, len(seen)))) / noise_of(values)


def spread_of(errors: Sequence[np.ndarray]) -> np.ndarray:
    """Return the low and high end of other communities' errors by month ahead; shape (2, HORIZON).

    Each month ahead takes its neighbours' errors in, because a single month of some fifty windows says little.
    """
    table = np.stack([one[:HORIZON] for one in errors])
    ends = [np.quantile(table[:, max(0, month - 1) : month + 2], (LOW, HIGH)) for month in range(HORIZON)]
    return np.array(ends).T


def known_spread() -> np.ndarray:
    """Return the kept ends of real communities' errors; shape (2, HORIZON)."""
    kept = json.loads(ERRORS.read_text(encoding="utf-8"))
    return np.array([kept["low"], kept["high"]])


def level(values: np.ndarray, months: int = HORIZON, spread: np.ndarray | None = None) -> Level:
    """Forecast active people for up to a year.

    Args:
        values: people active in each month so far.
        spread: the ends of errors by month ahead in units of own noise; without it, those kept from real communities.

    Raises:
        ValueError: more months are asked for than ranges are known for.
    """
    if not 1 <= months <= HORIZON:
        raise ValueError(f"a level is forecast 1 to {HORIZON} months ahead, not {months}")
    ends = (known_spread() if spread is None else spread)[:, :months] * noise_of(values)
    middle = theta(values, months)
    low, high = (np.maximum(0.0, np.expm1(np.log1p(middle) + end)) for end in ends)
    return Level(middle, low, high)

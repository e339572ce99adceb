"""The figures an executive leads with, and how a difference is put into words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulation import MEASURES, band
from simulation.outcomes.verdict import horizon_months
from simulation.studies.compare import Difference
from simulation.vocabulary.words import counted, in_worlds, ranged
from ui.comparison.comparison import Comparison
from ui.text.wording import amount, payback_text, spread

# Money first: what it is worth, what it costs, what must be advanced and when it is back, what it earns at the end.
MONEY = ("npv", "cost_per_month", "peak_funding", "payback_month", "monthly_result_end")
EXECUTIVE = ("revenue_influenced", "support_saved", "retention_differential", "pipeline_influenced", "advocacy")
DECISION = (*MONEY, "auditorium_weeks", *EXECUTIVE)
RETURN = ("npv", "cumulative_cash", "peak_funding", "mrr", "customers", "cost", "breakeven_month")
HEALTH = ("auditorium_peak", "auditorium_weeks", "trust", "burnout", "newcomer_response_rate", "retention_90d", "speaking_share")

NEUTRAL = ("cost_per_month", "cost", "peak_funding")  # spending more is no bad news by itself: what comes of it stands in the value

PERIODS = {"$ per week": "per week", "$ per month": "per month"}


@dataclass(frozen=True)
class Told:
    """One difference in words: how much with its range, in how many worlds, and how sure that is."""

    change: str
    range: str
    worlds: str
    certainty: str


def level(comparison: Comparison, place: int, name: str, currency: str) -> tuple[str, str]:
    """Return (median, range) of a measure of one option."""
    if name == "payback_month":
        return payback_text(comparison.results[place], horizon_months(comparison.results[place]))
    values = comparison.final(place, name)
    return amount(name, float(band(values)[1]), currency), spread(name, values, currency)


def difference_told(name: str, found: Difference, currency: str) -> Told:
    """Return a paired difference in words."""
    if found.of == 0:
        return Told("–", "", "", found.certainty)
    if found.better_in == found.worse_in == 0:
        return Told("no difference", "", "", found.certainty)
    up = found.worse_in if name in NEUTRAL else found.better_in
    word = "more" if name in NEUTRAL else "better" if MEASURES[name].better else "higher"
    worlds = f"{word} in {in_worlds(up, found.of)}"
    certainty = certainty_told(name, found)
    if found.more_runs is not None:
        certainty += f" ({counted(found.more_runs, 'more world')} would tell)"
    if not math.isfinite(found.median):
        return Told("", "", worlds, certainty)  # a date against none is no number of months: the options' own values say it
    return Told(amount(name, found.median, currency, signed=True), _range(name, found, currency), worlds, certainty)


def certainty_told(name: str, found: Difference) -> str:
    """Return how sure a difference is; of what is spent it says more or less, for neither is good or bad by itself."""
    if name not in NEUTRAL:
        return found.certainty
    return found.certainty.replace("worse", "more").replace("better", "less")


def label(name: str, currency: str) -> str:
    """Return a measure's name with what it is counted per."""
    measure = MEASURES[name]
    period = PERIODS.get(measure.unit, "")
    return measure.label if not period or measure.label.endswith(period) else f"{measure.label} {period}"


def paid_back(months: np.ndarray, horizon: int) -> np.ndarray:
    """Return the share of worlds paid back by the end of each month, shape (horizon,)."""
    return np.array([(months <= month).mean() for month in range(1, horizon + 1)])


def _range(name: str, found: Difference, currency: str) -> str:
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        return "some worlds never" if name in ("payback_month", "breakeven_month") else ""
    low, high = amount(name, found.low, currency, signed=True), amount(name, found.high, currency, signed=True)
    return ranged(low, high)

"""The figures an executive leads with, and how a difference is put into words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation import MEASURES, band
from simulation.outcomes.arrival import MAY_NEVER_COME, arrival_of
from simulation.studies.compare import Difference, scaled
from simulation.studies.paper import factor_of, return_difference, return_per_dollar
from simulation.vocabulary.words import beside, counted, in_worlds, ranged
from ui.comparison.comparison import Comparison
from ui.text.wording import amount, spread

# Money first: what it is worth, what it costs, what must be advanced and when it is back, what it earns at the end.
MONEY = ("npv", "cost_per_month", "peak_funding", "payback_month", "monthly_result_end")
EXECUTIVE = ("revenue_influenced", "support_saved", "retention_differential", "pipeline_influenced", "advocacy")
DECISION = (*MONEY, "auditorium_weeks", *EXECUTIVE)
RETURN = ("npv", "cumulative_cash", "peak_funding", "mrr", "customers", "cost", "breakeven_month")
HEALTH = ("auditorium_peak", "auditorium_weeks", "trust", "burnout", "newcomer_response_rate", "retention_90d", "speaking_share")

NEUTRAL = ("cost_per_month", "cost", "peak_funding")  # spending more is no bad news by itself: what comes of it stands in the value


# Why a world has no number, as `internal_rate` decides it.
NOT_IN_ALL = {"irr": "in the others cash flow never turns from loss to gain, turns more than once, or has no rate between -90 and 1,000 % a year"}


@dataclass(frozen=True)
class Told:
    """One difference in words: how much with its range, in how many worlds, and how sure that is."""

    change: str
    range: str
    worlds: str
    certainty: str
    share: str = ""  # of the worlds, as short as on paper


def level(comparison: Comparison, place: int, name: str, currency: str) -> tuple[str, str]:
    """Return (median, range) of a measure of one option."""
    values = comparison.final(place, name) * factor_of(name)
    if name in MAY_NEVER_COME:
        found = arrival_of(values, comparison.results[place].months)
        return found.when, found.details
    return amount(name, float(band(values)[1]), currency), spread(name, values, currency)


def difference_told(name: str, found: Difference, currency: str) -> Told:
    """Return a paired difference in words."""
    if found.of == 0:
        return Told("–", "", "", found.certainty)
    if found.better_in == found.worse_in == 0:
        return Told("no difference", "", "", found.certainty)
    found = scaled(found, factor_of(name))
    if found.mostly_equal:
        return Told("", "", f"equal in {in_worlds(found.equal_in, found.of)}", certainty_told(name, found), f"{found.equal_in}/{found.of}")
    up = found.worse_in if name in NEUTRAL else found.better_in
    word = "more" if name in NEUTRAL else "better" if MEASURES[name].better else "higher"
    equal = f", equal in {found.equal_in:,}" if found.equal_in else ""  # eleven of thirty are clearly more than none
    worlds, share = f"{word} in {in_worlds(up, found.of)}{equal}", f"{up}/{found.of}"
    certainty = certainty_told(name, found)
    if found.more_runs is not None:
        certainty += f" ({counted(found.more_runs, 'more world')} would tell)"
    if not math.isfinite(found.median):
        return Told("", "", worlds, certainty, share)  # a date against none is no number of months: the options' own values say it
    return Told(amount(name, found.median, currency, signed=True), _range(name, found, currency), worlds, certainty, share)


def certainty_told(name: str, found: Difference) -> str:
    """Return how sure a difference is; of what is spent it says more or less, for neither is good or bad by itself.

    What is equal in the median world is known to be: chance explains nothing there.
    """
    if found.mostly_equal:
        return "equal in the median world"
    if name not in NEUTRAL:
        return found.certainty
    return found.certainty.replace("worse", "more").replace("better", "less")


def in_fewer_worlds(comparison: Comparison, figures: Sequence[str]) -> str:
    """Say which of these figures are compared in fewer worlds than the others, in how many, and why; nothing where none is."""
    worlds, told = comparison.worlds, []
    for name in figures:
        counts = sorted({differences[name].of for differences in comparison.differences if name in differences})
        if counts and counts[0] < worlds and counts[-1]:  # where there is none at all, the table says so
            of = ranged(str(counts[0]), str(counts[-1]))
            told.append(f"{MEASURES[name].label}: {of} of {counted(worlds, 'world')}" + (f" ({NOT_IN_ALL[name]})" if name in NOT_IN_ALL else ""))
    return f"Compared only in the worlds in which both have a number: {'; '.join(told)}." if told else ""


def per_dollar(comparison: Comparison, place: int, currency: str) -> str:
    """Return what an option brings for each unit of money it spends, with the range; nothing where nothing is spent."""
    low, median, high = (amount("npv", float(end), currency) for end in band(return_per_dollar(comparison.results[place])))
    return beside(median, low, high) if median != amount("npv", math.nan, currency) else ""


def per_dollar_told(comparison: Comparison, place: int, currency: str) -> Told:
    """Return how that differs from the baseline's."""
    return difference_told("npv", return_difference(comparison.results[0], comparison.results[place]), currency)


def per_dollar_label(currency: str) -> str:
    """Return what that is called."""
    return f"Brought per {currency.strip()}1 spent"


def paid_back(months: np.ndarray, horizon: int) -> np.ndarray:
    """Return the share of worlds paid back by the end of each month, shape (horizon,)."""
    return np.array([(months <= month).mean() for month in range(1, horizon + 1)])


def _range(name: str, found: Difference, currency: str) -> str:
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        return "some worlds never" if name in MAY_NEVER_COME else ""
    low, high = amount(name, found.low, currency, signed=True), amount(name, found.high, currency, signed=True)
    return ranged(low, high)

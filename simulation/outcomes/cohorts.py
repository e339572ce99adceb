"""Members against others: the six rows companies compare, naive and causal side by side.

The naive columns are what a dashboard shows: customers with an account in the community against the others, or signups who met
it first against the others, over the last year. The causal column is the whole company with its community against the same
company without one, in the same worlds. They differ because those who join were more loyal and keener before they joined, and
because the community also moves customers who never join.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.outcomes.export import band_of
from simulation.outcomes.prices import priced
from simulation.outcomes.results import Results, band

MONTHS = 3  # of the first quarter in which a new customer stays or goes
TRIAL_DAYS = 7  # that a trial takes until it shows what it is worth

SELECTION = "who joins was more loyal before, which the naive one takes for an effect"
KEEN = "who looks at a community first would have come to use the product more often anyway"
MOVED = "customers who never join are moved as well, by what they see and read: the naive one counts them among the others"
WAYS = "the naive one compares people who came by different ways; all who look at a lively or an empty place are moved by it"
ALIKE = "here they hardly do"

Counts = Callable[[str], np.ndarray]  # of the last year, by name


@dataclass(frozen=True)
class Row:
    """One figure of the comparison; all values are by world, (R,), NaN where there was nobody to measure."""

    name: str
    label: str
    unit: str
    members: np.ndarray
    others: np.ndarray
    with_community: np.ndarray
    without: np.ndarray
    flattered: str  # why the naive figure is better than what is caused
    missed: str  # why it is worse
    low_is_good: bool = False

    @property
    def naive(self) -> np.ndarray:
        """Return members minus others."""
        return self.members - self.others

    @property
    def causal(self) -> np.ndarray:
        """Return the company with its community minus the same company without."""
        return self.with_community - self.without

    @property
    def why(self) -> str:
        """Say why the two differ, in the direction in which they do in the median world."""
        naive, causal = (float(band(values)[1]) * (-1 if self.low_is_good else 1) for values in (self.naive, self.causal))
        if not np.isfinite(naive) or naive == causal:
            return ALIKE
        return self.flattered if naive > causal else self.missed


def cohorts(results: Results) -> tuple[Row, ...]:
    """Return the six rows over the last year of a run."""
    groups = _members(results), _others(results), _arm(results, 0), _arm(results, 1)
    margin = float(priced("gross_margin", results.inputs, results.timeline, results.weeks)[-52:].mean())  # of the last year, as all counts

    def row(name: str, label: str, unit: str, reading: Callable[[Counts], np.ndarray], flattered: str, missed: str, low: bool = False) -> Row:
        members, others, with_community, without = map(reading, groups)
        return Row(name, label, unit, members, others, with_community, without, flattered, missed, low)

    return (
        row("lifetime_value", "Customer lifetime value", "$", lambda of: _value(of, margin), SELECTION, MOVED),
        row("retention_90d", "Kept over the first 90 days", "share", _kept, SELECTION, MOVED),
        row("time_to_value", "Time to first value", "days of trial per user who finds it", _days, KEEN, MOVED, low=True),
        row("conversion", "Conversion", "share of users who buy", _bought, KEEN, WAYS),
        row("nps", "NPS", "points", _recommend, SELECTION, MOVED),
        row("expansion", "Expansion", "share of revenue per month", _grown, "those who are drawn in buy more anyway", MOVED),
    )


def document(results: Results) -> list[dict[str, Any]]:
    """Return the rows as plain values: medians with the range of eight in ten worlds."""
    return [
        {
            "name": row.name,
            "label": row.label,
            "unit": row.unit,
            **{part: band_of(getattr(row, part)) for part in ("members", "others", "naive", "with_community", "without", "causal")},
            "why_they_differ": row.why,
        }
        for row in cohorts(results)
    ]


def _arm(results: Results, arm: int) -> Counts:
    """Return the counts of everybody in one arm (0 with the community), named as those of a cohort."""
    return lambda name: results.totals[f"year_{ALL.get(name, name)}"][:, arm]


# The counts of a cohort by name, for everybody and for the part that a dashboard calls members.
ALL = {"due": "customers_due", "lost": "customers_lost", "bought": "customers_new"}
PART = {
    **{name: f"inside_{name}" for name in ("due", "lost", "growth", "asked", "liked", "disliked", "young_due", "young_lost")},
    **{"trials": "trials_touched", "activated": "activated_touched", "decided": "decided_touched", "bought": "bought_touched"},
    **{"customers": "customers_members", "mrr": "mrr_of_members"},
}


def _members(results: Results) -> Counts:
    return lambda name: results.totals[f"year_{PART[name]}"][:, 0]


def _others(results: Results) -> Counts:
    everybody, members = _arm(results, 0), _members(results)
    return lambda name: everybody(name) - members(name)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)


def _value(of: Counts, margin: float) -> np.ndarray:
    """Return what a customer leaves over its life: margin of a month's revenue over monthly churn."""
    return _share(margin * _share(of("mrr"), of("customers")), _share(of("lost"), of("due")))


def _kept(of: Counts) -> np.ndarray:
    return (1 - _share(of("young_lost"), of("young_due"))) ** MONTHS


def _days(of: Counts) -> np.ndarray:
    return TRIAL_DAYS * _share(of("trials"), of("activated"))


def _bought(of: Counts) -> np.ndarray:
    return _share(of("bought"), of("decided"))


def _recommend(of: Counts) -> np.ndarray:
    return 100 * _share(of("liked") - of("disliked"), of("asked"))


def _grown(of: Counts) -> np.ndarray:
    return _share(of("growth"), of("due") - of("lost"))

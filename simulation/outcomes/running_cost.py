"""What a programme costs a month besides its average over the horizon: while it runs, or at its dearest, where that is another amount.

A launch in month 34 of 36 spreads three months of cost over thirty-six: the average is no month's cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.outcomes.results import Results, band
from simulation.outcomes.roi import per_month
from simulation.vocabulary.amounts import money

QUARTER = 13  # [weeks] over which a programme is called dearest: a single event is not a month's cost
RUNS = 0.95  # share of the weeks with cost under which a programme does not run all the time
DEARER = 1.25  # times the cost while it runs from which on its dearest quarter is another amount


@dataclass(frozen=True)
class RunningCost:
    """Medians over the worlds [$ per month]: over all weeks, over those that cost anything, over the dearest quarter; `share` of weeks that do.

    Set-up is part of the average alone.
    """

    average: float
    running: float
    dearest: float
    share: float

    def besides(self, currency: str = "$") -> str:
        """Return what stands besides the average, "$9.2k a month while it runs"; nothing where it costs about that all the time."""
        if self.dearest > DEARER * self.running:
            return f"{money(self.dearest, currency)} a month in its dearest quarter"
        return f"{money(self.running, currency)} a month while it runs" if self.share < RUNS else ""


def running_cost(results: Results) -> RunningCost:
    """Return what a programme costs a month on average, while it runs and at its dearest."""
    cost = results.series["cost"]
    paid, usual = cost > 0, _without_set_up(cost)
    weeks, window = np.maximum(paid.sum(axis=1), 1), min(QUARTER, cost.shape[1])
    total = np.pad(np.cumsum(usual, axis=1), ((0, 0), (1, 0)))
    dearest = (total[:, window:] - total[:, :-window]).max(axis=1) / np.minimum(window, weeks)
    found = (per_month(cost), total[:, -1] / weeks * 52 / 12, dearest * 52 / 12, paid.mean(axis=1))
    return RunningCost(*(float(band(values)[1]) for values in found))


def _without_set_up(cost: np.ndarray) -> np.ndarray:
    """Return weekly costs (R, weeks) [$] whose first week with a cost is no dearer than the next one: what is paid once is no month's cost."""
    usual, rows, first = cost.copy(), np.arange(len(cost)), (cost > 0).argmax(axis=1)
    following = np.minimum(first + 1, cost.shape[1] - 1)
    usual[rows, first] = np.minimum(cost[rows, first], cost[rows, following])
    return usual

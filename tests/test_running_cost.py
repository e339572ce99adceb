"""A cost spread over months without a programme is called an average, and what it costs while it runs stands beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulation import Results, inputs_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.headline import headline
from simulation.outcomes.running_cost import running_cost
from simulation.vocabulary.timeline import timeline_from
from ui.session.runs import Pair
from ui.simulate.figures import cell_of

WEEK, SET_UP = 9_000 * 12 / 52, 5_000.0  # [$]


def costing(weekly: np.ndarray) -> Results:
    """Return results of two worlds that cost so much in each week (weeks,) [$]."""
    one = simulate(inputs_from(), weeks=len(weekly), replicates=range(2))
    return replace(one, series={**one.series, "cost": np.tile(weekly, (2, 1))})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ""),
        ({(0, 40): 0.0}, "$9.0k a month while it runs"),
        ({(26, None): WEEK / 4}, "$9.0k a month in its dearest quarter"),
        ({(0, 30): 0.0, (50, None): 0.0}, "$9.0k a month while it runs"),
        ({(10, 11): 3 * WEEK}, ""),
    ],
    ids=["always", "begins late", "cut to a quarter", "for a while", "one dear week"],
)
def test_what_stands_besides_the_average(changes, expected):
    weekly = np.full(52, WEEK)
    for weeks, cost in changes.items():
        weekly[slice(*weeks)] = cost
    weekly[np.flatnonzero(weekly)[0]] += SET_UP
    found = running_cost(costing(weekly))
    assert found.besides() == expected
    assert found.average == pytest.approx(weekly.mean() * 52 / 12)


@pytest.mark.parametrize(
    ("settings", "plan", "words", "tile"),
    [
        ({"launch_month": 34}, [], "for $608 a month on average over 36 months, $9.2k a month while it runs.", "on average; $9.2k while it runs"),
        (
            {},
            [(52, "community_managers", 0.0)],
            "for $3.3k a month on average over 36 months, $9.2k a month in its dearest quarter.",
            "on average; $9.2k in its dearest quarter",
        ),
    ],
    ids=["launched in month 34", "the manager leaves"],
)
def test_verdict_and_figure_do_not_pass_an_average_for_a_months_cost(settings, plan, words, tile):
    """Of a launch in month 34 the verdict said "for $608 a month", which is what no month costs."""
    results = simulate(inputs_from(settings), timeline_from(plan, []), weeks=156, replicates=range(3))
    assert words in headline(results)
    cell = cell_of("cost_per_month", Pair(results, results, 3), "$")
    assert cell.span == tile

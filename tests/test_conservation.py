"""People and money are conserved at every corner of the levers and on random timelines; prices only scale money."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import values
from worlds import EVERYTHING, SHOCKS, audit, corners, differences

from simulation import INPUTS, LEVERS, MEASURES, inputs_from, timeline_from
from simulation.engine.ensemble import simulate

CORNERS = dict(corners())
MONEY_TOTALS = {
    *(f"totals.mrr_{part}" for part in ("start", "new", "lost", "grown", "end")),
    *(f"totals.claim_{part}" for part in ("acquisition", "cac", "expansion", "retention", "support")),
    *("totals.year_mrr", "totals.year_mrr_of_members"),
    *("totals.events_planned", "totals.events_cut", "totals.events_left", "totals.team_cut"),
}
CHANGING = {name: spec for name, spec in LEVERS.items() if not spec.initial}


def test_every_lever_stands_at_both_ends():
    tried = {name for corner in CORNERS.values() for name in corner}
    assert tried == set(LEVERS)


@pytest.mark.parametrize("corner", CORNERS)
def test_people_and_money_are_conserved_at_the_corners(corner):
    settings_ = CORNERS[corner]
    timeline = timeline_from((), [(5, "influx", 150), (11, "algorithm", 0.0), (14, "migration", "hybrid")])
    heavy = corner == "all high"
    # Alternating the market brings accounts and their colleagues into half of the corners.
    market = {} if "market" in settings_ else {"market": "enterprise" if len(corner) % 2 else "prosumer"}
    audit(simulate(inputs_from({**market, **settings_}), timeline, weeks=16 if heavy else 28, replicates=range(1 if heavy else 2)))


CHANGES = st.sampled_from(sorted(CHANGING)).flatmap(lambda name: st.tuples(st.integers(0, 29), st.just(name), values(LEVERS[name])))
SHOCK = st.one_of(
    st.tuples(st.integers(0, 29), st.sampled_from(["influx", "influx_low_intent"]), st.integers(0, 1500)),
    st.tuples(st.integers(0, 29), st.just("migration"), st.sampled_from(LEVERS["platform"].choices)),
    st.tuples(st.integers(0, 29), st.just("algorithm"), st.floats(0, 1)),
)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    changes=st.lists(CHANGES, max_size=6, unique_by=lambda change: change[:2]),
    shocks=st.lists(SHOCK, max_size=4),
    market=st.sampled_from(LEVERS["market"].choices),
)
def test_people_and_money_are_conserved_on_any_timeline(changes, shocks, market):
    inputs = inputs_from({"market": market, "market_size": 5_000})
    audit(simulate(inputs, timeline_from(changes, shocks), weeks=30, replicates=range(2)))


def test_a_market_that_runs_dry_sells_nothing_more():
    inputs = inputs_from({"market_size": 1_000, "paid_spend": 200_000.0, "starting_customers": 0, "organic_signups": 500.0, "batch_size": 0})
    results = simulate(inputs, timeline_from((), [(3, "influx", 400)]), weeks=60, replicates=range(3))
    audit(results)
    assert (results.totals["market_left"] < 200).all()


@pytest.mark.parametrize("market", LEVERS["market"].choices)
def test_doubling_every_price_and_cost_doubles_the_return_and_moves_nobody(market):
    inputs = inputs_from({**EVERYTHING, "market": market})
    money = [name for name, spec in INPUTS.items() if spec.money]
    assert {"arpa", "cac", "paid_spend", "ticket_cost", "events_budget", "manager_cost", "cash_per_post"} <= set(money)
    double = replace(inputs, **{name: 2 * getattr(inputs, name) for name in money})
    timeline = timeline_from((), SHOCKS)
    once, twice = (simulate(given, timeline, weeks=45, replicates=range(3), members=True) for given in (inputs, double))
    in_money = {name for name, measure in MEASURES.items() if measure.unit.startswith("$")}
    changed = {name.removeprefix("series.").removeprefix("runs.") for name in differences(once, twice) if not name.startswith(("books", "views"))}
    assert changed <= in_money | {"counterfactual.mrr"} | MONEY_TOTALS
    for name in in_money:
        source = "runs" if name in once.runs else "series"
        # Twice a binary number is exact, so the return doubles to the last bit.
        np.testing.assert_array_equal(getattr(twice, source)[name], 2 * getattr(once, source)[name], err_msg=name)
    for name in MONEY_TOTALS:
        # Prices are float32, and what is claimed is worked out of averages of them.
        np.testing.assert_allclose(
            twice.totals[name.removeprefix("totals.")], 2 * once.totals[name.removeprefix("totals.")], rtol=1e-12, err_msg=name
        )
    assert np.abs(once.runs["npv"]).min() > 0

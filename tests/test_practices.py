"""Further practices: nothing at their defaults, nothing but cost where their mechanism is off, and a launch that can wait."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import PARTS, audit, differences

from scenarios.errors import ScenarioError
from scenarios.scenario import Scenario, load_library
from simulation import InputError, RunSpec, inputs_from, timeline_from
from simulation.engine.ensemble import simulate
from simulation.state.world import week_of

WEEKS, RUNS = 40, 3
MONEY = {"cost", "cash_flow", "cumulative_cash"}
CASH = {"npv", "monthly_result_end", "cost_per_month", "payback_month", "breakeven_month", "irr", "peak_funding"}


def run(settings, weeks=WEEKS, changes=()):
    return simulate(inputs_from(settings), timeline_from(changes), weeks=weeks, replicates=range(RUNS), members=True)


def moved(settings, against) -> set[str]:
    """Return what differs between two settings, the cost of the programme and what follows from it aside."""
    found = differences(run(settings), run(against))
    money = {f"series.{name}" for name in MONEY} | {f"runs.{name}" for name in CASH} | {"books.cost", "books.cash"}
    return set(found) - money


@pytest.mark.parametrize(
    ("lever", "value", "strength"), [("in_product", "surfaced", "in_product_effect"), ("education", "academy", "education_effect")]
)
def test_with_its_mechanism_off_a_practice_is_a_cost_and_nothing_else(lever, value, strength):
    assert moved({lever: value, strength: 0.0}, {}) == set()
    assert moved({lever: value}, {})
    assert (run({lever: value}).runs["cost_per_month"] > run({}).runs["cost_per_month"]).all()


@pytest.mark.parametrize(
    ("lever", "value", "strength", "effect"),
    [
        ("feedback_loop", "roadmap", "feedback_effect", "trust"),
        ("guidelines", True, "guidelines_effect", "posts"),
        ("consultant_support", True, "consultant_effect", "posts"),
    ],
)
def test_with_its_mechanism_off_only_the_hours_of_staff_are_left(lever, value, strength, effect):
    # Nobody is paid here, so that there are no hours to be missed: what is left is nothing at all.
    alone = {"community_managers": 0.0, "empowerment": 1.0, "batch_size": 0, "incentive": "access", "incentive_targeting": "tailored"}
    assert moved({**alone, lever: value, strength: 0.0}, alone) == set()
    with_it, without = run({**alone, lever: value}), run(alone)
    assert with_it.series[effect][:, 20:].sum() > without.series[effect][:, 20:].sum()


def test_building_into_the_product_is_paid_once_and_only_for_what_is_new():
    once = run({"in_product": "surfaced"}).series["cost"].sum() - run({"in_product": "surfaced", "in_product_cost": 0.0}).series["cost"].sum()
    assert once == pytest.approx(RUNS * 30_000)
    steps = [(10, "in_product", "links"), (20, "in_product", "surfaced"), (30, "in_product", "none"), (35, "in_product", "links")]
    stepwise = run({}, changes=steps).series["cost"] - run({"in_product_cost": 0.0}, changes=steps).series["cost"]
    assert stepwise.sum() == pytest.approx(RUNS * 30_000)
    assert np.flatnonzero(stepwise[0] > 1).tolist() == [10, 20]


def test_what_a_customer_learned_stays():
    results = run({"education": "academy"}, changes=[(20, "education", "none")])
    assert (results.series["customers_educated"][:, 25] > 0).all()
    assert run({}).series["customers_educated"].max() == 0


def test_until_its_launch_a_row_lives_as_its_counterfactual_arm():
    month = 4
    week = week_of(month)
    results = run({"launch_month": month})
    for name in ("customers", "mrr", "signups"):
        np.testing.assert_array_equal(results.series[name][:, :week], results.counterfactual[name][:, :week], err_msg=name)
    for name in ("members", "cost", "posts", "weekly_active", "knowledge", "waiting"):
        assert not results.series[name][:, :week].any(), name
    assert np.isnan(results.series["trust"][:, :week]).all()
    assert (results.series["members"][:, week:] >= 15).all()
    assert (results.series["cost"][:, week] > 5_000).all()
    audit(results)


@pytest.mark.parametrize("market", ["prosumer", "enterprise"])
def test_a_late_launch_is_the_same_alone_and_in_company(market):
    inputs = inputs_from({"market": market, "launch_month": 3})
    timeline = timeline_from([(2, "batch_size", 40)], [(5, "influx", 50), (20, "influx", 50)])
    together, alone = (simulate(inputs, timeline, weeks=30, replicates=which) for which in (range(3), [2]))
    for part in PARTS:
        for name, values in getattr(together, part).items():
            np.testing.assert_array_equal(values[2:], getattr(alone, part)[name], err_msg=name)
    audit(together)
    # A crowd before the launch finds no door.
    assert not together.series["members"][:, 5].any()
    assert (together.series["members"][:, 20] >= 50).all()


def test_a_launch_beyond_the_end_of_the_run_is_refused(command):
    with pytest.raises(InputError, match="launch_month: 3 is not allowed"):
        RunSpec(weeks=13).with_value("launch_month", 3)
    with pytest.raises(ScenarioError, match="launch_month"):
        Scenario(differences={"launch_month": 12}, weeks=52)
    code, out, errors = command("run", "default", "--set", "launch_month=12", "--weeks", "52")
    assert (code, out) == (2, "")
    assert "launch_month: 12 is not allowed; it must lie before the end of the run (52 weeks)" in errors


@pytest.mark.parametrize(("open_to", "none_of"), [("customers", "prospects"), ("prospects", "customers")])
def test_nobody_comes_in_for_whom_the_door_is_not_open(open_to, none_of):
    results = run({"open_to": open_to, "founders": 0, "monthly_churn": 0.0})
    for table in results.members:
        bought_before = (table["customer_since_week"] > -999) & (table["customer_since_week"] <= table["joined_week"])
        assert len(bought_before)
        # Who waits may buy meanwhile; of the starting customers nobody is let in where the door is open to prospects only.
        wrong = ~bought_before if open_to == "customers" else table["source"] == "starting"
        assert not wrong.any(), none_of


def medians(name: str, baseline: str, measures: tuple[str, ...], runs: int = 10) -> dict[str, np.ndarray]:
    """Return how a library scenario differs from another in the same worlds, by measure."""
    one, other = (simulate(load_library(each).inputs, weeks=156, replicates=range(runs)) for each in (baseline, name))
    return {measure: other.final(measure) - one.final(measure) for measure in measures}


def test_a_community_opened_for_support_alone_answers_less_of_it_in_the_end():
    found = medians("support-channel", "default", ("tickets_deflected", "speakers", "ties_per_visitor", "npv"))
    for measure, values in found.items():
        assert (values < 0).mean() >= 0.9, measure


def test_a_manager_without_backing_holds_up_little():
    found = medians("manager-without-backing", "default", ("trust", "weekly_active", "npv"))
    for measure, values in found.items():
        assert (values < 0).mean() >= 0.9, measure

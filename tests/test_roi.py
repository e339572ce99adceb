"""When money comes back: cases worked by hand and the closed forms of finance."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import inputs_from, timeline_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.roi import by_month, carried, internal_rate, mechanisms, months_of, returns

ANNUITY = np.array([[-1000.0] + [100.0] * 24])


def test_weeks_belong_to_months_by_floor_of_twelve_fifty_seconds():
    assert months_of(10).tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1, 2]
    assert months_of(52)[-1] == 11
    assert months_of(156)[-1] == 35
    assert np.bincount(months_of(520)).tolist() == [5, 4, 4] * 40


def test_months_add_up_to_the_weeks():
    weekly = np.arange(20.0).reshape(1, 20)
    assert by_month(weekly).tolist() == [[10.0, 26.0, 42.0, 75.0, 37.0]]
    assert by_month(np.ones((2, 156))).sum() == 312


@pytest.mark.parametrize("rate", [0.0, 0.008, 0.05])
def test_present_value_of_an_annuity(rate):
    value = returns(ANNUITY, rate)["npv"][0]
    closed = -1000 + (100 * 24 if rate == 0 else 100 * (1 - (1 + rate) ** -24) / rate)
    assert value == pytest.approx(closed)


def test_internal_rate_makes_the_present_value_vanish():
    yearly = internal_rate(ANNUITY)[0]
    assert returns(ANNUITY, (1 + yearly) ** (1 / 12) - 1)["npv"][0] == pytest.approx(0, abs=1e-6)
    doubled_in_a_year = np.array([[-500.0] + [0.0] * 11 + [1000.0]])
    assert internal_rate(doubled_in_a_year)[0] == pytest.approx(1.0)
    forever = np.array([[-1000.0] + [20.0] * 3000])
    assert (1 + internal_rate(forever)[0]) ** (1 / 12) - 1 == pytest.approx(0.02, rel=1e-4)


@pytest.mark.parametrize(
    "flow",
    [
        [100.0, -50.0, 10.0],  # begins with a gain
        [-100.0, 300.0, -250.0],  # changes sign twice
        [-100.0, -5.0, -1.0],  # never comes back
        [0.0, 0.0, 0.0],
        [-1.0, 0.0, 50.0],  # above a thousand per cent a year
        [-1e9, 0.0, 1.0],  # below minus ninety per cent
    ],
)
def test_there_is_no_rate_where_none_makes_sense(flow):
    assert np.isnan(internal_rate(np.array([flow]))[0])


def test_payback_is_when_the_sum_stays_above_zero():
    cash = np.array([[-30.0, 10, 25, -10, 10, 1], [-30, 10, 10, 5, 2, 1], [5, 5, 5, 5, 5, 5], [-5, 3, 3, -2, 0, 0]])
    found = returns(cash, 0.01)
    # Sums: -30 -20 5 -5 5 6; never; always above; -5 -2 1 -1 -1 -1.
    np.testing.assert_array_equal(found["payback_month"], [5, np.nan, 1, np.nan])
    np.testing.assert_array_equal(found["peak_funding"], [30, 30, 0, 5])


def test_break_even_is_when_three_months_together_stay_above_zero():
    cash = np.array([[-30.0, -6, 3, 4, 5, 6], [-3.0, -3, -3, -3, -3, -3], [9.0, 9, 9, 9, 9, 9]])
    # Means over three months: -30 -18 -11 .33 4 5.
    np.testing.assert_array_equal(returns(cash, 0.0)["breakeven_month"], [4, np.nan, 1])


def test_a_programme_that_neither_costs_nor_brings_anything_has_no_dates():
    found = returns(np.zeros((2, 12)), 0.01)
    assert np.isnan(found["payback_month"]).all()
    assert np.isnan(found["breakeven_month"]).all()
    assert np.isnan(found["irr"]).all()
    assert not found["npv"].any()
    assert not found["peak_funding"].any()


def arms(weeks: int = 60):
    rng = np.random.default_rng(5)

    def arm(new, lost, grown, start=100.0):
        mrr, out = start, {"start": np.array([start]), **{name: np.zeros((1, weeks)) for name in ("new", "lost", "grown", "kept", "raised", "mrr")}}
        for week in range(weeks):
            flows = {"new": new * rng.random(), "lost": lost * mrr * rng.random(), "grown": grown * mrr * rng.random()}
            mrr += flows["new"] - flows["lost"] + flows["grown"]
            marked = {"kept": rng.random(), "raised": rng.random()}  # what the community is found to keep and to raise
            for name, value in {**flows, **marked, "mrr": mrr}.items():
                out[name][0, week] = value
        return out

    return arm, weeks


def test_the_split_by_mechanism_adds_up_to_the_difference_exactly():
    arm, weeks = arms()
    with_community, without = arm(6.0, 0.01, 0.004), arm(4.0, 0.02, 0.002)
    zero = np.zeros((1, weeks))
    split = mechanisms(with_community, without, 0.8, zero, zero)
    total = split["acquisition"] + split["retention"] + split["expansion"]
    np.testing.assert_allclose(total, (with_community["mrr"] - without["mrr"]) * 0.8 * 12 / 52, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("name", "position"), [("acquisition", 0), ("retention", 1), ("expansion", 2)])
def test_a_single_cause_is_credited_to_its_own_mechanism(name, position):
    weeks = 30
    rates = np.array([4.0, 0.02, 0.002])
    better = rates.copy()
    better[position] = (6.0, 0.01, 0.004)[position]

    def arm(new, lost, grown):
        mrr, out = 100.0, {"start": np.array([100.0]), **{key: np.zeros((1, weeks)) for key in ("new", "lost", "grown", "kept", "raised", "mrr")}}
        for week in range(weeks):
            out["kept"][0, week], out["raised"][0, week] = (rates[1] - lost) * mrr, (grown - rates[2]) * mrr
            out["new"][0, week], out["lost"][0, week], out["grown"][0, week] = new, lost * mrr, grown * mrr
            mrr += new - lost * mrr + grown * mrr
            out["mrr"][0, week] = mrr
        return out

    zero = np.zeros((1, weeks))
    split = mechanisms(arm(*better), arm(*rates), 1.0, zero, zero)
    assert split[name][0, -1] > 0
    for other in {"acquisition", "retention", "expansion"} - {name}:
        assert split[other][0, -1] == pytest.approx(0, abs=1e-9)


def test_cost_and_deflection_pass_straight_through():
    arm, weeks = arms(20)
    same = arm(1.0, 0.01, 0.0)
    same |= {"kept": np.zeros((1, weeks)), "raised": np.zeros((1, weeks))}
    split = mechanisms(same, same, 0.8, np.full((1, weeks), 7.0), np.full((1, weeks), 3.0))
    assert (split["deflection"] == 7).all()
    assert (split["cost"] == -3).all()
    assert not split["acquisition"].any()


def test_a_stock_with_losses_settles_where_inflow_meets_loss():
    stock = carried(np.full((1, 400), 10.0), np.full((1, 400), 0.05))
    assert stock[0, 0] == 10
    assert stock[0, 1] == pytest.approx(19.5)
    assert stock[0, -1] == pytest.approx(200, rel=1e-6)


def test_a_discount_rate_that_changes_discounts_each_month_at_its_own():
    cash = np.array([[100.0, 100.0, 100.0]])
    assert returns(cash, np.array([0.5, 0.1, 0.2]))["npv"][0] == pytest.approx(100 + 100 / 1.1 + 100 / 1.1 / 1.2)
    assert returns(cash, np.full(3, 0.1))["npv"][0] == pytest.approx(returns(cash, 0.1)["npv"][0])


@pytest.mark.parametrize(("name", "value"), [("discount_rate", 0.05), ("gross_margin", 0.2)])
def test_figures_that_change_on_the_way_count_from_then_on(defaults, name, value):
    run = {"seed": 7, "weeks": 104, "replicates": [0, 1]}
    kept = simulate(defaults, **run)
    changed = simulate(defaults, timeline_from([(52, name, value)], []), **run)
    assert (changed.runs["npv"] != kept.runs["npv"]).all()
    np.testing.assert_array_equal(changed.books["cash"][:, :11], kept.books["cash"][:, :11])
    if name == "gross_margin":
        for view in ("causal", "naive", "survey", "last_touch"):
            then, now = (one.views[view][:, -3:] - one.books["deflection"][:, -3:] for one in (kept, changed))
            np.testing.assert_allclose(now, then * value / defaults.gross_margin, err_msg=view)


def test_without_a_community_there_is_no_index_and_no_trust_rather_than_the_best():
    results = simulate(inputs_from({"community": False}), seed=7, weeks=30, replicates=[0])
    assert np.isnan(results.runs["auditorium_peak"]).all()
    assert np.isnan(results.series["trust"]).all()
    assert not any(view.any() for view in results.views.values()), "and nobody claims to have come through it"


def test_the_result_at_the_end_and_the_cost_per_month_come_from_the_weekly_books(defaults):
    results = simulate(defaults, weeks=40, replicates=range(2))
    quarter = results.series["cash_flow"][:, -13:].sum(axis=1)
    np.testing.assert_allclose(results.runs["monthly_result_end"], quarter / 3, rtol=1e-12)
    months = results.weeks * 12 / 52
    np.testing.assert_allclose(results.runs["cost_per_month"], results.series["cost"].sum(axis=1) / months, rtol=1e-12)

"""Value, payback and index worked out again from what `run --per-run` writes week by week, in plain loops that share nothing with the model's own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation import RunSpec, inputs_from
from simulation.engine.ensemble import run_replicates
from simulation.outcomes.export import run_rows
from simulation.schedule import new_world, step

RUNS, WEEKS, SEED = 4, 104, 5
WEIGHTS = {"silence": 0.30, "neglect": 0.20, "disconnection": 0.25, "concentration": 0.15, "broadcast": 0.10}
RATE = 0.008  # per month, the default
SETTINGS = {
    "default": ({}, False),
    "neglected": ({"community_managers": 0.0, "batch_size": 0}, False),
    "reviewed, with beliefs": ({"roi_review_month": 1}, True),
    "enterprise": ({"market": "enterprise"}, False),
}


@pytest.fixture(scope="module", params=SETTINGS)
def worlds(request):
    """Return the rows of each run of a setting as `run --per-run` writes them."""
    differences, beliefs = SETTINGS[request.param]
    results = run_replicates(RunSpec(inputs_from(differences), seed=SEED, weeks=WEEKS, runs=RUNS, beliefs=beliefs))
    heading, *lines = run_rows(results)
    rows = [{name: math.nan if cell in ("", None) else float(cell) for name, cell in zip(heading, line, strict=True)} for line in lines]
    return [[row for row in rows if row["run"] == run] for run in range(RUNS)]


def monthly(weeks: list[dict[str, float]]) -> list[float]:
    months: dict[int, float] = {}
    for row in weeks:
        month = int(12 * row["week"] // 52)
        months[month] = months.get(month, 0.0) + row["cash_flow"]
    return [months[month] for month in sorted(months)]


def test_net_present_value(worlds):
    for weeks in worlds:
        worth = sum(cash / (1 + RATE) ** month for month, cash in enumerate(monthly(weeks)))
        assert weeks[0]["npv"] == pytest.approx(worth, rel=1e-9, abs=1e-6)


def test_payback_peak_funding_and_the_result_at_the_end(worlds):
    for weeks in worlds:
        total, deepest, never, since = 0.0, 0.0, True, 0
        for month, cash in enumerate(monthly(weeks), start=1):
            total += cash
            deepest = min(deepest, total)
            if total <= 0:
                never, since = True, 0
            elif not since:
                never, since = False, month
        payback = weeks[0]["payback_month"]
        assert math.isnan(payback) if never else payback == since
        assert weeks[0]["peak_funding"] == pytest.approx(-deepest, rel=1e-9, abs=1e-6)
        last = [row["cash_flow"] for row in weeks[-13:]]
        assert weeks[0]["monthly_result_end"] == pytest.approx(sum(last) / 13 * 52 / 12, rel=1e-9, abs=1e-6)
        assert weeks[-1]["cumulative_cash"] == pytest.approx(sum(row["cash_flow"] for row in weeks), rel=1e-9, abs=1e-6)
        assert weeks[0]["cost_per_month"] == pytest.approx(sum(row["cost"] for row in weeks) / WEEKS * 52 / 12, rel=1e-9)


def test_the_index_is_the_weighted_mean_of_the_parts_that_are_known(worlds):
    for weeks in worlds:
        for row in weeks:
            known = {name: weight for name, weight in WEIGHTS.items() if not math.isnan(row[name])}
            if not known:
                assert math.isnan(row["auditorium_index"])
                continue
            mean = sum(weight * row[name] for name, weight in known.items()) / sum(known.values())
            assert row["auditorium_index"] == pytest.approx(mean, abs=1e-12)


def test_the_worst_index_and_the_weeks_as_an_auditorium(worlds):
    for weeks in worlds:
        after = [row["auditorium_index"] for row in weeks[4:]]
        known = [value for value in after if not math.isnan(value)]
        assert weeks[0]["auditorium_peak"] == pytest.approx(max(known), abs=1e-12)
        inside, spell = 0, 0
        for value in [*after, math.nan]:
            if value >= 0.45:
                spell += 1
                continue
            inside += spell if spell >= 3 else 0
            spell = 0
        assert weeks[0]["auditorium_weeks"] == inside


def test_shares_are_ratios_of_what_stands_beside_them(worlds):
    for weeks in worlds:
        for row in weeks:
            if row["members"] > 0:
                assert row["speaking_share"] == pytest.approx(row["speakers"] / row["members"], abs=1e-12)
                assert row["lurkers"] + row["creators"] + row["engagers"] == pytest.approx(row["members"])
            channels = ("signups_paid", "signups_organic", "signups_search", "signups_word_of_mouth")
            assert row["signups"] == pytest.approx(sum(row[name] for name in channels), abs=1e-9)


def test_what_signups_are_worth_adds_up_to_what_new_customers_came_to_pay():
    """Signups of a year times their worth, with the months they are expected to stay taken out, are the revenue that was won in that year."""
    spec = RunSpec(inputs_from(), seed=SEED, weeks=70, runs=2)
    world = new_world(spec, range(2))
    for week in range(70):
        step(world, week)
    results = run_replicates(spec)
    series, year = results.series, slice(18, 70)
    month = spec.inputs.gross_margin / series["churn_rate"][:, -1]
    worth = {"search": 1.0, "word_of_mouth": spec.inputs.referred_churn, "others": 1.0}
    signups = {name: series[f"signups_{name}"][:, year].sum(axis=1) for name in ("search", "word_of_mouth")}
    signups["others"] = series["signups"][:, year].sum(axis=1) - signups["search"] - signups["word_of_mouth"]
    won = sum(signups[name] * series[f"signup_worth_{name}"][:, -1] * stays / month for name, stays in worth.items())
    np.testing.assert_allclose(won, world.record["mrr_new"][:2, year].sum(axis=1), rtol=1e-9)
    assert (series["signup_worth_word_of_mouth"][:, -1] > series["signup_worth_search"][:, -1]).all()

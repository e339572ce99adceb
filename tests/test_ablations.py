"""Mechanisms switched off: without them the auditorium does not come, and without spread nobody dominates.

The setting is the overnight crowd: an open door and 5,000 people in week 4.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simulation import inputs_from, timeline_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.auditorium import AUDITORIUM

WEEKS = 40
OFF = {"inhibition_exponent": 0.0, "responsibility_exponent": 0.0, "identity_dilution": 0.0, "finite_attention": False}


@cache
def overnight(*switched_off: str):
    inputs = inputs_from({"batch_size": 0, **{name: OFF[name] for name in switched_off}})
    return simulate(inputs, timeline_from((), [(4, "influx", 5_000)]), weeks=WEEKS, replicates=range(3))


def test_a_crowd_overnight_makes_an_auditorium():
    results = overnight()
    assert (results.runs["auditorium_weeks"] >= 3).all()
    assert (results.runs["auditorium_peak"] >= AUDITORIUM).all()


def test_absolute_posts_rise_while_speaking_per_head_and_ties_fall():
    calm = simulate(inputs_from(), weeks=WEEKS, replicates=range(3))
    hall = overnight()
    after = slice(8, 26)
    for name, sign in (("posts", 1), ("weekly_active", 1), ("speaking_share", -1), ("ties_per_visitor", -1), ("incumbent_speaking", -1)):
        change = np.nanmean(hall.series[name][:, after], axis=1) - np.nanmean(calm.series[name][:, after], axis=1)
        assert (sign * change > 0).all(), name


def test_with_all_four_mechanisms_off_there_is_no_auditorium():
    results = overnight(*OFF)
    assert not results.runs["auditorium_weeks"].any()
    # The same crowd is there: it is the mechanisms that make the hall, not the size.
    assert (results.series["members"][:, 4] > 5_000).all()
    assert (results.series["weekly_active"][:, 10] >= overnight().series["weekly_active"][:, 10]).all()


@pytest.mark.parametrize("name", OFF)
def test_each_mechanism_does_something_alone(name, record_property):
    full, without = overnight(), overnight(name)
    parts = ("auditorium_index", "silence", "neglect", "disconnection", "concentration", "broadcast")
    figures = {part: float(np.nanmean(without.series[part][:, 8:])) for part in parts}
    figures["weeks as an auditorium"] = float(without.runs["auditorium_weeks"].mean())
    record_property(f"{name} off", figures)
    print(f"{name} off: " + ", ".join(f"{part} {value:.2f}" for part, value in figures.items()))
    mechanism = {
        "inhibition_exponent": ("posts", 1),  # people speak up
        "responsibility_exponent": ("neglect", -1),  # newcomers are answered
        "identity_dilution": ("weekly_active", 1),  # incumbents stay themselves
        "finite_attention": ("weekly_active", 1),  # nobody is driven away by too much
    }
    measure, sign = mechanism[name]
    change = np.nanmean(without.series[measure][:, 8:], axis=1) - np.nanmean(full.series[measure][:, 8:], axis=1)
    assert (sign * change > 0).all()


def test_without_spread_of_propensities_there_is_no_one_nine_ninety():
    usual = simulate(inputs_from(), weeks=52, replicates=range(4))
    alike = simulate(inputs_from({"propensity_spread": 0.0}), weeks=52, replicates=range(4))
    for name, gap in (("top1_share", 0.15), ("top10_share", 0.2), ("gini", 0.15)):
        mean, usual_mean = (results.series[name][:, -1].mean() for results in (alike, usual))
        assert mean < usual_mean - gap, f"{name}: {mean:.2f} where it usually is {usual_mean:.2f}"
    # Below the range of real communities in every world; what is left is that some come more often and have been there longer.
    assert (alike.series["top1_share"][:, -1] < 0.20).all()


def test_without_frailty_members_and_others_churn_alike():
    settings = {
        "frailty_loading": 0.0,
        "churn_ratio": 1.0,
        "referred_churn": 1.0,
        "churn_contagion": 0.0,
        "reporting_line": "ceo",
        "starting_customers": 4_000,
    }
    results = simulate(inputs_from(settings), weeks=78, replicates=range(4))
    lost = results.totals["customers_lost"].sum(axis=0)
    gap = results.series["churn_rate_members"][:, 20:] - results.series["churn_rate_others"][:, 20:]
    assert abs(np.nanmean(gap)) < 0.006
    assert lost[0] > 1_000
    selected = simulate(inputs_from({**settings, "frailty_loading": 0.4}), weeks=78, replicates=range(4))
    naive = np.nanmean(selected.series["churn_rate_members"][:, 20:] - selected.series["churn_rate_others"][:, 20:])
    assert naive < -0.008  # selection alone makes members look more loyal than they were made

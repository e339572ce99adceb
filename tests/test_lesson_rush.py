"""What the lesson about a rush says in figures beside its claims: computed anew in thirty worlds and found in its texts."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.lesson_task import spec_of
from scenarios.scenario import load_library
from simulation import Results, band
from simulation.outcomes.reading import read
from tests.lesson_worlds import WORLDS, lesson, median, of, off, percent, ratio, simulated

RUSH = lesson("influx")


def dollars(amount: float) -> str:
    """Write an amount to the thousand."""
    return f"{'-' * (amount < 0)}${abs(round(amount, -3)):,.0f}"


def cost(one: Results, other: Results) -> str:
    return dollars(float(np.median(one.runs["cost_per_month"] - other.runs["cost_per_month"])) * one.weeks * 12 / 52)


def test_what_hands_in_a_rush_cost_and_bring():
    few, many, half_year = of(RUSH.after), of(RUSH.before), of(load_library("influx-with-staff"))
    told = RUSH.explain
    for hands, words in (
        (many, "-$4,000 is left in the middle world, -$24,000 to $22,000 in eight of ten, more than nothing in 13 of 30"),
        (half_year, "lose $92,000 ($64,000 to $119,000), in all 30 worlds"),
    ):
        worth = hands.runs["npv"] - few.runs["npv"]
        low, mid, high = (float(value) for value in band(worth))
        gained = int((worth > 0).sum())
        left = f"{dollars(mid)} is left in the middle world, {dollars(low)} to {dollars(high)} in eight of ten, more than nothing in {gained} of 30"
        lost = f"lose {dollars(-mid)} ({dollars(-high)} to {dollars(-low)}), in all {WORLDS - gained} worlds"
        assert words in (left, lost)
        assert words in told
    assert f"three more managers cost {cost(many, few)} and bring about as much" in told
    assert f"they cost {cost(half_year, few)} and" in told
    assert "cost three times as much" in RUSH.take_home
    assert cost(half_year, few) == "$162,000"
    assert 2.9 < 162 / 50 < 3.5
    more = read(half_year, "newcomer_response_rate", 13) - read(many, "newcomer_response_rate", 13)
    assert np.abs(np.array(band(more))).max() < 0.01, "no more of the crowd is answered"
    assert percent(ratio(half_year, many, "weekly_active", 18))[1] == 101


def test_a_rush_passes_the_door_and_most_of_it_is_gone_in_four_weeks():
    few, many = of(RUSH.after), of(RUSH.before)
    narrow = simulated(spec_of(RUSH.after, WORLDS).with_values({"batch_size": 5}))
    for results in (few, many, narrow):
        members, active = (np.median(results.series[name], axis=0) for name in ("members", "weekly_active"))
        assert 1_980 < members[52] - members[51] < 2_030, "no batch slows it"
        assert 0.7 < 1 - active[56] / active[52] < 0.82, "about three in four stay away"
    assert few.series["newcomer_response_rate"].shape[1] == 156
    assert median(few, "newcomer_response_rate", 13) == pytest.approx(0.5, abs=0.05)
    for month in (15, 16, 18):
        assert median(few, "newcomer_response_rate", month) == pytest.approx(median(many, "newcomer_response_rate", month), abs=0.02)


def test_a_rush_met_by_one_manager_leaves_fewer_who_visit():
    few, many = of(RUSH.after), of(RUSH.before)
    low, mid, high = percent(ratio(few, many, "weekly_active", 18))
    assert f"{100 - mid} of 100 fewer visit half a year later ({100 - high} to {100 - low} in eight of ten worlds)" in RUSH.explain
    assert f"and {100 - percent(ratio(few, many, 'weekly_active', 24))[1]} a year later" in RUSH.explain
    assert percent(ratio(few, many, "weekly_active", 36))[1] >= 99
    gone = 100 - percent(ratio(off(RUSH, RUSH.after), off(RUSH, RUSH.before), "weekly_active", 18))[1]
    assert f"of the {100 - mid} in 100 who are missing half a year later, {gone} are left" in RUSH.explain
    for with_it, without in ((few, off(RUSH, RUSH.after)), (many, off(RUSH, RUSH.before))):
        assert median(without, "newcomer_response_rate", 13) == pytest.approx(median(with_it, "newcomer_response_rate", 13), abs=0.02)

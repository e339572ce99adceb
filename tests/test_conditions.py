"""The grammar of conditions: what it reads, what it refuses, and when a world meets it."""

from __future__ import annotations

import contextlib
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import MEASURES, InputError, inputs_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.reading import dated, read, weeks_by
from simulation.outcomes.roi import months_of
from simulation.studies.conditions import GRAMMAR, LAST_MONTH, Condition, all_met, condition_from, conditions_from

WEEKS = 60


@pytest.fixture(scope="module")
def results():
    return simulate(inputs_from(), seed=5, weeks=WEEKS, replicates=range(4))


@pytest.mark.parametrize(
    ("text", "measure", "month", "sign", "number"),
    [
        ("payback_month<=18", "payback_month", None, "<=", 18),
        (" weekly_active @ 24 >= 450 ", "weekly_active", 24, ">=", 450),
        ("auditorium_weeks=0", "auditorium_weeks", None, "=", 0),
        ("npv<-1.5e5", "npv", None, "<", -150_000),
        ("cost_per_month>.5", "cost_per_month", None, ">", 0.5),
    ],
)
def test_what_is_read(text, measure, month, sign, number):
    condition = condition_from(text)
    assert condition == Condition(measure, month, sign, number)
    assert condition_from(str(condition)) == condition


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", GRAMMAR),
        ("npv", GRAMMAR),
        ("npv=>3", GRAMMAR),
        ("npv<=3 and irr>1", GRAMMAR),
        ("npv<=__import__('os')", GRAMMAR),
        ("npv<=nan", GRAMMAR),
        ("npv" * 100 + "<=3", GRAMMAR),
        ("npw<=3", "did you mean npv?"),
        ("npv<=1e999", "too large"),
        ("npv@12>=0", "leave out @12"),
        ("weekly_active@0>=3", "from 1 to"),
        (f"weekly_active@{LAST_MONTH + 1}>=3", "from 1 to"),
    ],
)
def test_what_is_refused_is_explained(text, said):
    with pytest.raises(InputError, match=re.escape(said)):
        condition_from(text)


def test_every_problem_is_named_at_once_and_a_month_beyond_the_end_is_one():
    with pytest.raises(InputError) as caught:
        conditions_from(["npw<=3", "weekly_active@24>=450", "npv>=0"], WEEKS)
    assert len(caught.value.problems) == 2
    assert "before the end of month 24" in caught.value.problems[1]
    assert [str(condition) for condition in conditions_from(["npv>=0", "weekly_active@12>=1"], WEEKS)] == ["npv>=0", "weekly_active@12>=1"]


@given(st.sampled_from(tuple(MEASURES)), st.integers(1, LAST_MONTH), st.sampled_from(["<=", ">=", "<", ">", "="]), st.floats(-1e9, 1e9))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_read_back(measure, month, sign, number):
    number = float(f"{number:g}")
    condition = Condition(measure, month if dated(measure) else None, sign, number)
    assert condition_from(str(condition)) == condition


@given(st.text("ab1.@<>= _é'", max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_condition_or_a_clear_error(text):
    if not re.search("[<>=]", text):
        with pytest.raises(InputError, match="is no condition"):
            condition_from(text)
        return
    with contextlib.suppress(InputError):
        assert condition_from(text).measure in text


def test_a_payback_that_never_came_meets_no_upper_bound(results):
    never = replace(results, runs={**results.runs, "payback_month": np.array([12.0, 18.0, 19.0, np.nan])})
    met = {sign: condition_from(f"payback_month{sign}18").met(never).tolist() for sign in ("<=", ">=", "<", ">", "=")}
    assert met == {
        "<=": [True, True, False, False],
        ">=": [False, True, True, True],
        "<": [True, False, False, False],
        ">": [False, False, True, True],
        "=": [False, True, False, False],
    }
    assert condition_from("payback_month<=18").shortfall(never.runs["payback_month"]).tolist() == [0, 0, 1, math.inf]


def test_a_number_a_world_does_not_have_meets_nothing(results):
    without = replace(results, runs={**results.runs, "irr": np.full(4, np.nan)})
    for sign in ("<=", ">=", "<", ">", "="):
        condition = condition_from(f"irr{sign}0.1")
        assert not condition.met(without).any()
        assert np.isinf(condition.shortfall(without.runs["irr"])).all()


def test_rounding_neither_meets_nor_misses(results):
    exact = np.array([0.1 + 0.2])
    assert condition_from("trust<=0.3").met_by(exact).all()
    assert condition_from("trust=0.3").met_by(exact).all()
    assert not condition_from("trust>0.3").met_by(exact).any()


def test_a_month_reads_the_run_as_if_it_had_ended_there(results):
    for month in (1, 6, 12):
        weeks = weeks_by(month)
        assert (months_of(weeks) < month).all()
        assert months_of(weeks + 1)[-1] == month
        shorter = simulate(inputs_from(), seed=5, weeks=weeks, replicates=range(4))
        for name in ("weekly_active", "members", "trust", "cumulative_cash"):
            np.testing.assert_array_equal(read(results, name, month), shorter.final(name))
    with pytest.raises(ValueError, match="before the end of month 24"):
        read(results, "members", 24)
    with pytest.raises(ValueError, match="whole run"):
        read(results, "npv", 3)


def test_all_conditions_together(results):
    low, high = np.sort(results.runs["npv"])[[0, -1]]
    both = conditions_from([f"npv>{low:.6f}", f"npv<{high:.6f}"])
    assert all_met(both, results).sum() == len(results) - 2
    assert all_met((), results).all()


def test_words():
    assert condition_from("payback_month<=18").words() == "Payback at most 18"
    assert condition_from("weekly_active@24>=450").words() == "Weekly active members at the end of month 24 at least 450"
    assert condition_from("cost_per_month<=20000").words() == "Cost per month at most $20,000"

"""Of a community that is there already, every lever that is the community's to choose works from today on, and none of them changes its past."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from simulation import LEVERS, RunSpec, inputs_from
from simulation.engine.ensemble import simulate_rows
from simulation.engine.starting import common_start
from simulation.state.world import Row
from simulation.vocabulary.existing import OWN, SUNK, Existing

WEEKS, SEED = 52, 5
TODAY = Existing(members=150, active=50, age_weeks=26)
# What has a say only beside something else, which the setting of today therefore has.
BESIDE: dict[str, dict[str, Any]] = {
    "batch_interval": {"batch_size": 3},
    "application_filter": {"batch_size": 3},
    "incentive_targeting": {"incentive": "subsidised_impact", "events_budget": 5_000.0},
}
WITHIN = {"roi_review_month": [6]}  # a review after three years is none within the year that is looked at


def others(name: str) -> list[Any]:
    """Return the ends of a lever, or its other choices."""
    if name in WITHIN:
        return WITHIN[name]
    spec, now = LEVERS[name], getattr(inputs_from(BESIDE.get(name, {})), name)
    if spec.type is bool:
        return [not now]
    ends = spec.choices or (spec.type(spec.low), spec.type(spec.high))
    return [value for value in ends if value != now]


@cache
def found() -> dict[tuple[str, Any], Any]:
    """Return the course of every setting from today on, by lever and value; (lever, None) is what it is held against."""
    existing = common_start(RunSpec(inputs_from({}), seed=SEED, weeks=WEEKS, existing=TODAY))
    settings = {}
    for name in OWN:
        for value in (None, *others(name)):
            settings[name, value] = inputs_from({**BESIDE.get(name, {}), **({} if value is None else {name: value})})
    rows = [Row(inputs, RunSpec().timeline, 0) for inputs in settings.values()]
    results = simulate_rows(rows, seed=SEED, weeks=WEEKS, groups=list(settings), existing=existing)
    return dict(zip(settings, results, strict=True))


@pytest.mark.parametrize("name", OWN)
def test_a_lever_works_from_today_on_and_leaves_the_past_as_it_was(name):
    before = found()[name, None]
    for value in others(name):
        after = found()[name, value]
        assert any(not np.array_equal(after.series[one], before.series[one], equal_nan=True) for one in before.series), value
        for one in ("members", "customers") if name != "platform" else ("customers",):  # who moves house loses members on the way
            assert after.series[one][0, 0] == pytest.approx(before.series[one][0, 0], rel=0.1), "both begin where the community stands today"


def test_what_is_past_has_no_say_from_today_on():
    existing = common_start(RunSpec(inputs_from({}), seed=SEED, weeks=WEEKS, existing=TODAY))
    now = inputs_from({})
    rows = [Row(replace(now, **{name: LEVERS[name].type(LEVERS[name].high)}), RunSpec().timeline, 0) for name in SUNK]
    plain, *moved = simulate_rows([Row(now, RunSpec().timeline, 0), *rows], seed=SEED, weeks=WEEKS, groups=range(len(SUNK) + 1), existing=existing)
    for results in moved:
        for one in plain.series:
            assert np.array_equal(results.series[one], plain.series[one], equal_nan=True), one


def test_the_launch_cannot_be_moved_once_it_is_past():
    with pytest.raises(ValueError, match="launch_month: 3 is not allowed; it must be 0 where the community is there already"):
        RunSpec(inputs_from({}), seed=SEED, weeks=WEEKS, existing=TODAY).with_value("launch_month", 3)

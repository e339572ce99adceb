"""A world is the same bit for bit alone, in any company and in any split; without a community it is the counterfactual arm."""

from __future__ import annotations

import pytest
from worlds import EVERYTHING, SHOCKS, differences

from simulation import concatenate, inputs_from, timeline_from
from simulation.engine.ensemble import Cancelled, simulate

WEEKS = 40
CASES = {
    "default": ({}, False),
    "everything": (EVERYTHING, True),
    "enterprise": ({"market": "enterprise", "mentorship": True, "personal_onboarding": True}, True),
    "open door": ({"batch_size": 0, "platform": "hybrid", "incentive": "spotlight"}, True),
}


@pytest.fixture(scope="module", params=CASES)
def whole(request):
    settings, shocked = CASES[request.param]
    timeline = timeline_from([(8, "batch_size", 200)], SHOCKS) if shocked else timeline_from()
    arguments = {"seed": 11, "weeks": WEEKS, "members": True}
    return simulate(inputs_from(settings), timeline, replicates=range(5), **arguments), arguments


@pytest.mark.parametrize("split", [[[0], [1], [2], [3], [4]], [[0, 1, 2], [3, 4]], [[3, 4], [0], [1, 2]]], ids=str)
def test_any_split_gives_the_same_worlds(whole, split):
    together, arguments = whole
    parts = [simulate(together.inputs, together.timeline, replicates=replicates, **arguments) for replicates in split]
    assert differences(together, concatenate(parts)) == []


def test_worlds_and_seeds_differ_from_each_other(whole):
    together, arguments = whole
    assert len({float(value) for value in together.runs["npv"]}) == 5
    other = simulate(together.inputs, together.timeline, replicates=range(5), **{**arguments, "seed": 12})
    assert "series.posts" in differences(together, other)


@pytest.mark.parametrize("name", CASES)
def test_without_a_community_a_world_is_the_counterfactual_arm_bit_for_bit(name):
    settings, shocked = CASES[name]
    timeline = timeline_from((), SHOCKS if shocked else ())
    both = simulate(inputs_from(settings), timeline, weeks=WEEKS, replicates=range(3))
    off = simulate(inputs_from({**settings, "community": False}), timeline, weeks=WEEKS, replicates=range(3))
    for measure, without in both.counterfactual.items():
        assert (off.series[measure] == without).all() or measure == "churn_rate", measure
    assert differences_of_rates(off.series["churn_rate"], both.counterfactual["churn_rate"])
    assert (off.series["members"] == 0).all()
    assert (off.series["cash_flow"] == 0).all()
    assert (off.runs["npv"] == 0).all()
    assert (both.series["members"] > 0).any()


def differences_of_rates(one, other) -> bool:
    """Say whether two series are the same, counting unknown as the same as unknown."""
    return bool(((one == other) | ((one != one) & (other != other))).all())


def test_a_run_that_is_told_to_stop_stops_within_a_week():
    asked = []

    def stop(week: int) -> bool:
        asked.append(week)
        return week == 7

    with pytest.raises(Cancelled, match="week 7"):
        simulate(inputs_from(), weeks=WEEKS, replicates=[0], stop=stop)
    assert asked == list(range(8))

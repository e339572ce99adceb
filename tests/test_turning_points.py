"""Where a decision turns: found where it was planted, none where there is none, and said in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from planted import noise, planted

from simulation import Change, RunSpec, Timeline, inputs_from
from simulation.studies import turning_record
from simulation.studies.cloud import Point
from simulation.studies.turning_points import ALWAYS, TurningPoint, turning_points
from simulation.studies.turning_record import document, found_in, mark
from simulation.vocabulary.existing import Existing

AHEAD, BEHIND = Point(inputs_from({"batch_size": 40})), Point(inputs_from())


def last(world):
    *_, rests = turning_points(planted(world), AHEAD, BEHIND)
    return rests


def advantage_of(rule):
    """Return a world in which the option with the larger batch is ahead by what `rule` says, beside what both share."""
    return lambda inputs, replicate: {"npv": 1000 * noise(replicate) + (rule(inputs) if inputs.batch_size == 40 else 0.0)}


def test_a_planted_turning_point_is_found_at_its_value():
    rests = last(advantage_of(lambda inputs: 1e6 * (inputs.search_conversion - 0.013)))
    assert rests.share == 1
    first = rests.found[0]
    assert first.name == "search_conversion"
    assert abs(first.nearest - 0.013) < 1e-4
    text = first.sentence(lambda name, value: f"{100 * value:.1f} %")
    assert text.startswith("Search visitors who sign up (prosumer): the decision turns below about 1.3 % (now ")


def test_the_weightiest_belief_is_tested_finely_and_comes_before_weak_ones():
    rests = last(advantage_of(lambda inputs: 50_000 - 4e5 * (inputs.identity_dilution - 0.04) + 10 * inputs.tie_gain))
    names = [point.name for point in rests.found]
    assert set(ALWAYS) <= set(names)
    assert len(names) == len(ALWAYS) + 5
    assert names[0] == "identity_dilution"
    assert abs(rests.found[0].nearest - 0.165) < 1e-4


def test_a_decision_that_nothing_turns_says_so_with_its_range():
    rests = last(advantage_of(lambda inputs: 9e5))
    assert not [point for point in rests.found if point.turns]
    churn = next(point for point in rests.found if point.name == "monthly_churn")
    assert "the decision stays from 0.0175 to 0.07, all that was tested (now 0.035)" in churn.sentence(lambda name, value: f"{value:g}")


def test_a_long_unit_is_said_once_in_a_sentence():
    point = TurningPoint("monthly_churn", 0.035, (0.0175, 0.035, 0.07), (600.0, 500.0, 400.0), ())
    said = point.sentence(lambda name, value: f"{value:g} of all who pay in a month")
    assert said.endswith("the decision stays from 0.0175 to 0.07, all that was tested (now 0.035 of all who pay in a month).")
    turning = replace(point, turns=(0.05,)).sentence(lambda name, value: f"{value:g} of all who pay in a month")
    assert turning.endswith("turns above about 0.05 (now 0.035 of all who pay in a month, tested 0.0175 to 0.07).")
    assert "from 0.0175 % to 0.07 %" in point.sentence(lambda name, value: f"{value:g} %"), "a short one is said with every number"


def test_what_is_known_grows_and_says_what_is_being_done():
    looks = list(turning_points(planted(advantage_of(lambda inputs: 1.0)), AHEAD, BEHIND))
    shares = [look.share for look in looks]
    assert shares == sorted(shares)
    assert [look.share == 1 for look in looks] == [look.stage == "done" for look in looks], "only the last one is whole"
    assert len(looks[-1].found) == len(ALWAYS) + 5
    assert {look.stage for look in looks} >= {"churn, revenue and search", "the weightiest beliefs", "done"}


def test_what_was_found_is_the_same_after_it_was_kept():
    found = last(advantage_of(lambda inputs: 1e6 * (inputs.search_conversion - 0.013))).found
    assert found_in(json.loads(json.dumps(document(found)))) == found


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        "found",
        [{}],
        [{"input": "arpa"}],
        [{"input": "nothing", "now": 1.0, "values": [0.0, 1.0], "advantage": [1.0, 2.0], "turns": []}],
        [{"input": "arpa", "now": 1.0, "values": [0.0, 1.0], "advantage": [1.0], "turns": []}],
        [{"input": "arpa", "now": 1.0, "values": [0.0, 1.0], "advantage": [1.0, float("nan")], "turns": []}],
        [{"input": "arpa", "now": 1.0, "values": [0.0, 1.0], "advantage": [1.0, 2.0], "turns": [9.0]}],
        [{"input": "arpa", "now": True, "values": [0.0, 1.0], "advantage": [1.0, 2.0], "turns": []}],
        [{"input": "arpa", "now": 1.0, "values": [0.0] * 500, "advantage": [1.0] * 500, "turns": []}],
    ],
)
def test_what_is_no_finding_is_not_taken_for_one(values):
    with pytest.raises(ValueError):
        found_in(values)


def test_a_finding_goes_by_everything_it_hangs_on(monkeypatch):
    start = RunSpec(AHEAD.inputs, weeks=60)
    community = Existing(members=150, active=40, age_weeks=30)
    planned = Point(AHEAD.inputs, Timeline((Change(3, "community_managers", 2.0),)))
    there = replace(start, existing=community)
    others = [
        mark(BEHIND, AHEAD, start),
        mark(planned, BEHIND, start),
        mark(AHEAD, BEHIND, replace(start, seed=8)),
        mark(AHEAD, BEHIND, replace(start, weeks=61)),
        mark(AHEAD, BEHIND, there),
        mark(AHEAD, BEHIND, replace(start, existing=replace(community, counterfactual="unchanged"))),
    ]
    mine = mark(AHEAD, BEHIND, start)
    assert mine == mark(Point(inputs_from({"batch_size": 40})), BEHIND, replace(start, runs=100)), "a finding hangs on no number of worlds"
    assert len({mine, *others}) == 1 + len(others)
    lived = tuple((name, value) for name, value in (("batch_size", 40),))
    assert mark(AHEAD, BEHIND, there) == mark(AHEAD, BEHIND, replace(there, existing=replace(community, lived=lived))), "it is the same past"
    monkeypatch.setattr(turning_record, "MODEL_VERSION", "9.9.9")
    assert mark(AHEAD, BEHIND, start) != mine

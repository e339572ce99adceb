"""The past of a community under every structural variant: each leads to the same today, and what it is worth is said with its spread."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from simulation import Change, RunSpec, Timeline, inputs_from
from simulation.studies.pasts import Reading, read, readings, spread
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.inputs import VARIANTS
from ui.simulate.other_pasts import lived, said, table

KNOWN = Existing(members=150, active=40, age_weeks=30)
SPEC = RunSpec(inputs_from({"batch_size": 0}), weeks=20, runs=3, existing=KNOWN)
FLAGS = ("default", "--set", "batch_size=0", "--from-members", "150", "--from-active", "40", "--from-age", "30", "--weeks", "20", "--runs", "3")


@pytest.fixture(scope="module")
def found() -> list[Reading]:
    return readings(SPEC)


def test_every_reading_leads_to_the_same_today_by_a_past_of_its_own(found):
    assert [one.variant for one in found] == list(VARIANTS)
    for one in found:
        assert one.today["members"] == pytest.approx(KNOWN.members, rel=0.10)
        assert one.today["active"] == pytest.approx(KNOWN.active, rel=0.20)  # three worlds
        assert 0 <= one.today["customers_members"] <= 1
    assert len({one.hidden["visit_base"] for one in found}) == len(found)


def test_the_spread_is_that_of_the_medians(found):
    whole = spread(found)
    assert whole.of == len(VARIANTS)
    assert (whole.low, whole.high) == (min(one.value[0] for one in found), max(one.value[0] for one in found))
    nowhere = replace(found[0], value=None, members_later=None, problem="no past leads there")
    assert spread([nowhere]) is None
    lost, won = replace(found[0], value=(-5.0, -9.0, -1.0)), replace(found[0], value=(7.0, 1.0, 9.0))
    assert not spread([lost, won, nowhere]).agree
    assert "no decision should hang on it" in said([lost, won, nowhere], "$")
    assert spread([won]).agree


def test_unchanged_without_a_change_is_worth_nothing_under_any_reading():
    still = replace(SPEC, existing=replace(KNOWN, counterfactual="unchanged"))
    assert [one.value for one in readings(still)] == [(0.0, 0.0, 0.0)] * len(VARIANTS)
    changed = read(replace(still, timeline=Timeline((Change(0, "community_managers", 4.0),))), "tie_led")
    assert changed.value[0] != 0


def test_a_community_no_past_leads_to_is_said_by_the_reading():
    nobody = replace(SPEC, existing=Existing(members=400, active=396, age_weeks=30, active_means="wrote"))
    one = read(nobody, "balanced")
    assert "no past of 30 weeks" in one.problem
    assert (one.value, one.today) == (None, {})
    assert table([one], "$").iloc[0, 1] == "no past leads there"


def test_the_command_gives_every_reading_and_their_spread(command, found):
    code, output, errors = command("pasts", *FLAGS, "--format", "json")
    assert (code, errors) == (0, "")
    answer = json.loads(output)
    assert [one["variant"] for one in answer["readings"]] == list(VARIANTS)
    assert [one["value"] for one in answer["readings"]] == [list(one.value) for one in found]
    assert answer["spread"]["low"] == spread(found).low
    rows = command("pasts", *FLAGS, "--format", "csv")[1].splitlines()
    assert len(rows) == 1 + len(VARIANTS)
    assert rows[0].startswith("variant,members,active,customers,customers_members,intake")
    text = command("pasts", *FLAGS, "--format", "text")[1]
    assert "Under 4 readings the median value lies between" in text
    code, output, errors = command("pasts", "default")
    assert (code, output) == (2, "")
    assert "--from-members" in errors


def test_the_page_lives_them_one_by_one_on_the_quiet_workers(found, monkeypatch):
    class Seat:
        def each(self, work, calls, tick):
            for spec, variant in calls:
                tick()
                assert (work, spec) == (read, SPEC)
                yield next(one for one in found if one.variant == variant)

    ticks = []
    states = list(lived(SPEC, Seat(), lambda: ticks.append(1)))
    assert [len(state) for state in states] == [1, 2, 3, 4]
    assert states[-1] == tuple(found)
    assert len(table(states[-1], "$")) == len(VARIANTS)

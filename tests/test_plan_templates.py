"""Plan templates: one step that can be undone, dated from the launch or from the present run, what cannot be dated is said."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.errors import ScenarioError
from scenarios.plan_template import Entry, load_template, template_names
from scenarios.scenario import Scenario
from simulation import INPUTS, Change, RunSpec, inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies.plan_dates import dated, merged, reached
from simulation.vocabulary.existing import Existing

PAGE = Path(__file__).parents[1] / "ui" / "simulate" / "page.py"


@pytest.mark.parametrize("name", template_names())
def test_every_template_sets_levers_to_what_is_allowed(name):
    template = load_template(name)
    assert template.title
    assert template.about
    assert template.source
    assert template.entries
    for entry in template.entries:
        assert (entry.month is None) != (entry.active is None)
        assert INPUTS[entry.lever].check(entry.value) == entry.value
        assert not INPUTS[entry.lever].initial


def test_an_unknown_template_is_refused_with_those_there_are():
    with pytest.raises(ScenarioError, match="there is no plan template of that name; there are hires-by-size, roadmap"):
        load_template("../library/default")


def test_the_roadmap_begins_with_the_launch():
    results = simulate(inputs_from({"launch_month": 3}), weeks=60, replicates=range(2))
    found = dated(load_template("roadmap").entries, results)
    assert not found.left_out
    assert min(change.week for change in found.changes) == 13
    weeks = {(change.name, change.value): change.week for change in found.changes}
    assert weeks["feedback_loop", "listening"] < weeks["feedback_loop", "roadmap"] < weeks["in_product", "surfaced"]


def test_somebody_is_hired_when_the_size_is_reached_and_not_by_date():
    small, large = (simulate(inputs_from(given), weeks=60, replicates=range(3)) for given in ({}, {"starting_customers": 8_000, "batch_size": 0}))
    hires = load_template("hires-by-size").entries
    nobody, some = dated(hires, small), dated(hires, large)
    assert len(nobody.changes) < len(some.changes)
    for change, entry in zip(some.changes, hires, strict=False):
        active = np.median(large.series["weekly_active"], axis=0)
        assert (change.name, change.value) == (entry.lever, entry.value)
        assert (active[change.week - 4 : change.week] >= entry.active).all()
        assert change.week == 4 or active[change.week - 5] < entry.active
    assert any("5,000 weekly active members are not reached in this run" in reason for reason in nobody.left_out)


def test_a_size_counts_as_reached_once_it_is_kept():
    assert reached(np.array([0, 9, 9, 0, 9, 9, 9, 9, 0.0]), 9) == 8
    assert reached(np.array([0, 9, 9, 0.0]), 9) is None


def test_who_is_there_from_the_start_is_not_hired_and_nothing_is_planned_after_the_end():
    results = simulate(inputs_from({"community_managers": 3.0}), weeks=20, replicates=range(2))
    found = dated([Entry("community_managers", 2.0, active=1), Entry("guidelines", True, month=12)], results)
    assert found.changes == ()
    assert found.left_out == ("community managers: there are 3 from the start", "guidelines: it would be due after the end of the run")


def test_months_after_the_launch_count_from_the_launch_of_a_community_that_is_there():
    there = Existing(members=100, active=20, age_weeks=26)
    results = SimpleNamespace(inputs=inputs_from(), spec=RunSpec(existing=there), weeks=60, series={"weekly_active": np.zeros((2, 60))})
    found = dated([Entry("guidelines", True, month=12), Entry("mentorship", True, month=3)], results)
    assert found.changes == (Change(26, "guidelines", True),)
    assert len(found.left_out) == 1
    assert "month 3 after the launch lies before today" in found.left_out[0]


def test_new_entries_take_the_place_of_old_ones_in_the_same_week():
    old, new = Change(4, "guidelines", True), Change(4, "guidelines", False)
    other = Change(5, "guidelines", True)
    assert merged([old, other], [new]) == [new, other]


def test_the_command_writes_a_scenario_with_the_plan(command, tmp_path):
    place = tmp_path / "planned.toml"
    code, out, errors = command("plan", "default", "--template", "hires-by-size", "--runs", "2", "--weeks", "60", "--out", str(place))
    assert (code, out) == (0, "")
    assert "left out: operations" in errors.lower() or "left out: community operations" in errors
    assert Scenario.from_toml(place.read_text(encoding="utf-8")).weeks == 60
    code, _, errors = command("plan", "default", "--template", "nothing")
    assert code == 2
    assert "there is no plan template of that name" in errors


def test_one_click_fills_the_plan_and_undo_takes_it_back():
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.session_state["drawer_plan"] = True
    app.run()
    assert not app.exception
    session = app.session_state["session"]
    before = session.now
    app.button(key="template_roadmap").click().run()
    assert not app.exception
    assert len(session.now.timeline.changes) == len(load_template("roadmap").entries)
    assert any("8 changes planned" in told.value for told in app.info)
    session.undo()
    assert session.now == before

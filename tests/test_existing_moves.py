"""What is moved, and what is not, where studies start from a community that is there already."""

from __future__ import annotations

import pytest

from scenarios.scenario import Scenario
from simulation import InputError, RunSpec
from simulation.studies.cloud import Cloud, Point
from simulation.studies.conditions import conditions_from
from simulation.studies.discover import discover
from simulation.studies.moves import choices, moves_from
from simulation.studies.route import Goal
from simulation.studies.seek import seek
from simulation.studies.turning_points import turning_points
from simulation.studies.zone_map import axis_from
from simulation.vocabulary.existing import OWN, Existing
from tests.planted import Planted, planted

THERE = Existing(members=150, active=40, age_weeks=30, lived=())
HERE = RunSpec(existing=THERE)
POINT = Point(HERE.inputs, HERE.timeline)


class WithStart(Planted):
    """Planted worlds that start from a community that is there already."""

    def submit(self, work, /, rows, seed, weeks, dated, number, *_start):
        return super().submit(work, rows, seed, weeks, dated, number)


def test_no_move_is_one_that_the_setting_refuses():
    moves = moves_from(POINT, existing=THERE)
    assert {move.name for move in moves} <= set(OWN)
    for move in moves:
        assert HERE.with_value(move.name, move.value).value(move.name) == move.value
    assert "launch_month" in {move.name for move in moves_from(POINT)}
    assert "launch_month" in choices()
    assert "launch_month" not in choices(THERE)


def test_a_way_to_a_goal_tries_nothing_that_the_setting_refuses(monkeypatch):
    given = []

    def noted(*details):
        given.append(details)
        return []

    monkeypatch.setattr("simulation.studies.seek.moves_from", noted)
    cloud = Cloud(WithStart(lambda inputs, replicate: {"npv": 1.0}), seed=1, weeks=156, existing=THERE)
    assert [*seek(cloud, POINT, Goal(conditions_from(["npv>=0"], 156), (), False), rounds=1)][-1].reached
    assert given[0][-1] == THERE


@pytest.mark.parametrize("kind", ["figures", "beliefs"])
def test_figures_and_beliefs_are_refused_in_words(kind):
    with pytest.raises(InputError, match=rf"{kind}: own figures and beliefs are not moved .* visit_base, is itself found"):
        moves_from(POINT, kind, existing=THERE)
    assert moves_from(POINT, kind)


def test_no_study_of_beliefs_starts_from_a_past_that_they_would_change():
    cloud = planted(lambda inputs, replicate: {"npv": 1.0}, existing=THERE)
    for study in (discover(cloud, POINT, POINT), turning_points(cloud, POINT, POINT)):
        with pytest.raises(InputError, match="it would not stand where it does today"):
            next(study)


def test_the_command_line_refuses_before_anything_is_worked_out(command, tmp_path):
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    for file in (one, other):
        file.write_text(Scenario(title="Ours", existing=THERE).to_toml())
    for arguments in (
        ("sensitivity", one, "--of", "beliefs"), ("discover", one, other), ("compare", one, other, "--turning"),
    ):  # fmt: skip
        code, out, said = command(*arguments)
        assert (code, out) == (2, ""), arguments
        assert "own figures and beliefs are not moved" in said, arguments


@pytest.mark.parametrize("name", ["launch_month", "founders", "pmf_stage", "starting_customers"])
def test_a_map_has_axes_that_can_move_from_today_on(name):
    with pytest.raises(InputError, match=f"--x: {name} cannot be chosen from today on"):
        axis_from(name, POINT, 8, "--x", THERE)
    assert axis_from("batch_size", POINT, 8, "--x", THERE).values

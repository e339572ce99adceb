"""Looking ahead: the values beside the last one are begun while nobody waits, and never anything else."""

from __future__ import annotations

import time

import pytest

from scenarios.scenario import Scenario
from simulation import RunSpec
from simulation.engine.stream import FIRST, beginning
from ui.session import first_worlds
from ui.session.runs import known, result_cache
from ui.session.settings import History, Place
from ui.session.state import Move, Session
from ui.simulate.prefetch import beside_the_last, look_ahead


def reader(*settings: RunSpec) -> Session:
    """Return a session that went through these settings."""
    current = Session(history=History(Place(settings[0], Scenario(), "", settings[0])))
    for setting in settings[1:]:
        current.move("a lever", setting)
    return current


@pytest.mark.parametrize(
    ("name", "before", "now", "expected"),
    [
        ("batch_size", 20, 30, [40, 20]),
        ("batch_size", 30, 20, [15, 30]),
        ("empowerment", 0.5, 0.55, [0.6, 0.5]),
        ("ritual_cadence", "monthly", "biweekly", ["weekly", "monthly"]),
        ("mentorship", False, True, []),
    ],
)
def test_the_next_step_in_the_direction_of_the_last_move_comes_first(name, before, now, expected):
    start = RunSpec().with_value(name, before)
    current = reader(start, start.with_value(name, now))
    if name == "empowerment":
        assert [setting.value(name) for setting in beside_the_last(current)] == pytest.approx(expected)
    else:
        assert [setting.value(name) for setting in beside_the_last(current)] == expected


def test_beyond_the_end_of_a_lever_there_is_nothing():
    current = reader(RunSpec().with_value("batch_size", 5), RunSpec().with_value("batch_size", 0))
    assert [setting.value("batch_size") for setting in beside_the_last(current)] == [5]


def test_without_a_single_last_move_nothing_is_guessed():
    assert beside_the_last(reader(RunSpec())) == []
    assert beside_the_last(reader(RunSpec(), RunSpec().with_values({"batch_size": 40, "founders": 10}))) == []
    current = reader(RunSpec(), RunSpec().with_value("batch_size", 40))
    current.history.undo()
    assert current.last == Move("a lever", RunSpec(), RunSpec().with_value("batch_size", 40))
    assert beside_the_last(current) == [], "the last move is not where the reader is"


def test_neighbours_are_begun_and_are_what_an_answer_starts_with(pool, monkeypatch):
    monkeypatch.setattr(first_worlds, "engine", lambda: pool)
    start = RunSpec(seed=987_654, weeks=8)
    current = reader(start, start.with_value("batch_size", 25))
    look_ahead(current)
    neighbours = beside_the_last(current)
    end = time.monotonic() + 60
    while None in map(first_worlds.first_worlds, neighbours) and time.monotonic() < end:
        time.sleep(0.02)
    for setting in neighbours:
        assert known(setting) is None
        assert result_cache().get(beginning(setting)).replicates.tolist() == list(range(FIRST))
        assert result_cache().get(beginning(setting)).inputs == setting.inputs

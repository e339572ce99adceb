"""The controls are drawn anew whenever they would look different, and only then."""

from __future__ import annotations

import pytest

from scenarios.scenario import load_library
from ui.session.keys import CHARTS_KEY
from ui.session.saved_scenario import Opened
from ui.session.state import ANSWER, RESULTS, Session, fresh, scenario_of
from ui.simulate import lever
from ui.simulate import redraw as module
from ui.simulate.redraw import DELIVERED, controls, shown


@pytest.fixture
def current(monkeypatch) -> Session:
    """Return a session in which the batch size has been moved, so that it is marked."""
    monkeypatch.setattr(module, "opened", lambda current: None)
    session = fresh(load_library("default"), "default")
    session.move("first", session.now.with_value("batch_size", 25))
    return session


def test_a_marked_lever_that_moves_on_leaves_the_controls_as_they_are(current):
    before = controls(current)
    current.move("further", current.now.with_value("batch_size", 30))
    assert controls(current) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [("founders", 30), ("batch_size", 20), ("market", "enterprise")],
    ids=["another lever", "back to the start", "another market"],
)
def test_another_mark_is_another_face(current, name, value):
    before = controls(current)
    current.move("other", current.now.with_value(name, value))
    assert controls(current) != before


def test_the_first_move_enables_undo_and_a_step_back_enables_redo(current):
    untouched = fresh(load_library("default"), "default")
    assert controls(untouched) != controls(current)
    before = controls(current)
    current.move("further", current.now.with_value("batch_size", 30))
    current.history.undo()
    assert controls(current) != before


def test_what_a_save_would_keep_is_part_of_the_face(current, monkeypatch):
    found = Opened("x", 1, scenario_of(current, "Mine"), current.start)
    monkeypatch.setattr(module, "opened", lambda current: found)
    saved = controls(current)
    current.move("further", current.now.with_value("batch_size", 30))
    unsaved = controls(current)
    assert unsaved != saved
    current.move("still further", current.now.with_value("batch_size", 35))
    assert controls(current) == unsaved


def test_an_open_drawer_shows_the_setting_itself(current):
    current.drawers = ("share",)
    before = controls(current)
    current.move("further", current.now.with_value("batch_size", 30))
    assert controls(current) != before


@pytest.mark.parametrize(
    ("drawn", "ago", "left_alone"),
    [(True, 2 * DELIVERED, True), (False, 2 * DELIVERED, False), (True, DELIVERED / 2, False)],
    ids=["drawn to the end", "interrupted", "perhaps still on its way"],
)
def test_only_controls_that_the_browser_has_are_left_alone_and_others_come_after_the_first_curves(current, monkeypatch, drawn, ago, left_alone):
    asked = []
    monkeypatch.setattr(lever, "session", lambda: current)
    monkeypatch.setattr(lever.st, "session_state", {"lever_batch_size": 30, CHARTS_KEY: "the charts"})
    monkeypatch.setattr(lever.st, "rerun", asked.append)
    shown(current)
    assert current.drawn_controls == controls(current)
    current.drawn_controls = current.drawn_controls if drawn else ()
    current.drawn -= ago
    lever.moved("batch_size")
    assert current.now.value("batch_size") == 30
    assert asked == [list(ANSWER) if left_alone else [RESULTS]]
    assert current.behind is not left_alone


@pytest.mark.parametrize("hindered", ["no charts", "a message"])
def test_the_whole_page_is_drawn_where_there_are_no_charts_yet_or_something_is_to_be_said(current, monkeypatch, hindered):
    asked = []
    monkeypatch.setattr(lever, "session", lambda: current)
    monkeypatch.setattr(lever.st, "session_state", {"lever_batch_size": 30} | ({} if hindered == "no charts" else {CHARTS_KEY: "the charts"}))
    monkeypatch.setattr(lever.st, "rerun", asked.append)
    current.messages = [("error", "not allowed")] if hindered == "a message" else []
    lever.moved("batch_size")
    assert not asked
    assert not current.behind

"""A held thumb: what the browser says about it is a wish, read with care, and nothing is set by it."""

from __future__ import annotations

import math

import pytest

from simulation import RunSpec
from ui.simulate.held import preview_of

NOW = RunSpec()


@pytest.mark.parametrize(
    ("lever", "place", "value"),
    [("batch_size", 0, 0), ("batch_size", 12, 500), ("ritual_cadence", 0, "none"), ("founders", 30, 30), ("empowerment", 0.3, 0.3)],
)
def test_the_place_under_the_thumb_is_previewed_and_the_setting_left_alone(lever, place, value):
    setting, note, turn = preview_of(NOW, {"lever": lever, "place": place, "turn": 7})
    assert setting.value(lever) == value
    assert note.startswith("Preview: ")
    assert turn == 7
    assert RunSpec() == NOW


def test_a_typed_batch_size_is_a_stop_too():
    typed = NOW.with_value("batch_size", 33)
    setting, note, _ = preview_of(typed, {"lever": "batch_size", "place": 6, "turn": 1})
    assert setting.value("batch_size") == 33
    assert "33" in note


@pytest.mark.parametrize(
    "given",
    [
        None,
        "batch_size",
        {"lever": None, "turn": 3},
        {"lever": "no such lever", "place": 1, "turn": 1},
        {"lever": ["batch_size"], "place": 1, "turn": 1},
        {"lever": "batch_size", "place": 99, "turn": 1},
        {"lever": "batch_size", "place": -1, "turn": 1},
        {"lever": "batch_size", "place": 1.5, "turn": 1},
        {"lever": "batch_size", "place": "1", "turn": 1},
        {"lever": "batch_size", "place": True, "turn": 1},
        {"lever": "founders", "place": 1e9, "turn": 1},
        {"lever": "empowerment", "place": math.nan, "turn": 1},
        {"lever": "founders", "place": math.inf, "turn": 1},
        {"lever": "founders", "place": 5, "turn": "now"},
    ],
)
def test_anything_else_is_no_preview(given):
    assert preview_of(NOW, given) is None


@pytest.mark.parametrize(("lever", "held_from", "later"), [("batch_size", 4, 120), ("founders", 20, 35), ("ritual_cadence", 3, "none")])
def test_a_hold_whose_release_came_first_is_no_preview(lever, held_from, later):
    given = {"lever": lever, "place": 1, "from": held_from, "turn": 3}
    assert preview_of(NOW, given) is not None
    assert preview_of(NOW.with_value(lever, later), given) is None


@pytest.mark.parametrize(("lever", "held_from", "later"), [("batch_size", 4, 120), ("founders", 20, 35), ("ritual_cadence", 3, "none")])
def test_a_value_that_is_set_is_shown_wherever_the_lever_stands_by_now(lever, held_from, later):
    given = {"lever": lever, "place": 1, "from": held_from, "turn": 3, "settled": True}
    setting, note, turn = preview_of(NOW, given)
    assert (setting.value(lever), note, turn) == (preview_of(NOW, {**given, "settled": False})[0].value(lever), "", 3)
    assert preview_of(NOW.with_value(lever, later), given)[0] == setting
    assert preview_of(setting, given)[0] == setting
    assert preview_of(NOW, {**given, "settled": "yes"})[1].startswith("Preview: "), "nothing but true"

"""The auditorium index by hand: components, weights that give way to what is unknown, spells that last."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY, WEIGHTS, components, index, ratio, spells, trailing_sum

COUNTS = ("speakers", "members", "newcomer_answered", "newcomer_posts", "ties", "visits", "voices", "active", "replies")


def constant(weeks: int = 6, **values: float) -> dict[str, np.ndarray]:
    """Return the components of weekly counts that stay the same."""
    return components(**{name: np.full((1, weeks), float(values[name])) for name in COUNTS})


LIVELY = dict.fromkeys(COUNTS, 100.0) | {"speakers": 16, "members": 100, "ties": 320, "voices": 30, "replies": 250}
HALL = {
    "speakers": 2,
    "members": 100,
    "newcomer_answered": 20,
    "newcomer_posts": 100,
    "ties": 0,
    "visits": 50,
    "voices": 0,
    "active": 50,
    "replies": 0,
}


def test_a_lively_place_has_index_zero_and_a_silent_hall_index_one():
    assert index(constant(**LIVELY))[0, -1] == 0
    assert index(constant(**HALL))[0, -1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("part", "values", "expected"),
    [
        ("silence", {"speakers": 6.5, "members": 100}, 0.5),  # (.065 - .03) / .07
        ("neglect", {"newcomer_answered": 40, "newcomer_posts": 100}, 0.5),  # (.40 - .20) / .40
        ("disconnection", {"ties": 62.5, "visits": 100}, 0.75),  # .625 of two and a half ties
        ("concentration", {"voices": 3.2, "members": 100}, 0.6),  # .032 / .08
        ("broadcast", {"replies": 25, "active": 100}, 0.75),  # .25 of one reply per visitor
    ],
)
def test_each_component_by_hand(part, values, expected):
    parts = constant(**(LIVELY | values))
    assert parts[part][0, -1] == pytest.approx(expected)
    assert index(parts)[0, -1] == pytest.approx(WEIGHTS[part] * expected)


def test_weights_add_up_and_the_thresholds_are_in_order():
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert 0 < HEALTHY < AUDITORIUM < 1


def test_what_is_unknown_is_left_out_and_never_counted_as_healthy_or_ill():
    nobody_new = constant(**(HALL | {"newcomer_posts": 0, "newcomer_answered": 0}))
    assert np.isnan(nobody_new["neglect"]).all()
    assert index(nobody_new)[0, -1] == pytest.approx(1)
    half = constant(**(LIVELY | {"newcomer_posts": 0, "newcomer_answered": 0, "speakers": 6.5}))
    assert index(half)[0, -1] == pytest.approx(0.30 * 0.5 / 0.80)
    assert np.isnan(index(constant(**dict.fromkeys(COUNTS, 0.0)))).all()


def test_components_look_at_the_last_four_weeks_together():
    posts = np.array([[0.0, 10.0, 0.0, 30.0, 0.0, 0.0, 0.0, 0.0]])
    answered = np.array([[0.0, 10.0, 0.0, 11.0, 0.0, 0.0, 0.0, 0.0]])
    ones = np.ones_like(posts)
    arguments = dict.fromkeys(COUNTS, ones) | {"newcomer_posts": posts, "newcomer_answered": answered}
    neglect = components(**arguments)["neglect"][0]
    expected = [np.nan, 0.0, 0.0, 1 - (21 / 40 - 0.2) / 0.4, 1 - (21 / 40 - 0.2) / 0.4, 1 - (11 / 30 - 0.2) / 0.4, 1 - (11 / 30 - 0.2) / 0.4, np.nan]
    np.testing.assert_allclose(neglect, expected)


def test_sums_and_ratios():
    np.testing.assert_array_equal(trailing_sum(np.array([[1.0, 2, 3, 4, 5, np.nan]])), [[1, 3, 6, 10, 14, 12]])
    np.testing.assert_array_equal(trailing_sum(np.ones((1, 3)), 10), [[1, 2, 3]])
    np.testing.assert_array_equal(ratio(np.array([[1.0, 2.0]]), np.array([[4.0, 0.0]])), [[0.25, np.nan]])


def test_a_spell_needs_three_weeks_in_a_row():
    series = np.array([[0.5, 0.5, 0.1, 0.45, 0.6, 0.5, 0.44, np.nan, 0.9, 0.9], [0.9, 0.9, np.nan, 0.9, 0.9, 0.1, 0.9, 0.9, 0.9, 0.9]])
    inside = spells(series)
    assert np.flatnonzero(inside[0]).tolist() == [3, 4, 5]
    assert np.flatnonzero(inside[1]).tolist() == [6, 7, 8, 9]
    assert not spells(np.zeros((2, 0))).any()

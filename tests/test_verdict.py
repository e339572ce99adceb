"""The verdict: never a date without its range and its number of worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulation import inputs_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.auditorium import SETTLING
from simulation.outcomes.verdict import community_sentence, verdict
from simulation.outcomes.zones import onset

WEEKS, WORLDS = 52, 10


@pytest.fixture(scope="module")
def results():
    return simulate(inputs_from(), seed=5, weeks=WEEKS, replicates=range(WORLDS))


def with_index(results, rows):
    return replace(results, series={**results.series, "auditorium_index": np.array(rows, dtype=float)})


def level(*parts: tuple[int, float]) -> list[float]:
    """Return an index by (weeks, value), filled up with the last value."""
    values = [value for weeks, value in parts for _ in range(weeks)]
    return values + [values[-1]] * (WEEKS - len(values))


def test_a_healthy_community(results):
    assert community_sentence(with_index(results, [level((WEEKS, 0.1))] * WORLDS)) == "The community stays healthy in all 10 worlds."


def test_the_states_are_counted_and_dated(results):
    rows = [level((WEEKS, 0.1))] * 7 + [level((20, 0.1), (1, 0.3))] * 1 + [level((26, 0.1), (10, 0.6), (1, 0.1))] * 2
    assert community_sentence(with_index(results, rows)) == (
        "The community stays healthy in 7 of 10 worlds; "
        "it becomes an auditorium in 2, first in month 7, and by the end it is healthy; "
        "it is at risk at times in 1, first in month 5, and by the end it is still at risk."
    )


def test_a_moment_does_not_count_and_neither_does_the_start(results):
    moment = level((20, 0.1), (2, 0.9), (1, 0.1))
    start = level((SETTLING, 0.9), (1, 0.1))
    gap = level((20, 0.1), (2, 0.9), (1, np.nan), (2, 0.9), (1, 0.1))
    assert onset(np.array([moment, start, gap]), 0.45).tolist() == [-1, -1, -1]
    assert onset(np.array([level((20, 0.1), (3, 0.45), (1, 0.1))]), 0.45).tolist() == [20]
    assert "healthy in all" in community_sentence(with_index(results, [moment, start] * 5))


def test_what_cannot_be_known_is_said(results):
    assert community_sentence(with_index(results, [level((WEEKS, np.nan))] * WORLDS)) == "The community is too small to be judged in all 10 worlds."


def test_worlds_add_up_whatever_happens(results):
    rng = np.random.default_rng(4)
    rows = np.clip(rng.normal(0.3, 0.25, (WORLDS, 1)) + rng.normal(0, 0.05, (WORLDS, WEEKS)), 0, 1)
    counts = [int(word) for word in community_sentence(with_index(results, rows)).split(", and by")[0].split() if word.isdigit()]
    assert counts[1] == WORLDS
    assert verdict(with_index(results, rows)).startswith("Worth") or verdict(with_index(results, rows)).startswith("Loses")


def test_one_world_and_no_community(results):
    one = simulate(inputs_from(), seed=5, weeks=WEEKS, replicates=[0])
    assert "in the one world simulated" in verdict(one)
    off = simulate(inputs_from({"community": False}), seed=5, weeks=12, replicates=[0, 1])
    assert verdict(off) == "There is no community in this setting: nothing is spent on it and nothing comes back."


@pytest.mark.parametrize("weeks", [1, 3, 5])
def test_a_very_short_horizon_has_a_verdict_too(weeks):
    assert verdict(simulate(inputs_from(), seed=5, weeks=weeks, replicates=range(3))).endswith(".")

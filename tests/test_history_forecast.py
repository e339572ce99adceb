"""The level of a history: the forecast beats the last value on real communities, and its ranges hold what came."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from simulation.studies.history.forecast import HORIZON, known_spread, level, naive, theta
from simulation.studies.history.windows import coverage, held_against, keep_errors, windows

HISTORIES = Path(os.environ.get("CLG_HISTORIES", Path(__file__).parents[2] / "shared" / "data" / "histories"))
needs_histories = pytest.mark.skipif(not HISTORIES.is_dir(), reason=f"the real histories are not at {HISTORIES}")


@pytest.fixture(scope="module")
def real():
    return list(windows(HISTORIES))


@pytest.mark.histories
@needs_histories
def test_the_level_beats_the_last_value_on_real_communities(real):
    found = held_against(real, {})
    assert len(real) == 54
    assert found["ratio"]["naive"] == 1
    assert found["ratio"]["theta"] <= 0.87
    assert len(found["communities"]) == 20


@pytest.mark.histories
@needs_histories
def test_ranges_hold_what_came_in_communities_that_were_left_out(real):
    assert 0.72 <= coverage(real)["share"] <= 0.88


@pytest.mark.histories
@needs_histories
def test_the_kept_errors_are_those_of_the_histories(real, tmp_path):
    keep_errors(real, tmp_path / "errors.json")
    from simulation.studies.history.forecast import ERRORS

    assert (tmp_path / "errors.json").read_text() == ERRORS.read_text()


def test_a_range_lies_around_its_forecast_and_follows_the_noise():
    steps = np.random.default_rng(3).normal(0, 1, 30).cumsum()
    calm, wild = np.exp(4 + 0.05 * steps), np.exp(4 + 0.25 * steps)
    for values in (calm, wild):
        found = level(values)
        assert found.median.shape == (HORIZON,)
        assert (found.low < found.median).all()
        assert (found.median < found.high).all()
    width = [np.log((level(values).high + 1) / (level(values).low + 1)).mean() for values in (calm, wild)]
    assert width[1] > 3 * width[0]


def test_a_history_that_stands_still_goes_on():
    still = np.full(24, 40.0)
    np.testing.assert_allclose(theta(still, 6), naive(still, 6))
    assert level(still).low[0] > 35


def test_more_than_a_year_ahead_is_not_claimed():
    with pytest.raises(ValueError, match="1 to 12 months ahead, not 13"):
        level(np.arange(24.0) + 9, 13)
    assert known_spread().shape == (2, HORIZON)

"""Word of mouth alone follows the curve of Bass (1969)."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import inputs_from
from simulation.engine.ensemble import simulate

MARKET, WEEKS = 10_000, 520


@pytest.mark.parametrize(("innovation", "imitation"), [(0.03, 0.38), (0.1, 0.0), (0.01, 0.8)])
def test_word_of_mouth_alone_follows_bass(innovation, imitation):
    settings = {"community": False, "starting_customers": 0, "paid_spend": 0.0, "organic_signups": 0.0, "conversion": 0.01}
    inputs = inputs_from({**settings, "market_size": MARKET, "bass_innovation": innovation, "bass_imitation": imitation})
    results = simulate(inputs, weeks=WEEKS, replicates=range(4))
    adopted = results.series["signups"].cumsum(axis=1).mean(axis=0) / MARKET
    years = np.arange(1, WEEKS + 1) / 52
    speed = innovation + imitation
    curve = (1 - np.exp(-speed * years)) / (1 + imitation / innovation * np.exp(-speed * years))
    # Chance among the first few adopters moves the whole curve; weeks instead of moments delay it by half a week.
    assert np.abs(adopted - curve).max() < (0.03 if innovation > 0.01 else 0.05)
    assert curve[-1] > 0.6
    if imitation > innovation:
        peak = np.log(imitation / innovation) / speed
        weekly = results.series["signups"].mean(axis=0)
        smooth = np.convolve(weekly, np.ones(26) / 26, mode="same")
        assert abs(smooth.argmax() / 52 - peak) < 0.8
    # Recommended and spontaneous adopters are told apart: their shares follow the same equations.
    if imitation == 0:
        assert results.series["signups_word_of_mouth"].sum() == 0


def test_without_any_source_nobody_signs_up():
    inputs = inputs_from({"community": False, "paid_spend": 0.0, "organic_signups": 0.0})
    results = simulate(inputs, weeks=20, replicates=range(2))
    assert results.series["signups"].sum() == 0

"""Scenarios share their random numbers: paired differences vary far less than differences between unrelated worlds."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import RunSpec, inputs_from
from simulation.engine.ensemble import run_replicates

RUNS, WEEKS = 30, 52
CHANGES = {
    "community_managers": 2.0,
    "selling_pressure": 0.5,
    "ritual_cadence": "biweekly",
    "reporting_line": "support",
    "paid_spend": 6_000.0,
}
OUTPUTS = ("weekly_active", "posts", "signups", "mrr", "npv")
MEDIAN, WORST = 0.10, 0.25


def outputs(settings: dict, seed: int, beliefs: bool) -> np.ndarray:
    """Return the final figures, shape (outputs, runs)."""
    results = run_replicates(RunSpec(inputs_from(settings), seed=seed, weeks=WEEKS, runs=RUNS, beliefs=beliefs))
    return np.stack([results.final(name) for name in OUTPUTS])


@pytest.mark.parametrize("beliefs", [False, True])
def test_common_random_numbers_cut_the_variance_of_differences(beliefs):
    base = outputs({}, 7, beliefs)
    shares = {}
    for name, value in CHANGES.items():
        paired = outputs({name: value}, 7, beliefs) - base
        unrelated = outputs({name: value}, 8, beliefs) - base
        for output, one, other in zip(OUTPUTS, paired.var(axis=1), unrelated.var(axis=1), strict=True):
            shares[name, output] = one / other
    assert np.median(list(shares.values())) <= MEDIAN, shares
    worst = max(shares, key=shares.get)
    assert shares[worst] <= WORST, (worst, shares[worst])

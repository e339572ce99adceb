"""The range around what a surge does: runs are resampled in pairs, by scipy, and the same for everybody."""

from __future__ import annotations

import numpy as np

from simulation.studies.surges import RESAMPLED, _ratio_range


def pairs(seed: int, share: float) -> list[tuple[int, int]]:
    rng = np.random.default_rng(seed)
    return [(int(new), int(rng.binomial(new, share))) for new in rng.integers(20, 80, 12)]


def test_the_range_is_that_of_pairs_drawn_by_hand():
    surge, base = pairs(3, 0.25), pairs(4, 0.4)
    picks = np.random.default_rng(1).integers(0, 12, (RESAMPLED, 12))
    by_hand = sorted(
        (sum(surge[one][1] for one in pick) / sum(surge[one][0] for one in pick))
        / (sum(base[one][1] for one in pick) / sum(base[one][0] for one in pick))
        for pick in picks
    )
    low, whole, high = _ratio_range(surge, base)
    assert (low, high) == (by_hand[40], by_hand[360]), "bit for bit"
    assert low < whole < high


def test_a_surge_that_changes_nothing_is_not_told_from_none():
    assert _ratio_range(pairs(5, 0.3), pairs(5, 0.3)) == (1.0, 1.0, 1.0)


def test_one_pair_has_no_range():
    assert _ratio_range([(40, 10)], [(40, 20)]) == (0.5, 0.5, 0.5)

"""Loops that do many numbers at once: as exact as the libraries' own, and the same for a number whatever stands beside it."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulation.state.exponential import MOST, exponentials
from simulation.state.normal import normals


def raised(x: np.ndarray) -> np.ndarray:
    y = x.astype(np.float64)
    exponentials(y)
    return y


def off_by(found: np.ndarray, expected: np.ndarray, bits: type) -> int:
    """Return by how many units in the last place two arrays of one sign differ at most."""
    return int(np.abs(found.view(bits) - expected.view(bits)).max())


def test_exponentials_are_off_by_three_units_in_the_last_place_at_most():
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.uniform(-MOST, MOST, 400_000), rng.normal(0, 1, 400_000), rng.normal(0, 1e-9, 1_000)])
    assert off_by(raised(x), np.exp(x), np.int64) <= 3
    assert raised(np.array([0.0, -0.0])).tolist() == [1.0, 1.0], "no hazard is no hazard"


def test_exponents_are_taken_no_further_than_said():
    ends = raised(np.array([-np.inf, -1e6, np.inf, 1e6]))
    assert ends.tolist() == raised(np.array([-MOST, -MOST, MOST, MOST])).tolist()
    assert 1 - ends[0] == 1


def test_normals_are_those_of_every_random_number_that_can_be_drawn():
    # A random number has 23 bits: all eight million of them.
    u = np.arange(2**23, dtype=np.uint32).astype(np.float32) * np.float32(2**-23) + np.float32(2**-24)
    z = normals(u)
    assert np.isfinite(z).all()
    assert (np.diff(z) >= 0).all()
    assert off_by(np.abs(z), np.abs(ndtri(u)), np.int32) <= 1


def test_a_number_is_the_same_in_any_company():
    rng = np.random.default_rng(2)
    x, u = rng.normal(0, 3, 67), rng.uniform(0, 1, 67).astype(np.float32)
    for start in range(9):  # at every place among those that are done at once, and behind the last whole set of them
        for end in range(len(x) - 9, len(x)):
            assert raised(x)[start:end].tobytes() == raised(x[start:end]).tobytes()
            assert normals(u)[start:end].tobytes() == normals(u[start:end]).tobytes()

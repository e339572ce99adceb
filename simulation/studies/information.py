"""What is worth measuring first: the value of knowing a belief before choosing, from a cloud of beliefs.

EVPI is what knowing everything would add to the choice; EVPPI, what knowing one belief would. The latter regresses the advantage
on the belief (Strong, Oakley and Brennan 2014), takes off what the same regression finds in shuffled beliefs, and is never below zero.
"""

from __future__ import annotations

import numpy as np

DEGREE = 3  # of the polynomial in a belief
SHUFFLES = 40
ROUNDING = 1e-9


def value_of_everything(advantage: np.ndarray) -> float:
    """Return the expected value of perfect information from the advantage of one choice over another, (n,).

    An upper bound: it holds what stochastic variation decides, which nobody can measure beforehand.

    >>> value_of_everything(np.array([3.0, 1.0])), value_of_everything(np.array([3.0, -1.0]))
    (0.0, 0.5)
    """
    return float(np.maximum(advantage, 0).mean() - max(advantage.mean(), 0.0))


def value_of_each(beliefs: np.ndarray, advantage: np.ndarray, seed: int = 0) -> np.ndarray:
    """Return the expected value of knowing each belief (n, d) alone, shape (d,), in the advantage's unit."""
    rng = np.random.default_rng([seed, len(advantage)])
    shuffles = np.stack([rng.permutation(advantage) for _ in range(SHUFFLES)], axis=1)
    values = np.zeros(beliefs.shape[1])
    for column in range(beliefs.shape[1]):
        spread = beliefs[:, column].std()
        if not spread:
            continue
        place = (beliefs[:, column] - beliefs[:, column].mean()) / spread
        basis, _ = np.linalg.qr(np.vander(place, DEGREE + 1))
        fitted = basis @ (basis.T @ np.column_stack([advantage, shuffles]))
        known = np.maximum(fitted, 0).mean(axis=0) - max(advantage.mean(), 0.0)
        found = float(known[0] - np.quantile(known[1:], 0.9))
        values[column] = found if found > ROUNDING * np.abs(advantage).max() else 0.0
    return values

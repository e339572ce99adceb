"""Interest in the subject rises and falls for reasons of its own: the same for both arms and in every scenario.

One number per replicate and week, x = slow + short, on a logarithmic scale: 0 is the interest of today, in which all figures of a
setting are given. Replicates come in opposite pairs, 2k with x and 2k + 1 with -x, so that medians stay where they are; what is
multiplied by exp(x) is divided by its mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulation.state.randomness import Draws
from simulation.vocabulary.inputs import Inputs

JUMPS = 1 / 156  # chance per week that a competitor, a licence or a fashion changes interest at once: about once in three years, A
JUMP = 1.2  # size of such a jump, in standard deviations of the slow part, A
SPELL = 3.0  # [weeks] that a short spell lasts
EVENTS = ("interest", "interest jump", "interest spell")


def exponential(values: np.ndarray) -> np.ndarray:
    """Return exp of each value, the same bit for bit however many there are: numpy rounds the last ones of an array differently."""
    return np.array([math.exp(value) for value in values.ravel().tolist()]).reshape(values.shape)


def interest_path(inputs: Sequence[Inputs], seed: int, replicates: np.ndarray, weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x and what it multiplies demand by, exp(x) over its mean, each (R, weeks)."""
    spread, memory, spell = (np.array([getattr(one, f"interest_{name}") for one in inputs]) for name in ("spread", "memory", "spells"))
    draws = Draws(seed, replicates // 2)
    sign = np.where(replicates % 2, -1.0, 1.0)
    keep, keep_spell = exponential(-1 / memory), math.exp(-1 / SPELL)
    fresh, jump = spread**2 * (1 - keep**2), JUMP * spread
    slow, short, known = np.zeros(len(replicates)), np.zeros(len(replicates)), np.zeros(len(replicates))
    path, variance = np.zeros((len(replicates), weeks)), np.zeros((len(replicates), weeks))
    for week in range(1, weeks):  # week 0 is today
        z = draws.normals(draws.world_keys, EVENTS, week)
        jumps = draws.uniform(draws.world_keys, "interest jumps", week) < JUMPS
        slow = keep * slow + np.sqrt(fresh) * z[0] + jumps * jump * z[1]
        short = keep_spell * short + spell * np.sqrt(1 - keep_spell**2) * z[2]
        known = keep**2 * known + fresh + JUMPS * jump**2
        path[:, week] = sign * (slow + short)
        variance[:, week] = known + spell**2 * (1 - keep_spell ** (2 * week))
    return path, exponential(path - variance / 2)

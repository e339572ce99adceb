"""Interest in the subject rises and falls for reasons of its own: the same for both arms and in every scenario.

One number per replicate and week, x = slow + jumps + spells, on a logarithmic scale: 0 is the interest of today, in which all
figures of a setting are given. Replicates come in opposite pairs, 2k with x and 2k + 1 with -x, so that medians stay where they
are; what is multiplied by exp(x) is divided by its mean.
"""

from __future__ import annotations

import numpy as np

from simulation.state.randomness import Draws
from simulation.vocabulary.inputs import Inputs

JUMPS = 1 / 156  # per week: about once in three years a competitor, a licence or a fashion, A
JUMP = 0.6  # log standard deviation of a jump, in those of the slow part, A
SPELL = 3.0  # [weeks] that a short spell lasts
EVENTS = ("interest", "interest jump", "interest spell")


def interest_path(inputs: Inputs, seed: int, replicates: np.ndarray, weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x and what it multiplies demand by, each (R, weeks): exp(x) over its mean."""
    spread, spell = inputs.interest_spread, inputs.interest_spells
    draws = Draws(seed, replicates // 2)
    sign = np.where(replicates % 2, -1.0, 1.0)
    keep, keep_spell = np.exp(-1 / inputs.interest_memory), np.exp(-1 / SPELL)
    slow, short = np.zeros(len(replicates)), np.zeros(len(replicates))
    path, variance = np.zeros((len(replicates), weeks)), np.zeros(weeks)
    known = 0.0  # variance of the slow part so far
    fresh = spread**2 * (1 - keep**2)
    for week in range(1, weeks):  # week 0 is today
        z = draws.normals(draws.world_keys, EVENTS, week)
        u = draws.uniform(draws.world_keys, "interest jumps", week)
        slow = keep * slow + np.sqrt(fresh) * z[0] + (u < JUMPS) * JUMP * spread * z[1]
        short = keep_spell * short + spell * np.sqrt(1 - keep_spell**2) * z[2]
        known = keep**2 * known + fresh + JUMPS * (JUMP * spread) ** 2
        path[:, week] = sign * (slow + short)
        variance[week] = known + spell**2 * (1 - keep_spell ** (2 * week))
    return path, np.exp(path - variance / 2)

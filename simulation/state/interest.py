"""Interest in the subject rises and falls for reasons of its own: the same for both arms and in every scenario.

One number per replicate and week, x = slow + short, on a logarithmic scale: 0 is the interest of today, in which all figures of a
setting are given. Replicates come in opposite pairs, 2k with x and 2k + 1 with -x, so that medians stay where they are; what is
multiplied by exp(x) is divided by its mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.state.normal import normals
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
    spread, memory, spell = (np.array([float(getattr(one, f"interest_{name}")) for one in inputs]) for name in ("spread", "memory", "spells"))
    draws = Draws(seed, replicates // 2)
    sign = np.where(replicates % 2, -1.0, 1.0)
    keep, keep_spell = exponential(-1 / memory), math.exp(-1 / SPELL)
    fresh, jump = spread**2 * (1 - keep**2), JUMP * spread
    events = draws.by_week(EVENTS, weeks)
    path, variance = _wander(
        z=normals(events.ravel()).reshape(events.shape), u=draws.by_week(("interest jumps",), weeks), sign=sign, keep=keep, keep_spell=keep_spell,
        scale=np.sqrt(fresh), scale_spell=spell * np.sqrt(1 - keep_spell**2), fresh=fresh, jump=jump, spell=spell,
        faded=np.array([keep_spell ** (2 * week) for week in range(weeks)]),
    )  # fmt: skip
    return path, exponential(path - variance / 2)


@compiled
def _wander(z, u, sign, keep, keep_spell, scale, scale_spell, fresh, jump, spell, faded):
    """Return x and its variance, each (R, weeks)."""
    weeks, count = z.shape[0], sign.size
    path, variance = np.zeros((count, weeks)), np.zeros((count, weeks))
    for row in range(count):
        slow = short = known = 0.0
        for week in range(1, weeks):  # week 0 is today
            jumps = 1.0 if u[week, 0, row] < np.float32(JUMPS) else 0.0
            slow = keep[row] * slow + scale[row] * z[week, 0, row] + jumps * jump[row] * z[week, 1, row]
            short = keep_spell * short + scale_spell[row] * z[week, 2, row]
            known = keep[row] * keep[row] * known + fresh[row] + JUMPS * (jump[row] * jump[row])
            path[row, week] = sign[row] * (slow + short)
            variance[row, week] = known + spell[row] * spell[row] * (1 - faded[week])
    return path, variance

"""A person comes into being: an identity, where it came from, and what it is drawn to."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.state.normal import normals
from simulation.state.randomness import CHANNELS

NOT_DRAWN = np.zeros(len(CHANNELS), dtype=np.float32)


def arrive(
    world, rows: np.ndarray, codes: int | np.ndarray, ordinals: np.ndarray, stage: int, drawn: np.ndarray = NOT_DRAWN
) -> tuple[np.ndarray, np.ndarray]:
    """Create one person per entry of `rows` (sorted) and return their flat indices and keys.

    Args:
        codes: where they come from (a code of `CHANNEL`), for all or for each.
        ordinals: their numbers within the channel.
        stage: their commercial stage.
        drawn: how much more than others those of each channel are drawn to communities [SD], by code.
    """
    people = world.people
    new = people.append(rows)
    if isinstance(codes, int):
        codes = np.full(len(rows), codes)
    keys, u = world.draws.born(rows, codes, ordinals, ("affinity", "loyalty"))
    _be_somebody(
        new=new, keys=keys, codes=codes, u=u, drawn=drawn, stage=stage, week=world.week, key=people.key, stages=people.stage,
        source=people.source, signup=people.signup, affinity=people.affinity, frailty=people.frailty,
    )  # fmt: skip
    return new, keys


@compiled
def _be_somebody(new, keys, codes, u, drawn, stage, week, key, stages, source, signup, affinity, frailty):
    """Write down who each newly arrived person is: its key, where it comes from and its latent traits [SD]."""
    leanings, loyalties = normals(u[0]), normals(u[1])
    for i in range(new.size):
        person = new[i]
        leaning = leanings[i] + drawn[codes[i]]
        key[person] = keys[i]
        stages[person] = stage
        source[person] = codes[i]
        signup[person] = week
        affinity[person] = leaning
        # Whoever is drawn to communities is somewhat more loyal by nature: part of every naive comparison is selection.
        frailty[person] = (leaning + loyalties[i]) * np.float32(0.5**0.5)

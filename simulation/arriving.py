"""A person comes into being: an identity, where it came from, and what it is drawn to."""

from __future__ import annotations

import numpy as np


def arrive(
    world, rows: np.ndarray, codes: int | np.ndarray, ordinals: np.ndarray, stage: int, drawn: float | np.ndarray = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Create one person per entry of `rows` (sorted) and return their flat indices and keys.

    Args:
        codes: where they come from (a code of `CHANNEL`), for all or for each.
        ordinals: their numbers within the channel.
        stage: their commercial stage.
        drawn: how much more than others they are drawn to communities [SD].
    """
    people, draws = world.people, world.draws
    new = people.append(rows)
    keys = draws.identities(rows, codes, ordinals)
    people.key[new] = keys
    people.stage[new] = stage
    people.source[new] = codes
    people.signup[new] = world.week
    affinity, loyalty = draws.normals(keys, ("affinity", "loyalty"))
    affinity += np.float32(drawn)
    people.affinity[new] = affinity
    # Whoever is drawn to communities is somewhat more loyal by nature: part of every naive comparison is selection.
    people.frailty[new] = (affinity + loyalty) * np.float32(0.5**0.5)
    return new, keys

"""Numbers that a plan may change on the way, week by week."""

from __future__ import annotations

import numpy as np

from simulation.state.world import World
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.timeline import Timeline


def priced(name: str, inputs: Inputs, timeline: Timeline, weeks: int) -> np.ndarray:
    """Return the weekly value of a number that the timeline may change, shape (weeks,)."""
    values = np.full(weeks, float(getattr(inputs, name)))
    for change in timeline.changes:
        if change.name == name:
            values[change.week :] = change.value
    return values


def by_row(world: World, name: str) -> np.ndarray:
    """Return such a number by row, shape (R, weeks)."""
    return np.stack([priced(name, row.inputs, row.timeline, world.weeks) for row in world.rows])

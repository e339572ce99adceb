"""Numbers that a plan may change on the way, week by week."""

from __future__ import annotations

from dataclasses import replace

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


def at_the_end(inputs: Inputs, timeline: Timeline, weeks: int) -> Inputs:
    """Return the inputs as they are in the last week, whatever was planned or moved the place on the way."""
    values = {change.name: change.value for change in timeline.changes if change.week < weeks}
    moves = [shock.size for shock in timeline.shocks if shock.kind == "migration" and shock.week < weeks]
    return replace(inputs, **values, **({"platform": moves[-1]} if moves else {}))


def by_row(world: World, name: str) -> np.ndarray:
    """Return such a number by row, shape (R, weeks)."""
    return np.stack([priced(name, row.inputs, row.timeline, world.weeks) for row in world.rows])

"""The demand for a return: asked before there is one, it makes sure there will be none."""

from __future__ import annotations

import numpy as np

from simulation.kernels.process import process

FLOOR = 0.5  # of the team that a review leaves, A
QUARTER = 13  # [weeks] of value and cost that a review looks at


@process()
def review_return(world) -> None:
    """Once a month from the review month on, hold attributed value against cost and react."""
    start, week = world.inputs.roi_review_month, world.week
    month = week * 12 // 52
    first_of_month = month != (week - 1) * 12 // 52
    if not start or not first_of_month or month < start or not world.community:
        world.review_gap *= 1.0 if start and month >= start else 0.9
        return
    window = slice(max(0, week - QUARTER), week)
    cost = world.record["cost"][:, window].sum(axis=1)
    value = world.attributed[:, window].sum(axis=1)
    ratio = np.divide(value, world.inputs.review_hurdle * cost, out=np.ones(world.count), where=cost > 0)
    gap = np.clip(1 - ratio, 0, 1)
    world.review_gap = gap
    missed = gap > 0
    world.review_selling = np.where(missed, np.minimum(1.0, world.review_selling + 0.25 * gap), world.review_selling * 0.8)
    world.events_factor = np.where(missed, world.events_factor * 0.75, np.minimum(1.0, world.events_factor * 1.1))
    world.review_strikes = np.where(gap > 0.5, world.review_strikes + 1, 0)
    # One step a quarter, and never below half of the team: who is left has to show what the place is worth.
    cut = (world.review_strikes >= 2) & (month % 3 == 0)
    world.staff_cut = np.minimum(world.staff_cut + 0.5 * cut, FLOOR * world.inputs.community_managers)
    world.review_strikes[cut] = 0

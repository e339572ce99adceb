"""The demand for a return: asked before there is one, it makes sure there will be none."""

from __future__ import annotations

import numpy as np

from simulation.kernels.process import process

SELLS_MORE = 0.15  # selling that a review asks for on top, per month of a full gap, A
MOST_SELLING = 0.6  # that reviews ask for, A
FLOOR = 0.5  # of the team that reviews can take away: who is left has to show what the place is worth, A
QUARTER = 13  # [weeks] of value and cost that a review looks at
GAP_KEPT, SELLING_KEPT = 0.9, 0.8  # of a felt gap left a week after reviews end, and of extra selling after one that went well, A
EVENTS_CUT, EVENTS_BACK = 0.75, 1.1  # events budget after a review that went badly, and after one that went well, A


@process("world.events_factor", "world.review_gap", "world.review_selling", "world.review_strikes", "world.staff_cut")
def review_return(world) -> None:
    """Once a month from the review month on, hold attributed value against cost and react."""
    if not world.anywhere("roi_review_month") and not world.review_gap.any():
        return
    week, start = world.week, world.each("roi_review_month")
    month = week * 12 // 52
    asked = (start > 0) & (month >= start)
    due = asked & world.community if month != (week - 1) * 12 // 52 else np.zeros(world.count, dtype=bool)
    world.review_gap[~asked] *= GAP_KEPT
    if not due.any():
        return
    window = slice(max(0, week - QUARTER), week)
    cost = world.record["cost"][:, window].sum(axis=1)
    value = world.attributed[:, window].sum(axis=1)
    ratio = np.divide(value, world.each("review_hurdle") * cost, out=np.ones(world.count), where=cost > 0)
    gap = np.clip(1 - ratio, 0, 1)
    missed = gap > 0
    selling = np.where(missed, np.minimum(MOST_SELLING, world.review_selling + SELLS_MORE * gap), world.review_selling * SELLING_KEPT)
    events = np.where(missed, world.events_factor * EVENTS_CUT, np.minimum(1.0, world.events_factor * EVENTS_BACK))
    strikes = np.where(gap > 0.5, world.review_strikes + 1, 0)
    cut = due & (strikes >= 2) & (month % 3 == 0)  # one step a quarter
    world.review_gap = np.where(due, gap, world.review_gap)
    world.review_selling = np.where(due, selling, world.review_selling)
    world.events_factor = np.where(due, events, world.events_factor)
    world.review_strikes = np.where(due & ~cut, strikes, np.where(cut, 0, world.review_strikes))
    world.staff_cut = np.where(due, np.minimum(world.staff_cut + 0.5 * cut, FLOOR * world.each("community_managers")), world.staff_cut)

"""Planned changes and shocks take effect."""

from __future__ import annotations

import numpy as np

from simulation.kernels.process import process
from simulation.state.population import LEFT, MEMBER
from simulation.vocabulary.inputs import changed

EARLY_WEEKS = 45.0  # for which a migration counts as early, S3; size A
EARLY_FORCE = 2.0  # how much worse the shock is at the very start, A
SHOCK_WEEKS = 13  # how long an algorithm change lasts
ALGORITHM_MONTHLY = 0.02  # chance per month that a rented network changes its rules, S3
ALGORITHM_REACH = 0.4  # reach it leaves


@process("members.value", "members.habit", "members.contact", "members.tie_strength", "members.status", "members.left", "people.membership")
def apply_plans(world) -> None:
    """Apply this week's planned changes and shocks.

    A change of platform on the timeline is a migration: the same move, the same loss.
    """
    for change in world.timeline.changes:
        if change.week == world.week:
            moved = change.name == "platform" and change.value != world.inputs.platform
            if moved:
                _migrate(world, change.value)
            else:
                world.set_inputs(changed(world.inputs, change.name, change.value))
    world.arrivals = []
    for shock in world.timeline.shocks:
        if shock.week != world.week or not world.community:
            continue
        if shock.kind == "migration":
            _migrate(world, shock.size)
        elif shock.kind == "algorithm":
            world.reach[:] = shock.size
            world.reach_until[:] = world.week + SHOCK_WEEKS
        else:
            world.arrivals.append((shock.size, shock.kind == "influx_low_intent"))
    if world.inputs.platform == "rented":
        u = world.draws.uniform(world.draws.world_keys[: world.count], "algorithm", world.week)
        hit = (u < ALGORITHM_MONTHLY * 12 / 52) & (world.reach >= 1)
        world.reach[hit] = ALGORITHM_REACH
        world.reach_until[hit] = world.week + SHOCK_WEEKS
    world.reach[world.week >= world.reach_until] = 1.0
    world.search_reach = min(1.0, world.search_reach + 0.01)  # moved pages regain their standing over about nine months, A
    world.expert_spike = 0.5 * world.expert_spike + _sessions_held(world.inputs.expert_sessions, world.week)
    world.incentive_weeks += 1


def _sessions_held(monthly: int, week: int) -> int:
    """Return how many expert sessions fall into a week when they are spread evenly over the year."""
    return monthly * 12 * (week + 1) // 52 - monthly * 12 * week // 52


def _migrate(world, platform: str) -> None:
    """Move everybody to another platform: habits break, ties thin, some never return (S3; sizes A)."""
    world.set_inputs(changed(world.inputs, "platform", platform))
    members = world.members
    alive = members.status == MEMBER
    u = world.draws.uniform(members.key, "migration", world.week)
    # Worse when early: few ties hold people yet, and a second start costs a young place its momentum (S3: before week 78).
    early = np.exp(-((world.week / EARLY_WEEKS) ** 2))
    force = 1 + EARLY_FORCE * early
    gone = np.flatnonzero(alive & (u < (0.15 + 0.15 * early) * (1 - 0.5 * members.bonds)))
    members.value[alive] = np.maximum(0, members.value[alive] - np.float32(0.15 * force))
    members.habit[alive] *= np.float32(0.5**force)
    members.contact[alive] -= np.float32(0.4 * force)
    members.tie_strength *= np.float32(0.8**force)
    members.status[gone] = LEFT
    members.left[gone] = world.week
    people = world.people
    people.membership[people.flat(members.row_of(gone), members.person[gone])] = LEFT
    world.add("left", np.bincount(members.row_of(gone), minlength=world.count).astype(float))
    world.search_reach *= 0.6

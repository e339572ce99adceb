"""Planned changes and shocks take effect."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import LEFT, MEMBER
from simulation.vocabulary.timeline import Timeline

EARLY_WEEKS = 45.0  # for which a migration counts as early, S3; size A
EARLY_FORCE = 2.0  # how much worse the shock is at the very start, A
SHOCK_WEEKS = 13  # how long an algorithm change lasts
ALGORITHM_MONTHLY = 0.02  # chance per month that a rented network changes its rules, S3
ALGORITHM_REACH = 0.4  # reach it leaves
RANKS_AGAIN = 0.01  # standing in search that moved pages regain a week: about nine months in all, A
SEARCH_LEFT = 0.6  # standing in search that a move leaves, S3; size A
SOME_LEAVE = 0.15  # whom a late move loses for good; an early one twice as many, S3; size A
MOVE_VALUE, MOVE_CONTACT, MOVE_TIES = 0.15, 0.4, 0.8  # value and contact [logit] lost by a move, and what it leaves of ties, S3; sizes A


@process(
    "people.membership", "members.contact", "members.habit", "members.left", "members.status", "members.tie_strength", "members.value",
    "world.arrivals", "world.expert_spike", "world.incentive_weeks", "world.reach", "world.reach_until", "world.search_reach",
)  # fmt: skip
def apply_plans(world) -> None:
    """Apply this week's planned changes and shocks.

    A change of platform on the timeline is a migration: the same move, the same loss.
    """
    world.arrivals = []
    for rows, timeline in world.groups:
        if not timeline:
            continue
        _change(world, rows, timeline)
        _shake(world, rows[world.community[rows]], timeline)
    if world.anywhere("rented"):
        rented = world.effect("rented")
        u = world.draws.uniform(world.draws.world_keys[: world.count], "algorithm", world.week)
        hit = rented & (u < ALGORITHM_MONTHLY * 12 / 52) & (world.reach >= 1)
        world.reach[hit] = ALGORITHM_REACH
        world.reach_until[hit] = world.week + SHOCK_WEEKS
    world.search_reach, world.expert_spike = _pass(
        world.week, world.reach, world.reach_until, world.search_reach, world.expert_spike, world.numbers
    )  # fmt: skip
    world.incentive_weeks += 1


@compiled
def _pass(week, reach, reach_until, search_reach, expert_spike, numbers):
    """Let what was done to a world's reach pass; return what is left of the pages' standing and of the pull of expert sessions, by world."""
    ranked, spike = np.empty(reach.size), np.empty(reach.size)
    for row in range(reach.size):
        if week >= reach_until[row]:
            reach[row] = 1.0
        ranked[row] = min(1.0, search_reach[row] + RANKS_AGAIN)
        # Sessions are spread evenly over the year.
        yearly = numbers[row].expert_sessions * 12
        spike[row] = 0.5 * expert_spike[row] + (yearly * (week + 1) // 52 - yearly * week // 52)
    return ranked, spike


def _change(world, rows: np.ndarray, timeline: Timeline) -> None:
    """Let rows take over what is planned for them this week."""
    for change in timeline.changes:
        if change.week != world.week:
            continue
        moved = np.array([change.name == "platform" and change.value != world.inputs[row].platform for row in rows], dtype=bool)
        if moved.any():
            _migrate(world, rows[moved], change.value)
        world.set_input(rows[~moved], change.name, change.value)


def _shake(world, rows: np.ndarray, timeline: Timeline) -> None:
    """Let rows with a community be hit by this week's shocks."""
    for shock in timeline.shocks:
        if shock.week != world.week or not len(rows):
            continue
        if shock.kind == "migration":
            _migrate(world, rows, shock.size)
        elif shock.kind == "algorithm":
            world.reach[rows] = shock.size
            world.reach_until[rows] = world.week + SHOCK_WEEKS
        else:
            world.arrivals.append((rows, shock.size, shock.kind == "influx_low_intent"))


def _migrate(world, rows: np.ndarray, platform: str) -> None:
    """Move everybody in some rows to another platform: habits break, ties thin, some never return (S3; sizes A)."""
    world.set_input(rows, "platform", platform)
    members = world.members
    moves = np.zeros(world.count, dtype=bool)
    moves[rows] = True
    alive = (members.by_row(members.status == MEMBER) & moves[:, None]).ravel()
    u = world.draws.uniform(members.key, "migration", world.week)
    # Worse when early: few ties hold people yet, and a second start costs a young place its momentum (S3: before week 78).
    early = np.exp(-((world.week / EARLY_WEEKS) ** 2))
    force = 1 + EARLY_FORCE * early
    gone = np.flatnonzero(alive & (u < (SOME_LEAVE + SOME_LEAVE * early) * (1 - 0.5 * members.bonds)))
    members.value[alive] = np.maximum(0, members.value[alive] - np.float32(MOVE_VALUE * force))
    members.habit[alive] *= np.float32(0.5**force)
    members.contact[alive] -= np.float32(MOVE_CONTACT * force)
    members.tie_strength.reshape(world.count, -1)[rows] *= np.float32(MOVE_TIES**force)
    members.status[gone] = LEFT
    members.left[gone] = world.week
    people = world.people
    people.membership[people.flat(members.row_of(gone), members.person[gone])] = LEFT
    world.add("left", np.bincount(members.row_of(gone), minlength=world.count).astype(float))
    world.search_reach[rows] *= SEARCH_LEFT

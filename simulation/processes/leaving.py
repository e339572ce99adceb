"""Some leave for good, pulled by ties who left; the others recommend, or warn."""

from __future__ import annotations

import math

import numpy as np

from simulation.compiled import compiled
from simulation.population import ANSWERED, FOUNDER, LEFT, LOW_INTENT, MEMBER, MENTORED, NOT_MEMBER, ONBOARDED
from simulation.process import process
from simulation.ties import to_gone

SELLING_LEADS = 0.2  # signups per active newcomer and week under full selling pressure, A
PROMOTES = 1.1  # warmth from which one promotes the place, A
WARNS = 0.6  # warmth below which one warns of it, A
OPPORTUNITIES = 0.05  # enterprise: an opportunity, not a trial: about one in twenty, A
SETTLED = 13  # [weeks] after which newcomers know whether the place is for them, as in 90-day retention
AWAY = 4  # [weeks] without a visit after which a newcomer is gone
TELLING = 26.0  # [weeks] over which the disappointed tell others, A
MET = FOUNDER | ONBOARDED | MENTORED  # by hand; and the merely curious (LOW_INTENT) looked for nobody
BOUND = 0.05  # upper bound of the weekly chance to leave; fixed, so that no lever moves anybody's draws


@process("members.status", "members.left", "people.membership")
def leave(world) -> None:
    """Leave for good, at a hazard that rises with disappointment, distrust and leaving ties."""
    members, people, week = world.members, world.people, world.week
    u = world.draws.uniform(members.key, "leave", week)
    gone = _go(
        week, members.capacity, members.counts, people.capacity, u, members.status, members.left, members.value, members.tie_to,
        members.tie_strength, members.person, people.membership, world.trust, np.float32(world.now.tie_scale.now), world.numbers,
    )  # fmt: skip
    world.add("left", gone)


@compiled
def _go(week, capacity, counts, people_capacity, u, status, left, value, tie_to, tie_strength, person, membership, trust, now, numbers):
    a = numbers[0]
    gone = np.zeros(counts.size)
    leavers = np.empty(counts.sum(), dtype=np.int64)  # all decide before anybody goes
    many = 0
    for row in range(counts.size):
        base = row * capacity
        for i in range(base, base + counts[row]):
            if u[i] >= BOUND or status[i] != MEMBER:
                continue
            pull = now * to_gone(tie_to, tie_strength, i, base, left, week - 4)
            mood = math.exp(-2 * (value[i] - 0.5) + (trust[row] < 0.4))
            if u[i] < min(a.leave_base * mood * (1 + a.leave_contagion * pull), BOUND):
                leavers[many] = i
                many += 1
                gone[row] += 1
    for i in leavers[:many]:
        status[i] = LEFT
        left[i] = week
        membership[i // capacity * people_capacity + person[i]] = LEFT
    return gone


@process()
def recommend(world) -> None:
    """Turn active members' identity, value and trust into word of mouth for next week."""
    members, now, inputs, effects = world.members, world.now, world.inputs, world.effects
    total, promoters, detractors = _warmth(world.count, now.visitors, now.visitor_rows, members.identity, members.value)
    rate = inputs.recommendation * effects.programme.recommendation * effects.model.reach * effects.share_reach
    lost = inputs.bad_word * (world.ignored + now.active * (world.trust < 0.4))
    world.recommended = rate * total * world.trust / 0.75 - lost
    # Selling in the community asks newcomers to buy or to bring somebody: leads at once, while they still trust (S1).
    selling = np.minimum(1.0, effects.selling + world.review_selling)
    world.recommended += SELLING_LEADS * selling * np.minimum(1, world.trust / 0.75) ** 4 * now.newcomers
    world.recommended *= _counted(world)
    _warn(world)
    world.note("promoters", promoters * np.minimum(1.0, world.trust / 0.75))
    world.note("detractors", detractors + (now.active - promoters - detractors) * np.clip(0.5 - world.trust, 0, 0.5))


@compiled
def _warmth(worlds, visitors, rows, identity, value):
    """Return by world how warmly visitors would speak of the place, and how many would promote it or warn of it."""
    total, promoters, detractors = np.zeros(worlds), np.zeros(worlds), np.zeros(worlds)
    for n in range(visitors.size):
        warmth = (0.5 + identity[visitors[n]]) * (0.5 + value[visitors[n]])
        total[rows[n]] += warmth
        promoters[rows[n]] += warmth > PROMOTES
        detractors[rows[n]] += warmth < WARNS
    return total, promoters, detractors


def _warn(world) -> None:
    """Let newcomers who found nobody tell others, who then stay away, whichever way they would have come.

    A crowd is not disappointed for being a crowd, but because only so many of it can be greeted, answered and bound.
    """
    inputs, effects = world.inputs, world.effects
    world.resentment = world.resentment * (1 - 1 / TELLING) + _disappointed(world)
    customers = inputs.disappointment * _counted(world) * world.resentment / TELLING
    world.discouraged = customers / max(effects.base_success, 1e-9)  # as many signups as these customers would have come from


def _counted(world) -> float:
    """Return how many signups a word is worth, as against a consumer's."""
    return OPPORTUNITIES if world.effects.enterprise else 1.0


def _disappointed(world) -> np.ndarray:
    """Return how many newcomers turn out this week to have come and gone without having been met, shape (R,)."""
    members = world.members
    return _gone_unmet(
        world.week, members.capacity, members.counts, members.joined, members.status, members.flags, members.answered, members.bonds,
        members.last_visit,
    )  # fmt: skip


@compiled
def _gone_unmet(week, capacity, counts, joined, status, flags, answered, bonds, last_visit):
    disappointed = np.zeros(counts.size)
    for row in range(counts.size):
        for i in range(row * capacity, row * capacity + counts[row]):
            if joined[i] == week - SETTLED and status[i] != NOT_MEMBER and not flags[i] & (MET | LOW_INTENT):
                disappointed[row] += answered[i] != ANSWERED and bonds[i] == 0 and last_visit[i] <= week - AWAY
    return disappointed

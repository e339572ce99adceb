"""How alive the place looks: whoever comes by sees answers, welcomes and people who know each other, or none."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.constants import LITTLE

MEMORY = 0.75  # of what was to be seen that can still be seen a week later, A
STAFF_ANSWER = 0.5  # what an answer by staff alone counts, against one by a member, A
FAMILIAR = 3.0  # ties per visitor at which all seem to know each other, as in the auditorium index
TRUSTED = 0.8  # trust from which nobody looks twice, A
ANSWERS, POSTS, WELCOMES, NEWCOMERS, TIES, VISITS = range(6)  # the fading sums of a world


@process("world.life", "world.life_sums")
def show_life(world) -> None:
    """Show outsiders what goes on: how much is answered, whether newcomers are, and whether people know each other."""
    now, members = world.now, world.members
    world.life = _show(
        rows=now.author_rows, by_newcomer=now.by_newcomer, peer_answers=now.peer_answers, staff_answered=now.staff_answered, visitors=now.visitors,
        visitor_rows=now.visitor_rows, bound=members.bound, sums=world.life_sums, trust=world.trust, hosted=world.hosted(), numbers=world.numbers,
        effects=world.effects,
    )  # fmt: skip
    world.note("visible_life", world.life)


@compiled
def _show(rows, by_newcomer, peer_answers, staff_answered, visitors, visitor_rows, bound, sums, trust, hosted, numbers, effects):
    """Add up what is to be seen and return how alive each world looks."""
    _add_up(rows, by_newcomer, peer_answers, staff_answered, visitors, visitor_rows, bound, sums)
    return _look(sums, trust, hosted, numbers, effects)


@compiled
def _add_up(rows, by_newcomer, peer_answers, staff_answered, visitors, visitor_rows, bound, sums):
    """Let what was to be seen fade and add what is to be seen this week, (R, LIFE_PARTS)."""
    sums *= MEMORY
    for post in range(rows.size):
        answer = 1.0 if peer_answers[post] else STAFF_ANSWER if staff_answered[post] else 0.0
        here = sums[rows[post]]
        here[ANSWERS] += answer
        here[POSTS] += 1
        if by_newcomer[post]:
            here[WELCOMES] += answer
            here[NEWCOMERS] += 1
    for n in range(visitors.size):
        sums[visitor_rows[n], TIES] += bound[visitors[n]]
        sums[visitor_rows[n], VISITS] += 1


@compiled
def _look(sums, trust, hosted, numbers, effects):
    """Return how alive each world looks, 0-1: busy, times answers and familiar faces, times trust, less what disorder hides."""
    life = np.zeros(trust.size)
    for row in range(trust.size):
        a, seen = numbers[row], sums[row]
        if seen[POSTS] < LITTLE:
            continue
        busy = 1 - math.exp(-seen[ANSWERS] * (1 - MEMORY) / a.life_pace)
        answered = seen[ANSWERS] / seen[POSTS]
        welcome = seen[WELCOMES] / seen[NEWCOMERS] if seen[NEWCOMERS] > LITTLE else answered
        familiar = min(1.0, seen[TIES] / max(seen[VISITS], LITTLE) / FAMILIAR)
        warm = a.life_welcome * (answered + welcome) / 2 + (1 - a.life_welcome) * familiar
        life[row] = busy * warm * min(1.0, trust[row] / TRUSTED) * (1 - a.spam * effects[row].practice_unruly * (1 - min(1.0, hosted[row])))
    return life

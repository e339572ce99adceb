"""Some leave for good, pulled by ties who left; the others recommend, or warn."""

from __future__ import annotations

import numpy as np

from simulation.population import LEFT, MEMBER
from simulation.process import process

SELLING_LEADS = 0.2  # signups per active newcomer and week under full selling pressure, A
BOUND = 0.05  # upper bound of the weekly chance to leave; fixed, so that no lever moves anybody's draws


@process("members.status", "members.left", "people.membership")
def leave(world) -> None:
    """Leave for good, at a hazard that rises with disappointment, distrust and leaving ties."""
    members, inputs, week = world.members, world.inputs, world.week
    u = world.draws.uniform(members.key, "leave", week)
    maybe = np.flatnonzero((u < BOUND) & (members.status == MEMBER))
    rows = members.row_of(maybe)
    mood = np.exp(-2 * (members.value[maybe] - 0.5) + (world.trust[rows] < 0.4))
    to = members.tie_to[maybe]
    flat = rows[:, None] * members.capacity + np.maximum(to, 0)
    gone = (to >= 0) & (members.left[flat] >= week - 4)
    pull = (members.tie_strength[maybe] * world.now.tie_scale.now * gone).sum(axis=1)
    hazard = np.minimum(inputs.leave_base * mood * (1 + inputs.leave_contagion * pull), BOUND)
    leavers = maybe[u[maybe] < hazard]
    members.status[leavers] = LEFT
    members.left[leavers] = week
    people = world.people
    people.membership[people.flat(members.row_of(leavers), members.person[leavers])] = LEFT
    world.add("left", np.bincount(members.row_of(leavers), minlength=world.count).astype(float))


@process()
def recommend(world) -> None:
    """Turn active members' identity, value and trust into word of mouth for next week."""
    members, now, inputs, effects = world.members, world.now, world.inputs, world.effects
    v, rows, n = now.visitors, now.visitor_rows, world.count
    warmth = (0.5 + members.identity[v]) * (0.5 + members.value[v])
    total = np.bincount(rows, weights=warmth, minlength=n)
    rate = inputs.recommendation * effects.programme.recommendation * effects.model.reach * effects.share_reach
    if effects.enterprise:
        rate *= 0.05  # an opportunity, not a trial: about one in twenty, A
    lost = inputs.bad_word * (world.ignored + now.active * (world.trust < 0.4)) * (0.05 if effects.enterprise else 1.0)
    world.recommended = rate * total * world.trust / 0.75 - lost
    # Selling in the community asks newcomers to buy or to bring somebody: leads at once, while they still trust (S1).
    selling = np.minimum(1.0, effects.selling + world.review_selling)
    world.recommended += SELLING_LEADS * selling * np.minimum(1, world.trust / 0.75) ** 4 * now.newcomers * (0.05 if effects.enterprise else 1.0)
    promoters = np.bincount(rows[warmth > 1.1], minlength=n)
    detractors = np.bincount(rows[warmth < 0.6], minlength=n)
    world.note("promoters", promoters * np.minimum(1.0, world.trust / 0.75))
    world.note("detractors", detractors + (now.active - promoters - detractors) * np.clip(0.5 - world.trust, 0, 0.5))

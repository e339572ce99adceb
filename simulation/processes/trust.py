"""Trust follows how the place is run: slowly up, quickly down."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process

MEMORY = 8.0  # [weeks] over which neglect of newcomers is felt
ACCEPTED = 0.9  # response rate that nobody minds
SEEN_THROUGH, LOOKERS = 0.05, 100.0  # chance per week and tenth of posts planted that they are found out, among so many active members, A
EMPOWERED = 0.2  # trust of being fully empowered against not at all, A


@process("world.neglect", "world.sham_trust_loss", "world.trust", "world.trust_target")
def build_trust(world) -> None:
    """Move trust towards what reporting line, selling, neglect and planted posts allow.

    Trust is the climate of a community, one number per world: people who join adopt it.
    """
    now = world.now
    world.neglect, world.sham_trust_loss, world.trust_target, world.trust = _move(
        world.trust, world.neglect, now.newcomer_posts, world.ignored, world.sham_trust_loss, _found_out(world),
        world.review_selling, world.review_gap, world.last_active, world.numbers, world.effects,
    )  # fmt: skip
    world.note("trust", world.trust)


def _found_out(world) -> np.ndarray:
    """Return in which worlds planted posts are found out: the sooner the more there are and the more people look."""
    if not world.anywhere("astroturf_share"):
        return np.zeros(world.count, dtype=bool)
    share = world.each("astroturf_share")
    chance = 1 - np.exp(-SEEN_THROUGH * share * 10 * world.now.active / LOOKERS)
    return world.draws.uniform(world.draws.world_keys[: world.count], "found out", world.week) < chance


@compiled
def _move(trust_before, neglect_before, posts, ignored, sham_loss_before, found_out, review_selling, review_gap, last_active, numbers, effects):
    """Return how neglected newcomers feel, what planted posts still cost, where trust is heading and where it gets to, per world."""
    neglect, sham_loss = np.empty(posts.size), np.empty(posts.size)
    target, trust = np.empty(posts.size), np.empty(posts.size)
    for row in range(posts.size):
        a, e = numbers[row], effects[row]
        usual = a.trust_base + e.reporting_trust + EMPOWERED * (a.empowerment - 0.5)
        # Whoever stands for a large community has a weight of its own; and it matters whether what members say is heard.
        stature = last_active[row] ** 2 / (last_active[row] ** 2 + a.own_function_size**2)
        usual += e.reporting_grown * stature + e.practice_trust
        missed = ignored[row] / posts[row] if posts[row] > 0 else 0.0
        weight = min(1.0, posts[row] / MEMORY) * min(1.0, posts[row])
        neglect[row] = neglect_before[row] + weight * (missed - neglect_before[row]) * 0.5
        sham_loss[row] = sham_loss_before[row] * e.sham_fading
        if found_out[row]:
            sham_loss[row] = max(sham_loss[row], a.astroturf_shock)
        allowed = usual - a.trust_selling * min(1.0, e.selling + review_selling[row]) - a.trust_roi_gap * review_gap[row]
        allowed = allowed - a.trust_neglect * max(0.0, neglect[row] - (1 - ACCEPTED)) - sham_loss[row]
        target[row] = min(max(allowed, 0.0), 1.0)
        speed = a.trust_fall if target[row] < trust_before[row] else a.trust_rise
        trust[row] = trust_before[row] + speed * (target[row] - trust_before[row])
    return neglect, sham_loss, target, trust

"""Trust follows how the place is run: slowly up, quickly down."""

from __future__ import annotations

import numpy as np

from simulation.process import process

MEMORY = 8.0  # [weeks] over which neglect of newcomers is felt
ACCEPTED = 0.9  # response rate that nobody minds


@process()
def build_trust(world) -> None:
    """Move trust towards what reporting line, selling, neglect and planted posts allow.

    Trust is the climate of a community, one number per world: people who join adopt it.
    """
    inputs, effects, now = world.inputs, world.effects, world.now
    posts = now.newcomer_posts
    missed = np.divide(world.ignored, posts, out=np.zeros(world.count), where=posts > 0)
    weight = np.minimum(1.0, posts / MEMORY) * np.minimum(1.0, posts)
    world.neglect += weight * (missed - world.neglect) * 0.5
    _find_out(world)
    selling = np.minimum(1.0, effects.selling + world.review_selling)
    target = inputs.trust_base + effects.reporting.trust + 0.2 * (inputs.empowerment - 0.5)
    target = target - inputs.trust_selling * selling - inputs.trust_roi_gap * world.review_gap
    target = target - inputs.trust_neglect * np.maximum(0, world.neglect - (1 - ACCEPTED)) - world.sham_trust_loss
    world.trust_target = np.clip(target, 0, 1)
    speed = np.where(world.trust_target < world.trust, inputs.trust_fall, inputs.trust_rise)
    world.trust = world.trust + speed * (world.trust_target - world.trust)
    world.note("trust", world.trust)


def _find_out(world) -> None:
    """Planted posts are found out the sooner the more there are and the more people look."""
    inputs = world.inputs
    world.sham_trust_loss *= 0.5 ** (1 / inputs.astroturf_half_life)
    if not inputs.astroturf_share:
        return
    chance = 1 - np.exp(-0.05 * inputs.astroturf_share * 10 * world.now.active / 100.0)
    u = world.draws.uniform(world.draws.world_keys[: world.count], "found out", world.week)
    found = u < chance
    world.sham_trust_loss[found] = np.maximum(world.sham_trust_loss[found], inputs.astroturf_shock)

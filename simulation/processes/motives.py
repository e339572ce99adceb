"""Cash crowds out the reasons people had before, and they come back slowly."""

from __future__ import annotations

import numpy as np

from simulation.kernels.process import process
from simulation.state.population import MEMBER

CROWDING_WEEKS = 8.0  # to crowd out while cash is paid, L
RECOVERY_WEEKS = 26.0  # to recover after, L


@process("members.crowding")
def crowd_out(world) -> None:
    """Let cash replace other motives while it is paid, and let them recover after."""
    members = world.members
    if world.effects.cash:
        # Only who is there: whoever comes later has not been paid yet.
        members.crowding += (members.status == MEMBER) * (1 - members.crowding) / np.float32(CROWDING_WEEKS)
    elif world.ever_paid:
        members.crowding *= np.float32(1 - 1 / RECOVERY_WEEKS)
    world.ever_paid = world.ever_paid or world.effects.cash

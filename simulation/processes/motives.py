"""Cash crowds out the reasons people had before, and they come back slowly."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import MEMBER

CROWDING_WEEKS = 8.0  # to crowd out while cash is paid, L
RECOVERY_WEEKS = 26.0  # to recover after, L


@process("members.crowding", "world.ever_paid")
def crowd_out(world) -> None:
    """Let cash replace other motives while it is paid, and let them recover after."""
    if not world.anywhere("cash") and not world.ever_paid.any():
        return
    members, paying = world.members, world.effect("cash")
    _crowd(members.crowding, members.status, members.counts, members.capacity, paying, world.ever_paid)
    world.ever_paid = world.ever_paid | paying


@compiled
def _crowd(crowding, status, counts, capacity, paying, ever_paid):
    """Crowd out the motives of members where cash is paid, and let them recover where it was."""
    for row in range(counts.size):
        for i in range(row * capacity, row * capacity + counts[row]):
            if paying[row]:
                if status[i] == MEMBER:  # only who is there: whoever comes later has not been paid yet
                    crowding[i] += (np.float32(1) - crowding[i]) / np.float32(CROWDING_WEEKS)
            elif ever_paid[row]:
                crowding[i] *= np.float32(1 - 1 / RECOVERY_WEEKS)

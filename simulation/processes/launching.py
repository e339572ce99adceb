"""The community begins where its month has come."""

from __future__ import annotations

import numpy as np

from simulation.kernels.process import process
from simulation.state.founding import hear_of, launch


@process("people.*", "members.*")
def begin_community(world) -> None:
    """Begin the communities whose launch was put off until now; until then a row lives as its counterfactual arm does."""
    due = np.array([inputs.community for inputs in world.inputs]) & (world.launch_week == world.week)
    if world.week == 0 or not due.any():
        return
    world.community[due] = True
    world.incentive_weeks[due] = 0
    world.expert_spike[due] = 0.0
    world.search_reach[due] = 1.0
    hear_of(world, due)
    launch(world, due)
